"""Small figures of where units stand: all of them in one period, and one of them over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from farrell.report.figures.style import FAINT, GRID, OKABE_ITO, QUIET, TEXT, WIDTH, Drawing, period_axis, style
from farrell.report.names import Names, number

MOST_RANKED = 31
"""Most units of a ranking on a page that has other things on it; of more, those with the lowest values are shown."""
ALL, OWN = FAINT, OKABE_ITO[0]


@dataclass(frozen=True, slots=True)
class Course:
    """One measure of one unit over time.

    Attributes
    ----------
    title : what is measured
    own : period -> value of the unit, low and high (NaN without an interval)
    others : period -> mean of all units; nothing for ranks
    ranks : of ranks, how many units there are: the axis goes from 1 on top to so many
    """

    title: str
    own: pd.DataFrame
    others: pd.Series | None = None
    ranks: int = 0


def ranking(values: pd.DataFrame, neutral: float, title: str, names: Names) -> Drawing:
    """Units from the lowest value to the highest, each with its value and, where there is one, its interval.

    Parameters
    ----------
    values : unit, value, low, high
    neutral : a line stands there: best practice, or no change
    """
    frame = values[values["value"].notna()].sort_values(["value", "unit"], kind="stable").head(MOST_RANKED)
    with style():
        figure = Figure(figsize=(WIDTH * 0.75, 0.125 * len(frame) + 0.55))
        ax = figure.subplots()
        places = np.arange(len(frame))
        ax.axvline(neutral, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
        ax.hlines(places, frame["low"], frame["high"], color="#BBBBBB", linewidth=1.6, zorder=1)
        ax.scatter(frame["value"], places, color=OWN, s=14, zorder=2)
        ax.set_yticks(places, [names.label(u) for u in frame["unit"]], fontsize=TEXT)
        ax.tick_params(axis="y", length=0)
        for place, value in zip(places, frame["value"], strict=True):
            ax.annotate(
                number(value), (1.0, place), xycoords=("axes fraction", "data"), xytext=(6, 0),
                textcoords="offset points", va="center", fontsize=TEXT, color=QUIET,
            )  # fmt: skip
        ax.set_ylim(-0.7, len(frame) - 0.3)
        ax.set_xlabel(title, fontsize=TEXT + 0.5)
        ax.grid(axis="x", color=GRID, linewidth=0.6)
    return Drawing("ranking", figure, names.say("alt-ranking", units=len(frame)), frame.reset_index(drop=True))


def unit_over_time(unit: str, courses: Sequence[Course], name: str, names: Names) -> Drawing:
    """One unit over time in a panel a measure, beside the mean of all in grey; the band is its interval."""
    parts = []
    with style():
        figure = Figure(figsize=(WIDTH, 1.45))
        axes: Any = np.atleast_1d(figure.subplots(1, len(courses)))
        figure.subplots_adjust(wspace=0.3)
        for ax, course in zip(axes, courses, strict=True):
            own = course.own
            places = period_axis(ax, list(own.index), most=6)
            if course.others is not None:
                ax.plot(places, course.others.reindex(own.index), color=ALL, linewidth=2.2)
            if own[["low", "high"]].notna().to_numpy().any():
                low, high = (own[side].to_numpy() for side in ("low", "high"))
                ax.fill_between(places, low, high, color=OWN, alpha=0.18, linewidth=0)
            ax.plot(places, own["value"], color=OWN, marker="o", markersize=3)
            ax.set_title(course.title, fontsize=8)
            ax.grid(axis="y", color=GRID, linewidth=0.6)
            ax.yaxis.set_major_locator(MaxNLocator(4))
            if course.ranks:
                room = 0.04 * course.ranks
                ax.set_ylim(course.ranks + room, 1 - room)
                ax.set_yticks(sorted({1, -(-course.ranks // 2), course.ranks}))
            parts.append(own.rename_axis("period").reset_index().assign(measure=course.title))
    data = pd.concat(parts, ignore_index=True)[["measure", "period", "value", "low", "high"]]
    return Drawing(name, figure, names.say("alt-unit", unit=names.unit(unit)), data)


def among_all(unit: str, values: pd.Series, title: str, name: str, names: Names) -> Drawing:
    """One period: a stroke for every unit, a dot for the one.

    Parameters
    ----------
    values : unit -> value
    """
    known = values.dropna()
    with style():
        figure = Figure(figsize=(WIDTH, 0.75))
        ax = figure.subplots()
        ax.vlines(known, -1, 1, color=FAINT, linewidth=0.8)
        if unit in known:
            ax.scatter([known[unit]], [0], color=OWN, s=40, zorder=3)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        ax.set_ylim(-1.4, 1.4)
        ax.set_xlabel(title)
    frame = known.rename("value").rename_axis("unit").reset_index()
    return Drawing(name, figure, names.say("alt-unit", unit=names.unit(unit)), frame)
