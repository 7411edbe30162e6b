"""What the page must know of finished results: units and columns by name, tables, maps, models."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from farrell.app.drafts import STUDY_FILE
from farrell.app.tasks.study import RESULTS, manifest
from farrell.app.tasks.table import Report
from farrell.catalogue import LANGUAGES
from farrell.data.roles import LISTS


def meta(report: Report, folder: str) -> dict[str, Any]:
    """The ``meta`` of a study that was run."""
    from farrell.report.names import Names

    path = Path(folder)
    found = manifest(path)
    data, roles = found["data"], found["data"]["roles"]
    names = {language: Names.of(found, language) for language in LANGUAGES}

    def both(say: str, word: str) -> dict[str, str]:
        return {language: getattr(names[language], say)(word) for language in LANGUAGES}

    columns = [
        {"name": column, "role": role, "label": both("variable", column), "unit": both("measure", column)}
        for role in LISTS
        for column in roles.get(role, ())
    ]
    weight = roles.get("weight")
    if weight and weight not in {c["name"] for c in columns}:
        columns.append(
            {"name": weight, "role": "weight", "label": both("variable", weight), "unit": both("measure", weight)}
        )
    return {
        "units": data["units"],
        "periods": data["periods"],
        "names": {unit: both("unit", unit) for unit in data["units"]},
        "short": {unit: both("short", unit) for unit in data["units"]},
        "columns": columns,
        "group": data["group"],
        "groups": groups_of(path, found),
        "regions": [{"name": region, "label": both("region", region)} for region in data["regions"]],
        "models": found["models"],
        "tables": {name: list(kinds) for name, kinds in found["columns"].items()},
        "records": found["records"],
        "maps": _maps(found),
        "source": data["attribution"],
        "software": {key: found[key] for key in ("software", "version", "versions", "started", "seconds")},
        "sha256": data["sha256"],
        "rows": data["rows"],
        "absences": data["absences"],
        "persons": roles.get("persons"),
        "checks": found["checks"],
        "warnings": found["warnings"],
        "indices": found["indices"],
        "space": found["space"],
        "diagnostics": found["diagnostics"],
        "settings": settings_of(path),
    }


def settings_of(folder: Path) -> dict[str, Any]:
    """The study file as it was read."""
    return tomllib.loads((folder / STUDY_FILE).read_text(encoding="utf-8"))


def groups_of(folder: Path, found: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Grouping -> unit -> label, of the grouping that the results are told by."""
    group = found["data"]["group"]
    for name, kinds in found["columns"].items():
        if group in kinds and "unit" in kinds:
            with (folder / RESULTS / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
                return {group: {row["unit"]: row[group] for row in csv.DictReader(stream)}}
    return {}


def _maps(found: Mapping[str, Any]) -> dict[str, Any]:
    """Base maps that a study can be shown on, and which of them it asks for."""
    from farrell.data import are_provinces

    maps = found["maps"]
    bundled = ["outline", "tiles"] if are_provinces(found["data"]["units"]) else []
    own = ["file"] if maps["base"] == "file" else []
    default = maps["base"] if maps["base"] != "none" else next(iter([*own, *bundled]), None)
    return {**maps, "bases": [*own, *bundled], "default": default}
