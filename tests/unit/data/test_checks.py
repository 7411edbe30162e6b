"""Every check fires on a panel made to fire it, is silent on a clean one, and speaks both languages."""

from __future__ import annotations

import string
import warnings

import numpy as np
import pandas as pd
import pytest

from farrell import Panel, dea, load
from farrell.catalogue import LANGUAGES, catalogue
from farrell.data.checks import CHECKS, CODES, correlations
from farrell.errors import DataError, DataWarning, finding

SAME = 1e-12
"""Correlations are sums of a few dozen terms in double precision."""


def total_row(name):
    def make(df):
        sums = df.groupby("year")[["beds", "staff", "visits"]].sum().reset_index()
        return pd.concat([df, sums.assign(unit=name)])

    return make


def change(**cells):
    """Set cells: column -> {row: value}."""

    def make(df):
        for column, values in cells.items():
            for row, value in values.items():
                df.loc[row, column] = value
        return df

    return make


def one_year(df):
    return df[df["year"] == 2020].drop(columns="year")


SPOILED = {
    "one-unit": (lambda df: df[df["unit"] == "U01"], {}),
    "total-row": (total_row("全国"), {}),
    "total-period": (lambda df: df.assign(year=df["year"].astype(str).replace("2022", "合计")), {}),
    "adds-up": (total_row("U99"), {}),
    "alike-units": (lambda df: df.replace({"unit": {"U03": "Unit 3", "U04": "unit-3"}}), {}),
    "same-province": (lambda df: df.replace({"unit": {"U03": "北京", "U04": "北京市"}}), {}),
    "zero-unit": (change(beds={3: 0.0}, staff={3: 0.0}), {}),
    "zero-column": (lambda df: df.assign(staff=0.0), {}),
    "negative": (change(staff={3: -1.0}), {}),
    "zero": (change(staff={3: 0.0}), {}),
    "constant": (lambda df: df.assign(staff=5.0), {}),
    "sizes": (change(visits={3: 1e9}), {}),
    "few-units": (lambda df: df[df["unit"] < "U09"], {}),
    "isotonicity": (lambda df: df.assign(staff=1.0 / df["staff"]), {}),
    "ratio": (lambda df: df.rename(columns={"visits": "survival_rate"}), {"outputs": ["survival_rate"]}),
    "money": (lambda df: df.rename(columns={"staff": "gov_exp_yuan"}), {"inputs": ["beds", "gov_exp_yuan"]}),
    "outlier-ratio": (change(beds={3: 700.0}), {}),
    "outlier-jump": (change(visits={15: 9000.0}), {}),
    "unbalanced": (lambda df: df.drop(index=15), {}),
}
"""Code -> how to spoil the clean panel, and the roles that go with it. Row 3 is U04 in 2020, row 15 U04 in 2021."""
PLACES = {
    "one-unit": {"unit": "U01"},
    "total-row": {"unit": "全国", "row": 37, "period": 2020},
    "total-period": {"period": "合计"},
    "adds-up": {"unit": "U99", "row": 37, "period": 2020},
    "alike-units": {},
    "same-province": {},
    "zero-unit": {"unit": "U04", "row": 4, "period": 2020},
    "zero-column": {"column": "staff"},
    "negative": {"unit": "U04", "row": 4, "period": 2020, "column": "staff"},
    "zero": {"unit": "U04", "row": 4, "period": 2020, "column": "staff"},
    "constant": {"column": "staff"},
    "sizes": {"column": "visits"},
    "few-units": {"period": 2020},
    "isotonicity": {},
    "ratio": {"column": "survival_rate"},
    "money": {"column": "gov_exp_yuan"},
    "outlier-ratio": {"unit": "U04", "row": 4, "period": 2020},
    "outlier-jump": {"unit": "U04", "row": 16, "period": 2021, "column": "visits"},
    "unbalanced": {"unit": "U04"},
}


def test_there_is_a_spoiled_panel_for_every_check():
    assert set(SPOILED) == set(PLACES) == {*CHECKS, "adds-up"} == set(CODES)


def test_a_clean_panel_has_no_findings(found, clean_frame):
    assert found(clean_frame) == ()
    assert found(one_year(clean_frame)) == ()


