"""What mends a finding: a patch of [data] in the study file, whose lists replace those that were there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.catalogue import LANGUAGES, text
from farrell.errors import DataError, Finding

Fix = dict[str, Any]
WITHOUT_FIX = ("one-unit", "missing-column", "duplicate-column")
"""Codes of errors that only another file or other roles mend."""
LEFT_OUT = (
    *("not-finite", "out-of-range", "non-numeric", "period-blank", "group-blank", "duplicate"),
    *("total-row", "adds-up", "zero-unit"),
)
"""Codes of findings that are gone when their unit is left out."""
MARKS = (",", " ", "'", ".")
"""Thousands separators, the usual ones first."""


def fixes_of(item: Finding, data: Mapping[str, Any]) -> list[Fix]:
    """What mends a finding, the gentlest first."""
    values, place = dict(item.values), item.place
    fixes: list[Fix] = []
    if item.code == "missing":
        fixes.append(_fix({"missing": "exclude"}, "fix-missing"))
    if item.code == "non-numeric":
        fixes += [_fix({"thousands": mark}, "fix-thousands", mark=mark) for mark in _marks(values.get("cell"))]
    if item.code == "unit-blank":
        fixes.append(_fix(_more(data, "exclude", ""), "fix-blank"))
    if item.code in (*LEFT_OUT, "missing") and place.unit:
        fixes.append(_fix(_more(data, "exclude", place.unit), "fix-exclude", unit=place.unit))
    if item.code == "same-province":
        names: Any = values["names"]
        fixes += [_fix(_more(data, "exclude", name), "fix-exclude", unit=name) for name in names]
    if item.code in ("zero-column", "constant") and place.column:
        fixes += _without_column(data, place.column)
    if item.code == "other-sheets":
        others: Any = values["others"]
        fixes += [_fix({"sheet": sheet}, "fix-sheet", sheet=sheet) for sheet in others[:5]]
    return [*fixes, *_allowed(item, data)]


def fixes_of_file(error: DataError) -> list[Fix]:
    """What mends an error of a whole file: another sheet."""
    if error.code != "missing-column-sheet":
        return []
    others: Any = error.values["others"]
    return [_fix({"sheet": sheet}, "fix-sheet", sheet=sheet) for sheet in others[:5]]


def _allowed(item: Finding, data: Mapping[str, Any]) -> list[Fix]:
    """To take the finding for a lesser one, where the checks can be told so."""
    from farrell.data.checks import CODES

    if item.code not in CODES or item.code in WITHOUT_FIX or item.severity == "note":
        return []
    return [_fix(_more(data, "allow", item.code), "fix-allow")]


def _without_column(data: Mapping[str, Any], column: str) -> list[Fix]:
    """To do without a column, where others of its side remain."""
    return [
        _fix({side: [c for c in data[side] if c != column]}, "fix-column", column=column)
        for side in ("inputs", "outputs")
        if column in data.get(side, ()) and len(data[side]) > 1
    ]


def _marks(cell: object) -> list[str]:
    """The thousands separators under which a cell is a number."""
    from farrell.data.intake import number

    word = str(cell).strip("'\"")
    return [mark for mark in MARKS if mark in word and number(word, mark)[1] is None]


def _more(data: Mapping[str, Any], key: str, value: str) -> dict[str, Any]:
    """A list of [data] with one more value."""
    known = data.get(key, [])
    listed = [known] if isinstance(known, str) else list(known)
    return {key: list(dict.fromkeys([*listed, value]))}


def _fix(patch: dict[str, Any], key: str, **values: object) -> Fix:
    return {"text": {language: text(f"page.{key}", language, **values) for language in LANGUAGES}, "data": patch}
