"""Super-efficiency by slacks: how far the others are from an efficient unit."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import SIDES, Found
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    AnyOrientation,
    Bounds,
    Floats,
    Reference,
    Rts,
    check_options,
    choose_one,
    itself,
)
from farrell.dea.project import Point, project, span
from farrell.dea.radial import EFFICIENT
from farrell.dea.result import DEAResult
from farrell.dea.sbm import sbm, slack_prices
from farrell.dea.slack_models import column_weights
from farrell.errors import SolveWarning
from farrell.lp import LinearProgram

Inefficient = Literal["sbm", "one"]
INEFFICIENT: tuple[Inefficient, ...] = ("sbm", "one")

ABOUT = About(
    "super_sbm",
    "min delta = (1/m sum_i xbar_i / x_io) / (1/s sum_r ybar_r / y_ro)\n"
    "s.t. xbar >= sum_{j != o} lambda_j x_j,  ybar <= sum_{j != o} lambda_j y_j,  xbar >= x_o,  0 <= ybar <= y_o",
    "Tone 2002, DOI 10.1016/S0377-2217(01)00324-1",
)


def super_sbm(
    panel: Panel,
    *,
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    reference: Reference = "own",
    weights: Mapping[str, float] | None = None,
    inefficient: Inefficient = "sbm",
) -> DEAResult:
    """Slacks-based super-efficiency: efficient units ranked by how far the others are from them.

    For a unit o that is SBM-efficient (Tone 2002, DOI 10.1016/S0377-2217(01)00324-1, eq. 4)::

        min delta = (1/m sum_i xbar_i / x_io) / (1/s sum_r ybar_r / y_ro)
        s.t.  xbar >= sum_{j != o} lambda_j x_j,   ybar <= sum_{j != o} lambda_j y_j,
              xbar >= x_o,   0 <= ybar <= y_o,   lambda >= 0,

    with the sum of lambda as ``rts`` asks. ``orientation="input"`` keeps ybar = y_o, ``"output"`` xbar = x_o.
    Undesirable outputs of the panel may grow, bbar >= b_o and bbar >= sum lambda_j b_j, and what they grow by lowers
    the denominator: with slacks s of all sides, ``(1 + 1/m sum s-/x) / (1 - 1/(s + q) (sum s+/y + sum sb/b))``.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, q undesirable outputs; positive on the sides that count
    rts, bounds, orientation, weights : as in :func:`farrell.sbm`
    reference : as in :func:`farrell.dea.dea`; a unit is never part of its own
    inefficient : what units that are not SBM-efficient get: their SBM score below 1 (``"sbm"``), or 1, which is what
        the program above gives them (``"one"``)

    Returns
    -------
    DEAResult
        ``te`` is delta >= 1 of efficient units. Their slacks are negative: what others need more and give less. Units
        that are not SBM-efficient have the class, slacks and targets of :func:`farrell.sbm`, whatever their score

    Raises
    ------
    OptionError
        an unknown option or column
    DataError
        zeros or negative numbers

    Notes
    -----
    delta does not depend on the units of measurement. Under other than constant returns the oriented programs may have
    no solution, and so may any where undesirable outputs would have to grow too much: status ``infeasible``, NaN, one
    SolveWarning. Without undesirable outputs the non-oriented program always has one.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> ranked = farrell.super_sbm(panel)
    >>> bool(ranked.te.max() > 1)
    True
    """
    check_options(
        panel,
        "super_sbm",
        rts,
        orientation,
        bounds,
        orientations=ANY_ORIENTATION,
        uses=("undesirable",),
        reference=reference,
    )
    choose_one("inefficient", inefficient, INEFFICIENT)
    price = column_weights(panel, weights, orientation)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # points beyond the frontier have a score here
        base = sbm(panel, rts=rts, bounds=bounds, orientation=orientation, reference=reference, weights=weights)
    below = base.te < 1.0 - EFFICIENT

    def solve(point: Point, rts: Rts) -> Found:
        if below[point.row]:
            return Found(1.0)
        return _beyond(point, rts, bounds, price, orientation)

    settings = {
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "weights": dict(weights or {}),
        "inefficient": inefficient,
    }
    result = project(
        panel, solve, model="super_sbm", measure="rho", settings=settings, reference=reference,
        te=itself, without_own=True,
    )  # fmt: skip
    return _merged(result, base, below, with_score=inefficient == "sbm")


def _beyond(
    point: Point, rts: Rts, bounds: Bounds | None, price: tuple[Floats, Floats, Floats], orientation: AnyOrientation
) -> Found:
    """The program of a point that is not in its own reference, made linear: all variables are multiplied by t, which
    makes the denominator 1 (Charnes & Cooper 1962, DOI 10.1002/nav.3800090303)."""
    x, y, b = point.x, point.y, point.b
    m, s, q = len(x), len(y), len(b)
    top, bottom = (side[0] for side in slack_prices(x[None], y[None], b[None], price, orientation))
    program = LinearProgram()
    t = program.variables(1, cost=1.0)
    lambdas = span(program, point, rts, bounds, scaled_by=t)
    more = program.variables(m, cost=top)
    less = program.variables(s + q)
    program.rows("==", 1.0, (t, [[1.0]]), (less, -bottom[None]))
    program.rows("<=", 0.0, (lambdas, point.X.T), (t, -x[:, None]), (more, -np.eye(m)))
    program.rows(">=", 0.0, (lambdas, point.Y.T), (t, -y[:, None]), (less, np.eye(s, s + q)))
    program.rows("<=", 0.0, (less, np.eye(s, s + q)), (t, -y[:, None]))
    if q:
        program.rows("<=", 0.0, (lambdas, point.B.T), (t, -b[:, None]), (less, -np.eye(q, s + q, s)))
    # the side that an orientation holds may not move
    if orientation == "output":
        program.rows("<=", np.zeros(m), (more, np.eye(m)))
    if orientation == "input":
        program.rows("<=", np.zeros(s + q), (less, np.eye(s + q)))
    answer = program.minimise()
    if not answer.optimal:
        return Found.without(answer)
    size = answer[t][0]
    return Found(
        score=answer.objective,
        lambdas=answer[lambdas] / size,
        target_in=x + answer[more] / size,
        target_out=y - answer[less][:s] / size,
        target_bad=b + answer[less][s:] / size,
        exact=answer.exact,
    )


def _merged(result: DEAResult, base: DEAResult, below: NDArray[np.bool_], *, with_score: bool) -> DEAResult:
    """The rows ``below`` as the base has them, their scores too or but for these; the others as they are."""
    width = max(result.peer.shape[1], base.peer.shape[1])
    arrays: dict[str, Any] = {}
    for name in (
        *(("score", "te") if with_score else ()),
        "status",
        "efficiency",
        "omega",
        "peer",
        "peer_weight",
        "v",
        "u",
        "w",
    ):
        arrays[name] = getattr(result, name), getattr(base, name)
    for name in ("radial", "slack", "target"):
        for side in SIDES:
            arrays[f"{name}_{side}"] = getattr(result, f"{name}_{side}"), getattr(base, f"{name}_{side}")
    made: dict[str, Any] = {}
    for name, pair in arrays.items():
        ours, theirs = (_padded(array, width) for array in pair) if name.startswith("peer") else pair
        chosen = below if ours.ndim == 1 else below[:, None]
        made[name] = np.where(chosen, theirs, ours)
        made[name].flags.writeable = False
    return replace(result, **made)


def _padded(array: NDArray[Any], width: int) -> NDArray[Any]:
    fill = -1 if array.dtype.kind == "i" else 0
    return np.pad(array, ((0, 0), (0, width - array.shape[1])), constant_values=fill)
