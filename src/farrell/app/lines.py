"""The lines of Python that give what a study file gives."""

from __future__ import annotations

import tomllib
from typing import Any

from farrell.study.spec import OF_THE_STUDY

BEGIN = """\
import farrell
from farrell.study import read_study
from farrell.study.run import open_panel

# everything the study file beside this script asks for, with its report, in one folder
done = farrell.run_study("study.toml", "results")
tables = done.results.tables

# the same data, and each model by itself
panel = open_panel(read_study("study.toml"))
"""


def python_lines(study: str) -> str:
    """A script that runs the study file beside it, and asks each of its models by itself."""
    raw = tomllib.loads(study)
    taken: set[str] = set()
    return BEGIN + "".join(_model(model, taken) for model in raw.get("model", raw.get("models", [])))


def _model(model: dict[str, Any], taken: set[str]) -> str:
    kind = model["kind"]
    function = "scale_efficiency" if kind == "efficiency" else kind
    options = [f"{k}={v!r}" for k, v in model.items() if k not in ("name", "kind", *OF_THE_STUDY)]
    result = _variable(model.get("name", kind), taken)
    return f"{result} = farrell.{function}({', '.join(['panel', *options])})\nprint({result}.to_frame())\n"


def _variable(name: str, taken: set[str]) -> str:
    """A name of Python for a model that no other has."""
    plain = "".join(c if c.isalnum() else "_" for c in name)
    plain = plain if plain.isidentifier() and plain not in ("panel", "tables", "done", "farrell") else f"model_{plain}"
    while plain in taken:
        plain += "_"
    taken.add(plain)
    return plain
