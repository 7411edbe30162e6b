"""The works that name methods: one list, in works.toml, and which of them a text cites."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

BEFORE = re.compile(r"(?:[^\W\d_], |[^\W\d_]、|& |与 ?|[a-zà-ÿ]-?)$")
"""What stands before a name that is not the first of its work's authors, or not whole."""


@dataclass(frozen=True, slots=True)
class Work:
    """A paper, a chapter or a book.

    Attributes
    ----------
    key : in references.bib
    authors : ``Surname, given names``; surnames alone where no more is known
    et_al : whether there are more authors
    also : other texts that cite it
    """

    key: str
    authors: tuple[str, ...]
    year: int
    title: str = ""
    journal: str = ""
    book: str = ""
    publisher: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    doi: str = ""
    et_al: bool = False
    also: tuple[str, ...] = ()

    @property
    def surnames(self) -> tuple[str, ...]:
        return tuple(author.split(",")[0] for author in self.authors)

    @property
    def kind(self) -> str:
        """What BibTeX calls it."""
        if self.journal:
            return "article"
        return "incollection" if self.book else "book" if self.publisher else "misc"

    @property
    def text(self) -> str:
        """How a list of references prints it; what is not known is left out."""
        authors = [*self.authors[:-1]]
        last = f"{self.authors[-1]} et al." if self.et_al else self.authors[-1]
        named = f"{', '.join(authors)} & {last}" if authors else last
        volume = f" {self.volume}" if self.volume else ""
        volume += f"({self.number})" if volume and self.number else f" {self.number}" if self.number else ""
        volume += f": {self.pages}" if self.pages and self.volume else f", {self.pages}" if self.pages else ""
        held = f"In: {self.book}" if self.book else self.journal
        where = ", ".join(part for part in (held, self.publisher) if part) + volume
        link = f"https://doi.org/{self.doi}" if self.doi else ""
        pieces = [f"{named} ({self.year})", self.title, where]
        return " ".join([*(f"{piece}." for piece in pieces if piece), *([link] if link else [])])


@cache
def works() -> tuple[Work, ...]:
    """All works that are known, by author."""
    told = tomllib.loads(resources.files("farrell.report").joinpath("works.toml").read_text(encoding="utf-8"))
    found = []
    for key, fields in told.items():
        values: dict[str, Any] = {
            name.replace("-", "_"): tuple(value) if isinstance(value, list) else value for name, value in fields.items()
        }
        found.append(Work(key, **values))
    return tuple(found)


@cache
def _patterns() -> tuple[tuple[Work, tuple[re.Pattern[str], ...]], ...]:
    """What cites each work beside its DOI: its authors and year, where no other work has them."""
    named = Counter((work.surnames, work.year) for work in works())
    first = Counter((work.surnames[0], work.year) for work in works() if work.et_al or len(work.authors) > 2)
    found = []
    for work in works():
        names, ways = [re.escape(name) for name in work.surnames], [re.escape(words) for words in work.also]
        year = rf"(?:[’']s)?\s?[(（]?(?:\d{{4}}[,，、]\s?)*{work.year}(?!\d)"
        if named[work.surnames, work.year] == 1 and not work.et_al:
            listed = r"(?:, |、)".join(names[:-1]) + r"(?: & |、| ?与 ?)" if len(names) > 1 else ""
            ways.append(listed + names[-1] + year)
        if first[work.surnames[0], work.year] == 1 and (work.et_al or len(names) > 2):
            ways.append(names[0] + r"(?: et al\.| ?等)" + year)
        ways += [re.escape(work.doi) + r"(?![\w/-])"] if work.doi else []
        found.append((work, tuple(re.compile(way) for way in ways)))
    return tuple(found)


def cited(words: Iterable[str]) -> list[Work]:
    """The works that texts cite, in the order of their first mention."""
    text = "\n".join(words)
    places = []
    for work, patterns in _patterns():
        matches = (match for pattern in patterns for match in pattern.finditer(text))
        starts = [m.start() for m in matches if not BEFORE.search(text[max(0, m.start() - 3) : m.start()])]
        places += [(min(starts), work)] if starts else []
    return [work for _, work in sorted(places, key=lambda found: found[0])]
