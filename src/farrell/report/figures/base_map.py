"""Small multiples on a base map: one panel a period, areas in the colours they are given, one legend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from farrell.data.boundaries import Boundaries, signed_area
from farrell.report.figures.plane import INSET, LIBRARY_ASPECT, extent, projected, thinned
from farrell.report.figures.style import NO_DATA, QUIET, TEXT, WIDTH, Animation, readable, style
from farrell.report.names import Names

Points = NDArray[np.float64]
Colour = Any
FINEST = 0.2 / 25.4
"""Inches: corners closer than 0.2 mm on paper are one corner."""
SMALLEST = 2.0 / 25.4
"""Inches: an area that would be smaller than a dot of 2 mm is drawn as that dot."""
HATCH = "/////"
NO_PAINT = "#EEF2F0"
"""Of areas that are ground for what is drawn upon them."""
GAP, TITLE, LEGEND, LINE = 0.1, 0.24, 0.42, 0.16
"""Inches: between panels, above each, below all, and each further line of the legend."""
ENTRY, LETTER, CHARACTER = 0.36, 0.058, 0.11
"""Inches of a legend that an entry takes beside its words, and each letter and Chinese character of these."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One map.

    Attributes
    ----------
    title : above it
    colours : unit -> colour; areas of other units are grey
    words : unit -> what stands under its name on a tile
    hatched : units whose colour is hatched
    """

    title: str
    colours: Mapping[str, Colour]
    words: Mapping[str, str] = field(default_factory=dict)
    hatched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend."""

    words: str
    colour: Colour
    hatched: bool = False

    def handle(self) -> Patch:
        looks: Any = {"hatch": HATCH, "edgecolor": "white", "linewidth": 0} if self.hatched else {}
        return Rectangle((0, 0), 1, 1, facecolor=self.colour, label=self.words, **looks)


Overlay = Callable[[Any, Callable[[Points], Points]], None]
"""Draws upon the axes of a panel; the second argument puts longitudes and latitudes there."""


def small_multiples(
    panels: Sequence[Panel],
    boundaries: Boundaries,
    legend: Sequence[Key],
    names: Names,
    overlay: Overlay | None = None,
) -> Figure:
    """Maps side by side on one scale with one legend, grey for areas without data.

    Parameters
    ----------
    legend : every class, in order
    overlay : drawn upon every panel of a map in degrees
    """
    return _sheet(panels, boundaries, _keys(panels, boundaries, legend, names), names, overlay)


def animation(
    periods: list[Any],
    sheets: Callable[[list[Any]], tuple[list[Panel], list[Key]]],
    boundaries: Boundaries,
    names: Names,
) -> Animation | None:
    """One map after the other, of one size and with one legend; None where there are no two.

    Parameters
    ----------
    periods : those with values
    sheets : periods -> their panels, and the legend of all of them
    """

    def frames() -> Iterator[Figure]:
        panels, legend = sheets(periods)
        keys = _keys(panels, boundaries, legend, names)
        for panel in panels:
            yield _sheet([panel], boundaries, keys, names)

    return Animation(periods, frames) if len(periods) > 1 else None


def _keys(panels: Sequence[Panel], boundaries: Boundaries, legend: Sequence[Key], names: Names) -> list[Key]:
    """The legend, with grey where an area has no data."""
    return [*legend, *([Key(names.say("no-data"), NO_DATA)] if _has_grey(panels, boundaries) else [])]


