"""How sure change is: mean components with their intervals, and who moved beyond chance."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.chapter import Chapter
from farrell.report.sections.spoken import probability

WAYS = ("progress", "regress", "unsure")
HEAD = ("tfpch", "effch", "techch")
"""Components that sentences speak of."""
MOST_LISTED = 12


def parts(view: Chapter) -> list[Part]:
    """Sentences, figure and tables of each index."""
    out: list[Part] = []
    for place, name in enumerate(view.told["indices"], start=1):
        heading = view.say("h-sure-change")
        out.append(Subheading(view.names.aside(heading, name) if len(view.told["indices"]) > 1 else heading))
        out += _of_means(view, name, place) if _has_means(view) else view.paragraph([view.say("change-no-mean")])
        out += view.paragraph(_moved(view, name))
        out.append(_counts(view, name))
    return out


def _has_means(view: Chapter) -> bool:
    return "mean_index_intervals" in view.results.tables


def _of_means(view: Chapter, name: str, place: int) -> list[Part]:
    """Mean components in words, as a figure over time, and in a table."""
    means, single = _means(view, name), _single(view, name)
    said = [view.say("change-lead")]
    units, stayers = len(view.results.meta["data"]["units"]), view.told["stayers"]
    if stayers < units:
        said.append(view.say("change-stayers", n=stayers, units=units))
    out: list[Part] = [*view.paragraph([*said, *_overall(view, means), *_when(view, single)])]
    if len(single["period_to"].unique()) > 1:
        drawn, level = figures.mean_changes(single, place, view.names), f"{100 * view.told['level']:g}"
        out.append(view.figure(drawn, "fig-mean-changes", units, periods=view.periods, level=level))
    return [*out, _mean_table(view, means)]


def key_figures(view: Chapter) -> list[str]:
    """Of the first index: its mean over all intervals, where all units are in it."""
    if not view.told["indices"] or not _has_means(view):
        return []
    if view.told["stayers"] < len(view.results.meta["data"]["units"]):
        return []
    means = _means(view, view.told["indices"][0])
    row = _row(means, "tfpch")
    key = _way(row)
    return [view.say(f"key-change-{key}", per=view.names.per(view.periods), **_said(row))]


def _means(view: Chapter, name: str) -> pd.DataFrame:
    frame: pd.DataFrame = view.rows("mean_index_intervals")
    return frame[frame["model"] == name]


def _single(view: Chapter, name: str) -> pd.DataFrame:
    """Means of single intervals."""
    frame = _means(view, name)
    return frame if len(view.periods) == 2 else frame[~frame["overall"].astype(bool)]


def _row(means: pd.DataFrame, component: str) -> Any:
    return means[means["overall"].astype(bool) & (means["component"] == component)].iloc[-1]


def _way(row: Any) -> str:
    return "above" if row["low"] > 1.0 else "below" if row["high"] < 1.0 else "unsure"


def _said(row: Any) -> dict[str, str]:
    values = {key: number(row[key]) for key in ("value", "low", "high")}
    return {**values, "mean": values["value"], "p": probability(row["p"])}


def _overall(view: Chapter, means: pd.DataFrame) -> list[str]:
    """Whether the mean of each component a year lies below or above 1 beyond chance."""
    said = []
    for component in HEAD:
        row = _row(means, component)
        per = view.names.per(view.periods)
        said.append(view.say(f"change-{_way(row)}", component=view.say(component), per=per, **_said(row)))
    return said


def _when(view: Chapter, single: pd.DataFrame) -> list[str]:
    """In which intervals the mean index is below or above 1 beyond chance."""
    part = single[single["component"] == "tfpch"]
    if len(part) < 2:
        return []
    out = []
    for way in ("below", "above"):
        mine = part[[_way(row) == way for row in part.to_dict("records")]]
        if len(mine):
            spans = [f"{a}–{b}" for a, b in zip(mine["period_from"], mine["period_to"], strict=True)]
            out.append(view.say(f"change-when-{way}", spans=view.names.many(spans), k=len(mine), n=len(part)))
    return out or [view.say("change-when-none")]


def _mean_table(view: Chapter, means: pd.DataFrame) -> Table:
    """Mean components by interval, all intervals last."""
    components = list(dict.fromkeys(means["component"]))
    rows: list[list[str]] = []
    bold: list[int] = []
    keys = means[["period_from", "period_to", "overall"]].drop_duplicates().itertuples(index=False)
    for start, end, overall in keys:
        cells = []
        for component in components:
            mine = (means["period_from"] == start) & (means["period_to"] == end) & (means["component"] == component)
            row = means[mine].iloc[0]
            cells += [number(row["value"]), f"{number(row['low'])}–{number(row['high'])}"]
        if overall:
            bold.append(len(rows))
        rows.append([f"{start}–{end}", *cells])
    header = [view.say("interval"), *[view.say("mean"), view.say("its-interval")] * len(components)]
    spans = (("", 1), *((view.say(component), 2) for component in components))
    level, per = f"{100 * view.told['level']:g}", view.names.per(view.periods)
    notes = view.say("mean-changes-note", level=level, per=per)
    return Table(view.say("t-mean-changes"), header, rows, spans=spans, means=frozenset(bold), notes=notes)


def _moved(view: Chapter, name: str) -> list[str]:
    """Who progressed and who regressed beyond chance in the last interval."""
    frame = view.rows("index_intervals")
    frame = frame[(frame["model"] == name) & (frame["component"] == "tfpch") & (frame["period_to"] == view.last)]
    known = frame.dropna(subset=["low", "high"])
    if len(known) == 0:
        return []
    span = f"{known['period_from'].iloc[0]}–{view.last}"
    counts = {way: int((known["direction"] == way).sum()) for way in WAYS}
    said = [view.say("change-moved", span=span, n=len(known), **counts)]
    for way in WAYS:
        units = [view.names.unit(u) for u in known[known["direction"] == way]["unit"]]
        if 0 < len(units) <= MOST_LISTED and len(units) < len(known):
            said.append(view.say(f"change-units-{way}", units=view.names.many(units)))
    return said


def _counts(view: Chapter, name: str) -> Table:
    """How many units progress, regress, or cannot be told apart from 1, by interval and component."""
    frame = view.rows("index_intervals")
    frame = frame[frame["model"] == name].dropna(subset=["low", "high"])
    components = list(dict.fromkeys(frame["component"]))
    rows = []
    for start, end in frame[["period_from", "period_to"]].drop_duplicates().itertuples(index=False):
        cells = []
        for component in components:
            mine = frame[(frame["period_from"] == start) & (frame["component"] == component)]
            cells += [str(int((mine["direction"] == way).sum())) for way in WAYS]
        rows.append([f"{start}–{end}", *cells])
    header = [view.say("interval"), *[view.say(f"way-{way}") for way in WAYS] * len(components)]
    spans = (("", 1), *((view.say(component), 3) for component in components))
    notes = view.say("change-counts-note", level=f"{100 * view.told['level']:g}")
    return Table(view.say("t-change-counts"), header, rows, spans=spans, notes=notes)
