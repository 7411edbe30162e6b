"""The chapter of which findings stand: how it speaks of findings, choices and changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from farrell.catalogue import text
from farrell.report.names import percent
from farrell.report.sections.chapter import Chapter

NONE = "–"
"""What a table has for a choice that a specification does not make."""
MOST_NAMED = 8
"""Units named in a sentence."""


@dataclass(frozen=True, slots=True)
class RobustView(Chapter):
    """Results of ``[robustness]``."""

    def when_of(self, period: Any) -> str:
        return "" if period is None else self.names.when(period)

    def share(self, value: Any) -> str:
        """A share as a percentage: whole where it is, else with one decimal."""
        shown = percent(value)
        return shown.removesuffix(".0")

    def level(self, value: float) -> str:
        """A level as it was asked for: 90%, 97.5%."""
        return f"{100 * value:g}%"

    @property
    def earlier_frontier(self) -> bool:
        """Whether the plan was made on the frontier of an earlier period, too."""
        return any(one["kind"] == "frontier" for one in self.told["plan"]["changes"])

    def finding(self, one: Mapping[str, Any]) -> str:
        """A finding in words, to stand within a sentence.

        Parameters
        ----------
        one : its parts as study.json has them
        """
        left, right = one["left"], one["right"]
        when = self.when_of(one["period"])
        if right is None:
            key = "found-efficient" if one["relation"] == "efficient" else "found-not-efficient"
            return self.say(key, a=self._who(left), when=when).strip()
        number = right["kind"] == "number"
        if left["kind"] == "mean":
            key = "found-mean-number" if number else "found-mean-of"
        elif left["part"]:
            key = "found-part-number" if number else "found-part"
        else:
            key = "found-te-number" if number else "found-te"
        of = self.say(f"part-{left['part']}") if left["part"] else self.say("efficiency-word")
        b = f"{right['number']:g}" if number else self._who(right)
        relation = self.say(f"found-{one['relation']}")
        return self.say(key, a=self._who(left), of=of, relation=relation, b=b, when=when).strip()

    def _who(self, side: Mapping[str, Any]) -> str:
        if side["kind"] == "mean":
            return self.say("found-mean")
        return self.names.unit(side["name"]) if side["kind"] == "unit" else self.names.region(side["name"])

    def units(self, units: Iterable[str]) -> str:
        """Units in a row; of many the first, and how many more."""
        spoken = [self.names.unit(unit) for unit in units]
        said, more = self.names.many(spoken[:MOST_NAMED]), len(spoken) - MOST_NAMED
        return self.say("names-and-more", names=said, n=more) if more > 0 else said

    def choice(self, name: str) -> str:
        """What is chosen: inputs, units left out, the model."""
        return self.say(f"choice-{name}")

    def value(self, choice: str, value: str) -> str:
        """A value of a choice in words, as tables have it."""
        if choice in ("inputs", "outputs"):
            return self._columns(choice, value)
        if choice == "drop":
            if value == NONE:
                return self.say("drop-none")
            listed = next(one for one in self._lists("drop") if ", ".join(one) == value)
            return self.say("drop-some", units=self.names.many([self.names.unit(unit) for unit in listed]))
        if value == NONE:
            return self.say("choice-has-none")
        if choice == "model":
            return text(f"model.{value}.name", self.names.language)
        if choice == "reference" and value not in ("own", "pooled"):
            return self.say("reference-period", period=value)
        return self.say(f"{choice}-{value}")

    def _lists(self, choice: str) -> list[list[str]]:
        found: list[list[str]] = self.told["specifications"]["arguments"][choice]
        return found

    def _columns(self, choice: str, value: str) -> str:
        """Columns by those of the study that are missing, where that is shorter."""
        own = self.results.meta["data"]["roles"][choice]
        chosen = next(one for one in self._lists(choice) if ", ".join(one) == value)
        missing = [column for column in own if column not in chosen]
        if set(chosen) <= set(own) and len(missing) < len(chosen):
            return self.say("set-without", columns=self.many(missing)) if missing else self.say("set-all")
        return self.many(chosen)

    def chosen(self, choices: Mapping[str, str]) -> str:
        """Values of several choices that go together; what a model does not choose needs no word beside the model."""
        said = [self.value(c, v) for c, v in choices.items() if v != NONE or c == "drop"]
        return reduce(lambda a, b: self.say("chosen-with", a=a, b=b), said) if said else ""

    def change(self, name: str) -> str:
        """A change under which the plan was made again, in words."""
        one = next(one for one in self.told["plan"]["changes"] if one["name"] == name)
        if one["kind"] == "peer":
            return self.say("change-peer", unit=self.names.unit(one["of"][0]))
        if one["kind"] == "frontier":
            return self.say("reference-period", period=one["of"][0])
        return self.say(f"change-{one['way']}", columns=self.many(one["of"]))
