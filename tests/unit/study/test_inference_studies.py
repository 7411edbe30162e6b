"""``[inference]`` of a study: its keys, its tables, and the Python lines that give them again."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from lines_run import given, printed

import farrell
from farrell.errors import StudyFileError
from farrell.report.reproduce import python_lines
from farrell.report.table_lines import table_lines
from farrell.study import compute, inference, load_results, read_study, save_results

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
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
reference = "pooled"
[[model]]
name = "change"
kind = "malmquist"
orientation = "output"
[[model]]
name = "global"
kind = "malmquist"
technology = "global"
[inference]
"""
SOME = """
replicates = 60
splits = 10
seed = 4
level = 0.9
"""
PANEL = farrell.load("china-health").panel.select(periods=[2021, 2022, 2023])
TABLES = ("intervals", "mean_intervals", "index_intervals", "mean_index_intervals", "inference_tests")


def study(folder, text, head=HEAD):
    path = folder / "study.toml"
    path.write_text(head + text, encoding="utf-8")
    return read_study(path)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inference")
    results = compute(study(folder, SOME))
    save_results(results, folder / "out", [])
    return results, folder / "out"


def test_intervals_are_those_of_the_bootstrap(done):
    results, _ = done
    table = results.tables["intervals"]
    assert len(table) == 2 * 2 * 93
    for rts in ("crs", "vrs"):
        mine = table.query(f"model == 'first' and score == 'te_{rts}'")
        found = farrell.bootstrap(PANEL, rts=rts, seed=4, replicates=60, level=0.9)
        np.testing.assert_array_equal(mine["low"], found.low)
        np.testing.assert_array_equal(mine["corrected"], found.score_corrected)
        np.testing.assert_array_equal(mine["high_percentile"], found.high_percentile)
        assert mine["inefficient"].tolist() == ((found.score < 1 - 1e-6) & (found.high_percentile < 1)).tolist()


def test_output_oriented_scores_are_turned_to_efficiency(done):
    results, _ = done
    mine = results.tables["intervals"].query("model == 'second' and score == 'te_vrs'")
    own = results.tables["efficiency"].query("model == 'second'")
    np.testing.assert_allclose(mine["value"], own["te_vrs"], rtol=1e-9)
    found = farrell.bootstrap(PANEL, orientation="output", reference="pooled", seed=4, replicates=60, level=0.9)
    np.testing.assert_allclose(mine["low"], 1 / found.high)
    np.testing.assert_allclose(mine["high"], 1 / found.low)
    np.testing.assert_allclose(mine["value"] - mine["bias"], 1 / found.score_corrected)
    assert (mine["low"] <= mine["corrected"]).all()
    assert (mine["corrected"] <= mine["value"] + 1e-12).all()
    assert (mine["inefficient"] <= (found.low_percentile > 1)).all()


def test_changes_and_means_are_those_of_the_functions(done):
    results, _ = done
    given = {"seed": 4, "level": 0.9, "orientation": "output"}
    drawn = farrell.bootstrap_malmquist(PANEL, replicates=60, **given)
    table = results.tables["index_intervals"]
    assert set(table["model"]) == {"change"}
    wanted = drawn.to_frame()
    np.testing.assert_array_equal(table["high"], wanted["high"])
    assert (
        table["direction"].map({"progress": 1, "regress": -1, "unsure": 0}).tolist() == wanted["significant"].tolist()
    )
    means = results.tables["mean_index_intervals"]
    found = farrell.mean_productivity(PANEL, splits=10, **given).to_frame()
    best, plain = found[found["best"]], found[found["method"] == "ordinary"]
    keys = ["period_from", "period_to", "component"]
    both = means.merge(best, on=keys).merge(plain, on=keys, suffixes=("", "_plain"))
    assert len(both) == len(means) == 15
    np.testing.assert_array_equal(both["value"], both["estimate"])
    np.testing.assert_array_equal(both["low_x"], both["low_y"])
    np.testing.assert_array_equal(both["ordinary"], both["estimate_plain"])
    assert means[means["overall"]]["period_to"].unique().tolist() == [2023]
    assert len(means[means["overall"]]) == 5
    levels = results.tables["mean_intervals"]
    assert set(levels["model"]) == {"first"}  # means against a pooled frontier have no theorem
    one = farrell.mean_efficiency(PANEL, seed=4, splits=10, level=0.9, estimator="crs").to_frame()
    np.testing.assert_array_equal(levels.query("score == 'te_crs'")["value"], one[one["best"]]["estimate"])