@pytest.mark.parametrize("code", CODES)
def test_a_check_fires_where_it_should(found, clean_frame, code):
    spoil, roles = SPOILED[code]
    hits = [f for f in found(spoil(clean_frame), **roles) if f.code == code]
    assert hits
    assert {key: getattr(hits[0].place, key) for key in PLACES[code]} == PLACES[code]
    assert hits[0].place.file == "frame"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_can_be_read_in_both_languages(found, clean_frame, code, language):
    spoil, roles = SPOILED[code]
    for item in found(spoil(clean_frame), **roles):
        words = item.text(language)
        assert "{" not in words
        assert "np." not in words
        if item.place.unit:
            assert item.place.unit in words


@pytest.mark.parametrize("code", CODES)
def test_a_finding_in_chinese_has_no_english_words_of_ours(found, clean_frame, code):
    spoil, roles = SPOILED[code]
    for item in found(spoil(clean_frame), **roles):
        assert not {"inputs", "outputs", "row", "unit", "column"} & set(item.text("zh").split())


@pytest.mark.parametrize("code", ["one-unit", "total-row", "total-period", "same-province", "zero-unit", "zero-column"])
def test_grave_findings_refuse_the_panel(build, clean_frame, code):
    spoil, roles = SPOILED[code]
    with pytest.raises(DataError) as caught:
        build(spoil(clean_frame), **roles)
    assert code in {f.code for f in caught.value.findings}


GRAVE = {"one-unit", "total-row", "total-period", "same-province", "zero-unit", "zero-column"}


@pytest.mark.parametrize("code", [c for c in CODES if c not in GRAVE])
def test_other_findings_warn_and_travel_with_the_panel(clean_frame, code):
    spoil, roles = SPOILED[code]
    options = {"unit": "unit", "period": "year", "inputs": ["beds", "staff"], "outputs": ["visits"], **roles}
    with pytest.warns(DataWarning):
        panel = Panel.from_frame(spoil(clean_frame), **options)
    assert ("warning", code) in {(f.severity, f.code) for f in panel.findings}


def test_deflated_money_is_no_finding(found, clean_frame):
    spoil, roles = SPOILED["money"]
    assert "money" not in {f.code for f in found(spoil(clean_frame), **roles, deflated=["gov_exp_yuan"])}
    assert "money" not in {f.code for f in found(one_year(spoil(clean_frame)), **roles)}


@pytest.mark.parametrize("column", ["visits", "operations", "单元数", "experts", "discharges_10k", "health_personnel"])
def test_names_that_only_look_like_money_or_ratios_are_no_finding(found, clean_frame, column):
    codes = {f.code for f in found(clean_frame.rename(columns={"visits": column}), outputs=[column])}
    assert not codes & {"money", "ratio"}


@pytest.mark.parametrize(
    "column", ["病床使用率", "每千人口床位", "人均费用", "bed_share", "occupancy rate", "pct_65", "% occupied"]
)
def test_names_of_ratios_are_noticed(found, clean_frame, column):
    assert "ratio" in {f.code for f in found(clean_frame.rename(columns={"visits": column}), outputs=[column])}


def test_ratios_only_are_no_mixture(found, clean_frame):
    frame = clean_frame.rename(columns={"beds": "bed_rate", "staff": "staff_rate", "visits": "visit_rate"})
    assert found(frame, inputs=["bed_rate", "staff_rate"], outputs=["visit_rate"]) == ()


# --- rows of totals ------------------------------------------------------------------------------------

NAMED_TOTALS = [
    "全国", "合计", "总计", "全国合计", "平均", "Total", "TOTAL", "Grand Total", "average", "Mean",
    "全　国", "合 计", "总 计", "平 均", "Total:", "合计：", "Totals", "Subtotal", "小 计", "东部合计", "东部地区",
    "全国平均水平", "Median",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMED_TOTALS)
def test_a_row_named_as_a_total_is_noticed_though_it_does_not_add_up(found, cross_section, name):
    extra = pd.DataFrame({"unit": [name], "beds": [1234.5], "staff": [3600.0], "visits": [24000.0]})
    assert "total-row" in {f.code for f in found(pd.concat([cross_section, extra]))}


@pytest.mark.parametrize("off", [0.0, 0.002, -0.002])
def test_a_row_that_adds_up_is_noticed_under_any_name(found, cross_section, off):
    sums = cross_section[["beds", "staff", "visits"]].sum() * (1 + off)
    extra = pd.DataFrame({"unit": ["Middle Kingdom"], **{c: [v] for c, v in sums.items()}})
    (hit,) = [f for f in found(pd.concat([cross_section, extra])) if f.code == "adds-up"]
    assert (hit.place.unit, hit.severity) == ("Middle Kingdom", "warning")


