"""The compiled solver: many small programs over one technology, without a general solver's set-up.

``columns`` prices, ``basis`` factors and pivots, ``simplex`` holds the two methods, ``facets`` the pool and the proof,
``radial`` puts them in order, ``hull`` finds the frontier of a large technology first. Nothing is imported from numba
before the kernel is asked to solve.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.errors import SpeedWarning, warn
from farrell.lp.program import Floats, Ints, Programs, Solution, Technology

STATUS = ("optimal", "infeasible", "unsolved")
LARGE = 50_000
"""Columns from which the frontier is looked for first; below, one pass is as fast."""
CHUNK = 32_768
"""Programs a chunk. Each starts a pool of facets of its own, so that answers do not depend on who solves what."""
DIRECTIONS = 64
"""Random prices whose best columns start the frontier."""


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
    lanes : what vectors of a row each are padded to
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
        self.inputs, self.data_rows = technology.m, data_rows
        self.lanes = 8 if technology.rows <= 8 else 16

    def only(self, members: Ints) -> None:
        """Leave out all columns but some."""
        self.A, self.column = np.ascontiguousarray(self.A[:, members]), self.column[members]


def _padded(values: Floats, wide: int) -> Floats:
    """(k, R) with columns of zeros up to the number of lanes."""
    out = np.zeros((len(values), wide))
    out[:, : values.shape[1]] = values
    return out


def _workspace(scaled: Scaled, A: Floats, active: int, places: int) -> tuple[Any, ...]:
    """All arrays of one chunk, as the kernel allocates nothing; ``active`` columns of A, room for ``places`` facets."""
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


def _frontier(scaled: Scaled) -> Ints:
    """Numbers of the columns that span the frontier, or may; see :mod:`farrell.lp.kernel.hull`."""
    from farrell.lp.kernel.hull import find_frontier

    n = scaled.A.shape[1]
    first = _support(scaled)
    rest = np.ones(n, dtype=np.bool_)
    rest[first] = False
    order = np.r_[first, np.nonzero(rest)[0]]
    workspace = _workspace(scaled, np.zeros_like(scaled.A), 0, n)
    kept, counts = np.empty(n, dtype=np.int64), np.zeros(4, dtype=np.int64)
    find: Any = find_frontier
    find(*workspace, scaled.A, scaled.inputs, scaled.data_rows, order, kept, counts)
    return np.sort(kept[: workspace[0].active[0]])


def _support(scaled: Scaled) -> Ints:
    """The columns that are best under some random prices, by difference and by ratio: a good start of the hull."""
    prices = np.exp(np.random.default_rng(0).uniform(-3.0, 3.0, (DIRECTIONS, scaled.data_rows)))
    value, best = np.full((2, DIRECTIONS), -np.inf), np.zeros((2, DIRECTIONS), dtype=np.int64)
    for start in range(0, scaled.A.shape[1], CHUNK):
        part = scaled.A[: scaled.data_rows, start : start + CHUNK] / scaled.column[start : start + CHUNK]
        uses = prices[:, : scaled.inputs] @ part[: scaled.inputs]
        gives = prices[:, scaled.inputs :] @ part[scaled.inputs :]
        for kind, score in enumerate((gives - uses, gives / np.maximum(uses, 1e-300))):
            j = score.argmax(axis=1)
            top = score[np.arange(DIRECTIONS), j]
            better = top > value[kind]
            value[kind, better], best[kind, better] = top[better], start + j[better]
    return np.unique(best)


def solve_by_kernel(technology: Technology, programs: Programs) -> Solution:
    """Solve programs that :func:`covers` accepts; ``unsolved`` is what the kernel could not prove.

    Chunks of programs go to joblib's workers: threads of this process, all cores, unless ``joblib.parallel_config``
    says otherwise. Answers do not depend on their number. The first call for a number of lanes compiles the kernel,
    once per machine, and says so in a SpeedWarning.
    """
    from farrell.lp.kernel.compiled import is_ready, mark_ready

    scaled = Scaled(technology)
    if not is_ready(scaled.lanes):
        warn(SpeedWarning("compiling"), depth=6)
    members = None
    if technology.n >= LARGE and (programs.own < 0).all():
        members = _frontier(scaled)
        scaled.only(members)
    solution = Solution.empty(programs.k, technology)
    status, counts = np.full(programs.k, STATUS.index("unsolved"), dtype=np.int8), np.zeros(4, dtype=np.int64)
    starts = range(0, programs.k, CHUNK)
    if len(starts) == 1:
        parts = [_chunk(scaled, programs)]
    else:
        from joblib import Parallel, delayed

        pieces = (programs.subset(np.arange(s, min(s + CHUNK, programs.k))) for s in starts)
        parts = Parallel(n_jobs=_workers(), prefer="threads")(delayed(_chunk)(scaled, piece) for piece in pieces)
    mark_ready(scaled.lanes)
    for start, (part, part_status, part_counts) in zip(starts, parts, strict=True):
        end = start + len(part_status)
        status[start:end] = part_status
        counts += part_counts
        for name in ("t", "peer", "weight", "slack", "dual", "basis"):
            getattr(solution, name)[start:end] = getattr(part, name)
    _in_data_units(solution, scaled, status)
    if members is not None:
        _number(solution, members, technology)
    pivots, reused, facets, face_pivots = (int(count) for count in counts)
    solution.diagnostics.update(
        programs=programs.k,
        certified=int((status == STATUS.index("optimal")).sum()),
        infeasible=int((status == STATUS.index("infeasible")).sum()),
        pivots=pivots,
        facets=facets,
        facets_reused=reused,
        face_pivots=face_pivots,
    )
    return solution


def _workers() -> int | None:
    """All cores where the caller has not configured joblib, else what was configured."""
    from joblib.parallel import get_active_backend

    return -1 if get_active_backend()[1] is None else None


def _chunk(scaled: Scaled, programs: Programs) -> tuple[Solution, NDArray[np.int8], Ints]:
    """The answers of one chunk, in the kernel's units: solution, status, counts."""
    from farrell.lp.kernel.radial import solve_radial

    rows, wide = len(scaled.sigma), scaled.lanes
    a, b = _padded(programs.a * scaled.row, wide), _padded(programs.b * scaled.row, wide)
    rowmag = np.maximum(np.abs(a), b)
    largest = np.ones(wide)
    largest[:rows] = scaled.A[:rows].max(axis=1)
    rowmag = np.where(rowmag > 0, rowmag, np.where(largest > 0, largest, 1.0))
    gain = np.zeros(rows) if programs.weight is None else programs.weight / scaled.row
    status, counts = np.full(programs.k, STATUS.index("unsolved"), dtype=np.int8), np.zeros(4, dtype=np.int64)
    out = Solution.blank(programs.k, rows, scaled.data_rows)
    compiled: Any = solve_radial
    compiled(
        *_workspace(scaled, scaled.A, scaled.A.shape[1], programs.k), a, b, rowmag, float(programs.cost_t), gain,
        programs.weight is not None, programs.own, bool(programs.free_t),
        out.t, status, out.peer, out.weight, out.slack, out.dual, out.basis, counts,
    )  # fmt: skip
    return out, status, counts


def _number(solution: Solution, members: Ints, technology: Technology) -> None:
    """Columns by their number in the whole technology, when only some were solved over."""
    used = solution.peer >= 0
    solution.peer[used] = members[solution.peer[used]]
    column, other = (solution.basis >= 0) & (solution.basis < len(members)), solution.basis >= len(members)
    solution.basis[column] = members[solution.basis[column]]
    solution.basis[other] += technology.n - len(members)


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
