"""The chapter of which findings stand says what its tables say, in both languages, whatever the study has."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from farrell.report import workbook
from farrell.report.document import compose
from farrell.report.parts import Bullets, Figure, Formula, Paragraph, Table
from farrell.study import compute, read_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
HEAD = """
schema = 1
[data]
bundled = "china-health"
periods = {periods}
[groups]
by = "region3"
[labels]
hospitals = {{ en = "Hospitals", zh = "医院" }}
beds = {{ en = "Beds", zh = "床位" }}
health_technicians = {{ en = "Health technicians", zh = "卫生技术人员" }}
visits_10k = {{ en = "Visits", zh = "诊疗人次" }}
discharges_10k = {{ en = "Discharges", zh = "出院人数" }}
[[model]]
name = "efficiency"
kind = "efficiency"
"""
FINDINGS = [
    "mean tfpch below 1",
    "mean tfpch above 1 in 2023",
    "Tibet is not efficient in 2022",
    "East above West",
    "Hebei below mean",
    "Hebei techch above Shanxi",
    "Hebei below 0.05",
    "Zhejiang is efficient",
    "mean below 0.9",
]
WHOLE = f"""
[rebalance]
move = ["beds", "health_technicians"]
[robustness]
findings = {FINDINGS}
inputs = [["hospitals", "beds", "health_technicians"], ["beds", "health_technicians"]]
drop = [[], ["Tibet"]]
models = ["dea", "fdh"]
reference = ["own", "pooled"]
replicates = 30
plan_replicates = 6
"""
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


def results(folder, text, periods="[2022, 2023]"):
    path = folder / "study.toml"
    path.write_text(HEAD.format(periods=periods) + text, encoding="utf-8")
    return compute(read_study(path))


def section(document, name="robustness"):
    return next(s for s in document.sections if s.id == name)


def said(chapter):
    lines = [part.text for part in chapter.parts if isinstance(part, Paragraph)]
    return " ".join([*lines, *(item for part in chapter.parts if isinstance(part, Bullets) for item in part.items)])


def table(chapter, caption):
    return next(part for part in chapter.parts if isinstance(part, Table) and part.caption.startswith(caption))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return results(tmp_path_factory.mktemp("whole"), WHOLE)


@pytest.fixture(scope="module")
def english(whole):
    return compose(whole, "en")


@pytest.fixture(scope="module")
def chinese(whole):
    return compose(whole, "zh")


def test_findings_are_said_in_both_languages(english, chinese):
    first, second = section(english), section(chinese)
    words = {row[0] for row in table(first, "Findings over").rows}
    assert words == {
        "Mean total factor productivity change is below 1",
        "Mean total factor productivity change is above 1 in 2023",
        "Tibet is not efficient in 2022",
        "East scores above West",
        "Hebei scores below the average",
        "Technological change of Hebei is above that of Shanxi",
        "Hebei scores below 0.05",
        "Zhejiang is efficient",
        "Mean efficiency is below 0.9",
    }
    words = {row[0] for row in table(second, "各结论").rows}
    assert words == {
        "平均全要素生产率变化低于 1",
        "2023 年平均全要素生产率变化高于 1",
        "2022 年西藏无效",
        "东部的效率高于西部",
        "河北的效率低于全部单元均值",
        "河北的技术进步高于山西",
        "河北的效率低于 0.05",
        "浙江有效",
        "平均效率低于 0.9",
    }
    assert not re.search(r"[a-z]{3,}", re.sub(r"F\d+", "", said(second)).replace("dea", ""))


def test_what_stands_hangs_and_falls_is_told_from_the_shares(whole, english):
    shares = whole.tables["finding_shares"].set_index("finding")["share"]
    words = section(english)
    bullets = next(part for part in words.parts if isinstance(part, Bullets)).items
    stands = next(line for line in bullets if line.startswith("Stands in every"))
    falls = next(line for line in bullets if line.startswith("Holds in none"))
    assert ("East scores above West" in stands) == (shares["East above West"] == 1)
    assert shares["Hebei below 0.05"] == 0
    alone = whole.tables["finding_shares"].set_index("finding").loc["Hebei below 0.05", "specifications"]
    assert f"Hebei scores below 0.05 ({alone})" in falls
    hanging = {text for text, share in shares.items() if 0 < share < 1}
    assert hanging
    assert sum("hangs on a choice" in line for line in bullets) == len(hanging)
    summary = " ".join(next(p for p in section(english, "summary").parts if isinstance(p, Bullets)).items)
    assert "Hangs on the specification" in summary
    assert "of the plan's" in summary


def test_against_is_told_as_always_only_where_every_such_specification_fails(whole, english):
    frame = whole.tables["specifications"]
    told = whole.meta["robustness"]["specifications"]
    bullets = next(part for part in section(english).parts if isinstance(part, Bullets)).items
    lines = [line for line in bullets if "hangs on a choice" in line]
    checked = 0
    for text, against in zip(FINDINGS, told["against"], strict=True):
        holds = frame[text].dropna()
        if not against or holds.nunique() < 2:
            continue
        same = np.logical_and.reduce([frame.loc[holds.index, c] == v for c, v in against.items()])
        expected = "and nowhere else" if (holds[same] == 0).all() else "Where it fails, the choice is always"
        assert (holds[~same] == 1).all()
        row = whole.tables["finding_shares"].set_index("finding").loc[text]
        kept = (
            f"{row['holds']} of {row['specifications']} {'indices' if 'tfpch' in text or 'techch' in text else 'spec'}"
        )
        line = next(line for line in lines if kept in line and expected in line)
        checked += bool(line)
    assert checked


def test_the_span_of_the_mean_and_what_models_weigh_are_told(whole, english):
    frame, words = whole.tables["specifications"], said(section(english))
    low, high = frame["mean"].min(), frame["mean"].max()
    assert f"Mean efficiency lies between {low:.3f} and {high:.3f}, as one chooses" in words
    counts = frame["model"].value_counts()
    assert f"radial efficiency (CCR, BCC) {counts['dea']}, free disposal hull {counts['fdh']}" in words
    assert f"{len(frame)} specifications were solved" in words
    assert "count each of the 8 such indices once" in words  # inputs, units, orientation
    marks = table(section(english), "Every specification")
    assert len(marks.rows) == len(frame)
    place = marks.header.index("F4")
    assert [row[place] for row in marks.rows] == ["●" if v == 1 else "○" for v in frame["East above West"]]


def test_what_hangs_on_units_is_told_from_the_table(whole, english):
    frame = whole.tables["leave_one_out"].query("left_out_period == 2023")
    first = frame.loc[frame["change"].idxmax()]
    words = said(section(english))
    assert f"Most hangs on {first['left_out']} in 2023: without it {first['scores']} scores of others change" in words
    assert f"their mean by {first['change']:+.3f}" in words
    assert f"Without any one of {(frame['scores'] == 0).sum()} of the 31 units no other score changes" in words
    everything = whole.tables["leave_one_out"]["change"].abs().max()
    assert ("a point or more" in words) == (everything >= 0.01)


def test_classes_that_small_errors_change_are_told(whole, english):
    now = whole.tables["stability"].query("period == 2023")
    close = now[now["both"] < 0.01].sort_values("both")
    words = said(section(english))
    for efficient, start in ((True, "may no longer be efficient"), (False, "may be efficient")):
        part = close[close["efficient"] == efficient]
        found = re.search(rf"{start} in 2023: ([^.]*)\.", words)
        assert (found[1].split(", ") if found else []) == part["unit"].tolist()


def test_ranks_are_told_from_their_intervals(whole, english):
    frame, words = whole.tables["rank_stability"], said(section(english))
    upper, lower = (frame["high"] <= 15.5).sum(), (frame["low"] > 15.5).sum()
    assert f"For {31 - upper - lower} of 31 units the interval reaches into both halves" in words
    assert f"{100 * round(whole.meta['robustness']['ranks']['certain'], 2):.0f}% have an order" in words


def test_moves_are_told_from_their_table(whole, english, chinese):
    frame = whole.tables["plan_robustness"]
    both = frame[frame["stands"] & frame["sure"]]
    words = said(section(english))
    assert f"{frame['stands'].sum()} of {len(frame)} moves stand, and {len(both)} of these are sure as well" in words
    drawn = whole.tables["plan_changes"].query("kind == 'draw'")["gain_total"]
    low, high = np.quantile(drawn.dropna(), [0.05, 0.95])
    assert f"{100 * low:.2f} to {100 * high:.2f}% in 90% of the draws" in words
    rows = table(section(english), "Moves of the plan").rows
    assert [row[7] for row in rows] == ["●"] * frame["stands"].sum() + ["○"] * (~frame["stands"]).sum()
    translated = table(section(chinese), "其他数据下的各项调配")
    broken = [row[9] for row in translated.rows if row[9] != "–"]
    assert broken
    assert all(re.search("剔除|前沿|需求", cell) for cell in broken)


def test_figures_hold_what_they_show(whole, english):
    figures = {p.drawing.name: p.drawing.data for p in section(english).parts if isinstance(p, Figure)}
    assert set(figures) == {"specification-curve", "leave-one-out", "rank-intervals", "moves-kept"}
    frame = whole.tables["specifications"]
    assert figures["specification-curve"]["kept"].tolist() == (frame[FINDINGS] == 1).sum(axis=1).tolist()
    assert len(figures["rank-intervals"]) == 31
    pd.testing.assert_series_equal(
        figures["moves-kept"]["draws"].reset_index(drop=True), whole.tables["plan_robustness"]["draws"]
    )


def test_methods_have_a_source_for_each_part(english):
    methods = section(english, "methods")
    words = said(methods)
    for doi in ("s41562-020-0912-z", "07350015.1993.10509968", "palgrave.jors.2600620", "09-AOS699", "mnsc.44.1.49"):
        assert doi in words
    assert (
        sum("R_L" in p.latex or "r_{\\mathrm{both}}" in p.latex for p in methods.parts if isinstance(p, Formula)) == 2
    )
    limits = next(part for part in section(english, "limits").parts if isinstance(part, Bullets)).items
    assert any("an error that all of them share" in line for line in limits)


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
    assert f"Most hangs on {first['left_out']} ({first['left_out_period']}): without it" in words
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


@pytest.mark.parametrize(
    ("name", "column", "kind"),
    [
        ("leave_one_out", "change", "index"),
        ("dropped", "change", "index"),
        ("finding_shares", "share", "rate"),
        ("stability", "both", "rate"),
        ("plan_robustness", "draws", "rate"),
        ("plan_robustness", "net", "amount"),
        ("rank_stability", "median", "index"),
    ],
)
def test_workbooks_show_shares_as_percentages_and_differences_of_scores_as_scores(whole, name, column, kind):
    assert column in whole.tables[name]
    assert workbook._format(name, column) == kind
