"""Which way each unit goes: direction vectors from a word, a mapping, a vector or a matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Floats, Frontiers, choose_one, refuse
from farrell.errors import OptionError

NamedDirection = Literal["observed", "mean", "range", "ones", "zeros", "possible"]
Direction = NamedDirection | float | Mapping[str, float] | Sequence[float] | Floats
NAMED: tuple[NamedDirection, ...] = get_args(NamedDirection)
OF_PANEL = NAMED[:-1]
"""Words that ask the panel only, not what a unit is scored against."""
NOTHING = 1e-9
"""A share of the outputs that is left where nothing is, but for rounding."""


def directions(panel: Panel, front: Frontiers, inputs: Direction, outputs: Direction) -> tuple[Floats, Floats]:
    """(N, m), (N, s) how far one unit of beta goes: less of each input, more of each output.

    ``"observed"``
        the unit's own values
    ``"mean"``, ``"range"``
        mean, or largest less smallest, over all rows of the panel, so that beta compares across units and periods
    ``"ones"``, ``"zeros"``
        1 in the data's units; 0, which keeps the side where it is
    ``"possible"``
        what the best of the reference units is ahead: x - min x, max y - y (Portela, Thanassoulis & Simpson 2004)
    a number, column -> number, (m,), (N, m)
        one's own, the last by row of the panel; columns that a mapping leaves out do not move

    Raises
    ------
    OptionError
        an unknown word or column, another shape, negative or not finite numbers
    DataError
        negative data in the direction ``"observed"``
    """
    roles = panel.roles
    for option, value in (("direction_inputs", inputs), ("direction_outputs", outputs)):
        if isinstance(value, str):
            choose_one(option, value, NAMED)
    possible = [isinstance(value, str) and value == "possible" for value in (inputs, outputs)]
    less = None if possible[0] else of_side(panel, "direction_inputs", inputs, panel.X, roles.inputs)
    more = None if possible[1] else of_side(panel, "direction_outputs", outputs, panel.Y, roles.outputs)
    return (
        _possible(panel, front, "inputs") if less is None else less,
        _possible(panel, front, "outputs") if more is None else more,
    )


def by_column(panel: Panel, option: str, value: Any, columns: Sequence[str]) -> Floats:
    """(N, columns) from a number, column -> number, a vector, or a matrix by row of the panel.

    Raises
    ------
    OptionError
        an unknown column, another shape, negative or not finite numbers
    """
    wide = len(panel), len(columns)
    if isinstance(value, Mapping):
        for column in value:
            choose_one(option, column, columns)
        value = [value.get(column, 0.0) for column in columns]
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise OptionError("direction-value", option=option, value=repr(value)) from error
    if numbers.shape not in ((), wide[1:], wide):
        raise OptionError("direction-shape", option=option, shape=list(numbers.shape), rows=wide[0], columns=wide[1])
    odd = numbers[~(np.isfinite(numbers) & (numbers >= 0))]
    if odd.size:
        raise OptionError("direction-value", option=option, value=float(odd.flat[0]))
    return np.broadcast_to(numbers, wide).copy()


def shown_direction(value: Direction | str) -> Any:
    """A direction as settings have it."""
    if isinstance(value, (str, float, int)):
        return value
    if isinstance(value, Mapping):
        return dict(value)
    return np.asarray(value).tolist() if np.ndim(value) == 1 else "by row"


def reach(X: Floats, Y: Floats, less: Floats, more: Floats, most: Floats) -> Floats:
    """(k,) about how large beta can be: what an error of beta is measured by.

    Parameters
    ----------
    most : (m + s,) the largest value of each column among the reference units, in absolute terms
    """
    m = X.shape[1]
    own = np.where((X > 0).all(axis=0), X, most[:m])
    values = np.hstack([own, np.broadcast_to(most[m:], Y.shape)])
    way = np.hstack([less, more])
    counts = (way > 0) & (values > 0)
    ratio = np.where(counts, values / np.where(way > 0, way, 1.0), np.inf).min(axis=1)
    return np.where(np.isfinite(ratio), ratio, 1.0)


def mean_change(panel: Panel, less: Floats, more: Floats) -> Floats:
    """(N,) (1 - mean share by which inputs shrink) / (1 + mean share by which outputs grow).

    Columns in which the unit has zero do not count; NaN where such a column moves, with negative data, or where outputs
    shrink to nothing.
    """
    down, up = _mean_share(panel.X, less), _mean_share(panel.Y, more)
    left = np.where(1.0 + up > NOTHING, 1.0 + up, np.nan)
    return (1.0 - down) / left


def _mean_share(data: Floats, move: Floats) -> Floats:
    counts = data > 0
    share = np.where(counts, move / np.where(counts, data, 1.0), 0.0).sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    senseless = ((data == 0) & (move != 0)).any(axis=1) | (data < 0).any(axis=1)
    return np.where(senseless, np.nan, share)


def of_side(panel: Panel, option: str, value: Direction, data: Floats, columns: Sequence[str]) -> Floats:
    """(N, columns) the direction of one side, by any word that asks the panel only; see :func:`directions`."""
    if not isinstance(value, str):
        return by_column(panel, option, value, columns)
    choose_one(option, value, OF_PANEL)
    if value == "observed":
        refuse(panel, "negative-direction", columns, lambda values: values < 0)
        return data.copy()
    vectors = {
        "mean": data.mean(axis=0),
        "range": np.ptp(data, axis=0),
        "ones": np.ones(data.shape[1]),
        "zeros": np.zeros(data.shape[1]),
    }
    return by_column(panel, option, vectors[value], columns)


def _possible(panel: Panel, front: Frontiers, side: Literal["inputs", "outputs"]) -> Floats:
    data = panel.X if side == "inputs" else panel.Y
    out = np.zeros_like(data)
    for block in front.blocks:
        if side == "inputs":
            out[block.rows] = data[block.rows] - block.X.min(axis=0, initial=np.inf)
        else:
            out[block.rows] = block.Y.max(axis=0, initial=-np.inf) - data[block.rows]
    return np.where(np.isfinite(out), np.maximum(out, 0.0), 0.0)
