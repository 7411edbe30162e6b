"""The chapter of which findings stand: under other models, without some units, on other data."""

from __future__ import annotations

from farrell.report.names import Names
from farrell.report.parts import Section
from farrell.report.sections.robustness import findings, moves, outlying, ranking, units
from farrell.report.sections.robustness.view import RobustView
from farrell.study import StudyResults


def section(results: StudyResults, names: Names) -> list[Section]:
    """The chapter, where the study has one."""
    view = RobustView.of(results, names, "robustness")
    if view is None:
        return []
    made = [findings.parts(view), units.parts(view), outlying.parts(view), ranking.parts(view), moves.parts(view)]
    return [Section("robustness", view.say("h-robustness"), [part for parts in made for part in parts])]


def key_figures(results: StudyResults, names: Names) -> list[str]:
    """Which findings stand, and how many moves of the plan, in few sentences."""
    view = RobustView.of(results, names, "robustness")
    return [] if view is None else [*findings.key_figures(view), *moves.key_figures(view)]
