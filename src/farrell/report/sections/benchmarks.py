"""What each unit should do first, and whom it can learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import Names, number, percent, signed
from farrell.report.parts import Figure, Paragraph, Part, Section, Table
from farrell.study import StudyResults

MOST_ROWS = 40
"""Longer tables are folded."""
MOST_NAMED = 5
MOST_TIED = 8
"""Role models named where some tie for the last place."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The tables of diagnosis and benchmarks, and how they are spoken of."""

    results: StudyResults
    names: Names
    settings: dict[str, Any]
    groups: dict[str, str]

    @classmethod
    def of(cls, results: StudyResults, names: Names) -> Advice | None:
        """Where the study asks for benchmarks."""
        told = results.meta.get("benchmarks")
        return None if told is None else cls(results, names, told["settings"], told["groups"])

    def table(self, name: str) -> pd.DataFrame:
        return self.results.tables[name]

    @property
    def when(self) -> str:
        return self.names.when(self.settings["period"])

    def say(self, key: str, **values: object) -> str:
        return self.names.say(key, **values)

    def criteria(self) -> str:
        """What likeness is judged by, in words."""
        words = []
        for column in self.settings["similar"]:
            is_group = column == self.results.meta["data"]["group"]
            words.append(self.say("region") if is_group else self.names.within(column))
        return self.names.many(words)


def section(results: StudyResults, names: Names) -> list[Section]:
    """Two chapters: what to do first, whom to learn from."""
    advice = Advice.of(results, names)
    if advice is None:
        return []
    first: list[Part] = [Paragraph(names.joined(_causes(advice))), _diagnosis(advice)]
    whom: list[Part] = [Paragraph(names.joined(_models(advice)))]
    if len(advice.table("benchmarks")):
        whom.append(_network(advice))
    whom += [_role_models(advice), _peers(advice), _closest(advice), _years(advice)]
    return [
        Section("diagnosis", names.say("h-diagnosis"), first),
        Section("learn", names.say("h-learn"), whom),
    ]


def _causes(advice: Advice) -> list[str]:
    """How many units lose more by practice, how many by size, and what to act on first."""
    units = advice.table("diagnosis_units")
    counts = units["cause"].value_counts()
    said = [
        advice.say(
            "diagnosis-causes", when=advice.when, n=len(units), technical=int(counts.get("technical", 0)),
            scale=int(counts.get("scale", 0)), none=int(counts.get("none", 0)),
        )
    ]  # fmt: skip
    return [*said, *first_things(advice), advice.say("diagnosis-order")]


def first_things(advice: Advice) -> list[str]:
    """What most units with anything to do should act on first."""
    frame = advice.table("diagnosis")
    first = frame[frame["order"] == 1]["column"].value_counts()
    if len(first) == 0:
        return []
    n, total = int(first.iloc[0]), int(first.sum())
    most = [column for column in dict.fromkeys(frame["column"]) if first.get(column) == n]
    if len(most) > 1:
        variables = advice.names.many([advice.names.within(column) for column in most])
        return [advice.say("diagnosis-first-tied", variables=variables, n=n, total=total)]
    return [advice.say("diagnosis-first", variable=advice.names.within(most[0]), n=n, total=total)]


def _diagnosis(advice: Advice) -> Table:
    frame, units = advice.table("diagnosis"), advice.table("diagnosis_units").set_index("unit")
    columns = list(dict.fromkeys(frame["column"]))
    header, spans = [advice.say("unit"), advice.say("cause")], [("", 2)]
    parts = {column: frame[frame["column"] == column].set_index("unit") for column in columns}
    for column in columns:
        header += [advice.say("gap-technical"), advice.say("gap-scale"), advice.say("order")]
        spans.append((advice.names.variable(column), 3))
    rows = []
    for unit in units.index:
        cause = str(units.loc[unit, "cause"])
        line = [advice.names.unit(unit), advice.say(f"cause-{cause}") if cause else "–"]
        for column in columns:
            row = parts[column].loc[unit]
            place = int(row["order"])
            line += [percent(row["share_technical"]), percent(row["share_scale"]), str(place) if place else "–"]
        rows.append(line)
    caption = advice.say("t-diagnosis", when=advice.when)
    note = advice.say("diagnosis-note")
    return Table(caption, header, rows, names_in=2, spans=tuple(spans), notes=note, folded=len(rows) > MOST_ROWS)


def role_models(advice: Advice) -> list[str]:
    """Who is most often learnt from."""
    models = advice.table("role_models")
    used = _foremost(models[models["count"] > 0])
    if len(used) == 0:
        return []
    counted = zip(used["unit"], used["count"], strict=True)
    listed = [advice.names.aside(advice.names.unit(u), int(n)) for u, n in counted]
    return [advice.say("learn-models", when=advice.when, units=advice.names.many(listed))]


def _foremost(models: pd.DataFrame) -> pd.DataFrame:
    """The first five, with all that tie with the fifth; where too many tie, none of those."""
    if len(models) <= MOST_NAMED:
        return models
    least = models["count"].iloc[MOST_NAMED - 1]
    tied, above = models[models["count"] >= least], models[models["count"] > least]
    chosen: pd.DataFrame = tied if len(tied) <= MOST_TIED else above
    return chosen


