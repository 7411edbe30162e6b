"""The chapters of window analysis and of the metafrontier say what their tables say, in both languages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.report.document import compose
from farrell.report.parts import Figure, Paragraph, Table
from farrell.study import compute, read_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
HEAD = """
schema = 1
[data]
bundled = "china-health"
{data}
[groups]
by = "{group}"
[[model]]
name = "windows"
kind = "window_analysis"
{windows}
[[model]]
name = "gaps"
kind = "metafrontier"
rts = "crs"
{gaps}
"""


def results(folder, *, data="periods = [2020, 2021, 2022, 2023]", group="region3", windows="", gaps=""):
    path = folder / "study.toml"
    path.write_text(HEAD.format(data=data, group=group, windows=windows, gaps=gaps), encoding="utf-8")
    return compute(read_study(path))


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    return results(tmp_path_factory.mktemp("usual"), gaps='reference = "pooled"')


def chapter(found, key, language="en"):
    """A section's paragraphs as one text, its tables and its figures."""
    section = next(s for s in compose(found, language).sections if s.id.startswith(key))
    words = " ".join(part.text for part in section.parts if isinstance(part, Paragraph))
    tables = [part for part in section.parts if isinstance(part, Table)]
    return section, words, tables, [part for part in section.parts if isinstance(part, Figure)]


def test_tables_are_those_of_the_functions(usual):
    panel = farrell.load("china-health").panel.select(periods=[2020, 2021, 2022, 2023])
    windows = farrell.window_analysis(panel)
    for name, frame in (
        ("window_table", windows.to_frame()),
        ("window_units", windows.by_unit()),
        ("window_means", windows.by_window()),
    ):
        pd.testing.assert_frame_equal(usual.tables[name].drop(columns="model"), frame)
    gaps = farrell.metafrontier(panel, rts="crs", reference="pooled")
    pd.testing.assert_frame_equal(usual.tables["metafrontier_units"].drop(columns="model"), gaps.to_frame())
    pd.testing.assert_frame_equal(usual.tables["metafrontier_means"].drop(columns="model"), gaps.by_group())
    scores = usual.tables["scores"]
    np.testing.assert_array_equal(scores.loc[scores["model"] == "gaps", "te"], gaps.te_meta)
    tests = usual.tables["group_tests"]
    whole = tests[(tests["test"] == "kruskal-wallis") & (tests["period"] == 2023)].iloc[0]
    now = gaps.to_frame().query("period == 2023")
    found = farrell.kruskal_wallis(now["tgr"].round(8).to_numpy(), now["group"].tolist())
    assert whole["p"] == pytest.approx(found.p)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_windows_are_told_with_their_numbers(usual, language):
    section, words, tables, figures = chapter(usual, "windows", language)
    assert section.heading == {"en": "Window analysis", "zh": "窗口分析"}[language]
    units = usual.tables["window_units"]
    steady = units.loc[units["range"].idxmin()]
    assert f"{steady['range']:.3f}" in words
    cells = usual.tables["window_table"].groupby(["unit", "period"])["te"].agg(["count", "min", "max"])
    apart = (cells["max"] - cells["min"])[cells["count"] > 1]
    assert f"{apart.mean():.3f}" in words
    assert f"{apart.max():.3f}" in words
    by_unit, window_table = tables
    assert len(by_unit.rows) == 32
    assert len(window_table.rows) == 62
    assert window_table.rows[0][1] == "2020–2022"
    assert window_table.rows[0][5] == ""
    assert len(figures) == 1
    assert "KeyError" not in words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_gaps_are_told_with_their_numbers_and_a_test(usual, language):
    _, words, tables, figures = chapter(usual, "metafrontier", language)
    means = usual.tables["metafrontier_means"]
    for value in means.loc[means["group"] != "all", "tgr"]:
        assert f"{value:.3f}" in words
    assert "Kruskal" in words
    groups, periods, units = tables
    assert [row[1] for row in groups.rows] == ["44", "32", "48", "124"]
    assert len(periods.rows) == 4
    assert len(units.rows) == 31
    for row in units.rows:
        assert sum(float(cell) for cell in row[5:]) == pytest.approx(100.0, abs=0.2)
    assert len(figures) == 1
    drawn = figures[0].drawing.data
    assert len(drawn) == 3 * 4 + 31


def test_the_union_is_told_as_such_and_small_groups_are_warned_of(tmp_path):
    found = results(tmp_path, gaps='frontier = "union"')
    _, words, _, _ = chapter(found, "metafrontier")
    assert "union of the regions' technologies" in words
    assert any(
        "fewer members" in warning["en"] and "Central (8)" in warning["en"] for warning in found.meta["warnings"]
    )


def test_gaps_in_the_data_are_told(tmp_path):
    panel = farrell.load("china-health").panel
    frame = panel.to_frame().query("period >= 2021")
    frame[~((frame["unit"] == "Tibet") & (frame["period"] == 2022))].to_csv(tmp_path / "data.csv", index=False)
    data = """file = "data.csv"
unit = "unit"
period = "period"
inputs = ["hospitals", "beds", "health_technicians"]
outputs = ["visits_10k", "discharges_10k"]"""
    path = tmp_path / "study.toml"
    text = HEAD.format(data=data, group="region3", windows="width = 2", gaps='reference = "pooled"')
    path.write_text(text.replace('bundled = "china-health"\n', ""), encoding="utf-8")
    found = compute(read_study(path))
    _, words, tables, _ = chapter(found, "windows")
    assert "1 unit(s) are not observed in some period" in words
    row = next(row for row in tables[0].rows if row[0] == "Tibet")
    assert row[1] == "2"


def test_one_period_has_windows_of_one_and_gaps_without_a_course(tmp_path):
    found = results(tmp_path, data="periods = [2023]", windows="width = 1")
    _, words, tables, figures = chapter(found, "windows")
    assert "Windows of 1 period(s) pass over 1 period(s)" in words
    assert "range least" not in words  # all ranges are 0, so none is named
    assert len(tables[1].rows) == 31
    assert len(figures) == 1
    _, words, tables, figures = chapter(found, "metafrontier")
    assert len(tables) == 2
    assert len(figures[0].drawing.data) == 31


def test_groups_that_are_no_regions(tmp_path):
    found = results(tmp_path, group="zone8", gaps='group = "zone8"\nreference = "pooled"')
    _, words, tables, _ = chapter(found, "metafrontier")
    assert "rank test" in words
    assert len(tables[0].rows) == 9
