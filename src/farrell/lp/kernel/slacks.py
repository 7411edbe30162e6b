"""Additive and slacks-based programs: from the unit itself, the primal simplex with a fractional objective."""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.basis import ALL, FACE, PLACE, PRICED, SET, factor, is_basic, keep, times_inverse
from farrell.lp.kernel.columns import largest, not_below_zero, priced, terms
from farrell.lp.kernel.compiled import entry, jit
from farrell.lp.kernel.facets import ROUNDS, add_rate, prove_values
from farrell.lp.kernel.radial import OPEN, write
from farrell.lp.kernel.simplex import DONE, basic_prices, lean, primal_simplex, ratio_of
from farrell.lp.kernel.vectors import STRIP, bits, chosen, lowest_bit, put, put_row, spread, strip, vector
from farrell.lp.tolerances import DUAL, RESIDUAL, VIOLATED

ATTEMPTS = 3
"""How often a program is taken up again from a fresh factorisation before the other solver is asked."""


@jit
def beaten_by(columns, numbers, state, b, own):
    """A column to start from where the intensities sum to one: of those of the working set that beat the point in every
    row the one whose slacks count most, else the point's own."""
    rows, matrix, e = state.rows, columns[SET], -1
    for i in range(rows):
        if state.sigma[i] == 0.0:
            e = i
    best, least = own, 0.0
    if e < 0:
        return best
    for c in range(0, state.working, STRIP):
        whole = strip(matrix, e, c)
        total, worst = whole * 0.0, whole
        for i in range(rows):
            if i != e:
                slack = (whole * b[i] - strip(matrix, i, c)) * state.sigma[i]
                worst = chosen(slack < worst, slack, worst)
                total = total + slack * (state.top[i] - state.bottom[i])
        flags = bits((worst >= 0.0) & (total < whole * least))
        if flags != 0:
            put_row(state.sums, 0, total)
            put_row(state.sums, 1, whole)
            while flags != 0:
                at = lowest_bit(flags)
                flags &= flags - 1
                if c + at < state.working and state.sums[0, at] < least * state.sums[1, at]:
                    best, least = numbers[SET, c + at], state.sums[0, at] / state.sums[1, at]
    return best


@jit
def start_at(columns, state, b, j):
    """The basis of column j and the slacks of all rows but one, its inverse written down; False when it has none."""
    rows, n, sigma, across, down, inverse = state.rows, state.n, state.sigma, state.across, state.down, state.inverse
    p, none = -1, spread(b, 0.0)
    for i in range(rows):
        if columns[ALL, i, j] > 0.0 and (p < 0 or sigma[i] == 0.0):
            p = i
        put_row(inverse, i, none)
        put_row(across, i, none)
        put_row(down, i, none)
    if p < 0:
        return False
    one = columns[ALL, p, j]
    for i in range(rows):
        entry = columns[ALL, i, j]
        across[i, p] = entry
        down[p, i] = entry
        if i == p:
            state.basis[i] = j
            inverse[p, p] = 1.0 / one
        else:
            state.basis[i] = n + 1 + i
            across[i, i] = sigma[i]
            down[i, i] = sigma[i]
            inverse[i, i] = sigma[i]
            inverse[p, i] = -sigma[i] * entry / one
        state.x[i] = sigma[i] * (b[i] - entry * b[p] / one)
    state.x[p] = b[p] / one
    return True


@jit
def best_slacks(columns, numbers, state, point):
    """Pivot until no column of the technology prices out; False when it gave up."""
    for _ in range(ROUNDS * state.rows):
        code = primal_simplex(
            columns, numbers, SET, state.working, state, point, 0.0, state.cost, True, state.slacks, VIOLATED
        )  # fmt: skip
        if code != DONE:
            return False
        lean(state.pi, VIOLATED, state.price)
        j, _gain = largest(columns[PRICED], state.price, state.rows, state.active, state.sums)
        if j < 0 or numbers[PLACE, numbers[PRICED, j]] >= 0:
            return True
        keep(columns, numbers, state, numbers[PRICED, j])
    return False


@jit
def prove_slacks(columns, numbers, state, b, rho):
    """The dual side: prices of the objective linearised at its value, moved where a slack beats them, that no column
    beats by more than rounding of the value. By weak duality no feasible point has a smaller ratio, as the denominator
    is at least 1."""
    rows, n, matrix, pi, cost, rate = state.rows, state.n, columns[ALL], state.pi, state.cost, state.share
    put(cost, vector(state.top) - vector(state.bottom) * rho)
    basic_prices(state, 0.0, cost)
    put(rate, spread(rate, 0.0))
    for i in range(rows):
        sigma = state.sigma[i]
        if sigma != 0.0:
            limit = cost[i] * sigma
            if (pi[i] - limit) * sigma > 0.0 or is_basic(state, n + 1 + i):
                pi[i] = limit
    for k in range(rows):
        j = state.basis[k]
        if j < n and abs(priced(matrix, pi, rows, j)) > RESIDUAL * terms(matrix, pi, rows, j):
            return False
    worst, found = False, numbers[FACE]
    for c in range(not_below_zero(columns[PRICED], numbers[PRICED], pi, rows, state.active, found)):
        value = priced(matrix, pi, rows, found[c])
        if value > 0.0:
            worst = True
            add_rate(matrix, rows, found[c], value, rate)
    gap, gain = 1.0 - rho, np.inf if worst else 0.0
    for i in range(rows):
        gap += pi[i] * b[i]
        if worst and state.sigma[i] >= 0.0 and rate[i] < np.inf:
            gain = min(gain, b[i] * rate[i])
    return abs(gap) + gain <= DUAL * abs(rho)


@entry
def solve_slacks(columns, numbers, states, points, objectives, answers):
    """Minimise (1 + top s) / (1 + bottom s) for the ``points`` of one chunk, each the unit of its own column."""
    state = states[0]
    for k in range(len(points)):
        point, answer = points[k], answers[k]
        answer.status = OPEN
        put(state.top, vector(objectives[k].top))
        put(state.bottom, vector(objectives[k].bottom))
        if point.own < 0:
            continue
        if not start_at(columns, state, point.b, beaten_by(columns, numbers, state, point.b, point.own)):
            continue
        proved, rho = False, 0.0
        for _ in range(ATTEMPTS):  # the next goes on from this one's basis, factored afresh
            if proved or not best_slacks(columns, numbers, state, point) or not factor(columns, state, point):
                break
            put(state.x, times_inverse(state, point.b))
            proved = prove_values(state, point, False)
            rho = ratio_of(state)
            proved = proved and prove_slacks(columns, numbers, state, point.b, rho)
        if proved:
            write(state, point, rho, answer)
