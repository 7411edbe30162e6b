"""Change of economic efficiency in a study: its tables, its chapter in both languages, its figure, its Python lines."""

from __future__ import annotations

import html
import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import farrell
from farrell.errors import StudyFileError
from farrell.report import render_study, run_study
from farrell.report.table_lines import table_lines
from farrell.study import compute, read_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
ROLES = {"inputs": ["x", "z"], "outputs": ["y", "v"], "input_prices": ["w", "c"], "output_prices": ["p", "q"]}
HEAD = """schema = 1
[data]
file = "d.csv"
unit = "unit"
period = "year"
group = "region"
inputs = ["x", "z"]
outputs = ["y", "v"]
input_prices = ["w", "c"]
output_prices = ["p", "q"]
allow = ["few-units"]
"""
MODELS = """
[[model]]
name = "costs"
kind = "economic_change"
[[model]]
name = "return"
kind = "economic_change"
side = "profitability"
[[model]]
name = "lost"
kind = "economic_change"
side = "profit"
measure = "additive"
monetary = true
[outputs]
figures = ["svg"]
tables = ["csv"]
"""
TABLES = (
    *("economic_change", "economic_change_means", "economic_change_cumulative", "cumulative_means"),
    *("contributions", "group_tests"),
)
MEASURES = {
    "costs": {},
    "return": {"side": "profitability"},
    "lost": {"side": "profit", "measure": "additive", "monetary": True},
}


def data():
    """Eleven units in three years, of two regions; the last unit is not observed in 2003."""
    rng = np.random.default_rng(11)
    frame = pd.DataFrame(np.exp(rng.normal(3, 0.5, (33, 8))), columns=list("xzyvwcpq"))
    frame.insert(0, "unit", [f"U{i:02d}" for i in range(11)] * 3)
    frame.insert(1, "year", np.repeat([2001, 2002, 2003], 11))
    frame["region"] = np.where(frame["unit"] < "U05", "North", "South")
    return frame.iloc[:-1]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("changing")
    data().to_csv(folder / "d.csv", index=False)
    (folder / "study.toml").write_text(HEAD + MODELS, encoding="utf-8")
    return run_study(folder / "study.toml", folder / "out")


@pytest.fixture(scope="module")
def panel():
    return farrell.Panel.from_frame(
        data(), unit="unit", period="year", group="region", **ROLES, allow=["few-units"]
    )  # fmt: skip


def of(done, table, model):
    frame = done.results.tables[table]
    return frame[frame["model"] == model]


