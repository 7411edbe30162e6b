"""Classes of scores for maps: the same in all periods."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

MOST = 5
"""Most classes below 1."""
STEPS = (0.05, 0.1, 0.2)
EFFICIENT = 1e-6
"""A score this close to 1 is in the class of efficient units."""


def class_breaks(values: Sequence[float]) -> list[float]:
    """Lower ends of the classes: equal steps of 0.05, 0.1 or 0.2 up to 1, the last class being 1 and above."""
    if not values:
        return [1.0]
    least = min(values)
    for step in STEPS:
        count = math.ceil(round((1 - least) / step, 6))
        if count <= MOST:
            break
    return [round(1 - step * k, 2) for k in range(count, 0, -1)] + [1.0]


def class_of(value: float, breaks: Sequence[float]) -> int:
    """Which class a score is in; a score within :data:`EFFICIENT` of 1 is efficient."""
    return int(np.searchsorted(breaks, value + (EFFICIENT if value > 1 - EFFICIENT else 1e-12), side="right")) - 1
