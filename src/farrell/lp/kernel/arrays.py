"""What goes into the compiled functions and comes out: the technology in the kernel's units, programs, answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.lp.kernel.records import COLUMNS, Records, Workspace, records
from farrell.lp.program import COUNTED, Floats, Ints, Programs, SlackPrograms, Solution, Technology

Structured = np.ndarray[Any, Any]
"""An array of records."""
STATUS: np.ndarray[Any, Any] = np.array(["optimal", "infeasible", "unsolved"], dtype="<U10")
INFEASIBLE = 1
"""The status of that name; the first is 0."""
BEATEN = 1_000
"""Columns from which it pays to see which need not be priced any more."""
MOST = 16384
"""Facets kept in a chunk; those found later serve their own program only."""


def power_of_two(values: Floats) -> Floats:
    """The powers of two nearest below 1 / values, 1 for zeros: scaling by them is exact."""
    known = values if values.all() else np.where(values > 0, values, 1.0)
    return np.asarray(np.ldexp(1.0, -np.frexp(known)[1]), dtype=np.float64)


class Scaled:
    """A technology in the kernel's units: rows by their mean, columns by their size.

    Attributes
    ----------
    A : (R, n) scaled columns
    row, column : (R,), (n,) what they were multiplied by
    number : the numbers in the technology of columns, then of t and the rows' slacks, then -1; None when all are there
    active : how many of the first columns span the frontier; prices are asked of those only
    lanes : what vectors of a row each are padded to
    """

    def __init__(self, technology: Technology) -> None:
        self.sigma = technology.sigma
        self.inputs, self.data_rows = technology.m, technology.m + technology.s
        self.row = power_of_two(technology.A.mean(axis=1))
        self.row[self.data_rows :] = 1.0
        self.take(technology.A)
        self.lanes = 8 if technology.rows <= 8 else 16
        self.number: Ints | None = None
        self.active = technology.n

    def take(self, A: Floats) -> None:
        """The columns (..., R, n) of technologies of this shape, in units of this one's rows."""
        self.A = A * self.row[:, None]
        self.column = power_of_two(self.A[..., : self.data_rows, :].mean(axis=-2))
        self.A *= self.column[..., None, :]

    def keep(self, frontier: Ints, rest: Ints) -> None:
        """Put the columns of the frontier first and some others after them; leave out what remains."""
        rows, n = self.A.shape
        order = np.r_[frontier, rest]
        self.number, self.active = np.r_[order, np.arange(n, n + 1 + rows), -1], len(frontier)
        self.A, self.column = np.ascontiguousarray(self.A[:, order]), self.column[order]

    @property
    def layouts(self) -> Records:
        return records(self.lanes)

    def magnitudes(self, sides: Floats) -> Floats:
        """(k, R) the unit's own value in each row, or the row's largest where the unit has none."""
        if sides.all():
            return sides
        largest = self.A.max(axis=1)
        return np.where(sides > 0, sides, np.where(largest > 0, largest, 1.0))


