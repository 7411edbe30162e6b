"""How far capacity is used: fixed inputs such as beds, in a few sentences, a figure and a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from farrell.report import figures
from farrell.report.names import Names, number
from farrell.report.parts import Paragraph, Part, Section, Subheading, Table, View
from farrell.report.sections.spoken import headed
from farrell.study import StudyResults

FULL = 1.0 - 1e-6
"""Utilisation from which capacity is used in full."""
STILL = 0.005
"""A change of the mean below this is called none."""
NAMED = 3
"""Units named whose capacity is used least."""


def section(results: StudyResults, names: Names, views: list[View]) -> list[Section]:
    """One section for all models of capacity, each under its name where there are several."""
    chosen = [view for view in views if view.model["kind"] == "capacity" and view.has("capacity")]
    parts: list[Part] = []
    for view in chosen:
        told = _told(results, view)
        parts += [Subheading(headed(view.model["name"])), *told] if told and not view.alone else told
    return [Section("capacity", names.say("h-capacity"), parts)] if parts else []


def _told(results: StudyResults, view: View) -> list[Part]:
    now = view.now("capacity")
    known = now[now["utilisation"].notna()]
    if known.empty:
        return []
    drawn = figures.utilisation_dots(_first_and_last(view), (view.periods[0], view.last), view.names)
    caption = view.caption("fig-capacity", units=len(known), periods=[*dict.fromkeys([view.periods[0], view.last])])
    lead = Paragraph(_lead(results, view))
    return [lead, *view.paragraph([_level(view, known), _change(view)]), view.figure(drawn, caption), _table(view, now)]


def _lead(results: StudyResults, view: View) -> str:
    if view.options.get("horizon") == "long":
        return view.say(f"capacity-long-{view.orientation}")
    chosen = view.options.get("fixed") or results.meta["data"]["roles"]["fixed"]
    listed = [chosen] if isinstance(chosen, str) else list(chosen)
    return view.say(f"capacity-lead-{view.orientation}", fixed=view.names.many([view.names.within(c) for c in listed]))


def _level(view: View, known: pd.DataFrame) -> str:
    used = known["utilisation"]
    at_end = used <= 1.0 / FULL if view.orientation == "input" else used >= FULL
    said = {"when": view.when, "mean": number(known["utilisation"].mean()), "full": int(at_end.sum()), "n": len(known)}
    least = known[~at_end].nsmallest(NAMED, "utilisation")
    if least.empty:
        return view.say(f"capacity-full-{view.orientation}", **said)
    named = zip(least["unit"], least["utilisation"], strict=True)
    listed = [view.names.aside(view.names.unit(unit), number(value)) for unit, value in named]
    return view.say(f"capacity-level-{view.orientation}", units=view.names.many(listed), **said)


def _change(view: View) -> str:
    """How the mean of units that both ends know moved; nothing for one period."""
    ends = _first_and_last(view).dropna()
    if len(view.periods) < 2 or ends.empty:
        return ""
    before, after = float(ends["first"].mean()), float(ends["last"].mean())
    way = "still" if abs(after - before) < STILL else "up" if after > before else "down"
    said = {"first": view.names.at(view.periods[0]), "last": view.names.at(view.last)}
    return view.say(f"capacity-{way}", before=number(before), after=number(after), **said)


def _first_and_last(view: View) -> pd.DataFrame:
    """unit, first, last: utilisation in both periods of units of the last one."""
    rows = view.rows("capacity")
    first = rows[rows["period"] == view.periods[0]].set_index("unit")["utilisation"]
    now = view.now("capacity")
    return pd.DataFrame(
        {"unit": now["unit"], "first": now["unit"].map(first).to_numpy(), "last": now["utilisation"].to_numpy()}
    )


def _table(view: View, now: pd.DataFrame) -> Table:
    """Utilisation, the same with inefficiency in it, and technical efficiency, of every unit; means last."""
    by_input = view.orientation == "input"
    columns = {
        "capacity-unbiased": now["utilisation"],
        "capacity-biased-input" if by_input else "capacity-biased-output": now["biased"],
        "capacity-technical-input" if by_input else "te-output": now["technical"] if by_input else 1 / now["technical"],
    }
    values = np.column_stack([column.to_numpy(dtype=float) for column in columns.values()])
    rows = [
        [view.names.unit(unit), *map(number, line)] for unit, line in zip(now["unit"], values.tolist(), strict=True)
    ]
    rows.append([view.say("mean-all"), *(number(value) for value in np.nanmean(values, axis=0))])
    header = [view.say(key) for key in ("unit", *columns)]
    last = frozenset({len(rows) - 1})
    return Table(
        view.say("t-capacity", when=view.when),
        header,
        rows,
        notes=view.say(f"capacity-note-{view.orientation}"),
        means=last,
    )
