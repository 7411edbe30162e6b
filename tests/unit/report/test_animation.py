"""Animated maps: every period with values, the same classes and colours in all frames, only where asked for."""

from __future__ import annotations

import io
import json
import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import PathPatch
from PIL import Image, ImageSequence

from farrell import RenderWarning, StudyFileError
from farrell.data import base_map
from farrell.report import figures
from farrell.report.figures import base_map as drawn_maps
from farrell.report.figures import gif, style
from farrell.report.figures.base_map import NO_DATA
from farrell.report.names import Names

EN, ZH = Names("en", {}, True, True), Names("zh", {}, True, True)
UNITS = ["Beijing", "Hebei", "Shanxi", "Shandong", "Henan", "Hubei", "Hunan", "Guangdong"]
YEARS = [2019, 2020, 2021, 2022]


def scores() -> pd.DataFrame:
    """Shanxi stays at 0.65; the others fall so much that classes of single periods would differ."""
    rows = [
        (unit, year, 0.65 if unit == "Shanxi" else 1.0 - 0.05 * place - 0.12 * step)
        for step, year in enumerate(YEARS)
        for place, unit in enumerate(UNITS)
    ]
    return pd.DataFrame(rows, columns=["unit", "period", "te_crs"])


def levels(frame: pd.DataFrame, names: Names = EN, periods: list[int] | None = None) -> figures.Drawing:
    return figures.level_maps(frame, base_map("tiles", UNITS), periods or [2019, 2022], names)


def values(frame: pd.DataFrame, neutral: float | None = None) -> figures.Drawing:
    frame = frame.rename(columns={"te_crs": "value"})
    return figures.value_maps(frame, base_map("tiles", UNITS), [2019, 2022], "beds", 2, EN, neutral)


def quadrants() -> figures.Drawing:
    """Shanxi is LL for sure in all years; HH and doubt occur in a year that no still map shows."""
    local = scores().assign(kind="LL", p=0.5, p_fdr=0.5)
    local.loc[local["unit"] == "Shanxi", ["p", "p_fdr"]] = 0.001
    local.loc[(local["unit"] == "Hubei") & (local["period"] == 2020), ["kind", "p"]] = ["HH", 0.04]
    return figures.quadrant_maps(local, base_map("tiles", UNITS), [2019, 2022], EN)


def pictures(content: bytes) -> list[np.ndarray]:
    with Image.open(io.BytesIO(content)) as picture:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(picture)]


def tile(drawing: figures.Drawing, unit: str) -> list[tuple[int, int, int]]:
    """The colour of a unit's tile in every frame of the GIF, near the tile's corner, where no words stand."""
    boundaries = base_map("tiles", UNITS)
    place = next(i for i, owner in boundaries.unit_of.items() if owner == unit)
    out = []
    content = pictures(drawing.animation.gif(""))
    for figure, pixels in zip(drawing.animation.frames(), content, strict=True):
        (ax,) = figure.axes
        rings = [area.rings[0] for area in boundaries.areas]
        low = np.vstack(rings).min(axis=0) - 0.01 * np.ptp(np.vstack(rings), axis=0)
        scale = ax.get_xlim()[1] / (1.02 * np.ptp(np.vstack(rings)[:, 0]))
        corner = rings[place].min(axis=0) + 0.08 * np.ptp(rings[place], axis=0)
        x, y = ax.transData.transform((corner - low) * scale) / (figure.bbox.width, figure.bbox.height)
        high, wide = (side - 2 * style.MARGIN for side in pixels.shape[:2])
        out.append(tuple(pixels[style.MARGIN + int((1 - y) * high), style.MARGIN + int(x * wide)].tolist()))
    return out


def painted(drawing: figures.Drawing) -> list[set[str]]:
    """The colours of areas in every frame."""
    return [
        {mpl.colors.to_hex(p.get_facecolor()) for p in figure.axes[0].get_children() if isinstance(p, PathPatch)}
        for figure in drawing.animation.frames()
    ]


