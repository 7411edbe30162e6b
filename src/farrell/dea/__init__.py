"""Static efficiency. One model, one file.

``farrell.dea(panel, ...)`` is the radial model: the package is callable, because the field's word for the model
and for the family is the same.
"""

import sys
from types import ModuleType

from farrell.dea.additive import additive
from farrell.dea.aggregate import weighted_efficiency
from farrell.dea.by_production import by_production
from farrell.dea.capacity import capacity
from farrell.dea.categorical import categorical
from farrell.dea.closest_targets import closest_targets
from farrell.dea.common_weights import common_weights
from farrell.dea.compare import Comparison, compare
from farrell.dea.congestion import congestion
from farrell.dea.cross_efficiency import cross_efficiency
from farrell.dea.ddf import ddf, lgo, range_directional
from farrell.dea.dynamic import dynamic_network_sbm, dynamic_sbm
from farrell.dea.ebm import ebm
from farrell.dea.economics import (
    cost_efficiency,
    economic_inefficiency,
    profit_efficiency,
    profit_ratio,
    profitability_efficiency,
    revenue_efficiency,
)
from farrell.dea.efficiency_ladder import efficiency_ladder
from farrell.dea.environmental import environmental_ddf
from farrell.dea.fdh import fdh
from farrell.dea.fuzzy import fuzzy_kao_liu, fuzzy_possibilistic
from farrell.dea.fuzzy_guo_tanaka import fuzzy_guo_tanaka
from farrell.dea.holder import holder
from farrell.dea.hyperbolic import generalized_distance, hyperbolic
from farrell.dea.imprecise import ScoreRange, interval_dea, score_range
from farrell.dea.integer import integer_dea
from farrell.dea.layers import layers
from farrell.dea.mea import mea
from farrell.dea.metafrontier import MetafrontierResult, metafrontier
from farrell.dea.multiplier import MultiplierResult, multiplier
from farrell.dea.network import leader_follower, network_sbm, parallel_system, series_system, two_stage
from farrell.dea.nonradial_ddf import modified_ddf, nonradial_ddf
from farrell.dea.partial import order_alpha, order_m
from farrell.dea.radial import dea
from farrell.dea.restricted_multiplier import restricted_multiplier
from farrell.dea.result import DEAResult
from farrell.dea.returns_to_scale import returns_to_scale
from farrell.dea.reverse_ddf import reverse_ddf
from farrell.dea.russell import russell
from farrell.dea.sbm import sbm
from farrell.dea.scale import ScaleResult, scale_efficiency
from farrell.dea.screening import Screening, can_screen, screen
from farrell.dea.stream import score_dataset
from farrell.dea.super_additive import super_additive
from farrell.dea.super_efficiency import super_efficiency
from farrell.dea.super_sbm import super_sbm
from farrell.dea.undesirable import undesirable
from farrell.dea.window import WindowResult, window_analysis

__all__ = [
    "Comparison",
    "DEAResult",
    "MetafrontierResult",
    "MultiplierResult",
    "ScaleResult",
    "ScoreRange",
    "Screening",
    "WindowResult",
    "additive",
    "by_production",
    "can_screen",
    "capacity",
    "categorical",
    "closest_targets",
    "common_weights",
    "compare",
    "congestion",
    "cost_efficiency",
    "cross_efficiency",
    "ddf",
    "dea",
    "dynamic_network_sbm",
    "dynamic_sbm",
    "ebm",
    "economic_inefficiency",
    "efficiency_ladder",
    "environmental_ddf",
    "fdh",
    "fuzzy_guo_tanaka",
    "fuzzy_kao_liu",
    "fuzzy_possibilistic",
    "generalized_distance",
    "holder",
    "hyperbolic",
    "integer_dea",
    "interval_dea",
    "layers",
    "leader_follower",
    "lgo",
    "mea",
    "metafrontier",
    "modified_ddf",
    "multiplier",
    "network_sbm",
    "nonradial_ddf",
    "order_alpha",
    "order_m",
    "parallel_system",
    "profit_efficiency",
    "profit_ratio",
    "profitability_efficiency",
    "range_directional",
    "restricted_multiplier",
    "returns_to_scale",
    "revenue_efficiency",
    "reverse_ddf",
    "russell",
    "sbm",
    "scale_efficiency",
    "score_dataset",
    "score_range",
    "screen",
    "series_system",
    "super_additive",
    "super_efficiency",
    "super_sbm",
    "two_stage",
    "undesirable",
    "weighted_efficiency",
    "window_analysis",
]


class _CallablePackage(ModuleType):
    """The package itself answers ``farrell.dea(panel)`` with :func:`farrell.dea.radial.dea`."""

    __call__ = staticmethod(dea)


sys.modules[__name__].__class__ = _CallablePackage
