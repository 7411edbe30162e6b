"""The frontier first: which columns span it, when there are many of them.

The columns are scored one by one against those kept so far. One that a combination of the kept columns beats in every
input by a margin is dropped: that combination is its certificate, for whatever is added later only widens the hull, and
no prices can favour the dropped column over the combination. Every other column is kept. The kept ones contain all that
span the frontier, so programs over them are the programs over all: this is exact, unlike the frontier of a sample
(Dulá 2011, INFORMS Journal on Computing 23:284-296, for the idea of adding one column at a time).
"""

from __future__ import annotations

from farrell.lp.kernel.basis import ALL, PRICED, keep_basis
from farrell.lp.kernel.columns import best_facet, sums
from farrell.lp.kernel.compiled import entry, inlined, jit
from farrell.lp.kernel.facets import add_facet, project, prove_values, settle
from farrell.lp.kernel.radial import start_from_slacks
from farrell.lp.kernel.simplex import DONE
from farrell.lp.kernel.vectors import bits, put, put_row, row, vector
from farrell.lp.tolerances import INSIDE


@jit
def drop_cut_facets(pool, prices, state, column):
    """Take out of the pool the facets that a new column lies beyond."""
    kept, rows = 0, state.rows
    for start in range(0, state.filled, 32):
        s0, s1, s2, s3 = sums(prices, column, rows, start)
        cut = bits(s0 > 0.0) | bits(s1 > 0.0) << 8 | bits(s2 > 0.0) << 16 | bits(s3 > 0.0) << 24
        for f in range(start, min(start + 32, state.filled)):
            if cut >> (f - start) & 1:
                continue
            if kept < f:
                copy_facet(pool[f], pool[kept], rows)
                for k in range(rows):
                    prices[k, kept] = prices[k, f]
            kept += 1
    state.filled = kept


@jit
def copy_facet(facet, other, rows):
    """Put a facet at the place of another."""
    for k in range(rows):
        other.basis[k] = facet.basis[k]
        put_row(other.inverse, k, row(facet.inverse, k))
        put_row(other.across, k, row(facet.across, k))
        put_row(other.down, k, row(facet.down, k))
    put(other.rate, vector(facet.rate))
    other.face = facet.face


@jit
def pose(technology, j, inputs, point):
    """The input-oriented program of column j."""
    for i in range(technology.shape[0]):
        entry = technology[i, j]
        point.a[i] = entry if i < inputs else 0.0
        point.b[i] = 0.0 if i < inputs else entry
        point.mag[i] = entry if entry > 0.0 else 1.0


@inlined
def is_inside(columns, numbers, state, points, pool, prices):
    """Whether the first point could do with less of every input, by proof.

    When no facet prices its inputs, facets are found first that price one each, with the second point for scratch.
    """
    point, good = points[0], False
    f = best_facet(prices, point.a, point.b, -1.0, state.rows, state.filled, state.sums)
    for q in range(-state.inputs if f < 0 < state.active else 0, 1):
        here = points[0] if q == 0 else points[1]
        if q < 0:
            start_from_slacks(state, here, q + state.inputs)
        else:
            f = best_facet(prices, point.a, point.b, -1.0, state.rows, state.filled, state.sums)
            if f < 0:
                continue
            good = project(pool[f], state, point) and prove_values(state, point, True)
            if good:
                continue
        code, face = settle(columns, numbers, state, here, pool[state.filled].rate, q == 0)
        good = q == 0 and code == DONE and prove_values(state, point, True)
        if good or (q < 0 and code == DONE):
            add_facet(pool, prices, face, state)
            keep_basis(columns, numbers, state)
    return good and state.x[state.rows - 1] < 1.0 - INSIDE


@entry
def find_frontier(columns, numbers, states, pool, prices, seeds, technology, order, kept):
    """Put into ``columns`` those of the technology (R, n) that stay, visited in ``order``, and their numbers into
    ``kept``.

    Each is scored in input orientation: the programs' own orientation does not matter to what spans the frontier.
    """
    state, point = states[0], seeds[0]
    state.cost_t, state.own = 1.0, -1
    for at in range(len(order)):
        j = order[at]
        pose(technology, j, state.inputs, point)
        if is_inside(columns, numbers, state, seeds, pool, prices):
            continue
        new = state.active
        for i in range(state.rows):
            columns[ALL, i, new] = technology[i, j]
            columns[PRICED, i, new] = technology[i, j]
            point.b[i] = technology[i, j]
        kept[new] = j
        state.active = new + 1
        drop_cut_facets(pool, prices, state, point.b)
