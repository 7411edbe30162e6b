"""Studies and their results."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from farrell.app.messages.common import Message, NewTexts, Texts

StudyState = Literal["draft", "running", "done", "failed", "interrupted"]


class NewStudy(Message):
    """The keys of a study file; ``file`` and ``boundaries`` are uploaded files."""

    study: dict[str, Any]
    file: str | None = None
    boundaries: str | None = None


class NewTitle(Message):
    """Another title of a study."""

    title: NewTexts


class Study(Message):
    """A study; ``meta`` tells what its results hold, and is null until it has been run."""

    id: str
    title: Texts
    created: str
    state: StudyState
    job: str | None = None
    meta: dict[str, Any] | msgspec.Raw | None = None


class Table(Message):
    """A table by columns; what is missing is null."""

    rows: int
    columns: dict[str, list[Any]]


class AreaShape(Message):
    """An area as an SVG path, and the point for its name; ``unit`` is null where the study has no data of it."""

    unit: str | None
    path: str
    x: int
    y: int


class MapShape(Message):
    """A projected map in whole units of its view box, y downward."""

    width: int
    height: int
    tiles: bool
    areas: list[AreaShape]
    inset: str | None
