"""The lines of Python that give what a study file gives."""

from __future__ import annotations

import tomllib
from typing import Any

from farrell.data.bundles import ROLES

READ = ("bundled", "file", "units", "periods", "source")
"""Keys of [data] that the reader does not take."""


def python_lines(study: str) -> str:
    """A script that runs the study file beside it, and asks each of its models by itself."""
    raw = tomllib.loads(study)
    lines = ["import farrell", "", *_whole(), "", *_panel(raw)]
    for model in raw.get("model", raw.get("models", [])):
        lines += ["", *_model(model)]
    return "\n".join(lines) + "\n"


def _whole() -> list[str]:
    return [
        "# everything the study file asks for, with its report, in one folder",
        'done = farrell.run_study("study.toml", "results")',
        "tables = done.results.tables",
    ]


def _panel(raw: dict[str, Any]) -> list[str]:
    data = raw["data"]
    given = {k: v for k, v in data.items() if k not in READ}
    source = data.get("file", "")
    lines = ["# the same data and models by themselves"]
    if "bundled" in data:
        own = {k: v for k, v in ROLES[data["bundled"]].items() if k != "file"}
        given = {k: v for k, v in {**own, **given}.items() if v is not None}
        lines.append("from farrell.data.bundles import bundle_path")
        lines.append(f"panel = farrell.read_panel(str(bundle_path({data['bundled']!r})), {_listed(given)})")
    else:
        lines.append(f"panel = farrell.read_panel({source!r}, {_listed(given)})")
    chosen = {key: data[key] for key in ("units", "periods") if data.get(key)}
    return [*lines, *([f"panel = panel.select({_listed(chosen)})"] if chosen else [])]


def _model(model: dict[str, Any]) -> list[str]:
    kind = model["kind"]
    name = "scale_efficiency" if kind == "efficiency" else kind.replace("-", "_")
    options = {k: v for k, v in model.items() if k not in ("name", "kind", "without", "cumulative_from")}
    called = ", ".join(["panel", *([_listed(options)] if options else [])])
    result = "".join(c if c.isalnum() else "_" for c in model.get("name", kind))
    result = result if result.isidentifier() else f"model_{result}"
    return [f"{result} = farrell.{name}({called})", f"print({result}.to_frame())"]


def _listed(given: dict[str, Any]) -> str:
    return ", ".join(f"{key}={value!r}" for key, value in given.items())
