"""How scenarios move units: from the present score to that of the scenario, one panel a scenario."""

from __future__ import annotations

from textwrap import wrap

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from farrell.report.figures.style import (
    FAINT,
    GRID,
    INK,
    MOST_UNITS,
    QUIET,
    REDUNDANCY,
    SHORTFALL,
    TEXT,
    WIDTH,
    Drawing,
    style,
)
from farrell.report.names import Names

MOST = 6
"""Most scenarios drawn side by side."""
TITLES = 0.36
"""Inches that titles of two lines take above their panels."""
LETTERS = 70
"""Of titles side by side in the width of the figure."""


def _title(name: str, panels: int) -> str:
    """A scenario's name in lines that its panel has room for, the second cut short."""
    return "\n".join(wrap(name, max(10, LETTERS // panels), max_lines=2, placeholder="…"))


def score_moves(scenarios: pd.DataFrame, names: Names) -> Drawing:
    """te_crs now (open dot) and in the scenario against today's frontier (full dot), units by the present score."""
    listed = list(dict.fromkeys(scenarios["scenario"]))[:MOST]
    kept = scenarios[scenarios["scenario"].isin(listed)].dropna(subset=["te_crs_before", "te_crs_held"])
    now = kept.drop_duplicates("unit").set_index("unit")["te_crs_before"]
    order = list(now.sort_values(kind="stable").index)[:MOST_UNITS]
    low = min(kept["te_crs_before"].min(), kept["te_crs_held"].min())
    high = max(1.0, kept["te_crs_held"].max())
    with style():
        figure = Figure(figsize=(WIDTH, 0.145 * len(order) + 1.1))
        axes = np.atleast_1d(figure.subplots(1, len(listed), sharey=True, sharex=True, squeeze=False)).ravel()
        figure.subplots_adjust(wspace=0.08)
        places = {unit: place for place, unit in enumerate(order)}
        for ax, name in zip(axes, listed, strict=True):
            rows = kept[(kept["scenario"] == name) & kept["unit"].isin(places)]
            for unit, before, after in zip(rows["unit"], rows["te_crs_before"], rows["te_crs_held"], strict=True):
                colour = SHORTFALL if after > before + 1e-9 else REDUNDANCY if after < before - 1e-9 else FAINT
                ax.plot([before, after], [places[unit]] * 2, color=colour, linewidth=1.1, zorder=2)
                ax.plot([before], [places[unit]], "o", markersize=2.6, color="white", markeredgecolor=QUIET, zorder=3)
                ax.plot([after], [places[unit]], "o", markersize=3.0, color=colour, zorder=4)
            ax.axvline(1.0, color=INK, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
            ax.set_title(_title(names.variable(name), len(listed)), fontsize=TEXT + 0.5)
            ax.set_yticks(range(len(order)), [names.label(u) for u in order], fontsize=TEXT)
            ax.tick_params(axis="y", length=0)
            ax.tick_params(axis="x", labelsize=TEXT)
            ax.grid(axis="x", color=GRID, linewidth=0.6)
            ax.set_ylim(-0.7, len(order) - 0.3)
            ax.set_xlim(low - 0.03, high + 0.03)
            ax.locator_params(axis="x", nbins=4)
        axes[len(axes) // 2].set_xlabel(names.say("fig-scenarios-axis"))
        handles = [
            Line2D(
                [], [], marker="o", linestyle="", color="white", markeredgecolor=QUIET, label=names.say("plan-today")
            ),
            Line2D([], [], marker="o", color=SHORTFALL, label=names.say("scenario-up")),
            Line2D([], [], marker="o", color=REDUNDANCY, label=names.say("scenario-down")),
        ]
        above = axes[0].get_position().y1 + TITLES / figure.get_figheight()
        figure.legend(handles=handles, loc="lower center", ncols=3, bbox_to_anchor=(0.5, above), fontsize=TEXT)
    data = kept.loc[kept["unit"].isin(order), ["scenario", "unit", "te_crs_before", "te_crs_held", "te_crs_after"]]
    alt = names.say("alt-scenarios", n=len(listed), units=len(order))
    return Drawing("scenarios", figure, alt, data.reset_index(drop=True))
