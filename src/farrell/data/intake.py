"""Cells become numbers, labels and periods; what does not become one is a finding with its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data.numbers import Marks, is_missing, number
from farrell.data.readers import RawTable, clean
from farrell.data.roles import Period, Roles
from farrell.errors import DataError, Finding, Place, finding

CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
"""Characters that are none, such as line breaks within a name; a blank takes their place."""
EXACT_DIGITS = 1e15
"""Numbers of a spreadsheet are exact below; a longer code of a unit has lost its last digits."""
NO_PERIOD = "all"
"""The period of a cross-section."""


@dataclass(slots=True)
class Columns:
    """Converted columns of a table, row by row, and the faults met."""

    unit: list[str]
    period: list[Period]
    numbers: dict[str, NDArray[np.float64]]
    labels: dict[str, list[str]]
    rows: list[int]
    findings: list[Finding]

    def place(self, name: str, i: int, column: str | None = None) -> Place:
        """Where row ``i`` stands in the table of that name."""
        return Place(name, self.rows[i], self.unit[i], _shown(self.period[i]), column)


def convert(
    table: RawTable, roles: Roles, unit: str, period: str | None, marks: Marks, extra: Sequence[str] = ()
) -> Columns:
    """Convert every column that has a role. Faults are collected, not raised."""
    found: list[Finding] = []
    units = [_label(cell) for cell in table.columns[unit]]
    for row, cell, label in zip(table.rows, table.columns[unit], units, strict=True):
        if not label:
            found.append(finding("unit-blank", "error", Place(table.name, row, column=unit)))
        elif isinstance(cell, float) and abs(cell) >= EXACT_DIGITS:
            found.append(finding("unit-digits", "error", Place(table.name, row, label, column=unit)))
    if period is None:
        periods: list[Period] = [NO_PERIOD] * len(units)
    else:
        periods = _periods(table, period, units, found)
    numbers = {}
    for column in roles.numeric:
        optional = column in roles.companions
        numbers[column] = _numbers(table, column, units, periods, optional, marks, found)
    labels = {column: [_label(cell) for cell in table.columns[column]] for column in (*roles.groups, *extra)}
    for column in roles.groups:
        for i, label in enumerate(labels[column]):
            if not label:
                found.append(
                    finding("group-blank", "error", Place(table.name, table.rows[i], units[i], periods[i], column))
                )
    return Columns(units, periods, numbers, labels, table.rows, found)


def _label(cell: Any) -> str:
    if is_missing(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return CONTROL.sub(" ", clean(cell))


def _numbers(
    table: RawTable,
    column: str,
    units: list[str],
    periods: list[Period],
    optional: bool,
    marks: Marks,
    found: list[Finding],
) -> NDArray[np.float64]:
    out = np.full(len(units), np.nan)
    for i, cell in enumerate(table.columns[column]):
        value, fault = number(cell, marks)
        if fault is None:
            out[i] = value
            continue
        if fault == "missing" and optional:
            continue
        place = Place(table.name, table.rows[i], units[i], _shown(periods[i]), column)
        found.append(finding(fault, "error", place, cell="–" if cell is None else repr(cell)))
    return out


def _shown(period: Period) -> Period | None:
    return None if period == NO_PERIOD else period


def _periods(table: RawTable, column: str, units: list[str], found: list[Finding]) -> list[Period]:
    """Periods as integers where they are whole numbers or years, else as words.

    Dates become years when every unit has at most one row a year; else they stay ISO dates.
    """
    cells = table.columns[column]
    dates = [_date(cell) for cell in cells]
    if all(d is not None for d in dates) and dates:
        years = [(u, d.year) for u, d in zip(units, dates, strict=True) if d is not None]
        days = [(u, d) for u, d in zip(units, dates, strict=True)]
        if len(set(years)) == len(set(days)):
            return [year for _, year in years]
        return [d.isoformat() for d in dates if d is not None]
    out: list[Period] = []
    for i, cell in enumerate(cells):
        label = _label(cell)
        if not label:
            found.append(finding("period-blank", "error", Place(table.name, table.rows[i], units[i], column=column)))
            out.append("")
            continue
        whole = re.fullmatch(r"(-?\d{1,9})(\.0+)?年?", label)
        out.append(int(whole.group(1)) if whole else label)
    kinds = {type(p) for p in out if p != ""}
    return out if len(kinds) <= 1 else [str(p) for p in out]


def _date(cell: Any) -> dt.date | None:
    if is_missing(cell):
        return None
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, np.datetime64):
        day: dt.date = cell.astype("datetime64[D]").item()
        return day
    if isinstance(cell, str):
        match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([ T]00:00(:00)?)?", clean(cell))
        if match:
            try:
                return dt.date(*(int(match.group(i)) for i in (1, 2, 3)))
            except ValueError:
                return None
    return None


def period_key(period: Period) -> tuple[Any, ...]:
    """Periods in order of time: whole numbers by value, words with the numbers in them by value (9月 before 10月)."""
    if isinstance(period, int):
        return (0, period)
    return (1, *((0, int(p)) if p.isdigit() else (1, p) for p in re.split(r"(\d+)", period) if p))


def is_ordered(periods: Sequence[Period]) -> bool:
    """Whether the order of the periods is beyond doubt: whole numbers (not two-digit years around 00), ISO dates, or
    words that differ in their last numbers only and begin with the same words."""
    if all(isinstance(p, int) for p in periods):
        small = [p for p in periods if isinstance(p, int) and 0 <= p <= 99]
        return not (len(small) == len(periods) and min(small) <= 30 and max(small) >= 70)
    words = [str(p) for p in periods]
    shapes = {re.sub(r"\d+", "#", w) for w in words}
    if len(shapes) > 1:
        return False
    numbers = [re.findall(r"\d+", w) for w in words]
    if not numbers[0]:
        return False
    # a four-digit year must lead, where there is one, so that 31/12/2019 is not taken for the order of days
    return len(numbers[0]) == 1 or all(len(n[0]) == 4 for n in numbers)


def refuse(findings: Sequence[Finding]) -> None:
    """Raise the errors among the findings, all of them in one DataError."""
    errors = [f for f in findings if f.severity == "error"]
    if errors:
        raise DataError.of(errors)
