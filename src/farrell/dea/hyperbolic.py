"""Inputs shrink while outputs grow: hyperbolic efficiency and the generalised distance function."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import ANY_RTS, AnyRts, Bounds, Reference, Rts, check_options, itself
from farrell.dea.project import Point, project, span
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import Answer, LinearProgram

ROUNDS = 100
"""Most linear programs of one point; Newton's method doubles the digits, so 5 to 8 are usual."""
STALLED = 1e-13
"""A Newton step below this share is rounding: the lower bound is as good as it gets."""
PROBE = 1e-11
"""How far above the lower bound, as a share, a point is shown to be possible."""
SHRINK = 0.1
"""Least share of the upper bound to try next, where the lower bound is still far off."""

ABOUT = {
    "hyperbolic": About(
        "hyperbolic",
        "min h  s.t.  X lambda <= h x_o,  Y lambda >= y_o / h,  lambda >= 0",
        "Färe, Grosskopf & Lovell 1985, DOI 10.1007/978-94-015-7721-2",
    ),
    "generalized_distance": About(
        "generalized_distance",
        "min delta  s.t.  X lambda <= delta^(1 - alpha) x_o,  Y lambda >= delta^(-alpha) y_o,  lambda >= 0",
        "Chavas & Cox 1999, Southern Economic Journal 66(2), 294-318",
    ),
}


def hyperbolic(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    reference: Reference = "own",
) -> DEAResult:
    """Hyperbolic (graph) efficiency of every unit-period: inputs shrink by what outputs grow.

    The program of unit o is (Färe, Grosskopf & Lovell 1985)::

        min h   s.t.   X lambda <= h x_o,   Y lambda >= y_o / h,   lambda >= 0

    with the sum of lambda as ``rts`` asks.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    rts : returns to scale, or ``"fdh"`` for a technology without convexity
    bounds, reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are h in (0, 1] against a frontier that includes the unit; ``parts["gap"]`` (N,) is how far
        h may be from the least one. Radial moves are ``(1 - h) x`` and ``(1 / h - 1) y``; slacks are the largest beyond

    Raises
    ------
    OptionError
        an unknown option
    DataError
        negative data

    Notes
    -----
    Under constant returns h is the square root of the radial theta; under any returns it is no smaller than theta, than
    1 / phi, and than the square root of theta under constant returns. It does not depend on the units of measurement.
    How the program, which is not linear, is solved: see :func:`generalized_distance`.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.hyperbolic(panel, rts="crs")
    >>> bool((abs(result.te - farrell.dea(panel, rts="crs").te ** 0.5) < 1e-9).all())
    True
    """
    check_options(
        panel, "hyperbolic", rts, "none", bounds, technologies=ANY_RTS, orientations=("none",), reference=reference
    )
    settings = {"rts": rts, "bounds": bounds, "orientation": "none"}
    solve = partial(_solve, alpha=0.5, told=lambda p: p, bounds=bounds)
    return project(
        panel, solve, model="hyperbolic", measure="hyperbolic", settings=settings, reference=reference, te=itself,
        better="low",
    )  # fmt: skip


