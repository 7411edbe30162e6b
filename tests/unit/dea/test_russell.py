"""The Russell measures: an independent solver, optimality conditions, what the papers prove of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.russell import russell

CERTIFIED = 1e-9


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(3)
    return panel_of(np.exp(random.normal(0, 1, (25, 3))), np.exp(random.normal(0, 1, (25, 2))))


def technology(panel, rts):
    """Rows of scipy's program over (lambda, theta, phi): theta x and phi y are reached."""
    (n, m), s = panel.X.shape, panel.Y.shape[1]
    sums = {"crs": (None, None), "vrs": (1, 1), "nirs": (None, 1), "ndrs": (1, None)}[rts]
    ones = np.r_[np.ones(n), np.zeros(m + s)]
    rows, right = [], []
    if sums[1] is not None:
        rows, right = [ones], [sums[1]]
    if sums[0] is not None:
        rows, right = [*rows, -ones], [*right, -sums[0]]
    return rows, right


def linear(panel, rts, o, cost_theta, cost_phi, bounds=((0, 1), (1, None))):
    """min cost_theta theta + cost_phi phi by scipy."""
    X, Y = panel.X, panel.Y
    (n, m), s = X.shape, Y.shape[1]
    rows, right = technology(panel, rts)
    rows = [*rows, *np.hstack([X.T, -np.diag(X[o]), np.zeros((m, s))])]
    rows = [*rows, *np.hstack([-Y.T, np.zeros((s, m)), np.diag(Y[o])])]
    cost = np.r_[np.zeros(n), cost_theta, cost_phi]
    limits = [(0, None)] * n + [bounds[0]] * m + [bounds[1]] * s
    return linprog(cost, A_ub=np.array(rows), b_ub=np.r_[right, np.zeros(m + s)], bounds=limits).fun


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
def test_oriented_scores_are_what_scipy_finds(lognormal, rts):
    m, s = lognormal.X.shape[1], lognormal.Y.shape[1]
    put = russell(lognormal, rts=rts)
    out = russell(lognormal, rts=rts, orientation="output")
    for o in range(len(lognormal)):
        expected = linear(lognormal, rts, o, np.full(m, 1 / m), np.zeros(s), ((0, 1), (1, 1)))
        assert put.score[o] == pytest.approx(expected, abs=1e-8)
        expected = -linear(lognormal, rts, o, np.zeros(m), np.full(s, -1 / s), ((1, 1), (1, None)))
        assert out.score[o] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
def test_graph_scores_satisfy_the_optimality_condition_of_a_convex_program(lognormal, rts):
    """At an optimum of a convex function no point of the set improves its linearisation there."""
    m, s = lognormal.X.shape[1], lognormal.Y.shape[1]
    result = russell(lognormal, rts=rts, orientation="graph")
    theta, phi = result.parts["theta"], result.parts["phi"]
    np.testing.assert_allclose(result.te, (theta.sum(axis=1) + (1 / phi).sum(axis=1)) / (m + s), rtol=CERTIFIED)
    assert result.parts["gap"].max() <= CERTIFIED
    for o in range(len(lognormal)):
        slope = -1 / phi[o] ** 2
        least = linear(lognormal, rts, o, np.ones(m), slope)
        assert theta[o].sum() + slope @ phi[o] == pytest.approx(least, abs=1e-7)


@pytest.mark.parametrize("orientation", ["input", "output", "graph"])
@pytest.mark.parametrize("rts", ["crs", "vrs", "fdh"])
def test_targets_are_what_factors_make_of_the_data_and_intensities_reach_them(lognormal, orientation, rts):
    result = russell(lognormal, rts=rts, orientation=orientation)
    theta = np.nan_to_num(result.parts["theta"], nan=1.0)
    phi = np.nan_to_num(result.parts["phi"], nan=1.0)
    np.testing.assert_allclose(result.target_in + result.slack_in, theta * lognormal.X, rtol=1e-8)
    np.testing.assert_allclose(result.target_out - result.slack_out, phi * lognormal.Y, rtol=1e-8)
    np.testing.assert_allclose(result.lambdas @ lognormal.X, result.target_in, rtol=1e-8)
    np.testing.assert_allclose(result.lambdas @ lognormal.Y, result.target_out, rtol=1e-8)


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs", "fdh"])
def test_input_measure_is_the_input_oriented_slacks_based_one(lognormal, rts):
    np.testing.assert_allclose(
        russell(lognormal, rts=rts).te, farrell.sbm(lognormal, rts=rts, orientation="input").te, atol=CERTIFIED
    )
    np.testing.assert_allclose(
        russell(lognormal, rts=rts, orientation="output").te,
        farrell.sbm(lognormal, rts=rts, orientation="output").te,
        atol=CERTIFIED,
    )


