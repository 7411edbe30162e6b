"""What a variable does to its own unit, to the others, and in all: direct, indirect and total effects."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from scipy import stats

from farrell.errors import OptionError
from farrell.spacetime.places import Floats

KINDS = ("direct", "indirect", "total")


@dataclass(frozen=True, slots=True)
class Multiplied:
    """Means of (I - c W)^-1 and of its products with W, of which all effects are made.

    Attributes
    ----------
    own, near : (3,) direct, indirect and total of (I - c W)^-1 and of (I - c W)^-1 W
    own_slope, near_slope : (3,) their derivatives by c
    """

    own: Floats
    near: Floats
    own_slope: Floats
    near_slope: Floats


def multiplied(W: Floats, c: float) -> Multiplied:
    """The effects of one unit of b alone and of its neighbours' coefficient alone."""
    A = np.asarray(np.linalg.inv(np.eye(len(W)) - c * W), dtype=np.float64)
    AW = A @ W
    return Multiplied(_means(A), _means(AW), _means(AW @ A), _means(AW @ AW))


def _means(S: Floats) -> Floats:
    """(3,) mean of the diagonal, of what else stands in a row, and of the rows' sums."""
    direct, total = float(np.trace(S)) / len(S), float(S.sum()) / len(S)
    return np.array([direct, total - direct, total])


def effects_table(
    W: Floats, names: tuple[str, ...], b: Floats, near: Floats, c: float, variance: Floats, lag: bool, durbin: bool
) -> Any:
    """Effects with standard errors by the delta method.

    Parameters
    ----------
    b, near : (k,) coefficients of variables and of their neighbours' means (zero where these are not in)
    variance : of (b, near if durbin, c if lag)
    """
    m = multiplied(W, c)
    k = len(b)
    rows = []
    for j, name in enumerate(names):
        values = b[j] * m.own + near[j] * m.near
        gradient = np.zeros((3, len(variance)))
        gradient[:, j] = m.own
        if durbin:
            gradient[:, k + j] = m.near
        if lag:
            gradient[:, -1] = b[j] * m.own_slope + near[j] * m.near_slope
        rows.append((name, values, np.sqrt(np.einsum("ij,jk,ik->i", gradient, variance, gradient))))
    return _table(rows)


def simulated_table(
    W: Floats,
    names: tuple[str, ...],
    b: Floats,
    near: Floats,
    c: float,
    variance: Floats,
    lag: bool,
    durbin: bool,
    bounds: tuple[float, float],
    draws: int,
    seed: int,
) -> Any:
    """The same effects with the standard deviations of draws of the parameters; those beyond the bounds drawn again.

    Raises
    ------
    OptionError
        code ``panel-draws``
    """
    if isinstance(draws, bool) or not isinstance(draws, Integral) or draws < 2:
        raise OptionError("panel-draws", value=repr(draws))
    random, k = np.random.default_rng(seed), len(b)
    at = np.concatenate([b, *([near] if durbin else []), *([[c]] if lag else [])])
    taken = np.zeros((0, len(at)))
    while len(taken) < draws:
        more = random.multivariate_normal(at, variance, size=int(draws), method="eigh")
        inside = (more[:, -1] > bounds[0]) & (more[:, -1] < bounds[1]) if lag else np.ones(len(more), dtype=bool)
        taken = np.concatenate([taken, more[inside]])[: int(draws)]
    simulated = np.empty((int(draws), k, 3))
    for i, draw in enumerate(taken):
        m = multiplied(W, float(draw[-1]) if lag else 0.0)
        simulated[i] = np.outer(draw[:k], m.own) + (np.outer(draw[k : 2 * k], m.near) if durbin else 0.0)
    m = multiplied(W, c)
    spread = simulated.std(axis=0, ddof=1)
    return _table([(name, b[j] * m.own + near[j] * m.near, spread[j]) for j, name in enumerate(names)])


def _table(rows: list[tuple[str, Floats, Floats]]) -> Any:
    """name, then value, se, z and p of each kind; z and p are NaN of an effect that is 0 by the model."""
    import pandas as pd

    out = []
    for name, values, se in rows:
        record: dict[str, Any] = {"name": name}
        for kind, value, spread in zip(KINDS, values.tolist(), se.tolist(), strict=True):
            fixed = spread <= 1e-14 * max(float(np.abs(values).max()), 1e-300)
            z = np.nan if fixed else value / spread
            record |= {kind: value, f"{kind}_se": spread, f"{kind}_z": z, f"{kind}_p": 2 * stats.norm.sf(abs(z))}
        out.append(record)
    return pd.DataFrame(out)
