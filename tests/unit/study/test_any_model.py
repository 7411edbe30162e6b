"""Any model in a study: its tables, its place in the report, its options checked, models side by side."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import StudyFileError
from farrell.dea import models
from farrell.study import load_results, read_study

HEAD = """schema = 1
[data]
bundled = "china-hospitals-2011"
"""
MODELS = """
[[model]]
name = "slacks"
kind = "sbm"
rts = "crs"
[[model]]
name = "sums"
kind = "additive"
weights = "mip"
[[model]]
name = "ranked"
kind = "super_sbm"
[[model]]
name = "pair"
kind = "efficiency"
"""


@pytest.fixture
def write(tmp_path: Path):
    def go(text: str) -> Path:
        path = tmp_path / "study.toml"
        path.write_text(HEAD + text, encoding="utf-8")
        return path

    return go


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("models")
    (folder / "study.toml").write_text(HEAD + MODELS, encoding="utf-8")
    return farrell.run_study(folder / "study.toml", folder / "out")


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_tables_are_those_of_the_functions(results) -> None:
    tables = results.results.tables
    panel = farrell.load("china-hospitals-2011").panel
    slacks = farrell.sbm(panel, rts="crs")
    found = tables["scores"][tables["scores"]["model"] == "slacks"]
    np.testing.assert_array_equal(found["te"], slacks.te)
    assert found["rank"].min() == 1
    assert (found["measure"] == "rho").all()
    means = tables["model_means"]
    row = means[(means["model"] == "sums") & (means["by"] == "all")].iloc[0]
    assert row["mean"] == pytest.approx(farrell.additive(panel, weights="mip").score.mean())
    assert set(tables["slacks"]["model"]) == {"slacks", "sums", "ranked", "pair"}
    wide = tables["model_comparison"]
    assert list(wide.columns) == ["unit", "period", "slacks", "sums", "ranked", "pair (crs)", "pair (vrs)"]
    assert len(tables["rank_correlations"]) == 10


def test_the_report_has_every_model_and_their_ranks(results) -> None:
    page = results.report.read_text(encoding="utf-8")
    for word in ("Models side by side", "slacks-based measure", "Spearman rank correlation", "Tone 2001", "min rho = "):
        assert word in page
    panel = farrell.load("china-hospitals-2011").panel
    means = {"slacks": farrell.sbm(panel, rts="crs").te.mean(), "ranked": farrell.super_sbm(panel).te.mean()}
    for name, mean in means.items():
        row = re.search(rf"<tr[^>]*>\s*<t[dh][^>]*>{name}</t[dh]>.*?</tr>", page, re.DOTALL)
        assert row is not None
        assert f"{mean:.3f}" in row[0]
    chinese = farrell.render_study(results.folder, language="zh").report.read_text(encoding="utf-8")
    assert "多模型对照" in chinese
    assert "基于松弛的测度" in chinese


def test_the_lines_to_reproduce_call_the_functions(results) -> None:
    from farrell.report.reproduce import python_lines

    lines = python_lines(results.results.meta)
    assert "farrell.sbm(panel, rts='crs')" in lines
    assert "farrell.additive(panel, weights='mip')" in lines


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[model]]\nkind = "sbn"', ["model[1].kind", "'sbm'"]),
        ('[[model]]\nkind = "sbm"\nweight = 1', ["model[1].weight", "'weights'"]),
        ('[[model]]\nkind = "sbm"\n[[models]]\nkind = "ebm"', ["[[models]]"]),
    ],
)
def test_what_the_file_gets_wrong_is_named(write, text, words) -> None:
    with pytest.raises(StudyFileError) as caught:
        read_study(write(text))
    assert all(word in str(caught.value) for word in words)


def test_what_a_model_refuses_is_the_files_fault(write, tmp_path) -> None:
    with pytest.raises(StudyFileError, match=r"model\.sbm.*crs, vrs"):
        farrell.run_study(write('[[model]]\nkind = "sbm"\nrts = "constant"'), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_a_study_of_one_model_has_a_report(write, tmp_path) -> None:
    done = farrell.run_study(write('[[model]]\nkind = "sbm"'), tmp_path / "out")
    assert "model_comparison" not in done.results.tables
    page = done.report.read_text(encoding="utf-8")
    assert "Scores by model" in page
    assert "slacks-based measure" in page
    assert len(pd.read_csv(done.folder / "tables" / "scores.csv")) == 31


def test_intensities_stay_numbers_beside_a_model_without_peers(write, tmp_path) -> None:
    path = write('[[model]]\nname = "radial"\nkind = "dea"\n[[model]]\nname = "partial"\nkind = "order_m"\nm = 20\n')
    farrell.run_study(path, tmp_path / "out")
    peers = load_results(tmp_path / "out").tables["peers"]
    assert set(peers["model"]) == {"radial"}
    assert peers["lambda"].dtype == np.float64


@pytest.mark.parametrize("key", sorted(models.MODULES))
def test_every_model_says_what_it_is(key) -> None:
    said = models.about(key)
    assert said.key == key
    assert said.formula
    assert any(c.isdigit() for c in said.source)
    for language in ("en", "zh"):
        assert said.name(language)
        assert said.what(language)
        assert said.when(language)


def test_undesirable_outputs_are_in_the_tables_and_shrink(tmp_path) -> None:
    study = """schema = 1
[data]
bundled = "china-health"
inputs = ["hospitals", "beds"]
outputs = ["visits_10k"]
undesirable = ["discharges_10k"]
periods = [2022, 2023]
[[model]]
kind = "sbm"
[[model]]
kind = "environmental_ddf"
"""
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    done = farrell.run_study(tmp_path / "study.toml", tmp_path / "out")
    slacks = done.results.tables["slacks"]
    bad = slacks[slacks["role"] == "undesirable"]
    assert set(bad["model"]) == {"sbm", "environmental_ddf"}
    moved = bad["actual"] + bad["radial_move"] + bad["slack_move"]
    np.testing.assert_allclose(moved, bad["target"], rtol=1e-9)
    assert (bad["radial_move"] + bad["slack_move"] <= 1e-9).all()
    assert "Undesirable output" in done.report.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["unit", "period"])
def test_a_name_that_a_table_needs_is_refused(write, name) -> None:
    with pytest.raises(StudyFileError, match=name):
        read_study(write(f'[[model]]\nkind = "sbm"\nname = "{name}"'))


def test_a_name_that_the_radial_pair_takes_is_refused(write) -> None:
    with pytest.raises(StudyFileError, match="crs"):
        read_study(write('[[model]]\nkind = "efficiency"\nname = "x"\n[[model]]\nkind = "sbm"\nname = "x (crs)"'))
