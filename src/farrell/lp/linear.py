"""Any small linear program, posed block by block and solved with proof.

Models whose programs do not have the form of :mod:`farrell.lp.program` are posed here: rows and variables in the data's
own units, in the words of the paper. HiGHS proposes a basis in scaled space, every number is computed again from it and
judged, and what is refused, as every claim that there is no optimum, goes to exact arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray

from farrell.lp.exact import decimal, solve_linear_exactly
from farrell.lp.highs import FEASIBILITY
from farrell.lp.tolerances import CLEAR, DUAL, EPSILON, FACE, NOISE, PRIMAL, RESIDUAL, ROUNDED, SAME

Floats = NDArray[np.float64]
Sense = Literal["<=", ">=", "=="]
SIGMA: dict[Sense, float] = {"<=": 1.0, ">=": -1.0, "==": 0.0}
SENSES: dict[int, Sense] = {1: "<=", -1: ">=", 0: "=="}
"""The same by the sign of :func:`farrell.lp.intensity_rows`."""
ROUNDS = 4
"""Passes of scaling rows and columns by the geometric mean of their entries."""
WHOLE = 1e-9
"""How far from a whole number HiGHS may leave an integer variable; it is rounded and the rest solved again."""
STRETCHES = (1.0, 1e5)
"""What the right-hand side is multiplied by before HiGHS sees it: where its tolerance, which is absolute, let a basis
pass that is not quite feasible, the next one makes the tolerance finer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What solving a program gave.

    Attributes
    ----------
    status : optimal, infeasible, unbounded or unsolved; NaN everywhere but for ``optimal``
    objective : the least value
    x : (variables,) an optimum
    dual : (rows,) multipliers pi; objective = pi b, pi <= 0 of ``<=`` rows, >= 0 of ``>=`` rows
    gap : how far the objective may be from the least one; 0 for linear programs, whose answers are proved
    exact : whether exact arithmetic had to decide
    """

    status: str
    objective: float
    x: Floats
    dual: Floats
    gap: float = 0.0
    exact: bool = False

    def __getitem__(self, block: slice) -> Floats:
        """The values of a block of variables."""
        return self.x[block]

    @property
    def optimal(self) -> bool:
        return self.status == "optimal"


@dataclass(frozen=True, slots=True)
class _Standard:
    """minimise cost x, A x + sigma s = b, x and s >= 0; sigma 0 makes an equation."""

    A: Floats
    sigma: Floats
    b: Floats
    cost: Floats


class LinearProgram:
    """A program in the making::

    program = LinearProgram()
    lambdas = program.variables(n)
    theta = program.variables(1, cost=1.0)
    program.rows("<=", 0.0, (lambdas, X.T), (theta, -x[:, None]))
    program.rows(">=", y, (lambdas, Y.T))
    answer = program.minimise()
    answer[lambdas], answer.objective
    """

    def __init__(self) -> None:
        self._cost: list[Floats] = []
        self._free: list[NDArray[np.bool_]] = []
        self._integer: list[NDArray[np.bool_]] = []
        self._rows: list[tuple[float, Floats, tuple[tuple[slice, Floats], ...]]] = []
        self._count = 0
        self._height = 0

    def variables(self, count: int, *, cost: ArrayLike = 0.0, free: bool = False, integer: bool = False) -> slice:
        """Add variables, not negative unless ``free``; ``cost`` is of each unit, to be made small."""
        block = slice(self._count, self._count + count)
        self._count += count
        self._cost.append(np.broadcast_to(np.asarray(cost, dtype=np.float64), (count,)))
        self._free.append(np.full(count, free))
        self._integer.append(np.full(count, integer))
        return block

    def rows(self, sense: Sense, right: ArrayLike, *terms: tuple[slice, ArrayLike]) -> slice:
        """Add rows: the sum of coefficients (rows, block) times blocks, held against the right-hand side."""
        parts = tuple((block, np.atleast_2d(np.asarray(value, dtype=np.float64))) for block, value in terms)
        height = parts[0][1].shape[0]
        for block, value in parts:
            wanted = height, block.stop - block.start
            if value.shape != wanted:
                raise ValueError(f"coefficients {value.shape}, not {wanted}")
        placed = slice(self._height, self._height + height)
        self._height += height
        self._rows.append((SIGMA[sense], np.broadcast_to(np.asarray(right, dtype=np.float64), (height,)), parts))
        return placed

    def minimise(self, *then: tuple[slice, ArrayLike]) -> Answer:
        """The least cost; among all optima one with the least cost ``then``, given by block.

        Integer variables make it a mixed program, whose bound is HiGHS's; see ``gap``.
        """
        free, integer = np.concatenate(self._free), np.concatenate(self._integer)
        program = self._standard(free)
        second = None
        if then:
            second = np.zeros(self._count)
            for block, value in then:
                second[block] = value
            second = np.r_[second, -second[free]]
        if integer.any():
            if then:
                raise ValueError("a mixed program has one cost")
            return self._mixed(program, free, np.r_[integer, integer[free]])
        return self._told(_solve(program, second), free)

    def standard(self) -> _Standard:
        """The program as its arrays; free variables as differences, their negative parts behind all others."""
        return self._standard(np.concatenate(self._free))

    def _standard(self, free: NDArray[np.bool_]) -> _Standard:
        A, b, sigma = np.zeros((self._height, self._count)), np.zeros(self._height), np.zeros(self._height)
        top = 0
        for sign, right, parts in self._rows:
            bottom = top + len(right)
            for block, value in parts:
                A[top:bottom, block] += value
            b[top:bottom], sigma[top:bottom] = right, sign
            top = bottom
        cost = np.concatenate(self._cost)
        return _Standard(np.hstack([A, -A[:, free]]), sigma, b, np.r_[cost, -cost[free]])

    def _told(self, found: Answer, free: NDArray[np.bool_], gap: float = 0.0) -> Answer:
        x = found.x[: self._count].copy()
        x[free] -= found.x[self._count :]
        return Answer(found.status, found.objective, x, found.dual, gap, found.exact)

    def _mixed(self, program: _Standard, free: NDArray[np.bool_], integer: NDArray[np.bool_]) -> Answer:
        """HiGHS finds the whole numbers; what is left once they are fixed is solved with proof."""
        status, values, bound = _branch(program, integer)
        if status != "optimal":
            return self._told(_nothing(status, program), free)
        fixed = np.round(values[integer])
        left = _left(program, integer, fixed)
        rest = _Standard(program.A[:, ~integer], program.sigma, left, program.cost[~integer])
        found = _solve(rest, None)
        if not found.optimal:  # HiGHS's tolerance let the whole numbers miss a row
            return self._told(_nothing("unsolved", program), free)
        x = np.zeros(len(program.cost))
        x[integer], x[~integer] = fixed, found.x
        objective = float(program.cost @ x)
        whole = Answer("optimal", objective, x, found.dual)
        return self._told(whole, free, max(objective - bound, 0.0))


def _nothing(status: str, program: _Standard) -> Answer:
    rows, n = program.A.shape
    return Answer(status, np.nan, np.full(n, np.nan), np.full(rows, np.nan))


def _left(program: _Standard, integer: NDArray[np.bool_], fixed: Floats) -> Floats:
    """What whole numbers leave of the right-hand sides, in decimals: 0.3 less three times 0.1 is nothing."""
    numbers = [Fraction(int(value)) for value in fixed]
    left = []
    for row, right in zip(program.A[:, integer].tolist(), program.b.tolist(), strict=True):
        taken = sum((decimal(a) * n for a, n in zip(row, numbers, strict=True) if a and n), Fraction(0))
        left.append(float(decimal(right) - taken))
    return np.array(left)


def _solve(program: _Standard, second: Floats | None) -> Answer:
    """The proved optimum, by HiGHS or in exact arithmetic."""
    if not program.A.any():  # HiGHS fails on a matrix of zeros
        return _exactly(program, second)
    scaled, row, column, size = _scaled(program)
    judged = _proved(scaled)
    if judged is None:
        return _exactly(program, second)
    x, pi, reduced, reduced_slack = judged
    if second is not None:
        x_data, first = _second(program, second, reduced, reduced_slack), x * column * size
        if x_data is None or not _is_as_good(program, first, x_data):
            return _exactly(program, second)
    else:
        x_data = x * column * size
    cost_size = _cost_size(program.cost * column)
    pi_data = pi * row * cost_size
    return Answer("optimal", float(program.cost @ x_data) + 0.0, x_data + 0.0, pi_data + 0.0)


def _second(program: _Standard, second: Floats, reduced: Floats, reduced_slack: Floats) -> Floats | None:
    """The optimum of the second cost on the optimal face, None where exact arithmetic must decide."""
    unclear = ((reduced > FACE) & (reduced < CLEAR)).any() or ((reduced_slack > FACE) & (reduced_slack < CLEAR)).any()
    if unclear:
        return None
    on_face = reduced <= FACE
    sigma = np.where(reduced_slack <= FACE, program.sigma, 0.0)
    face = _Standard(program.A[:, on_face], sigma, program.b, second[on_face])
    if not face.A.any():
        return None
    scaled, _, column, size = _scaled(face)
    judged = _proved(scaled)
    if judged is None:
        return None
    x = np.zeros(len(second))
    x[on_face] = judged[0] * column * size
    return x


def _is_as_good(program: _Standard, first: Floats, x: Floats) -> bool:
    """Whether x keeps the first cost of an optimum, and every row."""
    if abs(program.cost @ (x - first)) > SAME * (np.abs(program.cost) @ np.abs(first)):
        return False
    over = program.A @ x - program.b
    missed = np.where(program.sigma == 0, np.abs(over), program.sigma * over)
    return bool((missed <= SAME * (np.abs(program.A) @ np.abs(x) + np.abs(program.b))).all())


def _proved(program: _Standard) -> tuple[Floats, Floats, Floats, Floats] | None:
    """What :func:`_judge` says of the first basis that it accepts."""
    for stretch in STRETCHES:
        basis = _propose(replace(program, b=stretch * program.b))
        judged = None if basis is None else _judge(program, basis)
        if judged is not None or basis is None:
            return judged
    return None


def _scaled(program: _Standard) -> tuple[_Standard, Floats, Floats, float]:
    """The program with entries about 1: its row and column factors, and the size of its right-hand side."""
    A = np.abs(program.A)
    factors = [np.ones(A.shape[1]), np.ones(A.shape[0])]
    for _ in range(ROUNDS):
        for axis in (1, 0):
            now = A * factors[1][:, None] * factors[0]
            some = now > 0
            count = some.sum(axis=axis)
            logs = np.where(some, np.log(np.where(some, now, 1.0)), 0.0).sum(axis=axis)
            factors[axis] = factors[axis] * np.exp(-logs / np.maximum(count, 1))
    column, row = factors
    b = program.b * row
    size = float(np.abs(b).max()) or 1.0
    cost = program.cost * column
    return (
        _Standard(program.A * row[:, None] * column, program.sigma, b / size, cost / _cost_size(cost)),
        row,
        column,
        size,
    )


def _cost_size(cost: Floats) -> float:
    return float(np.abs(cost).max(initial=0.0)) or 1.0


def _passed(program: _Standard, integer: NDArray[np.bool_] | None) -> Any:
    """A HiGHS model of the program."""
    rows, n = program.A.shape
    h: Any = highspy.Highs()
    options: list[tuple[str, Any]] = [
        ("output_flag", False),
        ("threads", 1),
        ("primal_feasibility_tolerance", FEASIBILITY),
        ("dual_feasibility_tolerance", FEASIBILITY),
    ]
    if integer is None:
        options += [("presolve", "off"), ("solver", "simplex"), ("simplex_scale_strategy", 0)]
    else:
        options += [("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-9), ("mip_feasibility_tolerance", WHOLE)]
    for name, value in options:
        h.setOptionValue(name, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, rows
    lp.col_cost_ = program.cost
    lp.col_lower_, lp.col_upper_ = np.zeros(n), np.full(n, highspy.kHighsInf)
    lp.row_lower_ = np.where(program.sigma > 0, -highspy.kHighsInf, program.b)
    lp.row_upper_ = np.where(program.sigma < 0, highspy.kHighsInf, program.b)
    keep = program.A.T != 0.0
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.r_[0, np.cumsum(keep.sum(axis=1))]
    lp.a_matrix_.index_ = np.nonzero(keep)[1]
    lp.a_matrix_.value_ = program.A.T[keep]
    if integer is not None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in integer]
    h.passModel(lp)
    return h


def _propose(program: _Standard) -> NDArray[np.int64] | None:
    """The final basis: columns, then one slack or artificial a row; None without an optimum."""
    h = _passed(program, None)
    h.run()
    if h.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found = np.asarray(h.getBasicVariables()[1], dtype=np.int64)
    return np.where(found >= 0, found, program.A.shape[1] - found - 1)


def _branch(program: _Standard, integer: NDArray[np.bool_]) -> tuple[str, Floats, float]:
    """Status, values and the lower bound of a mixed program; integer columns keep their unit."""
    row = 1.0 / np.maximum(np.abs(program.A).max(axis=1, initial=0.0), 1e-300)
    size = _cost_size(program.cost)
    whole = _Standard(program.A * row[:, None], program.sigma, program.b * row, program.cost / size)
    h = _passed(whole, integer)
    h.run()
    names = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kUnbounded: "unbounded",
    }
    status = names.get(h.getModelStatus(), "unsolved")
    if h.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        feasible, *_ = _branch(replace(program, cost=np.zeros_like(program.cost)), integer)
        status = "unbounded" if feasible == "optimal" else feasible
    return status, np.asarray(h.getSolution().col_value), size * float(h.getInfo().mip_dual_bound)


def _judge(program: _Standard, basis: NDArray[np.int64]) -> tuple[Floats, Floats, Floats, Floats] | None:
    """x, pi and the relative reduced costs of columns and slacks, when the basis proves an optimum; else None."""
    A, sigma, b, cost = program.A, program.sigma, program.b, program.cost
    rows, n = A.shape
    full = np.hstack([A, np.diag(np.where(sigma == 0, 1.0, sigma))])
    costs = np.r_[cost, np.zeros(rows)]
    B = full[:, basis]
    try:
        inverse = np.linalg.inv(B)
    except np.linalg.LinAlgError:
        return None
    with np.errstate(all="ignore"):
        basic = inverse @ b
        basic += inverse @ (b - B @ basic)
        pi = costs[basis] @ inverse
        pi += (costs[basis] - pi @ B) @ inverse
        magnitude = np.abs(B) @ np.abs(basic) + np.abs(b)
        if not (np.isfinite(basic).all() and np.isfinite(pi).all()):
            return None
        if (np.abs(b - B @ basic) > RESIDUAL * magnitude).any():
            return None
        rounding = EPSILON * (np.abs(inverse) @ magnitude)
        reach = np.abs(B).max(axis=0)
        if (rounding * reach > ROUNDED).any():
            return None
        artificial = (basis >= n) & (sigma[np.maximum(basis - n, 0)] == 0)
        below = np.where(artificial, np.abs(basic), -basic)
        if (below > PRIMAL * rounding).any():
            return None
        basic[(np.abs(basic) <= PRIMAL * rounding) | (basic < 0)] = 0.0
        largest = max(float(np.abs(pi).max()), 1e-300)
        pi[np.abs(pi) <= NOISE * largest] = 0.0
        prices = cost - pi @ A
        terms = np.abs(cost) + np.abs(pi) @ np.abs(A)
        reduced = prices / np.where(terms > 0, terms, 1.0)
        reduced_slack = np.where(sigma == 0, np.inf, -pi * sigma / largest)
        if (reduced < -FACE).any() or (reduced_slack < -FACE).any():
            return None
        x = np.zeros(n)
        x[basis[basis < n]] = basic[basis < n]
        primal, dual = cost @ x, pi @ b
        if abs(primal - dual) > DUAL * (np.abs(cost * x).sum() + np.abs(pi * b).sum()):
            return None
        in_basis = basis[basis < n]
        reduced[in_basis] = 0.0
        reduced_slack[basis[basis >= n] - n] = 0.0
    return x, pi, reduced, reduced_slack


def _exactly(program: _Standard, second: Floats | None) -> Answer:
    status, x, pi = solve_linear_exactly(program.A, program.sigma, program.b, program.cost, second)
    rows, n = program.A.shape
    if status != "optimal":
        return Answer(status, np.nan, np.full(n, np.nan), np.full(rows, np.nan), exact=True)
    values = np.array(x)
    return Answer("optimal", float(program.cost @ values), values, np.array(pi), exact=True)
