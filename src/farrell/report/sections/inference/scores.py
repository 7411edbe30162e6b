"""How sure scores and their means are: whose inefficiency is beyond chance, and what the mean is once corrected."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.chapter import Chapter
from farrell.report.sections.spoken import headed

SCORES = {"te_crs": "te", "te_vrs": "pte"}
MOST_LISTED = 12
"""Units that a sentence names; of more it gives the number."""
MOST_ROWS = 40
"""Units of a table that stands open."""


def parts(view: Chapter) -> list[Part]:
    """Sentences, figure and tables of each model of efficiency."""
    out: list[Part] = []
    several = sum(model["kind"] == "efficiency" for model in view.results.meta["models"]) > 1
    for place, name in enumerate(view.told["efficiency"], start=1):
        now = _now(view, name)
        if several:
            out.append(Subheading(headed(name)))
        out += view.paragraph([*_inefficient(view, now), *_neighbours(view, now)])
        out += view.paragraph(_worth(view, name))
        out.append(view.figure(figures.score_intervals(now, place, view.names), "fig-intervals", now["unit"].nunique()))
        out.append(_units(view, now))
        out += _means(view, name)
    return out


def key_figures(view: Chapter) -> list[str]:
    """Of the first model: how many are inefficient beyond chance, and the corrected mean."""
    if not view.told["efficiency"]:
        return []
    name = view.told["efficiency"][0]
    now, said = _now(view, name), []
    if "inefficient" in now:
        part = now[now["score"] == "te_crs"]
        n = {"k": int(part["inefficient"].sum()), "n": int(part["value"].notna().sum())}
        said.append(view.say("key-inefficient", when=view.when, level=_level(view), **n))
    row = _mean(view, name, "te_crs")
    if row is not None:
        score = measured(view, "te", _orientation(view, name))
        said.append(view.say("key-mean", score=score, when=view.when, **_said(row)))
    return said


def _now(view: Chapter, name: str) -> pd.DataFrame:
    frame: pd.DataFrame = view.now("intervals")
    return frame[frame["model"] == name]


def _level(view: Chapter) -> str:
    return f"{100 * view.told['level']:g}"


def _inefficient(view: Chapter, now: pd.DataFrame) -> list[str]:
    """Whose inefficiency is beyond chance under constant and under variable returns, and whose is not shown."""
    if "inefficient" not in now:
        return [view.say("sure-cannot")]
    said = []
    for score in SCORES:
        part = now[(now["score"] == score) & now["value"].notna()]
        below = part[part["value"] < 1.0 - 1e-6]
        open_ = [view.names.unit(u) for u in below[~below["inefficient"].astype(bool)]["unit"]]
        values = {"k": int(part["inefficient"].sum()), "n": len(part), "when": view.when, "level": _level(view)}
        said.append(view.say(f"sure-inefficient-{score.removeprefix('te_')}", **values))
        if open_ and len(open_) <= MOST_LISTED:
            said.append(view.say("sure-not-shown", units=view.names.many(open_)))
        elif open_:
            said.append(view.say("sure-not-shown-many", k=len(open_)))
    return [*said, view.say("sure-percentile")]


def _neighbours(view: Chapter, now: pd.DataFrame) -> list[str]:
    """How many neighbours in the ranking have intervals apart from each other."""
    part = now[(now["score"] == "te_crs") & now["value"].notna()].sort_values("value", kind="stable")
    if len(part) < 3:
        return []
    apart = int((part["high"].to_numpy()[:-1] < part["low"].to_numpy()[1:]).sum())
    return [view.say("sure-neighbours", pairs=len(part) - 1, apart=apart)]


def _worth(view: Chapter, name: str) -> list[str]:
    """Where the correction adds more noise than it removes bias, and points out of reach."""
    frame = view.rows("intervals")
    frame = frame[(frame["model"] == name) & frame["value"].notna()]
    kept = int((~frame["worth_correcting"].astype(bool)).sum())
    said = [view.say("sure-worth", k=kept, n=len(frame))] if kept else [view.say("sure-worth-all", n=len(frame))]
    far = frame[frame["reached"] < 1.0]
    if len(far):
        said.append(view.say("sure-reached", k=len(far)))
    return said


def _units(view: Chapter, now: pd.DataFrame) -> Table:
    """Score, corrected score and interval under both returns, unit by unit."""
    of = {score: now[now["score"] == score].set_index("unit") for score in SCORES}
    told, rows = "inefficient" in now, []
    for unit in of["te_crs"].sort_values("value", ascending=False, kind="stable").index:
        cells = []
        for score in SCORES:
            row = of[score].loc[unit]
            cells += [number(row["value"]), _possible(row["corrected"]), _span(row["low"], row["high"])]
            if told:
                cells.append(view.say("yes" if row["inefficient"] else "not-shown"))
        rows.append([view.names.unit(unit), *cells])
    one = ["as-computed", "corrected", "its-interval", *(["inefficient"] if told else [])]
    header = [view.say("unit"), *[view.say(key) for key in one] * 2]
    spans = (("", 1), *((view.say(name), len(one)) for name in SCORES.values()))
    words = frozenset({4, 8}) if told else frozenset[int]()
    notes = view.say("sure-note" if told else "sure-note-subsample", level=_level(view))
    caption = view.say("t-intervals", when=view.when)
    return Table(caption, header, rows, words=words, spans=spans, notes=notes, folded=len(rows) > MOST_ROWS)


def _possible(share: float) -> str:
    """A corrected share, or a dash where noise has carried it beyond what can be."""
    return number(share if 0.0 < share <= 1.0 else None)


def _span(low: float, high: float) -> str:
    return f"{number(low)}–{number(high)}"


def _said(row: Any) -> dict[str, str]:
    values = {key: number(row[key]) for key in ("value", "low", "high", "ordinary", "ordinary_low", "ordinary_high")}
    return {**values, "mean": values["value"]}


def measured(view: Chapter, word: str, orientation: str) -> str:
    """What means are of: the score, or in output orientation how far outputs could expand, its reciprocal."""
    return view.say(word) if orientation == "input" else view.say("phi-of", score=view.say(word))


def _orientation(view: Chapter, name: str) -> str:
    model = next(model for model in view.results.meta["models"] if model["name"] == name)
    return str(model["options"].get("orientation", "input"))


def _mean(view: Chapter, name: str, score: str) -> Any:
    """The last period's mean of a score; None where there is none."""
    if "mean_intervals" not in view.results.tables:
        return None
    frame = view.now("mean_intervals")
    frame = frame[(frame["model"] == name) & (frame["score"] == score)].dropna(subset=["value"])
    return frame.iloc[0] if len(frame) else None


