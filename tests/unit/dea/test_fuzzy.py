"""Fuzzy data: published tables, independent programs, the order of levels, and what is refused."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.data.checks import CODES
from farrell.dea.fuzzy import fuzzy_kao_liu, fuzzy_possibilistic
from farrell.dea.fuzzy_guo_tanaka import fuzzy_guo_tanaka, ranges_of
from farrell.dea.fuzzy_numbers import Fuzzy

CERTIFIED = 1e-9
GUO_TANAKA = {
    "x1": [4.0, 2.9, 4.9, 4.1, 6.5], "x1_d": [0.5, 0.0, 0.5, 0.7, 0.6],
    "x2": [2.1, 1.5, 2.6, 2.3, 4.1], "x2_d": [0.2, 0.1, 0.4, 0.1, 0.5],
    "y1": [2.6, 2.2, 3.2, 2.9, 5.1], "y1_d": [0.2, 0.0, 0.5, 0.4, 0.7],
    "y2": [4.1, 3.5, 5.1, 5.7, 7.4], "y2_d": [0.3, 0.2, 0.8, 0.2, 0.9],
}  # fmt: skip
"""Guo & Tanaka (2001), table 2."""
LEON = {
    "x": [3, 4, 4.5, 6.5, 7, 8, 10, 6], "x_d": [2, 0.5, 1.5, 0.5, 2, 0.5, 1, 0.5],
    "y": [3, 2.5, 6, 4, 5, 3.5, 6, 2], "y_d": [1, 1, 1, 1.25, 0.5, 0.5, 0.5, 1.5],
}  # fmt: skip
"""León et al. (2003), p. 416."""


def built(columns, inputs, outputs, **more):
    frame = pd.DataFrame(columns).assign(unit=[f"U{i}" for i in range(len(next(iter(columns.values()))))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.DataWarning)
        return farrell.Panel.from_frame(frame, unit="unit", inputs=inputs, outputs=outputs, allow=CODES, **more)


@pytest.fixture(scope="module")
def tanaka():
    names = ["x1", "x2", "y1", "y2"]
    return built(GUO_TANAKA, names[:2], names[2:], companions=[f"{n}_d" for n in names])


@pytest.fixture(scope="module")
def leon():
    return built(LEON, ["x"], ["y"], companions=["x_d", "y_d"])


ALL = {name: f"{name}_d" for name in ("x1", "x2", "y1", "y2")}
BOTH = {"x": "x_d", "y": "y_d"}


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_kao_liu_is_radial_efficiency_of_the_worst_and_the_best_case(tanaka, rts, orientation):
    levels = [0.0, 0.4, 1.0]
    result = fuzzy_kao_liu(tanaka, spreads=ALL, alpha=levels, rts=rts, orientation=orientation)
    centre = np.column_stack([GUO_TANAKA[n] for n in ALL])
    spread = np.column_stack([GUO_TANAKA[f"{n}_d"] for n in ALL])
    for a, level in enumerate(levels):
        low, high = centre - (1 - level) * spread, centre + (1 - level) * spread
        good, bad = np.c_[low[:, :2], high[:, 2:]], np.c_[high[:, :2], low[:, 2:]]
        for name, own, others in (("te_low", bad, good), ("te_high", good, bad)):
            for o in range(5):
                data = others.copy()
                data[o] = own[o]
                panel = built(dict(zip(ALL, data.T, strict=True)), ["x1", "x2"], ["y1", "y2"])
                expected = farrell.dea(panel, rts=rts, orientation=orientation).te[o]
                assert result.te[name][o, a] == pytest.approx(expected, rel=CERTIFIED)
    low, high = result.te["te_low"], result.te["te_high"]
    assert (np.diff(low, axis=1) >= -CERTIFIED).all() & (np.diff(high, axis=1) <= CERTIFIED).all()
    np.testing.assert_allclose(low[:, -1], high[:, -1], rtol=CERTIFIED)
    if orientation == "output":
        np.testing.assert_allclose(result.scores["worst"], 1 / low, rtol=CERTIFIED)


def test_trapezoids_and_one_sided_spreads_are_cut_where_they_end():
    panel = built({"x": [2.0, 3], "x_top": [2.5, 4], "y": [1.0, 2], "y_d": [0.2, 0.4]}, ["x"], ["y"],
                  companions=["x_top", "y_d"])  # fmt: skip
    fuzzy = Fuzzy.of(panel, {"x": [0.5, 1], "y": ["y_d", 0]}, {"x": "x_top"})
    X_low, X_high, Y_low, Y_high = fuzzy.cut(0.5)
    np.testing.assert_allclose(X_low[:, 0], [1.75, 2.75])
    np.testing.assert_allclose(X_high[:, 0], [3.0, 4.5])
    np.testing.assert_allclose(Y_low[:, 0], [0.9, 1.8])
    np.testing.assert_allclose(Y_high[:, 0], [1.0, 2.0])
    assert not fuzzy.symmetric
    result = fuzzy_kao_liu(panel, spreads={"x": [0.5, 1], "y": ["y_d", 0]}, tops={"x": "x_top"}, alpha=1, rts="crs")
    np.testing.assert_allclose(result.te["te_low"][:, 0], [(1 / 2.5) / (2 / 3), 1.0], rtol=CERTIFIED)


def test_leon_2003_table(leon):
    """Scores at levels 0, 0.5 and 1 as the paper prints them for its example."""
    result = fuzzy_possibilistic(leon, spreads=BOTH, h=[0, 0.5, 1])
    table = [
        [1, 1, 1], [1, 0.94118, 0.75], [1, 1, 1], [0.75, 0.66204, 0.53846],
        [0.64286, 0.61719, 0.57143], [0.60504, 0.52273, 0.40625], [1, 1, 0.45], [0.69231, 0.64, 0.5],
    ]  # fmt: skip
    np.testing.assert_allclose(result.te["te"], table, atol=6e-6)


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "grs"])
def test_possibilistic_scores_are_what_scipy_finds(tanaka, orientation, rts):
    bounds = (0.8, 1.3) if rts == "grs" else None
    common = {"rts": rts, "bounds": bounds, "orientation": orientation}
    result = fuzzy_possibilistic(tanaka, spreads=ALL, h=[0.3, 1], **common)
    centre = np.column_stack([GUO_TANAKA[n] for n in ALL])
    spread = np.column_stack([GUO_TANAKA[f"{n}_d"] for n in ALL])
    versions = [centre, centre - 0.7 * spread, centre + 0.7 * spread]
    inward = orientation == "input"
    for o in range(5):
        ub, right = [], []
        for data in versions:
            X, Y = data[:, :2], data[:, 2:]
            ub += [np.c_[X.T, -X[o] * inward], np.c_[-Y.T, Y[o] * (not inward)]]
            right += [X[o] * (not inward), -Y[o] * inward]
        low, high = {"crs": (0, None), "vrs": (1, 1), "nirs": (0, 1), "grs": (0.8, 1.3)}[rts]
        ub.append(np.r_[-np.ones(5), 0][None])
        right.append([-low])
        if high is not None:
            ub.append(np.r_[np.ones(5), 0][None])
            right.append([high])
        cost = np.r_[np.zeros(5), 1 if inward else -1]
        found = linprog(cost, A_ub=np.vstack(ub), b_ub=np.concatenate(right))
        assert result.scores["score"][o, 0] == pytest.approx(found.x[-1], abs=1e-8)
    np.testing.assert_allclose(result.te["te"][:, 1], farrell.dea(tanaka, **common).te, rtol=1e-8)
    assert (result.te["te"][:, 0] >= result.te["te"][:, 1] - CERTIFIED).all()


def test_guo_tanaka_2001_table_3(tanaka):
    """Centres and reaches at level 0, of the units whose optimal weights are unique, and CCR at level 1. The reach of
    the first unit is printed 0.18; its weights give 0.1867."""
    result = fuzzy_guo_tanaka(tanaka, spreads=ALL, h=[0, 1])
    unique = [0, 2, 4]
    table = [[0.15, 0.81, 0.187], [0.22, 0.82, 0.30], [0.18, 0.79, 0.23]]
    ours = np.column_stack([result.scores[name][:, 0] for name in ("left", "center", "right")])
    np.testing.assert_allclose(ours[unique], table, atol=5.001e-3)
    np.testing.assert_allclose(result.te["te"][:, 1], farrell.dea(tanaka, rts="crs").te, rtol=1e-8)
    np.testing.assert_allclose(result.scores["left"][:, 1], 0.0, atol=CERTIFIED)


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_guo_tanaka_lies_within_the_range_of_its_optimal_weights(tanaka, orientation):
    result = fuzzy_guo_tanaka(tanaka, spreads=ALL, h=[0.5, 1], orientation=orientation)
    fuzzy = Fuzzy.of(tanaka, ALL, None)
    for a, level in enumerate((0.5, 1.0)):
        for o in range(5):
            low, high = ranges_of(fuzzy, level, orientation, np.arange(5), o)
            left, centre, right = (result.scores[name][o, a] for name in ("left", "center", "right"))
            numbers = np.array([centre - left, centre, centre + right])
            assert ((numbers >= low - 1e-6) & (numbers <= high + 1e-6)).all()
    crisp = farrell.dea(tanaka, rts="crs", orientation=orientation)
    np.testing.assert_allclose(result.scores["center"][:, 1], crisp.score, rtol=1e-8)


def test_guo_tanaka_programs_are_solved_in_their_order(tanaka):
    """g by scipy first, then the value, at level 0 for unit C."""
    centre = np.column_stack([GUO_TANAKA[n] for n in ALL])
    spread = np.column_stack([GUO_TANAKA[f"{n}_d"] for n in ALL])
    low, high, o, e = centre - spread, centre + spread, 2, (spread / centre)[:, :2].max()
    first = linprog(-spread[o, :2], A_eq=[low[o, :2]], b_eq=[1 - e], A_ub=[high[o, :2]], b_ub=[1 + e])
    ub = np.vstack([np.c_[-low[:, :2], low[:, 2:]], np.c_[-high[:, :2], high[:, 2:]], np.r_[high[o, :2], 0, 0]])
    second = linprog(
        np.r_[0, 0, -low[o, 2:]], A_ub=np.vstack([ub, np.r_[-spread[o, :2], 0, 0]]),
        b_ub=np.r_[np.zeros(10), 1 + e, first.fun + 1e-9], A_eq=[np.r_[low[o, :2], 0, 0]], b_eq=[1 - e],
    )  # fmt: skip
    v, u = second.x[:2], second.x[2:]
    result = fuzzy_guo_tanaka(tanaka, spreads=ALL, h=0)
    assert result.te["te"][o, 0] == pytest.approx(u @ centre[o, 2:] / (v @ centre[o, :2]), abs=1e-6)


def test_without_spread_all_are_radial_efficiency(tanaka):
    crisp = farrell.dea(tanaka, rts="crs").te
    none = {"x1": 0.0}
    for result in (
        fuzzy_kao_liu(tanaka, spreads=none, alpha=0, rts="crs"),
        fuzzy_possibilistic(tanaka, spreads=none, h=0, rts="crs"),
        fuzzy_guo_tanaka(tanaka, spreads=none, h=0),
    ):
        for values in result.te.values():
            np.testing.assert_allclose(values[:, 0], crisp, rtol=1e-8)


def test_results_show_themselves(leon):
    result = fuzzy_kao_liu(leon, spreads=BOTH, alpha=[0, 1])
    frame = result.to_frame()
    assert len(frame) == 16
    assert {"unit", "period", "level", "te_low", "te_high", "theta_worst", "status"} <= set(frame.columns)
    assert "te_low 0" in result.summary()
    assert "<table" in result._repr_html_()
    assert "fuzzy_kao_liu" in repr(result)


def test_periods_are_apart_or_pooled():
    columns = {"x": [1.0, 2, 1, 1], "y": [1.0] * 4, "unit": list("ABAB"), "t": [1, 1, 2, 2]}
    panel = farrell.Panel.from_frame(
        pd.DataFrame(columns), unit="unit", period="t", inputs=["x"], outputs=["y"], allow=CODES
    )
    for model, level in ((fuzzy_kao_liu, "alpha"), (fuzzy_possibilistic, "h")):
        for reference in ("own", "pooled"):
            result = model(panel, spreads={"x": 0.0}, rts="crs", reference=reference, **{level: 1})
            np.testing.assert_allclose(next(iter(result.te.values()))[:, 0], [1, 0.5, 1, 1], rtol=CERTIFIED)


def test_a_unit_with_nothing_on_the_scaled_side_is_undefined():
    panel = built({"x": [0.0, 1], "y": [1.0, 1]}, ["x"], ["y"])
    with pytest.warns(farrell.SolveWarning, match="undefined"):
        result = fuzzy_possibilistic(panel, spreads={"y": 0.1}, h=0)
    assert result.status[:, 0].tolist() == ["undefined", "optimal"]


def test_what_cannot_be_read_is_refused(tanaka, leon):
    for model, level in ((fuzzy_kao_liu, "alpha"), (fuzzy_possibilistic, "h"), (fuzzy_guo_tanaka, "h")):
        for spreads in ({}, {"x": "nowhere"}, {"beds": 1.0}, {"x": -1.0}, {"x": [1.0]}, "x", {"x": [1, 2, 3]}):
            with pytest.raises(OptionError, match="spreads"):
                model(leon, spreads=spreads)
        for wrong in (2.0, [-0.1], [], "all"):
            with pytest.raises(OptionError, match=level):
                model(leon, spreads=BOTH, **{level: wrong})
        with pytest.raises(DataError, match="negative"):
            model(leon, spreads={"x": 3.5}, **{level: 0})
        with pytest.raises(OptionError, match="reference"):
            model(leon, spreads=BOTH, reference=2011)
    with pytest.raises(OptionError, match="grs"):
        fuzzy_kao_liu(leon, spreads=BOTH, rts="grs")
    with pytest.raises(OptionError, match="spreads"):
        fuzzy_guo_tanaka(leon, spreads={"x": [0.1, 0.2]})
    bad = built({**LEON, "x_d": [-1.0, *LEON["x_d"][1:]]}, ["x"], ["y"], companions=["x_d", "y_d"])
    with pytest.raises(DataError, match="spread"):
        fuzzy_kao_liu(bad, spreads=BOTH)
    gap = built({**LEON, "x_d": [np.nan, *LEON["x_d"][1:]]}, ["x"], ["y"], companions=["x_d", "y_d"])
    with pytest.raises(DataError, match="spread"):
        fuzzy_kao_liu(gap, spreads=BOTH)


def test_a_spread_as_large_as_its_centre_leaves_guo_and_tanaka_without_a_unit():
    panel = built({"x": [1.0, 2], "y": [1.0, 2]}, ["x"], ["y"])
    with pytest.raises(OptionError, match="spread"):
        fuzzy_guo_tanaka(panel, spreads={"x": 1.0}, h=0)
    assert fuzzy_guo_tanaka(panel, spreads={"x": 1.0}, h=0.5).status[0, 0] == "optimal"


def test_what_cannot_be_read_is_refused_and_a_level_of_one_knows_no_spread(panel_of):
    panel = panel_of([[2.0, 0.0], [1.0, 1.0], [2.0, 2.0]], [1.0, 1.0, 1.0])
    crisp = fuzzy_guo_tanaka(panel, spreads={"x1": 0.5}, h=1)
    np.testing.assert_allclose(crisp.te["te"][:, 0], farrell.dea(panel, rts="crs").te, rtol=1e-8)
    with pytest.raises(OptionError):
        fuzzy_kao_liu(panel, spreads={}, tops={"x0": ["high"]})
