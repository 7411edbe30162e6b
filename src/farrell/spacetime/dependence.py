"""Are near units alike? Global Moran, Geary, and two-variable forms, by formula and by permutation."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from farrell import show
from farrell.errors import OptionError
from farrell.spacetime.places import Floats
from farrell.spacetime.weights import Weights, units_of, weights_of

SAME = 1e-12
"""Sums this close (relative) are one: they differ by rounding alone."""
PERMUTATIONS = 999
SEED = 0
FEWEST = 4
"""Units that the moments of the statistics need."""
Given = Mapping[str, float] | ArrayLike


@dataclass(frozen=True, slots=True)
class Situation:
    """Values with the weights of the units that have one.

    Attributes
    ----------
    weights : of the known units
    values : (n,) or (n, 2)
    left_out : units without a value
    """

    weights: Weights
    values: Floats
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dependence:
    """A global statistic of spatial dependence.

    Attributes
    ----------
    name : moran, geary, bivariate-moran, lee
    statistic, expected, sd : the statistic, and its mean and standard deviation under the null hypothesis that values
        are placed at random (randomisation; of two-variable statistics those of the permutations)
    z, p : standardised; two-sided, by the normal distribution; NaN where nothing varies (all are neighbours of all)
    p_permutation : share of permutations at least as far on the same side, (c + 1) / (m + 1): one-sided
    permutations, seed : of the permutations
    n : units with a value
    left_out : units without one
    weights : name of the weights
    """

    name: str
    statistic: float
    expected: float
    sd: float
    z: float
    p: float
    p_permutation: float
    permutations: int
    seed: int
    n: int
    left_out: tuple[str, ...]
    weights: str

    def row(self) -> dict[str, Any]:
        """What a table shows."""
        names = ("statistic", "expected", "sd", "z", "p", "p_permutation", "n")
        return {name: getattr(self, name) for name in names}

    def summary(self) -> str:
        row = self.row()
        head = f"{self.name}, {self.weights} weights, {self.n} units, {self.permutations} permutations"
        return "\n".join([head, show.text_table(list(row), [list(row.values())], digits=4)])

    def __repr__(self) -> str:
        return f"Dependence: {self.name} {self.statistic:.4f}, z {self.z:.2f}, p {self.p:.4f} (n = {self.n})"


def situated(values: Given, weights: Any, units: Sequence[str] | None, *more: Given) -> Situation:
    """Values and weights of the units that have all values.

    Parameters
    ----------
    values, more : unit -> value, or (n,) in the order of the units of the weights
    weights : anything :func:`farrell.spacetime.weights_of` takes
    units : names of the values where the weights have none of their own (an array)

    Raises
    ------
    OptionError
        codes ``weights-missing``, ``weights-empty`` (no two of the units are neighbours), ``values-length``,
        ``values-few``, ``values-constant``
    """
    names = _names(values, weights, units)
    W = weights_of(weights, names)
    columns = np.column_stack([_aligned(one, names) for one in (values, *more)])
    known = np.asarray(np.isfinite(columns).all(axis=1))
    kept = tuple(unit for unit, is_known in zip(names, known.tolist(), strict=True) if is_known)
    if len(kept) < FEWEST:
        raise OptionError("values-few", n=len(kept), least=FEWEST)
    part = W.of(kept)
    if not part.matrix.any():
        raise OptionError("weights-empty")
    found = columns[known]
    if (np.ptp(found, axis=0) <= 1e-12 * np.abs(found).max(axis=0)).any():
        raise OptionError("values-constant")
    left_out = tuple(unit for unit in names if unit not in kept)
    return Situation(part, found if more else found[:, 0], left_out)


def _names(values: Given, weights: Any, units: Sequence[str] | None) -> tuple[str, ...]:
    if units is not None:
        return tuple(units)
    named = units_of(weights)
    if named is not None:
        return named
    if isinstance(values, Mapping):
        return tuple(values)
    raise OptionError("units-needed")


def _aligned(values: Given, names: tuple[str, ...]) -> Floats:
    """(n,) values in the order of names; NaN where a mapping has none."""
    if isinstance(values, Mapping):
        unknown = [str(unit) for unit in values if unit not in names]
        if unknown:
            raise OptionError("weights-missing", units=unknown)
        return np.array([values.get(unit, np.nan) for unit in names], dtype=np.float64)
    found = np.asarray(values, dtype=np.float64)
    if found.shape != (len(names),):
        raise OptionError("values-length", given=f"{found.shape}", expected=len(names))
    return found


def permuted(n: int, permutations: int, seed: int) -> NDArray[np.int64]:
    """(m, n) random orders, the same for the same seed."""
    if isinstance(permutations, bool) or not isinstance(permutations, Integral) or permutations < 1:
        raise OptionError("permutations", value=repr(permutations))
    return np.random.default_rng(seed).permuted(np.tile(np.arange(n), (permutations, 1)), axis=1)


def pseudo_p(statistic: Any, simulated: Floats) -> Any:
    """(c + 1) / (m + 1), c permutations (axis 0) at least as far out, on the side where they are fewer."""
    near = SAME * np.maximum(np.abs(simulated).max(axis=0), np.abs(statistic))
    above, below = (simulated >= statistic - near).sum(axis=0), (simulated <= statistic + near).sum(axis=0)
    return (np.minimum(above, below) + 1) / (len(simulated) + 1)


def moran(
    values: Given,
    weights: Any,
    *,
    units: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Dependence:
    """Moran's I: do near units have like values?

    I = n / S0  *  sum_ij w_ij z_i z_j / sum_i z_i^2,    z = x - mean, S0 = sum_ij w_ij

    Above its expectation -1 / (n - 1): like values are near each other; below: unlike ones.

    Parameters
    ----------
    values : unit -> value, or (n,) in the order of the weights' units; NaN is left out and named
    weights : :class:`farrell.spacetime.Weights` or anything :func:`farrell.spacetime.weights_of` takes; taken with rows
        that sum to 1, on a copy
    units : names of the values, where neither is labelled
    permutations, seed : of the pseudo p-value

    Returns
    -------
    Dependence

    Raises
    ------
    OptionError
        fewer than four units with a value, or one value for all

    Notes
    -----
    Source: Moran 1950, DOI 10.2307/2332142; variance under randomisation: Cliff & Ord 1981, Spatial Processes, p. 46.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2023])
    >>> scores = dict(zip(panel.units, farrell.dea(panel, rts="crs").te))
    >>> found = farrell.moran(scores, farrell.contiguity(panel.units))
    >>> found.n
    31
    """
    s = situated(values, weights, units)
    W = s.weights.row_standardised().matrix
    z = s.values - s.values.mean()
    n, S0 = len(z), W.sum()

    def statistic(z: Floats) -> Floats:
        return np.asarray(n / S0 * (z * (z @ W.T)).sum(axis=-1) / (z**2).sum(axis=-1))

    expected = -1.0 / (n - 1)
    S1, S2 = _moments(W)
    b2 = n * (z**4).sum() / (z**2).sum() ** 2
    square = n * ((n**2 - 3 * n + 3) * S1 - n * S2 + 3 * S0**2) - b2 * ((n**2 - n) * S1 - 2 * n * S2 + 6 * S0**2)
    variance = square / ((n - 1) * (n - 2) * (n - 3) * S0**2) - expected**2
    return _found("moran", s, statistic, z, expected, variance, permutations, seed)


def geary(
    values: Given,
    weights: Any,
    *,
    units: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Dependence:
    """Geary's c: squared differences of neighbours beside those of all: 1 by chance, below 1 where near ones are alike.

    c = (n - 1) / (2 S0)  *  sum_ij w_ij (x_i - x_j)^2 / sum_i z_i^2

    Parameters
    ----------
    values, weights, units, permutations, seed : as in :func:`farrell.moran`

    Notes
    -----
    Source: Geary 1954, DOI 10.2307/2986645; variance under randomisation: Cliff & Ord 1981, p. 46.
    """
    s = situated(values, weights, units)
    W = s.weights.row_standardised().matrix
    z = s.values - s.values.mean()
    n, S0 = len(z), W.sum()
    rows, columns = W.sum(axis=1), W.sum(axis=0)

    def statistic(z: Floats) -> Floats:
        apart = (z**2) @ (rows + columns) - 2 * (z * (z @ W.T)).sum(axis=-1)
        return np.asarray((n - 1) / (2 * S0) * apart / (z**2).sum(axis=-1))

    S1, S2 = _moments(W)
    k = n * (z**4).sum() / (z**2).sum() ** 2
    first = (n - 1) * S1 * (n**2 - 3 * n + 3 - (n - 1) * k)
    second = 0.25 * (n - 1) * S2 * (n**2 + 3 * n - 6 - (n**2 - n + 2) * k)
    third = S0**2 * (n**2 - 3 - (n - 1) ** 2 * k)
    variance = (first - second + third) / (n * (n - 2) * (n - 3) * S0**2)
    return _found("geary", s, statistic, z, 1.0, variance, permutations, seed)


def bivariate_moran(
    x: Given,
    y: Given,
    weights: Any,
    *,
    units: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Dependence:
    """Bivariate Moran: is x of a unit like y of its neighbours?

    I_xy = sum_i zx_i sum_j w_ij zy_j / (n - 1),    z standardised with n - 1

    Parameters
    ----------
    x, y : as ``values`` of :func:`farrell.moran`; y is permuted
    weights, units, permutations, seed : as in :func:`farrell.moran`

    Notes
    -----
    It mixes the correlation of x and y in place with that in space; :func:`farrell.lee` does, too, but smooths both.
    Source: Wartenberg 1985, DOI 10.1111/j.1538-4632.1985.tb00849.x; this form: Anselin, Syabri & Smirnov 2002.
    """
    s = situated(x, weights, units, y)
    W = s.weights.row_standardised().matrix
    zx, zy = _standardised(s.values, ddof=1).T
    n = len(zx)

    def statistic(zy: Floats) -> Floats:
        return np.asarray((zx * (zy @ W.T)).sum(axis=-1) / (n - 1))

    return _simulated("bivariate-moran", s, statistic, zy, permutations, seed)


def lee(
    x: Given,
    y: Given,
    weights: Any,
    *,
    units: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Dependence:
    """Lee's L: the correlation of two spatially smoothed variables.

    L = n / sum_i (sum_j w_ij)^2  *  sum_i (sum_j w_ij zx_j) (sum_j w_ij zy_j) / sqrt(sum zx^2 sum zy^2)

    Parameters
    ----------
    x, y : as ``values`` of :func:`farrell.moran`; the places of pairs are permuted
    weights, units, permutations, seed : as in :func:`farrell.moran`

    Notes
    -----
    Source: Lee 2001, DOI 10.1007/s101090100064.
    """
    s = situated(x, weights, units, y)
    W = s.weights.row_standardised().matrix
    z = s.values - s.values.mean(axis=0)
    n = len(z)
    scale = n / (W.sum(axis=1) ** 2).sum() / math.sqrt((z[:, 0] ** 2).sum() * (z[:, 1] ** 2).sum())
    observed = scale * float((W @ z[:, 0]) @ (W @ z[:, 1]))
    orders = permuted(n, permutations, seed)
    simulated = scale * ((z[:, 0][orders] @ W.T) * (z[:, 1][orders] @ W.T)).sum(axis=1)
    return _of_simulations("lee", s, observed, simulated, permutations, seed)


def _standardised(values: Floats, ddof: int) -> Floats:
    out: Floats = (values - values.mean(axis=0)) / values.std(axis=0, ddof=ddof)
    return out


def _moments(W: Floats) -> tuple[float, float]:
    """S1 and S2 of Cliff & Ord."""
    return float(0.5 * ((W + W.T) ** 2).sum()), float(((W.sum(axis=1) + W.sum(axis=0)) ** 2).sum())


def _found(
    name: str,
    s: Situation,
    statistic: Callable[[Floats], Floats],
    z: Floats,
    expected: float,
    variance: float,
    permutations: int,
    seed: int,
) -> Dependence:
    """The statistic with its moments under randomisation."""
    observed = float(statistic(z))
    sd = math.sqrt(variance) if variance > SAME * expected**2 else 0.0
    simulated = statistic(z[permuted(len(z), permutations, seed)])
    score = (observed - expected) / sd if sd else math.nan
    return Dependence(
        name, observed, expected, sd, score, 2 * float(stats.norm.sf(abs(score))),
        float(pseudo_p(observed, simulated)), permutations, seed, len(z), s.left_out, s.weights.name,
    )  # fmt: skip


def _simulated(
    name: str, s: Situation, statistic: Callable[[Floats], Floats], z: Floats, permutations: int, seed: int
) -> Dependence:
    simulated = statistic(z[permuted(len(z), permutations, seed)])
    return _of_simulations(name, s, float(statistic(z)), simulated, permutations, seed)


def _of_simulations(
    name: str, s: Situation, observed: float, simulated: Floats, permutations: int, seed: int
) -> Dependence:
    """The statistic with the moments of its permutations."""
    expected, sd = float(simulated.mean()), float(simulated.std(ddof=1)) if permutations > 1 else 0.0
    score = (observed - expected) / sd if sd else math.nan
    return Dependence(
        name, observed, expected, sd, score, 2 * float(stats.norm.sf(abs(score))),
        float(pseudo_p(observed, simulated)), permutations, seed, len(s.values), s.left_out, s.weights.name,
    )  # fmt: skip
