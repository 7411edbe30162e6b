"""What all sections of a report share: one model's view of the results, tables, figures."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from farrell.report.names import Names
from farrell.study import StudyResults

Table = dict[str, Any]
Section = dict[str, Any]
Figure = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """The results of one model, and how its report speaks.

    Attributes
    ----------
    model : name, kind and options, as study.json has them
    number : of the model in the study, from 1; keeps ids apart
    alone : whether it is the only model of its kind, so that headings need not name it
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
        kinds = [m["kind"] for m in models]
        return [cls(results, names, m, i, kinds.count(m["kind"]) == 1) for i, m in enumerate(models, start=1)]

    @property
    def options(self) -> dict[str, Any]:
        found: dict[str, Any] = self.model["options"]
        return found

    @property
    def orientation(self) -> str:
        return str(self.options.get("orientation", "input"))

    @property
    def reference(self) -> Any:
        return self.options.get("reference", "own")

    @property
    def last(self) -> Any:
        """The last period, which single-period tables show."""
        return self.results.meta["data"]["periods"][-1]

    @property
    def timed(self) -> bool:
        """Whether there is more than one period."""
        return len(self.results.meta["data"]["periods"]) > 1

    @property
    def when(self) -> str:
        """`` in 2023``, or nothing in a cross-section."""
        return self.names.when(self.last)

    @property
    def group(self) -> str | None:
        """The column of regions, where the study has one."""
        found: str | None = self.results.meta["data"]["group"]
        return found

    def rows(self, table: str) -> pd.DataFrame:
        """This model's rows of a table."""
        frame: pd.DataFrame = self.results.tables[table]
        chosen: pd.DataFrame = frame.loc[frame["model"] == self.model["name"]]
        return chosen

    def now(self, table: str) -> pd.DataFrame:
        """This model's rows of the last period."""
        frame = self.rows(table)
        chosen: pd.DataFrame = frame.loc[frame["period"] == self.last]
        return chosen

    @property
    def uneven(self) -> bool:
        """Whether periods are whole numbers at unequal distances, so that intervals differ in length."""
        periods = self.results.meta["data"]["periods"]
        if not all(isinstance(p, int) for p in periods):
            return False
        return len({b - a for a, b in itertools.pairwise(periods)}) > 1

    def one_row_a_unit(self) -> pd.DataFrame:
        """The last row of every unit, units in the panel's order."""
        frame = self.rows("efficiency").drop_duplicates("unit", keep="last").set_index("unit", drop=False)
        chosen: pd.DataFrame = frame.loc[[unit for unit in self.results.meta["data"]["units"] if unit in frame.index]]
        return chosen

    def say(self, key: str, **values: object) -> str:
        return self.names.say(key, **values)

    def heading(self, key: str) -> str:
        """A heading, with the model's name where several models share it."""
        return (
            self.say(key)
            if self.alone
            else self.say("heading-of-model", heading=self.say(key), model=self.model["name"])
        )

    def spoken_reference(self) -> str:
        """The reference in words."""
        if self.reference in ("own", "pooled"):
            return self.say(f"reference-{self.reference}" if self.timed else "reference-cross-section")
        key = "reference-units" if isinstance(self.reference, list) else "reference-period"
        return self.say(key, period=self.reference)

    def caption(self, key: str, shown: int | None = None) -> str:
        """A figure's caption: what, how many units, when, model, source; how many are shown where not all are."""
        data = self.results.meta["data"]
        units, periods = len(data["units"]), data["periods"]
        whole = not key.startswith("fig-gaps")
        if not whole:
            units = self.now("efficiency")["unit"].nunique()
        parts = [self.say(key), self.say("units", n=units)]
        if self.timed:
            parts.append(f"{periods[0]}–{periods[-1]}" if whole else str(self.last))
        parts.append(self.say(f"orientation-{self.orientation}"))
        if self.model["kind"] == "efficiency":
            parts.append(self.spoken_reference())
        sentence = ("，" if self.names.language == "zh" else ", ").join(parts)
        tail = [self.say("figure-shown", shown=shown, n=units)] if shown is not None and shown < units else []
        tail.append(self.say("figure-data", source=data["attribution"][self.names.language]))
        stop = "。" if self.names.language == "zh" else ". "
        return f"{sentence}{stop}{''.join(tail)}"

    def figure(self, svg: str, caption: str) -> Figure:
        """A figure for the template; ids are made unique by the model's number."""
        return {"svg": Markup(svg.replace("@@", str(self.number))), "caption": caption}

    def section(self, key: str, heading: str, sentences: list[str], parts: list[Any]) -> Section:
        """A section with an id of its own."""
        return {"id": f"{key}-{self.number}", "heading": self.heading(heading), "sentences": sentences, "parts": parts}


def make_table(
    caption: str,
    header: list[str],
    rows: list[list[str]],
    *,
    names_in: int = 1,
    notes: str = "",
    means: Any = (),
    spans: Any = (),
    folded: bool = False,
) -> Table:
    """A table for the template.

    Parameters
    ----------
    names_in : how many leading columns are words
    means : numbers of rows that hold means
    spans : (text, columns) of a header row above the header
    folded : shown on request only
    """
    return {
        "caption": caption,
        "header": header,
        "rows": rows,
        "names_in": names_in,
        "notes": notes,
        "means": set(means),
        "spans": list(spans),
        "folded": folded,
    }
