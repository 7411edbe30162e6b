"""Spatial panels against likelihoods written out: with every dummy, transformed, and their second differences."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_panels import made, named
from scipy import linalg, optimize

import farrell
from farrell.errors import OptionError
from farrell.spacetime import Weights
from farrell.spacetime.panels.information import information
from farrell.spacetime.panels.likelihood import estimated
from farrell.spacetime.panels.random_effects import _information, random_effects
from farrell.spacetime.panels.sample import sampled
from farrell.spacetime.panels.stacking import stacked

RHO = 1e-8
"""The zero of a score of all parameters, by scipy's root, is as near as this."""

CURVED = 2e-4
"""What second differences with steps of a thousandth are off by."""


def dummies(n, T, effects):
    columns = [np.ones((n * T, 1))] if effects == "none" else []
    if effects in ("unit", "both"):
        columns.append(np.tile(np.eye(n), (T, 1)))
    if effects in ("period", "both"):
        columns.append(np.repeat(np.eye(T), n, axis=0)[:, effects == "both" :])
    return np.hstack(columns)


def score_zero(y, X, W, error, b, c, sigma2):
    """Zero of the score of (b, c, log sigma2) of y (N,), X (N, p), W (N, N), from a start."""
    p = X.shape[1]

    def score(parameters):
        b, c, variance = parameters[:p], parameters[p], math.exp(parameters[-1])
        A = np.eye(len(y)) - c * W
        u = y - X @ b
        e = A @ u if error else A @ y - X @ b
        moved = W @ (u if error else y)
        own = (A @ X if error else X).T @ e / variance
        in_space = e @ moved / variance - np.trace(np.linalg.solve(A, W))
        return np.r_[own, in_space, e @ e / (2 * variance) - len(y) / 2]

    found = optimize.root(score, np.r_[b, c, math.log(sigma2)], tol=1e-14)
    assert np.abs(score(found.x)).max() < 1e-5
    return found.x


@pytest.mark.parametrize("effects", ["none", "unit", "period", "both"])
@pytest.mark.parametrize("model", ["sar", "sdm", "sem", "sdem"])
def test_the_maximum_of_the_likelihood_with_every_dummy(model, effects):
    y, x, W = made(rho=0.4 if model in ("sar", "sdm") else 0.0, lam=0.4 if model in ("sem", "sdem") else 0.0)
    found = farrell.spatial_panel(y, x, W, model=model, effects=effects, lee_yu="none")
    stack = stacked(y, x, W)
    T, n = stack.y.shape
    M = stack.weights.matrix
    X = np.concatenate([stack.x, M @ stack.x], axis=2) if model in ("sdm", "sdem") else stack.x
    D = dummies(n, T, effects)
    full = np.column_stack([X.reshape(n * T, -1), D])
    big = np.kron(np.eye(T), M)
    error = model in ("sem", "sdem")
    c = found.spatial_lambda if error else found.spatial_rho
    k = X.shape[2]
    slopes = found.coefficients.set_index("name")["estimate"].drop(
        ["spatial_rho", "spatial_lambda", "constant"], errors="ignore"
    )
    left = stack.y.ravel() - full[:, :k] @ slopes.to_numpy() - (0 if error else c * big @ stack.y.ravel())
    start = np.r_[slopes, np.linalg.lstsq(D, left, rcond=None)[0]]
    at = score_zero(stack.y.ravel(), full, big, error, start + 1e-3, c + 0.01, found.sigma2 * 1.05)
    assert at[:k].tolist() == pytest.approx(slopes.tolist(), abs=RHO)
    assert at[-2] == pytest.approx(c, abs=RHO)
    assert math.exp(at[-1]) == pytest.approx(found.sigma2, rel=RHO)
    log = np.linalg.slogdet(np.eye(n * T) - c * big)[1] - n * T / 2 * (math.log(2 * math.pi * found.sigma2) + 1)
    assert found.log_likelihood == pytest.approx(log)
    fixed = found.constant + np.zeros((T, n))
    fixed += np.array([found.unit_effects[u] for u in stack.units]) if found.unit_effects else 0
    fixed += np.array([found.period_effects[t] for t in stack.periods])[:, None] if found.period_effects else 0
    assert fixed.ravel().tolist() == pytest.approx((D @ at[k:-2]).tolist(), abs=1e-6)


