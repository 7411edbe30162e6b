"""Sections of the models: efficiency, redundancy and peers, productivity."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.productivity.malmquist import COMPONENTS
from farrell.report import figures
from farrell.report.names import Names, digits, number, percent
from farrell.report.parts import (
    Table,
    caption_facts,
    has_periods,
    in_last_period,
    last_period,
    make_figure,
    make_table,
    options_of,
    rows_of,
)
from farrell.study import StudyResults


def efficiency(results: StudyResults, names: Names, model: str) -> dict[str, Any]:
    frame, means = rows_of(results, "efficiency", model), rows_of(results, "means", model)
    group = results.meta["data"]["group"]
    regions = rows_of(results, "regions", model) if "regions" in results.tables else None
    parts: list[Any] = [_efficiency_table(results, frame, means, regions, group, names)]
    if has_periods(results):
        parts.append(
            make_figure(
                figures.efficiency_by_region(regions, means, names),
                names.say("fig-region", **caption_facts(results, names, model)),
            )
        )
        parts.append(_te_by_period(frame, means, regions, group, names))
        parts.append(
            make_figure(
                figures.heat_map(frame, group, names), names.say("fig-heat", **caption_facts(results, names, model))
            )
        )
    else:
        parts.append(
            make_figure(
                figures.efficiency_bars(frame, names), names.say("fig-bars", **caption_facts(results, names, model))
            )
        )
    options = options_of(results, model)
    return {
        "id": f"efficiency-{model}",
        "heading": names.say("h-efficiency"),
        "sentences": [
            names.say(f"method-{options.get('orientation', 'input')}"),
            names.say("method-scale"),
            *([names.say("method-own")] if options.get("reference", "own") == "own" and has_periods(results) else []),
        ],
        "parts": parts,
    }


def _blocks(frame: pd.DataFrame, group: str | None) -> list[tuple[str | None, pd.DataFrame]]:
    if group is None or group not in frame:
        return [(None, frame)]
    return [(str(region), frame[frame[group] == region]) for region in dict.fromkeys(frame[group])]


def _efficiency_table(
    results: StudyResults,
    frame: pd.DataFrame,
    means: pd.DataFrame,
    regions: pd.DataFrame | None,
    group: str | None,
    names: Names,
) -> Table:
    """T4 of the field: TE, PTE, SE and returns to scale of the last period, blocks by region, means last."""
    last = frame[frame["period"] == last_period(results)]
    ranged = "te_crs_low" in last and bool((last["te_crs_high"] - last["te_crs_low"] > 0).any())
    rows, emphasis = [], []

    def line(label: str, row: Any, scale: str, status: str, bounds: str) -> list[str]:
        cells = [label, *(number(row[c]) for c in ("te_crs", "te_vrs", "se")), scale]
        return [*cells, *([bounds] if ranged else []), status]

    for region, members in _blocks(last, group):
        for _, row in members.iterrows():
            bounds = f"{number(row['te_crs_low'])}–{number(row['te_crs_high'])}" if ranged else ""
            status = names.say(f"class-{row['efficiency_vrs']}") if row["efficiency_vrs"] else str(row["status"])
            rows.append(
                line(names.unit(row["unit"]), row, names.say(f"scale-{row['scale_status'] or 'none'}"), status, bounds)
            )
        if region is not None and regions is not None:
            level = regions[(regions["region"] == region) & (regions["period"] == last_period(results))].iloc[0]
            emphasis.append(len(rows))
            note = names.say("weighted", value=number(level["te_weighted"]))
            rows.append(line(names.say("mean-of", region=names.region(region)), level, "", note, ""))
    emphasis.append(len(rows))
    overall = means.iloc[-1]
    rows.append(
        line(names.say("mean-all"), overall, "", names.say("weighted", value=number(overall["te_weighted"])), "")
    )
    header = [names.say(k) for k in ("unit", "te", "pte", "se", "rts", *(["te-range"] if ranged else []), "class")]
    notes = names.say("efficiency-note") + (names.say("range-note") if ranged else "")
    return make_table(
        names.say("t-efficiency", when=in_last_period(results, names)), header, rows, notes=notes, means=emphasis
    )


def _te_by_period(
    frame: pd.DataFrame, means: pd.DataFrame, regions: pd.DataFrame | None, group: str | None, names: Names
) -> Table:
    """TE of every unit in every period, with regional means."""
    periods = list(means["period"])
    grid = frame.pivot(index="unit", columns="period", values="te_crs").reindex(columns=periods)
    rows, emphasis = [], []
    for region, members in _blocks(frame.drop_duplicates("unit", keep="last"), group):
        for unit in members["unit"]:
            rows.append([names.unit(unit), *(number(v) for v in grid.loc[unit]), number(grid.loc[unit].mean())])
        if region is not None and regions is not None:
            level = regions[regions["region"] == region].set_index("period")["te_crs"].reindex(periods)
            emphasis.append(len(rows))
            rows.append(
                [names.say("mean-of", region=names.region(region)), *(number(v) for v in level), number(level.mean())]
            )
    emphasis.append(len(rows))
    rows.append([names.say("mean-all"), *(number(v) for v in means["te_crs"]), number(means["te_crs"].mean())])
    return make_table(
        names.say("t-te-by-period"),
        [names.say("unit"), *(str(p) for p in periods), names.say("mean")],
        rows,
        notes=names.say("own-frontier-note"),
        means=emphasis,
    )


def redundancy(results: StudyResults, names: Names, model: str) -> dict[str, Any]:
    slacks = rows_of(results, "slacks", model)
    last = slacks[(slacks["period"] == last_period(results)) & (slacks["rts"] == "vrs")]
    total = rows_of(results, "redundancy", model)
    total = total[(total["period"] == last_period(results)) & (total["rts"] == "vrs")].set_index("variable")
    inputs = list(dict.fromkeys(last.loc[last["role"] == "input", "variable"]))
    outputs = list(dict.fromkeys(last.loc[last["role"] == "output", "variable"]))
    parts: list[Any] = [
        _gap_table(names.say("t-redundancy", when=in_last_period(results, names)), last, total, inputs, 1.0, names),
        make_figure(
            figures.redundancy_bars(last, names), names.say("fig-redundancy", **caption_facts(results, names, model))
        ),
        _gap_table(names.say("t-shortfall", when=in_last_period(results, names)), last, total, outputs, -1.0, names),
        _peer_table(results, names, model),
    ]
    return {
        "id": f"redundancy-{model}",
        "heading": names.say("h-redundancy"),
        "sentences": [names.say("redundancy-sentence"), names.say("redundancy-limits")],
        "parts": parts,
    }


def _gap_table(
    caption: str, last: pd.DataFrame, total: pd.DataFrame, columns: list[str], sign: float, names: Names
) -> Table:
    """T5 of the field: actual, target, amount and rate of each variable; a total row."""
    header, spans = [names.say("unit")], [("", 1)]
    for column in columns:
        header += [names.say("actual"), names.say("target"), names.say("too-much" if sign > 0 else "too-little"), "%"]
        spans.append((names.headed(column), 4))
    by_variable = {c: last[last["variable"] == c].set_index("unit") for c in columns}
    places = {c: digits(by_variable[c]["actual"]) for c in columns}

    def cells(row: Any, column: str) -> list[str]:
        gap = sign * (row["actual"] - row["target"])
        return [*(number(v, places[column]) for v in (row["actual"], row["target"], gap)), percent(row["rate"])]

    rows = [
        [names.unit(unit), *(cell for column in columns for cell in cells(by_variable[column].loc[unit], column))]
        for unit in dict.fromkeys(last["unit"])
    ]
    rows.append([names.say("total"), *(cell for column in columns for cell in cells(total.loc[column], column))])
    note = names.say("redundancy-note" if sign > 0 else "shortfall-note")
    return make_table(caption, header, rows, notes=note, means=[len(rows) - 1], spans=spans)


def _peer_table(results: StudyResults, names: Names, model: str) -> Table:
    peers = rows_of(results, "peers", model)
    peers = peers[(peers["period"] == last_period(results)) & (peers["rts"] == "vrs")]
    frame = rows_of(results, "efficiency", model)
    inefficient = frame[(frame["period"] == last_period(results)) & (frame["efficiency_vrs"] != "efficient")]
    followers = peers[peers["unit"].isin(inefficient["unit"])]
    counts = followers["peer"].value_counts()
    rows = []
    for unit in frame.loc[frame["period"] == last_period(results), "unit"]:
        own = peers[peers["unit"] == unit]
        listed = [f"{names.unit(p)} {number(w)}" for p, w in zip(own["peer"], own["lambda"], strict=True)]
        rows.append([names.unit(unit), names.many(listed), str(counts.get(unit, 0))])
    header = [names.say("unit"), names.say("peers"), names.say("peer-count")]
    return make_table(
        names.say("t-peers", when=in_last_period(results, names)),
        header,
        rows,
        names_in=2,
        notes=names.say("peers-note"),
    )


def malmquist(results: StudyResults, names: Names, model: str) -> dict[str, Any]:
    means = rows_of(results, "malmquist_means", model)
    header = [names.say(c) for c in COMPONENTS]
    overall = means[means["by"] == "overall"].iloc[0]

    def means_by(by: str, label: Any) -> list[list[str]]:
        return [[label(r["name"]), *(number(r[c]) for c in COMPONENTS)] for _, r in means[means["by"] == by].iterrows()]

    last = [names.say("geometric-mean"), *(number(overall[c]) for c in COMPONENTS)]
    intervals = means_by("interval", str)
    units = means_by("unit", names.unit)
    left_out = int(overall["left_out"])
    note = names.say("malmquist-note") + (names.say("left-out", n=left_out) if left_out else "")
    interval_means = means[means["by"] == "interval"]
    parts: list[Any] = [
        make_table(
            names.say("t-malmquist-interval"),
            [names.say("interval"), *header],
            [*intervals, last],
            notes=note,
            means=[len(intervals)],
        ),
        make_figure(
            figures.malmquist_components(interval_means, names),
            names.say("fig-malmquist", **caption_facts(results, names, model)),
        ),
    ]
    if (means["by"] == "region").any():
        regions = means_by("region", names.region)
        parts.append(
            make_table(
                names.say("t-malmquist-region"), [names.say("region"), *header], [*regions, last], means=[len(regions)]
            )
        )
    parts.append(
        make_table(
            names.say("t-malmquist-unit"), [names.say("unit"), *header], [*units, last], notes=note, means=[len(units)]
        )
    )
    return {
        "id": f"malmquist-{model}",
        "heading": names.say("h-malmquist"),
        "sentences": [names.say("method-malmquist"), names.say("malmquist-direction"), names.say("malmquist-limits")],
        "parts": parts,
    }
