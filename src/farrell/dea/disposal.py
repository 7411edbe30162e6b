"""Technologies with undesirable outputs, and how far a point may move in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.answers import Found
from farrell.dea.frontier import Bounds, Floats, Rts
from farrell.dea.project import Point
from farrell.dea.radial import SlackWeights
from farrell.errors import OptionError
from farrell.lp import SENSES, LinearProgram, intensity_rows

Sides = tuple[Floats, Floats, Floats]
"""Inputs, outputs, undesirable outputs."""
Abatement = Literal["none", "uniform", "own"]


@dataclass(frozen=True, slots=True)
class Disposal:
    """What a technology says of undesirable outputs.

    Attributes
    ----------
    weak : they are equations: less of them is made only with less of the good outputs
    abatement : factors theta <= 1 by which weakly disposable outputs are scaled down: ``"uniform"``, the same for all
        reference units (Färe & Grosskopf 2003), or each unit's ``"own"`` (Kuosmanen 2005); ``"none"`` where scaling
        down is possible already, or all are freely disposable
    """

    weak: bool
    abatement: Abatement = "none"


@dataclass(frozen=True, slots=True)
class Path:
    """Where a point may go: to base + t step, with t as small (cost 1) or as large (cost -1) as possible.

    Attributes
    ----------
    base, step : (m), (s), (q) of inputs, outputs and undesirable outputs
    free : whether t may be negative
    """

    base: Sides
    step: Sides
    cost: float
    free: bool = False

    def at(self, t: float) -> list[Floats]:
        return [base + t * step for base, step in zip(self.base, self.step, strict=True)]


def need_undesirable(panel: Panel, model: str) -> None:
    """Refuse a panel that has no undesirable output."""
    if not panel.roles.undesirable:
        raise OptionError("no-undesirable", model=model)


def weights(panel: Panel, slack_weights: SlackWeights) -> Sides:
    """What a unit of each slack counts in a second phase."""

    def of(side: Floats) -> Floats:
        means = np.abs(side).mean(axis=0) if slack_weights == "mean" else np.ones(side.shape[1])
        return np.asarray(1.0 / np.where(means > 0, means, 1.0))

    return of(panel.X), of(panel.Y), of(panel.B)


def go(point: Point, path: Path, disposal: Disposal, rts: Rts, bounds: Bounds | None, weight: Sides) -> Found:
    """The end of a path in a technology, with the largest weighted sum of slacks there.

    With Z = lambda + mu the reference units' activity and lambda the part of it whose outputs are kept (mu = 0 but for
    own factors)::

        X (lambda + mu) + s- = x,   Y lambda - s+ = y,   B lambda + sb = b,   sb = 0 if weak,

    where (x, y, b) = base + t step. A uniform factor theta has X lambda + s- = theta x instead, and bounds the sum of
    lambda by theta times what the returns to scale ask. The found score is t; ``parts`` have the abatement factor.
    """
    program = LinearProgram()
    n = point.n
    lambdas = program.variables(n)
    idle = program.variables(n if disposal.abatement == "own" else 0)
    factor = program.variables(1 if disposal.abatement == "uniform" else 0)
    t = program.variables(1, cost=path.cost, free=path.free)
    none = np.zeros((1, 0))
    base, step = path.base, [(t, -side[:, None]) for side in path.step]
    slack = [program.variables(0 if side == 2 and disposal.weak else len(data)) for side, data in enumerate(base)]
    eye = [np.eye(len(data))[:, : s.stop - s.start] for data, s in zip(base, slack, strict=True)]
    uses: list[tuple[slice, Any]] = [(lambdas, point.X.T), (slack[0], eye[0]), step[0]]
    sums: list[tuple[slice, Any]] = [(lambdas, np.ones((1, n))), (idle, np.ones((1, idle.stop - idle.start)))]
    uniform = factor.stop > factor.start
    if disposal.abatement == "own":
        uses.append((idle, point.X.T))
    if uniform:
        uses.append((factor, -base[0][:, None]))
        program.rows("<=", 1.0, (factor, np.ones((1, 1))))
    rows = [
        program.rows("==", 0.0 if uniform else base[0], *uses),
        program.rows("==", base[1], (lambdas, point.Y.T), (slack[1], -eye[1]), step[1]),
        program.rows("==", base[2], (lambdas, point.B.T), (slack[2], eye[2]), step[2]) if len(base[2]) else slice(0, 0),
    ]
    for sign, right in intensity_rows(rts, bounds):
        program.rows(
            SENSES[sign], 0.0 if uniform else right, *sums, (factor, np.full((1, 1), -right) if uniform else none)
        )
    answer = program.minimise(*[(s, -w[: s.stop - s.start]) for s, w in zip(slack, weight, strict=True)])
    if not answer.optimal:
        return Found.without(answer)
    scale = float(answer[factor][0]) if uniform else 1.0
    used = answer[lambdas] + (answer[idle] if idle.stop > idle.start else 0.0)
    kept = scale if uniform else float(answer[lambdas].sum() / used.sum()) if used.sum() > 0 else 1.0
    left = [answer[s] if s.stop > s.start else np.zeros(len(data)) for s, data in zip(slack, base, strict=True)]
    end = path.at(float(answer[t][0]))
    shrunk = scale if scale > 0 else 1.0
    return Found(
        score=float(answer[t][0]),
        lambdas=used / shrunk,
        target_in=end[0] - left[0] / shrunk,
        target_out=end[1] + left[1],
        target_bad=end[2] - left[2],
        radial_in=point.x - end[0],
        radial_out=end[1] - point.y,
        radial_bad=point.b - end[2],
        v=-answer.dual[rows[0]] * scale + 0.0,
        u=answer.dual[rows[1]] + 0.0,
        w=-answer.dual[rows[2]] + 0.0,
        parts={"abatement_factor": kept},
        exact=answer.exact,
    )
