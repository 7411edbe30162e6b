"""Radial and directional programs: the facet that scores best, the dual simplex from it, slacks on the optimal face."""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.basis import (
    ALL,
    FACE,
    FACE_PIVOTS,
    FACES,
    PIVOTS,
    PLACE,
    PRICED,
    REUSED,
    drop,
    factor,
    is_basic,
    keep,
    keep_basis,
    times_inverse,
)
from farrell.lp.kernel.columns import best_facet, not_below_zero, priced, terms
from farrell.lp.kernel.compiled import entry, inlined, jit
from farrell.lp.kernel.facets import (
    POINT,
    UNCLEAR,
    WIDE,
    add_facet,
    measure,
    project,
    prove_prices,
    prove_values,
    settle,
)
from farrell.lp.kernel.simplex import DONE, NONE, hide, primal_simplex, show
from farrell.lp.kernel.vectors import bits, put, row, spread, vector
from farrell.lp.tolerances import CLEAR, FARKAS, IMPROVING, INSIDE, NEGLIGIBLE, NOISE, PIVOT, SAME
from farrell.lp.tolerances import FACE as FLAT

OPTIMAL, INFEASIBLE, OPEN = 0, 1, 2


@jit
def write(state, point, t, answer):
    """A proved program's answer; what is rounding in every row of the unit is dropped."""
    rows, n, peer, weight = state.rows, state.n, answer.peer, answer.weight
    negligible = vector(point.mag) * NEGLIGIBLE
    put(answer.slack, spread(answer.slack, 0.0))
    used = 0
    for k in range(rows):
        variable, x = state.basis[k], state.x[k]
        answer.basis[k], answer.dual[k], peer[k] = variable, state.pi[k], -1
        if variable == n or x <= 0.0:
            continue
        if variable > n:
            i = variable - n - 1
            if x > NEGLIGIBLE * point.mag[i]:
                answer.slack[i] = x
        elif bits(row(state.down, k) * x > negligible) != 0:
            at = used
            while at > 0 and peer[at - 1] > variable:
                peer[at], weight[at] = peer[at - 1], weight[at - 1]
                at -= 1
            peer[at], weight[at] = variable, x
            used += 1
    for k in range(used, rows):
        peer[k], weight[k] = -1, 0.0
    answer.t = t
    answer.status = OPTIMAL


@jit
def own_prices(state, mag):
    """``pi`` for the program at hand; whether one of them was rounding in its space, and is zero now."""
    rows, last, pi = state.rows, state.rows - 1, state.pi
    most, blurred = 0.0, False
    for i in range(rows):
        pi[i] = state.cost_t * state.inverse[i, last]
        most = max(most, abs(pi[i]) * mag[i])
    for i in range(rows):
        if pi[i] != 0.0 and abs(pi[i]) * mag[i] <= NOISE * most:
            pi[i] = 0.0
            blurred = True
    return blurred


@jit
def prices_of_zero(state, mag):
    """Mark the slacks with price zero in the unit's space: WIDE if one is outside the basis, UNCLEAR if another's price
    is too small to tell, else POINT."""
    rows, may_enter = state.rows, state.may_enter
    most, face = 0.0, POINT
    for i in range(rows):
        most = max(most, abs(state.pi[i]) * mag[i])
    for i in range(rows):
        price = abs(state.pi[i]) * mag[i]
        may_enter[i] = state.sigma[i] != 0.0 and price <= FLAT * most
        if state.sigma[i] != 0.0 and price <= CLEAR * most and not is_basic(state, state.n + 1 + i):
            face = max(face, WIDE if may_enter[i] else UNCLEAR)
    return face


