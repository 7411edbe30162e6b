"""plan.xlsx: a plan to look at, to change by hand, and to hand back.

One sheet a movable input: whoever edits the column of transfers sees what is left and what is out of bounds. Others
tell the gains, the flows and the settings. ``read_moves`` takes the transfers back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain, count
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from farrell.catalogue import LANGUAGES, text
from farrell.errors import DataError, Place, finding
from farrell.report.brief import brief, moving
from farrell.report.names import Names
from farrell.report.workbook import CREATED, sheet_of

KEYS = ("unit", "before", "transfer", "after", "per", "per-after", "may-give", "may-get", "least", "most", "sure")
"""Columns of a sheet of transfers, in order; their words are ``report.book-KEY``."""
SHEETS = ("words", "gains", "flows", "settings")
"""The other sheets; their names are ``report.book-KEY``."""
LONGEST_SHEET = 31
"""Characters of the name of a sheet."""
NOT_IN_SHEETS = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
FIRST = 3
"""Row of the header, from 0: above it stand what the sheet is and how to edit it."""


def write_plan_book(record: dict[str, Any], names: Names, path: Path) -> None:
    """Write a plan's record as a workbook; the same bytes from the same record."""
    book = xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    )
    book.set_properties({"title": names.say("h-plan"), "created": CREATED})
    forms = _formats(book)
    _words(book, record, names, forms)
    sheets = sheets_of(record["objective"]["moves"])
    for column in [c for c in sheets if _moves(record, c)] or moving(record):
        _transfers(book, record, column, sheets[column], names, forms)
    _gains(book, record, names, forms)
    _flows(book, record, names, forms)
    _settings(book, record, names, forms)
    book.close()


def sheets_of(columns: Iterable[str]) -> dict[str, str]:
    """The sheet of each input: its name as far as a sheet can have it, and like no other sheet's."""
    taken = {text(f"report.book-{key}", language).casefold() for key in SHEETS for language in LANGUAGES} | {"history"}
    found = {}
    for column in columns:
        plain = column.translate(NOT_IN_SHEETS).strip("'")
        ends = chain([""], (f"~{number}" for number in count(2)))
        tries = (plain[: LONGEST_SHEET - len(end)] + end for end in ends)
        found[column] = next(name for name in tries if name and name.casefold() not in taken)
        taken.add(found[column].casefold())
    return found


def _moves(record: dict[str, Any], column: str) -> bool:
    return any(r["most_in"] or r["most_out"] for r in record["limits"]["inputs"] if r["column"] == column)


def _formats(book: Any) -> dict[str, Any]:
    head = {"bold": True, "top": 2, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right"}
    edit = {"num_format": "#,##0.##;[Color9]-#,##0.##;0", "bg_color": "#FFF8DC", "border": 1, "border_color": "#C8B560"}
    return {
        "title": book.add_format({"bold": True, "font_size": 13}),
        "note": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#555555"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "head": book.add_format(head),
        "head-word": book.add_format({**head, "align": "left"}),
        "amount": book.add_format({"num_format": "#,##0.##"}),
        "ratio": book.add_format({"num_format": "0.000"}),
        "edit": book.add_format(edit),
        "total": book.add_format({"num_format": "#,##0.##", "bold": True, "top": 1}),
        "total-word": book.add_format({"bold": True, "top": 1}),
        "wrong": book.add_format({"bg_color": "#F3C6B5", "font_color": "#7A1F00"}),
    }


def _words(book: Any, record: dict[str, Any], names: Names, forms: dict[str, Any]) -> None:
    sheet = sheet_of(book, names.say("book-words"))
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, names.say("h-plan"), forms["title"])
    for i, sentence in enumerate(brief(record, names), start=1):
        sheet.write_string(i, 0, sentence, forms["text"])


def _transfers(book: Any, record: dict[str, Any], column: str, title: str, names: Names, forms: dict[str, Any]) -> None:
    sheet = sheet_of(book, title)
    people = {u["unit"]: u["thousands"] for u in record["units"]}
    keys = [k for k in KEYS if not (k.startswith("per") and None in people.values())]
    place = {key: xl_col_to_name(j) for j, key in enumerate(keys)}
    sheet.write_string(0, 0, names.headed(column), forms["title"])
    sheet.write_string(1, 0, names.say("book-edit"), forms["note"])
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, len(keys) - 1, 13)
    for j, key in enumerate(keys):
        sheet.write_string(FIRST, j, names.say(f"book-{key}"), forms["head" if j else "head-word"])
    limits = {r["unit"]: r for r in record["limits"]["inputs"] if r["column"] == column}
    rows = [r for r in record["inputs"] if r["column"] == column]
    for i, row in enumerate(rows, start=FIRST + 1):
        at, limit, net = i + 1, limits[row["unit"]], row["in"] - row["out"]
        sheet.write_string(i, 0, row["unit"])
        values = {
            "before": row["before"],
            "may-give": limit["most_out"],
            "may-get": limit["most_in"],
            "least": row["least_move"],
            "most": row["most_move"],
        }
        for key, value in values.items():
            if value is not None:
                sheet.write_number(i, keys.index(key), value, forms["amount"])
        sheet.write_number(i, keys.index("transfer"), net, forms["edit"])
        after = f"={place['before']}{at}+{place['transfer']}{at}"
        sheet.write_formula(i, keys.index("after"), after, forms["amount"], row["after"])
        if "per" in keys:
            thousands = people[row["unit"]]
            for key, amount in (("per", "before"), ("per-after", "after")):
                cell = f"={place[amount]}{at}/{thousands!r}"
                sheet.write_formula(i, keys.index(key), cell, forms["ratio"], row[amount] / thousands)
        sure = names.say("book-yes") if row["sure"] else ""
        sheet.write_string(i, keys.index("sure"), sure)
    last = FIRST + len(rows)
    _total(sheet, keys, place, last, rows, names, forms)
    edited, get, give = place["transfer"], place["may-get"], place["may-give"]
    rule = f"=OR(${edited}{FIRST + 2}>${get}{FIRST + 2}+0.001,${edited}{FIRST + 2}<-${give}{FIRST + 2}-0.001)"
    j = keys.index("transfer")
    sheet.conditional_format(FIRST + 1, j, last, j, {"type": "formula", "criteria": rule, "format": forms["wrong"]})
    sheet.freeze_panes(FIRST + 1, 1)


