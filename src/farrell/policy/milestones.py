"""Targets year by year: a way to the frontier on which nothing changes faster than it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea import closest_targets, dea, layers
from farrell.dea.frontier import (
    WITHOUT_BOUNDS,
    Orientation,
    Rts,
    check_options,
    choose_one,
    efficiency_of,
    provenance,
    radial,
)
from farrell.errors import OptionError

Floats = NDArray[np.float64]
Way = Literal["layers", "direct", "closest"]
WAYS: tuple[Way, ...] = get_args(Way)
REACHED = 1e-9
"""A variable is at its target when it is this close, as a share of the present amount."""
MOST_YEARS = 100


@dataclass(frozen=True, slots=True)
class Step:
    """Where a unit should stand after some years.

    Attributes
    ----------
    unit : whose step it is
    year : 1 for the first year
    layer : the layer of the frontier it is on the way to; 1 is the best
    values : (m + s,) inputs and outputs then
    te : efficiency of that point against today's frontier
    """

    unit: str
    year: int
    layer: int
    values: tuple[float, ...]
    te: float


@dataclass(frozen=True, slots=True)
class Milestones:
    """Ways of all units of one period to the frontier.

    Attributes
    ----------
    panel : the units, one period
    te : (n,) efficiency today
    steps : of all units, in order; an efficient unit has none
    years : (n,) years until the target; 0 for efficient units, NaN beyond the horizon or without a score
    """

    panel: Panel
    te: Floats
    steps: tuple[Step, ...]
    years: Floats
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.panel.roles.inputs, *self.panel.roles.outputs)

    def to_frame(self) -> Any:
        """One row a unit, year and variable: unit, year, layer, te, column, value, change (share of today's)."""
        import pandas as pd

        today = dict(zip(self.panel.units, np.hstack([self.panel.X, self.panel.Y]), strict=True))
        rows = [
            [s.unit, s.year, s.layer, s.te, column, value, (value - before) / before if before else np.nan]
            for s in self.steps
            for column, value, before in zip(self.columns, s.values, today[s.unit], strict=True)
        ]
        return pd.DataFrame(rows, columns=["unit", "year", "layer", "te", "column", "value", "change"])

    def years_frame(self) -> Any:
        """One row a unit: unit, te, years."""
        import pandas as pd

        return pd.DataFrame({"unit": self.panel.units, "te": self.te, "years": self.years})

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        rows = [
            [unit, float(te), "–" if np.isnan(y) else str(int(y))]
            for unit, te, y in zip(self.panel.units, self.te, self.years, strict=True)
        ]
        return ["unit", "te", "years to the target"], rows

    def summary(self) -> str:
        """Efficiency today and the years that the way takes."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        return f"Milestones: {len(self.panel.units)} units, at most {np.nanmax(self.years):.0f} years"


def milestones(
    panel: Panel,
    period: Period | None = None,
    *,
    limit: float = 0.05,
    years: int | None = None,
    way: Way = "layers",
    rts: Rts = "vrs",
    orientation: Orientation = "input",
) -> Milestones:
    """Targets for every year, when no variable may change by more than a share of its present amount a year.

    Each year every variable goes on towards the current target by at most ``limit`` times what the unit has today. With
    ``way="layers"`` the targets are projections on the next better layer of the frontier, from layer to layer
    until the first (Seiford & Zhu 2003, DOI 10.1016/S0305-0483(03)00080-X): first like the somewhat better, then
    like the best. ``"direct"`` goes to the radial target, ``"closest"`` to the nearest strongly efficient one
    (:func:`farrell.closest_targets`).

    Parameters
    ----------
    panel, period : the units; the last period by default
    limit : most that a variable changes in a year, as a share of today's amount
    years : the horizon; until the target by default, at most 100
    way : ``"layers"``, ``"direct"``, ``"closest"``
    rts, orientation : of the projections

    Returns
    -------
    Milestones

    Raises
    ------
    OptionError
        an unknown option, or a number without sense

    Notes
    -----
    Every target has no more of any input and no less of any output than the point it is for, so every step lies in the
    technology and its efficiency never falls on the way. Bounded steps are the idea of Lozano & Villa 2005 (Journal of
    the Operational Research Society 56:1439-1447), paths of targets that of Nasrabadi 2018,
    DOI 10.1007/s40092-018-0300-8. Today's frontier is held still: others improve, too. A variable that is zero today
    stays.

    Examples
    --------
    >>> import farrell
    >>> way = farrell.milestones(farrell.load("china-health").panel, 2023, limit=0.05)
    >>> way.to_frame().query("unit == 'Hebei' and year == 1 and column == 'beds'").change.round(3).tolist()
    [-0.05]
    """
    check_options(panel, "milestones", rts, orientation, None, technologies=WITHOUT_BOUNDS)
    choose_one("way", way, WAYS)
    if isinstance(limit, bool) or not isinstance(limit, (int, float)) or not 0 < limit <= 1:
        raise OptionError("plan-number", option="limit", value=repr(limit))
    if years is not None and (isinstance(years, bool) or not isinstance(years, int) or not 1 <= years <= MOST_YEARS):
        raise OptionError("plan-number", option="years", value=repr(years))
    one = panel.select(periods=[panel.periods[-1] if period is None else period])
    result = dea(one, rts=rts, orientation=orientation)
    ways = _Ways(one, rts, orientation, way)
    steps: list[Step] = []
    taken = np.full(len(one), np.nan)
    for k in np.nonzero(result.status == "optimal")[0]:
        own, done = ways.steps(int(k), float(limit), years or MOST_YEARS)
        steps += own
        taken[k] = len(own) if done else np.nan
    settings = {"model": "milestones", "period": one.periods[0], "limit": limit, "years": years, "way": way}
    return Milestones(
        one, result.te, tuple(ways.scored(steps)), frozen(taken),
        Frozen({**settings, "rts": rts, "orientation": orientation}), provenance(one),
    )  # fmt: skip


class _Ways:
    """The targets of every unit, and the steps towards them."""

    def __init__(self, one: Panel, rts: Rts, orientation: Orientation, way: Way) -> None:
        self.panel, self.rts, self.orientation, self.way = one, rts, orientation, way
        self.m = len(one.roles.inputs)
        self.data = np.hstack([one.X, one.Y])
        self.targets: Floats | None = None
        self.layer = np.ones(len(one))
        if way == "layers":
            self.layer = layers(one, rts=rts, orientation=orientation, efficient="strong").parts["layer"]
        else:
            found = closest_targets(one, rts=rts, zeros="skip") if way == "closest" else None
            found = found or dea(one, rts=rts, orientation=orientation)
            self.targets = np.hstack([found.target_in, found.target_out])

    def steps(self, k: int, limit: float, years: int) -> tuple[list[Step], bool]:
        """The steps of a unit, and whether they reach the frontier."""
        most = limit * np.abs(self.data[k])
        now = self.data[k].copy()
        if np.isnan(self.layer[k]):
            return [], False
        level = int(self.layer[k])
        target, level = self._next(k, now, level)
        out: list[Step] = []
        while target is not None:
            if len(out) == years:
                return out, False
            now = now + np.clip(target - now, -most, most)
            out.append(Step(self.panel.units[k], len(out) + 1, level, tuple(now.tolist()), np.nan))
            if (np.abs(target - now) <= REACHED * np.abs(self.data[k])).all():
                target, level = self._next(k, target, level)
        return out, True

    def _next(self, k: int, now: Floats, level: int) -> tuple[Floats | None, int]:
        """The next target beyond a point, and its layer; None where there is none."""
        if self.targets is not None:
            target = self.targets[k]
            return (None if self._same(k, target, now) else target), 1
        while level > 1:
            level -= 1
            target = self._projected(now, self.layer == level)
            if not self._same(k, target, now):
                return target, level
        return None, 1

    def _same(self, k: int, target: Floats, now: Floats) -> bool:
        return bool((np.abs(target - now) <= REACHED * np.abs(self.data[k])).all())

    def _projected(self, point: Floats, members: NDArray[np.bool_]) -> Floats:
        """The radial target with slack against some units."""
        reference = self.data[members][:, : self.m], self.data[members][:, self.m :]
        scale = 1.0 / np.where(point != 0, np.abs(point), 1.0)
        x, y = point[None, : self.m], point[None, self.m :]
        found = radial(reference, (x, y), self.rts, self.orientation, slack_weight=scale)
        peers = found.peer[0] >= 0
        weights = found.weight[0][peers]
        target: Floats = weights @ self.data[members][found.peer[0][peers]]
        return np.where(np.arange(len(point)) < self.m, np.minimum(target, point), np.maximum(target, point))

    def scored(self, steps: list[Step]) -> list[Step]:
        """The steps with their efficiency against today's frontier."""
        if not steps:
            return []
        values = np.array([s.values for s in steps])
        data, points = (self.panel.X, self.panel.Y), (values[:, : self.m], values[:, self.m :])
        te = efficiency_of(radial(data, points, self.rts, self.orientation).t, self.orientation)
        return [Step(s.unit, s.year, s.layer, s.values, float(t)) for s, t in zip(steps, te, strict=True)]
