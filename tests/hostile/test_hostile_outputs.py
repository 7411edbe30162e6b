"""Names that a browser, spreadsheet, typesetter or shell would run stay names in everything a study writes."""

from __future__ import annotations

import csv
import html
import re
import warnings
import zipfile

import numpy as np
import pytest
from hostile_names import INJECTIONS
from pypdf import PdfReader

import farrell
from farrell.data.write import csv_text, marked, unmarked

NAMES = [
    *(name for key, name in INJECTIONS.items() if key != "long"),
    *("' onload='x", "]]>", "$x_1$ & ~", "a\tb"),
]
FORMULA = re.compile(r"[=+\-@\t\r]")
STUDY = """schema = 1
title = "<script>t()</script> =1+1 \\\\input{x} #read(1) {{ 7*7 }}"
[data]
file = "data.csv"
unit = "unit"
period = "year"
inputs = ["=x"]
outputs = ["<y>"]
group = ["g"]
[labels."=x"]
en = "<img src=x onerror=y()>"
zh = "=1+1"
[groups]
by = "g"
[outputs]
tables = ["csv", "xlsx"]
figures = []
documents = ["html", "tex", "md", "docx", "pdf"]
[[model]]
name = "../../evil =1 <b>"
kind = "efficiency"
[[model]]
name = "CON"
kind = "malmquist"
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("injected")
    rng = np.random.default_rng(0)
    with (folder / "data.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["unit", "year", "=x", "<y>", "g"])
        for year in (2020, 2021):
            for i, name in enumerate(NAMES):
                rows.writerow([name, year, *rng.uniform(5, 9, 2).round(3), "=g1" if i % 2 else "<g2>"])
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.FarrellWarning)
        farrell.run_study(folder / "study.toml", folder / "out")
    return folder


def test_nothing_is_written_outside_the_folder(written):
    assert {p.name for p in written.iterdir()} == {"data.csv", "study.toml", "out"}
    assert not any("evil" in p.name or p.stem == "CON" for p in written.rglob("*"))


def test_the_page_has_no_markup_of_names(written):
    page = (written / "out" / "report.html").read_text(encoding="utf-8")
    assert page.count("<script") == 1
    assert "<img src=x" not in page
    assert not re.search(r"<[^>]*\sonload=", page)
    assert "{{ 7 * 7 }}" in html.unescape(page)


def test_no_cell_of_a_csv_file_is_a_formula(written):
    for path in (written / "out" / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for cell in (cell for row in csv.reader(stream) for cell in row if FORMULA.match(cell)):
                float(cell)


def test_results_read_back_have_the_names_as_they_were(written):
    from farrell.study import load_results

    table = load_results(written / "out").tables["efficiency"]
    assert {name.replace("\n", " ").replace("\t", " ") for name in NAMES} == set(table["unit"])
    assert set(table["model"]) == {"../../evil =1 <b>"}


def test_no_cell_of_a_workbook_is_a_formula_or_leads_outside(written):
    with zipfile.ZipFile(written / "out" / "tables.xlsx") as book:
        for name in book.namelist():
            part = book.read(name)
            assert b"<f>" not in part
            assert b'TargetMode="External"' not in part


def test_typesetters_get_no_commands(written):
    tex = (written / "out" / "tables.tex").read_text(encoding="utf-8")
    assert "\\input" not in tex.replace("\\inputencoding", "")
    markdown = (written / "out" / "tables.md").read_text(encoding="utf-8")
    assert not re.search(r"(?<!\\)<script", markdown)


def test_pages_are_set_with_the_names_as_they_are(written):
    """Typst runs ``#read`` and ``{{`` means nothing to it; what it set is read back."""
    pages = PdfReader(written / "out" / "report.pdf").pages
    text = "".join(page.extract_text() for page in pages)
    assert "#read" in text
    assert "root:" not in text


@pytest.mark.parametrize(
    "word", ["=1", "'=1", "''=1", "+a", "-a", "@", "\t", "-5", "'-5", "a=1", "'", "", "-inf", "'a"]
)
def test_a_marked_word_is_the_same_again(word):
    assert unmarked(marked(word)) == word
    assert not FORMULA.match(marked(word)) or float(word) < 0


def test_numbers_of_a_table_are_not_marked():
    import pandas as pd

    frame = pd.DataFrame({"=a": [-1.5, 2.0], "b": ["-1+1", None], "c": [-1, 2]})
    assert csv_text(frame) == "'=a,b,c\n-1.5,'-1+1,-1\n2.0,,2\n"
