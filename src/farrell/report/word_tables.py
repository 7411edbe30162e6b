"""Tables for Word: as wide as what stands in them, cells that can be edited, nothing cut off."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from typing import Any

from farrell.report.parts import Profile, Table
from farrell.report.word_styles import GAPS, HAIR, LANDSCAPE, PORTRAIT, RULE, SIDE, SIZES, TABLE, THIN
from farrell.report.word_xml import element, paragraph, run

TWIPS = 1440 / 25.4
"""Twentieths of a point of a millimetre."""
SHORT = 12
"""Rows of tables that stay on one page."""
UPRIGHT, LYING = SIZES[:3], SIZES[1:4]
"""Points that are tried on a page that stands, then on one that lies."""
HEAD_WIDTH, WORD_WIDTH, LONGEST = 28.0, 20.0, 45.0
"""Millimetres: of a header that is not broken, of a column of words at least, of one word at most."""
PAIR = 3.2
"""Em of two Chinese characters and a sign after them: so much of a header stands on a line at least."""
APART = 100
"""Twentieths of a point more between numbers and words to their right."""
BOLD = 1.08
"""How much wider bold text is."""
WIDE = re.compile(r"[—…“”‘’\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
TOKENS = re.compile(r"\s+|(?<=[\u3400-\u9fff])|(?=[\u3400-\u9fff])")
"""Where a line of a cell may end for sure: at blanks and about Chinese characters."""
NARROW, BROAD = frozenset("iljtfrI.,;:'|!()[] "), frozenset("mwMW%→∞")
EM = 0.37
"""Millimetres of one em at one point, and a little more, as fonts differ."""
FEWER = 0.7
"""Of the lines at larger text, so many at most are a reason for smaller text."""
AIR = 1.25
"""How much wider than needed columns may be: digits of DejaVu Serif are so much wider than those of Times."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table stands on a page.

    Attributes
    ----------
    size : points of its text
    lying : whether its page lies
    widths : of its columns in millimetres
    """

    size: int
    lying: bool
    widths: list[float]


def of_profile(profile: Profile) -> Table:
    """The small table of a unit's profile."""
    return Table("", profile.header, profile.rows)


def fitted(table: Table) -> Fit:
    """The largest text at which a table fits, on a page that lies only where it fits on none that stands.

    In long tables the next smaller is chosen where it takes far fewer lines, as a column of words is
    a sliver beside many numbers.
    """
    for sizes, lying in ((UPRIGHT, False), (LYING, True)):
        found: list[Fit] = []
        for size in sizes:
            least, natural = _needs(table, size)
            if sum(least) <= _room(lying):
                fit = Fit(size, lying, _with_air(_shared(table, least, natural, _room(lying)), _room(lying)))
                found.append(fit)
        if len(found) > 1 and len(table.rows) > SHORT:
            usual, smaller = (_lines(table, fit) for fit in found[:2])
            return found[smaller < FEWER * usual]
        if found:
            return found[0]
    room, least = _room(True), _needs(table, SIZES[-1])[0]
    return Fit(SIZES[-1], True, [width * min(1.0, room / sum(least)) for width in least])


def _lines(table: Table, fit: Fit) -> int:
    """About how many lines the rows of a table take."""
    point, gap = fit.size * EM, sum(GAPS) / TWIPS
    room = [(width - gap - _indent(table, j) / TWIPS) / point for j, width in enumerate(fit.widths)]

    def lines(row: list[str]) -> int:
        return max(
            sum(math.ceil(_ems(line) / wide - 1e-9) for line in cell.splitlines())
            for cell, wide in zip(row, room, strict=False)
        )

    return sum(max(1, lines(row)) for row in table.rows)


def _room(lying: bool) -> float:
    return float((LANDSCAPE if lying else PORTRAIT)[0] - 2 * SIDE)


def _with_air(widths: list[float], room: float) -> list[float]:
    """Widths with what is left of the room, so that numbers stay whole where a wider font stands in for ours."""
    more = max(min(room / sum(widths), AIR), 1.0)
    return [width * more for width in widths]


def _shared(table: Table, least: list[float], natural: list[float], room: float) -> list[float]:
    """Widths as wide as needed; where there is less room, what is there beyond the least goes to columns of words.

    Those that need little get it first; what is left goes to headers of numbers.
    """
    widths, left = list(least), room - sum(least)
    for words in (True, False):
        columns = [j for j in range(len(least)) if _is_words(table, j) == words]
        wishes = sorted((natural[j] - least[j], j) for j in columns)
        for served, (wish, j) in enumerate(wishes):
            given = min(wish, left / (len(wishes) - served))
            widths[j] += given
            left -= given
    return widths


