"""references.bib: the works that a report cites, for BibTeX and BibLaTeX."""

from __future__ import annotations

from farrell.report.document import Document
from farrell.report.latex import escape
from farrell.report.sections import references
from farrell.report.works import Work


def render_bibtex(document: Document) -> str:
    """An entry for each reference of the report, in its order."""
    found = references.of(document.sections)
    return "\n\n".join([f"% {document.names.say('bib-head')}", *(entry(work) for work in found)]) + "\n"


def entry(work: Work) -> str:
    """A work as BibTeX has it; every character that TeX reads is escaped, and capitals stay."""
    authors = [name if "," in name or " " not in name else f"{{{name}}}" for name in map(escape, work.authors)]
    fields = {
        "author": " and ".join([*authors, *(["others"] if work.et_al else [])]),
        "year": str(work.year),
        "title": f"{{{escape(work.title)}}}" if work.title else "",
        "journal": escape(work.journal),
        "booktitle": escape(work.book),
        "publisher": escape(work.publisher),
        "volume": escape(work.volume),
        "number": work.number.replace("–", "--"),
        "pages": work.pages.replace("–", "--"),
        "doi": work.doi,
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value]
    return "\n".join([f"@{work.kind}{{{work.key},", *lines, "}"])
