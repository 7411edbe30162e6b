"""What study.json says about the data, the models and the run."""

from __future__ import annotations

import datetime as dt
import hashlib
import platform
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from farrell.__about__ import __version__
from farrell.catalogue import LANGUAGES, Language
from farrell.data import Panel
from farrell.data.checks import CODES
from farrell.data.named import hashes_of
from farrell.data.provinces import province_code
from farrell.errors import Finding
from farrell.study.provenance import plain
from farrell.study.spec import StudySpec, panel_arguments


def group_of(panel: Panel, spec: StudySpec) -> str | None:
    """The column of groups: the one named, none where it is empty, or else the data's first."""
    if spec.groups is not None:
        return spec.groups or None
    return panel.roles.groups[0] if panel.roles.groups else None


def described(spec: StudySpec, panel: Panel) -> dict[str, Any]:
    """What study.json says about the data."""
    group = group_of(panel, spec)
    return {
        "name": panel.name,
        "source": spec.data.get("bundled") or spec.data.get("file"),
        "attribution": {lang: spec.source[lang] or str(spec.data.get("file")) for lang in LANGUAGES},
        "bundled": "bundled" in spec.data,
        "sha256": panel.sha256,
        "units": list(panel.units),
        "periods": list(panel.periods),
        "rows": len(panel),
        "absences": {unit: list(periods) for unit, periods in panel.absences.items()},
        "roles": panel.roles.to_dict(),
        "unit": panel_arguments(spec)["unit"],
        "period": panel_arguments(spec).get("period"),
        "group": group,
        "regions": [] if group is None else list(dict.fromkeys(panel.labels[group].tolist())),
    }


def models_of(spec: StudySpec) -> list[dict[str, Any]]:
    """What study.json says about the models."""
    return [{"name": m.name, "kind": m.kind, "options": dict(m.options)} for m in spec.models]


def manifest(
    spec: StudySpec,
    panel: Panel,
    findings: list[Finding],
    messages: list[dict[Language, str]],
    diagnostics: dict[str, Any],
    ran: tuple[dt.datetime, float],
) -> dict[str, Any]:
    """What study.json says about the run; ``ran`` are its beginning and how many seconds it took."""
    checked = [c for c in CODES if c != "same-province" or any(province_code(unit) for unit in panel.units)]
    codes = dict.fromkeys([*checked, *(f.code for f in findings)])
    found = {code: [f for f in findings if f.code == code] for code in codes}
    return {
        "software": "farrell",
        "version": __version__,
        "versions": _versions(),
        "schema": 1,
        "title": dict(spec.title),
        "language": spec.language,
        "seed": None,
        "started": ran[0].isoformat(timespec="seconds"),
        "seconds": round(ran[1], 3),
        "data": described(spec, panel),
        "outputs": {
            "tables": list(spec.formats),
            "figures": list(spec.figures),
            "documents": list(spec.documents),
            "profiles": list(spec.profiles),
        },
        "settings": plain(spec.raw),
        "study_sha256": hashlib.sha256(spec.path.read_bytes()).hexdigest(),
        "named_sha256": hashes_of(spec.raw, spec.path.parent),
        "models": models_of(spec),
        "compare": {"source": spec.compare_source, "note": dict(spec.compare_note)} if spec.compare else None,
        "checks": {
            code: {
                "outcome": max((f.severity for f in items), key=("note", "warning", "error").index)
                if items
                else "passed",
                "findings": [_finding(f) for f in items],
            }
            for code, items in found.items()
        },
        "warnings": messages,
        "diagnostics": diagnostics,
    }


def _finding(item: Finding) -> dict[str, Any]:
    """A finding with its place, its values and its texts."""
    values = {key: list(value) if isinstance(value, tuple) else value for key, value in item.values}
    texts: dict[str, str] = {language: item.text(language) for language in LANGUAGES}
    return {**asdict(item.place), "severity": item.severity, "values": plain(values), **texts}


def _versions() -> dict[str, str]:
    out = {"python": platform.python_version()}
    names = ("numpy", "pandas", "narwhals", "highspy", "scipy", "matplotlib", "pillow", "XlsxWriter", "python-calamine")
    for name in names:
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = "absent"
    return out
