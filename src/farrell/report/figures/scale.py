"""Size and scale elasticity: what returns to scale leave open at every unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from farrell.report.figures.style import GRID, INK, MARKERS, MOST_UNITS, OKABE_ITO, TEXT, WIDTH, Drawing, style
from farrell.report.names import Names

FARTHEST = 3.0
"""Elasticities beyond are drawn there, with an arrow."""
STATUSES = ("irs", "crs", "drs")
LOOKS = dict(zip(STATUSES, zip(OKABE_ITO, MARKERS, strict=False), strict=False))


def scale_ranges(now: pd.DataFrame, names: Names) -> Drawing:
    """One period: present size over the most productive one, and scale elasticity, each with its range.

    Parameters
    ----------
    now : unit, scale_status, lambda_sum_low, lambda_sum_high, elasticity_right, elasticity_left; units with a status
    """
    size = np.sqrt((now["lambda_sum_low"] * now["lambda_sum_high"]).to_numpy())
    order = np.lexsort((now["unit"], size))
    if len(order) > MOST_UNITS:  # the farthest from the most productive size
        order = order[np.isin(order, np.argsort(-np.abs(np.log(size)), kind="stable")[:MOST_UNITS])]
    frame = now.iloc[order].reset_index(drop=True)
    places = np.arange(len(frame))
    with style():
        figure = Figure(figsize=(WIDTH, 0.15 * len(frame) + 0.9))
        sizes, bends = figure.subplots(1, 2, sharey=True)
        figure.subplots_adjust(wspace=0.06)
        for word, (colour, marker) in LOOKS.items():
            of = (frame["scale_status"] == word).to_numpy()
            if of.any():
                look: dict[str, Any] = {"color": colour, "marker": marker, "s": 15, "linewidth": 0, "zorder": 3}
                look["label"] = names.say(f"returns-long-{word}")
                right, left = (frame[f"elasticity_{side}"][of] for side in ("right", "left"))
                _ranges(sizes, places[of], frame["lambda_sum_low"][of], frame["lambda_sum_high"][of], look, np.inf)
                _ranges(bends, places[of], right, left, look, FARTHEST)
                for ends in (right, left):
                    beyond = (ends > FARTHEST).to_numpy()
                    bends.scatter(
                        np.full(beyond.sum(), FARTHEST * 1.03), places[of][beyond], marker=">", s=12, color=colour,
                        linewidth=0, zorder=4, clip_on=False,
                    )  # fmt: skip
        sizes.set_xscale("log")
        sizes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        sizes.set_yticks(places, [names.label(unit) for unit in frame["unit"]], fontsize=TEXT)
        bends.set_xlim(-0.05 * FARTHEST, 1.05 * FARTHEST)
        for ax, key in ((sizes, "returns-size-short"), (bends, "returns-elasticity")):
            ax.axvline(1.0, color=INK, linewidth=0.6, linestyle=(0, (3, 2)), zorder=0)
            ax.set_ylim(-0.7, len(frame) - 0.3)
            ax.set_xlabel(names.say(key))
            ax.tick_params(axis="y", length=0)
            ax.grid(axis="x", color=GRID, linewidth=0.6)
        sizes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    columns = ["unit", "scale_status", *(f"lambda_sum_{e}" for e in ("low", "high"))]
    data = frame[[*columns, "elasticity_right", "elasticity_left"]]
    return Drawing("scale", figure, names.say("alt-returns", units=len(frame)), data)


def _ranges(ax: Any, places: np.ndarray, low: pd.Series, high: pd.Series, look: dict[str, Any], most: float) -> None:
    """A bar from end to end, no farther than the most, and a mark at each end that lies before it."""
    ax.hlines(
        places, low.clip(upper=most), high.clip(upper=most), color=look["color"], linewidth=1.4, alpha=0.6, zorder=2
    )
    ax.scatter(low.where(low < most), places, **look)
    ax.scatter(high.where(high < most), places, **{**look, "label": None})
