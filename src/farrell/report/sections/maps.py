"""Maps of efficiency, with the source of their boundaries."""

from __future__ import annotations

from typing import Any

from farrell.report import figures
from farrell.report.names import Names
from farrell.report.parts import Figure, View
from farrell.study import StudyResults
from farrell.study.comparison import scored


def maps(view: View) -> list[Figure]:
    """te_crs of the chosen periods on one legend; nothing where the study has no base map."""
    return map_of(view, view.results.meta["maps"]["periods"])


def map_of(view: View, periods: list[Any]) -> list[Figure]:
    """te_crs of some periods; nothing where the study has no base map."""
    boundaries = view.results.boundaries
    if boundaries is None:
        return []
    drawn = figures.level_maps(scored(view.rows("efficiency")), boundaries, periods, view.names)
    moving = _caption(view, drawn.animation.periods) if drawn.animation else ""
    return [view.figure(drawn, _caption(view, periods), moving)]


def _caption(view: View, periods: list[Any]) -> str:
    said = view.caption("fig-maps" if len(periods) > 1 else "fig-map", periods=periods)
    return view.names.joined([said, *boundary_source(view.results, view.names)])


def boundary_source(results: StudyResults, names: Names) -> list[str]:
    """Whose boundaries they are, and their approval number or that there is none."""
    chosen = results.meta["maps"]
    if chosen["base"] != "file":
        return [names.say(f"map-source-{chosen['base']}")]
    said = names.say("map-source-file", source=chosen["source"][names.language])
    number = chosen["approval"]
    return [said, names.say("map-approval", number=number) if number else names.say("map-no-approval")]
