"""From a table's name to its lines: its recipe, what that needs, and what this needs in turn."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from inspect import getsource, isfunction, signature
from textwrap import dedent
from types import FunctionType
from typing import Any

from farrell.catalogue import Language, text
from farrell.productivity.models import OVER_TIME
from farrell.report.reproduce import reading_lines
from farrell.report.table_lines.asked import Asked
from farrell.report.table_lines.parts import PARTS
from farrell.report.table_lines.recipes import (
    determinants,
    efficiency,
    evolution,
    indices,
    inference,
    policy,
    projections,
    robustness,
    space,
    stochastic,
    systems,
)

MODULES = (
    *(efficiency, projections, indices, policy, stochastic, inference, determinants, robustness),
    *(space, evolution, systems),
)
RECIPES: Mapping[str, FunctionType] = {
    name: one
    for module in MODULES
    for name, one in vars(module).items()
    if isfunction(one) and one.__module__ == module.__name__
}
"""Tables by name, what several of them are made of, and what recipes call."""
IMPORTS = {
    "itertools.": "import itertools",
    "np.": "import numpy as np",
    "pd.": "import pandas as pd",
    "farrell.": "import farrell",
    "weighted_efficiency(": "from farrell.dea import weighted_efficiency",
}
WIDTH = 110
"""Of a line; longer calls and lists are broken."""


def table_lines(
    meta: Mapping[str, Any],
    table: str,
    of: str = "",
    *,
    period: Any = None,
    columns: Sequence[str] = (),
    language: Language = "en",
) -> str:
    """The lines, which end with the table; where public functions do not give it, they run the study.

    Parameters
    ----------
    meta : what study.json holds
    table : a table of the results, or ``panel`` for the data
    of : the model whose rows are wanted, of a table in space the variable; empty where a table has neither
    period, columns : rows and columns that are looked at, all by default
    language : of the remark on a table that no public function gives
    """
    asked = Asked(meta, table, of)
    try:
        lines = _Lines(asked).made()
    except _NoFunction:
        lines = _of_study(asked, language)
    return "\n".join([*lines, *_selected(asked, period, columns), "print(table)", ""])


class _NoFunction(Exception):
    """No public function gives something."""


class _Lines:
    """Lines of what a table needs, each once, before what needs it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.lines: list[str] = []
        self.known = {"panel"}

    def made(self) -> list[str]:
        """All lines up to the table.

        Raises
        ------
        _NoFunction
            no public function gives the table, or something that it is made of
        """
        name = _recipe_of(self.asked)
        if name not in RECIPES:
            raise _NoFunction(name)
        self.follow(RECIPES[name], "table")
        reading = reading_lines(self.asked.data, self.asked.meta["settings"]["data"])[2:]
        said = "\n".join([*reading, *self.lines])
        imports = [line for name, line in IMPORTS.items() if re.search(rf"\b{re.escape(name)}", said)]
        return [*imports, "", *reading, *self.lines]

    def follow(self, recipe: FunctionType, name: str) -> None:
        """The body of a recipe, after what it takes and the functions it calls."""
        for needed in signature(recipe).parameters:
            self.need(needed)
        body = _body(recipe, name)
        for helper in _names("\n".join(body)) & RECIPES.keys() - {*recipe.__code__.co_varnames} - self.known:
            self.known.add(helper)
            self.lines += ["", *_bare(getsource(RECIPES[helper])).splitlines(), ""]
        self.lines += body

    def need(self, name: str) -> None:
        """What defines a name, unless that is there."""
        if name in self.known:
            return
        self.known.add(name)
        if name in RECIPES:
            self.follow(RECIPES[name], name)
            return
        expression = PARTS[name](self.asked)
        if expression is None:
            raise _NoFunction(name)
        for used in sorted(_names(expression) & (PARTS.keys() | RECIPES.keys())):
            self.need(used)
        self.lines += _folded(name, expression)


def _recipe_of(asked: Asked) -> str:
    """The recipe of a table: those of an index, and of a model without one score a unit, are called after it."""
    for model in asked.meta["models"]:
        kind = model["kind"]
        if asked.table == kind != "efficiency":
            return "index_table" if kind in OVER_TIME else "model_table"
        if kind in OVER_TIME and asked.table.startswith(f"{kind}_"):
            return f"index{asked.table.removeprefix(kind)}"
    return "panel_table" if asked.table == "panel" else asked.table


@cache
def _body(recipe: FunctionType, name: str) -> list[str]:
    """The lines of a function, with its value given to a name where it is returned, at the end."""
    lines = _bare(getsource(recipe)).splitlines()
    body = dedent("\n".join(lines[1:])).splitlines()
    at = max(i for i, line in enumerate(body) if line.startswith("return "))
    value = body[at].removeprefix("return ")
    return [*body[:at], *([] if value == name else [f"{name} = {value}"]), *body[at + 1 :]]


def _names(source: str) -> set[str]:
    """Names that are read somewhere in it."""
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name))
    return {node.id for node in found if isinstance(node.ctx, ast.Load)}


def _bare(source: str) -> str:
    """Source without what is said of types."""
    return re.sub(r": Any\b| -> Any\b|  # type: ignore\S*", "", source)


def _folded(name: str, expression: str) -> list[str]:
    """``name = expression``, a long call, list or table with one part a line."""
    if len(name) + len(expression) + 3 <= WIDTH:
        return [f"{name} = {expression}"]
    node: Any = ast.parse(expression, mode="eval").body
    said = partial(ast.get_source_segment, expression)
    if isinstance(node, ast.Call):
        opened, closed = f"{said(node.func)}(", ")"
        parts = [*map(said, node.args), *(f"{one.arg}={said(one.value)}" for one in node.keywords)]
    elif isinstance(node, ast.Dict):
        opened, closed = "{", "}"
        pairs = zip(node.keys, node.values, strict=True)
        parts = [f"{said(key)}: {said(value)}" if key else f"**{said(value)}" for key, value in pairs]
    elif isinstance(node, ast.List):
        opened, closed, parts = "[", "]", [said(one) for one in node.elts]
    else:
        return [f"{name} = {expression}"]
    return [f"{name} = {opened}", *(f"    {part}," for part in parts), closed]


def _of_study(asked: Asked, language: Language) -> list[str]:
    """A run of the whole study, and the rows of the model or variable."""
    lines = [f"# {text('lines.by-study', language)}", "import farrell", ""]
    lines += ["done = farrell.run_study('study.toml', 'results')", f"table = done.results.tables[{asked.table!r}]"]
    if asked.of:
        owner = "variable" if asked.table.startswith("space_") else "model"
        lines.append(f"table = table[table[{owner!r}] == {asked.of!r}]")
    return lines


def _selected(asked: Asked, period: Any, columns: Sequence[str]) -> list[str]:
    lines = []
    if period is not None:
        when = "period" if asked.table == "panel" or "period" in asked.columns(asked.table) else "period_to"
        lines.append(f"table = table[table[{when!r}] == {period!r}]")
    return [*lines, f"table = table.filter({list(columns)!r})"] if columns else lines
