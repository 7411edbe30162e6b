"""A page a unit: its scores and ranks over time, what is too much or too little, whom to learn from, its productivity,
its part in the plan, and how sure its score is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.figures import Course, Drawing
from farrell.report.names import Names, below_one, digits, number, signed
from farrell.report.parts import Bullets, Figure, Paragraph, Part, Section, Table, View
from farrell.report.sections import profiles
from farrell.report.sections.benchmarks import Advice
from farrell.report.sections.glance import BOUNDS, unit_values
from farrell.report.sections.index import Index, is_index
from farrell.report.sections.models import is_single
from farrell.study import StudyResults

MOST_PERIODS = 12
"""Rows of a table over time; of more periods the last are shown, and the caption names them."""
MOST_PEERS = 5
SMALL = 5e-4
"""Gaps below this share would print as 0.0 %."""


def sections(results: StudyResults, names: Names, views: list[View]) -> list[Section]:
    """A section for each unit, in the panel's order."""
    pages = _Pages(results, names, views)
    return [pages.of(unit, place) for place, unit in enumerate(results.meta["data"]["units"], start=1)]


def by_unit(frame: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """unit -> its rows."""
    return {} if frame is None else {str(unit): rows for unit, rows in frame.groupby("unit", sort=False)}


@dataclass(frozen=True)
class _Pages:
    """The tables of a study by unit, read once for all pages."""

    results: StudyResults
    names: Names
    views: list[View]
    scored: View | None = field(init=False)
    advice: Advice | None = field(init=False)
    rows: dict[str, dict[str, pd.DataFrame]] = field(init=False)

    def __post_init__(self) -> None:
        tables = self.results.tables
        scored = next((v for v in self.views if v.model["kind"] == "efficiency"), None)
        rows = {name: by_unit(tables.get(name)) for name in ("plan_moves", "rank_stability")}
        if scored is not None:
            for name in ("efficiency", "slacks", "peers"):
                rows[name] = by_unit(scored.rows(name))
            of_scores = tables.get("intervals")
            if of_scores is not None:
                mine = of_scores[(of_scores["model"] == scored.model["name"]) & (of_scores["score"] == "te_crs")]
                rows["intervals"] = by_unit(mine)
        object.__setattr__(self, "scored", scored)
        object.__setattr__(self, "advice", Advice.of(self.results, self.names))
        object.__setattr__(self, "rows", rows)

    def say(self, key: str, **values: object) -> str:
        return self.names.say(key, **values)

    def own(self, table: str, unit: str) -> pd.DataFrame | None:
        """The unit's rows of a table; None where it has none."""
        return self.rows.get(table, {}).get(unit)

    def of(self, unit: str, place: int) -> Section:
        """The page of one unit."""
        parts: list[Part] = []
        if self.scored is not None:
            parts += self._of_scores(self.scored, unit, place)
        else:
            parts += self._of_other(unit, place)
        said = [*self._advised(unit), *self._changes(unit), *self._planned(unit), *self._sure(unit)]
        parts += [Bullets(tuple(said))] if said else []
        return Section(f"unit-{place}", self.names.unit(unit), parts, on_new_page=True)

    def _of_scores(self, view: View, unit: str, place: int) -> list[Part]:
        """Scores, returns to scale and rank over time, drawn and in a table; gaps of the last period."""
        own = self.own("efficiency", unit)
        if own is None:
            return [Paragraph(self.say("profile-no-score"))]
        parts: list[Part] = [Paragraph(self._standing(view, own)), self._drawn(view, unit, own, place)]
        parts.append(self._over_time(view, unit, own))
        return [*parts, *self._gaps(view, unit)]

    def _standing(self, view: View, own: pd.DataFrame) -> str:
        row = own.iloc[-1]
        if pd.isna(row["te_crs"]):
            return self.say("profile-no-score")
        scores = {"te": number(row["te_crs"]), "pte": number(row["te_vrs"]), "se": below_one(row["se"])}
        size = self.say(f"size-{row['scale_status']}") if row["scale_status"] else "–"
        frame = view.rows("efficiency")
        place = self._place(frame.loc[frame["period"] == row["period"], "rank"], row["rank"])
        return self.say("profile-standing", place=place, when=self.names.when(row["period"]), size=size, **scores)

    def _place(self, ranks: pd.Series, rank: float) -> str:
        """A rank in words, with how many others share it."""
        if pd.isna(rank):
            return self.say("rank-none")
        return self.names.place(int(rank), int(ranks.notna().sum()), int((ranks == rank).sum()) - 1)

    def _intervals(self, unit: str, periods: Iterable[Any]) -> pd.DataFrame:
        """period -> low and high of te_crs, NaN where there is no interval."""
        own = self.own("intervals", unit)
        if own is None:
            return pd.DataFrame(index=list(periods), columns=BOUNDS, dtype=float)
        return own.set_index("period")[BOUNDS].reindex(list(periods))

    def _drawn(self, view: View, unit: str, own: pd.DataFrame, place: int) -> Figure:
        name, what = f"unit-{place}", self.names.unit(unit)
        if not view.timed:
            return self._among(view, unit, place)
        at = own.set_index("period")
        means = view.rows("means").set_index("period")["te_crs"]
        courses = [
            Course(self.say("te"), self._intervals(unit, at.index).assign(value=at["te_crs"]), means),
            Course(self.say("pte"), _plain(at["te_vrs"]), view.rows("means").set_index("period")["te_vrs"]),
            Course(self.say("rank"), _plain(at["rank"].astype(float)), ranks=len(self.results.meta["data"]["units"])),
        ]
        drawn = figures.unit_over_time(unit, courses, name, self.names)
        sure = self._intervals(unit, at.index).notna().to_numpy().any()
        key = "fig-unit-intervals" if sure else "fig-unit"
        return view.figure(drawn, self._caption(view, key, what))

    def _among(self, view: View, unit: str, place: int) -> Figure:
        values = unit_values(view)
        assert values is not None
        title = Index(view).headed if is_index(view) else self.say("te" if view is self.scored else "score")
        name, known = f"unit-{place}", values.set_index("unit")["value"]
        drawn: Drawing = figures.among_all(unit, known, title, name, self.names)
        return view.figure(drawn, self._caption(view, "fig-unit-among", self.names.unit(unit), title))

    def _caption(self, view: View, key: str, unit: str, title: str = "") -> str:
        oriented = [self.say(f"orientation-{view.orientation}")] if view.orientation else []
        said = self.names.sentence([self.say(key, unit=unit, what=title), *oriented])
        source = self.results.meta["data"]["attribution"][self.names.language]
        return self.names.joined([said, self.say("figure-data", source=source)])

    def _over_time(self, view: View, unit: str, own: pd.DataFrame) -> Table:
        own = own.tail(MOST_PERIODS)
        bounds = self._intervals(unit, own["period"])
        sure = bool(bounds.notna().to_numpy().any())
        rows = []
        for _, row in own.iterrows():
            scores = [number(row[c]) for c in ("te_crs", "te_vrs", "se")]
            span = bounds.loc[row["period"]]
            interval = [f"{number(span['low'])}–{number(span['high'])}" if span.notna().all() else "–"] if sure else []
            rank = "–" if pd.isna(row["rank"]) else str(int(row["rank"]))
            scale = self.say(f"scale-{row['scale_status'] or 'none'}")
            rows.append([self.names.at(row["period"]), *scores, *interval, rank, scale])
        header = [
            self.say(k) for k in ("period", "te", "pte", "se", *(["its-interval"] if sure else []), "rank", "rts")
        ]
        caption = self.say("t-unit-scores", unit=self.names.unit(unit))
        notes = [self.say("scale-note"), self.say("unit-interval-note") if sure else ""]
        return Table(caption, header, rows, words=frozenset({len(header) - 1}), notes=self.names.joined(notes))

    def _gaps(self, view: View, unit: str) -> list[Part]:
        """What is too much or too little in the unit's last period, against variable returns."""
        own = self.own("slacks", unit)
        if own is None:
            return []
        own = own[(own["rts"] == "vrs") & (own["period"] == view.last)]
        if len(own) == 0 or own["target"].isna().any():
            return []
        if (own["rate"].abs() < SMALL).all():
            return [Paragraph(self.say("unit-no-gaps", when=view.when))]
        rows = []
        for _, row in own.iterrows():
            places, change = digits([row["actual"]]), row["target"] - row["actual"]
            share = signed(100 * change / row["actual"]) if row["actual"] else "–"
            cells = [number(row["actual"], places), number(row["target"], places), signed(change, places), share]
            rows.append([self.names.headed(row["variable"]), *cells])
        header = [*(self.say(k) for k in ("variable", "actual", "target", "brief-to-target")), "%"]
        caption = self.say("t-unit-gaps", unit=self.names.unit(unit), when=view.when)
        return [Table(caption, header, rows, notes=self.say("brief-totals-note"))]

    def _of_other(self, unit: str, place: int) -> list[Part]:
        """Without scores of efficiency: where the unit stands by each other model."""
        shown = [view for view in self.views if unit_values(view) is not None]
        return [self._among(shown[0], unit, place)] if shown else []

    def _advised(self, unit: str) -> list[str]:
        """What first, whom to learn from, how long it takes; of a study without benchmarks the peers alone."""
        if self.advice is not None:
            return [s for s in profiles.advised(self.advice, unit) if s]
        own = self.own("peers", unit)
        if own is None or self.scored is None:
            return []
        own = own[(own["rts"] == "vrs") & (own["period"] == self.scored.last) & (own["peer"] != unit)]
        if len(own) == 0:
            return []
        largest = own.sort_values("lambda", ascending=False, kind="stable").head(MOST_PEERS)
        listed = [
            self.names.aside(self.names.unit(peer), number(weight, 2))
            for peer, weight in zip(largest["peer"], largest["lambda"], strict=True)
        ]
        return [self.say("unit-peers", peers=self.names.many(listed))]

    def _changes(self, unit: str) -> list[str]:
        """Mean productivity change by each index; efficiency by each other model."""
        said = []
        for view in self.views:
            if is_index(view):
                said += self._changed(Index(view), unit)
            elif is_single(view) and view.has("scores"):
                now = view.now("scores").set_index("unit")
                if unit in now.index and pd.notna(now.loc[unit, "score"]):
                    row = now.loc[unit]
                    value = row["te"] if pd.notna(row["te"]) else row["score"]
                    place = self._place(now["rank"], row["rank"])
                    values = {"model": view.model["name"], "x": number(value), "when": view.when}
                    said.append(self.say("unit-model", place=place, **values))
        return said

    def _changed(self, index: Index, unit: str) -> list[str]:
        means = index.table("means")
        part = means[(means["by"] == "unit") & means["tfpch"].notna()]
        own = part[part["name"] == unit]
        if len(own) == 0:
            return []
        row = own.iloc[0]
        grown = pd.Series(index.growth("tfpch", part["tfpch"]))
        place = self.names.place(*profiles.standing(grown, float(index.growth("tfpch", row["tfpch"]))))
        factors = [c for c in index.told["factors"] if pd.notna(row[c])]
        values = {"x": number(row["tfpch"]), "parts": index.valued(row, factors), "progress": index.progress}
        per = self.names.per(index.view.periods)
        key = "unit-change" if factors else "unit-change-alone"
        return [self.say(key, index=index.headed, per=per, place=place, **values)]

    def _planned(self, unit: str) -> list[str]:
        """What the plan moves: what every plan nearly as good moves the same way, then what is open or unasked."""
        own = self.own("plan_moves", unit)
        if own is None:
            return []
        net = own["in"] - own["out"]
        moves, sure = net != 0, own["sure"].astype(bool)
        said = []
        asked = self.results.records["plan"]["settings"]["extremes"]
        other = "unit-plan-open" if asked else "unit-plan-unasked"
        for key, part in (("unit-plan-sure", own[moves & sure]), (other, own[moves & ~sure])):
            listed = [
                f"{self.names.variable(row['column'])} {signed(row['in'] - row['out'], digits([row['before']]))}"
                for _, row in part.iterrows()
            ]
            said += [self.say(key, moves=self.names.many(listed))] if listed else []
        return said or [self.say("unit-plan-none")]

    def _sure(self, unit: str) -> list[str]:
        """The interval of the last score, and of its rank, where the study has them."""
        said = []
        own = self.own("intervals", unit)
        last = None if own is None or self.scored is None else own[own["period"] == self.scored.last]
        if last is not None and len(last) and last[BOUNDS].notna().to_numpy().all():
            row = last.iloc[0]
            level = f"{100 * self.results.meta['inference']['level']:g}"
            key = "unit-sure"
            if "inefficient" in last and row["value"] < 1 - 1e-6:
                key = "unit-sure-inefficient" if row["inefficient"] else "unit-sure-open"
            said.append(self.say(key, level=level, low=number(row["low"]), high=number(row["high"])))
        ranks = self.own("rank_stability", unit)
        if ranks is not None and ranks[BOUNDS].notna().to_numpy().all():
            row, level = ranks.iloc[-1], f"{100 * self.results.meta['robustness']['ranks']['level']:g}"
            said.append(self.say("unit-rank", level=level, low=number(row["low"], 0), high=number(row["high"], 0)))
        return said


def _plain(values: pd.Series) -> pd.DataFrame:
    """A measure without intervals."""
    return pd.DataFrame({"value": values, "low": float("nan"), "high": float("nan")})
