"""What Python lines of a report give and say when they are run."""

from __future__ import annotations

import contextlib
import io
from typing import Any


def given(lines: str) -> Any:
    """The table that they end with."""
    return _run(lines)[0]["table"]


def printed(lines: str) -> str:
    """What they print."""
    return _run(lines)[1]


def _run(lines: str) -> tuple[dict[str, Any], str]:
    scope: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(lines, scope)
    return scope, said.getvalue()
