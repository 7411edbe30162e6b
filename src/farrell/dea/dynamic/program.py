"""The program of dynamic models: a frontier of each node in each period, tied together by links and carry-overs; asked
for one unit after another.

Rows are kept and only their limits and the cost change from unit to unit, so HiGHS goes on from its last basis, and it
sees those intensities only that could better a score (:mod:`farrell.lp.columns`). A ratio
is brought down step by step: the cost is numerator less rho times denominator, and rho the ratio of its optimum, until
nothing is gained (Dinkelbach 1967, DOI 10.1287/mnsc.13.7.492).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from farrell.dea.frontier import Bounds, Floats, Rts
from farrell.lp.columns import ColumnProgram
from farrell.lp.sparse import Optimum

GAINED = 1e-11
"""A ratio that falls by less than this share is the least."""
STEPS = 50
FAULT = 1e-7
"""A row missed by more than this share of the unit's own value, or of what is carried, or a reduced cost of the wrong
sign by more than this, is no optimum."""
SAME = 1e-6
"""Overall scores that differ by a larger share are not of the same optimum."""
SUMS: dict[str, tuple[float, float]] = {"vrs": (1.0, 1.0), "nirs": (-np.inf, 1.0), "ndrs": (1.0, np.inf)}


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of one kind in all periods, and on which side of the unit's own value the benchmark must lie.

    Attributes
    ----------
    data : (T, n, k)
    low, high : whether the benchmark may not fall below, or not exceed, the own value; both make an equation
    """

    data: Floats
    low: bool
    high: bool


@dataclass(frozen=True, slots=True)
class Share:
    """One side of a ratio: the weighted mean over periods of shares of the unit's own values that its benchmark keeps.

    Attributes
    ----------
    data : (T, n, k) the columns that count
    weight : (k,) what each counts, 1 in all; no columns make a side that is 1
    """

    data: Floats
    weight: Floats

    def of(self, unit: int) -> Floats:
        """(T, n) the period's share by one unit of each intensity."""
        own = self.data[:, unit]
        return np.asarray(np.einsum("tjk,tk->tj", self.data, self.weight / own))


@dataclass(frozen=True, slots=True)
class Node:
    """What one node of a unit does in all periods; a model of whole units has one.

    Attributes
    ----------
    rows : what ties intensities to the unit's own values
    carried : (T, n, c) carry-overs out of each period, all kinds
    initial : (n, c) those into the first period, or nothing
    top, bottom : numerator and denominator of the node's score; None is 1
    """

    rows: tuple[Rows, ...]
    carried: Floats
    initial: Floats | None
    top: Share | None
    bottom: Share | None


@dataclass(frozen=True, slots=True)
class Flow:
    """A free link within periods: (T, n, l) what the benchmark of one node makes and that of another uses."""

    source: int
    target: int
    data: Floats


@dataclass(frozen=True, slots=True)
class Dynamics:
    """A posed model.

    Attributes
    ----------
    nodes : K of them
    flows : free links between them
    weights : (T, K) of nodes in periods, 1 in all
    rts, bounds : of every node in every period
    """

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    weights: Floats
    rts: Rts
    bounds: Bounds | None


