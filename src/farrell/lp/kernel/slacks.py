"""Additive and slacks-based programs: from the unit itself, the primal simplex with a fractional objective."""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.basis import COST, PI, PRICE, X, factor, is_basic, keep, times_inverse
from farrell.lp.kernel.columns import largest, not_below_zero
from farrell.lp.kernel.compiled import jit
from farrell.lp.kernel.facets import ROUNDS, prove_values
from farrell.lp.kernel.radial import OPTIMAL, write
from farrell.lp.kernel.simplex import DONE, basic_prices, lean, priced, primal_simplex, ratio_of, terms
from farrell.lp.tolerances import DUAL, RESIDUAL, VIOLATED

ATTEMPTS = 3
"""How often a program is taken up again from a fresh factorisation before the other solver is asked."""


@jit
def start_at(tech, j, b, state):
    """The basis of column j and the slacks of all rows but one, its inverse written down; False when it has none."""
    rows, n, wide = len(state.basis), tech.A.shape[1], len(state.lanes)
    p = np.int64(-1)
    for i in range(rows):
        if tech.A[i, j] > 0.0 and (p < 0 or tech.sigma[i] == 0.0):
            p = np.int64(i)
    if p < 0:
        return False
    one = tech.A[p, j]
    for i in range(rows):
        for k in range(wide):
            state.inverse[i, k] = 0.0
            state.across[i, k] = 0.0
            state.down[i, k] = 0.0
    for i in range(rows):
        entry = tech.A[i, j]
        state.across[i, p] = entry
        state.down[p, i] = entry
        if i == p:
            state.basis[i] = j
            state.inverse[p, p] = 1.0 / one
        else:
            state.basis[i] = n + 1 + i
            state.across[i, i] = tech.sigma[i]
            state.down[i, i] = tech.sigma[i]
            state.inverse[i, i] = tech.sigma[i]
            state.inverse[p, i] = -tech.sigma[i] * entry / one
    for i in range(rows):
        state.v[X, i] = tech.sigma[i] * (b[i] - tech.A[i, j] * b[p] / one)
    state.v[X, p] = b[p] / one
    return True


@jit
def best_slacks(tech, a, b, rowmag, top, bottom, slacks, state, counts):
    """Pivot until no column of the technology prices out; False when it gave up."""
    for _ in range(ROUNDS * len(state.basis)):
        code = primal_simplex(
            tech, tech.H, tech.working[0], tech.size[0], a, rowmag, 0.0, state.v[COST], top, bottom, True, slacks,
            VIOLATED, state, counts,
        )  # fmt: skip
        if code != DONE:
            return False
        lean(state.v[PI], VIOLATED, state.v[PRICE])
        j, _gain = largest(tech.A, state.v[PRICE], tech.active[0], state.sums[0])
        if j < 0 or tech.working[1, j] >= 0:
            return True
        keep(tech, j)
    return False


@jit
def prove_slacks(tech, b, rowmag, rho, top, bottom, rate, state):
    """The dual side: prices of the objective linearised at its value, moved where a slack beats them, that no column
    beats by more than rounding of the value. By weak duality no feasible point has a smaller ratio, as the denominator
    is at least 1."""
    rows, n, wide = len(state.basis), tech.A.shape[1], len(state.lanes)
    pi, cost, price = state.v[PI], state.v[COST], state.v[PRICE]
    for i in range(rows):
        cost[i] = top[i] - rho * bottom[i]
    basic_prices(n, 0.0, cost, state, pi)
    for i in range(rows):
        rate[i] = 0.0
        if tech.sigma[i] != 0.0:
            limit = cost[i] * tech.sigma[i]
            if (pi[i] - limit) * tech.sigma[i] > 0.0 or is_basic(state, n + 1 + i):
                pi[i] = limit
    for k in range(rows):
        if state.basis[k] < n and abs(priced(tech.A, pi, state.basis[k])) > RESIDUAL * terms(
            tech.A, pi, state.basis[k]
        ):
            return False
    for i in range(wide):
        price[i] = pi[i] if i < rows else 0.0
    count = not_below_zero(tech.A, price, tech.active[0], state.sums[0], state.found)
    worst = False
    for c in range(count):
        j = state.found[c]
        value = priced(tech.A, pi, j)
        if value > 0.0:
            worst = True
            for i in range(rows):
                entry = tech.A[i, j]
                rate[i] = max(rate[i], value / entry if entry > 0.0 else np.inf)
    gain = np.inf if worst else 0.0
    gap = 1.0 - rho
    for i in range(rows):
        gap += pi[i] * b[i]
        if worst and tech.sigma[i] >= 0.0 and rate[i] < np.inf:
            gain = min(gain, b[i] * rate[i])
    return abs(gap) + gain <= DUAL * abs(rho)


@jit
def solve_slacks(
    tech, state, nothing, slacks,
    b, rowmag, top, bottom, member, t, status, peer, weight, slack, dual, basis, counts,
):  # fmt: skip
    """Minimise (1 + top s) / (1 + bottom s) for the points (k, L) of one chunk, each the unit of column ``member``."""
    rows, data_rows = len(state.basis), slack.shape[1]
    for i in range(rows):
        slacks[i] = tech.sigma[i] != 0.0
    for k in range(len(b)):
        if member[k] < 0 or not start_at(tech, member[k], b[k], state):
            continue
        proved, rho = False, 0.0
        for _ in range(ATTEMPTS):  # the next goes on from this one's basis, factored afresh
            if proved or not best_slacks(tech, nothing, b[k], rowmag[k], top[k], bottom[k], slacks, state, counts):
                break
            if not factor(tech, nothing, rowmag[k], state):
                break
            times_inverse(state, b[k], state.v[X])
            proved = prove_values(tech, nothing, b[k], rowmag[k], False, state)
            rho = ratio_of(tech.A.shape[1], top[k], bottom[k], state)
            proved = proved and prove_slacks(tech, b[k], rowmag[k], rho, top[k], bottom[k], state.sums[1], state)
        if not proved:
            continue
        t[k] = rho
        for i in range(rows):
            dual[k, i] = state.v[PI, i]
            basis[k, i] = state.basis[i]
        for i in range(data_rows):
            slack[k, i] = 0.0
        write(tech, rowmag[k], state, peer[k], weight[k], slack[k])
        status[k] = OPTIMAL
