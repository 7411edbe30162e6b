"""What is in an uploaded file: sheets, columns with guessed roles, the first rows, what was noticed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from farrell.app import limits
from farrell.app.refusals import RequestError, found
from farrell.app.tasks.table import Report
from farrell.catalogue import LANGUAGES
from farrell.errors import DataError, Finding, Place, finding

if TYPE_CHECKING:
    from farrell.data.guess import Guess
    from farrell.data.numbers import Marks
    from farrell.data.readers import RawFile, RawTable

SHOWN = 8
"""Rows of the preview, and samples of a column."""
LONGEST_CELL = 80
"""Characters of a cell in the preview."""
MENDED = ("encoding", "encoding-doubtful", "encoding-declared", "ragged-row", "no-rows", "header-missing")
"""Codes of errors that another sheet, encoding or header row may mend, so that the file is kept."""


def look(
    report: Report,
    path: str,
    kind: str,
    sheet: str | int | None = None,
    encoding: str | None = None,
    header_row: int | None = None,
    thousands: str | None = None,
    decimal: str | None = None,
    percent: str | None = None,
) -> dict[str, Any]:
    """A file as it was read, or what stands in the way of reading it."""
    if kind == "boundaries":
        return _boundaries(Path(path))
    from farrell.data.numbers import Marks
    from farrell.data.readers import RawFile, read_file, tabulate

    marks = Marks(thousands, decimal, percent)
    raw = RawFile(Path(path).name, [], None, "", [])
    try:
        raw = read_file(path, sheet=sheet, encoding=encoding)
        table = tabulate(raw, header_row=header_row)
    except DataError as error:
        if error.code not in MENDED:
            raise
        return {**_seen(raw), "header_row": header_row, "rows": 0, "columns": [], "findings": [refusal(error)]}
    refuse_large(table)
    return {
        **_seen(raw),
        "header_row": None if raw.columns is not None else _header_row(raw, table),
        "rows": len(table.rows),
        "columns": _columns(table, marks),
        "findings": [found(f) for f in [*table.findings, *_twice(raw, table)]],
    }


def refuse_large(table: RawTable) -> None:
    """Refuse more cells than the page reads."""
    rows, columns = len(table.rows), len(table.columns)
    if rows * columns > limits.MOST_CELLS:
        raise RequestError("request-cells", file=table.name, rows=rows, columns=columns, most=limits.MOST_CELLS)


def refusal(error: DataError) -> dict[str, Any]:
    """An error of a whole file as a finding."""
    row = error.values.get("row", error.values.get("line"))
    return {
        "code": error.code,
        "severity": "error",
        "row": row if isinstance(row, int) else None,
        "unit": None,
        "period": None,
        "column": None,
        "text": {language: error.text(language) for language in LANGUAGES},
        "fixes": [],
    }


def _seen(raw: RawFile) -> dict[str, Any]:
    """The file before a header was looked for."""
    lines = raw.lines[:SHOWN]
    if raw.columns is not None:
        cells = [list(raw.columns), *zip(*(c[: SHOWN - 1] for c in raw.columns.values()), strict=True)]
        lines = [(number, list(row)) for number, row in enumerate(cells)]
    preview = [{"row": number, "cells": [shown(cell) for cell in cells]} for number, cells in lines]
    return {"sheets": list(raw.sheets), "sheet": raw.sheet, "encoding": raw.encoding, "preview": preview}


def shown(cell: Any) -> str:
    """A cell as a person reads it, cut short."""
    from farrell.data.numbers import is_missing

    if is_missing(cell):
        return ""
    word = str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)
    return word if len(word) <= LONGEST_CELL else word[: LONGEST_CELL - 1] + "…"


def _header_row(raw: RawFile, table: RawTable) -> int:
    """The last row above the data that holds anything."""
    from farrell.data.readers import is_blank

    return max(number for number, cells in raw.lines if number < table.rows[0] and not all(map(is_blank, cells)))


def _columns(table: RawTable, marks: Marks) -> list[dict[str, Any]]:
    from farrell.data.guess import guess, is_numeric
    from farrell.data.numbers import is_missing

    roles, columns = _roles(guess(table, marks)), []
    for name, cells in table.columns.items():
        filled = [c for c in cells if not is_missing(c) and shown(c)]
        samples = list(dict.fromkeys(shown(c) for c in filled[:200]))[:SHOWN]
        columns.append(
            {
                "name": name,
                "numeric": is_numeric(cells, marks),
                "filled": len(filled),
                "samples": samples,
                "role": roles.get(name, "none"),
            }
        )
    return columns


def _roles(guessed: Guess) -> dict[str | None, str]:
    lists = {"input": guessed.inputs, "output": guessed.outputs}
    single = {"unit": guessed.unit, "period": guessed.period, "group": guessed.group, "weight": guessed.weight}
    return {c: role for role, columns in lists.items() for c in columns} | {c: role for role, c in single.items()}


def _twice(raw: RawFile, table: RawTable) -> list[Finding]:
    """Names that stand more than once in the header: only the last such column could be read."""
    from farrell.data.readers import clean

    if raw.columns is not None:
        return []
    row = _header_row(raw, table)
    names = [clean(c) for c in dict(raw.lines)[row] if c is not None]
    twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    return [finding("header-twice", "warning", Place(table.name, row, column=name)) for name in twice]


def _boundaries(path: Path) -> dict[str, Any]:
    """Areas and attributes of a boundary file."""
    from farrell.data.bombs import refuse_bombs
    from farrell.data.boundaries import read_areas

    if path.suffix.lower() == ".zip":
        refuse_bombs(path.name, path.read_bytes())
    areas = read_areas(path)
    names = list(dict.fromkeys(name for area in areas for name in area.properties))
    columns = []
    for name in names:
        words = [area.properties.get(name, "") for area in areas]
        filled = [word for word in words if word]
        samples = [shown(word) for word in dict.fromkeys(filled)][:SHOWN]
        columns.append({"name": name, "numeric": False, "filled": len(filled), "samples": samples, "role": "none"})
    preview = [
        {"row": number, "cells": [shown(area.properties.get(name, "")) for name in names]}
        for number, area in enumerate(areas[:SHOWN], start=1)
    ]
    return {
        "sheets": [], "sheet": None, "encoding": None, "header_row": None, "rows": len(areas), "columns": columns,
        "preview": preview, "findings": [],
    }  # fmt: skip
