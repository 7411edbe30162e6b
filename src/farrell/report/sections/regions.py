"""Regions compared: levels, spread, ranks, tests, the gap between them over time."""

from __future__ import annotations

import pandas as pd

from farrell.report import figures
from farrell.report.names import number, percent
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.spoken import SAME_SCORE, changed, probability_cell, test_words, valued

CLEARLY = 1.2
"""How many times the second widest range the widest must be, to be called so."""


def section(view: View) -> Section | None:
    """None where the study has no regions."""
    if not view.has("regions"):
        return None
    parts: list[Part] = [*view.paragraph(sentences(view)), _levels(view)]
    if view.timed:
        by_region = figures.efficiency_by_region(view.rows("regions"), view.rows("means"), view.names)
        parts += [
            *view.paragraph(over_time(view)),
            view.figure(by_region, view.caption("fig-region")),
            _by_period(view),
        ]
    parts.append(_tests(view))
    return view.section("regions", "h-regions", parts)


def sentences(view: View) -> list[str]:
    """The order of regions in the last period, whether a test tells them apart, what large units change."""
    now = view.now("regions")
    now = now[now["te_crs"].notna()]
    if len(now) < 2:
        return [view.say("one-region")]
    ordered = now.sort_values("te_crs", ascending=False, kind="stable")
    out = [view.say("key-regions", when=view.when, regions=valued(view, ordered, "region", "te_crs"))]
    tests = view.rows("group_tests")
    out += test_words(view, tests[(tests["measure"] == "te_crs") & (tests["period"] == view.last)])
    weighted = now.sort_values("te_weighted", ascending=False, kind="stable")
    out.append(view.say("say-weighted", regions=valued(view, weighted, "region", "te_weighted")))
    gaps = view.now("region_gaps")
    if len(gaps) and pd.notna(gaps["between_share"].iloc[0]):
        out.append(view.say("say-between", when=view.when, share=percent(gaps["between_share"].iloc[0])))
    return out


def over_time(view: View) -> list[str]:
    """Who led how often, whether the gap closed, whose mean moved most."""
    gaps, regions = view.rows("region_gaps"), view.rows("regions")
    if len(gaps) < 2:
        return []
    if gaps["gap"].max() < SAME_SCORE:
        return [view.say("say-gap-none", least=number(SAME_SCORE))]
    lead, tail = (gaps.loc[gaps[c] != "", c].value_counts() for c in ("highest", "lowest"))
    spoken = view.names.region
    out = []
    if all(len(c) and (c == c.iloc[0]).sum() == 1 for c in (lead, tail)):  # where two led as often, none is named
        counts = {"k": int(lead.iloc[0]), "l": int(tail.iloc[0]), "n": len(gaps)}
        out.append(view.say("say-lead", region=spoken(lead.index[0]), low=spoken(tail.index[0]), **counts))
    ends = {"first": view.names.at(gaps["period"].iloc[0]), "last": view.names.at(gaps["period"].iloc[-1])}
    first, last = gaps["gap"].iloc[0], gaps["gap"].iloc[-1]
    low, high = gaps.loc[gaps["gap"].idxmin()], gaps.loc[gaps["gap"].idxmax()]
    ends |= {"low": number(low["gap"]), "low_at": view.names.at(low["period"])}
    ends |= {"high": number(high["gap"]), "high_at": view.names.at(high["period"])}
    out.append(view.say(f"say-gap-{changed(first, last)}", a=number(first), b=number(last), **ends))
    reach = regions.groupby("region", sort=False)["te_crs"].agg(["min", "max"])
    width = (reach["max"] - reach["min"]).sort_values(ascending=False)
    if width.iloc[0] >= max(SAME_SCORE, CLEARLY * width.iloc[1]):
        low, high = (number(reach.loc[width.index[0], c]) for c in ("min", "max"))
        out.append(view.say("say-moved", region=spoken(str(width.index[0])), low=low, high=high))
    return out


def _levels(view: View) -> Table:
    """Levels, spread and ranks of the regions in the last period."""
    rows = [
        [view.names.region(r["region"]), str(r["n"]), *_level_cells(r), "–" if pd.isna(r["rank"]) else str(r["rank"])]
        for _, r in view.now("regions").iterrows()
    ]
    rows.append([view.say("all"), str(view.now("means")["n"].iloc[0]), *_level_cells(view.now("means").iloc[0]), ""])
    columns = ("region", "n", "te", "te-weighted", "pte", "se", "sd", "cv", "min", "max", "n-efficient", "rank")
    header = [view.say(k) for k in columns]
    caption = view.say("t-regions", when=view.when)
    return Table(caption, header, rows, notes=view.say("regions-note"), means=frozenset({len(rows) - 1}))


def _level_cells(row: pd.Series) -> list[str]:
    cells = [number(row[c]) for c in ("te_crs", "te_weighted", "te_vrs", "se", "sd", "cv", "min", "max")]
    return [*cells, str(row["n_efficient"])]


def _by_period(view: View) -> Table:
    """One row a period: the regions' means, their gap, variation of all units, the rank test."""
    regions, means = view.rows("regions"), view.rows("means").set_index("period")
    wide = regions.pivot(index="period", columns="region", values="te_crs")
    gaps, tests = view.rows("region_gaps").set_index("period"), view.rows("group_tests")
    whole = tests[(tests["test"] == "kruskal-wallis") & (tests["measure"] == "te_crs")].set_index("period")
    named = list(dict.fromkeys(regions["region"]))
    rows = []
    for period in view.periods:
        gap = gaps.loc[period] if period in gaps.index else pd.Series(dtype=float)
        cells = [number(wide.loc[period].get(r)) for r in named] + [number(means.loc[period, "te_crs"])]
        rest = [number(gap.get("gap")), number(gap.get("ratio")), percent(gap.get("between_share", float("nan")))]
        p = whole["p"].get(period, float("nan"))
        rows.append([str(period), *cells, *rest, number(means.loc[period, "cv"]), number(p)])
    header = [view.say("period"), *(view.names.region(r) for r in named)]
    header += [view.say(k) for k in ("all", "gap", "ratio", "between-share", "cv", "p-kruskal")]
    spans = (("", 1), (view.say("mean-te"), len(named) + 1), (view.say("between-regions"), 3), ("", 1), ("", 1))
    return Table(view.say("t-regions-by-period"), header, rows, notes=view.say("regions-by-period-note"), spans=spans)


def _tests(view: View) -> Table:
    """The rank tests of the last period: all regions, then every pair."""
    tests = view.rows("group_tests")
    now = tests[(tests["measure"] == "te_crs") & (tests["period"] == view.last)]
    rows = []
    for _, row in now.iterrows():
        pair = row["test"] == "dunn"
        name = f"{view.names.region(row['a'])} – {view.names.region(row['b'])}" if pair else view.say("all-regions")
        p = probability_cell(row["p"])
        cells = [view.say(f"test-{row['test']}"), str(row["n"]), number(row["statistic"])]
        rows.append([name, *cells, p, number(row["p_holm"]) if pair else ""])
    header = [view.say(k) for k in ("regions", "test", "n", "statistic", "p", "p-holm")]
    return Table(view.say("t-tests", when=view.when), header, rows, names_in=2)
