"""The registry of formats: what is asked for is written, nothing else, and every step is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from farrell import render_study
from farrell.catalogue import LANGUAGES
from farrell.errors import OptionError
from farrell.report import FORMATS
from farrell.report.outputs import formats_for, outputs_of


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def results(run, frame) -> Path:
    return run(
        frame(8, 2), models='[[model]]\nkind = "efficiency"\n', outputs='figures = []\ndocuments = []\ntables = ["csv"]'
    )


@pytest.mark.parametrize(
    ("formats", "written"),
    [
        (["report.html"], {"report.html"}),
        (["tables.xlsx", "csv"], {"tables.xlsx", "tables/efficiency.csv"}),
        (["svg"], {"figures/captions.txt", "figures/indicators.svg", "figures/indicators.csv"}),
    ],
)
def test_chosen_formats_are_written_and_nothing_else(results, tmp_path, formats, written):
    steps = []
    out = tmp_path / "documents"
    done = render_study(results, out, language="zh", formats=formats, progress=lambda *step: steps.append(step))
    made = files(out)
    assert written <= made
    kinds = {name.partition("/")[0] for name in made}
    assert kinds == {name.partition("/")[0] for name in written} | {"study.json"}
    assert [step for _, step, _ in steps] == list(range(1, len(steps) + 1))
    assert steps[-1][1] == steps[-1][2]
    assert (done.report is not None) == ("report.html" in formats)
    meta = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert set(meta["files"]) == made - {"study.json"}
    assert meta["language"] == "zh"
    assert {f.key for f in formats_for(meta["outputs"], meta["records"])} == set(formats)


def test_results_in_place_keep_what_they_have(results):
    before = files(results)
    done = render_study(results, formats=["report.html"])
    assert files(results) == before | {"report.html"}
    assert done.report == results / "report.html"
    done = render_study(results, formats=["md"], profiles=["brief"], language="zh")
    assert files(results) == before | {"report.html", "brief.html", "tables.md", "brief-tables.md"}
    assert done.report == results / "brief-tables.md"
    assert "决策简报" in (results / "brief.html").read_text(encoding="utf-8")
    meta = json.loads((results / "study.json").read_text(encoding="utf-8"))
    assert meta["outputs"]["documents"] == ["html", "md"]
    assert meta["outputs"]["profiles"] == ["full", "brief"]


@pytest.mark.parametrize("key", ["odt", "plan.xlsx"])
def test_what_cannot_be_written_is_refused_and_nothing_is_lost(results, tmp_path, key):
    out = tmp_path / "documents"
    render_study(results, out, formats=["report.html"])
    with pytest.raises(OptionError) as caught:
        render_study(results, out, formats=["tables.xlsx", key])
    assert caught.value.code == "choice"
    assert "plan.xlsx" not in caught.value.values["allowed"]
    assert (out / "report.html").is_file()


def test_a_format_without_its_library_is_refused(results, tmp_path, monkeypatch):
    from farrell.report import formats

    monkeypatch.setitem(formats.EXTRAS, "pdf", "no_such_library")
    assert not FORMATS["report.pdf"].is_installed
    with pytest.raises(OptionError) as caught:
        render_study(results, tmp_path / "documents", formats=["report.pdf"])
    assert caught.value.code == "extra-missing"
    assert "pdf" in caught.value.text("zh")


def test_every_format_has_a_name_in_every_language_and_its_outputs():
    for key, known in FORMATS.items():
        assert known.key == key
        assert known.is_installed
        assert all(known.name(language) for language in LANGUAGES)
    everything = list(FORMATS.values())
    assert formats_for(outputs_of(everything, ["full"]), ["plan", "malmquist"]) == everything
    assert [f.key for f in formats_for(outputs_of([FORMATS["png"]], ["full"]), [])] == ["png"]
