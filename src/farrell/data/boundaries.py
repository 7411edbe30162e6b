"""Outlines of areas for maps: GeoJSON and TopoJSON here, Shapefile and GeoPackage through geopandas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from farrell.data.provinces import are_provinces, province_code
from farrell.data.readers import clean
from farrell.errors import DataError, OptionError, nearest

Ring = NDArray[np.float64]
Base = Literal["outline", "tiles"]
BASES: tuple[Base, ...] = get_args(Base)
"""The bundled base maps of China: the provinces' outline, or one square a province."""
GIS_FILES = (".shp", ".zip", ".gpkg")
DECIMALS = 6
"""Coordinates are read to so many decimals, 0.1 m in degrees, so that a map written down is the map that was drawn."""
INSET = "inset"
"""``role`` of a feature that is drawn as a box of its own, not in its place: the South China Sea."""


@dataclass(frozen=True, slots=True)
class Area:
    """One feature of a boundary file.

    Attributes
    ----------
    properties : its attributes as text
    rings : closed rings, (k, 2) longitude and latitude or plane coordinates; outer rings run against the clock and
        holes with it, so that filling them together leaves the holes open
    """

    properties: dict[str, str]
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """A base map.

    Attributes
    ----------
    areas : all areas of the map, with data or not
    unit_of : number of an area -> the unit it shows
    inset : rings of the box that stands beside the map, in degrees of their own; empty for none
    geographic : whether coordinates are degrees, to be projected before they are drawn
    tiles : whether areas are squares with room for a name
    """

    areas: tuple[Area, ...]
    unit_of: dict[int, str]
    inset: tuple[Ring, ...]
    geographic: bool
    tiles: bool = False

    def to_geojson(self) -> str:
        """The map as GeoJSON text, one feature a line, each with the ``unit`` it shows."""
        features = []
        for i, area in enumerate(self.areas):
            own = {name: value for name, value in area.properties.items() if name != "unit"}
            features.append(_feature({**own, **({"unit": self.unit_of[i]} if i in self.unit_of else {})}, area.rings))
        features += [_feature({"role": INSET}, self.inset)] if self.inset else []
        lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
        return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _feature(properties: dict[str, str], rings: Iterable[Ring]) -> dict[str, Any]:
    polygons: list[list[Any]] = []
    for ring in rings:
        if signed_area(ring) >= 0 or not polygons:
            polygons.append([])
        polygons[-1].append(ring.tolist())
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def base_map(base: Base, units: Sequence[str]) -> Boundaries:
    """A bundled map of the province-level units of China.

    Parameters
    ----------
    base : ``outline`` (from the npm package echarts 4.9.0, Apache-2.0, with its inset of the South China Sea) or
        ``tiles`` (one square a province, no boundaries)
    units : names of the study's units, all of them provinces

    Raises
    ------
    OptionError
        an unknown base
    DataError
        code ``boundary-unmatched``: a unit is no province
    """
    if base not in BASES:
        raise OptionError.choice("base", base, BASES)
    folder = resources.files("farrell.data").joinpath("bundled", "geography")
    if base == "outline":
        text = folder.joinpath("china-outline.geojson").read_text(encoding="utf-8")
        return _matched(_areas_of(json.loads(text)), "china-outline.geojson", units, "code")
    rows = csv.DictReader(io.StringIO(folder.joinpath("tilegrid34.csv").read_text(encoding="utf-8")))
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=float) * 0.94 + 0.03
    areas = [Area(dict(row), (square + np.array([float(row["col"]), -float(row["row"])]),)) for row in rows]
    return replace(_matched(areas, "tilegrid34.csv", units, "code", geographic=False), tiles=True)


def read_boundaries(path: str | Path, units: Sequence[str], *, match: str | None = None) -> Boundaries:
    """Read a boundary file and find the area of every unit.

    Parameters
    ----------
    path : GeoJSON or TopoJSON (``.json``, ``.geojson``, ``.topojson``), Shapefile (``.shp``, or zipped) or GeoPackage;
        degrees, or plane coordinates, which are drawn as they are
    units : names of the study's units
    match : the attribute that holds codes or names; by default the one that finds most units. Several areas of one
        name are one unit. Provinces are matched by code, English, Chinese or short name or alias.

    Raises
    ------
    DataError
        codes ``boundary-missing``, ``boundary-read``, ``boundary-empty``, ``boundary-attribute``,
        ``boundary-unmatched``, each with the file and what to do
    OptionError
        code ``extra-missing``: geopandas is not installed
    """
    path = Path(path)
    areas = read_areas(path)
    corners = np.vstack([ring for area in areas for ring in area.rings])
    geographic = bool((np.abs(corners) <= [180.0, 90.0]).all())
    return _matched(areas, path.name, units, match, geographic=geographic)


def read_areas(path: Path) -> list[Area]:
    """The areas of a boundary file, whatever they are called.

    Raises
    ------
    DataError
        codes ``boundary-missing``, ``boundary-read``, ``boundary-empty``
    OptionError
        code ``extra-missing``: geopandas is not installed
    """
    if not path.is_file():
        raise DataError("boundary-missing", file=path)
    if path.suffix.lower() in GIS_FILES:
        areas = _with_geopandas(path)
    else:
        try:
            areas = _areas_of(json.loads(path.read_text(encoding="utf-8-sig")))
            "".join(word for area in areas for pair in area.properties.items() for word in pair).encode()
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
            raise DataError("boundary-read", file=path.name, reason=str(error) or type(error).__name__) from error
    if not areas:
        raise DataError("boundary-empty", file=path.name)
    corners = np.vstack([ring for area in areas for ring in area.rings])
    if not (np.ptp(corners, axis=0) > 0).all():
        raise DataError("boundary-empty", file=path.name)
    return areas


