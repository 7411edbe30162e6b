"""The whole report as sections, in one language, before it is set as a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from farrell.catalogue import Language
from farrell.productivity.models import INDICES
from farrell.report.names import Names
from farrell.report.parts import Figure, Section, View, numbered
from farrell.report.sections import (
    about,
    benchmarks,
    capacity,
    congestion,
    determinants,
    dynamic,
    economic_change,
    efficiency,
    evolution,
    inference,
    limits,
    metafrontier,
    methods,
    models,
    plan,
    productivity,
    profiles,
    redundancy,
    references,
    regions,
    robustness,
    scale,
    scenarios,
    space,
    stochastic,
    summary,
    windows,
)
from farrell.study import StudyResults

OF_KIND: dict[str, tuple[Callable[[View], Section | None], ...]] = {
    "efficiency": (efficiency.section, regions.section, evolution.section, redundancy.section),
    **dict.fromkeys(INDICES, (productivity.section,)),
    "economic_change": (economic_change.section,),
    "dynamic_sbm": (dynamic.section,),
    "dynamic_network_sbm": (dynamic.section,),
    "window_analysis": (windows.section,),
    "metafrontier": (metafrontier.section,),
    "returns_to_scale": (scale.section,),
}
"""The sections each kind of model has, in reading order; models of static efficiency share one more."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report.

    Attributes
    ----------
    results : what it reports
    names : how it calls things, in its language
    sections : in reading order, figures and tables counted through
    profile : ``full``, or another of :data:`farrell.report.profiles.PROFILES`
    """

    results: StudyResults
    names: Names
    sections: list[Section]
    profile: str = "full"

    @property
    def title(self) -> str:
        """The title of the study."""
        found: str = self.results.meta["title"][self.names.language]
        return found

    @property
    def subtitle(self) -> str:
        """What a reader holds, where it is not the full report."""
        key = "provinces" if self.profile == "province" and self.names.provinces else self.profile
        return "" if self.profile == "full" else self.names.say(f"subtitle-{key}")

    @property
    def is_numbered(self) -> bool:
        """Whether its headings are numbered."""
        return self.profile in ("full", "paper")

    @property
    def has_contents(self) -> bool:
        """Whether it begins with a list of its headings."""
        return self.profile != "brief"

    @property
    def figures(self) -> list[Figure]:
        """All figures, in reading order."""
        return [part for section in self.sections for part in section.parts if isinstance(part, Figure)]


def _makers(view: View) -> tuple[Callable[[View], Section | None], ...]:
    return OF_KIND.get(view.model["kind"], ())


def compose(results: StudyResults, language: Language) -> Document:
    """Write the report of a finished study. Everything in it is computed from ``results``."""
    names = Names.of(results.meta, language)
    views = View.all_of(results, names)
    found = [
        summary.section(results, names, views),
        about.data(results, names),
        methods.section(results, names, views),
        *(section for view in views for make in _makers(view) if (section := make(view)) is not None),
        *models.section(results, names, views),
        *capacity.section(results, names, views),
        *congestion.section(results, names, views),
        *stochastic.section(results, names),
        *inference.section(results, names),
        *determinants.section(results, names),
        *space.section(results, names),
        *benchmarks.section(results, names),
        *plan.section(results, names),
        *scenarios.section(results, names),
        *robustness.section(results, names),
        *profiles.section(results, names),
        limits.section(results, names, views),
        about.checks(results, names),
        about.settings(results, names),
        about.reproduce(results, names),
    ]
    found += references.section(found, names)
    return Document(results, names, numbered(found))
