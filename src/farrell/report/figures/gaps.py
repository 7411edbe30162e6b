"""Figures of what is too much or too little, and of whom to learn from."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.style import (
    GRID,
    MOST_UNITS,
    OKABE_ITO,
    QUIET,
    REDUNDANCY,
    REDUNDANCY_SLACK,
    SHORTFALL,
    SHORTFALL_SLACK,
    TEXT,
    WIDTH,
    Drawing,
    style,
)
from farrell.report.names import Names

MOST_PEERS = 11
"""Most peers drawn, those of most units."""


def gap_bars(slacks: pd.DataFrame, role: str, names: Names) -> Drawing:
    """Redundancy of inputs or shortfall of outputs by unit: radial part and slack part, one panel a variable."""
    part = slacks[slacks["role"] == role]
    columns = list(dict.fromkeys(part["variable"]))
    sign = -1.0 if role == "input" else 1.0
    whole = part["actual"].where(part["actual"] != 0)
    radial = (sign * part["radial_move"] / whole).clip(lower=0)  # a unit beyond the frontier has nothing too much
    share = part.assign(radial=radial, slack=sign * part["slack_move"] / whole)
    total = share.groupby("unit", sort=False)[["radial", "slack"]].mean().sum(axis=1)
    order = list(total.sort_values(kind="stable").index)[-MOST_UNITS:]
    strong, pale = (REDUNDANCY, REDUNDANCY_SLACK) if role == "input" else (SHORTFALL, SHORTFALL_SLACK)
    with style():
        figure = Figure(figsize=(WIDTH, 0.145 * len(order) + 0.9))
        axes = np.atleast_1d(figure.subplots(1, len(columns), sharey=True, sharex=True))
        figure.subplots_adjust(wspace=0.08)
        places = np.arange(len(order))
        for ax, column in zip(axes, columns, strict=True):
            rows = share[share["variable"] == column].set_index("unit").loc[order]
            radial, slack = 100 * rows["radial"].to_numpy(), 100 * rows["slack"].to_numpy()
            ax.barh(places, radial, color=strong, height=0.72, label=names.say("radial-part"))
            ax.barh(places, slack, left=radial, color=pale, height=0.72, label=names.say("slack-part"))
            ax.set_title(names.variable(column))
            ax.set_yticks(places, [names.label(u) for u in order], fontsize=TEXT)
            ax.tick_params(axis="y", length=0)
            ax.grid(axis="x", color=GRID, linewidth=0.6)
            ax.set_ylim(-0.6, len(order) - 0.4)
        axes[len(columns) // 2].set_xlabel(names.say("fig-redundancy-axis"))
        handles, labels = axes[0].get_legend_handles_labels()
        axes[-1].legend(handles, labels, loc="lower right")
    data = share.loc[share["unit"].isin(order), ["unit", "variable", "radial", "slack"]]
    name = "redundancy" if role == "input" else "shortfall"
    return Drawing(name, figure, names.say(f"alt-gaps-{role}", units=len(order)), data)


def peer_matrix(peers: pd.DataFrame, counts: dict[str, int], names: Names) -> Drawing:
    """Who learns from whom: a dot is a peer's intensity for an inefficient unit, the most frequent peer first.

    Parameters
    ----------
    peers : unit, peer (a label), lambda; one row a peer of an inefficient unit to be drawn
    counts : of how many inefficient units each peer is one, drawn or not
    """
    columns = sorted(set(peers["peer"]), key=lambda peer: (-counts[peer], peer))[:MOST_PEERS]
    units = list(dict.fromkeys(peers["unit"]))
    shown = peers[peers["peer"].isin(columns)]
    x, y = ([order.index(v) for v in shown[c]] for order, c in ((columns, "peer"), (units, "unit")))
    with style():
        figure = Figure(figsize=(min(WIDTH, 1.4 + 0.62 * len(columns)), 0.17 * len(units) + 0.9))
        ax = figure.subplots()
        ax.hlines(range(len(units)), -0.5, len(columns) - 0.5, color=GRID, linewidth=0.6, zorder=0)
        ax.vlines(range(len(columns)), -0.5, len(units) - 0.5, color=GRID, linewidth=0.6, zorder=0)
        share = shown["lambda"] / shown.groupby("unit")["lambda"].transform("sum")
        ax.scatter(x, y, s=np.maximum(80 * share, 2), color=OKABE_ITO[0], linewidth=0, alpha=0.9)
        heads = [f"{_wrapped(p)}\n{counts[p]}" for p in columns]
        ax.set_xticks(range(len(columns)), heads, fontsize=TEXT, color=QUIET, linespacing=1.1)
        ax.set_yticks(range(len(units)), [names.label(u) for u in units], fontsize=TEXT)
        ax.set_xlim(-0.6, len(columns) - 0.4)
        ax.set_ylim(len(units) - 0.4, -0.6)
        ax.xaxis.tick_top()
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
    alt = names.say("alt-peers", units=len(units), peers=len(columns))
    return Drawing("peers", figure, alt, shown[["unit", "peer", "lambda"]])


def _wrapped(name: str) -> str:
    """A name in up to three short lines, so that columns stay narrow."""
    lines = textwrap.wrap(name, 10 if name.isascii() else 5)
    return "\n".join(lines[:3]) + ("…" if len(lines) > 3 else "")
