"""Documents of a study: formats on offer, files made."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from farrell.app.messages.common import Message, Texts

Language = Literal["en", "zh"]


class DocumentsWanted(Message):
    """The language, and formats and profiles of those on offer; they take the place of documents made before."""

    language: Language
    formats: Annotated[list[str], Meta(min_length=1, max_length=32)]
    profiles: Annotated[list[str], Meta(min_length=1, max_length=8)] = field(default_factory=lambda: ["full"])


class FormatOffered(Message):
    """A format.

    ``asked_in`` tells what it is among; ``composed`` whether there is one of each profile; ``fits`` whether the study's
    results can be written in it; ``extra`` installs what it lacks where it is not ``installed``; ``draws_chinese`` is
    false where no font here has Chinese characters: figures with some are left out.
    """

    key: str
    title: Texts
    asked_in: Literal["documents", "tables", "figures"]
    composed: bool
    fits: bool
    installed: bool
    extra: str | None
    draws_chinese: bool


class ProfileOffered(Message):
    """Whom the report is written for: what is in it, in what order, how much of it."""

    key: str
    title: Texts


class DocumentRow(Message):
    """A file: its name is its address below the study's documents; a figure has its caption."""

    name: str
    title: Texts
    bytes: int
    caption: str | None


class Documents(Message):
    """What can be made, and what was made; ``current`` is false where the study was run again since."""

    formats: list[FormatOffered]
    profiles: list[ProfileOffered]
    language: Language | None
    current: bool
    documents: list[DocumentRow]
