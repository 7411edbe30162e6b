"""The first sheets of tables.xlsx: what is in it, how it was made, and charts of what moves over time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

import pandas as pd

from farrell.catalogue import Language, text
from farrell.report.figures.style import OKABE_ITO
from farrell.report.names import Names
from farrell.study import StudyResults

SHEETS = ("contents", "settings", "charts")
NOTES = {
    "descriptive": "sd-note",
    "slacks": "sheet-slacks",
    "regions": "efficiency-note",
    "means": "efficiency-note",
    "group_tests": "tests-descriptive",
    "decompositions": "decompositions-note",
    "scores": "model-scores-note",
    "economics": "economics-note",
    "model_means": "models-note",
    "space_agglomeration": "agglomeration-note",
    "space_coupling": "unit-coordination-note",
    "space_dagum": "dagum-note",
    "space_indicators": "indicators-note",
    "space_rankings": "rankings-note",
    "space_sigma": "sigma-note",
    "closest": "closest-note",
    "role_models": "role-models-note",
    "plan_checks": "plan-checks-note",
    "plan_flows": "plan-flows-note",
    "plan_front": "plan-front-note",
    "plan_totals": "plan-totals-note",
    "scenarios": "scenario-scores-note",
    "scenario_gains": "scenario-gains-note",
}
"""Tables -> key of what to know of them; indices say which side is progress."""
DRAWING = ("space", "inference", "determinants", "robustness")
"""Chapters that draw random numbers."""
LINE = 15
"""Points of a line of text."""
WIDE, HIGH, LINES = 620, 300, 17
"""Size of a chart in pixels, and rows from one to the next."""


def notes(results: StudyResults, language: Language) -> dict[str, str]:
    """What to know of each table that needs it."""
    found = {name: text(f"report.{key}", language) for name, key in NOTES.items() if name in results.tables}
    for model in results.meta["models"]:
        told = results.meta["indices"].get(model["name"])
        if told is None:
            continue
        side = text(f"report.side-{told['progress']}", language, neutral=0 if told["is_sum"] else 1)
        for name in (n for n in results.tables if n in (model["kind"], f"{model['kind']}_means")):
            found[name] = text("report.side-is-progress", language, side=side)
    return found


def write_contents(
    sheet: Any, results: StudyResults, sheets: Mapping[str, str], language: Language, formats: dict[str, Any]
) -> None:
    """Every sheet with its rows and what to know of it; a click leads there."""
    told = notes(results, language)
    for column, key in enumerate(("sheet-name", "sheet-rows", "sheet-note")):
        sheet.write_string(
            0, column, text(f"report.{key}", language), formats[("head", "number-head", "note-head")[column]]
        )
    for row, (name, title) in enumerate(sheets.items(), start=1):
        sheet.write_url(row, 0, f"internal:'{title}'!A1", formats["link"], title)
        if name in results.tables:
            sheet.write_number(row, 1, len(results.tables[name]), formats["count"])
        sheet.write_string(row, 2, told.get(name, ""), formats["note"])
        sheet.set_row(row, height(told.get(name, ""), 110))
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 9)
    sheet.set_column(2, 2, 110)
    sheet.freeze_panes(1, 0)


def height(words: str, width: int) -> int:
    """Points that a text needs in a column of a width in characters, those of Chinese counting double."""
    return LINE * max(1, math.ceil(1.1 * letters(words) / width))


def letters(words: str) -> int:
    """How wide words are, a Chinese character as two letters."""
    return sum(1 + (east_asian_width(c) in "WF") for c in words)


def settings_rows(results: StudyResults, language: Language) -> list[tuple[str, str]]:
    """What made the tables: software, data and hash, seeds, the study file key by key, options as they were run."""
    meta = results.meta
    rows = [
        (text("report.software", language), f"farrell {meta['version']}"),
        (text("report.data-source", language), str(meta["data"]["source"])),
        ("SHA-256", str(meta["data"]["sha256"])),
    ]
    seeds = [(f"{text('report.seed', language)} [{key}]", str(meta[key]["seed"])) for key in DRAWING if meta.get(key)]
    rows += seeds or [(text("report.seed", language), text("report.no-seed", language))]
    rows += [(f"study.toml: {path}", value) for path, value in flat(meta["settings"])]
    for model in meta["models"]:
        options = ", ".join(f"{k} = {v}" for k, v in model["options"].items())
        rows.append((f"{text('report.model', language)} {model['name']}", f"{model['kind']}: {options}"))
    return rows


def flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """A nested setting as keys and values: ``data.inputs``, ``model[1].kind``."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple) and any(isinstance(inner, Mapping) for inner in value):
        for number, inner in enumerate(value, start=1):
            yield from flat(inner, f"{path}[{number}]")
    elif isinstance(value, list | tuple):
        yield path, ", ".join(map(str, value))
    else:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def charted(results: StudyResults, names: Names) -> list[tuple[str, pd.DataFrame]]:
    """Titles and numbers of the charts: mean scores, regions and indices over time, a line a column."""
    tables, found = results.tables, []
    for model in results.meta["models"]:
        title = {"model": model["name"]}
        rows = {name: frame[frame["model"] == model["name"]] for name, frame in tables.items() if "model" in frame}
        if model["kind"] == "efficiency":
            means = rows["means"].set_index("period")[["te_crs", "te_vrs", "se"]]
            means.columns = pd.Index([names.say("te"), names.say("pte"), names.say("se")])
            found.append((names.say("chart-means", **title), means))
        if model["kind"] == "efficiency" and "regions" in rows:
            wide = rows["regions"].pivot_table("te_crs", "period", "region", sort=False)
            wide.columns = pd.Index([names.region(region) for region in wide])
            found.append((names.say("chart-regions", **title), wide))
        if model["name"] in results.meta["indices"]:
            means = rows[f"{model['kind']}_means"]
            means = means[means["by"] == "interval"].set_index("name")
            parts = results.meta["indices"][model["name"]]["components"]
            found.append((names.say("chart-index", **title), means[[part for part in parts if part in means]]))
    return [(title, frame) for title, frame in found if len(frame) > 1]


