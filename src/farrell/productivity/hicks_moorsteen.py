"""The Hicks-Moorsteen index: output quantities over input quantities, without prices."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Floats, Orientation, Rts, choose_one, count
from farrell.lp import Solver
from farrell.productivity.aggregates import (
    Frontier,
    aggregates_of,
    changes_of,
    check,
    explained,
    frontier_keys,
    index_of_levels,
    settings_of,
    shadow_weights,
)
from farrell.productivity.change import ChangeResult
from farrell.productivity.pairs import Pairs, Unbalanced, pairs_of
from farrell.productivity.scores import Distance, Scores
from farrell.productivity.technologies import Technologies


def hicks_moorsteen(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    orientation: Orientation = "output",
    technology: Frontier = "adjacent",
    weights: Literal["distance", "shadow"] = "distance",
    unbalanced: Unbalanced = "intervals",
    solver: Solver = "auto",
) -> ChangeResult:
    """Hicks-Moorsteen index: a Malmquist output quantity index over a Malmquist input quantity index.

    With Shephard's output and input distances of the technologies of a and b (Bjurek 1996)::

        outch = sqrt( D_o^a(x_a, y_b) / D_o^a(x_a, y_a)  *  D_o^b(x_b, y_b) / D_o^b(x_b, y_a) )
        inch  = sqrt( D_i^a(x_b, y_a) / D_i^a(x_a, y_a)  *  D_i^b(x_b, y_b) / D_i^b(x_a, y_b) )
        tfpch = outch / inch

    With ``weights="shadow"`` the quantities are aggregated at shadow prices, the gradients of those distances at the
    mixed points (x_a, y_b) and (x_b, y_a), as O'Donnell's DPIN and R package productivity do; the index then has the
    parts of :func:`farrell.price_index`.

    Parameters
    ----------
    panel : at least two periods
    rts, technology, unbalanced, solver : as in :func:`farrell.fare_primont`
    orientation : of the parts, which only shadow prices have
    weights : ``"distance"`` functions themselves (Bjurek), or their ``"shadow"`` prices

    Returns
    -------
    ChangeResult

    Notes
    -----
    Both are complete indices: ratios of quantity indices under any returns to scale. They are equal where the four
    quantities of a pair lie on common facets. Shadow prices of a corner are not unique; one supporting pair is used.
    Source: Bjurek 1996, DOI 10.2307/3440861; O'Donnell 2010, DOI 10.1111/j.1467-8489.2010.00512.x.
    """
    choose_one("weights", weights, ("distance", "shadow"))
    check(panel, "hicks_moorsteen", rts, orientation, technology, solver)
    pairs = pairs_of(panel, "hicks_moorsteen", unbalanced)
    settings = settings_of("hicks_moorsteen", rts, orientation, technology, unbalanced, solver) | {"weights": weights}
    if weights == "distance":
        return _bjurek(pairs, rts, technology, solver, settings | {"orientation": None})
    made = aggregates_of(pairs.panel, rts, orientation, technology, solver)
    a, b = pairs.before, pairs.after
    X, Y = pairs.panel.X, pairs.panel.Y
    ahead, back = (X[a], Y[b]), (X[b], Y[a])
    key_a, key_b = frontier_keys(pairs, technology)
    tech = Technologies("adjacent" if technology == "global" else technology)
    p_a, w_a = (shadow_weights(pairs.panel, at, key_a, tech, rts)[i] for i, at in enumerate((ahead, back)))
    p_b, w_b = (shadow_weights(pairs.panel, at, key_b, tech, rts)[i] for i, at in enumerate((back, ahead)))
    changes = [changes_of(made.at(a, p, w), made.at(b, p, w)) for p, w in ((p_a, w_a), (p_b, w_b))]
    parts = {name: np.sqrt(changes[0][name] * changes[1][name]) for name in changes[0]}
    known = np.isfinite(np.hstack([p_a, p_b, w_a, w_b])).all(axis=1)
    status = np.where(known, "optimal", "infeasible").astype("<U10")
    return index_of_levels(pairs, explained(parts, orientation), settings, made.diagnostics, status)


def _bjurek(pairs: Pairs, rts: Rts, technology: Frontier, solver: Solver, settings: dict[str, Any]) -> ChangeResult:
    a, b, N, K = pairs.before, pairs.after, len(pairs.panel), len(pairs.before)
    X, Y = pairs.panel.X, pairs.panel.Y
    extra = np.vstack([X[a], X[b]]), np.vstack([Y[b], Y[a]])
    gone = (a < 0) | (b < 0)
    ahead, back = (np.where(gone, -1, N + shift + np.arange(K)) for shift in (0, K))  # (x_a, y_b), (x_b, y_a)
    key_a, key_b = frontier_keys(pairs, technology)
    tech = Technologies("adjacent" if technology == "global" else technology)
    E: dict[str, Floats] = {}
    diagnostics: dict[str, int] = {}
    status = np.full(K, "optimal", dtype="<U10")
    asked = {
        "output": (("ya", key_a, a), ("yb", key_a, ahead), ("yab", key_b, back), ("ybb", key_b, b)),
        "input": (("xa", key_a, a), ("xb", key_a, back), ("xab", key_b, ahead), ("xbb", key_b, b)),
    }
    for side, wanted in asked.items():
        scores = Scores(pairs.panel, Distance("radial", rts, side, None, solver), extra)  # type: ignore[arg-type]
        for _, keys, rows in wanted:
            scores.need(tech, keys, rows)
        scores.solve()
        count(diagnostics, scores.diagnostics)
        for name, keys, rows in wanted:
            E[name], states = scores.of(keys, rows)
            status = np.where(status == "optimal", states, status)
    with np.errstate(divide="ignore", invalid="ignore"):
        outch = np.sqrt(E["yb"] / E["ya"] * E["ybb"] / E["yab"])
        inch = np.sqrt(E["xa"] / E["xb"] * E["xab"] / E["xbb"])  # D_i is the reciprocal of theta
        parts = {"outch": outch, "inch": inch, "tfpch": outch / inch}
    return index_of_levels(pairs, parts, settings, diagnostics, status)
