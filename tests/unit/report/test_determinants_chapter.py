"""The chapter of what goes with efficiency says what its tables say, in both languages, whatever the study has."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from farrell.report.document import compose
from farrell.report.names import Names
from farrell.report.parts import Bullets, Figure, Formula, Paragraph, Table
from farrell.report.sections.determinants import ratios
from farrell.report.sections.determinants.view import DeterminantsView, interval, places
from farrell.study import compute, read_study

HEAD = """
schema = 1
[data]
bundled = "china-health"
environment = ["gdp_per_capita_yuan", "share_65plus", "urban_share"]
periods = {periods}
[labels]
gdp_per_capita_yuan = {{ en = "GDP per person", zh = "人均地区生产总值" }}
[groups]
by = "region3"
[[model]]
kind = "efficiency"
orientation = "{orientation}"
[determinants]
on = ["log(gdp_per_capita_yuan)", "urban_share", "share_65plus"]
first = 10
replicates = 200
"""
TOWNS = """
schema = 1
[data]
file = "towns.csv"
unit = "town"
period = "year"
inputs = ["beds"]
outputs = ["visits"]
environment = ["income", "area"]
[[model]]
kind = "efficiency"
[determinants]
first = 4
replicates = 40
ratio = false
"""
USUAL = "[2019, 2020, 2021, 2022, 2023]"
WAYS = {"+": "goes with more efficiency", "-": "goes with less efficiency", "0": "does not tell"}


def results(folder, text="", *, periods=USUAL, orientation="input"):
    path = folder / "study.toml"
    path.write_text(HEAD.format(periods=periods, orientation=orientation) + text, encoding="utf-8")
    return compute(read_study(path))


def changed(made, **tables):
    return type(made)({**made.tables, **tables}, made.meta, made.boundaries)


def chapter(made, language="en"):
    return next(s for s in compose(made, language).sections if s.id == "determinants")


def said(section):
    return " ".join(part.text for part in section.parts if isinstance(part, Paragraph))


def bullets(section):
    return next(part.items for part in section.parts if isinstance(part, Bullets))


def tables(section):
    return [part for part in section.parts if isinstance(part, Table)]


def figures(section):
    return [part for part in section.parts if isinstance(part, Figure)]


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    return results(tmp_path_factory.mktemp("usual"), "standardise = true")


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """A study of towns: area does not change over time, income is the same everywhere in 2021."""
    rng, n, years = np.random.default_rng(4), 40, (2020, 2021, 2022)
    area = np.round(rng.uniform(1, 9, n), 2)
    frames = []
    for year in years:
        income, beds = rng.uniform(1, 5, n) if year != 2021 else np.full(n, 3.0), rng.uniform(10, 30, n)
        visits = beds / (1 + rng.exponential(0.3, n))
        frames.append({"town": [f"t{i}" for i in range(n)], "year": year, "beds": beds, "visits": visits,
                       "income": income, "area": area})  # fmt: skip
    folder = tmp_path_factory.mktemp("lasting")
    pd.concat(map(pd.DataFrame, frames)).to_csv(folder / "towns.csv", index=False)
    (folder / "study.toml").write_text(TOWNS, encoding="utf-8")
    return compute(read_study(folder / "study.toml"))


def test_every_covariate_is_told_by_its_intervals(usual):
    frame, variants = usual.tables["determinants"], usual.tables["determinants_variants"]
    for sentence, name in zip(bullets(chapter(usual)), usual.meta["determinants"]["on"], strict=True):
        own = frame[frame["name"] == name].set_index("method")
        main = own.loc["second stage"]
        assert WAYS[main["sign"]] in sentence
        assert (
            f"({main['estimate']:.3f}, interval {main['low']:.3f} to {main['high']:.3f})".replace("-", "−") in sentence
        )
        wide = own.loc["second stage, clustered"]
        agrees = "agrees" if main["sign"] != "0" else "Nor does"
        assert (agrees in sentence) == (wide["sign"] == main["sign"])
        same = [m for m in ("tobit", "fractional logit", "fixed effects") if own.loc[m, "sign"] == main["sign"]]
        if main["sign"] != "0":
            found = re.search(r"the same by ([^;.]*)", sentence)
            assert len(found[1].split(", ")) == len(same) if same else found is None
            years = variants[(variants["variant"] == "year by year") & (variants["name"] == name)]["sign"]
            other = {"+": "-", "-": "+"}[main["sign"]]
            counts = f"{(years == main['sign']).sum()} of 5, the opposite in {(years == other).sum()}"
            assert counts in sentence


def turned(made, name, **rows):
    """The study with other intervals of a covariate: method -> (estimate, low, high)."""
    frame = made.tables["determinants"].copy()
    for method, values in rows.items():
        of = (frame["method"] == method.replace("_", " ")) & (frame["name"] == name)
        frame.loc[of, ["estimate", "low", "high"]] = values
    return changed(made, determinants=frame)


def test_disagreement_is_told_as_such(usual):
    name = "urban_share"
    stage = {"second_stage": (0.5, 0.1, 0.9)}
    clustered = usual.tables["determinants"].copy()
    of = (clustered["method"] == "second stage, clustered") & (clustered["name"] == name)
    clustered.loc[of, ["low", "high"]] = (-0.2, 1.2)
    made = turned(changed(usual, determinants=clustered), name, **stage, tobit=(-0.3, -0.5, -0.1))
    sentence = bullets(chapter(made))[1]
    assert "holds 0: once periods of one unit are not taken for independent, it is not sure" in sentence
    assert "the other way round by Tobit (random effects)" in sentence
    summary = compose(made, "en").sections[0].parts[0].items
    (key,) = [item for item in summary if "proof of cause" in item]
    assert "Not sure: " in key
    assert "urban_share" in key.split("Not sure")[1]
    unsure = turned(usual, name, second_stage=(0.1, -0.3, 0.5), tobit=(0.3, 0.1, 0.5), fixed_effects=(-0.3, -0.4, -0.1))
    sentence = bullets(chapter(unsure))[1]
    assert "more efficiency by Tobit (random effects)" in sentence
    assert re.search(r"less efficiency by [^;.]*fixed effects \(two-way\)", sentence)
    assert "In single periods the interval lies above 0 in" in sentence


def test_objections_bounds_and_the_test_are_said(usual):
    words, fits = said(chapter(usual)), usual.tables["determinants_fits"].set_index("method")
    row = fits.loc["fixed effects"]
    for sentence in ("None of this shows a cause", "rests on separability", "Against the Tobit", "another question"):
        assert sentence in words
    assert f"chi-square {row['mundlak']:.2f}, 3 degrees of freedom" in words
    assert ("would be biased" in words) == (row["mundlak_p"] < 0.05)
    fits.loc["fixed effects", "mundlak_p"] = 0.5 if row["mundlak_p"] < 0.05 else 0.01
    other = said(chapter(changed(usual, determinants_fits=fits.reset_index())))
    assert ("would be biased" in other) == (row["mundlak_p"] >= 0.05)


def test_what_did_not_converge_is_said(usual):
    fits = usual.tables["determinants_fits"].copy()
    fits.loc[fits["method"] == "tobit", "converged"] = False
    fits.loc[fits["method"] == "second stage", "without_maximum"] = 7
    words = said(chapter(changed(usual, determinants_fits=fits)))
    assert "In 7 of 200 draws" in words
    assert "did not arrive at a maximum in: Tobit (random effects)" in words
    assert "did not arrive" not in said(chapter(usual))


def test_tables_and_figures_hold_what_was_computed(usual):
    section = chapter(usual)
    side, variants, stage, coefficients = tables(section)
    assert side.header[1:] == [
        "second stage", "second stage (clustered)", "Tobit (random effects)", "fractional logit",
        "fixed effects (two-way)",
    ]  # fmt: skip
    assert [row[0] for row in side.rows if row[0]][:3] == ["log(GDP per person)", "urban_share", "share_65plus"]
    assert len(variants.header) == 1 + 2 + 5
    signs = usual.tables["determinants_variants"].query("name == 'share_65plus'")["sign"]
    assert variants.rows[2][1:] == [mark.replace("-", "−") for mark in signs]
    assert len(stage.rows) == 5
    assert len(coefficients.rows) == len(usual.tables["determinants_coefficients"]) - 10
    first, second = figures(section)
    assert (first.drawing.name, len(first.drawing.data)) == ("determinants", 15)
    assert (second.drawing.name, len(second.drawing.data)) == ("conditional-ratio", 3 * 155)


def test_ratios_are_read_by_their_orientation(usual, tmp_path):
    words, slopes = said(chapter(usual)), usual.meta["determinants"]["slopes"]
    for name, slope in slopes.items():
        key = "it rises" if slope >= 0.2 else "it falls" if slope <= -0.2 else "It has no clear direction on the whole"
        spoken = "log(GDP per person)" if name.startswith("log") else name
        told = f"{spoken} ({slope:.2f})".replace("-", "−")
        assert key in next(part for part in words.split("(rank correlation") if told in part)
    assert "more of the covariate is unfavourable" in words
    other = results(tmp_path, 'methods = ["tobit"]\nvariants = false', periods="[2022, 2023]", orientation="output")
    assert "more of the covariate is favourable" in said(chapter(other))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_summary_methods_and_limits_speak_of_it(usual, language):
    of = {section.id: section for section in compose(usual, language).sections}
    formulas = [part.latex for part in of["methods"].parts if isinstance(part, Formula)]
    for piece in (r"\delta_i=z_i\beta", r"L_1", r"\theta^{*}_{it}", r"1+e^{-z\beta}", r"w_t", r"Q(z)"):
        assert any(piece in latex for latex in formulas), piece
    for doi in ("10.1016/j.jeconom.2005.07.009", "10.2307/1907382", "10.2307/1913646", "10.1007/s11123-005-3042-8"):
        assert doi in said(of["methods"])
    whole = str(of["limits"].parts) + str(of["determinants"].parts) + str(of["summary"].parts)
    assert not re.search(r"report\.|\{\w+\}", whole)
    limit = "两阶段法以影响因素" if language == "zh" else "second stages take for given"
    assert limit in str(of["limits"].parts)


def test_a_cross_section_says_what_it_cannot_have(tmp_path):
    for language in ("en", "zh"):
        made = results(tmp_path, "ratio = false\nalgorithm = 1", periods="[2023]")
        section = chapter(made, language)
        assert tables(section)[0].header[1:] in (
            ["second stage", "Tobit", "fractional logit"], ["第二阶段（自助法）", "Tobit", "分数 Logit 模型"],
        )  # fmt: skip
        assert len(figures(section)) == 1
        words = said(section)
        assert ("With one period there are no fixed effects" if language == "en" else "仅有一个时期") in words
        assert ("Mundlak" in words) is False
        assert ("the bias of scores is not corrected" if language == "en" else "偏误未作修正") in words
        formulas = [
            part.latex for s in compose(made, language).sections for part in s.parts if isinstance(part, Formula)
        ]
        assert not any("L_1" in latex or "Q(z)" in latex for latex in formulas)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "no variation of their own: area."), ("zh", "以下影响因素没有独立变化：area。")]
)
def test_a_covariate_without_change_is_named_where_fixed_effects_are_left_out(lasting, language, words):
    assert lasting.meta["determinants"]["left_out"] == ["fixed effects"]
    section = chapter(lasting, language)
    assert words in said(section)
    assert "With one period" not in said(section)
    assert len(tables(section)[0].header) == 5


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_period_without_a_second_stage_of_its_own_is_named(lasting, language):
    told = lasting.meta["determinants"]
    assert told["periods_left_out"] == {"few": [], "alike": [2021]}
    section = chapter(lasting, language)
    words = "follows from the others: 2021." if language == "en" else "以下时期未单独估计第二阶段：2021。"
    variants = tables(section)[1]
    assert words in said(section)
    assert words in variants.notes
    assert variants.header[3:] == ["2020", "2021", "2022"]
    assert [row[4] for row in variants.rows] == ["–", "–"]
    frame = lasting.tables["determinants_variants"]
    own = frame[frame["name"] == "income"].set_index("period")
    assert variants.rows[0][3] == own.loc[2020, "sign"].replace("-", "−")
    assert (" of 2" if language == "en" else "2 期中有") in bullets(section)[0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_conditional_scores_of_one_period_are_drawn_from_its_units(usual, language):
    told = {**usual.meta["data"], "periods": [2023]}
    alone = type(usual)(usual.tables, {**usual.meta, "data": told}, usual.boundaries)
    words = ("all periods and units", "drawn from all units") if language == "en" else ("全部单元和时期", "全部单元中")
    assert (words[0] in said(chapter(usual, language)), words[1] in said(chapter(usual, language))) == (True, False)
    view = DeterminantsView.of(alone, Names.of(alone.meta, language), "determinants")
    one = " ".join(part.text for part in ratios.parts(view) if isinstance(part, Paragraph))
    assert (words[0] in one, words[1] in one) == (False, True)


def test_the_chinese_tobit_is_of_censored_scores(usual):
    methods = said(next(s for s in compose(usual, "zh").sections if s.id == "methods"))
    assert "把得分 1 视为在该处删失" in methods
    assert "被截断" not in methods


def test_without_a_tobit_there_is_no_objection_to_it(tmp_path):
    made = results(tmp_path, 'methods = ["fixed effects"]\nratio = false\nvariants = false', periods="[2022, 2023]")
    words = said(chapter(made))
    assert "Tobit" not in words
    assert "fixed effects" in words.lower()
    assert len(tables(chapter(made))) == 3


def test_small_numbers_keep_two_digits_of_their_interval():
    assert places(-0.02, 0.4) == 3
    assert interval({"name": "gdp", "low": 1.2e-6, "high": 4.6e-6}) == "[0.0000012, 0.0000046]"
    assert places(float("nan"), 1.0) == 3
    assert np.isfinite(float(interval({"name": "gdp", "low": 0.1, "high": 0.1}).strip("[]").split(",")[0]))
    assert interval(pd.Series({"name": "gdp", "low": -1.0, "high": 2.0})) == "[−1.000, 2.000]"
    assert interval({"name": "sigma_u", "low": -1e-13, "high": 2e-13}) == "[0.000000, 0.000000]"


def test_scores_of_no_model_of_the_study_are_told_as_such(tmp_path):
    path = tmp_path / "study.toml"
    text = HEAD.format(periods="[2022, 2023]", orientation="input")
    text = text.replace('kind = "efficiency"\norientation = "input"', 'kind = "malmquist"')
    path.write_text(text + "ratio = false\nvariants = false\nalgorithm = 1", encoding="utf-8")
    made = compute(read_study(path))
    assert "PTE here is of a DEA made for this chapter (input orientation)" in said(chapter(made))
    assert "为本章另行计算的 DEA（投入导向）" in said(chapter(made, "zh"))


def test_scores_of_a_model_of_the_study_are_not(usual):
    assert "made for this chapter" not in said(chapter(usual))
