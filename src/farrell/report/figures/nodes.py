"""Scores of the nodes inside every unit, a panel each."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.style import FAINT, GRID, INK, MOST_UNITS, OKABE_ITO, TEXT, WIDTH, Drawing, style
from farrell.report.names import Names


def node_dots(now: pd.DataFrame, system: pd.Series, names: Names) -> Drawing:
    """One period: a dot a unit and node, with a bar over the ends of its score, units by the score of the whole.

    Parameters
    ----------
    now : unit, node, te, low, high
    system : unit -> score of the whole, which the last panel shows
    """
    order = system.sort_values(kind="stable").head(MOST_UNITS).index
    nodes = list(dict.fromkeys(now["node"]))
    places = np.arange(len(order))
    with style():
        figure = Figure(figsize=(WIDTH, 0.15 * len(order) + 0.8))
        axes = np.atleast_1d(figure.subplots(1, len(nodes) + 1, sharey=True, sharex=True))
        figure.subplots_adjust(wspace=0.08)
        for ax, node in zip(axes, [*nodes, None], strict=True):
            if node is None:
                ax.scatter(system[order], places, s=13, color=INK, linewidth=0, zorder=3)
            else:
                part = now[now["node"] == node].set_index("unit").reindex(order)
                ax.hlines(places, part["low"], part["high"], color=FAINT, linewidth=3.2, zorder=2)
                ax.scatter(part["te"], places, s=13, color=OKABE_ITO[0], linewidth=0, zorder=3)
            ax.axvline(1.0, color=INK, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
            ax.set_title(names.say("node-system") if node is None else names.node(node))
            ax.set_yticks(places, [names.label(unit) for unit in order], fontsize=TEXT)
            ax.tick_params(axis="y", length=0)
            ax.tick_params(axis="x", labelsize=TEXT)
            ax.grid(axis="x", color=GRID, linewidth=0.6)
            ax.set_ylim(-0.7, len(order) - 0.3)
            ax.locator_params(axis="x", nbins=5)
    alt = names.say("alt-nodes", units=len(order), nodes=len(nodes))
    shown = now[now["unit"].isin(order)][["unit", "node", "te", "low", "high"]].reset_index(drop=True)
    return Drawing("nodes", figure, alt, shown)
