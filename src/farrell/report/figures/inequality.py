"""Figures of inequality: Dagum's parts by period, Lorenz curves."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter, StrMethodFormatter

from farrell.report.figures.labels import label_points
from farrell.report.figures.style import COLUMN, FAINT, GRID, OKABE_ITO, PAD, TEXT, WIDTH, Drawing, period_axis, style
from farrell.report.names import Names, number

PARTS = {"within": OKABE_ITO[5], "net_between": OKABE_ITO[0], "transvariation": OKABE_ITO[4]}


def dagum_parts(dagum: pd.DataFrame, names: Names) -> Drawing:
    """The Gini coefficient by period, split into what is within groups, net between them, and what overlaps.

    Parameters
    ----------
    dagum : period, gini, within, net_between, transvariation
    """
    periods = dagum["period"].tolist()
    with style():
        figure = Figure(figsize=(WIDTH, 2.4))
        ax = figure.subplots()
        places = np.array(period_axis(ax, periods, most=10))
        wide = 0.62 * (float(np.diff(places).min()) if len(places) > 1 else 1.0)
        base = np.zeros(len(places))
        for part, colour in PARTS.items():
            height = dagum[part].to_numpy(dtype=float)
            ax.bar(places, height, wide, bottom=base, color=colour, label=names.say(f"dagum-{part}"))
            base += height
        for x, y in zip(places, base, strict=True):
            ax.text(x, y, number(y), ha="center", va="bottom", fontsize=TEXT - 0.5)
        ax.set_ylabel(names.say("gini"))
        ax.yaxis.set_major_locator(MaxNLocator(5))
        ax.set_ylim(0, float(base.max()) * 1.1)
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, handlelength=1.1)
    alt = names.say("alt-dagum", first=periods[0], last=periods[-1])
    return Drawing("dagum", figure, alt, dagum[["period", "gini", *PARTS]])


def agglomeration_points(frame: pd.DataFrame, label: str, names: Names) -> Drawing:
    """Each unit's share of the resource over its share of the land, against that of its people; equal on the line.

    Parameters
    ----------
    frame : unit, hrad, pad, ratio of one period
    """
    with style():
        figure = Figure(figsize=(WIDTH * 0.72, WIDTH * 0.6))
        ax = figure.subplots()
        ax.set_xscale("log")
        ax.set_yscale("log")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(StrMethodFormatter("{x:g}"))
            axis.set_minor_formatter(NullFormatter())
        both = frame[["pad", "hrad"]].to_numpy()
        both = both[both > 0]
        ends = np.array([both.min() / 1.5, both.max() * 1.5])
        ax.plot(ends, ends, color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
        more = (frame["ratio"] >= 1).to_numpy()
        for here, colour in ((more, OKABE_ITO[0]), (~more, OKABE_ITO[1])):
            ax.scatter(frame["pad"][here], frame["hrad"][here], s=16, color=colour, linewidth=0, zorder=3)
        ax.set_xlim(*ends)
        ax.set_ylim(*ends)
        ax.set_xlabel(names.say("pad-axis"))
        ax.set_ylabel(names.say("hrad-axis", what=label))
        ax.grid(color=GRID, linewidth=0.4)
        shown = frame[frame["hrad"] > 0]
        label_points(ax, list(zip(shown["pad"], shown["hrad"], map(names.label, shown["unit"]), strict=True)))
    alt = names.say("alt-agglomeration", what=label, n=len(frame))
    return Drawing("agglomeration", figure, alt, frame[["unit", "hrad", "pad", "ratio"]])


def lorenz_curves(lorenz: pd.DataFrame, label: str, below: str, names: Names) -> Drawing:
    """Share held by the least endowed, in the first and in the last period.

    Parameters
    ----------
    lorenz : period, unit, people, held
    label, below : what is held, and by what units are counted; empty for equally
    """
    periods = list(dict.fromkeys(lorenz["period"]))
    with style():
        figure = Figure(figsize=(COLUMN - 2 * PAD, 3.2))
        ax = figure.subplots()
        ax.plot([0, 1], [0, 1], color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)), label=names.say("lorenz-equal"))
        for period, colour, line in zip(periods, (OKABE_ITO[1], OKABE_ITO[0]), ("--", "-"), strict=False):
            part = lorenz[lorenz["period"] == period]
            ax.plot(part["people"], part["held"], color=colour, linestyle=line, label=names.at(period))
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1)
        ax.set_xlabel(names.say("lorenz-x", below=below) if below else names.say("lorenz-x-equal"))
        ax.set_ylabel(names.say("lorenz-y", what=label))
        ax.grid(color=GRID, linewidth=0.5)
        ax.legend(loc="upper left")
    alt = names.say("alt-lorenz", what=label, periods=names.many([str(p) for p in periods]))
    return Drawing("lorenz", figure, alt, lorenz[["period", "unit", "people", "held"]])