def test_the_largest_unit_is_no_total(found, cross_section):
    sums = cross_section[["beds", "staff", "visits"]].sum() * 1.05
    extra = pd.DataFrame({"unit": ["Giant"], **{c: [v] for c, v in sums.items()}})
    assert "total-row" not in {f.code for f in found(pd.concat([cross_section, extra]))}


@pytest.mark.parametrize("name", ["China", "全国", "平均值", "中位数", "合 计", "Total:"])
def test_a_total_by_its_name_and_its_values_is_refused(found, cross_section, name):
    sums = cross_section[["beds", "staff", "visits"]].sum()
    extra = pd.DataFrame({"unit": [name], **{c: [v] for c, v in sums.items()}})
    (hit,) = [f for f in found(pd.concat([cross_section, extra])) if f.code == "total-row"]
    assert hit.severity == "error"


@pytest.mark.parametrize("name", ["Summit", "Allegheny", "Total Health Clinic", "合肥", "中山", "国安医院", "平凉"])
def test_units_whose_names_only_resemble_totals_are_units(found, cross_section, name):
    names = [name, *cross_section["unit"][1:]]
    assert "total-row" not in {f.code for f in found(cross_section.assign(unit=names))}


# --- the bundled studies -------------------------------------------------------------------------------


def test_guangxi_is_caught_in_the_hospitals_of_2011():
    findings = load("china-hospitals-2011").panel.findings
    assert {f.place.unit for f in findings if f.code == "outlier-ratio"} >= {"广西"}
    beds_to_staff = [f for f in findings if f.code == "outlier-ratio" and dict(f.values)["b"].startswith("卫技")]
    assert [f.place.unit for f in beds_to_staff if dict(f.values)["a"].startswith("床位")] == ["广西"]


@pytest.mark.parametrize(("unit", "period"), [("Tibet", 2016), ("Beijing", 2021)])
def test_odd_discharges_are_seen_in_the_health_panel(unit, period):
    hits = [
        f
        for f in load("china-health").panel.findings
        if f.code in {"outlier-ratio", "outlier-jump"} and (f.place.unit, f.place.period) == (unit, period)
    ]
    assert any("discharges_10k" in (f.place.column, *dict(f.values).values()) for f in hits)


def test_the_bundled_panels_have_no_grave_findings():
    for name in ("china-health", "china-hospitals-2011"):
        assert "error" not in {f.severity for f in load(name).panel.findings}


# --- numbers at the edge -------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1e-150, 1e-140, 1.0, 1e140])
@pytest.mark.parametrize("spread", [1e-15, 1e-12, 1.0])
def test_checks_make_no_numpy_noise_at_the_edge_of_the_range(found, cross_section, scale, spread):
    beds = scale * (1.0 + spread * np.arange(1, 13))
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        found(cross_section.assign(beds=beds))


@pytest.mark.parametrize(("beds", "visits"), [(1e140, 1.0), (1e-140, 1.0), (1e120, 1e-120), (1.0, 1e140)])
def test_scores_do_not_depend_on_units_of_measurement(build, cross_section, beds, visits):
    expected = dea(build(cross_section)).te
    scaled = cross_section.assign(beds=cross_section["beds"] * beds, visits=cross_section["visits"] * visits)
    assert np.allclose(dea(build(scaled)).te, expected, rtol=0, atol=1e-9)


def test_correlations_are_those_of_the_textbook():
    pearson, spearman = correlations(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 4.0, 9.0, 16.0]))
    assert pearson == pytest.approx(0.9843740386976972, abs=SAME)
    assert spearman == pytest.approx(1.0, abs=SAME)
    ties = correlations(np.array([1.0, 2.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0, 4.0]))[1]
    assert ties == pytest.approx(0.9486832980505138, abs=SAME)


# --- words ---------------------------------------------------------------------------------------------


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CODES)
def test_every_check_has_a_text_in_both_languages_with_the_same_placeholders(code):
    english, chinese = (catalogue(language)[f"check.{code}"] for language in LANGUAGES)
    assert placeholders(english) == placeholders(chinese)


def test_a_finding_without_a_place_is_its_message_alone():
    assert finding("encoding-gb18030", "note").text() == "read as GB18030."
