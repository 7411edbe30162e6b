"""Hölder distance functions: the least distance to the frontier, in a norm."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.facets import Facets, facets, refuse_too_many
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    AnyOrientation,
    Bounds,
    Floats,
    Reference,
    Rts,
    check_options,
    choose_one,
)
from farrell.dea.project import Point, project, span
from farrell.dea.result import DEAResult
from farrell.lp import Answer, LinearProgram

Norm = Literal[1, 2, "inf"]
NORMS: tuple[Norm, ...] = (1, 2, "inf")
TIE = 1e-9
"""Two distances that differ by no more than this share are equal; the first variable of the panel wins."""
TURNS = 20
"""Most turns towards a nearer facet; a list without rounding needs one."""
TURNED = 1e-12
"""A gain in distance below this share is rounding."""

ABOUT = About(
    "holder",
    "min ||(x_o - x, y - y_o)||  over the weakly efficient (x, y) with x <= x_o, y >= y_o",
    "Briec 1998, Journal of Productivity Analysis 11, 111-131; Briec & Leleu 2003, Journal of Productivity Analysis "
    "20, 71-96",
)


def holder(
    panel: Panel,
    *,
    l: Norm = 2,  # noqa: E741
    weighted: bool = False,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    reference: Reference = "own",
) -> DEAResult:
    """Hölder distance of every unit-period to the weakly efficient frontier: the least change that is enough.

    The distance of unit o is (Briec 1998)::

        min || (x_o - x, y - y_o) ||_l   over (x, y) such that no possible point has less of every input and more of
                                         every output

    With ``orientation="input"`` only inputs move, with ``"output"`` only outputs, and the frontier is that of the
    input set of y_o, or the output set of x_o.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    l : the norm: 1 (one variable moves), 2 (Euclidean), or ``"inf"`` (all by the same amount)
    weighted : measure every move relative to the unit's own value, which frees the distance from the units of
        measurement; a value of zero does not move then. Otherwise distances are in the data's units, added as they are
    rts : returns to scale
    bounds, reference : as in :func:`farrell.dea.dea`
    orientation : what moves: ``"input"``, ``"output"``, or ``"none"`` for both

    Returns
    -------
    DEAResult
        ``score`` is the distance, 0 on the frontier; ``te`` is NaN. ``radial_in`` and ``radial_out`` are the moves it
        measures, slacks the largest sum that can be gained beyond. With l = 2 ``parts["gap"]`` (N,) is by how much the
        distance, which is that of a point shown to be on the frontier, exceeds the least over the listed facets

    Raises
    ------
    OptionError
        an unknown option; ``too-many-facets``: l = 2 with more than 9 inputs and outputs in all
    DataError
        negative data

    Notes
    -----
    The frontier bounds a convex set, so the nearest point on it is no convex program. The distance to a facet
    v x - u y = c is (v x_o - u y_o - c) / ||(v, u)||*, in the dual norm, and the least over facets is the answer. With
    l = 1 that is the least of one directional distance for each variable, with l = "inf" the directional distance along
    (1, ..., 1), both linear programs. With l = 2 all facets are listed, and a linear program along the normal of the
    nearest one confirms the point. Of several nearest points the first variable's is taken under l = 1.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> one, two, all_ = (farrell.holder(panel, l=l, weighted=True).score for l in (1, 2, "inf"))
    >>> bool((one >= two - 1e-9).all() and (two >= all_ - 1e-9).all())
    True
    """
    check_options(panel, "holder", rts, orientation, bounds, orientations=ANY_ORIENTATION, reference=reference)
    choose_one("l", l, NORMS)
    choose_one("weighted", weighted, (True, False))
    if l == 2:
        refuse_too_many(panel)
    settings = {"l": l, "weighted": weighted, "rts": rts, "bounds": bounds, "orientation": orientation}
    moving = np.r_[
        np.full(panel.X.shape[1], float(orientation != "output")),
        np.full(panel.Y.shape[1], float(orientation != "input")),
    ]
    nearest: Any = {1: _one_variable, 2: partial(_euclidean, listed={}), "inf": _all_alike}[l]
    solve = partial(_solve, nearest=nearest, moving=moving, weighted=weighted, bounds=bounds)
    return project(panel, solve, model="holder", measure="holder", settings=settings, reference=reference)


def _solve(point: Point, rts: Rts, *, nearest: Any, moving: Floats, weighted: bool, bounds: Bounds | None) -> Found:
    unit = moving * (np.r_[point.x, point.y] if weighted else 1.0)
    if not unit.any():
        return Found(status="undefined")
    found: Found = nearest(point, rts, bounds, unit)
    return found


def _all_alike(point: Point, rts: Rts, bounds: Bounds | None, unit: Floats) -> Found:
    return _told(point, *_along(point, rts, bounds, unit, slacks=True), unit)


def _one_variable(point: Point, rts: Rts, bounds: Bounds | None, unit: Floats) -> Found:
    best, chosen = np.inf, unit
    for k in np.nonzero(unit)[0]:
        alone = np.where(np.arange(len(unit)) == k, unit, 0.0)
        answer, _ = _along(point, rts, bounds, alone)
        if answer.status == "infeasible":
            return Found.without(answer)
        if answer.optimal and -answer.objective < best - TIE * abs(best if np.isfinite(best) else 0.0):
            best, chosen = -answer.objective, alone
    return _told(point, *_along(point, rts, bounds, chosen, slacks=True), chosen)


def _euclidean(point: Point, rts: Rts, bounds: Bounds | None, unit: Floats, *, listed: dict[bytes, Facets]) -> Found:
    """Along the normal of the nearest facet; its linear program's own facet corrects what rounding did to the list."""
    key = point.X.tobytes() + point.Y.tobytes()
    if key not in listed:
        listed[key] = facets(point.X, point.Y, rts, bounds)
    known = listed[key]
    normals = np.hstack([known.v, known.u]) * unit
    sizes = np.linalg.norm(normals, axis=1)
    some = sizes > 0
    distances = (known.v @ point.x - known.u @ point.y - known.c)[some] / sizes[some]
    if not len(distances):
        return Found(status="unbounded")
    normal = normals[some][distances.argmin()]
    best, way = np.inf, unit
    for _ in range(TURNS):
        direction = normal / np.linalg.norm(normal) * unit
        answer, rows = _along(point, rts, bounds, direction)
        if not answer.optimal:
            return Found.without(answer)
        if -answer.objective >= best * (1.0 - TURNED):
            break
        best, way = -answer.objective, direction
        normal = np.abs(answer.dual[rows]) * unit
    found = _told(point, *_along(point, rts, bounds, way, slacks=True), way)
    found.parts["gap"] = max(found.score - float(distances.min()), 0.0)
    return found


