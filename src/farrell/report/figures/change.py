"""Figures of change: inputs and outputs over time, an index and its parts, chained productivity."""

from __future__ import annotations

import itertools
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

FACTOR_LOOKS = tuple(zip(OKABE_ITO, ("s", "^", "D", "v", "P"), strict=False))
"""Colour and mark of the factors of an index, in their order."""

ROLE_COLOURS = {
    "input": REDUNDANCY,
    "output": SHORTFALL,
    "undesirable": SHORTFALL,
    "intermediate": INK,
    "carry_over": INK,
}


def indicator_trends(descriptive: pd.DataFrame, measure: str, names: Names) -> Drawing:
    """Each indicator over time in its own unit, with its change from the first to the last period.

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
            colour = ROLE_COLOURS[part["role"].iloc[0]]
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


def index_components(
    interval_means: pd.DataFrame, periods: list[Any], factors: list[str], neutral: float, name: str, names: Names
) -> Drawing:
    """An index and the factors it is made of by interval, around the line of no change.

    Parameters
    ----------
    interval_means : ``name`` (the interval), every factor, ``tfpch``
    periods : of the study; intervals are broken between them, not within their names
    neutral : the value that is no change
    name : of the files
    """
    intervals = list(interval_means["name"])
    looks = {c: look for c, look in zip(factors, FACTOR_LOOKS, strict=False) if interval_means[c].notna().any()}
    looks |= {"tfpch": (INK, "o")}
    with style():
        figure = Figure(figsize=(WIDTH, 2.5))
        ax = figure.subplots()
        figure.subplots_adjust(right=0.8)
        ax.axhline(neutral, color=FAINT, linewidth=0.8)
        ends = []
        for column, (colour, marker) in looks.items():
            values = interval_means[column].to_numpy(dtype=float)
            ax.plot(intervals, values, color=colour, marker=marker, linewidth=1.8 if column == "tfpch" else 1.2)
            ends.append((float(values[-1]), names.say(column), colour))
        label_ends(ax, ends, len(intervals) - 1)
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.margins(x=0.02)
        if len(intervals) > 6:
            step = -(-len(intervals) // 12)
            broken = {f"{a}–{b}": f"{a}–\n{b}" for a, b in itertools.pairwise(periods)}
            ax.set_xticks(range(len(intervals))[::step], [broken.get(i, i) for i in intervals][::step])
        ax.set_ylabel(names.say("fig-index-axis", neutral=f"{neutral:g}"))
    data = interval_means[["name", *looks]].rename(columns={"name": "interval"})
    alt = names.say(
        "alt-index",
        parts=names.many([names.say(c) for c in looks]),
        intervals=len(intervals),
        neutral=f"{neutral:g}",
    )
    return Drawing(name, figure, alt, data)


def cumulative(means: pd.DataFrame, periods: list[Any], since: Any, neutral: float, names: Names) -> Drawing:
    """Chained tfpch, ``neutral`` in the period ``since``, a line a region; all units together in grey."""
    looks = region_looks(names.regions, means.loc[means["by"] == "region", "name"])
    lines = {r: means[(means["by"] == "region") & (means["name"] == r)] for r in looks}
    lines = {"": means[means["by"] == "all"], **lines}
    with style():
        figure = Figure(figsize=(WIDTH, 2.6))
        ax = figure.subplots()
        figure.subplots_adjust(right=0.86)
        ax.axhline(neutral, color=FAINT, linewidth=0.8, zorder=0)
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
        ax.set_ylabel(names.say("fig-cumulative-axis", since=since, neutral=f"{neutral:g}"))
    alt = names.say("alt-cumulative", first=periods[0], last=periods[-1], since=since, neutral=f"{neutral:g}")
    return Drawing("cumulative-productivity", figure, alt, means[["by", "name", "period", "tfpch"]])
