"""Sections of the models: efficiency, redundancy and peers, productivity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from farrell.productivity.malmquist import COMPONENTS
from farrell.report import figures
from farrell.report.names import digits, number, percent
from farrell.report.parts import Section, Table, View, make_table


def efficiency(view: View) -> Section:
    """Scores of the last period, then of every period, by region."""
    frame, means = view.rows("efficiency"), view.rows("means")
    regions = view.rows("regions") if "regions" in view.results.tables else None
    parts: list[Any] = [_efficiency_table(view, regions)]
    if view.timed:
        by_region = figures.efficiency_by_region(regions, means, view.names)
        key = "fig-region" if regions is not None else "fig-means"
        parts += [view.figure(by_region, view.caption(key)), _by_period(view, "te_crs", regions)]
        shown = min(frame["unit"].nunique(), figures.MOST_UNITS)
        grouped = view.group if shown == frame["unit"].nunique() else None
        drawn = figures.heat_map(frame, grouped, view.names)
        parts.append(view.figure(drawn, view.caption("fig-heat-regions" if grouped else "fig-heat", shown)))
        parts += [_by_period(view, "te_vrs", regions), _by_period(view, "se", regions), _scale_by_period(view)]
    else:
        shown = min(len(frame), figures.MOST_UNITS)
        parts.append(view.figure(figures.efficiency_bars(frame, view.names), view.caption("fig-bars", shown)))
    sentences = [view.say(f"method-{view.orientation}"), view.say("method-scale")]
    if view.reference == "own" and view.timed:
        sentences.append(view.say("method-own"))
    return view.section("efficiency", "h-efficiency", sentences, parts)


def _blocks(frame: pd.DataFrame, group: str | None) -> list[tuple[str | None, pd.DataFrame]]:
    if group is None or group not in frame:
        return [(None, frame)]
    return [(str(region), frame[frame[group] == region]) for region in dict.fromkeys(frame[group])]


def _efficiency_table(view: View, regions: pd.DataFrame | None) -> Table:
    """T4 of the field: TE, PTE, SE and returns to scale of the last period, blocks by region, means last."""
    now, names = view.now("efficiency"), view.names
    ranged = "te_crs_low" in now and bool((now["te_crs_high"] - now["te_crs_low"] > 0).any())
    rows: list[list[str]] = []
    emphasis: list[int] = []

    def line(label: str, row: Any, scale: str, note: str, bounds: str = "") -> list[str]:
        cells = [label, *(number(row[c]) for c in ("te_crs", "te_vrs", "se")), scale]
        return [*cells, *([bounds] if ranged else []), note]

    def mean_line(label: str, level: Any) -> None:
        emphasis.append(len(rows))
        rows.append(line(label, level, "", view.say("weighted", value=number(level["te_weighted"]))))

    for region, members in _blocks(now, view.group):
        for _, row in members.iterrows():
            bounds = f"{number(row['te_crs_low'])}–{number(row['te_crs_high'])}" if ranged else ""
            kind = view.say(f"class-{row['efficiency_vrs']}") if row["efficiency_vrs"] else str(row["status"])
            scale = view.say(f"scale-{row['scale_status'] or 'none'}")
            rows.append(line(names.unit(row["unit"]), row, scale, kind, bounds))
        if region is not None and regions is not None:
            level = regions[(regions["region"] == region) & (regions["period"] == view.last)].iloc[0]
            mean_line(view.say("mean-of", region=names.region(region)), level)
    overall = view.now("means").iloc[0]
    mean_line(view.say("mean-all"), overall)
    header = [view.say(k) for k in ("unit", "te", "pte", "se", "rts", *(["te-range"] if ranged else []), "class")]
    notes = view.say("efficiency-note") + (view.say("range-note") if ranged else "")
    if overall["left_out"]:
        notes += view.say("scores-left-out", n=int(overall["left_out"]))
    return make_table(view.say("t-efficiency", when=view.when), header, rows, notes=notes, means=emphasis)


def _by_period(view: View, column: str, regions: pd.DataFrame | None) -> Table:
    """One score of every unit in every period, with regional means; all but TE folded away."""
    frame, means, names = view.rows("efficiency"), view.rows("means"), view.names
    periods = list(means["period"])
    grid = frame.pivot(index="unit", columns="period", values=column).reindex(columns=periods)
    rows, emphasis = [], []
    for region, members in _blocks(view.one_row_a_unit(), view.group):
        for unit in members["unit"]:
            rows.append([names.unit(unit), *(number(v) for v in grid.loc[unit]), number(grid.loc[unit].mean())])
        if region is not None and regions is not None:
            level = regions[regions["region"] == region].set_index("period")[column].reindex(periods)
            emphasis.append(len(rows))
            label = view.say("mean-of", region=names.region(region))
            rows.append([label, *(number(v) for v in level), number(level.mean())])
    emphasis.append(len(rows))
    rows.append([view.say("mean-all"), *(number(v) for v in means[column]), number(means[column].mean())])
    header = [view.say("unit"), *(str(p) for p in periods), view.say("mean")]
    notes = view.say("by-period-note", reference=view.spoken_reference())
    score = view.say({"te_crs": "te", "te_vrs": "pte", "se": "se"}[column])
    caption = view.say("t-by-period", score=score)
    return make_table(caption, header, rows, notes=notes, means=emphasis, folded=column != "te_crs")


def _scale_by_period(view: View) -> Table:
    """Returns to scale of every unit in every period."""
    frame = view.rows("efficiency")
    periods = list(view.rows("means")["period"])
    grid = frame.pivot(index="unit", columns="period", values="scale_status").reindex(columns=periods).fillna("")
    rows = [
        [view.names.unit(unit), *(view.say(f"scale-{status or 'none'}") for status in grid.loc[unit])]
        for unit in view.one_row_a_unit()["unit"]
    ]
    header = [view.say("unit"), *(str(p) for p in periods)]
    caption = view.say("t-by-period", score=view.say("rts"))
    return make_table(caption, header, rows, notes=view.say("scale-note"), folded=True)


def redundancy(view: View) -> Section:
    """What is too much or too little in the last period, and whom to learn from."""
    slacks = view.now("slacks")
    slacks = slacks[slacks["rts"] == "vrs"]
    total = view.now("redundancy")
    total = total[total["rts"] == "vrs"].set_index("variable")
    shown = min(slacks["unit"].nunique(), figures.MOST_UNITS)
    bars = figures.gap_bars(slacks, view.orientation, view.names)
    drawn = view.figure(bars, view.caption(f"fig-gaps-{view.orientation}", shown))
    first, second = ("input", "output") if view.orientation == "input" else ("output", "input")
    tables = [_gap_table(view, slacks, total, role) for role in (first, second)]
    sentences = [view.say(f"redundancy-{view.orientation}"), view.say(f"gaps-limits-{view.orientation}")]
    parts = [tables[0], drawn, tables[1], _peer_table(view)]
    heading = {"input": "h-gaps-input", "output": "h-gaps-output"}[view.orientation]
    return view.section("redundancy", heading, sentences, parts)


def _gap_table(view: View, slacks: pd.DataFrame, total: pd.DataFrame, role: str) -> Table:
    """T5 of the field: actual, target, amount and rate of each variable; a total row."""
    columns = list(dict.fromkeys(slacks.loc[slacks["role"] == role, "variable"]))
    sign, gap = (1.0, "too-much") if role == "input" else (-1.0, "too-little")
    header, spans = [view.say("unit")], [("", 1)]
    for column in columns:
        header += [view.say("actual"), view.say("target"), view.say(gap), "%"]
        spans.append((view.names.headed(column), 4))
    by_variable = {c: slacks[slacks["variable"] == c].set_index("unit") for c in columns}
    places = {c: digits(by_variable[c]["actual"]) for c in columns}

    def cells(row: Any, column: str) -> list[str]:
        amounts = (row["actual"], row["target"], sign * (row["actual"] - row["target"]))
        return [*(number(v, places[column]) for v in amounts), percent(row["rate"])]

    rows = [
        [view.names.unit(unit), *(cell for column in columns for cell in cells(by_variable[column].loc[unit], column))]
        for unit in dict.fromkeys(slacks["unit"])
    ]
    last: list[int] = []
    if len(total):
        last.append(len(rows))
        rows.append([view.say("total"), *(cell for column in columns for cell in cells(total.loc[column], column))])
    caption = view.say("t-redundancy" if role == "input" else "t-shortfall", when=view.when)
    note = view.say("redundancy-note" if role == "input" else "shortfall-note")
    return make_table(caption, header, rows, notes=note, means=last, spans=spans)


def _peer_table(view: View) -> Table:
    """Each unit's peers with their intensities, and of how many inefficient units it is a peer."""
    peers, now = view.now("peers"), view.now("efficiency")
    peers = peers[peers["rts"] == "vrs"]
    inefficient = now.loc[now["efficiency_vrs"] == "inefficient", "unit"]
    followers = peers[peers["unit"].isin(inefficient) & (peers["peer_period"] == view.last)]
    counts = followers["peer"].value_counts()
    rows = []
    for unit in now["unit"]:
        own = peers[peers["unit"] == unit]
        listed = [
            f"{view.names.unit(p)} {number(w)}" if when == view.last else f"{view.names.unit(p)} ({when}) {number(w)}"
            for p, w, when in zip(own["peer"], own["lambda"], own["peer_period"], strict=True)
        ]
        rows.append([view.names.unit(unit), view.names.many(listed), str(counts.get(unit, 0))])
    header = [view.say("unit"), view.say("peers"), view.say("peer-count")]
    return make_table(view.say("t-peers", when=view.when), header, rows, names_in=2, notes=view.say("peers-note"))


