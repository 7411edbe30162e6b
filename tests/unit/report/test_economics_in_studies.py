"""Models at prices in studies: the table of their parts, its words, and its Python lines."""

from __future__ import annotations

import html
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from farrell.report import render_study, run_study
from farrell.report.names import Names
from farrell.report.parts import Figure, View
from farrell.report.sections import economic
from farrell.report.table_lines import table_lines

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
STUDY = """schema = 1
[data]
file = "d.csv"
unit = "unit"
period = "year"
inputs = ["x", "z"]
outputs = ["y"]
input_prices = ["w", "v"]
output_prices = ["p"]
allow = ["few-units", "constant"]
[[model]]
name = "costs"
kind = "cost_efficiency"
rts = "crs"
[[model]]
name = "lost"
kind = "economic_inefficiency"
side = "profit"
measure = "additive"
monetary = true
[[model]]
name = "return"
kind = "profitability_efficiency"
[[model]]
kind = "sbm"
[outputs]
figures = ["svg"]
tables = ["csv"]
"""
DATA = """unit,year,x,z,y,w,v,p
A,1,2,5,1,1000,3000,9000
B,1,2,4,2,1000,3000,9000
C,1,6,6,3,1000,3000,9000
D,1,3,2,1,1000,3000,9000
E,1,6,2,2,1000,3000,9000
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prices")
    (folder / "d.csv").write_text(DATA, encoding="utf-8")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    return run_study(folder / "study.toml", folder / "out")


def of(done, model):
    return done.results.tables["economics"].query("model == @model")


def test_the_table_has_the_parts_of_each_model_at_prices(done):
    assert set(done.results.tables["economics"]["model"]) == {"costs", "lost", "return"}
    costs = of(done, "costs")
    assert costs["economic"].round(3).tolist() == [0.353, 0.857, 0.75, 0.667, 1.0]  # DEAP's guide, example 3
    assert costs["technical"].round(3).tolist() == [0.5, 1.0, 0.833, 0.714, 1.0]
    assert costs["allocative"].round(3).tolist() == [0.706, 0.857, 0.9, 0.933, 1.0]
    assert costs["observed"].tolist() == [17000, 14000, 24000, 9000, 12000]
    assert costs[["scale", "normalization"]].isna().all(axis=None)
    lost = of(done, "lost")
    np.testing.assert_allclose(lost["technical"] + lost["allocative"], lost["economic"], atol=1e-6)
    np.testing.assert_allclose(lost["optimal"] - lost["observed"], lost["economic"], atol=1e-6)
    back = of(done, "return")
    np.testing.assert_allclose(back["technical"] * back["scale"] * back["allocative"], back["economic"], rtol=1e-9)


def test_the_report_says_which_part_weighs_more_in_both_languages(done, tmp_path):
    page = html.unescape((done.folder / "report.html").read_text(encoding="utf-8"))
    costs = of(done, "costs")
    mix = int((costs["allocative"] < costs["technical"] - 1e-9).sum())
    use = int((costs["technical"] < costs["allocative"] - 1e-9).sum())
    assert (mix, use) == (1, 3)
    assert "costs: mean technical efficiency in 1 is 0.810, mean allocative efficiency 0.879." in page
    assert "Of 5 units 1 lose more by the mix than by the use of resources, 3 more by the use." in page
    assert "lost: mean technical inefficiency in 1 is" in page
    assert "17,000" in page
    assert "17,000.000" not in page
    again = render_study(done.folder, tmp_path / "zh", language="zh")
    page = html.unescape((again.folder / "report.html").read_text(encoding="utf-8"))
    assert "costs：1 期技术效率均值为 0.810，配置效率均值为 0.879" in page
    assert "标准化因子" in page


@pytest.mark.parametrize("model", ["costs", "lost", "return"])
def test_the_lines_of_the_table_give_it(done, model, monkeypatch):
    monkeypatch.chdir(done.folder.parent)
    lines = table_lines(done.results.meta, "economics", model)
    scope: dict = {}
    exec(lines, scope)
    made = next(v for v in reversed(list(scope.values())) if isinstance(v, pd.DataFrame))
    expected = of(done, model)
    for column in made.select_dtypes("number"):
        np.testing.assert_allclose(made[column], expected[column], rtol=1e-9, atol=1e-9, err_msg=column)


@pytest.mark.parametrize(
    ("kind", "model", "parts"),
    [
        ("cost-efficiency", "costs", ["technical", "allocative"]),
        ("economic-inefficiency", "lost", ["technical", "allocative"]),
        ("profitability-efficiency", "return", ["technical", "scale", "allocative"]),
    ],
)
def test_the_bars_of_a_unit_add_up_to_what_it_loses(done, kind, model, parts):
    drawn = pd.read_csv(done.folder / "figures" / f"losses-{kind}.csv").set_index("unit")
    assert list(drawn.columns) == parts
    whole = drawn.sum(axis=1)
    score = of(done, model).set_index("unit")["economic"].loc[drawn.index]
    np.testing.assert_allclose(whole, score if model == "lost" else 1.0 - score, atol=1e-9)
    assert (np.diff(whole) <= 1e-9).all()
    assert (drawn >= 0).all(axis=None)


def test_parts_below_nothing_are_not_stacked(done):
    meta = done.results.meta
    tables = {**done.results.tables, "economics": done.results.tables["economics"].copy()}
    tables["economics"].loc[tables["economics"]["model"] == "lost", "technical"] *= -1
    results = replace(done.results, tables=tables)
    views = {view.model["name"]: view for view in View.all_of(results, Names.of(meta, "en"))}
    assert not any(isinstance(part, Figure) for part in economic.told(views["lost"]))
    captions = [part.caption for part in economic.told(views["costs"]) if isinstance(part, Figure)]
    assert captions == ["What every unit loses at its prices by each part, costs. 5 units. Data: d.csv."]