@pytest.mark.parametrize("effects", ["unit", "period", "both"])
@pytest.mark.parametrize("model", ["sdm", "sem"])
def test_the_maximum_of_the_transformed_likelihood(model, effects):
    """Lee & Yu's own construction: eigenvectors of the demeaning matrices, W of n - 1 units."""
    y, x, W = made()
    found = farrell.spatial_panel(y, x, W, model=model, effects=effects)
    stack = stacked(y, x, W)
    T, n = stack.y.shape
    M = stack.weights.matrix
    X = np.concatenate([stack.x, M @ stack.x], axis=2) if model == "sdm" else stack.x
    over_time = linalg.null_space(np.ones((1, T))).T if effects in ("unit", "both") else np.eye(T)
    over_units = linalg.null_space(np.ones((1, n))).T if effects in ("period", "both") else np.eye(n)
    F = np.kron(over_time, over_units)
    small = np.kron(np.eye(len(over_time)), over_units @ M @ over_units.T)
    values = F @ stack.y.ravel(), F @ X.reshape(n * T, -1)
    error = model == "sem"
    c = found.spatial_lambda if error else found.spatial_rho
    estimates = found.coefficients["estimate"].to_numpy()
    at = score_zero(*values, small, error, estimates[:-1] + 1e-3, c + 0.01, found.sigma2 * 1.05)
    assert at[:-1].tolist() == pytest.approx(estimates.tolist(), abs=RHO)
    assert math.exp(at[-1]) == pytest.approx(found.sigma2, rel=RHO)
    N = len(values[0])
    assert found.observations == N
    log = np.linalg.slogdet(np.eye(N) - c * small)[1] - N / 2 * (math.log(2 * math.pi * found.sigma2) + 1)
    assert found.log_likelihood == pytest.approx(log)
    q = len(found.variance)
    assert [found.aic, found.bic] == pytest.approx([2 * q - 2 * log, q * math.log(N) - 2 * log])


def hessian(f, at, step):
    """Second differences."""
    q = len(at)
    H, E = np.empty((q, q)), np.diag(step)
    for i in range(q):
        for j in range(q):
            H[i, j] = (f(at + E[i] + E[j]) - f(at + E[i] - E[j]) - f(at - E[i] + E[j]) + f(at - E[i] - E[j])) / (
                4 * step[i] * step[j]
            )
    return H


@pytest.mark.parametrize("lee_yu", ["transformation", "none"])
@pytest.mark.parametrize("effects", ["none", "unit", "period", "both"])
@pytest.mark.parametrize("process", ["lag", "error"])
def test_information_is_the_curvature_of_the_expected_likelihood(process, effects, lee_yu):
    """E l of any parameters, were those found the true ones; of ``none`` dummies follow from the others."""
    sample = sampled(stacked(*made()), durbin=False, effects=effects, lee_yu=lee_yu)
    found = estimated(sample, process)
    p, n = len(found.b), len(sample.W)
    P = np.eye(n) - (1 / n if sample.inner else 0)
    A0 = np.linalg.inv(np.eye(n) - found.c * sample.W)
    truth = sample.X @ found.b

    def expected(parameters):
        b, c, sigma2 = parameters[:p], parameters[p], parameters[-1]
        A = np.eye(n) - c * sample.W
        gap = (truth - sample.X @ b) @ A.T if process == "error" else truth @ (A @ A0).T - sample.X @ b
        gap = gap - (gap.mean(axis=1, keepdims=True) if sample.period else 0)
        noise = sample.length * float(((P @ A @ A0 @ P) ** 2).sum()) * found.sigma2
        squares = float((gap**2).sum()) + noise
        return -sample.size / 2 * math.log(sigma2) + sample.log_determinant(c) - squares / (2 * sigma2)

    at = np.r_[found.b, found.c, found.sigma2]
    numbers = -hessian(expected, at, 1e-3 * np.r_[np.ones(p + 1), found.sigma2])
    told = information(sample, process, found.b, found.c, found.sigma2)
    scale = np.sqrt(np.outer(np.diag(told), np.diag(told)))
    assert np.abs((numbers - told) / scale).max() < CURVED