def _means(view: Chapter, name: str) -> list[Part]:
    """What the mean is once corrected, and all periods' means in a table."""
    said, side = [], _orientation(view, name)
    for score, word in SCORES.items():
        row = _mean(view, name, score)
        if row is not None:
            key = "holds" if row["ordinary_low"] <= row["value"] <= row["ordinary_high"] else "misses"
            said.append(view.say(f"sure-mean-{key}", score=measured(view, word, side), when=view.when, **_said(row)))
    if not said:
        return []
    frame = view.rows("mean_intervals")
    frame = frame[frame["model"] == name]
    of = {score: frame[frame["score"] == score].set_index("period") for score in SCORES}
    rows = []
    for period in of["te_crs"].index:
        cells = []
        for score in SCORES:
            row = of[score].loc[period]
            cells += [number(row["ordinary"]), number(row["value"]), _span(row["low"], row["high"])]
        rows.append([view.label(period), *cells])
    header = [view.say("period"), *[view.say(key) for key in ("as-computed", "corrected", "its-interval")] * 2]
    spans = (("", 1), *((measured(view, word, side), 3) for word in SCORES.values()))
    ways = {method: view.say(f"theorem-{method}") for method in dict.fromkeys(frame["method"])}
    notes = view.say("sure-mean-note", level=_level(view), ways=view.names.many(list(ways.values())))
    return [
        *view.paragraph([view.say("sure-mean-lead"), *said]),
        Table(view.say("t-means"), header, rows, spans=spans, notes=notes),
    ]
