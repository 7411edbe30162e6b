"""The second phase: the largest weighted sum of slacks on the optimal face.

All optima of the first phase lie on the face spanned by the columns whose reduced cost is zero (complementary
slackness), so the primal simplex goes on from the certified basis and prices those columns only. The score
cannot change on the face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farrell.lp.certificate import Judged
from farrell.lp.program import Floats, Ints, Programs, Technology
from farrell.lp.tolerances import FACE, IMPROVING, PIVOT

LIMIT = 40
"""Most pivots, in multiples of the number of rows, before the exact solver is asked instead."""


@dataclass(slots=True)
class FaceOptimum:
    """The end of one second phase: a basis, its values, how many pivots; ``ok`` False when it gave up."""

    ok: bool
    basis: Ints
    x: Floats
    pivots: int


def second_phase(
    technology: Technology, programs: Programs, judged: Judged, item: int, program: int, basis: Ints
) -> FaceOptimum:
    """Maximise the weighted slack sum of one program from its certified first-phase basis."""
    assert programs.weight is not None
    n, rows, sigma = technology.n, technology.rows, technology.sigma
    rowmag = judged.rowmag[item]
    weight = programs.weight * rowmag  # slacks are measured in the unit's space here
    basis, inverse, x = basis.copy(), judged.inverse[item].copy(), judged.x[item].copy()

    on_face = np.nonzero(np.abs(judged.reduced[item]) <= FACE)[0]
    slacks = np.nonzero(np.abs(judged.reduced_slack[item]) <= FACE)[0]
    columns = np.hstack([technology.A[:, on_face] / rowmag[:, None], np.eye(rows)[:, slacks] * sigma[slacks]])
    names = np.r_[on_face, n + 1 + slacks]
    gain = np.r_[np.zeros(len(on_face)), weight[slacks]]

    artificial_row = np.r_[np.zeros(n + 1, dtype=bool), sigma == 0]
    pivots, stalled = 0, 0
    while True:
        at_basis = np.where(basis > n, weight[np.maximum(basis - n - 1, 0)], 0.0)
        price = at_basis @ inverse
        terms = np.abs(price) @ np.abs(columns) + gain
        improvement = (gain - price @ columns) / np.where(terms > 0, terms, 1.0)
        improvement[np.isin(names, basis)] = 0.0
        candidates = np.nonzero(improvement > IMPROVING)[0]
        if len(candidates) == 0:
            return FaceOptimum(True, basis, x, pivots)
        if pivots >= LIMIT * rows:
            return FaceOptimum(False, basis, x, pivots)
        # largest improvement; after a run of degenerate pivots the lowest number (Bland)
        enter = candidates[0] if stalled > 2 * rows else candidates[np.argmax(improvement[candidates])]
        column = inverse @ columns[:, enter]
        leave = _leaving_row(column, x, basis == n, artificial_row[basis])
        if leave < 0:
            return FaceOptimum(False, basis, x, pivots)
        step = max(x[leave], 0.0) / column[leave]
        stalled = stalled + 1 if step <= 1e-14 else 0
        inverse, x = _pivot(inverse, x, column, leave, step)
        basis[leave] = names[enter]
        pivots += 1


def _leaving_row(column: Floats, x: Floats, is_t: np.ndarray, artificial: np.ndarray) -> int:
    """The row that limits the step, -1 for none. The scalar t cannot move on the face and never leaves."""
    smallest = PIVOT * np.abs(column).max()
    stuck = np.nonzero(artificial & (np.abs(column) > smallest))[0]
    if len(stuck):
        return int(stuck[0])
    falling = (column > smallest) & ~is_t
    if not falling.any():
        return -1
    ratio = np.full(len(x), np.inf)
    ratio[falling] = np.maximum(x[falling], 0.0) / column[falling]
    near = np.nonzero(ratio <= ratio.min() * (1 + 1e-12))[0]
    return int(near[np.argmax(column[near])])


def _pivot(inverse: Floats, x: Floats, column: Floats, leave: int, step: float) -> tuple[Floats, Floats]:
    row = inverse[leave] / column[leave]
    inverse = inverse - np.outer(column, row)
    inverse[leave] = row
    x = x - step * column
    x[leave] = step
    return inverse, x
