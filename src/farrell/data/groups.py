"""Means by group: arithmetic for levels, geometric for indices, weighted by size where asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from farrell.errors import OptionError

Mean = Literal["arithmetic", "geometric"]
MEANS: tuple[Mean, ...] = get_args(Mean)


def mean(values: ArrayLike, *, kind: Mean = "arithmetic", weights: ArrayLike | None = None) -> float:
    """The mean of the values that are numbers; NaN when there is none.

    Parameters
    ----------
    values : (k,) NaN is left out
    kind : geometric means are 0 with a 0 and NaN with a negative value
    weights : (k,) sizes; a value without one is left out

    Raises
    ------
    OptionError
        an unknown kind
    """
    if kind not in MEANS:
        raise OptionError.choice("kind", kind, MEANS)
    numbers = np.asarray(values, dtype=np.float64)
    share = np.ones_like(numbers) if weights is None else np.asarray(weights, dtype=np.float64)
    known = np.isfinite(numbers) & np.isfinite(share)
    numbers, share = numbers[known], share[known]
    if len(numbers) == 0 or share.sum() <= 0 or (kind == "geometric" and (numbers < 0).any()):
        return float("nan")
    if kind == "geometric":
        with np.errstate(divide="ignore"):  # a zero makes the whole mean zero
            return float(np.exp((np.log(numbers) * share).sum() / share.sum()))
    return float((numbers * share).sum() / share.sum())


def group_means(
    values: ArrayLike, labels: Sequence[str], *, kind: Mean = "arithmetic", weights: ArrayLike | None = None
) -> dict[str, float]:
    """The mean of each group, in order of first appearance."""
    names, numbers = np.asarray(labels), np.asarray(values, dtype=np.float64)
    sizes = np.ones_like(numbers) if weights is None else np.asarray(weights, dtype=np.float64)
    return {
        str(group): mean(numbers[names == group], kind=kind, weights=sizes[names == group])
        for group in dict.fromkeys(labels)
    }
