"""``[robustness]`` of a study: its keys, its tables, the findings it states itself."""

from __future__ import annotations

import json
from itertools import pairwise
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

EXAMPLE = Path(__file__).parents[3] / "examples" / "how-sure" / "study.toml"
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
[[model]]
kind = "malmquist"
"""
ALL = """
[rebalance]
move = ["beds"]
[robustness]
inputs = [["hospitals", "beds", "health_technicians"], ["beds", "health_technicians"]]
drop = [[], ["Tibet"], ["Tibet", "Qinghai"]]
model = "second"
score = "te_vrs"
replicates = 20
plan_replicates = 4
draws = "inefficient"
level = 0.8
seed = 3
"""
QUICK = "\n[robustness]\nspecifications = false\noutliers = false\nstability = false\nranks = false\n"
PANEL = farrell.load("china-health").panel.select(periods=[2022, 2023])
TABLES = {
    *("specifications", "finding_shares", "finding_choices", "specification_units", "leave_one_out", "dropped"),
    *("outliers", "outlier_sets", "stability", "rank_stability", "plan_robustness", "plan_changes"),
}


def study(folder, text, head=HEAD):
    path = folder / "study.toml"
    path.write_text(head + text, encoding="utf-8")
    return read_study(path)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("robustness")
    results = compute(study(folder, ALL))
    save_results(results, folder / "out", [])
    return results, folder / "out"


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")  # who has no score without itself
def test_tables_are_those_of_the_functions(done):
    tables = done[0].tables
    assert tables.keys() >= TABLES
    same, options = pd.testing.assert_frame_equal, {"rts": "vrs", "orientation": "output"}
    same(tables["leave_one_out"], farrell.leave_one_out(PANEL, **options).by_unit())
    same(tables["stability"], farrell.stability_radii(PANEL, **options).to_frame())
    found = farrell.outliers(PANEL, **options)
    same(tables["outliers"], found.to_frame())
    same(tables["outlier_sets"], found.ap.separation())
    both = tables["dropped"].query("dropped == 'Tibet, Qinghai'").drop(columns="dropped").reset_index(drop=True)
    same(both, farrell.drop_units(PANEL, ["Tibet", "Qinghai"], **options).means())
    last = PANEL.select(periods=[2023])
    drawn = farrell.bootstrap(last, seed=3, replicates=20, draws="inefficient", level=0.8, **options)
    same(tables["rank_stability"], farrell.rank_stability(drawn).to_frame())
    kept = farrell.plan_robustness(PANEL, move=["beds"], seed=3, replicates=4, level=0.8)
    same(tables["plan_robustness"], kept.to_frame())
    same(tables["plan_changes"], kept.changes())


def test_the_curve_is_of_the_declared_choices_and_the_studys_own_findings(done):
    results = done[0]
    told = results.meta["robustness"]["specifications"]
    assert len(results.tables["specifications"]) == 2 * 3 * 2 * 2 * 2  # inputs, drop, rts, orientation, reference
    assert not told["stated"]
    curve = farrell.specification_curve(
        PANEL.with_group("region3", farrell.data.province_groups(PANEL.units, "region3")), **told["arguments"]
    )
    pd.testing.assert_frame_equal(results.tables["specifications"], curve.to_frame())
    pd.testing.assert_frame_equal(results.tables["finding_shares"], curve.shares())
    assert told["against"] == [curve.against(f) for f in range(len(curve.findings))]


def test_findings_stated_by_the_study_hold_in_it(done):
    """Held against the study's own specification, not against what stated them."""
    results = done[0]
    scores = results.tables["efficiency"].query("model == 'second'")
    now = scores[scores["period"] == 2023].set_index("unit")["te_vrs"]
    regions = scores.groupby("region3")["te_vrs"].mean()
    index = farrell.malmquist(PANEL, orientation="output").to_frame()
    told = results.meta["robustness"]["specifications"]["findings"]
    kinds = {(one["left"]["kind"], one["relation"]) for one in told}
    assert kinds >= {("group", "above"), ("unit", "efficient"), ("unit", "below")}
    assert any(one["left"]["part"] for one in told)
    for one in told:
        left, right = one["left"], one["right"]
        if one["relation"] == "efficient":
            assert now[left["name"]] == pytest.approx(1)
        elif left["kind"] == "group":
            assert regions[left["name"]] > regions[right["name"]]
        elif left["kind"] == "mean":
            mean = np.exp(np.log(index[left["part"]]).mean())
            assert (mean < 1) == (one["relation"] == "below")
        else:
            assert now[left["name"]] < now.mean()
    worst = [one["left"]["name"] for one in told if one["left"]["kind"] == "unit" and one["relation"] == "below"]
    assert worst == now.sort_values().index[:3].tolist()


