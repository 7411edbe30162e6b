"""What dynamic models read from a panel: periods that are complete, carry-overs, weights, and the sides of a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.dea.dynamic.program import Node, Rows, Share
from farrell.dea.frontier import AnyOrientation, Floats, choose_one, refuse
from farrell.errors import OptionError

CarryOver = Literal["good", "bad", "free", "fixed"]
CARRY_OVERS: tuple[CarryOver, ...] = get_args(CarryOver)
Initial = Literal["none", "first"]
INITIALS: tuple[Initial, ...] = ("none", "first")


def start(panel: Panel, model: str, initial: Initial) -> tuple[Panel, Floats | None]:
    """The panel of the scored periods, and (n, c) the carry-overs into the first of them where they are given.

    Raises
    ------
    OptionError
        units missing in some period; no period left to score
    """
    choose_one("initial", initial, INITIALS)
    if not panel.is_balanced:
        missing = [f"{unit} ({', '.join(map(str, when))})" for unit, when in panel.absences.items()]
        raise OptionError("dynamic-unbalanced", model=model, count=len(missing), missing=missing)
    if initial == "none":
        return panel, None
    if len(panel.periods) < 2:
        raise OptionError("dynamic-initial")
    return panel.select(periods=panel.periods[1:]), cube(panel, panel.roles.carry_overs)[0]


def cube(panel: Panel, columns: Sequence[str]) -> Floats:
    """(T, n, k) some columns of a balanced panel."""
    rows = panel.observed.T
    made = [panel.numbers[column][rows] for column in columns]
    return np.stack(made, axis=2) if made else np.zeros((*rows.shape, 0))


def period_weights_of(periods: tuple[Period, ...], given: Sequence[float] | None) -> Floats:
    """(T,) weights of periods, 1 in all."""
    if given is None:
        return np.full(len(periods), 1.0 / len(periods))
    numbers = isinstance(given, (list, tuple, np.ndarray)) and all(
        isinstance(w, (int, float)) and not isinstance(w, bool) and 0 <= w < np.inf for w in given
    )
    if not numbers or len(given) != len(periods) or sum(given) <= 0:
        raise OptionError("period-weights", value=repr(given), periods=list(periods))
    return np.asarray(given, dtype=np.float64) / sum(given)


def node_of(
    panel: Panel,
    inputs: Sequence[str],
    outputs: Sequence[str],
    kinds: Mapping[str, CarryOver],
    orientation: AnyOrientation,
    before: Floats | None,
    price_in: Floats,
    price_out: Floats,
    held: Sequence[str] = (),
) -> Node:
    """One node: its columns, its carry-overs by kind, and the two sides of its score.

    Parameters
    ----------
    before : (n, c) what flows into the first period, of the node's carry-overs in the order of ``kinds``
    price_in, price_out : (m,), (s,) what the slack of each input and output counts
    held : further columns that stay as observed
    """
    of = {kind: [column for column, its in kinds.items() if its == kind] for kind in CARRY_OVERS}
    moving_in, moving_out = ([c for c in side if c not in panel.roles.fixed] for side in (inputs, outputs))
    still = [c for c in (*inputs, *outputs) if c in panel.roles.fixed]
    rows = (
        Rows(cube(panel, [*moving_in, *of["bad"]]), low=False, high=True),
        Rows(cube(panel, [*moving_out, *of["good"]]), low=True, high=False),
        Rows(cube(panel, [*still, *of["fixed"], *held]), low=True, high=True),
    )
    top = _side(panel, inputs, price_in, of["bad"]) if orientation != "output" else None
    bottom = _side(panel, outputs, price_out, of["good"]) if orientation != "input" else None
    return Node(rows, cube(panel, list(kinds)), before, top, bottom)


def _side(panel: Panel, columns: Sequence[str], price: Floats, carried: Sequence[str]) -> Share | None:
    """The columns whose slacks one side of the score counts: those of the model that move, and carry-overs."""
    moves = np.array([column not in panel.roles.fixed for column in columns], dtype=bool)
    price = price * moves
    if price.sum() > 0:
        price = price * moves.sum() / price.sum()
    counted = [column for column, p in zip(columns, price, strict=True) if p > 0]
    weight = np.r_[price[price > 0], np.ones(len(carried))]
    if not len(weight):
        return None
    refuse(panel, "zero-carried", [*counted, *carried], lambda values: values == 0)
    return Share(cube(panel, [*counted, *carried]), weight / weight.sum())
