"""The subsystems of a study, and how their chapter speaks of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from farrell.report.names import Names, number, percent
from farrell.report.sections.space.view import Chapter, SpaceView
from farrell.study import StudyResults

ENOUGH = 6
"""Units from which on the highest three and the lowest three are different ones."""
NAMED = 12
"""Most unit-periods named in a sentence."""


@dataclass(frozen=True, slots=True)
class SystemView(Chapter):
    """Results of the subsystems.

    Attributes
    ----------
    told : what the study says of them: indicators, form, left_out, efficiency, rank_sums, refused
    """

    WHOLE: ClassVar[str] = "rankings"
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
    def when(self) -> str:
        """`` in 2023``, or nothing in a cross-section."""
        return self.names.when(self.last)

    @property
    def ends(self) -> dict[str, str]:
        """The first and the last period as words."""
        return {"first": self.names.at(self.periods[0]), "last": self.names.at(self.last)}

    def has(self, table: str) -> bool:
        return f"space_{table}" in self.results.tables

    def rows(self, table: str) -> Any:
        return self.results.tables[f"space_{table}"]

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
