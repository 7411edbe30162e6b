"""The judge: from a proposed basis, the numbers, and whether they are proved.

Everything is computed afresh in the space of the evaluated unit: each row divided by the unit's own
value, so that a tolerance means the same for the largest and the smallest unit. A basis passes when the
factorisation's residuals and primal feasibility hold and when no column or slack that prices out could gain
more than rounding: its reduced cost times the most it can reach, as the rows bound it, against the objective.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farrell.lp.program import Bools, Floats, Ints, Programs, Technology
from farrell.lp.tolerances import DUAL, EPSILON, NOISE, NOTHING, PRIMAL, RESIDUAL, ROUNDED

CHUNK = 4_000_000
"""Most reduced costs held at once (32 MB)."""


@dataclass(slots=True)
class Judged:
    """What a batch of bases gives; arrays over the batch, in the space of the evaluated unit.

    Attributes
    ----------
    ok : (k,) passed every check
    rowmag : (k, R) what each row was divided by
    inverse : (k, R, R) of the basis matrix
    x : (k, R) basic values
    pi : (k, R) multipliers
    reduced : (k, n) reduced costs of the intensities as shares of their absolute terms
    reduced_slack : (k, R) reduced costs of slacks as shares of the largest multiplier
    """

    ok: Bools
    rowmag: Floats
    inverse: Floats
    x: Floats
    pi: Floats
    reduced: Floats
    reduced_slack: Floats


def row_magnitudes(technology: Technology, a: Floats, b: Floats) -> Floats:
    """(k, R) the unit's own value in each row, or the row's largest where the unit has none."""
    own = np.maximum(np.abs(a), np.abs(b))
    largest = np.abs(technology.A).max(axis=1)
    return np.where(own > 0, own, np.where(largest > 0, largest, 1.0))


def basis_matrices(technology: Technology, bases: Ints, a: Floats, rowmag: Floats) -> Floats:
    """(k, R, R) basis matrices in the unit's space; slacks and artificials are unit columns."""
    k, rows = bases.shape
    n = technology.n
    B = np.zeros((k, rows, rows))
    is_lambda = bases < n
    columns = technology.A.T[np.where(is_lambda, bases, 0)]  # (k, position, row)
    B += np.where(is_lambda[:, :, None], columns / rowmag[:, None, :], 0.0).transpose(0, 2, 1)
    B += np.where((bases == n)[:, None, :], -(a / rowmag)[:, :, None], 0.0)
    item, position = np.nonzero(bases > n)
    row = bases[item, position] - n - 1
    B[item, row, position] = np.where(technology.sigma[row] == 0, 1.0, technology.sigma[row])
    return B


def basic_costs(technology: Technology, programs: Programs, rows: Ints, bases: Ints, rowmag: Floats) -> Floats:
    """(k, R) first-phase costs of the basic variables, slacks measured in the unit's space."""
    n = technology.n
    cost = np.where(bases == n, programs.cost_t, 0.0)
    item, position = np.nonzero(bases > n)
    row = bases[item, position] - n - 1
    cost[item, position] = programs.cost_slack[rows[item], row] * rowmag[item, row]
    return cost


def _inverses(B: Floats) -> tuple[Floats, Bools]:
    try:
        return np.asarray(np.linalg.inv(B), dtype=np.float64), np.ones(len(B), dtype=np.bool_)
    except np.linalg.LinAlgError:
        inverse, ok = np.zeros_like(B), np.ones(len(B), dtype=np.bool_)
        for i, matrix in enumerate(B):
            try:
                inverse[i] = np.linalg.inv(matrix)
            except np.linalg.LinAlgError:
                ok[i] = False
        return inverse, ok


def _room(technology: Technology, programs: Programs, a: Floats, b: Floats, t: Floats) -> Floats:
    """(k, R) right-hand sides t a + b of the rows that bound the intensities, inf for those that do not.

    An optimum has t no larger than the one found where t is minimised; where slacks carry a cost it may be larger, and
    a unit of its own reference still has t <= 1.
    """
    bounding = (technology.sigma >= 0) & (technology.A >= 0).all(axis=1)
    largest = t if not programs.cost_slack.any() else np.maximum(t, 1.0) + 1.0
    return np.where(bounding, largest[:, None] * np.maximum(a, 0.0) + b, np.inf)


def _largest_gain(technology: Technology, columns: Floats, slacks: Floats, room: Floats, rowmag: Floats) -> Floats:
    """(k,) an upper bound of what intensities and slacks with these prices can add to the objective.

    One row sum_j A_ij lambda_j <= r with A >= 0 bounds sum_j p_j lambda_j by r max_j p_j / A_ij, and the surplus of
    row q by r max_j A_qj / A_ij; the tightest row counts.
    """
    A, sigma = technology.A, technology.sigma
    best = np.where(columns.any(axis=1), np.inf, 0.0)
    reach = np.full_like(rowmag, np.inf)
    for i in np.nonzero(np.isfinite(room).any(axis=0))[0]:
        inverse = np.where(A[i] > 0, 1.0 / np.where(A[i] > 0, A[i], 1.0), np.inf)
        rate = np.where(columns > 0, columns, 0.0) * np.where(np.isfinite(inverse), inverse, 0.0)
        unbounded = (columns[:, ~np.isfinite(inverse)] > 0).any(axis=1)
        best = np.minimum(best, np.where(unbounded, np.inf, room[:, i] * rate.max(axis=1)))
        surplus = np.abs(A) * inverse
        most = np.where(np.abs(A) > 0, surplus, 0.0).max(axis=1)
        reach = np.minimum(reach, room[:, i : i + 1] * most)
    reach = np.where(sigma > 0, room, reach) / rowmag
    with np.errstate(invalid="ignore"):
        return np.asarray(best + np.where(slacks > 0, slacks * reach, 0.0).sum(axis=1))


