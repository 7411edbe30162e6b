"""Points beside single units: what the free disposal hull and the partial frontiers share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.dea.answers import Found
from farrell.dea.frontier import Block, Bounds, Floats, Orientation
from farrell.dea.result import DEAResult
from farrell.lp.tolerances import NEGLIGIBLE

PAIRS = 1 << 21
"""Points times units that are compared at once: what keeps an array at 16 MB."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Some points of a block beside every reference unit.

    Attributes
    ----------
    rows : (k,) their rows in the panel
    possible : (k, n) whether the unit makes what the point makes (input), or needs no more than it has (output)
    scale : (k, n) the multiple of the unit that is taken
    distance : (k, n) theta against that unit alone, or minus phi, so that the least is best; infinite where impossible
    """

    rows: NDArray[np.int64]
    possible: NDArray[np.bool_]
    scale: Floats
    distance: Floats


def comparisons(
    panel: Panel, block: Block, orientation: Orientation, scaling: Bounds | None = None
) -> Iterator[Comparison]:
    """All points of a block beside every reference unit, some at a time.

    ``scaling`` lets each unit be multiplied within these bounds; None takes the units as they are.
    """
    step = max(1, PAIRS // max(len(block.X), 1))
    for first in range(0, len(block.rows), step):
        rows = block.rows[first : first + step]
        x, y = panel.X[rows], panel.Y[rows]
        if orientation == "input":
            possible, scale = _covering(y, block.Y, scaling)
            ratio = ratios(block.X, x, np.maximum, -np.inf)
        else:
            possible, scale = _affordable(x, block.X, scaling)
            ratio = -ratios(block.Y, y, np.minimum, np.inf)
        yield Comparison(rows, possible, scale, np.where(possible, ratio * scale, np.inf))


def ratios(units: Floats, points: Floats, worst: np.ufunc, none: float) -> Floats:
    """(k, n) the worst of unit / point over the columns; nothing over nothing does not count."""
    out = np.full((len(points), len(units)), none)
    with np.errstate(divide="ignore", invalid="ignore"):
        for column in range(points.shape[1]):
            part = units[:, column] / points[:, column, None]
            worst(out, np.where(np.isnan(part), none, part), out=out)
    return out


def _covering(y: Floats, Y: Floats, scaling: Bounds | None) -> tuple[NDArray[np.bool_], Floats]:
    """Which units make outputs y, and by which least multiple."""
    if scaling is None:
        possible = np.ones((len(y), len(Y)), dtype=bool)
        for column in range(y.shape[1]):
            possible &= Y[:, column] >= y[:, column, None]
        return possible, np.ones((1, 1))
    low, high = scaling
    with np.errstate(divide="ignore"):
        needed = 1.0 / ratios(Y, y, np.minimum, np.inf)
    return needed <= high * (1 + NEGLIGIBLE), np.clip(needed, low, high)


def _affordable(x: Floats, X: Floats, scaling: Bounds | None) -> tuple[NDArray[np.bool_], Floats]:
    """Which units need no more than inputs x, and in which largest multiple."""
    if scaling is None:
        possible = np.ones((len(x), len(X)), dtype=bool)
        for column in range(x.shape[1]):
            possible &= X[:, column] <= x[:, column, None]
        return possible, np.ones((1, 1))
    low, high = scaling
    with np.errstate(divide="ignore"):
        most = 1.0 / np.maximum(ratios(X, x, np.maximum, -np.inf), 0.0)
    return most >= low * (1 - NEGLIGIBLE), np.clip(most, low, high)


def without_measure(panel: Panel, orientation: Orientation) -> tuple[NDArray[np.bool_], str]:
    """Rows that have nothing to shrink or to expand, and the status they get."""
    if orientation == "input":
        return (panel.X == 0).all(axis=1), "undefined"
    return (panel.Y == 0).all(axis=1), "unbounded"


def projected(x: Floats, y: Floats, score: float, orientation: Orientation) -> Found:
    """The point moved in proportion by its score."""
    if orientation == "input":
        return Found(score=score, radial_in=(1.0 - score) * x, target_in=score * x)
    return Found(score=score, radial_out=(score - 1.0) * y, target_out=score * y)


def without_slacks(result: DEAResult) -> DEAResult:
    """The result of a model that looks for no slacks: they are unknown, and a score of 1 says ``frontier``."""
    named = np.where(result.efficiency == "efficient", "frontier", result.efficiency)
    unknown = [np.full_like(side, np.nan) for side in (result.slack_in, result.slack_out)]
    for array in (named, *unknown):
        array.flags.writeable = False
    return replace(result, efficiency=named, slack_in=unknown[0], slack_out=unknown[1])
