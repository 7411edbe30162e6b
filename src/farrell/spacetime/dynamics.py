"""How a distribution evolves: where units of each level go (stochastic kernel), and how their ranks change."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from scipy import stats

from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.density import silverman
from farrell.spacetime.places import Floats

ByPeriod = Mapping[Hashable, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class StochasticKernel:
    """The density of a later value given an earlier one.

    Attributes
    ----------
    now, later : (g,) grids of the earlier and of the later value
    conditional : (g, g) f(later | now), a row for each earlier value; each row integrates to 1 over ``later`` but for
        what lies beyond the grid. NaN where hardly any unit was
    marginal : (g,) f(now)
    bandwidths : of the earlier and of the later value
    lag : periods between them
    n : pairs
    """

    now: Floats
    later: Floats
    conditional: Floats
    marginal: Floats
    bandwidths: tuple[float, float]
    lag: int
    n: int

    def mode(self) -> Floats:
        """(g,) the most likely later value of each earlier one; NaN where there is none."""
        known = np.isfinite(self.conditional).all(axis=1)
        out = np.full(len(self.now), np.nan)
        out[known] = self.later[np.argmax(self.conditional[known], axis=1)]
        return out


def stochastic_kernel(
    values: ByPeriod,
    *,
    lag: int = 1,
    points: int = 81,
    upper: float | None = None,
    bandwidths: tuple[float, float] | None = None,
) -> StochasticKernel:
    """Conditional density of values ``lag`` periods later, by a product of Gaussian kernels.

    f(y | x) = f(x, y) / f(x),    f(x, y) = 1 / (n h k) sum_i K((x - x_i) / h) K((y - y_i) / k)

    Mass along the diagonal: units stay; flat across: all go to one level (convergence); two ridges: clubs.

    Parameters
    ----------
    values : period -> unit -> value, in order of time
    lag : periods between the two values
    points : of each grid, from three bandwidths below the least to three above the greatest, or to ``upper``
    upper : a bound that mass is reflected at, 1 for scores
    bandwidths : of x and y; Silverman's rule by default, as :func:`farrell.spacetime.density`

    Raises
    ------
    OptionError
        codes ``markov-periods``, ``kernel-lag``, ``values-few``, ``values-constant``, ``above-bound``

    Notes
    -----
    Source: Quah 1997, DOI 10.1023/A:1009781613339; Hyndman, Bashtannyk & Grunwald 1996,
    DOI 10.1080/10618600.1996.10474715.
    """
    periods = list(values)
    if len(periods) < 2:
        raise OptionError("markov-periods", n=len(periods))
    if isinstance(lag, bool) or not isinstance(lag, Integral) or not 1 <= lag < len(periods):
        raise OptionError("kernel-lag", value=repr(lag), most=len(periods) - 1)
    pairs = np.array(
        [
            (values[a][unit], values[b][unit])
            for a, b in zip(periods[: -int(lag)], periods[int(lag) :], strict=True)
            for unit in values[a]
            if unit in values[b]
        ],
        dtype=np.float64,
    ).reshape(-1, 2)
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    if len(pairs) < 3:
        raise OptionError("values-few", n=len(pairs), least=3)
    if upper is not None and (pairs > upper + 1e-9).any():
        raise OptionError("above-bound", value=float(pairs.max()), bound=upper)
    h, k = bandwidths or (silverman(pairs[:, 0]), silverman(pairs[:, 1]))
    if not (h > 0 and k > 0):
        raise OptionError("values-constant")
    now, later = (_grid(column, width, upper, points) for column, width in zip(pairs.T, (h, k), strict=True))
    across, along = _kernels(now, pairs[:, 0], h, upper), _kernels(later, pairs[:, 1], k, upper)
    marginal = across.mean(axis=1)
    there = marginal > 1e-6 * marginal.max()
    conditional = np.full((len(now), len(later)), np.nan)
    conditional[there] = (across[there] @ along.T) / len(pairs) / marginal[there, None]
    return StochasticKernel(
        frozen(now), frozen(later), frozen(conditional), frozen(marginal), (float(h), float(k)), int(lag), len(pairs)
    )


def _grid(values: Floats, width: float, upper: float | None, points: int) -> Floats:
    top = float(values.max()) + 3 * width if upper is None else upper
    return np.linspace(float(values.min()) - 3 * width, top, points)


def _kernels(grid: Floats, values: Floats, width: float, upper: float | None) -> Floats:
    """(g, n) kernels at the grid, those mirrored at the bound added."""
    out = stats.norm.pdf((grid[:, None] - values) / width) / width
    if upper is not None:
        out = out + stats.norm.pdf((grid[:, None] - (2 * upper - values)) / width) / width
    return np.asarray(out)


@dataclass(frozen=True, slots=True)
class RankMobility:
    """How ranks change between two periods.

    Attributes
    ----------
    spearman, kendall : rank correlations of the two periods, Kendall's tau-b
    mean_change : mean absolute change of rank
    share_changed : share of units whose rank changed
    n : units in both periods
    """

    spearman: float
    kendall: float
    mean_change: float
    share_changed: float
    n: int


def rank_mobility(first: Mapping[str, float], last: Mapping[str, float]) -> RankMobility:
    """How far units keep their places between two periods; equal values share the middle of their ranks.

    Parameters
    ----------
    first, last : unit -> value of either period; units with both count

    Raises
    ------
    OptionError
        codes ``values-few``, ``values-constant``
    """
    both = [unit for unit in first if unit in last]
    pairs = np.array([(first[unit], last[unit]) for unit in both], dtype=np.float64).reshape(-1, 2)
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    if len(pairs) < 3:
        raise OptionError("values-few", n=len(pairs), least=3)
    if (np.ptp(pairs, axis=0) == 0).any():
        raise OptionError("values-constant")
    a, b = (stats.rankdata(-np.round(column, 8)) for column in pairs.T)
    change = np.abs(a - b)
    return RankMobility(
        float(stats.pearsonr(a, b).statistic), float(stats.kendalltau(a, b).statistic), float(change.mean()),
        float((change > 0).mean()), len(pairs),
    )  # fmt: skip
