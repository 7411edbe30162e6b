"""Widths of kernels by named rules, and the local-linear regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farrell.dea.frontier import Floats, Ints
from farrell.inference.density import NORMAL_IQR

EPANECHNIKOV = 2.34
"""(40 sqrt(pi))^(1/5): the normal reference rule's factor for Epanechnikov's kernel on [-1, 1]."""
WIDTHS = 30
"""Widths that cross-validation compares."""


def reference_rule(z: Floats) -> float:
    """Epanechnikov's normal reference width: 2.34 min(s, IQR / 1.349) n^(-1/5)."""
    low, high = np.quantile(z, [0.25, 0.75])
    spread = min(float(z.std(ddof=1)), float(high - low) / NORMAL_IQR) or float(z.std(ddof=1))
    return float(EPANECHNIKOV * spread * len(z) ** -0.2)


def nearest_neighbours(z: Floats, units: Ints) -> Floats:
    """(n,) the distance from each value to its k-th neighbour, k by cross-validation.

    k maximises the mean log of the density of each value by the rows of other units, Epanechnikov's kernel with the
    distance to the k-th of the others for width. In a cross-section that is the leave-one-out density of Daraio & Simar
    2005; a unit's other periods are much like the row left out, and would have every row compared with its own unit
    only. Where k neighbours have the same value, the width is that to the next other one.

    Parameters
    ----------
    units : (n,) whose row each is
    """
    n = len(z)
    other = units[:, None] != units
    away = np.abs(z[:, None] - z)
    others = np.sort(away + np.where(np.eye(n, dtype=bool), np.inf, 0.0), axis=1)[:, : n - 1]
    best, chosen = -np.inf, n - 1
    for k in _counts(n):
        width = _width(others, int(k))
        u = away / width[:, None]
        kernel = np.where((u <= 1) & other, 0.75 * (1 - u**2), 0.0)
        density = kernel.sum(axis=1) / (np.maximum(other.sum(axis=1), 1) * width)
        score = float(np.log(np.maximum(density, np.finfo(float).tiny)).mean())
        if score > best:
            best, chosen = score, int(k)
    return _width(others, chosen)


def _counts(n: int) -> Ints:
    """The numbers of neighbours that are compared: 3 % to 60 % of the others, at least 2."""
    return np.unique(np.linspace(max(2, 0.03 * n), max(3, 0.6 * n), 2 * WIDTHS).round().astype(np.int64).clip(2, n - 1))


def _width(others: Floats, k: int) -> Floats:
    """(n,) the distance to the k-th of the others, a little more, so that it has weight; never 0."""
    width = others[:, k - 1]
    more = np.where(others > 0, others, np.inf).min(axis=1)
    return np.asarray(np.where(width > 0, width, more) * (1 + 1e-6))


def local_linear(z: Floats, y: Floats, at: Floats, width: float) -> Floats:
    """(K,) local-linear regression of y on z with a Gaussian kernel (Fan & Gijbels 1996)."""
    return np.asarray(_weights(z, at, width) @ y)


def smoothing(z: Floats, y: Floats, units: Ints) -> float:
    """The width of a local-linear regression, by cross-validation of squared errors, one unit left out at a time.

    Parameters
    ----------
    units : (n,) whose row each is; with the other periods of a row's unit left in, any width would do between units
    """
    spread = float(z.std(ddof=1))
    best, chosen = np.inf, spread
    other = units[:, None] != units
    for width in np.geomspace(0.05, 3.0, WIDTHS) * spread:
        hat = _weights(z, z, float(width), other)
        if not np.allclose(hat.sum(axis=1), 1.0):
            continue
        error = float(((y - hat @ y) ** 2).mean())
        if error < best:
            best, chosen = error, float(width)
    return chosen


def _weights(z: Floats, at: Floats, width: float, counted: NDArray[np.bool_] | None = None) -> Floats:
    """(K, n) what each y counts in the fit at each place, of those that are counted there."""
    away = z - at[:, None]
    kernel = np.exp(-0.5 * (away / width) ** 2) * (1.0 if counted is None else counted)
    s0, s1, s2 = (np.sum(kernel * away**p, axis=1, keepdims=True) for p in range(3))
    return np.asarray(kernel * (s2 - s1 * away) / np.maximum(s0 * s2 - s1**2, np.finfo(float).tiny))
