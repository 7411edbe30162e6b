"""How things are called and numbers written in a report, in its language."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from farrell.catalogue import Language, has, text
from farrell.data import are_provinces, match_province


@dataclass(frozen=True, slots=True)
class Names:
    """Names of units, regions, variables in one language.

    Attributes
    ----------
    labels : column -> {en, zh, unit} of the study file
    provinces : whether the units are provinces, whose Chinese names are known
    """

    language: Language
    labels: dict[str, dict[str, Any]]
    provinces: bool

    @classmethod
    def of(cls, meta: dict[str, Any], language: Language) -> Names:
        return cls(language, meta["settings"].get("labels", {}), are_provinces(meta["data"]["units"]))

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue."""
        return text(f"report.{key}", self.language, **values)

    def unit(self, name: str) -> str:
        """A unit: a province under its short Chinese name in Chinese, anything else as it is."""
        if self.provinces and self.language == "zh":
            return match_province(name).short_zh
        return str(name)

    def short(self, name: str) -> str:
        """A unit in few letters: a province's short Chinese name or the letters of its ISO code, else as it is."""
        if not self.provinces:
            return str(name)
        province = match_province(name)
        return province.short_zh if self.language == "zh" else province.letters

    def region(self, name: str) -> str:
        """A region; those of the bundled groupings have Chinese names."""
        key = f"region.{name}"
        return text(key, self.language) if has(key) else str(name)

    def variable(self, column: str) -> str:
        """A variable under the label of the study file, else its column name."""
        return str(self.labels.get(column, {}).get(self.language, column))

    def measure(self, column: str) -> str:
        """The unit of measurement of a variable, or nothing."""
        found = self.labels.get(column, {}).get("unit", "")
        return str(found.get(self.language, "") if isinstance(found, dict) else found)

    def headed(self, column: str) -> str:
        """A variable with its unit of measurement, for the header of a table or an axis."""
        measure = self.measure(column)
        if not measure:
            return self.variable(column)
        return (
            f"{self.variable(column)}（{measure}）" if self.language == "zh" else f"{self.variable(column)} ({measure})"
        )

    def when(self, period: object) -> str:
        """`` in 2023`` or ``2023 年``, to stand in a sentence; nothing for a cross-section."""
        if period == "all":
            return ""
        return self.say("in-year" if _is_year(period) else "in-period", period=period)

    def at(self, period: object) -> str:
        """A period as a word: ``2023``, ``2023 年``."""
        return self.say("year" if _is_year(period) else "plain-period", period=period)

    def many(self, items: list[str]) -> str:
        """Names in a row."""
        return ("、" if self.language == "zh" else ", ").join(items)

    def joined(self, sentences: list[str]) -> str:
        """Sentences after each other."""
        return ("" if self.language == "zh" else " ").join(s.strip() for s in sentences)

    def sentence(self, parts: list[str]) -> str:
        """Parts as one sentence with its stop."""
        return ("，" if self.language == "zh" else ", ").join(parts) + ("。" if self.language == "zh" else ".")


def _is_year(period: object) -> bool:
    return isinstance(period, Integral) and 1900 <= int(period) <= 2100


def number(value: Any, digits: int = 3) -> str:
    """A number with fixed decimals, thousands separated, a true minus; a dash where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    shown = f"{value:,.{digits}f}"
    if float(shown.replace(",", "")) == 0:
        shown = shown.lstrip("-")
    return shown.replace("-", "\u2212")


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
