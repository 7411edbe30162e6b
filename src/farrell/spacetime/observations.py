"""An outcome and its factors, matched by unit and period: one row for every unit-period that has all of them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.places import Floats

Column = Mapping[Any, Any]
"""unit -> value, or period -> unit -> value, in order of time."""
Key = tuple[str, Hashable]


@dataclass(frozen=True, slots=True)
class Observations:
    """Rows of units, sorted by name and then in order of time, that have an outcome and every factor.

    Attributes
    ----------
    units, periods : (N,) of every row; the period is None where there is one cross-section
    y : (N,)
    factors : name -> (N,) numbers, or labels
    left_out : (unit, period) without one of them
    """

    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    y: Floats
    factors: Mapping[str, NDArray[Any]]
    left_out: tuple[Key, ...]

    @property
    def blocks(self) -> tuple[int, int] | None:
        """How many units and periods, where every unit is observed in every period; None otherwise."""
        n, T = len(set(self.units)), len(set(self.periods))
        return (n, T) if n * T == len(self.units) else None


def observed(y: Column, factors: Mapping[str, Column], *, least: int) -> Observations:
    """An outcome and factors, matched by unit and period; a factor without periods holds in all of them.

    Raises
    ------
    OptionError
        codes ``drivers-none``, ``drivers-mixed``, ``drivers-value``, ``values-few``
    """
    if not factors:
        raise OptionError("drivers-none")
    periods = list(y) if _has_periods(y) else [None]
    cells = {name: _cells(column, periods) for name, column in factors.items()}
    outcome = _cells(y, periods)
    keys = dict.fromkeys(key for one in (outcome, *cells.values()) for key in one)
    order = {period: i for i, period in enumerate(dict.fromkeys([*periods, *(period for _, period in keys)]))}
    rows = sorted(keys, key=lambda key: (key[0], order[key[1]]))
    whole = [key for key in rows if all(_is_known(one.get(key)) for one in (outcome, *cells.values()))]
    if len(whole) < least:
        raise OptionError("values-few", n=len(whole), least=least)
    columns = {name: _array(name, [one[key] for key in whole], whole) for name, one in cells.items()}
    left_out = tuple(key for key in rows if key not in set(whole))
    values = _array("y", [outcome[key] for key in whole], whole, numbers=True)
    units, when = zip(*whole, strict=True)
    return Observations(units, when, values, Frozen(columns), left_out)


def _has_periods(column: Column) -> bool:
    return any(isinstance(one, Mapping) for one in column.values())


def _cells(column: Column, periods: list[Any]) -> dict[Key, Any]:
    if _has_periods(column):
        return {(str(unit), period): value for period, one in column.items() for unit, value in one.items()}
    return {(str(unit), period): value for period in periods for unit, value in column.items()}


def _is_known(value: Any) -> bool:
    return not (value is None or value == "" or (isinstance(value, Real) and math.isnan(value)))


def _array(name: str, values: list[Any], keys: list[Key], *, numbers: bool = False) -> NDArray[Any]:
    """(N,) floats, or labels where all values are texts."""
    texts = [isinstance(value, str) for value in values]
    if all(texts) and not numbers:
        labels: NDArray[Any] = frozen(np.array(values, dtype=str))
        return labels
    for value, (unit, period), is_text in zip(values, keys, texts, strict=True):
        where = unit if period is None else f"{unit}, {period}"
        if is_text or not isinstance(value, Real):
            raise OptionError("drivers-mixed", name=name, where=where, value=repr(value))
        if not math.isfinite(value):
            raise OptionError("drivers-value", name=name, where=where, value=repr(float(value)))
    found: NDArray[Any] = frozen(np.array(values, dtype=np.float64))
    return found