def write_charts(book: Any, sheet: Any, charts: Sequence[tuple[str, pd.DataFrame]], formats: dict[str, Any]) -> None:
    """Each chart beside the numbers that it shows."""
    across = 2 + max(len(frame.columns) for _, frame in charts)
    row = 0
    for title, frame in charts:
        sheet.write_string(row, 0, title, formats["title"])
        for column, name in enumerate(frame, start=1):
            sheet.write_string(row + 1, column, str(name), formats["number-head"])
        for line, (period, values) in enumerate(frame.iterrows(), start=row + 2):
            sheet.write_string(line, 0, str(period))
            for column, value in enumerate(values, start=1):
                if math.isfinite(value):
                    sheet.write_number(line, column, value, formats["index"])
        sheet.insert_chart(row, across, _chart(book, sheet.get_name(), title, frame, row))
        row += max(LINES, len(frame) + 4)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, across, 10)


def _chart(book: Any, sheet: str, title: str, frame: pd.DataFrame, row: int) -> Any:
    chart = book.add_chart({"type": "line"})
    first, last = row + 2, row + 1 + len(frame)
    for column in range(1, len(frame.columns) + 1):
        line = {"color": OKABE_ITO[(column - 1) % len(OKABE_ITO)], "width": 1.75}
        places = {"name": [sheet, row + 1, column], "categories": [sheet, first, 0, last, 0]}
        chart.add_series({**places, "values": [sheet, first, column, last, column], "line": line})
    low = float(frame.min().min())
    scale = {"min": math.floor(low * 20 - 0.5) / 20, "num_format": "0.00", "major_gridlines": {"visible": True}}
    chart.set_y_axis({**scale, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}})
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": WIDE, "height": HIGH})
    return chart
