"""Facets of the frontier, found once and verified against every column, and the proof that one scores a program.

A basis of a radial or directional program is t and R - 1 other variables, and those alone determine the prices up to
scale: a facet. It is dual feasible for every evaluated point, so a program whose point projects onto a known facet
needs no pivot.
"""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.basis import ALL, FACE, PRICED, SET, enter, factor, is_basic, keep, pivot, times_inverse
from farrell.lp.kernel.columns import not_below_zero, priced, terms
from farrell.lp.kernel.compiled import inlined, jit
from farrell.lp.kernel.simplex import DONE, GIVEN_UP, blocking, dual_simplex, primal_simplex
from farrell.lp.kernel.vectors import bits, chosen, put, put_row, replaced, row, spread, vector
from farrell.lp.tolerances import (
    BELOW,
    CLEAR,
    DUAL,
    EPSILON,
    NOISE,
    NOTHING,
    PRIMAL,
    RESIDUAL,
    ROUNDED,
    VIOLATED,
)
from farrell.lp.tolerances import FACE as FLAT

POINT, WIDE, UNCLEAR = 0, 1, 2
ROUNDS = 100
"""Most rounds of verifying a facet against all columns and letting one in, in multiples of the rows."""


@jit
def clean_prices(state, mag):
    """``pi`` from the inverse's last lane; exactly zero where a slack is basic, and where it is rounding.

    Returns (row whose slack prices out or -1, whether the basis is priced at zero to rounding).
    """
    rows, n, last, pi = state.rows, state.n, state.rows - 1, state.pi
    most = 0.0
    for i in range(rows):
        pi[i] = state.cost_t * state.inverse[i, last]
        most = max(most, abs(pi[i]) * mag[i])
    for k in range(last):
        if state.basis[k] > n:
            pi[state.basis[k] - n - 1] = 0.0
    least = NOISE * most
    worst, wrong_row = least, -1
    off, size = spread(pi, 0.0), spread(pi, 0.0)
    for i in range(rows):
        wrong = pi[i] * state.sigma[i] * mag[i]
        if wrong > worst:
            worst, wrong_row = wrong, i
        elif abs(pi[i]) * mag[i] <= least:
            pi[i] = 0.0
        state.inverse[i, last] = state.cost_t * pi[i]
        term = row(state.across, i) * pi[i]
        off = off + term
        size = size + abs(term)
    off = replaced(off, last, 0.0)  # t is priced by its cost
    return wrong_row, bits(abs(off) > size * RESIDUAL) == 0


@jit
def price_out(columns, numbers, state, rate):
    """(column that prices out most or -1, width of the face): one pass over all columns, precise where it matters."""
    rows, pi, matrix, found = state.rows, state.pi, columns[ALL], numbers[FACE]
    put(state.price, vector(pi) + abs(vector(pi)) * CLEAR)
    put(rate, spread(rate, 0.0))
    count = not_below_zero(columns[PRICED], numbers[PRICED], state.price, rows, state.active, found)
    worst, gain, face = -1, 0.0, POINT
    for c in range(count):
        j = found[c]
        if j == state.own or is_basic(state, j):
            continue
        value, size = priced(matrix, pi, rows, j), terms(matrix, pi, rows, j)
        if value > VIOLATED * size and value > gain:
            worst, gain = j, value
        if abs(value) > FLAT * size:
            face = UNCLEAR
        elif face == POINT:
            face = WIDE
        if value > 0.0:
            add_rate(matrix, rows, j, value, rate)
    return worst, face


@jit
def add_rate(matrix, rows, j, value, rate):
    """What a column that prices out by so much may add to the objective, for one of each row."""
    for i in range(rows):
        entry = matrix[i, j]
        rate[i] = max(rate[i], value / entry if entry > 0.0 else np.inf)


@inlined
def settle(columns, numbers, state, point, rate, fresh):
    """From a basis, primal or dual feasible over the working set, to one proved against all columns.

    ``fresh`` says whether the inverse is one of this basis. Returns (DONE, width of the face), (NONE, 0) with a row of
    Farkas in ``ray``, or (GIVEN_UP, 0).
    """
    n = state.n
    for _ in range(ROUNDS * state.rows):
        if not fresh:
            if not factor(columns, state, point):
                return GIVEN_UP, 0
            put(state.x, times_inverse(state, point.b))
        code = dual_simplex(columns, numbers, state, point)
        if code != DONE:
            return code, 0
        wrong, exact = clean_prices(state, point.mag)
        if not exact and fresh:
            fresh = False
            continue
        if not exact:
            return GIVEN_UP, 0
        worst, face = n + 1 + wrong, 0
        if wrong < 0:
            worst, face = price_out(columns, numbers, state, rate)
        if worst < 0:
            return DONE, face
        fresh = True
        if worst < n:
            keep(columns, numbers, state, worst)
        enter(columns, state, point, worst)
        leave = blocking(state, np.bool_(False))
        if leave < 0:
            return GIVEN_UP, 0
        pivot(state, leave, worst)
        code = primal_simplex(
            columns, numbers, SET, state.working, state, point, state.cost_t, state.nothing, False, state.slacks,
            VIOLATED,
        )  # fmt: skip
        if code != DONE:
            return GIVEN_UP, 0
    return GIVEN_UP, 0