def test_results_read_back_are_the_same(done):
    results, folder = done
    again = load_results(folder)
    for name in TABLES:
        pd.testing.assert_frame_equal(again.tables[name], results.tables[name], check_dtype=False)
    assert again.meta["robustness"] == results.meta["robustness"]


def test_the_example_says_what_the_page_on_robustness_says():
    results = compute(read_study(EXAMPLE))
    page = (EXAMPLE.parents[2] / "docs" / "robustness.md").read_text(encoding="utf-8")
    assert len(results.tables["specifications"]) == 48
    printed = {}
    for line in page[page.index("| finding | share | against |") :].split("\n\n")[0].splitlines()[2:]:
        texts, share, _ = (cell.strip() for cell in line.strip("|").split("|"))
        printed |= dict.fromkeys(texts.split("; "), float(share))
    shares = results.tables["finding_shares"].set_index("finding")["share"]
    assert set(printed) == set(shares.index)
    for text, share in printed.items():
        assert round(shares[text], 2) == share, text
    mean = results.tables["specifications"]["mean"]
    assert f"it is {mean.min():.2f} to {mean.max():.2f}" in page
    radii = results.tables["stability"].query("period == 2023").set_index("unit")["both"]
    assert [round(radii[unit], 2) for unit in ("Guangxi", "Shanghai", "Zhejiang")] == [0.10, 0.07, 0.07]
    assert radii["Guangdong"] < 0.0015
    assert radii["Sichuan"] < 0.00065
    moves = results.tables["plan_robustness"]
    stand, sure = int(moves["stands"].sum()), int((moves["stands"] & moves["sure"]).sum())
    assert f"{stand} of the {len(moves)} moves of this plan stand, and {sure} of them are sure" in page
    told = results.meta["robustness"]["plan"]
    assert f"Its gain, {told['gain']:.1%}".replace("%", " %") in page
    assert f"is {100 * told['low']:.1f} to {100 * told['high']:.1f} %" in page


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_the_lines_of_every_table_give_it(done):
    results, folder = done
    meta = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    for name in sorted(TABLES):
        lines = table_lines(meta, name)
        assert "run_study" not in lines, name
        wanted = results.tables[name]
        pd.testing.assert_frame_equal(given(lines)[list(wanted)], wanted, check_dtype=False, rtol=1e-9)


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_the_lines_of_the_study_run(done):
    said = printed(python_lines(done[0].meta))
    for words in ("48 specifications", "moves stand", "80% intervals of ranks"):
        assert words in said


def test_by_default_all_of_it_is_made_and_inputs_are_left_out(tmp_path):
    told = compute(study(tmp_path, "\n[robustness]\nreplicates = 5\n")).meta["robustness"]
    given = told["specifications"]["arguments"]
    own = ["hospitals", "beds", "health_technicians"]
    assert given["inputs"] == [own, own[1:], [own[0], own[2]], own[:2]]
    assert (given["models"], given["rts"], given["drop"]) == (["dea"], ["crs", "vrs"], [[]])
    assert told["plan"] is None
    assert told["seed"] == 0
    assert told["units"] == {"rts": "crs", "orientation": "input", "reference": "own"}


