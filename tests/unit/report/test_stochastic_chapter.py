"""The chapter of frontiers with noise says what its tables say, in both languages, whatever the study has."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from farrell.report.document import compose
from farrell.report.parts import Figure, Formula, Paragraph, Table
from farrell.study import compute, read_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
HEAD = """
schema = 1
[data]
bundled = "china-health"
periods = {periods}
[labels]
gdp_per_capita_yuan = {{ en = "GDP per person", zh = "人均地区生产总值" }}
[groups]
by = "{group}"
[[model]]
kind = "{kind}"
orientation = "{orientation}"
[stochastic]
"""
WARDS = """
schema = 1
[data]
file = "wards.csv"
unit = "ward"
inputs = ["beds", "staff"]
outputs = ["visits"]
environment = ["harsh"]
[[model]]
kind = "efficiency"
[stochastic]
"""


def results(folder, text, *, periods="[2022, 2023]", group="region3", kind="efficiency", orientation="input"):
    path = folder / "study.toml"
    head = HEAD.format(periods=periods, group=group, kind=kind, orientation=orientation)
    path.write_text(head + text, encoding="utf-8")
    return compute(read_study(path))


def wards(folder, text="", n=150):
    """Inputs that a harsh environment and luck raise: noise that can be told from waste."""
    rng = np.random.default_rng(11)
    z, waste, y = rng.uniform(0, 1, n), np.abs(rng.normal(0, 0.25, n)), rng.uniform(5, 15, n)
    columns = {name: y * (1 + waste) + 4 * z + rng.normal(0, 0.3, n) for name in ("beds", "staff")}
    frame = pd.DataFrame({"ward": [f"u{i}" for i in range(n)], **columns, "visits": y, "harsh": z})
    frame.to_csv(folder / "wards.csv", index=False)
    (folder / "study.toml").write_text(WARDS + text, encoding="utf-8")
    return compute(read_study(folder / "study.toml"))


def chapter(made, language="en"):
    return next(s for s in compose(made, language).sections if s.id == "stochastic")


def said(section):
    return " ".join(part.text for part in section.parts if isinstance(part, Paragraph))


def tables(section):
    return [part for part in section.parts if isinstance(part, Table)]


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    on = '["log(gdp_per_capita_yuan)", "share_65plus"]'
    text = f'on = {on}\nsfa = true\nstoned = true\ndependent = "discharges_10k"'
    return results(tmp_path_factory.mktemp("usual"), text, periods="[2019, 2020, 2021, 2022, 2023]")


def test_without_noise_it_says_so_and_what_was_done(usual):
    words = said(chapter(usual))
    share = (usual.tables["slack_adjustments"]["slack"] == 0).mean()
    assert f"In every regression of stage 2 the likelihood is highest at gamma = 1: {100 * share:.0f}%" in words
    assert "adjusted for the environment alone, by least squares" in words
    assert "separated into environment" not in words


def test_covariates_are_told_with_their_signs_where_they_are_sure(usual):
    words = said(chapter(usual))
    frame = usual.tables["slack_regressions"]
    frame = frame[frame["name"] != "constant"]
    for name, spoken in (("log(gdp_per_capita_yuan)", "log(GDP per person)"), ("share_65plus", "share_65plus")):
        own = frame[(frame["name"] == name) & (frame["p"] <= 0.05)]
        for way, part in (("more", own[own["estimate"] > 0]), ("less", own[own["estimate"] < 0])):
            found = re.search(rf"a higher {re.escape(spoken)} goes with {way} slack of ([^;.]*(?:\.\d+[^;.]*)*)", words)
            assert bool(found) == (len(part) > 0)
            if found:
                assert [c for c in set(frame["column"]) if c in found[1]] == [
                    c for c in set(frame["column"]) if c in set(part["column"])
                ]


def test_the_stages_are_told_from_the_tables(usual):
    section, means = chapter(usual), usual.tables["stage_means"]
    row = means[(means["by"] == "all") & (means["period"] == 2023)].iloc[0]
    words = said(section)
    assert f"Mean TE in 2023 is {row['te_crs_1']:.3f} in stage 1 and {row['te_crs_3']:.3f} in stage 3" in words
    now = usual.tables["stages"].query("period == 2023")
    assert f"{(now['gained'].abs() >= 5).sum()} of 31 units move 5 places or more" in words
    worst = usual.tables["slack_adjustments"]
    for column, part in worst.groupby("column"):
        row = part.loc[part["environment"].idxmax()]
        assert f"{row['unit']} {row['period']} (" in words, column
    first, both, over_time = tables(section)[:3]
    assert first.header[1:] == ["hospitals", "beds", "health_technicians"]
    assert [r[0] for r in first.rows if r[0]][:3] == ["Constant", "log(GDP per person)", "share_65plus"]
    assert len(both.rows) == 31 + 3 + 1
    assert len(both.means) == 4
    assert [r[0] for r in over_time.rows] == ["2019", "2020", "2021", "2022", "2023"]
    (figure, *_) = [part for part in section.parts if isinstance(part, Figure)]
    assert figure.drawing.name == "stages"
    assert len(figure.drawing.data) == 31


def test_agreement_is_told_from_the_tables(usual):
    words = said(chapter(usual))
    for name in ("sfa", "stoned"):
        row = usual.tables[f"{name}_agreement"].set_index("period").loc[2023]
        sure = "rank units alike to a degree" if row["spearman_p"] <= 0.05 else "do not provably rank"
        assert re.search(rf"{sure} in 2023: Spearman {row['spearman']:.2f}", words)
    figures = [part.drawing.name for part in chapter(usual).parts if isinstance(part, Figure)]
    assert figures == ["stages", "sfa-and-dea", "stoned-and-dea"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_summary_methods_and_limits_speak_of_it(usual, language):
    document = compose(usual, language)
    of = {section.id: section for section in document.sections}
    row = usual.tables["stage_means"].query("by == 'all' and period == 2023").iloc[0]
    assert any(f"{row['te_crs_3']:.3f}" in item for part in of["summary"].parts for item in getattr(part, "items", ()))
    formulas = [part.latex for part in of["methods"].parts if isinstance(part, Formula)]
    assert sum(r"\sigma_{*}" in latex for latex in formulas) == 2
    assert any(r"x_{ij}^{A}" in latex for latex in formulas)
    methods = said(of["methods"])
    assert "10.1023/A:1013548723393" in methods
    assert "10.1016/0304-4076(82)90004-5" in methods
    whole = str(of["limits"].parts) + str(of["stochastic"].parts)
    assert not re.search(r"report\.|\{\w+\}", whole)


def test_kept_slacks_that_move_nothing_are_said_to(tmp_path):
    made = results(tmp_path, 'doubtful = "keep"')
    words = said(chapter(made))
    assert "separated all the same" in words
    assert "Scores of stage 3 in 2023 are those of stage 1" in words
    assert "All are given the environment" not in words
    assert "coefficients have no standard errors" in words
    summary = compose(made, "en").sections[0]
    assert any("Stage 3 of three-stage DEA repeats stage 1" in item for item in summary.parts[0].items)


def test_regressions_by_period_are_counted_and_those_of_the_last_are_shown(tmp_path):
    made = results(tmp_path, 'regression = "period"')
    section = chapter(made)
    first, by_period = tables(section)[:2]
    assert "2023" in first.caption
    assert [row[0] for row in by_period.rows] == ["2022", "2023"]
    assert re.search(r"At 5 % in 2023, |in 2023\.", said(section))
    left = said(chapter(results(tmp_path, 'doubtful = "leave"')))
    assert "These slacks are not adjusted." in left
    assert "Scores of stage 3" in left


def test_the_model_is_named_where_there_are_several(tmp_path):
    again = '[[model]]\nname = "pooled"\nkind = "efficiency"\nreference = "pooled"\n[stochastic]\nmodel = "pooled"'
    path = tmp_path / "study.toml"
    head = HEAD.format(periods="[2022, 2023]", group="region3", kind="efficiency", orientation="input")
    path.write_text(head.replace("[stochastic]\n", again), encoding="utf-8")
    made = compute(read_study(path))
    assert "Stages 1 and 3 are those of pooled." in said(chapter(made))
    assert made.meta["stochastic"]["three_stage"]["reference"] == "pooled"


def test_outputs_are_told_as_outputs(tmp_path):
    section = chapter(results(tmp_path, "", orientation="output"))
    assert "slack of each output" in said(section)
    assert tables(section)[0].header[1:] == ["visits_10k", "discharges_10k"]
    chinese = chapter(results(tmp_path, "", orientation="output"), "zh")
    assert "各产出的松弛" in said(chinese)


def test_noise_that_can_be_told_is_separated_and_said(tmp_path):
    made = wards(tmp_path, 'separation = "production"\nsfa = true')
    section = chapter(made)
    words, tests = said(section), made.tables["slack_tests"]
    assert (tests["treatment"] == "separated").all()
    low, high = tests["gamma"].min(), tests["gamma"].max()
    assert f"For beds, staff gamma lies between 0 and 1 (from {low:.3f} to {high:.3f})" in words
    assert "Luo (2012) calls that a misuse" in words
    assert "misuse" not in said(chapter(wards(tmp_path)))
    adjusted = tables(section)[-3]
    assert adjusted.header.count("for luck") == 2
    (figure, _) = [part for part in section.parts if isinstance(part, Figure)]
    assert "Shown are 60 of 150" in figure.caption
    assert len(tables(section)[1].rows) == 151  # no groups: units and their mean


def test_a_cross_section_names_no_period(tmp_path):
    for language in ("en", "zh"):
        section = chapter(wards(tmp_path, "sfa = true"), language)
        assert "all" not in [row[0] for table in tables(section) for row in table.rows]
        assert "2020" not in said(section)
        assert not re.search(r"\ball\b \(", said(section))


def test_a_study_without_an_efficiency_model_has_no_regions_in_its_figures(tmp_path):
    made = results(tmp_path, "sfa = true", kind="sbm")
    assert tables(chapter(made))[0].header[0] == "Parameter"
    assert len(tables(chapter(made))[1].rows) == 31 + 1


def test_signed_ranks_that_do_not_differ_are_said_not_to(usual):
    frame = usual.tables["stage_means"].copy()
    frame.loc[(frame["by"] == "all") & (frame["period"] == 2023), "p"] = 0.4
    changed = type(usual)({**usual.tables, "stage_means": frame}, usual.meta, usual.boundaries)
    assert "does not differ provably (p = 0.400)" in said(chapter(changed))
    now = usual.tables["stages"].query("period == 2023")
    p = stats.wilcoxon(now["te_crs_1"].round(8), now["te_crs_3"].round(8)).pvalue
    assert usual.tables["stage_means"].query("by == 'all' and period == 2023")["p"].iloc[0] == pytest.approx(p)


def test_a_frontier_that_ranks_nobody_has_nothing_to_agree_on(tmp_path):
    made = results(tmp_path, "three_stage = false\nsfa = true", periods="[2023]")
    section = chapter(made)
    assert section.heading == "DEA beside frontiers with noise"
    assert "finds no sure inefficiency" in said(section)
    assert "One of the two ranks nobody" in said(section)
    assert [part for part in section.parts if isinstance(part, Figure)] == []
