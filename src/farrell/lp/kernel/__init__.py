"""The compiled solver: many small programs over one technology, without a general solver's set-up.

``columns`` prices, ``basis`` factors and pivots, ``simplex`` holds the two methods, ``facets`` the pool and the proof,
``radial`` puts them in order. Nothing is imported from numba before the kernel is asked to solve.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.errors import SpeedWarning, warn
from farrell.lp.program import Floats, Programs, Solution, Technology

STATUS = ("optimal", "infeasible", "unsolved")


def covers(technology: Technology, programs: Programs) -> bool:
    """Whether the kernel takes these programs: data without negative numbers, no cost of slacks, at most 16 rows."""
    return bool(
        technology.n > 0
        and 1 < technology.rows <= 16
        and not programs.cost_slack.any()
        and technology.A.min() >= 0.0
        and programs.b.min(initial=0.0) >= 0.0
    )


def _power_of_two(values: Floats) -> Floats:
    """The powers of two nearest below 1 / values, 1 for zeros: scaling by them is exact."""
    return np.asarray(np.ldexp(1.0, -np.frexp(np.where(values > 0, values, 1.0))[1]), dtype=np.float64)


class Scaled:
    """A technology in the kernel's units: rows by their mean, columns by their size.

    Attributes
    ----------
    A : (R4, n) scaled columns, with rows of zeros up to a multiple of four
    row, column : (R,), (n,) what they were multiplied by
    """

    def __init__(self, technology: Technology) -> None:
        data_rows = technology.m + technology.s
        A = technology.A
        self.row = _power_of_two(A.mean(axis=1))
        self.row[data_rows:] = 1.0
        self.column = _power_of_two((A[:data_rows] * self.row[:data_rows, None]).mean(axis=0))
        self.A = np.zeros((-(-technology.rows // 4) * 4, technology.n))
        np.multiply(A * self.row[:, None], self.column, out=self.A[: technology.rows])
        self.sigma = technology.sigma


def _padded(values: Floats, wide: int) -> Floats:
    """(k, R) with columns of zeros up to the number of lanes."""
    out = np.zeros((len(values), wide))
    out[:, : values.shape[1]] = values
    return out


def _workspace(scaled: Scaled, wide: int, programs: int) -> tuple[Any, ...]:
    """All arrays of one chunk: the kernel allocates nothing."""
    from farrell.lp.kernel.basis import VECTORS, Columns, State
    from farrell.lp.kernel.columns import WIDTH
    from farrell.lp.kernel.facets import MOST, Facets

    rows, n = len(scaled.sigma), scaled.A.shape[1]
    places = min(MOST, programs + rows) + 1
    columns = Columns(
        A=scaled.A,
        sigma=scaled.sigma,
        H=np.zeros_like(scaled.A),
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
        face=np.zeros_like(scaled.A),
    )
    facets = Facets(
        inverse=np.empty((places, rows, wide)),
        across=np.empty((places, rows, wide)),
        down=np.empty((places, rows, wide)),
        basis=np.empty((places, rows), dtype=np.int64),
        price=np.zeros((len(scaled.A), places)),
        rate=np.empty((places, wide)),
        face=np.empty(places, dtype=np.int64),
        filled=np.zeros(1, dtype=np.int64),
    )
    return columns, state, facets, np.zeros((3, wide)), np.zeros(wide), np.zeros((2, rows), dtype=np.bool_)


def solve_by_kernel(technology: Technology, programs: Programs) -> Solution:
    """Solve programs that :func:`covers` accepts; ``unsolved`` is what the kernel could not prove.

    The first call for a number of lanes compiles the kernel, once per machine, and says so in a SpeedWarning.
    """
    wide = 8 if technology.rows <= 8 else 16
    if technology.rows > wide:
        raise ValueError(f"the kernel takes at most {wide} rows")
    from farrell.lp.kernel.compiled import is_ready, mark_ready
    from farrell.lp.kernel.radial import solve_radial

    if not is_ready(wide):
        warn(SpeedWarning("compiling"), depth=6)
    scaled = Scaled(technology)
    solution = Solution.empty(programs.k, technology)
    a, b = _padded(programs.a * scaled.row, wide), _padded(programs.b * scaled.row, wide)
    rowmag = np.maximum(np.abs(a), b)
    largest = np.ones(wide)
    largest[: technology.rows] = scaled.A[: technology.rows].max(axis=1)
    rowmag = np.where(rowmag > 0, rowmag, np.where(largest > 0, largest, 1.0))
    gain = np.zeros(technology.rows) if programs.weight is None else programs.weight / scaled.row
    status, counts = np.full(programs.k, STATUS.index("unsolved"), dtype=np.int8), np.zeros(4, dtype=np.int64)
    compiled: Any = solve_radial
    compiled(
        *_workspace(scaled, wide, programs.k), a, b, rowmag, float(programs.cost_t), gain,
        programs.weight is not None, programs.own, bool(programs.free_t),
        solution.t, status, solution.peer, solution.weight, solution.slack, solution.dual, solution.basis, counts,
    )  # fmt: skip
    mark_ready(wide)
    _in_data_units(solution, scaled, status)
    done = int((status == STATUS.index("optimal")).sum())
    infeasible = int((status == STATUS.index("infeasible")).sum())
    pivots, reused, facets, face_pivots = (int(count) for count in counts)
    solution.diagnostics.update(
        programs=programs.k, certified=done, infeasible=infeasible, pivots=pivots, facets=facets,
        facets_reused=reused, face_pivots=face_pivots,
    )  # fmt: skip
    return solution


def _in_data_units(solution: Solution, scaled: Scaled, status: NDArray[np.int8]) -> None:
    """Undo the scaling; NaN where there is no answer."""
    used = solution.peer >= 0
    solution.weight[used] *= scaled.column[solution.peer[used]]
    solution.slack /= scaled.row[: solution.slack.shape[1]]
    solution.dual *= scaled.row
    solution.status = np.asarray(STATUS)[status].astype("<U10")
    none = status != STATUS.index("optimal")
    solution.t[none], solution.slack[none], solution.dual[none] = np.nan, np.nan, np.nan
    solution.peer[none], solution.weight[none], solution.basis[none] = -1, 0.0, -1
