"""A workbook to fill in: a sheet of data with an example, a sheet that says how."""

from __future__ import annotations

import io
from typing import Any

from farrell.app.tasks.table import Report
from farrell.catalogue import Language, text

COLUMNS = ("unit", "year", "group", "population", "hospitals", "beds", "technicians", "visits", "discharges")
ROWS: tuple[tuple[Any, ...], ...] = (
    (2022, 251, 40, 8200, 11400, 1290, 24.1),
    (2023, 252, 41, 8400, 11900, 1360, 25.8),
    (2022, 480, 77, 15900, 20300, 2410, 47.5),
    (2023, 478, 79, 16100, 21000, 2530, 49.2),
)
"""Year, population, hospitals, beds, technicians, visits, discharges of the two example units in turn."""
NOTES = ("rows", "names", "sides", "columns", "numbers", "gaps", "totals", "optional")
"""What the second sheet says, in order."""


def template(report: Report, language: Language) -> bytes:
    """The workbook."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        example = book.add_format({"italic": True, "font_color": "#767676"})
        data = book.add_worksheet(text("page.template-data", language))
        for column, name in enumerate(COLUMNS):
            data.write(0, column, text(f"page.template-column-{name}", language), head)
        for row, (year, people, *numbers) in enumerate(ROWS):
            place = "AB"[row // 2]
            labels = [
                text("page.template-example", language, letter=place), year,
                text("page.template-group", language, letter=place), people,
            ]  # fmt: skip
            data.write_row(row + 1, 0, [*labels, *numbers], example)
        data.set_column(0, len(COLUMNS) - 1, 18)
        data.freeze_panes(1, 0)
        notes = book.add_worksheet(text("page.template-notes", language))
        notes.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
        for row, note in enumerate(NOTES):
            notes.write(row, 0, text(f"page.template-note-{note}", language))
    return content.getvalue()
