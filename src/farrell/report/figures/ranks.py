"""How alike models rank the units: a matrix of rank correlations with its numbers."""

from __future__ import annotations

import textwrap

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.style import TEXT, WIDTH, Drawing, level_colours, readable, style
from farrell.report.names import Names, number

CELL, NAMES = 0.56, 1.5
"""Inches of a cell, at most, and of the models' names beside them; many models share the width of the page."""
LEAST = 0.5
"""Where the colours begin, unless some correlation is lower."""


def rank_matrix(matrix: pd.DataFrame, names: Names) -> Drawing:
    """Spearman's rank correlation of every two models; each pair once, below the diagonal."""
    values = matrix.to_numpy(dtype=float)
    count = len(values)
    shown = np.ma.masked_invalid(np.where(np.tri(count, k=-1, dtype=bool), values, np.nan)[1:, :-1])
    norm = mpl.colors.Normalize(min(LEAST, float(np.floor(shown.min() * 10) / 10)), 1.0)
    shades = mpl.cm.ScalarMappable(norm, level_colours())
    cell = min(CELL, (WIDTH - NAMES) / (count - 1))
    with style():
        figure = Figure(figsize=(NAMES + cell * (count - 1), 0.34 * (count - 1) + 0.55))
        ax = figure.subplots()
        ax.pcolormesh(shown, cmap=shades.cmap.with_extremes(bad="none"), norm=norm, edgecolors="white", linewidth=0.8)
        for i, j in zip(*np.nonzero(~np.ma.getmaskarray(shown)), strict=True):
            colour = readable(shades.to_rgba(shown[i, j]))
            said = number(float(shown[i, j]), 2)
            ax.text(j + 0.5, i + 0.5, said, ha="center", va="center", fontsize=TEXT, color=colour)
        ax.set_ylim(count - 1, 0)
        ax.set_yticks(np.arange(count - 1) + 0.5, matrix.index[1:], fontsize=TEXT)
        heads = [
            "\n".join(textwrap.wrap(str(name).replace("_", " "), 10, break_on_hyphens=False))
            for name in matrix.columns[:-1]
        ]
        ax.set_xticks(np.arange(count - 1) + 0.5, heads, fontsize=TEXT - 0.5, linespacing=1.05)
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
    rows = [
        {"model_a": matrix.index[j], "model_b": matrix.index[i], "spearman": values[i, j]}
        for i in range(count)
        for j in range(i)
    ]
    return Drawing("rank-correlations", figure, names.say("alt-ranks", models=count), pd.DataFrame(rows))