def _along(
    point: Point, rts: Rts, bounds: Bounds | None, direction: Floats, *, slacks: bool = False
) -> tuple[Answer, Any]:
    """The directional distance beta along (-g_x, g_y), as the least -beta, and what a caller reads from its answer:
    the rows of the data, or with ``slacks`` the intensities."""
    m = len(point.x)
    program = LinearProgram()
    lambdas = span(program, point, rts, bounds)
    beta = program.variables(1, cost=-1.0)
    slack_in, slack_out = program.variables(m), program.variables(len(point.y))
    first = program.rows("==", point.x, (lambdas, point.X.T), (beta, direction[:m, None]), (slack_in, np.eye(m)))
    last = program.rows(
        "==", point.y, (lambdas, point.Y.T), (beta, -direction[m:, None]), (slack_out, -np.eye(len(point.y)))
    )
    if not slacks:
        return program.minimise(), slice(first.start, last.stop)
    return program.minimise((slack_in, -1.0), (slack_out, -1.0)), lambdas


def _told(point: Point, answer: Answer, lambdas: slice, direction: Floats) -> Found:
    if not answer.optimal:
        return Found.without(answer)
    m, beta = len(point.x), -answer.objective + 0.0
    return Found(
        score=beta,
        lambdas=answer[lambdas],
        target_in=answer[lambdas] @ point.X,
        target_out=answer[lambdas] @ point.Y,
        radial_in=beta * direction[:m],
        radial_out=beta * direction[m:],
        exact=answer.exact,
    )
