"""Closest targets: the strongly efficient point that asks the least of a unit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.faces import Faces
from farrell.dea.facets import Generators, refuse_too_many
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    AnyOrientation,
    Bounds,
    Floats,
    Ints,
    Reference,
    Rts,
    check_options,
    choose_one,
    refuse,
)
from farrell.dea.project import Point, project
from farrell.dea.result import DEAResult
from farrell.dea.sbm import ZEROS, Zeros
from farrell.dea.slack_models import column_weights
from farrell.lp import LinearProgram
from farrell.lp.switched import Switched

Criterion = Literal["relative", "additive"]
CRITERIA: tuple[Criterion, ...] = ("relative", "additive")
USED = 1e-9
"""A generator that makes less than this share of the point's values is not used."""

ABOUT = About(
    "closest_targets",
    "min sum_i w_i s-_i + sum_r w_r s+_r\n"
    "s.t. X lambda + s- = x_o,  Y lambda - s+ = y_o,  lambda, s >= 0,\n"
    "     v x_j - u y_j + omega >= 0 for every unit j, = 0 where lambda_j > 0,  v, u >= 1",
    "Aparicio, Ruiz & Sirvent 2007, DOI 10.1007/s11123-007-0039-5",
)


def closest_targets(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    criterion: Criterion = "relative",
    weights: Mapping[str, float] | None = None,
    reference: Reference = "own",
    zeros: Zeros = "error",
) -> DEAResult:
    """Nearest strongly efficient target of every unit-period: the least that must change.

    The program of unit o is (Aparicio, Ruiz & Sirvent 2007)::

        min sum_i w_i s-_i + sum_r w_r s+_r
        s.t.  X lambda + s- = x_o,   Y lambda - s+ = y_o,   lambda, s- , s+ >= 0,
              v x_j - u y_j + omega >= 0 for every unit j,  = 0 where lambda_j > 0,   v, u >= 1

    with the sum of lambda, and omega, as ``rts`` asks: the units that make the target lie on one supporting hyperplane
    with positive prices, so nothing can be improved there.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    rts : returns to scale
    bounds, reference : as in :func:`farrell.dea.dea`
    orientation : whose moves count: ``"input"``, ``"output"``, or ``"none"`` for all. The target is strongly efficient
        all the same
    criterion : ``"relative"`` is the weighted mean of s / x and s / y, free of units of measurement; ``"additive"`` is
        the weighted sum of slacks in the data's units (mADD, the additive model turned to its minimum)
    weights : column -> how much its move counts; columns left out count 1
    zeros : of a relative criterion. ``"error"`` refuses zeros; ``"skip"`` lets a zero of a unit not count for that unit

    Returns
    -------
    DEAResult
        ``score`` is the criterion, 0 for strongly efficient units; ``te`` is NaN. The way to the target is all slack

    Raises
    ------
    OptionError
        an unknown option or column; ``too-many-facets``: more than 9 inputs and outputs in all
    DataError
        negative data; zeros, of a relative criterion, unless skipped

    Notes
    -----
    The strongly efficient frontier is not convex but a union of faces. The search branches on which units share a face:
    each branch is a linear program that switches units off, a lower bound, and ends where the units its optimum uses do
    share one, which the list of all facets of the technology tells. There are no large constants and no
    binary variables. The answer is solved again with proof on its face. Of several closest targets one is given.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> near = farrell.closest_targets(panel)
    >>> far = farrell.sbm(panel)
    >>> float(near.slack_in.sum()) < float(far.slack_in.sum())
    True
    """
    check_options(panel, "closest_targets", rts, orientation, bounds, orientations=ANY_ORIENTATION, reference=reference)
    refuse_too_many(panel)
    choose_one("criterion", criterion, CRITERIA)
    choose_one("zeros", zeros, ZEROS)
    price = np.concatenate(column_weights(panel, weights, orientation)[:2])
    m = panel.X.shape[1]
    price[:m] *= orientation != "output"
    price[m:] *= orientation != "input"
    if criterion == "relative" and zeros == "error":
        columns = (*panel.roles.inputs, *panel.roles.outputs)
        counted = [column for column, value in zip(columns, price, strict=True) if value > 0]
        refuse(panel, "zero-divides", counted, lambda values: values == 0)
    settings = {
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "criterion": criterion,
        "weights": dict(weights or {}),
        "zeros": zeros,
    }
    solve = partial(_solve, price=price, criterion=criterion, bounds=bounds, known={})
    return project(
        panel, solve, model="closest_targets", measure="distance", settings=settings, reference=reference,
        label="closest targets",
    )  # fmt: skip


