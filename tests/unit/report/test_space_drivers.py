"""Drivers, clubs and forecasts of a chapter in space: tables are the functions', sentences go no further than they."""

from __future__ import annotations

import re

import pytest

import farrell
from farrell.errors import StudyFileError
from farrell.report.document import compose
from farrell.report.figures.style import PAGE
from farrell.report.parts import Bullets, Figure, Paragraph, Table
from farrell.spacetime import variable
from farrell.study import compute, read_study

PANEL = farrell.load("china-health").panel
DRIVERS = ["log(gdp_per_capita_yuan)", "share_65plus"]


def study(folder, space):
    path = folder / "study.toml"
    head = 'schema = 1\n[data]\nbundled = "china-health"\n[[model]]\nkind = "efficiency"\n[space]\npermutations = 99\n'
    path.write_text(head + space, encoding="utf-8")
    return compute(read_study(path))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    space = f"""
        drivers = {DRIVERS}
        forest = true
        horizon = 2
        forecast = "damped"
        variables = ["te_crs", "log(beds/population_10k)"]
    """
    return study(tmp_path_factory.mktemp("drivers"), space)


def chapter(results, language, number=1):
    return next(s for s in compose(results, language).sections if s.id == f"space-{number}")


def words(section):
    out = []
    for part in section.parts:
        out += [part.text] if isinstance(part, Paragraph) else part.items if isinstance(part, Bullets) else []
    return "\n".join(out)


def test_tables_are_those_of_the_functions(results):
    values = variable(PANEL, "te_crs")
    x = {name: variable(PANEL, name) for name in DRIVERS}
    W = farrell.contiguity(PANEL.units)
    found = farrell.spatial_panel(values, x, W)
    table = results.tables["space_panel"].query("variable == 'te_crs' and model == 'sdm'").set_index("name")
    for name, value in found.coefficients.set_index("name")["estimate"].items():
        assert table.loc[name, "estimate"] == pytest.approx(value, rel=1e-7)
    effects = results.tables["space_panel_effects"].query("variable == 'te_crs' and model == 'sdm'").set_index("name")
    assert effects.loc["share_65plus", "total"] == pytest.approx(
        found.effects().set_index("name").loc["share_65plus", "total"], rel=1e-6
    )
    tests = results.tables["space_panel_tests"].query("variable == 'te_crs'").set_index("test")
    expected = farrell.spatial_tests(values, x, W).set_index("test")
    assert tests["p"].to_dict() == pytest.approx(expected["p"].to_dict(), rel=1e-6)
    beta = results.tables["space_spatial_beta"].query("variable == 'te_crs' and model == 'sdm'")
    assert beta["conditions"].tolist() == [0, 2]
    assert beta["beta"].iloc[0] == pytest.approx(farrell.spatial_beta(values, W, effects="both").beta, rel=1e-7)
    detector = results.tables["space_detector"].query("variable == 'te_crs'").set_index("factor")
    assert set(detector.index) == {*DRIVERS, "(group)"}
    alone = farrell.geodetector(values, {DRIVERS[1]: x[DRIVERS[1]]}, permutations=1).factors
    assert detector.loc[DRIVERS[1], "q"] == pytest.approx(alone["q"].iloc[0])
    clubs = results.tables["space_clubs"].query("variable == 'te_crs'")
    assert clubs["n"].sum() + len([u for u in clubs["divergent"].iloc[0].split(", ") if u]) == 31
    ahead = results.tables["space_forecast"].query("variable == 'te_crs' and forecast")
    assert set(ahead["period"]) == {2024, 2025}
    assert ahead["value"].max() <= 1
    assert ahead["upper"].max() <= 1
    assert set(results.tables["space_forecast"].query("variable != 'te_crs'")["variable"]) == {
        "log(beds/population_10k)"
    }


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("number", [1, 2])
def test_every_table_is_whole(results, language, number):
    section = chapter(results, language, number)
    captions = [part.caption for part in section.parts if isinstance(part, Table)]
    assert len(captions) == len(set(captions))
    for part in section.parts:
        if isinstance(part, Table):
            assert {len(row) for row in part.rows} == {len(part.header)}, part.caption
            assert not part.spans or sum(n for _, n in part.spans) == len(part.header), part.caption
            assert not any(cell in ("nan", "inf") for row in part.rows for cell in row), part.caption
    said = words(section)
    assert not re.search(r"\bnan\b|\{|\bNone\b(?! is)", said)


