"""How clubs of units part or meet: the mean way of each beside that of all."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from farrell.report.figures.labels import label_ends
from farrell.report.figures.style import FAINT, GRID, MARKERS, OKABE_ITO, WIDTH, Drawing, period_axis, style
from farrell.report.names import Names


def club_paths(paths: pd.DataFrame, names: Names) -> Drawing:
    """Mean of h by club: a unit's value over the mean of all; the dashed line is that mean.

    Parameters
    ----------
    paths : unit, club (0: none), period, h
    """
    means = paths.groupby(["club", "period"], sort=False)["h"].mean().reset_index()
    periods = list(dict.fromkeys(paths["period"]))
    with style():
        figure = Figure(figsize=(WIDTH, 2.5))
        ax = figure.subplots()
        places = period_axis(ax, periods, most=10)
        ax.axhline(1, color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)))
        ends = []
        for i, club in enumerate(sorted(means["club"].unique(), key=lambda c: (c == 0, c))):
            line = means[means["club"] == club]["h"].to_numpy()
            colour = OKABE_ITO[i % 8] if club else FAINT
            ax.plot(places, line, color=colour, marker=MARKERS[i % 8], markeredgewidth=0)
            ends.append((float(line[-1]), names.say("club-n", n=club) if club else names.say("club-none"), colour))
        ax.set_ylabel(names.say("club-h"))
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        label_ends(ax, ends, places[-1])
    alt = names.say("alt-clubs", first=periods[0], last=periods[-1])
    return Drawing("club-paths", figure, alt, means)
