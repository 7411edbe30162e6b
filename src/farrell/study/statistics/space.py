"""What statistics are made of: a variable by period and unit, its neighbours, groups, sizes, places, drivers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from farrell.errors import OptionError
from farrell.spacetime import Weights
from farrell.spacetime.forecasting.forecasts import Asked
from farrell.spacetime.panels.sample import PanelEffects
from farrell.spacetime.places import Point

Values = Mapping[Hashable, Mapping[str, float]]
KINDS = ("score", "amount", "index")
"""What a variable is: an efficiency score, a column or a column a head, a component of an index over time."""
BOUNDED = 1 + 1e-6
"""Scores no greater than this are of a frontier that includes every unit, so that 1 is their bound."""


@dataclass(frozen=True, slots=True)
class Space:
    """What a statistic may need.

    Attributes
    ----------
    values : period -> unit -> value
    weights : of all units; None where nobody's neighbours are known
    groups : period -> unit -> group; None without one
    sizes : period -> unit -> size, what units count with in inequality; None for equal ones
    points : unit -> longitude and latitude; None for the centroids of provinces
    areas : unit -> km2; None where unknown
    totals : period -> unit -> what is divided by the sizes; None for amounts that are not a head
    rank_by : period -> unit -> standing, such as GDP per person; None for none
    others : further weights that Moran's I is held against
    classes, breaks : of Markov chains: how many, by quantiles, or their upper ends but the last
    permutations, seed : of tests by permutation
    kind : what the variable is
    drivers : name -> what may go with the variable, by period and unit
    panel_effects : fixed effects of its regressions
    forest : whether a random forest is grown, which takes a while
    horizon, forecast : how many periods to forecast, and the method
    """

    values: Values
    weights: Weights | None = None
    groups: Mapping[Hashable, Mapping[str, str]] | None = None
    sizes: Values | None = None
    points: Mapping[str, Point] | None = None
    areas: Mapping[str, float] | None = None
    totals: Values | None = None
    rank_by: Values | None = None
    others: tuple[Weights, ...] = ()
    classes: int = 4
    breaks: Sequence[float] | None = None
    permutations: int = 999
    seed: int = 0
    kind: str = "score"
    drivers: Mapping[str, Values] = field(default_factory=dict)
    panel_effects: PanelEffects = "both"
    forest: bool = False
    horizon: int = 0
    forecast: Asked = "auto"

    def grouped(self) -> Mapping[Hashable, Mapping[str, str]]:
        if self.groups is None:
            raise OptionError("space-groups")
        return self.groups

    def ranked(self) -> Values:
        if self.rank_by is None:
            raise OptionError("space-rank-by")
        return self.rank_by

    def apart(self) -> tuple[Values, Values, Mapping[str, float]]:
        """An amount a head as the amount, the heads, and the land they are on."""
        if self.totals is None or self.sizes is None or self.areas is None:
            raise OptionError("space-agglomeration")
        return self.totals, self.sizes, self.areas

    @property
    def upper(self) -> float | None:
        """The bound of scores, where none is beyond it."""
        greatest = max(max(one.values(), default=0.0) for one in self.values.values())
        return 1.0 if self.kind == "score" and greatest <= BOUNDED else None

    @property
    def classed(self) -> dict[str, Any]:
        return {"classes": self.classes} if self.breaks is None else {"breaks": self.breaks}


def led(blocks: list[pd.DataFrame], *first: str) -> pd.DataFrame:
    """Tables under each other, some columns first."""
    frame: pd.DataFrame = pd.concat(blocks, ignore_index=True)
    return frame[[*first, *(c for c in frame if c not in first)]]
