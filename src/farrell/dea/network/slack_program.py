"""The program of the slacks-based measure of a network, made linear, over as many reference units as it needs."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from farrell.dea.answers import Found, without_rounding
from farrell.dea.frontier import AnyOrientation, Floats, Ints
from farrell.dea.network.slack_network import Network
from farrell.dea.network.splits import extreme
from farrell.dea.project import Point
from farrell.dea.radial import EFFICIENT
from farrell.lp import LinearProgram
from farrell.lp.linear import Answer, Sense
from farrell.lp.tolerances import FACE, NEGLIGIBLE

FEW = 120
"""Reference units up to which all stand in every program; of more, those that prices ask for."""
ADDED = 4
"""Units that join a node at a time."""
KEPT = 40
"""Units of a node with which the next program starts."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A program and where its variables are: intensities of each node, slacks, and the scale t of Charnes & Cooper."""

    program: LinearProgram
    lambdas: tuple[slice, ...]
    slack_in: slice
    slack_out: slice
    scale: slice
    rows: slice


@dataclass(slots=True)
class Solved:
    """An answer over some columns of each node."""

    posed: Posed
    answer: Answer
    columns: list[Ints]

    @property
    def scale(self) -> float:
        return float(self.answer[self.posed.scale][0])

    def slacks(self) -> tuple[Floats, Floats]:
        """(m,), (s,) in data units."""
        return self.answer[self.posed.slack_in] / self.scale, self.answer[self.posed.slack_out] / self.scale

    def used(self, k: int) -> tuple[Ints, Floats]:
        """Reference units of one node with positive intensity, and their intensities."""
        values = self.answer[self.posed.lambdas[k]] / self.scale
        positive = np.nonzero(values > 0)[0]
        order = positive[np.argsort(self.columns[k][positive])]
        return self.columns[k][order], values[order]


class Frontier:
    """The programs of points over one reference; what one point needed, the next starts with."""

    def __init__(self, network: Network, point: Point) -> None:
        self.network, self.n = network, point.n
        self.matrices = network.matrices(point)
        self.recent: list[Ints] = [np.zeros(0, dtype=np.int64) for _ in network.parts]

    def again(self) -> Frontier:
        """The same that knows of no point yet."""
        fresh = copy(self)
        fresh.recent = [np.zeros(0, dtype=np.int64) for _ in self.matrices]
        return fresh

    def solve(self, point: Point, orientation: AnyOrientation) -> Solved:
        """The least rho of a point; exact over all units, whatever columns are posed."""
        if self.n <= FEW:
            return self._over(point, orientation, self.everyone())
        own = np.array([point.own] * (point.own >= 0), dtype=np.int64)
        columns = [np.union1d(recent, own) for recent in self.recent]
        while True:
            solved = self._over(point, orientation, columns)
            if not solved.answer.optimal:  # only a point outside can be: all units decide
                return self._over(point, orientation, self.everyone())
            asked = self._asked(solved)
            if not any(len(more) for more in asked):
                break
            columns = [np.union1d(have, more) for have, more in zip(columns, asked, strict=True)]
        for k, recent in enumerate(self.recent):
            used = solved.used(k)[0]
            self.recent[k] = np.r_[used, recent[~np.isin(recent, used)]][:KEPT]
        return solved

    def grows(self, point: Point, solved: Solved) -> bool:
        """Whether outputs grow without end at no cost, so that an unoriented rho falls to 0 and no point attains it."""
        if solved.answer.objective > NEGLIGIBLE:
            return False
        return self._over(point, "output", self.everyone()).answer.status == "unbounded"

    def everyone(self) -> list[Ints]:
        return [np.arange(self.n)] * len(self.matrices)

    def _asked(self, solved: Solved) -> list[Ints]:
        """Of each node the units that the prices of an answer would bring in, dearest first."""
        dual = solved.answer.dual[solved.posed.rows]
        asked = []
        for A, columns in zip(self.matrices, solved.columns, strict=True):
            reduced, terms = -(dual @ A), np.abs(dual) @ np.abs(A)
            gain = np.where(reduced < -FACE * terms, reduced / np.where(terms > 0, terms, 1.0), 0.0)
            gain[columns] = 0.0
            best = np.argsort(gain, kind="stable")[:ADDED]
            asked.append(best[gain[best] < 0.0])
        return asked

    def _over(self, point: Point, orientation: AnyOrientation, columns: list[Ints]) -> Solved:
        posed = self.pose(point, orientation, columns)
        return Solved(posed, posed.program.minimise(), columns)

    def pose(self, point: Point, orientation: AnyOrientation, columns: list[Ints]) -> Posed:
        """The linear program of a point over some units of each node."""
        network = self.network
        m, s = len(point.x), len(point.y)
        above, below = (network.weights @ price for price in network.prices(point, orientation))
        program = LinearProgram()
        lambdas = tuple(program.variables(len(chosen)) for chosen in columns)
        slack_in = program.variables(m, cost=-above)
        slack_out = program.variables(s, cost=-below if orientation == "output" else 0.0)
        scale = program.variables(1, cost=0.0 if orientation == "output" else 1.0)
        right = network.right_sides(point)
        stop = 0
        equations = len(right) - len(network.senses()) * len(columns)
        groups: list[tuple[int, Sense]] = [(m, "=="), (s, "=="), (equations - m - s, "==")]
        groups += [(1, sense) for _ in columns for sense, _ in network.senses()]
        for height, sense in groups:
            part = slice(stop, stop + height)
            stop += height
            if height == 0:
                continue
            every = zip(lambdas, self.matrices, columns, strict=True)
            terms = [(block, A[part][:, chosen]) for block, A, chosen in every]
            terms.append((scale, -right[part, None]))
            if part.start == 0:
                terms.append((slack_in, np.eye(m)))
            elif part.start == m:
                terms.append((slack_out, -np.eye(s)))
            program.rows(sense, 0.0, *terms)
        if orientation == "none":
            program.rows("==", 1.0, (scale, [[1.0]]), (slack_out, below))
        else:
            program.rows("==", 1.0, (scale, [[1.0]]))
        return Posed(program, lambdas, slack_in, slack_out, scale, slice(0, stop))


