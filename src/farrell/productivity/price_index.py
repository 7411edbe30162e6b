"""Productivity change at each unit's own prices: Laspeyres, Paasche, Fisher, Törnqvist."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import Floats, Orientation, Rts, choose_one, refuse
from farrell.lp import Solver
from farrell.productivity.aggregates import (
    Frontier,
    aggregates_of,
    changes_of,
    check,
    explained,
    index_of_levels,
    prices_of,
    settings_of,
)
from farrell.productivity.change import ChangeResult
from farrell.productivity.pairs import Pairs, Unbalanced, pairs_of

PriceIndex = Literal["laspeyres", "paasche", "fisher", "tornqvist"]
PRICE_INDICES: tuple[PriceIndex, ...] = get_args(PriceIndex)


def price_index(
    panel: Panel,
    *,
    formula: PriceIndex = "fisher",
    rts: Rts = "vrs",
    orientation: Orientation = "output",
    technology: Frontier = "adjacent",
    unbalanced: Unbalanced = "intervals",
    solver: Solver = "auto",
) -> ChangeResult:
    """Productivity change at each unit's own prices: Laspeyres, Paasche, Fisher, Törnqvist.

    With y and x at two periods a and b::

        laspeyres   (p_a y_b / p_a y_a) / (w_a x_b / w_a x_a)
        paasche     (p_b y_b / p_b y_a) / (w_b x_b / w_b x_a)
        fisher      their geometric mean
        tornqvist   prod_r (y_rb / y_ra)^((s_ra + s_rb) / 2) / prod_i (x_ib / x_ia)^((c_ia + c_ib) / 2),  s, c: shares
                    of revenue and of cost

    All but Törnqvist come with O'Donnell's parts, each measured at the same prices: ``techch`` of the greatest
    productivity, ``otech`` (``itech``) of technical, ``omech`` (``imech``) of mix and ``rosech`` (``risech``) of
    residual scale efficiency; they multiply to ``tfpch``.

    Parameters
    ----------
    panel : with input and output prices; quantities positive for Törnqvist
    formula : of the index
    rts, orientation, technology, solver : of the parts, as in :func:`farrell.fare_primont`; Törnqvist has none
    unbalanced : as in :func:`farrell.malmquist`

    Returns
    -------
    ChangeResult

    Raises
    ------
    OptionError
        code ``needs-prices``
    DataError
        quantities that are not positive (Törnqvist)

    Notes
    -----
    Indices of more than two periods do not chain. Source: O'Donnell 2012, DOI 10.1007/s11123-012-0275-1; Diewert 1976,
    DOI 10.1016/0304-4076(76)90009-9.
    """
    choose_one("formula", formula, PRICE_INDICES)
    check(panel, "price_index", rts, orientation, technology, solver)
    prices_of(panel, "price_index")
    pairs = pairs_of(panel, "price_index", unbalanced)
    P, W = prices_of(pairs.panel, "price_index")
    settings = settings_of("price_index", rts, orientation, technology, unbalanced, solver) | {"formula": formula}
    if formula == "tornqvist":
        roles = panel.roles
        refuse(pairs.panel, "not-positive", [*roles.inputs, *roles.outputs], lambda values: values <= 0)
        idle = {"rts": None, "orientation": None, "technology": None}
        return index_of_levels(pairs, {"tfpch": _tornqvist(pairs, P, W)}, settings | idle, {})
    made = aggregates_of(pairs.panel, rts, orientation, technology, solver)
    a, b = pairs.before, pairs.after
    at = {"laspeyres": [(P[a], W[a])], "paasche": [(P[b], W[b])], "fisher": [(P[a], W[a]), (P[b], W[b])]}[formula]
    changes = [changes_of(made.at(a, p, w), made.at(b, p, w)) for p, w in at]
    parts = {name: np.exp(np.mean([np.log(c[name]) for c in changes], axis=0)) for name in changes[0]}
    return index_of_levels(pairs, explained(parts, orientation), settings, made.diagnostics)


def _tornqvist(pairs: Pairs, P: Floats, W: Floats) -> Floats:
    """Growth of quantities by mean value shares, of outputs less that of inputs."""
    a, b = pairs.before, pairs.after
    growth = []
    for quantity, price in ((pairs.panel.Y, P), (pairs.panel.X, W)):
        value = quantity * price
        share = value / value.sum(axis=1, keepdims=True)
        growth.append((0.5 * (share[a] + share[b]) * np.log(quantity[b] / quantity[a])).sum(axis=1))
    return np.asarray(np.exp(growth[0] - growth[1]))
