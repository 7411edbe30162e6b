"""The Russell measures: every input and output moves by a factor of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import (
    ANY_RTS,
    AnyRts,
    Bounds,
    Floats,
    Orientation,
    Reference,
    Rts,
    check_options,
    choose_one,
    efficiency_of,
    refuse,
)
from farrell.dea.project import Point, project, span
from farrell.dea.result import DEAResult
from farrell.dea.sbm import ZEROS, Zeros
from farrell.dea.slack_models import column_weights
from farrell.errors import OptionError
from farrell.lp import Answer, LinearProgram, intensity_rows
from farrell.lp.tolerances import NEGLIGIBLE

GraphOrientation = Orientation | Literal["graph"]
GRAPH_ORIENTATIONS: tuple[GraphOrientation, ...] = ("input", "output", "graph")
FIRST_TANGENTS = (1.0, 2.0, 4.0)
"""Where 1 / phi is linearised before anything is known."""
ROUNDS = 25
"""Most rounds of tangents; each about quarters the gap, which 18 bring from 1 to 1e-11."""
CLOSED = 1e-11
"""A gap of the score that ends the search."""
HELD = 1e-9
"""A factor this near to 1 stays there while the others are polished."""
NEWTON = 6
"""Steps of Newton's method, which doubles the digits in each."""

ABOUT = About(
    "russell",
    "input: min sum_i w_i theta_i,  output: max sum_r w_r phi_r,  graph: min sum_i w_i theta_i + sum_r w_r / phi_r\n"
    "s.t. sum_j lambda_j x_ij = theta_i x_io,  sum_j lambda_j y_rj = phi_r y_ro,  theta <= 1 <= phi,  lambda >= 0",
    "Färe & Lovell 1978, DOI 10.1016/0022-0531(78)90060-1; graph: Färe, Grosskopf & Lovell 1985, "
    "DOI 10.1007/978-94-015-7721-2; preference weights: Zhu 1996, DOI 10.2307/2584258",
)