def page(done, tmp_path, language):
    again = render_study(done.folder, tmp_path / language, language=language)
    return html.unescape((again.folder / "report.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("model", MEASURES)
def test_tables_are_those_of_the_function(done, panel, model):
    change = farrell.economic_change(panel, **MEASURES[model])
    table = of(done, "economic_change", model)
    for part in change.components:
        np.testing.assert_array_equal(table[part], change.part(part))
    np.testing.assert_array_equal(table["d_to_to"], change.distances["to_to"])
    assert table["status"].tolist() == change.status.tolist()
    assert (table["status"] == "absent").sum() == 1
    means = of(done, "economic_change_means", model)
    for by in ("interval", "unit", "overall"):
        expected = change.means(by)
        np.testing.assert_allclose(means.loc[means["by"] == by, "econch"], expected["econch"])
    overall = means[means["by"] == "overall"].iloc[0]
    known = change.index[change.rows()]
    assert (overall["econch_min"], overall["econch_max"]) == (known.min(), known.max())
    assert overall["n_progress"] == change.is_progress(known).sum()
    chained = of(done, "economic_change_cumulative", model).pivot(index="unit", columns="period", values="econch")
    steps = table.pivot(index="unit", columns="period_to", values="econch")
    whole = steps.sum(axis=1, skipna=False) if change.is_sum else steps.prod(axis=1, skipna=False)
    np.testing.assert_allclose(chained[2003], whole)
    added = of(done, "contributions", model).query("by == 'overall'").set_index("component")
    assert added["growth"].drop("econch").sum() == pytest.approx(added.loc["econch", "growth"], abs=1e-9)
    assert added["share"].drop("econch").sum() == pytest.approx(1.0)


def test_groups_are_compared_by_each_units_mean(done, panel):
    tests = of(done, "group_tests", "costs")
    whole = tests[tests["test"] == "kruskal-wallis"].iloc[0]
    means = farrell.economic_change(panel).means("unit")
    regions = ["North" if unit < "U05" else "South" for unit in means["unit"]]
    found = farrell.kruskal_wallis(means["econch"].round(8).to_numpy(), regions)
    assert (whole["measure"], whole["p"]) == ("econch", pytest.approx(found.p))


def test_the_chapter_says_what_its_tables_say(done, tmp_path):
    text = page(done, tmp_path, "en")
    means = of(done, "economic_change_means", "costs")
    overall = means[means["by"] == "overall"].iloc[0]
    word = "rose" if overall["econch"] > 1 else "fell"
    assert f"Cost efficiency {word} by {100 * abs(overall['econch'] - 1):.1f}% a year on average" in text
    assert f"(geometric mean of 21 changes {overall['econch']:.3f}: efficiency change {overall['effch']:.3f}" in text
    units = means.loc[means["by"] == "unit", "econch"]
    p = stats.wilcoxon(np.log(units)[np.log(units).round(8) != 0]).pvalue
    said = "may be chance" if p >= 0.05 else "is more than chance would do"
    assert f"Over the units this {said} (Wilcoxon's signed ranks of their means, p = {p:.3f}" in text
    assert f"{(units > 1 + 1e-8).sum()} of 11 units have a mean econch above 1" in text
    lost = of(done, "economic_change_means", "lost").query("by == 'overall'").iloc[0]
    word = "shrank" if lost["econch"] > 0 else "grew"
    assert f"Profit efficiency: the loss {word} by {abs(lost['econch']):,.1f} a year on average" in text
    assert "Profitability efficiency" in text
    assert text.count("Money of several periods is compared as the data have it") == 1
    assert "pure efficiency change" in text
    assert "tfpch" not in text
    assert "roductivity grew" not in text


def test_it_is_told_in_chinese_too(done, tmp_path):
    text = page(done, tmp_path, "zh")
    overall = of(done, "economic_change_means", "costs").query("by == 'overall'").iloc[0]
    word = "上升" if overall["econch"] > 1 else "下降"
    assert f"成本效率年均{word} {100 * abs(overall['econch'] - 1):.1f}%" in text
    assert "Wilcoxon 符号秩检验" in text
    assert "配置效率变化" in text
    assert "allocch" not in text.split("用 Python 复现")[0].replace("econch = E(b) / E(a) = effch allocch", "").replace(
        "effch + allocch", ""
    )


@pytest.mark.parametrize(("number", "model"), [*enumerate(MEASURES, start=1)])
def test_the_bars_of_the_figure_add_up_to_its_marks(done, number, model):
    drawn = pd.read_csv(done.folder / "figures" / f"economic-change-{number}.csv")
    parts = [c for c in drawn if c not in ("by", "name", "econch")]
    assert parts == (["pech", "sech", "allocch"] if model == "return" else ["effch", "allocch"])
    np.testing.assert_allclose(drawn[parts].sum(axis=1), drawn["econch"], atol=1e-9)
    units = drawn[drawn["by"] == "unit"]
    assert len(units) == 11
    assert (np.diff(units["econch"]) <= 1e-9).all()
    means = of(done, "economic_change_means", model)
    means = means[means["by"] == "interval"]["econch"].to_numpy()
    expected = means if model == "lost" else 100 * np.log(means)
    np.testing.assert_allclose(drawn.loc[drawn["by"] == "interval", "econch"], expected)


@pytest.mark.parametrize(
    ("model", "table"),
    [*itertools.product(MEASURES, TABLES)],
)
def test_the_lines_of_its_tables_give_them(done, model, table, monkeypatch):
    monkeypatch.chdir(done.folder.parent)
    lines = table_lines(done.results.meta, table, model)
    assert "run_study" not in lines
    scope: dict = {}
    exec(lines, scope)
    made, expected = scope["table"], of(done, table, model)
    assert len(made) == len(expected)
    keys = [
        c
        for c in ("by", "name", "component", "test", "unit", "period_from", "period", "a")
        if c in expected and c in made
    ]
    texts = dict.fromkeys(keys, str)
    made = made.astype(texts).sort_values(keys, kind="stable")
    expected = expected.astype(texts).sort_values(keys, kind="stable")
    numbers = [c for c in made.select_dtypes("number") if c in expected and c != "df"]
    assert {"econch"} & set(numbers) or table in TABLES[-2:]
    for column in numbers:
        np.testing.assert_allclose(
            made[column].astype(float), expected[column].astype(float), rtol=1e-9, atol=1e-9, err_msg=column
        )


def test_a_study_of_what_cannot_change_is_refused(tmp_path):
    data().to_csv(tmp_path / "d.csv", index=False)
    for options, said in (
        ('unbalanced = "pairs"', "model[1].unbalanced"),
        ('sides = "cost"', "model[1].sides"),
        ("cumulative_from = 2002", "model[1].cumulative_from"),
        ('side = "profit"', "measure"),
    ):
        (tmp_path / "study.toml").write_text(f'{HEAD}[[model]]\nkind = "economic_change"\n{options}\n')
        with pytest.raises(StudyFileError) as caught:
            compute(read_study(tmp_path / "study.toml"))
        assert said in str(caught.value)


def test_units_that_stand_still_are_told_so(tmp_path):
    frame = data()
    first = frame[frame["year"] == 2001]
    still = pd.concat([first.assign(year=year) for year in (2001, 2002)])
    still.to_csv(tmp_path / "d.csv", index=False)
    (tmp_path / "study.toml").write_text(HEAD + MODELS, encoding="utf-8")
    done = run_study(tmp_path / "study.toml", tmp_path / "out")
    text = html.unescape((done.folder / "report.html").read_text(encoding="utf-8"))
    assert "Cost efficiency barely changed on average (geometric mean of 11 changes 1.000 a year" in text
    assert "Profit efficiency: the loss barely changed on average" in text
    assert "Wilcoxon" not in text
    assert "In logarithms econch" not in text


def test_it_can_be_a_variable_in_space(tmp_path):
    data().to_csv(tmp_path / "d.csv", index=False)
    chapter = '[[model]]\nkind = "economic_change"\n[space]\nstatistics = ["inequality"]\n'
    (tmp_path / "study.toml").write_text(HEAD + chapter, encoding="utf-8")
    found = compute(read_study(tmp_path / "study.toml"))
    values = found.tables["space_values"]
    table = found.tables["economic_change"].dropna(subset=["econch"])
    assert set(values["variable"]) == {"economic_change:econch"}
    np.testing.assert_allclose(np.sort(values["value"]), np.sort(table["econch"]))
