"""An outcome and its factors, matched by unit and period: one row for every unit-period that has all of them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
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
    rows = matched([y, *factors.values()], least=least)
    values = rows.column("y", 0)
    columns = {name: rows.column(name, i, labels=True) for i, name in enumerate(factors, start=1)}
    units, periods = zip(*rows.keys, strict=True)
    return Observations(units, periods, values, Frozen(columns), rows.left_out)


@dataclass(frozen=True, slots=True)
class Rows:
    """Unit-periods that have a value of every column, sorted by unit and then in order of time.

    Attributes
    ----------
    keys : (N,) unit and period; the period is None where no column has periods
    cells : of every column (unit, period) -> value
    left_out : unit-periods without some value
    """

    keys: tuple[Key, ...]
    cells: tuple[Mapping[Key, Any], ...]
    left_out: tuple[Key, ...]

    def column(self, name: str, at: int, *, labels: bool = False) -> NDArray[Any]:
        """(N,) values of one column: numbers, or with ``labels`` texts where all are texts.

        Raises
        ------
        OptionError
            codes ``drivers-mixed``, ``drivers-value``
        """
        values = [self.cells[at][key] for key in self.keys]
        texts = [isinstance(value, str) for value in values]
        if labels and all(texts):
            found: NDArray[Any] = frozen(np.array(values, dtype=str))
            return found
        for value, (unit, period), is_text in zip(values, self.keys, texts, strict=True):
            where = unit if period is None else f"{unit}, {period}"
            if is_text or not isinstance(value, Real):
                raise OptionError("drivers-mixed", name=name, where=where, value=repr(value))
            if not math.isfinite(value):
                raise OptionError("drivers-value", name=name, where=where, value=repr(float(value)))
        numbers: NDArray[Any] = frozen(np.array(values, dtype=np.float64))
        return numbers


def matched(columns: Sequence[Column], *, least: int) -> Rows:
    """The unit-periods that have a value of every column; one without periods holds in all of the others.

    Raises
    ------
    OptionError
        code ``values-few``
    """
    periods = list(dict.fromkeys(p for column in columns if _has_periods(column) for p in column)) or [None]
    cells = [_cells(column, periods) for column in columns]
    order = {period: i for i, period in enumerate(periods)}
    every = sorted(dict.fromkeys(key for one in cells for key in one), key=lambda key: (key[0], order[key[1]]))
    whole = {key for key in every if all(_is_known(one.get(key)) for one in cells)}
    if len(whole) < least:
        raise OptionError("values-few", n=len(whole), least=least)
    kept, left_out = [key for key in every if key in whole], [key for key in every if key not in whole]
    return Rows(tuple(kept), tuple(cells), tuple(left_out))


def _has_periods(column: Column) -> bool:
    return any(isinstance(one, Mapping) for one in column.values())


def _cells(column: Column, periods: list[Any]) -> dict[Key, Any]:
    if _has_periods(column):
        return {(str(unit), period): value for period, one in column.items() for unit, value in one.items()}
    return {(str(unit), period): value for period in periods for unit, value in column.items()}


def _is_known(value: Any) -> bool:
    return not (value is None or value == "" or (isinstance(value, Real) and math.isnan(value)))
