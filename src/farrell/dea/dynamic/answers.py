"""Answers of a dynamic program: of every unit in every period, and of every node where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.answers import Found, without_rounding
from farrell.dea.dynamic.posing import cube
from farrell.dea.dynamic.program import DynamicProgram, Dynamics
from farrell.dea.frontier import Bools, Floats
from farrell.lp import batch
from farrell.lp.sparse import Optimum

PIECE = 100
"""Units of a piece of work: what one worker does, and what is kept when a run is stopped."""


@dataclass(frozen=True, slots=True)
class Places:
    """At which of K nodes each column of a panel stands.

    Attributes
    ----------
    inputs, outputs, carried, leaving : (K, m), (K, s), (K, c), (K, d) of inputs, outputs, carry-overs, and
        intermediates that a node makes
    names : of the nodes; none where the unit is one whole
    """

    inputs: Bools
    outputs: Bools
    carried: Bools
    leaving: Bools
    names: tuple[str, ...] = ()

    @classmethod
    def whole(cls, panel: Panel) -> Places:
        """All at one node."""
        roles = panel.roles
        sides = (roles.inputs, roles.outputs, roles.carry_overs, roles.intermediates)
        inputs, outputs, carried, leaving = (np.ones((1, len(side)), dtype=bool) for side in sides)
        return cls(inputs, outputs, carried, leaving)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every unit.

    Attributes
    ----------
    model : the program
    places : where columns of the panel stand in it
    share : (T,) weights of periods
    ranges : find the least and the greatest score of each period, and of each named node in it, among all optima
    """

    model: Dynamics
    places: Places
    share: Floats
    ranges: bool


def answers(panel: Panel, question: Question, label: str) -> list[Found]:
    """One a unit-period, in the panel's order: by period, then by unit.

    Units go to the workers of :mod:`farrell.lp.batch` in pieces, are watched there, and resume.
    """
    n, T = panel.observed.shape
    pieces = [np.arange(start, min(start + PIECE, n)) for start in range(0, n, PIECE)]
    made: dict[tuple[int, int], Found] = {}
    for some in batch.run(partial(_piece, panel, question), pieces, label):
        made |= some
    order = [np.argsort(panel.observed[:, t]) for t in range(T)]
    return [made[unit, t] for t in range(T) for unit in order[t]]


def _piece(panel: Panel, question: Question, units: Sequence[int]) -> dict[tuple[int, int], Found]:
    """Some units in all periods, from the same start whichever worker has them."""
    program, places, share = DynamicProgram(question.model), question.places, question.share
    T, grid = program.T, panel.observed
    roles = panel.roles
    data = {
        "inputs": cube(panel, roles.inputs),
        "outputs": cube(panel, roles.outputs),
        "carried": cube(panel, roles.carry_overs),
        "leaving": cube(panel, roles.intermediates),
    }
    nodes = program.model.weights.sum(axis=0)
    order = [np.argsort(grid[:, t]) for t in range(T)]
    made: dict[tuple[int, int], Found] = {}
    for unit in map(int, units):
        program.pose(unit)
        overall, found = program.best(program.model.weights)
        if not np.isfinite(overall):
            status = "unbounded" if found.status == "unbounded" else "unsolved"  # itself is a solution
            made |= {(unit, t): Found(status=status) for t in range(T)}
            continue
        top, bottom = program.sides(found.x)
        top = without_rounding(top)
        at = program.intensities(found.x)
        lands = {name: np.einsum("ktn,tnc,kc->tc", at, values, getattr(places, name)) for name, values in data.items()}
        of_periods = (top @ nodes) / (bottom @ nodes)
        parts: list[dict[str, Any]] = [
            {"overall": without_rounding(overall), "target_carry": lands["carried"][t]} for t in range(T)
        ]
        if places.names:
            of_nodes = (share @ top) / (share @ bottom)
            for t in range(T):
                parts[t] |= dict(zip((f"te_{name}" for name in places.names), top[t] / bottom[t], strict=True))
                parts[t] |= dict(zip((f"overall_{name}" for name in places.names), of_nodes, strict=True))
                flows = zip(roles.intermediates, lands["leaving"][t], strict=True)
                parts[t] |= {f"target_{column}": value for column, value in flows}
        if question.ranges:
            _add_ranges(parts, program, found, nodes, places.names)
        for t in range(T):
            made[unit, t] = Found(
                score=float(of_periods[t]),
                lambdas=np.maximum(at[:, t, order[t]].ravel(), 0.0),
                target_in=lands["inputs"][t],
                target_out=lands["outputs"][t],
                parts=parts[t],
            )
    return made


def _add_ranges(
    parts: list[dict[str, Any]], program: DynamicProgram, found: Optimum, nodes: Floats, names: tuple[str, ...]
) -> None:
    """The ends of each period's score, and of each named node's in it."""
    ways, keys = [], []
    for t in range(program.T):
        period = np.zeros((program.T, len(nodes)))
        period[t] = nodes
        ways.append(period)
        keys.append((t, "least", "greatest"))
        for k, name in enumerate(names):
            cell = np.zeros_like(period)
            cell[t, k] = 1.0
            ways.append(cell)
            keys.append((t, f"te_{name}_low", f"te_{name}_high"))
    for (t, low, high), (least, greatest) in zip(keys, program.ranges(found, ways), strict=True):
        parts[t] |= {low: without_rounding(least), high: without_rounding(greatest)}
