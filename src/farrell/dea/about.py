"""What a model says of itself: for ``farrell explain``, reports and pages."""

from __future__ import annotations

from dataclasses import dataclass

from farrell.catalogue import Language, text


@dataclass(frozen=True, slots=True)
class About:
    """One model.

    Attributes
    ----------
    key : its name in Python, in study files and on the command line
    formula : its program, as text
    source : where it comes from, with DOI where there is one
    """

    key: str
    formula: str
    source: str

    def name(self, language: Language = "en") -> str:
        return text(f"model.{self.key}.name", language)

    def what(self, language: Language = "en") -> str:
        """What it measures."""
        return text(f"model.{self.key}.what", language)

    def when(self, language: Language = "en") -> str:
        """When to use it, and when not."""
        return text(f"model.{self.key}.when", language)
