"""Indicators with a direction: matched by unit and period, standardised, and weighted by entropy."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.observations import Column, Key, matched
from farrell.spacetime.places import Floats

Direction = Literal["+", "-"]
Directions = Direction | Mapping[str, Direction]
Weighting = Literal["entropy", "equal"] | Mapping[str, float]
Span = Literal["pooled", "period"]
SPANS: tuple[Span, ...] = ("pooled", "period")
SAME = 1e-12
"""Values this close (relative to the span of an indicator) are one."""


@dataclass(frozen=True, slots=True)
class Indicators:
    """A table of indicators.

    Attributes
    ----------
    names : (m,)
    signs : (m,) 1 where more is better, -1 where less is
    units, periods : (N,) of every row, sorted by unit and then in order of time; the period is ``all`` without
        periods
    values : (N, m)
    left_out : (unit, period) without some indicator
    """

    names: tuple[str, ...]
    signs: Floats
    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    values: Floats
    left_out: tuple[Key, ...]

    def of(self, names: Sequence[str]) -> Indicators:
        """Some of the indicators."""
        at = [self.names.index(name) for name in names]
        return replace(self, names=tuple(names), signs=self.signs[at], values=self.values[:, at])

    def parts(self, by: Span) -> list[tuple[Hashable, NDArray[np.int64]]]:
        """All rows as one part, or the rows of each period, with its name."""
        if by not in SPANS:
            raise OptionError.choice("by", by, SPANS)
        if by == "pooled":
            return [("all", np.arange(len(self.units)))]
        order = dict.fromkeys(self.periods)
        return [(p, np.array([i for i, one in enumerate(self.periods) if one == p])) for p in order]

    def standard(self, rows: NDArray[np.int64]) -> Floats:
        """(k, m) from 0, the worst of the rows, to 1, the best.

        Raises
        ------
        OptionError
            code ``indicators-constant``
        """
        part = self.values[rows]
        low, span = part.min(axis=0), np.ptp(part, axis=0)
        flat = span <= SAME * np.maximum(np.abs(part).max(axis=0), 1e-300)
        if flat.any():
            raise OptionError("indicators-constant", names=[self.names[j] for j in np.nonzero(flat)[0]])
        z = (part - low) / span
        out: Floats = np.where(self.signs > 0, z, 1 - z)
        return out

    def weights(self, given: Weighting, rows: NDArray[np.int64]) -> Floats:
        """(m,) weights of the indicators that sum to 1."""
        if isinstance(given, Mapping):
            return self._own(given)
        if given == "equal":
            return np.full(len(self.names), 1 / len(self.names))
        if given != "entropy":
            raise OptionError.choice("weights", given, ("entropy", "equal", "{name: weight}"))
        divergence = 1 - entropy_of(self.standard(rows))
        return np.asarray(divergence / divergence.sum())

    def _own(self, given: Mapping[str, float]) -> Floats:
        wrong = [name for name in self.names if name not in given] + [name for name in given if name not in self.names]
        if wrong:
            raise OptionError("indicators-weights", names=wrong)
        bad = [n for n in self.names if not (isinstance(given[n], Real) and 0 <= given[n] < math.inf)]
        total = 0.0 if bad else float(sum(given[name] for name in self.names))
        if bad or total <= 0:
            raise OptionError("indicators-weights", names=bad or list(self.names))
        return np.array([given[name] / total for name in self.names])


def indicators_of(given: Mapping[str, Column], directions: Directions, *, least: int) -> Indicators:
    """Indicators matched by unit and period.

    Raises
    ------
    OptionError
        codes ``indicators-none``, ``indicators-direction``, ``drivers-mixed``, ``drivers-value``, ``values-few``
    """
    if not given:
        raise OptionError("indicators-none")
    names = tuple(given)
    signs = np.array([_sign(name, directions) for name in names])
    unknown = [] if isinstance(directions, str) else [name for name in directions if name not in given]
    if unknown:
        raise OptionError.choice("directions", unknown[0], names)
    rows = matched(list(given.values()), least=least)
    values = np.column_stack([rows.column(name, i) for i, name in enumerate(names)])
    units, periods = zip(*rows.keys, strict=True)
    named = tuple("all" if period is None else period for period in periods)
    return Indicators(names, frozen(signs), units, named, frozen(values), rows.left_out)


def _sign(name: str, directions: Directions) -> float:
    direction = directions if isinstance(directions, str) else directions.get(name)
    if direction is None:
        raise OptionError("indicators-direction", name=name)
    if direction not in ("+", "-"):
        raise OptionError.choice(f"directions[{name!r}]", direction, ("+", "-"))
    return 1.0 if direction == "+" else -1.0


def entropy_of(standard: Floats) -> Floats:
    """(m,) -sum_i p_i log p_i / log N of the shares p of each column, 0 log 0 being 0."""
    shares = standard / standard.sum(axis=0)
    positive = np.where(shares > 0, shares, 1.0)
    out: Floats = -(shares * np.log(positive)).sum(axis=0) / math.log(len(standard))
    return out


def entropy_weights(indicators: Mapping[str, Column], directions: Directions) -> Any:
    """Weights of indicators by entropy: the more unevenly an indicator is spread, the more it weighs.

    p_ij = z_ij / sum_i z_ij,   e_j = -sum_i p_ij log p_ij / log N,   w_j = (1 - e_j) / sum_k (1 - e_k)

    with z from 0, the worst of all unit-periods, to 1, the best.

    Parameters
    ----------
    indicators : name -> unit -> value, or name -> period -> unit -> value
    directions : ``"+"`` (more is better) or ``"-"``, of all or name -> direction

    Returns
    -------
    DataFrame
        indicator, direction, entropy, divergence (1 - entropy), weight

    Raises
    ------
    OptionError
        codes ``indicators-none``, ``indicators-direction``, ``indicators-constant``, ``drivers-mixed``,
        ``drivers-value``, ``values-few``

    Notes
    -----
    Standardised over all unit-periods given, so that years compare; a zero adds nothing (zeros are not shifted). A
    weight says how unequal an indicator is, not how much it matters; a skewed one can take most of the weight. Source:
    Shannon 1948, DOI 10.1002/j.1538-7305.1948.tb01338.x; as weights: Zeleny 1982, Multiple Criteria Decision Making.

    Examples
    --------
    >>> import farrell
    >>> beds = {"a": 1.0, "b": 2.0, "c": 3.0}
    >>> deaths = {"a": 5.0, "b": 9.0, "c": 1.0}
    >>> found = farrell.entropy_weights({"beds": beds, "deaths": deaths}, {"beds": "+", "deaths": "-"})
    >>> found["weight"].round(4).tolist()
    [0.5, 0.5]
    """
    import pandas as pd

    table = indicators_of(indicators, directions, least=3)
    rows = np.arange(len(table.units))
    entropy = entropy_of(table.standard(rows))
    return pd.DataFrame(
        {
            "indicator": table.names,
            "direction": ["+" if sign > 0 else "-" for sign in table.signs],
            "entropy": entropy,
            "divergence": 1 - entropy,
            "weight": table.weights("entropy", rows),
        }
    )


def ranked(scores: Floats, periods: Sequence[Hashable]) -> list[int]:
    """Places within each period, 1 the greatest; scores equal within rounding share the better place."""
    out = np.zeros(len(scores), dtype=np.int64)
    for period in dict.fromkeys(periods):
        here = np.array([one == period for one in periods])
        out[here] = stats.rankdata(-np.round(scores[here], 12), method="min")
    return [int(place) for place in out]
