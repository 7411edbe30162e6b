"""Maps: classes, projection, what each base map says of its boundaries, the user's own areas kept with the results."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from farrell import DataError, StudyFileError, render_study
from farrell.data import base_map, read_boundaries
from farrell.report.figures.maps import level_maps
from farrell.report.names import Names
from farrell.study import load_results

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")


def wards(frame: pd.DataFrame, path: Path) -> Path:
    """A square for each unit, and one without data."""
    features = [
        {
            "type": "Feature",
            "properties": {"ward": unit, "district": "one"},
            "geometry": {"type": "Polygon", "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]},
        }
        for (x, y), unit in zip(np.ndindex(6, 6), [*frame["unit"].unique(), "Nowhere"], strict=False)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def captions(folder: Path) -> str:
    return "\n".join(
        re.findall(r"<figcaption>.*?</figcaption>", (folder / "report.html").read_text("utf-8"), re.DOTALL)
    )


@pytest.mark.parametrize("base", ["outline", "tiles"])
def test_every_province_is_drawn_once_a_period_and_the_rest_is_grey(base: str) -> None:
    units = ["Beijing", "Shanghai", "Tibet"]
    scores = pd.DataFrame({"unit": units * 2, "period": [1] * 3 + [2] * 3, "te_crs": [0.5, 0.7, 1.0] * 2})
    drawing = level_maps(scores, base_map(base, units), [1, 2], Names("en", {}, True, True))
    areas = [len(ax.get_children()) for ax in drawing.figure.axes]
    assert len(areas) == 2
    colours = re.findall(r"fill: (#[0-9a-f]{6})", drawing.svg)
    assert colours.count("#d9d9d9") == 2 * 31 + 1, "31 areas without data a period, and the legend"
    assert drawing.data["te_crs"].tolist() == [0.5, 0.7, 1.0] * 2


def test_squares_of_a_users_plane_map_are_areas_and_no_tiles(frame, tmp_path) -> None:
    """Large ones get no name written in, small ones get their dot, whatever the coordinates are in."""
    data = frame().assign(te_crs=0.7)
    content = json.loads(wards(data, tmp_path / "w.json").read_text(encoding="utf-8"))
    for place, feature in enumerate(content["features"]):
        size = 1000.0 if place else 1.0  # one tiny area
        (ring,) = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [
            [
                [1000 * ring[0][0] + size * (x - ring[0][0]), 1000 * ring[0][1] + size * (y - ring[0][1])]
                for x, y in ring
            ]
        ]
    (tmp_path / "w.json").write_text(json.dumps(content), encoding="utf-8")
    boundaries = read_boundaries(tmp_path / "w.json", data["unit"].unique())
    assert not boundaries.geographic
    drawing = level_maps(data.rename(columns={"year": "period"}), boundaries, [2019], Names("en", {}, False, True))
    (ax,) = drawing.figure.axes
    assert [text.get_text() for text in ax.texts] == []
    assert len(ax.lines) == 1


def test_a_users_areas_are_drawn_named_and_kept(run, frame, tmp_path) -> None:
    wards(frame(), tmp_path / "wards.geojson")
    extra = '[maps]\nfile = "wards.geojson"\nmatch = "ward"\nsource = "City survey"\napproval = "GS(2024)0650"\n'
    folder = run(frame(), extra=extra + "periods = [2019, 2021]")
    text = captions(folder)
    assert "Boundaries: City survey. Map approval number (审图号), as stated by the study: GS(2024)0650." in text
    assert load_results(folder).meta["maps"]["periods"] == [2019, 2021]
    page = (folder / "report.html").read_bytes()
    (tmp_path / "wards.geojson").unlink()
    assert (render_study(folder).folder / "report.html").read_bytes() == page
    assert "Nowhere" in (folder / "boundaries.geojson").read_text(encoding="utf-8")


def test_without_an_approval_number_the_caption_says_so(run, frame, tmp_path) -> None:
    wards(frame(), tmp_path / "wards.geojson")
    text = captions(run(frame(), extra='[maps]\nfile = "wards.geojson"\n', language="zh"))
    assert "边界：wards.geojson。未提供审图号" in text


def test_units_that_are_no_provinces_have_no_map_unasked(run, frame) -> None:
    folder = run(frame())
    assert "Boundaries" not in captions(folder)
    assert not (folder / "boundaries.geojson").exists()


@pytest.mark.parametrize(
    ("maps", "error", "words"),
    [
        ('base = "globe"', StudyFileError, "maps.base"),
        ('base = "tiles"\nfile = "wards.geojson"', StudyFileError, "maps.base"),
        ('approval = "GS1"', StudyFileError, "maps.approval"),
        ('base = "outline"', DataError, "no area for Unit 000"),
        ('file = "none.geojson"', DataError, "none.geojson"),
        ('file = "wards.geojson"\nperiods = [2018]', StudyFileError, "maps.periods"),
        ('file = "wards.geojson"\nmatch = "wrad"', DataError, "→ 'ward'"),
        ("colour = 1", StudyFileError, "maps.colour"),
    ],
)
def test_a_wrong_map_is_refused(run, frame, tmp_path, maps: str, error: type[Exception], words: str) -> None:
    wards(frame(), tmp_path / "wards.geojson")
    with pytest.raises(error, match=re.escape(words)):
        run(frame(), extra=f"[maps]\n{maps}")
