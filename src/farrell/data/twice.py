"""Rows that have the same unit and period: refused, or all but one left out, and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data.intake import Columns
from farrell.data.readers import RawTable
from farrell.data.roles import Period
from farrell.errors import Finding, finding

Floats = NDArray[np.float64]
DUPLICATES = ("error", "first", "last")
"""What is done about them: nothing is read, or the first or the last of them is kept."""


def without_duplicates(
    table: RawTable, columns: Columns, keep: Sequence[int], way: str
) -> tuple[list[int], list[Finding]]:
    """The rows that stay, and what is to be said of the others.

    Parameters
    ----------
    table, columns : before and after conversion
    keep : the rows that are looked at
    way : one of DUPLICATES
    """
    ordered = keep[::-1] if way == "last" else keep
    stays: dict[tuple[str, Period], int] = {}
    pairs = []
    for i in ordered:
        kept = stays.setdefault((columns.unit[i], columns.period[i]), i)
        if kept != i:
            pairs.append((i, kept))
    found = [_said(table, columns, i, kept, way) for i, kept in sorted(pairs)]
    if way == "error":
        return list(keep), found
    # in the order of the first of each, so that units keep theirs
    return [stays[key] for key in dict.fromkeys((columns.unit[i], columns.period[i]) for i in keep)], found


def _said(table: RawTable, columns: Columns, i: int, kept: int, way: str) -> Finding:
    """Of a row, that another has its unit and period, and the columns in which they differ."""
    differ = [c for c in columns.numbers if not _is_same(columns.numbers[c][[i, kept]], table.columns[c], i, kept)]
    differ += [c for c, labels in columns.labels.items() if labels[i] != labels[kept]]
    place, other = columns.place(table.name, i), columns.rows[kept]
    if way == "error":
        if differ:
            return finding("duplicate-unlike", "error", place, other=other, columns=differ)
        return finding("duplicate", "error", place, other=other)
    if differ:
        return finding("excluded-unlike", "warning", place, other=other, columns=differ)
    return finding("excluded-duplicate", "note", place, other=other)


def _is_same(values: Floats, cells: Sequence[Any], i: int, kept: int) -> bool:
    """Whether two cells have the same number, or, where neither has one, the same words."""
    return bool(values[0] == values[1]) or (bool(np.isnan(values).all()) and str(cells[i]) == str(cells[kept]))
