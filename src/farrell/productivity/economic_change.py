"""Change of economic efficiency: what became of the loss of money, and of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.additive import Disposability, NamedWeights
from farrell.dea.directions import Direction
from farrell.dea.economics import (
    cost_efficiency,
    economic_inefficiency,
    profitability_efficiency,
    revenue_efficiency,
)
from farrell.dea.economics.measures import Base, Measure
from farrell.dea.frontier import AnyRts, Bounds, Floats, choose_one, provenance
from farrell.dea.holder import Norm
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.productivity.change import ChangeResult, unwarned, warn_without_index
from farrell.productivity.pairs import Unbalanced, pairs_of

ChangeSide = Literal["cost", "revenue", "profit", "profitability"]
CHANGE_SIDES: tuple[ChangeSide, ...] = get_args(ChangeSide)
ChangeMeasure = Literal["radial"] | Measure
RADIAL = {"cost": cost_efficiency, "revenue": revenue_efficiency}
NAMES = {
    "technical": "effch",
    "technical_vrs": "pech",
    "scale": "sech",
    "allocative": "allocch",
}
"""A part of a score -> the name of its change; technical efficiency under constant returns is made of pech and sech."""


def economic_change(
    panel: Panel,
    *,
    side: ChangeSide = "cost",
    measure: ChangeMeasure = "radial",
    of: Base | None = None,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    monetary: bool | None = None,
    direction_inputs: Direction | str | None = None,
    direction_outputs: Direction | str | None = None,
    weights: NamedWeights | Mapping[str, float] | None = None,
    l: Norm | None = None,  # noqa: E741
    weighted: bool | None = None,
    disposability: Disposability | None = None,
    restricted: bool | None = None,
    alpha: float | None = None,
    unbalanced: Unbalanced = "intervals",
) -> ChangeResult:
    """Change of economic efficiency between periods, each held against the best of its own frontier and prices.

    With the economic efficiency E(t) of a unit's data of period t at the prices and frontier of t, for periods a and b
    (progress is above 1, of inefficiencies above 0)::

        radial cost, revenue; profitability    econch = E(b) / E(a)   = effch allocch
        other measures, profit                 econch = EI(a) - EI(b) = effch + allocch

    with the parts that :func:`farrell.cost_efficiency`, :func:`farrell.revenue_efficiency`,
    :func:`farrell.profitability_efficiency` (where effch = pech sech) and :func:`farrell.economic_inefficiency` give.

    Parameters
    ----------
    panel : with the prices that the side needs, of every period
    side : ``"cost"``, ``"revenue"``, ``"profit"`` or ``"profitability"``
    measure : ``"radial"`` (cost, revenue), or one of :func:`farrell.economic_inefficiency`; profit needs such a
        one, profitability has its own and takes ``"radial"`` only
    of, rts, bounds : as in :func:`farrell.economic_inefficiency`; of profitability none
    unbalanced : as in :func:`farrell.malmquist`
    monetary, direction_inputs, direction_outputs, weights, l, weighted, disposability, restricted, alpha : of the model
        of one period; an option that it does not have is refused. None for what the model does by itself

    Returns
    -------
    ChangeResult
        ``parts`` end with ``econch``; ``distances`` are the scores of both periods, and a measure's factors ``NF``.
        ``is_sum`` tells differences from ratios

    Raises
    ------
    OptionError
        an unknown option; a panel of one period, or without prices

    Notes
    -----
    It says how far units have kept up with the best, and not how far the best has moved, which
    :func:`farrell.cost_malmquist` does: with each period's own frontier no program can be infeasible. In money
    (``monetary``) prices of several periods are added up, so deflate them first. Source: Pastor, Aparicio & Zofío 2022,
    DOI 10.1007/978-3-030-84397-7.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("AB") * 2, "t": [1, 1, 2, 2], "x": [2.0, 4, 2, 3], "y": 1.0, "w": 1.0})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", period="t", inputs=["x"], outputs=["y"], input_prices=["w"], allow=["few-units", "constant"]
    ... )
    >>> farrell.economic_change(panel).index.round(3).tolist()
    [1.0, 1.333]
    """
    choose_one("side", side, CHANGE_SIDES)
    is_sum = side == "profit" or measure != "radial"
    given = {
        "monetary": monetary, "direction_inputs": direction_inputs, "direction_outputs": direction_outputs,
        "weights": weights, "l": l, "weighted": weighted, "disposability": disposability, "restricted": restricted,
        "alpha": alpha,
    }  # fmt: skip
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if side == "profitability":
        choose_one("measure", measure, ("radial",))
    else:
        chosen |= {"rts": rts, "bounds": bounds}
    if side != "profitability" and is_sum:
        chosen |= {"side": side, "measure": measure, "of": of}
    if of is not None and not is_sum:
        raise OptionError("measure-option", option="of", measure="reverse_ddf / general_direct_approach")
    pairs = pairs_of(panel, "economic_change", unbalanced)
    with unwarned():  # the same comparisons are named below
        result = _scored(pairs.panel, side, is_sum, chosen)
    a, b = pairs.before, pairs.after
    gone = (a < 0) | (b < 0)
    status = np.where(result.status[a] == "optimal", result.status[b], result.status[a]).astype("<U10")
    status[gone] = "absent"
    good = status == "optimal"

    def change(values: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = values[a] - values[b] if is_sum else values[b] / values[a]
        made: Floats = frozen(np.where(good, moved, np.nan))
        return made

    made = {name: change(result.parts[part]) for part, name in NAMES.items() if part in result.parts}
    if side == "profitability":
        made = {"effch": change(result.parts["technical_crs"]), **made}
    made["econch"] = change(result.score)
    levels: Mapping[str, Floats] = {
        name: frozen(np.where(gone, np.nan, values[rows]))
        for name, values, rows in (("from_from", result.score, a), ("to_to", result.score, b))
    }
    if is_sum:
        factor = result.parts["normalization"]
        levels = {**levels, "NF_from": frozen(np.where(gone, np.nan, factor[a])),
                  "NF_to": frozen(np.where(gone, np.nan, factor[b]))}  # fmt: skip
    settings = {key: value for key, value in result.settings.items() if key not in ("model", "reference")}
    changed = ChangeResult(
        panel=pairs.panel, units=pairs.units, period_from=pairs.period_from, period_to=pairs.period_to,
        parts=Frozen(made), distances=Frozen(levels), status=frozen(status),
        settings=Frozen({"model": "economic_change", "side": side, **settings, "unbalanced": unbalanced}),
        diagnostics=Frozen(dict(result.diagnostics)), provenance=provenance(pairs.panel), is_sum=is_sum,
    )  # fmt: skip
    warn_without_index(changed, "economic_change")
    return changed


def _scored(panel: Panel, side: ChangeSide, is_sum: bool, chosen: dict[str, Any]) -> DEAResult:
    """The model of one period over all of them."""
    function: Any = economic_inefficiency if is_sum else RADIAL.get(side, profitability_efficiency)
    known = function.__kwdefaults__
    for name in chosen:
        if name not in known:
            raise OptionError.choice(f"economic_change, {side}: option", name, known)
    made: DEAResult = function(panel, **chosen)
    return made
