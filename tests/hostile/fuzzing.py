"""Properties tried on what hypothesis thinks of: a few examples in every change, the same each time; many with
``-m long``, others each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

SIZES = pytest.mark.parametrize("size", ["short", pytest.param("long", marks=pytest.mark.long)])
MANY = 50
"""How many times more examples the long size tries."""


def fuzz(check: Callable[..., None], size: str, few: int, **strategies: SearchStrategy[Any]) -> None:
    """Try a property on examples; a failure is told with the smallest one that fails."""
    trial = settings(
        max_examples=few if size == "short" else MANY * few,
        derandomize=size == "short",
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    trial(given(**strategies)(check))()
