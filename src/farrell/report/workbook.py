"""tables.xlsx: one sheet a table, text never read as a formula, the same bytes from the same results."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from farrell.catalogue import Language, text
from farrell.errors import RenderWarning, warn
from farrell.report.names import Names
from farrell.report.workbook_front import (
    SHEETS,
    charted,
    height,
    letters,
    notes,
    settings_rows,
    write_charts,
    write_contents,
)
from farrell.study import StudyResults

CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
"""A fixed creation time, so that equal results are equal files; when the study ran stands in study.json."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet."""
QUANTITIES = ("descriptive", "slacks", "redundancy")
"""Tables of amounts in the data's own units; numbers of all others are scores, indices and statistics."""
AMOUNTS = {
    "diagnosis": ("actual", "radial", "slack", "technical", "scale", "target"),
    "closest": ("actual", "usual", "closest"),
    "milestones": ("value",),
    "space_ellipse": ("lon", "lat", "major", "minor", "rotation", "area", "shift", "bearing"),
    "plan_moves": ("before", "in", "out", "after", "least_move", "most_move"),
    "plan_outputs": ("before", "gain", "after"),
    "plan_totals": ("before", "moved", "change", "after"),
    "plan_flows": ("amount", "distance"),
    "slack_adjustments": (
        *("actual", "slack", "environment", "inefficiency", "noise"),
        *("for_environment", "for_noise", "adjustment", "adjusted"),
    ),
    "slack_tests": ("sigma2",),
    "stoned_scores": ("u", "fitted", "frontier", "residual"),
    "stoned_parts": ("sigma_u", "sigma_v", "mean_u"),
    "scenario_changes": ("before", "after", "change"),
    "scenario_totals": ("before", "after"),
    "plan_robustness": ("net",),
}
"""Columns of amounts in tables that hold other numbers, too."""
SHARES = ("rate", "share", "share_technical", "share_scale", "move_usual", "move_closest", "change")
"""Columns shown as percentages, unless they are amounts."""
RATES = {
    "specifications": ("efficient",),
    "stability": ("own", "others", "both"),
    "plan_robustness": ("draws", "turned", "peers", "frontier", "demand"),
    "plan_changes": ("gain_total", "kept"),
}
"""The same of single tables."""
DIFFERENCES = {"leave_one_out": ("change",), "dropped": ("change",)}
"""Differences of scores, which are no percentages whatever they are called."""
OF_INTERVALS = ("estimate", "se", "low", "high")
PRECISE = {
    "plan_prices": ("price", "percent"),
    "plan_checks": ("slack", "allowed"),
    "slack_regressions": ("estimate", "se"),
    **dict.fromkeys(("determinants", "determinants_coefficients", "determinants_variants"), OF_INTERVALS),
    "determinants_second_stage": (
        *OF_INTERVALS,
        "percentile_low",
        "percentile_high",
        "cluster_se",
        "cluster_low",
        "cluster_high",
        "efficiency",
        "efficiency_low",
        "efficiency_high",
    ),
    "determinants_ratio": ("z", "bandwidth"),
    "determinants_ratio_curve": ("z",),
}
"""Columns of numbers of any size."""

SHOWN = {"amount": "{:,.2f}", "index": "{:.3f}", "rate": "{:.1%}", "any": "{:.2E}"}
"""Numbers as the formats of cells show them, for the widths of columns."""


