"""The chapter of what goes with efficiency: its tables, and how it speaks of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from farrell.inference.regressions.design import PARAMETERS
from farrell.inference.regressions.determinants import CLUSTERED, SECOND_STAGE
from farrell.inference.regressions.variants import sign
from farrell.report.figures import Drawing
from farrell.report.names import number
from farrell.report.parts import Figure
from farrell.report.sections.chapter import Chapter

SPOKEN = {
    SECOND_STAGE: "by-second-stage",
    CLUSTERED: "by-clustered",
    "tobit": "by-tobit",
    "fractional logit": "by-fractional",
    "fixed effects": "by-effects",
}
"""Methods -> their names."""
MOST_PLACES = 12
PLACES_OF_PARAMETERS = 6
"""Most decimals of a covariate, whose size hangs on its unit; and of parameters of the regression."""


@dataclass(frozen=True, slots=True)
class DeterminantsView(Chapter):
    """Results of ``[determinants]``."""

    @property
    def variants(self) -> pd.DataFrame:
        """The second stage against other frontiers and in single periods; without rows where it was not made."""
        return self.results.tables.get("determinants_variants", pd.DataFrame())

    @property
    def covariates(self) -> list[str]:
        return list(self.told["on"])

    @property
    def methods(self) -> list[str]:
        """Methods of the table, in its order."""
        return list(dict.fromkeys(self.rows("determinants")["method"]))

    @property
    def several(self) -> bool:
        return len(self.periods) > 1

    @property
    def level(self) -> str:
        """The level of intervals, in percent."""
        return f"{100 * self.told['level']:g}"

    @property
    def per(self) -> str:
        """What sizes are of: a standard deviation or a unit more."""
        return self.say("per-deviation" if self.told["standardise"] else "per-unit")

    def method(self, name: str) -> str:
        """A method in words; a Tobit of a panel has random effects."""
        return self.say("by-tobit-random" if name == "tobit" and self.several else SPOKEN[name])

    def found(self, method: str, name: str) -> Any:
        """The row of a covariate in a method."""
        frame = self.rows("determinants")
        return frame[(frame["method"] == method) & (frame["name"] == name)].iloc[0]

    def fit(self, method: str) -> Any:
        """The row of a regression in the table of fits."""
        frame = self.rows("determinants_fits")
        return frame[frame["method"] == method].iloc[0]

    def without_periods(self) -> list[str]:
        """Periods without a second stage of their own, and why, in sentences."""
        left = self.told["periods_left_out"]
        return [
            self.say(f"determinants-without-{why}", periods=self.names.many([str(period) for period in periods]))
            for why, periods in left.items()
            if periods
        ]

    def picture(self, drawing: Drawing, key: str, **what: str) -> Figure:
        """A figure of all units and periods with its caption."""
        return self.figure(drawing, key, len(self.results.meta["data"]["units"]), periods=self.periods, **what)


def way(row: Any) -> str:
    """``+``, ``-`` or ``0``: where the interval of a row lies, seen from 0."""
    return sign(float(row["low"]), float(row["high"]))


def places(low: float, high: float, most: int = MOST_PLACES) -> int:
    """Decimals of an estimate: three, or as many as give half its interval two digits."""
    half = (high - low) / 2
    return 3 if not 0 < half < math.inf else min(most, max(3, 1 - math.floor(math.log10(half))))


def sized(row: Any, *columns: str) -> list[str]:
    """Some numbers of a row with an interval, all with its decimals; of parameters not more than six."""
    decimals = places(row["low"], row["high"], PLACES_OF_PARAMETERS if row["name"] in PARAMETERS else MOST_PLACES)
    return [number(row[column], decimals) for column in columns]


def interval(row: Any, low: str = "low", high: str = "high") -> str:
    """``[low, high]``."""
    return "[{}, {}]".format(*sized(row, low, high))