def generalized_distance(
    panel: Panel,
    *,
    alpha: float = 0.5,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    reference: Reference = "own",
) -> DEAResult:
    """Generalised distance function of every unit-period, between the input and the output measure.

    The program of unit o is (Chavas & Cox 1999)::

        min delta   s.t.   X lambda <= delta^(1 - alpha) x_o,   Y lambda >= delta^(-alpha) y_o,   lambda >= 0

    with the sum of lambda as ``rts`` asks.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    alpha : 0 to 1. 0 is the radial theta, 1 is 1 / phi, 0.5 the square of hyperbolic efficiency
    rts : returns to scale, or ``"fdh"`` for a technology without convexity
    bounds, reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are delta; ``parts["gap"]`` (N,) is how far delta may be from the least one

    Raises
    ------
    OptionError
        an unknown option; ``alpha`` outside 0 to 1
    DataError
        negative data

    Notes
    -----
    Under constant returns delta is the radial theta for every alpha. In p = delta^max(alpha, 1 - alpha) the way of the
    inputs is concave and that of the outputs convex, so the tangent at any p leads to points that are easier to reach
    than the way itself: the least p along it, a linear program, is a lower bound, and p is possible where that bound is
    no higher. Newton's method is the tangent at the last bound; a last program a hair above shows what is possible.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> between = farrell.generalized_distance(panel, alpha=0.3)
    >>> float(between.parts["gap"].max()) < 1e-9
    True
    """
    check_options(
        panel,
        "generalized_distance",
        rts,
        "none",
        bounds,
        technologies=ANY_RTS,
        orientations=("none",),
        reference=reference,
    )
    if isinstance(alpha, bool) or not isinstance(alpha, (int, float)) or not 0 <= alpha <= 1:
        raise OptionError("alpha", value=repr(alpha))
    settings = {"alpha": float(alpha), "rts": rts, "bounds": bounds, "orientation": "none"}
    power = 1.0 / max(alpha, 1.0 - alpha)
    solve = partial(_solve, alpha=float(alpha), told=lambda p: p**power, bounds=bounds)
    return project(
        panel, solve, model="generalized_distance", measure="delta", settings=settings, reference=reference, te=itself,
        better="low",
    )  # fmt: skip


def _solve(point: Point, rts: Rts, *, alpha: float, told: Callable[[float], float], bounds: Bounds | None) -> Found:
    """Bounds of p from both sides, then the slacks at the lower one, which Newton's method leaves the better."""
    largest = max(alpha, 1.0 - alpha)
    tangent = partial(_along_tangent, point, rts, bounds, (1.0 - alpha) / largest, alpha / largest)
    lower, upper, at = 0.0, np.inf, 1.0
    for _ in range(ROUNDS):
        answer, least, _ = tangent(at, False)
        if not answer.optimal:
            return Found.without(answer)
        stalled = least - at <= STALLED * at
        lower = max(lower, least)
        if least <= at * (1.0 + STALLED):
            upper = min(upper, at)
        if np.isfinite(upper) and upper - lower <= 2.0 * PROBE * upper:
            break
        at = max(lower, SHRINK * upper) if np.isfinite(upper) else lower
        if stalled and at <= lower:
            at = lower * (1.0 + PROBE)
    if not np.isfinite(upper):
        return Found(status="infeasible")
    lower = min(lower, upper)
    answer, least, (lambdas, a, b) = tangent(lower or upper, True)
    if not answer.optimal:
        return Found.without(answer)
    score = told(lower)
    return Found(
        score=score,
        lambdas=answer[lambdas],
        target_in=answer[lambdas] @ point.X,
        target_out=answer[lambdas] @ point.Y,
        radial_in=(1.0 - a) * point.x,
        radial_out=(b - 1.0) * point.y,
        parts={"gap": max(told(upper) - score, 0.0)},
        exact=answer.exact,
    )


def _along_tangent(
    point: Point, rts: Rts, bounds: Bounds | None, power_in: float, power_out: float, at: float, slacks: bool
) -> tuple[Answer, float, tuple[slice, float, float]]:
    """The least p with (a x, b y) possible, where a = p^power_in and b = p^-power_out are linearised at a point."""
    a, b = at**power_in, at**-power_out
    slope_a, slope_b = power_in * a / at, power_out * b / at
    program = LinearProgram()
    lambdas = span(program, point, rts, bounds)
    p = program.variables(1, cost=1.0)
    slack_in, slack_out = (program.variables(len(side)) for side in (point.x, point.y))
    program.rows(
        "==",
        (a - slope_a * at) * point.x,
        (lambdas, point.X.T),
        (p, -slope_a * point.x[:, None]),
        (slack_in, np.eye(len(point.x))),
    )
    program.rows(
        "==",
        (b + slope_b * at) * point.y,
        (lambdas, point.Y.T),
        (p, slope_b * point.y[:, None]),
        (slack_out, -np.eye(len(point.y))),
    )
    answer = program.minimise((slack_in, -1.0), (slack_out, -1.0)) if slacks else program.minimise()
    least = answer.objective
    return answer, least, (lambdas, a + slope_a * (least - at), b - slope_b * (least - at))
