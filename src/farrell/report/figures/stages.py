"""Figures of frontiers with noise: stage 1 against stage 3, and scores of two frontiers against each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from farrell.report.figures.labels import label_points
from farrell.report.figures.style import (
    FAINT,
    GRID,
    INK,
    MOST_UNITS,
    OKABE_ITO,
    QUIET,
    REDUNDANCY,
    SHORTFALL,
    TEXT,
    WIDTH,
    Drawing,
    region_looks,
    style,
)
from farrell.report.names import Names

PANELS = {"te_crs": "te", "te_vrs": "pte"}
"""Score -> its name, a panel each."""


def stage_moves(now: pd.DataFrame, names: Names) -> Drawing:
    """One period: scores of stage 1 (open dot) and of stage 3 (full dot), units by te_crs of stage 3."""
    columns = [f"{score}_{stage}" for score in PANELS for stage in (1, 3)]
    frame = now.sort_values(["te_crs_3", "te_crs_1"], kind="stable").head(MOST_UNITS)
    places = np.arange(len(frame))
    with style():
        figure = Figure(figsize=(WIDTH, 0.15 * len(frame) + 1.0))
        axes = figure.subplots(1, len(PANELS), sharey=True, sharex=True)
        figure.subplots_adjust(wspace=0.06)
        for ax, (score, name) in zip(axes, PANELS.items(), strict=True):
            first, third = (frame[f"{score}_{stage}"].to_numpy(dtype=float) for stage in (1, 3))
            change = third - first
            colours = np.where(change > 1e-9, SHORTFALL, np.where(change < -1e-9, REDUNDANCY, FAINT))
            ax.hlines(places, first, third, color=colours, linewidth=1.1, zorder=2)
            ax.scatter(first, places, s=11, facecolor="white", edgecolor=QUIET, linewidth=0.8, zorder=3)
            ax.scatter(third, places, s=13, color=colours, linewidth=0, zorder=4)
            ax.axvline(1.0, color=INK, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
            ax.set_title(names.say(name))
            ax.set_yticks(places, [names.label(u) for u in frame["unit"]], fontsize=TEXT)
            ax.tick_params(axis="y", length=0)
            ax.tick_params(axis="x", labelsize=TEXT)
            ax.grid(axis="x", color=GRID, linewidth=0.6)
            ax.set_ylim(-0.7, len(frame) - 0.3)
            ax.locator_params(axis="x", nbins=5)
        handles = [
            Line2D([], [], marker="o", linestyle="", color="white", markeredgecolor=QUIET, label=names.say("stage-1")),
            Line2D([], [], marker="o", color=SHORTFALL, label=names.say("stage-3-up")),
            Line2D([], [], marker="o", color=REDUNDANCY, label=names.say("stage-3-down")),
            Line2D([], [], marker="o", linestyle="", color=FAINT, label=names.say("stage-3-same")),
        ]
        top = figure.subplotpars.top + 0.22 / figure.get_figheight()  # above the titles
        figure.legend(handles=handles, loc="lower center", ncols=4, bbox_to_anchor=(0.5, top), fontsize=TEXT)
    alt = names.say("alt-stages", units=len(frame))
    return Drawing("stages", figure, alt, frame[["unit", *columns]].reset_index(drop=True))


def score_scatter(now: pd.DataFrame, regions: dict[str, str], name: str, label: str, names: Names) -> Drawing:
    """One period: scores of a frontier with noise (``te``) against DEA's, means as cross-hairs, units named.

    Parameters
    ----------
    regions : unit -> region, empty without
    name : of the files
    label : of the frontier, for its axis
    """
    frame = now.dropna(subset=["te", "dea"]).assign(
        region=[regions.get(u, "") for u in now.dropna(subset=["te", "dea"])["unit"]]
    )
    labelled = frame if len(frame) <= MOST_UNITS else frame.nsmallest(MOST_UNITS // 4, "dea")
    looks = region_looks(names.regions, frame["region"]) if regions else {"": (OKABE_ITO[0], "o")}
    with style():
        figure = Figure(figsize=(WIDTH, 4.4))
        ax = figure.subplots()
        for place, line in ((float(frame["dea"].mean()), ax.axvline), (float(frame["te"].mean()), ax.axhline)):
            line(place, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
        for region, (colour, marker) in looks.items():
            part = frame[frame["region"] == region]
            ax.scatter(
                part["dea"], part["te"], color=colour, marker=marker, s=20, linewidth=0, zorder=3,
                label=names.region(region),
            )  # fmt: skip
        ax.set_xlabel(names.say("axis-dea"))
        ax.set_ylabel(label)
        for side, values in (("x", frame["dea"]), ("y", frame["te"])):
            low, high = float(values.min()), float(values.max())
            room = 0.14 * (high - low) or 0.05
            getattr(ax, f"set_{side}lim")(low - room, high + room)
        if regions:
            ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=8, handletextpad=0.2, columnspacing=1.0)
        points = zip(labelled["dea"], labelled["te"], labelled["unit"], strict=True)
        label_points(ax, [(float(x), float(y), names.label(u)) for x, y, u in points])
        ax.grid(color=GRID, linewidth=0.4)
    alt = names.say("alt-scatter", frontier=label, units=len(frame))
    return Drawing(name, figure, alt, frame[["unit", "dea", "te"]].reset_index(drop=True))
