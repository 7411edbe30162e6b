"""Cost efficiency and revenue efficiency: radial, with a technical and an allocative part that multiply."""

from __future__ import annotations

import warnings
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.economics.optimum import one_sided
from farrell.dea.economics.prices import observed, prices
from farrell.dea.economics.told import ratio, told
from farrell.dea.fdh import fdh
from farrell.dea.frontier import (
    ANY_RTS,
    AnyRts,
    Bounds,
    Orientation,
    Reference,
    check_options,
    choose_one,
    frontiers,
    shown,
)
from farrell.dea.radial import DISPOSABILITIES, Disposability, dea
from farrell.dea.result import DEAResult
from farrell.errors import OptionError, SolveWarning
from farrell.lp import Solver

ABOUT = About(
    "cost_efficiency",
    "CE = C(y_o, w_o) / w_o x_o,  C(y, w) = min w x  s.t.  X lambda <= x,  Y lambda >= y,  lambda >= 0\n"
    "CE = theta x AE",
    "Farrell 1957, DOI 10.2307/2343100; Färe, Grosskopf & Lovell 1985, DOI 10.1007/978-94-015-7721-2",
)


def cost_efficiency(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    disposability: Disposability = "strong",
    restricted: bool = False,
    reference: Reference = "own",
    solver: Solver = "auto",
) -> DEAResult:
    """Cost efficiency of every unit-period: the least cost of its outputs over its cost.

    With the prices w_o that unit o pays (Farrell 1957; Färe, Grosskopf & Lovell 1985, chapter 4)::

        C(y_o, w_o) = min_{x, lambda} w_o x
            s.t.  sum_j lambda_j x_j <= x,   sum_j lambda_j y_j >= y_o,   lambda >= 0

    with the sum of lambda as ``rts`` asks. CE = C / w_o x_o is technical efficiency theta (:func:`farrell.dea`, input
    oriented) times allocative efficiency: the right amount of inputs, and the right mix at these prices.

    Parameters
    ----------
    panel : N rows; m inputs with prices (role ``input_prices``), s outputs
    rts : returns to scale, or ``"fdh"`` for a technology without convexity
    bounds, reference, solver : as in :func:`farrell.dea.dea`
    disposability : ``"weak"`` makes the rows of the outputs equations, in the technical part as well
    restricted : whether no input may be used more than it is, x <= x_o. Where inputs may not be traded one for
        another, the least cost is higher

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are CE, at most 1 unless a reference leaves the unit out; ``parts`` has ``technical`` and
        ``allocative``, whose product it is, and ``observed`` and ``optimal``, the costs. Targets are the inputs of
        least cost, of which one may be more than what is used (a negative slack); outputs stay

    Raises
    ------
    OptionError
        an unknown option; a panel without input prices
    DataError
        negative data or prices

    Notes
    -----
    It does not depend on the units of measurement, nor on the level of prices, only on their ratios. A unit whose cost
    is 0 is ``undefined``; against a frontier that does not reach its outputs a unit is ``infeasible``. Inputs of
    least cost need not be unique; a unit of least cost is its own target.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABCDE"), "x": [2, 2, 6, 3, 6], "z": [5, 4, 6, 2, 2], "y": [1, 2, 3, 1, 2]})
    >>> panel = farrell.Panel.from_frame(
    ...     df.assign(w=1.0, v=3.0), unit="u", inputs=["x", "z"], outputs=["y"], input_prices=["w", "v"],
    ...     allow=["few-units", "constant"],
    ... )
    >>> farrell.cost_efficiency(panel, rts="crs").te.round(3).tolist()
    [0.353, 0.857, 0.75, 0.667, 1.0]
    """
    return radially(panel, "cost", rts, bounds, disposability, restricted, reference, solver)


def radially(
    panel: Panel,
    side: Literal["cost", "revenue"],
    rts: AnyRts,
    bounds: Bounds | None,
    disposability: Disposability,
    restricted: bool,
    reference: Reference,
    solver: Solver,
) -> DEAResult:
    """Cost or revenue efficiency and its parts."""
    model = f"{side}_efficiency"
    orientation: Orientation = "input" if side == "cost" else "output"
    check_options(panel, model, rts, orientation, bounds, solver, technologies=ANY_RTS, reference=reference)
    choose_one("disposability", disposability, DISPOSABILITIES)
    choose_one("restricted", restricted, (True, False))
    weak = disposability == "weak"
    if weak and rts == "fdh":
        raise OptionError("weak-without-convexity", model=model)
    W, P = prices(panel, model, side)
    front = frontiers(panel, reference)
    best = one_sided(
        panel, front, W if side == "cost" else P, orientation, rts, bounds,
        weak=weak, restricted=restricted, solver=solver,
    )  # fmt: skip
    worth = observed(panel, W, P, side)
    score = ratio(best.value, worth) if side == "cost" else np.where(worth > 0, ratio(worth, best.value), np.nan)
    technical = _technical(panel, orientation, rts, bounds, weak, reference, solver)
    parts = {
        "technical": technical,
        "allocative": ratio(score, technical),
        "observed": worth,
        "optimal": best.value,
    }
    settings = {
        "model": model, "rts": rts, "bounds": bounds, "orientation": orientation, "disposability": disposability,
        "restricted": restricted, "reference": shown(reference), "solver": solver,
    }  # fmt: skip
    return told(panel, front, best, side, score, parts, settings, is_ratio=True)


def _technical(
    panel: Panel, orientation: Orientation, rts: AnyRts, bounds: Bounds | None, weak: bool, reference: Any, solver: Any
) -> Any:
    """(N,) theta or 1 / phi."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)
        if rts == "fdh":
            return fdh(panel, orientation=orientation, reference=reference, second_phase=False).te
        held = "disposability_outputs" if orientation == "input" else "disposability_inputs"
        chosen: dict[str, Any] = {held: "weak"} if weak else {}
        return dea(
            panel, rts=rts, bounds=bounds, orientation=orientation, reference=reference, second_phase=False,
            solver=solver, **chosen,
        ).te  # fmt: skip