def _needs(table: Table, size: int) -> tuple[list[float], list[float]]:
    """Of each column the least width at which no word is broken, and the width at which no line is, in mm."""
    least, natural = [], []
    point, usual = size * EM, sum(GAPS) / TWIPS
    for j, head in enumerate(table.header):
        cells = [line for row in table.rows for line in (row[j] if j < len(row) else "").splitlines()]
        bold = BOLD if table.means else 1.0
        whole = max((_ems(cell) for cell in cells), default=0.0) * point * bold
        needed = max(_longest(head), min(_ems(head), PAIR)) * BOLD * point
        if _is_words(table, j):
            needed = max(needed, max((_longest(cell) for cell in cells), default=0.0) * point * bold)
            needed = max(min(needed, LONGEST), min(whole, WORD_WIDTH))
        else:
            needed = max(needed, whole)
        gap = usual + _indent(table, j) / TWIPS
        least.append(needed + gap)
        natural.append(max(whole, min(_ems(head) * BOLD * point, HEAD_WIDTH), needed) + gap)
    at = 0
    for name, columns in table.spans:
        over = slice(at, at + columns)
        for wish, words in ((least, _longest(name)), (natural, _ems(name))):
            short = min(words * BOLD * point, LONGEST) + usual - sum(wish[over])
            wish[over] = [width + max(short, 0.0) / columns for width in wish[over]]
        at += columns
    return least, [max(low, high) for low, high in zip(least, natural, strict=True)]


def _ems(text: str) -> float:
    """About how wide a text is set, in em."""
    return sum(map(_em, text))


def _em(letter: str) -> float:
    if WIDE.match(letter):
        return 1.0
    if letter in NARROW:
        return 0.32
    return 0.85 if letter in BROAD else 0.7 if letter.isupper() else 0.5


def _longest(text: str) -> float:
    return max(map(_ems, TOKENS.split(text)), default=0.0)


def _is_words(table: Table, column: int) -> bool:
    return column < max(table.names_in, 1) or column in table.words


def _indent(table: Table, column: int) -> int:
    return APART if column and _is_words(table, column) and not _is_words(table, column - 1) else 0


def table_element(table: Table, fit: Fit) -> Any:
    """The element ``w:tbl``: rows do not break, header rows stand on every page, means are bold."""
    widths = [round(width * TWIPS) for width in fit.widths]
    style = f"Table{fit.size}pt"
    noted, count = bool(table.notes), len(table.rows)
    kept = {*range(count - 1 + noted)} if count <= SHORT else {0, 1, count - 2, *([count - 1] if noted else [])}
    looks = element(
        "w:tblPr",
        element("w:tblStyle", val=TABLE),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:tblLayout", type="fixed"),
        element("w:tblLook", val="0620", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
    )
    if table.caption:
        looks.append(element("w:tblCaption", val=table.caption))
    out = element("w:tbl", looks, element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths)))
    if table.spans:
        out.append(_spans(table, widths, style))
    below = THIN if table.spans else 0
    columns = [(width, _align(table, j), _indent(table, j)) for j, width in enumerate(widths)]
    head = [
        _cell(name, style, align, width=width, indent=indent, bold=True, keep=True, below=below, low=True)
        for name, (width, align, indent) in zip(table.header, columns, strict=True)
    ]
    out.append(_row(head, header=True))
    for i, row in enumerate(table.rows):
        bold, above = i in table.means, HAIR if i in table.means and i and i - 1 not in table.means else 0
        cells = [
            _cell(value, style, align, width=width, indent=indent, bold=bold, keep=i in kept, above=above)
            for value, (width, align, indent) in zip(row, columns, strict=True)
        ]
        out.append(_row(cells))
    return out


def _align(table: Table, column: int) -> str:
    return "left" if _is_words(table, column) else "right"


def _spans(table: Table, widths: list[int], style: str) -> Any:
    """The row above the header, its cells merged."""
    cells, at = [], 0
    for name, columns in table.spans:
        width, below = sum(widths[at : at + columns]), HAIR if name else -1
        made = _cell(name, style, "center", bold=True, keep=True, width=width, span=columns, below=below, low=True)
        cells.append(made)
        at += columns
    return _row(cells, header=True)


def _row(cells: list[Any], *, header: bool = False) -> Any:
    marks = [element("w:cantSplit"), *([element("w:tblHeader")] if header else [])]
    return element("w:tr", element("w:trPr", *marks), *cells)


def _cell(
    text: str,
    style: str,
    align: str,
    *,
    width: int,
    bold: bool = False,
    keep: bool = False,
    indent: int = 0,
    span: int = 1,
    above: int = 0,
    below: int = 0,
    low: bool = False,
) -> Any:
    """A cell.

    Parameters
    ----------
    above, below : size of its own rule, 0 for that of the table's style, -1 for none
    low : whether text stands at its foot
    """
    looks = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
    if span > 1:
        looks.append(element("w:gridSpan", val=span))
    rules = [(side, size) for side, size in (("top", above), ("bottom", below)) if size]
    if rules:
        looks.append(element("w:tcBorders", *itertools.starmap(_rule, rules)))
    if low:
        looks.append(element("w:vAlign", val="bottom"))
    said = [run(text, bold=bold)] if text else []
    return element("w:tc", looks, paragraph(style, *said, keep=keep, align=align, indent=indent))


def _rule(side: str, size: int) -> Any:
    if size < 0:
        return element(f"w:{side}", val="nil")
    return element(f"w:{side}", val="single", sz=size, space=0, color=RULE)
