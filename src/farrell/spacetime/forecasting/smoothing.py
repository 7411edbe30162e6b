"""Exponential smoothing with additive errors, by maximum likelihood: a level, a trend, a damped trend."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from scipy import optimize

from farrell.spacetime.forecasting.fits import Fit, aicc, best_of, normal_width
from farrell.spacetime.places import Floats

INSIDE = (1e-4, 1 - 1e-4)
"""Of alpha, and of beta as a share of alpha."""
DAMPING = (0.80, 0.98)
"""Of the trend a period, as is usual: below it there is no trend to speak of, above it is not damped."""
TRIED = (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
REFINED = 3
"""Best points of the grid that a search begins from: likelihoods of short series have several hills."""
STEP = 1e-8
"""Of the differences that a search goes by."""
EXACT = 1e-20
"""A sum of squares below this, of a standardised series, is rounding."""


def damped(y: Floats, horizon: int, level: float) -> Fit:
    """A damped trend, ETS(A,Ad,N)."""
    return _smoothed(y, horizon, level, trend=True, falling=True)


def smoothing(y: Floats, horizon: int, level: float) -> Fit:
    """The best by AICc of a level, a trend and a damped trend."""
    kinds = ((False, False), (True, False), (True, True))
    return best_of([_smoothed(y, horizon, level, trend=trend, falling=falling) for trend, falling in kinds])


def _smoothed(y: Floats, horizon: int, level: float, *, trend: bool, falling: bool) -> Fit:
    """One kind::

        e_t = y_t - l_t-1 - phi b_t-1,   l_t = l_t-1 + phi b_t-1 + alpha e_t,   b_t = phi b_t-1 + beta e_t

    Errors are linear in the first states, which follow by least squares. sigma^2 is the sum of squared errors over n
    less the number of parameters and first states.
    """
    mean, scale, n = float(y.mean()), float(y.std()), len(y)
    z = (y - mean) / scale
    p, settled = _searched(z, trend, falling)
    alpha, beta, phi = _gains(p[None, :], trend, falling)[0].tolist()
    last, sse = (one[0] for one in _run(z, p[None, :], trend, falling))
    k = len(p) + 1 + trend
    sigma = scale * math.sqrt(float(sse) / (n - k)) if n > k else math.nan
    grown = np.cumsum(phi ** np.arange(1, horizon + 1))
    point = mean + scale * (last[0] + grown * last[1])
    spread = np.sqrt(1 + np.concatenate([[0.0], np.cumsum((alpha + beta * grown[:-1]) ** 2)]))
    wide = normal_width(level) * sigma * spread
    about = {"alpha": alpha} | ({"beta": beta} if trend else {}) | ({"damping": phi} if falling else {})
    return Fit(
        point, point - wide, point + wide, f"ETS(A,{'Ad' if falling else 'A' if trend else 'N'},N)",
        about | {"sigma": sigma}, settled, aicc(n * math.log(max(float(sse), EXACT) / n), k + 1, n),
    )  # fmt: skip


def _searched(z: Floats, trend: bool, falling: bool) -> tuple[Floats, bool]:
    """alpha, beta / alpha and phi with the lowest sum of squares: the best of a grid, refined."""
    bounds = [INSIDE] * (1 + trend) + [DAMPING] * falling
    grid = np.array(list(product(*[TRIED] * (1 + trend), *[np.linspace(*DAMPING, 4)] * falling)))
    order = np.argsort(_run(z, grid, trend, falling)[1], kind="stable")[:REFINED]

    def objective(p: Floats) -> tuple[float, Floats]:
        """The logarithm of the sum of squares, and its forward differences, all in one run."""
        value = np.log(np.maximum(_run(z, np.vstack([p, p + STEP * np.eye(len(p))]), trend, falling)[1], EXACT))
        return float(value[0]), (value[1:] - value[0]) / STEP

    found = [optimize.minimize(objective, grid[i], jac=True, method="L-BFGS-B", bounds=bounds) for i in order]
    best = min(found, key=lambda one: one.fun)
    return best.x, bool(best.success) or best.fun <= math.log(EXACT)


def _gains(p: Floats, trend: bool, falling: bool) -> Floats:
    """(g, 3) alpha, beta, phi of rows of search parameters; without a trend beta and phi are 0."""
    out = np.zeros((len(p), 3))
    out[:, 0] = p[:, 0]
    if trend:
        out[:, 1] = p[:, 0] * p[:, 1]
        out[:, 2] = p[:, 2] if falling else 1.0
    return out


def _run(z: Floats, p: Floats, trend: bool, falling: bool) -> tuple[Floats, Floats]:
    """(g, 2) last level and trend, and (g,) sums of squared errors, of a series with rows of search parameters.

    Columns of the states are what the series, the first level and the first trend contribute.
    """
    alpha, beta, phi = (one[:, None] for one in _gains(p, trend, falling).T)
    states = 1 + trend
    own = np.eye(1 + states)
    levels, slopes = np.tile(own[1], (len(p), 1)), np.tile(own[2] if trend else 0 * own[0], (len(p), 1))
    errors = np.empty((len(p), len(z), 1 + states))
    for t, value in enumerate(z):
        ahead = levels + phi * slopes
        errors[:, t] = value * own[0] - ahead
        levels = ahead + alpha * errors[:, t]
        slopes = phi * slopes + beta * errors[:, t]
    D, e = errors[:, :, 1:], errors[:, :, :1]
    first = -np.linalg.pinv(D) @ e
    sse: Floats = ((e + D @ first)[:, :, 0] ** 2).sum(axis=1)
    parts = np.concatenate([np.ones((len(p), 1)), first[:, :, 0]], axis=1)
    return np.column_stack([(levels * parts).sum(axis=1), (slopes * parts).sum(axis=1)]), sse
