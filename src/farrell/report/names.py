"""How things are called and numbers written in a report, in its language."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from farrell.catalogue import Language, catalogue, has, text
from farrell.data import are_provinces, match_province
from farrell.data.derived import parts_of
from farrell.data.provinces import GROUPINGS

LONGEST_LABEL = 26
"""Characters of a unit's name in a figure."""
GROUP_WORDS = {"region": "group", "regional": "group", "regions": "groups", "区域": "组"}
"""What a grouping that is not regional is called."""
REGION = re.compile(r"(?<!\{)\b[Rr]egion(?:s|al)?\b|区域")


@dataclass(frozen=True, slots=True)
class Names:
    """Names of units, regions, variables in one language.

    Attributes
    ----------
    labels : column -> {en, zh, unit} of the study file
    provinces : whether the units are provinces, whose Chinese names are known
    regional : whether the groups are regions; others are called groups
    regions : all of them, in the panel's order, so that each keeps its colour
    """

    language: Language
    labels: dict[str, dict[str, Any]]
    provinces: bool
    regional: bool
    regions: tuple[str, ...] = ()

    @classmethod
    def of(cls, meta: dict[str, Any], language: Language) -> Names:
        group = str(meta["data"]["group"]).casefold()
        regional = group in GROUPINGS or any(word in group for word in ("region", "区", "省", "市", "area"))
        labels, provinces = meta["settings"].get("labels", {}), are_provinces(meta["data"]["units"])
        return cls(language, labels, provinces, regional, tuple(meta["data"]["regions"]))

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue; regions that are none are called groups."""
        if self.regional:
            return text(f"report.{key}", self.language, **values)
        return REGION.sub(_group_word, catalogue(self.language)[f"report.{key}"]).format(**values)

    def unit(self, name: str) -> str:
        """A unit: a province under its short Chinese name in Chinese, its English one in English, all else as it is."""
        if not self.provinces or (self.language == "en" and name.isascii()):
            return str(name)
        province = match_province(name)
        return province.short_zh if self.language == "zh" else province.name_en

    def label(self, name: str) -> str:
        """A unit as figures call it: a long name is cut short."""
        spoken = self.unit(name)
        return spoken if len(spoken) <= LONGEST_LABEL else spoken[: LONGEST_LABEL - 1] + "…"

    def short(self, name: str) -> str:
        """A unit in few letters: a province's short Chinese name or the letters of its ISO code, else as it is."""
        if not self.provinces:
            return str(name)
        province = match_province(name)
        return province.short_zh if self.language == "zh" else province.letters

    def region(self, name: str) -> str:
        """A region; those of provinces in the bundled groupings have Chinese names, all else is as it is."""
        key = f"region.{name}"
        return text(key, self.language) if self.provinces and has(key) else str(name)

    def variable(self, column: str) -> str:
        """A variable under the label of the study file, else its column name."""
        return str(self.labels.get(column, {}).get(self.language, column))

    def node(self, name: str) -> str:
        """A part inside a unit: a node of a graph under the study file's label, a stage in words."""
        is_stage = name not in self.labels and has(f"report.inside-{name}")
        return self.say(f"inside-{name}") if is_stage else self.variable(name)

    def within(self, column: str) -> str:
        """A variable inside a sentence: ``Beds`` are ``beds`` there, ``GDP`` stays."""
        word = self.variable(column)
        return word[0].lower() + word[1:] if len(word) > 1 and word[0].isupper() and word[1].islower() else word

    def covariate(self, name: str, *, within: bool = False) -> str:
        """A covariate in words, maybe within a sentence: a column, one over another, a logarithm."""
        logged, above, below = parts_of(name, self.labels)
        said = self.within(above) if within else self.variable(above)
        said = self.say("over", a=said, b=self.within(below)) if below else said
        return self.say("log-of", what=said) if logged else said

    def measure(self, column: str) -> str:
        """The unit of measurement of a variable, or nothing."""
        found = self.labels.get(column, {}).get("unit", "")
        return str(found.get(self.language, "") if isinstance(found, dict) else found)

    def headed(self, column: str) -> str:
        """A variable with its unit of measurement, for the header of a table or an axis."""
        measure = self.measure(column)
        return self.aside(self.variable(column), measure) if measure else self.variable(column)

    def aside(self, word: str, note: object) -> str:
        """A word with a note in brackets."""
        return f"{word}（{note}）" if self.language == "zh" else f"{word} ({note})"

    def when(self, period: object) -> str:
        """`` in 2023`` or ``2023 年``, to stand in a sentence; nothing for a cross-section."""
        if period == "all":
            return ""
        return self.say("in-year" if _is_year(period) else "in-period", period=period)

    def at(self, period: object) -> str:
        """A period as a word: ``2023``, ``2023 年``; of a cross-section ``the period studied``."""
        if period == "all":
            return self.say("only-period")
        return self.say("year" if _is_year(period) else "plain-period", period=period)

    def per(self, periods: list[Any]) -> str:
        """``a year`` where periods are years without a gap, else ``a period``: what a rate of change is of."""
        yearly = all(_is_year(p) for p in periods) and all(b - a == 1 for a, b in itertools.pairwise(periods))
        return self.say("per-year" if yearly else "per-period")

    def place(self, rank: int, n: int, ties: int) -> str:
        """``rank 1 of 31, shared with 7 others``."""
        return self.say("rank-shared" if ties else "rank-of", rank=rank, n=n, ties=ties)

    def span(self, periods: list[Any], known: list[Any]) -> str:
        """Periods in few words: one by name, several neighbours as a range, others in a row."""
        if len(periods) == 1:
            return self.at(periods[0])
        neighbours = periods == known[known.index(periods[0]) :][: len(periods)]
        words = f"{periods[0]}–{periods[-1]}" if neighbours else self.many([str(p) for p in periods])
        return self.say("year", period=words) if _is_year(periods[0]) else words

    def many(self, items: list[str]) -> str:
        """Names in a row."""
        return ("、" if self.language == "zh" else ", ").join(items)

    def listed(self, parts: list[str]) -> str:
        """Parts with a semicolon between them; empty ones are left out."""
        return ("；" if self.language == "zh" else "; ").join(part for part in parts if part)

    def joined(self, sentences: list[str]) -> str:
        """Sentences after each other."""
        return ("" if self.language == "zh" else " ").join(s.strip() for s in sentences)

    def sentence(self, parts: list[str]) -> str:
        """Parts as one sentence with its stop."""
        return ("，" if self.language == "zh" else ", ").join(parts) + ("。" if self.language == "zh" else ".")


