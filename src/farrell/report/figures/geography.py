"""Where the weight lies: ellipses on the base map, and the path of their centre."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.data.boundaries import Boundaries
from farrell.report.figures.base_map import NO_PAINT, Panel, Points, small_multiples
from farrell.report.figures.labels import label_points
from farrell.report.figures.style import GRID, INK, OKABE_ITO, SHORTFALL, WIDTH, Drawing, style
from farrell.report.names import Names
from farrell.spacetime import Ellipse
from farrell.spacetime.places import EARTH


def centre_path(ellipses: pd.DataFrame, names: Names) -> Drawing:
    """How the mean centre moved, in kilometres from the first.

    Parameters
    ----------
    ellipses : period, lon, lat
    """
    lon, lat = ellipses["lon"].to_numpy(dtype=float), ellipses["lat"].to_numpy(dtype=float)
    east = np.radians(lon - lon[0]) * np.cos(np.radians((lat + lat[0]) / 2)) * EARTH
    north = np.radians(lat - lat[0]) * EARTH
    frame = ellipses.assign(east=east, north=north)
    with style():
        figure = Figure(figsize=(WIDTH * 0.62, WIDTH * 0.46))
        ax = figure.subplots()
        for i in range(len(frame) - 1):
            arrow: Any = {"arrowstyle": "-|>", "color": SHORTFALL, "linewidth": 0.9, "shrinkA": 3, "shrinkB": 3}
            ax.annotate("", (east[i + 1], north[i + 1]), (east[i], north[i]), arrowprops=arrow)
        ax.scatter(east, north, s=16, color=[OKABE_ITO[1], *[SHORTFALL] * (len(frame) - 1)], zorder=3)
        reach = max(float(np.ptp(east)), float(np.ptp(north)), 1.0)
        for side, values in (("x", east), ("y", north)):
            middle = (values.min() + values.max()) / 2
            getattr(ax, f"set_{side}lim")(middle - 0.62 * reach, middle + 0.62 * reach)
        ax.set_aspect("equal")
        ax.set_xlabel(names.say("km-east"))
        ax.set_ylabel(names.say("km-north"))
        ax.grid(color=GRID, linewidth=0.5)
        label_points(ax, [(x, y, str(p)) for x, y, p in zip(east, north, frame["period"], strict=True)])
    alt = names.say("alt-centre", first=frame["period"].iloc[0], last=frame["period"].iloc[-1])
    return Drawing("centre-path", figure, alt, frame[["period", "lon", "lat", "east", "north"]])


def ellipse_map(ellipses: pd.DataFrame, boundaries: Boundaries, names: Names) -> Drawing:
    """Standard deviational ellipses of the first and the last period, with their centres, on the base map.

    Parameters
    ----------
    ellipses : period, lon, lat, major, minor, rotation, area
    """
    ends = ellipses.iloc[[0, -1]] if len(ellipses) > 1 else ellipses

    def overlay(ax: Any, place: Callable[[Points], Points]) -> None:
        handles = []
        for (_, row), colour, line in zip(ends.iterrows(), (OKABE_ITO[1], OKABE_ITO[0]), ("--", "-"), strict=False):
            found = Ellipse(*(float(row[name]) for name in Ellipse.__dataclass_fields__))
            drawn = ax.plot(*place(found.outline()).T, color=colour, linestyle=line, label=str(row["period"]))
            handles += drawn
            ax.plot(*place(np.array([[found.lon, found.lat]])).T, "o", color=colour, markersize=3)
        ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, labelcolor=INK)

    painted = dict.fromkeys(boundaries.unit_of.values(), NO_PAINT)
    figure = small_multiples([Panel("", painted)], boundaries, [], names, overlay)
    alt = names.say("alt-ellipse", periods=names.many([str(p) for p in ends["period"]]))
    columns = ["period", "lon", "lat", "major", "minor", "rotation", "area"]
    return Drawing("ellipses", figure, alt, ends[columns])
