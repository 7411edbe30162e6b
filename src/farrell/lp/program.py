"""What is solved: a technology, the programs posed over it, and their certified answers.

Every program of this floor has the form, for an evaluated point with data (a, b),

    minimise    c_t t + sum_i c_i s_i
    subject to  sum_j lambda_j A_ij - t a_i + sigma_i s_i = b_i      for every row i
                lambda >= 0,  s >= 0,  t >= 0 or free,

where the rows are the m inputs (sigma = +1), the s outputs (sigma = -1) and the rows that bound
the sum of intensities (sigma = 0 for an equation). The input-oriented radial program has
a = (x_o, 0), b = (0, y_o), c_t = 1; the output-oriented one a = (0, y_o), b = (x_o, 0), c_t = -1.

Variables are numbered: 0..n-1 the intensities, n the scalar t, n+1+i the slack of row i (of an
equation: an artificial variable that must be zero).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Rts = Literal["crs", "vrs", "nirs", "ndrs", "grs"]
Solver = Literal["auto", "highs", "kernel"]
Status = Literal["optimal", "infeasible", "unbounded", "unsolved"]


def intensity_rows(rts: Rts, bounds: tuple[float, float] | None) -> tuple[tuple[int, float], ...]:
    """Rows (sigma, right-hand side) that bound the sum of intensities under a returns-to-scale."""
    if rts == "grs":
        if bounds is None:
            raise ValueError("grs needs bounds")
        return ((-1, bounds[0]), (1, bounds[1]))
    rows: dict[str, tuple[tuple[int, float], ...]] = {
        "crs": (),
        "vrs": ((0, 1.0),),
        "nirs": ((1, 1.0),),
        "ndrs": ((-1, 1.0),),
    }
    return rows[rts]


@dataclass(frozen=True, slots=True)
class Technology:
    """A set of observed units that spans the possible.

    Attributes
    ----------
    A : (R, n) rows inputs, outputs, intensity rows; one column a reference unit, in data units
    sigma : (R,) coefficient of each row's slack: +1 (<=), -1 (>=), 0 (=)
    rhs : (R - m - s,) right-hand sides of the intensity rows
    m, s : number of inputs and of outputs
    """

    A: Floats
    sigma: Floats
    rhs: Floats
    m: int
    s: int

    @classmethod
    def of(
        cls, X: Floats, Y: Floats, intensity: tuple[tuple[int, float], ...], equations: Bools | None = None
    ) -> Technology:
        """Build it from inputs X (n, m), outputs Y (n, s) and the rows of :func:`intensity_rows`; ``equations``
        (m + s,) are the inputs and outputs without free disposal."""
        (n, m), s = X.shape, Y.shape[1]
        A = np.empty((m + s + len(intensity), n))
        A[:m], A[m : m + s], A[m + s :] = X.T, Y.T, 1.0
        sigma = np.array([1.0] * m + [-1.0] * s + [float(sign) for sign, _ in intensity])
        if equations is not None:
            sigma[: m + s][equations] = 0.0
        return cls(A, sigma, np.array([v for _, v in intensity]), m, s)

    def spanned(self, X: Floats, Y: Floats) -> Floats:
        """(B, R, n) the columns of technologies of this form that units X (B, n, m), Y (B, n, s) span."""
        ones = np.ones((*X.shape[:2], self.rows - self.m - self.s))
        return np.concatenate([X, Y, ones], axis=2).transpose(0, 2, 1)

    def only(self, columns: Ints) -> Technology:
        """The technology that some of the units span."""
        return replace(self, A=np.ascontiguousarray(self.A[:, columns]))

    @property
    def n(self) -> int:
        return int(self.A.shape[1])

    @property
    def rows(self) -> int:
        return int(self.A.shape[0])


@dataclass(frozen=True, slots=True)
class Programs:
    """Programs over one technology, one for each evaluated point.

    Attributes
    ----------
    a, b : (k, R) the coefficients of t and the right-hand sides, in data units
    cost_t : +1 to make t small (theta), -1 to make it large (phi)
    cost_slack : (k, R) first-phase cost of the slacks, in data units (0 in plain models)
    weight : (R,) second-phase weights of the slacks to be maximised, or None for no second phase
    own : (k,) the column to leave out (the evaluated unit's own), or -1
    free_t : whether t may be negative; then pi a = -c_t holds with equality, which prices the evaluated side at 1
    member : (k,) a column of the technology equal to the evaluated point, -1 where there is none; None when unknown
    size : (k,) what the objective's error is measured by where that is not the objective itself, or None
    """

    a: Floats
    b: Floats
    cost_t: float
    cost_slack: Floats
    weight: Floats | None
    own: Ints
    free_t: bool = False
    member: Ints | None = None
    size: Floats | None = None

    @property
    def k(self) -> int:
        return int(self.a.shape[0])

    @classmethod
    def joined(cls, parts: Sequence[Programs]) -> Programs:
        """Programs of one form, one after the other; of no second phase, and no members."""
        first = parts[0]
        a, b, cost_slack = (np.concatenate([getattr(part, key) for part in parts]) for key in ("a", "b", "cost_slack"))
        own = np.concatenate([part.own for part in parts])
        size = None if first.size is None else np.concatenate([part.size for part in parts if part.size is not None])
        return cls(a, b, first.cost_t, cost_slack, None, own, first.free_t, None, size)

    def subset(self, which: Ints) -> Programs:
        """Some of the programs."""
        return replace(
            self,
            a=self.a[which],
            b=self.b[which],
            cost_slack=self.cost_slack[which],
            own=self.own[which],
            member=None if self.member is None else self.member[which],
            size=None if self.size is None else self.size[which],
        )


@dataclass(frozen=True, slots=True)
class SlackPrograms:
    """Programs without a scalar, for points whose slacks are made large::

        minimise    (1 + top s) / (1 + bottom s)
        subject to  A lambda + sigma s = b,   lambda, s >= 0.

    The slacks-based measure has top_i = -1 / (m x_io) and bottom_r = 1 / (s y_ro) (Tone 2001,
    DOI 10.1016/S0377-2217(99)00407-5); the additive model has top = -weights and bottom = 0.

    Attributes
    ----------
    b : (k, R) right-hand sides, in data units, none negative
    top, bottom : (k, R) per unit of slack, top <= 0 <= bottom
    member : (k,) a column of the technology equal to the point, -1 where there is none
    """

    b: Floats
    top: Floats
    bottom: Floats
    member: Ints

    @property
    def k(self) -> int:
        return int(self.b.shape[0])

    def subset(self, which: Ints) -> SlackPrograms:
        """Some of the programs."""
        return SlackPrograms(self.b[which], self.top[which], self.bottom[which], self.member[which])

    def linearised(self, ratio: Floats) -> Programs:
        """The linear programs with the same optima where these are the optimal ratios (Dinkelbach 1967,
        DOI 10.1287/mnsc.13.7.492): minimise (top - ratio bottom) s."""
        nothing = np.zeros_like(self.b)
        cost = self.top - ratio[:, None] * self.bottom
        own = np.full(self.k, -1, dtype=np.int64)
        return Programs(nothing, self.b, 1.0, cost, None, own, size=np.abs(ratio))


Posed = TypeVar("Posed", Programs, SlackPrograms)
"""Programs of one form or the other."""

COUNTED = (
    "programs",
    "certified",
    "face_pivots",
    "repaired",
    "infeasible",
    "unbounded",
    "unsolved",
    "pivots",
    "facets",
    "facets_reused",
    "handed_over",
)
"""What ``diagnostics`` counts: programs and how they ended; pivots on optimal faces; and of the kernel its pivots, the
facets it found, the programs scored on a facet found before, and those it handed to HiGHS."""


@dataclass(slots=True)
class Solution:
    """Certified answers; NaN where the status is not ``optimal``.

    Attributes
    ----------
    t : (k,) optimal scalar; of slack programs the ratio
    status : (k,) of :data:`Status`
    peer : (k, R) reference columns with positive intensity, padded with -1
    weight : (k, R) their intensities, padded with 0
    slack : (k, m + s) slacks of input and output rows, in data units
    dual : (k, R) multipliers pi of the rows, in data units; objective = pi b
    basis : (k, R) the final basis, which proves the answer: variables as numbered above, -1 where there is none
    diagnostics : counts, by the names of :data:`COUNTED`
    """

    t: Floats
    status: NDArray[np.str_]
    peer: Ints
    weight: Floats
    slack: Floats
    dual: Floats
    basis: Ints
    diagnostics: dict[str, int]

    @classmethod
    def empty(cls, k: int, technology: Technology) -> Solution:
        """Room for the answers to k programs over a technology; none solved yet."""
        rows, data_rows = technology.rows, technology.m + technology.s
        return cls(
            t=np.full(k, np.nan),
            status=np.full(k, "unsolved", dtype="<U10"),
            peer=np.full((k, rows), -1, dtype=np.int64),
            weight=np.zeros((k, rows)),
            slack=np.full((k, data_rows), np.nan),
            dual=np.full((k, rows), np.nan),
            basis=np.full((k, rows), -1, dtype=np.int64),
            diagnostics=dict.fromkeys(COUNTED, 0),
        )

    def subset(self, which: Ints) -> Solution:
        """The answers to some of the programs; the counts stay those of all."""
        names = ("t", "status", "peer", "weight", "slack", "dual", "basis")
        return replace(self, **{name: getattr(self, name)[which] for name in names})

    def number(self, columns: Ints, n: int) -> None:
        """Number columns as a technology of n units does of which these were ``columns``."""
        few = len(columns)
        used, basic = self.peer >= 0, (self.basis >= 0) & (self.basis < few)
        self.peer[used] = columns[self.peer[used]]
        self.basis[self.basis >= few] += n - few
        self.basis[basic] = columns[self.basis[basic]]

    def replace(self, which: Ints, other: Solution) -> None:
        """Put the answers of another solution at some of the programs, and add its counts."""
        for name in ("t", "status", "peer", "weight", "slack", "dual", "basis"):
            getattr(self, name)[which] = getattr(other, name)
        for key, value in other.diagnostics.items():
            if key != "programs":
                self.diagnostics[key] += value
        self.diagnostics["handed_over"] += len(which)
