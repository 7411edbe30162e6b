"""Directional distances with several betas: another solver, bounds by other models, weights, ties."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.ddf import ddf
from farrell.dea.nonradial_ddf import modified_ddf, nonradial_ddf

APARICIO = [2, 4, 8, 12, 6, 14, 14, 9.412], [1, 5, 8, 9, 3, 7, 9, 2.353]
"""One input, one output, of the example that came with the enhanced Russell graph measure."""
CERTIFIED = 1e-9
SCIPY = 1e-7


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(12)
    return panel_of(np.exp(random.normal(0, 1, (20, 3))), np.exp(random.normal(0, 1, (20, 2))))


def by_scipy(X, Y, o, G, group, weight, rts):
    """Variables betas and lambdas, inequalities only; betas without weight or direction are held at 0."""
    n, m = X.shape
    k = len(weight)
    moves = np.zeros((G.shape[0], k))
    moves[np.arange(len(G)), group] = G
    A = np.hstack([moves, np.vstack([X.T, -Y.T])])
    b = np.r_[X[o], -Y[o]]
    eq = None if rts == "crs" else [np.r_[np.zeros(k), np.ones(n)]]
    held = [(0, None) if moves[:, j].any() and weight[j] > 0 else (0, 0) for j in range(k)]
    answer = linprog(
        np.r_[-weight, np.zeros(n)], A_ub=A, b_ub=b, A_eq=eq, b_eq=None if eq is None else [1.0],
        bounds=held + [(0, None)] * n,
    )  # fmt: skip
    assert m < len(G)
    return -answer.fun


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize(("inputs", "outputs"), [("observed", "observed"), ("mean", "zeros"), ("zeros", "range")])
def test_both_are_what_another_solver_finds(lognormal, rts, inputs, outputs):
    X, Y = lognormal.X, lognormal.Y
    vectors = {"mean": lambda v: v.mean(axis=0), "range": lambda v: np.ptp(v, axis=0), "zeros": lambda v: 0 * v[0]}
    modified = modified_ddf(lognormal, rts=rts, direction_inputs=inputs, direction_outputs=outputs)
    nonradial = nonradial_ddf(lognormal, rts=rts, direction_inputs=inputs, direction_outputs=outputs)
    half = np.array([outputs == "zeros", inputs == "zeros"]) * 0.5 + 0.5
    half = half * [inputs != "zeros", outputs != "zeros"]
    weight = np.r_[np.full(3, half[0] / 3), np.full(2, half[1] / 2)]
    for o in range(20):
        gx, gy = (v[o] if w == "observed" else vectors[w](v) for w, v in ((inputs, X), (outputs, Y)))
        G = np.r_[gx, gy]
        one = by_scipy(X, Y, o, G, np.array([0, 0, 0, 1, 1]), np.ones(2), rts)
        assert modified.score[o] == pytest.approx(one, abs=SCIPY)
        assert nonradial.score[o] == pytest.approx(by_scipy(X, Y, o, G, np.arange(5), weight, rts), abs=SCIPY)


def test_betas_of_a_known_example(panel_of):
    panel = panel_of(*APARICIO)
    ones = {"direction_inputs": "ones", "direction_outputs": "ones"}
    result = modified_ddf(panel, **ones)
    np.testing.assert_allclose(result.parts["beta_x"], [0, 0, 0, 0, 2, 22 / 3, 2, 5.412], atol=CERTIFIED)
    np.testing.assert_allclose(result.parts["beta_y"], [0, 0, 0, 0, 2, 0, 0, 2.647], atol=CERTIFIED)
    hull = modified_ddf(panel, rts="fdh", **ones)
    np.testing.assert_allclose(hull.parts["beta_x"], [0, 0, 0, 0, 2, 6, 2, 5.412], atol=CERTIFIED)
    np.testing.assert_allclose(hull.parts["beta_y"], [0, 0, 0, 0, 2, 1, 0, 2.647], atol=CERTIFIED)
    observed = modified_ddf(panel)
    np.testing.assert_allclose(observed.te, (1 - observed.parts["beta_x"]) / (1 + observed.parts["beta_y"]))


def test_where_the_two_betas_are_not_unique_their_sum_is(panel_of):
    # 9.412 = 4 x 2.353, and the frontier from (8, 8) to (12, 9) falls by 1/4: input saved costs as much output
    panel = panel_of(*APARICIO)
    base = modified_ddf(panel)
    tilted = [modified_ddf(panel, direction_inputs=panel.X / t).parts["beta_x"] / t for t in (1 - 1e-6, 1 + 1e-6)]
    assert tilted[1][7] - tilted[0][7] == pytest.approx(1.412 / 9.412)
    assert base.score[7] == pytest.approx(2.549936, abs=1e-6)


@pytest.mark.parametrize("rts", ["crs", "vrs", "fdh"])
def test_more_betas_find_more(lognormal, rts):
    one = ddf(lognormal, rts=rts).score
    two = modified_ddf(lognormal, rts=rts).score
    every = nonradial_ddf(lognormal, rts=rts).score
    assert (two >= 2 * one - CERTIFIED).all()
    assert (every >= two / 2 - CERTIFIED).all()
    assert (two - 2 * one).max() > 1e-3
    assert (every - two / 2).max() > 1e-3


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs", "fdh"])
def test_nonradial_targets_are_strongly_efficient_and_keep_no_slack(lognormal, panel_of, rts):
    result = nonradial_ddf(lognormal, rts=rts)
    np.testing.assert_allclose(result.slack_in, 0.0, atol=1e-8)
    np.testing.assert_allclose(result.slack_out, 0.0, atol=1e-8)
    np.testing.assert_allclose(result.lambdas @ lognormal.X, result.target_in, atol=1e-8)
    both = panel_of(np.vstack([lognormal.X, result.target_in]), np.vstack([lognormal.Y, result.target_out]))
    again = nonradial_ddf(both, rts=rts, reference=[f"U{i}" for i in range(20)] if rts == "fdh" else "own")
    np.testing.assert_allclose(again.score[20:], 0.0, atol=1e-7)
    # with observed directions it is zero exactly where the slacks-based measure is one
    np.testing.assert_array_equal(result.score < 1e-6, farrell.sbm(lognormal, rts=rts).te > 1 - 1e-6)


def test_nonradial_input_distance_is_one_less_the_input_slacks_based_measure(lognormal):
    result = nonradial_ddf(lognormal, direction_outputs="zeros")
    np.testing.assert_allclose(1 - result.score, farrell.sbm(lognormal, orientation="input").te, atol=1e-8)
    np.testing.assert_allclose(result.te, 1 - result.score, atol=1e-8)


def test_modified_distance_may_leave_slack(panel_of):
    panel = panel_of([[1.0, 1.0], [2.0, 2.0], [1.5, 1.0]], [[1.0, 1.0], [2.0, 2.0], [1.0, 0.5]])
    result = modified_ddf(panel)
    np.testing.assert_allclose(result.score, 0.0, atol=CERTIFIED)
    np.testing.assert_allclose(result.slack_in, [[0, 0], [0, 0], [0.5, 0]], atol=CERTIFIED)
    np.testing.assert_allclose(result.slack_out, [[0, 0], [0, 0], [0, 0.5]], atol=CERTIFIED)
    assert result.efficiency.tolist() == ["efficient", "efficient", "weakly efficient"]


def test_without_any_direction_the_score_is_zero_and_the_rest_is_slack(lognormal):
    for model in (modified_ddf, nonradial_ddf):
        result = model(lognormal, direction_inputs="zeros", direction_outputs="zeros")
        np.testing.assert_allclose(result.score, 0.0)
        assert (result.slack_in.sum(axis=1) > 0).any()


def test_weights_add_up_to_one_and_columns_left_out_have_slack_for_a_beta(lognormal):
    result = nonradial_ddf(lognormal, weights={"x0": 3.0, "y1": 1.0})
    np.testing.assert_allclose(
        result.score, 0.75 * result.parts["beta_x0"] + 0.25 * result.parts["beta_y1"], atol=CERTIFIED
    )
    np.testing.assert_allclose(result.parts["beta_x1"], 0.0)
    np.testing.assert_allclose(nonradial_ddf(lognormal, weights={"x0": 30, "y1": 10}).score, result.score)
    assert "beta_x0" in result.to_frame()


def test_units_of_measurement_do_not_matter(lognormal, panel_of):
    scaled = panel_of(lognormal.X * [1e-3, 1, 1e5], lognormal.Y * [50, 1e-2])
    for model in (modified_ddf, nonradial_ddf):
        np.testing.assert_allclose(model(scaled).score, model(lognormal).score, atol=CERTIFIED)


def test_negative_data_under_vrs_with_a_direction_that_is_not_observed(lognormal, panel_of):
    shifted = panel_of(lognormal.X - 3.0, lognormal.Y - 2.0)
    way = {"direction_inputs": "range", "direction_outputs": "range"}
    for model in (modified_ddf, nonradial_ddf):
        np.testing.assert_allclose(model(shifted, **way).score, model(lognormal, **way).score, atol=CERTIFIED)
        with pytest.raises(DataError, match="x0"):
            model(shifted)
        with pytest.raises(DataError, match="x0"):
            model(shifted, rts="crs", **way)


def test_points_beyond_the_reference_are_infeasible_and_wrong_options_named(lognormal, panel_of):
    panel = panel_of([2.0, 4.0, 1.0], [2.0, 4.0, 2.0], units=["a", "b", "c"])
    for model in (modified_ddf, nonradial_ddf):
        with pytest.warns(farrell.SolveWarning, match="c"):
            result = model(panel, reference=["a", "b"])
        assert result.status.tolist() == ["optimal", "optimal", "infeasible"]
        with pytest.raises(OptionError, match="mean"):
            model(lognormal, direction_inputs="means")
        with pytest.raises(OptionError, match="undesirable"):
            model(panel_of([[1.0]] * 2, [[1.0], [2.0]], bad=[[1.0], [1.0]]))
    for weights, match in (({"beds": 1.0}, "beds"), ({"x0": -1.0}, "x0"), ({"x0": 0.0}, "0")):
        with pytest.raises(OptionError, match=match):
            nonradial_ddf(lognormal, weights=weights)
