"""Boundary files: every format gives the same areas, matched by code or name; what has no area is named."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import farrell
from farrell import DataError, OptionError, load
from farrell.data.boundaries import BASES, base_map, read_boundaries, signed_area

UNITS = ["North ward", "South ward"]
SQUARES = {
    "North ward": [[0, 1], [1, 1], [1, 2], [0, 2], [0, 1]],
    "South ward": [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]],
}
HOLE = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6], [0.4, 0.4]]
"""Runs against the clock, as an outer ring should and a hole should not."""


def geojson() -> dict:
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "kind": "ward"},
            "geometry": {"type": "Polygon", "coordinates": [ring] + ([HOLE] if name == "South ward" else [])},
        }
        for name, ring in SQUARES.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def topojson() -> dict:
    """The same two squares, quantised, sharing the arc between them."""
    scale, shift = 0.1, 0.0
    arcs = [
        [[0, 10], [10, 0]],  # shared: (0, 1) to (1, 1)
        [[10, 10], [0, 10], [-10, 0], [0, -10]],  # (1, 1), (1, 2), (0, 2), (0, 1)
        [[10, 10], [0, -10], [-10, 0], [0, 10]],  # (1, 1), (1, 0), (0, 0), (0, 1)
        [[4, 4], [2, 0], [0, 2], [-2, 0], [0, -2]],
    ]
    shapes = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "North ward"}},
        {"type": "Polygon", "arcs": [[~2, ~0], [3]], "properties": {"name": "South ward"}},
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [scale, scale], "translate": [shift, shift]},
        "arcs": arcs,
        "objects": {"wards": {"type": "GeometryCollection", "geometries": shapes}},
    }


def written(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / f"wards.{kind}"
    if kind in ("geojson", "topojson"):
        path.write_text(json.dumps(geojson() if kind == "geojson" else topojson()), encoding="utf-8")
        return path
    import geopandas

    frame = geopandas.GeoDataFrame.from_features(geojson(), crs=4326)
    frame.to_crs(3857).to_file(path)
    return path


@pytest.mark.parametrize("kind", ["geojson", "topojson", "shp", "gpkg"])
def test_every_format_gives_the_same_areas(tmp_path: Path, kind: str) -> None:
    found = read_boundaries(written(tmp_path, kind), UNITS)
    assert sorted(found.unit_of.values()) == UNITS
    assert found.geographic
    by_unit = {found.unit_of[i]: area for i, area in enumerate(found.areas)}
    north, (outer, hole) = by_unit["North ward"].rings[0], by_unit["South ward"].rings
    assert signed_area(north) == pytest.approx(1)
    assert signed_area(outer) == pytest.approx(1)
    assert signed_area(hole) == pytest.approx(-0.04), "a hole runs with the clock whatever the file says"


def test_a_written_map_reads_back(tmp_path: Path) -> None:
    found = read_boundaries(written(tmp_path, "geojson"), UNITS)
    (tmp_path / "again.geojson").write_text(found.to_geojson(), encoding="utf-8")
    again = read_boundaries(tmp_path / "again.geojson", UNITS, match="unit")
    assert again.unit_of == found.unit_of
    for a, b in zip(found.areas, again.areas, strict=True):
        assert all(np.array_equal(x, y) for x, y in zip(a.rings, b.rings, strict=True))


def test_coordinates_of_any_length_are_written_as_they_were_drawn(tmp_path: Path) -> None:
    content = geojson()
    for feature in content["features"]:
        rings = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [[[x / 3, y / 7 + 1e-9] for x, y in ring] for ring in rings]
    (tmp_path / "thirds.geojson").write_text(json.dumps(content), encoding="utf-8")
    found = read_boundaries(tmp_path / "thirds.geojson", UNITS)
    (tmp_path / "again.geojson").write_text(found.to_geojson(), encoding="utf-8")
    again = read_boundaries(tmp_path / "again.geojson", UNITS)
    for a, b in zip(found.areas, again.areas, strict=True):
        assert all(np.array_equal(x, y) for x, y in zip(a.rings, b.rings, strict=True))


def test_plane_coordinates_are_left_alone(tmp_path: Path) -> None:
    content = geojson()
    for feature in content["features"]:
        feature["geometry"]["coordinates"] = [
            [[1000 * x, 1000 * y] for x, y in r] for r in feature["geometry"]["coordinates"]
        ]
    (tmp_path / "plane.geojson").write_text(json.dumps(content), encoding="utf-8")
    assert not read_boundaries(tmp_path / "plane.geojson", UNITS).geographic


@pytest.mark.parametrize("base", BASES)
def test_the_bundled_maps_show_the_31_and_have_34_areas(base: str) -> None:
    found = base_map(base, load("china-health").panel.units)
    assert len(found.areas) == 34
    assert len(set(found.unit_of.values())) == 31
    assert bool(found.inset) == (base == "outline")
    grey = {area.properties["code"] for i, area in enumerate(found.areas) if i not in found.unit_of}
    assert grey == {"710000", "810000", "820000"}


def test_the_outline_has_the_areas_of_the_centroid_table() -> None:
    """Two sources agree: areas on the sphere with the table's. Simplified coasts lose most: Hainan is 14% apart."""
    bundle = load("china-health")
    known = bundle.centroids.set_index("code")["area_km2"]
    ratios = []
    for area in base_map("outline", bundle.panel.units).areas:
        code = area.properties["code"]
        if code in known.index:
            cylinder = [np.column_stack([np.radians(r[:, 0]), np.sin(np.radians(r[:, 1]))]) for r in area.rings]
            size = 6371.0**2 * sum(signed_area(ring) for ring in cylinder)
            ratios.append(size / known[code])
    assert len(ratios) == 31
    assert np.median(ratios) == pytest.approx(1, abs=0.01)
    assert max(abs(r - 1) for r in ratios) < 0.15