def test_tests_are_those_of_the_functions(done):
    results, _ = done
    table = results.tables["inference_tests"].set_index(["test", "of"])
    year = PANEL.select(periods=[2023])
    assert table.loc[("returns-to-scale", "crs"), "p"] == farrell.returns_to_scale_bootstrap(year, seed=4).p
    beds = farrell.relevance_test(year, columns=["beds"], seed=4)
    assert table.loc[("relevance", "beds"), "value"] == beds.statistic
    groups = farrell.equal_means_test(year, group="region3", seed=4, frontier="common", estimator="crs")
    assert table.loc[("equal-means", "te_crs"), "p"] == groups.p
    assert "East – West" in table.loc["equal-distributions"].index
    five = table.loc["relevance"]
    assert (five["p_holm"] >= five["p"]).all()
    assert five["p_holm"].min() == pytest.approx(5 * five["p"].min())
    assert table.loc[("returns-to-scale", "crs"), "p_holm"] is not None


def test_what_is_told(done):
    told = done[0].meta["inference"]
    assert told["efficiency"] == ["first", "second"]
    assert told["indices"] == ["change"]
    assert told["left_out"] == ["global"]
    assert (told["seed"], told["replicates"], told["splits"], told["level"]) == (4, 60, 10, 0.9)
    assert told["tests"] == ["returns-to-scale", "equal-means", "equal-distributions", "relevance"]


def test_results_read_back_are_the_same(done):
    results, folder = done
    again = load_results(folder)
    for name in TABLES:
        pd.testing.assert_frame_equal(again.tables[name], results.tables[name], check_dtype=False)
    assert again.meta["inference"] == results.meta["inference"]


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("intervals", "first"),
        ("intervals", "second"),
        ("mean_intervals", "first"),
        ("index_intervals", "change"),
        ("mean_index_intervals", "change"),
    ],
)
def test_the_lines_of_a_table_give_it(done, name, of):
    meta = json.loads((done[1] / "study.json").read_text(encoding="utf-8"))
    got = given(table_lines(meta, name, of))
    wanted = done[0].tables[name].query(f"model == '{of}'").reset_index(drop=True)
    shared = [column for column in wanted if column != "model"]
    assert set(shared) <= set(got)
    pd.testing.assert_frame_equal(got[shared], wanted[shared], check_dtype=False)


def test_the_lines_of_the_study_run(done):
    lines = python_lines(json.loads((done[1] / "study.json").read_text(encoding="utf-8")))
    assert lines.count("farrell.bootstrap(") == 4
    assert lines.count("farrell.mean_efficiency(") == 2
    assert "mean_productivity" in printed(lines)


def test_subsamples_show_no_inefficiency(tmp_path):
    results = compute(
        study(tmp_path, 'models = ["first"]\nmethod = "subsample"\nreplicates = 20\nsplits = 4\ntests = []')
    )
    table = results.tables["intervals"]
    assert "inefficient" not in table
    assert "size" in table
    assert "inference_tests" not in results.tables
    assert "index_intervals" not in results.tables


def test_a_cross_section_without_groups(tmp_path):
    head = HEAD.replace("[2021, 2022, 2023]", "[2023]").replace('by = "region3"', 'by = ""').split("[[model]]")
    results = compute(study(tmp_path, "replicates = 20\nsplits = 4", "[[model]]".join(head[:2]) + "[inference]\n"))
    assert results.meta["inference"]["tests"] == ["returns-to-scale", "relevance"]
    assert "mean_intervals" in results.tables


