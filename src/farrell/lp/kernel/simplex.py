"""The two simplex methods over the working set of columns."""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.basis import ALL, PLACE, PRICED, SET, enter, is_basic, keep, pivot
from farrell.lp.kernel.columns import largest, priced, smallest_ratio
from farrell.lp.kernel.compiled import jit
from farrell.lp.kernel.vectors import put, row, spread, vector
from farrell.lp.tolerances import BELOW, NOISE, PIVOT, VIOLATED

LIMIT = 60
"""Most pivots of one program, in multiples of its rows, before the other solver is asked instead."""

DONE, NONE, GIVEN_UP = 0, 1, 2


@jit
def lean(p, share, out):
    """Prices with each term weakened by a share: a sum above zero is more than rounding. For A >= 0."""
    put(out, vector(p) - abs(vector(p)) * share)


@jit
def largest_entry(values, rows):
    """The largest absolute value among the first entries."""
    most = 0.0
    for k in range(rows):
        most = max(most, abs(values[k]))
    return most


@jit
def hide(columns, numbers, state):
    """Take the program's own column out of the working set's prices: a column of zeros never enters."""
    if state.own >= 0 and numbers[PLACE, state.own] >= 0:
        for i in range(state.rows):
            columns[SET, i, numbers[PLACE, state.own]] = 0.0


@jit
def show(columns, numbers, state):
    """Put it back."""
    if state.own >= 0 and numbers[PLACE, state.own] >= 0:
        for i in range(state.rows):
            columns[SET, i, numbers[PLACE, state.own]] = columns[ALL, i, state.own]


@jit
def leaving(state, mag):
    """The basic variable that must leave: below zero, an artificial off zero, or the column that is left out; by its
    distance in the unit's space (dual steepest edge). -1 when all may stay."""
    rows, n, x, weight, size = state.rows, state.n, state.x, state.share, state.size
    length, total = spread(x, 0.0), spread(x, 0.0)
    for i in range(rows):
        scaled = row(state.inverse, i) * mag[i]
        length = length + scaled * scaled
        total = total + abs(scaled)
    put(weight, length)
    put(size, total)
    best, most = -1, 0.0
    for k in range(rows - 1):
        variable = state.basis[k]
        must = x[k] < -BELOW * size[k]
        if variable > n and state.sigma[variable - n - 1] == 0.0:
            must |= abs(x[k]) > BELOW * size[k]
        if variable == state.own:
            return k
        if must and x[k] * x[k] > most * weight[k]:
            most = x[k] * x[k] / weight[k]
            best = k
    return best


@jit
def dual_simplex(columns, numbers, state, point):
    """From a dual feasible basis with t at its last place to a primal feasible one, over the working set.

    NONE means that no column of the technology can mend the row left in ``state.ray``: the program has no solution.
    """
    rows, n, last, mag = state.rows, state.n, state.rows - 1, point.mag
    ray, price, pi, sigma = state.ray, state.price, state.pi, state.sigma
    for _ in range(LIMIT * rows):
        leave = leaving(state, mag)
        if leave < 0:
            return DONE
        sign = -1.0 if state.x[leave] > 0.0 else 1.0
        most = 0.0
        for i in range(rows):
            ray[i] = sign * state.inverse[i, leave]
            pi[i] = state.cost_t * state.inverse[i, last]
            most = max(most, abs(ray[i]) * mag[i])
        best, ratio = -1, np.inf
        for i in range(rows):
            slope = ray[i] * sigma[i]
            if slope * mag[i] < -PIVOT * most and not is_basic(state, n + 1 + i):
                here = max(-pi[i] * sigma[i], 0.0) / -slope
                if here < ratio:
                    ratio, best = here, n + 1 + i
        # an entry counts as negative, and a reduced cost as its distance from zero, beyond rounding of their terms
        put(price, abs(vector(pi)) * VIOLATED - vector(pi))
        put(ray, vector(ray) + abs(vector(ray)) * VIOLATED)
        j, ratio = smallest_ratio(columns[SET], price, ray, rows, state.working, state.sums, ratio)
        if j >= 0:
            best = numbers[SET, j]
        elif best < 0:
            j, ratio = smallest_ratio(columns[PRICED], price, ray, rows, state.active, state.sums, ratio)
            if j < 0:
                return NONE
            best = numbers[PRICED, j]
            if best == state.own:
                best = second_smallest(columns[PRICED], numbers[PRICED], state)
            if best < 0:
                return NONE
            keep(columns, numbers, state, best)
        enter(columns, state, point, best)
        if not abs(state.entering[leave]) > NOISE * largest_entry(state.entering, rows):
            return GIVEN_UP
        pivot(state, leave, best)
    return GIVEN_UP