def _up(count: int) -> int:
    """To the multiple of columns that pricing takes at a time."""
    return -(-count // COLUMNS) * COLUMNS


def workspace(scaled: Scaled, active: int, places: int) -> Workspace:
    """The arrays of one chunk: the columns, ``active`` of them, or room for them; room for ``places`` facets."""
    rows, n = scaled.A.shape
    columns, numbers = np.zeros((4, rows, _up(n))), np.empty((5, n), dtype=np.int64)
    if active:
        columns[0, :, :n] = columns[3, :, :n] = scaled.A
    numbers[0], numbers[3:] = -1, np.arange(n)
    places = min(MOST, places + rows) + 1
    states = np.zeros(1, dtype=scaled.layouts.state)
    state = states[0]
    state["sigma"][:rows] = scaled.sigma
    state["slacks"] = state["sigma"] != 0
    state["rows"], state["n"], state["data_rows"], state["inputs"] = rows, n, scaled.data_rows, scaled.inputs
    state["active"] = active
    return Workspace(columns, numbers, states, np.empty(places, scaled.layouts.facet), np.zeros((rows, _up(places))))


def points(scaled: Scaled, b: Floats, own: Ints, a: Floats | None = None, size: Floats | None = None) -> Structured:
    """The programs as the kernel takes them."""
    rows = len(scaled.row)
    out = np.zeros(len(b), dtype=scaled.layouts.point)
    sides = out["b"][:, :rows]
    np.multiply(b, scaled.row, out=sides)
    if a is not None:
        np.multiply(a, scaled.row, out=out["a"][:, :rows])
        sides = np.maximum(np.abs(out["a"][:, :rows]), sides)
    out["mag"][:, rows:] = 1.0
    out["mag"][:, :rows] = scaled.magnitudes(sides)
    out["own"], out["member"], out["size"] = own, -1, 0.0 if size is None else size
    return out


def may_be_beaten(scaled: Scaled, asked: Structured, programs: Programs) -> Ints:
    """(k,) the columns that need not be priced once their own programs are proved to be beaten, -1 for none.

    The program of such a column scales all of its inputs, or all of its outputs, and nothing else; no program leaves a
    column out; and the intensities may sum to what they do for one unit and no less than that bounds.
    """
    none = np.full(programs.k, -1, dtype=np.int64)
    bounds = len(scaled.sigma) - scaled.data_rows
    if programs.member is None or scaled.A.shape[1] < BEATEN or bounds > 1 or (programs.own >= 0).any():
        return none
    m, data_rows = scaled.inputs, scaled.data_rows
    unit = (scaled.A[:data_rows, programs.member] / scaled.column[programs.member]).T
    moved, held = (slice(0, m), slice(m, data_rows)) if programs.cost_t > 0 else (slice(m, data_rows), slice(0, m))
    a, b = asked["a"][:, :data_rows], asked["b"][:, :data_rows]
    same = (a[:, moved] == unit[:, moved]).all(axis=1) & (b[:, held] == unit[:, held]).all(axis=1)
    same &= ~(a[:, held].any(axis=1) | b[:, moved].any(axis=1)) & (programs.member >= 0)
    return np.where(same, programs.member, none)


def objectives(scaled: Scaled, programs: SlackPrograms) -> Structured:
    """The objectives of slack programs as the kernel takes them."""
    rows = len(scaled.row)
    out = np.zeros(programs.k, dtype=[(name, np.float64, scaled.lanes) for name in ("top", "bottom")])
    np.divide(programs.top, scaled.row, out=out["top"][:, :rows])
    np.divide(programs.bottom, scaled.row, out=out["bottom"][:, :rows])
    return out


def in_data_units(answers: Structured, counts: Ints, technology: Technology, scaled: Scaled) -> Solution:
    """The answers with rows and columns in the technology's units and numbers; NaN where there is none."""
    rows, data_rows = technology.rows, scaled.data_rows
    status, peer, basis = answers["status"], answers["peer"][:, :rows], answers["basis"][:, :rows]
    weight = answers["weight"][:, :rows] * scaled.column[peer]  # zero where the peer is -1
    pivots, reused, facets, face_pivots = (int(count) for count in counts)
    solution = Solution(
        t=answers["t"].copy(),
        status=STATUS[status],
        peer=peer.copy() if scaled.number is None else scaled.number[peer],
        weight=weight,
        slack=answers["slack"][:, :data_rows] / scaled.row[:data_rows],
        dual=answers["dual"][:, :rows] * scaled.row,
        basis=basis.copy() if scaled.number is None else scaled.number[basis],
        diagnostics=dict.fromkeys(COUNTED, 0),
    )
    none = np.nonzero(status)[0]
    if len(none):
        solution.diagnostics["infeasible"] = int((status == INFEASIBLE).sum())
        solution.t[none], solution.slack[none], solution.dual[none] = np.nan, np.nan, np.nan
        solution.peer[none], solution.weight[none], solution.basis[none] = -1, 0.0, -1
    solution.diagnostics.update(
        programs=len(answers),
        certified=len(answers) - len(none),
        pivots=pivots,
        facets=facets,
        facets_reused=reused,
        face_pivots=face_pivots,
    )
    return solution
