"""Uploaded files, and what is found in them."""

from __future__ import annotations

from typing import Any, Literal

from farrell.app.messages.common import Message, Texts

Role = Literal["unit", "period", "input", "output", "group", "weight", "none"]


class FileRow(Message):
    """An uploaded file."""

    id: str
    name: str
    kind: Literal["table", "boundaries"]
    size: int
    created: str


class LookWanted(Message):
    """How to read a file; what is left out is found."""

    sheet: str | int | None = None
    encoding: str | None = None
    header_row: int | None = None
    thousands: str | None = None
    decimal: str | None = None
    percent: str | None = None


class Column(Message):
    """A column: whether most of its cells are numbers, how many are filled, some of them, and a guess of its role."""

    name: str
    numeric: bool
    filled: int
    samples: list[str]
    role: Role


class Preview(Message):
    """A row of the file as it stands."""

    row: int
    cells: list[str]


class Fix(Message):
    """What mends a finding: keys of [data] with their new values."""

    text: Texts
    data: dict[str, Any]


class Finding(Message):
    """What was found, where, and what mends it."""

    code: str
    severity: Literal["error", "warning", "note"]
    row: int | None
    unit: str | None
    period: str | int | None
    column: str | None
    text: Texts
    fixes: list[Fix]


class FileLook(Message):
    """A file as it was read. Of boundaries, columns are the attributes and rows the areas."""

    id: str
    name: str
    kind: Literal["table", "boundaries"]
    size: int
    sheets: list[str]
    sheet: str | None
    encoding: str | None
    header_row: int | None
    rows: int
    columns: list[Column]
    preview: list[Preview]
    findings: list[Finding]


class CheckWanted(Message):
    """The keys of [data] of a study file, without its file."""

    data: dict[str, Any]


class Check(Message):
    """What the checks of a study's data find; ``ok`` where they can be used as they are, ``provinces`` where all units
    are provinces of China."""

    ok: bool
    rows: int
    units: int
    periods: list[str | int]
    provinces: bool
    findings: list[Finding]
