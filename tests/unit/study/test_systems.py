"""``[space.subsystems]`` of a study: its tables are what the functions give, its faults name the file and the key."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.errors import StudyFileError
from farrell.spacetime import variable
from farrell.study import compute, read_study
from farrell.study.results import load_results

PANEL = farrell.load("china-health").panel
HEAD = """
schema = 1
[data]
bundled = "china-health"
[[model]]
name = "radial"
kind = "efficiency"
"""
CHANGE = """
[[model]]
name = "change"
kind = "malmquist"
"""
PLAIN = """
schema = 1
[data]
file = "wards.csv"
unit = "ward"
inputs = ["beds"]
outputs = ["patients"]
undesirable = ["deaths"]
[[model]]
kind = "sbm"
"""
SYSTEMS = {
    "resources": ["beds/population_10k", "health_technicians/population_10k"],
    "services": ["visits_10k/population_10k", "discharges_10k/population_10k"],
    "economy": ["gdp_per_capita_yuan"],
}
LISTED = "\n".join(f"{name} = {items}" for name, items in SYSTEMS.items())
QUICK = "statistics = ['sigma']\n"
"""One statistic of the variable, so that studies of these tests are quick."""


def run(folder, head, systems, space=QUICK):
    path = folder / "study.toml"
    path.write_text(f"{head}\n[space]\n{space}\n[space.subsystems]\n{systems}\n", encoding="utf-8")
    return compute(read_study(path))


def values(names):
    return {name: variable(PANEL, name) for name in names}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return run(tmp_path_factory.mktemp("systems"), HEAD, LISTED)


@pytest.fixture
def wards(tmp_path):
    """Twelve wards, one period."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.uniform(1, 9, (12, 3)), columns=["beds", "patients", "deaths"])
    frame.insert(0, "ward", [f"w{i:02d}" for i in range(12)])
    frame.to_csv(tmp_path / "wards.csv", index=False)
    return tmp_path


def test_coupling_is_that_of_the_function(whole):
    expected = farrell.coupling({s: values(names) for s, names in SYSTEMS.items()}, "+")
    made = whole.tables["space_coupling"]
    assert list(made)[:5] == ["unit", "period", *SYSTEMS]
    keys = ["unit", "period"]
    pd.testing.assert_frame_equal(
        made.sort_values(keys, ignore_index=True), expected.degrees.sort_values(keys, ignore_index=True)[list(made)]
    )
    weights = whole.tables["space_indicators"].set_index("indicator")["weight_within"]
    np.testing.assert_allclose(weights, expected.weights.set_index("indicator")["weight"][weights.index], rtol=1e-12)


def test_rankings_and_obstacles_are_those_of_the_functions(whole):
    indicators = values([name for names in SYSTEMS.values() for name in names])
    made = whole.tables["space_rankings"].set_index(["unit", "period"]).sort_index()
    closeness = farrell.topsis(indicators, "+").scores.set_index(["unit", "period"]).sort_index()
    sums = farrell.rsr(indicators, "+").scores.set_index(["unit", "period"]).sort_index()
    for column, expected in (
        ("topsis", closeness["closeness"]),
        ("topsis_rank", closeness["rank"]),
        ("rsr", sums["rsr"]),
        ("rsr_rank", sums["rank"]),
        ("rsr_grade", sums["grade"]),
    ):
        np.testing.assert_array_equal(made[column], expected, err_msg=column)
    gaps = farrell.obstacles(indicators, "+")
    foremost = gaps.degrees[gaps.degrees["rank"] == 1].set_index(["unit", "period"])["indicator"].sort_index()
    assert (made["obstacle"] == foremost).all()
    means = whole.tables["space_obstacles"]
    np.testing.assert_array_equal(means["degree"], gaps.means["degree"])
    assert means.groupby("period")["degree"].sum().to_numpy() == pytest.approx(1.0)
    assert dict(zip(means["indicator"], means["subsystem"], strict=True)) == {
        name: s for s, names in SYSTEMS.items() for name in names
    }
    weights = whole.tables["space_indicators"].set_index("indicator")["weight"]
    entropy = farrell.entropy_weights(indicators, "+").set_index("indicator")["weight"]
    np.testing.assert_allclose(weights, entropy[weights.index], rtol=1e-12)


def test_efficiency_and_agreement_are_those_of_the_study(whole):
    made = whole.tables["space_rankings"].set_index(["unit", "period"]).sort_index()
    efficiency = whole.tables["efficiency"].set_index(["unit", "period"]).sort_index()
    assert (made["te_crs"] == efficiency["te_crs"]).all()
    assert (made["te_rank"] == efficiency["rank"]).all()
    agreed = whole.tables["space_agreement"].set_index(["first", "second"])
    assert set(agreed.index) == {("topsis", "rsr"), ("topsis", "te_crs"), ("rsr", "te_crs")}
    indicators = values([name for names in SYSTEMS.values() for name in names])
    expected = farrell.rank_agreement(farrell.topsis(indicators, "+").by_period(), variable(PANEL, "te_crs"))
    np.testing.assert_allclose(agreed.loc[("topsis", "te_crs"), "kendall"], expected["kendall"], rtol=1e-12)
    assert agreed.loc[("topsis", "te_crs"), "n"].tolist() == [31] * 10


