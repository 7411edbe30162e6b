"""Returns to scale, elasticity and most productive scale size, against facets, multipliers and finite differences."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell.dea.facets import facets

SIDES = ("input", "output")


def whole(seed: int, n: int = 18, m: int = 2, s: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Small whole numbers: ties, duplicates and weakly efficient units are common."""
    random = np.random.default_rng(seed)
    X, Y = random.integers(1, 7, (n, m)).astype(float), random.integers(1, 7, (n, s)).astype(float)
    X[-1], Y[-1] = X[0], Y[0]
    return X, Y


def smooth(seed: int, n: int = 18) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    X = random.uniform(1, 9, (n, 2))
    return X, (X.prod(axis=1) ** 0.35 * random.uniform(0.5, 1, n))[:, None] * random.uniform(0.6, 1, (n, 2))


def by_multipliers(X, Y, o, orientation):
    """Least and greatest free term by scipy in the multiplier form, on the face of optimal multipliers."""
    n, m, s = len(X), X.shape[1], Y.shape[1]
    sign = 1.0 if orientation == "input" else -1.0
    rows, right = np.hstack([-X, Y, sign * np.ones((n, 1))]), np.zeros(n)
    one = np.r_[X[o], np.zeros(s), 0] if orientation == "input" else np.r_[np.zeros(m), Y[o], 0]
    worth = np.r_[np.zeros(m), Y[o], 1] if orientation == "input" else np.r_[X[o], np.zeros(s), 1]
    bounds = [(0, None)] * (m + s) + [(None, None)]
    best = linprog(-sign * worth, rows, right, [one], [1.0], bounds, method="highs")
    ends = []
    for way in (1.0, -1.0):
        cost = np.r_[np.zeros(m + s), way]
        near = np.vstack([rows, -sign * worth]), np.r_[right, best.fun + 1e-9]
        found = linprog(cost, *near, [one], [1.0], bounds, method="highs")
        ends.append(way * found.fun if found.status == 0 else -way * np.inf)
    return ends


