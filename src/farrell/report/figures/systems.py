"""Figures of coupling coordination: how subsystems and their coordination developed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.labels import label_ends
from farrell.report.figures.style import GRID, INK, MARKERS, OKABE_ITO, WIDTH, Drawing, period_axis, style
from farrell.report.names import Names


def coordination_means(coupling: pd.DataFrame, subsystems: Mapping[str, str], names: Names) -> Drawing:
    """Means of units by period: the index of every subsystem, and their coordination as the thick line.

    Parameters
    ----------
    coupling : unit, period, a column of each subsystem, coordination
    subsystems : column -> in words
    """
    means = coupling.groupby("period", sort=False)[[*subsystems, "coordination"]].mean()
    looks = {c: (OKABE_ITO[i % 7], MARKERS[1:][i % 7], 1.2) for i, c in enumerate(subsystems)}
    looks["coordination"] = (INK, MARKERS[0], 2.2)
    words = {**subsystems, "coordination": names.say("coordination")}
    with style():
        figure = Figure(figsize=(WIDTH * 0.78, 2.6))
        ax = figure.subplots()
        places = period_axis(ax, list(means.index), most=10)
        ends = []
        for column, (colour, marker, width) in looks.items():
            ax.plot(places, means[column], color=colour, marker=marker, markeredgewidth=0, linewidth=width)
            ends.append((float(means[column].iloc[-1]), words[column], colour))
        ax.set_ylabel(names.say("mean-all"))
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        label_ends(ax, ends, places[-1])
    data = means.reset_index().melt("period", var_name="series", value_name="mean")
    first, last = means.index[0], means.index[-1]
    alt = names.say("alt-coordination", systems=names.many(list(subsystems.values())), first=first, last=last)
    return Drawing("coordination-means", figure, alt, data)
