"""Maps of scores: chosen periods side by side on one legend."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from farrell.data.boundaries import Boundaries, signed_area
from farrell.report.figures.style import NO_DATA, QUIET, TEXT, WIDTH, Drawing, level_colours, readable, style
from farrell.report.names import Names, number
from farrell.spacetime import class_breaks, class_of
from farrell.spacetime.places import Projection

Points = NDArray[np.float64]
FINEST = 0.2 / 25.4
"""Inches: corners closer than 0.2 mm on paper are one corner."""
SMALLEST = 2.0 / 25.4
"""Inches: an area that would be smaller than a dot of 2 mm is drawn as that dot."""
INSET, LIBRARY_ASPECT = 0.105, 0.75
"""Width of the inset as a share of the panel, and the library's degrees of longitude to one of latitude."""


def level_maps(scores: pd.DataFrame, boundaries: Boundaries, periods: list[Any], names: Names) -> Drawing:
    """te_crs of the chosen periods, one panel a period, the same classes in all.

    Parameters
    ----------
    scores : unit, period, te_crs
    """
    scores = scores[scores["period"].isin(periods)]
    breaks = class_breaks(scores["te_crs"].dropna().tolist())
    colours = level_colours(len(breaks))
    columns = 1 if len(periods) == 1 else 2 if len(periods) <= 4 else 3
    rows = -(-len(periods) // columns)
    shapes = _projected(boundaries)
    low, high = _extent(shapes, room_for_inset=bool(boundaries.inset))
    width = (WIDTH * (0.66 if columns == 1 else 1.0) - 0.1 * (columns - 1)) / columns
    scale = width / float(high[0] - low[0])
    height = scale * float(high[1] - low[1])
    shapes = [[_thinned((ring - low) * scale) for ring in rings] for rings in shapes]
    legend = 0.42
    with style():
        figure = Figure(figsize=(width * columns + 0.1 * (columns - 1), rows * (height + 0.24) + legend))
        for place, period in enumerate(periods):
            row, column = divmod(place, columns)
            bottom = figure.get_figheight() - (row + 1) * (height + 0.24)
            box = (
                column * (width + 0.1) / figure.get_figwidth(),
                bottom / figure.get_figheight(),
                width / figure.get_figwidth(),
                height / figure.get_figheight(),
            )
            ax = figure.add_axes(box)
            value_of = scores[scores["period"] == period].set_index("unit")["te_crs"].to_dict()
            mean = number(float(np.nanmean(list(value_of.values())))) if value_of else "–"
            title = names.say("map-title", period=period, mean=mean) if len(periods) > 1 else ""
            _draw(ax, shapes, boundaries, value_of, breaks, colours, names)
            ax.set_title(title, fontsize=8, pad=3)
            ax.set_xlim(0, width)
            ax.set_ylim(0, height)
        handles = _legend(boundaries, scores, breaks, colours, names)
        figure.legend(handles=handles, loc="lower center", ncols=len(handles), handlelength=1.1, columnspacing=1.2)
    data = scores[["unit", "period", "te_crs"]]
    alt = names.say("alt-maps", units=scores["unit"].nunique(), periods=names.many([str(p) for p in periods]))
    return Drawing("maps", figure, alt, data)


def _draw(
    ax: Any,
    shapes: list[list[Points]],
    boundaries: Boundaries,
    value_of: dict[str, float],
    breaks: list[float],
    colours: list[Any],
    names: Names,
) -> None:
    """One panel: areas from large to small, dots for the smallest, the inset, names on tiles."""
    sizes = [sum(abs(signed_area(ring)) for ring in rings) for rings in shapes]
    dots = []
    for i in np.argsort(sizes, kind="stable")[::-1]:
        unit = boundaries.unit_of.get(int(i))
        value = value_of.get(unit, float("nan")) if unit is not None else float("nan")
        colour = colours[max(class_of(value, breaks), 0)] if math.isfinite(value) else NO_DATA
        ax.add_artist(PathPatch(_path(shapes[i]), facecolor=colour, edgecolor="white", linewidth=0.35))
        if boundaries.tiles and unit is not None and math.isfinite(value):
            _tile_text(ax, shapes[i][0], names.short(unit), value, colour)
        elif math.isfinite(value) and sizes[i] < SMALLEST**2:
            dots.append((*np.vstack(shapes[i]).mean(axis=0), colour))
    for x, y, colour in dots:
        ax.plot([x], [y], "o", color=colour, markersize=SMALLEST * 72, markeredgecolor="white", markeredgewidth=0.5)
    ax.set_axis_off()
    if boundaries.inset:
        _inset(ax, boundaries.inset)


def _tile_text(ax: Any, ring: Points, name: str, value: float, ground: Any) -> None:
    x, y = ring[:-1].mean(axis=0)
    high = float(np.ptp(ring[:, 1]))
    looks: Any = {"ha": "center", "va": "center", "fontsize": min(TEXT, 21 * high), "color": readable(ground)}
    ax.text(x, y + 0.2 * high, name, **looks)
    ax.text(x, y - 0.22 * high, f"{value:.3f}", **looks)


def _inset(ax: Any, rings: tuple[Points, ...]) -> None:
    """The inset in the lower right corner, in the proportions in which the library draws it."""
    corners = np.vstack(rings)
    low, size = corners.min(axis=0), np.ptp(corners, axis=0)
    place = ax.get_position()
    inches = place.width * ax.figure.get_figwidth(), place.height * ax.figure.get_figheight()
    tall = INSET * inches[0] * float(size[1] / size[0]) / LIBRARY_ASPECT
    box = ax.inset_axes((0.995 - INSET, 0.005, INSET, tall / inches[1]))
    for ring in rings:
        box.add_artist(PathPatch(_path([(ring - low) / size]), facecolor=QUIET, edgecolor="none"))
    box.set_xlim(0, 1)
    box.set_ylim(0, 1)
    box.set_axis_off()


def _legend(
    boundaries: Boundaries, scores: pd.DataFrame, breaks: list[float], colours: list[Any], names: Names
) -> list[Patch]:
    words = [f"{a:.2f}–{b:.2f}" for a, b in itertools.pairwise(breaks)]
    words.append(names.say("map-efficient" if scores["te_crs"].max() <= 1 + 1e-6 else "map-beyond"))
    handles: list[Patch] = [Rectangle((0, 0), 1, 1, facecolor=c, label=w) for c, w in zip(colours, words, strict=True)]
    drawn = scores[scores["te_crs"].notna()].groupby("period")["unit"].nunique()
    grey = len(boundaries.unit_of) < len(boundaries.areas) or drawn.min() < len(set(boundaries.unit_of.values()))
    if grey:
        handles.append(Rectangle((0, 0), 1, 1, facecolor=NO_DATA, label=names.say("no-data")))
    return handles


# --- geometry -----------------------------------------------------------------------------------------------


def _projected(boundaries: Boundaries) -> list[list[Points]]:
    """Every area's rings in the plane."""
    rings = [list(area.rings) for area in boundaries.areas]
    if not boundaries.geographic:
        return rings
    plane = Projection.about(np.vstack([ring for part in rings for ring in part]))
    return [[plane.forward(ring) for ring in part] for part in rings]


def _extent(shapes: list[list[Points]], room_for_inset: bool) -> tuple[Points, Points]:
    """Lower left and upper right corner of the panel, wider to the right where an inset stands there."""
    corners = np.vstack([ring for rings in shapes for ring in rings])
    size = np.ptp(corners, axis=0)
    room = size * [0.05 if room_for_inset else 0.01, 0.01]
    return corners.min(axis=0) - 0.01 * size, corners.max(axis=0) + room


def _thinned(ring: Points) -> Points:
    """Corners on a grid of 0.2 mm, repeated ones once: neighbours lose the same corners, so no gap opens."""
    snapped = np.round(ring / FINEST) * FINEST
    keep = np.r_[True, (np.diff(snapped, axis=0) != 0).any(axis=1)]
    return snapped[keep] if keep.sum() > 3 else snapped


def _path(rings: list[Points]) -> Path:
    codes = [np.r_[Path.MOVETO, np.full(len(r) - 2, Path.LINETO), Path.CLOSEPOLY] for r in rings if len(r) > 2]
    return Path(np.vstack([r for r in rings if len(r) > 2]), np.concatenate(codes).astype(np.uint8))
