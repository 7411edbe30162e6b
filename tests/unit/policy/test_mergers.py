"""Gains from mergers: their parts, and the same programs by scipy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell.lp import solve
from farrell.policy import mergers

SUMS = {"crs": (0.0, None), "vrs": (1.0, 1.0), "nirs": (0.0, 1.0), "ndrs": (1.0, None)}


def by_scipy(X, Y, x, y, rts, orientation):
    """theta or phi of a point against units, NaN where it has none."""
    n, (low, high) = len(X), SUMS[rts]
    by_input = orientation == "input"
    held, sums = np.r_[np.ones(n), 0], []
    rows = np.vstack([
        np.c_[X.T, -x if by_input else np.zeros(len(x))],
        np.c_[-Y.T, np.zeros(len(y)) if by_input else y],
    ])  # fmt: skip
    right = np.r_[np.zeros(len(x)) if by_input else x, -y if by_input else np.zeros(len(y))]
    if high is not None:
        sums.append((held, high))
    if low > 0:
        sums.append((-held, -low))
    rows, right = np.vstack([rows, *(a for a, _ in sums)]), np.r_[right, [b for _, b in sums]]
    found = linprog(np.r_[np.zeros(n), 1.0 if by_input else -1.0], rows, right, method="highs")
    return found.x[-1] if found.status == 0 else np.nan


@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("rts", list(SUMS))
@pytest.mark.parametrize("seed", range(3))
def test_the_parts_are_those_of_the_papers_programs(panel_of, seed, rts, orientation):
    random = np.random.default_rng(seed)
    X, Y = random.uniform(1, 9, (20, 2)), random.uniform(1, 9, (20, 2))
    groups = [["U0", "U1"], ["U2", "U3", "U4"], ["U1", "U7"]]
    found = farrell.merger_gains(panel_of(X, Y), groups=groups, rts=rts, orientation=orientation)
    own = np.array([by_scipy(X, Y, x, y, rts, orientation) for x, y in zip(X, Y, strict=True)])
    better = (own[:, None] * X, Y) if orientation == "input" else (X, own[:, None] * Y)
    np.testing.assert_allclose(found.te, own, rtol=1e-7)
    for k, members in enumerate(groups):
        at = [int(name[1:]) for name in members]
        overall = by_scipy(X, Y, X[at].sum(axis=0), Y[at].sum(axis=0), rts, orientation)
        adjusted = by_scipy(X, Y, *(side[at].sum(axis=0) for side in better), rts, orientation)
        harmony = by_scipy(X, Y, *(side[at].mean(axis=0) for side in better), rts, orientation)
        np.testing.assert_allclose(
            [found.overall[k], found.adjusted[k], found.harmony[k]], [overall, adjusted, harmony], rtol=1e-7
        )
        np.testing.assert_allclose(found.learning[k], overall / adjusted, rtol=1e-7)
        np.testing.assert_allclose(found.size[k], adjusted / harmony, rtol=1e-7)
    product = found.learning * found.harmony * found.size
    there = np.isfinite(found.overall)
    np.testing.assert_allclose(product[there], found.overall[there], rtol=1e-12)
    gains = found.harmony if orientation == "input" else 1 / found.harmony
    assert (gains <= 1 + 1e-9).all()
    if rts == "crs":
        np.testing.assert_allclose(found.size, 1.0, rtol=1e-9)


def test_mergers_without_a_number_are_named(panel_of):
    panel = panel_of([100.0, 200, 300, 500], [75.0, 100, 300, 400])
    with pytest.warns(farrell.SolveWarning, match="big"):
        found = farrell.merger_gains(panel, groups={"small": ["U0", "U1"], "big": ["U2", "U3"]})
    assert found.overall[0] == pytest.approx(17 / 27)
    assert np.isnan([found.overall[1], found.size[1]]).all()
    assert found.harmony[1] == pytest.approx(1.0)
    assert "big" in found.summary()
    assert found.to_frame().merger.tolist() == ["small", "big"]


@pytest.mark.parametrize("groups", [[], [["U0"]], [["U0", "U0"]], "U0", [["U0", "U1"], ["U0", "U1"]], None])
def test_groups_that_are_no_mergers_are_refused(panel_of, groups):
    with pytest.raises(farrell.OptionError, match="groups"):
        farrell.merger_gains(panel_of([1.0, 2], [1.0, 2]), groups=groups)


def test_an_unknown_unit_is_refused(panel_of):
    with pytest.raises(farrell.OptionError, match="U9"):
        farrell.merger_gains(panel_of([1.0, 2], [1.0, 2]), groups=[["U0", "U9"]])


def test_scenarios_of_merging_and_closing_tell_what_it_gains():
    panel = farrell.load("china-health").panel
    members = ["Ningxia", "Qinghai"]
    alone = farrell.merger_gains(panel, 2023, groups={"both": members})
    merged = farrell.scenario(panel, "merge", 2023, units=members, into="both")
    closed = farrell.scenario(panel, "close", 2023, unit="Qinghai", to={"Ningxia": 1.0}, resources=True)
    for found in (merged.gains, closed.gains):
        assert found.overall.tolist() == pytest.approx(alone.overall.tolist())
        assert found.size.tolist() == pytest.approx(alone.size.tolist())
    assert merged.then.te_vrs[merged.after.units.index("both")] >= merged.gains.overall[0] - 1e-9
    assert "learning" in merged.summary()
    assert farrell.scenario(panel, "close", 2023, unit="Qinghai", to={"Ningxia": 1.0}).gains is None
    assert farrell.scenario(panel, "shock", 2023, fall={"visits_10k": 0.1}).gains is None


def test_a_merger_without_a_number_says_why(panel_of, monkeypatch):
    panel = panel_of([100.0, 200, 300, 500], [75.0, 100, 300, 400])
    groups = {"small": ["U0", "U1"], "big": ["U2", "U3"]}
    with pytest.warns(farrell.SolveWarning, match="larger than anything"):
        found = farrell.merger_gains(panel, groups=groups)
    assert found.status.tolist() == ["optimal", "infeasible"]
    assert found.to_frame()["status"].tolist() == ["optimal", "infeasible"]

    def stopped(technology, points, *more):
        """Of every pool of a run, the last point has no certified answer."""
        made = solve(technology, points, *more)
        t, status = made.t.copy(), made.status.copy()
        t[-1], status[-1] = np.nan, "unsolved"
        return replace(made, t=t, status=status)

    monkeypatch.setattr(mergers, "solve", stopped)
    with pytest.warns(farrell.SolveWarning, match="certified answer|larger than anything") as caught:
        found = farrell.merger_gains(panel, groups={"big": ["U2", "U3"], "small": ["U0", "U1"]})
    assert found.status.tolist() == ["infeasible", "unsolved"]
    assert sorted(w.message.code for w in caught) == ["mergers-no-score", "mergers-unsolved"]
    assert np.isnan([found.overall[1], found.adjusted[1], found.harmony[1]]).all()


def test_a_member_without_an_answer_leaves_its_merger_without(panel_of, monkeypatch):
    panel = panel_of([100.0, 200, 300, 500], [75.0, 100, 150, 400])
    first = []

    def stopped(*given):
        """The last unit's own score has no certified answer."""
        made = solve(*given)
        if first:
            return made
        first.append(True)
        t, status = made.t.copy(), made.status.copy()
        t[-1], status[-1] = np.nan, "unsolved"
        return replace(made, t=t, status=status)

    monkeypatch.setattr(mergers, "solve", stopped)
    with pytest.warns(farrell.SolveWarning, match="with"):
        found = farrell.merger_gains(panel, groups={"with": ["U0", "U3"], "apart": ["U0", "U1"]}, rts="crs")
    assert found.status.tolist() == ["unsolved", "optimal"]
    assert np.isnan([found.adjusted[0], found.learning[0], found.harmony[0]]).all()
    assert np.isfinite(found.overall).all()
