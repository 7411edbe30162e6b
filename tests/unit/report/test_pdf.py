"""report.pdf: all that the report says is in it, as text, on its pages, the same bytes each time."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from farrell import render_study
from farrell.errors import OptionError, RenderWarning
from farrell.report import profiles, typst_content
from farrell.report import typst as pages
from farrell.report.document import Document, compose
from farrell.report.parts import Bullets, Figure, Profile, Table
from farrell.report.typst import write_pdf
from farrell.study import load_results

HOSTILE = [
    '#panic("x")', "*bold* _it_ $x$", "\\ back`tick`", '<b>"q"</b> & @ref', "县医院（一）", "a" * 180, "= Head",
    '#eval("1") // c /* d */', "long name " * 12 + "end", "-1+2", "~ -- ... ---", "'x'", "[a](b)", "Ελλάς Россия",
]  # fmt: skip

EFFICIENCY = '[[model]]\nkind = "efficiency"\n'


def composed(folder: Path, language: str = "en") -> Document:
    return compose(load_results(folder), language)


def squeezed(text: str) -> str:
    """Without what breaks lines; signs of one meaning alike."""
    return re.sub(r"[\s\u200b\u2010\u00ad-]", "", unicodedata.normalize("NFKC", text))


def read(path: Path) -> tuple[pypdf.PdfReader, str, list[str]]:
    """A file, all its text, and the texts that begin beyond the margins of their page."""
    pdf, texts, outside = pypdf.PdfReader(path), [], list[str]()
    for page in pdf.pages:
        width = float(page.mediabox.width)

        def look(text: str, cm: list[float], tm: list[float], *_: object, width: float = width) -> None:
            if text.strip() and not 40 <= tm[4] * cm[0] + cm[4] <= width - 40:
                outside.append(text)

        texts.append(page.extract_text(visitor_text=look))
    assert all(len(text) > 100 for text in texts), "an empty page"
    assert f"{len(texts)} / {len(texts)}" in texts[-1]
    return pdf, squeezed("".join(texts)), outside


def headings(outline: list[Any]) -> list[str]:
    return [name for item in outline for name in (headings(item) if isinstance(item, list) else [item.title])]


@pytest.fixture
def study(run, frame) -> Path:
    return run(frame(12, 3), extra="[benchmarks]\n", outputs='figures = []\ndocuments = []\ntables = ["csv"]')


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_that_the_report_says_is_in_it(study, tmp_path, language):
    document = composed(study, language)
    write_pdf(document, tmp_path / "report.pdf")
    pdf, text, outside = read(tmp_path / "report.pdf")
    names = document.names
    parts = [part for section in document.sections for part in section.parts]
    tables = [part for part in parts if isinstance(part, Table)]
    figures = [part for part in parts if isinstance(part, Figure)]
    profiles = [part for part in parts if isinstance(part, Profile)]
    assert any(table.folded for table in tables)
    assert len(profiles) == 12
    for key, some in (("table-n", tables), ("figure-n", figures)):
        for part in some:
            assert squeezed(names.say(key, n=part.number) + part.caption) in text
    for table in [*tables, *profiles]:
        cells = {*table.header, *(cell for row in table.rows for cell in row)}
        assert {cell for cell in cells if squeezed(cell) not in text} == set()
    kept = headings(pdf.outline)
    numbered = [f"{i}. {section.heading}" for i, section in enumerate(document.sections, start=1)]
    assert numbered == [heading for heading in kept if heading in numbered]
    assert all(squeezed(heading) in text for heading in numbered)
    assert {profile.name for profile in profiles} <= set(kept)
    assert pdf.metadata is not None
    assert pdf.metadata.title == document.results.meta["title"][language]
    assert pdf.trailer["/Root"]["/Lang"] == {"en": "en-GB", "zh": "zh-CN"}[language]
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert not outside


@pytest.mark.parametrize("language", ["en", "zh"])
def test_profiles_have_the_pages_they_promise(study, tmp_path, language):
    made = profiles.composed(load_results(study), language, ["paper", "brief", "province"])
    for profile, document in made.items():
        write_pdf(document, tmp_path / f"{profile}.pdf")
        pdf, text, outside = read(tmp_path / f"{profile}.pdf")
        assert not outside
        assert squeezed(document.subtitle) in text
        first = f"{'1.' if profile == 'paper' else ''}{document.sections[0].heading}"
        assert (squeezed(document.names.say("contents") + first) in text) == (profile != "brief")
        kept = headings(pdf.outline)
        assert (kept[0] == f"1. {document.sections[0].heading}") == (profile == "paper")
        assert {section.heading for section in document.sections} <= {h.split(". ")[-1] for h in kept}
        if profile == "brief":
            assert len(pdf.pages) <= 2
        if profile == "province":
            assert len(pdf.pages) == 1 + 12
            for page, section in zip(pdf.pages[1:], document.sections, strict=True):
                assert squeezed(section.heading) in squeezed(page.extract_text())


def test_equal_results_are_equal_bytes(study, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        write_pdf(composed(study), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_names_are_text_whatever_they_hold(run, frame, tmp_path):
    data = frame(len(HOSTILE), 2)
    data["unit"] = HOSTILE * 2
    out = run(data, extra="[benchmarks]\n", outputs="figures = []\ndocuments = []")
    document = composed(out)
    title = '#panic(1) *x* _y_ $z$ \\ [a] "b"'
    document.results.meta["title"]["en"] = title
    write_pdf(document, tmp_path / "report.pdf")
    pdf, text, outside = read(tmp_path / "report.pdf")
    assert [name for name in HOSTILE if squeezed(name) not in text] == []
    assert not outside
    assert {squeezed(name) for name in HOSTILE} <= {squeezed(name) for name in headings(pdf.outline)}
    assert pdf.metadata is not None
    assert pdf.metadata.title == title


def test_control_characters_are_shown_as_unknown_and_long_words_may_break():
    assert typst_content._text("a\x07b\x1b[0m\u202ec\ud800\td") == "a\ufffdb\ufffd[0m\ufffdc\ufffd d"
    assert typst_content._text("b" * 31).replace("\u200b", "") == "b" * 31
    assert "\u200b" not in typst_content._text("b" * 30)


def test_words_within_chinese_stay_whole():
    told = "秩检验显示区域间差异无统计学意义（Kruskal–Wallis H），参照Färe与Zelenyuk的方法，见Despotis、Smirlis。" * 2
    assert typst_content._text(told) == told
    broken = typst_content._text("单元" + "c" * 31 + "、Tibet")
    assert broken.split("\u200b")[0] == "单元cccccc"
    assert broken.endswith("c、Tibet")


def test_what_is_copied_from_a_page_holds_no_marks_of_where_words_break(study, tmp_path):
    write_pdf(composed(study), tmp_path / "report.pdf")
    drawn = [page.get_contents().get_data() for page in pypdf.PdfReader(tmp_path / "report.pdf").pages]
    marks = re.compile(rb"ActualText<FEFF(?:[0-9A-F]{4})*?200B")  # what a reader copies in place of a sign
    assert [found for data in drawn for found in marks.findall(data)] == []


def test_the_closing_note_never_has_a_page_of_its_own(study, tmp_path):
    document = composed(study)
    document = replace(document, sections=document.sections[-1:])
    note = squeezed(document.names.say("footer", version=document.results.meta["version"]))
    references = document.sections[-1].parts[-1]
    assert isinstance(references, Bullets)
    full, met = references.items, set()
    for count in range(16, 50):
        document.sections[-1].parts[-1] = Bullets((full * 50)[:count])
        write_pdf(document, tmp_path / "report.pdf")
        pdf, _, _ = read(tmp_path / "report.pdf")
        last = squeezed(pdf.pages[-1].extract_text())
        assert note in last
        assert squeezed((full * 50)[count - 1]) in last
        met.add(len(pdf.pages))
        if len(met) > 1:
            break
    assert len(met) > 1, "the references never filled a page"


def test_a_heading_stays_with_the_only_item_below_it(study, tmp_path):
    document = composed(study)
    sources = replace(document.sections[-1], heading="Sources", parts=[])
    document = replace(document, sections=[document.sections[-1], sources])
    full = document.sections[0].parts[-1].items
    document.sections[1].parts.append(Bullets(full[:1]))
    met = set()
    for count in range(16, 50):
        document.sections[0].parts[-1] = Bullets((full * 50)[:count])
        write_pdf(document, tmp_path / "report.pdf")
        pages_of = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "report.pdf").pages]
        assert "2. Sources" in pages_of[-1].splitlines()
        assert squeezed(full[0]) in squeezed(pages_of[-1])
        met.add(len(pages_of))
        if len(met) > 1:
            break
    assert len(met) > 1, "the references never filled a page"


@pytest.mark.parametrize(("units", "periods", "most"), [(5, 2, 10), (300, 2, 42), (12, 30, 16)])
def test_small_large_and_long_panels_lose_nothing(run, frame, tmp_path, units, periods, most):
    out = run(frame(units, periods), models=EFFICIENCY, outputs="figures = []\ndocuments = []")
    document = composed(out)
    write_pdf(document, tmp_path / "report.pdf")
    pdf, text, outside = read(tmp_path / "report.pdf")
    for table in (part for section in document.sections for part in section.parts if isinstance(part, Table)):
        assert {cell for row in table.rows for cell in row if squeezed(cell) not in text} == set()
    assert len(pdf.pages) <= most
    assert not outside


def test_it_is_a_format_of_the_registry(study, tmp_path):
    render_study(study, tmp_path / "out", language="zh", formats=["report.pdf"])
    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_without_typst_the_extra_is_named(study, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(OptionError) as caught:
        write_pdf(composed(study), tmp_path / "report.pdf")
    assert caught.value.code == "extra-missing"
    assert "farrell[pdf]" in caught.value.text("zh")


def test_without_a_chinese_font_only_chinese_is_refused(study, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "SERIFS", ())
    monkeypatch.setattr(pages, "FONTS", ())
    with pytest.raises(OptionError) as caught:
        write_pdf(composed(study, "zh"), tmp_path / "report.pdf")
    assert caught.value.code == "pdf-no-chinese-font"
    assert "fonts-noto-cjk" in caught.value.text("en")
    assert not (tmp_path / "report.pdf").exists()
    write_pdf(composed(study, "en"), tmp_path / "report.pdf")


def test_a_character_that_no_font_has_is_told(run, frame, tmp_path):
    data = frame(6, 1)
    data["unit"] = ["Ward \ue000 and \ue001", *data["unit"][1:]]
    document = composed(run(data, models=EFFICIENCY, period=False, outputs="figures = []\ndocuments = []"))
    with pytest.warns(RenderWarning, match="report.pdf") as caught:
        write_pdf(document, tmp_path / "report.pdf")
    assert [warning.message.code for warning in caught] == ["pdf-no-glyph"]
    assert caught[0].message.values["signs"] == ["\ue000", "\ue001"]
    assert squeezed("Ward \ufffd and \ufffd") in read(tmp_path / "report.pdf")[1]
