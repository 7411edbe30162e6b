"""TOML that others wrote: what its reader cannot take becomes one kind of error."""

from __future__ import annotations

import re
import tomllib
from typing import Any

LONG_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){200}")
"""A key of so many parts; the reader's time grows with their square, and a study's keys have three."""


def parsed(text: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises
    ------
    ValueError
        what is no TOML, or nests deeper, has longer keys or larger numbers than the reader takes
    """
    long = LONG_KEY.search(text)
    if long is not None:
        raise ValueError(f"line {text.count(chr(10), 0, long.start()) + 1}: more than 200 parts of a key")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