def test_scores_indices_and_directions(tmp_path):
    results = run(tmp_path, HEAD + CHANGE, 'use = ["te_crs", "change:techch"]\nmoney = ["-gdp_per_capita_yuan"]')
    told = results.meta["space"]["subsystems"]
    assert [(one["name"], one["kind"], one["direction"]) for one in told["indicators"]] == [
        ("te_crs", "score", "+"),
        ("change:techch", "index", "+"),
        ("gdp_per_capita_yuan", "amount", "-"),
    ]
    assert {key[1] for key in told["left_out"]} == {2014}  # an index begins with the second period
    assert len(told["left_out"]) == 31
    made = results.tables["space_coupling"]
    poorest = made.loc[made["money"].idxmax()]
    gdp = variable(PANEL, "gdp_per_capita_yuan")
    known = {(unit, period): value for period, here in gdp.items() for unit, value in here.items() if period > 2014}
    assert (poorest["unit"], poorest["period"]) == min(known, key=known.get)


def test_the_modified_form(tmp_path):
    results = run(tmp_path, HEAD, LISTED, QUICK + 'coupling_form = "modified"')
    expected = farrell.coupling({s: values(names) for s, names in SYSTEMS.items()}, "+", form="modified")
    made = results.tables["space_coupling"].set_index(["unit", "period"])["coordination"]
    np.testing.assert_array_equal(made, expected.degrees.set_index(["unit", "period"])["coordination"][made.index])
    assert results.meta["space"]["subsystems"]["form"] == "modified"


def test_one_subsystem_of_one_period_without_efficiency(wards):
    results = run(wards, PLAIN, 'care = ["patients/beds", "-deaths"]', "")
    assert "space_coupling" not in results.tables
    made = results.tables["space_rankings"]
    assert list(made) == ["unit", "period", "topsis", "topsis_rank", "rsr", "rsr_rank", "rsr_grade", "obstacle"]
    assert set(made["period"]) == {"all"}
    assert set(results.tables["space_agreement"]["second"]) == {"rsr"}
    assert results.meta["space"]["subsystems"]["efficiency"] is None


def test_a_study_without_subsystems_has_none_of_it(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(f"{HEAD}\n[space]\n{QUICK}", encoding="utf-8")
    results = compute(read_study(path))
    assert results.meta["space"]["subsystems"] is None
    assert not {"space_coupling", "space_rankings", "space_agreement"} & set(results.tables)


def test_rank_sums_that_cannot_be_made_are_told(wards):
    frame = pd.read_csv(wards / "wards.csv")
    frame["beds"], frame["patients"] = range(1, 13), range(12, 0, -1)  # all mean ranks are one
    frame.to_csv(wards / "wards.csv", index=False)
    results = run(wards, PLAIN, 'one = ["beds"]\ntwo = ["patients"]', "")
    told = results.meta["space"]["subsystems"]
    assert "rank-sum" in told["refused"]["en"]
    assert "秩和比" in told["refused"]["zh"]
    assert "rsr" not in results.tables["space_rankings"]
    assert "space_agreement" not in results.tables


@pytest.mark.parametrize(
    ("systems", "space", "words"),
    [
        ('a = ["bedz"]', "", ("study.toml", "subsystems.a", "bedz", "'beds'")),
        ('a = ["beds"]\nb = ["-radail:te_crs"]', "", ("study.toml", "subsystems.b", "radail")),
        ('a = ["beds"]\nb = ["-beds"]', "", ("study.toml", "beds", "twice")),
        ('a = ["beds"]\ncoupling = ["hospitals"]', "", ("study.toml", "coupling")),
        ("a = []", "", ("study.toml", "space.subsystems")),
        ("", "", ("study.toml", "space.subsystems")),
        ('a = "beds"', "", ("study.toml", "space.subsystems.a", "list")),
        ("a = [1]", "", ("study.toml", "space.subsystems.a", "strings")),
        (LISTED, 'coupling_form = "modifed"', ("study.toml", "space.coupling_form", "'modified'")),
    ],
)
def test_what_makes_no_sense_names_the_file_and_the_key(tmp_path, systems, space, words):
    with pytest.raises(StudyFileError) as caught:
        run(tmp_path, HEAD, systems, QUICK + space)
    for word in words:
        assert word in str(caught.value)


def test_subsystems_have_labels(wards):
    label = '[labels]\ncare = { en = "Care", zh = "服务" }\n'
    assert run(wards, PLAIN + label, 'care = ["beds"]', "").meta["settings"]["labels"]["care"]["zh"] == "服务"
    with pytest.raises(StudyFileError, match="labels"):
        run(wards, PLAIN + label, 'use = ["beds"]', "")


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_results_are_read_again_as_they_were(wards):
    (wards / "study.toml").write_text(f'{PLAIN}[space.subsystems]\na = ["beds"]\nb = ["patients"]\n', "utf-8")
    folder = farrell.run_study(wards / "study.toml", wards / "out").folder
    again = load_results(folder)
    assert again.meta["space"]["subsystems"]["indicators"][1]["subsystem"] == "b"
    assert again.tables["space_coupling"]["grade"].str.contains("dis|coord").all()