@jit
def second_smallest(matrix, ids, state):
    """The number of the column of the least ratio (see ``smallest_ratio``) when the program's own hides the others; -1
    for none."""
    best, ratio = -1, np.inf
    for c in range(state.active):
        below = priced(matrix, state.ray, state.rows, c)
        if ids[c] != state.own and below < 0.0:
            here = max(priced(matrix, state.price, state.rows, c), 0.0) / -below
            if best < 0 or here < ratio:
                best, ratio = ids[c], here
    return best


@jit
def blocking(state, bland):
    """The basic variable that limits a primal step, -1 for none; t is free to move."""
    rows, n, entering = state.rows, state.n, state.entering
    size = largest_entry(entering, rows)
    best, ratio = -1, np.inf
    for k in range(rows):
        d, variable = entering[k], state.basis[k]
        if variable == n or abs(d) <= PIVOT * size:
            continue
        if variable > n and state.sigma[variable - n - 1] == 0.0:
            return k
        if d <= 0.0:
            continue
        here = max(state.x[k], 0.0) / d
        tie = best >= 0 and here <= ratio * (1.0 + NOISE)
        if best < 0 or here < ratio * (1.0 - NOISE):
            best, ratio = k, here
        elif tie and (variable < state.basis[best] if bland else d > entering[best]):
            best, ratio = k, min(here, ratio)
    return best


@jit
def basic_prices(state, cost_t, cost):
    """``pi`` = c_B B^-1 with the costs of t and of the slacks."""
    rows, n, pi = state.rows, state.n, state.pi
    put(pi, spread(pi, 0.0))
    for k in range(rows):
        variable = state.basis[k]
        c = 0.0
        if variable == n:
            c = cost_t
        elif variable > n:
            c = cost[variable - n - 1]
        if c != 0.0:
            for i in range(rows):
                pi[i] += c * state.inverse[i, k]


@jit
def ratio_of(state):
    """(1 + sum top_i s_i) / (1 + sum bottom_i s_i) over the basic slacks: the slacks-based measure."""
    above, below = 1.0, 1.0
    for k in range(state.rows):
        i = state.basis[k] - state.n - 1
        if i >= 0:
            above += state.top[i] * max(state.x[k], 0.0)
            below += state.bottom[i] * max(state.x[k], 0.0)
    return above / below


@jit
def lowest(matrix, ids, rows, count, price):
    """The lowest number among the columns that price out (Bland 1977, DOI 10.1287/moor.2.2.103); -1 for none."""
    best = -1
    for c in range(count):
        if (best < 0 or ids[c] < best) and priced(matrix, price, rows, c) > 0.0:
            best = ids[c]
    return best


@jit
def primal_simplex(columns, numbers, plane, count, state, point, cost_t, cost, fractional, may_enter, least):
    """From a primal feasible basis to one at which no column of a plane and no slack that may enter prices out.

    A fractional objective (1 + top s) / (1 + bottom s) is linearised at the present vertex before each pricing, which
    walks the vertices that the Charnes-Cooper program walks (Martos 1964, DOI 10.1002/nav.3800110204).
    """
    rows, n, pi, price = state.rows, state.n, state.pi, state.price
    matrix, ids = columns[plane], numbers[plane]
    stalled = 0
    for _ in range(LIMIT * rows):
        if fractional:
            put(cost, vector(state.top) - vector(state.bottom) * ratio_of(state))
        basic_prices(state, cost_t, cost)
        lean(pi, least, price)
        best, gain = -1, 0.0
        bland = stalled > 2 * rows
        if bland:
            best = lowest(matrix, ids, rows, count, price)
        else:
            j, value = largest(matrix, price, rows, count, state.sums)
            if j >= 0:
                best, gain = ids[j], value
        for i in range(rows):
            if may_enter[i] and not is_basic(state, n + 1 + i) and (best < 0 or not bland):
                here = pi[i] * state.sigma[i] - cost[i]
                if here > least * (abs(pi[i]) + abs(cost[i])) and here > gain:
                    best, gain = n + 1 + i, here
        if best < 0:
            return DONE
        enter(columns, state, point, best)
        leave = blocking(state, bland)
        if leave < 0:
            return NONE
        stalled = stalled + 1 if state.x[leave] <= NOISE * abs(state.entering[leave]) else 0
        pivot(state, leave, best)
    return GIVEN_UP