def test_every_period_has_a_frame_and_the_last_stands_longest() -> None:
    drawing = levels(scores())
    assert drawing.animation.periods == YEARS
    caption = "效率 TE. " * 60  # longer than one block of a comment
    content = drawing.animation.gif(caption)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.info["comment"].decode() == caption
        assert picture.info["loop"] == 0
        stands = [frame.info["duration"] for frame in ImageSequence.Iterator(picture)]
    assert stands == [800, 800, 800, 2400]
    assert {picture.shape[1] for picture in pictures(content)} == {1200}
    titles = [figure.axes[0].get_title(loc="left") for figure in drawing.animation.frames()]
    means = scores().groupby("period")["te_crs"].mean()
    assert titles == [f"{year}, mean {means[year]:.3f}" for year in YEARS]
    assert sorted(drawing.data["period"].unique()) == [2019, 2022], "the still maps keep the chosen periods"


@pytest.mark.parametrize("make", [lambda: levels(scores()), lambda: values(scores()), quadrants])
def test_a_unit_that_does_not_change_has_one_colour_in_all_frames(make) -> None:
    drawing = make()
    colours = tile(drawing, "Shanxi")
    assert len(set(colours)) == 1
    legends = [
        [
            (text.get_text(), patch.get_facecolor())
            for text, patch in zip(legend.texts, legend.get_patches(), strict=True)
        ]
        for legend in (figure.legends[0] for figure in drawing.animation.frames())
    ]
    assert all(legend == legends[0] for legend in legends)
    assert mpl.colors.to_hex(np.array(colours[0]) / 255) in {mpl.colors.to_hex(colour) for _, colour in legends[0]}
    assert set.union(*painted(drawing)) == {mpl.colors.to_hex(c) for words, c in legends[0] if "correct" not in words}


def test_classes_are_taken_over_periods_that_no_still_map_shows() -> None:
    frame = scores()
    frame.loc[(frame["unit"] == "Hubei") & (frame["period"] == 2020), "te_crs"] = 0.11
    drawing = levels(frame)
    still = [text.get_text() for text in drawing.figure.legends[0].texts]
    moving = [text.get_text() for text in next(drawing.animation.frames()).legends[0].texts]
    assert "0.00–0.20" not in still
    assert "0.00–0.20" in moving
    index = values(frame, neutral=0.65)
    assert [figure.axes[0].get_title(loc="left") for figure in index.animation.frames()] == list(map(str, YEARS))
    assert next(index.animation.frames()).legends[0].texts[0].get_text().startswith("0.11–")
    legend = [text.get_text() for text in next(quadrants().animation.frames()).legends[0].texts]
    assert any("HH" in words for words in legend)
    assert "not after correction" in legend


def test_what_has_no_value_is_grey_or_no_frame() -> None:
    frame = scores()
    frame.loc[frame["period"] == 2020, "te_crs"] = np.nan
    frame = frame[~((frame["unit"] == "Hubei") & (frame["period"] == 2021))]
    drawing = levels(frame)
    assert drawing.animation.periods == [2019, 2021, 2022]
    grey = tuple(round(255 * part) for part in mpl.colors.to_rgb(NO_DATA))
    assert [colour == grey for colour in tile(drawing, "Hubei")] == [False, True, False]
    assert levels(frame[frame["period"] == 2022], periods=[2022]).animation is None


def test_frames_are_drawn_one_by_one_and_only_when_asked_for(monkeypatch) -> None:
    drawn = []
    draw = drawn_maps._sheet
    monkeypatch.setattr(drawn_maps, "_sheet", lambda *a, **k: drawn.append(1) or draw(*a, **k))
    drawing = levels(scores())
    assert drawing.svg
    assert len(drawn) == 1
    frames = drawing.animation.frames()
    next(frames)
    assert len(drawn) == 2


