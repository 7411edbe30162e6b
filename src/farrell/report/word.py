"""report.docx: the report as a manuscript that Word edits, the same bytes from the same results."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as Book
from docx.oxml.ns import qn
from docx.shared import Mm

from farrell.errors import RenderWarning, warn
from farrell.report.document import Document
from farrell.report.figures.style import DPI
from farrell.report.names import Names
from farrell.report.parts import Bullets, Code, Figure, Formula, Paragraph, Part, Profile, Section, Subheading, Table
from farrell.report.word_formulas import equations
from farrell.report.word_styles import ABOVE, BELOW, PORTRAIT, SIDE, SIZES, style_book, turned
from farrell.report.word_tables import Fit, fitted, of_profile, table_element
from farrell.report.word_xml import bookmarked, element, known, paragraph, run
from farrell.report.word_xml import field as field_of

PACKED = (2000, 1, 1, 0, 0, 0)
"""Time of all files within a document, so that equal results are equal bytes."""
TALLEST = PORTRAIT[1] - ABOVE - BELOW - 25.0
"""Millimetres of a figure that leaves room for its caption."""
IN_BRIEF = 85.0
"""The same where all is said on two pages."""
LABELS = {"en": {"table": "Table", "figure": "Figure"}, "zh": {"table": "表", "figure": "图"}}
"""What Word counts tables and figures by."""
NUMBER = "\0"
AFTER_TABLE = 200
"""Twentieths of a point between a table without notes and the paragraph after it."""


@dataclass
class Writer:
    """A document on its way.

    Attributes
    ----------
    lying : whether the page at hand lies
    above : twentieths of a point to leave above the next paragraph, as it follows on a table
    marks : bookmarks so far
    lacking : figures whose text no font here draws
    tallest : millimetres of a figure
    """

    book: Book
    names: Names
    tallest: float
    lying: bool = False
    above: int = 0
    marks: int = 0
    lacking: list[str] = field(default_factory=list)

    def add(self, *made: Any) -> None:
        """Elements at the end of the document."""
        body: Any = self.book.element.body
        for item in made:
            body.insert_element_before(item, "w:sectPr")

    def mark(self, name: str, content: list[Any]) -> list[Any]:
        """Elements within a bookmark."""
        self.marks += 1
        return bookmarked(name, self.marks, content)


def write_word(document: Document, path: Path) -> None:
    """Write a report as a DOCX file.

    Warns
    -----
    RenderWarning
        code ``no-chinese-font``: figures with Chinese text are left out, as no font here could draw it;
        their captions stay
    """
    names, meta = document.names, document.results.meta
    is_brief = document.profile == "brief"
    writer = Writer(docx.Document(), names, IN_BRIEF if is_brief else TALLEST)
    style_book(writer.book, counted=document.is_numbered, close=is_brief)
    _describe(writer.book, document)
    writer.add(paragraph("Kicker", run(f"Farrell {meta['version']} · {meta['started'][:10]}")))
    writer.add(paragraph("Title", run(document.title)))
    if document.subtitle:
        writer.add(paragraph("Subtitle", run(document.subtitle)))
    writer.add(paragraph("TableNotes", run(names.say("footer", version=meta["version"]))))
    if document.has_contents:
        _contents(writer, document)
    for number, section in enumerate(document.sections, start=1):
        _section(writer, section, number, begins=section.on_new_page and (document.has_contents or number > 1))
    _last_paragraph(writer)
    _page_numbers(writer.book)
    _save(writer.book, path)
    if writer.lacking:
        warn(RenderWarning("no-chinese-font", figures=[f"{path.name}: {name}" for name in writer.lacking]), depth=5)


def _describe(book: Book, document: Document) -> None:
    """What the file says of itself."""
    meta, names = document.results.meta, document.names
    told, started = book.core_properties, dt.datetime.fromisoformat(meta["started"])
    told.title, told.comments = known(document.title)[:255], ""
    told.subject = document.subtitle
    told.author, told.last_modified_by, told.version = f"Farrell {meta['version']}", "", meta["version"]
    told.language = "zh-CN" if names.language == "zh" else "en-GB"
    told.created = told.modified = started.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)


def _contents(writer: Writer, document: Document) -> None:
    """A field of contents that shows its entries before it is updated."""
    sections = document.sections
    writer.add(paragraph("TOCHeading", run(writer.names.say("contents"))))
    start, asked, between, _, end = field_of(r'TOC \o "1-1" \h \z \u', "")
    for number, section in enumerate(sections, start=1):
        anchor = _anchor(number)
        count = f"{number}. " if document.is_numbered else ""
        link = element("w:hyperlink", run(f"{count}{section.heading}"), anchor=anchor, history=1)
        first = [start, asked, between] if number == 1 else []
        last = [end] if number == len(sections) else []
        writer.add(paragraph("TOC1", *first, link, *last))


def _anchor(number: int) -> str:
    return f"_Toc{number:08d}"


def _section(writer: Writer, section: Section, number: int, *, begins: bool) -> None:
    marked = writer.mark(_anchor(number), [run(section.heading)])
    heading = paragraph("Heading1", *marked, on_new_page=begins)
    fits = [fitted(part) if isinstance(part, Table) else None for part in section.parts]
    lying = _lying(section.parts, fits)
    _turn(writer, lying[0] if lying else False)
    writer.add(heading)
    for part, fit, lies in zip(section.parts, fits, lying, strict=True):
        _turn(writer, lies)
        _write(writer, part, fit)


def _lying(parts: list[Part], fits: list[Fit | None]) -> list[bool]:
    """Which parts stand on pages that lie: wide tables, and headings just before them."""
    out = [fit is not None and fit.lying for fit in fits]
    for i in range(len(parts) - 2, -1, -1):
        if isinstance(parts[i], Subheading):
            out[i] = out[i + 1]
    return out


def _turn(writer: Writer, lying: bool) -> None:
    if lying != writer.lying:
        turned(writer.book, lying)
        writer.lying = lying


def _write(writer: Writer, part: Part, fit: Fit | None) -> None:
    above, writer.above = writer.above, 0
    if isinstance(part, Paragraph):
        writer.add(paragraph("Normal", *_referring(part), before=above))
    elif isinstance(part, Bullets):
        writer.add(*(paragraph("ListBullet", run(item), before=0 if i else above) for i, item in enumerate(part.items)))
    elif isinstance(part, Subheading):
        writer.add(paragraph(f"Heading{part.level + 1}", run(part.text)))
    elif isinstance(part, Formula):
        lines = equations(part.latex)
        writer.add(*(paragraph("Formula", line, keep=line is not lines[-1]) for line in lines))
    elif isinstance(part, Code):
        writer.add(paragraph("Code", run(part.text)))
    elif isinstance(part, Profile):
        _profile(writer, part)
    elif isinstance(part, Figure):
        _figure(writer, part)
    else:
        assert fit is not None
        writer.add(paragraph("Caption", *_caption(writer, "table", part.number, part.caption), keep=True))
        _table(writer, part, fit)


def _referring(part: Paragraph) -> list[Any]:
    """Text whose numbers of tables are references to their captions."""
    made, rest = [], part.text
    for number in part.tables:
        before, _, rest = rest.partition(str(number))
        made += [run(before), *field_of(rf"REF {_number('table', number)} \h \* MERGEFORMAT", str(number))]
    return [*made, run(rest)]


def _number(kind: str, number: int) -> str:
    """The bookmark of the number alone."""
    return f"{kind}_{number}_number"


def _table(writer: Writer, table: Table, fit: Fit) -> None:
    """A table and its notes."""
    writer.add(table_element(table, fit), *([paragraph("TableNotes", run(table.notes))] if table.notes else []))
    writer.above = 0 if table.notes else AFTER_TABLE


def _profile(writer: Writer, part: Profile) -> None:
    writer.add(paragraph("Heading2", run(part.name)))
    writer.add(*(paragraph("ListBullet", run(item), keep=True) for item in part.items))
    table = of_profile(part)
    _table(writer, table, fitted(table))


def _caption(writer: Writer, kind: str, number: int, text: str) -> list[Any]:
    """``Table 3. What it shows``, its number counted by Word. Bookmarks: label and number, and the number."""
    before, _, after = writer.names.say(f"{kind}-n", n=NUMBER).partition(NUMBER)
    label = LABELS[writer.names.language][kind]
    counted = field_of(rf"SEQ {label} \* ARABIC", str(number), bold=True)
    counted = writer.mark(_number(kind, number), counted)
    marked = writer.mark(f"{kind}_{number}", [run(before, bold=True), *counted])
    return [*marked, run(after, bold=True), run(text)]


def _figure(writer: Writer, figure: Figure) -> None:
    drawing = figure.drawing
    if drawing.lacks_font:
        writer.lacking.append(drawing.name)
    else:
        content = drawing.png(figure.caption)
        wide, high = (pixels / DPI * 25.4 for pixels in struct.unpack(">II", content[16:24]))
        scale = min(1.0, (PORTRAIT[0] - 2 * SIDE) / wide, writer.tallest / high)
        held = writer.book.add_paragraph(style="Figure")
        picture: Any = held.add_run().add_picture(io.BytesIO(content), width=Mm(wide * scale))
        told = picture._inline.docPr
        told.set("name", known(drawing.name))
        told.set("descr", known(drawing.alt))
    writer.add(paragraph("FigureCaption", *_caption(writer, "figure", figure.number, figure.caption)))


def _last_paragraph(writer: Writer) -> None:
    """A small paragraph where a table is last, as Word would add one of its usual height."""
    if writer.book.element.body[-2].tag == qn("w:tbl"):
        writer.add(paragraph(f"Table{SIZES[-1]}pt"))


def _page_numbers(book: Book) -> None:
    foot: Any = book.sections[0].footer.paragraphs[0]._p
    foot.getparent().replace(foot, paragraph("Footer", *field_of("PAGE", "1"), align="center"))


def _save(book: Book, path: Path) -> None:
    """The file with fixed times in it."""
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w") as target:
        for item in source.infolist():
            entry = zipfile.ZipInfo(item.filename, PACKED)
            packed = zipfile.ZIP_STORED if item.filename.endswith(".png") else zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(item), packed)
