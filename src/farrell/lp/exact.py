"""The last resort and the judge of judges: the simplex method in exact integers.

Data are decimal numbers, so every program has an exact answer. The tableau is kept in integers
(Edmonds 1967; Bareiss 1968, DOI 10.1090/S0025-5718-1968-0226829-0): one pivot is
``T_i <- (p T_i - T_ic T_r) / d`` with d the previous pivot, and the division leaves no remainder. It takes
milliseconds to seconds, is asked only where float64 could not prove an answer, and ends always: Bland's
rule follows a run of degenerate pivots.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.lp.program import Programs, Technology

LARGEST = 3_000_000
"""Most entries of a tableau; above, the program stays ``unsolved`` instead of running for hours."""

Exact = NDArray[Any]


@dataclass(slots=True)
class ExactOptimum:
    """One exact answer. ``basis``, ``x`` and ``pi`` are in data units, rounded once to float64.

    ``slack_bounded`` is False where the second phase has no bound; the score stands, the slacks do not.
    """

    status: str
    basis: list[int]
    x: list[float]
    pi: list[float]
    slack_bounded: bool = True


def solve_exactly(technology: Technology, programs: Programs, k: int) -> ExactOptimum:
    """Solve program k, both phases, in rational arithmetic."""
    rows, n = technology.rows, technology.n
    if rows * (n + 2 * rows + 3) > LARGEST:
        return ExactOptimum("unsolved", [], [], [])
    tableau = _Tableau(technology, programs, k)
    if not tableau.feasible():
        return ExactOptimum("infeasible", [], [], [])
    if not tableau.minimise(tableau.first_cost, tableau.usable):
        return ExactOptimum("unbounded", [], [], [])
    pi = tableau.multipliers(tableau.first_cost)
    bounded = True
    if programs.weight is not None:
        on_face = tableau.usable & (tableau.reduced(tableau.first_cost) == 0)
        bounded = tableau.minimise(tableau.second_cost, on_face)
    return ExactOptimum("optimal", tableau.variables(), tableau.values(), pi, bounded)


def solve_linear_exactly(
    A: Exact, sigma: Exact, b: Exact, cost: Exact, second: Exact | None
) -> tuple[str, list[float], list[float]]:
    """Minimise cost x over A x + sigma s = b, x and s >= 0; then ``second`` over the optima, which must have one.

    Returns
    -------
    status, x and the multipliers of the rows, in data units, rounded once to float64
    """
    rows, n = A.shape
    if rows * (n + 2 * rows + 3) > LARGEST:
        return "unsolved", [], []
    none = np.zeros((1, rows))
    technology = Technology(A, sigma, np.zeros(0), rows, 0)
    tableau = _Tableau(technology, Programs(none, b[None], 0.0, none, None, np.array([-1])), 0)
    if not tableau.feasible():
        return "infeasible", [], []
    tableau.first_cost[:n] = [decimal(v) for v in cost.tolist()]
    if not tableau.minimise(tableau.first_cost, tableau.usable):
        return "unbounded", [], []
    pi = tableau.multipliers(tableau.first_cost)
    if second is not None:
        on_face = tableau.usable & (tableau.reduced(tableau.first_cost) == 0)
        tableau.second_cost[:n] = [decimal(v) for v in second.tolist()]
        if not tableau.minimise(tableau.second_cost, on_face):
            return "unbounded", [], []
    x = [0.0] * n
    for variable, value in zip(tableau.variables(), tableau.values(), strict=True):
        if variable < n:
            x[variable] = value
    return "optimal", x, pi


def prove_exactly(technology: Technology, programs: Programs, k: int, basis: list[int]) -> float | None:
    """The optimal t of program k if this basis, solved in rational arithmetic, proves it; else None.

    A basis that rounding chose may miss by a hair what is exactly optimal; None does not refute its score.
    """
    n, rows = technology.n, technology.rows
    A = [[decimal(v) for v in row] for row in technology.A.tolist()]
    a, b = ([decimal(v) for v in side[k].tolist()] for side in (programs.a, programs.b))
    sigma = [int(v) for v in technology.sigma]

    def column(variable: int) -> list[Fraction]:
        if variable < n:
            return [A[i][variable] for i in range(rows)]
        if variable == n:
            return [-v for v in a]
        return [Fraction((sigma[i] or 1) if i == variable - n - 1 else 0) for i in range(rows)]

    columns = [column(variable) for variable in basis]
    x = _solution([[columns[c][i] for c in range(rows)] for i in range(rows)], b)
    cost = [decimal(programs.cost_t) if v == n else Fraction(0) for v in basis]
    pi = _solution(columns, cost)
    if x is None or pi is None:
        return None
    for variable, value in zip(basis, x, strict=True):
        artificial = variable > n and sigma[variable - n - 1] == 0
        if (artificial and value != 0) or (value < 0 and not (variable == n and programs.free_t)):
            return None
    own = int(programs.own[k])
    dear = any(sum(pi[i] * A[i][j] for i in range(rows)) > 0 for j in range(n) if j != own)
    if dear or own in basis or any(pi[i] * sigma[i] > 0 for i in range(rows)):
        return None
    return float(sum((v for variable, v in zip(basis, x, strict=True) if variable == n), Fraction(0)))


def _solution(matrix: list[list[Fraction]], rhs: list[Fraction]) -> list[Fraction] | None:
    """The solution of a square system by elimination in rationals; None when it is singular."""
    size = len(rhs)
    rows = [[*row, value] for row, value in zip(matrix, rhs, strict=True)]
    for c in range(size):
        pivot = next((r for r in range(c, size) if rows[r][c] != 0), None)
        if pivot is None:
            return None
        rows[c], rows[pivot] = rows[pivot], rows[c]
        rows[c] = [value / rows[c][c] for value in rows[c]]
        for r in range(size):
            if r != c and rows[r][c] != 0:
                factor = rows[r][c]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[c], strict=True)]
    return [row[-1] for row in rows]


def _integers(values: list[float]) -> tuple[list[int], Fraction]:
    """Integers and the factor that turned the floats into them."""
    fractions = [decimal(v) for v in values]
    factor = math.lcm(*(f.denominator for f in fractions))
    return [int(f * factor) for f in fractions], Fraction(factor)


def decimal(value: float) -> Fraction:
    """The number as it is written: 0.1 is one tenth, so that ties in decimal data stay ties."""
    return Fraction(repr(float(value)))


class _Tableau:
    """Columns: intensities, t, one slack or artificial a row as the variables are numbered, one more
    artificial a row to start from, minus t where t is free, the right-hand side. All entries are ``d`` times the
    real ones."""

    def __init__(self, technology: Technology, programs: Programs, k: int) -> None:
        self.rows, self.n = technology.rows, technology.n
        rows, n = self.rows, self.n
        self.minus_t = n + 1 + 2 * rows
        self.width = self.minus_t + 1
        self.T: Exact = np.zeros((rows, self.width + 1), dtype=object)
        self.factor: list[Fraction] = []
        self.flip: list[int] = []
        for i in range(rows):
            entries = [*technology.A[i].tolist(), -float(programs.a[k, i]), float(programs.b[k, i])]
            numbers, factor = _integers(entries)
            sign = -1 if numbers[-1] < 0 or (numbers[-1] == 0 and technology.sigma[i] < 0) else 1
            self.T[i, : n + 1] = [sign * v for v in numbers[:-1]]
            self.T[i, -1] = sign * numbers[-1]
            self.T[i, n + 1 + i] = sign * int(technology.sigma[i])
            self.T[i, n + 1 + rows + i] = 1
            self.T[i, self.minus_t] = -self.T[i, n]
            self.factor.append(factor)
            self.flip.append(sign)
        # start from the slack where its sign allows it, else from the artificial
        self.basis = [n + 1 + i if self.T[i, n + 1 + i] == 1 else n + 1 + rows + i for i in range(rows)]
        self.d = 1
        self.usable = np.zeros(self.width, dtype=bool)
        self.usable[: n + 1] = True
        self.usable[n + 1 : n + 1 + rows] = technology.sigma != 0
        self.usable[self.minus_t] = programs.free_t
        if programs.own[k] >= 0:
            self.usable[programs.own[k]] = False
        self.first_cost = self._cost(programs.cost_t, programs.cost_slack[k].tolist(), 1)
        weight = [0.0] * rows if programs.weight is None else programs.weight.tolist()
        self.second_cost = self._cost(0.0, weight, -1)

    def _cost(self, cost_t: float, slack: list[float], sign: int) -> list[Fraction]:
        cost = [Fraction(0)] * self.width
        cost[self.n] = decimal(cost_t)
        cost[self.minus_t] = -decimal(cost_t)
        for i, value in enumerate(slack):
            # the slack column holds factor * s, so its cost is divided by the factor
            cost[self.n + 1 + i] = sign * decimal(value) / self.factor[i]
        return cost

    def _starting(self, variable: int) -> bool:
        """Whether a variable is one of the artificials to start from."""
        return self.n + 1 + self.rows <= variable < self.minus_t

    def variables(self) -> list[int]:
        """The basis as the variables are numbered; minus t is t."""
        return [self.n if v == self.minus_t else v for v in self.basis]

    def feasible(self) -> bool:
        """Drive the artificials to zero; those left in the basis at zero stay there harmlessly."""
        rows, n = self.rows, self.n
        cost = [Fraction(0)] * (n + 1 + rows) + [Fraction(1)] * rows + [Fraction(0)]
        self.minimise(cost, self.usable)
        if any(self._starting(v) and self.T[i, -1] != 0 for i, v in enumerate(self.basis)):
            return False
        for i, variable in enumerate(self.basis):
            if self._starting(variable):
                entries = np.nonzero((self.T[i, : self.width] != 0) & self.usable)[0]
                if len(entries):
                    self._pivot(i, int(entries[0]))
        return True

    def reduced(self, cost: list[Fraction]) -> Exact:
        """d times the reduced costs of all columns, as Fractions or integers."""
        at_basis = np.array([cost[v] for v in self.basis], dtype=object)
        return np.asarray(np.array(cost, dtype=object) * self.d - at_basis @ self.T[:, : self.width])

    def minimise(self, cost: list[Fraction], allowed: NDArray[np.bool_]) -> bool:
        """Primal simplex over the allowed columns; False when the objective has no bound."""
        stalled = 0
        while True:
            reduced = self.reduced(cost)
            candidates = np.nonzero(allowed & (reduced < 0))[0]
            if len(candidates) == 0:
                return True
            bland = stalled > 2 * self.rows
            enter = int(candidates[0] if bland else candidates[np.argmin(reduced[candidates])])
            leave = self._leaving(enter)
            if leave < 0:
                return False
            stalled = stalled + 1 if self.T[leave, -1] == 0 else 0
            self._pivot(leave, enter)

    def _leaving(self, enter: int) -> int:
        best, best_ratio = -1, Fraction(0)
        for i in range(self.rows):
            entry, value = self.T[i, enter], self.T[i, -1]
            if self._starting(self.basis[i]) and value == 0 and entry != 0:
                return i  # an artificial at zero must not move
            if entry > 0:
                ratio = Fraction(value, entry)
                if best < 0 or ratio < best_ratio or (ratio == best_ratio and self.basis[i] < self.basis[best]):
                    best, best_ratio = i, ratio
        return best

    def _pivot(self, r: int, c: int) -> None:
        if self.T[r, c] < 0:
            self.T[r] = -self.T[r]
        p, row = self.T[r, c], self.T[r].copy()
        self.T = (p * self.T - np.outer(self.T[:, c], row)) // self.d
        self.T[r] = row
        self.d = p
        self.basis[r] = c

    def values(self) -> list[float]:
        """Basic values in data units."""
        out = []
        for i, variable in enumerate(self.basis):
            value = Fraction(self.T[i, -1], self.d)
            if variable == self.minus_t:
                value = -value
            elif variable > self.n:
                value /= self.factor[(variable - self.n - 1) % self.rows]
            out.append(float(value))
        return out

    def multipliers(self, cost: list[Fraction]) -> list[float]:
        """pi in data units, read from the starting artificials: their reduced cost is -pi_i."""
        reduced = self.reduced(cost)
        start = self.n + 1 + self.rows
        return [float(-Fraction(reduced[start + i]) / self.d * self.flip[i] * self.factor[i]) for i in range(self.rows)]
