"""Ranks within periods, and what a change of scores does to them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.dea.compare import TIE
from farrell.dea.frontier import Bools, Floats, Ints

EFFECTS = ("mean", "mean_without", "change", "scores", "largest", "ranks", "largest_rank", "kendall")
MOVED = 1e-9
"""A score that moves less has not changed."""


def ranks(values: Floats, period_index: Ints) -> Floats:
    """(N,) ranks within periods, 1 for the largest; ties share their mean rank, NaN has none."""
    from scipy.stats import rankdata

    out = np.full(len(values), np.nan)
    for t in np.unique(period_index):
        here = np.nonzero((period_index == t) & np.isfinite(values))[0]
        out[here] = rankdata(-np.round(values[here], TIE))
    return out


def effects(before: Floats, after: Floats, period_index: Ints, chosen: Bools) -> list[Any]:
    """What the chosen rows' scores and ranks do from before to after; see :meth:`LeaveOneOut.by_unit`.

    Both orders are of the rows that have a score before and after, so that nobody moves up only because another left.
    """
    both = chosen & np.isfinite(before) & np.isfinite(after)
    a, b, when = before[both], after[both], period_index[both]
    if len(a) == 0:
        return [np.nan, np.nan, np.nan, 0, np.nan, 0, np.nan, np.nan]
    change, shift = b - a, np.abs(ranks(b, when) - ranks(a, when))
    return [
        float(a.mean()),
        float(b.mean()),
        float(change.mean()),
        int((np.abs(change) > MOVED).sum()),
        float(change[np.abs(change).argmax()]),
        int((shift > 0).sum()),
        float(shift.max()),
        agreement(a, b, when),
    ]


def agreement(a: Floats, b: Floats, period_index: NDArray[np.int64]) -> float:
    """Kendall's tau-b of two orders, the mean over periods; NaN where all are tied."""
    from scipy.stats import kendalltau

    found = []
    for t in np.unique(period_index):
        x, y = (np.round(v[period_index == t], TIE) for v in (a, b))
        if len(x) > 1 and np.ptp(x) > 0 and np.ptp(y) > 0:
            found.append(float(kendalltau(x, y).statistic))
    return float(np.mean(found)) if found else float("nan")
