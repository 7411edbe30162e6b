"""Figures: names that do not cover each other, PNG only where a font can draw it, the same colour for a region."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from farrell import RenderWarning
from farrell.report import compose, figures
from farrell.report.figures import style
from farrell.report.names import Names
from farrell.study import StudyResults, compute, read_study

STUDY = Path(__file__).parents[3] / "examples" / "china-health" / "study.toml"
NAMES = Names("en", {}, False, True)


@pytest.fixture(scope="module")
def results() -> StudyResults:
    return compute(read_study(STUDY))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_31_names_of_the_quadrants_do_not_cover_each_other(results: StudyResults, language) -> None:
    names = Names.of(results.meta, language)
    now = results.tables["efficiency"].query("period == 2023")
    figure = figures.quadrants(now, "region3", names).figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    said = [
        name for text in texts for line in text.get_text().split("\n") for name in line.replace("、", ", ").split(", ")
    ]
    assert sorted(said) == sorted(names.unit(unit) for unit in now["unit"])
    boxes = [text.get_window_extent(renderer) for text in texts]
    covered = [
        (a.get_text(), b.get_text())
        for (a, x), (b, y) in itertools.combinations(zip(texts, boxes, strict=True), 2)
        if min(x.x1, y.x1) - max(x.x0, y.x0) > 1 and min(x.y1, y.y1) - max(x.y0, y.y0) > 1
    ]
    assert covered == []


@pytest.mark.parametrize("count", [2, 9])
def test_names_at_the_ends_of_lines_stay_apart_and_within_the_axes(count: int) -> None:
    regions = pd.DataFrame({"region": [f"R{i}" for i in range(count)] * 2, "period": [1] * count + [2] * count})
    scores = np.tile(0.8 + 1e-4 * np.arange(count), 2)
    regions = regions.assign(te_crs=scores, te_vrs=scores, se=1.0)
    means = pd.DataFrame({"period": [1, 2], "te_crs": 0.6, "te_vrs": 0.6, "se": 1.0})
    figure = figures.efficiency_by_region(regions, means, NAMES).figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    for ax in figure.axes:
        boxes = sorted((t.get_window_extent(renderer) for t in ax.texts), key=lambda box: box.y0)
        assert len(boxes) == count + 1
        assert all(b.y0 >= a.y0 + 0.6 * a.height for a, b in itertools.pairwise(boxes))
        frame = ax.get_window_extent(renderer)
        assert boxes[0].y0 > frame.y0 - 10
        assert boxes[-1].y1 < frame.y1 + 10


def test_data_of_figures_are_those_of_the_tables(results: StudyResults) -> None:
    drawn = {figure.drawing.name: figure.drawing.data for figure in compose(results, "en").figures}
    efficiency = results.tables["efficiency"]
    heat = drawn["efficiency-by-unit"].merge(efficiency, on=["unit", "period"], suffixes=("", "_table"))
    assert (heat["te_crs"] == heat["te_crs_table"]).all()
    assert len(heat) == 310
    bars = drawn["redundancy"].assign(rate=lambda f: f["radial"] + f["slack"])
    slacks = results.tables["slacks"].query("period == 2023 and rts == 'vrs' and role == 'input'")
    both = bars.merge(slacks, on=["unit", "variable"])
    assert len(both) == 93
    assert both["rate_x"].tolist() == pytest.approx(both["rate_y"].tolist(), abs=1e-12)
    for period, part in drawn["efficiency-distribution"].groupby("period"):
        assert np.trapezoid(part["density"], part["te_crs"]) == pytest.approx(1, abs=0.005), period


def test_chinese_without_a_font_gives_svg_and_a_message(run, frame, monkeypatch) -> None:
    monkeypatch.setattr(style, "FONTS", ("No such font",))
    style.chinese_fonts.cache_clear()
    try:
        with pytest.warns(RenderWarning, match=r"No font with Chinese characters.*farrell report") as caught:
            folder = run(frame(), language="zh", outputs="", name="chinese")
        assert sum(isinstance(w.message, RenderWarning) for w in caught) == 1
        pictures = {p.stem for p in (folder / "figures").glob("*.png")}
        assert pictures == {"peers"}, "the only figure without a Chinese word here"
        assert len(list((folder / "figures").glob("*.svg"))) == 9
        english = run(frame(), outputs="", name="english")
        assert len(list((english / "figures").glob("*.png"))) == 9
    finally:
        style.chinese_fonts.cache_clear()


def test_a_region_keeps_its_colour() -> None:
    three = ["West", "East", "Central"]
    all_three, two = style.region_looks(three, three), style.region_looks(three, ["West", "East"])
    assert all_three["East"] == two["East"] == (style.OKABE_ITO[0], "o")
    assert all_three["West"] == two["West"]
    assert set(two) == {"East", "West"}
    own = style.region_looks(["rural", "urban"], ["rural", "urban"])
    assert own["rural"] != own["urban"]
    assert style.region_looks(["rural", "urban"], ["urban", "rural"])["urban"] == own["urban"], "whatever comes first"
    names = [f"R{i}" for i in range(20)]
    assert len(set(style.region_looks(names, names).values())) == 20


@pytest.mark.parametrize(("inches", "file"), [(1.0, 90), (3.3, 90), (3.6, 180), (6.9, 180)])
def test_files_are_as_wide_as_a_column_or_a_page_and_pages_have_no_empty_sides(inches, file):
    with style.style():
        figure = Figure(figsize=(inches, 1))
        axes = figure.add_axes((0, 0, 1, 1), xticks=[], yticks=[])
        axes.scatter([0, 1], [0, 1], clip_on=True)
    drawing = figures.Drawing("one", figure, "a line", pd.DataFrame({"y": [0, 1]}))
    png = Image.open(io.BytesIO(drawing.png("")))
    assert png.width / style.DPI * 25.4 == pytest.approx(file, abs=0.1)
    assert f'width="{file / 25.4 * 72:.3f}'[:10] in drawing.svg
    shown = drawing.inline("f3")
    left, top, wide, _ = map(float, shown.split('viewBox="')[1].split('"')[0].split())
    assert (top, wide) == (0, pytest.approx(72 * (inches + 2 * style.PAD), abs=2))
    assert 2 * left + wide == pytest.approx(file / 25.4 * 72, abs=0.1)
    assert f"max-width: {wide * style.PAGE_SCALE:.0f}px" in shown
    assert not re.search(r'<svg[^>]* width="', shown)
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert ids
    assert all(name.startswith("f3-") for name in ids)
    assert {*re.findall(r'href="#([^"]+)"', shown), *re.findall(r"url\(#([^)]+)\)", shown)} <= set(ids)


def test_a_page_holds_nothing_of_a_figure_that_it_does_not_need() -> None:
    own = pd.DataFrame({"value": [0.6, 0.5, 0.7], "low": np.nan, "high": np.nan}, index=[2021, 2022, 2023])
    courses = [figures.Course(title, own, own["value"]) for title in ("TE", "PTE")]
    drawing = figures.unit_over_time("A", [*courses, figures.Course("Rank", own, ranks=300)], "a", NAMES)
    shown = drawing.inline("f1")
    assert len(shown) < 0.65 * len(drawing.svg)
    used = {*re.findall(r'href="#([^"]+)"', shown), *re.findall(r"url\(#([^)]+)\)", shown)}
    assert set(re.findall(r'\bid="([^"]+)"', shown)) == used
    assert ElementTree.fromstring(shown).tag.endswith("svg")
    texts = r"<text[^>]*>([^<]+)</text>"
    assert re.findall(texts, shown) == re.findall(texts, drawing.svg) != []
    marks = r'<use [^>]*\bx="([^"]+)" y="([^"]+)"'
    there, whole = (np.array(re.findall(marks, svg), float) for svg in (shown, drawing.svg))
    np.testing.assert_allclose(there, whole, atol=0.0051)  # hundredths of a point


def test_every_figure_of_a_study_is_as_wide_as_a_column_or_a_page(results):
    for figure in compose(results, "en").figures:
        width = pytest.approx(figure.drawing._box.width)
        assert width in (style.COLUMN, style.PAGE), figure.drawing.name


def test_paths_of_svg_are_short_and_lead_to_the_same_places():
    path = "M 10.04 20 \nL 11.26 19.52 \nL 11.26 19.52 \nL 11.3 18.4 \nz \nM 5 0.04 \nL 4.5 0.5 \nz \n"
    short = style._rounded(path)
    assert short == "M10 20l1.3-.5 0-1.1zM5 0l-.5 .5z"
    assert style._rounded("M 1.25 2 \nC 1 2 3 4.04 5 6 \n") == "M 1.2 2 C 1 2 3 4 5 6"


def test_intervals_are_broken_between_their_periods_only() -> None:
    periods = [f"{year}–{(year + 1) % 100:02d}" for year in range(2012, 2021)]
    means = pd.DataFrame({"name": [f"{a}–{b}" for a, b in itertools.pairwise(periods)]})
    means["tfpch"] = np.linspace(0.98, 1.02, len(means))
    figure = figures.index_components(means, periods, [], 1.0, "index", NAMES).figure
    said = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert said == [f"{a}–\n{b}" for a, b in itertools.pairwise(periods)]
