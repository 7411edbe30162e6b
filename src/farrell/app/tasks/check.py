"""Check the data of a study before there is one: every finding with its place, and what mends it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from farrell.app.refusals import found
from farrell.app.tasks.fixes import fixes_of, fixes_of_file
from farrell.app.tasks.look import refusal
from farrell.app.tasks.table import Report
from farrell.errors import DataError

if TYPE_CHECKING:
    from farrell.study import StudySpec

MOST_FINDINGS = 1000
"""Findings that are told; the worst come first."""
WORST_FIRST = ("error", "warning", "note")


def check(report: Report, path: str, data: dict[str, Any]) -> dict[str, Any]:
    """What the checks say of a file that is read as ``data`` says."""
    from farrell.data import are_provinces
    from farrell.dea import can_screen, screen
    from farrell.study.run import open_panel

    spec = spec_of(Path(path), data)
    try:
        panel = open_panel(spec)
    except DataError as error:
        if not error.findings:
            return _told(False, [{**refusal(error), "fixes": fixes_of_file(error)}])
        cells = [str(dict(f.values)["cell"]) for f in error.findings if f.code == "non-numeric"]
        return _told(False, [found(f, fixes_of(f, data, cells)) for f in error.findings])
    findings = [*panel.findings, *(screen(panel).findings if can_screen(panel) else ())]
    told = _told(True, [found(f, fixes_of(f, data)) for f in findings])
    counted = {"rows": len(panel), "units": len(panel.units), "periods": list(panel.periods)}
    return {**told, **counted, "provinces": are_provinces(panel.units)}


def spec_of(file: Path, data: dict[str, Any]) -> StudySpec:
    """A study of a file that is read as ``data`` says."""
    from farrell.study.file import check_study

    table = {"schema": 1, "data": {**data, "file": file.name}, "model": [{"kind": "efficiency"}]}
    return check_study(file.with_name("study.toml"), table)


def _told(ok: bool, findings: list[dict[str, Any]]) -> dict[str, Any]:
    ordered = sorted(findings, key=lambda f: WORST_FIRST.index(f["severity"]))
    return {"ok": ok, "rows": 0, "units": 0, "periods": [], "provinces": False, "findings": ordered[:MOST_FINDINGS]}