def russell(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    orientation: GraphOrientation = "input",
    reference: Reference = "own",
    weights: Mapping[str, float] | None = None,
    restricted: bool = True,
    zeros: Zeros = "error",
) -> DEAResult:
    """Russell measure of efficiency of every unit-period: the mean of one factor for each input or output.

    The input program of unit o is (Färe & Lovell 1978)::

        min 1/m sum_i theta_i
        s.t.  sum_j lambda_j x_ij = theta_i x_io,   sum_j lambda_j y_rj >= y_ro,   theta_i <= 1,   lambda >= 0

    with the sum of lambda as ``rts`` asks; the output program is ``max 1/s sum_r phi_r`` with ``phi_r >= 1``, and the
    graph program (Färe, Grosskopf & Lovell 1985) ``min (sum_i theta_i + sum_r 1 / phi_r) / (m + s)``. With ``weights``
    the means are weighted, which is the preference structure of Zhu (1996).

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    rts : returns to scale, or ``"fdh"`` for a technology without convexity
    bounds, reference : as in :func:`farrell.dea.dea`
    orientation : which factors there are: ``"input"``, ``"output"``, or both in ``"graph"``
    weights : column -> how much its factor counts relative to the others; columns left out count 1. A column of weight
        0 has no factor: it must not get worse, and its slack is reported
    restricted : whether each factor must be an improvement. Without, some may get worse for the sake of the mean; only
        for oriented measures of a convex technology
    zeros : a zero has no factor. ``"error"`` refuses such data; ``"skip"`` lets a zero of a unit not count for that
        unit, and the mean run over the others

    Returns
    -------
    DEAResult
        ``score`` is the mean, <= 1 for inputs and graph, >= 1 for outputs; ``te`` is it or its inverse. ``parts`` has
        ``theta`` (N, m) and ``phi`` (N, s), NaN of columns without a factor, and for graph ``gap`` (N,), how far the
        score may be from the least one. Moves by factors are ``radial_in`` and ``radial_out``, the rest is slack

    Raises
    ------
    OptionError
        an unknown option or column; ``unrestricted``: unrestricted factors of a graph measure or of ``fdh``
    DataError
        negative data; zeros unless skipped

    Notes
    -----
    The score does not depend on the units of measurement. With restricted factors oriented efficiency is no larger than
    the radial one, the graph measure no larger than (m theta + s) / (m + s), and each is 1 only where no counted input
    or output can be improved by itself; the input measure equals the input-oriented slacks-based one. 1 / phi is
    convex: the graph program is solved through its tangents, whose linear programs bound the score from below while the
    point they find bounds it from above. Factors need not be unique.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.russell(panel, rts="crs")
    >>> bool((result.te <= farrell.dea(panel, rts="crs").te + 1e-9).all())
    True
    """
    check_options(
        panel,
        "russell",
        rts,
        orientation,
        bounds,
        technologies=ANY_RTS,
        orientations=GRAPH_ORIENTATIONS,
        reference=reference,
    )
    choose_one("zeros", zeros, ZEROS)
    choose_one("restricted", restricted, (True, False))
    if not restricted and (orientation == "graph" or rts == "fdh"):
        raise OptionError("unrestricted", rts=rts, orientation=orientation)
    price_in, price_out, _ = column_weights(panel, weights, orientation)
    price_in, price_out = price_in * (orientation != "output"), price_out * (orientation != "input")
    if zeros == "error":
        columns = (*panel.roles.inputs, *panel.roles.outputs)
        counted = [c for c, price in zip(columns, np.r_[price_in, price_out], strict=True) if price > 0]
        refuse(panel, "zero-divides", counted, lambda values: values == 0)
    settings = {
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "weights": dict(weights or {}),
        "restricted": restricted,
        "zeros": zeros,
    }

    solve = partial(_solve, price=(price_in, price_out), orientation=orientation, restricted=restricted, bounds=bounds)
    better: Literal["low", "high"] = "high" if orientation == "output" else "low"
    return project(
        panel,
        solve,
        model="russell",
        measure="russell",
        settings=settings,
        reference=reference,
        te=partial(efficiency_of, orientation=orientation),
        better=better,
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One point, which of its columns have a factor, and what a unit of each factor costs."""

    point: Point
    rts: Rts
    bounds: Bounds | None
    counted: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    cost: tuple[Floats, Floats]
    restricted: bool


@dataclass(frozen=True, slots=True)
class _Program:
    """Its linear program: blocks of intensities, factors, and slacks of what has no factor."""

    program: LinearProgram
    lambdas: slice
    theta: slice
    phi: slice
    slack: tuple[slice, slice]


def _solve(
    point: Point,
    rts: Rts,
    *,
    price: tuple[Floats, Floats],
    orientation: GraphOrientation,
    restricted: bool,
    bounds: Bounds | None,
) -> Found:
    counted = (point.x > 0) & (price[0] > 0), (point.y > 0) & (price[1] > 0)
    weight = np.r_[price[0][counted[0]], price[1][counted[1]]]
    if not len(weight):
        return Found(status="undefined")
    cost_in, cost_out = np.split(weight / weight.sum(), [int(counted[0].sum())])
    case = _Case(point, rts, bounds, counted, (cost_in, cost_out), restricted)
    if orientation == "graph" and len(cost_out):
        return _by_tangents(case)
    made = _posed(case, -cost_out)
    answer = made.program.minimise((made.slack[0], -1.0), (made.slack[1], -1.0))
    return _told(case, answer, made, abs(answer.objective)) if answer.optimal else Found.without(answer)


def _posed(case: _Case, cost_out: Floats) -> _Program:
    """Counted columns have a factor, the others a slack."""
    point = case.point
    program = LinearProgram()
    lambdas = span(program, point, case.rts, case.bounds)
    factors, slacks = [], []
    for at, units, counts, cost, sign in (
        (point.x, point.X, case.counted[0], case.cost[0], 1.0),
        (point.y, point.Y, case.counted[1], cost_out, -1.0),
    ):
        factor = program.variables(int(counts.sum()), cost=cost)
        slack = program.variables(int((~counts).sum()))
        if counts.any():
            program.rows("==", 0.0, (lambdas, units[:, counts].T), (factor, -np.diag(at[counts])))
            if case.restricted:
                program.rows("<=" if sign > 0 else ">=", 1.0, (factor, np.eye(counts.sum())))
        if not counts.all():
            program.rows("==", at[~counts], (lambdas, units[:, ~counts].T), (slack, sign * np.eye((~counts).sum())))
        factors.append(factor)
        slacks.append(slack)
    return _Program(program, lambdas, factors[0], factors[1], (slacks[0], slacks[1]))


def _told(case: _Case, answer: Answer, made: _Program, score: float) -> Found:
    point, (ins, outs) = case.point, case.counted
    theta, phi = np.full(len(point.x), np.nan), np.full(len(point.y), np.nan)
    theta[ins], phi[outs] = answer[made.theta], answer[made.phi]
    radial_in = np.where(ins, (1.0 - theta) * point.x, 0.0)
    radial_out = np.where(outs, (phi - 1.0) * point.y, 0.0)
    target_in, target_out = point.x - radial_in, point.y + radial_out
    target_in[~ins] -= answer[made.slack[0]]
    target_out[~outs] += answer[made.slack[1]]
    return Found(
        score=score,
        lambdas=answer[made.lambdas],
        target_in=target_in,
        target_out=target_out,
        radial_in=radial_in,
        radial_out=radial_out,
        parts={"theta": theta, "phi": phi},
        exact=answer.exact,
    )


def _by_tangents(case: _Case) -> Found:
    """The graph program by Kelley's cutting planes, t >= 2 / p - phi / p^2 for ever more points p of each output.

    Each round's support is polished by Newton's method; a polished point that a linear program at it confirms ends the
    search, long before tangents close the gap.
    """
    cost_in, cost_out = case.cost
    width = len(cost_out)
    tangents = [np.full(width, p) for p in FIRST_TANGENTS]
    lower, upper, found = -np.inf, np.inf, Found(status="unsolved")

    def better(answer: Answer, made: _Program) -> None:
        nonlocal upper, found
        value = float(cost_in @ answer[made.theta] + (cost_out / answer[made.phi]).sum())
        if value < upper:
            upper, found = value, _told(case, answer, made, value)

    for _ in range(ROUNDS):
        made = _posed(case, np.zeros(width))
        inverse = made.program.variables(width, cost=cost_out)
        for p in tangents:
            made.program.rows(">=", 2.0 / p, (inverse, np.eye(width)), (made.phi, np.diag(1.0 / p**2)))
        answer = made.program.minimise()
        if not answer.optimal:
            return Found.without(answer)
        lower = max(lower, answer.objective)
        better(answer, made)
        if upper - lower > CLOSED:
            polished = _polished(case, answer, made)
            at = polished[made.phi]
            lower = max(lower, 2.0 * float((cost_out / at).sum()) + _least(case, -cost_out / at**2))
            better(polished, made)
        if upper - lower <= CLOSED:
            break
        tangents.append(answer[made.phi])
    found.parts["gap"] = max(upper - lower, 0.0)
    return found


def _least(case: _Case, cost_out: Floats) -> float:
    """The least linear cost: a bound of any convex one that it touches from below."""
    answer = _posed(case, cost_out).program.minimise()
    return answer.objective if answer.optimal else -np.inf


def _polished(case: _Case, answer: Answer, made: _Program) -> Answer:
    """The optimum on the face of the answer's support, by Newton steps; the answer itself where they leave it."""
    point, (ins, outs) = case.point, case.counted
    lambdas = answer[made.lambdas]
    used = np.nonzero(lambdas > NEGLIGIBLE)[0]
    per_theta, per_phi = (point.X[used][:, ins] / point.x[ins]).T, (point.Y[used][:, outs] / point.y[outs]).T
    held = [per_theta[answer[made.theta] >= 1.0 - HELD], per_phi[answer[made.phi] <= 1.0 + HELD]]
    held += [point.X[used][:, ~ins].T, point.Y[used][:, ~outs].T]
    sums = intensity_rows(case.rts, case.bounds)
    held += [np.ones((1, len(used))) for _, right in sums if abs(lambdas.sum() - right) <= HELD]
    rows = np.vstack(held)
    values = lambdas[used].copy()
    for _ in range(NEWTON):
        phi = per_phi @ values
        gradient = per_theta.T @ case.cost[0] - per_phi.T @ (case.cost[1] / phi**2)
        hessian = (per_phi.T * (2.0 * case.cost[1] / phi**3)) @ per_phi
        system = np.block([[hessian, rows.T], [rows, np.zeros((len(rows), len(rows)))]])
        step = np.linalg.lstsq(system, np.r_[-gradient, np.zeros(len(rows))], rcond=None)[0][: len(used)]
        moved = values + step
        room = [moved, 1.0 - per_theta @ moved, per_phi @ moved - 1.0]
        room += [sign * (right - moved.sum(keepdims=True)) for sign, right in sums]
        if np.concatenate(room).min() < -NEGLIGIBLE:
            return answer
        values = moved
    x = answer.x.copy()
    x[made.lambdas][used] = values
    x[made.theta], x[made.phi] = np.minimum(per_theta @ values, 1.0), np.maximum(per_phi @ values, 1.0)
    return replace(answer, x=x)
