"""The models of static efficiency by name, for study files, the command line and ``farrell explain``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import Parameter, signature
from typing import Any

from farrell.data import Panel
from farrell.dea.about import About
from farrell.errors import OptionError

MODULES: Mapping[str, str] = {
    "additive": "additive",
    "by_production": "by_production",
    "capacity": "capacity",
    "categorical": "categorical",
    "closest_targets": "closest_targets",
    "common_weights": "common_weights",
    "congestion": "congestion",
    "cost_efficiency": "economics.cost",
    "cross_efficiency": "cross_efficiency",
    "ddf": "ddf",
    "dea": "radial",
    "dynamic_network_sbm": "dynamic.network_slacks",
    "dynamic_sbm": "dynamic.slacks",
    "ebm": "ebm",
    "economic_inefficiency": "economics.inefficiency",
    "efficiency_ladder": "efficiency_ladder",
    "environmental_ddf": "environmental",
    "fdh": "fdh",
    "fuzzy_guo_tanaka": "fuzzy_guo_tanaka",
    "fuzzy_kao_liu": "fuzzy",
    "fuzzy_possibilistic": "fuzzy",
    "generalized_distance": "hyperbolic",
    "holder": "holder",
    "hyperbolic": "hyperbolic",
    "integer_dea": "integer",
    "interval_dea": "imprecise",
    "layers": "layers",
    "leader_follower": "network.leader_follower",
    "lgo": "ddf",
    "mea": "mea",
    "metafrontier": "metafrontier",
    "modified_ddf": "nonradial_ddf",
    "network_sbm": "network.network_sbm",
    "nonradial_ddf": "nonradial_ddf",
    "order_alpha": "partial",
    "order_m": "partial",
    "parallel_system": "network.relational",
    "profit_efficiency": "economics.profit",
    "profit_ratio": "economics.profit",
    "profitability_efficiency": "economics.profitability",
    "range_directional": "ddf",
    "restricted_multiplier": "restricted_multiplier",
    "returns_to_scale": "returns_to_scale",
    "revenue_efficiency": "economics.revenue",
    "reverse_ddf": "reverse_ddf",
    "russell": "russell",
    "sbm": "sbm",
    "series_system": "network.relational",
    "super_additive": "super_additive",
    "super_efficiency": "super_efficiency",
    "super_sbm": "super_sbm",
    "two_stage": "network.two_stage",
    "undesirable": "undesirable",
    "window_analysis": "window",
}
"""Name of a model, which is that of its function -> the module that holds it and its ``ABOUT``."""


def about(key: str) -> About:
    """What a model says of itself.

    Raises
    ------
    OptionError
        a name that is no model's; names the nearest
    """
    found = _module(key).ABOUT
    said: About = found if isinstance(found, About) else found[key]
    return said


def function(key: str) -> Callable[..., Any]:
    """The function of a model."""
    made: Callable[..., Any] = getattr(_module(key), key)
    return made


def options(key: str) -> dict[str, Parameter]:
    """What a model takes beside the panel, by name."""
    return dict(list(signature(function(key)).parameters.items())[1:])


def run(key: str, panel: Panel, chosen: Mapping[str, Any]) -> Any:
    """The result of a model with options by name, as a study file or the command line gives them.

    Raises
    ------
    OptionError
        an option the model does not have, or one that it needs and was not given; and what the model refuses
    """
    refuse_options(key, options(key), chosen)
    return function(key)(panel, **chosen)


def refuse_options(key: str, known: Mapping[str, Parameter], chosen: Mapping[str, Any]) -> None:
    """Refuse options that a function does not have, and the lack of one that it needs."""
    for name in chosen:
        if name not in known:
            raise OptionError.choice(f"{key}: option", name, known)
    for name, parameter in known.items():
        if parameter.default is Parameter.empty and name not in chosen:
            raise OptionError("option-missing", model=key, option=name)


def is_scored(result: Any) -> bool:
    """Whether a result has one score a unit-period, so that it can be held beside others."""
    return all(hasattr(result, name) for name in ("te", "score", "status")) and len(result.score) == len(result.panel)


def _module(key: str) -> Any:
    if key not in MODULES:
        raise OptionError.choice("model", key, MODULES)
    return import_module(f"farrell.dea.{MODULES[key]}")
