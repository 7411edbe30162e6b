"""What units lose at their prices: by the use of resources, by scale and by the mix."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from farrell.report.figures.style import GRID, INK, MOST_UNITS, OKABE_ITO, TEXT, WIDTH, Drawing, style
from farrell.report.names import Names

COLOURS = {"technical": OKABE_ITO[0], "scale": OKABE_ITO[2], "allocative": OKABE_ITO[4]}
THOUSANDS = 1000
"""An axis that reaches this far separates thousands."""


def loss_bars(losses: pd.DataFrame, axis: str, names: Names) -> Drawing:
    """A bar a unit of the parts that it loses, stacked, the largest loss at the top.

    Parameters
    ----------
    losses : unit, and some of technical, scale and allocative, none below 0, which add up to what the unit loses
    axis : what the bars measure
    """
    parts = [part for part in COLOURS if part in losses]
    whole = losses[parts].sum(axis=1)
    order = np.lexsort((losses["unit"], -whole.round(9)))[:MOST_UNITS][::-1]
    shown = losses.iloc[order].reset_index(drop=True)
    places, left = np.arange(len(shown)), np.zeros(len(shown))
    with style():
        figure = Figure(figsize=(WIDTH * 0.78, 0.15 * len(shown) + 0.9))
        ax = figure.subplots()
        for part in parts:
            label = names.say(f"economics-{part}")
            ax.barh(places, shown[part], left=left, color=COLOURS[part], height=0.72, label=label)
            left = left + shown[part].to_numpy()
        ax.axvline(0.0, color=INK, linewidth=0.6)
        ax.set_yticks(places, [names.label(unit) for unit in shown["unit"]], fontsize=TEXT)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.6, len(shown) - 0.4)
        ax.set_xlim(left=0.0)
        ax.set_xlabel(axis)
        ax.locator_params(axis="x", nbins=6)
        if ax.get_xlim()[1] >= THOUSANDS:
            ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        ax.grid(axis="x", color=GRID, linewidth=0.6)
        ax.set_axisbelow(True)
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(parts))
    return Drawing("losses", figure, names.say("alt-losses", units=len(shown)), shown.iloc[::-1].reset_index(drop=True))
