"""Congestion: would less of an input give more? By each definition a study asks for, and where they agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import Names, number, percent
from farrell.report.parts import Figure, Part, Section, Table, View
from farrell.study import StudyResults

FOUND = ("congested", "weak", "strong")
AMOUNTS = {"slacks": "congestion", "weak": "C", "scale": "gain"}
"""The column of each definition that says how much."""
MOST_NAMED = 8
"""Units named on which definitions part."""


def section(results: StudyResults, names: Names, views: list[View]) -> list[Section]:
    """One section for all models of congestion: each in sentences, where they agree, a figure, two tables."""
    chosen = [view for view in views if view.model["kind"] == "congestion" and view.has("congestion")]
    if not chosen:
        return []
    first = chosen[0]
    parts: list[Part] = [*first.paragraph([names.say("congestion-lead"), names.say("congestion-means")])]
    parts += [part for view in chosen for part in view.paragraph(_told(results, view))]
    parts += first.paragraph([_agreement(chosen)])
    titles = [_title(view, chosen) for view in chosen]
    found = [(title, amounts(view)) for title, view in zip(titles, chosen, strict=True)]
    units = first.rows("congestion")["unit"].nunique()
    caption = first.caption("fig-congestion", units=units, shown=min(units, figures.MOST_UNITS))
    parts.append(Figure(figures.congestion_maps(found, first.periods, names), caption))
    parts.append(_by_period(chosen, titles))
    return [Section("congestion", names.say("h-congestion"), [*parts, *_by_unit(results, chosen, titles)])]


def method(view: View) -> str:
    """The definition of a model."""
    return str(view.options.get("method", "slacks"))


def amounts(view: View) -> Any:
    """unit, period, congested, amount: the share of inputs that must go, or of outputs that is lost or not had."""
    rows, how = view.rows("congestion"), method(view)
    values = rows[AMOUNTS[how]].astype(float)
    frame = rows[["unit", "period"]].assign(
        congested=rows["congested"].fillna(""), amount=1 - values if how == "weak" else values
    )
    return frame.assign(amount=frame["amount"].where(frame["congested"] != "").clip(lower=0.0))


def _title(view: View, chosen: Sequence[View]) -> str:
    """The definition, or the model's name where two have one definition."""
    alone = sum(method(other) == method(view) for other in chosen) == 1
    return view.say(f"congestion-by-{method(view)}") if alone else str(view.model["name"])


def _told(results: StudyResults, view: View) -> list[str]:
    """How many units, how much, of slacks which inputs, and over all periods."""
    every = amounts(view)
    every = every[every["congested"] != ""]
    now = every[every["period"] == view.last]
    here = now[now["congested"].isin(FOUND)]
    how = method(view)
    said = {"when": view.when, "k": len(here), "n": len(now), "strong": int((here["congested"] == "strong").sum())}
    if here.empty:
        out = [view.say(f"congestion-none-{how}", **said)]
    else:
        middle, most = percent(here["amount"].median()), percent(here["amount"].max())
        out = [view.say(f"congestion-{how}", median=middle, most=most, **said)]
        out += [_inputs(results, view, here["unit"].tolist())] if how == "slacks" else []
    if view.timed:
        k = int(every["congested"].isin(FOUND).sum())
        strong = int((every["congested"] == "strong").sum())
        out.append(
            view.say(
                "congestion-in-all-scale" if how == "scale" else "congestion-in-all", k=k, n=len(every), strong=strong
            )
        )
    return out


def _shares(results: StudyResults, view: View) -> Any:
    """Inputs that must go as shares of the unit's own: units of the last period by input."""
    rows = view.now("slacks")
    rows = rows[rows["role"] == "input"]
    share = (-rows["slack_move"] / rows["actual"]).clip(lower=0.0)
    order = results.meta["data"]["roles"]["inputs"]
    return rows.assign(share=share).pivot(index="unit", columns="variable", values="share").reindex(columns=order)


def _inputs(results: StudyResults, view: View, units: list[str]) -> str:
    shares = _shares(results, view).reindex(units)
    many = [(int((shares[c] > 0).sum()), c) for c in shares]
    told = [
        view.say(
            "congestion-input", input=view.names.within(c), k=k, median=percent(shares.loc[shares[c] > 0, c].median())
        )
        for k, c in sorted(many, key=lambda pair: -pair[0])
        if k
    ]
    return view.say("congestion-inputs", inputs=view.names.listed(told))


