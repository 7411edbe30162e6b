"""Base maps as SVG paths in whole units."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farrell.app.tasks.panels import opened
from farrell.app.tasks.table import Report
from farrell.errors import OptionError

if TYPE_CHECKING:
    from farrell.data import Boundaries
    from farrell.report.figures.plane import Points
    from farrell.study import StudySpec

WIDTH = 1000
"""Units across; a screen has no more dots for a map."""
INSET_PARTS = 20
"""Parts of a unit in the inset, whose strokes are thin."""


def shapes(report: Report, folder: str, base: str) -> dict[str, Any]:
    """The base map of a study: areas with their units, points for names, the inset as one path."""
    import numpy as np

    from farrell.report.figures.plane import extent, projected, thinned

    spec, panel = opened(folder)
    boundaries = _boundaries(spec, list(panel.units), base)
    plane, _ = projected(boundaries)
    low, high = extent(plane, room_for_inset=bool(boundaries.inset))
    scale = WIDTH / float(high[0] - low[0])
    height = round(scale * float(high[1] - low[1]))

    def screen(ring: Points) -> Points:
        return np.column_stack([(ring[:, 0] - low[0]) * scale, height - (ring[:, 1] - low[1]) * scale])

    areas = []
    for i, rings in enumerate(plane):
        drawn = [thinned(screen(ring), 1.0) for ring in rings]
        x, y = label_point([screen(ring) for ring in rings])
        areas.append({"unit": boundaries.unit_of.get(i), "path": path_of(drawn), "x": x, "y": y})
    inset = _inset(boundaries, height) if boundaries.inset else None
    return {"width": WIDTH, "height": height, "tiles": boundaries.tiles, "areas": areas, "inset": inset}


def _boundaries(spec: StudySpec, units: list[str], base: str) -> Boundaries:
    from farrell.data import are_provinces, base_map, read_boundaries

    allowed = [*(["file"] if spec.maps.file else []), *(["outline", "tiles"] if are_provinces(units) else [])]
    if base not in allowed:
        raise OptionError.choice("base", base, allowed)
    if base == "file":
        return read_boundaries(Path(spec.path).parent / str(spec.maps.file), units, match=spec.maps.match)
    return base_map(base, units)  # type: ignore[arg-type]


def path_of(rings: list[Points], parts: int = 1) -> str:
    """Closed rings as one SVG path of relative steps in whole units, or in so many parts of one; rings that shrank to
    less than a triangle are left out."""
    import numpy as np

    drawn = []
    for ring in rings:
        points = np.rint(ring * parts).astype(int)
        if (points[0] == points[-1]).all():
            points = points[:-1]
        if len(np.unique(points, axis=0)) < 3:
            continue
        steps = np.diff(points, axis=0)
        moves = [points[0], *steps[(steps != 0).any(axis=1)]]
        words = [f"{x / parts:g},{y / parts:g}" for x, y in moves]
        drawn.append(f"M{words[0]}l{' '.join(words[1:])}z")
    return "".join(drawn)


def label_point(rings: list[Points]) -> tuple[int, int]:
    """The middle of the largest ring where that is inside it, else the middle of its widest level stretch."""
    import numpy as np

    from farrell.data.boundaries import signed_area

    ring = max(rings, key=lambda r: abs(signed_area(r)))
    area = signed_area(ring)
    if area == 0:
        x, y = ring.mean(axis=0)
        return round(float(x)), round(float(y))
    start = ring[0]
    here, there = ring[:-1] - start, ring[1:] - start
    cross = here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1]
    x, y = ((here + there) * cross[:, None]).sum(axis=0) / (6 * area) + start
    crossings = _crossings(ring, float(y))
    stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
    if not any(left <= x <= right for left, right in stretches) and stretches:
        left, right = max(stretches, key=lambda pair: pair[1] - pair[0])
        x = np.float64((left + right) / 2)
    return round(float(x)), round(float(y))


def _crossings(ring: Points, y: float) -> list[float]:
    """Where a level line crosses a ring, from left to right."""
    found = []
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y):
            found.append(float(x1 + (y - y1) / (y2 - y1) * (x2 - x1)))
    return sorted(found)


def _inset(boundaries: Boundaries, height: int) -> str:
    """The inset in the lower right corner, in the proportions in which the library draws it."""
    import numpy as np

    from farrell.report.figures.plane import INSET, LIBRARY_ASPECT

    corners = np.vstack(boundaries.inset)
    low, size = corners.min(axis=0), np.ptp(corners, axis=0)
    wide = INSET * WIDTH
    tall = wide * float(size[1] / size[0]) / LIBRARY_ASPECT
    left, bottom = (0.995 - INSET) * WIDTH, height - 0.005 * height
    placed = [(ring - low) / size * [wide, -tall] + [left, bottom] for ring in boundaries.inset]
    return path_of(placed, parts=INSET_PARTS)