def write_workbook(results: StudyResults, path: Path, language: Language) -> None:
    """Write all tables, before them what they are, how they were made, and charts."""
    book = xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    )
    book.set_properties({"title": results.meta["title"][language], "created": CREATED})
    head = {"bold": True, "top": 2, "bottom": 1, "text_wrap": True, "valign": "top"}
    formats = {
        "head": book.add_format(head),
        "number-head": book.add_format({**head, "align": "right"}),
        "note-head": book.add_format({**head, "indent": 1}),
        "index": book.add_format({"num_format": "0.000"}),
        "rate": book.add_format({"num_format": "0.0%"}),
        "note": book.add_format({"text_wrap": True, "valign": "top", "indent": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "amount": book.add_format({"num_format": "#,##0.00"}),
        "count": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "link": book.add_format({"font_color": "#1F5FA8", "underline": 1, "valign": "top"}),
        "title": book.add_format({"bold": True}),
        "any": book.add_format({"num_format": "0.00E+00"}),
    }
    titles = {name: name[:31] for name, frame in results.tables.items() if has_room(path, name, frame)}
    charts = charted(results, Names.of(results.meta, language))
    front = [name for name in SHEETS if name != "charts" or charts]
    sheets = {name: sheet_of(book, name) for name in front}
    listed = {name: name for name in front[1:]} | titles
    write_contents(sheets["contents"], results, listed, language, formats)
    _settings(sheets["settings"], results, language, formats)
    if charts:
        write_charts(book, sheets["charts"], charts, formats)
    told = notes(results, language)
    for name, title in titles.items():
        frame, sheet = results.tables[name], sheet_of(book, title)
        columns = [c for c in frame.columns if c != ("text_en" if language == "zh" else "text_zh")]
        for j, column in enumerate(columns):
            values = frame[column].tolist()
            numeric = all(isinstance(v, (int, float)) for v in values if pd.notna(v) and v != "")
            sheet.write_string(0, j, column, formats["number-head" if numeric else "head"])
            kind = _format(name, column)
            for i, value in enumerate(values, start=1):
                write_cell(sheet, i, j, value, formats[kind])
            longest = max(
                [len(column), _digits(frame[column], kind), *(letters(v[:60]) for v in values if isinstance(v, str))]
            )
            sheet.set_column(j, j, min(max(longest + 2, 9), 60))
        if name in told:
            sheet.write_comment(0, 0, told[name], {"author": "farrell", "x_scale": 3, "y_scale": 1.6})
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(frame), max(len(columns) - 1, 0))
    book.close()


def has_room(path: Path, sheet: str, frame: pd.DataFrame) -> bool:
    """Whether a sheet holds a table under its header; where it does not, a warning names both."""
    rows, columns = len(frame) + 1, frame.shape[1]
    fits = rows <= MOST_ROWS and columns <= MOST_COLUMNS
    if not fits:
        warn(RenderWarning("beyond-a-sheet", file=path.name, sheet=sheet, rows=rows, columns=columns), depth=5)
    return fits


def sheet_of(book: Any, name: str) -> Any:
    """A sheet that prints as wide as an A4 page lying down, its header on each."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _format(table: str, column: str) -> str:
    if column in AMOUNTS.get(table, ()):
        return "amount"
    if column in DIFFERENCES.get(table, ()):
        return "index"
    if column in SHARES or column in RATES.get(table, ()):
        return "rate"
    if column in PRECISE.get(table, ()):
        return "any"
    return "amount" if table in QUANTITIES else "index"


def _digits(values: pd.Series, kind: str) -> int:
    """How wide the numbers of a column are as they are shown."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    numbers = numbers[np.isfinite(numbers)]
    ends = [numbers.min(), numbers.max()] if len(numbers) else []
    return max((len(SHOWN[kind].format(end)) for end in ends), default=0)


def write_cell(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    """A value as what it is; text is never taken for a formula, and what is missing or not finite stays empty."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, float):
        if math.isfinite(value):
            sheet.write_number(row, column, value, form)
    elif isinstance(value, str) and value:
        sheet.write_string(row, column, value)


def _settings(sheet: Any, results: StudyResults, language: Language, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, text("report.setting", language), formats["head"])
    sheet.write_string(0, 1, text("report.value", language), formats["head"])
    for i, (name, value) in enumerate(settings_rows(results, language), start=1):
        sheet.write_string(i, 0, name, formats["text"])
        sheet.write_string(i, 1, value, formats["text"])
        sheet.set_row(i, height(value, 100))
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 100)
    sheet.freeze_panes(1, 0)
