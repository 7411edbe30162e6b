"""What a model says of the next periods, and how models are compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scipy import stats

from farrell.spacetime.places import Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """A model and what it says of the next periods.

    Attributes
    ----------
    point, lower, upper : (h,)
    model : its name with its order
    parameters : name -> value
    converged : the search for parameters ended where it should
    aicc : by which models of one family are compared
    """

    point: Floats
    lower: Floats
    upper: Floats
    model: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    converged: bool = True
    aicc: float = math.nan


def normal_width(level: float) -> float:
    """Half the width of an interval, in standard deviations."""
    return float(stats.norm.ppf((1 + level) / 2))


def aicc(deviance: float, k: int, n: int) -> float:
    """-2 log L + 2k + 2k (k+1) / (n-k-1), k with the variance; infinite where the series is too short for the model."""
    return deviance + 2 * k + 2 * k * (k + 1) / (n - k - 1) if n - k - 1 > 0 else math.inf


def best_of(fits: Sequence[Fit]) -> Fit:
    """The fit with the lowest criterion, of those that converged if any did."""
    return min([one for one in fits if one.converged] or fits, key=lambda one: one.aicc)
