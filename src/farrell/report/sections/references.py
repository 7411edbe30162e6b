"""The works that a report cites for its methods.

A method's text names its source, as authors and year or by DOI, in the report as in what models say of themselves.
A work is a reference of a report if the report's text names it, so that there are those of the methods used and no
others, in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from farrell.report.names import Names
from farrell.report.parts import Bullets, Code, Figure, Paragraph, Part, Profile, Section, Table
from farrell.report.works import Work, cited

ID = "references"


def section(sections: Sequence[Section], names: Names) -> list[Section]:
    """The references of other sections; none where nothing is cited."""
    found = of(sections)
    return [Section(ID, names.say("h-references"), [Bullets(tuple(work.text for work in found))])] if found else []


def of(sections: Sequence[Section]) -> list[Work]:
    """The works that sections cite, each once, in the order of their first mention."""
    return cited(words for part in sections if part.id != ID for piece in part.parts for words in _said(piece))


def _said(part: Part) -> Iterator[str]:
    """What a part says in words."""
    if isinstance(part, Table):
        yield from (part.caption, *part.header, *(cell for row in part.rows for cell in row), part.notes)
    elif isinstance(part, Bullets | Profile):
        yield from part.items
    elif isinstance(part, Figure):
        yield part.caption
    elif isinstance(part, Paragraph | Code):
        yield part.text
