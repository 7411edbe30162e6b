"""What is observed and what is forecast, a small panel a unit on one scale."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from farrell.report.figures.style import GRID, OKABE_ITO, SHORTFALL, TEXT, WIDTH, Drawing, places_of, style
from farrell.report.names import Names

ACROSS, SHORT = 6, 14
"""Panels in a row, of names up to so many letters; half as many of longer ones."""


def fans(forecast: pd.DataFrame, label: str, names: Names) -> Drawing:
    """Each unit's values, then its forecasts with their interval.

    Parameters
    ----------
    forecast : unit, period, value, lower, upper, forecast
    """
    units = list(dict.fromkeys(forecast["unit"]))
    periods = list(dict.fromkeys(forecast["period"]))
    at = dict(zip(periods, places_of(periods), strict=True))
    longest = max(len(names.label(unit)) for unit in units)
    columns = min(ACROSS if longest <= SHORT else ACROSS // 2, len(units))
    rows = -(-len(units) // columns)
    with style():
        figure = Figure(figsize=(WIDTH, 0.92 * rows + 0.45))
        grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        figure.subplots_adjust(wspace=0.08, hspace=0.32)
        for ax, unit in zip(grid.ravel(), units, strict=False):
            part = forecast[forecast["unit"] == unit]
            seen, ahead = part[~part["forecast"]], part[part["forecast"]]
            joined = pd.concat([seen.tail(1), ahead])
            ax.plot([at[p] for p in seen["period"]], seen["value"], color=SHORTFALL, linewidth=1.0)
            x = [at[p] for p in ahead["period"]]
            ax.fill_between(x, ahead["lower"], ahead["upper"], color=OKABE_ITO[1], alpha=0.22, linewidth=0)
            ax.plot(
                [at[p] for p in joined["period"]], joined["value"], color=OKABE_ITO[1], linewidth=1.0, linestyle="--"
            )
            ax.set_title(names.label(unit), fontsize=TEXT, pad=2, fontweight="normal")
            ax.grid(axis="y", color=GRID, linewidth=0.5)
            ax.tick_params(labelsize=TEXT - 1)
            ax.yaxis.set_major_locator(MaxNLocator(3))
        for ax in grid.ravel()[len(units) :]:
            ax.set_visible(False)
        last_seen = forecast.loc[~forecast["forecast"], "period"].iloc[-1]
        marked = list(dict.fromkeys([periods[0], last_seen, periods[-1]]))
        lowest = grid.ravel()[max(len(units) - columns, 0) : len(units)]
        for ax in grid.ravel():
            ax.set_xticks([at[p] for p in marked], [str(p) for p in marked], rotation=90 if columns > 3 else 0)
            ax.tick_params(axis="x", labelbottom=ax in lowest)
        figure.supylabel(label, fontsize=8, x=0.06)
    alt = names.say("alt-forecast", what=label, n=len(units), last=periods[-1])
    columns_shown = ["unit", "period", "value", "lower", "upper", "forecast"]
    return Drawing("forecast", figure, alt, forecast[columns_shown])
