"""How a screen is made again: the Python lines, and the part of a study file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farrell.app.refusals import RequestError
from farrell.app.tasks.panels import opened
from farrell.app.tasks.study import RESULTS, manifest
from farrell.app.tasks.table import Report
from farrell.catalogue import Language
from farrell.data.write import unmarked

if TYPE_CHECKING:
    from farrell.data import Panel
    from farrell.study import StudySpec

BOUNDS = "ratios"
"""The option whose lists are two bounds; those of others are a number a unit."""


def lines(spec: StudySpec, panel: Panel, calls: Iterable[str]) -> str:
    """The lines that read the study's data, then calls."""
    from farrell.report.reproduce import reading_lines
    from farrell.study.manifest import described

    return "\n".join([*reading_lines(described(spec, panel), dict(spec.data)), *calls, ""])


def study_lines(report: Report, folder: str) -> str:
    """The lines that give a study's numbers again, before it is run, too."""
    from farrell.report.reproduce import python_lines
    from farrell.study.manifest import described, models_of

    spec, panel = opened(folder)
    return python_lines({"data": described(spec, panel), "settings": dict(spec.raw), "models": models_of(spec)}) + "\n"


def table_lines(
    report: Report, folder: str, table: str, of: str, period: str, columns: list[str], language: Language
) -> str:
    """The lines that give a table of a study's results, or its data, again.

    Raises
    ------
    RequestError
        code ``not-found``: no such table, model, variable or period
    """
    from farrell.report import table_lines as recipes

    meta = manifest(Path(folder))
    owners = _owners(Path(folder), table) if table != "panel" else []
    periods = {str(one): one for one in meta["data"]["periods"]}
    if (of and of not in owners) or (period and period not in periods):
        raise RequestError("not-found")
    chosen = of or (owners[0] if owners else "")
    return recipes.table_lines(meta, table, chosen, period=periods.get(period), columns=columns, language=language)


def _owners(folder: Path, table: str) -> list[str]:
    """Models of a table's rows, of a table in space variables; none where it has neither."""
    meta = manifest(folder)
    if table not in meta["columns"]:
        raise RequestError("not-found")
    with (folder / RESULTS / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        key = "variable" if table.startswith("space_") else "model"
        found = list(dict.fromkeys(unmarked(row[key]) for row in rows)) if key in (rows.fieldnames or ()) else []
    known = [one["name"] for one in meta["models"]]
    return found if key == "variable" or set(found) <= set(known) else []


def call(name: str, function: str, given: Mapping[str, Any], first: str = "panel") -> str:
    """``name = farrell.function(panel, ...)``."""
    from farrell.report.call import arguments

    return f"{name} = farrell.{function}({first}{arguments(dict(given))})"


def toml(tables: Mapping[str, Any], units: tuple[str, ...]) -> str:
    """Tables of a study file as text. TOML has no null: what is not said is left out, and no cap is a word."""
    import tomli_w

    return tomli_w.dumps({name: _table(value, units) for name, value in tables.items()})


def _table(value: Any, units: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_table(entry, units) for entry in value]
    from farrell.policy.limits import NO_CAP

    kept = {key: NO_CAP if key == "cap" and one is None else one for key, one in value.items()}
    return {key: _value(key, one, units) for key, one in kept.items() if one is not None}


def _value(key: str, value: Any, units: tuple[str, ...]) -> Any:
    """A value without nulls: of two bounds the open one is 0 or left out, of a number a unit those said are named."""
    if isinstance(value, Mapping):
        return {name: _value(key, one, units) for name, one in value.items() if one is not None}
    if not isinstance(value, list) or None not in value:
        return value
    if key == BOUNDS:
        low, high = value
        return (low or 0.0) if high is None else [0.0, high]
    return {unit: one for unit, one in zip(units, value, strict=True) if one is not None}
