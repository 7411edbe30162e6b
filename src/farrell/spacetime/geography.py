"""Where the weight of something lies, and how that moves: mean centre and standard deviational ellipse."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell.errors import OptionError
from farrell.spacetime.places import EARTH, Floats, Point, Projection, distances, points_of

WINDS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
"""Directions by their first letters, clockwise from north."""


@dataclass(frozen=True, slots=True)
class Ellipse:
    """A standard deviational ellipse.

    Attributes
    ----------
    lon, lat : of its centre, the weighted mean centre, in degrees
    major, minor : half axes in km
    rotation : of the major axis from north, clockwise, in degrees, at least 0 and below 180
    area : in km2
    """

    lon: float
    lat: float
    major: float
    minor: float
    rotation: float
    area: float

    def outline(self, points: int = 90) -> Floats:
        """(points + 1, 2) longitude and latitude around it, closed."""
        turn = np.linspace(0, 2 * math.pi, points + 1)
        angle = math.radians(self.rotation)
        along, across = self.major * np.cos(turn), self.minor * np.sin(turn)
        east = along * math.sin(angle) + across * math.cos(angle)
        north = along * math.cos(angle) - across * math.sin(angle)
        plane = Projection.about(np.array([[self.lon, self.lat]]))
        out: Floats = plane.inverse(plane.forward(np.array([[self.lon, self.lat]])) + np.column_stack([east, north]))
        return out


def ellipse(
    weights: Mapping[str, float], *, points: Mapping[str, Point] | None = None, projection: Projection | None = None
) -> Ellipse:
    """Weighted mean centre and standard deviational ellipse of units.

    With places (x, y) in an equal-area plane and shares p_i of the weights, the half axes are sqrt(2) times the square
    roots of the eigenvalues of the weighted covariance matrix, along its eigenvectors.

    Parameters
    ----------
    weights : unit -> weight: not negative, such as beds, or a score
    points : unit -> (longitude, latitude); of provinces their centroids by default
    projection : the plane; of Albers about the units by default

    Raises
    ------
    OptionError
        codes ``inequality-value``, ``inequality-zero``, ``points-needed``, ``points-missing``

    Notes
    -----
    The factor sqrt(2) is that of ArcGIS, by which an ellipse of a plane normal distribution holds 63 % of it. Source:
    Lefever 1926, DOI 10.1086/214027; Yuill 1971, DOI 10.2307/490885.
    """
    units = tuple(weights)
    w = np.array([weights[unit] for unit in units], dtype=np.float64)
    bad = ~np.isfinite(w) | (w < 0)
    if bad.any():
        at = int(np.argmax(bad))
        raise OptionError("inequality-value", unit=units[at], value=repr(float(w[at])))
    if not w.sum() > 0:
        raise OptionError("inequality-zero")
    places = points_of(units, points)
    plane = projection or Projection.about(places)
    xy = plane.forward(places)
    p = w / w.sum()
    centre = p @ xy
    apart = xy - centre
    values, vectors = np.linalg.eigh((apart * p[:, None]).T @ apart)
    minor, major = np.sqrt(2 * np.maximum(values, 0.0))
    east, north = vectors[:, 1]
    lon, lat = plane.inverse(centre[None])[0]
    rotation = math.degrees(math.atan2(east, north)) % 180
    return Ellipse(float(lon), float(lat), float(major), float(minor), rotation, math.pi * float(major * minor))


def ellipse_path(weights: Mapping[Any, Mapping[str, float]], *, points: Mapping[str, Point] | None = None) -> Any:
    """Ellipses of several periods in one plane, and how the centre moved.

    Parameters
    ----------
    weights : period -> unit -> weight, in order of time
    points : as in :func:`farrell.ellipse`

    Returns
    -------
    DataFrame
        period, lon, lat, major, minor, rotation, area, shift (km from the period before), bearing (degrees from north,
        clockwise), direction (N, NE, ...)
    """
    import pandas as pd

    everyone = tuple(dict.fromkeys(unit for one in weights.values() for unit in one))
    plane = Projection.about(points_of(everyone, points))
    rows: list[dict[str, Any]] = []
    for period, one in weights.items():
        found = ellipse(one, points=points, projection=plane)
        row = {"period": period, **{name: getattr(found, name) for name in Ellipse.__dataclass_fields__}}
        before = rows[-1] if rows else None
        shift, bearing = (
            _move((before["lon"], before["lat"]), (found.lon, found.lat)) if before else (math.nan, math.nan)
        )
        row |= {"shift": shift, "bearing": bearing, "direction": wind(bearing)}
        rows.append(row)
    return pd.DataFrame(rows)


def _move(start: Sequence[float], end: Sequence[float]) -> tuple[float, float]:
    """Great-circle distance in km, and the bearing at the start."""
    far = float(distances(np.array([start, end], dtype=float))[0, 1])
    if far < 1e-9 * EARTH:
        return 0.0, math.nan
    (lon, lat), (to_lon, to_lat) = np.radians(start), np.radians(end)
    east = math.sin(to_lon - lon) * math.cos(to_lat)
    north = math.cos(lat) * math.sin(to_lat) - math.sin(lat) * math.cos(to_lat) * math.cos(to_lon - lon)
    return far, math.degrees(math.atan2(east, north)) % 360


def travelled(start: Point, end: Point) -> tuple[float, str]:
    """Great-circle distance in km between two places, and the direction from the first: N, NE, ..."""
    far, bearing = _move(start, end)
    return far, wind(bearing)


def wind(bearing: float) -> str:
    """One of eight directions; nothing where there is no move."""
    return "" if math.isnan(bearing) else WINDS[round(bearing / 45) % 8]
