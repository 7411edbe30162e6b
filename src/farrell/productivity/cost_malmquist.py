"""The cost Malmquist index: what the same outputs could cost, over time, at each period's prices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import WITHOUT_BOUNDS, Floats, Ints, Rts, check_options, provenance, radial, refuse
from farrell.errors import OptionError
from farrell.productivity.aggregates import alike
from farrell.productivity.change import ChangeResult, unwarned, warn_without_index
from farrell.productivity.malmquist import malmquist
from farrell.productivity.pairs import Unbalanced, pairs_of
from farrell.productivity.scores import positions
from farrell.productivity.technologies import Key, Technologies

TECHNOLOGY = Technologies("adjacent")


def cost_malmquist(panel: Panel, *, rts: Rts = "crs", unbalanced: Unbalanced = "intervals") -> ChangeResult:
    """Cost Malmquist productivity change, where input prices are known.

    With the cost efficiency OE^S(t; w) = min{w X lambda : Y lambda >= y_t} / w x_t of the data of period t on the
    frontier of S at prices w, for periods a and b (above 1 is progress)::

        tfpch   = sqrt( OE^a(b; w_a) / OE^a(a; w_a)  *  OE^b(b; w_b) / OE^b(a; w_b) )
                = effch allocch techch pricech

    ``effch`` and ``techch`` are those of :func:`farrell.malmquist` in input orientation. ``allocch`` is the change of
    allocative efficiency, OE^b(b; w_b) / OE^a(a; w_a) / effch; ``pricech`` what is left, the effect of relative prices
    on the frontier's least cost.

    Parameters
    ----------
    panel : with input prices
    rts : crs, vrs, nirs, ndrs; other than crs, programs across periods may have no solution
    unbalanced : as in :func:`farrell.malmquist`

    Returns
    -------
    ChangeResult
        ``distances`` are the four cost efficiencies

    Raises
    ------
    OptionError
        code ``needs-input-prices``; one period only

    Notes
    -----
    The paper prints reciprocals: there below 1 is progress. Source: Maniadakis & Thanassoulis 2004,
    DOI 10.1016/S0377-2217(02)00177-2.
    """
    check_options(panel, "cost_malmquist", rts, "input", None, technologies=WITHOUT_BOUNDS)
    if not panel.roles.input_prices:
        raise OptionError("needs-input-prices")
    refuse(panel, "negative-price", panel.roles.input_prices, lambda values: values < 0)
    pairs = pairs_of(panel, "cost_malmquist", unbalanced)
    one = pairs.panel
    W = np.column_stack([one.numbers[c] for c in one.roles.input_prices])
    a, b = pairs.before, pairs.after
    gone = (a < 0) | (b < 0)
    key_a, key_b = TECHNOLOGY.own(pairs.start, a), TECHNOLOGY.own(pairs.end, b)
    E: dict[str, Floats] = {}
    status = np.full(len(a), "optimal", dtype="<U10")
    for frontier, keys, prices in (("from", key_a, W[a]), ("to", key_b, W[b])):
        for data, rows in (("from", a), ("to", b)):
            found, states = _cost_efficiency(one, keys, rows, prices, rts)
            E[f"{data}_{frontier}"] = np.where(gone, np.nan, found)
            status = np.where(status == "optimal", states, status)
    status[gone] = "absent"
    with unwarned():  # the same comparisons are named below
        technical = malmquist(panel, rts=rts, decomposition="fglr", unbalanced=unbalanced)
    with np.errstate(divide="ignore", invalid="ignore"):
        tfpch = np.sqrt(E["to_from"] / E["from_from"] * E["to_to"] / E["from_to"])
        overall = E["to_to"] / E["from_from"]
        parts = {
            "effch": technical.effch, "allocch": overall / technical.effch, "techch": technical.techch,
            "pricech": tfpch / overall / technical.techch, "tfpch": tfpch,
        }  # fmt: skip
    status[(status == "optimal") & ~(np.isfinite(tfpch) & (tfpch > 0))] = "undefined"
    good = status == "optimal"
    result = ChangeResult(
        panel=one, units=pairs.units, period_from=pairs.period_from, period_to=pairs.period_to,
        parts=Frozen({name: frozen(np.where(good, values, np.nan)) for name, values in parts.items()}),
        distances=Frozen({name: frozen(values) for name, values in E.items()}), status=frozen(status),
        settings=Frozen({"model": "cost_malmquist", "rts": rts, "orientation": "input", "unbalanced": unbalanced}),
        diagnostics=Frozen(dict(technical.diagnostics)), provenance=provenance(one),
    )  # fmt: skip
    warn_without_index(result, "cost_malmquist")
    return result


def _cost_efficiency(
    panel: Panel, keys: Sequence[Key], rows: Ints, W: Floats, rts: Rts
) -> tuple[Floats, NDArray[np.str_]]:
    """(K,) least cost over cost of rows at prices (K, m) against frontiers, and statuses: the radial program of one
    input, which is the cost."""
    found, status = np.full(len(rows), np.nan), np.full(len(rows), "absent", dtype="<U10")
    X, Y = panel.X, panel.Y
    for key, places in positions(keys).items():
        members = TECHNOLOGY.members(panel, key)
        for same in alike(W[places]):
            here = places[same]
            w = W[here[0]]
            solved = radial(
                ((X[members] @ w)[:, None], Y[members]), ((X[rows[here]] @ w)[:, None], Y[rows[here]]), rts, "input"
            )
            found[here], status[here] = solved.t, solved.status
    return found, status
