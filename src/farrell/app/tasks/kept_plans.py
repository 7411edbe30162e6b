"""Whether the record of a plan that was sent is one of its study, so that all that is made of it later can be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import msgspec

from farrell.app.messages.plans import PlanRecord
from farrell.app.refusals import RequestError
from farrell.app.tasks.panels import opened
from farrell.app.tasks.table import Report
from farrell.errors import OptionError

LARGEST = 1e100
"""More than any amount; sums and ratios of such numbers are still numbers."""


def checked(report: Report, folder: str, record: PlanRecord) -> None:
    """Refuse a record that is no plan of the study.

    Raises
    ------
    RequestError
        code ``plan-record``
    """
    _, panel = opened(folder)
    goal, units = record.objective, [row.unit for row in record.units]
    inputs, outputs = list(goal.moves), list(goal.weights)
    _need("period", record.period in panel.periods)
    _need("units", units and len(set(units)) == len(units) and set(units) <= set(panel.units))
    _need("objective.moves", set(inputs) == set(panel.roles.inputs))
    _need("objective.weights", set(outputs) == set(panel.roles.outputs))
    _need("objective.inequality_before", set(goal.inequality_before) == set(inputs))
    _need("objective.inequality_after", set(goal.inequality_after) == set(inputs))
    for name, rows, columns in (
        ("inputs", record.inputs, inputs),
        ("outputs", record.outputs, outputs),
        ("limits.inputs", record.limits.inputs, inputs),
        ("limits.outputs", record.limits.outputs, outputs),
    ):
        _need(name, _pairs(rows) == sorted(product(units, columns)))
    _need("limits.totals", sorted(row.column for row in record.limits.totals) == sorted(inputs))
    _need("units.thousands", all(row.thousands is None or row.thousands > 1 / LARGEST for row in record.units))
    _need("prices", all(row.percent is not None for row in record.prices if row.limit == "total"))
    _need("flows", all({row.donor, row.receiver} <= set(units) and row.column in inputs for row in record.flows))
    _settings(record.settings)
    for name, number in _numbers("record", msgspec.to_builtins(record)):
        _need(name, abs(number) <= LARGEST)


def _settings(settings: Mapping[str, Any]) -> None:
    """The options of a plan, as far as they are told in words."""
    from farrell.policy.options import Options
    from farrell.report.brief import LEVELS

    given = {key: value for key, value in settings.items() if key != "model"}
    _need("settings", set(given) == set(Options.__dataclass_fields__))
    try:
        Options(**given).check()
    except OptionError as error:
        raise RequestError("plan-record", where="settings") from error
    for name in ("floors", "ceilings"):
        levels = given[name] or {}
        _need(f"settings.{name}", isinstance(levels, dict))
        words = [level for level in levels.values() if isinstance(level, str)]
        _need(f"settings.{name}", all(word in LEVELS or word.startswith("norm:") for word in words))


def _pairs(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return sorted((row.unit, row.column) for row in rows)


def _numbers(name: str, value: Any) -> Iterator[tuple[str, float]]:
    """Every number in a value, with its place."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _numbers(f"{name}.{key}", part)
    elif isinstance(value, list):
        for part in value:
            yield from _numbers(name, part)
    elif isinstance(value, (int, float)):
        yield name, value


def _need(where: str, is_so: object) -> None:
    if not is_so:
        raise RequestError("plan-record", where=where)
