"""One chapter of a study beside its models: its tables, and how it speaks of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from farrell.report.figures import Drawing
from farrell.report.names import Names
from farrell.report.parts import Figure, Paragraph
from farrell.study import StudyResults


@dataclass(frozen=True, slots=True)
class ChapterView:
    """Results of one table of the study file.

    Attributes
    ----------
    told : what study.json says of it
    """

    results: StudyResults
    names: Names
    told: Mapping[str, Any]

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

    def figure(self, drawing: Drawing, key: str, units: int, **what: str) -> Figure:
        """A figure of the last period, of so many units, with its caption."""
        scope = [self.say("units", n=units)]
        if len(self.periods) > 1:
            scope.append(self.names.span([self.last], self.periods))
        shown = len(drawing.data)
        more = [self.say("figure-shown", shown=shown, n=units)] if shown < units else []
        return self.captioned(drawing, key, scope, more, **what)

    def captioned(
        self, drawing: Drawing, key: str, scope: Iterable[str], more: Iterable[str] = (), **what: str
    ) -> Figure:
        """A figure with its caption: what it shows, of what, and whose the data are."""
        source = self.results.meta["data"]["attribution"][self.names.language]
        said = [self.names.sentence([self.say(key, **what)]), self.names.sentence([part for part in scope if part])]
        return Figure(drawing, self.names.joined([*said, *more, self.say("figure-data", source=source)]))
