"""Productivity over time: the index, its parts, by interval, region and unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from farrell.productivity.change import columns_of
from farrell.report import figures
from farrell.report.names import number, signed
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.spoken import SAME_INDEX, test_words, valued


def section(view: View) -> Section:
    """The index by interval, region and unit; components that the decomposition does not have are left out."""
    means, chained = view.rows("malmquist_means"), view.rows("cumulative_means")
    intervals = means[means["by"] == "interval"]
    parts: list[Part] = [*view.paragraph(sentences(view)), _table(view, "interval", "interval", str)]
    parts.append(view.figure(figures.malmquist_components(intervals, view.names), view.caption("fig-malmquist")))
    key = "fig-cumulative-regions" if (chained["by"] == "region").any() else "fig-cumulative"
    parts.append(view.figure(figures.cumulative(chained, view.periods, view.names), view.caption(key)))
    if (means["by"] == "region").any():
        parts += [*view.paragraph(by_region(view)), _table(view, "region", "region", view.names.region)]
        parts.append(_region_by_interval(view))
    parts.append(_table(view, "unit", "unit", view.names.unit))
    return view.section("malmquist", "h-malmquist", parts)


def sentences(view: View) -> list[str]:
    """Best and worst interval and unit, the parts of efficiency change, the whole way."""
    means = view.rows("malmquist_means")
    overall = means[means["by"] == "overall"].iloc[0]
    if not np.isfinite(overall["tfpch"]):
        return [view.say("key-no-indices")]
    out = []
    for by, key, spoken in (("interval", "say-intervals", str), ("unit", "say-units", view.names.unit)):
        part = means[(means["by"] == by) & means["tfpch"].notna()]
        if len(part) < 2:
            continue
        best, worst = part.loc[part["tfpch"].idxmax()], part.loc[part["tfpch"].idxmin()]
        if best["tfpch"] - worst["tfpch"] < SAME_INDEX:
            continue
        ends = {"best": spoken(str(best["name"])), "x": number(best["tfpch"])}
        ends |= {"worst": spoken(str(worst["name"])), "y": number(worst["tfpch"])}
        out.append(view.say(key, k=int((part["tfpch"].round(8) > 1).sum()), n=len(part), **ends))
    if np.isfinite(overall["pech"]):
        out.append(view.say("say-split", pech=number(overall["pech"]), sech=number(overall["sech"])))
    chained = view.rows("cumulative_means")
    end = chained.loc[(chained["by"] == "all") & (chained["period"] == view.last), "tfpch"].iloc[0]
    if np.isfinite(end):
        ends = {"first": view.names.at(view.periods[0]), "last": view.names.at(view.last)}
        out.append(view.say("say-chained", x=number(end), change=signed(100 * (end - 1)), **ends))
    return out


def by_region(view: View) -> list[str]:
    """The order of regions, and whether a test tells them apart."""
    means = view.rows("malmquist_means")
    part = means[(means["by"] == "region") & means["tfpch"].notna()].rename(columns={"name": "region"})
    if len(part) < 2:
        return []
    ordered = part.sort_values("tfpch", ascending=False, kind="stable")
    tests = view.rows("group_tests")
    said = view.say("say-regions-tfp", regions=valued(view, ordered, "region", "tfpch"))
    tests = tests[tests["measure"] == "tfpch"]
    return [said, *(test_words(view, tests) if len(tests) else [])]


def _columns(means: pd.DataFrame) -> list[str]:
    return [c for c in columns_of(means.columns) if means[c].notna().any()]


def _note(view: View, means: pd.DataFrame) -> str:
    left_out = int(means.loc[means["by"] == "overall", "left_out"].iloc[0])
    note = view.say("malmquist-note" if "pech" in _columns(means) else "malmquist-note-fglr")
    return view.names.joined([note, view.say("left-out", n=left_out) if left_out else ""])


def _table(view: View, by: str, first: str, label: Callable[[str], str]) -> Table:
    """Geometric means by interval, region or unit, the overall one last, with their spread."""
    means = view.rows("malmquist_means")
    columns, overall = _columns(means), means[means["by"] == "overall"].iloc[0]

    def cells(row: Any) -> list[str]:
        spread = [number(row["tfpch_min"]), number(row["tfpch_max"]), f"{row['n_progress']} / {row['n']}"]
        return [*(number(row[c]) for c in columns), *spread]

    rows = [[label(str(r["name"])), *cells(r)] for _, r in means[means["by"] == by].iterrows()]
    header = [view.say(first), *(view.say(c) for c in columns), *(view.say(k) for k in ("min", "max", "n-above"))]
    spans = (("", 1), (view.say("geometric-means"), len(columns)), (view.say("tfpch"), 3))
    rows.append([view.say("geometric-mean"), *cells(overall)])
    caption, last = view.say(f"t-malmquist-{by}"), frozenset({len(rows) - 1})
    return Table(caption, header, rows, notes=_note(view, means), means=last, spans=spans)


def _region_by_interval(view: View) -> Table:
    """tfpch of every region in every interval."""
    means = view.rows("malmquist_means")
    pairs = means[means["by"] == "region and interval"]
    wide = pairs.pivot(index="interval", columns="name", values="tfpch")
    named, intervals = list(dict.fromkeys(pairs["name"])), list(dict.fromkeys(pairs["interval"]))
    rows = [[i, *(number(wide.loc[i].get(r)) for r in named)] for i in intervals]
    header = [view.say("interval"), *(view.names.region(r) for r in named)]
    caption = view.say("t-malmquist-region-interval")
    return Table(caption, header, rows, notes=_note(view, means), folded=True)
