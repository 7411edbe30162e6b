"""Columns that cannot be scaled or disposed of: non-discretionary, fixed, weakly disposable."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import OptionError

CERTIFIED = 1e-8


@pytest.fixture(scope="module")
def data():
    random = np.random.default_rng(7)
    return np.exp(random.normal(0, 0.6, (24, 3))), np.exp(random.normal(0, 0.6, (24, 2)))


def by_scipy(X, Y, o, rts, orientation, still=(), equal=()):
    """Score of unit o; columns are numbered over inputs and outputs."""
    n, m = X.shape
    Z = np.hstack([X, Y])
    rows, right, eq, eq_right = [], [], [], []
    for c in range(Z.shape[1]):
        scaled = (c < m) == (orientation == "input") and c not in still
        row, value = np.r_[Z[:, c], -Z[o, c] if scaled else 0.0], 0.0 if scaled else Z[o, c]
        if c in equal:
            eq.append(row), eq_right.append(value)
        else:
            sign = 1.0 if c < m else -1.0
            rows.append(sign * row), right.append(sign * value)
    ones = np.r_[np.ones(n), 0.0]
    if rts == "vrs":
        eq.append(ones), eq_right.append(1.0)
    if rts == "nirs":
        rows.append(ones), right.append(1.0)
    cost = np.r_[np.zeros(n), 1.0 if orientation == "input" else -1.0]
    found = linprog(
        cost, np.array(rows) if rows else None, right or None, np.array(eq) if eq else None, eq_right or None
    )
    return found.x[-1]


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize(
    ("marks", "still", "equal"),
    [
        ({"non_discretionary": ["x1"]}, (1,), ()),
        ({"non_discretionary": ["x0", "y1"]}, (0, 4), ()),
        ({"fixed": ["x2"]}, (2,), (2,)),
        ({"fixed": ["y0"], "non_discretionary": ["x0"]}, (0, 3), (3,)),
    ],
)
@pytest.mark.parametrize("solver", ["highs", "kernel"])
def test_marked_columns_keep_their_value(panel_of, data, rts, orientation, marks, still, equal, solver):
    X, Y = data
    result = farrell.dea(panel_of(X, Y, **marks), rts=rts, orientation=orientation, solver=solver)
    expected = [by_scipy(X, Y, o, rts, orientation, still, equal) for o in range(len(X))]
    np.testing.assert_allclose(result.score, expected, atol=CERTIFIED)
    _lands_on_its_peers(result)
    moved = np.hstack([result.radial_in, result.radial_out])
    assert (moved[:, list(still)] == 0).all()
    assert (np.hstack([result.slack_in, result.slack_out])[:, list(equal)] == 0).all()


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("weak", ["inputs", "outputs", "both"])
def test_weak_disposability_makes_rows_equations(panel_of, data, rts, orientation, weak):
    X, Y = data
    sides = ("inputs", "outputs") if weak == "both" else (weak,)
    equal = [c for c in range(5) if ("inputs" if c < 3 else "outputs") in sides]
    options = {f"disposability_{side}": "weak" for side in sides}
    result = farrell.dea(panel_of(X, Y), rts=rts, orientation=orientation, solver="kernel", **options)
    expected = [by_scipy(X, Y, o, rts, orientation, (), equal) for o in range(len(X))]
    np.testing.assert_allclose(result.score, expected, atol=CERTIFIED)
    assert (np.hstack([result.slack_in, result.slack_out])[:, equal] == 0).all()
    _lands_on_its_peers(result)
    strong = farrell.dea(panel_of(X, Y), rts=rts, orientation=orientation)
    assert (result.te >= strong.te - CERTIFIED).all()  # a smaller technology
    assert (result.te > strong.te + 1e-3).any()


def _lands_on_its_peers(result):
    reached = result.lambdas @ np.hstack([result.panel.X, result.panel.Y])
    np.testing.assert_allclose(reached, np.hstack([result.target_in, result.target_out]), rtol=1e-7)


def test_a_column_out_of_control_raises_the_score(panel_of, data):
    all_free = farrell.dea(panel_of(*data))
    given = farrell.dea(panel_of(*data, non_discretionary=["x1"]))
    fixed = farrell.dea(panel_of(*data, fixed=["x1"]))
    # theta x1 <= x1: more room for peers, so the freedom to shrink the other inputs is no smaller
    assert (given.te <= all_free.te + CERTIFIED).all()
    assert (fixed.te >= given.te - CERTIFIED).all()


def test_slack_of_what_is_given_makes_no_unit_weakly_efficient(panel_of):
    # B uses as little of what it controls as A, and was given more of the other input
    panel = panel_of([[1, 1], [1, 3], [2, 2]], [1, 1, 1], non_discretionary=["x1"])
    result = farrell.dea(panel)
    assert result.efficiency.tolist() == ["efficient", "efficient", "inefficient"]
    assert result.peers("U1") == {"U1": 1.0}
    np.testing.assert_allclose(result.slack_in[1], 0.0)
    plain = farrell.dea(panel_of([[1, 1], [1, 3], [2, 2]], [1, 1, 1]))
    assert plain.efficiency[1] == "weakly efficient"


def test_its_slack_is_reported(panel_of):
    result = farrell.dea(panel_of([[1, 1], [2, 3]], [1, 1], non_discretionary=["x1"]))
    np.testing.assert_allclose(result.te, [1.0, 0.5])
    np.testing.assert_allclose(result.slack_in[1], [0.0, 2.0])
    np.testing.assert_allclose(result.target_in[1], [1.0, 1.0])


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_multipliers_price_the_score(panel_of, data, orientation):
    marks = {"non_discretionary": ["x1", "y0"]}
    result = farrell.dea(panel_of(*data, **marks), rts="vrs", orientation=orientation)
    X, Y = data
    if orientation == "input":
        value = (result.u * Y).sum(axis=1) - result.v[:, 1] * X[:, 1] + result.omega
    else:
        value = (result.v * X).sum(axis=1) - result.u[:, 0] * Y[:, 0] + result.omega
    np.testing.assert_allclose(value, result.score, rtol=1e-7)


def test_scores_do_not_depend_on_units(panel_of, data):
    X, Y = data
    for options in ({"non_discretionary": ["x1"]}, {"fixed": ["x1"]}):
        before = farrell.dea(panel_of(X, Y, **options), rts="crs").te
        after = farrell.dea(panel_of(X * [1e3, 1e-4, 1e5], Y * [1e4, 1e-2], **options), rts="crs").te
        np.testing.assert_allclose(after, before, rtol=1e-9)


def test_a_point_whose_given_input_no_peer_matches_is_infeasible(panel_of):
    panel = panel_of([[1, 2], [2, 2], [3, 1]], [1, 1, 1], fixed=["x1"])
    with pytest.warns(farrell.SolveWarning, match="U2"):
        result = farrell.dea(panel, reference=["U0", "U1"])
    assert result.status.tolist() == ["optimal", "optimal", "infeasible"]


def test_a_unit_without_any_input_it_controls_is_undefined(panel_of):
    panel = panel_of([[0, 2], [2, 2], [3, 1]], [1, 1, 1], non_discretionary=["x1"])
    with pytest.warns(farrell.SolveWarning, match="U0"):
        result = farrell.dea(panel)
    assert result.status.tolist() == ["undefined", "optimal", "optimal"]


def test_wrong_use_is_refused(panel_of, data):
    panel = panel_of(*data, fixed=["x0", "x1"], non_discretionary=["x2"])
    with pytest.raises(OptionError, match="orientation"):
        farrell.dea(panel)
    assert farrell.dea(panel, orientation="output").status.tolist() == ["optimal"] * 24
    with pytest.raises(OptionError, match="disposability_inputs"):
        farrell.dea(panel_of(*data), disposability_inputs="free")
    with pytest.raises(OptionError, match="non_discretionary"):
        farrell.super_efficiency(panel_of(*data, non_discretionary=["x1"]))
