"""Economic inefficiency: a loss of money as a technical and an allocative part that add up, by any measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.additive import DISPOSABILITIES, Disposability, NamedWeights
from farrell.dea.directions import Direction, shown_direction
from farrell.dea.economics.measures import ORIENTED, Base, Choice, Measure, refuse_measure, technical
from farrell.dea.economics.optimum import most_profit, one_sided
from farrell.dea.economics.prices import SIDES, Side, observed, prices
from farrell.dea.economics.told import told
from farrell.dea.frontier import (
    ANY_ORIENTATION,
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
from farrell.dea.holder import Norm
from farrell.dea.result import DEAResult
from farrell.dea.slack_models import as_mapping
from farrell.errors import OptionError
from farrell.lp.tolerances import NEGLIGIBLE

ABOUT = About(
    "economic_inefficiency",
    "cost: (w_o x_o - C) / NF = TI + AI,  revenue: (R - p_o y_o) / NF = TI + AI,  profit: (Pi - pi_o) / NF = TI + AI",
    "Pastor, Aparicio & Zofío 2022, DOI 10.1007/978-3-030-84397-7",
)


def economic_inefficiency(
    panel: Panel,
    *,
    side: Side = "cost",
    measure: Measure = "ddf",
    of: Base | None = None,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    monetary: bool = False,
    direction_inputs: Direction | str = "observed",
    direction_outputs: Direction | str = "observed",
    weights: NamedWeights | Mapping[str, float] = "ones",
    l: Norm = 2,  # noqa: E741
    weighted: bool = False,
    disposability: Disposability = "strong",
    reference: Reference = "own",
) -> DEAResult:
    """Cost, revenue or profit that is lost, as a technical and an allocative part by any measure of inefficiency.

    With C the least cost, R the most revenue, Pi the most profit at the unit's own prices
    (:func:`farrell.cost_efficiency`, :func:`farrell.revenue_efficiency`, :func:`farrell.profit_efficiency`)::

        cost      (w x_o - C) / NF         = TI + AI
        revenue   (R - p y_o) / NF         = TI + AI
        profit    (Pi - (p y_o - w x_o)) / NF = TI + AI

    TI is the measure's technical inefficiency on the side that moves, NF the factor that duality gives it, such that
    AI >= 0 (Pastor, Aparicio & Zofío 2022). With lists over inputs for cost, outputs for revenue, both for profit:

    =========================== =============================== =========================================
    measure                     TI                              NF
    =========================== =============================== =========================================
    ``ddf``                     beta                            w g_x + p g_y
    ``additive``                sum of rho s                    min of w / rho, p / rho
    ``russell``                 1 - mean theta; mean phi - 1    m min w x; s min p y
    .. for profit               1 - graph measure               (m + s) min of w x, p y
    ``erg``                     1 - rho (slacks-based)          min(m w x, s p y) (1 + mean s+ / y)
    ``holder``                  distance in the norm l          dual norm of the prices
    ``modified_ddf`` (profit)   beta_x + beta_y                 min(w g_x, p g_y)
    ``reverse_ddf``             that of the measure ``of``      (w s- + p s+) / TI
    ``general_direct_approach`` that of the measure ``of``      (w s- + p s+) / TI
    =========================== =============================== =========================================

    The last two measure the money on the way (s-, s+) to the projection itself, so that AI is what the projection
    still loses. The way ends where the measure does: of distances before the slacks that remain. On the frontier, where
    there is no way, they have the NF of their measure.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, with the prices that the side needs (all for profit)
    side : ``"cost"``, ``"revenue"`` or ``"profit"``
    measure : as in the table
    of : the measure of ``"reverse_ddf"`` (``"erg"`` or ``"modified_ddf"``) and of ``"general_direct_approach"`` (any)
    rts : returns to scale, or ``"fdh"``. Profit is 0 or without bound under crs
    bounds, reference : as in :func:`farrell.dea.dea`
    monetary : whether to give the three in money, each times NF
    direction_inputs, direction_outputs : of ``ddf`` and ``modified_ddf``, as in :func:`farrell.ddf`; also
        ``"monetary"``, 1 over the sum of prices of what moves, by which NF = 1, and ``"euclidean"``, prices over their
        Euclidean norm. The side held does not move
    weights : rho of ``additive``, as in :func:`farrell.additive`
    l, weighted : of ``holder``, as in :func:`farrell.holder`
    disposability : of the side held, for ``additive`` of cost and revenue

    Returns
    -------
    DEAResult
        ``score`` is economic inefficiency, 0 at best; ``te`` is NaN. ``parts`` has ``technical`` and ``allocative``,
        whose sum it is, ``normalization`` NF, ``observed`` and ``optimal`` money. Targets are those of the optimum

    Raises
    ------
    OptionError
        an unknown option, ``of`` or ``disposability`` with another measure, a panel without the prices
    DataError
        negative data or prices; what the measure refuses

    Notes
    -----
    Scores of NF that is a price have a unit: quantities for ``additive`` with weights of 1, for ``ddf`` along ones, and
    for ``holder`` unless weighted. A unit whose NF is 0, such as one with a price of 0 under ``russell``, is
    ``undefined``; so is, under ``holder`` and all other measures but ``ddf``, a unit outside its reference that the
    reference does not make possible. The TI of ``ddf`` is negative there. ``holder``, and ``general_direct_approach``
    of it, refuses ``rts="fdh"``. ``reverse_ddf`` and ``general_direct_approach`` hang on the projection, so where that
    is not unique neither is the split. Aparicio, Pastor & Ray 2013 (DOI 10.1016/j.ejor.2012.10.028) give the least of
    both for ``modified_ddf``; for observed directions it is w x_o where profit is not negative, else p y_o.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "x": [2.0, 4, 4], "y": [1.0, 3, 1], "w": 1.0, "p": 2.0})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["x"], outputs=["y"], input_prices=["w"], output_prices=["p"],
    ...     allow=["few-units", "constant"],
    ... )
    >>> lost = farrell.economic_inefficiency(panel, side="profit", measure="additive", monetary=True)
    >>> lost.score.tolist(), lost.parts["technical"].tolist(), lost.parts["allocative"].tolist()
    ([2.0, 0.0, 4.0], [0.0, 0.0, 2.0], [2.0, 0.0, 2.0])
    """
    choose_one("side", side, SIDES)
    choice = Choice(
        side, measure, rts, bounds, reference, direction_inputs, direction_outputs, weights, disposability, l,
        weighted, of,
    )  # fmt: skip
    settings = {
        "side": side,
        "measure": measure,
        "of": of,
        "monetary": monetary,
        "direction_inputs": shown_direction(direction_inputs),
        "direction_outputs": shown_direction(direction_outputs),
        "weights": weights if isinstance(weights, str) else as_mapping("weights", weights),
        "l": l,
        "weighted": weighted,
        "disposability": disposability,
    }
    return decomposed(panel, "economic_inefficiency", choice, settings)


def decomposed(panel: Panel, model: str, choice: Choice, settings: Mapping[str, Any]) -> DEAResult:
    """The money lost and its parts, under a measure."""
    side, rts, bounds, reference = choice.side, choice.rts, choice.bounds, choice.reference
    check_options(
        panel, model, rts, "none", bounds, technologies=ANY_RTS, orientations=ANY_ORIENTATION, reference=reference
    )
    refuse_measure(choice)
    choose_one("monetary", settings["monetary"], (True, False))
    choose_one("disposability", choice.disposability, DISPOSABILITIES)
    weak = choice.disposability == "weak"
    if weak and (choice.measure != "additive" or side == "profit"):
        raise OptionError("measure-option", option="disposability", measure="additive")
    if weak and rts == "fdh":
        raise OptionError("weak-without-convexity", model=model)
    W, P = prices(panel, model, side)
    front = frontiers(panel, reference)
    if side == "profit":
        best = most_profit(panel, front, W, P, rts, bounds)
    else:
        orientation: Orientation = "input" if side == "cost" else "output"
        best = one_sided(panel, front, W if side == "cost" else P, orientation, rts, bounds, weak=weak)
    worth = observed(panel, W, P, side)
    lost = best.value - worth if side != "cost" else worth - best.value
    turnover = (W * panel.X).sum(axis=1) + (P * panel.Y).sum(axis=1)
    lost = np.where(np.abs(lost) <= NEGLIGIBLE * turnover, 0.0, lost)
    found = technical(panel, W, P, choice)
    fair = np.isfinite(found.factor) & (found.factor > 0)
    factor = np.where(fair, found.factor, np.nan)
    money = settings["monetary"]
    economic = lost if money else lost / factor
    share = found.inefficiency * factor if money else found.inefficiency
    score = np.where(fair & np.isfinite(share), economic, np.nan)
    parts = {
        "technical": share,
        "allocative": economic - share,
        "normalization": factor,
        "observed": worth,
        "optimal": best.value,
    }
    chosen = {
        "model": model, "rts": rts, "bounds": bounds, "orientation": ORIENTED[side], **settings,
        "reference": shown(reference),
    }  # fmt: skip
    return told(panel, front, best, side, score, parts, chosen, is_ratio=False)
