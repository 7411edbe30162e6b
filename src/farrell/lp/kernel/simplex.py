"""The two simplex methods over the working set of columns."""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.basis import ENTERING, PI, PRICE, ROW, SHARE, SIZE, X, enter, is_basic, keep, pivot
from farrell.lp.kernel.columns import largest, smallest_ratio
from farrell.lp.kernel.compiled import jit
from farrell.lp.tolerances import BELOW, NOISE, PIVOT, VIOLATED

LIMIT = 60
"""Most pivots of one program, in multiples of its rows, before the other solver is asked instead."""

DONE, NONE, GIVEN_UP = 0, 1, 2


@jit
def lean(p, share, out):
    """Prices with each term weakened by a share: a sum above zero is more than rounding. For A >= 0."""
    for i in range(len(p)):
        out[i] = p[i] - share * abs(p[i])


@jit
def terms(A, p, j):
    """sum_i |p_i A_ij|."""
    total = 0.0
    for i in range(A.shape[0]):
        total += abs(p[i] * A[i, j])
    return total


@jit
def priced(A, p, j):
    """p A_j."""
    total = 0.0
    for i in range(A.shape[0]):
        total += p[i] * A[i, j]
    return total


@jit
def hide(tech, own):
    """Take a column out of the working set's prices: a column of zeros never enters."""
    if own >= 0 and tech.working[1, own] >= 0:
        for i in range(len(tech.sigma)):
            tech.H[i, tech.working[1, own]] = 0.0


@jit
def show(tech, own):
    """Put it back."""
    if own >= 0 and tech.working[1, own] >= 0:
        for i in range(len(tech.sigma)):
            tech.H[i, tech.working[1, own]] = tech.A[i, own]


@jit
def leaving(tech, rowmag, own, state):
    """The basic variable that must leave: below zero, an artificial off zero, or the column that is left out; by its
    distance in the unit's space (dual steepest edge). -1 when all may stay."""
    rows, n, wide = len(state.basis), tech.A.shape[1], len(state.lanes)
    x, weight, size = state.v[X], state.v[SHARE], state.v[SIZE]
    for k in range(wide):
        weight[k] = 0.0
        size[k] = 0.0
    for i in range(rows):
        mag = rowmag[i]
        for k in range(wide):
            scaled = state.inverse[i, k] * mag
            weight[k] += scaled * scaled
            size[k] += abs(scaled)
    best, most = np.int64(-1), 0.0
    for k in range(rows - 1):
        variable = state.basis[k]
        must = x[k] < -BELOW * size[k]
        if variable > n and tech.sigma[variable - n - 1] == 0.0:
            must |= abs(x[k]) > BELOW * size[k]
        if variable == own:
            return np.int64(k)
        if must and x[k] * x[k] > most * weight[k]:
            most = x[k] * x[k] / weight[k]
            best = np.int64(k)
    return best


@jit
def dual_simplex(tech, a, rowmag, cost_t, own, state, counts):
    """From a dual feasible basis with t at its last place to a primal feasible one, over the working set.

    NONE means that no column of the technology can mend the row left in ``state.v[ROW]``: the program has no solution.
    """
    rows, n = len(state.basis), tech.A.shape[1]
    last = rows - 1
    row, price = state.v[ROW], state.v[PRICE]
    for _ in range(LIMIT * rows):
        leave = leaving(tech, rowmag, own, state)
        if leave < 0:
            return DONE
        sign = -1.0 if state.v[X, leave] > 0.0 else 1.0
        most = 0.0
        for i in range(rows):
            row[i] = sign * state.inverse[i, leave]
            state.v[PI, i] = cost_t * state.inverse[i, last]
            most = max(most, abs(row[i]) * rowmag[i])
        best, ratio = np.int64(-1), np.inf
        for i in range(rows):
            slope = row[i] * tech.sigma[i]
            if slope * rowmag[i] < -PIVOT * most and not is_basic(state, n + 1 + i):
                here = max(-state.v[PI, i] * tech.sigma[i], 0.0) / -slope
                if here < ratio:
                    ratio, best = here, n + 1 + i
        # an entry counts as negative, and a reduced cost as its distance from zero, beyond rounding of their terms
        for i in range(rows):
            price[i] = -state.v[PI, i] + VIOLATED * abs(state.v[PI, i])
            row[i] += VIOLATED * abs(row[i])
        j, ratio = smallest_ratio(tech.H, price, row, tech.size[0], state.sums[0], state.sums[1], ratio)
        if j >= 0:
            best = tech.working[0, j]
        elif best < 0:
            j, ratio = smallest_ratio(tech.A, price, row, tech.active[0], state.sums[0], state.sums[1], ratio)
            if j >= 0 and j != own:
                best = j
                keep(tech, j)
            elif j >= 0:  # the column that is left out hides the others
                for other in range(tech.active[0]):
                    if other != own and priced(tech.A, row, other) < 0.0:
                        here = max(priced(tech.A, price, other), 0.0) / -priced(tech.A, row, other)
                        if best < 0 or here < ratio:
                            best, ratio = other, here
                if best >= 0:
                    keep(tech, best)
            if best < 0:
                return NONE
        enter(tech, a, best, state)
        size = 0.0
        for k in range(rows):
            size = max(size, abs(state.v[ENTERING, k]))
        if not abs(state.v[ENTERING, leave]) > NOISE * size:
            return GIVEN_UP
        pivot(state, leave, best)
        counts[0] += 1
    return GIVEN_UP


