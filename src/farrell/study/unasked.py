"""Statistics that a study makes in space where it names none, as far as its file and its data tell before a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from farrell.data import Panel
from farrell.data.derived import parts_of
from farrell.data.provinces import are_provinces
from farrell.study.space import variables_of
from farrell.study.spec import ModelSpec
from farrell.study.statistics import STATISTICS

NEIGHBOURS = ("weights", "weights_file", "places")
"""Keys that say who is near whom where no map does."""


def statistics_of(
    panel: Panel, wanted: Mapping[str, Any], models: Sequence[ModelSpec], *, grouped: bool, mapped: bool
) -> list[str]:
    """Names of the statistics of a ``[space]`` table: those listed, or else those that all its variables can have.

    Parameters
    ----------
    grouped : whether units have groups
    mapped : whether the study has outlines of its own
    """
    if wanted.get("statistics"):
        return list(wanted["statistics"])
    names = variables_of(wanted, models)
    located = mapped or are_provinces(panel.units)
    parts = [parts_of(name) for name in names]
    there = {
        "weights": located or any(key in wanted for key in NEIGHBOURS),
        "points": located or "places" in wanted,
        "groups": grouped,
        "drivers": all(any(driver != name for driver in wanted.get("drivers", ())) for name in names),
        "areas": ("area" in wanted or are_provinces(panel.units)) and all(below and not log for log, _, below in parts),
        "rank_by": "rank_by" in wanted,
        "forest": bool(wanted.get("forest")),
        "horizon": bool(wanted.get("horizon")),
    }
    fits = {name: all(there[need] for need in one.needs) for name, one in STATISTICS.items()}
    return [name for name, one in STATISTICS.items() if fits[name] and len(panel.periods) >= one.periods]
