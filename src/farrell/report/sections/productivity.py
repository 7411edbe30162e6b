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

NAMED_PARTS = ("ray-desli", "grifell-lovell", "zofio", "bias")
"""Decompositions whose parts are named; the others are the usual ones."""
MOST_INNOVATORS = 6
"""Most units named as innovators, the most frequent first."""


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
    if view.has("innovators") and len(view.rows("innovators")):
        parts += [*view.paragraph(innovation(view)), _innovators(view)]
    parts += [*view.paragraph(by_technology(view)), _technologies(view)]
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
    if np.isfinite(overall["pech"]) and np.isfinite(overall["sech"]):
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
    said = [view.say("say-regions-tfp", regions=valued(view, ordered, "region", "tfpch"))]
    if part["effch"].notna().all():
        caught = part.sort_values("effch", ascending=False, kind="stable")
        said.append(view.say("say-regions-catch-up", regions=valued(view, caught, "region", "effch")))
    tests = tests[tests["measure"] == "tfpch"]
    return [*said, *(test_words(view, tests) if len(tests) else [])]


def innovation(view: View) -> list[str]:
    """Who moved the frontier most often, and how often nobody did."""
    found, means = view.rows("innovators"), view.rows("malmquist_means")
    often = found["unit"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    intervals = int((means["by"] == "interval").sum())
    ends = zip(found["period_from"].astype(str), found["period_to"].astype(str), strict=True)
    named = [view.names.aside(view.names.unit(unit), str(n)) for unit, n in often.head(MOST_INNOVATORS).items()]
    return [view.say("say-innovators", units=view.names.many(named), n=len(set(ends)), intervals=intervals)]


def by_technology(view: View) -> list[str]:
    """Where the frontier moved to under each technology, and what the index is without some periods."""
    table = view.rows("technologies")
    whole = table[table["region"] == "all"]
    plain = whole[whole["without"] == ""]
    shown = [
        view.names.aside(view.say(f"technology-{row['technology']}"), number(row["techch"]))
        for _, row in plain.iterrows()
        if np.isfinite(row["techch"])
    ]
    said = [view.say("say-technologies", values=view.names.many(shown))] if shown else []
    for _, row in whole[whole["without"] != ""].iterrows():
        if np.isfinite(row["tfpch"]):
            values = {c: number(row[c]) for c in ("effch", "techch", "tfpch")}
            key = "say-without" if np.isfinite(row["effch"]) and np.isfinite(row["techch"]) else "say-without-index"
            said.append(view.say(key, periods=row["without"], **values))
    return said


def _columns(means: pd.DataFrame) -> list[str]:
    return [c for c in columns_of(means.columns) if means[c].notna().any()]


def _parts_in_words(view: View, columns: list[str]) -> str:
    """What multiplies to the index, by the decomposition."""
    if "tgc" in columns:
        return view.say("malmquist-note-parts", parts=view.say("method-technology-metafrontier"))
    decomposition = view.options.get("decomposition")
    if decomposition in NAMED_PARTS:
        return view.say("malmquist-note-parts", parts=view.say(f"method-decomposition-{decomposition}"))
    return view.say("malmquist-note" if "sech" in columns else "malmquist-note-fglr")


def _note(view: View, means: pd.DataFrame) -> str:
    left_out = int(means.loc[means["by"] == "overall", "left_out"].iloc[0])
    note = _parts_in_words(view, _columns(means))
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


def _innovators(view: View) -> Table:
    """The units that moved the frontier, interval by interval."""
    rows = [
        [f"{r['period_from']}–{r['period_to']}", view.names.unit(r["unit"]), number(r["techch"]), number(r["ahead"]),
         str(r["peer_of"])]
        for _, r in view.rows("innovators").iterrows()
    ]  # fmt: skip
    header = [view.say(key) for key in ("interval", "unit", "techch", "innovators-ahead", "innovators-peers")]
    return Table(view.say("t-innovators"), header, rows, names_in=2, notes=view.say("innovators-note"), folded=True)


def _technologies(view: View) -> Table:
    """The index by technology: parts overall, tfpch of every region, programs without a solution."""
    table = view.rows("technologies")
    regions = [r for r in dict.fromkeys(table["region"]) if r != "all"]
    rows = []
    for (technology, without), part in table.groupby(["technology", "without"], sort=False):
        at = part.set_index("region")
        named = view.say(f"technology-{technology}")
        name = view.names.aside(named, view.say("without", periods=without)) if without else named
        whole = at.loc["all"]
        cells = [number(whole[c]) for c in ("effch", "techch", "tfpch")]
        cells += [number(at["tfpch"].get(r, np.nan)) for r in regions]
        rows.append([name, *cells, f"{100 * whole['infeasible']:.1f}"])
    header = [view.say("technology"), *(view.say(c) for c in ("effch", "techch", "tfpch"))]
    header += [*(view.names.region(r) for r in regions), view.say("infeasible-share")]
    spans = [("", 1), (view.say("all"), 3), *([(view.say("tfpch"), len(regions))] if regions else []), ("", 1)]
    return Table(view.say("t-technologies"), header, rows, notes=view.say("technologies-note"), spans=tuple(spans))


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
