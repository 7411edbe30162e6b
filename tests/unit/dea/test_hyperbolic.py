"""Hyperbolic efficiency and the generalised distance function: root finding over scipy, and what the papers prove."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq, linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.hyperbolic import generalized_distance, hyperbolic

CERTIFIED = 1e-9
SCIPY = 1e-7
"""What scipy lets rows miss by."""
RTS = ["crs", "vrs", "nirs", "ndrs"]


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(5)
    return panel_of(np.exp(random.normal(0, 1, (20, 2))), np.exp(random.normal(0, 1, (20, 2))))


def over(panel, rts, x, y):
    """By how much a point (x, y) exceeds the technology: min t, X lambda <= t x, Y lambda >= y, minus 1, by scipy."""
    X, Y = panel.X, panel.Y
    n = len(X)
    rows = [np.hstack([X.T, -x[:, None]]), np.hstack([-Y.T, np.zeros((len(y), 1))])]
    right = [np.zeros(len(x)), -y]
    ones = np.r_[np.ones(n), 0.0][None]
    if rts in ("vrs", "nirs"):
        rows, right = [*rows, ones], [*right, [1.0]]
    if rts in ("vrs", "ndrs"):
        rows, right = [*rows, -ones], [*right, [-1.0]]
    found = linprog(np.r_[np.zeros(n), 1.0], A_ub=np.vstack(rows), b_ub=np.concatenate(right))
    return found.fun - 1.0 if found.status == 0 else 10.0


@pytest.mark.parametrize("rts", RTS)
@pytest.mark.parametrize("alpha", [0.2, 0.5, 0.9])
def test_delta_is_the_root_that_bisection_over_scipy_finds(lognormal, rts, alpha):
    result = generalized_distance(lognormal, rts=rts, alpha=alpha)
    assert result.parts["gap"].max() <= CERTIFIED
    for o in range(0, 20, 3):
        x, y = lognormal.X[o], lognormal.Y[o]
        if over(lognormal, rts, x, y) > -1e-9:
            assert result.te[o] == pytest.approx(1.0, abs=CERTIFIED)
            continue
        root = brentq(lambda d: over(lognormal, rts, d ** (1 - alpha) * x, d**-alpha * y), 1e-3, 1.0, xtol=1e-12)  # noqa: B023
        assert result.te[o] == pytest.approx(root, abs=SCIPY)


@pytest.mark.parametrize("rts", RTS)
def test_the_ends_are_the_radial_measures_and_the_middle_is_hyperbolic(lognormal, rts):
    for alpha, orientation in ((0, "input"), (1, "output")):
        radial = farrell.dea(lognormal, rts=rts, orientation=orientation)
        end = generalized_distance(lognormal, rts=rts, alpha=alpha)
        np.testing.assert_allclose(end.te, radial.te, atol=CERTIFIED)
        np.testing.assert_allclose(end.slack_in, radial.slack_in, atol=1e-7)
        np.testing.assert_allclose(end.slack_out, radial.slack_out, atol=1e-7)
    h = hyperbolic(lognormal, rts=rts)
    np.testing.assert_allclose(h.te**2, generalized_distance(lognormal, rts=rts).te, atol=CERTIFIED)


def test_under_constant_returns_alpha_makes_no_difference(lognormal):
    theta = farrell.dea(lognormal, rts="crs").te
    for alpha in (0.0, 0.1, 0.4, 0.77, 1.0):
        np.testing.assert_allclose(generalized_distance(lognormal, rts="crs", alpha=alpha).te, theta, atol=CERTIFIED)
    np.testing.assert_allclose(hyperbolic(lognormal, rts="crs").te, theta**0.5, atol=CERTIFIED)
    vrs = [generalized_distance(lognormal, alpha=alpha).te for alpha in (0.2, 0.8)]
    assert np.abs(vrs[0] - vrs[1]).max() > 0.01


@pytest.mark.parametrize("rts", [*RTS, "fdh"])
def test_the_way_leads_to_the_frontier(lognormal, panel_of, rts):
    result = hyperbolic(lognormal, rts=rts)
    h = result.te[:, None]
    np.testing.assert_allclose(result.target_in + result.slack_in, h * lognormal.X, rtol=1e-8)
    np.testing.assert_allclose(result.target_out - result.slack_out, lognormal.Y / h, rtol=1e-8)
    assert min(result.slack_in.min(), result.slack_out.min()) >= -1e-9
    np.testing.assert_allclose(result.lambdas @ lognormal.X, result.target_in, rtol=1e-8)
    again = hyperbolic(panel_of(result.target_in, result.target_out), rts=rts)
    np.testing.assert_allclose(again.te, 1.0, atol=1e-7)


def test_bounds_and_units(lognormal, panel_of):
    h = hyperbolic(lognormal).te
    theta = [farrell.dea(lognormal, orientation=o).te for o in ("input", "output")]
    crs = farrell.dea(lognormal, rts="crs").te
    assert (h >= np.maximum(*theta) - CERTIFIED).all()
    assert (h >= crs**0.5 - CERTIFIED).all()
    assert (h <= 1).all()
    scaled = panel_of(lognormal.X * [1e-5, 1e4], lognormal.Y * [1.0, 1e7])
    np.testing.assert_allclose(hyperbolic(scaled).te, h, atol=CERTIFIED)


def test_fdh_is_the_best_of_single_units(lognormal):
    ratio = np.maximum(
        (lognormal.X[None] / lognormal.X[:, None]).max(axis=2), (lognormal.Y[:, None] / lognormal.Y[None]).max(axis=2)
    )
    np.testing.assert_allclose(hyperbolic(lognormal, rts="fdh").te, ratio.min(axis=1), atol=CERTIFIED)


def test_points_beyond_a_frontier_of_others(panel_of):
    panel = panel_of([1.0, 4.0, 2.0], [8.0, 4.0, 4.0])
    result = hyperbolic(panel, rts="crs", reference=["U1", "U2"])
    np.testing.assert_allclose(result.te, [2.0, 0.5**0.5, 1.0], atol=CERTIFIED)
    assert result.parts["gap"].max() <= CERTIFIED
    # x <= h, y >= 8 / h with single x >= 2: h = 2; and h small is blocked by the inputs
    np.testing.assert_allclose(hyperbolic(panel, reference=["U1", "U2"]).te, [2.0, 1.0, 1.0], atol=CERTIFIED)
    with pytest.warns(farrell.SolveWarning, match="U0"):
        beyond = generalized_distance(panel, alpha=1, reference=["U1", "U2"])
    assert list(beyond.status) == ["infeasible", "optimal", "optimal"]


def test_zeros_one_unit_and_duplicates(panel_of):
    assert hyperbolic(panel_of([3.0], [2.0])).te[0] == pytest.approx(1.0, abs=CERTIFIED)
    np.testing.assert_allclose(hyperbolic(panel_of([3.0, 3.0], [2.0, 2.0])).te, 1.0, atol=CERTIFIED)
    panel = panel_of([[1.0, 0.0], [1.0, 1.0], [2.0, 2.0]], [[1.0, 0.0], [1.0, 1.0], [1.0, 0.5]])
    h = hyperbolic(panel).te
    np.testing.assert_allclose(h[:2], 1.0, atol=CERTIFIED)
    # h <= 1 needs output 1 / h >= 1 of the first kind, and no unit makes more than 1
    assert h[2] == pytest.approx(1.0, abs=CERTIFIED)
    with pytest.raises(DataError):
        hyperbolic(panel_of([-1.0, 1.0], [1.0, 1.0]))


def test_wrong_options_are_named(lognormal):
    for alpha in (-0.1, 1.1, "0.5", True):
        with pytest.raises(OptionError, match="alpha"):
            generalized_distance(lognormal, alpha=alpha)
    with pytest.raises(OptionError, match="rts"):
        hyperbolic(lognormal, rts="drs")
