"""Malmquist-Luenberger and Luenberger against directional distances written out in scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell.errors import OptionError

CERTIFIED = 1e-8
pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning", "ignore::farrell.SolveWarning")
YEARS = (1, 2, 3)


def made(seed, *, bad=True):
    rng = np.random.default_rng(seed)
    keys = [(f"u{k}", t) for t in YEARS for k in range(6)]
    frame = pd.DataFrame(keys, columns=["u", "t"])
    for name in ("x", "z", "y", *(("b",) if bad else ())):
        frame[name] = rng.lognormal(2, 0.4, len(keys))
    return farrell.Panel.from_frame(
        frame, unit="u", period="t", inputs=["x", "z"], outputs=["y"], undesirable=["b"] if bad else [],
        allow=["few-units", "adds-up"],
    )  # fmt: skip


def beta(panel, when, row, *, still_inputs, weak, rts="crs"):
    """The distance of a row along its own data to the frontier of some years; NaN without one."""
    members = np.nonzero(np.isin(panel.period_index, when))[0]
    X, Y, B = panel.X[members], panel.Y[members], panel.B[members]
    x, y, b = panel.X[row], panel.Y[row], panel.B[row]
    n = len(members)
    A = [np.c_[X.T, np.zeros(2) if still_inputs else x], np.c_[-Y.T, y]]
    right = [x, -y]
    E, e = [], []
    if panel.B.shape[1]:
        if weak:
            E.append(np.c_[B.T, b])
            e.append(b)
        else:
            A.append(np.c_[B.T, b])
            right.append(b)
    if rts == "vrs":
        E.append(np.r_[np.ones(n), 0][None])
        e.append([1.0])
    found = linprog(
        np.r_[np.zeros(n), -1], np.vstack(A), np.concatenate(right),
        np.vstack(E) if E else None, np.concatenate(e) if e else None, [(0, None)] * n + [(None, None)],
    )  # fmt: skip
    return -found.fun if found.success else np.nan


def comparisons(result):
    grid = result.panel.observed
    for k, (u, a, b) in enumerate(zip(result.units, result.period_from, result.period_to, strict=True)):
        i, s, t = result.panel.units.index(u), YEARS.index(a), YEARS.index(b)
        yield k, s, t, grid[i, s], grid[i, t]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("disposability", ["weak", "bounded"])
@pytest.mark.parametrize("technology", ["adjacent", "global"])
def test_malmquist_luenberger(seed, disposability, technology):
    panel = made(seed)
    result = farrell.malmquist_luenberger(panel, technology=technology, disposability=disposability)

    def D(when, row):
        return 1 + beta(panel, when, row, still_inputs=True, weak=disposability == "weak")

    for k, s, t, before, after in comparisons(result):
        if technology == "global":
            expected = D([0, 1, 2], before) / D([0, 1, 2], after)
        else:
            expected = np.sqrt(D([s], before) / D([s], after) * D([t], before) / D([t], after))
        if np.isnan(expected):
            assert result.status[k] == "infeasible"
            continue
        assert result.tfpch[k] == pytest.approx(expected, rel=CERTIFIED)
        assert result.effch[k] == pytest.approx(D([s], before) / D([t], after), rel=CERTIFIED)
        assert result.effch[k] * result.techch[k] == pytest.approx(result.tfpch[k], rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("technology", ["adjacent", "biennial"])
@pytest.mark.parametrize("bad", [True, False])
def test_luenberger(seed, rts, technology, bad):
    panel = made(seed + 10, bad=bad)
    if bad and rts == "vrs":
        result = farrell.luenberger(panel, rts=rts, technology=technology, disposability="bounded")
    else:
        result = farrell.luenberger(panel, rts=rts, technology=technology)

    def D(when, row):
        return beta(panel, when, row, still_inputs=False, weak=rts == "crs", rts=rts)

    for k, s, t, before, after in comparisons(result):
        if technology == "biennial":
            expected = D([s, t], before) - D([s, t], after)
        else:
            expected = 0.5 * (D([s], before) - D([s], after) + D([t], before) - D([t], after))
        if np.isnan(expected):
            assert result.status[k] == "infeasible"
            continue
        assert result.tfpch[k] == pytest.approx(expected, abs=CERTIFIED)
        assert result.effch[k] == pytest.approx(D([s], before) - D([t], after), abs=CERTIFIED)
        assert result.effch[k] + result.techch[k] == pytest.approx(result.tfpch[k], abs=1e-12)


def test_differences_add_up_over_years_and_parts():
    panel = made(20, bad=False)
    result = farrell.luenberger(panel, technology="global", decomposition="zofio")
    parts = sum(result.part(name) for name in ("pech", "sech", "techch_vrs", "stech"))
    assert parts == pytest.approx(result.tfpch, abs=1e-9)
    chained = result.cumulative()
    last = chained[chained.period == 3].set_index("unit")["tfpch"]
    for unit in panel.units:
        own = [v for u, v in zip(result.units, result.tfpch, strict=True) if u == unit]
        assert last[unit] == pytest.approx(sum(own))
    assert chained[chained.period == 1]["tfpch"].tolist() == [0.0] * 6
    assert "above 0 is progress" in result.summary()
    means = result.means("overall").iloc[0]
    assert means["tfpch"] == pytest.approx(result.tfpch.mean())
    assert result.contributions()[["pech", "sech", "techch_vrs", "stech"]].sum(axis=1).iloc[0] == pytest.approx(1)


def test_one_direction_for_all_is_that_of_the_whole_panel():
    """The mean of all years, not that of the rows that happen to be scored."""
    panel = made(21, bad=False)
    mean = {c: float(v) for c, v in zip(("x", "z"), panel.X.mean(axis=0), strict=True)}
    out = {"y": float(panel.Y.mean())}
    named = farrell.luenberger(panel, direction_inputs="mean", direction_outputs="mean")
    given = farrell.luenberger(panel, direction_inputs=mean, direction_outputs=out)
    assert named.tfpch == pytest.approx(given.tfpch, abs=1e-10)


def test_what_these_indices_refuse():
    with pytest.raises(OptionError):
        farrell.malmquist_luenberger(made(0, bad=False))
    for ignored in ({"direction_bad": "ones"}, {"disposability": "bounded"}):
        with pytest.raises(OptionError) as caught:
            farrell.luenberger(made(0, bad=False), **ignored)
        assert caught.value.code == "no-undesirable"
    with pytest.raises(OptionError):
        farrell.luenberger(made(0), decomposition="bias")
    with pytest.raises(OptionError):
        farrell.malmquist_luenberger(made(0), disposability="strong")
