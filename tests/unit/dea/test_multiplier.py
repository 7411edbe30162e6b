"""The multiplier form: objective, prices, epsilon."""

import numpy as np
import pytest
from scipy.optimize import linprog

from farrell import SolveWarning, dea, multiplier

CERTIFIED = 1e-9
"""Objectives are certified to about 1e-10."""
SOLVER = 1e-7
"""linprog's own tolerance."""


@pytest.fixture(scope="module")
def panel(panel_of):
    rng = np.random.default_rng(3)
    return panel_of(rng.integers(1, 20, (15, 2)), rng.integers(1, 20, (15, 2)))


def by_linprog(panel, k, rts, epsilon):
    """max u y_o + omega, v x_o = 1, u y_j - v x_j + omega <= 0, u and v >= epsilon, as printed."""
    X, Y = panel.X, panel.Y
    free = (None, None) if rts == "vrs" else (0, 0)
    answer = linprog(
        np.r_[np.zeros(2), -Y[k], -1.0],
        A_ub=np.hstack([-X, Y, np.ones((len(X), 1))]),
        b_ub=np.zeros(len(X)),
        A_eq=np.r_[X[k], 0, 0, 0][None],
        b_eq=[1.0],
        bounds=[(epsilon, None)] * 4 + [free],
    )
    return -answer.fun if answer.status == 0 else np.nan


@pytest.mark.parametrize("epsilon", [0.0, 1e-6, 0.005])
@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_objective_is_that_of_the_printed_program(panel, rts, epsilon):
    result = multiplier(panel, rts=rts, epsilon=epsilon)
    expected = [by_linprog(panel, k, rts, epsilon) for k in range(15)]
    np.testing.assert_allclose(result.objective, expected, rtol=SOLVER)
    assert (np.hstack([result.v, result.u]) >= epsilon - 1e-12).all()
    np.testing.assert_allclose(result.virtual_inputs.sum(axis=1), 1.0, rtol=CERTIFIED)
    np.testing.assert_allclose(
        result.virtual_outputs.sum(axis=1) + result.omega, result.objective, rtol=1e-8, atol=1e-9
    )


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
def test_output_orientation_gives_the_reciprocal_score(panel, rts):
    result = multiplier(panel, rts=rts, orientation="output")
    np.testing.assert_allclose(result.te, 1 / result.objective, rtol=CERTIFIED)
    np.testing.assert_allclose(result.te, dea(panel, rts=rts, orientation="output").te, rtol=CERTIFIED)
    np.testing.assert_allclose(result.virtual_outputs.sum(axis=1), 1.0, rtol=CERTIFIED)


def test_free_term_has_the_sign_of_the_returns(panel):
    assert (multiplier(panel, rts="crs").omega == 0).all()
    assert (multiplier(panel, rts="ndrs").omega >= -1e-12).all()
    assert (multiplier(panel, rts="nirs").omega <= 1e-12).all()


def test_a_larger_epsilon_never_raises_the_objective(panel):
    scores = [multiplier(panel, epsilon=e).objective for e in (0.0, 1e-4, 1e-3, 5e-3)]
    for tighter, looser in zip(scores[1:], scores, strict=False):
        assert (tighter <= looser + CERTIFIED).all()


def test_an_epsilon_too_large_is_infeasible_for_large_units(panel_of):
    panel = panel_of([[1, 1], [100, 100], [2, 2]], [1, 50, 1])
    with pytest.warns(SolveWarning, match="U1") as caught:
        result = multiplier(panel, epsilon=0.1)
    assert len(caught) == 1
    assert result.status.tolist() == ["optimal", "infeasible", "optimal"]
    assert np.isnan(result.objective[1])
    assert np.isnan(result.v[1]).all()


def test_frame_has_one_column_a_multiplier(panel):
    frame = multiplier(panel).to_frame()
    assert {"v_x0", "v_x1", "u_y0", "u_y1", "objective", "te", "omega", "status"} <= set(frame.columns)
    assert "U3" in multiplier(panel).summary()
