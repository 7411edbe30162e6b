"""The report of any panel: one period, many units, gaps, other orientations; its sentences follow the numbers."""

from __future__ import annotations

import html
import json
import re
import warnings

import numpy as np
import pandas as pd
import pytest

from farrell import StudyFileError, render_study, run_study
from farrell.data.checks import CODES

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")


def page(folder) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def sections(text: str) -> list[str]:
    return re.findall(r'<section id="([^"]+)"', text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_panel_without_provinces_says_nothing_of_provinces(run, frame, language) -> None:
    text = page(run(frame(), language=language))
    assert "province" not in text.lower()
    assert "省" not in text
    assert text.count("<svg") == 9, "every figure but maps"
    assert f'lang="{"zh-Hans" if language == "zh" else "en"}"' in text


def test_one_period_has_no_trends_and_no_productivity(run, frame) -> None:
    data = frame(periods=1).drop(columns="year")
    text = page(run(data, period=False, models='[[model]]\nkind = "efficiency"\n'))
    assert sections(text) == [
        *("summary", "data", "methods", "efficiency-1", "regions-1", "redundancy-1", "limits"),
        *("checks", "settings", "reproduce", "references"),
    ]
    assert "2019" not in text.split("<main>")[1].split('id="settings"')[0]
    assert text.count("<svg") == 4, "dots, quadrants, bars, peers"


def test_two_periods_one_interval(run, frame) -> None:
    folder = run(frame(periods=2))
    means = pd.read_csv(folder / "tables" / "malmquist_means.csv")
    assert means.query("by == 'interval'")["name"].tolist() == ["2019–2020"]
    assert page(folder).count("<svg") == 9


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_hospitals_of_2011_are_no_study_of_provinces_or_years(tmp_path, language) -> None:
    study = '[data]\nbundled = "china-hospitals-2011"\n[[model]]\nkind = "efficiency"\n[outputs]\nfigures = []\n'
    (tmp_path / "study.toml").write_text(f'schema = 1\ntitle = "Hospitals"\nlanguage = "{language}"\n{study}', "utf-8")
    text = page(run_study(tmp_path / "study.toml", tmp_path / "out").folder).split("<main>")[1].split("</footer>")[0]
    said = re.sub(r"<(svg|pre)\b.*?</\1>", "", text, flags=re.DOTALL)
    for word in (
        "province",
        "省份",
        "COVID",
        "新冠",
        "truncated",
        "截断",
        "own frontier",
        "当期前沿",
        "productivity",
        "生产率",
    ):
        assert word not in said, word
    assert ("Shanxi" if language == "en" else "山西") in said


def test_five_units_have_strokes_for_a_density_and_no_group_tests(run, frame) -> None:
    text = page(run(frame(n=5), extra='allow = ["few-units"]', group=False))
    assert "a stroke is a unit, the diamond the median" in text
    assert "kernel" not in text
    assert "Kruskal" not in text
    assert "5 units are fewer than the rule of thumb" in text


def test_groups_that_are_no_regions_are_called_groups(run, frame) -> None:
    def said(folder) -> str:
        return re.sub(r"<[^>]*>", " ", page(folder).split("<main>")[1].split("</main>")[0])

    english, chinese = said(run(frame())), said(run(frame(), language="zh"))
    assert "Groups compared" in english
    assert not re.search(r"\bregion", english, re.IGNORECASE)
    assert "分组综合技术效率" in chinese
    assert "区域" not in chinese
    renamed = run(frame().rename(columns={"kind": "region"}), extra='[groups]\nby = "region"', group=False)
    assert "Regions compared" in said(renamed)


def test_three_hundred_units_are_reported_whole(run, frame) -> None:
    text = page(run(frame(n=300, periods=2), group=False))
    assert "Unit 299" in text
    assert len(text.encode()) < 5_000_000


def test_an_unbalanced_panel_says_who_is_missing(run, frame) -> None:
    data = frame()
    data = data[~((data["unit"] == "Unit 003") & (data["year"] == 2020))]
    folder = run(data)
    text = page(folder)
    assert "not observed in 2020" in text
    malmquist = pd.read_csv(folder / "tables" / "malmquist.csv")
    gone = malmquist[malmquist["unit"] == "Unit 003"]
    assert gone["status"].tolist() == ["absent", "absent"]
    assert gone["tfpch"].isna().all()
    assert "2 index value(s)" in text


def test_output_orientation(run, frame) -> None:
    models = (
        '[[model]]\nname = "a"\nkind = "efficiency"\norientation = "output"\n[[model]]\nname = "b"\n'
        'kind = "malmquist"\norientation = "output"\nrts = "vrs"\n'
    )
    folder = run(frame(), models=models)
    assert "Output orientation" in page(folder)
    slacks = pd.read_csv(folder / "tables" / "slacks.csv").query("role == 'output'")
    assert (slacks["target"] >= slacks["actual"] * (1 - 1e-9)).all()
    assert (slacks["radial_move"] >= 0).all()
    malmquist = pd.read_csv(folder / "tables" / "malmquist.csv")
    assert malmquist["pech"].isna().all()
    solved = malmquist["status"] == "optimal"
    assert np.isfinite(malmquist.loc[solved, "tfpch"]).all()


def test_several_models_of_one_kind_stand_side_by_side(run, frame) -> None:
    models = "".join(
        f'[[model]]\nname = "{name}"\nkind = "efficiency"\nreference = "{name}"\n' for name in ("own", "pooled")
    )
    folder = run(frame(), models=models)
    efficiency = pd.read_csv(folder / "tables" / "efficiency.csv")
    assert efficiency.groupby("model").size().to_dict() == {"own": 60, "pooled": 60}
    own, pooled = (efficiency[efficiency["model"] == m].reset_index() for m in ("own", "pooled"))
    assert (pooled["te_crs"] <= own["te_crs"] + 1e-9).all()
    text = page(folder)
    assert {"efficiency-1", "efficiency-2"} <= set(sections(text))
    assert "Efficiency: pooled" in text
    assert "[pooled] " in text
    assert "one frontier of all periods" in text
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    second = text.split('id="redundancy-2"')[1].split("</section>")[0]
    assert re.search(r"Unit \d+ \(20\d\d\) ", second), "a peer of another year has its year"


def test_sentences_turn_with_the_numbers(run, frame) -> None:
    data = frame(periods=2)
    growing, shrinking = data.copy(), data.copy()
    growing.loc[growing["year"] == 2020, "visits"] *= 1.5
    shrinking.loc[shrinking["year"] == 2020, "visits"] *= 0.5
    assert "productivity grew" in page(run(growing, name="up"))
    assert "productivity fell" in page(run(shrinking, name="down"))


@pytest.mark.parametrize("column", ["status", "te_crs", "rank", "model"])
def test_a_group_column_named_as_a_result_is_refused(run, frame, column) -> None:
    with pytest.raises(StudyFileError, match=f"cannot be called {column}"):
        run(frame().rename(columns={"kind": column}), extra=f'[groups]\nby = "{column}"', group=False)


def test_regions_that_tie_have_no_leader(run, frame) -> None:
    data = frame().assign(beds=1.0, staff=2.0, visits=3.0)
    folder = run(data, extra="allow = " + json.dumps(list(CODES)))
    gaps = pd.read_csv(folder / "tables" / "region_gaps.csv", keep_default_na=False)
    assert set(gaps["highest"]) == set(gaps["lowest"]) == {""}
    said = page(folder)
    assert "never differ by 0.005" in said
    assert "hardly changed" in said
    assert "has the highest mean" not in said
    assert "moved most" not in said


def test_no_leader_is_named_where_two_have_led_as_often(run, frame) -> None:
    data = frame(n=12, periods=2)
    strong = (data["kind"] == "urban") == (data["year"] == 2019)
    data["visits"] = data[["beds", "staff"]].min(axis=1) * strong.map({True: 2.0, False: 1.0})
    folder = run(data, extra="allow = " + json.dumps(list(CODES)))
    gaps = pd.read_csv(folder / "tables" / "region_gaps.csv")
    assert gaps["highest"].tolist() == ["urban", "rural"]
    assert "has the highest mean" not in page(folder)


def test_peers_that_tie_are_all_named(run, frame) -> None:
    """Four efficient hospitals, each with one that uses twice as much: every one is the peer of one unit."""
    best = pd.DataFrame({"unit": list("ABCD"), "beds": [1.0, 2, 4, 8], "staff": [8.0, 4, 2, 1], "visits": 1.0})
    half = best.assign(unit=list("abcd"), beds=2 * best["beds"], staff=2 * best["staff"])
    folder = run(
        pd.concat([best, half]),
        period=False,
        group=False,
        models='[[model]]\nkind = "efficiency"\n',
        extra="allow = " + json.dumps(list(CODES)),
    )
    counts = (
        pd.read_csv(folder / "tables" / "peers.csv")
        .query("rts == 'vrs' and unit in ['a', 'b', 'c', 'd']")["peer"]
        .value_counts()
    )
    (said,) = re.findall(r"Most frequent peers of the \d+ units inefficient under VRS: ([^.<]*)", page(folder))
    third = counts.sort_values(ascending=False).iloc[min(2, len(counts) - 1)]
    assert {name.split(" (")[0] for name in said.split(", ")} == set(counts[counts >= third].index)


def test_a_unit_away_for_years_keeps_its_region(run, frame) -> None:
    data = frame(periods=4)
    folder = run(data[~((data["unit"] == "Unit 003") & (data["year"] > 2019))])
    tests = pd.read_csv(folder / "tables" / "group_tests.csv").query("measure == 'tfpch' and test == 'kruskal-wallis'")
    assert tests["df"].tolist() == [1]
    means = pd.read_csv(folder / "tables" / "malmquist_means.csv", keep_default_na=False)
    assert set(means.loc[means["by"] == "region", "name"]) == {"rural", "urban"}


def test_groups_that_change_are_not_tested_for_productivity(run, frame) -> None:
    data = frame(periods=4)
    data["kind"] = data["kind"].where(data["year"] < 2021, "other")
    folder = run(data)
    assert set(pd.read_csv(folder / "tables" / "group_tests.csv")["measure"]) == {"te_crs"}


def test_units_beyond_the_frontier_are_said_and_have_nothing_too_much(run, frame) -> None:
    folder = run(frame(), models='[[model]]\nkind = "efficiency"\nreference = 2019\n')
    now = pd.read_csv(folder / "tables" / "efficiency.csv").query("period == 2021")
    both = now[now["te_crs"].notna() & now["te_vrs"].notna()]["efficiency_crs"].value_counts()
    text = page(folder)
    assert f"units have a TE of 1, {both['inefficient']} less" in text
    assert f"{both['beyond']} unit(s) stand above the frontier" in text
    assert "scores above 1 are those of units that the frontier does not include" in text
    totals = pd.read_csv(folder / "tables" / "redundancy.csv").query("role == 'input'")
    assert (totals["radial_move"] <= 1e-9).all()


def test_periods_that_are_words_stay_in_their_order(run, frame) -> None:
    data = frame(n=12).replace({"year": {2019: "wave 1", 2020: "wave 2", 2021: "wave 10"}})
    heat = page(run(data)).split('id="figure-')
    drawn = next(part for part in heat if "Heat map" in part)
    places = [drawn.index(f">{wave}<") for wave in ("wave 1", "wave 2", "wave 10")]
    assert places == sorted(places)


def test_names_cannot_become_markup(run, frame) -> None:
    data = frame()
    data["unit"] = data["unit"].replace({"Unit 001": "<script>alert(1)</script>", "Unit 002": "=1+1"})
    folder = run(data)
    text = page(folder)
    assert text.count("<script") == 1, "the page's own"
    assert "&lt;script&gt;alert(1)" in text


def test_text_with_a_dollar_or_backslash_is_drawn_as_it_is(run, frame) -> None:
    data = frame()
    data["unit"] = data["unit"].replace({"Unit 001": r"$\frac{1}$ & Co", "Unit 002": "$x"})
    assert r"$\frac{1}$" in page(run(data)).replace("&amp;", "&")


def test_ids_in_the_page_are_unique(run, frame) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page(run(frame())))
    assert len(ids) == len(set(ids))