def _solve(
    point: Point, rts: Rts, *, price: Floats, criterion: Criterion, bounds: Bounds | None, known: dict[bytes, Faces]
) -> Found:
    key = point.X.tobytes() + point.Y.tobytes()
    if key not in known:
        known[key] = Faces(point.X, point.Y, rts, bounds)
    faces = known[key]
    if point.own >= 0 and faces.efficient[point.own]:
        return Found(score=0.0, lambdas=(np.array([point.own]), np.ones(1)))
    cost = price
    if criterion == "relative":
        at = np.r_[point.x, point.y]
        counts = price * (at > 0)
        if not counts.any():
            return Found(status="undefined")
        cost = np.where(at > 0, counts / np.where(at > 0, at, 1.0), 0.0) / counts.sum()
    face = _nearest_face(point, rts, faces, cost)
    return Found(status="infeasible") if face is None else _on_face(point, rts, faces.generators.only(face), cost)


def _nearest_face(point: Point, rts: Rts, faces: Faces, cost: Floats) -> Ints | None:
    """Generators of a face that holds the closest target; None where no combination reaches the point.

    Best first: the first branch whose optimum uses generators of one face is the answer.
    """
    made = faces.generators
    program, mu = _posed(point, rts, made, cost)
    switched = Switched(program)
    values, at = np.hstack([made.X, made.Y]), np.r_[point.x, point.y]
    share = (values / np.where(at > 0, at, np.maximum(values.max(axis=0, initial=0.0), 1e-300))).max(
        axis=1, initial=0.0
    )
    share[share == 0] = 1.0
    order, branches = count(), list[tuple[float, int, Ints, Ints, frozenset[int]]]()

    def follow(allowed: Ints, chosen: frozenset[int]) -> None:
        bound, x = switched.minimise(mu, np.isin(np.arange(len(share)), allowed))
        if np.isfinite(bound):
            used = allowed[x[mu][allowed] * share[allowed] > USED]
            heappush(branches, (bound, next(order), used, allowed, chosen))

    follow(np.arange(len(share)), frozenset())
    while branches:
        _, _, used, allowed, chosen = heappop(branches)
        if faces.share(used):
            return used
        j = faces.most_alone(used, chosen)
        together = chosen | {j}
        follow(faces.beside(together, allowed), together)
        follow(allowed[allowed != j], chosen)
    return None


def _posed(point: Point, rts: Rts, made: Generators, cost: Floats) -> tuple[LinearProgram, slice]:
    """The program over some generators: the cheapest way from the point to a combination."""
    m, s = len(point.x), len(point.y)
    program = LinearProgram()
    mu = program.variables(len(made.at))
    slack_in, slack_out = program.variables(m, cost=cost[:m]), program.variables(s, cost=cost[m:])
    program.rows("==", point.x, (mu, made.X.T), (slack_in, np.eye(m)))
    program.rows("==", point.y, (mu, made.Y.T), (slack_out, -np.eye(s)))
    if rts != "crs":
        program.rows("==", 1.0, (mu, made.at[None]))
    return program, mu


def _on_face(point: Point, rts: Rts, made: Generators, cost: Floats) -> Found:
    program, mu = _posed(point, rts, made, cost)
    answer = program.minimise()
    if not answer.optimal:
        return Found.without(answer)
    return Found(
        score=answer.objective,
        lambdas=made.lambdas(answer[mu], point.n),
        target_in=answer[mu] @ made.X,
        target_out=answer[mu] @ made.Y,
        exact=answer.exact,
    )
