"""Who learns from whom: a network of units, provinces where they are on a tile map, others on a circle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from numpy.typing import NDArray

from farrell.data import base_map
from farrell.report.figures.style import FAINT, INK, MOST_UNITS, TEXT, WIDTH, Drawing, readable, region_looks, style
from farrell.report.names import Names

Points = NDArray[np.float64]
WIDEST = 2.6
"""Points: the line of an intensity of 1."""
LEAST = 0.05
"""Intensities below this are not drawn; they are in the data."""


def learning_network(
    edges: pd.DataFrame, models: pd.DataFrame, units: list[str], groups: dict[str, str], names: Names
) -> Drawing:
    """Arrows from each unit to those it learns from, as wide as the intensity; the more learn from a unit, the larger.

    Parameters
    ----------
    edges : unit, peer, lambda
    models : unit, count
    groups : unit -> group, empty for none
    """
    shown = units
    if len(units) > MOST_UNITS:
        shown = [u for u in units if u in set(edges["peer"])][:MOST_UNITS]
    places = _places(shown, names)
    count = dict(zip(models["unit"], models["count"], strict=True))
    looks = region_looks(names.regions, dict.fromkeys(groups.values()))
    drawn = edges[(edges["lambda"] >= LEAST) & edges["unit"].isin(shown) & edges["peer"].isin(shown)]
    span = np.ptp(np.array(list(places.values())), axis=0) + 1.0
    with style():
        figure = Figure(figsize=(WIDTH, min(WIDTH * float(span[1] / span[0]), 7.5)))
        ax = figure.add_axes((0, 0, 1, 1))
        ordered = drawn.sort_values("lambda")
        for unit, peer, weight in zip(ordered["unit"], ordered["peer"], ordered["lambda"], strict=True):
            colour = looks[groups[unit]][0] if groups else INK
            _arrow(ax, places[unit], places[peer], weight, colour, count.get(peer, 0))
        for unit in shown:
            x, y = places[unit]
            colour = looks[groups[unit]][0] if groups else INK
            size = 150 + 42 * count.get(unit, 0)
            face = colour if count.get(unit, 0) else "white"
            ax.scatter([x], [y], s=size, facecolor=face, edgecolor=colour, linewidth=1.0, zorder=3)
            ink = readable(_rgb(face)) if count.get(unit, 0) else INK
            ax.text(x, y, names.short(unit)[:8], ha="center", va="center", fontsize=TEXT - 0.5, color=ink, zorder=4)
        ax.set_xlim(*_room(places, 0))
        ax.set_ylim(*_room(places, 1))
        ax.set_aspect("equal")
        ax.set_axis_off()
        _legend(ax, looks, groups, names)
    alt = names.say("alt-network", units=len(shown), edges=len(drawn))
    return Drawing(
        "learning-network", figure, alt, edges[["unit", "peer", "lambda", "distance"]].reset_index(drop=True)
    )


def _places(units: list[str], names: Names) -> dict[str, Points]:
    """Where units stand: provinces on their tiles, others on a circle in their order."""
    if names.provinces:
        tiles = base_map("tiles", units)
        centre = {u: np.asarray(tiles.areas[i].rings[0])[:-1].mean(axis=0) for i, u in tiles.unit_of.items()}
        sizes = [np.ptp(np.asarray(area.rings[0])[:, 0]) for area in tiles.areas]
        return {u: centre[u] / sizes[0] for u in units}
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(units)) / max(len(units), 1)
    radius = max(len(units) / 6.5, 1.5)
    return {u: radius * np.array([1.25 * np.cos(a), np.sin(a)]) for u, a in zip(units, angles, strict=True)}


def _arrow(ax: Any, start: Points, end: Points, weight: float, colour: Any, count: int) -> None:
    """Bent to one side, so that ways there and back are two lines; ends at the rim of the larger circle."""
    rim = np.sqrt(150 + 42 * count) / 2 + 1.5
    ax.add_patch(
        FancyArrowPatch(
            (float(start[0]), float(start[1])), (float(end[0]), float(end[1])),
            connectionstyle="arc3,rad=0.16", arrowstyle="-|>", mutation_scale=6 + 3 * weight,
            linewidth=0.4 + WIDEST * weight, color=colour, alpha=0.55, shrinkA=7, shrinkB=rim, zorder=2,
        )
    )  # fmt: skip


def _room(places: dict[str, Points], axis: int) -> tuple[float, float]:
    values = [p[axis] for p in places.values()]
    return min(values) - 0.75, max(values) + 0.75


def _rgb(colour: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return tuple(to_rgb(colour))


def _legend(ax: Any, looks: dict[str, tuple[str, str]], groups: dict[str, str], names: Names) -> None:
    handles: list[Any] = []
    for group, (colour, _) in looks.items():
        if groups:
            handles.append(Line2D([], [], marker="o", linestyle="", color=colour, label=names.region(group)))
    for weight in (0.1, 0.5, 1.0):
        handles.append(Line2D([], [], color=FAINT, linewidth=0.4 + WIDEST * weight, label=f"λ = {weight:g}"))
    ax.legend(handles=handles, loc="lower left", fontsize=TEXT)
