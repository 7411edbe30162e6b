"""The metafrontier: how much of a unit's distance to the best practice is its own, and how much its group's."""

from __future__ import annotations

from typing import Any

from farrell.report import figures
from farrell.report.names import number, percent
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.spoken import SAME_SCORE, changed, test_words, valued

MOST_ROWS = 60
"""Units up to which their table stands open."""


def section(view: View) -> Section | None:
    """Sentences, means by group, the figure, groups over time, units of the last period."""
    if not view.has("metafrontier_units"):
        return None
    now, periods = view.now("metafrontier_units"), view.rows("metafrontier_periods")
    parts: list[Part] = [*view.paragraph(sentences(view, now, periods)), _groups(view)]
    if now["tgr"].notna().any():
        caption = view.caption("fig-tgr", units=int(now["tgr"].notna().sum()))
        drawn = figures.technology_gaps(now, periods[periods["group"] != "all"], view.names)
        parts.append(view.figure(drawn, caption))
    if view.timed:
        parts.append(_periods(view, periods))
    return view.section("metafrontier", "h-metafrontier", [*parts, _units(view, now)])


def sentences(view: View, now: Any, periods: Any) -> list[str]:
    """What the metafrontier is, the gap of each group, whether a test tells them apart, how it moved, whose practice
    the benchmarks are."""
    options = {"frontier": "convex", "reference": "own"} | view.options
    out = [view.say(f"meta-{options['frontier']}"), view.say(f"meta-over-{options['reference']}") if view.timed else ""]
    means = view.rows("metafrontier_means")
    groups = means[(means["group"] != "all") & means["tgr"].notna()]
    if len(groups) < 2:
        return [*out, view.say("one-region")]
    ordered = groups.sort_values("tgr", ascending=False, kind="stable").rename(columns={"group": "region"})
    out.append(view.say("meta-gaps", regions=valued(view, ordered, "region", "tgr")))
    last = periods[(periods["period"] == view.last) & (periods["group"] != "all")].rename(columns={"group": "region"})
    last = last.dropna(subset=["tgr"]).sort_values("tgr", ascending=False, kind="stable")
    if view.timed and len(last):
        out.append(view.say("meta-now", when=view.when, regions=valued(view, last, "region", "tgr")))
    tests = view.rows("group_tests") if view.has("group_tests") else periods.iloc[:0].assign(test="", measure="")
    out += test_words(view, tests[(tests["measure"] == "tgr") & (tests["period"] == view.last)])
    out += _moved(view, periods) if view.timed else []
    return [*out, *_whose(view, now)]


def _moved(view: View, periods: Any) -> list[str]:
    """Each group's mean gap ratio at the ends, in one sentence a direction."""
    ways: dict[str, list[str]] = {}
    for group, line in periods[periods["group"] != "all"].dropna(subset=["tgr"]).groupby("group", sort=False):
        first, last = line["tgr"].iloc[0], line["tgr"].iloc[-1]
        said = view.say("meta-from-to", region=view.names.region(str(group)), a=number(first), b=number(last))
        ways.setdefault(changed(first, last), []).append(said)
    ends = {"first": view.names.at(view.periods[0]), "last": view.names.at(view.periods[-1])}
    return [
        view.say(f"meta-{way}", regions=view.names.many(ways[way]), least=number(SAME_SCORE), **ends)
        for way in ("rose", "fell", "same")
        if way in ways
    ]


def _whose(view: View, now: Any) -> list[str]:
    """From which groups the benchmarks of each group's units come, in the last period."""
    shares = [c for c in now.columns if c.startswith("from_") and now[c].notna().any()]
    known = now.dropna(subset=["tgr"])
    if not len(known):
        return []
    total = known[shares].mean().sort_values(ascending=False, kind="stable")
    listed = [f"{view.names.region(c.removeprefix('from_'))} {percent(v)} %" for c, v in total.items()]
    return [view.say("meta-whose", when=view.when, regions=view.names.many(listed))]


def _groups(view: View) -> Table:
    """Means of every group over all periods."""
    rows = [
        [
            view.say("all") if r["group"] == "all" else view.names.region(r["group"]),
            str(int(r["n"])),
            *(number(r[c]) for c in ("te_group", "te_meta", "tgr", "tgr_sd", "tgr_min", "tgr_max")),
        ]
        for _, r in view.rows("metafrontier_means").iterrows()
    ]
    header = [view.say(k) for k in ("region", "n-unit-periods", "te-within", "te-meta", "tgr", "sd", "min", "max")]
    spans = (("", 4), (view.say("tgr"), 4))
    means = frozenset({len(rows) - 1}) if len(rows) > 1 else frozenset()
    return Table(view.say("t-meta-groups"), header, rows, notes=view.say("meta-note"), means=means, spans=spans)


def _periods(view: View, periods: Any) -> Table:
    """Mean gap ratio of every group by period."""
    wide = periods.pivot(index="period", columns="group", values="tgr")
    groups = list(dict.fromkeys(periods["group"]))
    rows = [[str(p), *(number(wide.loc[p].get(g)) for g in groups)] for p in view.periods if p in wide.index]
    header = [view.say("period"), *(view.say("all") if g == "all" else view.names.region(g) for g in groups)]
    return Table(view.say("t-meta-periods"), header, rows)


def _units(view: View, now: Any) -> Table:
    """Group score, meta score and gap of every unit in the last period, with the groups its benchmark is made of."""
    shares = [c for c in now.columns if c.startswith("from_") and now[c].notna().any()]
    rows = [
        [
            view.names.unit(r["unit"]),
            view.names.region(r["group"]),
            *(number(r[c]) for c in ("te_group", "te_meta", "tgr")),
            *(percent(r[c]) for c in shares),
        ]
        for _, r in now.iterrows()
    ]
    header = [view.say(k) for k in ("unit", "region", "te-within", "te-meta", "tgr")]
    header += [view.names.region(c.removeprefix("from_")) for c in shares]
    spans = (("", 5), (view.say("meta-from"), len(shares)))
    caption = view.say("t-meta-units", when=view.when)
    return Table(caption, header, rows, names_in=2, spans=spans, folded=len(rows) > MOST_ROWS)