def test_a_cross_section_has_one_frontier_and_no_change(tmp_path):
    head = HEAD.replace("[2022, 2023]", "[2023]").replace('[[model]]\nkind = "malmquist"', "")
    results = compute(study(tmp_path, "\n[robustness]\nranks = false\n", head))
    told = results.meta["robustness"]["specifications"]
    assert told["arguments"]["reference"] == ["own"]
    assert all(not one["left"]["part"] and one["period"] is None for one in told["findings"])


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("[robustness]\nfinding = []", "study-unknown-key", "robustness.finding"),
        ("[robustness]\noutliers = 1", "study-type", "robustness.outliers"),
        ('[robustness]\ninputs = ["beds"]', "study-type", "list of lists of strings"),
        ("[robustness]\noutputs = [[]]", "study-type", "robustness.outputs"),
        ('[robustness]\ndrop = "Tibet"', "study-type", "robustness.drop"),
        ('[robustness]\nmodels = ["malmquist"]', "study-choice", "robustness.models"),
        ('[robustness]\nrts = ["grs"]', "study-choice", "robustness.rts"),
        ('[robustness]\norientation = ["none"]', "study-choice", "robustness.orientation"),
        ('[robustness]\nscore = "se"', "study-choice", "te_crs, te_vrs"),
        ('[robustness]\ndraws = "normal"', "study-choice", "daraio-simar"),
        ('[robustness]\nspecifications = false\nrts = ["crs"]', "study-no-effect", "specifications = true"),
        ("[robustness]\nranks = false\nreplicates = 9", "study-no-effect", "ranks = true"),
        ("[robustness]\nranks = false\nlevel = 0.9", "study-no-effect", "robustness.level"),
        ("[robustness]\nranks = false\nseed = 9", "study-no-effect", "robustness.seed"),
        ("[robustness]\nplan = true", "study-no-effect", "[rebalance]"),
        ("[robustness]\nplan_replicates = 9", "study-no-effect", "[rebalance]"),
        (QUICK + "leave_one_out = false", "study-no-effect", "leave_one_out = true"),
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
        ('findings = ["Zhejiang shines"]', "UNIT is efficient"),
        ('findings = ["Atlantis is efficient"]', "Atlantis"),
        ('inputs = [["weather"]]', "weather"),
        ('drop = [["Atlantis"]]', "Atlantis"),
        ('reference = ["owns"]', "own, pooled, 2022, 2023"),
        ('model = "third"', "first, second"),
        ("replicates = 1", "replicates"),
        ("seed = -1", "seed"),
        ("level = 2", "level"),
    ],
)
def test_what_the_functions_refuse_is_the_files_fault(tmp_path, text, words):
    with pytest.raises(StudyFileError, match=words) as refused:
        compute(study(tmp_path, f"\n[robustness]\n{text}\n"))
    assert refused.value.code == "study-option"
    assert "robustness" in str(refused.value)


def test_groups_whose_names_hold_words_of_sentences_or_are_names_of_units_can_be_headlines(tmp_path):
    frame = PANEL.to_frame()[["unit", "period", *PANEL.roles.inputs, *PANEL.roles.outputs, "region3"]]
    frame["region3"] = frame["region3"].map({"East": "income above 10k", "Central": "Tibet", "West": "built in 2022"})
    frame.to_csv(tmp_path / "d.csv", index=False)
    columns = f"inputs = {list(PANEL.roles.inputs)}\noutputs = {list(PANEL.roles.outputs)}\ngroup = 'region3'"
    head = HEAD.replace('bundled = "china-health"', f"file = 'd.csv'\nunit = 'unit'\nperiod = 'period'\n{columns}")
    told = compute(study(tmp_path, "\n[robustness]\nranks = false\noutliers = false\nrts = ['crs']\n", head))
    found = told.meta["robustness"]["specifications"]["findings"]
    groups = [(one["left"]["name"], one["right"]["name"]) for one in found if one["left"]["kind"] == "group"]
    means = told.tables["efficiency"].query("model == 'first'").groupby("region3")["te_crs"].mean()
    names = means.sort_values(ascending=False).index.tolist()
    assert groups == [*pairwise(names)]


def test_units_are_dropped_without_a_curve_too(tmp_path):
    results = compute(study(tmp_path, QUICK + 'leave_one_out = false\ndrop = [["Tibet"]]'))
    assert set(results.tables["dropped"]["dropped"]) == {"Tibet"}
    assert "specifications" not in results.tables


def test_a_frontier_of_one_period_has_no_units_left_out(tmp_path):
    head = HEAD.replace('orientation = "output"', "reference = 2022")
    with pytest.raises(StudyFileError, match=r"second\.reference = 2022 is not known\. Allowed: own, pooled"):
        compute(study(tmp_path, QUICK + 'model = "second"', head))
