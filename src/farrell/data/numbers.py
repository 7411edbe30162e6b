"""Numbers in cells. The marks of those written as text are said, never guessed, and what was read by them is told."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from farrell.data.readers import RawTable, clean
from farrell.errors import Finding, OptionError, Place, finding

if TYPE_CHECKING:
    from farrell.data.intake import Columns

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
MISSING = frozenset(
    {
        *("", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none", "nil", "missing", ".", "..", "...", "…", "……"),
        *("-", "--", "---", "—", "——", "–", "/", "\\", "?", "缺失", "缺", "无", "无数据", "未统计", "暂无"),
    }
)
"""What people write for a gap, in lower case."""
SPLIT = re.compile("\u202e|[\\w.,][\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad]+[\\w.,]")
"""What makes of one number another that nobody sees: a mark that turns digits round, a control character or a hyphen
between them. Two numbers in one cell would become one."""
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
"""A number with a point that may separate thousands."""
LARGEST, SMALLEST = 1e150, 1e-150
"""Magnitudes outside these cannot be multiplied in float64 without overflow or underflow."""
IMPLIED = {",": ".", ".": ","}
"""The decimal mark that goes with a thousands separator; with a blank or a quote it may be either."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How numbers written as text are to be read.

    Attributes
    ----------
    thousands : the separator of thousands
    decimal : the decimal mark; where it is not said, the comma with ``thousands="."``, the point with ``","`` or
        without a separator, either with a blank or a quote
    percent : what ``85.2%`` is: 85.2 percentage ``points``, or 0.852 as one of ``shares``; else it is no number
    """

    thousands: str | None = None
    decimal: str | None = None
    percent: str | None = None

    def __post_init__(self) -> None:
        allowed = {"thousands": (",", ".", " ", "'"), "decimal": (".", ","), "percent": ("points", "shares")}
        for name, marks in allowed.items():
            if getattr(self, name) and getattr(self, name) not in marks:
                raise OptionError.choice(name, getattr(self, name), marks)
        if self.thousands and self.thousands == self.decimal:
            raise OptionError("marks-twice", mark=self.decimal)

    def __bool__(self) -> bool:
        return bool(self.thousands or self.decimal or self.percent)

    def __str__(self) -> str:
        """As they stand in a study file."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        return ", ".join(f'{name} = "{mark}"' for name, mark in given.items() if mark)


PLAIN = Marks()


def is_missing(cell: Any) -> bool:
    """None, NaN, NaT, pandas' NA."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    if isinstance(cell, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(cell))
    return isinstance(cell, (float, np.floating)) and math.isnan(cell)


def number(cell: Any, marks: Marks = PLAIN) -> tuple[float, str | None]:
    """The number in a cell, or NaN and the code of its fault: ``missing``, ``non-numeric``, ``not-finite``,
    ``out-of-range``. Nothing is guessed: ``1,234`` and ``45%`` need marks. A cell that is a number needs none."""
    if is_missing(cell):
        return math.nan, "missing"
    if isinstance(cell, (bool, np.bool_, dt.date, dt.time, dt.timedelta, np.datetime64, np.timedelta64)):
        return math.nan, "non-numeric"
    if isinstance(cell, (int, float, np.integer, np.floating)):
        try:
            value = float(cell)
        except OverflowError:
            return math.nan, "out-of-range"
    else:
        word = clean(cell).replace("\u2212", "-")
        if word.lower() in MISSING:
            return math.nan, "missing"
        if SPLIT.search(str(cell)):
            return math.nan, "non-numeric"
        share = 1
        if marks.percent and word.endswith("%"):
            word, share = word[:-1].rstrip(), 100 if marks.percent == "shares" else 1
        word = _without_marks(word, marks)
        if word.lower() in {"inf", "-inf", "+inf", "infinity", "-infinity", "∞"}:
            return math.nan, "not-finite"
        if NUMBER.fullmatch(word) is None:
            return math.nan, "non-numeric"
        value = float(word) / share
        if value == 0 and any(float(digit) for digit in re.split("[eE]", word)[0] if digit.isdecimal()):
            return math.nan, "out-of-range"
    if math.isinf(value):
        return math.nan, "not-finite"
    if value != 0 and not SMALLEST <= abs(value) <= LARGEST:
        return math.nan, "out-of-range"
    return value + 0.0, None


def _without_marks(word: str, marks: Marks) -> str:
    """A number with a decimal point and no thousands separators, which must all stand where they belong; else a word
    that is no number."""
    decimal = marks.decimal or (IMPLIED.get(marks.thousands, "") if marks.thousands else ".")
    if marks.thousands:
        groups = rf"\d{{1,3}}({re.escape(marks.thousands)}\d{{3}})+|\d+"
        match = re.fullmatch(rf"([+-]?)({groups})(?:[{decimal or '.,'}](\d+))?", word)
        if match is not None:
            sign, whole, _, fraction = match.groups()
            return sign + whole.replace(marks.thousands, "") + (f".{fraction}" if fraction else "")
    return word.translate({ord("."): "\u00b7", ord(","): "."}) if decimal == "," else word


def told(table: RawTable, columns: Columns, keep: Sequence[int], marks: Marks) -> list[Finding]:
    """What the marks made of the cells that are kept: a note for each column, and cells that mix forms."""
    if not marks:
        return [f for column in columns.numbers for f in _doubtful_points(table, columns, column, keep)]
    found: list[Finding] = []
    for column, values in columns.numbers.items():
        cells = table.columns[column]
        read = [i for i in keep if not math.isnan(values[i])]
        changed = [i for i in read if number(cells[i])[0] != values[i]]
        signed = [i for i in read if _is_signed(cells[i])]
        if changed:
            how = str(marks if signed else replace(marks, percent=None))
            example = {"cell": repr(cells[changed[0]]), "value": f"{values[changed[0]]:.15g}"}
            found.append(
                finding("read-as", "note", Place(table.name, column=column), count=len(changed), how=how, **example)
            )
        found += _mixed(table, columns, column, signed, sorted({*read} - {*signed}))
    return found


def _doubtful_points(table: RawTable, columns: Columns, column: str, keep: Sequence[int]) -> Iterator[Finding]:
    """A column of words in which a point may separate thousands: three digits follow each, and no number without a
    point reaches 1000. Read as decimals, some of its numbers would be a thousandth of what they are."""
    words = [clean(table.columns[column][i]) for i in keep if isinstance(table.columns[column][i], str)]
    pointed = [word for word in words if "." in word and NUMBER.fullmatch(word)]
    whole = [word for word in words if word.lstrip("+-").isdecimal() and float(word) != 0]
    if pointed and whole and all(map(THOUSANDS.fullmatch, pointed)) and all(abs(float(w)) < 1000 for w in whole):
        place = Place(table.name, column=column)
        yield finding("point-doubtful", "warning", place, count=len(pointed), cell=repr(pointed[0]))


def _is_signed(cell: Any) -> bool:
    return isinstance(cell, str) and clean(cell).endswith("%")


def _mixed(
    table: RawTable, columns: Columns, column: str, signed: Sequence[int], bare: Sequence[int]
) -> Iterator[Finding]:
    """The fewer cells of a column in which some have a percent sign and others have none."""
    if not signed or not bare:
        return
    for i in signed if len(signed) < len(bare) else bare:
        place, cell = columns.place(table.name, i, column), repr(table.columns[column][i])
        yield finding("percent-mixed", "error", place, cell=cell, signed=len(signed), bare=len(bare))
