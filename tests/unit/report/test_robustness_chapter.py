"""The chapter of which findings stand says what its tables say, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from robust_study import results, said, section, table

from farrell.report import workbook
from farrell.report.document import compose
from farrell.report.parts import Bullets, Figure, Formula

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
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
    lead = f"Most hangs on {first['left_out']} in 2023. Without it, scores of others that change: {first['scores']}, "
    assert lead + "their mean" in words
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
