"""What several subjects share."""

from __future__ import annotations

from typing import Any

import msgspec


class Message(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Sent or answered; a field that is not known is refused."""


class Texts(Message):
    """One text in every language."""

    en: str
    zh: str


class Told(Message):
    """That something was done."""

    done: bool = True


class Problem(Message):
    """Why a request was refused: a stable code, what is wrong and what to do, and every fault of data."""

    code: str
    text: Texts
    findings: list[dict[str, Any]] = []
