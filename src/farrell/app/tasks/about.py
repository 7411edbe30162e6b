"""What the page must know of finished results: units and columns by name, groups, tables, maps, models."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farrell.app.tasks.chapters import determinants, findings
from farrell.app.tasks.panels import opened
from farrell.app.tasks.study import manifest
from farrell.app.tasks.table import Report
from farrell.catalogue import LANGUAGES
from farrell.data.roles import LISTS

if TYPE_CHECKING:
    from farrell.data import Panel
    from farrell.report.names import Names

KEPT = (
    *("indices", "models", "records", "space", "inference", "warnings", "checks", "diagnostics", "settings"),
    *("seconds", "started", "versions"),
)
"""What study.json says that the page takes as it is."""
OF_ONE = {"inputs": "input", "outputs": "output", "companions": "companion"}
"""A column's role where the study file names the role of several."""


def meta(report: Report, folder: str) -> dict[str, Any]:
    """The ``meta`` of a study that was run."""
    from farrell.report.names import Names

    found = manifest(Path(folder))
    data = found["data"]
    names: dict[str, Names] = {language: Names.of(found, language) for language in LANGUAGES}
    return {
        **{key: found[key] for key in KEPT},
        "units": data["units"],
        "periods": data["periods"],
        "rows": data["rows"],
        "absences": data["absences"],
        "sha256": data["sha256"],
        "persons": data["roles"].get("persons"),
        "names": {unit: _both(names, "unit", unit) for unit in data["units"]},
        "short": {unit: _both(names, "short", unit) for unit in data["units"]},
        "columns": _columns(data["roles"], names),
        "group": data["group"],
        "groups": _groups(opened(folder)[1], data, names),
        "scored": _scored(Path(folder) / "results" / "tables" / "scores.csv"),
        "tables": {name: list(kinds) for name, kinds in found["columns"].items()},
        "maps": _maps(found),
        "determinants": determinants(found, names),
        "findings": findings(found, names),
        "source": data["attribution"],
        "software": f"Farrell {found['version']}",
    }


def _both(names: Mapping[str, Names], say: str, word: str) -> dict[str, str]:
    return {language: getattr(spoken, say)(word) for language, spoken in names.items()}


def _columns(roles: Mapping[str, Any], names: Mapping[str, Names]) -> list[dict[str, Any]]:
    """Every numeric column, each once, with its label, its unit of measurement, and the resource it counts."""
    from farrell.policy.norms import resource_of

    role_of = {column: OF_ONE.get(role, role) for role in LISTS for column in roles.get(role, ())}
    if roles.get("weight"):
        role_of.setdefault(roles["weight"], "weight")
    columns = []
    for name, role in role_of.items():
        label, unit = _both(names, "variable", name), _both(names, "measure", name)
        resource = resource_of(name, *label.values())
        columns.append({"name": name, "role": role, "label": label, "unit": unit, "resource": resource})
    return columns


def _groups(panel: Panel, data: Mapping[str, Any], names: Mapping[str, Names]) -> dict[str, Any]:
    """Grouping -> the label of each unit, and what each label is called."""
    group = data["group"]
    if group is None:
        return {}
    of = dict(zip(panel.unit_labels, panel.labels[group].tolist(), strict=True))
    return {group: {"of": of, "labels": {label: _both(names, "region", label) for label in data["regions"]}}}


def _scored(path: Path) -> dict[str, str]:
    """Model -> the column that ranks its units: ``te``, highest first, or, of a model without one, ``score``, lowest
    first (:func:`farrell.dea.compare.higher_is_better`)."""
    import pandas as pd

    from farrell.data.write import unmarked

    if not path.is_file():
        return {}
    models = pd.read_csv(path, usecols=["model", "te"]).groupby("model", sort=False)["te"]
    return {unmarked(str(model)): "te" if te.notna().any() else "score" for model, te in models}


def _maps(found: Mapping[str, Any]) -> dict[str, Any]:
    """Base maps that a study can be shown on, and the first of them to show."""
    from farrell.data import are_provinces

    base = found["maps"]["base"]
    bases = [
        *(["file"] if base == "file" else []),
        *(["outline", "tiles"] if are_provinces(found["data"]["units"]) else []),
    ]
    return {**found["maps"], "bases": bases, "default": base if base in bases else next(iter(bases), "")}