def test_parts_can_be_left_out(run, frame, tmp_path) -> None:
    folder = run(
        frame(), models='[[model]]\nkind = "malmquist"\n', outputs='tables = ["csv"]\nfigures = []\ndocuments = []'
    )
    assert sorted(p.name for p in folder.iterdir()) == ["study.json", "tables"]
    assert not (folder / "tables" / "efficiency.csv").exists()


def test_a_model_that_needs_periods_says_so(run, frame) -> None:
    with pytest.raises(StudyFileError, match=r"study\.toml: model\.malmquist: .*compares periods"):
        run(frame(periods=1).drop(columns="year"), period=False)


def test_nothing_is_warned_of_twice(run, frame) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run(frame())
    assert [str(w.message) for w in caught] == []


def test_output_orientation_speaks_of_outputs_first(run, frame) -> None:
    models = '[[model]]\nkind = "efficiency"\norientation = "output"\n[[model]]\nkind = "malmquist"\nrts = "vrs"\n'
    text = page(run(frame(), models=models))
    assert "current resources in 2021 could deliver more of" in text
    assert "could be delivered with less" not in text
    assert "distances under variable returns" in text
    assert "constant-returns frontiers of both" not in text
    assert "pech" not in text.split('id="malmquist-2"')[1].split("</section>")[0]


