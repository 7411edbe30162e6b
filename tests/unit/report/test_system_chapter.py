"""The chapter of ``[space.subsystems]``: what it says follows from the tables, in both languages, of any panel."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.report import figures
from farrell.report.document import compose
from farrell.report.names import Names
from farrell.report.parts import Figure, Formula, Paragraph, Subheading, Table
from farrell.spacetime.coupling import GRADES, grade_name
from farrell.study import compute, read_study

PANEL = farrell.load("china-health").panel
CHINA = """
[data]
bundled = "china-health"
{periods}
[labels]
resources = {{ en = "Resources", zh = "卫生资源" }}
economy = {{ en = "Economy", zh = "经济发展" }}
gdp_per_capita_yuan = {{ en = "GDP per person", zh = "人均地区生产总值" }}
[[model]]
kind = "efficiency"
[space]
statistics = ["sigma"]
[space.subsystems]
resources = ["beds/population_10k", "health_technicians/population_10k"]
economy = ["gdp_per_capita_yuan"]
"""
WARDS = """
[data]
file = "wards.csv"
unit = "ward"
{period}
inputs = ["beds"]
outputs = ["patients"]
undesirable = ["deaths"]
[[model]]
kind = "sbm"
[space.subsystems]
{systems}
"""


def study(folder, text):
    path = folder / "study.toml"
    path.write_text("schema = 1\n" + text, encoding="utf-8")
    return compute(read_study(path))


@pytest.fixture(scope="module")
def china(tmp_path_factory):
    return study(tmp_path_factory.mktemp("systems"), CHINA.format(periods=""))


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    text = CHINA.format(periods="periods = [2023]").replace('statistics = ["sigma"]', "")
    return study(tmp_path_factory.mktemp("single"), text)


@pytest.fixture
def wards(tmp_path):
    """A study of twelve wards nobody has a map of, over one or several years."""

    def make(systems, years=1):
        rng = np.random.default_rng(5)
        frame = pd.DataFrame(rng.uniform(1, 9, (12 * years, 3)), columns=["beds", "patients", "deaths"])
        frame.insert(0, "ward", [f"w{i:02d}" for i in range(12)] * years)
        frame.insert(1, "year", np.repeat(np.arange(years) + 2020, 12))
        frame.to_csv(tmp_path / "wards.csv", index=False)
        return study(tmp_path, WARDS.format(systems=systems, period='period = "year"' if years > 1 else ""))

    return make


def chapter(results, language):
    return next(s for s in compose(results, language).sections if s.id == "systems")


def parts(section, kind):
    return [part for part in section.parts if isinstance(part, kind)]


def words(section):
    said = [part.text for part in section.parts if isinstance(part, (Paragraph, Subheading))]
    said += [part.caption for part in section.parts if isinstance(part, (Table, Figure))]
    return "\n".join([section.heading, *said, *(table.notes for table in parts(section, Table))])


def sound(section):
    """Every table is whole, no text has a hole."""
    for table in parts(section, Table):
        assert {len(row) for row in table.rows} == {len(table.header)}, table.caption
        assert sum(n for _, n in table.spans) in (0, len(table.header)), table.caption
        assert not any(re.fullmatch(r"20\d\d\.0|nan|<NA>", cell) for row in table.rows for cell in row)
    said = words(section)
    assert not re.search(r"\bnan\b|\{|20\d\d\.0", said)
    return said


def test_level_and_grades_follow_from_the_tables(china):
    said, frame = sound(chapter(china, "en")), china.tables["space_coupling"]
    means = frame.groupby("period")["coordination"].mean()
    first, last = f"{means[2014]:.3f}", f"{means[2023]:.3f}"
    assert f"degree D of resources, economy rose from {first} in 2014 to {last} in 2023" in said
    grid = frame.assign(grade=frame["grade"].map(GRADES.index)).pivot(index="unit", columns="period", values="grade")
    up, down = int((grid[2023] > grid[2014]).sum()), int((grid[2023] < grid[2014]).sum())
    assert f"Of 31 units {up} are in a higher grade than in 2014, {down} in a lower one." in said
    counts = grid[2023].value_counts()
    most = grade_name(GRADES[counts.index[0]])
    assert counts.iloc[0] > counts.iloc[1]
    key = f"Most units in 2023, {counts.iloc[0]} of 31, are" if counts.iloc[0] > 15 else "The largest group in 2023"
    assert key in said
    assert f"in {most}" in said
    now = frame[frame["period"] == 2023].sort_values("coordination")
    assert f"D is highest in 2023 in {now['unit'].iloc[-1]} {now['coordination'].iloc[-1]:.3f}" in said
    assert f"lowest in {now['unit'].iloc[0]} {now['coordination'].iloc[0]:.3f}" in said
    lowest = (now["economy"] < now["resources"]).sum()
    assert lowest != 31 - lowest
    name, k = ("economy", lowest) if 2 * lowest > 31 else ("resources", 31 - lowest)
    assert f"most often that of {name} ({k} of 31 units)" in said
    none = frame[frame["coordination"] == 0]
    assert len(none) == 1
    assert f"all of its indicators: {none['unit'].iloc[0]} ({none['period'].iloc[0]})." in said
    for warning in ("a convention", "hangs on the indicators", "no influence", "not how much it matters", "no target"):
        assert warning in said
    counted = next(t for t in parts(chapter(china, "en"), Table) if t.caption == "Units by grade of coordination")
    assert [sum(int(row[i] or 0) for row in counted.rows) for i in range(1, 11)] == [31] * 10


def test_the_same_in_chinese(china):
    section = chapter(china, "zh")
    said = sound(section)
    means = china.tables["space_coupling"].groupby("period")["coordination"].mean()
    assert section.heading == "各子系统是否协调发展？（耦合协调）"
    ends = f"由 2014 年的 {means[2014]:.3f} 升至 2023 年的 {means[2023]:.3f}"
    assert f"卫生资源、经济发展的耦合协调度 D 均值{ends}。" in said
    for term in ("耦合度 C", "综合发展指数", "障碍度", "熵权TOPSIS", "秩和比", "只是约定", "贵州（2014）"):
        assert term in said, term
    english = re.sub(r"[A-Za-z]*(TOPSIS|RSR|Spearman|ECharts|Apache License|tau-b)", "", said)
    assert not re.search(r"\b(units|grade|the|of)\b", english)
    table = next(t for t in parts(section, Table) if t.folded and "末期协调等级" in t.caption)
    assert table.rows[-1][0] == "全部单元均值"
    assert len(table.rows) == 32


def test_rankings_and_agreement_follow_from_the_tables(china):
    section = chapter(china, "en")
    said, now = words(section), china.tables["space_rankings"].query("period == 2023").set_index("unit")
    table = next(t for t in parts(section, Table) if t.caption == "Rankings in 2023")
    assert len(table.rows) == 31
    assert [text for text, _ in table.spans] == ["", "TOPSIS", "RSR", "TE", ""]
    for row in table.rows:
        unit = now.loc[row[0]]
        whole = [int(unit["topsis_rank"]), int(unit["rsr_rank"]), int(unit["rsr_grade"]), int(unit["te_rank"])]
        assert [int(row[i]) for i in (2, 4, 5, 7)] == whole
        assert [row[i] for i in (1, 3, 6)] == [f"{unit[c]:.3f}" for c in ("topsis", "rsr", "te_crs")]
    assert f"nearest to the best in 2023 are {table.rows[0][0]} {table.rows[0][1]}" in said
    agreed = china.tables["space_agreement"].query("first == 'topsis' and second == 'te_crs'")
    last = agreed.iloc[-1]
    assert f"TOPSIS–TE {last['spearman']:.2f}".replace("-", "\u2212") in said
    assert ("cannot be told" in said) == bool(last["spearman_p"] > 0.05)
    assert f"at 5 % in {(agreed['spearman_p'] <= 0.05).sum()} of 10 periods" in said
    assert "neither is wrong" in said
    assert "among the indicators" not in said


def test_obstacles_follow_from_the_tables(china):
    section = chapter(china, "en")
    now = china.tables["space_obstacles"].query("period == 2023").sort_values("degree", ascending=False)
    assert now["indicator"].iloc[0] == "gdp_per_capita_yuan"
    largest = f"weighted gap to the best: GDP per person {100 * now['degree'].iloc[0]:.1f}%"
    assert largest in words(section)
    counts = china.tables["space_rankings"].query("period == 2023")["obstacle"].value_counts()
    assert f"GDP per person is the largest obstacle of {counts['gdp_per_capita_yuan']} of 31 units" in words(section)
    table = parts(section, Table)[-1]
    columns = np.array([[float(cell) for cell in row[2:]] for row in table.rows])
    assert columns.sum(axis=0) == pytest.approx(100, abs=0.2)


def test_figures_draw_the_tables(china):
    shown = {f.drawing.name: f for f in parts(chapter(china, "en"), Figure)}
    drawn = {name: f.drawing for name, f in shown.items()}
    assert list(drawn) == ["coordination-maps", "coordination-means"]
    assert "31 units, 2014, 2017, 2020, 2023." in shown["coordination-maps"].caption
    assert "31 units, 2014–2023." in shown["coordination-maps"].moving  # of its animation
    frame = china.tables["space_coupling"]
    lines = drawn["coordination-means"].data.pivot(index="period", columns="series", values="mean")
    expected = frame.groupby("period")[["coordination", "economy", "resources"]].mean()
    pd.testing.assert_frame_equal(lines, expected, check_names=False)
    mapped = drawn["coordination-maps"].data.set_index(["unit", "period"])["value"]
    assert set(mapped.index.get_level_values("period")) == {2014, 2017, 2020, 2023}
    assert (mapped == frame.set_index(["unit", "period"])["coordination"][mapped.index]).all()
    for drawing in drawn.values():
        assert drawing.alt
        assert drawing.svg.startswith("<svg")


def test_one_period_speaks_of_no_change(single):
    section = chapter(single, "en")
    said = sound(section)
    for word in ("rose", "fell", "higher grade", "grows with time", "by period", "In 2014"):
        assert word not in said, word
    mean = single.tables["space_coupling"]["coordination"].mean()
    assert f"degree D of resources, economy in 2023 is {mean:.3f}" in said
    assert [f.drawing.name for f in parts(section, Figure)] == ["coordination-maps"]
    assert "2023 年卫生资源、经济发展的耦合协调度 D 均值为" in sound(chapter(single, "zh"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_wards_without_years_or_map(wards, language):
    section = chapter(wards('care = ["patients/beds"]\nharm = ["-deaths", "beds"]'), language)
    said = sound(section)
    assert parts(section, Figure) == []
    assert "all" not in [cell for table in parts(section, Table) for cell in table.header]
    assert "all 期" not in said
    assert not re.search(r"\bin all\b(?! of)", said)
    assert ("Less is better of deaths." if language == "en" else "deaths为逆向指标") in said
    assert "TE" not in said.replace("TOPSIS", "")
    assert "省" not in said
    signs = [row[2] for row in parts(section, Table)[0].rows]
    assert signs == ["+", "\u2212", "+"]


def test_wards_over_years_have_lines_and_no_map(wards):
    section = chapter(wards('care = ["patients"]\nharm = ["-deaths"]', years=3), "en")
    sound(section)
    assert [f.drawing.name for f in parts(section, Figure)] == ["coordination-means"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_subsystem_has_rankings_and_no_coupling(wards, language):
    section = chapter(wards('care = ["patients", "-deaths", "beds"]', years=2), language)
    said = sound(section)
    assert section.heading.startswith("Who ranks where? care" if language == "en" else "各单元排名如何？care")
    assert not re.search(r"coordination|耦合|协调", said)
    assert parts(section, Figure) == []
    assert [s.text for s in parts(section, Subheading)] == [
        "What holds units back? (obstacle degrees)" if language == "en" else "主要障碍因素是什么？（障碍度）"
    ]


def test_one_indicator_has_no_obstacles_and_no_heaviest(wards):
    section = chapter(wards('care = ["patients"]'), "en")
    said = sound(section)
    assert "obstacle" not in said
    assert "weighs most" not in said


def test_a_score_among_the_indicators_is_said(tmp_path):
    text = CHINA.format(periods="periods = [2022, 2023]").replace('["gdp_per_capita_yuan"]', '["te_crs"]')
    said = sound(chapter(study(tmp_path, text), "en"))
    assert "score of the efficiency model is among the indicators" in said


def test_methods_and_summary_have_the_form_that_was_chosen(china, tmp_path):
    document = compose(china, "en")
    section = {s.id: s for s in document.sections}
    formulas = [part.words for part in section["methods"].parts if isinstance(part, Formula)]
    assert sum("times the m-th root" in said for said in formulas) == 1
    assert "coupling coordination degree D" in "\n".join(section["summary"].parts[0].items)
    text = CHINA.format(periods="periods = [2023]").replace('["sigma"]', '["inequality"]\ncoupling_form = "modified"')
    section = {s.id: s for s in compose(study(tmp_path, text), "en").sections}
    formulas = [part.words for part in section["methods"].parts if isinstance(part, Formula)]
    assert sum("mean difference of every two indices" in said for said in formulas) == 1
    assert not any("times the m-th root" in said for said in formulas)


def test_thin_grades_and_missing_units_are_told(wards, tmp_path):
    rows = [[f"w{i}", year, 2 + i, 5 + (i * 3 + year) % 7, 9 - i] for year in (2020, 2021) for i in range(6)]
    frame = pd.DataFrame(rows, columns=["ward", "year", "beds", "patients", "deaths"])
    frame.drop(index=[3]).to_csv(tmp_path / "wards.csv", index=False)
    text = WARDS.format(
        systems='care = ["patients"]\nharm = ["-deaths"]', period='period = "year"\nallow = ["few-units"]'
    )
    results = study(tmp_path, text)
    section = chapter(results, "en")
    said = sound(section)
    thin = results.meta["space"]["subsystems"]["rank_sums"]["thin"]
    assert thin
    assert ("have fewer than two units" in said) == bool(thin)
    assert "Of 5 units" in said  # of those observed at both ends
    grid = next(t for t in parts(section, Table) if t.folded and "every period" in t.caption)
    assert [row[1] for row in grid.rows if row[0] == "w3"] == ["–"]


def test_a_class_of_one_value_is_no_range():
    values = pd.DataFrame({"unit": list(PANEL.units), "period": 1, "value": [0.0, *np.linspace(0.5, 0.9, 30)]})
    names = Names("en", {}, True, True)
    drawing = figures.value_maps(values, farrell.data.base_map("tiles", list(PANEL.units)), [1], "D", 3, names)
    assert drawing.figure.legends[0].get_texts()[0].get_text() == "0.000"
