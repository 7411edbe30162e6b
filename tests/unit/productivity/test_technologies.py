"""Indices over every technology against the same written out, distance by distance, in scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell.errors import OptionError

CERTIFIED = 1e-8
"""Two solvers, each within 1e-9 of the same optimum."""
pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning", "ignore::farrell.SolveWarning")
UNITS, PERIODS = 6, 4


def made(seed, *, ties=False, drop=()):
    """Six units of two groups over four years, 2 inputs and 2 outputs; ``drop`` are (unit, year) left out."""
    rng = np.random.default_rng(seed)
    keys = [(f"u{k}", 2010 + t) for t in range(PERIODS) for k in range(UNITS)]
    X, Y = rng.lognormal(2, 0.5, (len(keys), 2)), rng.lognormal(2, 0.5, (len(keys), 2))
    if ties:
        X, Y = np.ceil(X / 3), np.ceil(Y / 3)
    frame = pd.DataFrame(keys, columns=["u", "t"]).assign(a=X[:, 0], b=X[:, 1], c=Y[:, 0], d=Y[:, 1])
    frame["g"] = [("north", "south")[int(u[1:]) % 2] for u in frame.u]
    frame = frame[[key not in drop for key in keys]]
    return farrell.Panel.from_frame(
        frame, unit="u", period="t", inputs=["a", "b"], outputs=["c", "d"], group="g",
        allow=["few-units", "adds-up", "unbalanced"],
    )  # fmt: skip


def efficiency(panel, x, y, rows, rts, orientation):
    """theta or 1 / phi of one point against rows of a panel; NaN without one."""
    X, Y = panel.X[rows], panel.Y[rows]
    n = len(rows)
    E, e = (np.r_[np.ones(n), 0][None], [1]) if rts == "vrs" else (None, None)
    if orientation == "input":
        A, b, c = np.vstack([np.c_[X.T, -x], np.c_[-Y.T, np.zeros(2)]]), np.r_[0, 0, -y], np.r_[np.zeros(n), 1]
        found = linprog(c, A, b, E, e)
        return found.fun if found.success else np.nan
    A, b, c = np.vstack([np.c_[X.T, np.zeros(2)], np.c_[-Y.T, y]]), np.r_[x, 0, 0], np.r_[np.zeros(n), -1]
    found = linprog(c, A, b, E, e)
    return -1 / found.fun if found.success else np.nan


class Written:
    """E(members, point) with members by condition on period and group."""

    def __init__(self, panel, rts, orientation):
        self.panel, self.rts, self.orientation = panel, rts, orientation

    def __call__(self, when, point, group=None):
        p = self.panel
        rows = np.isin(p.period_index, when)
        if group is not None:
            rows &= p.labels["g"] == group
        return efficiency(p, *point, np.nonzero(rows)[0], self.rts, self.orientation)


def rows_of(result):
    p = result.panel
    row = {(u, t): i for i, (u, t) in enumerate(zip(p.unit_labels, p.period_labels, strict=True))}
    for k, (u, a, b) in enumerate(zip(result.units, result.period_from, result.period_to, strict=True)):
        i, j = row[u, a], row[u, b]
        yield k, p.periods.index(a), p.periods.index(b), (p.X[i], p.Y[i]), (p.X[j], p.Y[j]), str(p.labels["g"][i])


FRONTIERS = {
    "adjacent": lambda t: [t],
    "sequential": lambda t: list(range(t + 1)),
    "window": lambda t: [s for s in (t - 1, t) if s >= 0],
}


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(("rts", "orientation"), [("crs", "input"), ("vrs", "output"), ("vrs", "input")])
@pytest.mark.parametrize("technology", FRONTIERS)
@pytest.mark.parametrize("form", ["geometric", "base", "current"])
def test_indices_of_two_frontiers(seed, rts, orientation, technology, form):
    panel = made(seed, ties=seed == 1)
    options = {"window": 2} if technology == "window" else {}
    result = farrell.malmquist(
        panel, rts=rts, orientation=orientation, technology=technology, form=form, decomposition="fglr", **options
    )
    E, span = Written(panel, rts, orientation), FRONTIERS[technology]
    for k, a, b, at, later, _ in rows_of(result):
        base = E(span(a), later) / E(span(a), at)
        current = E(span(b), later) / E(span(b), at)
        expected = {"base": base, "current": current, "geometric": np.sqrt(base * current)}[form]
        effch = E(span(b), later) / E(span(a), at)
        if np.isnan(expected):
            assert result.status[k] == "infeasible"
            continue
        assert result.tfpch[k] == pytest.approx(expected, rel=CERTIFIED)
        assert result.effch[k] == pytest.approx(effch, rel=CERTIFIED)
        assert result.effch[k] * result.techch[k] == pytest.approx(result.tfpch[k], rel=1e-12)


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize(("rts", "orientation"), [("crs", "input"), ("vrs", "output")])
@pytest.mark.parametrize("technology", ["global", "biennial", "fixed-base"])
def test_indices_of_one_frontier(seed, rts, orientation, technology):
    panel = made(seed, ties=seed == 3)
    options = {"base": 2011} if technology == "fixed-base" else {}
    result = farrell.malmquist(panel, rts=rts, orientation=orientation, technology=technology, **options)
    E = Written(panel, rts, orientation)
    for k, a, b, at, later, _ in rows_of(result):
        common = {"global": list(range(PERIODS)), "biennial": [a, b], "fixed-base": [1]}[technology]
        expected = E(common, later) / E(common, at)
        if np.isnan(expected):
            assert result.status[k] == "infeasible"
            assert technology == "fixed-base"
            continue
        assert result.tfpch[k] == pytest.approx(expected, rel=CERTIFIED)
        assert result.effch[k] == pytest.approx(E([b], later) / E([a], at), rel=CERTIFIED)


@pytest.mark.parametrize("seed", [4, 5])
def test_a_metafrontier_splits_change_within_groups_from_that_between_them(seed):
    panel = made(seed)
    result = farrell.malmquist(panel, technology="metafrontier", group="g")
    E, every = Written(panel, "crs", "input"), list(range(PERIODS))
    for k, a, b, at, later, group in rows_of(result):
        own = E([a], at, group), E([b], later, group)
        group_all = E(every, at, group), E(every, later, group)
        meta = E(every, at), E(every, later)
        effch, tfpch = own[1] / own[0], meta[1] / meta[0]
        bpc = (group_all[1] / own[1]) / (group_all[0] / own[0])
        found = [float(result.part(name)[k]) for name in ("effch", "bpc", "tgc", "tfpch")]
        gap = (meta[1] / group_all[1]) / (meta[0] / group_all[0])
        assert found == pytest.approx([effch, bpc, gap, tfpch], rel=CERTIFIED)


@pytest.mark.parametrize("technology", ["global", "metafrontier", "fixed-base"])
def test_circular_indices_chain_to_their_direct_value(technology):
    panel = made(6)
    chained = farrell.malmquist(panel, technology=technology).cumulative()
    ends = panel.select(periods=[2010, 2013])
    last = chained[chained.period == 2013].set_index("unit")["tfpch"]
    whole = {"fixed-base": [0]}.get(technology, list(range(PERIODS)))
    E = Written(panel, "crs", "input")
    for unit in ends.units:
        at, later = (
            (panel.X[i], panel.Y[i]) for i in (panel.observed[panel.units.index(unit), t] for t in (0, PERIODS - 1))
        )
        assert last[unit] == pytest.approx(E(whole, later) / E(whole, at), rel=CERTIFIED)


def test_a_sequential_frontier_never_regresses():
    result = farrell.malmquist(made(7), technology="sequential")
    assert (result.techch >= 1 - 1e-12).all()
    assert (farrell.malmquist(made(7)).techch < 1).any()


def test_biennial_frontiers_reach_every_point_where_adjacent_ones_do_not():
    panel = made(8)
    adjacent = farrell.malmquist(panel, rts="vrs", orientation="output")
    assert (adjacent.status == "infeasible").any()
    for technology in ("biennial", "global"):
        assert (
            farrell.malmquist(panel, rts="vrs", orientation="output", technology=technology).status == "optimal"
        ).all()
        along = farrell.malmquist(panel, rts="vrs", technology=technology, distance="ddf", orientation="none")
        assert (along.status == "optimal").all()


def test_a_window_of_one_period_is_adjacent_and_one_of_all_is_sequential():
    panel = made(9)
    one, all_ = (farrell.malmquist(panel, technology="window", window=w).tfpch for w in (1, PERIODS))
    assert one == pytest.approx(farrell.malmquist(panel).tfpch, rel=1e-12)
    assert all_ == pytest.approx(farrell.malmquist(panel, technology="sequential").tfpch, rel=1e-12)


@pytest.mark.parametrize(("distance", "orientation"), [("sbm", "none"), ("sbm", "input"), ("super-sbm", "output")])
def test_indices_of_slacks_based_distances(distance, orientation):
    """By the models themselves, one period against another."""
    panel = made(10)
    result = farrell.malmquist(panel, distance=distance, orientation=orientation, technology="adjacent")
    years = [panel.select(periods=[t]) for t in panel.periods]
    own_model = farrell.sbm if distance == "sbm" else farrell.super_sbm
    own = [own_model(p, rts="crs", orientation=orientation).te for p in years]
    for t in range(PERIODS - 1):
        ahead = farrell.super_sbm(years[t + 1], rts="crs", orientation=orientation, reference=years[t]).te
        back = farrell.super_sbm(years[t], rts="crs", orientation=orientation, reference=years[t + 1]).te
        expected = np.sqrt(ahead / own[t] * own[t + 1] / back)
        here = np.array([p == panel.periods[t] for p in result.period_from])
        assert result.tfpch[here] == pytest.approx(expected, rel=1e-9)


def test_distances_along_a_direction_of_one_side_are_radial():
    panel = made(11)
    for orientation in ("input", "output"):
        along = farrell.malmquist(panel, distance="ddf", orientation=orientation)
        radial = farrell.malmquist(panel, orientation=orientation)
        assert along.tfpch == pytest.approx(radial.tfpch, rel=CERTIFIED)


GONE = {("u1", 2011), ("u4", 2013)}


def test_missing_units_by_interval_by_pair_in_common_or_not_at_all():
    panel, whole = made(12, drop=GONE), made(12)
    by_interval = farrell.malmquist(panel)
    assert (by_interval.status == "absent").sum() == 3
    assert len(by_interval.units) == UNITS * (PERIODS - 1)
    pairs = farrell.malmquist(panel, unbalanced="pairs")
    assert (pairs.status == "optimal").all()
    assert len(pairs.units) == UNITS * (PERIODS - 1) - 2  # u1 loses one link, u4 its last
    jumps = [(u, a, b) for u, a, b in zip(pairs.units, pairs.period_from, pairs.period_to, strict=True) if b - a == 2]
    assert jumps == [("u1", 2010, 2012)]
    common = farrell.malmquist(panel, unbalanced="common")
    assert set(common.units) == {"u0", "u2", "u3", "u5"}
    assert common.tfpch == pytest.approx(
        farrell.malmquist(whole.select(units=["u0", "u2", "u3", "u5"])).tfpch, rel=1e-12
    )
    with pytest.raises(OptionError, match=r"u1 \(2011\)"):
        farrell.malmquist(panel, unbalanced="refuse")
    for policy in ("intervals", "pairs", "common", "refuse"):
        assert farrell.malmquist(whole, unbalanced=policy).tfpch.tolist() == farrell.malmquist(whole).tfpch.tolist()


def test_a_pair_over_a_gap_is_the_index_between_its_two_years():
    panel = made(12, drop=GONE)
    pairs = farrell.malmquist(panel, unbalanced="pairs")
    k = (
        pairs.period_to.index(2012)
        if False
        else [*zip(pairs.units, pairs.period_from, strict=True)].index(("u1", 2010))
    )
    two = farrell.malmquist(panel.select(periods=[2010, 2012]))
    assert pairs.tfpch[k] == pytest.approx(two.tfpch[two.units.index("u1")], rel=1e-10)
    chained = pairs.cumulative()
    assert chained[(chained.unit == "u1") & (chained.period == 2013)]["tfpch"].notna().all()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"technology": "yearly"}, "choice"),
        ({"base": 2010}, "technology-option"),
        ({"technology": "fixed-base", "base": 1999}, "choice"),
        ({"technology": "window", "window": 9}, "window-width"),
        ({"technology": "metafrontier", "group": "h"}, "choice"),
        ({"technology": "metafrontier", "decomposition": "fgnz"}, "decomposition-metafrontier"),
        ({"technology": "global", "form": "base"}, "form-one-frontier"),
        ({"technology": "global", "decomposition": "bias"}, "decomposition-two-frontiers"),
        ({"distance": "sbm", "decomposition": "grifell-lovell"}, "decomposition-two-frontiers"),
        ({"decomposition": "bias", "form": "base"}, "form-of-decomposition"),
        ({"rts": "vrs", "decomposition": "zofio"}, "decomposition-needs-crs"),
        ({"orientation": "none"}, "choice"),
        ({"unbalanced": "fill"}, "choice"),
        ({"convention": "deap"}, "choice"),
    ],
)
def test_options_of_indices_without_sense_are_refused(options, code):
    with pytest.raises(OptionError) as caught:
        farrell.malmquist(made(0), **options)
    assert caught.value.code == code
    assert caught.value.text("zh") != caught.value.text("en")
