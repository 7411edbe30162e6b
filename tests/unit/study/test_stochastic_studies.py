"""``[stochastic]`` of a study: its keys, its tables, and the Python lines that give them again."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from lines_run import given, printed

import farrell
from farrell.errors import DataError, StudyFileError
from farrell.report.reproduce import python_lines
from farrell.report.table_lines import table_lines
from farrell.study import compute, load_results, read_study, save_results

HEAD = """
schema = 1
[data]
bundled = "china-health"
periods = [2022, 2023]
[groups]
by = "region3"
[[model]]
name = "first"
kind = "efficiency"
[[model]]
name = "second"
kind = "efficiency"
orientation = "output"
slack_weights = "mean"
[stochastic]
"""
ALL = """
on = ["log(gdp_per_capita_yuan)", "log(beds/population_10k)", "share_65plus", "visits_10k/population_10k"]
model = "second"
regression = "period"
sfa = true
stoned = true
dependent = "visits_10k"
"""
PANEL = farrell.load("china-health").panel.select(periods=[2022, 2023])
TABLES = {
    *("slack_regressions", "slack_tests", "slack_adjustments", "stages", "stage_means"),
    *("sfa_estimates", "sfa_tests", "sfa_scores", "sfa_agreement"),
    *("stoned_parts", "stoned_scores", "stoned_agreement"),
}


def study(folder, text, head=HEAD):
    path = folder / "study.toml"
    path.write_text(head + text, encoding="utf-8")
    return read_study(path)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stochastic")
    results = compute(study(folder, ALL))
    save_results(results, folder / "out", [])
    return results, folder / "out"


def by_hand():
    on = ["log(gdp_per_capita_yuan)", "log(beds/population_10k)", "share_65plus", "visits_10k/population_10k"]
    of = PANEL.numbers
    more = {on[0]: np.log(of["gdp_per_capita_yuan"]), on[1]: np.log(of["beds"] / of["population_10k"])}
    options = {"orientation": "output", "slack_weights": "mean", "regression": "period"}
    return farrell.three_stage(PANEL, environment=on, more=more, **options)


def test_tables_are_those_of_the_functions(done):
    results, _ = done
    assert results.tables.keys() >= TABLES
    staged = by_hand()
    pd.testing.assert_frame_equal(results.tables["stages"], staged.to_frame())
    pd.testing.assert_frame_equal(results.tables["slack_regressions"], staged.estimates())
    pd.testing.assert_frame_equal(results.tables["stage_means"], staged.means("region3"))
    own = results.tables["efficiency"].query("model == 'second'")
    np.testing.assert_allclose(results.tables["stages"]["te_vrs_1"], own["te_vrs"], atol=1e-9)
    scores = results.tables["sfa_scores"]
    last = scores[scores["period"] == 2023]
    assert last["rank"].tolist() == last["te"].round(8).rank(ascending=False, method="min").tolist()
    np.testing.assert_allclose(scores["te"], farrell.sfa_agreement(PANEL).frontier.te)
    told = results.meta["stochastic"]
    assert told["three_stage"]["model"] == "second"
    assert told["three_stage"]["environment"][1] == "log(beds/population_10k)"
    assert told["stoned"]["error"] == "additive"
    assert set(told["sfa"]["objections"]) == {"en", "zh"}


def test_results_read_back_are_the_same(done):
    results, folder = done
    again = load_results(folder)
    for name in TABLES:
        pd.testing.assert_frame_equal(again.tables[name], results.tables[name], check_dtype=False)
    assert again.meta["stochastic"] == results.meta["stochastic"]


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_the_lines_of_every_table_give_it(done):
    results, folder = done
    meta = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    for name in sorted(TABLES):
        lines = table_lines(meta, name)
        assert "run_study" not in lines, name
        wanted = results.tables[name]
        wanted = wanted.assign(**{c: wanted[c].astype(float) for c in ("rank", "rank_dea") if c in wanted})
        pd.testing.assert_frame_equal(given(lines)[list(wanted)], wanted, check_dtype=False, rtol=1e-9)


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_the_lines_of_the_study_run(done):
    lines = python_lines(done[0].meta)
    said = printed(lines)
    for words in ("Three-stage DEA, output orientation", "spearman"):
        assert words in said


def test_by_default_there_is_three_stage_dea_with_the_roles_environment(tmp_path):
    results = compute(study(tmp_path, ""))
    assert "stages" in results.tables
    assert not {"sfa_scores", "stoned_scores"} & results.tables.keys()
    assert results.meta["stochastic"]["three_stage"]["environment"] == ["gdp_per_capita_yuan", "share_65plus"]
    assert results.meta["stochastic"]["three_stage"]["orientation"] == "input"
    assert results.meta["stochastic"]["sfa"] is None


def test_a_study_without_an_efficiency_model_is_of_inputs(tmp_path):
    head = HEAD[: HEAD.index("[[model]]")] + '[[model]]\nkind = "sbm"\n[stochastic]\n'
    told = compute(study(tmp_path, "", head)).meta["stochastic"]["three_stage"]
    assert (told["model"], told["orientation"]) == ("", "input")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("three_stages = true", "study-unknown-key", "stochastic.three_stages"),
        ("sfa = 1", "study-type", "stochastic.sfa"),
        ('on = "share_65plus"', "study-type", "stochastic.on"),
        ('separation = "jondrow"', "study-choice", "stochastic.separation"),
        ('sfa = true\nform = "linear"', "study-choice", "stochastic.form"),
        ('form = "translog"', "study-no-effect", "stochastic.form has no effect without sfa = true"),
        ('three_stage = false\nsfa = true\non = ["share_65plus"]', "study-no-effect", "stochastic.on"),
        ('dependent = "visits_10k"', "study-no-effect", "stoned = true"),
        ("three_stage = false", "study-no-effect", "three_stage = true / sfa = true / stoned = true"),
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
        ("on = []", "environment"),
        ("three_stage = false\nstoned = true", "visits_10k"),
    ],
)
def test_what_the_functions_refuse_is_the_files_fault(tmp_path, text, words):
    with pytest.raises(StudyFileError, match=words) as refused:
        compute(study(tmp_path, text))
    assert refused.value.code == "study-option"
    assert "[stochastic]" in str(refused.value) or "stochastic" in str(refused.value)


def test_a_frontier_of_every_period_needs_no_fixed_reference(tmp_path):
    head = HEAD.replace('orientation = "output"', "reference = 2022")
    with pytest.raises(StudyFileError, match="reference"):
        compute(study(tmp_path, 'model = "second"', head))


def test_a_zero_has_no_logarithm(tmp_path):
    rows = [[f"u{i}", 5 + i, 3 + i % 4, i % 3, 4 + i] for i in range(12)]
    columns = ["unit", "beds", "staff", "visits", "discharges"]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "d.csv", index=False)
    head = (
        'schema = 1\n[data]\nfile = "d.csv"\nunit = "unit"\ninputs = ["beds", "staff"]\n'
        'outputs = ["visits", "discharges"]\n[[model]]\nkind = "efficiency"\n[stochastic]\n'
    )
    with pytest.raises(DataError) as refused:
        compute(study(tmp_path, "three_stage = false\nsfa = true", head))
    assert refused.value.code == "no-logarithm"
