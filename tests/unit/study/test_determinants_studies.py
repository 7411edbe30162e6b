"""``[determinants]`` of a study: its keys, its tables, and the table that the docs print."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lines_run import given, printed

import farrell
from farrell.errors import StudyFileError
from farrell.report.reproduce import python_lines
from farrell.report.table_lines import table_lines
from farrell.study import compute, load_results, read_study, save_results
from farrell.study.file import check_study

ROOT = Path(__file__).parents[3]
HEAD = """
schema = 1
[data]
bundled = "china-health"
periods = [2021, 2022, 2023]
[groups]
by = "region3"
[[model]]
name = "first"
kind = "efficiency"
[[model]]
name = "second"
kind = "efficiency"
orientation = "output"
[determinants]
first = 5
replicates = 50
"""
ON = ["log(gdp_per_capita_yuan)", "share_65plus", "log(density)", "beds/population_10k"]
ALL = f"""
on = {ON}
model = "second"
score = "te_crs"
standardise = true
level = 0.9
seed = 7
m = 10
"""
PANEL = farrell.load("china-health").panel.select(periods=[2021, 2022, 2023])
TABLES = {
    *("determinants", "determinants_coefficients", "determinants_second_stage", "determinants_fits"),
    *("determinants_variants", "determinants_ratio", "determinants_ratio_curve"),
}


def study(folder, text, head=HEAD):
    path = folder / "study.toml"
    path.write_text(head + text, encoding="utf-8")
    return read_study(path)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("determinants")
    results = compute(study(folder, ALL))
    save_results(results, folder / "out", [])
    return results, folder / "out"


def test_tables_are_those_of_the_functions(done):
    results, _ = done
    assert results.tables.keys() >= TABLES
    options = {"on": ON, "orientation": "output", "rts": "crs", "standardise": True, "level": 0.9, "seed": 7}
    options |= {"first": 5, "replicates": 50}
    found = farrell.determinants(PANEL, **options)
    pd.testing.assert_frame_equal(results.tables["determinants"], found.to_frame())
    pd.testing.assert_frame_equal(results.tables["determinants_coefficients"], found.coefficients())
    pd.testing.assert_frame_equal(results.tables["determinants_second_stage"], found.second_stage.to_frame())
    pd.testing.assert_frame_equal(results.tables["determinants_fits"], found.fits())
    variants = farrell.second_stage_variants(PANEL, **options)
    pd.testing.assert_frame_equal(results.tables["determinants_variants"], variants.efficiency())
    ratio = farrell.conditional_order_m(PANEL, on="log(density)", orientation="output", m=10)
    rows = results.tables["determinants_ratio"].query("name == 'log(density)'")
    np.testing.assert_array_equal(rows["ratio"], ratio.ratio)
    told = results.meta["determinants"]
    assert (told["model"], told["score"], told["m"], told["left_out"]) == ("second", "te_crs", 10, [])
    assert told["slopes"]["log(density)"] == ratio.slope
    assert any("not censored" in line for line in told["objections"]["en"])


def test_results_read_back_are_the_same(done):
    results, folder = done
    again = load_results(folder)
    for name in TABLES:
        pd.testing.assert_frame_equal(again.tables[name], results.tables[name], check_dtype=False)
    assert again.meta["determinants"] == results.meta["determinants"]


def test_the_lines_of_every_table_give_it(done):
    results, folder = done
    meta = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    for name in sorted(TABLES):
        lines = table_lines(meta, name)
        assert "run_study" not in lines, name
        wanted = results.tables[name]
        pd.testing.assert_frame_equal(given(lines)[list(wanted)], wanted, check_dtype=False, rtol=1e-9)


def test_the_lines_of_the_study_run(done):
    said = printed(python_lines(done[0].meta))
    for words in ("fractional logit", "periods_above"):
        assert words in said


def test_the_example_gives_the_table_that_the_docs_print():
    """Study file and page took two ways to the covariates: columns by name, and values computed by hand."""
    path = ROOT / "examples" / "how-sure" / "study.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    kept = ("schema", "data", "labels", "groups", "model", "determinants")
    spec = check_study(path, {key: raw[key] for key in kept})
    table = compute(spec).tables["determinants"]
    methods = list(dict.fromkeys(table["method"]))
    text = (ROOT / "docs" / "determinants.md").read_text(encoding="utf-8")
    printed = re.findall(r"^\| (?:log |urban|share)[^|]*\|(.*)\|$", text, re.MULTILINE)
    assert len(printed) == len(spec.determinants["on"]) == 5
    for line, name in zip(printed, spec.determinants["on"], strict=True):
        rows = table[table["name"] == name].set_index("method").loc[methods]
        cells = [f"{r.sign} {r.estimate:.3f} [{r.low:.3f}, {r.high:.3f}]" for r in rows.itertuples()]
        assert [cell.strip() for cell in line.split("|")] == [cell.replace("-", "−") for cell in cells]


def test_a_cross_section_leaves_out_what_needs_a_panel(tmp_path):
    results = compute(study(tmp_path, "", HEAD.replace("2021, 2022, 2023", "2023")))
    assert results.tables["determinants"]["method"].unique().tolist() == ["second stage", "tobit", "fractional logit"]
    assert "determinants_variants" not in results.tables
    told = results.meta["determinants"]
    assert told["left_out"] == ["fixed effects"]
    assert told["on"] == ["gdp_per_capita_yuan", "share_65plus"]
    assert (told["seed"], told["model"], told["orientation"]) == (0, "first", "input")


def test_only_what_is_asked_for_is_made(tmp_path):
    tables = compute(study(tmp_path, 'methods = ["tobit"]\nratio = false\nvariants = false\nalgorithm = 1')).tables
    assert tables["determinants"]["method"].unique().tolist() == ["second stage", "second stage, clustered", "tobit"]
    assert not {"determinants_variants", "determinants_ratio", "determinants_ratio_curve"} & tables.keys()


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("seeds = 1", "study-unknown-key", "determinants.seeds"),
        ('on = "share_65plus"', "study-type", "determinants.on"),
        ("seed = 1.5", "study-type", "determinants.seed"),
        ("ratio = 1", "study-type", "determinants.ratio"),
        ('score = "se"', "study-choice", "te_crs, te_vrs"),
        ('methods = ["probit"]', "study-choice", "tobit, fractional logit, fixed effects"),
        ("ratio = false\nm = 5", "study-no-effect", "ratio = true"),
    ],
)
def test_wrong_keys_are_named(tmp_path, text, code, words):
    with pytest.raises(StudyFileError) as refused:
        study(tmp_path, text)
    assert refused.value.code == code
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('model = "third"', "first, second"),
        ('on = ["weather"]', "weather"),
        ('on = ["log(weather)"]', "weather"),
        ("on = []", "no covariates: give columns"),
        ("algorithm = 3", "algorithm"),
        ("level = 1.5", "level"),
        ("seed = -1", "seed"),
    ],
)
def test_what_the_functions_refuse_is_the_files_fault(tmp_path, text, words):
    with pytest.raises(StudyFileError, match=words) as refused:
        compute(study(tmp_path, text))
    assert refused.value.code == "study-option"
    assert "determinants" in str(refused.value)


def test_fixed_effects_of_one_period_are_refused_where_they_are_asked_for(tmp_path):
    with pytest.raises(StudyFileError, match="two periods"):
        compute(study(tmp_path, 'methods = ["fixed effects"]', HEAD.replace("2021, 2022, 2023", "2023")))


def test_towns_have_no_density(tmp_path):
    rng = np.random.default_rng(1)
    columns = {"unit": [f"u{i}" for i in range(20)], **{c: rng.uniform(1, 9, 20) for c in ("beds", "visits")}}
    pd.DataFrame(columns).to_csv(tmp_path / "d.csv", index=False)
    head = 'schema = 1\n[data]\nfile = "d.csv"\nunit = "unit"\ninputs = ["beds"]\noutputs = ["visits"]\n'
    with pytest.raises(StudyFileError, match="population/area_km2"):
        compute(study(tmp_path, 'on = ["density"]', head + '[[model]]\nkind = "efficiency"\n[determinants]\n'))


FIXED = 'name = "fixed"\nkind = "efficiency"\nreference = 2023\n[[model]]\nname = "first"'


def test_the_first_model_that_can_be_explained_is(tmp_path):
    quick = "ratio = false\nvariants = false\nmethods = ['tobit']\nalgorithm = 1"
    results = compute(study(tmp_path, quick, HEAD.replace('name = "first"', FIXED)))
    assert results.meta["determinants"]["model"] == "first"
    assert "reference" not in python_lines(results.meta).partition("farrell.determinants")[2].partition("\n")[0]


@pytest.mark.parametrize("named", [True, False])
def test_a_model_that_cannot_be_explained_is_named(tmp_path, named):
    head = HEAD.replace('name = "first"', FIXED)
    if not named:
        others = '[[model]]\nname = "second"\nkind = "efficiency"\norientation = "output"\n'
        head = HEAD.replace(others, "").replace('name = "first"', 'name = "fixed"\nreference = 2023')
    with pytest.raises(StudyFileError, match="fixed") as refused:
        compute(study(tmp_path, 'model = "fixed"' if named else "", head))
    assert "2023" in str(refused.value)
    assert "determinants.model" in str(refused.value)
    assert "2023" in refused.value.text("zh")
