"""Studies and their results."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from farrell.app.messages.common import Message, NewTexts, Texts

StudyState = Literal["draft", "running", "done", "failed", "interrupted"]


class SentStudy(Message):
    """A study file by its keys, or as text, with the ids of uploaded files."""

    study: dict[str, Any] | None = None
    toml: str | None = None
    file: str | None = None
    boundaries: str | None = None
    files: list[str] = msgspec.field(default_factory=list)


class ChangedStudy(SentStudy):
    """Other choices of a study: keys of its study file (null takes one away; those not named stay), or the whole file
    as text. It names files beside it: those the study has, and uploaded ones, which are given by their ids;
    ``boundaries`` become those of its maps. ``before`` is the ``sha256`` of the choices that are changed: where others
    changed them meanwhile, they are not written over."""

    before: str | None = None


class NewStudy(SentStudy):
    """The keys of a study file, or its text; ``file``, ``boundaries`` and ``files`` are uploaded files. With ``from``
    it is a copy of that study, with its data and all keys that are not named."""

    origin: str | None = msgspec.field(name="from", default=None)


class Checked(Message):
    """The title of a study that can be run."""

    title: Texts


class Choices(Message):
    """What a study file says, as text and as a table, and what it says that about. ``changed``: these choices have not
    been run yet; ``variables``, ``statistics``: what it studies in space, named there or not; ``indices``: kinds of
    models that are indices over time; ``sha256`` is of the text."""

    toml: str
    sha256: str
    study: dict[str, Any]
    changed: bool
    data: str
    roles: dict[str, list[str]]
    rows: int
    units: int
    periods: list[str | int]
    provinces: bool
    variables: list[str]
    statistics: list[str]
    indices: list[str]


class Offer(Message):
    """A kind of model: why the data cannot have it, or null; and what anyone can choose of it, the usual word first."""

    kind: str
    over_time: bool
    why: Texts | None
    options: dict[str, list[str]]


class NewTitle(Message):
    """Another title of a study."""

    title: NewTexts


class Study(Message):
    """A study; ``meta`` tells what its results hold, and is null until it has been run. ``changed``: it has other
    choices that were not run yet, and its results are of the earlier ones."""

    id: str
    title: Texts
    created: str
    state: StudyState
    changed: bool = False
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
