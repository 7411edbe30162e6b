"""The basis: its columns, its explicit inverse, one pivot; and the arrays that a worker keeps for one chunk.

Everything of the size of the basis is padded with zeros to a number of lanes, 8 or 16, that is known when the kernel is
compiled: loops over lanes become a few vector instructions. The inverse is stored transposed, so that a product with it
runs along the lanes of the basic variables without a sum across them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from farrell.lp.kernel.compiled import jit

SINGULAR = 1e-14
"""A pivot of this share of its column's largest entry, in the unit's space, is rounding."""
X, PI, PRICE, ROW, COLUMN, ENTERING, RHS, SIZE, SHARE, KEPT, COST = range(11)
VECTORS = 11
"""Rows of ``State.v``, and how many there are."""


class Columns(NamedTuple):
    """The technology as the kernel holds it, scaled by powers of two.

    Attributes
    ----------
    A : (R, n) columns, none negative
    active : (1,) how many of them there are; the others are room
    sigma : (R,) slack coefficients, 0 for an equation
    H : (R, n) the working set, columns that have stood in a basis
    working : (2, n) the numbers of those columns, and where each column stands among them, -1 for nowhere
    size : (1,) how many the working set holds
    """

    A: np.ndarray
    active: np.ndarray
    sigma: np.ndarray
    H: np.ndarray
    working: np.ndarray
    size: np.ndarray


class State(NamedTuple):
    """One program under way; L lanes.

    Attributes
    ----------
    lanes : a tuple of L zeros; its length is a constant for the compiler
    basis : (R,) variables
    inverse : (R, L) of the basis matrix, transposed: row i, lane k
    across : (R, L) the basis matrix, row i, lane k
    down : (R, L) the same transposed: basic variable k, lane i
    v : (11, L) basic values X, prices PI, and scratch
    work, swaps : (R, L), (R,) scratch of a factorisation
    sums : (2, WIDTH) of pricing
    found : (n,) columns that pricing found
    face : (R, n) columns of the optimal face, for the second phase
    """

    lanes: tuple[int, ...]
    basis: np.ndarray
    inverse: np.ndarray
    across: np.ndarray
    down: np.ndarray
    v: np.ndarray
    work: np.ndarray
    swaps: np.ndarray
    sums: np.ndarray
    found: np.ndarray
    face: np.ndarray


@jit
def keep(tech, j):
    """Put column j into the working set."""
    if tech.working[1, j] < 0:
        at = tech.size[0]
        for i in range(len(tech.sigma)):
            tech.H[i, at] = tech.A[i, j]
        tech.working[0, at] = j
        tech.working[1, j] = at
        tech.size[0] = at + 1


@jit
def column_of(tech, a, variable, out):
    """The column of one variable: an intensity, t, or the slack (or artificial) of a row."""
    n, rows = tech.A.shape[1], len(tech.sigma)
    for i in range(rows):
        out[i] = 0.0
    if variable < n:
        for i in range(rows):
            out[i] = tech.A[i, variable]
    elif variable == n:
        for i in range(rows):
            out[i] = -a[i]
    else:
        i = variable - n - 1
        out[i] = tech.sigma[i] if tech.sigma[i] != 0.0 else 1.0


@jit
def factor(tech, a, rowmag, state):
    """The inverse of the basis matrix afresh: Gauss and Jordan with partial pivoting in the unit's space; False when
    singular there."""
    rows = len(state.basis)
    across, down, swaps, wide = state.across, state.down, state.swaps, len(state.lanes)
    work = state.work
    for k in range(rows):
        column_of(tech, a, state.basis[k], down[k])
        most = 0.0
        for i in range(rows):
            across[i, k] = down[k, i]
            work[i, k] = down[k, i] / rowmag[i]
            most = max(most, abs(work[i, k]))
        state.v[SIZE, k] = most
    for k in range(rows):
        p = k
        for i in range(k + 1, rows):
            if abs(work[i, k]) > abs(work[p, k]):
                p = i
        swaps[k] = p
        if p != k:
            for c in range(wide):
                work[k, c], work[p, c] = work[p, c], work[k, c]
        one = work[k, k]
        if not abs(one) > SINGULAR * state.v[SIZE, k]:
            return False
        work[k, k] = 1.0
        for c in range(wide):
            work[k, c] /= one
        for i in range(rows):
            if i != k and work[i, k] != 0.0:
                f = work[i, k]
                work[i, k] = 0.0
                for c in range(wide):
                    work[i, c] -= f * work[k, c]
    for k in range(rows - 1, -1, -1):
        p = swaps[k]
        if p != k:
            for i in range(rows):
                work[i, k], work[i, p] = work[i, p], work[i, k]
    for i in range(rows):
        for k in range(rows):
            state.inverse[i, k] = work[k, i] / rowmag[i]
    return True


@jit
def times_inverse(state, values, out):
    """out = B^-1 values."""
    wide = len(state.lanes)
    for k in range(wide):
        out[k] = 0.0
    for i in range(len(state.basis)):
        v = values[i]
        for k in range(wide):
            out[k] += state.inverse[i, k] * v


@jit
def enter(tech, a, variable, state):
    """``ENTERING`` = B^-1 times the variable's column, which is left in ``COLUMN``."""
    column_of(tech, a, variable, state.v[COLUMN])
    times_inverse(state, state.v[COLUMN], state.v[ENTERING])


@jit
def pivot(state, leave, variable):
    """Exchange the variable at ``leave`` for the one that ``enter`` has prepared."""
    wide, rows = len(state.lanes), len(state.basis)
    d = state.v[ENTERING]
    one = d[leave]
    for i in range(rows):
        f = state.inverse[i, leave] / one
        for k in range(wide):
            state.inverse[i, k] -= d[k] * f
        state.inverse[i, leave] = f
        state.across[i, leave] = state.v[COLUMN, i]
        state.down[leave, i] = state.v[COLUMN, i]
    step = state.v[X, leave] / one
    for k in range(wide):
        state.v[X, k] -= step * d[k]
    state.v[X, leave] = step
    state.basis[leave] = variable


@jit
def is_basic(state, variable):
    """Whether a variable stands in the basis."""
    found = False
    for k in range(len(state.basis)):
        found |= state.basis[k] == variable
    return found
