"""Figures of efficiency levels: over time, by unit, their distribution, what they are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.labels import label_ends, label_points
from farrell.report.figures.style import (
    FAINT,
    GRID,
    MOST_UNITS,
    OKABE_ITO,
    TEXT,
    WIDTH,
    Drawing,
    period_axis,
    region_looks,
    style,
)
from farrell.report.names import Names

SCORES = {"te_crs": "te", "te_vrs": "pte", "se": "se"}
"""Columns of scores and the keys of their names."""


def efficiency_by_region(regions: pd.DataFrame | None, means: pd.DataFrame, names: Names) -> Drawing:
    """TE, PTE and SE over time, a line a region with its name at its end; all units together in grey."""
    periods = list(means["period"])
    looks = {} if regions is None else region_looks(names.regions, regions["region"])
    lines = {"": means.set_index("period")}
    if regions is not None:
        lines |= {r: regions[regions["region"] == r].set_index("period").reindex(periods) for r in looks}
    with style():
        figure = Figure(figsize=(WIDTH, 2.6))
        axes = figure.subplots(1, 3, sharey=True)
        figure.subplots_adjust(wspace=0.42, right=0.93)
        for ax, (column, title) in zip(axes, SCORES.items(), strict=True):
            places = period_axis(ax, periods, most=4)
            for region, line in lines.items():
                colour, marker = looks.get(region, (FAINT, ""))
                width = 2.4 if region == "" else 1.2
                ax.plot(places, line[column], color=colour, marker=marker, markeredgewidth=0, linewidth=width)
            ax.set_title(names.say(title))
            ax.grid(axis="y", color=GRID, linewidth=0.6)
        for ax, column in zip(axes, SCORES, strict=True):
            ends = [
                (
                    float(line[column].iloc[-1]),
                    names.region(region) if region else names.say("all"),
                    looks.get(region, (FAINT, ""))[0],
                )
                for region, line in lines.items()
            ]
            label_ends(ax, ends, places[-1])
    data = pd.concat([line[list(SCORES)].reset_index().assign(region=r or "all") for r, line in lines.items()])
    alt = names.say("alt-region", first=periods[0], last=periods[-1])
    return Drawing("efficiency-by-region", figure, alt, data[["region", "period", *SCORES]])


def efficiency_bars(efficiency: pd.DataFrame, names: Names) -> Drawing:
    """One period: TE and PTE of every unit as dots on one line, sorted."""
    frame = efficiency.sort_values(["te_crs", "te_vrs"]).head(MOST_UNITS)
    with style():
        figure = Figure(figsize=(WIDTH, 0.15 * len(frame) + 0.7))
        ax = figure.subplots()
        places = np.arange(len(frame))
        ax.hlines(places, frame["te_crs"], frame["te_vrs"], color="#BBBBBB", linewidth=1.0, zorder=1)
        ax.scatter(frame["te_crs"], places, color=OKABE_ITO[0], s=16, zorder=2, label=names.say("te"))
        hollow: Any = {"facecolor": "white", "edgecolor": OKABE_ITO[1], "marker": "s"}
        ax.scatter(frame["te_vrs"], places, s=16, zorder=2, label=names.say("pte"), **hollow)
        ax.set_yticks(places, [names.label(u) for u in frame["unit"]], fontsize=TEXT)
        ax.set_ylim(-0.7, len(frame) - 0.3)
        ax.grid(axis="x", color=GRID, linewidth=0.6)
        ax.legend(loc="lower right")
    return Drawing(
        "efficiency-dots", figure, names.say("alt-bars", units=len(frame)), frame[["unit", "te_crs", "te_vrs"]]
    )


def quadrants(now: pd.DataFrame, group: str | None, names: Names) -> Drawing:
    """Pure technical against scale efficiency of every unit, the two means as cross-hairs, every unit named."""
    frame = now[now["se"].notna()]
    labelled = frame if len(frame) <= MOST_UNITS else frame.nsmallest(MOST_UNITS // 4, "te_crs")
    looks = {} if group is None else region_looks(names.regions, frame[group])
    with style():
        figure = Figure(figsize=(WIDTH, 5.0))
        ax = figure.subplots()
        for place, line in ((float(frame["te_vrs"].mean()), ax.axvline), (float(frame["se"].mean()), ax.axhline)):
            line(place, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
        parts = [(r, frame[frame[group] == r]) for r in looks] if group is not None else [("", frame)]
        dots = []
        for region, part in parts:
            colour, marker = looks.get(region, (OKABE_ITO[0], "o"))
            dots.append(
                ax.scatter(part["te_vrs"], part["se"], color=colour, marker=marker, s=20, linewidth=0, zorder=3)
            )
        ax.set_xlabel(names.say("pte"))
        ax.set_ylabel(names.say("se"))
        for side, values in (("x", frame["te_vrs"]), ("y", frame["se"])):
            low, high = float(values.min()), float(values.max())
            room = 0.14 * (high - low) or 0.05
            getattr(ax, f"set_{side}lim")(low - room, high + room)
        if group is not None:
            labels = [names.region(region) for region in looks]
            ax.legend(
                dots, labels, loc="lower right", bbox_to_anchor=(1, 1), ncols=8, handletextpad=0.2, columnspacing=1.0
            )
        label_points(ax, _grouped_points(labelled, names))
        ax.grid(color=GRID, linewidth=0.4)
    columns = ["unit", *([group] if group is not None else []), "te_vrs", "se", "te_crs"]
    return Drawing("quadrants", figure, names.say("alt-quadrants", units=len(frame)), frame[columns])


def _grouped_points(frame: pd.DataFrame, names: Names) -> list[tuple[float, float, str]]:
    """One point a place; units at one place share it, their names in lines of three."""
    at: dict[tuple[float, float], list[str]] = {}
    for unit, x, y in zip(frame["unit"], frame["te_vrs"], frame["se"], strict=True):
        at.setdefault((round(float(x), 4), round(float(y), 4)), []).append(names.label(unit))
    out = []
    for (x, y), members in at.items():
        lines = [names.many(members[i : i + 3]) for i in range(0, len(members), 3)]
        out.append((x, y, "\n".join(lines)))
    return out
