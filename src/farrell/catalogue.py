"""One catalogue of every word a user reads, English and Chinese, in ``locales/``.

Keys name meanings, not texts. ``text("error.no-rows", "zh", file=...)`` fills the placeholders.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """The whole catalogue of one language."""
    path = resources.files("farrell").joinpath("locales", f"{language}.json")
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words


def text(key: str, language: Language = "en", /, **values: object) -> str:
    """The text of a key with its placeholders filled. An unknown key is a fault of ours: KeyError."""
    return catalogue(language)[key].format(**values)


def has(key: str) -> bool:
    """Whether the catalogue knows a key."""
    return key in catalogue("en")


def listing(items: object, language: Language = "en", most: int = 8) -> str:
    """Names in a row, the long tail counted."""
    names = [str(item) for item in items] if isinstance(items, (list, tuple, set, frozenset)) else [str(items)]
    comma = "、" if language == "zh" else ", "
    shown = comma.join(names[:most])
    return shown if len(names) <= most else text("list.more", language, shown=shown, more=len(names) - most)
