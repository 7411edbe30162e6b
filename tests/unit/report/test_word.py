"""report.docx: what the report holds, read back by another library's eyes; hostile names; formulas; equal bytes."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph as Text
from latex2mathml.converter import convert

from farrell import render_study
from farrell.errors import RenderWarning
from farrell.report import Document, compose, sections
from farrell.report.figures import style
from farrell.report.parts import (
    Bullets,
    Code,
    Figure,
    Formula,
    Paragraph,
    Profile,
    Section,
    Subheading,
    Table,
    numbered,
)
from farrell.report.profiles import composed
from farrell.report.word import write_word
from farrell.report.word_formulas import LONGEST, equations, longest_line
from farrell.report.word_tables import fitted
from farrell.study import load_results

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning", "ignore::farrell.errors.SolveWarning")
NAMES = [
    '=HYPERLINK("http://example.org","a")',
    "</w:t><w:t>&amp; <b>\"quoted\" 'name'",
    "{ SEQ Table } _x0041_",
    "bell\x07 null\x00 escape\x1b",
    "\ufffe\uffff end",
    "甘肃省 兰州（第一）",
    "n" * 3000,
    "two\nlines\tand a tab",
]
MODELS = '[[model]]\nkind = "efficiency"\n'
LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def blocks(path: Path) -> Iterator[Text | Grid]:
    book = docx.Document(str(path))
    yield from book.iter_inner_content()


def written(document: Document, folder: Path) -> Path:
    path = folder / "report.docx"
    write_word(document, path)
    return path


def said(text: str) -> str:
    return LOST.sub("\ufffd", text)


def tables_of(document: Document) -> list[Table | Profile]:
    return [p for section in document.sections for p in section.parts if isinstance(p, (Table, Profile))]


def expected(document: Document) -> Iterator[tuple[str, str]]:
    """Style and text of every paragraph, in reading order."""
    say, meta = document.names.say, document.results.meta
    yield "Kicker", f"Farrell {meta['version']} · {meta['started'][:10]}"
    yield "Title", said(meta["title"][document.names.language])
    yield from [("Subtitle", document.subtitle)] if document.profile != "full" else []
    yield "Table Notes", say("footer", version=meta["version"])
    if document.profile != "brief":
        yield "TOC Heading", say("contents")
        for n, section in enumerate(document.sections, start=1):
            yield "TOC 1", said(section.heading if document.profile == "province" else f"{n}. {section.heading}")
    for section in document.sections:
        yield "Heading 1", said(section.heading)
        for part in section.parts:
            yield from _expected(part, say)
    last = document.sections[-1].parts[-1]
    yield from [("Table 5 pt", "")] if isinstance(last, Profile) or (isinstance(last, Table) and not last.notes) else []


def _expected(part, say) -> Iterator[tuple[str, str]]:
    if isinstance(part, Paragraph):
        yield "Normal", said(part.text)
    elif isinstance(part, Bullets):
        yield from (("List Bullet", said(item)) for item in part.items)
    elif isinstance(part, Subheading):
        yield f"Heading {part.level + 1}", said(part.text)
    elif isinstance(part, Code):
        yield "Code", said(part.text)
    elif isinstance(part, Profile):
        yield "Heading 2", said(part.name)
        yield from (("List Bullet", said(item)) for item in part.items)
    elif isinstance(part, Figure):
        yield "Figure", ""
        yield "Figure Caption", say("figure-n", n=part.number) + said(part.caption)
    elif isinstance(part, Formula):
        yield from (("Formula", "") for _ in equations(part.latex))
    else:
        yield "Caption", say("table-n", n=part.number) + said(part.caption)
        yield from [("Table Notes", said(part.notes))] if part.notes else []


def cells(row) -> list[tuple[str, int]]:
    """Text and columns of the cells of a row, merged ones once."""
    found = []
    for cell in row.findall(qn("w:tc")):
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        text = "\n".join(Text(p, None).text for p in cell.findall(qn("w:p")))
        found.append((text, 1 if span is None else int(span.get(qn("w:val")))))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_document_holds_the_report_word_by_word(run, frame, tmp_path, language):
    folder = run(frame(12, 3), language=language, extra="[benchmarks]\n")
    document = compose(load_results(folder), language)
    path = written(document, tmp_path)
    found = list(blocks(path))
    texts = [(block.style.name, block.text) for block in found if isinstance(block, Text)]
    assert texts == list(expected(document))
    for block in found:
        if isinstance(block, Text) and not block.text and block.style.name != "Table 5 pt":
            assert block._p.findall(f".//{qn('w:drawing')}") or block._p.findall(f".//{qn('m:oMath')}")
    told = " ".join(text for _, text in texts)
    assert not re.search(r"\breport\.[a-z-]+|\{[a-z_]*\}", told)
    kinds = {type(part) for section in document.sections for part in section.parts}
    assert kinds == {Paragraph, Bullets, Formula, Code, Figure, Table, Profile}

    grids = [block for block in found if isinstance(block, Grid)]
    parts = tables_of(document)
    assert len(grids) == len(parts)
    assert any(part.spans for part in parts if isinstance(part, Table))
    for grid, part in zip(grids, parts, strict=True):
        _check_table(grid, part)

    book = docx.Document(str(path))
    assert book.core_properties.title == document.results.meta["title"][language]
    assert book.core_properties.version == document.results.meta["version"]
    assert book.core_properties.language == {"en": "en-GB", "zh": "zh-CN"}[language]
    told = [item.get("descr") for item in book.element.body.iter(qn("wp:docPr"))]
    assert told == [figure.drawing.alt for figure in document.figures]
    assert "PAGE" in book.sections[-1].footer._element.xml
    label = {"en": ("Table", "Figure"), "zh": ("表", "图")}[language]
    asked = [item.text.split()[:2] for item in book.element.body.iter(qn("w:instrText"))]
    captioned = [style for style, _ in texts if style in ("Caption", "Figure Caption")]
    kinds = dict(zip(("Caption", "Figure Caption"), label, strict=True))
    assert asked == [["TOC", "\\o"], *(["SEQ", kinds[style]] for style in captioned)]
    marks = [item.get(qn("w:name")) for item in book.element.body.iter(qn("w:bookmarkStart"))]
    assert len(set(marks)) == len(marks) == len(document.sections) + 2 * len(captioned)
    links = [item.get(qn("w:anchor")) for item in book.element.body.iter(qn("w:hyperlink"))]
    assert len(links) == len(document.sections)
    assert set(links) < set(marks)
    faces = {item.get(qn("w:eastAsia")) for item in book.styles.element.iter(qn("w:rFonts"))}
    assert "宋体" in faces


@pytest.mark.parametrize("language", ["en", "zh"])
def test_profiles_are_told_as_they_are_meant(run, frame, tmp_path, language):
    folder = run(frame(12, 3), language=language, extra="[benchmarks]\n")
    for profile, document in composed(load_results(folder), language, ["paper", "brief", "province"]).items():
        path = written(document, tmp_path)
        found = [block for block in blocks(path) if isinstance(block, Text)]
        assert [(block.style.name, block.text) for block in found] == list(expected(document))
        begun = [block.text for block in found if block._p.findall(f".//{qn('w:pageBreakBefore')}")]
        assert begun == [said(section.heading) for section in document.sections if section.on_new_page]
        assert (len(begun) == 12) == (profile == "province")
        book = docx.Document(str(path))
        counted = book.styles["Heading 1"].element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        assert (counted is not None) == (profile == "paper")


def test_figures_of_a_brief_leave_room_for_its_words(run, frame, tmp_path):
    results = load_results(run(frame(12, 3)))
    heights = {}
    for profile, document in composed(results, "en", ["full", "brief"]).items():
        book = docx.Document(str(written(document, tmp_path)))
        heights[profile] = max(shape.height.mm for shape in book.inline_shapes)
    assert heights["brief"] <= 85.1 < heights["full"]


def _check_table(grid: Grid, part: Table | Profile) -> None:
    rows = grid._tbl.findall(qn("w:tr"))
    spans = part.spans if isinstance(part, Table) else ()
    means = part.means if isinstance(part, Table) else frozenset()
    words = {*range(part.names_in), *part.words} if isinstance(part, Table) else {0}
    if spans:
        assert cells(rows[0]) == [(said(name), columns) for name, columns in spans]
    head = 1 + bool(spans)
    assert [text for text, _ in cells(rows[head - 1])] == [said(name) for name in part.header]
    assert [[text for text, _ in cells(row)] for row in rows[head:]] == [[said(v) for v in row] for row in part.rows]
    assert grid.style.name == "Farrell Table"
    for i, row in enumerate(rows):
        assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
        assert (row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None) == (i < head)
        bold = list(row.iter(qn("w:b")))
        assert bool(bold) == (i < head or i - head in means)
        if i >= head:
            sides = [item.get(qn("w:val")) for item in row.iter(qn("w:jc"))]
            assert sides == ["left" if j in {0, *words} else "right" for j in range(len(part.header))]
    used = sum(int(column.get(qn("w:w"))) for column in grid._tbl.tblGrid.findall(qn("w:gridCol")))
    assert used / 1440 * 25.4 <= 267.5


@pytest.fixture
def small(run, frame) -> Document:
    return compose(load_results(run(frame(8, 2), models=MODELS)), "en")


def test_hostile_names_stay_text(small, tmp_path):
    title = NAMES[1] + NAMES[3]
    results = replace(small.results, meta={**small.results.meta, "title": {"en": title, "zh": title}})
    parts = [Paragraph("\n".join(NAMES)), Bullets(tuple(NAMES)), Subheading(NAMES[1]), Code(NAMES[2])]
    parts += [Profile(name, (name,), ["a", "b"], [[name, "1"]]) for name in NAMES]
    parts.append(Table(NAMES[0], ["unit", *NAMES], [[name] * 9 for name in NAMES], notes=NAMES[2]))
    document = Document(results, small.names, numbered([Section("a", NAMES[0], parts)]))
    path = written(document, tmp_path)
    book = docx.Document(str(path))
    found = [(block.style.name, block.text) for block in blocks(path) if isinstance(block, Text)]
    assert [item for item in found if item != ("Table 5 pt", "")] == list(expected(document))
    for grid, part in zip(book.tables, tables_of(document), strict=True):
        _check_table(grid, part)
    assert len(list(book.element.body.iter(qn("w:instrText")))) == 2, "contents and one caption"
    with zipfile.ZipFile(path) as archive:
        links = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
        assert not any(b"External" in text for text in links)
        assert all(ET.fromstring(archive.read(n)) is not None for n in archive.namelist() if n.endswith(".xml"))


def test_equal_results_are_equal_bytes(run, frame, tmp_path):
    folder = run(frame(8, 2))
    first, second = (
        render_study(folder, tmp_path / name, formats=["report.docx"]).folder / "report.docx" for name in ("a", "b")
    )
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {item.date_time for item in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
    started = load_results(folder).meta["started"][:19]
    assert docx.Document(str(first)).core_properties.created.isoformat()[:19] == started


def test_five_units_and_three_hundred(run, frame, tmp_path):
    five = compose(load_results(run(frame(5, 1).drop(columns="year"), period=False, extra='allow = ["few-units"]',
        group=False, models=MODELS)), "en")  # fmt: skip
    found = [(block.style.name, block.text) for block in blocks(written(five, tmp_path)) if isinstance(block, Text)]
    assert found == list(expected(five))
    many = compose(load_results(run(frame(300, 2), group=False, models=MODELS, name="many")), "en")
    path = written(many, tmp_path)
    assert path.stat().st_size < 5_000_000
    grids = docx.Document(str(path)).tables
    for grid, part in zip(grids, tables_of(many), strict=True):
        _check_table(grid, part)
    assert max(len(part.rows) for part in tables_of(many)) >= 300


def test_without_a_chinese_font_captions_stay_and_a_message_says_so(small, tmp_path, monkeypatch):
    chinese = compose(small.results, "zh")
    monkeypatch.setattr(style, "FONTS", ("No such font",))
    style.chinese_fonts.cache_clear()
    try:
        lacking = [figure for figure in chinese.figures if figure.drawing.lacks_font]
        assert lacking
        with pytest.warns(RenderWarning) as caught:
            path = written(chinese, tmp_path)
    finally:
        style.chinese_fonts.cache_clear()
    assert [w.message.code for w in caught] == ["no-chinese-font"]
    assert all(figure.drawing.name in str(caught[0].message) for figure in lacking)
    book = docx.Document(str(path))
    assert len(list(book.element.body.iter(qn("wp:docPr")))) == len(chinese.figures) - len(lacking)
    captions = [p.text for p in book.paragraphs if p.style.name == "Figure Caption"]
    assert captions == [chinese.names.say("figure-n", n=f.number) + f.caption for f in chinese.figures]


def wide(columns: int, word: str = "Unit") -> Table:
    return Table("", [word, *(f"{2000 + j}" for j in range(columns))], [[word, *["1,234.567"] * columns]] * 3)


@pytest.mark.parametrize(
    ("columns", "size", "lying"), [(8, 9, False), (11, 8, False), (13, 7, False), (17, 8, True), (22, 6, True)]
)
def test_wide_tables_get_smaller_text_or_a_page_that_lies(columns, size, lying):
    fit = fitted(wide(columns))
    assert (fit.size, fit.lying) == (size, lying)
    assert sum(fit.widths) <= (267 if lying else 180) + 1e-6
    digits = 9 * 0.5 * size * 25.4 / 72
    assert all(width > digits for width in fit.widths[1:]), "as wide as their numbers in Times"


def test_words_beside_many_numbers_are_no_sliver():
    said = "without Hainan, fewer visits, more discharges, frontier of 2022 and 4 more"
    row = ["Inner Mongolia", "Health technicians", *["+12,345", "100.0"] * 3, said]
    table = Table("", ["Unit", "What", *["changes, %"] * 6, "Turns or goes with"], [row] * 30, 2, frozenset({8}))
    fit = fitted(table)
    assert (fit.size, fit.lying) == (8, False)
    assert fit.widths[-1] > 40
    assert fitted(replace(table, rows=[[*row[:-1], "–"]] * 30)).size == 9, "short words need no smaller text"


def test_what_needs_little_gets_it_before_long_texts():
    table = Table("", ["Unit", "What", "n"], [["Health technicians", "a long text " * 40, "1"]], names_in=2)
    fit = fitted(table)
    assert fit.widths[0] > 18 * 0.42 * 9 * 25.4 / 72, "a name on one line"
    assert sum(fit.widths) == pytest.approx(180)


def test_no_table_is_wider_than_its_page():
    for table in (wide(80), wide(6, "w" * 3000), Table("", ["a", "b"], [["x " * 900, "y " * 900]])):
        fit = fitted(table)
        assert sum(fit.widths) <= (267 if fit.lying else 180) + 1e-6
        assert min(fit.widths) > 0


def test_a_heading_goes_with_the_wide_table_that_it_heads(small, tmp_path):
    parts = [Paragraph("Before."), Subheading("Wide"), wide(20), Paragraph("After.")]
    document = Document(small.results, small.names, numbered([Section("a", "One", parts)]))
    book = docx.Document(str(written(document, tmp_path)))
    assert [section.page_width > section.page_height for section in book.sections] == [False, True, False]
    held: list[list[str]] = [[]]
    for item in book.element.body:
        held[-1] += [Text(item, None).text if item.tag == qn("w:p") else "table"]
        if item.findall(f".//{qn('w:sectPr')}"):
            held += [[]]
    assert held[1] == ["Wide", "Table 1. ", "table", ""], "after a table a small paragraph ends the page"
    assert held[0][-1] == "Before."
    assert held[2][0] == "After."


def formulas() -> list[str]:
    """Every formula that a report can hold."""
    found = set()
    for known in pkgutil.walk_packages(sections.__path__, "farrell.report.sections."):
        for value in vars(importlib.import_module(known.name)).values():
            values = value.values() if isinstance(value, dict) else [value]
            found |= {v for v in values if isinstance(v, str) and re.search(r"\\(frac|sum|theta|min|ln|hat|beta)", v)}
    return sorted(found)


def letters(text: str) -> Counter[str]:
    told = text.translate({ord("~"): "∼", ord("*"): "∗", ord("^"): "\u0302"})
    return Counter(re.sub(r"[\s\u00af\u2015\u203e]", "", told))


def test_every_formula_becomes_an_equation_with_all_its_signs():
    assert len(formulas()) > 40
    for latex in formulas():
        held = "".join(ET.fromstring(convert(latex, display="block")).itertext())
        made = ""
        for line in equations(latex):
            assert line.tag == qn("m:oMathPara")
            made += "".join(item.text for item in line.iter(qn("m:t")))
            for tag in ("m:chr", "m:begChr", "m:endChr"):
                made += "".join(item.get(qn("m:val")) for item in line.iter(qn(tag)))
            for item in (*line.iter(qn("m:e")), *line.iter(qn("m:num")), *line.iter(qn("m:den"))):
                assert len(item), f"an empty box in {latex}"
        assert letters(made) == letters(held), latex
        assert longest_line(latex) <= LONGEST, latex


def test_a_formula_is_built_as_it_is_read():
    [line] = equations(
        r"\mathrm{TE}=\min_{\theta}\ \theta,\qquad H=\left(\frac{\sum_{j}(x_j-1)^2}{\sqrt{n}}\right)^2+1"
    )
    names = [item.tag.rpartition("}")[2] for item in line.find(qn("m:oMath"))]
    assert names == ["r", "r", "func", "r", "r", "r", "r", "sSup", "r", "r"]
    top = line.find(f"{qn('m:oMath')}/{qn('m:sSup')}")
    ratio = top.find(f"{qn('m:e')}/{qn('m:d')}/{qn('m:e')}/{qn('m:f')}")
    total = ratio.find(f"{qn('m:num')}/{qn('m:nary')}")
    assert total.find(f"{qn('m:naryPr')}/{qn('m:chr')}").get(qn("m:val")) == "∑"
    squared = total.find(f"{qn('m:e')}/{qn('m:sSup')}")
    assert [item.tag.rpartition("}")[2] for item in squared.find(qn("m:e"))] == ["d"], "the square is of the bracket"
    assert ratio.find(f"{qn('m:den')}/{qn('m:rad')}") is not None


def test_libreoffice_opens_it(run, frame, tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.fail("LibreOffice is missing: run make test-system")
    folder = render_study(run(frame(8, 2)), tmp_path / "made", language="zh", formats=["report.docx"]).folder
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    asked = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), folder / "report.docx"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=240, check=True)
    assert "Error" not in done.stderr, done.stderr
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) > 5