def test_the_objection_stands_before_regressions_of_scores_only(results):
    said = words(chapter(results, "en"))
    assert "Simar & Wilson 2007: separability" in said
    assert "Of 310 scores 68 are at their bound of 1" in said
    assert "可分性" in words(chapter(results, "zh"))
    assert "separability" not in words(chapter(results, "en", 2))
    assert "association, not cause" in words(chapter(results, "en", 2))


def test_sentences_follow_from_tests(results):
    tests = results.tables["space_panel_tests"].query("variable == 'te_crs'").set_index("test")["p"]
    said = words(chapter(results, "en"))
    assert ("show no dependence" in said) == bool(tests["lm lag"] > 0.05 and tests["lm error"] > 0.05)
    simple = [m for m in ("sar", "sem") if tests[f"lr {m}"] > 0.05]
    assert ("may be simplified to a lag model" in said) == ("sar" in simple)
    assert ("does not reject random effects" in said) == bool(tests["hausman"] > 0.05)
    effects = results.tables["space_panel_effects"].query("variable == 'te_crs' and model == 'sdm'")
    sure = (effects[["direct_p", "indirect_p", "total_p"]] <= 0.05).any(axis=None)
    assert ("No effect of a driver" in said) == (not sure)
    forest = results.tables["space_forest"].query("variable == 'te_crs'")
    assert ("predicts nothing" in said) == bool(forest["r2_cv"].iloc[0] <= 0)
    back = results.tables["space_back_test"].query("variable == 'te_crs' and step == 'all'").set_index("method")
    assert ("no better before than the last value" in said) == bool(
        back.loc["damped", "mase"] >= back.loc["naive", "mase"]
    )
    assert f"held {100 * back.loc['damped', 'coverage']:.0f}% of the values" in said
    whole = results.tables["space_clubs"].query("variable == 'te_crs'")
    assert ("rejects that all units come together" in said) == bool(whole["t_all"].iloc[0] <= -1.65)
    assert "with 10 periods, clubs describe who ended alike" in said


def test_forecasts_are_marked_as_such(results):
    part = next(p for p in chapter(results, "en").parts if isinstance(p, Table) and p.caption.startswith("Forecast"))
    assert [name for name, _ in part.spans if name] == ["2024 (forecast)", "2025 (forecast)"]
    assert "not observations" in part.notes
    drawn = {p.drawing.name: p for p in chapter(results, "en").parts if isinstance(p, Figure)}
    assert "dashed" in drawn["space-1-forecast"].caption
    assert drawn["space-1-forecast"].drawing.data["forecast"].sum() == 62
    assert {"space-1-shap", "space-1-club-paths"} <= set(drawn)
    assert [name for name, part in drawn.items() if part.drawing._drawn_box.width > PAGE] == [], "wider than a page"


@pytest.mark.parametrize(
    ("space", "told"),
    [
        ("drivers = ['gdp']", "gdp"),
        ("drivers = ['log(gdp)']", "gdp"),
        ("panel_effects = 'two-way'", "both"),
        ("forecast = 'prophet'\nhorizon = 1", "damped"),
        ("statistics = ['panel']", "drivers"),
        ("horizon = 'three'", "integer"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, space, told):
    with pytest.raises(StudyFileError, match=told):
        study(tmp_path, space)


def test_an_island_is_told_where_regressions_cannot_have_it(tmp_path):
    found = study(tmp_path, f"hainan = false\ndrivers = {DRIVERS}")
    refused = {one["statistic"]: one["en"] for one in found.meta["space"]["variables"][0]["refused"]}
    assert set(refused) == {"panel", "spatial-beta"}
    assert "Hainan" in refused["panel"]
    items = next(p for p in chapter(found, "en").parts if isinstance(p, Bullets)).items
    assert any(item.startswith("spatial panels (") for item in items)
