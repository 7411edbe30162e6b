"""Indices over time by name, for the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Any

from farrell.data import Panel
from farrell.dea.models import refuse_options
from farrell.errors import OptionError
from farrell.productivity.cost_malmquist import cost_malmquist
from farrell.productivity.luenberger import luenberger, malmquist_luenberger
from farrell.productivity.malmquist import malmquist
from farrell.productivity.tfp import fare_primont, hicks_moorsteen, lowe, price_index

INDICES: Mapping[str, Callable[..., Any]] = {
    "cost_malmquist": cost_malmquist,
    "fare_primont": fare_primont,
    "hicks_moorsteen": hicks_moorsteen,
    "lowe": lowe,
    "luenberger": luenberger,
    "malmquist": malmquist,
    "malmquist_luenberger": malmquist_luenberger,
    "price_index": price_index,
}


def options(key: str) -> dict[str, Parameter]:
    """What an index takes beside the panel, by name."""
    if key not in INDICES:
        raise OptionError.choice("index", key, INDICES)
    return dict(list(signature(INDICES[key]).parameters.items())[1:])


def run(key: str, panel: Panel, chosen: Mapping[str, Any]) -> Any:
    """The result of an index with options by name.

    Raises
    ------
    OptionError
        an unknown index, an option it does not have, and what the index refuses
    """
    refuse_options(key, options(key), chosen)
    return INDICES[key](panel, **chosen)
