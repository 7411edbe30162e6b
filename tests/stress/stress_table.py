"""Which model is compared with what, and on which panels."""

from collections.abc import Callable, Iterator
from typing import Any

import economics_by_scipy as economics
import network_by_scipy as network
import radial_by_scipy as radial
import slacks_by_scipy as slacks
from stress_panels import KINDS, Draw

TOLERANCE = 1e-6
POSITIVE = {"kinds": tuple(k for k in KINDS if k != "zeros")}
"""Panels without zeros, of models that divide by each value."""
PRICED = {**POSITIVE, "input_prices": 0, "output_prices": 0}
LINKED = {**POSITIVE, "intermediates": 2}
"""Panels with what goes from one stage to the next."""
BAD = {"undesirable": 1, "kinds": POSITIVE["kinds"]}

Check = Callable[[Draw], Iterator[tuple[str, float, float]]]
CHECKS: dict[str, tuple[Check, dict[str, Any]]] = {
    "additive": (slacks.additive, POSITIVE),
    "by_production": (slacks.by_production, {**BAD, "outputs": 1}),
    "capacity": (radial.capacity, {**POSITIVE, "inputs": 2}),
    "categorical": (radial.categorical, {}),
    "closest_targets": (slacks.closest_targets, {**POSITIVE, "units": 4, "periods": 2}),
    "common_weights": (slacks.common_weights, POSITIVE),
    "congestion": (slacks.congestion, POSITIVE),
    "cross_efficiency": (slacks.cross_efficiency, POSITIVE),
    "ddf": (radial.ddf, {}),
    "dea": (radial.dea, {}),
    "ebm": (slacks.ebm, POSITIVE),
    "efficiency_ladder": (radial.efficiency_ladder, POSITIVE),
    "environmental_ddf": (radial.environmental_ddf, BAD),
    "fdh": (slacks.fdh, POSITIVE),
    "fuzzy_guo_tanaka": (radial.fuzzy_guo_tanaka, POSITIVE),
    "fuzzy_kao_liu": (radial.fuzzy_kao_liu, POSITIVE),
    "fuzzy_possibilistic": (radial.fuzzy_possibilistic, POSITIVE),
    "generalized_distance": (radial.generalized_distance, POSITIVE),
    "holder": (radial.holder, POSITIVE),
    "hyperbolic": (radial.hyperbolic, POSITIVE),
    "layers": (radial.layers, POSITIVE),
    "lgo": (radial.lgo, POSITIVE),
    "mea": (radial.mea, POSITIVE),
    "metafrontier": (radial.metafrontier, POSITIVE),
    "modified_ddf": (slacks.modified_ddf, POSITIVE),
    "nonradial_ddf": (slacks.nonradial_ddf, POSITIVE),
    "order_alpha": (slacks.order_alpha, POSITIVE),
    "order_m": (slacks.order_m, POSITIVE),
    "range_directional": (radial.range_directional, {}),
    "restricted_multiplier": (radial.restricted_multiplier, {**POSITIVE, "inputs": 2}),
    "returns_to_scale": (radial.returns_to_scale, POSITIVE),
    "reverse_ddf": (slacks.reverse_ddf, POSITIVE),
    "russell": (slacks.russell, POSITIVE),
    "sbm": (slacks.sbm, POSITIVE),
    "super_additive": (slacks.super_additive, POSITIVE),
    "super_efficiency": (radial.super_efficiency, {}),
    "super_sbm": (slacks.super_sbm, POSITIVE),
    "undesirable": (radial.undesirable, BAD),
    "cost_efficiency": (economics.cost_efficiency, PRICED),
    "cost_malmquist": (economics.cost_malmquist, {**PRICED, "periods": 3}),
    "economic_inefficiency": (economics.economic_inefficiency, PRICED),
    "fare_primont": (economics.fare_primont, {**POSITIVE, "periods": 2}),
    "hicks_moorsteen": (economics.hicks_moorsteen, {**POSITIVE, "periods": 3}),
    "lowe": (economics.lowe, {**PRICED, "periods": 2}),
    "luenberger": (economics.luenberger, {**POSITIVE, "periods": 3}),
    "malmquist": (economics.malmquist, {**POSITIVE, "periods": 3}),
    "malmquist_luenberger": (economics.malmquist_luenberger, {**BAD, "periods": 2}),
    "price_index": (economics.price_index, {**PRICED, "periods": 3}),
    "profit_efficiency": (economics.profit_efficiency, PRICED),
    "profit_ratio": (economics.profit_ratio, PRICED),
    "profitability_efficiency": (economics.profitability_efficiency, PRICED),
    "revenue_efficiency": (economics.revenue_efficiency, PRICED),
    "dynamic_network_sbm": (network.dynamic_network_sbm, {**LINKED, "carry_overs": 1, "periods": 2}),
    "dynamic_sbm": (network.dynamic_sbm, {**POSITIVE, "carry_overs": 2, "periods": 3}),
    "integer_dea": (slacks.integer_dea, {"kinds": ("ties",), "periods": 2}),
    "interval_dea": (network.interval_dea, {**POSITIVE, "companions": 2}),
    "leader_follower": (network.leader_follower, LINKED),
    "network_sbm": (network.network_sbm, LINKED),
    "parallel_system": (network.parallel_system, {**POSITIVE, "inputs": 2, "outputs": 2}),
    "series_system": (network.series_system, LINKED),
    "two_stage": (network.two_stage, LINKED),
    "window_analysis": (radial.window_analysis, {}),
}
NOT_COMPARED: dict[str, str] = {}