def test_standard_errors_are_near_those_of_the_curvature_of_the_likelihood_itself():
    """Observed and expected information differ by chance alone, little of 60 units and 20 periods."""
    sample = sampled(stacked(*made(60, 20)), durbin=True, effects="both")
    found = estimated(sample, "lag")

    def value(parameters):
        b, c, sigma2 = parameters[:-2], parameters[-2], parameters[-1]
        e = sample.y - c * sample.Wy - sample.X @ b
        return -sample.size / 2 * math.log(sigma2) + sample.log_determinant(c) - float((e**2).sum()) / (2 * sigma2)

    at = np.r_[found.b, found.c, found.sigma2]
    observed = np.linalg.inv(-hessian(value, at, 1e-4 * np.r_[np.ones(len(at) - 1), found.sigma2]))
    expected = np.linalg.inv(information(sample, "lag", found.b, found.c, found.sigma2))
    assert np.sqrt(np.diag(observed) / np.diag(expected)) == pytest.approx(np.ones(len(at)), abs=0.03)


def test_random_effects_are_those_of_the_covariance_written_out():
    stack = stacked(*made(n=10, T=4))
    found = random_effects(stack, durbin=False)
    T, n = stack.y.shape
    M, X = stack.weights.matrix, np.column_stack([np.ones(n * T), stack.x.reshape(n * T, -1)])

    def value(parameters):
        """Of b, c, sigma2, sigma2 + T sigma2_unit."""
        b, c, within, between = parameters[:3], *parameters[3:]
        J = np.full((T, T), 1 / T)
        V = np.kron(within * (np.eye(T) - J) + between * J, np.eye(n))
        A = np.kron(np.eye(T), np.eye(n) - c * M)
        e = A @ stack.y.ravel() - X @ b
        signs = np.linalg.slogdet(A)[1] - np.linalg.slogdet(V)[1] / 2
        return signs - float(e @ np.linalg.solve(V, e)) / 2 - n * T / 2 * math.log(2 * math.pi)

    at = np.r_[found.b, found.spatial_rho, found.sigma2, found.sigma2 / found.share**2]
    assert value(at) == pytest.approx(found.log_likelihood)
    for i in range(len(at)):
        step = np.zeros(len(at))
        step[i] = 1e-4 * max(abs(at[i]), 0.1)
        curve = (value(at + step) - 2 * value(at) + value(at - step)) / step[i] ** 2
        slope = (value(at + step) - value(at - step)) / (2 * step[i])
        assert abs(slope) < 1e-5 * abs(curve)  # a maximum in each
        assert curve < 0


def test_information_of_random_effects_is_the_curvature_of_the_expected_likelihood():
    stack = stacked(*made(n=10, T=4))
    random = random_effects(stack, durbin=False)
    sample = sampled(stack, durbin=False, effects="unit", share=random.share)
    found = estimated(sample, "lag")
    T, n = stack.y.shape
    J = np.full((T, T), 1 / T)
    big, X = np.kron(np.eye(T), stack.weights.matrix), np.column_stack([np.ones(n * T), stack.x.reshape(n * T, -1)])
    within0, between0 = found.sigma2, found.sigma2 / random.share**2

    def spread(within, between):
        return np.kron(within * (np.eye(T) - J) + between * J, np.eye(n))

    A0 = np.linalg.inv(np.eye(n * T) - random.spatial_rho * big)

    def expected(parameters):
        b, c, within, between = parameters[:3], *parameters[3:]
        A, V = np.eye(n * T) - c * big, spread(within, between)
        gap, moved = A @ A0 @ X @ random.b - X @ b, A @ A0
        noise = np.trace(np.linalg.solve(V, moved @ spread(within0, between0) @ moved.T))
        return np.linalg.slogdet(A)[1] - np.linalg.slogdet(V)[1] / 2 - (gap @ np.linalg.solve(V, gap) + noise) / 2

    at = np.r_[random.b, random.spatial_rho, within0, between0]
    numbers = -hessian(expected, at, 1e-3 * np.maximum(np.abs(at), 0.1))
    told = _information(sample, found)
    scale = np.sqrt(np.outer(np.diag(told), np.diag(told)))
    assert np.abs((numbers - told) / scale).max() < CURVED


