"""Every format that a finished study can be written in, in one registry: what it needs, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import pandas as pd

from farrell.catalogue import Language, text
from farrell.data.write import write_parquet, write_stata
from farrell.report.deap_listing import deap_listing
from farrell.report.document import Document
from farrell.report.html import render_html
from farrell.report.latex import render_latex
from farrell.report.markdown import render_markdown
from farrell.report.names import Names
from farrell.report.peer_books import write_dear, write_maxdea
from farrell.report.plan_book import write_plan_book
from farrell.report.profiles import FULL
from farrell.report.references import render_bibtex
from farrell.report.typst import write_pdf
from farrell.report.workbook import write_workbook
from farrell.study import StudyResults

REPORT, WORD, WORKBOOK, PLAN_BOOK = "report.html", "report.docx", "tables.xlsx", "plan.xlsx"
PAGES = "report.pdf"
LATEX, MARKDOWN, REFERENCES, ARCHIVE = "tables.tex", "tables.md", "references.bib", "study.zip"
DEAP, CSV = "deap.out", "csv"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTRAS = {"pdf": "typst", "parquet": "pyarrow"}
"""The library of each extra that a format may need."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the writer of a document is given.

    Attributes
    ----------
    document : the report as sections, of one profile; only formats that are ``composed`` may ask for it
    """

    results: StudyResults
    language: Language
    document: Document | None


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes
    ----------
    key : as it is asked for; of a document the name of its file in the full profile
    title : key of its name, below ``page.``
    media : type of its content
    kind : one document, a file for each figure, a file for each table, or an archive of all that is written beside it
    write : writes a document; figures and tables are written together, an archive last
    write_table : writes one table; tables in CSV are written with what says what they are
    composed : whether a document is set from the report's sections, so that there is one of each profile
    asked_in, asked_as : the list of ``[outputs]`` that asks for it, and its word there where that is not its ending
    needs : tables and records of results; without any of them there is no such document
    extra : the extra that installs what it needs
    """

    key: str
    title: str
    media: str
    kind: Literal["document", "figures", "tables", "archive"] = "document"
    write: Callable[[Work, Path], None] | None = None
    write_table: Callable[[pd.DataFrame, Path], None] | None = None
    composed: bool = False
    asked_in: Literal["tables", "figures", "documents"] = "documents"
    asked_as: str = ""
    needs: tuple[str, ...] = ()
    extra: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether the installation has what it needs."""
        return not self.extra or find_spec(EXTRAS[self.extra]) is not None

    @property
    def ending(self) -> str:
        """The ending of its files."""
        return self.key.rpartition(".")[2]

    @property
    def word(self) -> str:
        """What stands for it in ``[outputs]``; workbooks have one together."""
        return self.asked_as or self.ending

    def file(self, profile: str = FULL) -> str:
        """The name of the file of a document: of a profile ``paper.html``, ``paper-tables.tex``."""
        if profile == FULL or not self.composed:
            return self.key
        return f"{profile}.{self.ending}" if self.key == f"report.{self.ending}" else f"{profile}-{self.key}"

    def serves(self, parts: Collection[str]) -> bool:
        """Whether results with these tables and records can be written in it."""
        return not self.needs or not {*self.needs}.isdisjoint(parts)

    def name(self, language: Language) -> str:
        """What it is called."""
        return text(f"page.{self.title}", language)


def _composed(write: Callable[[Document, Path], None]) -> Callable[[Work, Path], None]:
    """What writes a document that is set from the report's sections."""

    def written(work: Work, path: Path) -> None:
        assert work.document is not None
        write(work.document, path)

    return written


def _rendered(render: Callable[[Document], str]) -> Callable[[Document, Path], None]:
    """What writes a document that is text."""

    def written(document: Document, path: Path) -> None:
        path.write_text(render(document), encoding="utf-8", newline="\n")

    return written


def _write_word(document: Document, path: Path) -> None:
    from farrell.report.word import write_word

    write_word(document, path)


def _write_tables(work: Work, path: Path) -> None:
    write_workbook(work.results, path, work.language)


def _write_plan(work: Work, path: Path) -> None:
    write_plan_book(work.results.records["plan"], Names.of(work.results.meta, work.language), path)


def _write_deap(work: Work, path: Path) -> None:
    path.write_text(deap_listing(work.results, work.language), encoding="utf-8")


def _prose(key: str, title: str, media: str, write: Callable[[Document, Path], None], extra: str = "") -> Format:
    """A document that is set from the report's sections."""
    return Format(key, title, media, write=_composed(write), composed=True, extra=extra)


def _listed(key: str, title: str, media: str, write: Callable[[Work, Path], None]) -> Format:
    """Results as another program lists them."""
    word = key.partition(".")[0]
    return Format(key, title, media, write=write, asked_in="tables", asked_as=word, needs=("efficiency", "malmquist"))


FORMATS: dict[str, Format] = {
    known.key: known
    for known in (
        _prose(REPORT, "format-report", "text/html; charset=utf-8", _rendered(render_html)),
        _prose(WORD, "format-word", TEXT, _write_word),
        _prose(PAGES, "format-pdf", "application/pdf", write_pdf, extra="pdf"),
        _prose(LATEX, "format-latex", "application/x-tex", _rendered(render_latex)),
        _prose(MARKDOWN, "format-markdown", "text/markdown; charset=utf-8", _rendered(render_markdown)),
        _prose(REFERENCES, "format-references", "application/x-bibtex", _rendered(render_bibtex)),
        Format(WORKBOOK, "format-workbook", SHEET, asked_in="tables", write=_write_tables),
        Format(PLAN_BOOK, "format-plan-book", SHEET, asked_in="tables", write=_write_plan, needs=("plan",)),
        _listed(DEAP, "listed-deap", "text/plain; charset=utf-8", _write_deap),
        _listed("maxdea.xlsx", "listed-maxdea", SHEET, lambda work, path: write_maxdea(work.results, path)),
        _listed("dear.xlsx", "listed-dear", SHEET, lambda work, path: write_dear(work.results, path)),
        Format("svg", "format-svg", "image/svg+xml", "figures", asked_in="figures"),
        Format("png", "format-png", "image/png", "figures", asked_in="figures"),
        Format("gif", "format-gif", "image/gif", "figures", asked_in="figures"),
        Format(CSV, "format-csv", "text/csv; charset=utf-8", "tables", asked_in="tables"),
        Format(
            "parquet",
            "format-parquet",
            "application/vnd.apache.parquet",
            "tables",
            asked_in="tables",
            write_table=write_parquet,
            extra="parquet",
        ),
        Format("dta", "format-stata", "application/x-stata-dta", "tables", asked_in="tables", write_table=write_stata),
        Format(ARCHIVE, "format-archive", "application/zip", "archive"),
    )
}
"""All formats, in the order they are offered and written."""


def files_of(formats: Sequence[Format], profiles: Sequence[str]) -> list[tuple[Format, str, str]]:
    """Each document with its profile and the name of its file; what is not composed stands once."""
    return [
        (known, profile, known.file(profile))
        for known in formats
        if known.write is not None
        for profile in (dict.fromkeys(profiles) if known.composed else (FULL,))
    ]
