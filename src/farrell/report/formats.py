"""Every format that a finished study can be written in, in one registry: what it needs, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from farrell.catalogue import Language, text
from farrell.errors import RenderWarning, warn
from farrell.report.archive import write_archive
from farrell.report.document import Document
from farrell.report.html import render_html
from farrell.report.latex import render_latex
from farrell.report.markdown import render_markdown
from farrell.report.names import Names
from farrell.report.parts import Figure
from farrell.report.plan_book import write_plan_book
from farrell.report.profiles import FULL, composed
from farrell.report.references import render_bibtex
from farrell.report.typst import write_pdf
from farrell.report.workbook import write_workbook
from farrell.study import StudyResults, save_results
from farrell.study.run import Progress

REPORT, WORD, WORKBOOK, PLAN_BOOK = "report.html", "report.docx", "tables.xlsx", "plan.xlsx"
PAGES = "report.pdf"
LATEX, MARKDOWN, REFERENCES, ARCHIVE = "tables.tex", "tables.md", "references.bib", "study.zip"
FIGURES = "figures"
CAPTIONS = f"{FIGURES}/captions.txt"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COMPOSING = "compose"
"""The step in which the report is written and its figures are drawn, before anything is set."""


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
    composed : whether a document is set from the report's sections, so that there is one of each profile
    record : a record of results without which there is no such document
    modules : optional libraries that it needs
    extra : the extra that installs them
    """

    key: str
    title: str
    media: str
    kind: Literal["document", "figures", "tables", "archive"] = "document"
    write: Callable[[Work, Path], None] | None = None
    composed: bool = False
    record: str | None = None
    modules: tuple[str, ...] = ()
    extra: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether the installation has what it needs."""
        return all(find_spec(module) is not None for module in self.modules)

    @property
    def ending(self) -> str:
        """The ending of its files."""
        return self.key.rpartition(".")[2]

    @property
    def is_document(self) -> bool:
        """Whether it is among the ``documents`` of a study; workbooks go with its tables."""
        return self.kind == "archive" or (self.kind == "document" and self.media != SHEET)

    def file(self, profile: str = FULL) -> str:
        """The name of the file of a document: of a profile ``paper.html``, ``paper-tables.tex``."""
        if profile == FULL or not self.composed:
            return self.key
        return f"{profile}.{self.ending}" if self.key == f"report.{self.ending}" else f"{profile}-{self.key}"

    def serves(self, records: Collection[str]) -> bool:
        """Whether results with these records can be written in it."""
        return self.record is None or self.record in records

    def name(self, language: Language) -> str:
        """What it is called."""
        return text(f"page.{self.title}", language)


def _composed(write: Callable[[Document, Path], None]) -> Callable[[Work, Path], None]:
    """What writes a document that is set from the report's sections."""

    def written(work: Work, path: Path) -> None:
        assert work.document is not None
        write(work.document, path)

    return written


def _rendered(render: Callable[[Document], str]) -> Callable[[Work, Path], None]:
    """The same where it is text."""
    return _composed(lambda document, path: _write_text(path, render(document)))


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")


def _write_word(document: Document, path: Path) -> None:
    from farrell.report.word import write_word

    write_word(document, path)


def _write_tables(work: Work, path: Path) -> None:
    write_workbook(work.results, path, work.language)


def _write_plan(work: Work, path: Path) -> None:
    write_plan_book(work.results.records["plan"], Names.of(work.results.meta, work.language), path)


