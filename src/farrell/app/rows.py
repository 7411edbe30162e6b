"""Rows of the index of a workspace."""

from __future__ import annotations

from typing import NamedTuple


class FileRow(NamedTuple):
    """An uploaded file."""

    id: str
    space: str
    name: str
    kind: str
    size: int
    created: str


class StudyRow(NamedTuple):
    """A study and its title."""

    id: str
    space: str
    en: str
    zh: str
    created: str


class OriginRow(NamedTuple):
    """The study file outside the workspace that a study was copied from, and the hash of what was copied."""

    path: str
    study: str
    taken: str


class JobRow(NamedTuple):
    """Long work on a study; ``error`` is a problem as JSON."""

    id: str
    space: str
    study: str
    kind: str
    state: str
    step: str
    number: int
    steps: int
    created: str
    started: str | None
    ended: str | None
    error: str | None


class PlanRow(NamedTuple):
    """A plan that a person keeps; ``options`` and ``record`` are JSON."""

    id: str
    space: str
    study: str
    name: str
    options: str
    record: str
    created: str
