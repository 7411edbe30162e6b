"""Window analysis: by linprog window by window, its ends, gaps, and the statistics of the table."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import OptionError

CERTIFIED = 1e-9
OTHER_SOLVER = 1e-7


@pytest.fixture(scope="module")
def cloud(panel_of):
    random = np.random.default_rng(12)
    n, T = 7, 5
    return panel_of(
        random.uniform(1, 9, (n * T, 2)), random.uniform(1, 9, (n * T, 1)),
        units=[f"U{i}" for i in range(n)] * T, periods=np.repeat(range(2001, 2001 + T), n),
    )  # fmt: skip


@pytest.fixture(scope="module")
def holes(cloud, panel_of):
    """The same without U3 in 2002 and with U5 in 2004 only."""
    frame = cloud.to_frame()
    gone = (frame.unit == "U3") & (frame.period == 2002) | (frame.unit == "U5") & (frame.period != 2004)
    frame = frame[~gone]
    return panel_of(frame[["x0", "x1"]], frame[["y0"]], units=frame.unit, periods=frame.period)


def radial(X, Y, x, y, rts, orientation):
    """te by linprog."""
    n, (m, s) = len(X), (X.shape[1], Y.shape[1])
    if orientation == "input":
        cost = np.r_[1.0, np.zeros(n)]
        A = np.vstack([np.column_stack([-x, X.T]), np.column_stack([np.zeros(s), -Y.T])])
        b = np.r_[np.zeros(m), -y]
    else:
        cost = np.r_[-1.0, np.zeros(n)]
        A = np.vstack([np.column_stack([np.zeros(m), X.T]), np.column_stack([y, -Y.T])])
        b = np.r_[x, np.zeros(s)]
    one = {"A_eq": np.r_[0.0, np.ones(n)][None], "b_eq": [1.0]} if rts == "vrs" else {}
    found = linprog(cost, A, b, method="highs", **one).fun
    return found if orientation == "input" else -1.0 / found


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("which", ["cloud", "holes"])
def test_every_cell_is_the_score_among_all_of_its_window(which, rts, orientation, request):
    panel = request.getfixturevalue(which)
    result = farrell.window_analysis(panel, width=3, rts=rts, orientation=orientation)
    assert result.windows == ((2001, 2002, 2003), (2002, 2003, 2004), (2003, 2004, 2005))
    years = np.array(panel.period_labels)
    for window, scores in zip(result.windows, result.scores, strict=True):
        inside = np.isin(years, window)
        X, Y = panel.X[inside], panel.Y[inside]
        assert np.isnan(scores[~inside]).all()
        expected = [radial(X, Y, x, y, rts, orientation) for x, y in zip(X, Y, strict=True)]
        np.testing.assert_allclose(scores[inside], expected, rtol=OTHER_SOLVER)


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_one_period_is_contemporaneous_and_all_are_pooled(holes, rts, orientation):
    options = {"rts": rts, "orientation": orientation}
    one = farrell.window_analysis(holes, width=1, **options)
    np.testing.assert_allclose(one.te, farrell.dea(holes, **options).te, rtol=CERTIFIED)
    assert one.names == ("2001", "2002", "2003", "2004", "2005")
    whole = farrell.window_analysis(holes, width=5, **options)
    np.testing.assert_allclose(whole.te, farrell.dea(holes, reference="pooled", **options).te, rtol=CERTIFIED)
    assert whole.names == ("2001–2005",)


def test_more_periods_never_raise_a_score(cloud):
    narrow, wide = (farrell.window_analysis(cloud, width=w) for w in (2, 3))
    for k, scores in enumerate(wide.scores):
        for part in narrow.scores[k : k + 2]:
            both = np.isfinite(scores) & np.isfinite(part)
            assert both.any()
            assert (scores[both] <= part[both] + CERTIFIED).all()


def test_table_and_spreads_by_hand(panel_of):
    # crs, one input, one output: te = (y / x) over the best ratio of the window; ratios A 1, 2, 2; B 2, 2, 4
    panel = panel_of([1, 1, 1, 1, 1, 1], [1, 2, 2, 2, 2, 4], units="ABABAB", periods=[1, 1, 2, 2, 3, 3])
    result = farrell.window_analysis(panel, width=2, rts="crs")
    table = result.table
    assert table.index.tolist() == [("A", "1–2"), ("A", "2–3"), ("B", "1–2"), ("B", "2–3")]
    assert table.columns.tolist() == [1, 2, 3]
    nan = np.nan
    np.testing.assert_allclose(table, [[0.5, 1, nan], [nan, 0.5, 0.5], [1, 1, nan], [nan, 0.5, 1]])
    np.testing.assert_allclose(result.te, [0.5, 1, 0.75, 0.75, 0.5, 1])
    unit = result.by_unit().set_index("unit")
    np.testing.assert_allclose(unit["mean"], [0.625, 0.875])
    np.testing.assert_allclose(unit["sd"], [0.25, 0.25])
    np.testing.assert_allclose(unit["range"], [0.5, 0.5])
    np.testing.assert_allclose(unit["column_range"], [0.5, 0.5])
    np.testing.assert_allclose(unit["row_range"], [0.5, 0.5])
    column = result.by_column().set_index(["unit", "period"])
    np.testing.assert_allclose(column.loc[("A", 2), ["n", "mean", "min", "max", "range"]], [2, 0.75, 0.5, 1, 0.5])
    assert np.isnan(column.loc[("A", 1), "sd"])
    row = result.by_row().set_index(["unit", "window"])
    np.testing.assert_allclose(row.loc[("B", "2–3"), ["n", "mean", "sd"]], [2, 0.75, np.sqrt(0.125)])
    np.testing.assert_allclose(result.by_window()["mean"], [0.875, 0.625])


def test_gaps_are_empty_and_counted(holes):
    result = farrell.window_analysis(holes, width=3)
    unit = result.by_unit().set_index("unit")
    assert unit.loc["U0", ["n", "absent", "missing"]].tolist() == [9, 0, 0]
    assert unit.loc["U3", ["n", "absent", "missing"]].tolist() == [7, 1, 2]
    assert unit.loc["U5", ["n", "absent", "missing"]].tolist() == [2, 4, 7]
    assert ("U5", "2001–2003") not in result.table.index
    assert "5 unit-periods absent" in repr(result)
    assert len(result.to_frame()) == int(unit["n"].sum())


def test_a_unit_without_a_score_is_named_once(panel_of):
    panel = panel_of([1, 0, 2, 0], [1, 1, 1, 1], units="ABAB", periods=[1, 1, 2, 2])
    with pytest.warns(farrell.SolveWarning, match="undefined.*B 1.*B 2") as caught:
        result = farrell.window_analysis(panel, width=2, rts="crs")
    assert len(caught) == 1
    assert result.status.tolist() == ["optimal", "undefined"] * 2
    assert np.isnan(result.te[[1, 3]]).all()


@pytest.mark.parametrize("width", [0, 6, 2.0, True, "3"])
def test_widths_that_make_no_window(cloud, width):
    with pytest.raises(OptionError) as caught:
        farrell.window_analysis(cloud, width=width)
    assert caught.value.code == "window-width"


def test_is_a_model_with_scores(cloud):
    from farrell.dea import models

    assert models.is_scored(models.run("window_analysis", cloud, {"width": 2, "rts": "crs"}))
    assert "window_analysis" in farrell.window_analysis(cloud).summary()
