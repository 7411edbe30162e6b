"""The frontier first: which columns span it, when there are many of them.

The columns are scored one by one against those kept so far. One that a combination of the kept columns beats in every
input by a margin is dropped: that combination is its certificate, for whatever is added later only widens the hull, and
no prices can favour the dropped column over the combination. Every other column is kept. The kept ones contain all that
span the frontier, so programs over them are the programs over all: this is exact, unlike the frontier of a sample
(Dulá 2011, INFORMS Journal on Computing 23:284-296, for the idea of adding one column at a time).
"""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.basis import X, keep
from farrell.lp.kernel.columns import best_facet, combine
from farrell.lp.kernel.compiled import jit
from farrell.lp.kernel.facets import add_facet, project, prove_values, settle
from farrell.lp.kernel.radial import start_alone
from farrell.lp.kernel.simplex import DONE

INSIDE = 1e-9
"""A column is dropped when it could do with this share less of every input; proofs are good to 1e-11."""


@jit
def drop_cut_facets(facets, column, sums):
    """Take out of the pool the facets that a new column lies beyond."""
    count = facets.filled[0]
    start = np.int64(0)
    kept = np.int64(0)
    rows = facets.basis.shape[1]
    while start < count:
        width = min(len(sums), count - start)
        combine(facets.price, column, start, width, sums)
        for c in range(width):
            f = start + c
            if sums[c] > 0.0:
                continue
            if kept < f:
                for k in range(rows):
                    facets.basis[kept, k] = facets.basis[f, k]
                    facets.price[k, kept] = facets.price[k, f]
                    for i in range(facets.inverse.shape[2]):
                        facets.inverse[kept, k, i] = facets.inverse[f, k, i]
                        facets.across[kept, k, i] = facets.across[f, k, i]
                        facets.down[kept, k, i] = facets.down[f, k, i]
                facets.face[kept] = facets.face[f]
            kept += 1
        start += width
    facets.filled[0] = kept


@jit
def price_inputs(tech, facets, seeds, inputs, nothing, slacks, state, counts):
    """Add a facet that prices each input, so that every point with one of them can be scored."""
    a, b, mag = seeds[0], seeds[1], seeds[2]
    for q in range(inputs):
        if start_alone(tech, q, a, b, mag, state):
            spare = facets.filled[0]
            code, face = settle(
                tech, a, b, mag, 1.0, np.int64(-1), nothing, slacks, state, facets.rate[spare], False, counts
            )
            if code == DONE:
                add_facet(facets, face, state)


@jit
def pose(columns, j, inputs, a, b, mag):
    """The input-oriented program of column j."""
    for i in range(columns.shape[0]):
        entry = columns[i, j]
        a[i] = entry if i < inputs else 0.0
        b[i] = 0.0 if i < inputs else entry
        mag[i] = entry if entry > 0.0 else 1.0


@jit
def find_frontier(tech, state, facets, seeds, nothing, flags, columns, inputs, order, kept, counts):
    """Put into ``tech`` the columns (R, n) that stay, visited in ``order``, and their numbers into ``kept``.

    Each is scored in input orientation: the programs' own orientation does not matter to what spans the frontier.
    """
    rows, last = len(tech.sigma), len(tech.sigma) - 1
    a, b, mag, slacks = seeds[0], seeds[1], seeds[2], flags[0]
    for i in range(rows):
        slacks[i] = tech.sigma[i] != 0.0
    for at in range(len(order)):
        j = order[at]
        inside = False
        pose(columns, j, inputs, a, b, mag)
        f = best_facet(facets.price, a, b, -1.0, facets.filled[0], state.sums[0], state.sums[1])
        if f < 0 and tech.active[0] > 0:
            price_inputs(tech, facets, seeds, inputs, nothing, slacks, state, counts)
            pose(columns, j, inputs, a, b, mag)
            f = best_facet(facets.price, a, b, -1.0, facets.filled[0], state.sums[0], state.sums[1])
        if f >= 0:
            good = project(facets, f, a, b, state) and prove_values(tech, a, b, mag, True, state)
            if not good:
                spare = facets.filled[0]
                code, face = settle(
                    tech, a, b, mag, 1.0, np.int64(-1), nothing, slacks, state, facets.rate[spare], True, counts
                )
                good = code == DONE and prove_values(tech, a, b, mag, True, state)
                if good:
                    add_facet(facets, face, state)
                    for k in range(last):
                        if state.basis[k] < tech.A.shape[1]:
                            keep(tech, state.basis[k])
            inside = good and state.v[X, last] < 1.0 - INSIDE
        if inside:
            continue
        new = tech.active[0]
        for i in range(rows):
            tech.A[i, new] = columns[i, j]
            b[i] = columns[i, j]
        kept[new] = j
        tech.active[0] = new + 1
        drop_cut_facets(facets, b, state.sums[0])
