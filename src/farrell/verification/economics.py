"""Golden cases where prices are known: cost, revenue, profit, profitability, and their change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.directions import NAMED, directions
from farrell.dea.economics import (
    cost_efficiency,
    economic_inefficiency,
    profit_efficiency,
    profit_ratio,
    profitability_efficiency,
    revenue_efficiency,
)
from farrell.dea.frontier import ANY_RTS, frontiers
from farrell.dea.result import DEAResult
from farrell.productivity import ChangeResult, economic_change
from farrell.verification.cases import Case
from farrell.verification.common import LeftOut, Partly, Quantities, Runner, Unsupported, options_of, technology_of

LIMITS: dict[str, Any] = {"L": None, "U": None, "bounds": None}
PRICES = ("input_prices", "output_prices")
NEEDED = {"cost": PRICES[:1], "revenue": PRICES[1:]}
WAYS = ("direction_inputs", "direction_outputs")
TILT = 1e-6
"""By how much the inputs' beta counts more or less, to find the ends of an edge of optima."""
ROOM = 1e-5
"""How far beyond what the tilt finds a number may lie, and from which on ends differ."""
CHOICES: dict[str, Any] = {
    "side": ("cost", "revenue", "profit"),
    "measure": None,
    "measure_symbol": ("erg", "mddf", "russell", "additive", "ddf", "holder"),
    "rts": ANY_RTS,
    "monetary": (True, False),
    "weights": ("ones", "mip", "normalised", "normalized", "ram", "bam"),
    "l": (1, 2, "inf", "Inf"),
    "weighted": (True, False),
    "disposability": ("strong", "weak"),
    **dict.fromkeys(WAYS),
    **LIMITS,
}


def _panel(case: Case, side: str) -> Panel:
    roles = {role: tuple(case.data[role]) for role in NEEDED.get(side, PRICES) if case.data.get(role)}
    return case.panel(**roles)


def _technology(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in technology_of(options).items() if name != "orientation"}


def _ratios(case: Case, side: str) -> Quantities:
    options = options_of(
        case, rts=ANY_RTS, restricted_optimal=(True, False), disposability=("strong", "weak"),
        orientation=("input", "output", None), **LIMITS,
    )  # fmt: skip
    function = cost_efficiency if side == "cost" else revenue_efficiency
    result = function(
        _panel(case, side),
        **_technology(options),
        restricted=options.get("restricted_optimal", False),
        disposability=options.get("disposability", "strong"),
    )
    made = _listed(result)
    best = made["optimal"]
    return made | {
        "efficiency": made["economic"],
        "min_cost": best,
        "max_revenue": best,
        "ratio_max_over_obs": best / made["observed"],
    }


def _listed(result: DEAResult) -> dict[str, Any]:
    """Score and parts in data row order."""
    order = np.argsort(result.panel.rows)
    return {
        "economic": result.score[order],
        **{name: np.asarray(values)[order] for name, values in result.parts.items()},
        "target_inputs": result.target_in[order],
        "target_outputs": result.target_out[order],
    }


def _profit(case: Case) -> Quantities:
    options = options_of(
        case, rts=ANY_RTS, monetary=(True, False), direction_inputs=None, direction_outputs=None, **LIMITS
    )
    panel = _panel(case, "profit")
    result = profit_efficiency(
        panel, **_technology(options), monetary=options.get("monetary", False), **_ways(panel, options)
    )
    made = _listed(result)
    return made | {"efficiency": made["economic"], "max_profit": made["optimal"]}


def _profit_ratio(case: Case) -> Quantities:
    # of profits deaR bounds inputs and outputs by those of the unit, whatever restricted_optimal says
    options = options_of(case, rts=ANY_RTS, restricted_optimal=(True, False), **LIMITS)
    made = _listed(profit_ratio(_panel(case, "profit"), **_technology(options)))
    return made | {"efficiency": made["economic"]}


def _profitability(case: Case) -> Quantities:
    options = options_of(case, rts=("crs", "vrs"), alpha=None)
    made = _listed(profitability_efficiency(_panel(case, "profit"), alpha=options.get("alpha", 0.5)))
    return made | {"efficiency": made["economic"], "crs": made["technical_crs"], "vrs": made["technical_vrs"]}


def _ways(panel: Panel, options: Mapping[str, Any]) -> dict[str, Any]:
    """Words as they are; numbers by row come in data row order and go in the panel's."""
    made: dict[str, Any] = {}
    place = np.argsort(np.argsort(panel.rows))
    for name in WAYS:
        value = options.get(name, "observed")
        if isinstance(value, str):
            if value not in (*NAMED, "monetary", "euclidean"):
                raise Unsupported(f"{name} = {value}")
            made[name] = value
        else:
            numbers = np.asarray(value, dtype=np.float64)
            by_row = numbers.ndim == 2 or numbers.shape == (len(panel),)
            made[name] = numbers.reshape(len(panel), -1)[place] if by_row else numbers
    return made


def _measure(case: Case, side: str, panel: Panel) -> dict[str, Any]:
    """Our options of a case's measure."""
    options = options_of(case, **CHOICES)
    measure = options.get("measure", "ddf")
    made = {**_technology(options), "measure": "ddf" if measure == "radial" else measure}
    if "monetary" in options:
        made["monetary"] = options["monetary"]
    if made["measure"] in ("ddf", "modified_ddf") or options.get("measure_symbol") in ("mddf", "ddf"):
        made |= _ways(panel, options)
    if "weights" in options:
        made["weights"] = options["weights"].replace("normalized", "normalised")
    for name in ("weighted", "disposability"):
        if name in options:
            made[name] = options[name]
    if "l" in options:
        made["l"] = options["l"] if isinstance(options["l"], int) else "inf"
    if made["measure"] in ("reverse_ddf", "general_direct_approach"):
        of = options.get("measure_symbol", "erg").replace("mddf", "modified_ddf")
        # of costs and revenues BenchmarkingEconomicEfficiency.jl calls the Russell measure so
        is_russell = of == "erg" and side == "revenue" and made["measure"] == "general_direct_approach"
        made["of"] = "russell" if is_russell else of
    return made