@jit
def add_facet(pool, prices, face, state):
    """Put the settled basis into the pool (or, when that is full, at its spare place); its number."""
    f = state.filled
    facet = pool[f]
    for k in range(state.rows):
        facet.basis[k] = state.basis[k]
        prices[k, f] = state.pi[k]
        put_row(facet.inverse, k, row(state.inverse, k))
        put_row(facet.across, k, row(state.across, k))
        put_row(facet.down, k, row(state.down, k))
    facet.face = face
    if f < len(pool) - 1:
        state.filled = f + 1
    return f


@jit
def project(facet, state, point):
    """The program's own inverse and values on a facet; False when its point clearly does not project there.

    The facet's inverse is that of another program: its last column becomes -a, a change of rank one.
    """
    rows, last, inverse, a, b = state.rows, state.rows - 1, facet.inverse, point.a, point.b
    pa, pb = 0.0, 0.0
    for i in range(rows):
        pa += inverse[i, last] * a[i]
        pb += inverse[i, last] * b[i]
        state.basis[i] = facet.basis[i]
    t, scale = -pb / pa, 1.0 / pa
    x, size, share = spread(a, 0.0), spread(a, 0.0), spread(a, 0.0)
    for i in range(rows):
        move, m = t * a[i], row(inverse, i)
        x = x + m * (b[i] + move)
        size = size + abs(m) * (abs(b[i]) + abs(move))
        share = share + m * (a[i] * scale)
    below = bits(replaced(x, last, 0.0) < size * -BELOW)
    put(state.x, replaced(x, last, t))
    share = replaced(share, last, 1.0 + scale)
    for i in range(rows):
        put_row(state.inverse, i, row(inverse, i) - share * inverse[i, last])
        put_row(state.across, i, replaced(row(facet.across, i), last, -a[i]))
        put_row(state.down, i, row(facet.down, i))
    put_row(state.down, last, vector(a) * -1.0)
    return below == 0


@jit
def miss(state, point):
    """b - B x and, for each row, the sum of the absolute terms."""
    residual, size = vector(point.b), abs(vector(point.b))
    for k in range(state.rows):
        term = row(state.down, k) * state.x[k]
        residual, size = residual - term, size + abs(term)
    return residual, size


@jit
def measure(state, point):
    """What the error of t is measured by."""
    return point.size if point.size > 0.0 else abs(state.x[state.rows - 1])


@jit
def reach_of(state, mag):
    """The most that one of each basic variable makes of the unit's own values, and what rounding of the terms (in
    ``size``) makes of the variables."""
    put(state.share, 1.0 / vector(mag))
    rounding, reach = spread(state.x, 0.0), spread(state.x, 0.0)
    for i in range(state.rows):
        rounding = rounding + abs(row(state.inverse, i)) * (state.size[i] * EPSILON)
        here = abs(row(state.across, i)) * state.share[i]
        reach = chosen(here > reach, here, reach)
    return rounding, reach


@jit
def prove_values(state, point, scalar):
    """The primal side of the certificate: nothing below zero by more than rounding, and B x = b to rounding of each
    row's terms when what is rounding has been made zero. A row of which the unit has nothing then takes nothing.

    Where the programs have a ``scalar`` t, at the last place, it may have any sign, and rounding may not reach it.
    """
    rows, n, last, x = state.rows, state.n, state.rows - 1, state.x
    residual, size = miss(state, point)
    put(state.residual, residual)
    put(x, vector(x) + times_inverse(state, state.residual))
    residual, size = miss(state, point)
    put(state.size, size)
    rounding, reach = reach_of(state, point.mag)
    put(state.size, rounding)
    put(state.residual, reach)
    limit, t, noise, values = spread(x, ROUNDED), x[last], NOISE, vector(x)
    if scalar:
        error = DUAL * measure(state, point)
        if not state.size[last] <= error:
            return False
        noise = min(NOISE, NOTHING * error)
        values = replaced(values, last, 0.0)
        limit = replaced(limit, last, ROUNDED + error * state.residual[last])
    rounding = rounding * reach
    share, slip = values * reach, rounding * PRIMAL + noise
    bad = bits((share < slip * -1.0) | (rounding > limit))
    put(state.share, share)
    put(state.size, slip)
    for k in range(rows):
        variable = state.basis[k]
        if variable > n and state.sigma[variable - n - 1] == 0.0:
            bad |= state.share[k] > state.size[k]
        if abs(state.share[k]) <= noise:
            x[k] = 0.0
    if scalar:
        x[last] = t
    residual, size = miss(state, point)
    return bad == 0 and bits(abs(residual) > size * RESIDUAL) == 0


@jit
def prove_prices(state, point, rate, free_t):
    """The dual side: what columns that price out by rounding could gain is rounding of the objective; both objectives
    agree. ``pi`` is normalised for the program; the facet's other checks were made when it was found."""
    rows, pi, a, b, cost_t = state.rows, state.pi, point.a, point.b, state.cost_t
    t = state.x[rows - 1]
    if t < -DUAL * point.size and not free_t:
        return False
    most, gain = 0.0, np.inf
    dual, size, norm, norm_size = 0.0, abs(t), cost_t, abs(cost_t)
    for i in range(rows):
        of_b, of_a = pi[i] * b[i], pi[i] * a[i]
        dual += of_b
        size += abs(of_b)
        norm += of_a
        norm_size += abs(of_a)
        most = max(most, rate[i])
    if most > 0.0:
        for i in range(rows):
            if state.sigma[i] >= 0.0 and rate[i] < np.inf:
                gain = min(gain, (t * max(a[i], 0.0) + b[i]) * rate[i])
        if not gain <= DUAL * measure(state, point):
            return False
    return abs(norm) <= DUAL * norm_size and abs(cost_t * t - dual) <= DUAL * max(size, point.size)
