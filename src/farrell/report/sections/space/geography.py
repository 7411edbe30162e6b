"""Where the weight lies, and where it moves."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import number, signed
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.maps import boundary_source
from farrell.report.sections.space.view import SpaceView
from farrell.spacetime.geography import travelled

LEAST_AREA = 1.0
"""Square kilometres: a smaller ellipse is a line or a point, whose change says nothing."""
SHORTEST = 1.0
"""Kilometres: a centre that moved less has stayed."""


def parts(view: SpaceView) -> list[Part]:
    """The mean centre, the standard deviational ellipse, and their path."""
    if not view.has("ellipse"):
        return []
    frame, boundaries = view.rows("ellipse"), view.results.boundaries
    out: list[Part] = [Subheading(view.say("h-geography")), *view.paragraph(_said(view))]
    if boundaries is not None and boundaries.geographic:
        ends = list(dict.fromkeys([view.periods[0], view.last]))
        drawn = figures.ellipse_map(frame, boundaries, view.names)
        out.append(view.figure(drawn, "fig-ellipse", ends, *boundary_source(view.results, view.names)))
    if view.timed:
        out.append(view.figure(figures.centre_path(frame, view.names), "fig-centre"))
    return [*out, _table(view)]


def _said(view: SpaceView) -> list[str]:
    """Where the centre is, how far it went, and whether the ellipse grew."""
    frame = view.records("ellipse")
    a, b = frame[0], frame[-1]
    at: dict[str, Any] = {"at": view.names.at(b["period"]), "lon": number(b["lon"], 2), "lat": number(b["lat"], 2)}
    out = [view.say("say-centre", what=view.label, **at)]
    if view.timed:
        ends = {"first": view.names.at(a["period"]), "last": view.names.at(b["period"])}
        far, wind = travelled((a["lon"], a["lat"]), (b["lon"], b["lat"]))
        if far < SHORTEST:
            out.append(view.say("say-centre-stayed", **ends))
        else:
            moved = {
                "km": number(far, 1),
                "wind": view.say(f"wind-{wind}"),
                "way": number(sum(row["shift"] for row in frame[1:]), 1),
            }
            out.append(view.say("say-centre-moved", **ends, **moved))
        if a["area"] >= LEAST_AREA:
            out.append(view.say("say-area", change=signed(100 * (b["area"] / a["area"] - 1)), **ends))
    if view.told["kind"] == "score" or view.told["below"]:
        out.append(view.say("say-ellipse-ratio"))
    return out


def _table(view: SpaceView) -> Table:
    """Year, centre, axes, area, rotation, and the shift from the year before."""
    rows = []
    for r in view.records("ellipse"):
        cells = [number(r["lon"], 3), number(r["lat"], 3), number(r["major"], 1), number(r["minor"], 1)]
        cells += [number(r["area"] / 1e4, 2), number(r["rotation"], 2)]
        wind = view.say(f"wind-{r['direction']}") if pd.notna(r["direction"]) and r["direction"] else "–"
        rows.append([str(r["period"]), *cells, number(r["shift"], 2), wind])
    header = [view.say("period"), view.say("lon"), view.say("lat"), view.say("major-axis"), view.say("minor-axis")]
    header += [view.say("area-10k"), view.say("rotation"), view.say("shift-km"), view.say("direction")]
    words = frozenset({8})
    return Table(view.say("t-ellipse", what=view.label), header, rows, words=words, notes=view.say("ellipse-note"))
