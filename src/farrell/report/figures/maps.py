"""Maps of scores and other values: chosen periods side by side on one legend."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from farrell.data.boundaries import Boundaries
from farrell.report.figures.base_map import Key, Panel, animation, small_multiples
from farrell.report.figures.style import Drawing, level_colours
from farrell.report.names import Names, number
from farrell.spacetime import breaks, class_breaks, class_of

CHANGES = "PuOr"
"""The ramp of changes: orange below, purple above, near-white between."""
SIDE = 3
"""Most classes on either side of no change."""
CLASSES = 5
"""Natural classes of a map, or as many as there are different values."""


def level_maps(scores: pd.DataFrame, boundaries: Boundaries, periods: list[Any], names: Names) -> Drawing:
    """te_crs of the chosen periods, one panel a period, the same classes in all; animated in all periods.

    Parameters
    ----------
    scores : unit, period, te_crs
    """

    def sheets(periods: list[Any]) -> tuple[list[Panel], list[Key]]:
        return _level_panels(scores[scores["period"].isin(periods)], periods, names)

    panels, legend = sheets(periods)
    figure = small_multiples(panels, boundaries, legend, names)
    shown = scores[scores["period"].isin(periods)]
    alt = names.say("alt-maps", units=shown["unit"].nunique(), periods=names.many([str(p) for p in periods]))
    moving = animation(_with_values(scores, "te_crs"), sheets, boundaries, names)
    return Drawing("maps", figure, alt, shown[["unit", "period", "te_crs"]], moving)


def _level_panels(scores: pd.DataFrame, periods: list[Any], names: Names) -> tuple[list[Panel], list[Key]]:
    """A panel a period, and the legend: classes of all scores together."""
    lower = class_breaks(scores["te_crs"].dropna().tolist())
    colours = level_colours(len(lower))
    panels = []
    for period in periods:
        value_of = _known(scores, period, "te_crs")
        title = names.say("map-title", period=period, mean=_mean(value_of, 3)) if len(periods) > 1 else ""
        painted = {unit: colours[max(class_of(value, lower), 0)] for unit, value in value_of.items()}
        panels.append(Panel(title, painted, {unit: f"{value:.3f}" for unit, value in value_of.items()}))
    words = [f"{a:.2f}–{b:.2f}" for a, b in itertools.pairwise(lower)]
    words.append(names.say("map-efficient" if scores["te_crs"].max() <= 1 + 1e-6 else "map-beyond"))
    return panels, [Key(said, colour) for said, colour in zip(words, colours, strict=True)]


def value_maps(
    values: pd.DataFrame,
    boundaries: Boundaries,
    periods: list[Any],
    what: str,
    digits: int,
    names: Names,
    neutral: float | None = None,
    fixed: Sequence[float] = (),
) -> Drawing:
    """Any variable in the chosen periods, in natural classes of these periods together; animated in all periods.

    Parameters
    ----------
    values : unit, period, value
    what : the variable in words
    digits : decimals of the legend
    neutral : of an index: where nothing changed; what is below and above has colours of its own, and no mean stands
        in the titles
    fixed : upper ends of the classes but the last, instead of natural ones
    """

    def sheets(periods: list[Any]) -> tuple[list[Panel], list[Key]]:
        return _value_panels(values[values["period"].isin(periods)], periods, digits, names, neutral, fixed)

    panels, legend = sheets(periods)
    figure = small_multiples(panels, boundaries, legend, names)
    shown = values[values["period"].isin(periods)]
    spoken = names.many([str(p) for p in periods])
    alt = names.say("alt-value-maps", what=what, units=shown["unit"].nunique(), periods=spoken)
    moving = animation(_with_values(values, "value"), sheets, boundaries, names)
    return Drawing("value-maps", figure, alt, shown[["unit", "period", "value"]], moving)


def _value_panels(
    values: pd.DataFrame,
    periods: list[Any],
    digits: int,
    names: Names,
    neutral: float | None,
    fixed: Sequence[float],
) -> tuple[list[Panel], list[Key]]:
    """A panel a period, and the legend: classes of all values together."""
    if len(fixed):
        ends, colours = np.array([*fixed, math.inf]), level_colours(len(fixed) + 1)
    else:
        ends, colours = _levels(values["value"]) if neutral is None else _sides(values["value"], neutral)
    panels = []
    for period in periods:
        value_of = _known(values, period, "value")
        mean = _mean(value_of, digits)
        title = names.say("map-title", period=period, mean=mean) if neutral is None else names.at(period)
        title = title if len(periods) > 1 else ""
        painted = {unit: colours[int(np.searchsorted(ends, value))] for unit, value in value_of.items()}
        panels.append(Panel(title, painted, {unit: number(value, digits) for unit, value in value_of.items()}))
    if len(fixed):
        between = [f"{number(a, digits)}–{number(b, digits)}" for a, b in itertools.pairwise(fixed)]
        words = [f"≤ {number(fixed[0], digits)}", *between, f"> {number(fixed[-1], digits)}"]
        return panels, [Key(said, colour) for said, colour in zip(words, colours, strict=True)]
    starts = [float(values["value"].min()), *ends[:-1].tolist()]
    shown = [(number(a, digits), number(b, digits)) for a, b in zip(starts, ends.tolist(), strict=True)]
    words = [a if a == b else f"{a}–{b}" for a, b in shown]
    return panels, [Key(said, colour) for said, colour in zip(words, colours, strict=True)]


def _with_values(frame: pd.DataFrame, column: str) -> list[Any]:
    """Periods in which some unit has a value."""
    return list(dict.fromkeys(frame.loc[np.isfinite(frame[column]), "period"]))


def _levels(values: pd.Series) -> tuple[NDArray[np.float64], list[Any]]:
    """Upper ends of natural classes, and a colour for each."""
    ends = breaks(values, min(CLASSES, values.nunique()))
    return ends, level_colours(len(ends))


def _sides(values: pd.Series, neutral: float) -> tuple[NDArray[np.float64], list[Any]]:
    """Upper ends of up to three natural classes on either side, none of which crosses it, and a colour for each."""
    parts = [values[values <= neutral], values[values > neutral]]
    ends = [breaks(part, min(SIDE, part.nunique())) if len(part) else np.empty(0) for part in parts]
    if len(ends[0]) and len(ends[1]):
        ends[0][-1] = neutral
    ramp = mpl.colormaps[CHANGES]
    below = [ramp(x) for x in np.linspace(0.12, 0.42, SIDE)[SIDE - len(ends[0]) :]]
    above = [ramp(x) for x in np.linspace(0.58, 0.88, SIDE)[: len(ends[1])]]
    return np.concatenate(ends), below + above


def _known(frame: pd.DataFrame, period: Any, column: str) -> dict[str, float]:
    """unit -> value of those that have one in a period."""
    found = frame[frame["period"] == period].set_index("unit")[column].to_dict()
    return {unit: float(value) for unit, value in found.items() if math.isfinite(value)}


def _mean(value_of: dict[str, float], digits: int) -> str:
    return number(float(np.mean(list(value_of.values()))), digits) if value_of else "–"
