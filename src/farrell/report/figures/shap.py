"""What each factor did to each prediction of a forest."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.style import FAINT, GRID, WIDTH, Drawing, style
from farrell.report.names import Names

RAMP = "viridis"
SPREAD = 0.32
"""Half the height of a strip."""


def shap_strips(shap: pd.DataFrame, spoken: Callable[[str], str], label: str, names: Names) -> Drawing:
    """A strip of points for each factor, the most important on top, light where the factor is high.

    Parameters
    ----------
    shap : unit, period, factor, value, shap
    spoken : a factor in words
    """
    order = shap.assign(size=shap["shap"].abs()).groupby("factor")["size"].mean().sort_values().index.tolist()
    with style():
        figure = Figure(figsize=(WIDTH * 0.78, 0.5 * len(order) + 0.8))
        ax = figure.subplots()
        ax.axvline(0, color=FAINT, linewidth=0.8, zorder=0)
        for place, factor in enumerate(order):
            part = shap[shap["factor"] == factor]
            numbers = pd.to_numeric(part["value"], errors="coerce")
            height = numbers.rank(pct=True).fillna(0.5).to_numpy()
            colours = mpl.colormaps[RAMP](height) if numbers.notna().all() else FAINT
            offset = SPREAD * (2 * ((np.arange(len(part)) * 0.618034) % 1) - 1)
            ax.scatter(part["shap"], place + offset, s=7, c=colours, linewidth=0)
        ax.set_yticks(range(len(order)), [spoken(factor) for factor in order])
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel(names.say("shap-x", what=label))
        ax.grid(axis="x", color=GRID, linewidth=0.5)
        bar = figure.colorbar(mpl.cm.ScalarMappable(cmap=RAMP), ax=ax, shrink=0.9, pad=0.03, ticks=[0, 1])
        bar.ax.set_yticklabels([names.say("shap-low"), names.say("shap-high")])
        bar.outline.set_visible(False)
    return Drawing(
        "shap", figure, names.say("alt-shap", what=label), shap[["unit", "period", "factor", "value", "shap"]]
    )
