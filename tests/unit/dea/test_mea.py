"""Multi-directional efficiency: each gain by another solver, the way to the ideal point, what moves it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.ddf import ddf
from farrell.dea.mea import mea

CERTIFIED = 1e-9
SCIPY = 1e-7


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(14)
    return panel_of(np.exp(random.normal(0, 1, (16, 3))), np.exp(random.normal(0, 1, (16, 2))))


def best(data, point, column, rts):
    """The least column of A lambda <= point (inputs, outputs with their sign changed), the others as they are."""
    n, others = len(data), np.arange(data.shape[1]) != column
    eq = None if rts == "crs" else np.ones((1, n))
    return linprog(
        data[:, column], A_ub=data[:, others].T, b_ub=point[others], A_eq=eq, b_eq=None if eq is None else [1.0]
    ).fun


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("solver", ["highs", "kernel"])
@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_directions_are_what_each_column_gains_alone(lognormal, rts, solver, orientation):
    data = np.hstack([lognormal.X, -lognormal.Y])
    result = mea(lognormal, rts=rts, orientation=orientation, solver=solver)
    found = np.hstack([result.parts["direction_in"], result.parts["direction_out"]])
    side = np.array([orientation != "output"] * 3 + [orientation != "input"] * 2)
    expected = [[data[o, c] - best(data, data[o], c, rts) for c in range(5)] for o in range(16)]
    np.testing.assert_allclose(found, np.array(expected) * side, atol=SCIPY)


def test_the_score_is_the_distance_along_these_directions(lognormal):
    result = mea(lognormal, orientation="none")
    gains = np.hstack([result.parts["direction_in"], result.parts["direction_out"]])
    moved = gains.any(axis=1)
    # a gain of nothing is a direction of nothing, and its unit is at its end
    np.testing.assert_allclose(result.score[~moved], 0.0)
    chosen = {
        "direction_inputs": np.where(moved[:, None], gains[:, :3], 1.0),
        "direction_outputs": np.where(moved[:, None], gains[:, 3:], 1.0),
    }
    np.testing.assert_allclose(result.score, ddf(lognormal, **chosen).score, atol=1e-8)
    assert (result.score >= 0).all()
    assert (result.score <= 1 + CERTIFIED).all()
    assert moved.any()
    assert not moved.all()


def test_efficiency_of_each_column(lognormal):
    result = mea(lognormal)
    for i in range(3):
        expected = 1 - result.score * result.parts["direction_in"][:, i] / lognormal.X[:, i]
        np.testing.assert_allclose(result.parts[f"mea_x{i}"], expected, atol=CERTIFIED)
    np.testing.assert_allclose(result.te, np.mean([result.parts[f"mea_x{i}"] for i in range(3)], axis=0))
    assert "mea_y0" not in result.parts
    assert "mea_x0" in result.to_frame()
    up = mea(lognormal, orientation="output")
    grown = lognormal.Y[:, 0] + up.score * up.parts["direction_out"][:, 0]
    np.testing.assert_allclose(up.parts["mea_y0"], lognormal.Y[:, 0] / grown, atol=CERTIFIED)


def test_a_unit_is_at_its_end_where_the_slacks_based_measure_is_one(lognormal):
    for rts in ("crs", "vrs", "fdh"):
        at_end = mea(lognormal, rts=rts, orientation="none").score < 1e-9
        np.testing.assert_array_equal(at_end, farrell.sbm(lognormal, rts=rts).te > 1 - 1e-7)


def test_with_one_input_every_score_is_zero_or_one(panel_of):
    result = mea(panel_of([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]))
    np.testing.assert_allclose(result.score, [0, 0, 1], atol=CERTIFIED)


def test_neither_units_nor_under_vrs_the_origin_matter(lognormal, panel_of):
    before = mea(lognormal).score
    scaled = panel_of(lognormal.X * [1e-3, 1, 1e5], lognormal.Y * [50, 1e-2])
    np.testing.assert_allclose(mea(scaled).score, before, atol=1e-8)
    shifted = panel_of(lognormal.X - 4.0, lognormal.Y - 4.0)
    np.testing.assert_allclose(mea(shifted).score, before, atol=1e-8)
    with pytest.raises(DataError, match="x0"):
        mea(shifted, rts="crs")


def test_the_hull_by_enumeration(lognormal):
    X, Y = lognormal.X, lognormal.Y
    result = mea(lognormal, rts="fdh")
    for o in range(16):
        for i in range(3):
            others = np.arange(3) != i
            able = (X[:, others] <= X[o, others]).all(axis=1) & (Y[o] <= Y).all(axis=1)
            assert result.parts["direction_in"][o, i] == pytest.approx(X[o, i] - X[able, i].min(), abs=1e-12)


def test_points_beyond_the_reference_are_infeasible(panel_of):
    panel = panel_of([[2.0, 2.0], [4.0, 1.0], [1.0, 1.0], [4.0, 4.0]], [2.0] * 4, units=["a", "b", "c", "d"])
    for rts in ("crs", "vrs", "fdh"):
        with pytest.warns(farrell.SolveWarning, match="mea.*c"):
            result = mea(panel, rts=rts, reference=["a", "b"])
        assert result.status.tolist() == ["optimal", "optimal", "infeasible", "optimal"]
        assert np.isnan(result.score[2])


def test_wrong_options_are_named(lognormal, panel_of):
    with pytest.raises(OptionError, match="orientation"):
        mea(lognormal, orientation="both")
    with pytest.raises(OptionError, match="undesirable"):
        mea(panel_of([[1.0]] * 2, [[1.0], [2.0]], bad=[[1.0], [1.0]]))
