"""Where units are, and how far apart: points in degrees or in a plane, centroids of provinces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

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