@jit
def blocking(tech, state, bland):
    """The basic variable that limits a primal step, -1 for none; t is free to move."""
    rows, n = len(state.basis), tech.A.shape[1]
    size = 0.0
    for k in range(rows):
        size = max(size, abs(state.v[ENTERING, k]))
    best, ratio = np.int64(-1), np.inf
    for k in range(rows):
        d, variable = state.v[ENTERING, k], state.basis[k]
        if variable == n or abs(d) <= PIVOT * size:
            continue
        if variable > n and tech.sigma[variable - n - 1] == 0.0:
            return k
        if d <= 0.0:
            continue
        here = max(state.v[X, k], 0.0) / d
        tie = best >= 0 and here <= ratio * (1.0 + NOISE)
        if best < 0 or here < ratio * (1.0 - NOISE):
            best, ratio = k, here
        elif tie and (variable < state.basis[best] if bland else d > state.v[ENTERING, best]):
            best, ratio = k, min(here, ratio)
    return best


@jit
def basic_prices(n, cost_t, cost, state, out):
    """out = c_B B^-1 with the costs of t and of the slacks."""
    rows = len(state.basis)
    for i in range(rows):
        out[i] = 0.0
    for k in range(rows):
        variable = state.basis[k]
        c = 0.0
        if variable == n:
            c = cost_t
        elif variable > n:
            c = cost[variable - n - 1]
        if c != 0.0:
            for i in range(rows):
                out[i] += c * state.inverse[i, k]


@jit
def ratio_of(n, top, bottom, state):
    """(1 + sum top_i s_i) / (1 + sum bottom_i s_i) over the basic slacks: the slacks-based measure."""
    above, below = 1.0, 1.0
    for k in range(len(state.basis)):
        if state.basis[k] > n:
            i = state.basis[k] - n - 1
            above += top[i] * max(state.v[X, k], 0.0)
            below += bottom[i] * max(state.v[X, k], 0.0)
    return above / below


@jit
def lowest(H, ids, count, price):
    """The lowest number among the columns that price out (Bland 1977, DOI 10.1287/moor.2.2.103); -1 for none."""
    best = np.int64(-1)
    for c in range(count):
        if (best < 0 or ids[c] < best) and priced(H, price, c) > 0.0:
            best = ids[c]
    return best


@jit
def primal_simplex(
    tech, H, ids, count, a, rowmag, cost_t, cost, top, bottom, fractional, may_enter, least, state, counts
):
    """From a primal feasible basis to one at which no column of H (R, count) and no slack that may enter prices out.

    A fractional objective (1 + top s) / (1 + bottom s) is linearised at the present vertex before each pricing, which
    walks the vertices that the Charnes-Cooper program walks (Martos 1964, DOI 10.1002/nav.3800110204).
    """
    rows, n = len(state.basis), tech.A.shape[1]
    stalled = 0
    for _ in range(LIMIT * rows):
        if fractional:
            rho = ratio_of(n, top, bottom, state)
            for i in range(rows):
                cost[i] = top[i] - rho * bottom[i]
        basic_prices(n, cost_t, cost, state, state.v[PI])
        lean(state.v[PI], least, state.v[PRICE])
        best, gain = np.int64(-1), 0.0
        bland = stalled > 2 * rows
        if bland:
            best = lowest(H, ids, count, state.v[PRICE])
        else:
            j, value = largest(H, state.v[PRICE], count, state.sums[0])
            if j >= 0:
                best, gain = ids[j], value
        for i in range(rows):
            if may_enter[i] and not is_basic(state, n + 1 + i) and (best < 0 or not bland):
                here = state.v[PI, i] * tech.sigma[i] - cost[i]
                if here > least * (abs(state.v[PI, i]) + abs(cost[i])) and here > gain:
                    best, gain = n + 1 + i, here
        if best < 0:
            return DONE
        enter(tech, a, best, state)
        leave = blocking(tech, state, bland)
        if leave < 0:
            return NONE
        counts[0] += 1
        stalled = stalled + 1 if state.v[X, leave] <= NOISE * abs(state.v[ENTERING, leave]) else 0
        pivot(state, leave, best)
    return GIVEN_UP
