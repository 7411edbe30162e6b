"""Decode the map of China's provinces in the npm package echarts 4.9.0 (Apache-2.0) into plain GeoJSON.

Run once::

    npm pack echarts@4.9.0 && tar xzf echarts-4.9.0.tgz
    python tools/decode_china_map.py package src/farrell/data/bundled/geography/china-outline.geojson

The coordinates are encoded as zigzag differences in 1/1024 degree, two characters a point. The inset of the South
China Sea, which the library draws in code (lib/coord/geo/fix/nanhai.js), becomes one more feature, ``role: inset``.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ATTRIBUTION = "Apache ECharts 4.9.0, map/json/china.json and lib/coord/geo/fix/nanhai.js, Apache License 2.0"


def ring(encoded: str, offset: list[int]) -> list[list[float]]:
    """One ring of longitudes and latitudes."""
    out, (x, y) = [], offset
    for i in range(0, len(encoded), 2):
        step = [ord(c) - 64 for c in encoded[i : i + 2]]
        dx, dy = ((v >> 1) ^ -(v & 1) for v in step)
        x, y = x + dx, y + dy
        out.append([round(x / 1024, 4), round(y / 1024, 4)])
    if out[0] != out[-1]:
        out.append(out[0])
    return out


def polygons(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    """All polygons of a feature, each a list of rings."""
    parts, offsets = geometry["coordinates"], geometry["encodeOffsets"]
    if geometry["type"] == "Polygon":
        parts, offsets = [parts], [offsets]
    return [
        [ring(code, offset) for code, offset in zip(part, offset_list, strict=True)]
        for part, offset_list in zip(parts, offsets, strict=True)
    ]


def inset(source: str) -> list[list[list[list[float]]]]:
    """The polygons of the inset, placed as the library places them."""
    points = json.loads(re.search(r"var points = (\[.*?\]);", source, re.DOTALL).group(1))
    lon, lat = json.loads(re.search(r"var geoCoord = (\[.*?\]);", source).group(1))
    return [[[[round(x / 10.5 + lon, 4), round(y / (-10.5 / 0.75) + lat, 4)] for x, y in part]] for part in points]


def main(package: Path, target: Path) -> None:
    """Write the GeoJSON file."""
    encoded = json.loads((package / "map" / "json" / "china.json").read_text(encoding="utf-8"))
    features = []
    for feature in encoded["features"]:
        properties = feature["properties"]
        shape = {"type": "MultiPolygon", "coordinates": polygons(feature["geometry"])}
        features.append(
            {
                "type": "Feature",
                "id": properties["id"],
                "properties": {"code": properties["id"], "name": properties["name"]},
                "geometry": shape,
            }
        )
    drawn = inset((package / "lib" / "coord" / "geo" / "fix" / "nanhai.js").read_text(encoding="utf-8"))
    features.append(
        {
            "type": "Feature",
            "id": "inset",
            "properties": {"role": "inset", "name": "南海诸岛"},
            "geometry": {"type": "MultiPolygon", "coordinates": drawn},
        }
    )
    collection = {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    target.write_text(text.replace('{"type":"Feature"', '\n{"type":"Feature"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
