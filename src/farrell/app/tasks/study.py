"""Check a study file, run it, show its data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from farrell.app.tasks.panels import opened
from farrell.app.tasks.table import Report
from farrell.catalogue import LANGUAGES
from farrell.errors import OptionError, StudyFileError

RESULTS = "results"


def validate(report: Report, folder: str) -> dict[str, str]:
    """The titles of a study file that is right, whose data and files can be used, and whose models can be had."""
    from farrell.study.run import open_files
    from farrell.study.trial import first_refused

    spec, panel = opened(folder)
    open_files(spec, panel)
    refused = first_refused(panel, spec.models)
    if refused is not None:
        model, error = refused
        if isinstance(error, OptionError):
            key = f"model.{model.name}"
            raise StudyFileError("study-option", file=spec.path.name, key=key, message=error) from error
        raise error
    return {language: spec.title[language] for language in LANGUAGES}


def titles(report: Report, folder: str) -> dict[str, str]:
    """The titles that a study file gives its study."""
    from farrell.study import read_study

    spec = read_study(Path(folder) / "study.toml")
    return {language: spec.title[language] for language in LANGUAGES}


def run(report: Report, folder: str) -> None:
    """Run a study with the choices made last, and put its results in the place of earlier ones; documents are made from
    them later. A run that was stopped goes on from what it had finished."""
    from farrell.app.changes import latest, settle
    from farrell.lp.resuming import resumable_beside
    from farrell.study import compute, read_study, replace_folder, save_results

    home = Path(folder)
    with resumable_beside(home / RESULTS):
        results = compute(read_study(latest(home) / "study.toml"), report)
        with replace_folder(home / RESULTS) as staging:
            save_results(results, staging, [])
    settle(home)


def panel_table(report: Report, folder: str) -> dict[str, Any]:
    """Every row of a study's data by columns: unit, period, groups, numbers."""
    _, panel = opened(folder)
    columns: dict[str, list[Any]] = {"unit": panel.unit_labels, "period": panel.period_labels}
    columns |= {name: values.tolist() for name, values in {**panel.labels, **panel.numbers}.items()}
    return {"rows": len(panel), "columns": columns}


def manifest(folder: Path) -> dict[str, Any]:
    """What the results of a study say about themselves."""
    found: dict[str, Any] = json.loads((folder / RESULTS / "study.json").read_text(encoding="utf-8"))
    return found
