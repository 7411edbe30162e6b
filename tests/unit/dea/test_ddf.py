"""Directional distances with one beta: another solver, the radial models inside, signs, origins, far points."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.ddf import ddf, lgo, range_directional

FLS = (
    [[5, 13], [16, 12], [16, 26], [17, 15], [18, 14], [23, 6], [25, 10], [27, 22], [37, 14], [42, 25], [5, 17]],
    [12, 14, 25, 26, 8, 9, 27, 30, 31, 26, 12],
)
"""Ali & Seiford in Fried, Lovell & Schmidt (1993), with output 26 of unit 10."""
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")
CERTIFIED = 1e-9
SCIPY = 1e-7


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(11)
    return panel_of(np.exp(random.normal(0, 1, (22, 3))), np.exp(random.normal(0, 1, (22, 2))))


def by_scipy(X, Y, x, y, gx, gy, rts, low=0.5, high=1.5):
    """Variables beta (free) and lambda; inequalities only."""
    n = len(X)
    A = np.vstack([np.c_[gx, X.T], np.c_[gy, -Y.T]])
    b = np.r_[x, -y]
    sums = {"vrs": (1, 1), "nirs": (0, 1), "ndrs": (1, np.inf), "grs": (low, high), "crs": (0, np.inf)}[rts]
    for sign, limit in ((-1, sums[0]), (1, sums[1])):
        if np.isfinite(limit):
            A, b = np.vstack([A, np.r_[0, sign * np.ones(n)]]), np.r_[b, sign * limit]
    answer = linprog(np.r_[-1.0, np.zeros(n)], A_ub=A, b_ub=b, bounds=[(None, None)] + [(0, None)] * n)
    return -answer.fun if answer.status == 0 else np.nan


@pytest.mark.parametrize("solver", ["highs", "kernel"])
@pytest.mark.parametrize("rts", RTS)
def test_it_is_what_another_solver_finds(lognormal, rts, solver):
    X, Y = lognormal.X, lognormal.Y
    bounds = (0.5, 1.5) if rts == "grs" else None
    for inputs, outputs, gx, gy in (
        ("observed", "observed", X, Y),
        ("mean", "range", np.tile(X.mean(axis=0), (22, 1)), np.tile(np.ptp(Y, axis=0), (22, 1))),
        ("zeros", "ones", 0 * X, np.ones_like(Y)),
    ):
        result = ddf(
            lognormal, rts=rts, bounds=bounds, solver=solver, direction_inputs=inputs, direction_outputs=outputs
        )
        expected = [by_scipy(X, Y, X[o], Y[o], gx[o], gy[o], rts) for o in range(22)]
        np.testing.assert_allclose(result.score, expected, atol=SCIPY)
        np.testing.assert_array_equal(result.parts["direction_in"], gx)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_fried_lovell_schmidt_1993_with_observed_directions(panel_of, rts):
    result = ddf(panel_of(*FLS), rts=rts)
    expected = {
        "crs": [0, 0.23282544774, 0.09898790422, 0, 0.52628538417, 0.28571428571, 0, 0.1378706105, 0.0988372093],
        "vrs": [0, 0.1076130509, 0, 0, 0.2883597884, 0, 0, 0, 0],
    }[rts]
    np.testing.assert_allclose(result.score[:9], expected, atol=1e-9)
    # beside the last unit, which needs 4 less of the second input, nothing on the frontier has slack
    assert result.efficiency[10] == "weakly efficient"
    np.testing.assert_allclose(result.slack_in[10], [0, 4], atol=CERTIFIED)


@pytest.mark.parametrize("rts", RTS)
def test_one_sided_directions_are_the_radial_models(lognormal, rts):
    bounds = (0.5, 1.5) if rts == "grs" else None
    for orientation, still in (("input", {"direction_outputs": "zeros"}), ("output", {"direction_inputs": "zeros"})):
        radial = farrell.dea(lognormal, rts=rts, bounds=bounds, orientation=orientation)
        result = ddf(lognormal, rts=rts, bounds=bounds, **still)
        np.testing.assert_allclose(result.te, radial.te, rtol=CERTIFIED)
        np.testing.assert_allclose(result.target_in, radial.target_in, rtol=1e-7)
        np.testing.assert_array_equal(result.efficiency, radial.efficiency)


def test_efficiency_of_observed_directions(lognormal):
    result = ddf(lognormal)
    np.testing.assert_allclose(result.te, (1 - result.score) / (1 + result.score), rtol=CERTIFIED)
    # under constant returns one direction says what the other does (Chambers, Chung & Fare 1998)
    theta = farrell.dea(lognormal, rts="crs").theta
    np.testing.assert_allclose(ddf(lognormal, rts="crs").score, (1 - theta) / (1 + theta), atol=CERTIFIED)


@pytest.mark.parametrize("solver", ["highs", "kernel"])
def test_multipliers_price_the_direction_at_one_and_give_beta(lognormal, solver):
    result = ddf(lognormal, direction_inputs="mean", solver=solver)
    priced = (result.v * result.parts["direction_in"]).sum(axis=1)
    priced += (result.u * result.parts["direction_out"]).sum(axis=1)
    np.testing.assert_allclose(priced, 1.0, rtol=1e-8)
    value = (result.v * lognormal.X).sum(axis=1) - (result.u * lognormal.Y).sum(axis=1) + result.omega
    np.testing.assert_allclose(value, result.score, atol=1e-8)
    profit = result.u @ lognormal.Y.T - result.v @ lognormal.X.T - result.omega[:, None]
    assert profit.max() < 1e-8


@pytest.mark.parametrize("rts", ["crs", "vrs", "fdh"])
def test_targets_are_efficient_and_reached_by_the_peers(lognormal, panel_of, rts):
    result = ddf(lognormal, rts=rts, direction_outputs="mean")
    np.testing.assert_allclose(result.lambdas @ lognormal.X, result.target_in, atol=1e-8)
    np.testing.assert_allclose(result.lambdas @ lognormal.Y, result.target_out, atol=1e-8)
    both = panel_of(np.vstack([lognormal.X, result.target_in]), np.vstack([lognormal.Y, result.target_out]))
    again = farrell.sbm(both, rts=rts, reference=[f"U{i}" for i in range(22)])
    np.testing.assert_allclose(again.te[22:], 1.0, atol=1e-6)


def test_units_of_measurement_do_not_matter_unless_the_direction_is_ones(lognormal, panel_of):
    factors = np.array([1e-3, 1.0, 1e5]), np.array([50.0, 1e-2])
    scaled = panel_of(lognormal.X * factors[0], lognormal.Y * factors[1])
    for word in ("observed", "mean", "range", "possible"):
        way = {"direction_inputs": word, "direction_outputs": word}
        np.testing.assert_allclose(ddf(scaled, **way).score, ddf(lognormal, **way).score, atol=CERTIFIED)
    ones = {"direction_inputs": "ones", "direction_outputs": "ones"}
    assert np.abs(ddf(scaled, **ones).score - ddf(lognormal, **ones).score).max() > 1e-3


def test_the_origin_does_not_matter_under_vrs_unless_the_direction_is_observed(lognormal, panel_of):
    shifted = panel_of(lognormal.X - 3.0, lognormal.Y + 5.0)
    for word in ("range", "ones", "possible"):
        way = {"direction_inputs": word, "direction_outputs": word}
        np.testing.assert_allclose(ddf(shifted, **way).score, ddf(lognormal, **way).score, atol=CERTIFIED)
    assert np.isnan(ddf(shifted, direction_inputs="ones", direction_outputs="ones").te).all()
    up = panel_of(lognormal.X + 3.0, lognormal.Y)
    assert np.abs(ddf(up).score - ddf(lognormal).score).max() > 1e-2


def test_points_beyond_the_frontier_have_a_negative_beta(panel_of):
    panel = panel_of([2.0, 4.0, 1.0, 8.0], [2.0, 4.0, 2.0, 1.0], units=["a", "b", "c", "d"])
    result = ddf(panel, rts="crs", reference=["a", "b"], direction_outputs="zeros")
    np.testing.assert_allclose(result.score, [0, 0, -1.0, 7 / 8], atol=CERTIFIED)
    np.testing.assert_allclose(result.te, [1, 1, 2.0, 1 / 8], atol=CERTIFIED)
    assert result.efficiency.tolist() == ["efficient", "efficient", "beyond", "inefficient"]
    X, Y = panel.X, panel.Y
    for rts in RTS[:4]:
        one = ddf(panel, rts=rts, reference=["a", "b"])
        expected = [by_scipy(X[:2], Y[:2], X[o], Y[o], X[o], Y[o], rts) for o in range(4)]
        np.testing.assert_allclose(one.score, expected, atol=SCIPY)
    # no change of the output alone lets a unit do with less input than any other
    with pytest.warns(farrell.SolveWarning, match="c"):
        beyond = ddf(panel, reference=["a", "b"], direction_inputs="zeros")
    assert beyond.status.tolist() == ["optimal", "optimal", "infeasible", "optimal"]
    assert np.isnan(beyond.score[2])


def test_free_disposal_hull_by_enumeration(lognormal):
    X, Y = lognormal.X, lognormal.Y
    result = ddf(lognormal, rts="fdh")
    for o in range(len(X)):
        reached = [min(((X[o] - x) / X[o]).min(), ((y - Y[o]) / Y[o]).min()) for x, y in zip(X, Y, strict=True)]
        assert result.score[o] == pytest.approx(max(reached), abs=1e-12)
    assert (result.score <= ddf(lognormal).score + CERTIFIED).all()
    assert (result.lambdas.sum(axis=1) == 1).all()


def test_ties_of_the_free_disposal_hull_go_to_the_largest_slack(panel_of):
    panel = panel_of([[4.0, 4.0], [2.0, 2.0], [2.0, 1.0]], [1.0, 1.0, 1.0])
    result = ddf(panel, rts="fdh", direction_outputs="zeros")
    np.testing.assert_allclose(result.score, [0.5, 0.0, 0.0])
    np.testing.assert_allclose(result.slack_in, [[0, 1], [0, 1], [0, 0]])


def test_own_directions_by_column_by_vector_and_by_row(lognormal):
    by_row = np.tile([1.0, 0.0, 2.0], (len(lognormal), 1))
    expected = ddf(lognormal, direction_inputs=by_row, direction_outputs=0.5)
    for inputs in ({"x0": 1.0, "x2": 2.0}, [1.0, 0.0, 2.0]):
        again = ddf(lognormal, direction_inputs=inputs, direction_outputs={"y0": 0.5, "y1": 0.5})
        np.testing.assert_array_equal(again.score, expected.score)
    np.testing.assert_allclose(expected.radial_in[:, 1], 0.0)
    assert expected.settings["direction_inputs"] == "by row"
    half = ddf(lognormal, direction_inputs=by_row / 2, direction_outputs=0.25)
    np.testing.assert_allclose(half.score, 2 * expected.score, atol=CERTIFIED)


def test_a_unit_without_direction_has_a_score_only_where_it_is_efficient(panel_of):
    panel = panel_of([1.0, 1.0, 2.0], [2.0, 1.0, 2.0])
    with pytest.warns(farrell.SolveWarning, match="U1"):
        result = ddf(panel, direction_inputs=np.array([[0.0], [0.0], [1.0]]), direction_outputs="zeros")
    assert result.status.tolist() == ["optimal", "undefined", "optimal"]
    np.testing.assert_allclose(result.score[[0, 2]], [0.0, 1.0])


def test_each_period_has_its_own_frontier_and_pooled_is_one(panel_of):
    panel = panel_of([2.0, 4.0, 1.0, 4.0], [2.0, 2.0, 2.0, 2.0], units=["a", "b"] * 2, periods=[1, 1, 2, 2])
    own = ddf(panel, rts="crs", direction_outputs="zeros")
    np.testing.assert_allclose(own.score, [0, 0.5, 0, 0.75], atol=CERTIFIED)
    pooled = ddf(panel, rts="crs", direction_outputs="zeros", reference="pooled")
    np.testing.assert_allclose(pooled.score, [0.5, 0.75, 0, 0.75], atol=CERTIFIED)


def test_wrong_options_are_named(lognormal, panel_of):
    for wrong, match in (
        ({"direction_inputs": "observe"}, "observed"),
        ({"direction_inputs": {"beds": 1.0}}, "beds"),
        ({"direction_outputs": [1.0, 2.0, 3.0]}, "direction_outputs"),
        ({"direction_outputs": [1.0, -2.0]}, "-2"),
        ({"direction_outputs": ["a", "b"]}, "direction_outputs"),
        ({"direction_inputs": "zeros", "direction_outputs": "zeros"}, "direction"),
        ({"rts": "vsr"}, "vrs"),
    ):
        with pytest.raises(OptionError, match=match):
            ddf(lognormal, **wrong)
    with pytest.raises(OptionError, match="undesirable"):
        ddf(panel_of([[1.0]] * 2, [[1.0], [2.0]], bad=[[1.0], [1.0]]))
    signed = panel_of([1.0, 2.0], [-1.0, 2.0])
    with pytest.raises(DataError, match="y0"):
        ddf(signed)
    with pytest.raises(DataError, match="y0"):
        ddf(signed, rts="crs", direction_outputs="ones")


def test_range_directional_takes_negative_data_whatever_origin_and_unit(panel_of):
    random = np.random.default_rng(4)
    X, Y = random.normal(0, 5, (20, 2)), random.normal(0, 3, (20, 2))
    result = range_directional(panel_of(X, Y))
    low, high = X.min(axis=0), Y.max(axis=0)
    expected = [by_scipy(X, Y, X[o], Y[o], X[o] - low, high - Y[o], "vrs") for o in range(20)]
    np.testing.assert_allclose(result.score, expected, atol=SCIPY)
    np.testing.assert_allclose(result.te, 1 - result.score)
    assert (result.score >= 0).all()
    assert (result.score < 1).all()
    moved = range_directional(panel_of(X * [10, 0.1] + 100, Y * 7 - 40))
    np.testing.assert_allclose(moved.score, result.score, atol=CERTIFIED)
    inward = range_directional(panel_of(X, Y), orientation="input")
    np.testing.assert_allclose(inward.radial_out, 0.0)
    assert (inward.score >= result.score - CERTIFIED).all()


def test_the_ideal_point_and_units_at_the_best_input_score_zero(panel_of):
    panel = panel_of([-1.0, -1.0, 3.0], [2.0, 1.0, -5.0])
    result = range_directional(panel)
    np.testing.assert_allclose(result.score, [0, 1, 1])
    inward = range_directional(panel, orientation="input")
    np.testing.assert_allclose(inward.score, [0, 0, 1])
    assert inward.efficiency.tolist() == ["efficient", "weakly efficient", "inefficient"]
    with pytest.raises(OptionError, match="rts"):
        range_directional(panel, rts="crs")


def test_generalised_orientation_goes_from_one_radial_model_to_the_other(lognormal):
    theta = farrell.dea(lognormal, rts="crs").te
    np.testing.assert_allclose(lgo(lognormal, rts="crs", d_output=0).te, theta, rtol=CERTIFIED)
    np.testing.assert_allclose(lgo(lognormal, rts="crs", d_input=0).te, theta, rtol=CERTIFIED)
    result = lgo(lognormal, d_input={"x0": 2.0, "x1": 1.0}, d_output=0.5)
    np.testing.assert_allclose(result.te, (1 - result.score) / (1 + 0.5 * result.score), rtol=CERTIFIED)
    np.testing.assert_allclose(result.radial_in, result.score[:, None] * lognormal.X * [2, 1, 0], atol=1e-12)
    with pytest.raises(OptionError, match="d_input"):
        lgo(lognormal, d_input=-1.0)
    with pytest.raises(OptionError, match="d_input"):
        lgo(lognormal, d_input=0.0, d_output=0.0)


@pytest.mark.parametrize("solver", ["highs", "kernel"])
@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_a_unit_left_out_of_its_reference_is_scored_by_the_others(lognormal, rts, solver):
    X, Y = lognormal.X, lognormal.Y
    ordinary, outside = ddf(lognormal, rts=rts, solver=solver), ddf(lognormal, rts=rts, without_own=True, solver=solver)
    for o in range(len(X)):
        others = np.delete(np.arange(len(X)), o)
        expected = by_scipy(X[others], Y[others], X[o], Y[o], X[o], Y[o], rts)
        assert outside.score[o] == pytest.approx(expected, abs=SCIPY)
        assert lognormal.unit_at(o) not in outside.peers(lognormal.unit_at(o))
    inefficient = ordinary.score > 1e-6
    np.testing.assert_allclose(outside.score[inefficient], ordinary.score[inefficient], atol=CERTIFIED)
    assert (outside.score[~inefficient] <= CERTIFIED).all()
    assert (outside.te[~inefficient] >= 1 - CERTIFIED).all()
    assert (outside.efficiency == "beyond").any()


def test_directional_and_radial_super_efficiency_agree_along_inputs(lognormal):
    along = ddf(lognormal, rts="crs", direction_outputs="zeros", without_own=True)
    np.testing.assert_allclose(1 - along.score, farrell.super_efficiency(lognormal).te, rtol=CERTIFIED)


def test_a_far_unit_does_not_widen_the_ties_of_single_units(panel_of):
    panel = panel_of([[1, 2e-5, 1e6], [1, 2.05e-5, 1], [1, 3, 3e6]], [1, 1, 1])
    result = ddf(panel, rts="fdh", direction_inputs="ones", direction_outputs="zeros")
    assert result.score.tolist() == [0.0, 0.0, 0.0]
    assert (result.te <= 1.0).all()
