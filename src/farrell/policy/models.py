"""Published allocation models by name, for the command line and ``farrell explain``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import Parameter, signature
from typing import Any

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.models import refuse_options
from farrell.errors import OptionError

MODULES: Mapping[str, str] = {
    "centralised": "centralised",
    "inverse_dea": "inverse",
    "merger_gains": "mergers",
    "zero_sum_gains": "zero_sum",
}
"""Name of a model, which is that of its function -> the module that holds it and its ``ABOUT``."""


def about(key: str) -> About:
    """What a model says of itself."""
    said: About = _module(key).ABOUT
    return said


def options(key: str) -> dict[str, Parameter]:
    """What a model takes beside the panel and the period, by name."""
    return dict(list(signature(_function(key)).parameters.items())[2:])


def run(key: str, panel: Panel, period: Any, chosen: Mapping[str, Any]) -> Any:
    """The result of a model with options by name.

    Raises
    ------
    OptionError
        an option the model does not have, or one that it needs and was not given; and what the model refuses
    """
    refuse_options(key, options(key), chosen)
    return _function(key)(panel, period, **chosen)


def _function(key: str) -> Callable[..., Any]:
    made: Callable[..., Any] = getattr(_module(key), key)
    return made


def _module(key: str) -> Any:
    if key not in MODULES:
        raise OptionError.choice("method", key, MODULES)
    return import_module(f"farrell.policy.{MODULES[key]}")
