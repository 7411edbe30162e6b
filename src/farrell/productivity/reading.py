"""Reading an index: who moved the frontier, and whether its chain is its direct value."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.dea import dea
from farrell.errors import OptionError
from farrell.productivity.change import ChangeResult, unwarned
from farrell.productivity.malmquist import malmquist
from farrell.productivity.technologies import CIRCULAR

AHEAD = 1e-6
"""A score or index must be beyond 1 by more to count as beyond."""


def has_innovators(result: ChangeResult) -> bool:
    """Whether an index tells who moved the frontier: a radial one of both periods' own frontiers."""
    asked = [result.settings.get(name) for name in ("technology", "form", "distance")]
    return asked == ["adjacent", "geometric", "radial"]


def innovators(result: ChangeResult) -> Any:
    """Units that moved the frontier: the three conditions of Färe, Grosskopf, Norris & Zhang 1994.

    techch > 1 (the frontier moved forward where the unit is; of Shephard's convention < 1), E^a(b) > 1 (its later data
    were out of reach before), and E^b(b) = 1 (it is on the later frontier).

    Parameters
    ----------
    result : of :func:`farrell.malmquist`: adjacent technology, geometric form, radial distances

    Returns
    -------
    DataFrame
        one row a unit and interval: unit, period_from, period_to, techch, ahead (E^a(b)), peer_of: how many units
        have it as a peer in the later period

    Raises
    ------
    OptionError
        code ``innovators-adjacent``: another result

    Notes
    -----
    Source: Färe, Grosskopf, Norris & Zhang 1994, AER 84:66-83, p. 79-80.
    """
    import pandas as pd

    if not isinstance(result, ChangeResult) or result.settings["model"] != "malmquist" or not has_innovators(result):
        raise OptionError("innovators-adjacent")
    D = result.distances
    shift = 1.0 / result.part("techch") if result.progress_is == "below" else result.part("techch")
    moved = (shift > 1 + AHEAD) & (D["to_from"] > 1 + AHEAD) & (D["to_to"] >= 1 - AHEAD)
    count = _peer_counts(result)
    rows = [
        [result.units[k], result.period_from[k], result.period_to[k], float(result.part("techch")[k]),
         float(D["to_from"][k]), count.get((result.units[k], result.period_to[k]), 0)]
        for k in np.nonzero(moved)[0]
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["unit", "period_from", "period_to", "techch", "ahead", "peer_of"])
    return frame.astype({"techch": np.float64, "ahead": np.float64, "peer_of": np.int64})  # without innovators, too


def _peer_counts(result: ChangeResult) -> dict[tuple[str, Any], int]:
    """How many other units have a unit-period as a peer on its own period's frontier."""
    chosen: dict[str, Any] = {k: result.settings[k] for k in ("rts", "orientation", "bounds")}
    scored = dea(result.panel, second_phase=False, **chosen)
    lambdas = np.asarray(scored.lambdas)
    found: dict[tuple[str, Any], int] = {}
    units, periods = result.panel.unit_labels, result.panel.period_labels
    for j, key in enumerate(zip(scored.reference_units, scored.reference_periods, strict=True)):
        users = np.nonzero(lambdas[:, j] > AHEAD)[0]
        found[key] = sum((units[i], periods[i]) != key for i in users)
    return found


def transitivity(result: ChangeResult) -> Any:
    """The chain of a Malmquist index over all periods beside the index of the first and the last period alone.

    Indices of one frontier for all periods (fixed-base, global, metafrontier) give the same. The adjacent index depends
    on the way that was taken: only Hicks-neutral change would let it chain (Färe & Grosskopf 1996).

    Returns
    -------
    DataFrame
        unit, chained, direct, gap (chained / direct - 1)

    Raises
    ------
    OptionError
        code ``reading-malmquist``: another index, or frontiers of several periods, which the two alone do not have
    """
    import pandas as pd

    settings = result.settings if isinstance(result, ChangeResult) else {"model": None}
    if settings["model"] != "malmquist" or settings["technology"] not in ("adjacent", *CIRCULAR):
        raise OptionError("reading-malmquist", technologies=["adjacent", *CIRCULAR])
    panel, chain = result.panel, result.cumulative()
    chained = chain[chain["period"] == panel.periods[-1]].set_index("unit")["tfpch"]
    direct = _by_levels(result) if settings["technology"] in CIRCULAR else _of_the_ends(result)
    frame = pd.DataFrame({"unit": panel.units, "chained": [float(chained[u]) for u in panel.units]})
    frame["direct"] = [direct.get(u, np.nan) for u in panel.units]
    frame["gap"] = frame["chained"] / frame["direct"] - 1.0
    return frame


def _of_the_ends(result: ChangeResult) -> dict[str, float]:
    """The adjacent index of the first and the last period."""
    names = ("orientation", "rts", "bounds", "decomposition", "form", "distance", "convention", "solver")
    options: dict[str, Any] = {name: result.settings[name] for name in names}
    with unwarned():
        ends = malmquist(result.panel.select(periods=[result.panel.periods[0], result.panel.periods[-1]]), **options)
    return dict(zip(ends.units, ends.tfpch.tolist(), strict=True))


def _by_levels(result: ChangeResult) -> dict[str, float]:
    """The index of the first and the last period from their efficiencies against the one frontier."""
    D, first, last = result.distances, result.panel.periods[0], result.panel.periods[-1]
    starts = zip(result.units, result.period_from, D["from_common"].tolist(), strict=True)
    ends = zip(result.units, result.period_to, D["to_common"].tolist(), strict=True)
    start, end = {u: v for u, p, v in starts if p == first}, {u: v for u, p, v in ends if p == last}
    ratio = {u: end[u] / start[u] for u in start if u in end}
    return {u: 1.0 / v for u, v in ratio.items()} if result.progress_is == "below" else ratio