def test_small_groups_are_not_compared_unasked():
    few = PANEL.select(units=list(PANEL.units[:6]))
    assert inference.chosen_tests(few, None, "region3") == ["returns-to-scale", "relevance"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('method = "naive"', "heterogeneous"),
        ('models = ["first", "third"]', "third"),
        ('models = ["global"]', "change"),
        ('tests = ["normality"]', "relevance"),
        ('draws = "inefficient"\nmethod = "subsample"', "homogeneous"),
        ('replicates = "many"', "replicates"),
        ("replicates = 1", "replicates"),
        ("level = 2.0", "level"),
        ("samples = 3", "splits"),
    ],
)
def test_wrong_keys_are_named(tmp_path, text, said):
    with pytest.raises(StudyFileError, match=said):
        compute(study(tmp_path, text))


def test_tests_of_groups_need_groups(tmp_path):
    with pytest.raises(StudyFileError, match="equal-means"):
        compute(
            study(
                tmp_path,
                'models = ["first"]\nreplicates = 10\nsplits = 4\ntests = ["equal-means"]',
                HEAD.replace('by = "region3"', 'by = ""'),
            )
        )


def test_indices_of_another_form_have_no_bootstrap(tmp_path):
    other = '[[model]]\nname = "turned"\nkind = "malmquist"\nconvention = "shephard"\n'
    head = HEAD.replace('technology = "global"\n', 'form = "base"\n' + other)
    results = compute(study(tmp_path, 'models = ["change"]\nreplicates = 10\nsplits = 4\ntests = []', head))
    assert set(results.tables["index_intervals"]["model"]) == {"change"}
    for name in ("global", "turned"):
        with pytest.raises(StudyFileError, match=name):
            compute(study(tmp_path, f'models = ["{name}"]', head))


def test_a_study_without_any_bootstrap_says_so(tmp_path):
    head = HEAD.split("[[model]]", maxsplit=1)[0] + '[[model]]\nname = "slacks"\nkind = "sbm"\n[inference]\n'
    with pytest.raises(StudyFileError, match="slacks has a bootstrap"):
        compute(study(tmp_path, "", head))


def test_units_that_come_and_go(tmp_path):
    frame = PANEL.to_frame()
    gone = frame["unit"].isin(PANEL.units[:3]) & (frame["period"] == 2023)
    frame[~gone].to_csv(tmp_path / "panel.csv", index=False)
    data = 'file = "panel.csv"\nunit = "unit"\nperiod = "period"\n'
    data += 'inputs = ["hospitals", "beds", "health_technicians"]\noutputs = ["visits_10k", "discharges_10k"]\n'
    model = '[[model]]\nname = "change"\nkind = "malmquist"\ndecomposition = "fglr"\n'
    head = f"schema = 1\n[data]\n{data}{model}[inference]\n"
    results = compute(study(tmp_path, "replicates = 20\nsplits = 4\ntests = []", head))
    assert results.meta["inference"]["stayers"] == 28
    table = results.tables["index_intervals"]
    assert set(table.loc[table["low"].isna(), "direction"]) <= {""}
    assert set(table.loc[table["low"].notna(), "direction"]) <= {"progress", "regress", "unsure"}
    assert set(results.tables["mean_index_intervals"]["component"]) == {"effch", "techch", "tfpch"}


def test_a_column_is_not_left_out_where_a_unit_would_have_nothing(tmp_path):
    frame = PANEL.select(periods=[2023]).to_frame()
    frame.loc[0, ["hospitals", "health_technicians"]] = 0.0
    columns = ["hospitals", "beds", "health_technicians"]
    panel = farrell.Panel.from_frame(frame, unit="unit", inputs=columns, outputs=["visits_10k"])
    assert inference._droppable(panel) == ["hospitals", "health_technicians"]
