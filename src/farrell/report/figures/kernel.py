"""Where units of each level go: a stochastic kernel as levels of density."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.style import COLUMN, OKABE_ITO, PAD, Drawing, style
from farrell.report.names import Names

RAMP = "Blues"
STEPS = 8
"""Levels of density."""


def kernel_map(kernel: pd.DataFrame, label: str, names: Names) -> Drawing:
    """The density of the next period's value given this one's, as levels; on the diagonal units stay.

    Parameters
    ----------
    kernel : now, later, density
    """
    grid = kernel.pivot(index="later", columns="now", values="density")
    now, later = grid.columns.to_numpy(dtype=float), grid.index.to_numpy(dtype=float)
    with style():
        figure = Figure(figsize=(COLUMN - 2 * PAD, 3.0))
        ax = figure.subplots()
        drawn = ax.contourf(now, later, np.ma.masked_invalid(grid.to_numpy()), levels=STEPS, cmap=RAMP)
        ax.contour(now, later, np.ma.masked_invalid(grid.to_numpy()), levels=STEPS, colors="white", linewidths=0.4)
        both = max(now[0], later[0]), min(now[-1], later[-1])
        ax.plot(both, both, color=OKABE_ITO[1], linewidth=1.0, linestyle=(0, (4, 3)))
        ax.set_xlabel(names.say("kernel-x", what=label))
        ax.set_ylabel(names.say("kernel-y", what=label))
        bar = figure.colorbar(drawn, ax=ax, shrink=0.9, pad=0.03)
        bar.outline.set_visible(False)
        bar.set_label(names.say("kernel-density"))
    return Drawing(
        "stochastic-kernel", figure, names.say("alt-kernel", what=label), kernel[["now", "later", "density"]]
    )
