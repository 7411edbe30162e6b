"""How efficiency evolved in space and time: level, spread, who rose and who fell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import number, signed
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.maps import maps
from farrell.report.sections.spoken import SAME_SCORE, changed, leading

SAME_CV = 0.01
"""A change of the coefficient of variation smaller than this is none in words."""
NAMED = {"te_crs": "te", "te_vrs": "pte", "se": "se"}


def section(view: View) -> Section | None:
    """None in a cross-section."""
    if not view.timed:
        return None
    frame, means = view.rows("efficiency"), view.rows("means")
    parts: list[Part] = [*view.paragraph(level(view)), *view.paragraph(movers(view))]
    if not view.has("regions"):
        drawn = figures.efficiency_by_region(None, means, view.names)
        parts.append(view.figure(drawn, view.caption("fig-means")))
    parts += maps(view)
    shown = figures.ridge_periods(view.periods)
    key = (
        "fig-strips" if not figures.has_curves(frame) else "fig-ridges" if figures.bounded(frame) else "fig-ridges-open"
    )
    upper = 1.0 if figures.bounded(frame) else None
    drawn = figures.ridges(frame, "te_crs", shown, upper, view.say("te"), view.names)
    parts.append(view.figure(replace(drawn, name="efficiency-distribution"), view.caption(key, periods=shown)))
    most = min(frame["unit"].nunique(), figures.MOST_UNITS)
    grouped = view.group if most == frame["unit"].nunique() else None
    drawn = figures.heat_map(frame, grouped, view.names)
    parts.append(view.figure(drawn, view.caption("fig-heat-regions" if grouped else "fig-heat", shown=most)))
    parts += [_by_period(view, column) for column in NAMED]
    parts += [_scale_by_period(view), _movement(view)]
    mapped = view.results.boundaries is not None
    return view.section("evolution", "h-evolution" if mapped else "h-evolution-time", parts)


def level(view: View) -> list[str]:
    """Did the mean rise, on its own scale and on the common one, and did units become alike?"""
    means = view.rows("means")
    known = means[means["te_crs"].notna()]
    if len(known) < 2:
        return []
    first, last = known.iloc[0], known.iloc[-1]
    high, low = known.loc[known["te_crs"].idxmax()], known.loc[known["te_crs"].idxmin()]
    at = view.names.at
    ends: dict[str, Any] = {"first": at(first["period"]), "last": at(last["period"])}
    ends |= {"high": number(high["te_crs"]), "high_at": at(high["period"])}
    ends |= {"low": number(low["te_crs"]), "low_at": at(low["period"]), "reference": view.spoken_reference()}
    te, cv = (first["te_crs"], last["te_crs"]), (first["cv"], last["cv"])
    flat = high["te_crs"] - low["te_crs"] < SAME_SCORE
    mean = view.say("say-mean-flat", **ends) if flat else view.say(f"say-mean-{changed(*te)}", **_ends(te), **ends)
    out = [mean]
    if pd.notna(cv[0]) and pd.notna(cv[1]) and known["cv"].max() - known["cv"].min() >= SAME_CV:
        low, high = known.loc[known["cv"].idxmin()], known.loc[known["cv"].idxmax()]
        between = {"low": number(low["cv"]), "low_at": at(low["period"])}
        between |= {"high": number(high["cv"]), "high_at": at(high["period"])}
        out.append(view.say(f"say-cv-{changed(*cv, SAME_CV)}", **_ends(cv), **between))
    if "te_crs_pooled" in means:
        pooled = (first["te_crs_pooled"], last["te_crs_pooled"])
        out.append(view.say(f"say-pooled-{changed(*pooled)}", **_ends(pooled)))
    return out


def _ends(values: tuple[float, float]) -> dict[str, str]:
    return {"a": number(values[0]), "b": number(values[1])}


def movers(view: View) -> list[str]:
    """Who rose and who fell in rank, how many on the common scale, who was always efficient."""
    moved = view.rows("movement")
    out = []
    ends = {"first": view.names.at(view.periods[0]), "last": view.names.at(view.periods[-1])}
    ranked = moved[moved["rank_change"].notna()]
    for key, part in (
        ("say-climbed", leading(ranked[ranked["rank_change"] > 0], "rank_change")),
        ("say-dropped", leading(ranked[ranked["rank_change"] < 0], "rank_change", highest=False)),
    ):
        listed = [
            view.names.aside(view.names.unit(r["unit"]), f"{r['rank_first']}\u00a0→\u00a0{r['rank_last']}")
            for _, r in part.iterrows()
        ]
        if listed:
            out.append(view.say(key, units=view.names.many(listed), **ends))
    if "pooled_change" in moved and moved["pooled_change"].notna().any():
        change = moved["pooled_change"]
        counts = {"up": int((change > 1e-6).sum()), "down": int((change < -1e-6).sum()), "n": int(change.notna().sum())}
        out.append(view.say("say-updown", **counts, **ends))
    always = moved.loc[(moved["n_efficient"] == moved["n"]) & (moved["n"] == len(view.periods)), "unit"]
    if 0 < len(always) <= 12:
        out.append(view.say("say-always", units=view.names.many([view.names.unit(u) for u in always])))
    return out


def _by_period(view: View, column: str) -> Table:
    """One score of every unit in every period, with regional means; all but TE folded away."""
    frame, means, names = view.rows("efficiency"), view.rows("means"), view.names
    periods = list(means["period"])
    grid = frame.pivot(index="unit", columns="period", values=column).reindex(columns=periods)
    units = view.one_row_a_unit()
    blocks = [(None, units)]
    if view.group is not None and view.has("regions"):
        blocks = [(r, units[units[view.group] == r]) for r in dict.fromkeys(units[view.group])]
    rows, emphasis = [], []
    for region, members in blocks:
        for unit in members["unit"]:
            rows.append([names.unit(unit), *(number(v) for v in grid.loc[unit]), number(grid.loc[unit].mean())])
        if region is not None:
            regions = view.rows("regions")
            level = regions[regions["region"] == region].set_index("period")[column].reindex(periods)
            emphasis.append(len(rows))
            label = view.say("mean-of", region=names.region(region))
            rows.append([label, *(number(v) for v in level), number(level.mean())])
    emphasis.append(len(rows))
    rows.append([view.say("mean-all"), *(number(v) for v in means[column]), number(means[column].mean())])
    if column == "te_crs":
        for key, said in (("sd", "sd"), ("cv", "cv"), ("te_crs_pooled", "te-crs-pooled")):
            if key in means:
                emphasis.append(len(rows))
                rows.append([view.say(said), *(number(v) for v in means[key]), ""])
    header = [view.say("unit"), *(str(p) for p in periods), view.say("mean")]
    notes = view.say("by-period-note", reference=view.spoken_reference())
    caption = view.say("t-by-period", score=view.say(NAMED[column]))
    return Table(caption, header, rows, notes=notes, means=frozenset(emphasis), folded=column != "te_crs")


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
    return Table(caption, header, rows, notes=view.say("scale-note"), folded=True)


def _movement(view: View) -> Table:
    """First and last score and rank of every unit."""
    moved = view.rows("movement")
    pooled = "pooled_change" in moved
    first, last = (str(p) for p in (view.periods[0], view.periods[-1]))
    rows = []
    for _, r in moved.iterrows():
        cells = [number(r["te_crs_first"]), number(r["te_crs_last"]), _signed(r["te_crs_change"])]
        cells += [_whole(r["rank_first"]), _whole(r["rank_last"]), _whole(r["rank_change"], sign=True)]
        cells += [_signed(r["pooled_change"])] if pooled else []
        rows.append([view.names.unit(r["unit"]), *cells, number(r["cv"]), f"{r['n_efficient']}"])
    change = view.say("change")
    header = [view.say("unit"), first, last, change, first, last, change]
    header += [*([change] if pooled else []), view.say("cv"), view.say("periods-efficient")]
    spans = [("", 1), (view.say("te"), 3), (view.say("rank"), 3)]
    spans += [*([(view.say("te-pooled"), 1)] if pooled else []), ("", 1), ("", 1)]
    return Table(view.say("t-movement"), header, rows, notes=view.say("movement-note"), spans=tuple(spans), folded=True)


def _signed(value: float) -> str:
    return signed(value, 3) if pd.notna(value) else "–"


def _whole(value: Any, *, sign: bool = False) -> str:
    if pd.isna(value):
        return "–"
    return signed(int(value), 0) if sign else str(value)
