"""The subsystems of a study, and how their chapter speaks of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from farrell.report.figures import Drawing
from farrell.report.names import Names, number, percent
from farrell.report.parts import Figure, Paragraph
from farrell.report.sections.space.view import SpaceView
from farrell.study import StudyResults

ENOUGH = 6
"""Units from which on the highest three and the lowest three are different ones."""
NAMED = 12
"""Most unit-periods named in a sentence."""


@dataclass(frozen=True, slots=True)
class SystemView:
    """Results of the subsystems.

    Attributes
    ----------
    told : what the study says of them: indicators, form, left_out, efficiency, rank_sums, refused
    """

    results: StudyResults
    names: Names
    told: Mapping[str, Any]

    @classmethod
    def of(cls, results: StudyResults, names: Names) -> SystemView | None:
        told = (results.meta.get("space") or {}).get("subsystems")
        return cls(results, names, told) if told else None

    @property
    def subsystems(self) -> dict[str, str]:
        """Subsystem -> in words."""
        return {one["subsystem"]: self.names.variable(one["subsystem"]) for one in self.told["indicators"]}

    @property
    def spoken(self) -> dict[str, str]:
        """Subsystem -> in words inside a sentence."""
        return {name: self.names.within(name) for name in self.subsystems}

    @property
    def coupled(self) -> bool:
        return len(self.subsystems) > 1

    @property
    def indicators(self) -> dict[str, str]:
        """Indicator -> in words."""
        views = [SpaceView(self.results, self.names, one, 0) for one in self.told["indicators"]]
        return {view.told["name"]: view.label for view in views}

    @property
    def periods(self) -> list[Any]:
        """Those with units that have every indicator."""
        return list(dict.fromkeys(self.rows("rankings")["period"]))

    @property
    def last(self) -> Any:
        return self.periods[-1]

    @property
    def timed(self) -> bool:
        return len(self.periods) > 1

    @property
    def when(self) -> str:
        """`` in 2023``, or nothing in a cross-section."""
        return self.names.when(self.last)

    @property
    def ends(self) -> dict[str, str]:
        """The first and the last period as words."""
        return {"first": self.names.at(self.periods[0]), "last": self.names.at(self.last)}

    @property
    def shown(self) -> list[Any]:
        """Periods of maps: those of the study's maps that have values, at least the last."""
        return [p for p in self.results.meta["maps"]["periods"] if p in self.periods] or [self.last]

    def has(self, table: str) -> bool:
        return f"space_{table}" in self.results.tables

    def rows(self, table: str) -> Any:
        return self.results.tables[f"space_{table}"]

    def at(self, table: str, period: Any) -> Any:
        frame = self.rows(table)
        return frame[frame["period"] == period]

    def say(self, key: str, **values: object) -> str:
        return self.names.say(key, **values)

    def paragraph(self, sentences: Iterable[str]) -> list[Paragraph]:
        found = [sentence for sentence in sentences if sentence]
        return [Paragraph(self.names.joined(found))] if found else []

    def valued(self, frame: Any, column: str) -> str:
        """Units with a number each."""
        pairs = zip(frame["unit"], frame[column], strict=True)
        return self.names.many([f"{self.names.unit(unit)} {number(value)}" for unit, value in pairs])

    def shares(self, words: Mapping[str, str], share: Mapping[str, float]) -> str:
        """Names with a percentage each."""
        return self.names.many([f"{words[name]} {percent(value)}%" for name, value in share.items()])

    def places(self, keys: Iterable[tuple[str, Any]]) -> str:
        """Unit-periods by name, a period in which nobody is left as one; the tail counted."""
        listed = list(keys)
        known = set(self.periods)
        whole = [self.names.at(p) for p in dict.fromkeys(period for _, period in listed) if p not in known]
        single = [
            self.names.unit(unit) if period == "all" else self.names.aside(self.names.unit(unit), period)
            for unit, period in listed
            if period in known
        ]
        named = [*whole, *single]
        more = self.say("and-more", n=len(named) - NAMED) if len(named) > NAMED else ""
        return self.names.many(named[:NAMED]) + more

    def figure(self, drawing: Drawing, name: str, key: str, periods: list[Any], *more: str) -> Figure:
        """A figure with its caption: what it shows, of how many units, when; more sentences; the source of the data."""
        data = self.results.meta["data"]
        scope = [self.say("units", n=self.rows("rankings")["unit"].nunique())]
        if len(data["periods"]) > 1:
            scope.append(self.names.span(periods, data["periods"]))
        said = [self.names.sentence([self.say(key)]), self.names.sentence(scope), *more]
        said.append(self.say("figure-data", source=data["attribution"][self.names.language]))
        return Figure(replace(drawing, name=name), self.names.joined(said))
