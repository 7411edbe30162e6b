"""Which way each unit goes: direction vectors from a word, a mapping, a vector or a matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Floats, choose_one
from farrell.errors import OptionError

NamedDirection = Literal["observed", "mean", "range", "ones", "zeros"]
Direction = NamedDirection | float | Mapping[str, float] | Sequence[float] | Floats
Side = Literal["inputs", "outputs", "undesirable"]
NAMED: tuple[NamedDirection, ...] = get_args(NamedDirection)
OPTIONS: dict[Side, str] = {
    "inputs": "direction_inputs",
    "outputs": "direction_outputs",
    "undesirable": "direction_bad",
}
"""What the option is called that says the direction of a side."""


def directions(panel: Panel, side: Side, choice: Direction) -> Floats:
    """(N, columns) how far one unit of beta goes on one side.

    ``"observed"``
        the unit's own values
    ``"mean"``, ``"range"``
        mean, or largest less smallest, over all rows of the panel, so that beta compares across units and periods
    ``"ones"``, ``"zeros"``
        1 in the data's units; 0, which keeps the side where it is
    a number, column -> number, (columns,), (N, columns)
        one's own, the last by row of the panel; columns that a mapping leaves out do not move

    Raises
    ------
    OptionError
        an unknown word or column, another shape, negative or not finite numbers
    """
    columns = getattr(panel.roles, side)
    data = {"inputs": panel.X, "outputs": panel.Y, "undesirable": panel.B}[side]
    if not isinstance(choice, str):
        return by_column(panel, OPTIONS[side], choice, columns)
    choose_one(OPTIONS[side], choice, NAMED)
    made = {
        "observed": data,
        "mean": data.mean(axis=0),
        "range": np.ptp(data, axis=0),
        "ones": np.ones(data.shape[1]),
        "zeros": np.zeros(data.shape[1]),
    }
    return by_column(panel, OPTIONS[side], made[choice], columns)


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


def shown_direction(value: Direction) -> Any:
    """A direction as settings have it."""
    if isinstance(value, (str, float, int)):
        return value
    if isinstance(value, Mapping):
        return dict(value)
    return np.asarray(value).tolist() if np.ndim(value) == 1 else "by row"