def _matched(
    areas: list[Area], file: str, units: Sequence[str], match: str | None, *, geographic: bool = True
) -> Boundaries:
    inset = tuple(ring for area in areas if area.properties.get("role") == INSET for ring in area.rings)
    shown = [area for area in areas if area.properties.get("role") != INSET]
    attributes = list(dict.fromkeys(name for area in shown for name in area.properties))
    if match is not None and match not in attributes:
        raise DataError("boundary-attribute", file=file, match=match, known=attributes, hint=nearest(match, attributes))
    key: Callable[[object], str | None] = province_code if are_provinces(units) else _plain_name
    unit_by_key = {key(unit): unit for unit in units}
    if len(unit_by_key) < len(units):  # names that differ in case alone
        key, unit_by_key = clean, {clean(unit): unit for unit in units}

    def found(attribute: str) -> dict[int, str]:
        keys = [key(area.properties.get(attribute, "")) for area in shown]
        return {i: unit_by_key[k] for i, k in enumerate(keys) if k is not None and k in unit_by_key}

    tried = [(name, found(name)) for name in ([match] if match else attributes)]
    best, unit_of = max(tried, key=lambda pair: len(set(pair[1].values())), default=("", {}))
    missing = [unit for unit in units if unit not in set(unit_of.values())]
    if missing:
        names = [area.properties.get(best, "") for area in shown]
        raise DataError("boundary-unmatched", file=file, units=missing, attribute=best, names=names)
    return Boundaries(tuple(shown), unit_of, inset, geographic)


def _plain_name(name: object) -> str | None:
    return clean(name).casefold() or None


# --- formats ------------------------------------------------------------------------------------------------


def _areas_of(content: Any) -> list[Area]:
    """Areas of a GeoJSON FeatureCollection or a TopoJSON topology; points and lines are passed over."""
    if content["type"] == "Topology":
        features = _topology(content)
    else:
        features = content["features"] if content["type"] == "FeatureCollection" else [content]
    out = []
    for number, feature in enumerate(features, start=1):
        try:
            named = {"id": feature.get("id"), **(feature.get("properties") or {})}
            area = _area(named, _polygons(feature.get("geometry") or {}))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise ValueError(f"feature {number}: {error}") from error
        if area.rings:
            out.append(area)
    return out


def _polygons(geometry: dict[str, Any]) -> list[Any]:
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        return [polygon for part in geometry["geometries"] for polygon in _polygons(part)]
    if kind == "Polygon":
        return [geometry["coordinates"]]
    return list(geometry["coordinates"]) if kind == "MultiPolygon" else []


def _area(properties: dict[str, Any], polygons: Iterable[Sequence[Any]]) -> Area:
    """An area; rings of fewer than four points enclose nothing and are passed over."""
    rings = []
    for polygon in polygons:
        for number, points in enumerate(polygon):
            ring = np.round(np.asarray([point[:2] for point in points], dtype=np.float64).reshape(-1, 2), DECIMALS)
            if not np.isfinite(ring).all():
                raise ValueError("a coordinate is no finite number")
            if len(ring) < 4:
                continue
            runs_outside = signed_area(ring) > 0
            rings.append(ring if runs_outside == (number == 0) else ring[::-1])
    texts = {str(name): _text(value) for name, value in properties.items() if value is not None}
    return Area(texts, tuple(rings))


def _text(value: object) -> str:
    """An attribute as text; codes that were read as numbers lose their decimals."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)


def signed_area(ring: Ring) -> float:
    """Area of a closed ring, positive where it runs against the clock."""
    x, y = (ring - ring[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def _topology(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Features of all objects of a TopoJSON topology, arcs joined into rings."""
    arcs = [np.asarray([point[:2] for point in arc], dtype=np.float64) for arc in content["arcs"]]
    if "transform" in content:
        scale, shift = (np.asarray(content["transform"][key], dtype=np.float64) for key in ("scale", "translate"))
        arcs = [np.cumsum(arc, axis=0) * scale + shift for arc in arcs]

    def ring(numbers: Sequence[int]) -> list[Any]:
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return list(np.vstack([parts[0], *(part[1:] for part in parts[1:])]))

    def geometry(shape: dict[str, Any]) -> dict[str, Any]:
        if shape.get("type") == "GeometryCollection":
            return {"type": "GeometryCollection", "geometries": [geometry(part) for part in shape["geometries"]]}
        if shape.get("type") == "Polygon":
            return {"type": "Polygon", "coordinates": [ring(r) for r in shape["arcs"]]}
        if shape.get("type") == "MultiPolygon":
            return {"type": "MultiPolygon", "coordinates": [[ring(r) for r in polygon] for polygon in shape["arcs"]]}
        return {}

    shapes = [
        shape
        for named in content["objects"].values()
        for shape in (named["geometries"] if named["type"] == "GeometryCollection" else [named])
    ]
    return [
        {**{k: shape[k] for k in ("id", "properties") if k in shape}, "geometry": geometry(shape)} for shape in shapes
    ]


def _with_geopandas(path: Path) -> list[Area]:
    """Areas of a Shapefile or GeoPackage in degrees, where the file says what its coordinates are."""
    try:
        import geopandas
    except ImportError as error:
        raise OptionError("extra-missing", what=path.suffix, extra="maps") from error
    try:
        frame = geopandas.read_file(path)
        if frame.crs is not None:
            frame = frame.to_crs(4326)
        return _areas_of(json.loads(frame.to_json()))
    except (RuntimeError, ValueError, KeyError, TypeError, IndexError) as error:
        raise DataError("boundary-read", file=path.name, reason=str(error)) from error
