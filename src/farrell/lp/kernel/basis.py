"""The basis: its columns, its explicit inverse, one pivot.

The inverse is stored transposed, so that a product with it runs along the lanes of the basic variables without a sum
across them.
"""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.compiled import jit
from farrell.lp.kernel.vectors import put, put_row, replaced, row, vector

SINGULAR = 1e-14
"""A pivot of this share of its column's largest entry, in the unit's space, is rounding."""
ALL, SET, FACE, PRICED = np.int64(0), np.int64(1), np.int64(2), np.int64(3)
"""Planes of the workspace's ``columns``: all, the working set, the optimal face, those asked for prices. They are
numpy's integers, as numba compiles a function anew for each literal that it is given."""
PLACE, AT = 0, 4
"""Rows of the workspace's ``numbers`` with the columns' places in SET and in PRICED; the others are of those planes."""
PIVOTS, REUSED, FACES, FACE_PIVOTS = 0, 1, 2, 3
"""Places in ``state.counts``."""


@jit
def keep(columns, numbers, state, j):
    """Put column j into the working set."""
    if numbers[PLACE, j] < 0:
        at = state.working
        for i in range(state.rows):
            columns[SET, i, at] = columns[ALL, i, j]
        numbers[SET, at] = j
        numbers[PLACE, j] = at
        state.working = at + 1


@jit
def drop(columns, numbers, state, j):
    """Ask column j, which a combination of others beats, for its price no more; the last one takes its place."""
    at, last = numbers[AT, j], state.active - 1
    if at >= 0:
        for i in range(state.rows):
            columns[PRICED, i, at] = columns[PRICED, i, last]
        numbers[PRICED, at] = numbers[PRICED, last]
        numbers[AT, numbers[PRICED, last]] = at
        numbers[AT, j] = -1
        state.active = last


@jit
def keep_basis(columns, numbers, state):
    """Put the columns of the basis into the working set."""
    for k in range(state.rows):
        if state.basis[k] < state.n:
            keep(columns, numbers, state, state.basis[k])


@jit
def column_of(columns, state, point, variable):
    """The column of one variable into ``state.column``: an intensity, t, or the slack (or artificial) of a row."""
    n, rows, out = state.n, state.rows, state.column
    if variable < n:
        for i in range(rows):
            out[i] = columns[ALL, i, variable]
    elif variable == n:
        put(out, vector(point.a) * -1.0)
    else:
        i = variable - n - 1
        put(out, vector(out) * 0.0)
        out[i] = state.sigma[i] if state.sigma[i] != 0.0 else 1.0


@jit
def factor(columns, state, point):
    """The inverse of the basis matrix afresh: Gauss and Jordan with partial pivoting in the unit's space; False when
    singular there."""
    rows, across, down, work, swaps, mag = state.rows, state.across, state.down, state.work, state.swaps, point.mag
    for k in range(rows):
        column_of(columns, state, point, state.basis[k])
        put_row(down, k, vector(state.column))
        most = 0.0
        for i in range(rows):
            across[i, k] = down[k, i]
            work[i, k] = down[k, i] / mag[i]
            size = abs(work[i, k])
            most = size if size > most else most
        state.size[k] = most
    for k in range(rows):
        p = k
        for i in range(k + 1, rows):
            if abs(work[i, k]) > abs(work[p, k]):
                p = i
        swaps[k] = p
        if p != k:
            lower = row(work, p)
            put_row(work, p, row(work, k))
            put_row(work, k, lower)
        one = work[k, k]
        if not abs(one) > SINGULAR * state.size[k]:
            return False
        work[k, k] = 1.0
        pivotal = row(work, k) / one
        put_row(work, k, pivotal)
        for i in range(rows):
            if i != k and work[i, k] != 0.0:
                f = work[i, k]
                work[i, k] = 0.0
                put_row(work, i, row(work, i) - pivotal * f)
    for k in range(rows - 1, -1, -1):
        p = swaps[k]
        if p != k:
            for i in range(rows):
                work[i, k], work[i, p] = work[i, p], work[i, k]
    for i in range(rows):
        for k in range(rows):
            state.inverse[i, k] = work[k, i] / mag[i]
    return True


@jit
def times_inverse(state, values):
    """B^-1 values."""
    total = row(state.inverse, 0) * values[0]
    for i in range(1, state.rows):
        total = total + row(state.inverse, i) * values[i]
    return total


@jit
def enter(columns, state, point, variable):
    """``entering`` = B^-1 times the variable's column, which is left in ``column``."""
    column_of(columns, state, point, variable)
    put(state.entering, times_inverse(state, state.column))


@jit
def pivot(state, leave, variable):
    """Exchange the variable at ``leave`` for the one that ``enter`` has prepared."""
    d, inverse = vector(state.entering), state.inverse
    share = 1.0 / state.entering[leave]
    for i in range(state.rows):
        f = inverse[i, leave] * share
        put_row(inverse, i, replaced(row(inverse, i) - d * f, leave, f))
        state.across[i, leave] = state.column[i]
    put_row(state.down, leave, vector(state.column))
    step = state.x[leave] * share
    put(state.x, replaced(vector(state.x) - d * step, leave, step))
    state.basis[leave] = variable
    state.counts[PIVOTS] += 1


@jit
def is_basic(state, variable):
    """Whether a variable stands in the basis."""
    found = False
    for k in range(state.rows):
        found |= state.basis[k] == variable
    return found