def test_the_transformation_takes_the_bias_of_two_way_effects_away():
    """200 panels of 31 provinces and 10 years, spatial_rho 0.4, sigma2 1; of 1,000: 0.346, 0.390, 0.396."""
    units = farrell.load("china-health").panel.units
    weights = farrell.contiguity(units)
    W = weights.row_standardised().matrix
    random = np.random.default_rng(0)
    inverse = np.linalg.inv(np.eye(31) - 0.4 * W)
    found = {"none": [], "bias": [], "transformation": []}
    for _ in range(200):
        x = random.normal(size=(10, 31))
        fixed = random.normal(size=31) + random.normal(size=(10, 1))
        y = (x + fixed + random.normal(size=(10, 31))) @ inverse.T
        stack = stacked(named(y, units), {"x": named(x, units)}, weights)
        for lee_yu, rows in found.items():
            one = farrell.spacetime.panels.model.fitted(stack, "sar", "both", lee_yu)
            rows.append([one.spatial_rho, one.sigma2])
    rho, sigma2 = np.array([np.mean(rows, axis=0) for rows in found.values()]).T
    assert rho[0] < 0.36  # with dummies, short by more than 0.04
    assert rho[1:] == pytest.approx([0.4, 0.4], abs=0.02)
    assert sigma2[0] < 0.9
    assert sigma2[1:] == pytest.approx([1.0, 1.0], abs=0.05)


def test_an_exact_law_is_found_again():
    y, x, W = made(sd=1e-6)
    found = farrell.spatial_panel(y, x, W)
    assert found.spatial_rho == pytest.approx(0.4, abs=1e-5)
    assert found.coefficients["estimate"].tolist()[:4] == pytest.approx([1, 2, -1, 0], abs=1e-5)
    assert found.r2 == pytest.approx(1.0)
    assert found.r2_correlation == pytest.approx(1.0)


def test_the_interval_ends_at_real_eigenvalues():
    ring = Weights(("a", "b", "c"), np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0.0]]), "ring")
    stack = stacked(
        {t: {"a": t, "b": 2.0 * t, "c": t**2} for t in (1, 2, 3, 4)},
        {"x": {t: {"a": 1, "b": t, "c": 4.0 / t} for t in (1, 2, 3, 4)}},
        ring,
    )
    assert sampled(stack, durbin=False, effects="none").bounds == pytest.approx((-1.0, 1.0))
    square = Weights(tuple("abcd"), np.array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0.0]]), "square")
    grid = {t: {u: float(t * i + i**2) for i, u in enumerate("abcd")} for t in (1, 2, 3, 4)}
    other = {t: {u: float((t + i) ** 2 % 7) for i, u in enumerate("abcd")} for t in (1, 2, 3, 4)}
    assert sampled(stacked(grid, {"x": other}, square), durbin=False, effects="unit").bounds == pytest.approx(
        (-1.0, 1.0)
    )


def test_a_likelihood_without_a_peak_is_refused():
    sample = sampled(stacked(*made()), durbin=False, effects="unit")
    blind = replace(sample, eigenvalues=np.zeros(12, dtype=complex), Wy=sample.y / 2)  # y - c y / 2 is least at 2
    with pytest.raises(OptionError) as caught:
        estimated(blind, "lag")
    assert caught.value.code == "panel-boundary"
