"""Limits of single units from a table: whoever plans knows what no option can say of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data.numbers import number
from farrell.data.readers import read_table
from farrell.errors import DataError, Place, finding, nearest

Floats = NDArray[np.float64]
COLUMNS = ("unit", "column", "limit", "value")
OF_INPUTS = ("cap", "floor", "ceiling")
"""Limits of inputs: a share of what the unit has, and amounts per 1,000 people."""
OF_OUTPUTS = ("least", "most")
"""Limits of gains: shares of present outputs."""


def overrides_of(source: Any, units: tuple[str, ...], inputs: tuple[str, ...], outputs: tuple[str, ...]) -> Any:
    """(n, m) and (n, s) arrays by limit, NaN where the table says nothing.

    Parameters
    ----------
    source : a CSV, XLSX or Parquet file, or a dataframe, with the columns unit, column, limit (cap, floor, ceiling of
        inputs; least, most of outputs), value; None for no table

    Raises
    ------
    DataError
        an unknown unit, column or limit, or no number, each with its row and the nearest known word
    """
    shape = {name: (len(units), len(inputs)) for name in OF_INPUTS} | {
        name: (len(units), len(outputs)) for name in OF_OUTPUTS
    }
    out = {name: np.full(size, np.nan) for name, size in shape.items()}
    if source is None:
        return out
    file, rows = _rows(source)
    faults = []
    for line, (unit, column, limit, raw) in rows:
        known = inputs if limit in OF_INPUTS else outputs
        value, fault = number(raw)
        for word, allowed, place in (
            (limit, (*OF_INPUTS, *OF_OUTPUTS), "limit"), (unit, units, "unit"), (column, known, "column")
        ):  # fmt: skip
            if word not in allowed:
                where = Place(file, line, None, None, place)
                faults.append(finding("override-unknown", "error", where, value=word, hint=nearest(word, allowed)))
        if fault is not None or not value >= 0:
            where = Place(file, line, unit, None, "value")
            faults.append(finding("override-value", "error", where, value=str(raw)))
        if not faults:
            out[limit][units.index(unit), known.index(column)] = value
    if faults:
        raise DataError.of(faults)
    return out


def _rows(source: Any) -> tuple[str, list[tuple[int, tuple[str, str, str, Any]]]]:
    """The file's name, and each row with its number: unit, column, limit, value."""
    if isinstance(source, (str, Path)):
        table = read_table(source, wanted=list(COLUMNS))
        cells, lines, file = table.columns, table.rows, table.name
    else:
        import narwhals as nw

        frame = nw.from_native(source, eager_only=True)
        absent = [c for c in COLUMNS if c not in frame.columns]
        if absent:
            hint = nearest(absent[0], frame.columns)
            raise DataError("missing-column", file="frame", row="–", missing=absent, found=frame.columns, hint=hint)
        cells = {c: frame[c].to_list() for c in COLUMNS}
        lines, file = list(range(1, len(frame) + 1)), "frame"
    words = [[str(v).strip() for v in cells[c]] for c in COLUMNS[:3]]
    return file, [(line, row) for line, row in zip(lines, zip(*words, cells["value"], strict=True), strict=True)]
