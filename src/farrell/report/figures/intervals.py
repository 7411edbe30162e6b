"""Figures of how sure: scores with their intervals in a period, mean components with theirs over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from farrell.report.figures.stages import PANELS
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
    style,
)
from farrell.report.names import Names


def score_intervals(now: pd.DataFrame, number: int, names: Names) -> Drawing:
    """One period: the score (open dot), the corrected one (tick), its interval; units by the score under crs.

    Parameters
    ----------
    now : unit, score, value, corrected, low, high, and maybe inefficient
    number : of the model, in the name of the files
    """
    first = now[now["score"] == "te_crs"].sort_values(["value", "unit"], kind="stable").head(MOST_UNITS)
    units = list(first["unit"])
    places = np.arange(len(units))
    told = "inefficient" in now
    with style():
        figure = Figure(figsize=(WIDTH, 0.15 * len(units) + 1.0))
        axes = figure.subplots(1, len(PANELS), sharey=True, sharex=True)
        figure.subplots_adjust(wspace=0.06)
        for ax, (score, name) in zip(axes, PANELS.items(), strict=True):
            part = now[now["score"] == score].set_index("unit").loc[units]
            sure = part["inefficient"].to_numpy(dtype=bool) if told else np.zeros(len(units), dtype=bool)
            colours = np.where(sure, REDUNDANCY, QUIET if told else SHORTFALL)
            ax.hlines(places, part["low"].clip(lower=0.0), part["high"].clip(upper=2.0), color=colours, linewidth=1.6)
            possible = part["corrected"].where(part["corrected"].between(0.0, 1.0))
            ax.plot(possible, places, "|", color=INK, markersize=5, markeredgewidth=1.0, zorder=3)
            ax.scatter(part["value"], places, s=11, facecolor="white", edgecolor=INK, linewidth=0.7, zorder=4)
            ax.axvline(1.0, color=INK, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
            ax.set_title(names.say(name))
            ax.set_yticks(places, [names.label(u) for u in units], fontsize=TEXT)
            ax.tick_params(axis="y", length=0)
            ax.tick_params(axis="x", labelsize=TEXT)
            ax.grid(axis="x", color=GRID, linewidth=0.6)
            ax.set_ylim(-0.7, len(units) - 0.3)
            ax.locator_params(axis="x", nbins=5)
        dot: dict[str, Any] = {"marker": "o", "color": "white", "markeredgecolor": INK}
        handles = [
            Line2D([], [], linestyle="", label=names.say("as-computed"), **dot),
            Line2D([], [], marker="|", linestyle="", color=INK, label=names.say("corrected")),
        ]
        lines = {REDUNDANCY: "interval-sure", QUIET: "interval-unsure"} if told else {SHORTFALL: "its-interval"}
        handles += [Line2D([], [], color=colour, linewidth=1.6, label=names.say(key)) for colour, key in lines.items()]
        top = figure.subplotpars.top + 0.22 / figure.get_figheight()  # above the titles
        figure.legend(handles=handles, loc="lower center", ncols=4, bbox_to_anchor=(0.5, top), fontsize=TEXT)
    alt = names.say("alt-intervals", units=len(units))
    columns = ["unit", "score", "value", "corrected", "low", "high"]
    return Drawing(f"intervals-{number}", figure, alt, now[now["unit"].isin(units)][columns].reset_index(drop=True))


def mean_changes(means: pd.DataFrame, number: int, names: Names) -> Drawing:
    """Mean components over the intervals, each with its interval; a full dot where it holds no 1.

    Parameters
    ----------
    means : component, period_from, period_to, value, low, high, of single intervals
    number : of the model, in the name of the files
    """
    components = list(dict.fromkeys(means["component"]))
    with style():
        figure = Figure(figsize=(WIDTH, 1.25 * len(components) + 0.5))
        axes = np.atleast_1d(figure.subplots(len(components), 1, sharex=True))
        figure.subplots_adjust(hspace=0.28)
        for i, (ax, component) in enumerate(zip(axes, components, strict=True)):
            part = means[means["component"] == component]
            labels = [f"{a}–{b}" for a, b in zip(part["period_from"], part["period_to"], strict=True)]
            places, colour = np.arange(len(part)), OKABE_ITO[i % len(OKABE_ITO)]
            sure = ((part["low"] > 1.0) | (part["high"] < 1.0)).to_numpy()
            ax.axhline(1.0, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
            ax.vlines(places, part["low"], part["high"], color=colour, linewidth=1.4)
            faces = [colour if one else "white" for one in sure]
            ax.scatter(places, part["value"], s=18, facecolor=faces, edgecolor=colour, linewidth=1.0, zorder=3)
            ax.set_title(names.say(component), loc="left", fontsize=TEXT + 1)
            ax.set_xticks(places, labels, fontsize=TEXT)
            ax.tick_params(axis="y", labelsize=TEXT)
            ax.grid(axis="y", color=GRID, linewidth=0.6)
            ax.margins(x=0.03)
    alt = names.say("alt-mean-changes", n=len(means))
    columns = ["component", "period_from", "period_to", "value", "low", "high"]
    return Drawing(f"mean-changes-{number}", figure, alt, means[columns].reset_index(drop=True))
