"""Calls of Python as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def arguments(given: Mapping[str, Any]) -> str:
    """Options of a call, each after a comma."""
    return "".join(f", {key}={value!r}" for key, value in given.items())