def malmquist(view: View) -> Section:
    """The index by interval, region and unit; components that the decomposition does not have are left out."""
    means = view.rows("malmquist_means")
    columns = [c for c in COMPONENTS if means[c].notna().any()]
    overall = means[means["by"] == "overall"].iloc[0]
    left_out = int(overall["left_out"])
    split = "pech" in columns
    note = view.say("malmquist-note" if split else "malmquist-note-fglr")
    note += view.say("left-out", n=left_out) if left_out else ""

    def table(by: str, first: str, label: Callable[[str], str]) -> Table:
        chosen = means[means["by"] == by]
        rows = [[label(str(r["name"])), *(number(r[c]) for c in columns)] for _, r in chosen.iterrows()]
        last = [view.say("geometric-mean"), *(number(overall[c]) for c in columns)]
        header = [view.say(first), *(view.say(c) for c in columns)]
        return make_table(view.say(f"t-malmquist-{by}"), header, [*rows, last], notes=note, means=[len(rows)])

    drawn = figures.malmquist_components(means[means["by"] == "interval"], view.names)
    parts: list[Any] = [table("interval", "interval", str), view.figure(drawn, view.caption("fig-malmquist"))]
    if (means["by"] == "region").any():
        parts.append(table("region", "region", view.names.region))
    parts.append(table("unit", "unit", view.names.unit))
    rts = view.say(f"rts-{view.options.get('rts', 'crs')}")
    method = view.say("method-malmquist") if split else view.say("method-malmquist-fglr", rts=rts)
    sentences = [method, view.say("malmquist-direction"), view.say("malmquist-limits")]
    if view.uneven:
        sentences.append(view.say("malmquist-uneven"))
    return view.section("malmquist", "h-malmquist", sentences, parts)