def solve(intervals: bool, frontier: Frontier, points: Sequence[Point]) -> list[Found]:
    """Answers to points of one reference, each piece from the same start, so that workers change nothing."""
    frontier = frontier.again()
    return [_found(frontier, point, intervals) for point in points]


def _found(frontier: Frontier, point: Point, intervals: bool) -> Found:
    network, orientation = frontier.network, frontier.network.orientation
    solved = frontier.solve(point, orientation)
    if not solved.answer.optimal:
        return Found.without(solved.answer)
    if orientation == "none" and frontier.grows(point, solved):
        return Found(status="unbounded", exact=solved.answer.exact)
    dual = solved.answer.dual[solved.posed.rows]
    m, s = len(point.x), len(point.y)
    objective = solved.answer.objective
    score = 1.0 / (1.0 - objective) if orientation == "output" else float(without_rounding(objective))
    scores = _node_scores(network, point, solved)
    parts: dict[str, ArrayLike] = {**scores}
    if intervals:
        parts |= _node_intervals(frontier, point, scores)
    if orientation != "none" and score >= 1.0 - EFFICIENT:  # slack that does not count may be left
        further = frontier.solve(point, "none")
        solved = further if further.answer.optimal and not frontier.grows(point, further) else solved
    slack_in, slack_out = solved.slacks()
    return Found(
        score=float(score),
        lambdas=_stacked(frontier, solved),
        target_in=point.x - slack_in,
        target_out=point.y + slack_out,
        v=-dual[:m],
        u=dual[m : m + s],
        parts=parts | _link_targets(frontier, point, solved),
        exact=solved.answer.exact,
    )


def _node_scores(network: Network, point: Point, solved: Solved) -> dict[str, float]:
    top, bottom = network.prices(point, network.orientation)
    slack_in, slack_out = solved.slacks()
    scores = without_rounding((1.0 - top @ slack_in) / (1.0 + bottom @ slack_out))
    return {f"te_{part.name}": float(value) for part, value in zip(network.parts, scores, strict=True)}


def _node_intervals(frontier: Frontier, point: Point, scores: dict[str, float]) -> dict[str, float]:
    """The least and the greatest score of each node among all optima."""
    network = frontier.network
    posed = frontier.pose(point, network.orientation, frontier.everyone())
    top, bottom = network.prices(point, network.orientation)
    out = {}
    for k, part in enumerate(network.parts):
        above, below = np.zeros((2, posed.scale.stop))
        above[posed.scale], below[posed.scale] = 1.0, 1.0
        above[posed.slack_in], below[posed.slack_out] = -top[k], bottom[k]
        for end, greatest in (("low", False), ("high", True)):
            known = scores[f"te_{part.name}"]
            ratio, _ = extreme(posed.program, above, below, greatest=greatest, start=known)
            out[f"te_{part.name}_{end}"] = float(without_rounding(ratio))
    return out


def _link_targets(frontier: Frontier, point: Point, solved: Solved) -> dict[str, float]:
    """What runs along each link where the projection lands."""
    network = frontier.network
    out = dict.fromkeys(network.intermediates, np.nan)
    for source, _, columns, _ in network.links:
        places, values = solved.used(source)
        for c in np.nonzero(columns)[0]:
            out[network.intermediates[c]] = float(values @ point.B[places, c])
    return {f"target_{name}": value for name, value in out.items()}


def _stacked(frontier: Frontier, solved: Solved) -> tuple[Ints, Floats]:
    """Intensities of all nodes, numbered node by node."""
    used = [solved.used(k) for k in range(len(solved.columns))]
    places = np.concatenate([k * frontier.n + places for k, (places, _) in enumerate(used)])
    return places, np.concatenate([values for _, values in used])