def _group_word(found: re.Match[str]) -> str:
    word = GROUP_WORDS[found[0].lower()]
    return word.capitalize() if found[0][0].isupper() else word


def _is_year(period: object) -> bool:
    return isinstance(period, Integral) and 1900 <= int(period) <= 2100


MOST_DIGITS = 6
"""Decimals of scores, beyond which one that falls short of 1 does so by the tolerance of its program."""


def number(value: Any, digits: int = 3) -> str:
    """A number with fixed decimals, thousands separated, a true minus; a dash where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "\u2212∞"
    shown = f"{value:,.{digits}f}"
    if float(shown.replace(",", "")) == 0:
        shown = shown.lstrip("-")
    return shown.replace("-", "\u2212")


def below_one(value: Any) -> str:
    """A score of three decimals, or of as many as show that it is below 1: 0.9997, not 1.000 and "too large"."""
    digits = 3
    while digits < MOST_DIGITS and value < 1 - 10.0**-MOST_DIGITS and number(value, digits) == number(1.0, digits):
        digits += 1
    return number(value, digits)


def signed(value: float, digits: int = 1) -> str:
    """A change with its sign: +3.1, −2.0, 0.0."""
    shown = number(value, digits)
    return f"+{shown}" if value > 0 and float(shown.replace(",", "")) > 0 else shown


def percent(value: Any, digits: int = 1) -> str:
    """A share as a percentage without its sign, which stands in the header."""
    return "–" if value is None or math.isnan(value) else number(100 * value, digits)


def digits(values: Any) -> int:
    """Decimals for a column of quantities: none where they are whole or large."""
    known = [abs(v) for v in values if v is not None and not math.isnan(v)]
    largest = max(known, default=0.0)
    if largest >= 10_000 or all(float(v).is_integer() for v in known):
        return 0
    return 1 if largest >= 100 else 2 if largest >= 1 else 4
