"""Hot and cold spots over time: the trend of Gi* at each unit, and what kind of spot it is."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.local import LEVEL, getis_ord
from farrell.spacetime.places import Floats
from farrell.spacetime.weights import weights_of

MOST = 0.9
"""Share of the periods that a lasting spot is significant in."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A Mann-Kendall test.

    Attributes
    ----------
    s : concordant less discordant pairs
    sd : of s without a trend, ties allowed for
    z, p : (s -+ 1) / sd, two-sided by the normal distribution
    tau : s over the number of pairs
    """

    s: int
    sd: float
    z: float
    p: float
    tau: float


def mann_kendall(values: ArrayLike) -> Trend:
    """Does a series rise or fall? The Mann-Kendall test, with a correction for continuity and for ties.

    s = sum_{i<j} sign(x_j - x_i),   var s = ( n (n-1)(2n+5) - sum_ties u (u-1)(2u+5) ) / 18

    Parameters
    ----------
    values : (n,) in order of time, three or more; NaN is left out

    Raises
    ------
    OptionError
        code ``values-few``

    Notes
    -----
    Source: Mann 1945, DOI 10.2307/1907187; Kendall 1975, Rank Correlation Methods. With ten years a trend must be
    strong to show.

    Examples
    --------
    >>> from farrell.spacetime import mann_kendall
    >>> mann_kendall([1, 2, 3, 5, 4]).s
    8
    """
    x = np.asarray(values, dtype=np.float64).ravel()
    x = x[np.isfinite(x)]
    n = len(x)
    if n < 3:
        raise OptionError("values-few", n=n, least=3)
    s = int(np.sign(x[None, :] - x[:, None])[np.triu_indices(n, 1)].sum())
    _, ties = np.unique(x, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    sd = math.sqrt(variance)
    z = (s - np.sign(s)) / sd if sd > 0 else 0.0
    return Trend(s, sd, float(z), 2 * float(stats.norm.sf(abs(z))), 2 * s / (n * (n - 1)))


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Spots over time.

    Attributes
    ----------
    units, periods : (n,), (T,)
    scores : (n, T) Gi* of every unit in every period, NaN without a value
    significant : (n, T) 1 hot, -1 cold, 0 neither
    trends : of every unit's scores; None with fewer than three
    patterns : of every unit: new, consecutive, intensifying, persistent, diminishing, sporadic, oscillating or
        historical, with hot or cold; or none
    """

    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    scores: Floats
    significant: Floats
    trends: tuple[Trend | None, ...]
    patterns: tuple[str, ...]

    def to_frame(self) -> Any:
        """One row a unit: pattern, trend (z, p), periods that are hot, cold."""
        import pandas as pd

        return pd.DataFrame(
            {
                "unit": self.units,
                "pattern": self.patterns,
                "z": [t.z if t else math.nan for t in self.trends],
                "p": [t.p if t else math.nan for t in self.trends],
                "hot": (self.significant > 0).sum(axis=1),
                "cold": (self.significant < 0).sum(axis=1),
            }
        )

    def __repr__(self) -> str:
        found = sum(pattern != "none" for pattern in self.patterns)
        return f"HotSpots: {len(self.units)} units, {len(self.periods)} periods, {found} with a pattern"


def emerging_hot_spots(
    values: Mapping[Hashable, Mapping[str, float]], weights: Any, *, level: float = LEVEL
) -> HotSpots:
    """What kind of hot or cold spot each unit is over time: its Gi* by period, and the Mann-Kendall trend of these.

    Parameters
    ----------
    values : period -> unit -> value, in order of time, three periods or more
    weights : as in :func:`farrell.getis_ord`, of all units
    level : of significance, of Gi* (two-sided, normal) and of the trend

    Returns
    -------
    HotSpots

    Notes
    -----
    A pattern is told where the last period is significant, or at least once one was::

        new            the last period alone
        consecutive    the last periods without a break, none before, fewer than 90 % of all
        intensifying   90 % of the periods with the last, the trend away from zero
        persistent     90 % of the periods with the last, no trend
        diminishing    90 % of the periods with the last, the trend towards zero
        oscillating    the last, and once the opposite before
        sporadic       the last, on and off before, never the opposite
        historical     90 % of the periods, not the last

    as the tool of that name in ArcGIS has them, but for its space-time window: neighbours here are of the same period.
    Many tests are made (units times periods), without correction: read patterns as a description.
    """
    if len(values) < 3:
        raise OptionError("markov-periods", n=len(values))
    if not (isinstance(level, float) and 0 < level < 1):
        raise OptionError("level", value=repr(level))
    units = tuple(dict.fromkeys(unit for one in values.values() for unit in one))
    W = weights_of(weights, units)
    scores = np.full((len(units), len(values)), np.nan)
    at = {unit: i for i, unit in enumerate(units)}
    for t, one in enumerate(values.values()):
        found = getis_ord(dict(one), W, permutations=1)
        scores[[at[unit] for unit in found.units], t] = found.statistic
    limit = stats.norm.isf(level / 2)
    sign = np.where(scores >= limit, 1.0, np.where(scores <= -limit, -1.0, 0.0))
    trends = tuple(mann_kendall(row) if np.isfinite(row).sum() > 2 else None for row in scores)
    patterns = tuple(_pattern(row, trend, level) for row, trend in zip(sign.tolist(), trends, strict=True))
    return HotSpots(units, tuple(values), frozen(scores), frozen(sign), trends, patterns)


def _pattern(signs: Sequence[float], trend: Trend | None, level: float) -> str:
    """The kind of one unit's spots."""
    last = signs[-1]
    side = last or (1.0 if signs.count(1.0) >= signs.count(-1.0) else -1.0)
    share, name = signs.count(side) / len(signs), "hot" if side > 0 else "cold"
    if not last:
        return f"historical {name}" if share >= MOST else "none"
    run = next((i for i, sign in enumerate(reversed(signs)) if sign != side), len(signs))
    if share >= MOST:
        if trend is None or trend.p > level:
            return f"persistent {name}"
        return f"intensifying {name}" if np.sign(trend.z) == side else f"diminishing {name}"
    if run == signs.count(side) and -side not in signs:
        return f"new {name}" if run == 1 else f"consecutive {name}"
    return f"oscillating {name}" if -side in signs else f"sporadic {name}"
