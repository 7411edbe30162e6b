"""One variable of the chapters in space, and how they speak of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from farrell.data.derived import parts_of
from farrell.productivity.models import OVER_TIME
from farrell.report.figures import Drawing
from farrell.report.names import Names, digits, number
from farrell.report.parts import Figure, Paragraph
from farrell.study import StudyResults
from farrell.study.statistics.drivers import GROUP

SPOKEN = {"te_crs": "te", "te_vrs": "pte", "se": "se"}


class Chapter(ABC):
    """What the chapters in space share: periods, how they speak, captions.

    Attributes
    ----------
    WHOLE : the table in which every unit-period of the chapter stands
    """

    __slots__ = ()
    WHOLE: ClassVar[str]
    results: StudyResults
    names: Names

    @abstractmethod
    def rows(self, table: str) -> Any:
        """The chapter's rows of a table."""

    def at(self, table: str, period: Any) -> Any:
        """The chapter's rows of one period."""
        frame = self.rows(table)
        return frame[frame["period"] == period]

    @property
    def periods(self) -> list[Any]:
        """Those with values: of an index the later period of each interval."""
        return list(dict.fromkeys(self.rows(self.WHOLE)["period"]))

    @property
    def last(self) -> Any:
        return self.periods[-1]

    @property
    def timed(self) -> bool:
        return len(self.periods) > 1

    @property
    def shown(self) -> list[Any]:
        """Periods of maps: those of the study's maps that have values, at least the last."""
        return [p for p in self.results.meta["maps"]["periods"] if p in self.periods] or [self.last]

    def say(self, key: str, **values: object) -> str:
        return self.names.say(key, **values)

    def paragraph(self, sentences: Iterable[str]) -> list[Paragraph]:
        found = [sentence for sentence in sentences if sentence]
        return [Paragraph(self.names.joined(found))] if found else []

    def drawn(
        self,
        drawing: Drawing,
        name: str,
        key: str,
        periods: list[Any],
        *more: str,
        units: int | None = None,
        **what: str,
    ) -> Figure:
        """A figure with its captions: what it shows, of how many units, when; more sentences; the source of data."""
        data, whole = self.results.meta["data"], self.rows(self.WHOLE)

        def said(periods: list[Any]) -> str:
            seen = whole.loc[whole["period"].isin(periods), "unit"].nunique()
            scope = [self.say("units", n=seen if units is None else units)]
            if len(data["periods"]) > 1:
                scope.append(self.names.span(periods, data["periods"]))
            told = [self.names.sentence([self.say(key, **what)]), self.names.sentence(scope), *more]
            return self.names.joined([*told, self.say("figure-data", source=data["attribution"][self.names.language])])

        moving = said(drawing.animation.periods) if drawing.animation else ""
        return Figure(replace(drawing, name=name), said(periods), moving)


