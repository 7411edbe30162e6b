"""The profiles of a report: whom it is written for decides what is in it, in what order, how much of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from farrell.catalogue import Language
from farrell.report.document import Document, compose
from farrell.report.names import Names
from farrell.report.paper import paper
from farrell.report.parts import Section, View, numbered
from farrell.report.sections import briefing, unit_pages
from farrell.study import StudyResults

Profile = Literal["full", "paper", "brief", "province"]
PROFILES: tuple[Profile, ...] = get_args(Profile)
"""``full``: everything, in the order of the study. ``paper``: methods, results, limitations, long tables last.
``brief``: two pages for who decides. ``province``: a page for each unit."""
FULL: Profile = "full"


def composed(results: StudyResults, language: Language, profiles: Collection[str]) -> dict[str, Document]:
    """The report in each profile asked for, figures and tables of each counted from 1.

    Parameters
    ----------
    profiles : of :data:`PROFILES`
    """
    made: dict[str, Document] = {}
    if not {"full", "paper"}.isdisjoint(profiles):
        whole = compose(results, language)
        made = {"full": whole, "paper": Document(results, whole.names, paper(whole), "paper")}
    names = Names.of(results.meta, language)
    views = View.all_of(results, names)
    for profile, sections in (("brief", briefing.sections), ("province", unit_pages.sections)):
        if profile in profiles:
            found: list[Section] = sections(results, names, views)
            made[profile] = Document(results, names, numbered(found), profile)
    return {profile: made[profile] for profile in PROFILES if profile in profiles}