def _models(advice: Advice) -> list[str]:
    models, said = advice.table("role_models"), role_models(advice)
    idle = models[models["count"] == 0]["unit"].tolist()
    if idle:
        listed = [advice.names.unit(u) for u in idle[:MOST_NAMED]]
        said.append(advice.say("learn-idle", n=len(idle), units=advice.names.many(listed)))
    return [*said, advice.say("learn-distance", criteria=advice.criteria())]


def _network(advice: Advice) -> Figure:
    units = advice.table("diagnosis_units")["unit"].tolist()
    drawn = figures.learning_network(
        advice.table("benchmarks"), advice.table("role_models"), units, advice.groups, advice.names
    )
    data = advice.results.meta["data"]
    scope = [advice.say("units", n=len(units))]
    if advice.settings["period"] != "all":
        scope.append(advice.names.at(advice.settings["period"]))
    scope.append(advice.say(f"orientation-{advice.settings['orientation']}"))
    source = advice.say("figure-data", source=data["attribution"][advice.names.language])
    names = advice.names
    return Figure(drawn, names.joined([names.sentence([advice.say("fig-network")]), names.sentence(scope), source]))


def _role_models(advice: Advice) -> Table:
    rows = [
        [
            advice.names.unit(r["unit"]),
            str(int(r["count"])),
            percent(r["share"]),
            number(r["weight"]),
            *([str(int(r["reach"]))] if advice.groups else []),
        ]
        for _, r in advice.table("role_models").iterrows()
    ]
    keys = ("learners", "learners-share", "learners-weight", *(["learners-reach"] if advice.groups else []))
    header = [advice.say(key) for key in ("unit", *keys)]
    notes = advice.say("role-models-note" if advice.groups else "role-models-note-alone")
    return Table(advice.say("t-role-models", when=advice.when), header, rows, notes=notes)


def _peers(advice: Advice) -> Table:
    """Peers with intensity and distance, the similar first; the most alike of the best; the frontier of the region."""
    peers, nearest = advice.table("benchmarks"), advice.table("nearest")
    group = advice.results.tables.get("group_frontiers")
    own = None if group is None else group.set_index("unit")
    rows = []
    for unit in advice.table("diagnosis_units")["unit"]:
        mine = peers[peers["unit"] == unit]
        if len(mine) == 0:
            continue
        listed = [
            advice.names.aside(f"{advice.names.unit(p)} {number(w)}", number(d, 2))
            for p, w, d in zip(mine["peer"], mine["lambda"], mine["distance"], strict=True)
        ]
        alike = [
            advice.names.aside(advice.names.unit(m), number(d, 2))
            for m, d in zip(*(nearest.loc[nearest["unit"] == unit, c] for c in ("model", "distance")), strict=True)
        ]
        line = [advice.names.unit(unit), advice.names.many(listed), advice.names.many(alike)]
        rows.append(line if own is None else [*line, *(number(own.loc[unit, c]) for c in ("te", "te_group"))])
    header = [advice.say(k) for k in ("unit", "peers-similar", "most-alike")]
    header += [] if own is None else [advice.say("te-all"), advice.say("te-group")]
    note = advice.say("peers-similar-note")
    return Table(advice.say("t-peers-similar", when=advice.when), header, rows, names_in=3, notes=note, folded=True)


def _closest(advice: Advice) -> Table:
    """The way to the closest target beside the way to the usual one."""
    frame = advice.table("closest")
    columns = list(dict.fromkeys(frame["column"]))
    header, spans = [advice.say("unit")], [("", 1)]
    for column in columns:
        header += [advice.say("move-usual"), advice.say("move-closest")]
        spans.append((advice.names.variable(column), 2))
    parts = {column: frame[frame["column"] == column].set_index("unit") for column in columns}
    rows = []
    for unit in dict.fromkeys(frame["unit"]):
        moves = [parts[c].loc[unit, m] for c in columns for m in ("move_usual", "move_closest")]
        if all(pd.isna(m) or abs(m) < 5e-5 for m in moves):
            continue
        rows.append([advice.names.unit(unit), *("–" if pd.isna(m) else signed(100 * m) for m in moves)])
    note, caption = advice.say("closest-note"), advice.say("t-closest", when=advice.when)
    return Table(caption, header, rows, spans=tuple(spans), notes=note, folded=True)


def _years(advice: Advice) -> Table:
    """How long each unit needs when nothing changes faster than the limit, and how far it is on the way."""
    years, steps = advice.table("milestone_years"), advice.table("milestones")
    te = steps.drop_duplicates(["unit", "year"]).set_index(["unit", "year"])["te"]
    shown = [y for y in (1, 2, 3, 5, 10) if (steps["year"] == y).any()] if len(steps) else []
    rows = []
    for _, row in years.iterrows():
        if row["years"] == 0 or pd.isna(row["te"]):
            continue
        last = steps.loc[steps["unit"] == row["unit"], "year"].max()
        path = [number(te.get((row["unit"], min(y, last)), float("nan"))) for y in shown]
        need = "–" if pd.isna(row["years"]) else str(int(row["years"]))
        rows.append([advice.names.unit(row["unit"]), number(row["te"]), *path, need])
    header = [advice.say("unit"), advice.say("te-today"), *(advice.say("te-year", n=y) for y in shown)]
    header.append(advice.say("years-needed"))
    caption = advice.say("t-milestones", limit=percent(advice.settings["limit"], 0))
    note = advice.say(f"milestones-note-{advice.settings['way']}")
    return Table(caption, header, rows, notes=note, folded=len(rows) > MOST_ROWS)
