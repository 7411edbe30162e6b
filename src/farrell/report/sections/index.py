"""An index over time as a chapter speaks of it: its name, which side is progress, its parts and their tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from farrell.productivity.change import DIVISORS, MADE_OF
from farrell.productivity.models import INDICES, about
from farrell.report.names import Names, number
from farrell.report.parts import View
from farrell.report.sections.spoken import headed


def is_index(view: View) -> bool:
    """Whether the view's model is an index over time."""
    return view.model["kind"] in INDICES


@dataclass(frozen=True, slots=True)
class Index:
    """One index of a study, and how its chapter speaks of it."""

    view: View

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = self.view.index
        return found

    @property
    def names(self) -> Names:
        return self.view.names

    def say(self, key: str, **values: object) -> str:
        return self.view.say(key, **values)

    def table(self, name: str) -> pd.DataFrame:
        """This index's rows of a table that is called after its kind."""
        found: pd.DataFrame = self.view.rows(f"{self.view.model['kind']}_{name}")
        return found

    def has(self, name: str) -> bool:
        return self.view.has(f"{self.view.model['kind']}_{name}")

    @property
    def name(self) -> str:
        """What it is called: of the price indices, by the formula."""
        formula = self.view.options.get("formula", "fisher")
        if self.view.model["kind"] == "price_index":
            return self.say(f"formula-{formula}")
        return about(self.view.model["kind"]).name(self.names.language)

    @property
    def headed(self) -> str:
        return headed(self.name)

    @property
    def is_sum(self) -> bool:
        return bool(self.told["is_sum"])

    @property
    def neutral(self) -> float:
        return 0.0 if self.is_sum else 1.0

    @property
    def neutral_word(self) -> str:
        return f"{self.neutral:g}"

    @property
    def is_usual(self) -> bool:
        """Whether a ratio above 1 is progress."""
        return not self.is_sum and self.told["progress"] == "above"

    @property
    def side(self) -> str:
        """Where progress is, in words: above 1."""
        return self.say(f"side-{self.told['progress']}", neutral=self.neutral_word)

    @property
    def progress(self) -> str:
        """The convention in words: above 1 is progress."""
        return self.say("side-is-progress", side=self.side)

    @property
    def kind_of_mean(self) -> str:
        return "arithmetic" if self.is_sum else "geometric"

    def growth(self, component: str, value: Any) -> Any:
        """How much a mean of a component adds to productivity: its logarithm, of a sum itself."""
        values = np.asarray(value, dtype=float)
        grown = values if self.is_sum else np.log(values)
        turned = (component in DIVISORS) != (self.told["progress"] == "below")
        return -grown if turned else grown

    def present(self, frame: pd.DataFrame) -> list[str]:
        """Components that a table has values of, the index last."""
        return [c for c in self.told["components"] if frame[c].notna().any()]

    def glossed(self, component: str) -> str:
        """A component with what it means, where its name does not say so."""
        name, meaning = self.say(component), self.say(f"part-{component}")
        return name if name == meaning else self.names.aside(name, meaning)

    def valued(self, row: Any, components: Iterable[str], *, glossed: bool = False) -> str:
        """Components with their values, for a sentence."""
        said = []
        for c in components:
            name, meaning = self.say(c), self.say(f"part-{c}")
            if glossed and name != meaning:
                name = self.say("part-code", part=meaning, code=name)
            said.append(f"{name}{'' if name.endswith('）') else ' '}{number(row[c])}")
        return self.names.listed(said) if glossed else self.names.many(said)

    @property
    def equations(self) -> str:
        """How the components make the index: tfpch (…) = effch (…) × techch (…); effch = …"""
        factors, here = self.told["factors"], self.told["components"]
        if not factors:
            return self.say("part-alone", index=self.glossed(here[-1]))
        join = " + " if self.is_sum else " × "
        over = [c for c in factors if c not in DIVISORS]
        under = [c for c in factors if c in DIVISORS]
        whole = join.join(self.glossed(c) for c in over) + "".join(f" / {self.glossed(c)}" for c in under)
        said = [f"{self.glossed(here[-1])} = {whole}"]
        for made, parts in MADE_OF.items():
            if made in here and set(parts) <= set(here):
                said.append(f"{self.say(made)} = {join.join(self.glossed(c) for c in parts)}")
        return self.names.sentence([self.names.listed(said)])

    def note(self, row: Any) -> str:
        """Under a table of means: of which kind they are, what the parts are, how many values are left out."""
        left_out = int(row["left_out"])
        said = [self.names.sentence([self.say(f"means-{self.kind_of_mean}")]), self.equations]
        return self.names.joined([*said, self.say("left-out", n=left_out) if left_out else ""])
