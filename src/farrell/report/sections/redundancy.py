"""What is too much or too little in the last period, and whom to learn from."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import digits, number, percent
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.spoken import leading


def section(view: View) -> Section:
    """Gap table and bars of the oriented side, the other side, peers."""
    slacks = view.now("slacks")
    slacks = slacks[slacks["rts"] == "vrs"]
    total = view.now("redundancy")
    total = total[total["rts"] == "vrs"].set_index("variable")
    shown = min(slacks["unit"].nunique(), figures.MOST_UNITS)
    bars = figures.gap_bars(slacks, view.orientation, view.names)
    caption = view.caption(
        f"fig-gaps-{view.orientation}", units=slacks["unit"].nunique(), shown=shown, periods=[view.last]
    )
    first, second = ("input", "output") if view.orientation == "input" else ("output", "input")
    lead = [view.say(f"redundancy-{view.orientation}"), view.say(f"gaps-limits-{view.orientation}")]
    parts: list[Part] = [*view.paragraph(lead), *view.paragraph(largest(view, slacks))]
    parts += [
        view.figure(bars, caption),
        _gap_table(view, slacks, total, first),
        _gap_table(view, slacks, total, second),
    ]
    parts += _peers(view)
    return view.section("redundancy", {"input": "h-gaps-input", "output": "h-gaps-output"}[view.orientation], parts)


def largest(view: View, slacks: pd.DataFrame) -> list[str]:
    """The units with the largest gap of each variable of the oriented side."""
    out = []
    part = slacks[(slacks["role"] == view.orientation) & (slacks["rate"] >= 5e-4)]
    for variable in dict.fromkeys(part["variable"]):
        rows = leading(part[part["variable"] == variable], "rate")
        if len(rows) == 0:
            continue
        listed = [f"{view.names.unit(u)} {percent(r)}%" for u, r in zip(rows["unit"], rows["rate"], strict=True)]
        values = {"variable": view.names.variable(variable), "units": view.names.many(listed), "when": view.when}
        out.append(view.say(f"say-largest-{view.orientation}", **values))
    return out


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
    return Table(caption, header, rows, notes=note, means=frozenset(last), spans=tuple(spans))


def _followers(view: View) -> tuple[Any, Any]:
    """The units that are inefficient under variable returns, and their peers by name."""
    peers, now = view.now("peers"), view.now("efficiency")
    peers = peers[peers["rts"] == "vrs"]
    inefficient = now.loc[now["efficiency_vrs"] == "inefficient", "unit"]
    named = [_named(view, p, when) for p, when in zip(peers["peer"], peers["peer_period"], strict=True)]
    return inefficient, peers.assign(name=named)[peers["unit"].isin(inefficient)]


def most_followed(view: View) -> list[str]:
    """Who is a peer most often; nothing where nobody is clearly."""
    inefficient, followers = _followers(view)
    counts = followers["name"].value_counts()
    most = leading(counts.rename_axis("peer").reset_index(name="count"), "count")
    named = zip(most["peer"], most["count"], strict=True)
    listed = view.names.many([view.names.aside(str(name), count) for name, count in named])
    return [view.say("say-peers", n=len(inefficient), units=listed)] if listed else []


def _peers(view: View) -> list[Part]:
    """Who is a peer of whom: the most frequent in words, a figure, a table."""
    peers, now = view.now("peers"), view.now("efficiency")
    peers = peers[peers["rts"] == "vrs"]
    inefficient, followers = _followers(view)
    lowest = set(now[now["unit"].isin(inefficient)].nsmallest(figures.MOST_UNITS, "te_vrs")["unit"])
    counts = followers["name"].value_counts()
    parts: list[Part] = []
    if len(followers):
        parts += view.paragraph(most_followed(view))
        chosen = followers.loc[followers["unit"].isin(lowest), ["unit", "name", "lambda"]]
        drawn = figures.peer_matrix(chosen.rename(columns={"name": "peer"}), counts.to_dict(), view.names)
        shown = min(len(inefficient), figures.MOST_UNITS)
        parts.append(
            view.figure(drawn, view.caption("fig-peers", units=len(inefficient), shown=shown, periods=[view.last]))
        )
    rows = []
    for unit in now["unit"]:
        own = peers[peers["unit"] == unit]
        pairs = zip(own["peer"], own["lambda"], own["peer_period"], strict=True)
        listed = view.names.many([f"{_named(view, p, when)} {number(w)}" for p, w, when in pairs])
        rows.append([view.names.unit(unit), listed, str(counts.get(_named(view, unit, view.last), 0))])
    header = [view.say("unit"), view.say("peers"), view.say("peer-count")]
    caption = view.say("t-peers", when=view.when)
    return [*parts, Table(caption, header, rows, names_in=2, notes=view.say("peers-note"))]


def _named(view: View, unit: str, period: object) -> str:
    """A peer; one of another period has it in brackets."""
    return view.names.unit(unit) if period == view.last else view.names.aside(view.names.unit(unit), period)
