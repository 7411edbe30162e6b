"""Who is congested, when, by which definition, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.style import (
    FAINT,
    MOST_UNITS,
    NO_DATA,
    TEXT,
    WIDTH,
    Drawing,
    level_colours,
    readable,
    style,
)  # fmt: skip
from farrell.report.names import Names


def congestion_maps(found: Sequence[tuple[str, pd.DataFrame]], periods: list[Any], names: Names) -> Drawing:
    """A panel a definition: units by periods, the darker the more, blank where there is none; a dot where it is strong.

    Parameters
    ----------
    found : the title of a panel, and its unit, period, congested, amount (a share; NaN without an answer)
    """
    every = pd.concat([frame.assign(definition=title) for title, frame in found], ignore_index=True)
    by = every.assign(is_so=~every["congested"].isin(["none", ""])).groupby("unit", sort=False)
    order = by.agg(times=("is_so", "sum"), amount=("amount", "sum")).reset_index()
    units = order.sort_values(["times", "amount"], ascending=False, kind="stable")["unit"].head(MOST_UNITS).tolist()
    shown = every[every["unit"].isin(units)]
    most = max(100 * float(np.nanmax(shown["amount"], initial=0.0)), 1.0)
    shades = mpl.cm.ScalarMappable(mpl.colors.Normalize(0.0, most), level_colours().with_extremes(bad=NO_DATA))
    with style():
        figure = Figure(figsize=(WIDTH, 0.15 * len(units) + 1.0))
        axes = np.atleast_1d(figure.subplots(1, len(found), sharey=True))
        figure.subplots_adjust(wspace=0.06)
        for ax, (title, frame) in zip(axes, found, strict=True):
            _panel(ax, frame, units, periods, shades)
            ax.set_title(title, pad=16)
        axes[0].set_yticks(np.arange(len(units)) + 0.5, [names.label(unit) for unit in units], fontsize=TEXT)
        axes[0].set_ylim(len(units), 0)
        inches = axes[0].get_position().height * figure.get_figheight()
        place = axes[len(axes) // 2].inset_axes((0.05, -0.24 / inches, 0.9, 0.1 / inches))
        bar = figure.colorbar(shades, cax=place, orientation="horizontal")
        bar.outline.set_visible(False)
        bar.set_label(names.say("congestion-amount"))
    data = shown[["definition", "unit", "period", "congested", "amount"]].reset_index(drop=True)
    return Drawing("congestion", figure, names.say("alt-congestion", units=len(units), definitions=len(found)), data)


def _panel(ax: Any, frame: pd.DataFrame, units: list[str], periods: list[Any], shades: Any) -> None:
    grids = {
        name: frame.pivot(index="unit", columns="period", values=name).reindex(index=units, columns=periods)
        for name in ("congested", "amount")
    }
    words, amounts = grids["congested"].to_numpy(), 100 * grids["amount"].to_numpy(dtype=float)
    colours = shades.to_rgba(np.ma.masked_invalid(amounts))
    colours[words == "none"] = mpl.colors.to_rgba("white")
    ax.pcolormesh(np.arange(len(periods) + 1), np.arange(len(units) + 1), colours, edgecolors="white", linewidth=0.4)
    for i, j in zip(*np.nonzero(words == "strong"), strict=True):
        ax.plot(j + 0.5, i + 0.5, "o", markersize=2.2, color=readable(colours[i, j]))
    ax.xaxis.tick_top()
    step = max(1, -(-len(periods) // 5))
    ax.set_xticks((np.arange(len(periods)) + 0.5)[::step], [str(p) for p in periods][::step], fontsize=TEXT)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set(visible=True, color=FAINT, linewidth=0.6)
