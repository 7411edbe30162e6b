"""A small table renderer for terminal and notebook, so that results can show themselves."""

from __future__ import annotations

import html
import math
import unicodedata
from collections.abc import Sequence

Cell = object


def width(text: str) -> int:
    """Columns a text takes in a terminal; Chinese characters take two."""
    return sum(
        0
        if unicodedata.combining(ch) or unicodedata.category(ch) == "Cf"
        else 1 + (unicodedata.east_asian_width(ch) in "WF")
        for ch in text
    )


def cell(value: Cell, digits: int = 3) -> str:
    """A number with ``digits`` decimals and a true minus sign, everything else as it is; NaN is a dash."""
    if isinstance(value, bool) or not isinstance(value, float):
        words = "" if value is None else str(value)
        return "".join(ch if unicodedata.category(ch) != "Cc" else " " for ch in words)
    if math.isnan(value):
        return "–"
    shown = f"{value:,.{digits}f}"
    return shown.replace("-", "−" if shown.strip("-0.,") else "")


def fitting(header: Sequence[str], rows: Sequence[Sequence[Cell]], columns: int, digits: int = 3) -> int:
    """How many leading columns of a table fit a terminal of so many characters; at least one."""
    used = 0
    for i, name in enumerate(header):
        used += max([width(name), *(width(cell(row[i], digits)) for row in rows)]) + (2 if i else 0)
        if used > columns:
            return max(i, 1)
    return len(header)


def text_table(header: Sequence[str], rows: Sequence[Sequence[Cell]], digits: int = 3) -> str:
    """Left-aligned names, right-aligned numbers, three rules."""
    numeric = [all(isinstance(row[i], (int, float)) for row in rows) and bool(rows) for i in range(len(header))]
    cells = [[cell(value, digits) for value in row] for row in rows]
    widths = [max([width(h), *(width(row[i]) for row in cells)]) for i, h in enumerate(header)]

    def line(values: Sequence[str]) -> str:
        out = []
        for value, w, right in zip(values, widths, numeric, strict=True):
            pad = " " * (w - width(value))
            out.append(pad + value if right else value + pad)
        return "  ".join(out).rstrip()

    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([rule, line(header), rule, *(line(row) for row in cells), rule])


def html_table(header: Sequence[str], rows: Sequence[Sequence[Cell]], digits: int = 3, caption: str = "") -> str:
    """The same table for a notebook."""
    head = "".join(f"<th>{html.escape(h)}</th>" for h in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell(value, digits))}</td>" for value in row) + "</tr>" for row in rows
    )
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
