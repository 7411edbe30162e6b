"""A plan held against its limits once more, from its numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farrell.lp import intensity_rows

if TYPE_CHECKING:
    from farrell.policy.limits import Limits
    from farrell.policy.situation import Floats, Situation

TOLERANCE = 1e-9
"""How far a limit may be missed, as a share of the mean of its column: a thousandth of a bed in a million."""

OWN = 1e-6
"""The same as a share of what the unit itself has: where units differ by millions, the mean is no measure."""

DUST = 1e-12
"""A share of the mean below which nothing is told apart, even of a unit that has nothing."""

TRANSFERS = ("cap", "total", "ratio", "lots", "smallest", "touched")
"""Limits that are about transfers alone."""


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of limit of one column, and the unit closest to it.

    Attributes
    ----------
    limit : input, output, intensities, total, cap, least, most, ratio, lots, smallest, touched, inequality, target
    column : what it is about; None for intensities, units touched and goals
    unit : where least is left, beside what is allowed; None for totals and goals
    slack : what is left there, in data units; negative where the limit is missed
    allowed : how far it may be missed
    """

    limit: str
    column: str | None
    unit: str | None
    slack: float
    allowed: float

    @property
    def clean(self) -> bool:
        return bool(self.slack >= -self.allowed)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was checked of a plan, apart from the solver.

    Attributes
    ----------
    checks : every limit
    primal_fault, dual_fault : what is left of the conditions of an optimum, in shares of column means; NaN of duals
        where whole numbers were asked for
    gap : how far the goal may be from the best, as a share; 0 but for whole numbers
    """

    checks: tuple[Check, ...]
    primal_fault: float
    dual_fault: float
    gap: float

    @property
    def clean(self) -> bool:
        """Whether every limit holds, and nothing is left of the conditions."""
        left = max(self.primal_fault, 0.0 if np.isnan(self.dual_fault) else self.dual_fault)
        return bool(all(check.clean for check in self.checks) and left <= TOLERANCE)


def recheck(
    s: Situation,
    limits: Limits,
    factor: Floats,
    into: Floats,
    out: Floats,
    gain: Floats,
    lambdas: Floats,
    *,
    every: bool = False,
) -> tuple[Check, ...]:
    """Every limit of a plan: (n, m) transfers, (n, s) gains, (n, E) intensities.

    Of each kind and column the unit closest to its limit, or ``every`` unit.
    """
    net, after = into - out, s.X + into - out
    allowed_in, allowed_out = _allowed(s.X, after), _allowed(s.Y, s.Y + gain)
    made_in, made_out = lambdas @ s.frontier_X, lambdas @ s.frontier_Y
    checks: list[Check] = []

    def hold(limit: str, column: str | None, slack: Floats, allowed: Floats) -> None:
        left = np.maximum(slack, -1e300) / allowed
        for k in range(len(s.units)) if every else [int(np.argmin(left))]:
            checks.append(Check(limit, column, s.units[k], float(slack[k]), float(allowed[k])))

    for i, column in enumerate(s.inputs):
        allowed = allowed_in[:, i]
        hold("input", column, after[:, i] - made_in[:, i], allowed)
        room = np.minimum(limits.into[:, i] - into[:, i], limits.out[:, i] - out[:, i])
        hold("cap", column, room, allowed)
        total = float(net[:, i].sum())
        left = float(min(total - limits.total_low[i], limits.total_high[i] - total))
        checks.append(Check("total", column, None, left, TOLERANCE * _mean(s.X[:, i])))
        if np.isfinite(limits.lots[i]):
            lots = net[:, i] / limits.lots[i]
            hold("lots", column, -np.abs(lots - np.round(lots)) * limits.lots[i], allowed)
        if limits.smallest[i] > 0:
            size = np.abs(net[:, i])
            room = np.where(size > allowed, size - limits.smallest[i], np.inf)
            hold("smallest", column, room, allowed)
    for r, column in enumerate(s.outputs):
        allowed = allowed_out[:, r]
        asked = factor * (s.Y[:, r] + gain[:, r])
        hold("output", column, made_out[:, r] - asked, allowed)
        hold("least", column, gain[:, r] - limits.least[:, r], allowed)
        if np.isfinite(limits.most[:, r]).any():
            hold("most", column, limits.most[:, r] - gain[:, r], allowed)
    allowed, total_of = np.full(len(s.units), TOLERANCE), lambdas.sum(axis=1)
    hold("intensities", None, lambdas.min(axis=1), allowed)
    for sign, right in intensity_rows(s.rts, None):
        hold("intensities", None, -np.abs(total_of - right) if sign == 0 else sign * (right - total_of), allowed)
    for ratio in limits.ratios:
        above, below = (after[:, s.inputs.index(c)] for c in (ratio.above, ratio.below))
        allowed = allowed_in[:, s.inputs.index(ratio.above)]
        with np.errstate(invalid="ignore"):
            high = np.where(np.isfinite(ratio.high), ratio.high * below - above, np.inf)
        pair = f"{ratio.above}/{ratio.below}"
        hold("ratio", pair, np.minimum(above - ratio.low * below, high), allowed)
    if limits.touched is not None:
        touched = int((np.abs(net) > allowed_in).any(axis=1).sum())
        checks.append(Check("touched", None, None, float(limits.touched - touched), 0.0))
    return tuple(checks)


def goals(
    s: Situation, moved: list[int], after: Floats, gain: float, inequality: float | None, target: float | None
) -> tuple[Check, ...]:
    """What was asked of the whole: the most inequality of the inputs that move, and the least gain."""
    checks: list[Check] = []
    if inequality is not None:
        left = inequality - float(s.inequality(after)[moved].mean())
        checks.append(Check("inequality", None, None, left, TOLERANCE))
    if target is not None:
        checks.append(Check("target", None, None, gain - target, TOLERANCE))
    return tuple(checks)


def _mean(amounts: Floats) -> float:
    return float(np.abs(amounts).mean()) or 1.0


def _allowed(before: Floats, after: Floats) -> Floats:
    """(n, columns) how far a limit of a unit may be missed."""
    mean = np.array([_mean(column) for column in before.T])
    own = np.maximum(np.abs(before), np.abs(after))
    allowed: Floats = np.clip(OWN * own, DUST * mean, TOLERANCE * mean)
    return allowed
