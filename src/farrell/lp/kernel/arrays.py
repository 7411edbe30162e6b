"""What goes into the compiled functions: the technology in the kernel's units, and the arrays of one chunk."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.lp.program import Floats, Ints, Solution, Technology

STATUS = ("optimal", "infeasible", "unsolved")


def power_of_two(values: Floats) -> Floats:
    """The powers of two nearest below 1 / values, 1 for zeros: scaling by them is exact."""
    return np.asarray(np.ldexp(1.0, -np.frexp(np.where(values > 0, values, 1.0))[1]), dtype=np.float64)


class Scaled:
    """A technology in the kernel's units: rows by their mean, columns by their size.

    Attributes
    ----------
    A : (R4, n) scaled columns, with rows of zeros up to a multiple of four
    row, column : (R,), (n,) what they were multiplied by
    order : (n,) the columns' numbers in the technology
    active : how many of the first columns span the frontier; prices are asked of those only
    lanes : what vectors of a row each are padded to
    """

    def __init__(self, technology: Technology) -> None:
        data_rows = technology.m + technology.s
        A = technology.A
        self.row = power_of_two(A.mean(axis=1))
        self.row[data_rows:] = 1.0
        self.column = power_of_two((A[:data_rows] * self.row[:data_rows, None]).mean(axis=0))
        self.A = np.zeros((-(-technology.rows // 4) * 4, technology.n))
        np.multiply(A * self.row[:, None], self.column, out=self.A[: technology.rows])
        self.sigma = technology.sigma
        self.inputs, self.data_rows = technology.m, data_rows
        self.lanes = 8 if technology.rows <= 8 else 16
        self.order, self.active = np.arange(technology.n), technology.n

    def keep(self, frontier: Ints, rest: Ints) -> None:
        """Put the columns of the frontier first and some others after them; leave out what remains."""
        self.order, self.active = np.r_[frontier, rest], len(frontier)
        self.A, self.column = np.ascontiguousarray(self.A[:, self.order]), self.column[self.order]

    def magnitudes(self, sides: Floats) -> Floats:
        """(k, L) the unit's own value in each row, or the row's largest where the unit has none."""
        largest = np.ones(self.lanes)
        largest[: len(self.sigma)] = self.A[: len(self.sigma)].max(axis=1)
        return np.where(sides > 0, sides, np.where(largest > 0, largest, 1.0))


def padded(values: Floats, wide: int) -> Floats:
    """(k, R) with columns of zeros up to the number of lanes."""
    out = np.zeros((len(values), wide))
    out[:, : values.shape[1]] = values
    return out


def workspace(scaled: Scaled, A: Floats, active: int, places: int) -> tuple[Any, ...]:
    """All arrays of one chunk, as the kernel allocates nothing; ``active`` columns of A, room for ``places`` facets.

    Returns
    -------
    columns, state, facets, (3, L) and (L,) and (2, R) arrays for points and marks
    """
    from farrell.lp.kernel.basis import VECTORS, Columns, State
    from farrell.lp.kernel.columns import WIDTH
    from farrell.lp.kernel.facets import MOST, Facets

    rows, n, wide = len(scaled.sigma), A.shape[1], scaled.lanes
    places = min(MOST, places + rows) + 1
    columns = Columns(
        A=A,
        active=np.array([active]),
        sigma=scaled.sigma,
        H=np.zeros_like(A),
        working=np.full((2, n), -1, dtype=np.int64),
        size=np.zeros(1, dtype=np.int64),
    )
    state = State(
        lanes=(0,) * wide,
        basis=np.empty(rows, dtype=np.int64),
        inverse=np.zeros((rows, wide)),
        across=np.zeros((rows, wide)),
        down=np.zeros((rows, wide)),
        v=np.zeros((VECTORS, wide)),
        work=np.zeros((rows, wide)),
        swaps=np.empty(rows, dtype=np.int64),
        sums=np.empty((2, WIDTH)),
        found=np.empty(n, dtype=np.int64),
        face=np.zeros_like(A),
    )
    facets = Facets(
        inverse=np.empty((places, rows, wide)),
        across=np.empty((places, rows, wide)),
        down=np.empty((places, rows, wide)),
        basis=np.empty((places, rows), dtype=np.int64),
        price=np.zeros((len(A), places)),
        rate=np.empty((places, wide)),
        face=np.empty(places, dtype=np.int64),
        filled=np.zeros(1, dtype=np.int64),
    )
    return columns, state, facets, np.zeros((3, wide)), np.zeros(wide), np.zeros((2, rows), dtype=np.bool_)


def in_data_units(solution: Solution, technology: Technology, scaled: Scaled, status: NDArray[np.int8]) -> None:
    """Undo the scaling, number columns as the technology does; NaN where there is no answer."""
    used = solution.peer >= 0
    solution.weight[used] *= scaled.column[solution.peer[used]]
    if scaled.active < len(scaled.order) or len(scaled.order) < technology.n:
        solution.number(scaled.order, technology.n)
    solution.slack /= scaled.row[: solution.slack.shape[1]]
    solution.dual *= scaled.row
    solution.status = np.asarray(STATUS)[status].astype("<U10")
    none = status != STATUS.index("optimal")
    solution.t[none], solution.slack[none], solution.dual[none] = np.nan, np.nan, np.nan
    solution.peer[none], solution.weight[none], solution.basis[none] = -1, 0.0, -1
