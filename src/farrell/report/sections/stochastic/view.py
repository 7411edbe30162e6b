"""The chapter of frontiers with noise: how it speaks of its tables."""

from __future__ import annotations

import math
from dataclasses import dataclass

from farrell.report.names import Names, number
from farrell.report.sections.chapter_view import ChapterView
from farrell.spacetime.variables import parts_of
from farrell.study import StudyResults

LEVEL = 0.05
CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class NoiseView(ChapterView):
    """Results of ``[stochastic]``.

    Attributes
    ----------
    told : what the study says of three_stage, sfa and stoned; None of what it has not
    """

    @classmethod
    def of(cls, results: StudyResults, names: Names) -> NoiseView | None:
        """None where the study has no such chapter."""
        told = results.meta.get("stochastic")
        return cls(results, names, told) if told else None

    def covariate(self, name: str, *, within: bool = False) -> str:
        """A covariate in words, maybe within a sentence: a column, one over another, a logarithm."""
        if name == CONSTANT:
            return self.say("constant")
        logged, above, below = parts_of(name)
        said = self.names.within(above) if within else self.names.variable(above)
        said = self.say("over", a=said, b=self.names.within(below)) if below else said
        return self.say("log-of", what=said) if logged else said


def sized(value: float) -> str:
    """A coefficient of any size with four significant digits or all before the point."""
    if value is None or not math.isfinite(value) or value == 0:
        return number(value)
    return number(value, min(9, max(0, 3 - math.floor(math.log10(abs(value))))))
