"""Which table of which study lines are asked for, and what may be said of it without computing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from farrell.productivity.models import OVER_TIME
from farrell.report.call import arguments
from farrell.report.reproduce import LEVELS
from farrell.study.spec import OF_THE_STUDY

EFFICIENCY = ("te_crs", "te_vrs", "se")
"""Columns of the efficiency table that results have as arrays."""
SCORES = ("te", "score")
"""The same of models with one score."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A table, and the model or variable whose rows are wanted.

    Attributes
    ----------
    meta : what study.json holds
    table : as it is called
    of : a model, or a variable in space; empty where the table has neither
    """

    meta: Mapping[str, Any]
    table: str
    of: str

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.meta["data"]
        return found

    @property
    def group(self) -> str | None:
        found: str | None = self.data["group"]
        return found

    @property
    def model(self) -> dict[str, Any]:
        """The model asked for, as study.json has it, else the first of efficiency."""
        models: list[dict[str, Any]] = self.meta["models"]
        return next(one for one in models if (one["name"] == self.of if self.of else one["kind"] == "efficiency"))

    @property
    def options(self) -> dict[str, Any]:
        found: dict[str, Any] = self.model["options"]
        return found

    @property
    def index(self) -> dict[str, Any]:
        """What study.json says of the index asked for: its components, whether they add up, where it begins."""
        found: dict[str, Any] = self.meta["indices"][self.of]
        return found

    @property
    def space(self) -> dict[str, Any]:
        """The ``[space]`` table of the study file."""
        found: dict[str, Any] = self.meta["settings"]["space"]
        return found

    @property
    def variable(self) -> dict[str, Any]:
        """The variable in space that is asked for, as study.json has it."""
        return next(one for one in self.meta["space"]["variables"] if one["name"] == self.of)

    def columns(self, table: str) -> list[str]:
        """Columns of a table of the results; none where there is no such table."""
        return list(self.meta["columns"].get(table, ()))


def called(model: Mapping[str, Any]) -> str:
    """The call that gives a model's result."""
    options = {key: value for key, value in model["options"].items() if key not in OF_THE_STUDY}
    function = "scale_efficiency" if model["kind"] == "efficiency" else model["kind"]
    return f"farrell.{function}(panel{arguments(options)})"


def changed(model: Mapping[str, Any]) -> str:
    """The call that gives an index's changes."""
    return called(model) + (".change" if model["kind"] in LEVELS else "")


def pooled(model: Mapping[str, Any]) -> str:
    """The call that gives the scores against one frontier of all periods."""
    orientation = model["options"].get("orientation", "input")
    return f"farrell.dea(panel, rts='crs', orientation={orientation!r}, reference='pooled', second_phase=False)"


def of_model(model: Mapping[str, Any], column: str) -> str | None:
    """The expression that gives a model's column by period and unit; None where no result has it."""
    if model["kind"] in OVER_TIME:
        distances = "distances=True" if column.startswith("d_") else ""
        rows = f"{changed(model)}.to_frame({distances}).dropna(subset=[{column!r}]).groupby('period_to')"
        return f"{{period: dict(zip(rows['unit'], rows[{column!r}])) for period, rows in {rows}}}"
    if model["kind"] == "efficiency" and column == "te_crs_pooled":
        return f"farrell.by_period(panel, {pooled(model)}.te)"
    known = EFFICIENCY if model["kind"] == "efficiency" else SCORES
    return f"farrell.by_period(panel, {called(model)}.{column})" if column in known else None


def of_panel(column: str, below: str = "", *, logged: bool = False) -> str:
    """The expression that gives a column of the data, maybe over another, maybe in logarithms."""
    numbers = f"panel.numbers[{column!r}]" + (f" / panel.numbers[{below!r}]" if below else "")
    return f"farrell.by_period(panel, {f'np.log({numbers})' if logged else numbers})"