def test_other_references_are_named_under_the_tables(run, frame) -> None:
    text = page(run(frame(), models='[[model]]\nkind = "efficiency"\nreference = "pooled"\n'))
    assert "Arithmetic means; one frontier of all periods." in text
    assert "own frontier" not in text


def test_units_left_out_of_a_figure_are_said(run, frame) -> None:
    assert "Shown are 60 of 70" in page(run(frame(n=70, periods=2)))


def test_the_python_lines_leave_out_what_the_study_left_out(run, frame, tmp_path, monkeypatch) -> None:
    folder = run(frame(), extra='exclude = ["Unit 001"]')
    code = html.unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", page(folder), re.DOTALL).group(1))
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    exec(code, scope)
    efficiency = pd.read_csv(folder / "tables" / "efficiency.csv")
    assert scope["result_1"].te_crs.tolist() == pytest.approx(efficiency["te_crs"].tolist())


def test_the_python_lines_read_numbers_and_rows_as_the_study_did(run, frame, tmp_path, monkeypatch) -> None:
    data = frame()
    data = pd.concat([data, data[:1].assign(beds=1.5)])
    data = data.assign(
        beds=[f"{v:_.3f}".replace(".", ",").replace("_", ".") for v in 1000 * data["beds"]],
        visits=[f"{v:.3f}%".replace(".", ",") for v in data["visits"]],
    )
    how = ['thousands = "."', 'decimal = ","', 'percent = "shares"', 'duplicates = "last"']
    folder = run(data.astype({"staff": int}), extra="\n".join(how))
    document = page(folder)
    code = html.unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", document, re.DOTALL).group(1))
    assert "the rows differ in " in html.unescape(document)
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    exec(code, scope)
    panel = scope["panel"]
    assert panel.numbers["beds"][0] == 1500
    assert panel.numbers["visits"][1] == pytest.approx(float(data["visits"].iloc[1][:-1].replace(",", ".")) / 100)
    efficiency = pd.read_csv(folder / "tables" / "efficiency.csv")
    assert scope["result_1"].te_crs.tolist() == pytest.approx(efficiency["te_crs"].tolist())


