"""Which observations an index compares, of panels in which some are missing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.dea.frontier import Ints, choose_one
from farrell.errors import OptionError

Unbalanced = Literal["intervals", "pairs", "common", "refuse"]
UNBALANCED: tuple[Unbalanced, ...] = get_args(Unbalanced)


@dataclass(frozen=True, slots=True)
class Pairs:
    """K comparisons of a unit with itself at a later time, sorted by interval, then by unit.

    Attributes
    ----------
    panel : the observations, and the only ones that span frontiers
    unit : (K,) place of the unit
    start, end : (K,) places of the two periods
    before, after : (K,) rows of the panel, -1 where the unit is not observed
    """

    panel: Panel
    unit: Ints
    start: Ints
    end: Ints
    before: Ints
    after: Ints

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(self.panel.units[i] for i in self.unit)

    @property
    def period_from(self) -> tuple[Period, ...]:
        return tuple(self.panel.periods[t] for t in self.start)

    @property
    def period_to(self) -> tuple[Period, ...]:
        return tuple(self.panel.periods[t] for t in self.end)


def pairs_of(panel: Panel, model: str, unbalanced: Unbalanced) -> Pairs:
    """The comparisons of a panel.

    Parameters
    ----------
    unbalanced : ``"intervals"``: adjacent periods, where a unit missing in one of them has no index; ``"pairs"``: each
        unit's adjacent observations, over gaps; ``"common"``: only units observed in every period, which alone span the
        frontiers; ``"refuse"``: an error where any is missing. The same for balanced panels

    Raises
    ------
    OptionError
        codes ``one-period``; ``unbalanced-panel``, with the units and their missing periods; ``no-common-unit``,
        ``no-pairs``: no unit is observed in every period, in two periods
    """
    choose_one("unbalanced", unbalanced, UNBALANCED)
    if len(panel.periods) < 2:
        raise OptionError("one-period", model=model)
    if not panel.is_balanced and unbalanced == "refuse":
        missing = [f"{unit} ({', '.join(map(str, periods))})" for unit, periods in panel.absences.items()]
        raise OptionError("unbalanced-panel", count=len(missing), missing=missing[:10])
    if not panel.is_balanced and unbalanced == "common":
        always = [unit for unit in panel.units if unit not in panel.absences]
        if not always:
            raise OptionError("no-common-unit")
        panel = panel.select(units=always)
    grid = panel.observed
    n, T = grid.shape
    if unbalanced != "pairs" or panel.is_balanced:
        start = np.repeat(np.arange(T - 1), n)
        unit, end = np.tile(np.arange(n), T - 1), start + 1
    else:
        unit, start, end = _adjacent_observations(grid)
    return Pairs(panel, unit, start, end, grid[unit, start], grid[unit, end])


def _adjacent_observations(grid: Ints) -> tuple[Ints, Ints, Ints]:
    """Units and both periods of each pair of a unit's adjacent observations."""
    found = []
    for i, rows in enumerate(grid):
        seen = np.nonzero(rows >= 0)[0]
        found += [(int(b), int(a), i) for a, b in pairwise(seen)]
    if not found:
        raise OptionError("no-pairs")
    end, start, unit = (np.array(part, dtype=np.int64) for part in zip(*sorted(found), strict=True))
    return unit, start, end
