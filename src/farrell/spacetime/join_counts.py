"""Do units that have something touch? Join counts of a yes-or-no variable, by permutation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell.errors import OptionError
from farrell.spacetime.dependence import PERMUTATIONS, SEED, Given, permuted, situated


@dataclass(frozen=True, slots=True)
class JoinCounts:
    """Joins of a yes-or-no variable.

    Attributes
    ----------
    bb, ww, bw : joins of two units that have it, of two that do not, of one that does with one that does not
    expected : of the permutations, by the same names
    p_permutation : share of permutations with at least as many such joins, (c + 1) / (m + 1)
    permutations, seed, n, weights : as in :class:`farrell.spacetime.Dependence`
    """

    bb: float
    ww: float
    bw: float
    expected: Mapping[str, float]
    p_permutation: Mapping[str, float]
    permutations: int
    seed: int
    n: int
    left_out: tuple[str, ...]
    weights: str


def join_counts(
    values: Given,
    weights: Any,
    *,
    units: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> JoinCounts:
    """Joins of a yes-or-no variable, such as being efficient: do units that have it touch?

    bb = 1/2 sum_ij w_ij y_i y_j,   ww = 1/2 sum_ij w_ij (1 - y_i)(1 - y_j),   bw = S0 / 2 - bb - ww

    Parameters
    ----------
    values : of 0 and 1, as in :func:`farrell.moran`
    weights : taken as binary
    units, permutations, seed : as in :func:`farrell.moran`

    Raises
    ------
    OptionError
        code ``values-binary``: another value than 0 and 1

    Notes
    -----
    Source: Cliff & Ord 1981, Spatial Processes, chapter 1.
    """
    s = situated(values, weights, units)
    if not np.isin(s.values, (0.0, 1.0)).all():
        raise OptionError("values-binary")
    W = s.weights.binary().matrix
    orders = np.vstack([np.arange(len(s.values)), permuted(len(s.values), permutations, seed)])
    y = s.values[orders]
    bb, ww = 0.5 * (y * (y @ W.T)).sum(axis=1), 0.5 * ((1 - y) * ((1 - y) @ W.T)).sum(axis=1)
    all_of = {"bb": bb, "ww": ww, "bw": W.sum() / 2 - bb - ww}
    p = {name: (int((v[1:] >= v[0]).sum()) + 1) / (permutations + 1) for name, v in all_of.items()}
    expected = {name: float(v[1:].mean()) for name, v in all_of.items()}
    own = {name: float(v[0]) for name, v in all_of.items()}
    return JoinCounts(
        **own, expected=expected, p_permutation=p, permutations=permutations, seed=seed, n=len(s.values),
        left_out=s.left_out, weights=s.weights.name,
    )  # fmt: skip
