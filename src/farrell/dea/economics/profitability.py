"""Profitability efficiency: revenue over cost, against the best there is."""

from __future__ import annotations

import warnings

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.economics.optimum import Optimum
from farrell.dea.economics.prices import prices
from farrell.dea.economics.told import ratio, told
from farrell.dea.frontier import Reference, check_options, frontiers, shown
from farrell.dea.hyperbolic import generalized_distance
from farrell.dea.radial import dea
from farrell.dea.result import DEAResult
from farrell.errors import SolveWarning

ABOUT = About(
    "profitability_efficiency",
    "(p_o y_o / w_o x_o) / max_j (p_o y_j / w_o x_j) = delta_crs x AE,  delta_crs = delta_vrs x SE",
    "Zofío & Prieto 2006, DOI 10.1007/s10108-006-9004-0; generalised distance: Chavas & Cox 1999, Southern Economic "
    "Journal 66(2), 294-318",
)


def profitability_efficiency(panel: Panel, *, alpha: float = 0.5, reference: Reference = "own") -> DEAResult:
    """Profitability efficiency of every unit-period: its return to the dollar over the best one at its prices.

    With revenue over cost at the unit's own prices (Zofío & Prieto 2006)::

        (p_o y_o / w_o x_o) / max_j (p_o y_j / w_o x_j) = delta_crs AE,   delta_crs = delta_vrs SE

    where delta is the generalised distance (:func:`farrell.generalized_distance`), SE scale and AE allocative
    efficiency.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, with prices of both
    alpha : of the generalised distance under variable returns; under constant returns it does not count
    reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are profitability efficiency, at most 1 unless a reference leaves the unit out; ``parts``
        has ``technical_crs``, ``technical_vrs``, ``scale``, ``allocative``, and ``observed`` and ``optimal``
        profitability. The target has the cost of the unit and the mix of the best one

    Raises
    ------
    OptionError
        an unknown option; a panel without prices
    DataError
        negative data or prices

    Notes
    -----
    The best profitability is that of a unit, for a mix of activities has a profitability between theirs. It has no
    scale, so constant returns are its benchmark. Neither units of measurement nor the level of prices count. A unit
    without cost or revenue is ``undefined``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "x": [2.0, 4, 4], "y": [1.0, 4, 2], "w": 1.0, "p": 2.0})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["x"], outputs=["y"], input_prices=["w"], output_prices=["p"],
    ...     allow=["few-units", "constant"],
    ... )
    >>> farrell.profitability_efficiency(panel).te.round(3).tolist()
    [0.5, 1.0, 0.5]
    """
    model = "profitability_efficiency"
    check_options(panel, model, "crs", "none", None, orientations=("none",), reference=reference)
    W, P = prices(panel, model, "profit")
    front = frontiers(panel, reference)
    income, outlay = (P * panel.Y).sum(axis=1), (W * panel.X).sum(axis=1)
    best = Optimum.none(len(panel))
    for block in front.blocks:
        if not len(block.X):
            continue
        rows = block.rows
        earned, spent = P[rows] @ block.Y.T, W[rows] @ block.X.T
        each = np.where(spent > 0, earned / np.where(spent > 0, spent, 1.0), np.where(earned > 0, np.inf, 0.0))
        chosen = each.argmax(axis=1)
        for i, row in enumerate(rows):
            j = int(chosen[i])
            if not np.isfinite(each[i, j]):
                best.status[row] = "unbounded"
                continue
            best.value[row], best.status[row] = each[i, j], "optimal"
            scale = outlay[row] / spent[i, j] if spent[i, j] > 0 else 1.0
            best.peers[row] = np.array([j]), np.array([scale])
    own = ratio(income, outlay)
    score = np.where(own > 0, ratio(own, best.value), np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)
        vrs = generalized_distance(panel, alpha=alpha, reference=reference).te
        crs = dea(panel, rts="crs", reference=reference, second_phase=False).te  # the same for every alpha
    parts = {
        "technical_crs": crs,
        "technical_vrs": vrs,
        "scale": ratio(crs, vrs),
        "allocative": ratio(score, crs),
        "observed": own,
        "optimal": best.value,
    }
    settings = {
        "model": model, "rts": "crs", "bounds": None, "orientation": "none", "alpha": alpha,
        "reference": shown(reference),
    }  # fmt: skip
    return told(panel, front, best, "profit", score, parts, settings, is_ratio=True)
