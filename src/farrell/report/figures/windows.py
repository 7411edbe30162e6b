"""Window analysis: how levels move from window to window, and how far each unit's scores lie apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.style import (
    FAINT,
    GRID,
    MARKERS,
    MOST_UNITS,
    OKABE_ITO,
    TEXT,
    WIDTH,
    Drawing,
    places_of,
    style,
)
from farrell.report.names import Names

LEAST_HEIGHT = 2.4
"""Inches, where units are few."""
SHOWN = ["unit", "mean", "min", "max", "column_range"]


def window_spread(cells: pd.DataFrame, units: pd.DataFrame, periods: list[object], names: Names) -> Drawing:
    """Left, mean te by period, a line a window. Right, a unit a row: the mean (dot) and range of all its scores, and
    beside it the most that the score of one period differs between windows."""
    frame = units.dropna(subset=["mean"]).sort_values("mean", kind="stable").head(MOST_UNITS)
    means = cells.groupby(["window", "period"], sort=False)["te"].mean().reset_index()
    places = np.arange(len(frame))
    with style():
        figure = Figure(figsize=(WIDTH, max(LEAST_HEIGHT, 0.15 * len(frame) + 0.7)))
        left, middle, right = figure.subplots(1, 3, width_ratios=(1.15, 1, 0.5))
        figure.subplots_adjust(wspace=0.08)
        box = left.get_position()
        left.set_position([box.x0, box.y0, box.width - 0.13, box.height])
        _lines(left, means, periods, names)
        middle.hlines(places, frame["min"], frame["max"], color=FAINT, linewidth=1.1, zorder=2)
        middle.scatter(frame["mean"], places, color=OKABE_ITO[0], s=13, linewidth=0, zorder=4)
        middle.set_yticks(places, [names.label(u) for u in frame["unit"]], fontsize=TEXT)
        middle.set_title(names.say("window-all"))
        right.hlines(places, 0.0, frame["column_range"], color=OKABE_ITO[1], linewidth=2.2, zorder=2)
        right.set_yticks(places, [])
        right.set_xlim(left=0.0)
        right.set_title(names.say("window-column"))
        for ax in (middle, right):
            ax.tick_params(axis="y", length=0)
            ax.set_ylim(-0.7, len(frame) - 0.3)
            ax.grid(axis="x", color=GRID, linewidth=0.6)
            ax.locator_params(axis="x", nbins=3 if ax is right else 4)
        for ax in (left, middle, right):
            ax.tick_params(axis="x", labelsize=TEXT)
    data = pd.concat([means, frame[SHOWN].reset_index(drop=True)], ignore_index=True)
    alt = names.say("alt-windows", windows=means["window"].nunique(), units=len(frame))
    return Drawing("window-analysis", figure, alt, data)


def _lines(ax: Any, means: pd.DataFrame, periods: list[object], names: Names) -> None:
    """A line a window; neighbours differ in colour."""
    at = dict(zip(periods, places_of(periods), strict=True))
    for k, (_, line) in enumerate(means.groupby("window", sort=False)):
        look: dict[str, Any] = {"color": OKABE_ITO[k % 3], "marker": MARKERS[k % 3], "markersize": 3.2}
        ax.plot([at[p] for p in line["period"]], line["te"], markeredgewidth=0, linewidth=1.0, **look)
    step = -(-len(periods) // 4)
    ax.set_xticks([at[p] for p in periods][::step], [str(p) for p in periods][::step])
    ax.set_title(names.say("window-lines"))
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    ax.tick_params(axis="y", labelsize=TEXT)
