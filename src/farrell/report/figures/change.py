"""Figures of change: inputs and outputs over time, the Malmquist index and its parts, chained productivity."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from farrell.report.figures.labels import label_ends
from farrell.report.figures.style import (
    FAINT,
    GRID,
    INK,
    OKABE_ITO,
    QUIET,
    REDUNDANCY,
    SHORTFALL,
    TEXT,
    WIDTH,
    Drawing,
    period_axis,
    region_looks,
    style,
)
from farrell.report.names import Names, signed

COMPONENT_LOOKS = {"effch": (OKABE_ITO[0], "s"), "techch": (OKABE_ITO[1], "^"), "tfpch": (INK, "o")}


def indicator_trends(descriptive: pd.DataFrame, measure: str, names: Names) -> Drawing:
    """Each input and output over time in its own unit, with its change from the first to the last period.

    Parameters
    ----------
    measure : ``total`` of all units, or ``mean`` where not all are there in every period
    """
    variables = list(dict.fromkeys(descriptive["variable"]))
    columns = min(3, len(variables))
    rows = -(-len(variables) // columns)
    with style():
        figure = Figure(figsize=(WIDTH, 1.75 * rows + 0.2))
        axes = np.atleast_1d(figure.subplots(rows, columns, squeeze=False)).ravel()
        figure.subplots_adjust(wspace=0.48, hspace=0.66)
        for ax, variable in zip(axes, variables, strict=False):
            part = descriptive[descriptive["variable"] == variable]
            values, periods = part[measure].to_numpy(dtype=float), part["period"].tolist()
            colour = REDUNDANCY if part["role"].iloc[0] == "input" else SHORTFALL
            places = period_axis(ax, periods, most=4)
            ax.plot(places, values, color=colour, marker="o", markersize=2.6)
            ax.set_title(names.variable(variable), pad=14)
            change = signed(100 * (values[-1] / values[0] - 1)) if values[0] else "–"
            words = names.say("trend-change", change=change, first=names.at(periods[0]))
            words = names.listed([names.measure(variable), words])
            ax.text(0, 1.03, words, transform=ax.transAxes, fontsize=TEXT, color=QUIET, va="bottom")
            ax.yaxis.set_major_locator(MaxNLocator(4))
            ax.tick_params(axis="y", labelsize=TEXT)
            ax.grid(axis="y", color=GRID, linewidth=0.6)
            ax.margins(y=0.12)
            step = float(np.diff(ax.get_yticks()).min())
            ax.yaxis.set_major_formatter(StrMethodFormatter(f"{{x:,.{max(0, math.ceil(-math.log10(step)))}f}}"))
        for ax in axes[len(variables) :]:
            ax.set_visible(False)
    alt = names.say("alt-trends", variables=names.many([names.variable(v) for v in variables]))
    return Drawing("indicators", figure, alt, descriptive[["variable", "role", "period", "n", measure]])


def malmquist_components(interval_means: pd.DataFrame, names: Names) -> Drawing:
    """effch, techch and tfpch by interval around the line of no change."""
    intervals = list(interval_means["name"])
    with style():
        figure = Figure(figsize=(WIDTH, 2.5))
        ax = figure.subplots()
        figure.subplots_adjust(right=0.8)
        ax.axhline(1.0, color=FAINT, linewidth=0.8)
        ends = []
        for column, (colour, marker) in COMPONENT_LOOKS.items():
            values = interval_means[column].to_numpy(dtype=float)
            ax.plot(intervals, values, color=colour, marker=marker, linewidth=1.8 if column == "tfpch" else 1.2)
            ends.append((float(values[-1]), names.say(column), colour))
        label_ends(ax, ends, len(intervals) - 1)
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.margins(x=0.02)
        if len(intervals) > 6:
            step = -(-len(intervals) // 12)
            ax.set_xticks(range(len(intervals))[::step], [i.replace("–", "–\n") for i in intervals][::step])
        ax.set_ylabel(names.say("fig-malmquist-axis"))
    data = interval_means[["name", *COMPONENT_LOOKS]].rename(columns={"name": "interval"})
    return Drawing("malmquist-by-interval", figure, names.say("alt-malmquist", intervals=len(intervals)), data)


def cumulative(means: pd.DataFrame, periods: list[Any], names: Names) -> Drawing:
    """Chained tfpch from the first period, a line a region; all units together in grey."""
    looks = region_looks(names.regions, means.loc[means["by"] == "region", "name"])
    lines = {r: means[(means["by"] == "region") & (means["name"] == r)] for r in looks}
    lines = {"": means[means["by"] == "all"], **lines}
    with style():
        figure = Figure(figsize=(WIDTH, 2.6))
        ax = figure.subplots()
        figure.subplots_adjust(right=0.86)
        ax.axhline(1.0, color=FAINT, linewidth=0.8, zorder=0)
        places = period_axis(ax, periods, most=12)
        ends = []
        for region, line in lines.items():
            colour, marker = looks.get(region, (FAINT, ""))
            values = line["tfpch"].to_numpy(dtype=float)
            width = 2.4 if region == "" else 1.2
            ax.plot(places, values, color=colour, marker=marker, markeredgewidth=0, linewidth=width)
            ends.append((float(values[-1]), names.region(region) if region else names.say("all"), colour))
        label_ends(ax, ends, places[-1])
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.set_ylabel(names.say("fig-cumulative-axis", first=periods[0]))
    alt = names.say("alt-cumulative", first=periods[0], last=periods[-1])
    return Drawing("cumulative-productivity", figure, alt, means[["by", "name", "period", "tfpch"]])
