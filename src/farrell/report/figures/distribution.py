"""How values are distributed in each period: curves side by side, or one surface."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.style import GRID, INK, OKABE_ITO, SHORTFALL, WIDTH, Drawing, period_axis, style
from farrell.report.names import Names
from farrell.spacetime import density

ENOUGH = 10
"""Units from which on a period's scores are drawn as a density."""
ONE = 1 + 1e-6
"""Scores up to here are efficient; above it a unit is beyond a frontier that does not include it."""
SURFACE, STEPS = "Blues", 9
"""Ramp and levels of a surface."""


def has_curves(efficiency: pd.DataFrame) -> bool:
    """Whether any period has units enough for a density."""
    return bool(efficiency.groupby("period")["te_crs"].count().max() >= ENOUGH)


def bounded(efficiency: pd.DataFrame) -> bool:
    """Whether no score is above 1: the frontier includes every unit."""
    return not bool((efficiency["te_crs"] > ONE).any())


def ridge_periods(periods: list[Any]) -> list[Any]:
    """The periods of a ridge figure: all, or twelve of many, spread evenly."""
    return periods if len(periods) <= 12 else [periods[round(i * (len(periods) - 1) / 11)] for i in range(12)]


def ridges(
    frame: pd.DataFrame, column: str, periods: list[Any], upper: float | None, label: str, names: Names
) -> Drawing:
    """The distribution of a column in each of the periods: a curve from ten units on, its median, every unit.

    Parameters
    ----------
    frame : period and the column
    upper : a bound that mass is reflected at, 1 for scores
    label : of the column, for the axis
    """
    scores = {p: frame.loc[frame["period"] == p, column].dropna().to_numpy() for p in periods}
    grid, curves = _curves(scores, upper)
    tallest = max((c.max() for c in curves.values()), default=1.0)
    with style():
        figure = Figure(figsize=(WIDTH, 0.36 * len(periods) + 0.9))
        ax = figure.subplots()
        for base, period in enumerate(reversed(periods)):
            if period in curves:
                curve = base + 0.88 * curves[period] / tallest
                ax.fill_between(grid, base, curve, color=SHORTFALL, alpha=0.3, linewidth=0)
                ax.plot(grid, curve, color=SHORTFALL, linewidth=0.9)
            strokes: Any = {"color": INK, "markersize": 4, "markeredgewidth": 0.5, "linestyle": ""}
            ax.plot(scores[period], np.full(len(scores[period]), base), marker="|", **strokes)
            if len(scores[period]):
                ax.plot([float(np.median(scores[period]))], [base], "D", color=OKABE_ITO[1], markersize=3.6)
        ax.set_yticks(range(len(periods)), [str(p) for p in reversed(periods)])
        ax.set_ylim(-0.3, len(periods) + 0.1)
        ax.set_xlim(grid[0], grid[-1] + 0.01 * (grid[-1] - grid[0]))
        ax.set_xlabel(label)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x", color=GRID, linewidth=0.6)
    blocks = [pd.DataFrame({"period": p, column: grid, "density": values}) for p, values in curves.items()]
    blocks += [pd.DataFrame({"period": p, column: v, "density": np.nan}) for p, v in scores.items() if p not in curves]
    alt = names.say("alt-ridges" if curves else "alt-strips", what=label, first=periods[0], last=periods[-1])
    return Drawing("distribution", figure, alt, pd.concat(blocks, ignore_index=True))


def surface(
    frame: pd.DataFrame, column: str, periods: list[Any], upper: float | None, label: str, names: Names
) -> Drawing | None:
    """The same densities as one surface over periods and values; None without two periods that have a curve.

    Parameters
    ----------
    frame, column, periods, upper, label : as of :func:`ridges`
    """
    grid, curves = _curves({p: frame.loc[frame["period"] == p, column].dropna().to_numpy() for p in periods}, upper)
    if len(curves) < 2:
        return None
    with style():
        figure = Figure(figsize=(WIDTH, 2.9))
        ax = figure.subplots()
        places = period_axis(ax, list(curves), most=10)
        drawn = ax.contourf(places, grid, np.column_stack(list(curves.values())), levels=STEPS, cmap=SURFACE)
        medians = [float(frame.loc[frame["period"] == p, column].median()) for p in curves]
        ax.plot(places, medians, "D-", color=OKABE_ITO[1], markersize=3, linewidth=0.9)
        ax.set_ylabel(label)
        bar = figure.colorbar(drawn, ax=ax, shrink=0.9, pad=0.02)
        bar.outline.set_visible(False)
        bar.set_label(names.say("kernel-density"))
    blocks = [pd.DataFrame({"period": p, column: grid, "density": values}) for p, values in curves.items()]
    alt = names.say("alt-surface", what=label, first=periods[0], last=periods[-1])
    return Drawing("density-surface", figure, alt, pd.concat(blocks, ignore_index=True))


def _curves(scores: dict[Any, np.ndarray], upper: float | None) -> tuple[np.ndarray, dict[Any, np.ndarray]]:
    """Where densities are evaluated, three bandwidths beyond the scores, and the density of each period with enough."""
    scores = {p: v if upper is None else np.minimum(v, upper) for p, v in scores.items()}
    known = np.concatenate([*scores.values(), [] if upper is None else [upper]])
    known = known if len(known) else np.ones(1)
    enough = {p: v for p, v in scores.items() if len(v) >= ENOUGH}
    widths = [density(v, grid=[]).bandwidth for v in enough.values()]
    tail = 3 * max((w for w in widths if np.isfinite(w)), default=0.01)
    high = known.max() + tail if upper is None else upper
    grid = np.linspace(max(known.min() - tail, 0.0), high, 300)
    curves = {p: density(v, grid=grid, upper=upper).values for p, v in enough.items()}
    return grid, {p: c for p, c in curves.items() if np.isfinite(c).all()}
