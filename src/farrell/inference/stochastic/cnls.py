"""Convex nonparametric least squares: the increasing concave (or convex) function nearest to the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize

from farrell.errors import SolveError
from farrell.inference.stochastic.design import Floats, Ints

CnlsRts = Literal["vrs", "crs"]

KAPPA = 1e3
"""How firmly a step holds the slopes to those of the step before; one over the square root of the proximal weight."""
NEAREST = 3
"""Neighbours of each unit whose hyperplanes bind it from the start, and violated ones added to it in a round."""
FEASIBLE = 1e-8
"""A hyperplane may pass the wrong side of a fitted point by this share of the standard deviation of y."""
OPTIMAL = 1e-6
"""Largest breach of the optimality conditions, in standard deviations of y, that is let pass."""
ROUNDS = 200
SETTLED = 1e-9
"""A Gauss-Newton step, or a proximal one, that changes no fitted value by more than this share."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted function at the data, and its tangents.

    Attributes
    ----------
    fitted : (n,) g(x_i)
    slopes : (n, m) of a tangent at each point, not negative; only the fitted values are unique
    pairs : (p, 2) i, j: the tangent at i was held to the right side of the point j
    multipliers : (p,) of those, not negative
    residual : largest breach of the optimality conditions, in standard deviations of y
    """

    fitted: Floats
    slopes: Floats
    pairs: Ints
    multipliers: Floats
    residual: float


def cnls(
    y: Floats, X: Floats, *, concave: bool, rts: CnlsRts, weights: Floats | None = None, pairs: Ints | None = None
) -> Fit:
    """Minimise sum w_i (y_i - g_i)^2 over increasing concave (production) or convex (cost) functions.

    ::

        g_i + b_i (x_j - x_i) >= g_j for all i, j,  b_i >= 0   (concave; <= where convex),   under crs g_i = b_i x_i

    (Kuosmanen 2008, DOI 10.1111/j.1368-423X.2008.00239.x). Constraints are added as they are violated (Lee, Johnson,
    Moreno-Centeno & Kuosmanen 2013, DOI 10.1016/j.ejor.2012.11.054). Each program is solved by its dual, a non-negative
    least squares problem once a term |b - b_before|^2 / kappa^2 makes the slopes unique; the term vanishes as the steps
    are repeated.

    Raises
    ------
    SolveError
        code ``unsolved``: the optimality conditions do not hold in the end
    """
    n, m = X.shape
    w = np.ones(n) if weights is None else np.sqrt(weights / weights.mean())
    unit_x, unit_y = X.mean(axis=0), float(y.std()) or 1.0
    base = float(y.mean()) if rts == "vrs" else 0.0
    x, t = X / unit_x, (y - base) / unit_y
    chosen = _neighbours(x) if pairs is None else pairs
    slopes, before = np.zeros((n, m)), np.full(n, np.inf)
    for _ in range(ROUNDS):
        g, new_slopes, multipliers = _step(t, w, x, slopes, chosen, rts, concave)
        short = _shortfall(g, new_slopes, x, concave)
        drift = float(np.abs(new_slopes - slopes).max()) / KAPPA**2
        settled = float(np.abs(g - before).max()) < SETTLED
        slopes, before = new_slopes, g
        more = _violated(short, chosen)
        if len(more):
            chosen, slopes = np.concatenate([chosen, more]), np.zeros((n, m))
        elif settled:
            breach = max(float(-short.min()), drift)
            if breach > OPTIMAL:
                break
            return Fit(base + unit_y * g, slopes * unit_y / unit_x, chosen, multipliers, breach)
    raise SolveError("unsolved", count=1)


def _neighbours(x: Floats) -> Ints:
    """(n NEAREST, 2) each unit and its nearest others."""
    far = ((x[:, None] - x[None]) ** 2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    near = np.argsort(far, axis=1, kind="stable")[:, : min(NEAREST, len(x) - 1)]
    return np.column_stack([np.repeat(np.arange(len(x)), near.shape[1]), near.ravel()])


def _step(
    t: Floats, w: Floats, x: Floats, slopes: Floats, pairs: Ints, rts: CnlsRts, concave: bool
) -> tuple[Floats, Floats, Floats]:
    """min sum w^2 (t - g)^2 + |b - slopes|^2 / kappa^2 under the pairs' constraints and b >= 0, by its dual.

    With z the variables, D the Hessian = L L' and C z >= 0: L' z = L^-1 c + L^-1 C' l at the l >= 0 that makes it
    shortest. Under crs z = b, as g_i = b_i x_i; under vrs z = (g, b).
    """
    n, m = x.shape
    i, j = pairs.T
    k = np.arange(len(pairs))
    C = np.zeros((len(pairs), n, m))
    C[k, i] = x[j] - (x[i] if rts == "vrs" else 0.0)
    if rts == "crs":
        C[k, j] -= x[j]
    C = C.reshape(len(pairs), n * m) * (1.0 if concave else -1.0)
    size = n * m
    if rts == "vrs":
        G = np.zeros((len(pairs), n))
        G[k, i], G[k, j] = (1.0, -1.0) if concave else (-1.0, 1.0)
        C = np.vstack([np.hstack([G, C]), np.hstack([np.zeros((size, n)), np.eye(size)])])
        root = np.r_[w, np.full(size, 1 / KAPPA)]
        target, M = root * np.r_[t, slopes.ravel()], -(C / root).T
        multipliers = _shortest(M, target)
        z = (target - M @ multipliers) / root
        return z[:n], np.maximum(z[n:].reshape(n, m), 0.0), multipliers[: len(pairs)]
    C = np.vstack([C, np.eye(size)])
    L = np.linalg.cholesky(w[:, None, None] ** 2 * x[:, :, None] * x[:, None, :] + np.eye(m) / KAPPA**2)
    c = (w**2 * t)[:, None] * x + slopes / KAPPA**2
    target = np.linalg.solve(L, c[:, :, None]).ravel()
    M = -np.linalg.solve(L, C.reshape(-1, n, m, 1).transpose(1, 2, 0, 3)[..., 0]).reshape(size, -1)
    multipliers = _shortest(M, target)
    rest = (target - M @ multipliers).reshape(n, m, 1)
    b = np.maximum(np.linalg.solve(L.transpose(0, 2, 1), rest)[:, :, 0], 0.0)
    return (b * x).sum(axis=1), b, multipliers[: len(pairs)]


def _shortest(M: Floats, target: Floats) -> Floats:
    """The multipliers l >= 0 that make target - M l shortest; columns are scaled to one length for its tolerances."""
    length = np.sqrt((M**2).sum(axis=0))
    found, _ = optimize.nnls(M / length, target, maxiter=100 * M.shape[1])
    return np.asarray(found / length)


def _shortfall(g: Floats, slopes: Floats, x: Floats, concave: bool) -> Floats:
    """(n, n) by how much the tangent at i lies on the right side of the point j; below 0 it does not."""
    at = g[:, None] + slopes @ x.T - (slopes * x).sum(axis=1)[:, None] - g[None]
    return np.asarray(at if concave else -at)


def _violated(short: Floats, chosen: Ints) -> Ints:
    """(p, 2) the most violated pairs of each unit that are not chosen yet."""
    short = short.copy()
    short[chosen[:, 0], chosen[:, 1]] = 0.0
    np.fill_diagonal(short, 0.0)
    worst = np.argsort(short, axis=1, kind="stable")[:, :NEAREST]
    i = np.repeat(np.arange(len(short)), worst.shape[1])
    pairs = np.column_stack([i, worst.ravel()])
    return pairs[short[pairs[:, 0], pairs[:, 1]] < -FEASIBLE]


def log_cnls(y: Floats, X: Floats, *, concave: bool, rts: CnlsRts) -> Fit:
    """Minimise sum (log y_i - log g_i)^2 over the same functions, g above 0.

    Gauss-Newton: each step is :func:`cnls` of g (1 + log y - log g) with weights 1 / g^2, halved until the sum falls.
    The sum is not convex in g, so what is found is a local minimum (Kuosmanen & Kortelainen 2012,
    DOI 10.1007/s11123-010-0201-3).
    """
    line = np.column_stack([np.full(len(y), float(rts == "vrs")), X])
    start, _ = optimize.nnls(line / line.max(axis=0, initial=1e-300), y)
    start = start / line.max(axis=0, initial=1e-300)
    g, slopes = line @ start, np.tile(start[1:], (len(y), 1))
    pairs, value = None, float(((np.log(y) - np.log(g)) ** 2).sum())
    for _ in range(ROUNDS):
        fit = cnls(g * (1 + np.log(y) - np.log(g)), X, concave=concave, rts=rts, weights=1 / g**2, pairs=pairs)
        pairs, step = fit.pairs, 1.0
        while step > 1e-12:
            trial = g + step * (fit.fitted - g)
            if (trial > 0).all() and ((np.log(y) - np.log(trial)) ** 2).sum() <= value:
                break
            step /= 2
        else:
            return Fit(g, slopes, fit.pairs, fit.multipliers, fit.residual)
        change = float(np.abs(trial / g - 1).max())
        g, slopes = trial, slopes + step * (fit.slopes - slopes)
        value = float(((np.log(y) - np.log(g)) ** 2).sum())
        if change < SETTLED:
            return Fit(g, slopes, fit.pairs, fit.multipliers, fit.residual)
    raise SolveError("unsolved", count=1)
