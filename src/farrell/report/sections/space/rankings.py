"""Rankings beside efficiency, whether they agree with it, and what holds units back."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd

from farrell.report.names import number, percent
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.space.system_view import ENOUGH, SystemView
from farrell.report.sections.space.view import p_value, records
from farrell.report.sections.spoken import MOST_NAMED, SIGNIFICANT, leading, probability

RANKINGS = {"topsis": "topsis", "rsr": "rank-sums", "te_crs": "te"}
"""Columns of scores and the keys of their names."""


def parts(view: SystemView) -> list[Part]:
    """Who is first, whether rankings agree, and both as tables."""
    out: list[Part] = [*view.paragraph([*topsis(view), *_rank_sums(view)]), *view.paragraph(_agreement(view))]
    out.append(_ranking_table(view))
    if view.timed and view.has("agreement"):
        out.append(_agreement_table(view))
    return out


def obstacles(view: SystemView) -> list[Part]:
    """The largest obstacles in words, all as a table; nothing of a single indicator."""
    if len(view.indicators) < 2:
        return []
    return [Subheading(view.say("h-obstacles")), *view.paragraph(_obstacles(view)), _obstacle_table(view)]


def topsis(view: SystemView) -> list[str]:
    """Who is nearest to the best, and who farthest."""
    now = view.at("rankings", view.last)
    out = [view.say("say-topsis", when=view.when, high=view.valued(leading(now, "topsis"), "topsis"))]
    if len(now) < ENOUGH:
        return out
    return [*out, view.say("say-topsis-last", low=view.valued(leading(now, "topsis", highest=False), "topsis"))]


def _rank_sums(view: SystemView) -> list[str]:
    """Who is first by rank sums, and whether the grades have units enough; or why there are none."""
    if view.told["refused"]:
        why = view.told["refused"][view.names.language].rstrip("。.")
        return [view.say("say-rank-sums-refused", why=why)]
    now = view.at("rankings", view.last)
    out = [view.say("say-rank-sums", when=view.when, high=view.valued(leading(now, "rsr"), "rsr"))]
    if thin := view.told["rank_sums"]["thin"]:
        out.append(view.say("say-rank-sums-thin", when=view.when, grades=view.names.many([str(g) for g in thin])))
    return out


def _agreement(view: SystemView) -> list[str]:
    """How alike the rankings are in the last period, and what that says of efficiency."""
    if not view.has("agreement"):
        return []
    now = view.at("agreement", view.last)
    known = now[now["spearman"].notna()]
    out = []
    if len(known):
        pairs = view.names.many([_pair(view, r) for r in records(known)])
        out.append(view.say("say-agreement", when=view.when, pairs=pairs))
    if view.told["efficiency"] is None:
        return out
    held = known[(known["first"] == "topsis") & (known["second"] == "te_crs")]
    if len(held):
        one = records(held)[0]
        side = "none" if not one["spearman_p"] <= SIGNIFICANT else "alike" if one["spearman"] > 0 else "unlike"
        out.append(view.say(f"say-having-{side}", when=view.when))
        if view.timed:
            frame = view.rows("agreement")
            every = frame[(frame["first"] == "topsis") & (frame["second"] == "te_crs")]["spearman_p"]
            out.append(view.say("say-having-periods", sure=int((every <= SIGNIFICANT).sum()), n=len(every)))
    out.append(view.say("say-having"))
    own = any(one["model"] == view.told["efficiency"] for one in view.told["indicators"])
    return [*out, view.say("say-having-own")] if own else out


def _pair(view: SystemView, row: dict[str, Any]) -> str:
    """Two rankings with the correlation of their ranks."""
    words = "–".join(view.say(RANKINGS[row[side]]) for side in ("first", "second"))
    return view.names.aside(f"{words} {number(row['spearman'], 2)}", f"p {probability(row['spearman_p'])}")


def _ranking_table(view: SystemView) -> Table:
    """Every unit in the last period: TOPSIS, rank-sum ratio and its grade, efficiency, its largest obstacle."""
    now = view.at("rankings", view.last).sort_values(["topsis_rank", "unit"])
    header, spans = [view.say("unit"), view.say("closeness"), view.say("rank")], [("", 1), (view.say("topsis"), 2)]
    graded, scored, held = "rsr" in now, "te_crs" in now, len(view.indicators) > 1
    if graded:
        header += ["RSR", view.say("rank"), view.say("rank-grade")]
        spans.append((view.say("rank-sums"), 3))
    if scored:
        header += [view.say("score"), view.say("rank")]
        spans.append((view.say("te"), 2))
    if held:
        header.append(view.say("largest-obstacle"))
        spans.append(("", 1))
    rows = []
    for r in records(now):
        cells = [number(r["topsis"]), str(int(r["topsis_rank"]))]
        cells += [number(r["rsr"]), str(int(r["rsr_rank"])), str(int(r["rsr_grade"]))] if graded else []
        cells += [number(r["te_crs"]), _whole(r["te_rank"])] if scored else []
        cells += [view.indicators.get(r["obstacle"], "–")] if held else []
        rows.append([view.names.unit(r["unit"]), *cells])
    notes = [view.say("rankings-note")]
    if graded:
        notes.append(view.say("rank-sums-note", fit=number(view.told["rank_sums"]["r2"])))
    words = frozenset({len(header) - 1} if held else ())
    caption = view.say("t-rankings", when=view.when)
    return Table(caption, header, rows, words=words, notes=view.names.joined(notes), spans=tuple(spans))


def _whole(value: Any) -> str:
    return str(int(value)) if pd.notna(value) else "–"


def _agreement_table(view: SystemView) -> Table:
    """Spearman's and Kendall's correlation of every two rankings by period."""
    frame = view.rows("agreement")
    held = set(zip(frame["first"], frame["second"], strict=True))
    pairs = [pair for pair in itertools.combinations(RANKINGS, 2) if pair in held]
    found = {(r["period"], r["first"], r["second"]): r for r in records(frame)}
    rows = []
    for period in view.periods:
        cells = []
        for first, second in pairs:
            r = found.get((period, first, second))
            cells += [number(r["spearman"]), p_value(r["spearman_p"]), number(r["kendall"])] if r else ["–"] * 3
        rows.append([str(period), *cells])
    header = [view.say("period"), *[view.say("spearman"), "p", view.say("kendall")] * len(pairs)]
    spans = [("", 1)]
    spans += [("–".join(view.say(RANKINGS[name]) for name in pair), 3) for pair in pairs]
    return Table(view.say("t-agreement"), header, rows, spans=tuple(spans), folded=True)


def _obstacles(view: SystemView) -> list[str]:
    """The largest obstacles now and at first, by subsystem, and of how many units."""
    now, words = view.at("obstacles", view.last).set_index("indicator")["degree"].dropna(), view.indicators
    if len(now) == 0:
        return [view.say("say-obstacles-none", when=view.when)]
    top = now.sort_values(ascending=False, kind="stable").head(MOST_NAMED)
    out = [view.say("say-obstacles", when=view.when, names=view.shares(words, top.to_dict()))]
    first = view.rows("rankings").query("period == @view.last")["obstacle"].value_counts()
    if len(first) and (len(first) == 1 or first.iloc[0] > first.iloc[1]):
        counted: dict[str, Any] = {"what": words[str(first.index[0])], "k": int(first.iloc[0]), "n": int(first.sum())}
        out.append(view.say("say-obstacles-units", **counted))
    if view.coupled:
        share = view.at("obstacles", view.last).groupby("subsystem", sort=False)["degree"].sum()
        out.append(view.say("say-obstacles-systems", names=view.shares(view.spoken, share.to_dict())))
    before = view.at("obstacles", view.periods[0]).set_index("indicator")["degree"].dropna()
    if len(before) and before.idxmax() != now.idxmax():
        then = {"what": words[str(before.idxmax())], "share": percent(before.max())}
        out.append(view.say("say-obstacles-then", first=view.ends["first"], **then))
    return [*out, view.say("say-obstacles-limits")]


def _obstacle_table(view: SystemView) -> Table:
    """Mean obstacle degree of every indicator by period, the largest of the last period first."""
    frame = view.rows("obstacles")
    grid = frame.pivot(index="indicator", columns="period", values="degree").reindex(columns=view.periods)
    subsystem = dict(zip(frame["indicator"], frame["subsystem"], strict=True))
    rows = []
    for name in grid.sort_values([view.last], ascending=False, kind="stable").index:
        head = [view.indicators[name], *([view.subsystems[subsystem[name]]] if view.coupled else [])]
        rows.append([*head, *(percent(value) for value in grid.loc[name])])
    header = [view.say("indicator"), *([view.say("subsystem")] if view.coupled else [])]
    leading_columns = len(header)
    header += [str(p) for p in view.periods] if view.last != "all" else [view.say("obstacle")]
    return Table(view.say("t-obstacles"), header, rows, names_in=leading_columns, notes=view.say("obstacles-note"))
