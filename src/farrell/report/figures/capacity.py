"""How far capacity is used: every unit in the first and the last period."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from farrell.report.figures.style import (
    FAINT,
    GRID,
    INK,
    MOST_UNITS,
    OKABE_ITO,
    QUIET,
    TEXT,
    WIDTH,
    Drawing,
    style,
)
from farrell.report.names import Names

WIDE = 10.0
"""Utilisation that differs by more, as it can in input orientation, stands on a logarithmic axis."""


def utilisation_dots(capacity: pd.DataFrame, periods: tuple[Any, Any], names: Names) -> Drawing:
    """Utilisation of the last period (full dot) and of the first (open dot), units by the last, the least used first.

    Parameters
    ----------
    capacity : unit, first, last; equal where there is one period only
    periods : the first and the last
    """
    known = capacity.dropna(subset=["last"])
    frame = known.iloc[np.lexsort((known["unit"], known["last"].round(9)))].head(MOST_UNITS)
    moved = bool((frame["first"] != frame["last"]).any())
    with style():
        figure = Figure(figsize=(WIDTH * 0.78, 0.15 * len(frame) + 0.9))
        ax = figure.subplots()
        places = np.arange(len(frame))
        if moved:
            ax.hlines(places, frame["first"], frame["last"], color=FAINT, linewidth=1.0, zorder=1)
            ax.scatter(
                frame["first"], places, facecolor="white", edgecolor=QUIET, s=14, linewidth=0.8, zorder=2,
                label=names.at(periods[0]),
            )  # fmt: skip
        ax.scatter(frame["last"], places, color=OKABE_ITO[0], s=16, zorder=3, label=names.at(periods[1]))
        ax.axvline(1.0, color=INK, linewidth=0.6, linestyle=(0, (3, 2)), zorder=0)
        ax.set_yticks(places, [names.label(u) for u in frame["unit"]], fontsize=TEXT)
        ax.set_ylim(-0.7, len(frame) - 0.3)
        ax.set_xlabel(names.say("capacity-unbiased"))
        if frame["last"].max() > WIDE * frame["last"].min():
            ax.set_xscale("log")
            ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        else:
            ax.locator_params(axis="x", nbins=6)
        ax.grid(axis="x", color=GRID, linewidth=0.6)
        if moved:
            ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return Drawing("capacity", figure, names.say("alt-capacity", units=len(frame)), frame.reset_index(drop=True))
