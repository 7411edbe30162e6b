"""Figures of what goes with efficiency: coefficients with their intervals, and ratios of conditional scores."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from farrell.inference.regressions.determinants import CLUSTERED, SECOND_STAGE
from farrell.report.figures.style import FAINT, GRID, INK, OKABE_ITO, REDUNDANCY, SHORTFALL, TEXT, WIDTH, Drawing, style
from farrell.report.names import Names

ACROSS = 3
LETTERS = 28
"""Of a line of a panel's title."""


def coefficient_panels(found: pd.DataFrame, spoken: Callable[[str], str], names: Names, *, shared: bool) -> Drawing:
    """A panel a covariate: the estimate of every method with its interval, open where that holds 0.

    Parameters
    ----------
    found : method, name, estimate, low, high
    spoken : a method in words
    shared : whether sizes of covariates are comparable, so that panels share one scale
    """
    methods = list(dict.fromkeys(found["method"]))
    colours = {method: SHORTFALL if method in (SECOND_STAGE, CLUSTERED) else REDUNDANCY for method in methods}
    with style():
        figure, grid, covariates = _panels(found, names, 0.17 * len(methods) + 0.62, sharex=shared)
        for ax, name in zip(grid, covariates, strict=False):
            part = found[found["name"] == name].set_index("method")
            ax.axvline(0, color=INK, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
            for place, method in enumerate(reversed(methods)):
                row, colour = part.loc[method], colours[method]
                sure = row["low"] > 0 or row["high"] < 0
                ax.hlines(place, row["low"], row["high"], color=colour, linewidth=1.1, zorder=2)
                face = colour if sure else "white"
                ax.scatter(row["estimate"], place, s=16, facecolor=face, edgecolor=colour, linewidth=0.9, zorder=3)
            ax.set_yticks(range(len(methods)), [spoken(method) for method in reversed(methods)], fontsize=TEXT)
            ax.set_ylim(-0.6, len(methods) - 0.4)
            ax.tick_params(axis="y", length=0)
            ax.grid(axis="x", color=GRID, linewidth=0.6)
    alt = names.say("alt-determinants", n=len(covariates), methods=len(methods))
    shown = ["name", "method", "estimate", "low", "high"]
    return Drawing("determinants", figure, alt, found[shown].reset_index(drop=True))


def ratio_panels(points: pd.DataFrame, curve: pd.DataFrame, names: Names) -> Drawing:
    """A panel a covariate: the ratio of every unit-period against it, and the smooth line through them.

    Parameters
    ----------
    points : name, unit, period, z, ratio
    curve : name, z, ratio
    """
    with style():
        figure, grid, covariates = _panels(points, names, 1.75, sharex=False)
        for ax, name in zip(grid, covariates, strict=False):
            part, line = points[points["name"] == name], curve[curve["name"] == name]
            ax.axhline(1, color=FAINT, linewidth=0.6, linestyle=(0, (3, 2)), zorder=0)
            ax.scatter(part["z"], part["ratio"], s=5, color=SHORTFALL, alpha=0.45, linewidth=0, zorder=2)
            ax.plot(line["z"], line["ratio"], color=OKABE_ITO[1], linewidth=1.5, zorder=3)
            ax.grid(axis="y", color=GRID, linewidth=0.5)
        figure.supylabel(names.say("axis-ratio"), fontsize=8, x=0.06)
    alt = names.say("alt-ratio", n=len(covariates))
    shown = ["name", "unit", "period", "z", "ratio"]
    return Drawing("conditional-ratio", figure, alt, points[shown].reset_index(drop=True))


def _panels(frame: pd.DataFrame, names: Names, height: float, *, sharex: bool) -> tuple[Figure, list[Any], list[str]]:
    """A figure with a titled panel a covariate, as many in a row as it holds."""
    covariates = list(dict.fromkeys(frame["name"]))
    columns = min(ACROSS, len(covariates))
    rows = -(-len(covariates) // columns)
    figure = Figure(figsize=(WIDTH, height * rows + 0.25))
    grid = figure.subplots(rows, columns, sharex=sharex, sharey=True, squeeze=False).ravel()
    figure.subplots_adjust(wspace=0.1, hspace=0.62 / height + 0.12)
    for ax, name in zip(grid, covariates, strict=False):
        ax.set_title(textwrap.fill(names.covariate(name), LETTERS), fontsize=TEXT + 0.5, pad=3)
        ax.tick_params(labelsize=TEXT, labelbottom=True)
        ax.xaxis.set_major_locator(MaxNLocator(4))
    for ax in grid[len(covariates) :]:
        ax.set_visible(False)
    return figure, list(grid), covariates