def test_provinces_are_matched_by_any_of_their_names(tmp_path: Path) -> None:
    outline = Path(farrell.data.__file__).parent / "bundled" / "geography" / "china-outline.geojson"
    content = json.loads(outline.read_text(encoding="utf-8"))
    for feature in content["features"]:
        feature["properties"].pop("code", None)
        feature.pop("id")
    (tmp_path / "china.json").write_text(json.dumps(content), encoding="utf-8")
    found = read_boundaries(tmp_path / "china.json", load("china-health").panel.units)
    tibet = next(i for i, unit in found.unit_of.items() if unit == "Tibet")
    assert found.areas[tibet].properties["name"] == "西藏"
    assert len(found.inset) == 12


@pytest.mark.parametrize(
    ("content", "match", "code"),
    [
        (None, None, "boundary-missing"),
        ("{", None, "boundary-read"),
        ("[]", None, "boundary-read"),
        ('{"type": "FeatureCollection", "features": []}', None, "boundary-empty"),
        (json.dumps(geojson()), "nmae", "boundary-attribute"),
        (json.dumps(geojson()), "kind", "boundary-unmatched"),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(
    tmp_path: Path, content: str | None, match: str | None, code: str
) -> None:
    path = tmp_path / "map.geojson"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_boundaries(path, UNITS, match=match)
    assert caught.value.code == code
    assert "map.geojson" in caught.value.text("en")
    assert "map.geojson" in caught.value.text("zh")


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Polygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Point", "coordinates": [0, 0]},
    ],
)
def test_features_that_enclose_nothing_are_passed_over(tmp_path: Path, geometry: dict | None) -> None:
    content = geojson()
    content["features"].append({"type": "Feature", "properties": None, "geometry": geometry})
    (tmp_path / "map.json").write_text(json.dumps(content), encoding="utf-8")
    assert len(read_boundaries(tmp_path / "map.json", UNITS).areas) == 2


def test_a_collection_of_shapes_is_one_area_in_either_format(tmp_path: Path) -> None:
    content, topology = geojson(), topojson()
    squares = [feature["geometry"] for feature in content["features"]]
    content["features"] = [
        {
            "type": "Feature",
            "properties": {"name": "Both"},
            "geometry": {"type": "GeometryCollection", "geometries": squares},
        }
    ]
    shapes = topology["objects"]["wards"]["geometries"]
    topology["objects"] = {
        "both": {
            "type": "GeometryCollection",
            "geometries": [{"type": "GeometryCollection", "geometries": shapes, "properties": {"name": "Both"}}],
        }
    }
    for name, written_content in (("a.geojson", content), ("b.topojson", topology)):
        (tmp_path / name).write_text(json.dumps(written_content), encoding="utf-8")
        (area,) = read_boundaries(tmp_path / name, ["Both"]).areas
        assert sum(signed_area(ring) for ring in area.rings) == pytest.approx(1.96)


def test_codes_that_are_numbers_match_units_that_are_codes(tmp_path: Path) -> None:
    content = geojson()
    for code, feature in zip((101.0, 102.0), content["features"], strict=True):
        feature["properties"]["code"] = code
    (tmp_path / "map.json").write_text(json.dumps(content), encoding="utf-8")
    assert sorted(read_boundaries(tmp_path / "map.json", ["101", "102"]).unit_of.values()) == ["101", "102"]


def test_names_that_differ_in_case_alone_are_two(tmp_path: Path) -> None:
    content = geojson()
    for name, feature in zip(("Abc", "ABC"), content["features"], strict=True):
        feature["properties"]["name"] = name
    (tmp_path / "map.json").write_text(json.dumps(content), encoding="utf-8")
    assert read_boundaries(tmp_path / "map.json", ["ABC", "Abc"]).unit_of == {0: "Abc", 1: "ABC"}


def test_an_attribute_called_unit_does_not_come_back_as_a_match(tmp_path: Path) -> None:
    content = geojson()
    for number, feature in enumerate(content["features"]):
        feature["properties"] |= {"code": f"c{number}", "unit": "c0"}
    content["features"] += [
        {
            "type": "Feature",
            "properties": {"code": "other", "unit": "c1"},
            "geometry": content["features"][0]["geometry"],
        }
    ]
    (tmp_path / "map.json").write_text(json.dumps(content), encoding="utf-8")
    found = read_boundaries(tmp_path / "map.json", ["c0", "c1"], match="code")
    (tmp_path / "again.geojson").write_text(found.to_geojson(), encoding="utf-8")
    assert (
        read_boundaries(tmp_path / "again.geojson", ["c0", "c1"], match="unit").unit_of
        == found.unit_of
        == {0: "c0", 1: "c1"}
    )


def test_a_line_of_areas_is_no_map(tmp_path: Path) -> None:
    flat = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [0, 2], [0, 0]]]}
    (tmp_path / "map.json").write_text(
        json.dumps({"type": "Feature", "properties": {"n": "a"}, "geometry": flat}), "utf-8"
    )
    with pytest.raises(DataError) as caught:
        read_boundaries(tmp_path / "map.json", ["a"])
    assert caught.value.code == "boundary-empty"


def test_units_without_an_area_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no area for West ward.*holds North ward, South ward"):
        read_boundaries(written(tmp_path, "geojson"), [*UNITS, "West ward"])


def test_without_geopandas_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "gpkg")
    monkeypatch.setitem(sys.modules, "geopandas", None)
    with pytest.raises(OptionError, match=r"install farrell\[maps\]"):
        read_boundaries(path, UNITS)


def test_an_unknown_base_names_the_known_ones() -> None:
    with pytest.raises(OptionError, match="outline"):
        base_map("satellite", ["Hebei"])
