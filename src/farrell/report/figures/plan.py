"""Figures of a plan: who gives and who receives, and equity against gain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from farrell.report.figures.style import (
    COLUMN,
    FAINT,
    GRID,
    INK,
    MOST_UNITS,
    PAD,
    QUIET,
    REDUNDANCY,
    SHORTFALL,
    TEXT,
    WIDTH,
    Drawing,
    style,
)
from farrell.report.names import Names, number


def transfers(moves: pd.DataFrame, columns: list[str], names: Names) -> Drawing:
    """Net transfers by unit as a share of what it has, one panel an input; a thin line is the range over all plans as
    good, an open bar a direction that is not sure."""
    share = moves[moves["column"].isin(columns)].copy()
    for name, amount in (
        ("net", share["in"] - share["out"]), ("least", share["least_move"]), ("most", share["most_move"])
    ):  # fmt: skip
        share[name] = 100 * amount / share["before"].where(share["before"] != 0)
    first = share[share["column"] == columns[0]].set_index("unit")["net"]
    total = share.groupby("unit", sort=False)["net"].agg(lambda v: v.abs().sum())
    chosen = total.sort_values(kind="stable").index[-MOST_UNITS:]
    order = list(first.loc[[u for u in first.index if u in set(chosen)]].sort_values(kind="stable").index)
    with style():
        figure = Figure(figsize=(WIDTH, 0.15 * len(order) + 1.0))
        axes = np.atleast_1d(figure.subplots(1, len(columns), sharey=True, squeeze=False)).ravel()
        figure.subplots_adjust(wspace=0.08)
        places = np.arange(len(order))
        for ax, column in zip(axes, columns, strict=True):
            rows = share[share["column"] == column].set_index("unit").loc[order]
            ax.hlines(places, rows["least"], rows["most"], color=FAINT, linewidth=0.8, zorder=1)
            for place, (_, row) in zip(places, rows.iterrows(), strict=True):
                colour = SHORTFALL if row["net"] > 0 else REDUNDANCY
                face = colour if row["sure"] else "white"
                ax.barh(place, row["net"], height=0.66, facecolor=face, edgecolor=colour, linewidth=0.7, zorder=2)
            ax.axvline(0, color=INK, linewidth=0.6, zorder=3)
            ax.set_title(names.variable(column))
            ax.set_yticks(places, [names.label(u) for u in order], fontsize=TEXT)
            ax.tick_params(axis="y", length=0)
            ax.grid(axis="x", color=GRID, linewidth=0.6)
            ax.set_ylim(-0.7, len(order) - 0.3)
            ax.set_xlabel(names.say("fig-plan-axis"))
        _legend(figure, names)
    data = share.loc[share["unit"].isin(order), ["unit", "column", "net", "least", "most", "sure"]]
    listed = names.many([names.variable(c) for c in columns])
    return Drawing("plan-transfers", figure, names.say("alt-plan", variables=listed), data.reset_index(drop=True))


def _legend(figure: Any, names: Names) -> None:
    handles = [
        Patch(facecolor=SHORTFALL, edgecolor=SHORTFALL, label=names.say("plan-receives")),
        Patch(facecolor=REDUNDANCY, edgecolor=REDUNDANCY, label=names.say("plan-gives")),
        Patch(facecolor="white", edgecolor=QUIET, label=names.say("plan-open")),
        Line2D([], [], color=FAINT, linewidth=0.8, label=names.say("plan-range")),
    ]
    figure.legend(handles=handles, loc="lower center", ncols=4, bbox_to_anchor=(0.5, 0.93), fontsize=TEXT)


def equity_front(points: pd.DataFrame, present: float, names: Names) -> Drawing:
    """Greatest gain at every level of inequality; a line marks today's inequality."""
    x, y = 100 * points["inequality"].to_numpy(dtype=float), 100 * points["gain"].to_numpy(dtype=float)
    with style():
        figure = Figure(figsize=(COLUMN - 2 * PAD, 2.5))
        ax = figure.subplots()
        ax.plot(x, y, color=SHORTFALL, marker="o", markersize=3.5)
        ax.axvline(100 * present, color=QUIET, linewidth=0.8, linestyle=(0, (3, 2)))
        side = "right" if 100 * present > x.mean() else "left"
        said = f" {names.say('plan-today')} "
        ax.text(100 * present, y.min(), said, ha=side, va="center", fontsize=TEXT, color=QUIET)
        for i, (way, line) in ((0, ("left", "top")), (len(x) - 1, ("right", "bottom"))):
            offset = (5, -4) if i == 0 else (-5, 4)
            ax.annotate(
                f"{number(y[i], 2)}%", (x[i], y[i]), offset, textcoords="offset points", ha=way, va=line, fontsize=TEXT
            )
        ax.set_xlabel(names.say("fig-front-x"))
        ax.set_ylabel(names.say("fig-front-y"))
        ax.margins(x=0.06, y=0.15)
        ax.grid(color=GRID, linewidth=0.6)
    return Drawing("plan-front", figure, names.say("alt-front", points=len(points)), points.reset_index(drop=True))