def test_warnings_speak_the_language_of_the_report(run, frame) -> None:
    data = frame()
    data = data[~((data["unit"] == "Unit 003") & (data["year"] == 2020))]
    assert "缺少数据" in page(run(data, language="zh"))


ODD = {
    "gaps": lambda d: d[
        ~((d["unit"] == "Unit 003") & (d["year"] == 2019) | (d["unit"] == "Unit 004") & (d["year"] == 2021))
    ],
    "long gap": lambda d: d[~((d["unit"] == "Unit 003") & (d["year"] > 2019))],
    "names": lambda d: d.replace({"unit": {"Unit 001": "NA", "Unit 002": "001", "Unit 003": 'a "b",\r<c> & d'}}),
    "periods": lambda d: d.replace({"year": {2019: "wave 1", 2020: "wave 2", 2021: "wave 10"}}),
    "equal": lambda d: d.assign(beds=1.0, staff=2.0, visits=3.0),
    "a unit of zeros": lambda d: d.assign(visits=d["visits"].where(d["unit"] != "Unit 005", 0.0)),
    "a year of zeros": lambda d: d.assign(visits=d["visits"].where(d["year"] != 2019, 0.0)),
    "growth": lambda d: d.assign(visits=d["visits"] * d["year"].map({2019: 1, 2020: 60, 2021: 4000})),
    "changing groups": lambda d: d.assign(kind=d["kind"].where(d["year"] < 2021, "other")),
    "one group": lambda d: d.assign(kind="_all"),
}
"""Panels that are hard to speak of, or to write down and read back."""


@pytest.mark.parametrize("reference", ["own", "2020"])
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("how", ODD)
def test_odd_panels_are_reported_and_written_again_the_same(run, frame, how, orientation, reference) -> None:
    given = {"own": '"own"', "2020": '"wave 2"' if how == "periods" else "2020"}[reference]
    models = (
        f'[[model]]\nkind = "efficiency"\norientation = "{orientation}"\nreference = {given}\n'
        f'[[model]]\nkind = "malmquist"\norientation = "{orientation}"\n'
    )
    folder = run(ODD[how](frame(n=12)), models=models, extra="allow = " + json.dumps(list(CODES)))
    before = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    render_study(folder)
    assert {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    said = re.sub(r"<[^>]*>", " ", re.sub(r"<svg.*?</svg>", "", page(folder), flags=re.DOTALL))
    assert not re.search(r"\b(nan|inf|None|NaT)\b", said.split("Settings")[0]), "no number that is none in words"
    assert not re.search(r": *\.(\s|$)", said), "no list without items"
