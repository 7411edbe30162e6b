"""Which moves of the plan outlast other data."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.report import figures
from farrell.report.names import digits, percent, signed
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.robustness.view import RobustView

MOST_ROWS = 40
"""Longer tables are folded."""
MOST_BREAKING = 3
"""Changes named under which most moves are lost."""
KINDS = ("draws", "peers", "frontier", "demand")


def parts(view: RobustView) -> list[Part]:
    """How many moves stand and are sure, what the gain does, what breaks moves, every move and change."""
    if not view.told["plan"]:
        return []
    out: list[Part] = [Subheading(view.say("h-plan-moves")), *view.paragraph(_said(view))]
    if len(view.rows("plan_robustness")):
        out += [*_figure(view), _table(view)]
    return [*out, *_changes(view)]


def key_figures(view: RobustView) -> list[str]:
    """How many moves of the plan stand, and how many of these are sure."""
    if not view.told["plan"] or not len(view.rows("plan_robustness")):
        return []
    return [view.say("key-moves", **_counts(view))]


def _counts(view: RobustView) -> dict[str, int]:
    frame = view.rows("plan_robustness")
    both = frame["stands"] & frame["sure"]
    return {"stand": int(frame["stands"].sum()), "n": len(frame), "both": int(both.sum())}


def _gain(value: Any) -> str:
    return percent(value, 2)


def _said(view: RobustView) -> list[str]:
    told, frame = view.told["plan"], view.rows("plan_robustness")
    level = view.level(told["level"])
    key = "moves-lead" if view.earlier_frontier else "moves-lead-now"
    said = [view.say(key, n=told["replicates"], level=level)]
    if len(frame) == 0:
        return [*said, view.say("moves-nothing")]
    said.append(view.say("moves-stand", **_counts(view)))
    chosen = frame[frame["stands"] & frame["sure"]]
    if len(chosen):
        lines = []
        for column, part in chosen.groupby("column", sort=False):
            for key, rows in (("moves-get", part[part["net"] > 0]), ("moves-give", part[part["net"] < 0])):
                if len(rows):
                    units = view.names.many([view.names.unit(unit) for unit in rows["unit"]])
                    lines.append(view.say(key, column=view.names.within(str(column)), units=units))
        said.append(view.say("moves-both", moves=view.names.listed(lines)))
    return [*said, *_gains(view), *_breaking(view), view.say("moves-hedge")]


def _gains(view: RobustView) -> list[str]:
    """The plan's gain, its span over draws, and without any one peer."""
    told, changes = view.told["plan"], view.rows("plan_changes")
    said = []
    if told["draws"]:
        span = {"low": _gain(told["low"]), "high": _gain(told["high"])}
        said.append(view.say("moves-gain", gain=_gain(told["gain"]), level=view.level(told["level"]), **span))
    peers = changes[changes["kind"] == "peer"]["gain_total"].dropna()
    if len(peers):
        said.append(view.say("moves-gain-peers", low=_gain(peers.min()), high=_gain(peers.max())))
    none = int((changes["refusal"] != "").sum())
    return [*said, view.say("moves-refused", n=none)] if none else said


def _breaking(view: RobustView) -> list[str]:
    """Changes beside draws under which most moves are lost."""
    frame = view.rows("plan_changes")
    frame = (
        frame[(frame["kind"] != "draw") & (frame["kept"] < 1)].sort_values("kept", kind="stable").head(MOST_BREAKING)
    )
    if len(frame) == 0:
        return []
    listed = [view.names.aside(view.change(r["name"]), f"{percent(r['kept'], 0)}%") for r in frame.to_dict("records")]
    return [view.say("moves-broken", changes=view.names.listed(listed))]


def _figure(view: RobustView) -> list[Part]:
    frame = view.rows("plan_robustness")
    if not np.isfinite(frame["draws"]).any():
        return []
    drawn = figures.moves_kept(frame, view.told["plan"]["level"], view.names)
    scope = [view.say("moves-n", n=len(frame)), view.say("draws-n", n=view.told["plan"]["replicates"])]
    return [view.captioned(drawn, "fig-moves", scope)]


def _table(view: RobustView) -> Table:
    frame = view.rows("plan_robustness").sort_values(["stands", "sure", "draws"], ascending=False, kind="stable")
    columns = list(dict.fromkeys(frame["column"]))
    places = {c: digits(frame[frame["column"] == c]["net"]) for c in columns}
    rows = [
        [
            view.names.unit(row["unit"]), view.names.variable(row["column"]), signed(row["net"], places[row["column"]]),
            *(percent(row[kind], 0) for kind in KINDS),
            "●" if row["stands"] else "○", "●" if row["sure"] else "○", _broken_by(view, row["broken_by"]),
        ]
        for row in frame.to_dict("records")
    ]  # fmt: skip
    header = [view.say(k) for k in ("unit", "moved-what", "plan-transfer")]
    header += [
        view.say(k) for k in ("kept-draws", "kept-peers", "kept-frontier", "kept-demand", "stands", "sure", "broken-by")
    ]
    words = frozenset({1, 7, 8, 9})
    note = view.say("moves-note", level=view.level(view.told["plan"]["level"]))
    return Table(view.say("t-moves"), header, rows, words=words, notes=note, folded=len(rows) > MOST_ROWS)


def _broken_by(view: RobustView, listed: str) -> str:
    """Changes under which a move turns or goes, in words; the first few of many."""
    found, names = [], sorted((one["name"] for one in view.told["plan"]["changes"]), key=len, reverse=True)
    while listed:  # names may hold a comma: the longest that fits goes first
        name = next(name for name in names if f"{listed}, ".startswith(f"{name}, "))
        found.append(name)
        listed = listed[len(name) + 2 :]
    said = view.names.listed([view.change(name) for name in found[:MOST_BREAKING]])
    more = len(found) - MOST_BREAKING
    return view.say("names-and-more", names=said, n=more) if more > 0 else said or "–"


def _changes(view: RobustView) -> list[Table]:
    frame = view.rows("plan_changes")
    frame = frame[frame["kind"] != "draw"]
    if len(frame) == 0:
        return []
    rows = [
        [view.change(row["name"]), _gain(row["gain_total"]), percent(row["kept"], 0)]
        for row in frame.to_dict("records")
    ]
    header = [view.say("change-made"), view.say("plan-gain-share"), view.say("moves-kept")]
    return [Table(view.say("t-changes"), header, rows, folded=True, notes=view.say("changes-note"))]
