"""The chapter of three-stage DEA, and of frontiers with noise beside DEA."""

from __future__ import annotations

from farrell.report.names import Names
from farrell.report.parts import Section
from farrell.report.sections.chapter import Chapter
from farrell.report.sections.stochastic import frontiers, stages
from farrell.study import StudyResults


def section(results: StudyResults, names: Names) -> list[Section]:
    """The chapter, where the study has one."""
    view = Chapter.of(results, names, "stochastic")
    if view is None:
        return []
    heading = view.say("h-stages" if view.told["three_stage"] else "h-noise")
    return [Section("stochastic", heading, [*stages.parts(view), *frontiers.parts(view)])]


def key_figures(results: StudyResults, names: Names) -> list[str]:
    """What is found, in a sentence or two."""
    view = Chapter.of(results, names, "stochastic")
    return [] if view is None else [*stages.key_figures(view), *frontiers.key_figures(view)]