@inlined
def largest_slacks(columns, numbers, state, point):
    """The second phase: maximise the weighted slacks over the columns of reduced cost zero; True when proved."""
    rows, last, pi, found, counts = state.rows, state.rows - 1, state.kept, numbers[FACE], state.counts
    t, before = state.x[last], counts[PIVOTS]
    put(pi, vector(state.pi))
    put(state.cost, vector(state.gain) * -1.0)
    put(state.price, vector(pi) + abs(vector(pi)) * FLAT)
    count = not_below_zero(columns[PRICED], numbers[PRICED], state.price, rows, state.active, found)
    some = np.int64(0)
    for c in range(count):
        j = found[c]
        if j != state.own and abs(priced(columns[ALL], pi, rows, j)) <= FLAT * terms(columns[ALL], pi, rows, j):
            for i in range(rows):
                columns[FACE, i, some] = columns[ALL, i, j]
            found[some] = j
            some += 1
    code = primal_simplex(
        columns, numbers, FACE, some, state, point, 0.0, state.cost, False, state.may_enter, IMPROVING
    )  # fmt: skip
    moved = counts[PIVOTS] - before
    counts[FACE_PIVOTS] += moved
    counts[PIVOTS] = before
    if code != DONE or state.basis[last] != state.n:
        return False
    if moved > 0:
        if not factor(columns, state, point):
            return False
        put(state.x, times_inverse(state, point.b))
        if not prove_values(state, point, True) or abs(state.x[last] - t) > SAME * measure(state, point):
            return False
        state.x[last] = t
    put(state.pi, vector(pi))
    return True


@jit
def farkas(columns, numbers, state, point):
    """Whether ``state.ray`` proves that no solution exists: prices that no column, slack or t can pay, and a clear
    demand. What is rounding among its prices is made zero first."""
    rows, ray, a, b, mag = state.rows, state.ray, point.a, point.b, point.mag
    most = 0.0
    for i in range(rows):
        most = max(most, abs(ray[i]) * mag[i])
    demand, size = 0.0, 0.0
    for i in range(rows):
        if abs(ray[i]) * mag[i] <= PIVOT * most:
            ray[i] = 0.0
        if ray[i] * state.sigma[i] < 0.0 or ray[i] * a[i] != 0.0:
            return False
        demand += ray[i] * b[i]
        size += abs(ray[i] * b[i])
    if not demand < -FARKAS * size:
        return False
    put(state.price, vector(ray) * -1.0)
    found = numbers[FACE]
    for c in range(not_below_zero(columns[PRICED], numbers[PRICED], state.price, rows, state.active, found)):
        if found[c] != state.own and priced(columns[ALL], state.price, rows, found[c]) > 0.0:
            return False
    return True


@jit
def start_from_slacks(state, point, q):
    """A program that prices input q alone: t and the slacks of the other rows."""
    nothing = spread(point.a, 0.0)
    put(point.a, nothing)
    put(point.b, nothing)
    put(point.mag, nothing + 1.0)
    point.a[q] = 1.0
    at = 0
    for i in range(state.rows):
        if i != q:
            state.basis[at] = state.n + 1 + i
            at += 1
    state.basis[at] = state.n
    state.own, state.cost_t = -1, 1.0


@jit
def start_alone(columns, numbers, state, point, q):
    """A program that prices output q: a unit with much of it, scored in the direction of that row alone, from itself;
    False when there is none."""
    rows, a, b, mag = state.rows, point.a, point.b, point.mag
    j, p = np.int64(0), -1
    for c in range(state.active):
        if columns[ALL, q, c] > columns[ALL, q, j]:
            j = c
    most = columns[ALL, q, j]
    start_from_slacks(state, point, q)
    for i in range(rows):
        entry = columns[ALL, i, j]
        a[i], b[i], mag[i] = 0.0, entry, entry if entry > 0.0 else 1.0
        if i != q and entry > 0.0 and (p < 0 or state.sigma[i] == 0.0):
            p = i
    if p < 0 or not most > 0.0:
        return False
    a[q], b[q] = most, 0.0
    for k in range(rows):
        if state.basis[k] == state.n + 1 + p:
            state.basis[k] = j
    state.cost_t = -1.0
    keep(columns, numbers, state, j)
    return True