def _sheet(
    panels: Sequence[Panel], boundaries: Boundaries, keys: Sequence[Key], names: Names, overlay: Overlay | None = None
) -> Figure:
    columns = 1 if len(panels) == 1 else 2 if len(panels) <= 4 else 3
    rows = -(-len(panels) // columns)
    shapes, plane = projected(boundaries)
    low, high = extent(shapes, room_for_inset=bool(boundaries.inset))
    width = (WIDTH * (0.66 if columns == 1 else 1.0) - GAP * (columns - 1)) / columns
    scale = width / float(high[0] - low[0])
    height = scale * float(high[1] - low[1])
    shapes = [[thinned((ring - low) * scale, FINEST) for ring in rings] for rings in shapes]
    whole = width * columns + GAP * (columns - 1)
    lines = _legend_lines(keys, whole)
    with style():
        figure = Figure(figsize=(whole, rows * (height + TITLE) + LEGEND + LINE * (lines - 1)))
        size = np.array([figure.get_figwidth(), figure.get_figheight()] * 2)
        for place, panel in enumerate(panels):
            row, column = divmod(place, columns)
            corner = [column * (width + GAP), size[1] - (row + 1) * (height + TITLE), width, height]
            ax = figure.add_axes(tuple(np.array(corner) / size))
            _draw(ax, shapes, boundaries, panel, names)
            ax.set_title(panel.title, fontsize=8, pad=3)
            ax.set_xlim(0, width)
            ax.set_ylim(0, height)
            if overlay is not None and plane is not None:
                overlay(ax, lambda points: (plane.forward(points) - low) * scale)
        looks: Any = {"loc": "lower center", "ncols": -(-len(keys) // lines), "handlelength": 1.1, "columnspacing": 1.2}
        if keys:
            figure.legend(handles=[key.handle() for key in keys], **looks)
    return figure


def _legend_lines(keys: Sequence[Key], width: float) -> int:
    """How many lines the entries of a legend take, in columns as wide as the widest of them."""
    wide = [ENTRY + sum(LETTER if letter.isascii() else CHARACTER for letter in key.words) for key in keys]
    if sum(wide) <= width:
        return 1
    return -(-len(keys) // max(1, int(width / max(wide))))


def _has_grey(panels: Sequence[Panel], boundaries: Boundaries) -> bool:
    """Whether an area is of no unit, or of one without a colour."""
    shown = set(boundaries.unit_of.values())
    return len(boundaries.unit_of) < len(boundaries.areas) or any(not shown <= set(p.colours) for p in panels)


def _draw(ax: Any, shapes: list[list[Points]], boundaries: Boundaries, panel: Panel, names: Names) -> None:
    """One panel: areas from large to small, dots for the smallest, the inset, names on tiles."""
    sizes = [sum(abs(signed_area(ring)) for ring in rings) for rings in shapes]
    dots = []
    for i in np.argsort(sizes, kind="stable")[::-1]:
        unit = boundaries.unit_of.get(int(i), "")
        colour = panel.colours.get(unit, NO_DATA)
        hatch = HATCH if unit in panel.hatched else None
        ax.add_artist(PathPatch(_path(shapes[i]), facecolor=colour, edgecolor="white", linewidth=0.35, hatch=hatch))
        if boundaries.tiles and unit in panel.colours:
            _tile_text(ax, shapes[i][0], names.short(unit), panel.words.get(unit, ""), colour)
        elif unit in panel.colours and sizes[i] < SMALLEST**2:
            dots.append((*np.vstack(shapes[i]).mean(axis=0), colour))
    for x, y, colour in dots:
        ax.plot([x], [y], "o", color=colour, markersize=SMALLEST * 72, markeredgecolor="white", markeredgewidth=0.5)
    ax.set_axis_off()
    if boundaries.inset:
        _inset(ax, boundaries.inset)


def _tile_text(ax: Any, ring: Points, name: str, words: str, ground: Any) -> None:
    x, y = ring[:-1].mean(axis=0)
    high = float(np.ptp(ring[:, 1]))
    looks: Any = {"ha": "center", "va": "center", "fontsize": min(TEXT, 21 * high), "color": readable(ground)}
    ax.text(x, y + (0.2 * high if words else 0.0), name, **looks)
    if words:
        ax.text(x, y - 0.22 * high, words, **looks)


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


def _path(rings: list[Points]) -> Path:
    codes = [np.r_[Path.MOVETO, np.full(len(r) - 2, Path.LINETO), Path.CLOSEPOLY] for r in rings if len(r) > 2]
    return Path(np.vstack([r for r in rings if len(r) > 2]), np.concatenate(codes).astype(np.uint8))
