"""Window analysis: is a score stable over time, and over the years it is compared with?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.spoken import extremes

MOST_ROWS = 60
"""Rows up to which a table stands open."""


def section(view: View) -> Section | None:
    """Sentences, the figure, stability by unit, the window table."""
    if not view.has("window_table"):
        return None
    cells, units = view.rows("window_table"), view.rows("window_units")
    known = units[units["n"] > 0]
    parts: list[Part] = [*view.paragraph(sentences(view, cells, known))]
    if len(known):
        drawn = figures.window_spread(cells, known, view.periods, view.names)
        shown = min(len(known), figures.MOST_UNITS)
        parts.append(view.figure(drawn, view.caption("fig-windows", units=len(known), shown=shown)))
    return view.section("windows", "h-windows", [*parts, _units(view, units), _windows(view, cells)])


def sentences(view: View, cells: Any, units: Any) -> list[str]:
    """How many windows, how far one period's score hangs on its window, who is steady and who is not."""
    width = int(cells.groupby(["unit", "window"]).size().max())
    out = [view.say("windows-lead", n=cells["window"].nunique(), width=width, periods=len(view.periods))]
    columns = cells.groupby(["unit", "period"], sort=False)["te"].agg(["count", "min", "max"]).reset_index()
    columns = columns[columns["count"] > 1]
    if len(columns):
        apart = columns["max"] - columns["min"]
        most = columns.loc[apart.idxmax()]
        where = {"unit": view.names.unit(most["unit"]), "when": view.names.when(most["period"])}
        said = {"mean": number(apart.mean()), "most": number(apart.max()), "n": len(columns)}
        out.append(view.say("windows-column", low=number(most["min"]), high=number(most["max"]), **where, **said))
    if len(units) > 1 and units["range"].notna().any():
        for key, highest in (("windows-steady", False), ("windows-moved", True)):
            out += extremes(view, key, units, "range", highest=highest)
    gone = units[units["absent"] > 0]
    if len(gone):
        listed = [view.names.unit(u) for u in gone["unit"]]
        out.append(view.say("windows-absent", n=len(gone), units=view.names.many(listed)))
    return out


def _units(view: View, units: Any) -> Table:
    """Mean and stability of every unit."""
    columns = ("mean", "sd", "min", "max", "row_range", "column_range", "range")
    rows = [
        [view.names.unit(r["unit"]), str(int(r["n"])), *(number(r[c]) for c in columns)] for _, r in units.iterrows()
    ]
    means = [number(units[c].mean()) for c in columns]
    rows.append([view.say("mean-all"), str(int(units["n"].sum())), *means])
    keys = ("unit", "window-scores", "mean", "sd", "min", "max", "row-range", "column-range", "whole-range")
    return Table(
        view.say("t-window-units"),
        [view.say(key) for key in keys],
        rows,
        notes=view.say("window-units-note"),
        means=frozenset({len(rows) - 1}),
        folded=len(rows) > MOST_ROWS,
    )


def _windows(view: View, cells: Any) -> Table:
    """The window table: a unit and window a row, a period a column."""
    wide = cells.pivot(index=["unit", "window"], columns="period", values="te").reindex(columns=view.periods)
    order = list(dict.fromkeys(zip(cells["unit"], cells["window"], strict=True)))
    rows = []
    for unit, window in order:
        values = wide.loc[(unit, window)]
        cells_of = ["" if pd.isna(value) else number(value) for value in values]
        rows.append([view.names.unit(unit), window, *cells_of, number(values.mean())])
    header = [view.say("unit"), view.say("window"), *(str(p) for p in view.periods), view.say("mean")]
    caption, note = view.say("t-windows"), view.say("windows-note")
    return Table(caption, header, rows, names_in=2, notes=note, folded=len(rows) > MOST_ROWS)