def _agreement(chosen: Sequence[View]) -> str:
    """Whether definitions call the same units congested in the last period."""
    if len(chosen) < 2:
        return ""
    verdicts = _verdicts(chosen)
    view, all_of, none = chosen[0], verdicts.all(axis=1), ~verdicts.any(axis=1)
    apart = [view.names.unit(unit) for unit in verdicts.index[~all_of & ~none]]
    said = {
        "when": view.when,
        "both": int(all_of.sum()),
        "none": int(none.sum()),
        "apart": len(apart),
        "n": len(verdicts),
    }
    if not apart:
        return view.say("congestion-agree", **said)
    named = view.names.many(apart) if len(apart) <= MOST_NAMED else ""
    return view.say("congestion-apart" if named else "congestion-apart-many", units=named, **said)


def _verdicts(chosen: Sequence[View]) -> Any:
    """Units of the last period that all models have an answer for, by model: whether congested."""
    columns = []
    for view in chosen:
        now = view.now("congestion").set_index("unit")["congested"]
        columns.append(now[now.fillna("") != ""].isin(FOUND))
    return pd.concat(columns, axis=1, join="inner", keys=range(len(columns)))


def _by_period(chosen: Sequence[View], titles: list[str]) -> Table:
    """How many units each definition calls congested, a period a row."""
    view = chosen[0]
    rows = []
    for period in view.periods:
        cells = []
        for one in chosen:
            here = one.rows("congestion")
            words = here.loc[here["period"] == period, "congested"].fillna("")
            words = words[words != ""]
            cells += [str(len(words)), str(int(words.isin(FOUND).sum()))]
            cells += [str(int((words == "strong").sum()))] if method(one) == "scale" else []
        rows.append([str(period) if view.timed else view.names.at(period), *cells])
    header, spans = [view.say("period")], [("", 1)]
    for one, title in zip(chosen, titles, strict=True):
        keys = ["congestion-units", "congestion-found", *(["congestion-strong"] if method(one) == "scale" else [])]
        header += [view.say(key) for key in keys]
        spans.append((title, len(keys)))
    return Table(
        view.say("t-congestion-by-period"), header, rows, spans=tuple(spans), notes=view.say("congestion-period-note")
    )


def _by_unit(results: StudyResults, chosen: Sequence[View], titles: list[str]) -> list[Part]:
    """Units of the last period that some definition calls congested: what must go, what is lost, which way."""
    view = chosen[0]
    blocks: list[pd.DataFrame] = []
    header, spans, words = [view.say("unit")], [("", 1)], []
    for one, title in zip(chosen, titles, strict=True):
        now = one.now("congestion").set_index("unit")
        if method(one) == "slacks":
            shares = _shares(results, one).reindex(now.index)
            block = shares.map(percent)
            names = [view.say("congestion-percent", what=view.names.variable(c)) for c in shares]
        elif method(one) == "weak":
            block, names = pd.DataFrame({"C": now["C"].map(number)}), [view.say("congestion-c")]
        else:
            ends = {end: now[f"elasticity_{end}"].map(number) for end in ("low", "high")}
            verdict = now["congested"].map(lambda word: view.say(f"congestion-word-{word}") if word else "–")
            block = pd.DataFrame({**ends, "gain": now["gain"].map(percent), "verdict": verdict})
            names = [view.say(f"congestion-{key}") for key in ("elasticity-low", "elasticity-high", "gain", "verdict")]
            words.append(len(header) + 3)
        header, spans = [*header, *names], [*spans, (title, len(names))]
        blocks.append(block.add_prefix(f"{one.number}:"))
    some = _some(chosen)
    if not some:
        return []
    wide = pd.concat(blocks, axis=1).reindex(some).fillna("–")
    rows = [[view.names.unit(unit), *line] for unit, line in zip(some, wide.to_numpy().tolist(), strict=True)]
    caption, note = view.say("t-congestion", when=view.when), view.say("congestion-note")
    return [Table(caption, header, rows, words=frozenset(words), notes=note, spans=tuple(spans), folded=len(rows) > 60)]


def _some(chosen: Sequence[View]) -> list[str]:
    """Units of the last period that some definition calls congested, in the panel's order."""
    found: dict[str, None] = {}
    for view in chosen:
        now = view.now("congestion")
        found |= dict.fromkeys(now.loc[now["congested"].isin(FOUND), "unit"])
    order = [*dict.fromkeys(unit for view in chosen for unit in view.now("congestion")["unit"])]
    return [unit for unit in order if unit in found]