class DynamicProgram:
    """A model's program, built once."""

    def __init__(self, model: Dynamics) -> None:
        self.model = model
        self.T, self.n = model.nodes[0].carried.shape[:2]
        self.program = ColumnProgram(self.n)
        self.lambdas = [self.program.variables(self.T * self.n) for _ in model.nodes]
        self._limits: list[tuple[slice, Floats, Rows]] = []
        for node, block in zip(model.nodes, self.lambdas, strict=True):
            for kind in node.rows:
                if kind.data.shape[2]:
                    self._limit(block, kind)
            self._tie(block, node.carried)
            if node.initial is not None and node.initial.shape[1]:
                self._limit(block, Rows(node.initial[None], low=True, high=True))
            self._sum(block)
        for flow in model.flows:
            self._link(flow)

    def _limit(self, block: slice, kind: Rows) -> None:
        """One row a period and column, each divided by its mean."""
        scaled = kind.data / _size(kind.data)[:, None]
        blocks = sparse.block_diag([period.T for period in scaled], format="csr")
        if blocks.shape[1] < self.T * self.n:  # of the first period alone
            blocks = sparse.hstack([blocks, sparse.csr_matrix((blocks.shape[0], self.T * self.n - blocks.shape[1]))])
        own = scaled.transpose(1, 0, 2).reshape(self.n, -1)
        self._limits.append((self.program.rows(0.0, 0.0, (block, blocks)), own, kind))

    def _tie(self, block: slice, carried: Floats) -> None:
        """What a benchmark carries out of a period it carries into the next."""
        if self.T == 1 or carried.shape[2] == 0:
            return
        scaled = carried / _size(carried)[:, None]
        out = sparse.block_diag([period.T for period in scaled[:-1]], format="csr")
        none = sparse.csr_matrix((out.shape[0], self.n))
        self.program.rows(0.0, 0.0, (block, sparse.hstack([out, none]) - sparse.hstack([none, out])))

    def _link(self, flow: Flow) -> None:
        """What the benchmark of a node makes is what that of the other uses."""
        scaled = flow.data / _size(flow.data)[:, None]
        made = sparse.block_diag([period.T for period in scaled], format="csr")
        self.program.rows(0.0, 0.0, (self.lambdas[flow.source], made), (self.lambdas[flow.target], -made))

    def _sum(self, block: slice) -> None:
        """Returns to scale of every period."""
        if self.model.rts == "crs":
            return
        low, high = self.model.bounds or SUMS[self.model.rts]
        one = sparse.block_diag([np.ones((1, self.n))] * self.T)
        self.program.rows(low, high, (block, one))

    def pose(self, unit: int) -> None:
        """Hold the program against a unit."""
        self._own: list[tuple[slice, Floats]] = []
        for rows, own, kind in self._limits:
            self._own.append((rows, np.where(own[unit] > 0, own[unit], 1.0)))
            low = own[unit] if kind.low else -np.inf
            self.program.limit(rows, low, own[unit] if kind.high else np.inf)
        places = [np.arange(block.start + unit, block.stop, self.n) for block in self.lambdas]
        self._sure = np.concatenate(places)  # itself, which is always among its benchmarks
        self.program.bring(self._sure)
        self.top = [None if node.top is None else node.top.of(unit) for node in self.model.nodes]
        self.bottom = [None if node.bottom is None else node.bottom.of(unit) for node in self.model.nodes]

    def intensities(self, x: Floats) -> Floats:
        """(K, T, n) of a solution."""
        return np.stack([x[block].reshape(self.T, self.n) for block in self.lambdas])

    def sides(self, x: Floats) -> tuple[Floats, Floats]:
        """(T, K) numerator and denominator of every node in every period at a solution."""
        made = []
        for side in (self.top, self.bottom):
            pairs = zip(side, self.intensities(x), strict=True)
            made.append([np.ones(self.T) if one is None else (one * at).sum(axis=1) for one, at in pairs])
        return np.array(made[0]).T, np.array(made[1]).T

    def best(self, weights: Floats, *, greatest: bool = False) -> tuple[float, Optimum]:
        """The least (or greatest) ratio of the sides, weighted (T, K), and the last optimum; NaN without one."""
        sign = -1.0 if greatest else 1.0
        nothing = np.zeros((self.T, self.n))
        top, bottom = (
            [nothing if one is None else one * w[:, None] for one, w in zip(side, weights.T, strict=True)]
            for side in (self.top, self.bottom)
        )
        ratio = 1.0
        for _ in range(STEPS):
            costs = [(sign * (a - ratio * b)).ravel() for a, b in zip(top, bottom, strict=True)]
            found = self._least(costs)
            if not self._is_sound(found):
                return np.nan, found
            before, ratio = ratio, self._ratio(found, weights)
            if all(one is None for one in self.bottom) or abs(ratio - before) <= GAINED * max(abs(ratio), 1.0):
                return ratio, found
        return np.nan, found

    def _least(self, costs: Sequence[Floats]) -> Optimum:
        """The optimum; where what other questions left led to none, as HiGHS then may say of programs that have one,
        from no basis and the few columns of some solution."""
        terms = list(zip(self.lambdas, costs, strict=True))
        found = self.program.minimise(*terms)
        if not self._is_sound(found):
            self.program.forget()
            self.program.bring(self._sure)
            found = self.program.minimise(*terms)
        return found

    def _is_sound(self, found: Optimum) -> bool:
        if found.status != "optimal" or max(found.primal_fault, found.dual_fault) > FAULT:
            return False
        made = self.program.A @ found.x
        size = np.maximum(self.program.sizes @ found.x, np.finfo(float).tiny)
        for rows, own in self._own:
            size[rows] = own
        missed = np.maximum(self.program.row_low - made, made - self.program.row_high)
        return bool((missed <= FAULT * size).all())

    def _ratio(self, found: Optimum, weights: Floats) -> float:
        """That of the sides at a solution, weighted (T, K)."""
        above, below = (float((side * weights).sum()) for side in self.sides(found.x))
        return above / below

    def ranges(self, found: Optimum, ways: Sequence[Floats]) -> Floats:
        """(ways, 2) least and greatest ratio among all optima, each with its own weights (T, K).

        NaN where rounding let the program leave the optima, or did not let it reach the one that is known.
        """
        before = self.program.limits()
        overall = self._ratio(found, self.model.weights)
        self.program.pin(found)
        self._sure = np.r_[self._sure, np.flatnonzero(found.x > 0)]
        ends = np.full((len(ways), 2), np.nan)
        for way, weights in zip(ends, ways, strict=True):
            for end, greatest in enumerate((False, True)):
                ratio, at = self.best(weights, greatest=greatest)
                if np.isfinite(ratio) and abs(self._ratio(at, self.model.weights) - overall) <= SAME * abs(overall):
                    way[end] = ratio
            if not way[0] - SAME <= self._ratio(found, weights) <= way[1] + SAME:
                way[:] = np.nan
        self.program.put_back(before)
        return ends


def _size(data: Floats) -> Floats:
    """(T, k) means of columns, 1 where there is nothing."""
    size = np.abs(data).mean(axis=1)
    return np.where(size > 0, size, 1.0)
