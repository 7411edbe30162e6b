"""Where are near units alike? Local Moran and Getis-Ord by conditional permutation, corrected for many tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from farrell.data.panel import frozen
from farrell.spacetime.dependence import PERMUTATIONS, SAME, SEED, Given, permuted, pseudo_p, situated
from farrell.spacetime.places import Floats
from farrell.spacetime.weights import Weights

Quad = Literal["HH", "LH", "LL", "HL"]
LEVEL = 0.05
"""Level of significance of maps and sentences."""


@dataclass(frozen=True, slots=True)
class LocalDependence:
    """A local statistic of every unit.

    Attributes
    ----------
    name : local-moran or getis-ord
    units : (n,) with a value
    values, lags : (n,) of each unit, and the mean of its neighbours (of Getis-Ord with itself); NaN without one
    statistic : (n,) local Moran I_i; Gi* as its z-value
    p : (n,) two-sided: of local Moran twice ``p_permutation``, at most 1; of Gi* by the normal distribution
    p_permutation : (n,) by conditional permutation, (c + 1) / (m + 1), one-sided on whichever side the unit lies, as
        GeoDa and esda print it: of units that mean nothing a tenth are at most 0.05
    p_fdr : (n,) twice ``p_permutation`` corrected by Benjamini & Hochberg over the units with a neighbour: of units
        below a level at most that share is false
    kind : (n,) quadrant HH, LH, LL, HL of local Moran; hot or cold of Gi*; empty without a neighbour
    """

    name: str
    units: tuple[str, ...]
    values: Floats
    lags: Floats
    statistic: Floats
    p: Floats
    p_permutation: Floats
    p_fdr: Floats
    kind: NDArray[np.str_]
    permutations: int
    seed: int
    left_out: tuple[str, ...]
    weights: str

    def significant(self, level: float = LEVEL, *, corrected: bool = True) -> dict[str, str]:
        """unit -> kind of those below a level by the two-sided p, corrected for many tests by default."""
        chosen = (self.p_fdr if corrected else self.p) <= level
        return {unit: str(kind) for unit, kind, is_in in zip(self.units, self.kind, chosen, strict=True) if is_in}

    def to_frame(self) -> Any:
        """One row a unit: value, lag, statistic, p, p_permutation, p_fdr, kind."""
        import pandas as pd

        names = ("values", "lags", "statistic", "p", "p_permutation", "p_fdr")
        columns: Mapping[str, Any] = {
            n.removesuffix("s") if n in ("values", "lags") else n: getattr(self, n) for n in names
        }
        return pd.DataFrame({"unit": self.units, **columns, "kind": self.kind})

    def __repr__(self) -> str:
        plain, corrected = len(self.significant(corrected=False)), len(self.significant())
        return (
            f"LocalDependence: {self.name}, {len(self.units)} units, {plain} p <= {LEVEL}, {corrected} after correction"
        )


def local_moran(
    values: Given,
    weights: Any,
    *,
    units: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> LocalDependence:
    """Local Moran: which units lie among their like (HH, LL), which among their unlike (HL, LH)?

    I_i = (n - 1) z_i sum_j w_ij z_j / sum_k z_k^2,    z = x - mean

    Parameters
    ----------
    values, weights, units, seed : as in :func:`farrell.moran`
    permutations : for each unit the others are placed at random about it, it staying where it is

    Returns
    -------
    LocalDependence

    Notes
    -----
    The smallest p is 1 / (permutations + 1), so that a correction over n units needs permutations well above
    n / level, doubled as two-sided. Units without a neighbour have statistic 0 and p 1. Source: Anselin 1995,
    DOI 10.1111/j.1538-4632.1995.tb00338.x, with n - 1 as esda and GeoDa have it; Benjamini & Hochberg 1995,
    DOI 10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2023])
    >>> scores = dict(zip(panel.units, farrell.dea(panel, rts="crs").te))
    >>> found = farrell.local_moran(scores, farrell.contiguity(panel.units))
    >>> set(found.kind) <= {"HH", "LH", "LL", "HL"}
    True
    """
    s = situated(values, weights, units)
    W = s.weights.row_standardised().matrix
    z = s.values - s.values.mean()
    scale = (len(z) - 1) / (z**2).sum()
    observed = scale * z * (W @ z)
    simulated = _conditional(W, z, lambda i, sums: scale * z[i] * sums, permutations, seed)
    alone = W.sum(axis=1) == 0
    p, both, fdr = _tested(pseudo_p(observed, simulated), alone)
    high, high_around = z > 0, W @ z > 0
    kind = np.where(high, np.where(high_around, "HH", "HL"), np.where(high_around, "LH", "LL"))
    kind, lags = np.where(alone, "", kind), np.where(alone, np.nan, W @ s.values)
    return LocalDependence(
        "local-moran", s.weights.units, frozen(s.values), frozen(lags), frozen(observed), frozen(both),
        frozen(p), frozen(fdr), frozen(kind), permutations, seed, s.left_out, s.weights.name,
    )  # fmt: skip


def getis_ord(
    values: Given,
    weights: Any,
    *,
    units: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> LocalDependence:
    """Getis-Ord Gi*: where do high values gather (hot), where low ones (cold)? Each unit counts among its neighbours.

    Gi* = (sum_j w_ij x_j - W_i mean) / ( sd sqrt( (n sum_j w_ij^2 - W_i^2) / (n - 1) ) ),    w_ii = 1 before rows are
    made to sum to 1, sd with n

    Parameters
    ----------
    values, weights, units, permutations, seed : as in :func:`farrell.local_moran`; weights are taken as binary. Units
        without a neighbour have statistic 0 and p 1

    Notes
    -----
    Source: Getis & Ord 1992, DOI 10.1111/j.1538-4632.1992.tb00261.x; Ord & Getis 1995,
    DOI 10.1111/j.1538-4632.1995.tb00912.x.
    """
    s = situated(values, weights, units)
    n, x = len(s.values), s.values
    W = with_self(s.weights)
    total, squares = W.sum(axis=1), (W**2).sum(axis=1)
    sd = x.std()
    room = n * squares - total**2  # none for a unit that is near all others
    spread = sd * np.sqrt(np.where(room > SAME * n, room, 0.0) / (n - 1))

    def scored(sums: Floats, i: Any) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(spread[i] > 0, (sums - total[i] * x.mean()) / spread[i], 0.0))

    own = np.diag(W)
    others = W - np.diag(own)
    alone = others.sum(axis=1) == 0
    observed = np.where(alone, 0.0, scored(W @ x, slice(None)))
    simulated = _conditional(others, x, lambda i, sums: scored(sums + own[i] * x[i], i), permutations, seed)
    p_permutation, _, fdr = _tested(pseudo_p(observed, simulated), alone)
    p = 2 * stats.norm.sf(np.abs(observed))
    kind = np.where(alone, "", np.where(observed > 0, "hot", "cold"))
    return LocalDependence(
        "getis-ord", s.weights.units, frozen(x), frozen(W @ x), frozen(observed), frozen(p), frozen(p_permutation),
        frozen(fdr), frozen(kind), permutations, seed, s.left_out,
        s.weights.name,
    )  # fmt: skip


def with_self(weights: Weights) -> Floats:
    """(n, n) binary weights with each unit among its own neighbours, rows summing to 1."""
    matrix = weights.binary().matrix + np.eye(len(weights.units))
    out: Floats = matrix / matrix.sum(axis=1, keepdims=True)
    return out


def _conditional(
    W: Floats, x: Floats, statistic: Callable[[int, Floats], Floats], permutations: int, seed: int
) -> Floats:
    """(m, n) statistics with the values of the others placed at random about each unit.

    One set of random orders of n - 1 serves all units.
    """
    n = len(x)
    orders = permuted(n - 1, permutations, seed)
    out = np.zeros((permutations, n))
    for i in range(n):
        weights = W[i, W[i] > 0]
        others = np.delete(x, i)
        out[:, i] = statistic(i, others[orders[:, : len(weights)]] @ weights)
    return out


def _tested(p: Floats, alone: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """One-sided p, two-sided p, and these corrected for many tests; 1 of units without a neighbour, which are no
    tests."""
    one = np.where(alone, 1.0, p)
    both = np.minimum(2 * one, 1.0)
    fdr = np.ones_like(both)
    fdr[~alone] = stats.false_discovery_control(both[~alone])
    return one, both, fdr
