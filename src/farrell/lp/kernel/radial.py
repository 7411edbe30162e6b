"""Radial and directional programs: the facet that scores best, the dual simplex from it, slacks on the optimal face."""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.basis import COST, KEPT, PI, PRICE, ROW, X, factor, is_basic, keep, times_inverse
from farrell.lp.kernel.columns import best_facet, not_below_zero
from farrell.lp.kernel.compiled import jit
from farrell.lp.kernel.facets import (
    POINT,
    UNCLEAR,
    WIDE,
    add_facet,
    project,
    prove_prices,
    prove_values,
    settle,
)
from farrell.lp.kernel.simplex import DONE, NONE, hide, priced, primal_simplex, show, terms
from farrell.lp.tolerances import CLEAR, FACE, FARKAS, IMPROVING, NEGLIGIBLE, NOISE, PIVOT, SAME

OPTIMAL, INFEASIBLE, OPEN = 0, 1, 2
PIVOTS, REUSED, FACES, FACE_PIVOTS = 0, 1, 2, 3


@jit
def write(tech, rowmag, state, peer, weight, slack):
    """Basic values into the answer's rows; what is rounding in every row of the unit is dropped."""
    rows, n = len(state.basis), tech.A.shape[1]
    used = 0
    for k in range(rows):
        variable, x = state.basis[k], state.v[X, k]
        if variable == n or x <= 0.0:
            continue
        if variable > n:
            i = variable - n - 1
            if i < len(slack) and x > NEGLIGIBLE * rowmag[i]:
                slack[i] = x
            continue
        share = 0.0
        for i in range(rows):
            share = max(share, state.down[k, i] * x / rowmag[i])
        if share > NEGLIGIBLE:
            at = used
            while at > 0 and peer[at - 1] > variable:
                peer[at], weight[at] = peer[at - 1], weight[at - 1]
                at -= 1
            peer[at], weight[at] = variable, x
            used += 1


@jit
def own_prices(cost_t, rowmag, state):
    """``PI`` for the program at hand; whether one of them was rounding in its space, and is zero now."""
    rows, last = len(state.basis), len(state.basis) - 1
    most, blurred = 0.0, False
    for i in range(rows):
        state.v[PI, i] = cost_t * state.inverse[i, last]
        most = max(most, abs(state.v[PI, i]) * rowmag[i])
    for i in range(rows):
        if state.v[PI, i] != 0.0 and abs(state.v[PI, i]) * rowmag[i] <= NOISE * most:
            state.v[PI, i] = 0.0
            blurred = True
    return blurred


@jit
def prices_of_zero(tech, rowmag, state, may_enter):
    """Mark the slacks with price zero in the unit's space: WIDE if one is outside the basis, UNCLEAR if another's price
    is too small to tell, else POINT."""
    rows, n = len(state.basis), tech.A.shape[1]
    most, face = 0.0, POINT
    for i in range(rows):
        most = max(most, abs(state.v[PI, i]) * rowmag[i])
    for i in range(rows):
        price = abs(state.v[PI, i]) * rowmag[i]
        may_enter[i] = tech.sigma[i] != 0.0 and price <= FACE * most
        if tech.sigma[i] != 0.0 and price <= CLEAR * most and not is_basic(state, n + 1 + i):
            face = max(face, WIDE if may_enter[i] else UNCLEAR)
    return face


@jit
def largest_slacks(tech, a, b, rowmag, own, gain, nothing, may_enter, state, counts):
    """The second phase: maximise the weighted slacks over the columns of reduced cost zero; True when proved."""
    rows, n, last = len(state.basis), tech.A.shape[1], len(state.basis) - 1
    pi, t, before = state.v[KEPT], state.v[X, last], counts[PIVOTS]
    for i in range(rows):
        pi[i] = state.v[PI, i]
        state.v[COST, i] = -gain[i]
        state.v[PRICE, i] = pi[i] + FACE * abs(pi[i])
    count = not_below_zero(tech.A, state.v[PRICE], tech.active[0], state.sums[0], state.found)
    face = state.face
    some = 0
    for c in range(count):
        j = state.found[c]
        if j != own and abs(priced(tech.A, pi, j)) <= FACE * terms(tech.A, pi, j):
            for i in range(rows):
                face[i, some] = tech.A[i, j]
            state.found[some] = j
            some += 1
    code = primal_simplex(
        tech, face, state.found, some, a, rowmag, 0.0, state.v[COST], nothing, nothing, False, may_enter, IMPROVING,
        state, counts,
    )  # fmt: skip
    counts[FACE_PIVOTS] += counts[PIVOTS] - before
    moved = counts[PIVOTS] > before
    counts[PIVOTS] = before
    if code != DONE or state.basis[last] != n:
        return False
    if moved:
        if not factor(tech, a, rowmag, state):
            return False
        times_inverse(state, b, state.v[X])
        if not prove_values(tech, a, b, rowmag, True, state) or abs(state.v[X, last] - t) > SAME * abs(t):
            return False
        state.v[X, last] = t
    return True


