"""Figures of which findings stand: the specification curve, units left out, intervals of ranks, moves kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from farrell.report.figures.style import (
    FAINT,
    GRID,
    INK,
    MOST_UNITS,
    NO_DATA,
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

ROW = 0.155
"""Inches of a row of names."""
NAMES = 2.35
"""Inches of the findings' and choices' names beside the curve."""
LONGEST = 48
"""Characters of such a name; a Chinese one counts twice."""


def specification_curve(
    frame: pd.DataFrame, findings: Mapping[str, str], choices: Mapping[tuple[str, str], tuple[str, Any]], names: Names
) -> Drawing:
    """Mean efficiency of every specification, sorted; under it which findings it keeps and what it decides.

    Parameters
    ----------
    frame : one row a specification, the lowest mean first
    findings : column -> its words
    choices : choice and name of a value of it -> column and value
    """
    count, heads = len(frame), len(dict.fromkeys(choice for choice, _ in choices))
    kept = [(words, frame[column].to_numpy(dtype=float)) for column, words in findings.items()]
    rows = len(kept) + len(choices) + 0.5 * heads
    top, below = 1.25, ROW * (rows + 1.2)
    with style():
        figure = Figure(figsize=(WIDTH, top + below + 0.2))
        curve, matrix = figure.subplots(2, 1, sharex=True, height_ratios=[top, below])
        figure.subplots_adjust(left=NAMES / WIDTH, right=0.995, hspace=0.03, top=0.98, bottom=0.02)
        places = np.arange(1, count + 1)
        size = float(np.clip(600 / count, 2, 14))
        curve.scatter(places, frame["mean"], s=size, color=OKABE_ITO[0], linewidth=0, zorder=3)
        curve.set_ylabel(names.say("mean-efficiency"))
        curve.grid(axis="y", color=GRID, linewidth=0.6)
        curve.tick_params(axis="x", length=0, labelbottom=False)
        curve.spines["bottom"].set_visible(False)
        y, ticks = 0.0, []
        for words, holds in kept:
            _runs(matrix, holds == 1, y, SHORTFALL)
            _runs(matrix, holds == 0, y, "#F1DDD2")
            _runs(matrix, np.isnan(holds), y, NO_DATA)
            ticks.append((y, words))
            y += 1
        last = ""
        for (choice, value), (column, own) in choices.items():
            if choice != last:
                y, last = y + 0.5, choice
            _runs(matrix, (frame[column] == own).to_numpy(), y, QUIET)
            ticks.append((y, value))
            y += 1
        matrix.set_yticks([at for at, _ in ticks], [_cut(words) for _, words in ticks], fontsize=TEXT - 0.5)
        matrix.set_ylim(y - 0.3, -0.7)
        matrix.set_xlim(0.4, count + 0.6)
        matrix.tick_params(axis="both", length=0)
        matrix.tick_params(axis="x", labelbottom=False)
        for spine in matrix.spines.values():
            spine.set_visible(False)
        handles = [
            Line2D([], [], marker="s", linestyle="", color=colour, markersize=5, label=names.say(key))
            for key, colour in (("holds", SHORTFALL), ("holds-not", "#F1DDD2"), ("chosen", QUIET))
            if kept or key == "chosen"
        ]
        figure.legend(handles=handles, loc="lower right", ncols=3, bbox_to_anchor=(0.995, 1.0), fontsize=TEXT)
    columns = list(dict.fromkeys(column for column, _ in choices.values()))
    data = frame[["mean", *columns]].assign(kept=(frame[list(findings)] == 1).sum(axis=1))
    data.insert(0, "specification", places)
    alt = names.say("alt-curve", n=count, findings=len(findings))
    return Drawing("specification-curve", figure, alt, data)


def _runs(ax: Any, chosen: NDArray[np.bool_], y: float, colour: str) -> None:
    """Neighbouring specifications as one bar."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(int)))
    bars = [(start + 0.55, stop - start - 0.1) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    ax.broken_barh(bars, (y - 0.36, 0.72), facecolor=colour, linewidth=0)


def _cut(words: str) -> str:
    """A name as long as there is room for it."""
    wide = np.cumsum([2 if ord(letter) > 0x2E80 else 1 for letter in words])
    if wide[-1] <= LONGEST:
        return words
    return words[: int((wide <= LONGEST - 1).sum())] + "…"


def left_out(frame: pd.DataFrame, names: Names) -> Drawing:
    """Without each unit: how the mean of the others changes, and the one score that changes most."""
    shown = frame.head(MOST_UNITS)[::-1]
    places = np.arange(len(shown))
    with style():
        figure = Figure(figsize=(WIDTH, 0.17 * len(shown) + 0.75))
        axes = figure.subplots(1, 3, sharey=True)
        figure.subplots_adjust(wspace=0.08)
        panels = {"change": "change-of-mean", "largest": "largest-change", "scores": "scores-change"}
        for ax, (column, title) in zip(axes, panels.items(), strict=True):
            ax.hlines(places, 0, shown[column], color=NO_DATA, linewidth=1.0, zorder=1)
            ax.scatter(shown[column], places, s=15, color=OKABE_ITO[0], linewidth=0, zorder=3)
            ax.axvline(0, color=INK, linewidth=0.6)
            ax.set_title(names.say(title))
            ax.set_yticks(places, [names.label(unit) for unit in shown["left_out"]], fontsize=TEXT)
            ax.tick_params(axis="y", length=0)
            ax.tick_params(axis="x", labelsize=TEXT)
            ax.locator_params(axis="x", nbins=4, integer=column == "scores")
            ax.grid(axis="x", color=GRID, linewidth=0.6)
            ax.set_ylim(-0.7, len(shown) - 0.3)
    data = frame.head(MOST_UNITS)[["left_out", *panels]].reset_index(drop=True)
    return Drawing("leave-one-out", figure, names.say("alt-left-out", units=len(shown)), data)


def rank_intervals(frame: pd.DataFrame, names: Names) -> Drawing:
    """One period: rank of every unit with its interval and the median of the draws, the best at the top."""
    shown = frame.tail(MOST_UNITS)[::-1]
    places = np.arange(len(shown))
    with style():
        figure = Figure(figsize=(WIDTH, ROW * len(shown) + 0.75))
        ax = figure.subplots()
        ax.hlines(places, shown["low"], shown["high"], color="#9CC5DD", linewidth=3.2, zorder=1)
        ax.scatter(shown["median"], places, s=26, marker="|", color=QUIET, linewidth=1.2, zorder=2)
        ax.scatter(shown["rank"], places, s=15, color=OKABE_ITO[0], linewidth=0, zorder=3)
        ax.set_yticks(places, [names.label(unit) for unit in shown["unit"]], fontsize=TEXT)
        ax.set_ylim(-0.7, len(shown) - 0.3)
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel(names.say("rank"))
        ax.set_xlim(0.3, float(frame["high"].max()) + 0.7)
        ax.locator_params(axis="x", integer=True)
        ax.grid(axis="x", color=GRID, linewidth=0.6)
        handles = [
            Line2D([], [], marker="o", linestyle="", color=OKABE_ITO[0], label=names.say("rank")),
            Line2D([], [], marker="|", linestyle="", color=QUIET, markersize=6, label=names.say("rank-median")),
            Line2D([], [], color="#9CC5DD", linewidth=3.2, label=names.say("rank-interval")),
        ]
        ax.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    data = shown[::-1][["unit", "rank", "low", "high", "median"]].reset_index(drop=True)
    return Drawing("rank-intervals", figure, names.say("alt-rank-intervals", units=len(shown)), data)


def moves_kept(frame: pd.DataFrame, level: float, names: Names) -> Drawing:
    """Every move of the plan: the share of draws that keep its sign; full where it stands, ringed where it is sure."""
    columns = list(dict.fromkeys(frame["column"]))
    order = frame.groupby("unit", sort=False)["draws"].mean().sort_values(kind="stable")
    units = list(order.index[-MOST_UNITS:])
    place = {unit: k for k, unit in enumerate(units)}
    shown = frame[frame["unit"].isin(units)]
    with style():
        figure = Figure(figsize=(WIDTH, ROW * len(units) + 0.85))
        axes = figure.subplots(1, len(columns), sharey=True, sharex=True, squeeze=False)[0]
        figure.subplots_adjust(wspace=0.06)
        for ax, column in zip(axes, columns, strict=True):
            part = shown[shown["column"] == column]
            y = part["unit"].map(place).to_numpy()
            colours = np.where(part["net"] > 0, SHORTFALL, REDUNDANCY)
            ax.hlines(y, 0, 100 * part["draws"], color=GRID, linewidth=1.0, zorder=1)
            faces = [c if stands else "white" for c, stands in zip(colours, part["stands"], strict=True)]
            ax.scatter(100 * part["draws"], y, s=17, color=faces, edgecolor=colours, linewidth=1.0, zorder=3)
            sure = part["sure"].to_numpy(dtype=bool)
            ax.scatter(
                100 * part["draws"][sure], y[sure], s=52, facecolor="none", edgecolor=INK, linewidth=0.6, zorder=2
            )
            ax.axvline(100 * level, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
            ax.set_title(names.variable(str(column)))
            ax.set_xlabel(names.say("axis-kept"))
            ax.set_yticks(np.arange(len(units)), [names.label(unit) for unit in units], fontsize=TEXT)
            ax.tick_params(axis="y", length=0)
            ax.set_ylim(-0.7, len(units) - 0.3)
            ax.set_xlim(-2, 104)
        dots: list[Any] = [
            Line2D([], [], marker="o", linestyle="", color=SHORTFALL, label=names.say("gets-stands")),
            Line2D([], [], marker="o", linestyle="", color=REDUNDANCY, label=names.say("gives-stands")),
            Line2D(
                [], [], marker="o", linestyle="", color="white", markeredgecolor=QUIET, label=names.say("stands-not")
            ),
            Line2D(
                [], [], marker="o", linestyle="", color="none", markeredgecolor=INK, markeredgewidth=0.6, markersize=7,
                label=names.say("sure-too"),
            ),
        ]  # fmt: skip
        top = figure.subplotpars.top + 0.22 / figure.get_figheight()
        figure.legend(handles=dots, loc="lower center", ncols=4, bbox_to_anchor=(0.5, top), fontsize=TEXT)
    data = shown[["unit", "column", "net", "draws", "stands", "sure"]].reset_index(drop=True)
    return Drawing("moves-kept", figure, names.say("alt-moves", moves=len(shown)), data)
