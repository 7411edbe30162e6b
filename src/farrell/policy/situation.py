"""Where a plan starts: the units of one period, the frontier they are held against, and how many people they serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.dea.frontier import WITHOUT_BOUNDS, Reference, Rts, check_options, frontiers, radial
from farrell.dea.radial import EFFICIENT
from farrell.errors import OptionError, SolveError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Situation:
    """n units with m inputs and s outputs, against E reference units that span the technology.

    Attributes
    ----------
    panel : the units, one period
    period : theirs
    rts : returns to scale
    X, Y : (n, m), (n, s) present inputs and outputs
    people : (n,) thousands of people, None where the panel does not say
    frontier_X, frontier_Y : (E, m), (E, s) efficient reference units; all others are combinations of them, or worse
    frontier_units, frontier_periods : their names
    phi : (n,) by how much outputs could grow in proportion, against the same frontier; below 1 beyond it
    """

    panel: Panel
    period: Period
    rts: Rts
    X: Floats
    Y: Floats
    people: Floats | None
    frontier_X: Floats
    frontier_Y: Floats
    frontier_units: tuple[str, ...]
    frontier_periods: tuple[Period, ...]
    phi: Floats

    @classmethod
    def of(cls, panel: Panel, period: Period | None, rts: Rts, reference: Reference, model: str) -> Situation:
        """Cut out the period, score it, and keep the efficient units of its reference.

        Raises
        ------
        OptionError
            an unknown period, technology or reference
        SolveError
            code ``plan-no-score``: units that have no score against the reference
        """
        check_options(
            panel, model, rts, "output", None,
            technologies=WITHOUT_BOUNDS, uses=("fixed", "non_discretionary", "integer"), reference=reference,
        )  # fmt: skip
        when = panel.periods[-1] if period is None else period
        front = frontiers(panel, reference)
        rows = panel.rows_of(when)
        block = next(b for b in front.blocks if np.isin(rows, b.rows).all())
        X, Y = panel.X[rows], panel.Y[rows]
        names = slice(block.first, block.first + len(block.X))
        return cls(
            panel=panel.select(periods=[when]),
            period=when,
            rts=rts,
            X=X,
            Y=Y,
            people=_thousands(panel, rows),
            **_held(
                (block.X, block.Y), front.units[names], front.periods[names], (X, Y), rts,
                [panel.unit_at(r) for r in rows], when,
            ),
        )  # fmt: skip

    def against(self, X: Floats, Y: Floats, units: Sequence[str], periods: Sequence[Period]) -> Situation:
        """The same units held against the frontier of other reference units.

        Raises
        ------
        SolveError
            code ``plan-no-score``: units that have no score against it
        """
        return replace(self, **_held((X, Y), units, periods, (self.X, self.Y), self.rts, self.panel.units, self.period))

    @property
    def units(self) -> tuple[str, ...]:
        return self.panel.units

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.panel.roles.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.panel.roles.outputs

    def per_thousand(self, option: str) -> Floats:
        """(n,) thousands of people, for what is asked of every 1,000 of them.

        Raises
        ------
        OptionError
            code ``plan-people``: the panel does not know how many people its units serve
        """
        if self.people is None:
            raise OptionError("plan-people", option=option)
        return self.people

    def phi_of(self, X: Floats, Y: Floats) -> Floats:
        """(n,) output scores of other points against the same frontier; NaN without one."""
        scored = radial((self.frontier_X, self.frontier_Y), (X, Y), self.rts, "output")
        return np.where(scored.status == "optimal", scored.t, np.nan)

    def inequality(self, X: Floats) -> Floats:
        """(m,) half the sum of |share of the input - share of the people| (Hoover index); NaN without people."""
        if self.people is None:
            return np.full(X.shape[1], np.nan)
        totals = X.sum(axis=0)
        share = X / np.where(totals > 0, totals, 1.0)
        found: Floats = 0.5 * np.abs(share - (self.people / self.people.sum())[:, None]).sum(axis=0)
        return found


def _held(
    reference: tuple[Floats, Floats],
    names: Sequence[str],
    periods: Sequence[Period],
    points: tuple[Floats, Floats],
    rts: Rts,
    units: Sequence[str],
    when: Period,
) -> dict[str, Any]:
    """Points against reference units: the spanning ones among these, and the points' scores."""
    scored = radial(reference, points, rts, "output")
    good = (scored.status == "optimal") & (scored.t > 0)
    lost = [unit for unit, known in zip(units, good, strict=True) if not known]
    if lost:
        raise SolveError("plan-no-score", units=lost, period=when)
    keep = _spanning(*reference, rts)
    return {
        "frontier_X": reference[0][keep],
        "frontier_Y": reference[1][keep],
        "frontier_units": tuple(names[j] for j in keep),
        "frontier_periods": tuple(periods[j] for j in keep),
        "phi": scored.t,
    }


def _spanning(X: Floats, Y: Floats, rts: Rts) -> Ints:
    """Places of the units without which the technology would be smaller: score 1 and no slack."""
    size = np.hstack([np.abs(X), np.abs(Y)])
    size = np.where(size > 0, size, np.maximum(size.max(axis=0), 1e-300))
    solution = radial((X, Y), (X, Y), rts, "output", slack_weight=1.0 / size.mean(axis=0))
    tight = (solution.slack[:, : size.shape[1]] <= EFFICIENT * size).all(axis=1)
    return np.nonzero((solution.status == "optimal") & (solution.t <= 1.0 + EFFICIENT) & tight)[0]


def _thousands(panel: Panel, rows: Ints) -> Floats | None:
    weight, persons = panel.roles.weight, panel.roles.persons
    if weight is None or persons is None:
        return None
    people = panel.numbers[weight][rows] * (persons / 1000.0)
    if (people <= 0).any():
        raise OptionError("plan-people", option=weight)
    return people
