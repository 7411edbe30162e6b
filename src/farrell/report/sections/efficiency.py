"""Efficiency of the last period: who, how much, for which reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.maps import maps
from farrell.report.sections.spoken import leading, valued
from farrell.study.comparison import scored

MOST_EFFICIENT = 12
"""Efficient units are named up to so many."""


def section(view: View) -> Section:
    """Scores of the last period: sentences, the field's table T4, quadrants or dots."""
    now = view.now("efficiency")
    regions = view.rows("regions") if view.has("regions") else None
    parts: list[Part] = [*view.paragraph(sentences(view)), _table(view, regions)]
    shown = min(len(now), figures.MOST_UNITS)
    known = scored(now)[scored(now)["se"].notna()]
    if not view.timed:
        drawn = figures.efficiency_bars(now, view.names)
        parts.append(view.figure(drawn, view.caption("fig-bars", shown=shown)))
        parts += maps(view)
    if len(known) > 1:
        drawn = figures.quadrants(known, view.group, view.names)
        parts.append(view.figure(drawn, view.caption("fig-quadrants", units=len(known), periods=[view.last])))
    return view.section("efficiency", "h-efficiency", parts)


def sentences(view: View) -> list[str]:
    """Which part of efficiency is lost, returns to scale, the ends of the ranking."""
    now = view.now("efficiency")
    known = scored(now)
    if len(known) == 0:
        return [view.say("key-no-scores", n=len(now))]
    out = [_loss(view, known)]
    counts = {status: int((known["scale_status"] == status).sum()) for status in ("irs", "crs", "drs")}
    out.append(view.say("say-scale", **counts))
    if units := lowest(view):
        out.append(view.say("say-lowest", when=view.when, units=units))
    best = known.loc[np.isin(known["efficiency_crs"], ("efficient", "weakly efficient")), "unit"]
    if 0 < len(best) <= MOST_EFFICIENT:
        out.append(view.say("say-efficient", units=view.names.many([view.names.unit(u) for u in best])))
    weak = int((now["efficiency_vrs"] == "weakly efficient").sum())
    return [*out, view.say("say-weak", n=weak)] if weak else out


def lowest(view: View) -> str:
    """The inefficient units with the lowest scores, each with its own; nothing where all are efficient."""
    known = scored(view.now("efficiency"))
    below = leading(known[known["efficiency_crs"] == "inefficient"], "te_crs", highest=False)
    return valued(view, below, "unit", "te_crs") if len(below) else ""


def _loss(view: View, known: pd.DataFrame) -> str:
    """Is it the use of resources or the size? Said only where six units in ten agree."""
    below = known[known["efficiency_crs"] == "inefficient"]
    if len(below) == 0:
        return ""
    gap = below["te_vrs"] - below["se"]
    counts = {"m": len(below), "pure": int((gap < -1e-9).sum()), "scale": int((gap > 1e-9).sum())}
    prevails = [part for part in ("pure", "scale") if counts[part] >= 0.6 * len(below)]
    return view.say(f"say-loss-{prevails[0] if prevails else 'even'}", **counts)


def _blocks(frame: pd.DataFrame, group: str | None) -> list[tuple[str | None, pd.DataFrame]]:
    if group is None or group not in frame:
        return [(None, frame)]
    return [(str(region), frame[frame[group] == region]) for region in dict.fromkeys(frame[group])]


def _table(view: View, regions: pd.DataFrame | None) -> Table:
    """T4 of the field: TE, PTE, SE and returns to scale of the last period, blocks by region, means last."""
    now, names = view.now("efficiency"), view.names
    ranged = "te_crs_low" in now and bool((now["te_crs_high"] - now["te_crs_low"] > 0).any())
    rows: list[list[str]] = []
    emphasis: list[int] = []

    def line(label: str, row: Any, cells: list[str], bounds: str = "") -> list[str]:
        scores = [number(row[c]) for c in ("te_crs", "te_vrs", "se")]
        return [label, *scores, cells[0], *([bounds] if ranged else []), *cells[1:]]

    def mean_line(label: str, level: Any) -> None:
        emphasis.append(len(rows))
        rows.append(line(label, level, ["", "", view.say("weighted", value=number(level["te_weighted"]))]))

    for region, members in _blocks(now, view.group):
        for _, row in members.iterrows():
            bounds = f"{number(row['te_crs_low'])}–{number(row['te_crs_high'])}" if ranged else ""
            kind = view.say(f"class-{row['efficiency_vrs']}") if row["efficiency_vrs"] else str(row["status"])
            place = "–" if pd.isna(row["rank"]) else str(row["rank"])
            rows.append(line(names.unit(row["unit"]), row, [place, _scale(view, row), kind], bounds))
        if region is not None and regions is not None:
            level = regions[(regions["region"] == region) & (regions["period"] == view.last)].iloc[0]
            mean_line(view.say("mean-of", region=names.region(region)), level)
    overall = view.now("means").iloc[0]
    mean_line(view.say("mean-all"), overall)
    header = [
        view.say(k) for k in ("unit", "te", "pte", "se", "rank", *(["te-range"] if ranged else []), "rts", "class")
    ]
    notes = [view.say("efficiency-note"), view.say("range-note") if ranged else ""]
    if overall["left_out"]:
        notes.append(view.say("scores-left-out", n=int(overall["left_out"])))
    caption = view.say("t-efficiency", when=view.when)
    words = frozenset({len(header) - 2, len(header) - 1})
    return Table(caption, header, rows, words=words, notes=names.joined(notes), means=frozenset(emphasis))


def _scale(view: View, row: Any) -> str:
    return view.say(f"scale-{row['scale_status'] or 'none'}")
