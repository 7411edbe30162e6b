"""What several subjects share."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from farrell.app import limits


class Message(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Sent or answered; a field that is not known is refused."""


class Texts(Message):
    """One text in every language."""

    en: str
    zh: str


Line = Annotated[str, msgspec.Meta(min_length=1, max_length=limits.LONGEST_NAME)]


class NewTexts(Message):
    """One line in every language."""

    en: Line
    zh: Line


class Told(Message):
    """That something was done."""

    done: bool = True


class Problem(Message):
    """Why a request was refused: a stable code, what is wrong and what to do, and every fault of data."""

    code: str
    text: Texts
    findings: list[dict[str, Any]] = []