def test_it_is_no_larger_than_the_radial_score_and_only_efficient_units_score_1(lognormal, panel_of):
    for orientation in ("input", "output"):
        radial = farrell.dea(lognormal, orientation=orientation).te
        assert (russell(lognormal, orientation=orientation).te <= radial + CERTIFIED).all()
    graph = russell(lognormal, orientation="graph")
    assert (graph.te <= (3 * farrell.dea(lognormal).te + 2) / 5 + CERTIFIED).all()
    assert (graph.te > farrell.dea(lognormal).te).any()
    additive = farrell.sbm(lognormal)
    np.testing.assert_array_equal(graph.te > 1 - 1e-8, additive.te > 1 - 1e-8)
    again = russell(panel_of(graph.target_in, graph.target_out), orientation="graph")
    np.testing.assert_allclose(again.te, 1.0, atol=1e-7)


def test_it_does_not_depend_on_units(lognormal, panel_of):
    scaled = panel_of(lognormal.X * [1e-4, 1.0, 1e6], lognormal.Y * [10.0, 1e5])
    for orientation in ("input", "output", "graph"):
        before = russell(lognormal, orientation=orientation).te
        np.testing.assert_allclose(russell(scaled, orientation=orientation).te, before, rtol=1e-8)


def test_without_restriction_a_factor_may_get_worse(panel_of):
    # the first unit could save 0.9 of one input by using half as much again of the other
    panel = panel_of([[10.0, 1.0], [1.0, 1.5]], [1.0, 1.0])
    np.testing.assert_allclose(russell(panel).te, 1.0, rtol=CERTIFIED)
    wide = russell(panel, restricted=False)
    np.testing.assert_allclose(wide.parts["theta"][0], [0.1, 1.5], rtol=CERTIFIED)
    np.testing.assert_allclose(wide.te[0], 0.8, rtol=CERTIFIED)


def test_weights_prefer_and_a_zero_weight_holds(lognormal):
    first, *others = lognormal.roles.inputs
    weighted = russell(lognormal, weights={first: 3.0})
    theta = weighted.parts["theta"]
    np.testing.assert_allclose(weighted.score, theta @ [3, 1, 1] / 5, rtol=CERTIFIED)
    o, m = 4, 3
    expected = linear(lognormal, "vrs", o, np.array([3, 1, 1]) / 5, np.zeros(2), ((0, 1), (1, 1)))
    assert weighted.score[o] == pytest.approx(expected, abs=1e-8)
    held = russell(lognormal, weights={first: 0.0})
    assert np.isnan(held.parts["theta"][:, 0]).all()
    np.testing.assert_allclose(held.score, held.parts["theta"][:, 1:].mean(axis=1), rtol=CERTIFIED)
    assert (held.target_in[:, 0] <= lognormal.X[:, 0] + CERTIFIED).all()
    equal = russell(lognormal, weights=dict.fromkeys((first, *others), 2.0))
    np.testing.assert_allclose(equal.te, russell(lognormal).te, rtol=CERTIFIED)
    assert theta.shape == (len(lognormal), m)


def test_zeros_are_refused_or_do_not_count(panel_of):
    panel = panel_of([[1.0, 0.0], [1.0, 1.0], [2.0, 2.0]], [[1.0, 0.0], [1.0, 1.0], [1.0, 0.5]])
    with pytest.raises(DataError, match="x1"):
        russell(panel)
    with pytest.raises(DataError, match="y1"):
        russell(panel, orientation="output")
    np.testing.assert_allclose(russell(panel, zeros="skip").te, [1.0, 1.0, (0.5 + 0.25) / 2], rtol=CERTIFIED)
    graph = russell(panel, orientation="graph", zeros="skip")
    assert np.isnan(graph.parts["phi"][0, 1])
    np.testing.assert_allclose(graph.te, [1.0, 1.0, (0.5 + 0.5 + 1 + 0.5) / 4], rtol=CERTIFIED)


def test_a_unit_with_nothing_to_count_is_undefined(panel_of):
    panel = panel_of([[0.0], [1.0]], [1.0, 1.0])
    with pytest.warns(farrell.SolveWarning, match="U0"):
        result = russell(panel, zeros="skip")
    assert list(result.status) == ["undefined", "optimal"]


def test_a_point_beyond_the_reference_is_infeasible(panel_of):
    panel = panel_of([[1.0], [2.0]], [1.0, 1.0])
    with pytest.warns(farrell.SolveWarning, match="U0"):
        result = russell(panel, reference=["U1"], orientation="graph")
    assert list(result.status) == ["infeasible", "optimal"]


def test_one_unit_and_duplicates_are_efficient(panel_of):
    assert russell(panel_of([[3.0]], [2.0]), orientation="graph").te[0] == 1.0
    twice = russell(panel_of([[3.0, 1.0], [3.0, 1.0]], [2.0, 2.0]), orientation="graph")
    np.testing.assert_allclose(twice.te, 1.0, rtol=CERTIFIED)


def test_wrong_options_are_named(lognormal):
    with pytest.raises(OptionError, match="orientation"):
        russell(lognormal, orientation="none")
    with pytest.raises(OptionError, match="restricted"):
        russell(lognormal, orientation="graph", restricted=False)
    with pytest.raises(OptionError, match="restricted"):
        russell(lognormal, rts="fdh", restricted=False)
    with pytest.raises(OptionError, match="zeros"):
        russell(lognormal, zeros="ignore")
