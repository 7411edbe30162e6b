"""Chapters in space: what they say follows from the tables, in both languages; figures show every unit."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.data import base_map
from farrell.report import figures
from farrell.report.document import compose
from farrell.report.figures.base_map import NO_DATA
from farrell.report.figures.dependence import NOTHING, QUADRANTS
from farrell.report.names import Names
from farrell.report.parts import Bullets, Figure, Paragraph, Table
from farrell.study import compute, read_study

PANEL = farrell.load("china-health").panel
NAMES = Names("en", {}, True, True)


def study(tmp_path_factory, periods, space):
    folder = tmp_path_factory.mktemp("space")
    path = folder / "study.toml"
    path.write_text(
        f"""schema = 1
[data]
bundled = "china-health"
periods = {periods}
[groups]
by = "region3"
[[model]]
name = "radial"
kind = "efficiency"
[space]
permutations = 499
{space}
""",
        encoding="utf-8",
    )
    return compute(read_study(path))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return study(tmp_path_factory, list(PANEL.periods), "variables = ['te_crs', 'beds/population_10k']\nhainan = false")


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    return study(tmp_path_factory, [2023], "")


def chapter(results, language, number=1):
    return next(s for s in compose(results, language).sections if s.id == f"space-{number}")


def words(section):
    out = []
    for part in section.parts:
        if isinstance(part, Paragraph):
            out.append(part.text)
        if isinstance(part, Bullets):
            out += part.items
        if isinstance(part, (Table, Figure)):
            out.append(part.caption)
        if isinstance(part, Table):
            out.append(part.notes)
    return "\n".join(out)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("number", [1, 2])
def test_every_table_is_whole_and_periods_are_years(whole, language, number):
    section = chapter(whole, language, number)
    for part in section.parts:
        if isinstance(part, Table):
            assert {len(row) for row in part.rows} == {len(part.header)}, part.caption
            if part.spans:
                assert sum(n for _, n in part.spans) == len(part.header), part.caption
            assert not any(re.fullmatch(r"20\d\d\.0", cell) for row in part.rows for cell in row)
            assert not any(cell == "nan" for row in part.rows for cell in row)
    said = words(section)
    assert not re.search(r"\bnan\b", said)
    assert "{" not in said
    assert not re.search(r"20\d\d\.0", said)


def test_the_island_is_named_and_stays(whole):
    said = words(chapter(whole, "en"))
    assert "Without a neighbour: Hainan." in said
    assert "Hainan alone" in said
    assert "没有邻居的单元：海南" in words(chapter(whole, "zh"))
    local = next(p for p in chapter(whole, "en").parts if isinstance(p, Table) and "Local" in p.caption)
    assert len(local.rows) == 31


def test_sentences_follow_from_the_tables(whole):
    said = words(chapter(whole, "en"))
    moran = whole.tables["space_moran"].query("variable == 'te_crs'")
    last = moran.iloc[-1]
    sure = int((moran["p"] <= 0.05).sum())
    assert f"significant at 5 % in {sure} of 10 periods" in said
    assert f"I = {last['statistic']:.3f}" in said
    assert ("cannot be told from chance" in said) == bool(last["p"] > 0.05)
    local = whole.tables["space_local_moran"].query("variable == 'te_crs' and period == 2023")
    assert f"{int((local['p'] <= 0.05).sum())} of 30 units stand out" in said  # Hainan has no neighbour, and no test
    assert "where 1.5 would by chance" in said
    assert ("none remains" in said) == bool((local["p_fdr"] > 0.05).all())
    dagum = whole.tables["space_dagum"].query("variable == 'beds/population_10k'").iloc[-1]
    beds = words(chapter(whole, "en", 2))
    assert dagum["net_between"] > max(dagum["within"], dagum["transvariation"])
    assert f"its largest part is between groups (within groups {dagum['within %']:.1f}%" in beds
    assert "Units count with their population_10k." in beds
    assert "no good that is shared out" in said
    assert "no good that is shared out" not in beds
    beta = whole.tables["space_beta"].query("variable == 'te_crs' and effects == 'none'").iloc[0]
    assert beta["p"] < 0.05
    assert f"absolute β = −{-beta['beta']:.3f}" in said
    assert "Scores are at most 1" in said
    assert "Scores are at most 1" not in beds


def test_one_period_speaks_of_no_change(single):
    section = chapter(single, "en")
    said = words(section)
    assert section.heading == "In space: TE"
    for word in ("rose", "fell", "From", "moved", "convergence of"):
        assert word not in said
    refused = next(p for p in section.parts if isinstance(p, Bullets)).items
    assert any(item.startswith("Markov chain (Too few periods") for item in refused)
    drawn = [p.drawing.name for p in section.parts if isinstance(p, Figure)]
    assert drawn == ["space-1-moran-scatter", "space-1-lisa-maps", "space-1-dagum", "space-1-ellipses"]


def test_figures_are_counted_named_and_have_their_data(whole):
    drawn = {}
    for number in (1, 2):
        for part in chapter(whole, "en", number).parts:
            if isinstance(part, Figure):
                drawn[part.drawing.name] = part.drawing.data
                assert part.drawing.alt
                assert part.drawing.svg.startswith("<svg")
    assert {"space-1-moran", "space-1-stochastic-kernel", "space-2-value-maps", "space-2-lorenz"} <= set(drawn)
    scatter = drawn["space-1-moran-scatter"]
    assert set(PANEL.units) - set(scatter["unit"]) == {"Hainan"}  # no neighbours, no place on their axis
    slope = (scatter["z"] * scatter["z_lag"]).sum() / len(scatter)
    moran = whole.tables["space_moran"].query("variable == 'te_crs' and period == 2023")["statistic"].iloc[0]
    assert slope == pytest.approx(moran, rel=1e-9)


def test_units_without_data_are_grey_on_maps_of_quadrants():
    units = list(PANEL.units)
    frame = pd.DataFrame({"unit": units[1:], "period": 1, "kind": "HH", "p": 0.01, "p_fdr": 0.2})
    frame.loc[3, "p_fdr"] = 0.01
    frame.loc[4, "p"] = 0.4
    drawing = figures.quadrant_maps(frame, base_map("tiles", units), [1], NAMES)
    ax = drawing.figure.axes[0]
    found = [(p.get_facecolor(), p.get_hatch()) for p in ax.artists + list(ax.patches)]
    colours = [_hex(colour) for colour, _ in found]
    assert colours.count(NO_DATA.lower()) == 34 - 30
    assert colours.count(NOTHING.lower()) == 1
    assert colours.count(QUADRANTS["HH"].lower()) == 29
    assert sum(hatch is not None for _, hatch in found) == 28
    legend = [text.get_text() for text in drawing.figure.legends[0].get_texts()]
    assert legend == ["high among high (HH)", "not after correction", "p > 0.05", "no data"]


def _hex(colour):
    return "#" + "".join(f"{round(255 * c):02x}" for c in colour[:3])


def test_maps_of_an_index_never_cross_no_change():
    units = list(PANEL.units)
    values = pd.DataFrame({"unit": units, "period": 1, "value": np.linspace(0.9, 1.2, 31)})
    drawing = figures.value_maps(values, base_map("tiles", units), [1], "tfpch", 3, NAMES, 1.0)
    legend = [text.get_text() for text in drawing.figure.legends[0].get_texts()]
    ends = [tuple(map(float, words.split("–"))) for words in legend if "–" in words]
    assert len(ends) == 6
    assert all(b <= 1 or a >= 1 for a, b in ends)
    above = values.assign(value=values["value"] + 1)
    legend = figures.value_maps(above, base_map("tiles", units), [1], "x", 3, NAMES, 1.0).figure.legends[0]
    assert len(legend.get_texts()) == 4


def test_given_classes_are_the_same_whatever_the_values():
    units = list(PANEL.units)
    values = pd.DataFrame({"unit": units, "period": 1, "value": np.linspace(40, 60, 31)})
    drawing = figures.value_maps(values, base_map("tiles", units), [1], "beds", 0, NAMES, None, [30, 50, 70])
    legend = [text.get_text() for text in drawing.figure.legends[0].get_texts()]
    assert legend == ["≤ 30", "30–50", "50–70", "> 70", "no data"]
    colours = [_hex(p.get_facecolor()) for p in drawing.figure.axes[0].patches]
    keys = [_hex(handle.get_facecolor()) for handle in drawing.figure.legends[0].get_patches()]
    assert colours.count(keys[1]) == 16  # 50 itself is in the lower class
    assert colours.count(keys[2]) == 15
