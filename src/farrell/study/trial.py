"""Whether a model can be had with data, before a study is run: it is tried on a small part of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any, Literal, get_args, get_origin, get_type_hints

import numpy as np

from farrell.data import Panel
from farrell.dea import models as static
from farrell.dea import scale_efficiency
from farrell.errors import DataError, FarrellError, FarrellWarning
from farrell.productivity.models import OVER_TIME
from farrell.productivity.models import options as index_options
from farrell.study import indices, models
from farrell.study.spec import KINDS, ModelSpec

CHOSEN = ("orientation", "rts", "reference")
"""Options that are words, which anyone can choose."""
NEED_MORE = ("grs",)
"""Words that need another option beside them."""
OF_EFFICIENCY: dict[str, tuple[str, ...]] = {"orientation": ("input", "output"), "reference": ("own", "pooled")}
PART = 12
"""Units of the part that a model is tried on; 30 points are solved in the time of a blink."""
PATIENCE = 5.0
"""Seconds after which no further model of a study is tried."""
MOST_CONFIRMED = 2000
"""Unit-periods of a panel that a refusal is confirmed on; larger ones would keep a person waiting."""


def refusal(panel: Panel, model: ModelSpec, part: Panel | None = None) -> FarrellError | None:
    """Why a study with this model would be refused; None where nothing speaks against it.

    The model is tried on a part of the panel. A part may lack what an option names, so its refusal counts only where
    the whole panel is refused, too.
    """
    error = _tried(part or part_of(panel), model)
    if error is not None and len(panel) <= MOST_CONFIRMED:
        return _tried(panel, model)
    known = choices(model.kind)
    return error if all(value in known.get(name, ()) for name, value in model.options.items()) else None


def first_refused(panel: Panel, wanted: Iterable[ModelSpec]) -> tuple[ModelSpec, FarrellError] | None:
    """The first model that a study would be refused for; like ones are tried once, and not for longer than a person
    waits: the rest is left to the run."""
    part, tried, begun = part_of(panel), [], monotonic()
    for model in wanted:
        alike = (model.kind, model.options)
        if alike in tried or monotonic() - begun > PATIENCE:
            continue
        tried.append(alike)
        error = refusal(panel, model, part)
        if error is not None:
            return model, error
    return None


def refused_kinds(panel: Panel) -> dict[str, FarrellError | None]:
    """Every kind of model, and why these data cannot have it without further options."""
    part = part_of(panel)
    return {kind: refusal(panel, ModelSpec(kind, kind, {}), part) for kind in KINDS}


def part_of(panel: Panel) -> Panel:
    """Some units and periods of a panel, the least of every column among them: zeros and negatives are there."""
    roles = panel.roles
    columns = [*roles.inputs, *roles.outputs, *roles.undesirable]
    least = [int(np.argmin(panel.numbers[column])) for column in columns]
    units = _first([*(panel.unit_labels[row] for row in least), *panel.units], max(PART, 2 * len(columns)))
    periods = _first([*(panel.period_labels[row] for row in least), *panel.periods], max(3, len(set(least))))
    with suppress(DataError):  # what is right as a whole may not be in part
        return panel.select(units=units, periods=periods)
    return panel


def choices(kind: str) -> dict[str, tuple[str, ...]]:
    """The options of a kind that are words, the usual one first."""
    if kind == "efficiency":
        return OF_EFFICIENCY
    function = OVER_TIME[kind] if kind in OVER_TIME else static.function(kind)
    given: Mapping[str, Any] = static.options(kind) if kind not in OVER_TIME else index_options(kind)
    hints = get_type_hints(function)
    out = {}
    for name in CHOSEN:
        if name in given:
            words = [word for word in _words(hints[name]) if word not in NEED_MORE]
            out[name] = tuple(_first([given[name].default, *words], len(words)))
    return out


def _tried(panel: Panel, model: ModelSpec) -> FarrellError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FarrellWarning)
            if model.kind == "efficiency":
                scale_efficiency(panel, **model.options)
            elif model.kind in OVER_TIME:
                indices.run(panel, model)
            else:
                models.run(panel, model)
    except FarrellError as error:
        return error
    return None


def _first(names: Iterable[Any], many: int) -> list[Any]:
    """Each name once, and no more than so many."""
    return list(dict.fromkeys(names))[:many]


def _words(hint: Any) -> list[str]:
    """The words that a type allows, in order."""
    if get_origin(hint) is Literal:
        return [word for word in get_args(hint) if isinstance(word, str)]
    return [word for inner in get_args(hint) for word in _words(inner) if get_origin(inner) is not None]