def test_the_same_scores_give_the_same_bytes_whatever_the_order_of_units() -> None:
    shuffled = scores().iloc[::-1].sort_values("period", kind="stable")
    content = levels(scores()).animation.gif("said")
    assert content == levels(scores()).animation.gif("said")
    assert content == levels(shuffled).animation.gif("said")


def test_flat_colours_survive_more_colours_than_a_palette_has() -> None:
    flat, rng = np.array([[244, 241, 234], [255, 255, 255], [217, 217, 217]], dtype=np.uint8), np.random.default_rng(0)
    frames = [np.repeat(flat, 400, axis=0).reshape(30, 40, 3).copy() for _ in range(3)]
    for frame in frames:
        frame[:10, ::2] = rng.integers(0, 256, (10, 20, 3))
    assert len(np.unique(np.concatenate(frames).reshape(-1, 3), axis=0)) > 500
    for frame, shown in zip(frames, pictures(gif.animated_gif(frames, "")), strict=True):
        assert (shown[10:] == frame[10:]).all()
        assert (shown[:10, 1::2] == frame[:10, 1::2]).all()
        assert np.abs(shown.astype(int) - frame).max() < 64


PROVINCES = (
    "[maps]\nbase = 'tiles'\nperiods = [2019, 2021]\n[space]\nvariables = ['te_crs', 'beds']\npermutations = 99\n"
)
ONE_MODEL = '[[model]]\nkind = "efficiency"\n'
MAPS = {"maps", "space-1-lisa-maps", "space-2-value-maps", "space-2-lisa-maps"}


@pytest.fixture
def provinces(run, frame):
    """Run a study of eight provinces and three years."""
    data = frame(n=len(UNITS))
    data["unit"] = data["unit"].map(dict(zip(data["unit"].unique(), UNITS, strict=True)))
    return lambda outputs, **more: run(data, models=ONE_MODEL, extra=PROVINCES, outputs=outputs, **more)


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_a_study_animates_its_maps_on_request_and_forgets_them_after(provinces) -> None:
    folder = provinces('figures = ["gif"]')
    assert {path.stem for path in (folder / "figures").glob("*.gif")} == MAPS
    captions = dict(line.split(": ", 1) for line in (folder / "figures/captions.txt").read_text("utf-8").splitlines())
    for path in (folder / "figures").glob("*.gif"):
        with Image.open(path) as picture:
            assert picture.n_frames == 3
            assert picture.info["comment"].decode() == captions[path.name]
    assert "8 units, 2019–2021" in captions["maps.gif"]
    assert "8 units, 2019, 2021" in captions["maps"]
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert present == {*json.loads((folder / "study.json").read_text("utf-8"))["files"], "study.json"}
    again = provinces('documents = ["html"]')
    assert again == folder
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".svg", ".png", ".csv", ".txt"}
    assert ".gif" not in (folder / "figures/captions.txt").read_text("utf-8")


def test_a_format_that_is_none_is_refused(provinces) -> None:
    with pytest.raises(StudyFileError, match=re.escape("svg, png, gif")) as caught:
        provinces('figures = ["svg", "gfi"]')
    assert "→ 'gif'" in str(caught.value)


@pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning")
def test_chinese_without_a_font_gives_no_animation_and_a_message(provinces, monkeypatch) -> None:
    monkeypatch.setattr(style, "FONTS", ("No such font",))
    style.chinese_fonts.cache_clear()
    try:
        with pytest.warns(RenderWarning, match=r"No font with Chinese characters.* maps\.gif, .*farrell report"):
            folder = provinces('figures = ["svg", "gif"]', language="zh")
        assert list((folder / "figures").glob("*.gif")) == []
        assert {path.stem for path in (folder / "figures").glob("*.svg")} >= MAPS
        assert not levels(scores(), EN).animation.lacks_font
        assert levels(scores(), ZH).animation.lacks_font
        english = provinces('figures = ["gif"]', name="english")
        assert {path.stem for path in (english / "figures").glob("*.gif")} == MAPS
    finally:
        style.chinese_fonts.cache_clear()
