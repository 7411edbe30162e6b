"""The least cost, the most revenue and the most profit that a technology allows at a unit's own prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import AnyRts, Block, Bounds, Floats, Frontiers, Ints, Orientation, Rts, pose, solver_of
from farrell.lp import Solver, intensity_rows, solve_many
from farrell.lp.tolerances import NEGLIGIBLE

Peers = tuple[Ints, Floats]


@dataclass(slots=True)
class Optimum:
    """What is best at each row's prices.

    Attributes
    ----------
    value : (N,) the least cost, most revenue or most profit
    status : (N,) optimal, infeasible, unbounded, undefined, unsolved
    peers : each row's reference units, by place in its block, and their intensities
    repaired : how many exact arithmetic had to decide
    """

    value: Floats
    status: Any
    peers: list[Peers]
    repaired: int = 0

    @classmethod
    def none(cls, count: int) -> Optimum:
        empty = np.zeros(0, dtype=np.int64), np.zeros(0)
        return cls(np.full(count, np.nan), np.full(count, "infeasible", dtype="<U10"), [empty] * count)


def one_sided(
    panel: Panel,
    front: Frontiers,
    price: Floats,
    orientation: Orientation,
    rts: AnyRts,
    bounds: Bounds | None,
    *,
    weak: bool = False,
    restricted: bool = False,
    solver: Solver = "auto",
) -> Optimum:
    """The least cost of what is made, ``"input"``, or the most revenue of what is used, ``"output"``.

    It is a radial program of one input, the cost of each reference unit at the prices of the point (or of one output,
    its revenue), so rows of the same prices share a technology. ``weak`` makes equations of the rows of the side held,
    ``restricted`` keeps each priced column no worse than it is.
    """
    found = Optimum.none(len(panel))
    if rts == "fdh":
        for block in front.blocks:
            for row in block.rows:
                _single(panel, block, int(row), price, orientation, found, weak=weak, restricted=restricted)
        return found
    jobs, sizes, places = [], [], []
    for block, rows in _same_prices(front, price):
        if not len(block.X):
            continue
        programs, size = _posed(panel, block, rows, price[rows[0]], orientation, rts, bounds, weak, restricted)
        jobs.append(programs)
        sizes.append(size)
        places.append(rows)
    chosen = solver_of(front, solver)
    for rows, size, solution in zip(places, sizes, solve_many(jobs, chosen), strict=True):
        found.value[rows], found.status[rows] = solution.t * size, solution.status
        found.repaired += solution.diagnostics["repaired"]
        for i, row in enumerate(rows):
            used = solution.peer[i] >= 0
            found.peers[row] = solution.peer[i][used], solution.weight[i][used]
    return found


def _same_prices(front: Frontiers, price: Floats) -> Iterator[tuple[Block, Ints]]:
    for block in front.blocks:
        _, group = np.unique(price[block.rows], axis=0, return_inverse=True)
        for g in range(int(group.max(initial=-1)) + 1):
            yield block, block.rows[group.ravel() == g]


def _posed(
    panel: Panel,
    block: Block,
    rows: Ints,
    price: Floats,
    orientation: Orientation,
    rts: Rts,
    bounds: Bounds | None,
    weak: bool,
    restricted: bool,
) -> tuple[Any, Floats]:
    """The radial programs of rows with the same prices; t times the size returned is the optimum."""
    is_cost = orientation == "input"
    priced, held = (block.X, block.Y) if is_cost else (block.Y, block.X)
    own, kept = (panel.X[rows], panel.Y[rows]) if is_cost else (panel.Y[rows], panel.X[rows])
    worth = own @ price
    usual = float((priced @ price).mean())
    size = np.where(worth > 0, worth, usual if usual > 0 else 1.0)
    units, points = (priced @ price)[:, None], size[:, None]
    if restricted:
        units, points = np.hstack([units, priced]), np.hstack([points, own])
    sides = [(units, held), (points, kept)]
    still = np.arange(units.shape[1] + held.shape[1])
    scaled = 0 if is_cost else held.shape[1]
    first_held = units.shape[1] if is_cost else 0
    is_held = (still >= first_held) & (still < first_held + held.shape[1])
    moves_not = ~is_held & (still != scaled)
    programs = pose(
        sides[0] if is_cost else sides[0][::-1], sides[1] if is_cost else sides[1][::-1], rts, orientation,
        bounds=bounds, equations=is_held if weak else None, still=moves_not if restricted else None,
    )  # fmt: skip
    return programs, size


def _single(
    panel: Panel, block: Block, row: int, price: Floats, orientation: Orientation, found: Optimum,
    *, weak: bool, restricted: bool,
) -> None:  # fmt: skip
    """The best single unit: no convexity."""
    sign = 1.0 if orientation == "input" else -1.0
    priced, held = (block.X, block.Y) if sign > 0 else (block.Y, block.X)
    own, kept = (panel.X[row], panel.Y[row]) if sign > 0 else (panel.Y[row], panel.X[row])
    possible = (held == kept).all(axis=1) if weak else (sign * held >= sign * kept).all(axis=1)
    if restricted:
        possible &= (sign * priced <= sign * own).all(axis=1)
    if not possible.any():
        return
    worth = np.where(possible, sign * (priced @ price[row]), np.inf)
    best = int(worth.argmin())
    found.value[row], found.status[row] = sign * worth[best], "optimal"
    found.peers[row] = np.array([best]), np.ones(1)


def most_profit(panel: Panel, front: Frontiers, W: Floats, P: Floats, rts: AnyRts, bounds: Bounds | None) -> Optimum:
    """The most profit at each row's prices.

    Profit is linear, so a best activity is one reference unit at the largest or smallest scale its returns allow:
    under crs the best profit is 0, or without bound where some unit's profit is positive.
    """
    low, high = _scales(rts, bounds)
    found = Optimum.none(len(panel))
    for block in front.blocks:
        if not len(block.X):
            continue
        rows = block.rows
        income, outlay = P[rows] @ block.Y.T, W[rows] @ block.X.T
        best = (income - outlay).argmax(axis=1)
        each = np.arange(len(rows))
        profit, size = (income - outlay)[each, best], (income + outlay)[each, best]
        for i, row in enumerate(rows):
            none = abs(profit[i]) <= NEGLIGIBLE * size[i]
            scale = 1.0 if none else high if profit[i] > 0 else low
            if np.isinf(scale):
                found.status[row] = "unbounded"
                continue
            found.value[row], found.status[row] = scale * (0.0 if none else profit[i]), "optimal"
            found.peers[row] = np.array([best[i]]), np.array([scale])
    return found


def _scales(rts: AnyRts, bounds: Bounds | None) -> tuple[float, float]:
    """The least and the most that intensities may add up to."""
    low, high = 0.0, np.inf
    if rts == "fdh":
        return 1.0, 1.0
    for sign, right in intensity_rows(rts, bounds):
        low, high = (low if sign > 0 else right), (high if sign < 0 else right)
    return low, high
