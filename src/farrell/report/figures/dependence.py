"""Figures of dependence in space: Moran's I by period, its scatter, maps of quadrants and of lasting spots."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from farrell.data.boundaries import Boundaries
from farrell.report.figures.base_map import Key, Panel, animation, small_multiples
from farrell.report.figures.labels import label_ends, label_points
from farrell.report.figures.style import FAINT, GRID, MARKERS, OKABE_ITO, WIDTH, Drawing, period_axis, style
from farrell.report.names import Names, number
from farrell.spacetime.local import LEVEL

QUADRANTS = {"HH": "#D55E00", "LL": "#0072B2", "HL": "#E69F00", "LH": "#56B4E9"}
"""Among their like in strong colours, among their unlike in light ones."""
SPOTS = {"hot": ("#7F2704", "#D94801", "#FD8D3C", "#FDBE85"), "cold": ("#08306B", "#2171B5", "#6BAED6", "#BDD7E7")}
PATTERNS = (
    ("intensifying", "persistent", "diminishing", "historical"),
    ("consecutive", "new", "sporadic", "oscillating"),
)
"""Kinds of spots in the order of the legend; those that last, and those that come and go, from strong to light."""
ALONE = "#CFC6DE"
"""Of units without a neighbour, which have no quadrant."""
NOTHING = "#F4F1EA"
"""Of areas that nothing can be said of: no grey, which means no data."""


def spot(pattern: str, names: Names) -> str:
    """A kind of spot in words."""
    if pattern == "none":
        return names.say("spot-none")
    kind, _, side = pattern.partition(" ")
    return names.say(f"spot-{side}", kind=names.say(f"spot-{kind}"))


def moran_lines(moran: pd.DataFrame, rules: dict[str, str], names: Names) -> Drawing:
    """Moran's I by period, a line for each kind of weights; hollow where it is not significant, its expectation dashed.

    Parameters
    ----------
    moran : period, weights, statistic, expected, p
    rules : name of weights -> in words
    """
    periods = list(dict.fromkeys(moran["period"]))
    with style():
        figure = Figure(figsize=(WIDTH, 2.3))
        ax = figure.subplots()
        places = period_axis(ax, periods, most=10)
        at = dict(zip(periods, places, strict=True))
        ends = []
        for (rule, words), colour, marker in zip(rules.items(), OKABE_ITO, MARKERS, strict=False):
            line = moran[moran["weights"] == rule]
            x = [at[p] for p in line["period"]]
            ax.plot(x, line["statistic"], color=colour, zorder=2)
            for sure in (True, False):
                part = line[(line["p"] <= LEVEL) == sure]
                face = colour if sure else "white"
                dots = [at[p] for p in part["period"]]
                ax.scatter(dots, part["statistic"], s=20, marker=marker, facecolor=face, edgecolor=colour, zorder=3)
            ends.append((float(line["statistic"].iloc[-1]), words, colour))
        ax.plot(places, [moran["expected"].mean()] * len(places), color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)))
        ends.append((float(moran["expected"].mean()), "E(I)", FAINT))
        ax.set_ylabel(names.say("moran"))
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        label_ends(ax, ends, places[-1])
    alt = names.say("alt-moran", first=periods[0], last=periods[-1])
    return Drawing("moran", figure, alt, moran[["period", "weights", "statistic", "expected", "z", "p"]])


def moran_scatter(local: pd.DataFrame, slope: float, label: str, names: Names) -> Drawing:
    """Each unit's standardised value against its neighbours' mean, by quadrant; the line has Moran's I as its slope.

    Units without a neighbour have no place.

    Parameters
    ----------
    local : unit, value, lag, kind, p, p_fdr of one period
    """
    mean, sd = local["value"].mean(), local["value"].std(ddof=0)
    local = local[local["lag"].notna()]
    frame = local.assign(z=(local["value"] - mean) / sd, z_lag=(local["lag"] - mean) / sd)
    with style():
        figure = Figure(figsize=(WIDTH, 5.0))
        ax = figure.subplots()
        for line in (ax.axhline, ax.axvline):
            line(0, color=FAINT, linewidth=0.8, zorder=0)
        for kind, colour in QUADRANTS.items():
            part = frame[frame["kind"] == kind]
            sure = (part["p"] <= LEVEL).to_numpy()
            for here, face in ((sure, colour), (~sure, "white")):
                ax.scatter(part["z"][here], part["z_lag"][here], s=18, facecolor=face, edgecolor=colour, zorder=3)
        for side in ("x", "y"):
            values = frame["z" if side == "x" else "z_lag"]
            room = 0.16 * float(np.ptp(values)) or 0.5
            getattr(ax, f"set_{side}lim")(min(values.min(), 0) - room, max(values.max(), 0) + room)
        ends = np.array(ax.get_xlim())
        ax.plot(ends, slope * ends, color=FAINT, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
        for kind, x, y in (("HH", 1, 1), ("LH", 0, 1), ("LL", 0, 0), ("HL", 1, 0)):
            place: Any = {"ha": "right" if x else "left", "va": "top" if y else "bottom", "color": QUADRANTS[kind]}
            ax.text(0.99 * x + 0.005, 0.985 * y + 0.005, names.say(f"quad-{kind}"), transform=ax.transAxes, **place)
        ax.set_xlabel(names.say("moran-x", what=label))
        ax.set_ylabel(names.say("moran-y"))
        label_points(
            ax, [(x, y, names.label(u)) for u, x, y in zip(frame["unit"], frame["z"], frame["z_lag"], strict=True)]
        )
        ax.grid(color=GRID, linewidth=0.4)
    alt = names.say("alt-moran-scatter", what=label, slope=number(slope))
    return Drawing("moran-scatter", figure, alt, frame[["unit", "z", "z_lag", "kind", "p", "p_fdr"]])


def quadrant_maps(local: pd.DataFrame, boundaries: Boundaries, periods: list[Any], names: Names) -> Drawing:
    """Units among their like or unlike, hatched where that does not outlast the correction for many tests.

    Animated in all periods.

    Parameters
    ----------
    local : unit, period, kind, p, p_fdr
    """

    def sheets(periods: list[Any]) -> tuple[list[Panel], list[Key]]:
        return _quadrant_panels(local[local["period"].isin(periods)], periods, names)

    panels, legend = sheets(periods)
    figure = small_multiples(panels, boundaries, legend, names)
    shown = local[local["period"].isin(periods)]
    alt = names.say("alt-lisa", periods=names.many([str(p) for p in periods]), n=shown["unit"].nunique())
    moving = animation(list(dict.fromkeys(local["period"])), sheets, boundaries, names)
    return Drawing("lisa-maps", figure, alt, shown[["unit", "period", "kind", "p", "p_fdr"]], moving)


def _quadrant_panels(local: pd.DataFrame, periods: list[Any], names: Names) -> tuple[list[Panel], list[Key]]:
    """A panel a period, and the legend: the quadrants that occur in any of them."""
    panels, seen, doubtful = [], set(), False
    for period in periods:
        colours, hatched = {}, set()
        for _, row in local[local["period"] == period].iterrows():
            sure = row["p"] <= LEVEL
            colours[row["unit"]] = ALONE if not row["kind"] else QUADRANTS[row["kind"]] if sure else NOTHING
            if sure:
                seen.add(row["kind"])
                hatched |= {row["unit"]} if row["p_fdr"] > LEVEL else set()
        doubtful |= bool(hatched)
        panels.append(Panel(names.at(period) if len(periods) > 1 else "", colours, hatched=frozenset(hatched)))
    legend = [Key(names.say(f"quad-{kind}"), colour) for kind, colour in QUADRANTS.items() if kind in seen]
    legend += [Key(names.say("map-doubtful"), FAINT, hatched=True)] if doubtful else []
    legend.append(Key(names.say("map-nothing"), NOTHING))
    legend += [Key(names.say("map-alone"), ALONE)] if (local["kind"] == "").any() else []
    return panels, legend


def spot_map(spots: pd.DataFrame, boundaries: Boundaries, names: Names) -> Drawing:
    """What kind of hot or cold spot each unit has been.

    Parameters
    ----------
    spots : unit, pattern, z, p, hot, cold
    """
    colours = {
        f"{pattern} {side}": SPOTS[side][i] for side in SPOTS for row in PATTERNS for i, pattern in enumerate(row)
    }
    found = dict(zip(spots["unit"], spots["pattern"], strict=True))
    painted = {unit: colours.get(pattern, NOTHING) for unit, pattern in found.items()}
    shown = [pattern for pattern in colours if pattern in found.values()]
    legend = [Key(spot(pattern, names), colours[pattern]) for pattern in shown]
    legend += [Key(spot("none", names), NOTHING)] if "none" in found.values() else []
    figure = small_multiples([Panel("", painted)], boundaries, legend, names)
    alt = names.say("alt-spots", n=len(spots))
    return Drawing("hot-spots", figure, alt, spots[["unit", "pattern", "z", "p", "hot", "cold"]])
