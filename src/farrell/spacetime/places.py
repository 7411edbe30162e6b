"""Where units are, and how far apart: points in degrees or in a plane, centroids of provinces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from farrell.data import Boundaries
from farrell.data.boundaries import signed_area
from farrell.data.provinces import are_provinces, centroids, province_code
from farrell.errors import OptionError

Floats = NDArray[np.float64]
Point = tuple[float, float]
EARTH = 6371.0
"""Kilometres: the mean radius."""


def points_of(units: Sequence[str], points: Mapping[str, Point] | None) -> Floats:
    """(n, 2) places of units: those given, or of provinces the longitude and latitude of their centroids.

    Raises
    ------
    OptionError
        codes ``points-missing``, with the units that have none; ``points-needed``: none given for other units than
        provinces
    """
    if points is None:
        if not are_provinces(units):
            raise OptionError("points-needed")
        known = centroids()
        return np.array([known[str(province_code(unit))] for unit in units])
    missing = [unit for unit in units if unit not in points]
    if missing:
        raise OptionError("points-missing", units=missing)
    found = np.array([points[unit] for unit in units], dtype=np.float64)
    if found.shape != (len(units), 2) or not np.isfinite(found).all():
        raise OptionError("points-missing", units=[u for u, p in zip(units, found, strict=True) if not _is_point(p)])
    return found


def _is_point(value: Floats) -> bool:
    return value.shape == (2,) and bool(np.isfinite(value).all())


def centroids_of(boundaries: Boundaries) -> dict[str, Point]:
    """unit -> the centre of its outline's area, holes and islands counted, in the map's coordinates."""
    out: dict[str, Point] = {}
    for unit in dict.fromkeys(boundaries.unit_of.values()):
        rings = [r for i, u in boundaries.unit_of.items() if u == unit for r in boundaries.areas[i].rings]
        area, moment = 0.0, np.zeros(2)
        for ring in rings:
            start = ring[0]
            here, there = ring[:-1] - start, ring[1:] - start
            cross = here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1]
            area += signed_area(ring)
            moment += ((here + there) * cross[:, None]).sum(axis=0) / 6 + start * signed_area(ring)
        centre = moment / area
        out[unit] = (float(centre[0]), float(centre[1]))
    return out


def distances(points: Floats, *, plane: bool = False) -> Floats:
    """(n, n) distances between points (n, 2): great circles in km of degrees, straight lines in a plane's unit."""
    if plane:
        out: Floats = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
        return out
    lon, lat = np.radians(points).T
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    found: Floats = 2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return found


FLAT = 1e-3
"""A cone flatter than this is a cylinder."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Albers' equal-area conic projection of a sphere, in km; a cylinder where the parallels mirror each other.

    Source: Snyder 1987, Map Projections: A Working Manual, equations 14-1 to 14-11 and 10-1 to 10-4.

    Attributes
    ----------
    lon, lat : of the origin, in degrees
    first, second : standard parallels
    """

    lon: float
    lat: float
    first: float
    second: float

    @classmethod
    def about(cls, points: Floats) -> Projection:
        """About points (n, 2) in degrees, the parallels a sixth of their extent inside its ends.

        Raises
        ------
        OptionError
            code ``points-degrees``: a coordinate is no longitude or latitude
        """
        (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
        if not (np.abs(points) <= [180.0, 90.0]).all():
            raise OptionError("points-degrees")
        inside = (north - south) / 6
        return cls((west + east) / 2, (south + north) / 2, south + inside, north - inside)

    @property
    def _flatness(self) -> float:
        one, two = np.radians([self.first, self.second])
        return float(np.sin(one) + np.sin(two)) / 2

    def _cone(self) -> tuple[float, float, float]:
        n, one = self._flatness, np.radians(self.first)
        c = np.cos(one) ** 2 + 2 * n * np.sin(one)
        return n, float(c), float(EARTH * np.sqrt(c - 2 * n * np.sin(np.radians(self.lat))) / n)

    def forward(self, points: Floats) -> Floats:
        """(n, 2) x to the east and y to the north, in km, of longitude and latitude."""
        lon, lat = np.radians(points[:, 0] - self.lon), np.radians(points[:, 1])
        if abs(self._flatness) < FLAT:
            wide = np.cos(np.radians(self.first))
            return np.column_stack([EARTH * lon * wide, EARTH * (np.sin(lat) - np.sin(np.radians(self.lat))) / wide])
        n, c, top = self._cone()
        far = EARTH * np.sqrt(np.maximum(c - 2 * n * np.sin(lat), 0.0)) / n
        return np.column_stack([far * np.sin(n * lon), top - far * np.cos(n * lon)])

    def inverse(self, plane: Floats) -> Floats:
        """(n, 2) longitude and latitude of x and y."""
        x, y = plane.T
        if abs(self._flatness) < FLAT:
            wide = np.cos(np.radians(self.first))
            sine = y * wide / EARTH + np.sin(np.radians(self.lat))
            return np.column_stack([self.lon + np.degrees(x / EARTH / wide), np.degrees(np.arcsin(sine))])
        n, c, top = self._cone()
        side = np.sign(n)
        far = np.hypot(x, top - y)
        lon = self.lon + np.degrees(np.arctan2(side * x, side * (top - y)) / n)
        return np.column_stack([lon, np.degrees(np.arcsin((c - (far * n / EARTH) ** 2) / (2 * n)))])
