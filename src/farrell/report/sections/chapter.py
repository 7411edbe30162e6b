"""A chapter that stands apart from models: its tables, and how it speaks of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from farrell.report.figures import Drawing
from farrell.report.names import Names, number
from farrell.report.parts import Figure, Paragraph
from farrell.study import StudyResults

LEVEL = 0.05
CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Chapter:
    """Results of a table of the study file that makes a chapter.

    Attributes
    ----------
    told : what study.json says of it
    """

    results: StudyResults
    names: Names
    told: Mapping[str, Any]

    @classmethod
    def of(cls, results: StudyResults, names: Names, key: str) -> Self | None:
        """None where the study has no such chapter."""
        told = results.meta.get(key)
        return cls(results, names, told) if told else None

    def say(self, key: str, **values: object) -> str:
        return self.names.say(key, **values)

    def paragraph(self, sentences: Iterable[str]) -> list[Paragraph]:
        found = [sentence for sentence in sentences if sentence]
        return [Paragraph(self.names.joined(found))] if found else []

    def rows(self, table: str) -> Any:
        return self.results.tables[table]

    def now(self, table: str) -> Any:
        """Rows of the last period."""
        frame = self.rows(table)
        return frame[frame["period"] == self.last]

    @property
    def periods(self) -> list[Any]:
        found: list[Any] = self.results.meta["data"]["periods"]
        return found

    @property
    def last(self) -> Any:
        return self.periods[-1]

    @property
    def when(self) -> str:
        """`` in 2023``, or nothing in a cross-section."""
        return self.names.when(self.last)

    @property
    def regions(self) -> dict[str, str]:
        """unit -> region in the last period; empty without groups."""
        group = self.results.meta["data"]["group"]
        frame = self.results.tables.get("efficiency")
        if group is None or frame is None or group not in frame:
            return {}
        here = frame[frame["period"] == self.last].drop_duplicates("unit")
        return dict(zip(here["unit"], here[group].astype(str), strict=True))

    def label(self, period: Any) -> str:
        """A period as tables have it."""
        return self.names.at(period) if len(self.periods) == 1 else str(period)

    def many(self, columns: Iterable[str]) -> str:
        """Variables inside a sentence."""
        return self.names.many([self.names.within(c) for c in columns])

    def covariate(self, name: str, *, within: bool = False) -> str:
        """A covariate in words, maybe within a sentence: a column, one over another, a logarithm."""
        if name == CONSTANT:
            return self.say("constant")
        return self.names.covariate(name, within=within)

    def figure(self, drawing: Drawing, key: str, units: int, *, periods: Sequence[Any] = (), **what: str) -> Figure:
        """A figure of so many units with its caption, of the last period or of those given."""
        shown = drawing.data["unit"].nunique() if "unit" in drawing.data else units
        scope = [self.say("units", n=units)]
        if len(self.periods) > 1:
            scope.append(self.names.span(list(periods) or [self.last], self.periods))
        more = [self.say("figure-shown", shown=shown, n=units)] if shown < units else []
        return self.captioned(drawing, key, scope, more, **what)

    def captioned(
        self, drawing: Drawing, key: str, scope: Iterable[str], more: Iterable[str] = (), **what: str
    ) -> Figure:
        """A figure with its caption: what it shows, of what, and whose the data are."""
        source = self.results.meta["data"]["attribution"][self.names.language]
        said = [self.names.sentence([self.say(key, **what)]), self.names.sentence([part for part in scope if part])]
        return Figure(drawing, self.names.joined([*said, *more, self.say("figure-data", source=source)]))


def sized(value: float) -> str:
    """A coefficient of any size with four significant digits or all before the point."""
    if value is None or not math.isfinite(value) or value == 0:
        return number(value)
    return number(value, min(9, max(0, 3 - math.floor(math.log10(abs(value))))))
