"""The program of dynamic models: one frontier a period, tied together by carry-overs; asked for one unit after another.

Rows are kept and only their limits and the cost change from unit to unit, so HiGHS goes on from its last basis. A ratio
is brought down step by step: the cost is numerator less rho times denominator, and rho the ratio of its optimum, until
nothing is gained (Dinkelbach 1967, DOI 10.1287/mnsc.13.7.492).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from farrell.dea.frontier import Bounds, Floats, Rts
from farrell.lp.sparse import Optimum, SparseProgram

GAINED = 1e-11
"""A ratio that falls by less than this share is the least."""
STEPS = 50
FAULT = 1e-7
"""A row missed, or a reduced cost of the wrong sign, by more than this is no optimum; entries are about 1."""
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
class Dynamics:
    """A posed model.

    Attributes
    ----------
    rows : what ties intensities to the unit's own values
    links : (T, n, c) carry-overs out of each period, all kinds
    initial : (n, c) those into the first period, or nothing
    top, bottom : numerator and denominator of the score; None is 1
    weights : (T,) of periods, 1 in all
    """

    rows: tuple[Rows, ...]
    links: Floats
    initial: Floats | None
    top: Share | None
    bottom: Share | None
    weights: Floats
    rts: Rts
    bounds: Bounds | None


class DynamicProgram:
    """A model's program, built once."""

    def __init__(self, model: Dynamics) -> None:
        self.model = model
        self.T, self.n = model.links.shape[:2]
        self.program = SparseProgram()
        self.lambdas = self.program.variables(self.T * self.n)
        self._limits: list[tuple[slice, Floats, Rows]] = []
        for kind in model.rows:
            if kind.data.shape[2]:
                self._limit(kind)
        self._tie(model.links)
        if model.initial is not None and model.initial.shape[1]:
            self._limit(Rows(model.initial[None], low=True, high=True))
        self._sum()

    def _limit(self, kind: Rows) -> None:
        """One row a period and column, each divided by its mean."""
        size = _size(kind.data)
        scaled = kind.data / size[:, None]
        blocks = sparse.block_diag([period.T for period in scaled], format="csr")
        if blocks.shape[1] < self.T * self.n:  # of the first period alone
            blocks = sparse.hstack([blocks, sparse.csr_matrix((blocks.shape[0], self.T * self.n - blocks.shape[1]))])
        own = scaled.transpose(1, 0, 2).reshape(self.n, -1)
        self._limits.append((self.program.rows(0.0, 0.0, (self.lambdas, blocks)), own, kind))

    def _tie(self, links: Floats) -> None:
        """What a benchmark carries out of a period it carries into the next."""
        if self.T == 1 or links.shape[2] == 0:
            return
        scaled = links / _size(links)[:, None]
        carried = sparse.block_diag([period.T for period in scaled[:-1]], format="csr")
        none = sparse.csr_matrix((carried.shape[0], self.n))
        tied = sparse.hstack([carried, none]) - sparse.hstack([none, carried])
        self.program.rows(0.0, 0.0, (self.lambdas, tied))

    def _sum(self) -> None:
        """Returns to scale of every period."""
        if self.model.rts == "crs":
            return
        low, high = self.model.bounds or SUMS[self.model.rts]
        one = sparse.block_diag([np.ones((1, self.n))] * self.T)
        self.program.rows(low, high, (self.lambdas, one))

    def pose(self, unit: int) -> None:
        """Hold the program against a unit."""
        for rows, own, kind in self._limits:
            low = own[unit] if kind.low else -np.inf
            self.program.limit(rows, low, own[unit] if kind.high else np.inf)
        ones = np.full((self.T, self.n), np.nan)
        self.top = ones if self.model.top is None else self.model.top.of(unit)
        self.bottom = ones if self.model.bottom is None else self.model.bottom.of(unit)

    def sides(self, x: Floats) -> tuple[Floats, Floats]:
        """(T,) numerator and denominator of every period at a solution."""
        lambdas = x.reshape(self.T, self.n)
        top = np.ones(self.T) if self.model.top is None else (self.top * lambdas).sum(axis=1)
        bottom = np.ones(self.T) if self.model.bottom is None else (self.bottom * lambdas).sum(axis=1)
        return top, bottom

    def best(self, weights: Floats, *, greatest: bool = False) -> tuple[float, Optimum]:
        """The least (or greatest) ratio of the sides, weighted over periods, and the last optimum; NaN without one."""
        sign = -1.0 if greatest else 1.0
        top = 0.0 if self.model.top is None else self.top * weights[:, None]
        bottom = 0.0 if self.model.bottom is None else self.bottom * weights[:, None]
        ratio = 1.0
        for _ in range(STEPS):
            cost = np.broadcast_to(sign * (top - ratio * bottom), (self.T, self.n)).ravel()
            found = self.program.minimise((self.lambdas, cost))
            if found.status != "optimal" or max(found.primal_fault, found.dual_fault) > FAULT:
                return np.nan, found
            above, below = (float(side @ weights) for side in self.sides(found.x))
            before, ratio = ratio, above / below
            if self.model.bottom is None or abs(ratio - before) <= GAINED * max(abs(ratio), 1.0):
                return ratio, found
        return np.nan, found

    def ranges(self, found: Optimum) -> tuple[Floats, Floats]:
        """(T,) least and greatest ratio of every period among all optima."""
        before = self.program.limits()
        self.program.pin(found)
        ends = [[self.best(alone, greatest=greatest)[0] for alone in np.eye(self.T)] for greatest in (False, True)]
        self.program.put_back(before)
        return np.array(ends[0]), np.array(ends[1])


def _size(data: Floats) -> Floats:
    """(T, k) means of columns, 1 where there is nothing."""
    size = np.abs(data).mean(axis=1)
    return np.where(size > 0, size, 1.0)
