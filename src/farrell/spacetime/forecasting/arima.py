"""ARIMA models of short series by exact maximum likelihood, from the covariances of the series."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
from scipy import linalg, optimize

from farrell.spacetime.forecasting.fits import Fit, aicc, best_of, normal_width
from farrell.spacetime.places import Floats

SHORT = 20
"""With fewer periods a model has one parameter beside its constant, and is differenced once at most."""
STATIONARY = 0.463
"""Of the KPSS statistic about a level, 5 %."""
EDGE = 0.99
"""Partial autocorrelations beyond this are at the edge of what is stationary."""
NEAR = 1e-9
"""How near a single coefficient is found."""
STARTS = (-0.5, 0.0, 0.5)
"""Where the search begins: likelihoods of short series can have two hills."""
Order = tuple[int, int, int]


def arima(y: Floats, horizon: int, level: float) -> Fit:
    """Differenced until the KPSS test does not reject a level, then the best order by AICc.

    Orders: p + q <= 1 of fewer than 20 periods, p + q <= 2 of more; with and without a constant.
    """
    short = len(y) < SHORT
    d = differences(y, 1 if short else 2)
    most = 1 if short else 2
    orders = [(p, d, q) for p, q in product(range(most + 1), repeat=2) if p + q <= most]
    constants = (True, False) if d < 2 else (False,)
    return best_of([arima_of(y, horizon, level, order, constant) for order, constant in product(orders, constants)])


def differences(y: Floats, most: int) -> int:
    """How many differences the KPSS test asks for, at 5 % with 3 sqrt(n) / 13 lags."""
    for d in range(most):
        z = np.diff(y, d)
        if np.ptp(z) <= 1e-9 * np.abs(y).max() or kpss(z, int(3 * math.sqrt(len(z)) / 13)) < STATIONARY:
            return d
    return most


def kpss(z: Floats, lags: int) -> float:
    """The KPSS statistic about a level: sum_t S_t^2 / (n^2 s^2), s^2 the long-run variance with Bartlett's weights.

    Source: Kwiatkowski, Phillips, Schmidt & Shin 1992, DOI 10.1016/0304-4076(92)90104-Y.
    """
    n, e = len(z), z - z.mean()
    s2 = (e @ e + 2 * sum((1 - k / (lags + 1)) * float(e[k:] @ e[:-k]) for k in range(1, lags + 1))) / n
    return float((np.cumsum(e) ** 2).sum() / (n**2 * s2))


def arima_of(y: Floats, horizon: int, level: float, order: Order, constant: bool) -> Fit:
    """One order. The variance of the forecast is over n less the number of coefficients.

    Of z, y differenced d times, the likelihood is that of N(c, sigma^2 R), R the autocovariances of the ARMA process;
    c and sigma^2 follow from R. The next values are the conditional ones.
    """
    p, d, q = order
    scale = float(y.std())
    z = np.diff(y / scale, d)
    m, k = len(z), p + q + constant
    partial, deviance, settled = _searched(z, p, q, constant)
    c, variance, _ = _profile(z, partial, p, constant)
    R = linalg.toeplitz(_covariances(partial, p, m + horizon))
    weight = np.linalg.solve(R[:m, :m], R[:m, m:]).T
    point = c + weight @ (z - c)
    free = m / (m - k) if m > k else math.nan
    covariance = variance * free * (R[m:, m:] - weight @ R[:m, m:])
    for back in range(d - 1, -1, -1):
        point = np.diff(y / scale, back)[-1] + np.cumsum(point)
        covariance = covariance.cumsum(axis=0).cumsum(axis=1)
    wide = normal_width(level) * scale * np.sqrt(np.diag(covariance))
    ar, ma = _coefficients(partial, p)
    about = {f"ar{i}": float(v) for i, v in enumerate(ar, 1)} | {f"ma{i}": float(v) for i, v in enumerate(ma, 1)}
    about |= {"constant": scale * c} if constant else {}
    about["sigma"] = scale * math.sqrt(variance * free)
    name = f"ARIMA({p},{d},{q})" + (" with constant" if constant else "")
    centre = scale * point
    return Fit(centre, centre - wide, centre + wide, name, about, settled, aicc(deviance, k + 1, m))


def _searched(z: Floats, p: int, q: int, constant: bool) -> tuple[Floats, float, bool]:
    """Partial autocorrelations (p + q,) of the highest likelihood, its deviance, and whether the search ended there."""
    if p + q == 0:
        none = np.zeros(0)
        return none, _profile(z, none, 0, constant)[2], True
    if p + q == 1:
        ends = np.linspace(-EDGE, EDGE, len(STARTS) + 1)
        tried = [
            optimize.minimize_scalar(
                lambda r: _profile(z, np.array([r]), p, constant)[2], bounds=pair, options={"xatol": NEAR}
            )
            for pair in pairwise(ends)
        ]
        least = min(tried, key=lambda one: one.fun)
        return np.array([least.x]), float(least.fun), bool(least.success)
    found = [
        optimize.minimize(
            lambda x: _profile(z, x, p, constant)[2], start, method="L-BFGS-B", bounds=[(-EDGE, EDGE)] * (p + q)
        )
        for start in (np.full(p + q, first) for first in STARTS)
    ]
    best = min(found, key=lambda one: one.fun)
    return best.x, float(best.fun), bool(best.success)


def _profile(z: Floats, partial: Floats, p: int, constant: bool) -> tuple[float, float, float]:
    """Constant, variance and deviance (-2 log L) that go with partial autocorrelations."""
    m = len(z)
    root = np.linalg.cholesky(linalg.toeplitz(_covariances(partial, p, m)))
    both = np.linalg.solve(root, np.column_stack([z, np.ones(m)]))
    c = float(both[:, 1] @ both[:, 0] / (both[:, 1] @ both[:, 1])) if constant else 0.0
    e = both[:, 0] - c * both[:, 1]
    variance = max(float(e @ e) / m, 1e-300)
    return c, variance, m * (math.log(2 * math.pi * variance) + 1) + 2 * float(np.log(np.diag(root)).sum())


def _covariances(partial: Floats, p: int, n: int) -> Floats:
    """(n,) autocovariances of the process with innovations of variance 1; of one coefficient in closed form."""
    if len(partial) == 1:
        r, out = float(partial[0]), np.zeros(n)
        out[:2] = [1 + r * r, -r][:n]
        return r ** np.arange(n, dtype=np.float64) / (1 - r * r) if p else out
    from statsmodels.tsa.arima_process import arma_acovf

    ar, ma = _coefficients(partial, p)
    found: Floats = arma_acovf(np.concatenate([[1.0], -ar]), np.concatenate([[1.0], ma]), nobs=n)
    return found


def _coefficients(partial: Floats, p: int) -> tuple[Floats, Floats]:
    """Coefficients of a stationary, invertible process, from the partial autocorrelations of its two sides."""
    return _levinson(partial[:p]), -_levinson(partial[p:])


def _levinson(partial: Floats) -> Floats:
    out = np.zeros(0)
    for r in partial:
        out = np.append(out - r * out[::-1], r)
    return out
