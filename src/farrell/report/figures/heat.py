"""Every unit in every period: a heat map with its numbers."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.style import MOST_UNITS, TEXT, WIDTH, Drawing, level_colours, readable, style
from farrell.report.names import Names

Block = tuple[str, list[str]]
SMALLEST_NUMBER = 4.5
"""Points: where columns are too narrow for numbers of this size, colours stand alone."""
BETWEEN = 0.6
"""Rows of space between two regions."""


def heat_map(
    efficiency: pd.DataFrame,
    group: str | None,
    names: Names,
    *,
    score: str = "te_crs",
    name: str = "efficiency-by-unit",
    what: str = "te",
) -> Drawing:
    """A score of every unit in every period, units in blocks by region and sorted by their mean.

    ``name`` is the file's, ``what`` the key of what the score is called.
    """
    periods = list(dict.fromkeys(efficiency["period"]))
    grid = efficiency.pivot(index="unit", columns="period", values=score).reindex(columns=periods)
    blocks = _blocks(efficiency, grid, group)
    rows = [unit for _, members in blocks for unit in members]
    low = float(np.floor(np.nanmin(grid.to_numpy()) * 10) / 10) if grid.notna().to_numpy().any() else 0.0
    shades = mpl.cm.ScalarMappable(mpl.colors.Normalize(min(low, 0.9), 1.0), level_colours())
    with style():
        figure = Figure(figsize=(WIDTH, 0.155 * len(rows) + 0.16 * BETWEEN * (len(blocks) - 1) + 0.7))
        ax = figure.subplots()
        top, ticks = 0.0, []
        for region, members in blocks:
            _cells(ax, grid.loc[members].to_numpy(dtype=float), top, shades)
            ticks += [(top + i + 0.5, names.label(unit)) for i, unit in enumerate(members)]
            if region:
                place = (grid.shape[1] + 0.15, top + len(members) / 2)
                ax.text(*place, names.region(region), va="center", weight="bold")
            top += len(members) + BETWEEN
        _frame(ax, top - BETWEEN, ticks, [str(p) for p in grid.columns])
        inches = ax.get_position().height * figure.get_figheight()
        bar = figure.colorbar(
            shades, cax=ax.inset_axes((0.2, -0.22 / inches, 0.6, 0.1 / inches)), orientation="horizontal"
        )
        bar.outline.set_visible(False)
        bar.set_label(names.say(what))
    data = efficiency.loc[efficiency["unit"].isin(rows), ["unit", "period", score]]
    told = names.say("alt-heat", what=names.say(what), units=len(rows), periods=grid.shape[1])
    return Drawing(name, figure, told, data)


def _blocks(efficiency: pd.DataFrame, grid: pd.DataFrame, group: str | None) -> list[Block]:
    """Units by region, or in one block, the highest mean first; of too many the lowest ones."""
    order = list(grid.mean(axis=1).sort_values(ascending=False, kind="stable").index)
    if group is None or len(order) > MOST_UNITS:
        return [("", order[-MOST_UNITS:])]
    region_of = efficiency.drop_duplicates("unit", keep="last").set_index("unit")[group]
    return [(str(r), [u for u in order if region_of[u] == r]) for r in dict.fromkeys(region_of)]


def _cells(ax: Any, values: np.ndarray, top: float, shades: Any) -> None:
    """One block of cells, each with its number where columns are wide enough."""
    across, down = np.arange(values.shape[1] + 1), np.arange(len(values) + 1) + top
    ax.pcolormesh(across, down, values, cmap=shades.cmap, norm=shades.norm, edgecolors="white", linewidth=0.6)
    column = ax.get_position().width * ax.figure.get_figwidth() * 72 / values.shape[1]
    size = min(TEXT, column / 2.9)
    for i, j in zip(*np.nonzero(np.isfinite(values)), strict=True):
        if size >= SMALLEST_NUMBER:
            colour = readable(shades.to_rgba(values[i, j]))
            place = (j + 0.5, top + i + 0.52)
            ax.text(*place, f"{values[i, j]:.3f}", ha="center", va="center", fontsize=size, color=colour)


def _frame(ax: Any, bottom: float, ticks: list[tuple[float, str]], periods: list[str]) -> None:
    ax.set_ylim(bottom, 0)
    ax.set_yticks([place for place, _ in ticks], [label for _, label in ticks], fontsize=TEXT)
    step = -(-len(periods) // 12)
    ax.set_xticks((np.arange(len(periods)) + 0.5)[::step], periods[::step])
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