FORMATS: dict[str, Format] = {
    known.key: known
    for known in (
        Format(REPORT, "format-report", "text/html; charset=utf-8", write=_rendered(render_html), composed=True),
        Format(WORD, "format-word", TEXT, write=_composed(_write_word), composed=True),
        Format(
            PAGES,
            "format-pdf",
            "application/pdf",
            write=_composed(write_pdf),
            composed=True,
            modules=("typst",),
            extra="pdf",
        ),
        Format(WORKBOOK, "format-workbook", SHEET, write=_write_tables),
        Format(PLAN_BOOK, "format-plan-book", SHEET, write=_write_plan, record="plan"),
        Format(LATEX, "format-latex", "application/x-tex", write=_rendered(render_latex), composed=True),
        Format(
            MARKDOWN, "format-markdown", "text/markdown; charset=utf-8", write=_rendered(render_markdown), composed=True
        ),
        Format(REFERENCES, "format-references", "application/x-bibtex", write=_rendered(render_bibtex), composed=True),
        Format("svg", "format-svg", "image/svg+xml", "figures"),
        Format("png", "format-png", "image/png", "figures"),
        Format("gif", "format-gif", "image/gif", "figures"),
        Format("csv", "format-csv", "text/csv; charset=utf-8", "tables"),
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


def write_formats(
    results: StudyResults,
    folder: Path,
    formats: Sequence[Format],
    profiles: Sequence[str] = (FULL,),
    progress: Progress = lambda name, step, steps: None,
) -> None:
    """Write results into an empty folder, with what says what they are.

    Parameters
    ----------
    formats : which; the language is that of ``results.meta``
    profiles : of the documents that are composed; figures are those of the full report
    progress : told of each document and figure; how many figures there are is known when they are drawn
    """
    files, language = files_of(formats, profiles), results.meta["language"]
    pictures = [known.key for known in formats if known.kind == "figures"]
    tables = any(known.kind == "tables" for known in formats)
    archives = [known.key for known in formats if known.kind == "archive"]
    asked = [profile for known, profile, _ in files if known.composed]
    asked = list(dict.fromkeys([*([FULL] if pictures else []), *asked]))
    before = len(files) + bool(asked)
    steps = before + bool(pictures) + tables + len(archives)
    documents = dict[str, Document]()
    if asked:
        progress(COMPOSING, 1, steps)
        documents = composed(results, language, asked)
        steps += len(documents[FULL].figures) - 1 if pictures else 0
    for step, (known, profile, name) in enumerate(files, start=1 + bool(asked)):
        progress(name, step, steps)
        assert known.write is not None
        document = documents[profile] if known.composed else None
        known.write(Work(results, language, document), folder / name)
    figures = documents[FULL].figures if pictures else []
    drawn = _write_figures(figures, pictures, folder, lambda name, step: progress(name, before + step, steps))
    if tables:
        progress("csv", steps - len(archives), steps)
    save_results(results, folder, [*(name for _, _, name in files), *drawn, *archives], tables=tables)
    for name in archives:
        progress(name, steps, steps)
        write_archive(folder, folder / name)


def _write_figures(
    figures: list[Figure], formats: list[str], folder: Path, told: Callable[[str, int], None]
) -> list[str]:
    """Each figure in every format asked for, its data as CSV beside it, all captions; the names of the files."""
    if not formats:
        return []
    (folder / FIGURES).mkdir()
    files, captions, boxes = [CAPTIONS], [], list[str]()
    for number, figure in enumerate(figures, start=1):
        name = figure.drawing.name
        told(name, number)
        contents, lacking = _pictures(figure, formats)
        captions.append(f"{name}: {figure.caption}\n")
        captions += [f"{name}.gif: {figure.moving}\n"] if "gif" in contents else []
        boxes += [f"{name}.{ending}" for ending in lacking]
        for ending, content in contents.items():
            files.append(f"{FIGURES}/{name}.{ending}")
            (folder / files[-1]).write_bytes(content)
    (folder / CAPTIONS).write_text("".join(captions), encoding="utf-8")
    if boxes:
        warn(RenderWarning("no-chinese-font", figures=boxes), depth=5)
    return files


def _pictures(figure: Figure, formats: list[str]) -> tuple[dict[str, bytes], list[str]]:
    """Ending -> content of a figure's files; and the endings left out, as no font here draws their text."""
    drawing, moving, lacking = figure.drawing, figure.drawing.animation, []
    contents = {"csv": drawing.data.to_csv(index=False, lineterminator="\n").encode()}
    if "svg" in formats:
        contents["svg"] = drawing.file(figure.caption).encode()
    if "png" in formats and drawing.lacks_font:
        lacking.append("png")
    elif "png" in formats:
        contents["png"] = drawing.png(figure.caption)
    if "gif" in formats and moving is not None and moving.lacks_font:
        lacking.append("gif")
    elif "gif" in formats and moving is not None:
        contents["gif"] = moving.gif(figure.moving)
    return contents, lacking
