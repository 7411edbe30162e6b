"""The chapter of which findings stand, of studies with few units, without years, or with parts alone."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from robust_study import HEAD, results, said, section, table

from farrell.report.document import compose
from farrell.study import compute, read_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
WARDS = """
schema = 1
[data]
file = "wards.csv"
unit = "ward"
inputs = ["beds", "staff"]
outputs = ["visits"]
[[model]]
kind = "efficiency"
[robustness]
replicates = 20
"""


def test_a_study_of_its_own_units_without_years_or_groups(tmp_path):
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"ward": [f"W{i}" for i in range(40)], "beds": rng.uniform(5, 9, 40)})
    frame = frame.assign(staff=rng.uniform(9, 30, 40), visits=rng.uniform(20, 50, 40))
    frame.to_csv(tmp_path / "wards.csv", index=False)
    (tmp_path / "study.toml").write_text(WARDS, encoding="utf-8")
    made = compute(read_study(tmp_path / "study.toml"))
    for language in ("en", "zh"):
        words = said(section(compose(made, language)))
        assert "{" not in words
        assert "moves stand" not in words
    assert "are efficient in" not in said(section(compose(made, "en")))


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("specifications = false\noutliers = false\nstability = false\nranks = false", "Without single units"),
        ("specifications = false\nleave_one_out = false\nstability = false\nranks = false", "Units that stand apart"),
        ("findings = []\nleave_one_out = false\noutliers = false\nstability = false\nranks = false", "Under every"),
    ],
)
def test_each_part_stands_alone(tmp_path, text, heading):
    chapter = section(compose(results(tmp_path, f"[robustness]\n{text}\n", "[2023]"), "en"))
    headings = [part.text for part in chapter.parts if part.kind == "subheading"]
    assert len(headings) == 1
    assert headings[0].startswith(heading)


def test_a_specification_without_result_is_told(tmp_path):
    text = '[robustness]\nmodels = ["dea", "order_m"]\nranks = false\nstability = false\noutliers = false\n'
    made = results(tmp_path, text)
    refused = (made.tables["specifications"]["refusal"] != "").sum()
    words = said(section(compose(made, "en")))
    assert (f"{refused} of them have no result (" in words) == (refused > 0)


@pytest.mark.parametrize(("units", "told"), [(7, False), (5, True)])
def test_so_few_units_that_sets_cannot_be_told_apart_are_no_reason_to_stop(tmp_path, units, told):
    names = ["Tibet", "Gansu", "Qinghai", "Ningxia", "Xinjiang", "Yunnan", "Hebei"][:units]
    head = f"units = {names}\nperiods = "
    path = tmp_path / "study.toml"
    text = HEAD.format(periods="[2023]").replace("periods = ", head)
    path.write_text(text + "[robustness]\nspecifications = false\nranks = false\n", encoding="utf-8")
    made = compute(read_study(path))
    assert (made.meta["robustness"]["outliers"]["most"] == 0) == told
    document = compose(made, "en")
    assert ("too few units" in said(section(document))) == told
    assert ("Wilson 1993" in said(section(document, "methods"))) == (not told)
    assert ("单元过少" in said(section(compose(made, "zh")))) == told


def test_findings_that_cannot_be_told_and_choices_that_tie_are_named(tmp_path):
    text = """[robustness]
findings = ["Tibet is efficient", "Zhejiang is efficient", "Hebei below 0.05"]
inputs = [["hospitals", "beds", "health_technicians"]]
drop = [["Tibet"]]
rts = ["crs"]
orientation = ["input"]
leave_one_out = false
ranks = false
stability = false
outliers = false
"""
    made = results(tmp_path, text, "[2023]")
    assert len(made.tables["specifications"]) == 1
    words, translated = (said(section(compose(made, language))) for language in ("en", "zh"))
    assert "Cannot be told in any specification: Tibet is efficient." in words
    assert "在任何设定中均无法判断：西藏有效。" in translated
    assert "One specification was solved." in words
    assert "Hebei scores below 0.05 (1)" in words
    text = text.replace('drop = [["Tibet"]]', 'drop = [["Tibet"], ["Tibet", "Qinghai"]]').replace(
        '"crs"', '"crs", "vrs"'
    )
    made = results(tmp_path, text.replace('"Hebei below 0.05"', '"mean above 0.99"'), "[2023]")
    assert "{" not in said(section(compose(made, "en")))


def test_of_one_frontier_of_all_periods_units_have_their_period(tmp_path):
    text = 'reference = "pooled"\n[robustness]\nspecifications = false\nstability = false\n'
    text += "replicates = 10\nlevel = 0.975\n"
    made = results(tmp_path, text)
    words = said(section(compose(made, "en")))
    frame = made.tables["leave_one_out"]
    first = frame.loc[frame["change"].idxmax()]
    assert f"Most hangs on {first['left_out']} ({first['left_out_period']}). Without it" in words
    assert f"Without any one of {(frame['scores'] == 0).sum()} of the 62 observations" in words
    assert len(table(section(compose(made, "en")), "Without each unit").rows) == (frame["scores"] > 0).sum()
    for row in made.tables["outliers"].query("by_ap").to_dict("records"):
        assert f"{row['unit']} ({row['period']})" in words
    assert "97.5%" in words
    assert "98%" not in words


def test_why_a_specification_has_no_result_is_told_in_the_language_of_the_report(tmp_path):
    text = "[robustness]\noutputs = [['visits_10k'], ['inpatients_10k']]\nleave_one_out = false\n"
    text += "outliers = false\nstability = false\nranks = false\n"  # inpatients have gaps in 2022
    made = results(tmp_path, text, "[2022]")
    refused = made.tables["specifications"]["refusal"]
    assert (refused != "").sum() * 2 == len(refused)
    assert f"({refused[refused != ''].iloc[0]})" in said(section(compose(made, "en")))
    found = re.search("种无结果（([^）]*)", said(section(compose(made, "zh"))))
    assert found
    assert not re.search("[a-z]{3,} [a-z]{3,}", found[1])


def test_a_plan_of_the_first_period_has_no_frontier_of_an_earlier_one(tmp_path):
    text = """[rebalance]
move = ["beds"]
[robustness]
specifications = false
leave_one_out = false
outliers = false
stability = false
ranks = false
plan_replicates = 2
"""
    made = results(tmp_path, text, "[2023]")
    for language, words in (("en", "period before"), ("zh", "上一期")):
        document = compose(made, language)
        assert words not in said(section(document)) + said(section(document, "methods"))


def test_models_without_efficiency_are_told_apart_from_those_refused(tmp_path):
    text = """[robustness]
findings = ["East above West", "East above West"]
models = ["dea", "additive"]
rts = ["vrs"]
leave_one_out = false
ranks = false
stability = false
outliers = false
"""
    made = results(tmp_path, text, "[2023]")
    frame = made.tables["specifications"]
    none = frame["mean"].isna().sum()
    assert none > 0
    words = said(section(compose(made, "en")))
    assert f"{none} of them have distances instead of efficiency" in words
    assert "no result" not in words
    assert f"其中 {none} 种只有距离" in said(section(compose(made, "zh")))
    assert made.tables["finding_shares"]["finding"].tolist() == ["East above West"]
