"""tables.md as another reader of Markdown sees it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hostile_study import document
from markdown_it import MarkdownIt

from farrell import render_study
from farrell.report import compose
from farrell.report.latex import render_latex
from farrell.report.markdown import render_markdown
from farrell.report.parts import Table
from farrell.report.profiles import composed
from farrell.study import load_results


@pytest.fixture
def folder(run, frame):
    return run(frame(8, 2), outputs="figures = []\ndocuments = []")


def shown(words: str) -> list[str]:
    """What a cell should show: its lines, without what cannot be printed, white space joined."""
    kept = ("".join(c for c in line if unicodedata.category(c)[0] != "C") for line in words.split("\n"))
    return [" ".join(unicodedata.normalize("NFC", line).split()) for line in kept]


def seen(markdown: str) -> list[list[list[list[str]]]]:
    """The tables: rows of cells of lines; a cell may hold nothing but text, breaks and bold type."""
    found: list = []
    for token in MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(markdown):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and token.level > 2:
            assert {child.type for child in token.children} <= {
                *("text", "text_special", "strong_open", "strong_close", "html_inline", "softbreak")
            }
            assert {child.content for child in token.children if child.type == "html_inline"} <= {"<br>"}
            words = "".join("\n" if child.type == "html_inline" else child.content for child in token.children)
            found[-1][-1].append([" ".join(line.split()) for line in words.split("\n")])
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("hostile", [False, True])
def test_another_reader_sees_the_same_cells(folder, language, hostile):
    made = document(folder, language) if hostile else compose(load_results(folder), language)
    markdown = render_markdown(made)
    read = seen(markdown)
    asked = [part for section in made.sections for part in section.parts if isinstance(part, Table)]
    assert len(read) == len(asked) >= 4
    for rows, table in zip(read, asked, strict=True):
        assert rows[1:] == [[shown(cell) for cell in row] for row in table.rows]
        spans = [words for words, columns in table.spans for _ in range(columns)] or [""] * len(table.header)
        heads = [f"{span}: {name}" if span else name for span, name in zip(spans, table.header, strict=True)]
        assert [head[0] for head in rows[0]] == [" ".join(shown(head)) for head in heads]


@pytest.mark.parametrize("words", ["1. first", "- item", "= = =", "---", "+ more", "12) twelfth"])
def test_notes_begin_no_list(folder, words):
    from dataclasses import replace

    made = document(folder, "en")
    section = made.sections[0]
    parts = [replace(part, notes=words) for part in section.parts]
    markdown = render_markdown(replace(made, sections=[replace(section, parts=parts)]))
    kinds = {token.type for token in MarkdownIt("commonmark").enable("table").parse(markdown)}
    assert not kinds & {"bullet_list_open", "ordered_list_open", "hr", "html_block", "code_block", "fence"}
    assert sum(t.type == "heading_open" for t in MarkdownIt("commonmark").enable("table").parse(markdown)) == 2


def test_nothing_becomes_a_link_on_github(folder):
    markdown = render_markdown(document(folder, "en"))
    assert "http://" not in markdown
    assert "www.example" not in markdown
    assert "a@example" not in markdown


def test_the_format_is_written_with_captions_and_notes(folder, tmp_path):
    render_study(folder, tmp_path / "out", formats=["tables.md"])
    markdown = (tmp_path / "out" / "tables.md").read_text(encoding="utf-8")
    assert "\n**Table 1.** " in markdown
    assert "Standard deviation with n − 1." in markdown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_profiles_have_their_subtitle_and_count_their_headings_where_they_do(folder, language):
    for profile, report in composed(load_results(folder), language, ["paper", "province"]).items():
        lines = render_markdown(report).splitlines()
        assert lines[2] == report.subtitle != ""
        headings = [line for line in lines if line.startswith("## ")]
        assert headings
        assert all((re.match(r"## \d+\. ", line) is not None) == (profile == "paper") for line in headings)
        tex = render_latex(report)
        assert f"\\noindent {report.subtitle}" in tex