@dataclass(frozen=True, slots=True)
class SpaceView(Chapter):
    """Results of one variable.

    Attributes
    ----------
    told : what the study says of it: name, kind, model, column, below, refused, upper
    number : of the variable in the study, from 1; keeps ids and files apart
    """

    WHOLE: ClassVar[str] = "values"
    results: StudyResults
    names: Names
    told: Mapping[str, Any]
    number: int

    @classmethod
    def all_of(cls, results: StudyResults, names: Names) -> list[SpaceView]:
        space = results.meta.get("space")
        return [cls(results, names, told, i) for i, told in enumerate(space["variables"], start=1)] if space else []

    @property
    def space(self) -> dict[str, Any]:
        found: dict[str, Any] = self.results.meta["space"]
        return found

    @property
    def label(self) -> str:
        """The variable in words."""
        column, below = self.told["column"], self.told["below"]
        if self.told["kind"] == "amount":
            named = self.names.variable(column)
            said = self.say("over", a=named, b=self.names.within(below)) if below else named
            return self.say("log-of", what=said) if self.told["logged"] else said
        kinds = {m["name"]: m["kind"] for m in self.results.meta["models"]}
        alike = [kind for kind in kinds.values() if kind == kinds[self.told["model"]]]
        if column not in SPOKEN and kinds[self.told["model"]] not in OVER_TIME:
            return str(self.told["model"])
        said = self.say(SPOKEN.get(column, column))
        return self.names.aside(said, self.told["model"]) if len(alike) > 1 else said

    @property
    def title(self) -> str:
        """The variable for a heading: a component of an index with its meaning."""
        if self.told["kind"] != "index":
            return self.label
        return self.names.aside(self.say(f"part-{self.told['column']}"), self.label)

    @property
    def neutral(self) -> float | None:
        """Where an index says that nothing changed; None for levels."""
        if self.told["kind"] != "index":
            return None
        return 0.0 if self.results.meta["indices"][self.told["model"]]["is_sum"] else 1.0

    @property
    def axis(self) -> str:
        """The variable with its unit, for axes and headers."""
        if self.told["kind"] != "amount":
            return self.label
        above, below = self.names.measure(self.told["column"]), self.names.measure(self.told["below"])
        if self.told["logged"] or not (above and (below or not self.told["below"])):
            return self.label
        return self.names.aside(self.label, self.say("over", a=above, b=below) if below else above)

    @property
    def gappy(self) -> list[str]:
        """Units without a value in every period."""
        counts = self.rows("values").groupby("unit", sort=False)["period"].nunique()
        return [str(unit) for unit, n in counts.items() if n < len(self.periods)]

    @property
    def digits(self) -> int:
        """Decimals of its values."""
        return digits(self.rows("values")["value"]) if self.told["kind"] == "amount" else 3

    def driver(self, name: str) -> str:
        """A driver of the study in words: a group's column, a score, a column, one over another, a logarithm."""
        if name == GROUP:
            return self.say("group-factor")
        if name.startswith("W ") and name[2:] in self.space["drivers"]:
            return f"W × {self.driver(name[2:])}"
        logged, above, below = parts_of(name)
        if above in SPOKEN:
            return self.say(SPOKEN[above])
        said = self.names.variable(above)
        said = self.say("over", a=said, b=self.names.within(below)) if below else said
        return self.say("log-of", what=said) if logged else said

    def value(self, value: Any) -> str:
        return number(value, self.digits)

    def has(self, statistic: str) -> bool:
        return f"space_{statistic}" in self.results.tables and len(self.rows(statistic)) > 0

    def rows(self, statistic: str) -> Any:
        """This variable's rows of a table, a DataFrame; columns that only other variables have are left out."""
        frame = self.results.tables[f"space_{statistic}"]
        return frame[frame["variable"] == self.told["name"]].drop(columns="variable")

    def records(self, statistic: str) -> list[dict[str, Any]]:
        """This variable's rows of a table, each column -> value as the table has it: whole years stay whole."""
        return records(self.rows(statistic))

    def figure(
        self, drawing: Drawing, key: str, periods: list[Any] | None = None, *more: str, units: int | None = None
    ) -> Figure:
        """A figure of the variable; of all periods unless some are named."""
        name, when = f"space-{self.number}-{drawing.name}", self.periods if periods is None else periods
        return self.drawn(drawing, name, key, when, *more, units=units, what=self.label)

    def weights_words(self, told: Mapping[str, Any]) -> str:
        """A rule of weights in words."""
        settings = told["settings"]
        return self.say(f"weights-{_rule(told)}", **{k: settings[k] for k in ("k", "share") if k in settings})

    def weights_name(self, told: Mapping[str, Any]) -> str:
        """A rule of weights in few words, for figures and tables."""
        return self.say(f"rule-{told['name']}", k=told["settings"].get("k", ""))


def records(frame: Any) -> list[dict[str, Any]]:
    """Rows of a table, each column -> value."""
    found: list[dict[str, Any]] = frame.to_dict("records")
    return found


def p_value(p: float) -> str:
    """A p-value in a table."""
    return "<0.0001" if p < 0.00005 else number(p, 4)


def _rule(told: Mapping[str, Any]) -> str:
    if told["name"] not in ("queen", "rook"):
        return str(told["name"])
    if "boundaries" in told["settings"]:
        return "own"
    return "queen" if told["settings"]["hainan"] else "queen-alone"
