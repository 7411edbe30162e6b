"""A large, sparse program that is solved again and again with other costs and limits: a plan, and all one asks of it.

HiGHS keeps its basis from one answer to the next. From the last basis every number is computed again, by a sparse
factorisation with refinement, and what remains of the conditions of an optimum is measured and stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from farrell.lp.highs import FEASIBILITY

Floats = NDArray[np.float64]
Part = tuple[slice, Any]
"""A block of variables and its coefficients (rows, block), dense or sparse."""
WHOLE = 1e-9
"""How far from a whole number HiGHS may leave an integer variable; it is rounded and the rest solved again."""
PINNED = 1e-9
"""A reduced cost above this share of its terms is no rounding."""
NOTHING = 1e-4
"""Terms below this share of the largest are no measure of rounding."""
ROUNDING = 1e-10
"""A dual below this share of the largest is."""
GAP = 1e-7
"""Relative gap at which a mixed program counts as solved."""
_STATUS = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kTimeLimit: "late",
}
DECIDED = (*_STATUS, highspy.HighsModelStatus.kUnboundedOrInfeasible)
"""Statuses that are an answer."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """What solving gave; NaN everywhere without an answer.

    Attributes
    ----------
    status : optimal, late (the best found when time was up), infeasible, unbounded, unsolved
    objective : the least cost found
    bound : what no solution can go below
    x : (variables,) the solution
    dual : (rows,) change of the least cost by one more of a row's binding side
    reduced : (variables,) the same of a variable's binding bound
    primal_fault, dual_fault : how far a row or bound is missed, and a reduced cost has the wrong sign, in the program's
        own units; NaN for the dual of a mixed program
    """

    status: str
    objective: float
    bound: float
    x: Floats
    dual: Floats
    reduced: Floats
    primal_fault: float = np.nan
    dual_fault: float = np.nan

    @property
    def solved(self) -> bool:
        return self.status in ("optimal", "late")


class SparseProgram:
    """Variables within bounds, rows between a low and a high; pose once, ask often::

        program = SparseProgram()
        x = program.variables(3, high=5.0)
        row = program.rows(1.0, 1.0, (x, [[1.0, 1.0, 1.0]]))
        program.minimise((x, [1.0, 2.0, 3.0])).x

    Entries should be about 1: pose the program in shares of sizes.
    """

    def __init__(self, *, seconds: float | None = None) -> None:
        self._low: list[Floats] = []
        self._high: list[Floats] = []
        self._integer: list[NDArray[np.bool_]] = []
        self._rows: list[tuple[Floats, Floats, tuple[Part, ...]]] = []
        self._count = self._height = 0
        self._seconds = seconds
        self._highs: Any = None
        self.A: Any = None
        self.sizes: Any = None

    # --- posing ----------------------------------------------------------------------------------------

    def variables(self, count: int, *, low: ArrayLike = 0.0, high: ArrayLike = np.inf, integer: bool = False) -> slice:
        """Add variables; bounds are numbers or (count,)."""
        block = slice(self._count, self._count + count)
        self._count += count
        self._low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), (count,)))
        self._high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), (count,)))
        self._integer.append(np.full(count, integer))
        return block

    def rows(self, low: ArrayLike, high: ArrayLike, *parts: Part) -> slice:
        """Add rows: the sum of coefficients times blocks lies between ``low`` and ``high``."""
        made = tuple((block, sparse.csr_matrix(value)) for block, value in parts)
        height = made[0][1].shape[0]
        for block, value in made:
            if value.shape != (height, block.stop - block.start):
                raise ValueError(f"coefficients {value.shape}, not {(height, block.stop - block.start)}")
        placed = slice(self._height, self._height + height)
        self._height += height
        below, above = (np.broadcast_to(np.asarray(v, dtype=np.float64), (height,)) for v in (low, high))
        self._rows.append((below, above, made))
        self._highs = None
        return placed

    @property
    def is_mixed(self) -> bool:
        return bool(np.concatenate(self._integer).any())

    def _freeze(self) -> None:
        """Assemble the matrix and pass the model."""
        entries = []
        top = 0
        for below, _, parts in self._rows:
            for block, value in parts:
                found = value.tocoo()
                entries.append((found.row + top, found.col + block.start, found.data))
            top += len(below)
        rows, columns, data = (np.concatenate(list(part)) for part in zip(*entries, strict=True))
        self.A = sparse.csc_matrix((data, (rows, columns)), shape=(self._height, self._count))
        self.low, self.high = np.concatenate(self._low), np.concatenate(self._high)
        self.row_low = np.concatenate([r[0] for r in self._rows])
        self.row_high = np.concatenate([r[1] for r in self._rows])
        self.integer = np.concatenate(self._integer)
        self.sizes = abs(self.A)
        self._full = sparse.hstack([self.A, -sparse.identity(self._height)], format="csc")
        self._highs = _model(self, self._seconds)

    # --- asking ----------------------------------------------------------------------------------------

    def bound(self, block: slice, low: ArrayLike, high: ArrayLike) -> None:
        """Other bounds for a block of variables."""
        self._bound(np.arange(block.start, block.stop, dtype=np.int32), low, high)

    def _bound(self, places: NDArray[np.int32], low: ArrayLike, high: ArrayLike) -> None:
        """Other bounds for variables by their numbers."""
        self._ready()
        self.low[places], self.high[places] = low, high
        self._highs.changeColsBounds(len(places), places, self.low[places], self.high[places])

    def limit(self, rows: slice, low: ArrayLike, high: ArrayLike) -> None:
        """Other limits for some rows."""
        self._ready()
        self.row_low[rows], self.row_high[rows] = low, high
        for i in range(rows.start, rows.stop):
            self._highs.changeRowBounds(i, float(self.row_low[i]), float(self.row_high[i]))

    def pin(self, found: Optimum) -> None:
        """Keep to solutions as good as an optimum: what its prices forbid to move stays at its bound."""
        terms = np.asarray(self.sizes.T @ np.abs(found.dual)) + np.abs(found.reduced)
        dear = np.abs(found.reduced) > PINNED * np.maximum(terms, NOTHING * float(terms.max(initial=1e-300)))
        at = _nearer(found.x, self.low, self.high)
        held = np.nonzero(dear & np.isfinite(at))[0].astype(np.int32)
        self._bound(held, at[held], at[held])
        dear = np.abs(found.dual) > ROUNDING * float(np.abs(found.dual).max(initial=0.0))
        at = _nearer(np.asarray(self.A @ found.x), self.row_low, self.row_high)
        for i in np.nonzero(dear & np.isfinite(at))[0]:
            self.limit(slice(int(i), int(i) + 1), at[i], at[i])

    def limits(self) -> tuple[Floats, ...]:
        """Copies of all bounds, to be put back."""
        self._ready()
        return self.low.copy(), self.high.copy(), self.row_low.copy(), self.row_high.copy()

    def put_back(self, limits: tuple[Floats, ...]) -> None:
        """The bounds that :meth:`limits` told."""
        low, high, row_low, row_high = limits
        self.bound(slice(0, self._count), low, high)
        self.limit(slice(0, self._height), row_low, row_high)

    def whole(self, block: slice, integer: bool) -> None:
        """Ask whole numbers of a block of variables, or no more."""
        self._ready()
        self.integer[block] = integer
        places = np.arange(block.start, block.stop, dtype=np.int32)
        kind = highspy.HighsVarType.kInteger if integer else highspy.HighsVarType.kContinuous
        self._highs.changeColsIntegrality(len(places), places, np.full(len(places), kind, dtype=object))

    def minimise(self, *cost: tuple[slice, ArrayLike]) -> Optimum:
        """The least cost, by block of variables, from where the last answer stood."""
        self._ready()
        full = np.zeros(self._count)
        for block, value in cost:
            full[block] = value
        places = np.arange(self._count, dtype=np.int32)
        self._highs.changeColsCost(self._count, places, full)
        status = self._run()
        if self.integer.any():
            return self._mixed(full, status)
        return self._recomputed(full) if status == "optimal" else self._nothing(status)

    def _run(self) -> str:
        """Let HiGHS find an answer, and say which."""
        self._highs.run()
        if not self.integer.any() and self._highs.getModelStatus() not in DECIDED:
            self._highs.clearSolver()  # the last basis led nowhere: from none
            self._highs.run()
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
            return "infeasible" if self._without_cost() == "infeasible" else "unbounded"
        return _STATUS.get(self._highs.getModelStatus(), "unsolved")

    def forget(self) -> None:
        """Start the next question from no basis."""
        self._ready()
        self._highs.clearSolver()

    def farkas(self) -> tuple[Floats, Floats] | None:
        """Prices of rows (rows,) and columns (variables,) that prove the last program infeasible; zero elsewhere."""
        _, there, ray = self._highs.getDualRay()
        if not there:
            return None
        prices = np.asarray(ray)[: self._height]
        size = float(np.abs(prices).max(initial=0.0))
        if size == 0.0:
            return None
        prices = np.where(np.abs(prices) <= 1e-9 * size, 0.0, prices)
        columns = np.asarray(self.A.T @ prices)
        return prices, np.where(np.abs(columns) <= 1e-9 * size, 0.0, columns)

    def _ready(self) -> None:
        if self._highs is None:
            self._freeze()

    def _without_cost(self) -> str:
        count = self._highs.getNumCol()
        self._highs.changeColsCost(count, np.arange(count, dtype=np.int32), np.zeros(count))
        self._highs.run()
        return _STATUS.get(self._highs.getModelStatus(), "unsolved")

    def _nothing(self, status: str) -> Optimum:
        none = np.full(self._count, np.nan)
        return Optimum(status, np.nan, np.nan, none, np.full(self._height, np.nan), none)

    def _recomputed(self, cost: Floats) -> Optimum:
        """The optimum of the last basis, computed afresh."""
        low, high = np.r_[self.low, self.row_low], np.r_[self.high, self.row_high]
        return recomputed(self._highs, self._full, low, high, cost)

    def _mixed(self, cost: Floats, status: str) -> Optimum:
        """HiGHS finds the whole numbers; what is left once they are fixed is solved as above."""
        info = self._highs.getInfo()
        values = np.asarray(self._highs.getSolution().col_value)
        if status not in ("optimal", "late") or len(values) == 0 or not np.isfinite(info.objective_function_value):
            return self._nothing("unsolved" if status == "late" else status)
        bound = float(info.mip_dual_bound)
        rest = SparseProgram()
        whole = np.round(values)
        rest.variables(
            self._count,
            low=np.where(self.integer, whole, self.low),
            high=np.where(self.integer, whole, self.high),
        )
        rest.rows(self.row_low, self.row_high, (slice(0, self._count), self.A))
        left = rest.minimise((slice(0, self._count), cost))
        if not left.solved:  # HiGHS's tolerance let the whole numbers miss a row
            return self._nothing("unsolved")
        none_rows, none = np.full(self._height, np.nan), np.full(self._count, np.nan)
        return Optimum(status, left.objective, min(bound, left.objective), left.x, none_rows, none, left.primal_fault)


def recomputed(highs: Any, full: Any, low: Floats, high: Floats, cost: Floats) -> Optimum:
    """Primal and dual solution of HiGHS's last basis, computed afresh, and how far they are from an optimum.

    Parameters
    ----------
    full : (rows, variables + rows) coefficients of the variables, then minus one for each row's own value
    low, high : (variables + rows,)
    cost : (variables,)
    """
    count = len(cost)
    chosen = np.asarray(highs.getBasicVariables()[1], dtype=np.int64)
    basic = np.zeros(len(low), dtype=bool)
    basic[np.where(chosen >= 0, chosen, count - chosen - 1)] = True
    told = highs.getSolution()
    z = np.r_[np.asarray(told.col_value), np.asarray(told.row_value)]
    upper = np.abs(high - z) < np.abs(z - low)
    z = np.where(upper, high, np.where(np.isfinite(low), low, 0.0))  # where HiGHS left what is not basic
    z[basic] = 0.0
    costs = np.r_[cost, np.zeros(len(low) - count)]
    B = full[:, basic]
    factor = splu(B)
    right = -(full @ z)
    solution = factor.solve(right)
    solution += factor.solve(right - B @ solution)
    z[basic] = solution
    pi = factor.solve(costs[basic], trans="T")
    pi += factor.solve(costs[basic] - B.T @ pi, trans="T")
    reduced = costs - full.T @ pi
    reduced[basic] = 0.0
    primal_fault = float(np.maximum(np.maximum(low - z, z - high), 0.0).max(initial=0.0))
    fixed = low == high
    wrong = np.where(basic | fixed, 0.0, np.where(upper, reduced, -reduced))
    free = ~np.isfinite(low) & ~np.isfinite(high) & ~basic
    wrong = np.where(free, np.abs(reduced), wrong)
    x = z[:count]
    value = float(cost @ x)
    dual_fault = float(wrong.max(initial=0.0))
    return Optimum("optimal", value, value, x, reduced[count:], reduced[:count], primal_fault, dual_fault)


def _nearer(values: Floats, low: Floats, high: Floats) -> Floats:
    """The bound each value is at."""
    return np.where(np.abs(high - values) < np.abs(values - low), high, low)


def _model(program: SparseProgram, seconds: float | None) -> Any:
    """The HiGHS model of an assembled program."""
    h: Any = highspy.Highs()
    mixed = bool(program.integer.any())
    options: list[tuple[str, Any]] = [
        ("output_flag", False),
        ("threads", 1),
        ("primal_feasibility_tolerance", FEASIBILITY),
        ("dual_feasibility_tolerance", FEASIBILITY),
    ]
    if mixed:
        options += [("mip_rel_gap", GAP), ("mip_abs_gap", 0.0), ("mip_feasibility_tolerance", WHOLE)]
        options += [("time_limit", float(seconds))] if seconds is not None else []
    else:
        options += [("presolve", "off"), ("solver", "simplex")]
    for name, value in options:
        h.setOptionValue(name, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = program.A.shape[1], program.A.shape[0]
    lp.col_cost_ = np.zeros(program.A.shape[1])
    lp.col_lower_, lp.col_upper_ = program.low, program.high
    lp.row_lower_, lp.row_upper_ = program.row_low, program.row_high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = program.A.indptr
    lp.a_matrix_.index_ = program.A.indices
    lp.a_matrix_.value_ = program.A.data
    if mixed:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in program.integer]
    h.passModel(lp)
    return h
