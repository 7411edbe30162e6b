"""What units lose at their prices, by the use of resources, by scale and by the mix; and how that changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from farrell.report.figures.style import GRID, INK, MOST_UNITS, OKABE_ITO, TEXT, WIDTH, Drawing, style
from farrell.report.names import Names

COLOURS = {"technical": OKABE_ITO[0], "scale": OKABE_ITO[2], "allocative": OKABE_ITO[4]}
CHANGES = {"effch": COLOURS["technical"], "pech": COLOURS["technical"], "sech": COLOURS["scale"],
           "allocch": COLOURS["allocative"]}  # fmt: skip
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


def change_bars(growth: pd.DataFrame, parts: list[str], axis: str, names: Names) -> Drawing:
    """What each part adds to a change: an interval a column (left), a unit a bar (right); marks show the whole.

    Parameters
    ----------
    growth : by (interval, unit), name, every part and ``econch``; the parts add up to it
    parts : in the order in which they are stacked, away from no change to either side
    axis : what is measured
    """
    intervals = growth[growth["by"] == "interval"]
    units = growth[growth["by"] == "unit"].dropna(subset=["econch"])
    order = np.lexsort((units["name"], units["econch"].round(9)))[-MOST_UNITS:]
    units = units.iloc[order]
    with style():
        figure = Figure(figsize=(WIDTH, max(2.6, 0.15 * len(units) + 1.0)))
        left, right = figure.subplots(1, 2, width_ratios=(1.0, 1.15))
        figure.subplots_adjust(wspace=0.42)
        _stack(left.bar, "bottom", intervals, parts, names)
        _stack(right.barh, "left", units, parts, names)
        places = np.arange(len(intervals))
        left.scatter(places, intervals["econch"], color=INK, s=14, zorder=4, label=names.say("econch"))
        right.scatter(units["econch"], np.arange(len(units)), color=INK, s=9, zorder=4)
        left.axhline(0.0, color=INK, linewidth=0.6)
        right.axvline(0.0, color=INK, linewidth=0.6)
        step = -(-len(places) // 6)
        left.set_xticks(places[::step], [str(name).replace("–", "–\n") for name in intervals["name"]][::step])
        left.set_xlim(-0.7, len(places) - 0.3)
        left.set_ylabel(axis)
        left.tick_params(axis="x", length=0)
        right.set_yticks(np.arange(len(units)), [names.label(unit) for unit in units["name"]], fontsize=TEXT)
        right.tick_params(axis="y", length=0)
        right.set_ylim(-0.6, len(units) - 0.4)
        right.set_xlabel(axis)
        for ax, along in ((left, "y"), (right, "x")):
            ax.grid(axis=along, color=GRID, linewidth=0.6)
            ax.set_axisbelow(True)
            scale = ax.yaxis if along == "y" else ax.xaxis
            is_long = np.abs(scale.get_view_interval()).max() >= THOUSANDS
            ax.locator_params(axis=along, nbins=4 if is_long and along == "x" else 6)
            if is_long:
                scale.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        left.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(parts) + 1)
    shown = pd.concat([intervals, units.iloc[::-1]], ignore_index=True)[["by", "name", *parts, "econch"]]
    return Drawing("economic-change", figure, names.say("alt-econch", units=len(units)), shown)


def _stack(draw: Any, base: str, rows: pd.DataFrame, parts: list[str], names: Names) -> None:
    """Bars of each part from where the former of its sign ended."""
    ends = {1: np.zeros(len(rows)), -1: np.zeros(len(rows))}
    for part in parts:
        values = rows[part].fillna(0.0).to_numpy(dtype=float)
        start = np.where(values < 0, ends[-1], ends[1])
        draw(np.arange(len(rows)), values, 0.72, **{base: start}, color=CHANGES[part], label=names.say(f"part-{part}"))
        ends[1], ends[-1] = ends[1] + values.clip(min=0), ends[-1] + values.clip(max=0)
