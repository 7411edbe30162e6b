"""What can be chosen of a study: what its file says of which data, and the models that these can have."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farrell.app.tasks.check import spec_of
from farrell.app.tasks.panels import opened
from farrell.app.tasks.table import Report
from farrell.catalogue import LANGUAGES, Language, text
from farrell.errors import FarrellError

if TYPE_CHECKING:
    from farrell.data import Panel


def choices(report: Report, folder: str) -> dict[str, Any]:
    """What a study file says, and what of the data the page must know to change it."""
    from farrell.data import are_provinces
    from farrell.productivity.models import INDICES
    from farrell.study.space import variables_of
    from farrell.study.spec import panel_arguments
    from farrell.study.unasked import statistics_of

    spec, panel = opened(folder)
    columns, roles, space = panel_arguments(spec), panel.roles, spec.space or {}
    grouped, mapped = bool(panel.roles.groups) and spec.groups != "", spec.maps.file is not None
    single = {"unit": columns["unit"], "period": columns.get("period"), "weight": roles.weight}
    toml = (Path(folder) / "study.toml").read_text(encoding="utf-8-sig")
    return {
        "toml": toml,
        "study": tomllib.loads(toml),
        "data": spec.data.get("bundled") or spec.data["file"],
        "roles": {
            **{role: [] if column is None else [column] for role, column in single.items()},
            "input": list(roles.inputs),
            "output": list(roles.outputs),
            "undesirable": list(roles.undesirable),
            "group": _groups(columns.get("group"), spec.groups),
        },
        "rows": len(panel),
        "units": len(panel.units),
        "periods": list(panel.periods),
        "provinces": are_provinces(panel.units),
        "variables": variables_of(space, spec.models),
        "statistics": statistics_of(panel, space, spec.models, grouped=grouped, mapped=mapped),
        "indices": list(INDICES),
    }


def models_of_study(report: Report, folder: str) -> list[dict[str, Any]]:
    """Every kind of model, and whether a study's data can have it."""
    return _offers(opened(folder)[1])


def models_of_file(report: Report, path: str, data: dict[str, Any]) -> list[dict[str, Any]]:
    """Every kind of model, and whether a file that is read as ``data`` says can have it."""
    from farrell.study.run import open_panel

    return _offers(open_panel(spec_of(Path(path), data)))


def _offers(panel: Panel) -> list[dict[str, Any]]:
    from farrell.productivity.models import OVER_TIME
    from farrell.study.trial import choices, refused_kinds

    return [
        {
            "kind": kind,
            "over_time": kind in OVER_TIME,
            "why": None if error is None else {language: _why(error, language) for language in LANGUAGES},
            "options": choices(kind),
        }
        for kind, error in refused_kinds(panel).items()
    ]


def _why(error: FarrellError, language: Language) -> str:
    """Why a kind cannot be had as it is; the page has no place for options that only it needs."""
    if error.code == "option-missing":
        return text("page.model-needs", language, option=error.values["option"])
    return error.text(language)


def _groups(read: str | Sequence[str] | None, told_by: str | None) -> list[str]:
    """Columns of groups: those that are read, and the one that the study is told by; but no groupings of provinces."""
    from farrell.data.provinces import GROUPINGS

    columns = [read] if isinstance(read, str) else list(read or ())
    by = [told_by] if told_by else []
    return [name for name in dict.fromkeys([*columns, *by]) if name not in GROUPINGS]
