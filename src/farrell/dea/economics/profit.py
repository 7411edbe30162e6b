"""Profit: Nerlovian inefficiency, and the ratio of profits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.directions import Direction, shown_direction
from farrell.dea.economics.inefficiency import decomposed
from farrell.dea.economics.measures import Choice
from farrell.dea.economics.prices import observed, prices
from farrell.dea.frontier import ANY_RTS, AnyRts, Bounds, Reference, Rts, check_options
from farrell.dea.project import Point, project, span
from farrell.dea.result import DEAResult
from farrell.lp import LinearProgram

ABOUT = {
    "profit_efficiency": About(
        "profit_efficiency",
        "(Pi(w_o, p_o) - (p_o y_o - w_o x_o)) / (p_o g_y + w_o g_x) = beta + AI,\n"
        "Pi(w, p) = max p y - w x  s.t.  X lambda <= x,  Y lambda >= y,  lambda >= 0",
        "Chambers, Chung & Färe 1998, DOI 10.1023/A:1022637501082",
    ),
    "profit_ratio": About(
        "profit_ratio",
        "(p_o y_o - w_o x_o) / (p_o y* - w_o x*),  (x*, y*) best s.t.  X lambda = x* <= x_o,  Y lambda = y* >= y_o",
        "Cooper, Seiford & Tone 2007, DOI 10.1007/978-0-387-45283-8, section 8.3",
    ),
}


def profit_efficiency(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    direction_inputs: Direction | str = "observed",
    direction_outputs: Direction | str = "observed",
    monetary: bool = False,
    reference: Reference = "own",
) -> DEAResult:
    """Nerlovian profit inefficiency of every unit-period: profit that is lost, over the worth of the direction.

    With the unit's own prices (Chambers, Chung & Färe 1998)::

        (Pi(w_o, p_o) - (p_o y_o - w_o x_o)) / (p_o g_y + w_o g_x) = beta + AI,
        Pi(w, p) = max_{x, y, lambda} p y - w x   s.t.  X lambda <= x,  Y lambda >= y,  lambda >= 0

    with the sum of lambda as ``rts`` asks; beta is the directional distance (:func:`farrell.ddf`), AI allocative.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, with prices of both
    rts : returns to scale, or ``"fdh"``. Under crs the most profit is 0, or without bound
    bounds, reference : as in :func:`farrell.dea.dea`
    direction_inputs, direction_outputs, monetary : as in :func:`farrell.economic_inefficiency`

    Returns
    -------
    DEAResult
        as of :func:`farrell.economic_inefficiency`, whose ``side="profit", measure="ddf"`` it is

    Raises
    ------
    OptionError
        an unknown option; a panel without prices
    DataError
        negative data or prices

    Notes
    -----
    Profit is linear, so its best is one unit of the reference at the largest or least scale of its returns: no program
    is solved for it. A unit of unbounded profit is ``unbounded``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "x": [2.0, 4, 4], "y": [1.0, 3, 1], "w": 1.0, "p": 2.0})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["x"], outputs=["y"], input_prices=["w"], output_prices=["p"],
    ...     allow=["few-units", "constant"],
    ... )
    >>> farrell.profit_efficiency(panel).score.round(3).tolist()
    [0.5, 0.0, 0.667]
    """
    choice = Choice("profit", "ddf", rts, bounds, reference, direction_inputs, direction_outputs)
    settings = {
        "monetary": monetary,
        "direction_inputs": shown_direction(direction_inputs),
        "direction_outputs": shown_direction(direction_outputs),
    }
    return decomposed(panel, "profit_efficiency", choice, settings)


def profit_ratio(
    panel: Panel, *, rts: AnyRts = "vrs", bounds: Bounds | None = None, reference: Reference = "own"
) -> DEAResult:
    """Profit of every unit-period over the most that it can make without using more of any input or making less.

    The program of unit o is (Cooper, Seiford & Tone 2007, section 8.3)::

        max p_o y - w_o x   s.t.  x = X lambda <= x_o,   y = Y lambda >= y_o,   lambda >= 0

    with the sum of lambda as ``rts`` asks.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, with prices of both
    rts : returns to scale, or ``"fdh"``
    bounds, reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` is the ratio; ``te`` is it where both profits are positive, NaN else. ``parts`` has ``observed`` and
        ``optimal`` profit

    Raises
    ------
    OptionError
        an unknown option; a panel without prices
    DataError
        negative data or prices

    Notes
    -----
    Where both profits are losses the ratio is 1 or more and grows with the loss; where only the best is a gain it is
    negative; without a best profit it is ``undefined``. :func:`farrell.profit_efficiency` has none of these troubles.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "x": [2.0, 4, 4], "y": [3.0, 6, 3], "w": 1.0, "p": 1.0})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["x"], outputs=["y"], input_prices=["w"], output_prices=["p"],
    ...     allow=["few-units", "constant"],
    ... )
    >>> farrell.profit_ratio(panel).score.tolist()
    [1.0, 1.0, -0.5]
    """
    check_options(panel, "profit_ratio", rts, "none", bounds, technologies=ANY_RTS, orientations=("none",),
                  reference=reference)  # fmt: skip
    W, P = prices(panel, "profit_ratio", "profit")

    def solve(point: Point, rts: Rts) -> Found:
        w, p = W[point.row], P[point.row]
        program = LinearProgram()
        lambdas = span(program, point, rts, bounds)
        less = program.variables(len(point.x), cost=-w)
        more = program.variables(len(point.y), cost=-p)
        program.rows("==", point.x, (lambdas, point.X.T), (less, np.eye(len(point.x))))
        program.rows("==", point.y, (lambdas, point.Y.T), (more, -np.eye(len(point.y))))
        answer = program.minimise()
        if not answer.optimal:
            return Found.without(answer)
        x, y = point.x - answer[less], point.y + answer[more]
        best = float(p @ y - w @ x)
        return Found(
            best, lambdas=answer[lambdas], target_in=x, target_out=y, parts={"optimal": best}, exact=answer.exact
        )

    worth = observed(panel, W, P, "profit")
    settings = {"rts": rts, "bounds": bounds, "orientation": "none"}
    result = project(panel, solve, model="profit_ratio", measure="economic", settings=settings, reference=reference)
    best = result.score
    some = np.isfinite(best) & (best != 0)
    score = np.where(some, worth / np.where(some, best, 1.0), np.nan)
    status = np.where((result.status == "optimal") & ~some, "undefined", result.status)
    te = np.where((worth > 0) & (best > 0), score, np.nan)
    return replace(
        result, score=frozen(score), te=frozen(te), status=frozen(status),
        parts=Frozen({**result.parts, "observed": frozen(worth)}),
    )  # fmt: skip
