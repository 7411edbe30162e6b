"""Technology gaps of groups: their means over time, and every unit's own."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.labels import label_ends
from farrell.report.figures.style import GRID, INK, TEXT, WIDTH, Drawing, period_axis, region_looks, style
from farrell.report.names import Names

HALF = 0.28
"""How far dots of one group may lie beside its place."""


def technology_gaps(now: pd.DataFrame, means: pd.DataFrame, names: Names) -> Drawing:
    """Left, where there are several periods, mean tgr by group over time; right, tgr of every unit in the last period,
    a column a group, with a bar at the group's mean.

    Parameters
    ----------
    now : unit, group, tgr of the last period
    means : group, period, tgr
    """
    now = now.dropna(subset=["tgr"])
    groups = list(dict.fromkeys(now["group"]))
    looks = region_looks(names.regions, groups)
    periods = list(dict.fromkeys(means["period"]))
    with style():
        figure = Figure(figsize=(WIDTH, 2.8))
        if len(periods) > 1:
            left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.25, 1))
            figure.subplots_adjust(wspace=0.32)
            places = period_axis(left, periods)
            ends = []
            for group in groups:
                line = means[means["group"] == group].set_index("period")["tgr"].reindex(periods)
                colour, marker = looks[group]
                left.plot(places, line, color=colour, marker=marker, markersize=3.6, markeredgewidth=0, linewidth=1.2)
                ends.append((float(line.iloc[-1]), names.region(group), colour))
            left.set_ylabel(names.say("axis-tgr"))
        else:
            right = figure.subplots()
            right.set_ylabel(names.say("axis-tgr"))
        for place, group in enumerate(groups):
            values = np.sort(now.loc[now["group"] == group, "tgr"].to_numpy(dtype=float))
            colour, marker = looks[group]
            beside = place + HALF * np.linspace(-1, 1, len(values)) * (len(values) > 1)
            right.scatter(beside, values, color=colour, marker=marker, s=13, linewidth=0, alpha=0.85, zorder=3)
            right.hlines(values.mean(), place - 0.38, place + 0.38, color=INK, linewidth=1.2, zorder=4)
        right.set_xticks(range(len(groups)), [names.region(group) for group in groups])
        right.set_xlim(-0.6, len(groups) - 0.4)
        right.tick_params(axis="x", length=0)
        for ax in figure.axes:
            ax.grid(axis="y", color=GRID, linewidth=0.6)
            ax.tick_params(labelsize=TEXT)
        if len(periods) > 1:
            label_ends(left, ends, places[-1])
    parts = [means[["group", "period", "tgr"]].assign(unit=None)] if len(periods) > 1 else []
    data = pd.concat([*parts, now[["unit", "group", "period", "tgr"]]], ignore_index=True)
    alt = names.say("alt-tgr", groups=len(groups), units=len(now))
    return Drawing("technology-gaps", figure, alt, data[["unit", "group", "period", "tgr"]])