def judge(technology: Technology, programs: Programs, which: Ints, bases: Ints) -> Judged:
    """Judge the bases (k, R) of the programs numbered ``which``."""
    A, sigma, n = technology.A, technology.sigma, technology.n
    a, b, own = programs.a[which], programs.b[which], programs.own[which]
    rowmag = row_magnitudes(technology, a, b)
    B = basis_matrices(technology, bases, a, rowmag)
    rhs = b / rowmag
    cost = basic_costs(technology, programs, which, bases, rowmag)
    with np.errstate(all="ignore"):
        inverse, ok = _inverses(B)
        x = np.einsum("kij,kj->ki", inverse, rhs)
        x += np.einsum("kij,kj->ki", inverse, rhs - np.einsum("kij,kj->ki", B, x))
        reach = np.abs(B).max(axis=1)
        t = np.where(bases == n, np.abs(x), 0.0).sum(axis=1)
        error = DUAL * (t if programs.size is None else programs.size[which])
        noise = np.full(len(which), NOISE) if programs.cost_slack.any() else np.minimum(NOISE, NOTHING * error)
        noise = noise[:, None]
        x[(np.abs(x) * reach <= noise) & (bases != n)] = 0.0
        pi = np.einsum("ki,kij->kj", cost, inverse)
        pi += np.einsum("ki,kij->kj", cost - np.einsum("ki,kij->kj", pi, B), inverse)
        pi[np.abs(pi) <= NOISE * np.abs(pi).max(axis=1, keepdims=True)] = 0.0

        # residuals of both systems against the sizes of their terms
        magnitude = np.einsum("kij,kj->ki", np.abs(B), np.abs(x)) + np.abs(rhs)
        ok &= (np.abs(rhs - np.einsum("kij,kj->ki", B, x)) <= RESIDUAL * magnitude).all(axis=1)
        # what rounding of the data's own size can make of each basic value; of the score it must be nothing
        rounding = EPSILON * np.einsum("kij,kj->ki", np.abs(inverse), magnitude)
        ok &= np.where(bases == n, rounding, 0.0).sum(axis=1) <= error
        ok &= (rounding * reach <= ROUNDED).all(axis=1)
        magnitude = np.einsum("ki,kij->kj", np.abs(pi), np.abs(B)) + np.abs(cost)
        ok &= (np.abs(cost - np.einsum("ki,kij->kj", pi, B)) <= RESIDUAL * magnitude + 1e-300).all(axis=1)

        # primal: no basic variable below zero by more than rounding; artificials are zero
        artificial = (bases > n) & (sigma[np.maximum(bases - n - 1, 0)] == 0)
        below = np.where(artificial, np.abs(x), np.where((bases == n) & programs.free_t, 0.0, -x))
        ok &= (below <= PRIMAL * rounding + noise / reach).all(axis=1)

        # the column that is left out may not stand in the basis, where a later pivot could raise it
        ok &= ~((bases == own[:, None]) & (own >= 0)[:, None]).any(axis=1)

        # dual: what columns that price out could still gain, at most, is rounding of the objective
        scaled_pi = pi / rowmag
        prices = -(scaled_pi @ A)
        terms = np.abs(scaled_pi) @ np.abs(A)
        left_out = np.nonzero(own >= 0)[0]
        prices[left_out, own[left_out]] = 0.0
        slack_prices = np.where(sigma == 0, 0.0, programs.cost_slack[which] * rowmag - pi * sigma)
        t_price = programs.cost_t + (scaled_pi * a).sum(axis=1)
        t_terms = np.abs(scaled_pi * a).sum(axis=1) + abs(programs.cost_t)
        ok &= (np.abs(t_price) if programs.free_t else -t_price) <= DUAL * t_terms
        room = _room(technology, programs, a, b, t)
        gain = _largest_gain(technology, np.maximum(-prices, 0.0), np.maximum(-slack_prices, 0.0), room, rowmag)
        objective = np.abs((cost * x).sum(axis=1)) if programs.size is None else programs.size[which]
        ok &= gain <= DUAL * objective
        reduced = prices / np.where(terms > 0, terms, 1.0)
        largest = np.maximum(np.abs(pi).max(axis=1, keepdims=True), 1e-300)
        reduced_slack = np.where(sigma == 0, np.inf, slack_prices / largest)

        # gap between the two objectives
        primal, dual = (cost * x).sum(axis=1), (pi * rhs).sum(axis=1)
        ok &= np.abs(primal - dual) <= DUAL * (np.abs(cost * x).sum(axis=1) + np.abs(pi * rhs).sum(axis=1))
        ok &= np.isfinite(x).all(axis=1) & np.isfinite(pi).all(axis=1)
    reduced[left_out, own[left_out]] = np.inf
    return Judged(ok, rowmag, inverse, x, pi, reduced, reduced_slack)
