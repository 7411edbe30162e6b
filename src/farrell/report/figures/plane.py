"""Base maps in the plane, as figures and the page draw them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farrell.data.boundaries import Boundaries
from farrell.spacetime.places import Projection

Points = NDArray[np.float64]
LIBRARY_ASPECT = 0.75
"""Degrees of longitude to one of latitude in which the library draws the inset."""
INSET = 0.105
"""Width of the inset as a share of the panel."""


def projected(boundaries: Boundaries) -> tuple[list[list[Points]], Projection | None]:
    """Every area's rings in the plane, and how degrees come there; None for a map in a plane of its own."""
    rings = [list(area.rings) for area in boundaries.areas]
    if not boundaries.geographic:
        return rings, None
    plane = Projection.about(np.vstack([ring for part in rings for ring in part]))
    return [[plane.forward(ring) for ring in part] for part in rings], plane


def extent(shapes: list[list[Points]], room_for_inset: bool) -> tuple[Points, Points]:
    """Lower left and upper right corner of the panel, wider to the right where an inset stands there."""
    corners = np.vstack([ring for rings in shapes for ring in rings])
    size = np.ptp(corners, axis=0)
    room = size * [0.05 if room_for_inset else 0.01, 0.01]
    return corners.min(axis=0) - 0.01 * size, corners.max(axis=0) + room


def thinned(ring: Points, finest: float) -> Points:
    """Corners on a grid of that width, repeated ones once: neighbours lose the same corners, so no gap opens."""
    snapped = np.round(ring / finest) * finest
    keep = np.r_[True, (np.diff(snapped, axis=0) != 0).any(axis=1)]
    return snapped[keep] if keep.sum() > 3 else snapped