@pytest.mark.parametrize("orientation", SIDES)
@pytest.mark.parametrize("make", [whole, smooth])
@pytest.mark.parametrize("seed", range(3))
def test_the_range_of_the_free_term_is_that_of_all_optimal_multipliers(panel_of, make, seed, orientation):
    X, Y = make(seed)
    parts = farrell.returns_to_scale(panel_of(X, Y), orientation=orientation).parts
    wanted = np.array([by_multipliers(X, Y, o, orientation) for o in range(len(X))])
    np.testing.assert_allclose(parts["omega_low"], wanted[:, 0], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(parts["omega_high"], wanted[:, 1], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("orientation", SIDES)
@pytest.mark.parametrize("make", [whole, smooth])
@pytest.mark.parametrize("seed", range(3))
def test_elasticities_are_those_of_the_facets_that_meet_at_the_projection(panel_of, make, seed, orientation):
    X, Y = make(seed)
    found = farrell.returns_to_scale(panel_of(X, Y), orientation=orientation)
    known, score = facets(X, Y, "vrs"), found.score[:, None]
    x, y = (score * X, Y) if orientation == "input" else (X, score * Y)
    put, out = x @ known.v.T, y @ known.u.T
    touches = np.abs(put - out - known.c) <= 1e-8 * (put + out + np.abs(known.c))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(touches & (put + out > 1e-12 * np.abs(known.c)), put / out, np.nan)
    np.testing.assert_allclose(found.parts["elasticity_right"], np.nanmin(ratio, axis=1), rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(found.parts["elasticity_left"], np.nanmax(ratio, axis=1), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_elasticities_are_one_sided_derivatives_of_the_frontier(panel_of, seed):
    X, Y = smooth(seed)
    panel, step = panel_of(X, Y), 1e-6
    found = farrell.returns_to_scale(panel, orientation="output")
    for way, name in ((1.0, "elasticity_right"), (-1.0, "elasticity_left")):
        moved = panel_of((1 + way * step) * X, found.score[:, None] * Y, units=[f"moved {i}" for i in range(len(X))])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", farrell.SolveWarning)
            phi = farrell.dea(moved, orientation="output", reference=panel, second_phase=False).score
        expected = found.parts[name]
        assert (np.isnan(phi) == np.isinf(expected)).all()
        there = np.isfinite(phi)
        np.testing.assert_allclose(way * (phi[there] - 1) / step, expected[there], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("orientation", SIDES)
@pytest.mark.parametrize("seed", range(6))
def test_status_and_ranges_tell_one_truth(panel_of, seed, orientation):
    panel = panel_of(*whole(seed))
    parts = farrell.returns_to_scale(panel, orientation=orientation).parts
    status = farrell.scale_efficiency(panel, orientation=orientation).scale_status
    assert parts["scale_status"].tolist() == status.tolist()
    sign = 1.0 if orientation == "input" else -1.0
    low, high = np.sort(sign * np.stack([parts["omega_low"], parts["omega_high"]]), axis=0)
    assert np.where(low > 1e-9, "irs", np.where(high < -1e-9, "drs", "crs")).tolist() == status.tolist()
    low, high = parts["lambda_sum_low"], parts["lambda_sum_high"]
    assert np.where(high < 1 - 1e-9, "irs", np.where(low > 1 + 1e-9, "drs", "crs")).tolist() == status.tolist()
    right, left = parts["elasticity_right"], parts["elasticity_left"]
    assert (right <= left + 1e-12).all()
    assert np.where(right > 1 + 1e-9, "irs", np.where(left < 1 - 1e-9, "drs", "crs")).tolist() == status.tolist()


@pytest.mark.parametrize("orientation", SIDES)
@pytest.mark.parametrize("end", ["small", "large"])
@pytest.mark.parametrize("seed", range(3))
def test_units_of_most_productive_scale_size_have_scale_efficiency_one(panel_of, seed, end, orientation):
    panel = panel_of(*whole(seed))
    parts = farrell.returns_to_scale(panel, orientation=orientation).parts
    names = [f"size {i}" for i in range(len(panel))]
    there = panel_of(parts[f"mpss_in_{end}"], parts[f"mpss_out_{end}"], units=names)
    found = farrell.scale_efficiency(there, orientation=orientation, reference=panel)
    np.testing.assert_allclose(found.te_crs, 1.0, rtol=1e-9)
    np.testing.assert_allclose(found.se, 1.0, rtol=1e-9)


def test_beyond_the_ends_of_the_most_productive_sizes_scale_efficiency_falls(panel_of):
    x, y = np.array([1.0, 2, 4, 8]), np.array([1.0, 3, 6, 8])
    panel = panel_of(x, y)
    parts = farrell.returns_to_scale(panel).parts
    assert parts["mpss_in_small"].ravel().tolist() == pytest.approx([2.0] * 4)
    assert parts["mpss_in_large"].ravel().tolist() == pytest.approx([4.0] * 4)
    outside = panel_of([1.98, 4.04], [2.97, 6.06], units=["below", "above"])
    with pytest.warns(farrell.SolveWarning):
        found = farrell.scale_efficiency(outside, reference=panel.select(units=["U1", "U2"]))
    assert np.isnan(found.se[1])
    assert found.te_crs[0] == pytest.approx(1.0)


def test_one_unit_stands_at_a_corner_of_its_own(panel_of):
    parts = farrell.returns_to_scale(panel_of([[2.0, 3.0]], [[4.0]])).parts
    assert (parts["elasticity_right"][0], parts["elasticity_left"][0]) == (0.0, np.inf)
    assert parts["scale_status"].tolist() == ["crs"]
    assert parts["mpss_in_small"].tolist() == parts["mpss_in_large"].tolist() == [[2.0, 3.0]]


def test_a_unit_without_a_score_has_nothing(panel_of):
    panel = panel_of([1.0, 2, 3], [1.0, 2, 9])
    with pytest.warns(farrell.SolveWarning, match="U2"):
        parts = farrell.returns_to_scale(panel, reference=["U0", "U1"]).parts
    assert np.isnan(parts["elasticity_left"][2])
    assert parts["scale_status"][2] == ""
    assert np.isfinite(parts["elasticity_left"][1])


def test_what_it_cannot_take_is_refused(panel_of):
    with pytest.raises(farrell.OptionError, match="orientation"):
        farrell.returns_to_scale(panel_of([1.0, 2], [1.0, 2]), orientation="none")
