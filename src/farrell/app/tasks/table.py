"""Every task by its name: where its function is, which workers run it, and how long it may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

Lane = Literal["quick", "long"]
Report = Callable[[str, int, int], None]
"""Told the name of a step, its number and how many there are."""

RUN_SECONDS = 24 * 3600.0
"""A day; what takes longer is for ``farrell run``."""
DOCUMENTS_SECONDS = 3600.0
"""All documents of the largest study take some minutes."""


@dataclass(frozen=True, slots=True)
class Task:
    """A function ``f(report, **payload)`` of plain values.

    Attributes
    ----------
    path : ``module:function`` below ``farrell.app.tasks``
    lane : quick ones answer a person who waits; long ones are jobs
    seconds : after which it is given up, so that nobody keeps all others waiting for ever
    """

    path: str
    lane: Lane = "quick"
    seconds: float = 120.0

    def function(self) -> Callable[..., Any]:
        """The function itself, imported."""
        module, _, name = self.path.partition(":")
        found: Callable[..., Any] = getattr(import_module(f"farrell.app.tasks.{module}"), name)
        return found


TASKS: dict[str, Task] = {
    "look": Task("look:look"),
    "check": Task("check:check"),
    "template": Task("template:template"),
    "validate": Task("study:validate"),
    "choices": Task("choices:choices"),
    "titles": Task("study:titles"),
    "models": Task("choices:models_of_study"),
    "models-of-file": Task("choices:models_of_file"),
    "run": Task("study:run", "long", RUN_SECONDS),
    "about": Task("about:meta"),
    "panel": Task("study:panel_table"),
    "lines": Task("again:study_lines"),
    "table-lines": Task("again:table_lines"),
    "map": Task("maps:shapes"),
    "what-if": Task("policy:what_if"),
    "plan": Task("policy:plan"),
    "front": Task("policy:front"),
    "check-plan": Task("policy:check"),
    "scenarios": Task("policy:scenarios"),
    "norms": Task("policy:norms"),
    "plan-checked": Task("kept_plans:checked"),
    "plan-book": Task("documents:plan_book"),
    "documents-listed": Task("documents:listed"),
    "documents-chosen": Task("documents:chosen"),
    "documents": Task("documents:write", "long", DOCUMENTS_SECONDS),
}
