"""How the Malmquist index hangs on choices: who moved the frontier, other frontiers and decompositions, the chain."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.productivity.change import columns_of
from farrell.productivity.compare import reasons
from farrell.report.names import number, percent
from farrell.report.parts import Part, Table
from farrell.report.sections.index import Index
from farrell.report.sections.spoken import SAME_INDEX

MOST_INNOVATORS = 6
"""Most units named as innovators, the most frequent first."""


def parts(index: Index) -> list[Part]:
    """Paragraphs and tables, of those that the study has."""
    view = index.view
    found: list[Part] = []
    if view.has("innovators"):
        found += [*view.paragraph(innovation(index)), _innovators(index)]
    if view.has("technologies"):
        found += [*view.paragraph(by_technology(index)), _technologies(index)]
    if view.has("decompositions"):
        said = [view.say("say-decompositions"), *reasons(view.rows("decompositions"), view.names.language)]
        found += [*view.paragraph(said), _decompositions(index)]
    if view.has("transitivity"):
        found += view.paragraph(chained(index))
    return found


def innovation(index: Index) -> list[str]:
    """Who moved the frontier most often, and how often nobody did."""
    view, found, means = index.view, index.view.rows("innovators"), index.table("means")
    often = found["unit"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    intervals = int((means["by"] == "interval").sum())
    ends = zip(found["period_from"].astype(str), found["period_to"].astype(str), strict=True)
    named = [view.names.aside(view.names.unit(unit), str(n)) for unit, n in often.head(MOST_INNOVATORS).items()]
    return [view.say("say-innovators", units=view.names.many(named), n=len(set(ends)), intervals=intervals)]


def by_technology(index: Index) -> list[str]:
    """Where the frontier moved to under each technology."""
    view, table = index.view, index.view.rows("technologies")
    shown = [
        view.names.aside(view.say(f"technology-{row['technology']}"), number(row["techch"]))
        for _, row in table[table["region"] == "all"].iterrows()
        if np.isfinite(row["techch"])
    ]
    if not shown:
        return []
    said = [view.say("say-technologies", values=view.names.many(shown))]
    at = table[table["region"] == "all"].set_index("technology")
    fell = index.growth("techch", at.loc["adjacent", "techch"]) < -SAME_INDEX
    moved = index.growth("effch", at.loc["adjacent", "effch"]) - index.growth("effch", at.loc["sequential", "effch"])
    return [*said, view.say("say-sequential")] if fell and moved > SAME_INDEX else said


def chained(index: Index) -> list[str]:
    """How far the chain of the index is from the comparison of the first and the last period."""
    view, rows = index.view, index.view.rows("transitivity")
    known = rows[rows["gap"].notna()]
    if len(known) == 0:
        return []
    worst = known.loc[known["gap"].abs().idxmax()]
    ends = {"first": view.names.at(view.periods[0]), "last": view.names.at(view.last)}
    values: dict[str, Any] = {"unit": view.names.unit(worst["unit"]), "chained": number(worst["chained"])}
    values |= {"direct": number(worst["direct"]), "mean": percent(known["gap"].abs().mean())}
    return [view.say("say-transitivity", **ends, **values)]


def _innovators(index: Index) -> Table:
    """The units that moved the frontier, interval by interval."""
    view = index.view
    rows = [
        [f"{r['period_from']}–{r['period_to']}", view.names.unit(r["unit"]), number(r["techch"]), number(r["ahead"]),
         str(r["peer_of"])]
        for _, r in view.rows("innovators").iterrows()
    ]  # fmt: skip
    header = [view.say(key) for key in ("interval", "unit", "techch", "innovators-ahead", "innovators-peers")]
    note = view.say("innovators-note", side=index.side)
    return Table(view.say("t-innovators"), header, rows, names_in=2, notes=note, folded=True)


def _technologies(index: Index) -> Table:
    """The index by technology: parts overall, tfpch of every region, programs without a solution."""
    view, table = index.view, index.view.rows("technologies")
    regions = [r for r in dict.fromkeys(table["region"]) if r != "all"]
    rows = []
    for technology, part in table.groupby("technology", sort=False):
        at = part.set_index("region")
        whole = at.loc["all"]
        cells = [number(whole[c]) for c in ("effch", "techch", "tfpch")]
        cells += [number(at["tfpch"].get(r, np.nan)) for r in regions]
        rows.append([view.say(f"technology-{technology}"), *cells, f"{100 * whole['infeasible']:.1f}"])
    header = [view.say("technology"), *(view.say(c) for c in ("effch", "techch", "tfpch"))]
    header += [*(view.names.region(r) for r in regions), view.say("infeasible-share")]
    spans = [("", 1), (view.say("all"), 3), *([(view.say("tfpch"), len(regions))] if regions else []), ("", 1)]
    return Table(view.say("t-technologies"), header, rows, notes=view.say("technologies-note"), spans=tuple(spans))


def _decompositions(index: Index) -> Table:
    """The index by decomposition: every part, and how many comparisons have all."""
    view, table = index.view, index.view.rows("decompositions")
    columns = [c for c in columns_of(table.columns) if table[c].notna().any()]
    rows = [
        [view.say(f"decomposition-{r['decomposition']}"), *(number(r[c]) for c in columns),
         f"{r['n']} / {r['n'] + r['left_out']}"]
        for _, r in table.iterrows()
    ]  # fmt: skip
    header = [view.say("decomposition"), *(view.say(c) for c in columns), view.say("comparisons")]
    return Table(view.say("t-decompositions"), header, rows, notes=view.say("decompositions-note"))
