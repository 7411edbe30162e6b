"""One point's way to the frontier along its directions, with one beta for all columns or several."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farrell.dea.answers import Found
from farrell.dea.frontier import AnyRts, Bounds, Floats, Ints
from farrell.dea.project import Point, span
from farrell.dea.radial import EFFICIENT
from farrell.lp import LinearProgram
from farrell.lp.tolerances import NEGLIGIBLE


@dataclass(frozen=True, slots=True)
class Way:
    """Directions of one point.

    Attributes
    ----------
    g : (m + s,) how far one unit of beta moves each input down and each output up
    group : (m + s,) which beta moves a column, numbered from 0
    weight : (betas,) what each beta adds to the score
    free : whether beta may be negative
    ended : whether a point without any direction has come to its end, and scores 0, or has no score
    """

    g: Floats
    group: Ints
    weight: Floats
    free: bool = False
    ended: bool = True

    @property
    def moving(self) -> Ints:
        """The betas that move something and count."""
        moved = np.zeros(len(self.weight))
        np.maximum.at(moved, self.group, self.g)
        return np.nonzero((moved > 0) & (self.weight > 0))[0]

    def steps(self) -> Floats:
        """(m + s, moving betas) how much each column moves with each beta."""
        return np.asarray(self.g[:, None] * (self.group[:, None] == self.moving))


def walk(point: Point, way: Way, rts: AnyRts, bounds: Bounds | None) -> Found:
    """The way with the largest weighted sum of betas, and among such ways the one with the largest sum of slacks."""
    if point.n == 0:
        return Found(status="infeasible")
    if rts == "fdh":
        return _to_one(point, way)
    m, s = len(point.x), len(point.y)
    program = LinearProgram()
    betas = way.moving
    lambdas = span(program, point, rts, bounds)
    beta = program.variables(len(betas), cost=-way.weight[betas], free=way.free)
    less, more = program.variables(m), program.variables(s)
    steps = way.steps()
    takes = program.rows("==", point.x, (lambdas, point.X.T), (less, np.eye(m)), *_moved(beta, steps[:m]))
    gives = program.rows("==", point.y, (lambdas, point.Y.T), (more, -np.eye(s)), *_moved(beta, -steps[m:]))
    answer = program.minimise((less, -1.0), (more, -1.0))
    if not answer.optimal:
        return Found.without(answer)
    v, u = -answer.dual[takes], answer.dual[gives]
    found = _found(point, way, answer[beta], np.r_[answer[less], answer[more]])
    if found.status == "optimal":
        found.v, found.u, found.omega = v + 0.0, u + 0.0, float(found.score - v @ point.x + u @ point.y)
        found.lambdas = answer[lambdas]
    found.exact = answer.exact
    return found


def _moved(beta: slice, coefficients: Floats) -> list[tuple[slice, Floats]]:
    return [(beta, coefficients)] if beta.stop > beta.start else []


def _to_one(point: Point, way: Way) -> Found:
    """The best way to a single unit: no program is needed."""
    room = np.hstack([point.x - point.X, point.Y - point.y])
    betas, steps = way.moving, way.steps()
    still = ~steps.any(axis=1)
    feasible = (room[:, still] >= 0).all(axis=1)
    beta = np.zeros((point.n, len(betas)))
    for k in range(len(betas)):
        moved = steps[:, k] > 0
        beta[:, k] = (room[:, moved] / steps[moved, k]).min(axis=1)
    if not way.free:
        feasible &= (beta >= 0).all(axis=1)
    if not feasible.any():
        return Found(status="infeasible")
    score = np.where(feasible, beta @ way.weight[betas], -np.inf)
    slack = np.maximum(room - beta @ steps.T, 0.0)
    best = np.where(score >= score.max() - NEGLIGIBLE * abs(score.max()), slack.sum(axis=1), -np.inf)
    j = int(best.argmax())
    found = _found(point, way, beta[j], slack[j])
    if found.status == "optimal":
        found.lambdas, found.target_in, found.target_out = (np.array([j]), np.ones(1)), point.X[j], point.Y[j]
    return found


def _found(point: Point, way: Way, beta: Floats, slack: Floats) -> Found:
    """What betas and slacks say; a point without direction scores 0 where that is the end, or where it is efficient."""
    m, betas = len(point.x), way.moving
    largest = np.abs(np.hstack([point.X, point.Y])).max(axis=0)
    if not (len(betas) or way.ended) and (slack > EFFICIENT * largest).any():
        return Found(status="undefined")
    move = way.steps() @ beta
    every = np.zeros(len(way.weight))
    every[betas] = beta + 0.0
    return Found(
        score=float(way.weight[betas] @ beta) + 0.0,
        target_in=point.x - move[:m] - slack[:m],
        target_out=point.y + move[m:] + slack[m:],
        radial_in=move[:m] + 0.0,
        radial_out=move[m:] + 0.0,
        parts={"beta": every},
    )
