"""What `[outputs]` and the command line ask for: which files come of it, and what is refused."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from farrell import render_study, run_study
from farrell.errors import OptionError, StudyFileError
from farrell.report import FORMATS, formats
from farrell.report.formats import Format
from farrell.report.outputs import check_outputs, choices, chosen_formats, chosen_profiles
from farrell.study import read_study

ONE = '[[model]]\nkind = "efficiency"\n'
READERS = ((pd.read_parquet, "parquet"), (pd.read_stata, "dta"))


def pages(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.html")}


@pytest.fixture
def results(run, frame) -> Path:
    return run(frame(8, 2), models=ONE, outputs='figures = []\ntables = ["csv"]')


def test_without_a_word_the_full_report_is_written_as_a_page(results):
    assert pages(results) == {"report.html"}
    meta = json.loads((results / "study.json").read_text(encoding="utf-8"))
    assert meta["outputs"] == {"tables": ["csv"], "figures": [], "documents": ["html"], "profiles": ["full"]}


def test_a_study_file_chooses_documents_and_profiles(run, frame, tmp_path):
    outputs = 'figures = []\ntables = ["csv"]\ndocuments = ["html"]\nprofiles = ["brief", "paper", "brief"]'
    folder = run(frame(8, 2), models=ONE, outputs=outputs)
    assert pages(folder) == {"paper.html", "brief.html"}
    meta = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    assert meta["outputs"]["profiles"] == ["brief", "paper", "brief"]
    assert {"paper.html", "brief.html"} <= set(meta["files"])
    again = render_study(folder, tmp_path / "again")
    assert pages(again.folder) == pages(folder)
    assert again.report == again.folder / "brief.html"


def test_no_document_leaves_tables_alone_and_rendering_makes_a_page(run, frame, tmp_path):
    folder = run(frame(8, 2), models=ONE, outputs='figures = []\ntables = ["csv"]\ndocuments = []')
    assert pages(folder) == set()
    again = render_study(folder, tmp_path / "again")
    assert again.report == tmp_path / "again" / "report.html"


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("documents", '["htm"]', "html"),
        ("documents", '["xlsx"]', "html"),
        ("profiles", '["minister"]', "full, paper, brief, province"),
        ("profiles", "[]", "full, paper, brief, province"),
        ("tables", '["pdf"]', "csv"),
        ("figures", '["bmp"]', "svg"),
    ],
)
def test_what_there_is_not_is_refused_before_anything_is_solved(run, frame, tmp_path, key, value, allowed):
    with pytest.raises(StudyFileError) as caught:
        run(frame(8, 2), models=ONE, outputs=f"{key} = {value}")
    assert caught.value.code == "study-choice"
    assert f"outputs.{key}" in str(caught.value)
    assert allowed in str(caught.value)
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.parts").exists()


def test_report_is_a_key_no_more(run, frame):
    with pytest.raises(StudyFileError) as caught:
        run(frame(8, 2), models=ONE, outputs="report = true")
    assert caught.value.code == "study-unknown-key"
    assert "documents" in str(caught.value)


def test_an_entry_of_the_registry_is_all_that_a_document_needs(run, frame, tmp_path, monkeypatch):
    def write(work, path):
        path.write_text(" | ".join(section.heading for section in work.document.sections), encoding="utf-8")

    plain = Format("report.txt", "format-report", "text/plain", write=write, composed=True)
    listed = Format("tables.rst", "format-report", "text/x-rst", write=write, composed=True)
    for known in (plain, listed):
        monkeypatch.setitem(FORMATS, known.key, known)
    assert {"html", "txt", "rst"} <= set(choices()["documents"])
    outputs = 'figures = []\ntables = ["csv"]\ndocuments = ["rst", "txt"]\nprofiles = ["full", "brief"]'
    folder = run(frame(8, 2), models=ONE, outputs=outputs)
    made = {path.name for path in folder.iterdir() if path.suffix in (".txt", ".rst", ".html")}
    assert made == {"report.txt", "brief.txt", "tables.rst", "brief-tables.rst"}
    assert (folder / "brief.txt").read_text() != (folder / "report.txt").read_text()
    done = render_study(folder, tmp_path / "again", formats=["txt"], profiles=["brief"])
    assert done.report == tmp_path / "again" / "brief.txt"


@pytest.mark.parametrize(
    ("extra", "asked"), [("pdf", 'documents = ["pdf"]'), ("parquet", 'tables = ["parquet"]\ndocuments = []')]
)
def test_a_format_without_its_library_is_refused_before_solving(run, frame, tmp_path, monkeypatch, extra, asked):
    monkeypatch.setitem(formats.EXTRAS, extra, "no_such_library")
    with pytest.raises(OptionError) as caught:
        run(frame(8, 2), models=ONE, outputs=asked)
    assert caught.value.code == "extra-missing"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("word", ["deap", "maxdea", "dear"])
@pytest.mark.parametrize("model", ['kind = "sbm"', 'kind = "efficiency"\nreference = "pooled"'])
def test_a_listing_without_its_models_is_refused_before_anything_is_solved(run, frame, tmp_path, word, model):
    with pytest.raises(OptionError) as caught:
        run(frame(8, 2), models=f"[[model]]\n{model}\n", outputs=f'tables = ["{word}"]')
    assert caught.value.code == "no-deap-listing"
    assert model.split('"')[1] in caught.value.text("zh")
    assert not (tmp_path / "out").exists()


def test_tables_are_written_in_every_format_asked_for(run, frame):
    outputs = 'figures = []\ntables = ["csv", "parquet", "dta", "deap"]\ndocuments = ["zip"]'
    folder = run(frame(8, 2), models=ONE, outputs=outputs)
    written = json.loads((folder / "study.json").read_text(encoding="utf-8"))["files"]
    names = {Path(name).stem for name in written if name.startswith("tables/")}
    assert {"efficiency", "means"} <= names
    for name in names:
        table = pd.read_csv(folder / "tables" / f"{name}.csv")
        parquet, stata = (read(folder / "tables" / f"{name}.{ending}") for read, ending in READERS)
        assert list(parquet) == list(stata) == list(table)
        assert len(parquet) == len(stata) == len(table)
        for column in table.select_dtypes("number"):
            np.testing.assert_array_equal(parquet[column], table[column])
            np.testing.assert_array_equal(stata[column], table[column])
    with zipfile.ZipFile(folder / "study.zip") as archive:
        assert {*archive.namelist()} == {*written} - {"study.zip"} | {"study.json"}


def test_formats_are_named_by_key_or_ending():
    assert [f.key for f in chosen_formats(["html", "svg"], [])] == ["report.html", "svg"]
    assert [f.key for f in chosen_formats(["xlsx"], [])] == ["tables.xlsx"]
    assert [f.key for f in chosen_formats(["xlsx"], ["plan"])] == ["tables.xlsx", "plan.xlsx"]
    assert chosen_profiles(["brief", "full", "brief"]) == ["brief", "full"]
    for wrong in (["minister"], []):
        with pytest.raises(OptionError) as caught:
            chosen_profiles(wrong)
        assert "province" in str(caught.value)


def test_every_example_asks_for_what_there_is():
    for path in sorted((Path(__file__).parents[3] / "examples").glob("*/study.toml")):
        check_outputs(read_study(path))


def test_a_study_that_was_run_tells_of_every_document_it_makes(results, tmp_path):
    steps = []
    render_study(
        results, tmp_path / "x", formats=["html"], profiles=["brief", "province"],
        progress=lambda *step: steps.append(step),
    )  # fmt: skip
    assert steps == [("compose", 1, 3), ("brief.html", 2, 3), ("province.html", 3, 3)]


def test_run_study_gives_the_path_of_its_first_page(frame, run, tmp_path):
    run(frame(8, 2), models=ONE, outputs='figures = []\nprofiles = ["province"]\ntables = ["csv"]')
    done = run_study(tmp_path / "study.toml", tmp_path / "other")
    assert done.report == tmp_path / "other" / "province.html"