@jit
def farkas(tech, a, b, rowmag, own, state):
    """Whether ``state.v[ROW]`` proves that no solution exists: prices that no column, slack or t can pay, and a clear
    demand. What is rounding among its prices is made zero first."""
    rows = len(state.basis)
    most = 0.0
    for i in range(rows):
        most = max(most, abs(state.v[ROW, i]) * rowmag[i])
    demand, size = 0.0, 0.0
    for i in range(rows):
        if abs(state.v[ROW, i]) * rowmag[i] <= PIVOT * most:
            state.v[ROW, i] = 0.0
        if state.v[ROW, i] * tech.sigma[i] < 0.0 or state.v[ROW, i] * a[i] != 0.0:
            return False
        demand += state.v[ROW, i] * b[i]
        size += abs(state.v[ROW, i] * b[i])
        state.v[PRICE, i] = -state.v[ROW, i]
    if not demand < -FARKAS * size:
        return False
    count = not_below_zero(tech.A, state.v[PRICE], tech.active[0], state.sums[0], state.found)
    for c in range(count):
        j = state.found[c]
        if j != own and priced(tech.A, state.v[PRICE], j) > 0.0:
            return False
    return True


@jit
def start_alone(tech, q, a, b, rowmag, state):
    """A program that prices row q: a unit with much of it, scored in the direction of that row alone, from itself."""
    rows, n = len(state.basis), tech.A.shape[1]
    j, p = np.int64(0), np.int64(-1)
    for c in range(tech.active[0]):
        if tech.A[q, c] > tech.A[q, j]:
            j = np.int64(c)
    for i in range(rows):
        a[i] = 0.0
        b[i] = tech.A[i, j]
        if i != q and tech.A[i, j] > 0.0 and (p < 0 or tech.sigma[i] == 0.0):
            p = np.int64(i)
    if p < 0 or not tech.A[q, j] > 0.0:
        return False
    a[q], b[q] = tech.A[q, j], 0.0
    at = 0
    for i in range(rows):
        rowmag[i] = tech.A[i, j]
        if not rowmag[i] > 0.0:
            rowmag[i] = 1.0
        if i not in (q, p):
            state.basis[at] = n + 1 + i
            at += 1
    state.basis[rows - 2] = j
    state.basis[rows - 1] = n
    keep(tech, j)
    return True


@jit
def solve_radial(
    tech, state, facets, seeds, nothing, flags,
    a, b, rowmag, cost_t, gain, second, own, free_t, t, status, peer, weight, slack, dual, basis, counts,
):  # fmt: skip
    """Solve the programs (k, L) of one chunk; ``status`` OPEN where nothing was proved.

    The first rounds find a facet for each row of the data, so that every direction has one to start from.
    """
    rows, n = len(state.basis), tech.A.shape[1]
    sigma, data_rows = tech.sigma, slack.shape[1]
    slacks, may_enter = flags[0], flags[1]
    for i in range(rows):
        slacks[i] = sigma[i] != 0.0
    last = rows - 1
    for item in range(-data_rows, len(b)):
        seeding = item < 0
        k = max(item, 0)
        ak, bk, mag, sign, me, f = a[k], b[k], rowmag[k], cost_t, own[k], np.int64(-1)
        hopeful, settled, blurred, face = False, False, False, POINT
        if seeding:
            ak, bk, mag, me = seeds[0], seeds[1], seeds[2], np.int64(-1)
            sign = 1.0 if sigma[item + data_rows] > 0.0 else -1.0
            if not start_alone(tech, item + data_rows, ak, bk, mag, state):
                continue
        else:
            f = best_facet(facets.price, ak, bk, -sign, facets.filled[0], state.sums[0], state.sums[1])
            if f < 0:
                continue
            hopeful = project(facets, f, ak, bk, state) and not (me >= 0 and is_basic(state, me))
        proved = False
        while not proved:
            if hopeful:
                blurred = own_prices(sign, mag, state)
                proved = prove_values(tech, ak, bk, mag, True, state)
                proved = proved and prove_prices(tech, facets.rate[f], ak, bk, sign, free_t, state)
            if proved or settled:
                break
            hide(tech, me)
            spare = facets.filled[0]
            code, face = settle(
                tech, ak, bk, mag, sign, me, nothing, slacks, state, facets.rate[spare], not seeding, counts
            )
            show(tech, me)
            if code == NONE and farkas(tech, ak, bk, mag, me, state):
                status[k] = INFEASIBLE
            if code != DONE:
                break
            f = add_facet(facets, face, state)
            for i in range(last):
                if state.basis[i] < n:
                    keep(tech, state.basis[i])
            if seeding:
                break
            if me >= 0:
                facets.filled[0] = spare  # valid without the unit's own column only
            hopeful, settled = True, True
        if not proved:
            continue
        counts[FACES] += settled
        counts[REUSED] += not settled
        for i in range(rows):
            dual[k, i] = state.v[PI, i]
        if second:
            face = max(facets.face[f], prices_of_zero(tech, mag, state, may_enter), WIDE if blurred else POINT)
            if face == UNCLEAR:
                continue
            if face == WIDE and not largest_slacks(tech, ak, bk, mag, me, gain, nothing, may_enter, state, counts):
                continue
        t[k] = state.v[X, last]
        for i in range(rows):
            basis[k, i] = state.basis[i]
        for i in range(data_rows):
            slack[k, i] = 0.0
        write(tech, mag, state, peer[k], weight[k], slack[k])
        status[k] = OPTIMAL