@jit
def is_scaled(points, q):
    """Whether t changes row q of any program."""
    k = 0
    while k < len(points) and points[k].a[q] == 0.0:
        k += 1
    return k < len(points)


@jit
def prove(state, point, facet, free_t):
    """(the whole certificate, whether a price was rounding) of the program's basis on a facet."""
    blurred = own_prices(state, point.mag)
    proved = prove_values(state, point, True) and prove_prices(state, point, facet.rate, free_t)
    return proved, blurred


@jit
def take(columns, numbers, state, A):
    """Put the scaled columns of a technology in, and forget what was found over another."""
    rows, n = A.shape
    for i in range(rows):
        for j in range(n):
            columns[ALL, i, j] = columns[PRICED, i, j] = A[i, j]
    for j in range(n):
        numbers[PLACE, j] = -1
    state.working, state.filled = 0, 0


@inlined
def solve_points(columns, numbers, state, pool, prices, seeds, points, answers, cost_t, second, free_t):
    """Solve the programs ``points`` of one chunk; the status is OPEN where nothing was proved.

    The first rounds find a facet for each row that t changes, so that every direction has one to start from. A unit
    that its peers beat by a margin is priced no more: its own answer proves that no prices can favour it over them.
    """
    for k in range(-state.data_rows, len(points)):
        seeding, proved, blurred = k < 0, False, False
        point, answer, f = seeds[0], answers[0], -1
        if seeding:
            q = k + state.data_rows
            if not is_scaled(points, q):
                continue
            if q < state.inputs:
                start_from_slacks(state, point, q)
            elif not start_alone(columns, numbers, state, point, q):
                continue
        else:
            point, answer, state.cost_t = points[k], answers[k], cost_t
            state.own, answer.status = point.own, OPEN
            f = best_facet(prices, point.a, point.b, -cost_t, state.rows, state.filled, state.sums)
            if f < 0:
                continue
            if project(pool[f], state, point) and not (state.own >= 0 and is_basic(state, state.own)):
                proved, blurred = prove(state, point, pool[f], free_t)
        if proved:
            state.counts[REUSED] += 1
        else:
            spare = state.filled
            hide(columns, numbers, state)
            code, face = settle(columns, numbers, state, point, pool[spare].rate, not seeding)
            show(columns, numbers, state)
            if code == NONE and farkas(columns, numbers, state, point):
                answer.status = INFEASIBLE
            if code != DONE:
                continue
            f = add_facet(pool, prices, face, state)
            keep_basis(columns, numbers, state)
            if seeding:
                continue
            if state.own >= 0:
                state.filled = spare  # valid without the unit's own column only
            proved, blurred = prove(state, point, pool[f], free_t)
            if not proved:
                continue
            state.counts[FACES] += 1
        if second:
            face = max(pool[f].face, prices_of_zero(state, point.mag), WIDE if blurred else POINT)
            if face == UNCLEAR:
                continue
            if face == WIDE and not largest_slacks(columns, numbers, state, point):
                continue
        t = state.x[state.rows - 1]
        write(state, point, t if free_t else max(t, 0.0), answer)
        if point.member >= 0 and (t < 1.0 - INSIDE if cost_t > 0.0 else t > 1.0 + INSIDE):
            drop(columns, numbers, state, point.member)


@entry
def solve_radial(columns, numbers, states, pool, prices, stack, seeds, points, answers, found, cost_t, second, free_t):
    """Solve programs over each technology of a stack (B, R, n) of scaled columns, all with the first's rows.

    ``points`` are (B, k), each technology's own, or (1, k), the same over all; ``answers`` keeps those over the last
    technology, ``found`` (B, k) the scalar and the status over each.
    """
    state, own = states[0], len(points) > 1
    for b in range(len(stack)):
        asked = points[b if own else 0]
        take(columns, numbers, state, stack[b])
        solve_points(columns, numbers, state, pool, prices, seeds, asked, answers, cost_t, second, free_t)
        for k in range(len(asked)):
            found[b, k].t, found[b, k].status = answers[k].t, answers[k].status
