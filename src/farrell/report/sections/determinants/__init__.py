"""The chapter of what goes with efficiency."""

from __future__ import annotations

from farrell.report.names import Names
from farrell.report.parts import Section
from farrell.report.sections.determinants import findings, ratios, tables
from farrell.report.sections.determinants.view import DeterminantsView
from farrell.study import StudyResults


def section(results: StudyResults, names: Names) -> list[Section]:
    """The chapter, where the study has one."""
    view = DeterminantsView.of(results, names, "determinants")
    if view is None:
        return []
    parts = [*findings.parts(view), *tables.parts(view), *ratios.parts(view)]
    return [Section("determinants", view.say("h-determinants"), parts)]


def key_figures(results: StudyResults, names: Names) -> list[str]:
    """What goes with efficiency for sure, in a sentence."""
    view = DeterminantsView.of(results, names, "determinants")
    return [] if view is None else findings.key_figures(view)
