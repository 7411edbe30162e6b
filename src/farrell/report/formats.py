"""Every format that a finished study can be written in, in one registry: what it needs, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from farrell.catalogue import Language, text
from farrell.errors import OptionError, RenderWarning, warn
from farrell.report.deap_listing import deap_listing
from farrell.report.document import Document, compose
from farrell.report.html import render_html
from farrell.report.names import Names
from farrell.report.parts import Figure
from farrell.report.plan_book import write_plan_book
from farrell.report.workbook import write_workbook
from farrell.study import StudyResults, save_results
from farrell.study.run import Progress

REPORT, WORKBOOK, PLAN_BOOK = "report.html", "tables.xlsx", "plan.xlsx"
DEAP = "deap.out"
FIGURES = "figures"
CAPTIONS = f"{FIGURES}/captions.txt"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COMPOSING = "compose"
"""The step in which the report is written and its figures are drawn, before anything is set."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the writer of a document is given.

    Attributes
    ----------
    document : the report as sections; only formats that are ``composed`` may ask for it
    """

    results: StudyResults
    language: Language
    document: Document | None


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes
    ----------
    key : as it is asked for; of a document the name of its file
    title : key of its name, below ``page.``
    media : type of its content
    kind : one document, a file for each figure, or a file for each table
    write : writes a document; figures and tables are written together
    composed : whether a document is set from the report's sections
    record : a record of results without which there is no such document
    modules : optional libraries that it needs
    extra : the extra that installs them
    """

    key: str
    title: str
    media: str
    kind: Literal["document", "figures", "tables"] = "document"
    write: Callable[[Work, Path], None] | None = None
    composed: bool = False
    record: str | None = None
    modules: tuple[str, ...] = ()
    extra: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether the installation has what it needs."""
        return all(find_spec(module) is not None for module in self.modules)

    def serves(self, records: Collection[str]) -> bool:
        """Whether results with these records can be written in it."""
        return self.record is None or self.record in records

    def name(self, language: Language) -> str:
        """What it is called."""
        return text(f"page.{self.title}", language)


def _write_report(work: Work, path: Path) -> None:
    assert work.document is not None
    path.write_text(render_html(work.document), encoding="utf-8")


def _write_tables(work: Work, path: Path) -> None:
    write_workbook(work.results, path, work.language)


def _write_plan(work: Work, path: Path) -> None:
    write_plan_book(work.results.records["plan"], Names.of(work.results.meta, work.language), path)


def _write_deap(work: Work, path: Path) -> None:
    path.write_text(deap_listing(work.results, work.language), encoding="utf-8")


FORMATS: dict[str, Format] = {
    known.key: known
    for known in (
        Format(REPORT, "format-report", "text/html; charset=utf-8", write=_write_report, composed=True),
        Format(WORKBOOK, "format-workbook", SHEET, write=_write_tables),
        Format(PLAN_BOOK, "format-plan-book", SHEET, write=_write_plan, record="plan"),
        Format(DEAP, "format-deap", "text/plain; charset=utf-8", write=_write_deap),
        Format("svg", "format-svg", "image/svg+xml", "figures"),
        Format("png", "format-png", "image/png", "figures"),
        Format("gif", "format-gif", "image/gif", "figures"),
        Format("csv", "format-csv", "text/csv; charset=utf-8", "tables"),
    )
}
"""All formats, in the order they are offered and written."""


def formats_for(outputs: Mapping[str, Any], records: Collection[str]) -> list[Format]:
    """The formats that the ``[outputs]`` of a study ask for, of results with these records."""
    asked = {REPORT} if outputs["report"] else set()
    asked |= {*outputs["figures"], *({"csv"} & {*outputs["tables"]})}
    asked |= {WORKBOOK, PLAN_BOOK} if "xlsx" in outputs["tables"] else set()
    asked |= {DEAP} & {*outputs["tables"]}
    return [known for key, known in FORMATS.items() if key in asked and known.serves(records)]


def outputs_of(formats: Sequence[Format]) -> dict[str, Any]:
    """The ``[outputs]`` of a study that ask for formats."""
    keys = [known.key for known in formats]
    tables = [name for name, key in (("csv", "csv"), ("xlsx", WORKBOOK), (DEAP, DEAP)) if key in keys]
    figures = [known.key for known in formats if known.kind == "figures"]
    return {"tables": tables, "figures": figures, "report": REPORT in keys}


def chosen_formats(keys: Collection[str], records: Collection[str]) -> list[Format]:
    """Formats by name, in the registry's order; what results with these records cannot be written in is refused.

    Raises
    ------
    OptionError
        codes ``choice``, ``extra-missing``
    """
    possible = [key for key, known in FORMATS.items() if known.serves(records)]
    for key in keys:
        if key not in possible:
            raise OptionError.choice("formats", key, possible)
        if not FORMATS[key].is_installed:
            raise OptionError("extra-missing", extra=FORMATS[key].extra, what=key)
    return [known for key, known in FORMATS.items() if key in keys]


def write_formats(
    results: StudyResults, folder: Path, formats: Sequence[Format], progress: Progress = lambda name, step, steps: None
) -> None:
    """Write results into an empty folder, with what says what they are.

    Parameters
    ----------
    formats : which; the language is that of ``results.meta``
    progress : told of each document and figure; how many figures there are is known when they are drawn
    """
    documents = [known for known in formats if known.write is not None]
    pictures = [known.key for known in formats if known.kind == "figures"]
    tables = any(known.kind == "tables" for known in formats)
    is_composed = bool(pictures) or any(known.composed for known in documents)
    steps, language = len(documents) + is_composed + bool(pictures) + tables, results.meta["language"]
    document = None
    if is_composed:
        progress(COMPOSING, 1, steps)
        document = compose(results, language)
        steps += len(document.figures) - 1 if pictures else 0
    work = Work(results, language, document)
    for step, known in enumerate(documents, start=1 + is_composed):
        progress(known.key, step, steps)
        assert known.write is not None
        known.write(work, folder / known.key)
    figures = document.figures if document is not None and pictures else []
    before = len(documents) + is_composed
    files = _write_figures(figures, pictures, folder, lambda name, step: progress(name, before + step, steps))
    if tables:
        progress("csv", steps, steps)
    save_results(results, folder, [*(known.key for known in documents), *files], tables=tables)


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
