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
SAME_INDEX = 0.01
"""A concentration index this close to 0 is none in words."""
REST = "rest"
"""What factors leave of a concentration index."""
DAGUM = ("within", "net_between", "transvariation")


def parts(view: SpaceView) -> list[Part]:
    """Gini, Theil, Dagum by period; Lorenz curves of amounts."""
    if not any(view.has(name) for name in ("inequality", "dagum", "lorenz", "concentration", "agglomeration")):
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
    if view.has("concentration"):
        out += [*view.paragraph(_concentrated(view)), *_concentration_tables(view)]
    if view.has("agglomeration"):
        out += _agglomeration(view)
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


def _concentrated(view: SpaceView) -> list[str]:
    """Whether those that stand higher have more."""
    found = view.records("concentration")
    last = found[-1]
    side = "none" if abs(last["concentration"]) < SAME_INDEX else "rich" if last["concentration"] > 0 else "poor"
    standing = view.driver(view.space["rank_by"])
    value = {"c": number(last["concentration"], 4), "at": view.names.at(last["period"]), "standing": standing}
    return [view.say(f"say-concentration-{side}", **value)]


def _concentration_tables(view: SpaceView) -> list[Part]:
    rows = [[str(r["period"]), number(r["concentration"], 4)] for r in view.records("concentration")]
    caption = view.say("t-concentration", what=view.label)
    notes = view.say("concentration-note", standing=view.driver(view.space["rank_by"]))
    out: list[Part] = [Table(caption, [view.say("period"), "C"], rows, notes=notes, folded=True)]
    if view.has("concentration_parts"):
        parts = view.records("concentration_parts")
        lines = []
        for r in parts:
            name = view.say("unexplained") if r["factor"] == REST else view.driver(r["factor"])
            cells = [number(r[key], 4) for key in ("elasticity", "concentration", "contribution")]
            lines.append([name, *cells, number(r["percent"], 1)])
        header = [view.say("driver"), view.say("elasticity"), "C", view.say("contributed"), view.say("contribution")]
        at = view.names.at(parts[0]["period"])
        out.append(Table(view.say("t-concentration-parts", what=view.label, at=at), header, lines, folded=True))
    return out


def _agglomeration(view: SpaceView) -> list[Part]:
    """The resource beside land and people in the last period."""
    now = view.at("agglomeration", view.last)
    named = view.names.variable(view.told["column"])
    denser, ahead = int((now["hrad"] > 1).sum()), int((now["ratio"] > 1).sum())
    counts = {"denser": denser, "ahead": ahead, "n": len(now)}
    said = view.say("say-agglomeration", what=named, at=view.names.at(view.last), **counts)
    out: list[Part] = [*view.paragraph([said])]
    if len(now) <= figures.MOST_UNITS:
        drawn = figures.agglomeration_points(now, named, view.names)
        out.append(view.figure(drawn, "fig-agglomeration", [view.last]))
    first = view.at("agglomeration", view.periods[0]).set_index("unit")
    rows = []
    for r in records(now.sort_values("hrad", ascending=False)):
        before = first.loc[r["unit"]] if r["unit"] in first.index else None
        then = ["–", "–"] if before is None else [number(before["hrad"]), number(before["ratio"])]
        rows.append([view.names.unit(r["unit"]), number(r["hrad"]), number(r["pad"]), number(r["ratio"]), *then])
    header = [view.say("unit"), "HRAD", "PAD", "HRAD / PAD", "HRAD", "HRAD / PAD"]
    spans = (("", 1), (view.names.at(view.last), 3), (view.names.at(view.periods[0]), 2))
    caption, notes = view.say("t-agglomeration", what=named), view.say("agglomeration-note")
    return [*out, Table(caption, header, rows, spans=spans, notes=notes, folded=True)]