def _inefficiency(case: Case, side: str) -> Quantities:
    panel = _panel(case, side)
    chosen = _measure(case, side, panel)
    result = economic_inefficiency(panel, side=side, **chosen)  # type: ignore[arg-type]
    made = _listed(result)
    if chosen.get("of") == "modified_ddf":
        made |= _open(case, panel, chosen, made)
    return made | {"efficiency": made["economic"]}


def _open(case: Case, panel: Panel, chosen: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """What hangs on the two betas of a modified distance, of which only the sum is unique.

    A tilt of the direction finds the ends of an edge of optima; where they differ, a case's number between them is
    that of another optimum.
    """
    less, more = directions(panel, frontiers(panel, "own"), *(chosen[way] for way in WAYS))
    tilted = [
        _listed(economic_inefficiency(panel, side="profit", **{**chosen, "direction_inputs": (1.0 + tilt) * less,
                                                               "direction_outputs": more}))
        for tilt in (-TILT, TILT)
    ]  # fmt: skip
    made: dict[str, Any] = {}
    for name in ("economic", "technical", "allocative", "normalization"):
        ends = np.sort([one[name] for one in tilted], axis=0)
        wanted = np.asarray(case.expected.get(name, ours[name]), dtype=np.float64)
        room = ROOM * np.maximum(np.abs(wanted), 1.0)
        between = (ends[0] - room <= wanted) & (wanted <= ends[1] + room)
        made[name] = Partly(ours[name], between & (ends[1] - ends[0] > room))
    return made


def _change(case: Case, side: str) -> Quantities:
    panel = _panel(case, side)
    if side in NEEDED and case.options.get("measure", "radial") == "radial":
        options = options_of(case, side=(side,), measure=("radial",), rts=ANY_RTS, **LIMITS)
        return _changes(case, economic_change(panel, side=side, **_technology(options)))  # type: ignore[arg-type]
    made = _changes(case, economic_change(panel, side=side, **_measure(case, side, panel)))  # type: ignore[arg-type]
    return {**made, **_misnormalised(case, panel)}


def _misnormalised(case: Case, panel: Panel) -> dict[str, Any]:
    """What cannot be right in a case of the modified distance whose factors are the worth of one column.

    BenchmarkingEconomicEfficiency.jl 0.1 takes w_1 g_1, or p_1 g_1, for w g_x and p g_y, which are sums over all
    columns (Aparicio, Pastor & Ray 2013): with several columns its parts in money are of no dual.
    """
    factor = case.expected.get("profitmodelbase.normalization")
    if case.options.get("measure") != "modified_ddf" or factor is None:
        return {}
    rows = np.argsort(panel.rows)[: len(panel.units)]
    W, P = (np.column_stack([panel.numbers[c] for c in getattr(panel.roles, role)])[rows] for role in PRICES)
    X, Y = panel.X[rows], panel.Y[rows]
    gains = (P * Y).sum(axis=1) >= (W * X).sum(axis=1)
    one = np.where(gains, W[:, 0] * X[:, 0], P[:, 0] * Y[:, 0])
    several = X.shape[1] > 1 or Y.shape[1] > 1
    if not several or not np.allclose(np.ravel(factor), one, rtol=1e-6):
        return {}
    parts = ("technical_change", "allocative_change", "profitmodelbase.normalization", "profitmodelcomp.normalization")
    return {name: LeftOut() for name in parts}


def _profitability_change(case: Case) -> Quantities:
    options = options_of(case, rts=("crs", "vrs"), alpha=None, side=("profitability",))
    panel = _panel(case, "profit")
    return _changes(case, economic_change(panel, side="profitability", alpha=options.get("alpha")))


def _changes(case: Case, result: ChangeResult) -> Quantities:
    """Parts as units x intervals, in the order of the data."""
    panel = result.panel
    units = list(dict.fromkeys(str(panel.unit_labels[r]) for r in np.argsort(panel.rows)))
    order = [list(panel.units).index(unit) for unit in units]

    def grid(values: Any) -> Any:
        made = np.asarray(values).reshape(-1, len(units))[:, order]
        return made.T if str(case.options.get("layout", "rows=dmus")).startswith("rows=dmus") else made

    made = {
        "economic_change": grid(result.index),
        "technical_change": grid(result.part("effch")),
        "allocative_change": grid(result.part("allocch")),
        "effchange_crs": grid(result.part("effch")),
        "effchange_vrs": grid(result.part("pech")),
        "effchange_scale": grid(result.part("sech")),
    }
    if "NF_from" in result.distances:
        first, last = grid(result.distances["NF_from"]), grid(result.distances["NF_to"])
        for before in ("normalization_base", *(f"{s}modelbase.normalization" for s in CHOICES["side"])):
            made[before] = first
        for after in ("normalization_comparison", *(f"{s}modelcomp.normalization" for s in CHOICES["side"])):
            made[after] = last
    return made


RUNNERS: dict[str, Runner] = {
    "cost": partial(_ratios, side="cost"),
    "revenue": partial(_ratios, side="revenue"),
    "profit": _profit,
    "profit_ratio": _profit_ratio,
    "profitability": _profitability,
    **{f"economic_inefficiency_{side}": partial(_inefficiency, side=side) for side in CHOICES["side"]},
    **{f"economic_change_{side}": partial(_change, side=side) for side in CHOICES["side"]},
    "economic_change_profitability": _profitability_change,
}
