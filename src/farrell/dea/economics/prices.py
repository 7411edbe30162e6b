"""Prices of a panel's inputs and outputs, checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Floats, refuse
from farrell.errors import OptionError

Side = Literal["cost", "revenue", "profit"]
SIDES: tuple[Side, ...] = get_args(Side)
NEEDED: dict[str, tuple[str, ...]] = {
    "cost": ("input_prices",),
    "revenue": ("output_prices",),
    "profit": ("input_prices", "output_prices"),
}


def prices(panel: Panel, model: str, side: str) -> tuple[Floats, Floats]:
    """(N, m) prices W of inputs and (N, s) prices P of outputs; 0 of the side that is held as it is.

    Raises
    ------
    OptionError
        code ``needs-prices-of``: the panel does not have them
    DataError
        a negative price
    """
    made = []
    for role, data in (("input_prices", panel.X), ("output_prices", panel.Y)):
        columns = getattr(panel.roles, role)
        if role not in NEEDED[side]:
            made.append(np.zeros_like(data))
            continue
        if not columns:
            raise OptionError("needs-prices-of", model=model, role=role)
        refuse(panel, "negative-price", columns, _is_negative)
        made.append(np.column_stack([panel.numbers[column] for column in columns]))
    return made[0], made[1]


def observed(panel: Panel, W: Floats, P: Floats, side: str) -> Floats:
    """(N,) cost, revenue or profit as it is."""
    return np.asarray((P * panel.Y).sum(axis=1) - (1.0 if side == "profit" else -1.0) * (W * panel.X).sum(axis=1))


_is_negative: Callable[[Floats], np.ndarray] = lambda values: values < 0  # noqa: E731