def _total(
    sheet: Any, keys: list[str], place: dict[str, str], last: int, rows: list[Any], names: Names, forms: dict[str, Any]
) -> None:
    """The sums under the columns: that of the transfers must stay what the budget says, 0 without one."""
    sheet.write_string(last + 1, 0, names.say("total"), forms["total-word"])
    sums = {"before": "before", "after": "after", "transfer": None}
    for key, source in sums.items():
        value = sum(r[source] if source else r["in"] - r["out"] for r in rows)
        formula = f"=SUM({place[key]}{FIRST + 2}:{place[key]}{last + 1})"
        sheet.write_formula(last + 1, keys.index(key), formula, forms["total"], value)


def _gains(book: Any, record: dict[str, Any], names: Names, forms: dict[str, Any]) -> None:
    sheet = sheet_of(book, names.say("book-gains"))
    units = {u["unit"]: u for u in record["units"]}
    header = ["unit", "variable", "before", "gain", "after", "te", "te-after"]
    for j, key in enumerate(header):
        sheet.write_string(0, j, names.say(f"book-{key}"), forms["head" if j > 1 else "head-word"])
    for i, row in enumerate(record["outputs"], start=1):
        sheet.write_string(i, 0, row["unit"])
        sheet.write_string(i, 1, names.headed(row["column"]))
        for j, value in enumerate((row["before"], row["gain"], row["before"] + row["gain"]), start=2):
            sheet.write_number(i, j, value, forms["amount"])
        for j, key in ((5, "te_before"), (6, "te_after")):
            if units[row["unit"]][key] is not None:
                sheet.write_number(i, j, units[row["unit"]][key], forms["ratio"])
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 6, 13)
    sheet.freeze_panes(1, 1)


def _flows(book: Any, record: dict[str, Any], names: Names, forms: dict[str, Any]) -> None:
    if not record["flows"]:
        return
    sheet = sheet_of(book, names.say("book-flows"))
    for j, key in enumerate(("variable", "plan-donor", "plan-receiver", "plan-transfer", "plan-distance")):
        sheet.write_string(0, j, names.say(key), forms["head" if j > 2 else "head-word"])
    for i, flow in enumerate(record["flows"], start=1):
        for j, word in enumerate((names.headed(flow["column"]), flow["donor"], flow["receiver"])):
            sheet.write_string(i, j, word)
        for j, value in ((3, flow["amount"]), (4, flow["distance"])):
            sheet.write_number(i, j, value, forms["amount"])
    sheet.set_column(0, 2, 20)
    sheet.set_column(3, 4, 13)
    sheet.freeze_panes(1, 0)


def _settings(book: Any, record: dict[str, Any], names: Names, forms: dict[str, Any]) -> None:
    sheet = sheet_of(book, names.say("book-settings"))
    rows = [("software", f"farrell {record['version']}"), ("data", record["data"])]
    rows += [("sha256", record["sha256"] or "–"), ("period", str(record["period"]))]
    rows += [(k, v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)) for k, v in record["settings"].items()]
    for i, (key, value) in enumerate(rows):
        sheet.write_string(i, 0, key)
        sheet.write_string(i, 1, value, forms["text"])
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)


def read_moves(path: Path, columns: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Transfers of a plan.xlsx that was handed back: by input, by unit, those that are not zero.

    Raises
    ------
    DataError
        codes ``plan-book``: no workbook of a plan; ``plan-book-cell``: a transfer that is no number, with its cell
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise DataError("plan-book", file=path.name, reason=str(error)) from error
    by_sheet = {sheet: column for column, sheet in sheets_of(columns).items()}
    found = {by_sheet[name]: book.get_sheet_by_name(name).to_python() for name in book.sheet_names if name in by_sheet}
    if not found:
        raise DataError("plan-book", file=path.name, reason=f"{', '.join(by_sheet)}: –")
    return {column: _moves_of(path.name, column, rows) for column, rows in found.items()}


def _moves_of(file: str, column: str, rows: list[list[Any]]) -> dict[str, float]:
    words = {key: {text(f"report.book-{key}", language) for language in LANGUAGES} for key in ("unit", "transfer")}
    totals = {text("report.total", language) for language in LANGUAGES}
    head = next((i for i, row in enumerate(rows) if row and row[0] in words["unit"]), None)
    place = None if head is None else next((j for j, w in enumerate(rows[head]) if w in words["transfer"]), None)
    if head is None or place is None:
        raise DataError("plan-book", file=file, reason=f"{column}: –")
    moves: dict[str, float] = {}
    for i, row in enumerate(rows[head + 1 :], start=head + 2):
        unit, value = str(row[0]).strip(), row[place]
        if not unit or unit in totals:
            continue
        if value != "" and (isinstance(value, bool) or not isinstance(value, (int, float))):
            where = Place(file, i, unit, None, column)
            raise DataError.of([finding("plan-book-cell", "error", where, value=str(value))])
        if value:
            moves[unit] = float(value)
    return moves
