"""Two pages for who decides: what was asked, what was found, what to do and how sure that is, what cannot be said."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from farrell.report.brief import headline, settled
from farrell.report.names import Names, digits, number, signed
from farrell.report.parts import Bullets, Paragraph, Part, Section, Table, View
from farrell.report.sections import (
    benchmarks,
    determinants,
    efficiency,
    evolution,
    inference,
    limits,
    models,
    redundancy,
    regions,
    robustness,
    summary,
)
from farrell.report.sections.about import precision
from farrell.report.sections.benchmarks import Advice
from farrell.report.sections.glance import picture
from farrell.report.sections.index import Index, is_index
from farrell.study import StudyResults

MOST_FOUND, FEWEST_FOUND = 7, 5
"""Sentences of what was found."""
MOST_ROWS = 10
"""Rows of the small table."""
LONGEST = 420
"""Characters of a sentence that a brief has room for; in Chinese half as many."""


def sections(results: StudyResults, names: Names, views: list[View]) -> list[Section]:
    """Four short sections."""
    found: list[Part] = [Bullets(tuple(_found(results, names, views))), *picture(views), *_table(views)]
    made = [
        Section("asked", names.say("brief-h-asked"), [Paragraph(names.joined(_asked(results, names, views)))]),
        Section("found", names.say("brief-h-found"), found),
    ]
    told = [*_to_do(results, names, views), *_how_sure(results, names)]
    made.append(Section("do", names.say("brief-h-do"), [Bullets(tuple(told))]))
    return [*made, Section("limits", names.say("h-limits"), [Paragraph(_limits(results, names, views))])]


def _asked(results: StudyResults, names: Names, views: list[View]) -> list[str]:
    """Of whom, when, of what, by which measure."""
    data = results.meta["data"]
    roles = {role: names.many([names.within(c) for c in data["roles"][role]]) for role in ("inputs", "outputs")}
    timed = data["periods"] != ["all"]
    span = names.span(data["periods"], data["periods"]) if timed else ""
    said = [names.say("brief-asked-over" if timed else "brief-asked", n=len(data["units"]), span=span, **roles)]
    shrinking = [view for view in views if view.orientation]
    if shrinking:
        said.append(names.say(f"brief-measure-{shrinking[0].orientation}"))
    if any(is_index(view) for view in views):
        said.append(names.say("brief-change"))
    return [*said, names.say("figure-data", source=data["attribution"][names.language])]


def _found(results: StudyResults, names: Names, views: list[View]) -> list[str]:
    """The sentences that matter most: of each model its first, then what stands behind them while there is room."""
    first: list[str] = []
    later: list[str] = []
    for view in views:
        if view.model["kind"] == "efficiency":
            more = _of_efficiency(view)
        elif is_index(view):
            told = summary.key_figures(view)
            more = told[:1], told[1:]
        else:
            more = summary.key_figures(view)[:1], []
        first += more[0]
        later += more[1]
    later += [*models.agreement(results, names, views), *determinants.key_figures(results, names)]
    fitting = [s for s in first if _fits(s, names)][:MOST_FOUND]
    room = MOST_FOUND if any(is_index(view) for view in views) else FEWEST_FOUND
    return [*fitting, *[s for s in later if _fits(s, names) and s not in fitting][: max(0, room - len(fitting))]]


def _fits(sentence: str, names: Names) -> bool:
    return bool(sentence) and len(sentence) <= (LONGEST // 2 if names.language == "zh" else LONGEST)


def _of_efficiency(view: View) -> tuple[list[str], list[str]]:
    """Level, loss, lowest units, gaps, regions, change on the common scale; then what else there is to say."""
    means = view.now("means").iloc[0]
    if means["left_out"] == means["n"]:
        return [view.say("brief-no-scores", n=int(means["n"]))], []
    told, key = efficiency.sentences(view), summary.key_figures(view)
    gaps, units = summary.gaps(view), efficiency.lowest(view)
    over = evolution.level(view)[-1:] if view.timed else []
    apart = regions.sentences(view)[:2] if view.has("regions") else []
    lowest = [view.say("say-lowest", when=view.when, units=units)] if units else []
    out = [view.say("brief-left-out", n=int(means["left_out"]))] if means["left_out"] else []
    first = [
        view.names.joined([key[0], *out]),
        *over,
        *([view.names.joined(apart)] if apart else []),
        *gaps[:1],
        *lowest,
    ]
    return first, [*told[:2], *redundancy.largest(view, _slacks(view))[:1], *gaps[1:]]


def _slacks(view: View) -> pd.DataFrame:
    slacks = view.now("slacks")
    found: pd.DataFrame = slacks[slacks["rts"] == "vrs"]
    return found


def _to_do(results: StudyResults, names: Names, views: list[View]) -> list[str]:
    """What the study advises: whom to learn from, what first, what the plan is worth and how much of it is settled."""
    said: list[str] = []
    advice = Advice.of(results, names)
    if advice is not None:
        said += [*benchmarks.first_things(advice), *benchmarks.role_models(advice)]
    else:
        of_efficiency = [view for view in views if view.model["kind"] == "efficiency"]
        said += [s for view in of_efficiency[:1] for s in redundancy.most_followed(view)]
    record = results.records.get("plan")
    if record is not None:
        said += [*headline(record, names)[:1], settled(record, names)]
        if not record["certificate"]["clean"]:
            said.append(names.say("brief-plan-not-clean"))
    said = [s for s in said if s]
    return said or [names.say("brief-nothing-to-do" if advice is None else "brief-all-well")]


def _how_sure(results: StudyResults, names: Names) -> list[str]:
    """Intervals and robustness, or that there are none."""
    said = [*inference.key_figures(results, names), *robustness.key_figures(results, names)[:2]]
    said = [s for s in said if _fits(s, names)]
    if results.meta.get("inference"):
        return said
    known = names.say("brief-imprecise") if precision(results, names) else ""
    return [*said, names.joined([names.say("brief-no-interval"), known])]


def _limits(results: StudyResults, names: Names, views: list[View]) -> str:
    """One sentence: what is not measured, and what in the sample or the data weighs most against the findings."""
    parts = [names.say("brief-limit-scope")]
    if limits.is_small(results):
        parts.append(names.say("brief-limit-few", n=len(results.meta["data"]["units"])))
    found = limits.findings(results)
    if found:
        parts.append(names.say("brief-limit-findings", n=found))
    if any(view.timed and view.reference == "own" and view.model["kind"] == "efficiency" for view in views):
        parts.append(names.say("brief-limit-annual"))
    if limits.pandemic_years(results):
        parts.append(names.say("brief-limit-pandemic"))
    return names.sentence([names.listed(parts)])


def _table(views: Iterable[View]) -> list[Table]:
    """What all units together have too much or too little of; of an index its intervals; of other models nothing."""
    chosen = [view for view in views if view.model["kind"] == "efficiency"]
    if chosen:
        return _totals(chosen[0])
    measured = [view for view in views if is_index(view)]
    return [_intervals(Index(measured[0]))] if measured else []


def _totals(view: View) -> list[Table]:
    total = view.now("redundancy")
    rows = []
    for _, row in total[total["rts"] == "vrs"].iterrows():
        places = digits([row["actual"]])
        change = row["target"] - row["actual"]
        cells = [number(row["actual"], places), number(row["target"], places), signed(change, places)]
        share = 100 * change / row["actual"] if row["actual"] else float("nan")
        rows.append([view.names.headed(row["variable"]), *cells, "–" if pd.isna(share) else signed(share)])
    header = [view.say(key) for key in ("variable", "actual", "target", "brief-to-target")]
    return (
        [Table(view.say("t-brief-totals", when=view.when), [*header, "%"], rows, notes=view.say("brief-totals-note"))]
        if rows
        else []
    )


def _intervals(index: Index) -> Table:
    """The last intervals and the mean of all."""
    means, columns = index.table("means"), index.present(index.table("means"))
    part = means[means["by"] == "interval"].tail(MOST_ROWS)
    rows = [[str(r["name"]), *(number(r[c]) for c in columns)] for _, r in part.iterrows()]
    overall = means[means["by"] == "overall"].iloc[0]
    rows.append([index.say(f"mean-{index.kind_of_mean}"), *(number(overall[c]) for c in columns)])
    header = [index.say("interval"), *(index.say(c) for c in columns)]
    caption = index.say("t-index-interval", index=index.headed)
    return Table(caption, header, rows, notes=index.note(overall), means=frozenset({len(rows) - 1}))
