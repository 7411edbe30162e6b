"""The judge: from a proposed basis, the numbers, and whether they are proved.

Everything is computed afresh in the space of the evaluated unit: each row divided by the unit's own
value, so that a tolerance means the same for the largest and the smallest unit. A basis passes when the
factorisation's residuals, primal feasibility, dual feasibility on every column and the gap between
primal and dual hold. Dual feasibility of a column is measured against the sum of the absolute terms that
make its reduced cost, which no choice of units can change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farrell.lp.program import Bools, Floats, Ints, Programs, Technology

RESIDUAL = 1e-11
"""Relative residual of B x = b and pi B = c after one refinement; float64 leaves 1e-15 for a sane basis."""
PRIMAL = 1e-10
"""How far below zero a basic variable may push a row, as a share of the unit's own value (and of a small score)."""
DUAL = 1e-10
"""How far below zero a reduced cost may be, as a share of its absolute terms. A column's violation times
its intensity bounds the error of the score, so scores are right to about 1e-10 relative."""
FACE = 1e-12
"""A reduced cost below this share of its terms is zero: the column belongs to the optimal face."""
CLEAR = 1e-8
"""A reduced cost above this share is certainly not zero. Between the two, exact arithmetic decides."""
NOISE = 1e-14
"""Rounding: a multiplier below this share of the largest is zero; a row of nothing may miss by this much."""
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
    cost[item, position] = programs.cost_slack[row] * rowmag[item, row]
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
        x[(np.abs(x) * reach <= NOISE) & (bases != n)] = 0.0
        pi = np.einsum("ki,kij->kj", cost, inverse)
        pi += np.einsum("ki,kij->kj", cost - np.einsum("ki,kij->kj", pi, B), inverse)
        pi[np.abs(pi) <= NOISE * np.abs(pi).max(axis=1, keepdims=True)] = 0.0

        # residuals of both systems against the sizes of their terms
        magnitude = np.einsum("kij,kj->ki", np.abs(B), np.abs(x)) + np.abs(rhs)
        ok &= (np.abs(rhs - np.einsum("kij,kj->ki", B, x)) <= RESIDUAL * magnitude + NOISE).all(axis=1)
        magnitude = np.einsum("ki,kij->kj", np.abs(pi), np.abs(B)) + np.abs(cost)
        ok &= (np.abs(cost - np.einsum("ki,kij->kj", pi, B)) <= RESIDUAL * magnitude + 1e-300).all(axis=1)

        # primal: no basic variable below zero; artificials are zero
        artificial = (bases > n) & (sigma[np.maximum(bases - n - 1, 0)] == 0)
        t = np.where(bases == n, np.abs(x), 0.0).sum(axis=1, keepdims=True)
        ok &= (np.where(artificial, np.abs(x), -x) * reach <= PRIMAL * np.minimum(t, 1.0)).all(axis=1)

        # the column that is left out may not stand in the basis, where a later pivot could raise it
        ok &= ~((bases == own[:, None]) & (own >= 0)[:, None]).any(axis=1)

        # dual: no column prices out
        scaled_pi = pi / rowmag
        reduced = -(scaled_pi @ A)
        terms = np.abs(scaled_pi) @ np.abs(A)
        reduced /= np.where(terms > 0, terms, 1.0)
        allowed = reduced >= -DUAL
        left_out = np.nonzero(own >= 0)[0]
        allowed[left_out, own[left_out]] = True
        ok &= allowed.all(axis=1)
        largest = np.maximum(np.abs(pi).max(axis=1), 1e-300)
        slack_cost = programs.cost_slack * rowmag
        reduced_slack = np.where(sigma == 0, np.inf, (slack_cost - pi * sigma) / largest[:, None])
        ok &= (reduced_slack >= -DUAL).all(axis=1)
        t_terms = np.abs(scaled_pi * a).sum(axis=1) + abs(programs.cost_t)
        reduced_t = (programs.cost_t + (scaled_pi * a).sum(axis=1)) / t_terms
        ok &= reduced_t >= -DUAL

        # gap between the two objectives
        primal, dual = (cost * x).sum(axis=1), (pi * rhs).sum(axis=1)
        ok &= np.abs(primal - dual) <= DUAL * (np.abs(cost * x).sum(axis=1) + np.abs(pi * rhs).sum(axis=1))
        ok &= np.isfinite(x).all(axis=1) & np.isfinite(pi).all(axis=1)
    reduced[left_out, own[left_out]] = np.inf
    return Judged(ok, rowmag, inverse, x, pi, reduced, reduced_slack)
