"""What a report is made of, sections of paragraphs, formulas, figures and tables, and one model's view of results."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from farrell.dea import models
from farrell.productivity.models import INDICES
from farrell.report.figures import Drawing
from farrell.report.names import Names
from farrell.study import StudyResults


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together.

    Attributes
    ----------
    tables : numbers of tables that the text names, in its order
    """

    text: str
    tables: tuple[int, ...] = ()
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """Sentences that stand alone."""

    items: tuple[str, ...]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading within a section.

    Attributes
    ----------
    level : 1, or 2 below one of 1
    """

    text: str
    level: int = 1
    kind: str = "subheading"


@dataclass(frozen=True, slots=True)
class Formula:
    """A displayed formula in LaTeX, and the words that read it."""

    latex: str
    words: str
    kind: str = "formula"


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of a program."""

    text: str
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its caption.

    Attributes
    ----------
    moving : caption of its animation, which shows more periods; nothing without one
    number : counts the figures of the report
    """

    drawing: Drawing
    caption: str
    moving: str = ""
    number: int = 0
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text.

    Attributes
    ----------
    names_in : how many leading columns are words
    words : numbers of further columns of words
    notes : under the table
    means : numbers of rows that hold means
    spans : (text, columns) of a header row above the header
    folded : shown on request only
    number : counts the tables of the report
    """

    caption: str
    header: list[str]
    rows: list[list[str]]
    names_in: int = 1
    words: frozenset[int] = frozenset()
    notes: str = ""
    means: frozenset[int] = frozenset()
    spans: tuple[tuple[str, int], ...] = ()
    folded: bool = False
    number: int = 0
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Profile:
    """One unit in short: sentences and a small table, folded under its name."""

    name: str
    items: tuple[str, ...]
    header: list[str]
    rows: list[list[str]]
    kind: str = "profile"


