"""How unlike are units, and is it within groups or between them?"""

from __future__ import annotations

import itertools
from typing import Any

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.space.view import SpaceView, records
from farrell.report.sections.spoken import changed

SAME = 0.001
"""A change of a Gini coefficient smaller than this is none in words."""
DAGUM = ("within", "net_between", "transvariation")


def parts(view: SpaceView) -> list[Part]:
    """Gini, Theil, Dagum by period; Lorenz curves of amounts."""
    if not any(view.has(name) for name in ("inequality", "dagum", "lorenz")):
        return []
    out: list[Part] = [Subheading(view.say("h-inequality")), *view.paragraph(_said(view))]
    if view.has("dagum"):
        out.append(view.figure(figures.dagum_parts(view.rows("dagum"), view.names), "fig-dagum"))
    if view.has("lorenz") and view.told["kind"] == "amount":
        below = view.names.within(view.told["below"]) if view.told["below"] else ""
        drawn = figures.lorenz_curves(view.rows("lorenz"), view.names.variable(view.told["column"]), below, view.names)
        ends = list(dict.fromkeys(view.rows("lorenz")["period"]))
        out.append(view.figure(drawn, "fig-lorenz", ends))
    if view.has("dagum"):
        out += [_dagum_table(view), _groups_table(view)]
    if view.has("inequality"):
        out.append(_theil_table(view))
    return out


def _said(view: SpaceView) -> list[str]:
    """How the Gini coefficient changed, where it comes from, and what units count with."""
    out = []
    name = "inequality" if view.has("inequality") else "dagum" if view.has("dagum") else ""
    if name:
        found = view.records(name)
        a, b = found[0], found[-1]
        if view.timed:
            ends = {"a": number(a["gini"]), "b": number(b["gini"])}
            ends |= {"first": view.names.at(a["period"]), "last": view.names.at(b["period"])}
            out.append(view.say(f"say-gini-{changed(a['gini'], b['gini'], SAME)}", what=view.label, **ends))
        else:
            out.append(view.say("say-gini", what=view.label, b=number(b["gini"])))
    if view.has("dagum") and view.records("dagum")[-1]["gini"] > 0:
        last = view.records("dagum")[-1]
        most = max(DAGUM, key=lambda part: last[part])
        listed = [f"{view.say(f'dagum-{part}')} {number(last[f'{part} %'], 1)}%" for part in DAGUM]
        when = view.names.at(last["period"])
        out.append(view.say(f"say-dagum-{most}", at=when, parts=view.names.many(listed)))
    below = view.told["below"]
    out.append(view.say("say-sizes", column=view.names.within(below)) if below else view.say("say-equal-sizes"))
    if view.told["kind"] == "score":
        out.append(view.say("say-score-inequality"))
    return out


def _dagum_table(view: SpaceView) -> Table:
    """Year, G and its parts, and their contributions."""
    rows = []
    for r in view.records("dagum"):
        cells = [number(r["gini"], 4), *(number(r[part], 4) for part in DAGUM)]
        rows.append([str(r["period"]), *cells, *(number(r[f"{part} %"], 1) for part in DAGUM)])
    header = [view.say("period"), "G", "Gw", "Gnb", "Gt", "Gw", "Gnb", "Gt"]
    spans = (("", 1), (view.say("gini"), 4), (view.say("contribution"), 3))
    caption, notes = view.say("t-dagum", what=view.label), view.say("dagum-note")
    return Table(caption, header, rows, notes=notes, spans=spans)


def _groups_table(view: SpaceView) -> Table:
    """Year, G of each group and of each pair."""
    frame = view.rows("dagum").dropna(axis=1, how="all")
    intra = [c for c in frame if c.startswith("intra ")]
    inter = [c for c in frame if c.startswith("inter ")]
    rows = [[str(r["period"]), *(number(r[c], 4) for c in (*intra, *inter))] for r in records(frame)]
    groups = [c.removeprefix("intra ") for c in intra]
    pairs = [f"{view.names.region(a)}–{view.names.region(b)}" for a, b in itertools.combinations(groups, 2)]
    header = [view.say("period"), *(view.names.region(group) for group in groups), *pairs]
    spans = (("", 1), (view.say("intra"), len(groups)), (view.say("inter"), len(pairs)))
    return Table(view.say("t-dagum-groups", what=view.label), header, rows, spans=spans, folded=len(groups) > 4)


def _theil_table(view: SpaceView) -> Table:
    """Year, Gini, Theil with its parts, and other measures."""
    frame = view.rows("inequality")
    split = "between %" in frame and frame["between %"].notna().any()
    rows = []
    for r in records(frame):
        cells: list[Any] = [number(r["gini"], 4), number(r["theil"], 5)]
        if split:
            cells += [number(r["theil"] * r[f"{p} %"] / 100, 5) for p in ("within", "between")]
            cells += [number(r[f"{p} %"], 1) for p in ("within", "between")]
        cells += [number(r["theil_l"], 5), number(r["atkinson"], 5), number(r["cv"], 4)]
        rows.append([str(r["period"]), *cells])
    header = [view.say("period"), view.say("gini"), "T"]
    header += ["Tw", "Tb", "Tw, %", "Tb, %"] if split else []
    header += ["L", view.say("atkinson"), view.say("cv")]
    caption = view.say("t-theil", what=view.label)
    return Table(caption, header, rows, notes=view.say("theil-note-split" if split else "theil-note"), folded=split)
