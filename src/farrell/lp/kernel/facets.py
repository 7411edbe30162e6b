"""Facets of the frontier, found once and verified against every column, and the proof that one scores a program.

A basis of a radial or directional program is t and R - 1 other variables, and those alone determine the prices up to
scale: a facet. It is dual feasible for every evaluated point, so a program whose point projects onto a known facet
needs no pivot.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from farrell.lp.kernel.basis import PI, PRICE, RHS, SHARE, SIZE, X, enter, factor, is_basic, keep, pivot, times_inverse
from farrell.lp.kernel.columns import not_below_zero
from farrell.lp.kernel.compiled import jit
from farrell.lp.kernel.simplex import DONE, GIVEN_UP, blocking, dual_simplex, priced, primal_simplex, terms
from farrell.lp.tolerances import (
    BELOW,
    CLEAR,
    DUAL,
    EPSILON,
    FACE,
    NOISE,
    PRIMAL,
    REFINE,
    RESIDUAL,
    ROUNDED,
    VIOLATED,
)

MOST = 16384
"""Facets kept in a chunk; those found later serve their own program only."""
POINT, WIDE, UNCLEAR = 0, 1, 2
ROUNDS = 100
"""Most rounds of verifying a facet against all columns and letting one in, in multiples of the rows."""


class Facets(NamedTuple):
    """The pool of F facets; the matrices as in ``State``, of the basis in which the facet was found.

    Attributes
    ----------
    inverse, across, down : (F, R, L)
    basis : (F, R) variables, t at the last place
    price : (R, F) prices pi, sigma pi <= 0
    rate : (F, L) most that columns pricing out by rounding add to the objective for one of a row
    face : (F,) whether columns outside the basis have reduced cost zero: POINT, WIDE, or UNCLEAR
    filled : (1,) how many there are
    """

    inverse: np.ndarray
    across: np.ndarray
    down: np.ndarray
    basis: np.ndarray
    price: np.ndarray
    rate: np.ndarray
    face: np.ndarray
    filled: np.ndarray


@jit
def clean_prices(tech, cost_t, rowmag, state):
    """``PI`` from the inverse's last lane; exactly zero where a slack is basic, and where it is rounding.

    Returns (row whose slack prices out or -1, whether the basis is priced at zero to rounding).
    """
    rows, n, wide = len(state.basis), tech.A.shape[1], len(state.lanes)
    last = rows - 1
    pi, off, size = state.v[PI], state.v[RHS], state.v[SIZE]
    most = 0.0
    for i in range(rows):
        pi[i] = cost_t * state.inverse[i, last]
        most = max(most, abs(pi[i]) * rowmag[i])
    for k in range(last):
        if state.basis[k] > n:
            pi[state.basis[k] - n - 1] = 0.0
    least = NOISE * most
    worst, wrong_row = least, np.int64(-1)
    for k in range(wide):
        off[k] = 0.0
        size[k] = 0.0
    for i in range(rows):
        wrong = pi[i] * tech.sigma[i] * rowmag[i]
        if wrong > worst:
            worst, wrong_row = wrong, np.int64(i)
        elif abs(pi[i]) * rowmag[i] <= least:
            pi[i] = 0.0
        state.inverse[i, last] = cost_t * pi[i]
        for k in range(wide):
            term = pi[i] * state.across[i, k]
            off[k] += term
            size[k] += abs(term)
    bad = 0
    for k in range(last):
        bad += abs(off[k]) > RESIDUAL * size[k]
    return wrong_row, bad == 0


@jit
def price_out(tech, own, state, rate):
    """(column that prices out most or -1, width of the face): one pass over all columns, precise where it matters."""
    rows = len(state.basis)
    pi, price = state.v[PI], state.v[PRICE]
    for i in range(rows):
        price[i] = pi[i] + CLEAR * abs(pi[i])
        rate[i] = 0.0
    count = not_below_zero(tech.A, price, tech.active[0], state.sums[0], state.found)
    worst, gain, face = np.int64(-1), 0.0, POINT
    for c in range(count):
        j = state.found[c]
        if j == own or is_basic(state, j):
            continue
        value, size = priced(tech.A, pi, j), terms(tech.A, pi, j)
        if value > VIOLATED * size and value > gain:
            worst, gain = j, value
        if abs(value) > FACE * size:
            face = UNCLEAR
        elif face == POINT:
            face = WIDE
        if value > 0.0:
            for i in range(rows):
                entry = tech.A[i, j]
                rate[i] = max(rate[i], value / entry if entry > 0.0 else np.inf)
    return worst, face


@jit
def settle(tech, a, b, rowmag, cost_t, own, nothing, slacks, state, rate, fresh, counts):
    """From a basis, primal or dual feasible over the working set, to one proved against all columns.

    ``fresh`` says whether the inverse is one of this basis. Returns (DONE, width of the face), (NONE, 0) with a row of
    Farkas in ``ROW``, or (GIVEN_UP, 0).
    """
    n = tech.A.shape[1]
    for _ in range(ROUNDS * len(state.basis)):
        if not fresh:
            if not factor(tech, a, rowmag, state):
                return GIVEN_UP, 0
            times_inverse(state, b, state.v[X])
        code = dual_simplex(tech, a, rowmag, cost_t, own, state, counts)
        if code != DONE:
            return code, 0
        wrong, exact = clean_prices(tech, cost_t, rowmag, state)
        if not exact and fresh:
            fresh = False
            continue
        if not exact:
            return GIVEN_UP, 0
        worst, face = n + 1 + wrong, 0
        if wrong < 0:
            worst, face = price_out(tech, own, state, rate)
        if worst < 0:
            return DONE, face
        fresh = True
        if worst < n:
            keep(tech, worst)
        enter(tech, a, worst, state)
        leave = blocking(tech, state, np.bool_(False))
        if leave < 0:
            return GIVEN_UP, 0
        pivot(state, leave, worst)
        counts[0] += 1
        code = primal_simplex(
            tech, tech.H, tech.working[0], tech.size[0], a, rowmag, cost_t, nothing, nothing, nothing, False, slacks,
            VIOLATED, state, counts,
        )  # fmt: skip
        if code != DONE:
            return GIVEN_UP, 0
    return GIVEN_UP, 0


@jit
def add_facet(facets, face, state):
    """Put the settled basis into the pool (or, when that is full, at its spare place); its number."""
    f = facets.filled[0]
    for k in range(len(state.basis)):
        facets.basis[f, k] = state.basis[k]
        facets.price[k, f] = state.v[PI, k]
        for c in range(len(state.lanes)):
            facets.inverse[f, k, c] = state.inverse[k, c]
            facets.across[f, k, c] = state.across[k, c]
            facets.down[f, k, c] = state.down[k, c]
    facets.face[f] = face
    if f < len(facets.face) - 1:
        facets.filled[0] = f + 1
    return f


@jit
def project(facets, f, a, b, state):
    """The program's own inverse and values on a facet; False when its point clearly does not project there.

    The facet's inverse is that of another program: its last column becomes -a, a change of rank one.
    """
    M, rows, wide = facets.inverse[f], len(state.basis), len(state.lanes)
    last = rows - 1
    x, share, size = state.v[X], state.v[SHARE], state.v[SIZE]
    pa, pb = 0.0, 0.0
    for i in range(rows):
        pa += M[i, last] * a[i]
        pb += M[i, last] * b[i]
        state.basis[i] = facets.basis[f, i]
    t = -pb / pa
    for k in range(wide):
        x[k] = 0.0
        size[k] = 0.0
        share[k] = 0.0
    for i in range(rows):
        move = t * a[i]
        r, m, ai = b[i] + move, abs(b[i]) + abs(move), a[i] / pa
        for k in range(wide):
            x[k] += M[i, k] * r
            size[k] += abs(M[i, k]) * m
            share[k] += M[i, k] * ai
    x[last] = 0.0
    share[last] = 1.0 + 1.0 / pa
    below = 0
    for k in range(wide):
        below += x[k] < -BELOW * size[k]
    x[last] = t
    for i in range(rows):
        p = M[i, last]
        for k in range(wide):
            state.inverse[i, k] = M[i, k] - share[k] * p
            state.across[i, k] = facets.across[f, i, k]
            state.down[i, k] = facets.down[f, i, k]
    for i in range(rows):
        state.across[i, last] = -a[i]
        state.down[last, i] = -a[i]
    return below == 0


@jit
def prove_values(tech, a, b, rowmag, scalar, state):
    """The primal side of the certificate: B x = b to rounding, nothing below zero by more than rounding; where the
    programs have a ``scalar`` t, at the last place, it may have any sign, and rounding may not reach it."""
    rows, n, wide = len(state.basis), tech.A.shape[1], len(state.lanes)
    last = rows - 1
    x, rhs, size, rounding, reach = state.v[X], state.v[RHS], state.v[SIZE], state.v[SHARE], state.v[PRICE]
    for attempt in range(2):
        for i in range(wide):
            rhs[i] = b[i]
            size[i] = abs(b[i])
        for k in range(rows):
            xk = x[k]
            for i in range(wide):
                term = state.down[k, i] * xk
                rhs[i] -= term
                size[i] += abs(term)
        rough, wrong = 0, 0
        for i in range(wide):
            rough += abs(rhs[i]) > REFINE * size[i]
            wrong += abs(rhs[i]) > RESIDUAL * size[i] + NOISE * rowmag[i]
        if rough == 0 or attempt == 1:
            break
        times_inverse(state, rhs, rounding)
        for k in range(wide):
            x[k] += rounding[k]
    if wrong > 0:
        return False
    for k in range(wide):
        rounding[k] = 0.0
        reach[k] = 0.0
    for i in range(rows):
        s, mag = size[i] * EPSILON, 1.0 / rowmag[i]
        for k in range(wide):
            rounding[k] += abs(state.inverse[i, k]) * s
            reach[k] = max(reach[k], abs(state.across[i, k]) * mag)
    t, bad = x[last], 0
    if scalar:
        if not rounding[last] <= DUAL * abs(t):
            return False
        x[last] = 0.0
    for k in range(wide):
        bad += x[k] * reach[k] < -(PRIMAL * rounding[k] * reach[k] + NOISE)
        bad += rounding[k] * reach[k] > ROUNDED + DUAL * abs(t) * reach[k] * (scalar and k == last)
        x[k] = 0.0 if abs(x[k]) * reach[k] <= NOISE else x[k]
    if scalar:
        x[last] = t
    for k in range(rows):
        if state.basis[k] > n and tech.sigma[state.basis[k] - n - 1] == 0.0:
            bad += x[k] * reach[k] > PRIMAL * rounding[k] * reach[k] + NOISE
    return bad == 0


@jit
def prove_prices(tech, rate, a, b, cost_t, free_t, state):
    """The dual side: what columns that price out by rounding could gain is rounding of the objective; both objectives
    agree. ``PI`` is normalised for the program; the facet's other checks were made when it was found."""
    rows, pi = len(state.basis), state.v[PI]
    t = state.v[X, rows - 1]
    if t < 0.0 and not free_t:
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
            if tech.sigma[i] >= 0.0 and rate[i] < np.inf:
                gain = min(gain, (t * max(a[i], 0.0) + b[i]) * rate[i])
        if not gain <= DUAL * abs(t):
            return False
    return abs(norm) <= DUAL * norm_size and abs(cost_t * t - dual) <= DUAL * size