Part = Profile | Paragraph | Bullets | Subheading | Formula | Code | Figure | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with a heading; ``id`` is its anchor.

    Attributes
    ----------
    on_new_page : whether it begins on a page of its own in print
    """

    id: str
    heading: str
    parts: list[Part] = field(default_factory=list)
    on_new_page: bool = False


def _usual_orientation(kind: str) -> Any:
    """That of a model where a study names none."""
    if kind not in models.MODULES:
        return "input"
    option = models.options(kind).get("orientation")
    return option.default if option else ""


def numbered(sections: Iterable[Section]) -> list[Section]:
    """The sections with their figures and tables counted through."""
    figures, tables = itertools.count(1), itertools.count(1)

    def counted(part: Part) -> Part:
        if isinstance(part, Figure):
            return replace(part, number=next(figures))
        return replace(part, number=next(tables)) if isinstance(part, Table) else part

    return [replace(section, parts=[counted(part) for part in section.parts]) for section in sections]


@dataclass(frozen=True, slots=True)
class View:
    """The results of one model, and how its report speaks.

    Attributes
    ----------
    model : name, kind and options, as study.json has them
    number : of the model in the study, from 1; keeps ids apart
    alone : whether it is the only model of its kind, of indices the only index, so that headings need not name it
    """

    results: StudyResults
    names: Names
    model: dict[str, Any]
    number: int
    alone: bool

    @classmethod
    def all_of(cls, results: StudyResults, names: Names) -> list[View]:
        """One view a model, in the order of the study file."""
        models = results.meta["models"]
        families = ["index" if m["kind"] in INDICES else m["kind"] for m in models]
        return [
            cls(results, names, m, i, families.count(family) == 1)
            for i, (m, family) in enumerate(zip(models, families, strict=True), start=1)
        ]

    @property
    def options(self) -> dict[str, Any]:
        found: dict[str, Any] = self.model["options"]
        return found

    @property
    def index(self) -> dict[str, Any]:
        """What the study knows of an index over time; nothing for other models."""
        found: dict[str, Any] = self.results.meta["indices"].get(self.model["name"], {})
        return found

    @property
    def orientation(self) -> str:
        """input, output, or nothing for an index or a model that has neither."""
        if self.index:
            return str(self.index["orientation"] or "")
        chosen = self.options.get("orientation", _usual_orientation(self.model["kind"]))
        return chosen if chosen in ("input", "output") else ""

    @property
    def reference(self) -> Any:
        return self.options.get("reference", "own")

    @property
    def periods(self) -> list[Any]:
        found: list[Any] = self.results.meta["data"]["periods"]
        return found

    @property
    def last(self) -> Any:
        """The last period, which single-period tables show."""
        return self.periods[-1]

    @property
    def timed(self) -> bool:
        """Whether there is more than one period."""
        return len(self.periods) > 1

    @property
    def when(self) -> str:
        """`` in 2023``, or nothing in a cross-section."""
        return self.names.when(self.last)

    @property
    def group(self) -> str | None:
        """The column of regions, where the study has one."""
        found: str | None = self.results.meta["data"]["group"]
        return found

    def has(self, table: str) -> bool:
        """Whether this model made a table."""
        return table in self.results.tables and len(self.rows(table)) > 0

    def rows(self, table: str) -> Any:
        """This model's rows of a table, a DataFrame."""
        frame = self.results.tables[table]
        return frame[frame["model"] == self.model["name"]]

    def now(self, table: str) -> Any:
        """This model's rows of the last period."""
        frame = self.rows(table)
        return frame[frame["period"] == self.last]

    @property
    def uneven(self) -> bool:
        """Whether periods are whole numbers at unequal distances, so that intervals differ in length."""
        if not all(isinstance(p, int) for p in self.periods):
            return False
        return len({b - a for a, b in itertools.pairwise(self.periods)}) > 1

    def one_row_a_unit(self) -> Any:
        """The last row of every unit, units in the panel's order."""
        frame = self.rows("efficiency").drop_duplicates("unit", keep="last").set_index("unit", drop=False)
        return frame.loc[[unit for unit in self.results.meta["data"]["units"] if unit in frame.index]]

    def say(self, key: str, **values: object) -> str:
        return self.names.say(key, **values)

    def paragraph(self, sentences: Iterable[str]) -> list[Paragraph]:
        """Sentences as one paragraph, none where there are none."""
        found = [sentence for sentence in sentences if sentence]
        return [Paragraph(self.names.joined(found))] if found else []

    def heading(self, key: str) -> str:
        """A heading, with the model's name where several models share it."""
        if self.alone:
            return self.say(key)
        return self.say("heading-of-model", heading=self.say(key), model=self.model["name"])

    def spoken_reference(self) -> str:
        """The reference in words."""
        if self.reference in ("own", "pooled"):
            return self.say(f"reference-{self.reference}" if self.timed else "reference-cross-section")
        key = "reference-units" if isinstance(self.reference, list) else "reference-period"
        return self.say(key, period=self.reference)

    def caption(
        self,
        key: str,
        *,
        units: int | None = None,
        shown: int | None = None,
        periods: list[Any] | None = None,
        what: Mapping[str, str] | None = None,
    ) -> str:
        """A figure's caption: what it shows; how many units, when, which model; the source of the data.

        Parameters
        ----------
        units : how many units it is about, all of the study by default
        shown : how many of them are drawn, where not all are
        periods : the periods it shows, all by default
        what : values of the text that says what it shows
        """
        data = self.results.meta["data"]
        units = len(data["units"]) if units is None else units
        scope = [self.say("units", n=units)]
        if self.timed:
            scope.append(self.names.span(self.periods if periods is None else periods, self.periods))
        if self.orientation:
            scope.append(self.say(f"orientation-{self.orientation}"))
        if self.model["kind"] == "efficiency":
            scope.append(self.spoken_reference())
        said = [self.names.sentence([self.say(key, **(what or {}))]), self.names.sentence(scope)]
        if shown is not None and shown < units:
            said.append(self.say("figure-shown", shown=shown, n=units))
        return self.names.joined([*said, self.say("figure-data", source=data["attribution"][self.names.language])])

    def figure(self, drawing: Drawing, caption: str, moving: str = "") -> Figure:
        """A figure; the files of several models of one kind differ by the model's number."""
        name = drawing.name if self.alone else f"{drawing.name}-{self.number}"
        return Figure(replace(drawing, name=name), caption, moving)

    def section(self, key: str, heading: str, parts: Sequence[Part]) -> Section:
        """A section with an id of its own."""
        return Section(f"{key}-{self.number}", self.heading(heading), list(parts))
