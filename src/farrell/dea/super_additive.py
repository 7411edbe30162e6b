"""Super-efficiency by the additive model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import ANY_ORIENTATION, AnyOrientation, Bounds, Rts, check_options, choose_one, itself, refuse
from farrell.dea.project import Point, project, span
from farrell.dea.result import DEAResult
from farrell.dea.slack_models import column_weights
from farrell.lp import LinearProgram

ABOUT = About(
    "super_additive",
    "min sum_i w_i t-_i + sum_r w_r t+_r\n"
    "s.t. sum_{j != o} lambda_j x_j <= x_o + t-,  sum_{j != o} lambda_j y_j >= y_o - t+,  t-, t+ >= 0,  t+ <= y_o",
    "Du, Liang & Zhu 2010, DOI 10.1016/j.ejor.2009.12.007",
)


def super_additive(
    panel: Panel,
    *,
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    reference: Literal["own", "pooled"] = "own",
    weights: Literal["mip", "ones"] | Mapping[str, float] = "mip",
) -> DEAResult:
    """Additive super-efficiency: what the others need more, and give less, to reach a unit.

    The program of unit o is (Du, Liang & Zhu 2010, DOI 10.1016/j.ejor.2009.12.007)::

        min sum_i w_i t-_i + sum_r w_r t+_r
        s.t.  sum_{j != o} lambda_j x_j <= x_o + t-,   sum_{j != o} lambda_j y_j >= y_o - t+,   t-, t+ >= 0,

    with t+ <= y_o and the sum of lambda as ``rts`` asks. The score is
    ``(1/m sum (x + t-) / x) / (1/s sum (y - t+) / y)``.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, all positive
    rts, bounds : as in :func:`farrell.dea.dea`
    orientation : ``"input"`` lets inputs move only, ``"output"`` outputs only
    reference : each period's own frontier, or all periods pooled
    weights : ``"mip"`` 1 / x_io and 1 / y_ro, which does not depend on the units of measurement; ``"ones"``; or
        column -> weight

    Returns
    -------
    DEAResult
        ``te`` is the score: above 1 for units that others cannot reach, 1 for all others. ``parts["inefficiency"]`` is
        the objective

    Notes
    -----
    Where several optima have the same objective, that which takes the least from outputs gives the score. The oriented
    programs may have no solution under other than constant returns: status ``infeasible``.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> bool(farrell.super_additive(panel).te.min() >= 1)
    True
    """
    check_options(panel, "super_additive", rts, orientation, bounds, orientations=ANY_ORIENTATION, reference=reference)
    choose_one("reference", reference, ("own", "pooled"))
    if not isinstance(weights, Mapping):
        choose_one("weights", weights, ("mip", "ones"))
    refuse(panel, "zero-divides", (*panel.roles.inputs, *panel.roles.outputs), lambda values: values <= 0)
    given = None if isinstance(weights, str) else column_weights(panel, weights, orientation)

    def solve(point: Point, rts: Rts) -> Found:
        x, y = point.x, point.y
        if given is not None:
            cost_in, cost_out = given[:2]
        else:
            cost_in, cost_out = (1.0 / x, 1.0 / y) if weights == "mip" else (np.ones_like(x), np.ones_like(y))
        program = LinearProgram()
        lambdas = span(program, point, rts, bounds)
        more = program.variables(len(x), cost=cost_in)
        less = program.variables(len(y), cost=cost_out)
        program.rows("<=", x, (lambdas, point.X.T), (more, -np.eye(len(x))))
        program.rows(">=", y, (lambdas, point.Y.T), (less, np.eye(len(y))))
        if orientation == "output":
            program.rows("<=", 0.0 * x, (more, np.eye(len(x))))
        program.rows("<=", 0.0 * y if orientation == "input" else y, (less, np.eye(len(y))))
        answer = program.minimise((less, 1.0 / y))
        if not answer.optimal:
            return Found.without(answer)
        up, down = answer[more], answer[less]
        return Found(
            score=float((1.0 + (up / x).mean()) / (1.0 - (down / y).mean())),
            lambdas=answer[lambdas],
            target_in=x + up,
            target_out=y - down,
            parts={"inefficiency": answer.objective},
            exact=answer.exact,
        )

    settings = {
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "weights": weights if isinstance(weights, str) else dict(weights),
    }
    return project(
        panel, solve, model="super_additive", measure="delta", settings=settings, reference=reference,
        te=itself, without_own=True,
    )  # fmt: skip
