"""The report as a paper has it: methods, results, limitations, and long tables as supplementary material."""

from __future__ import annotations

import re
from dataclasses import replace

from farrell.report.brief import measured
from farrell.report.document import Document
from farrell.report.names import Names
from farrell.report.parts import Bullets, Paragraph, Part, Section, Subheading, Table, numbered
from farrell.report.sections.references import ID as REFERENCES

LONG = 15
"""Tables with more rows stand in the supplementary part."""
PAGE = 45
"""Rows of the table of scores up to which it stays among the results."""
FIRST, LAST = ("data", "methods"), ("limits", "checks", "settings")
LEFT_OUT = ("profiles", "reproduce")
"""Sections that a paper has no room for: units one by one, lines of a program."""
RENAMED = (
    *("diagnosis", "learn", "plan", "front", "plan-moves", "scenarios", "published"),
    *("robustness", "curve", "without", "stability", "ranks", "sure", "sure-change", "determinants"),
)
"""Headings that a paper words otherwise."""
ASIDE = re.compile(r"^[^?？]*[?？][^(（]*[(（](.+)[)）]$")
"""A question with its technical name in brackets."""


def paper(whole: Document) -> list[Section]:
    """The sections of a full report in the order of a paper, its figures and tables counted anew."""
    names, by_id = whole.names, {section.id: section for section in whole.sections}
    wordings = {names.say(f"h-{key}"): names.say(f"paper-h-{key}") for key in RENAMED}
    wordings[names.say("h-methods")] = names.say("paper-h-measures")
    middle = [s for s in whole.sections if s.id not in (*FIRST, *LAST, *LEFT_OUT, REFERENCES)]
    told = [_section(section, whole, wordings) for section in middle]
    told = [section for section in told if section.parts]
    methods = [_section(by_id[key], whole, wordings) for key in FIRST]
    after = [_section(by_id[key], whole, wordings) for key in LAST[1:]]
    kept = {section.id: [part for part in section.parts if not _is_long(part, section)] for section in told}
    moved = {section.id: [part for part in section.parts if _is_long(part, section)] for section in told}
    count = sum(isinstance(p, Table) for s in methods for p in s.parts)
    count += sum(isinstance(p, Table) for parts in kept.values() for p in parts)
    results: list[Part] = []
    supplement: list[Part] = []
    for section in told:
        tables = [count + place for place in range(1, len(moved[section.id]) + 1)]
        count += len(tables)
        results += [Subheading(section.heading), *kept[section.id]]
        if tables:
            results.append(_pointer(tables, names))
            supplement += [Subheading(section.heading), *(_open(part) for part in moved[section.id])]
    for section in after:
        supplement += [Subheading(section.heading), *(_open(part) for part in section.parts)]
    return numbered(
        [
            Section("methods", names.say("paper-h-methods"), _under_headings(methods)),
            Section("results", names.say("paper-h-results"), results),
            Section("limits", names.say("paper-h-limits"), list(by_id["limits"].parts)),
            *([by_id[REFERENCES]] if REFERENCES in by_id else []),
            Section("supplement", names.say("paper-h-supplement"), supplement),
        ]
    )


def _under_headings(sections: list[Section]) -> list[Part]:
    return [part for section in sections for part in (Subheading(section.heading), *map(_open, section.parts))]


def _section(section: Section, whole: Document, wordings: dict[str, str]) -> Section:
    """A section with a paper's headings; of the summary the comparison with published figures, of the plan what it is
    worth in a paragraph."""
    parts = list(section.parts)
    if section.id == "summary":
        parts = [part for part in parts[1:] if not isinstance(part, Subheading)]
    if section.id == "plan":
        said = measured(whole.results.records["plan"], whole.names)
        spoken = Paragraph(whole.names.joined(said))
        parts = [spoken, *(part for part in parts[1:] if not isinstance(part, Bullets))]
    heading = wordings.get(whole.names.say("h-published"), "") if section.id == "summary" else section.heading
    lower = [
        replace(part, text=_technical(part.text, wordings), level=2) if isinstance(part, Subheading) else part
        for part in parts
    ]
    return replace(section, heading=_technical(heading, wordings), parts=lower)


def _technical(heading: str, wordings: dict[str, str]) -> str:
    """A heading in a paper's words: as listed, else the technical name behind a question, else as it is."""
    if heading in wordings:
        return wordings[heading]
    found = ASIDE.match(heading)
    return found[1][0].upper() + found[1][1:] if found else heading


def _is_long(part: Part, section: Section) -> bool:
    if not isinstance(part, Table):
        return False
    if section.id.startswith("efficiency"):
        return len(part.rows) > PAGE
    return part.folded or len(part.rows) > LONG


def _open(part: Part) -> Part:
    """A table that stands open, as nothing is folded on paper."""
    return replace(part, folded=False) if isinstance(part, Table) else part


def _pointer(tables: list[int], names: Names) -> Paragraph:
    """Where the long tables of a section stand."""
    if len(tables) == 1:
        return Paragraph(names.say("paper-table", n=tables[0]), (tables[0],))
    first, last = tables[0], tables[-1]
    return Paragraph(names.say("paper-tables", first=first, last=last), (first, last))
