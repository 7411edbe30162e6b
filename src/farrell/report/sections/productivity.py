"""Productivity over time: an index, its parts, by interval, region and unit, chained, and what the parts add."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from farrell.productivity.aggregates import PARTS
from farrell.report import figures
from farrell.report.names import number, signed
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections import frontiers
from farrell.report.sections.index import Index
from farrell.report.sections.spoken import SAME_INDEX, headed, test_words, valued


def section(view: View) -> Section:
    """The index by interval, region and unit; components that the decomposition does not have are left out."""
    index = Index(view)
    means, chained = index.table("means"), view.rows("cumulative_means")
    intervals = means[means["by"] == "interval"]
    parts: list[Part] = [*view.paragraph(sentences(index)), _table(index, "interval", "interval", str)]
    file = f"{view.model['kind'].replace('_', '-')}-by-interval"
    drawn = figures.index_components(intervals, view.periods, index.told["factors"], index.neutral, file, view.names)
    parts.append(view.figure(drawn, view.caption("fig-index", what=_what(index))))
    key = "fig-cumulative-regions" if (chained["by"] == "region").any() else "fig-cumulative"
    since = view.names.at(index.told["since"])
    drawn = figures.cumulative(chained, view.periods, index.told["since"], index.neutral, view.names)
    mean = view.say(f"mean-{index.kind_of_mean}")
    parts.append(view.figure(drawn, view.caption(key, what={"mean": mean, "since": since})))
    if (means["by"] == "region").any():
        parts += [*view.paragraph(by_region(index)), _table(index, "region", "region", view.names.region)]
        parts.append(_region_by_interval(index))
    parts.append(_table(index, "unit", "unit", view.names.unit))
    if view.options.get("without"):
        parts += view.paragraph(left_out(index))
    if index.told["leaves"]:
        parts += [*view.paragraph(contributed(index)), _contributions(index)]
    if index.has("levels"):
        parts += [*view.paragraph(standing(index)), _levels(index)]
    parts += frontiers.parts(index)
    return view.section("malmquist" if view.model["kind"] == "malmquist" else "index", "h-malmquist", parts)


def _what(index: Index) -> dict[str, str]:
    means = index.say(f"means-{index.kind_of_mean}")
    return {"means": means, "index": index.name, "progress": index.progress}


def sentences(index: Index) -> list[str]:
    """Best and worst interval and unit, the parts of efficiency change, the whole way."""
    view, means = index.view, index.table("means")
    overall = means[means["by"] == "overall"].iloc[0]
    if not np.isfinite(overall["tfpch"]):
        return [view.say("key-no-indices")]
    out = [] if index.is_usual else [view.say("say-convention", index=index.headed, progress=index.progress)]
    for by, key, spoken in (("interval", "say-intervals", str), ("unit", "say-units", view.names.unit)):
        part = means[(means["by"] == by) & means["tfpch"].notna()]
        if len(part) < 2:
            continue
        ordered = part.sort_values("tfpch", kind="stable", ascending=False)
        high, low = ordered.iloc[0], ordered.iloc[-1]
        if high["tfpch"] - low["tfpch"] < SAME_INDEX:
            continue
        ends = {"best": spoken(str(high["name"])), "x": number(high["tfpch"])}
        ends |= {"worst": spoken(str(low["name"])), "y": number(low["tfpch"])}
        ahead = int((index.growth("tfpch", part["tfpch"]) > 1e-8).sum())
        out.append(view.say(key, k=ahead, n=len(part), side=index.side, **ends))
    if {"pech", "sech"} <= set(index.present(means)) and "effch" in index.told["factors"]:
        out.append(view.say("say-split", pech=number(overall["pech"]), sech=number(overall["sech"])))
    return [*out, *_the_whole_way(index)]


def _the_whole_way(index: Index) -> list[str]:
    """The chained mean at the end, or at the beginning where it is 1 at the end."""
    view, since = index.view, index.told["since"]
    chained = view.rows("cumulative_means")
    at = view.periods[0] if since == view.last else view.last
    end = chained.loc[(chained["by"] == "all") & (chained["period"] == at), "tfpch"].iloc[0]
    if not np.isfinite(end):
        return []
    ends = {"first": view.names.at(since), "last": view.names.at(at), "x": number(end)}
    if index.is_usual:
        return [view.say("say-chained", change=signed(100 * (end - 1)), **ends)]
    return [view.say("say-chained-index", neutral=index.neutral_word, progress=index.progress, **ends)]


def by_region(index: Index) -> list[str]:
    """The order of regions, and whether a test tells them apart."""
    view, means = index.view, index.table("means")
    part = means[(means["by"] == "region") & means["tfpch"].notna()].rename(columns={"name": "region"})
    if len(part) < 2:
        return []
    ordered = part.sort_values("tfpch", ascending=index.told["progress"] == "below", kind="stable")
    tests = view.rows("group_tests")
    said = [view.say("say-regions-tfp", regions=valued(view, ordered, "region", "tfpch"))]
    if "effch" in part and part["effch"].notna().all():
        caught = part.sort_values("effch", ascending=index.told["progress"] == "below", kind="stable")
        said.append(view.say("say-regions-catch-up", regions=valued(view, caught, "region", "effch")))
    tests = tests[tests["measure"] == "tfpch"]
    return [*said, *(test_words(view, tests) if len(tests) else [])]


def _table(index: Index, by: str, first: str, label: Callable[[str], str]) -> Table:
    """Means by interval, region or unit, the overall one last, with their spread, and weighted by size."""
    view, means = index.view, index.table("means")
    columns, overall = index.present(means), means[means["by"] == "overall"].iloc[0]
    has_sizes = by != "unit" and index.has("weighted")
    sized: Any = index.table("weighted").set_index(["by", "name"])["tfpch"] if has_sizes else None

    def cells(row: Any) -> list[str]:
        spread = [number(row["tfpch_min"]), number(row["tfpch_max"]), f"{row['n_progress']} / {row['n']}"]
        weighted = [] if sized is None else [number(sized.loc[row["by"], row["name"]])]
        return [*(number(row[c]) for c in columns), *weighted, *spread]

    rows = [[label(str(r["name"])), *cells(r)] for _, r in means[means["by"] == by].iterrows()]
    extra = [] if sized is None else [view.say("tfpch-weighted")]
    header = [headed(view.say(first)), *(view.say(c) for c in columns), *extra]
    header += [view.say("min"), view.say("max"), index.side]
    spans = (
        ("", 1),
        (view.say(f"means-{index.kind_of_mean}"), len(columns) + len(extra)),
        (view.say("tfpch"), 3),
    )
    rows.append([view.say(f"mean-{index.kind_of_mean}"), *cells(overall)])
    note = index.note(overall)
    if sized is not None:
        weight = view.names.within(index.told["weight"])
        note = view.names.joined([note, view.say("tfpch-weighted-note", weight=weight)])
    caption, last = view.say(f"t-index-{by}", index=index.headed), frozenset({len(rows) - 1})
    return Table(caption, header, rows, notes=note, means=last, spans=spans)


def _region_by_interval(index: Index) -> Table:
    """tfpch of every region in every interval."""
    view, means = index.view, index.table("means")
    pairs = means[means["by"] == "region and interval"]
    wide = pairs.pivot(index="interval", columns="name", values="tfpch")
    named, intervals = list(dict.fromkeys(pairs["name"])), list(dict.fromkeys(pairs["interval"]))
    rows = [[i, *(number(wide.loc[i].get(r)) for r in named)] for i in intervals]
    header = [view.say("interval"), *(view.names.region(r) for r in named)]
    note = index.note(means[means["by"] == "overall"].iloc[0])
    return Table(view.say("t-index-region-interval"), header, rows, notes=note, folded=True)


def left_out(index: Index) -> list[str]:
    """What the index is without some periods, overall and by region."""
    rows = index.view.rows("without")
    whole = rows[rows["region"] == "all"]
    if len(whole) == 0 or not np.isfinite(whole["tfpch"].iloc[0]):
        periods = ", ".join(map(str, index.view.options["without"]))
        return [index.say("say-without-none", periods=periods)]
    whole = whole.iloc[0]
    factors = [c for c in index.told["factors"] if np.isfinite(whole[c])]
    values = index.valued(whole, ["tfpch", *factors])
    said = [index.say("say-without", periods=whole["periods"], values=values)]
    regions = rows[(rows["region"] != "all") & rows["tfpch"].notna()]
    if len(regions):
        said.append(index.say("say-regions-tfp", regions=valued(index.view, regions, "region", "tfpch")))
    return said


def contributed(index: Index) -> list[str]:
    """What each part adds to the growth of the index."""
    rows = index.view.rows("contributions")
    rows = rows[rows["by"] == "overall"].set_index("component")
    total = rows.loc["tfpch", "growth"]
    if not np.isfinite(total):
        return []
    leaves = [c for c in index.told["leaves"] if np.isfinite(rows.loc[c, "growth"])]
    listed = [f"{index.say(c)} {signed(100 * rows.loc[c, 'growth'], 2)}" for c in leaves]
    key = "say-contributions-sum" if index.is_sum else "say-contributions"
    return [index.say(key, total=signed(100 * total, 2), parts=index.names.many(listed))]


def _contributions(index: Index) -> Table:
    """Growth of the index and of its parts, and the shares of these, overall and by region."""
    view, rows = index.view, index.view.rows("contributions")
    leaves = [c for c in index.told["leaves"] if rows.loc[rows["component"] == c, "growth"].notna().any()]
    lines = []
    for (by, name), part in rows[rows["by"] != "unit"].groupby(["by", "name"], sort=False):
        at = part.set_index("component")
        label = view.say("all") if by == "overall" else view.names.region(str(name))
        cells = [signed(100 * at.loc[c, "growth"], 2) for c in (*leaves, "tfpch")]
        lines.append([label, *cells, *(number(100 * at.loc[c, "share"], 0) for c in leaves)])
    header = [headed(view.say("region")), *(view.say(c) for c in (*leaves, "tfpch")), *(view.say(c) for c in leaves)]
    growth = view.say("growth-sum" if index.is_sum else "growth-log")
    spans = (("", 1), (growth, len(leaves) + 1), (view.say("growth-share"), len(leaves)))
    note = view.say("contributions-note-sum" if index.is_sum else "contributions-note")
    return Table(view.say("t-contributions"), header, lines, notes=note, spans=spans)


def _now(index: Index) -> pd.DataFrame:
    levels = index.table("levels")
    now: pd.DataFrame = levels[levels["period"] == index.view.last]
    return now.sort_values("rank", kind="stable")


def _efficiencies(index: Index) -> list[str]:
    """That of productivity, and those that multiply to it."""
    return ["tfpe", *PARTS[index.told["orientation"]][0]]


def standing(index: Index) -> list[str]:
    """Who is most productive in the last period, and what keeps the others from the greatest productivity."""
    view, now = index.view, _now(index)
    known = now[now["tfp"].notna()]
    if len(known) == 0:
        return []
    best = known.iloc[0]
    parts = _efficiencies(index)
    means = ", ".join(f"{c} {number(known[c].mean())}" for c in parts)
    values = {"best": view.names.unit(best["unit"]), "x": number(best["tfp"]), "means": means}
    return [view.say("say-levels", when=view.when, **values)]


def _levels(index: Index) -> Table:
    """Productivity of every unit in the last period, and the efficiencies that explain it."""
    view, now = index.view, _now(index)
    columns = ["tfp", *_efficiencies(index)]
    rows = [
        [number(r["rank"], 0), view.names.unit(r["unit"]), *(number(r[c]) for c in columns)] for _, r in now.iterrows()
    ]
    header = [view.say("rank"), view.say("unit"), *columns]
    caption = view.say("t-levels", index=index.headed, when=view.when)
    return Table(caption, header, rows, names_in=2, notes=view.say(f"levels-note-{index.told['orientation']}"))
