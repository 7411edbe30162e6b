"""What mends a finding: a patch of [data] in the study file, whose lists replace those that were there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from farrell.catalogue import LANGUAGES, text
from farrell.errors import DataError, Finding

Fix = dict[str, Any]
WITHOUT_FIX = ("one-unit", "missing-column", "duplicate-column")
"""Codes of errors that only another file or other roles mend."""
LEFT_OUT = (
    *("not-finite", "out-of-range", "non-numeric", "percent-mixed", "period-blank", "group-blank", "unit-digits"),
    *("duplicate", "duplicate-unlike", "total-row", "adds-up", "zero-unit"),
)
"""Codes of findings that are gone when their unit is left out."""
MARKS = (
    *(("thousands", ","), ("decimal", ","), ("thousands", " "), ("thousands", "'")),
    *(("thousands", "."), ("decimal", ".")),
)
"""What a mark in a number written as text may be, the usual first."""
OTHER = {"thousands": "decimal", "decimal": "thousands"}
PERCENT = ("points", "shares")
KEPT = {"first": "fix-duplicates-first", "last": "fix-duplicates-last"}
"""Which of the rows of a unit and period is kept, and the text that offers it."""
DUPLICATE = {"duplicate": ("first",), "duplicate-unlike": ("first", "last")}
"""Of rows that are alike it is enough to keep one."""


def fixes_of(item: Finding, data: Mapping[str, Any], cells: Sequence[str] = ()) -> list[Fix]:
    """What mends a finding, the gentlest first.

    Parameters
    ----------
    data : the keys of [data]
    cells : all cells that are no numbers
    """
    values, place = dict(item.values), item.place
    fixes: list[Fix] = []
    if item.code == "missing":
        fixes.append(_fix({"missing": "exclude"}, "fix-missing"))
    if item.code == "non-numeric":
        fixes += _readings(str(values["cell"]), data, cells)
    if item.code in DUPLICATE:
        fixes += [_fix({"duplicates": way}, KEPT[way]) for way in DUPLICATE[item.code]]
    if item.code == "unit-blank":
        fixes.append(_fix(_more(data, "exclude", ""), "fix-blank"))
    if item.code in (*LEFT_OUT, "missing") and place.unit:
        fixes.append(_fix(_more(data, "exclude", place.unit), "fix-exclude", unit=place.unit))
    if item.code in ("same-province", "alike-units"):
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


def _readings(cell: str, data: Mapping[str, Any], cells: Sequence[str]) -> list[Fix]:
    """The fewest marks by which a cell is a number; of several those by which most of the cells are."""
    from farrell.data.numbers import Marks, number
    from farrell.data.readers import clean

    word, *others = (clean(one.strip("'\"")) for one in (cell, *cells))
    given = {key: data.get(key) for key in ("thousands", "decimal", "percent")}
    ways = []
    for patch in _patches([word, *others], given):
        marks = Marks(**{**given, **patch})
        value, fault = number(word, marks)
        if fault is None:
            count = sum(number(one.removesuffix("%"), marks)[1] is None for one in others)
            ways.append(((sum(map(bool, patch.values())), -count), patch, value))
    best = min((rank for rank, _, _ in ways), default=None)
    return [_reading(cell, value, patch) for rank, patch, value in ways if rank == best]


def _patches(words: Sequence[str], given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Marks that the words have, and what the sign of the first may mean; a mark has one meaning, the new one."""
    marks: list[dict[str, Any]] = [
        {key: mark, **({OTHER[key]: ""} if given[OTHER[key]] == mark else {})}
        for key, mark in MARKS
        if any(mark in word.removesuffix("%").rstrip() for word in words)
    ]
    signs = [{"percent": way} for way in PERCENT] if words[0].endswith("%") and not given["percent"] else []
    return [*signs, *marks, *({**mark, **sign} for mark in marks for sign in signs)]


def _reading(cell: str, value: float, patch: dict[str, Any]) -> Fix:
    """To read numbers by marks, with what becomes of a cell."""
    said = {"thousands": ".", "decimal": ","} | patch if patch.get("thousands") == "." else patch
    fixed: dict[str, str] = {}
    for language, comma in zip(LANGUAGES, (", ", "，"), strict=True):
        how = [
            text(f"page.fix-read-{mark if key == 'percent' else key}", language, mark=mark)
            for key, mark in said.items()
            if mark
        ]
        fixed[language] = text("page.fix-read", language, cell=cell, value=f"{value:.15g}", how=comma.join(how))
    return {"text": fixed, "data": patch}


def _more(data: Mapping[str, Any], key: str, value: str) -> dict[str, Any]:
    """A list of [data] with one more value."""
    known = data.get(key, [])
    listed = [known] if isinstance(known, str) else list(known)
    return {key: list(dict.fromkeys([*listed, value]))}


def _fix(patch: dict[str, Any], key: str, **values: object) -> Fix:
    return {"text": {language: text(f"page.{key}", language, **values) for language in LANGUAGES}, "data": patch}
