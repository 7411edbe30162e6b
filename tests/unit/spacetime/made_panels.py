"""Panels made for tests of spatial regressions."""

from __future__ import annotations

import numpy as np

import farrell


def made(n=12, T=5, k=2, rho=0.4, lam=0.0, nearest=3, seed=3, sd=0.5):
    """A panel with effects of units and periods, and weights that are not symmetric."""
    random = np.random.default_rng(seed)
    names = tuple(f"u{i}" for i in range(n))
    places = {u: tuple(p) for u, p in zip(names, random.uniform(0, 1, (n, 2)).tolist(), strict=True)}
    weights = farrell.nearest_neighbours(names, nearest, points=places, plane=True)
    W = weights.row_standardised().matrix
    x = random.normal(size=(T, n, k))
    near = W @ x
    fixed = random.normal(size=n) + random.normal(size=(T, 1))
    u = np.linalg.solve(np.eye(n) - lam * W, sd * random.normal(size=(n, T))).T
    y = np.linalg.solve(np.eye(n) - rho * W, (x @ np.arange(1, k + 1) - near[..., 0] + fixed + u).T).T
    return named(y, names), {f"x{j}": named(x[..., j], names) for j in range(k)}, weights


def named(grid, names):
    return {2001 + t: dict(zip(names, row, strict=True)) for t, row in enumerate(grid.tolist())}
