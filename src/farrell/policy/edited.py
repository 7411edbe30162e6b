"""A plan that someone changed by hand: which limits it breaks, and what services it makes possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.errors import OptionError, SolveError
from farrell.policy.limits import as_mapping
from farrell.policy.options import Options
from farrell.policy.plan import Plan
from farrell.policy.rebalance import told
from farrell.policy.recheck import Check, goals, recheck
from farrell.policy.situation import Floats, Situation
from farrell.policy.task import Staged, Task

BELOW = 1.0 - 1e-9
"""An output score below it: the services are beyond the frontier of the resources that are left."""


@dataclass(frozen=True, slots=True)
class EditedPlan:
    """Transfers given by hand, held against the limits and scored.

    Attributes
    ----------
    net : (n, m) the transfers
    broken : limits that they miss, each of every unit that misses it, and by how much
    unable : units that could not keep today's services with what is left to them, even at best practice
    plan : what is possible with just these transfers; None where some unit is unable
    gain_total : its gain; NaN without a plan
    best : the greatest gain under the same limits; NaN where they cannot all be had
    """

    net: Floats
    broken: tuple[Check, ...]
    unable: tuple[str, ...]
    plan: Plan | None
    gain_total: float
    best: float

    @property
    def holds(self) -> bool:
        """Whether all limits are kept and every unit can keep its services."""
        return not self.broken and not self.unable


def check_plan(
    panel: Panel, period: Period | None = None, *, moves: Mapping[str, Mapping[str, float]], **options: Any
) -> EditedPlan:
    """Hold a plan made or changed by hand against the limits, and score it.

    With the transfers fixed, each unit's greatest gains follow from the program of :func:`farrell.rebalance`.

    Parameters
    ----------
    panel, period, **options : as in :func:`farrell.rebalance`
    moves : by input, by unit, what the unit gets (positive) or gives (negative), in data units; others 0

    Returns
    -------
    EditedPlan

    Raises
    ------
    OptionError
        an unknown input or unit, or no number

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> made = farrell.check_plan(panel, 2023, moves={"beds": {"Beijing": 20_000, "Hebei": -20_000}}, move=["beds"])
    >>> made.holds, made.broken[0].unit
    (False, 'Beijing')
    """
    known = [f.name for f in fields(Options)]
    for name in options:
        if name not in known:
            raise OptionError.choice("check_plan: option", name, known)
    chosen = Options(**options)
    task = Task.of(panel, period, chosen)
    s = task.situation
    net = _net(s, moves)
    into, out = np.maximum(net, 0.0), np.maximum(-net, 0.0)
    best = _best(task)
    broken = [check for check in task.transfers_checked(into, out) if not check.clean]
    unable = tuple(
        unit
        for unit, phi, before in zip(s.units, s.phi_of(s.X + net, s.Y), s.phi, strict=True)
        if np.isnan(phi) or phi < (before if chosen.inefficiency == "kept" else min(before, 1.0)) * BELOW
    )
    plan = None if unable else _scored(task, net)
    if plan is not None:
        short = recheck(s, task.limits, task.model.factor, into, out, plan.gain, plan.lambdas, every=True)
        broken += [check for check in short if check.limit == "least" and not check.clean]
    total = np.inf if plan is None else plan.gain_total  # without a plan its units say what is wrong
    asked = goals(s, task.model.moved, s.X + net, total, chosen.inequality, chosen.target)
    broken += [check for check in asked if not check.clean]
    return EditedPlan(net, tuple(broken), unable, plan, np.nan if plan is None else plan.gain_total, best)


def _best(task: Task) -> float:
    """The greatest gain under the same limits; NaN where they cannot all be had."""
    try:
        other = Task(task.situation, task.limits, replace(task.options, objective="gain", equity_weight=None))
        return float(other.staged().values["gain"])
    except SolveError:
        return np.nan


def _net(s: Situation, moves: Mapping[str, Mapping[str, float]]) -> Floats:
    net = np.zeros(s.X.shape)
    for column, by_unit in as_mapping("moves", moves).items():
        if column not in s.inputs:
            raise OptionError.choice("moves", column, s.inputs)
        for unit, amount in as_mapping(f"moves, {column}", by_unit).items():
            if unit not in s.units:
                raise OptionError.choice("moves", unit, s.units)
            if isinstance(amount, bool) or not isinstance(amount, (int, float, np.number)) or not np.isfinite(amount):
                raise OptionError("plan-number", option=f"moves, {column}, {unit}", value=repr(amount))
            net[s.units.index(unit), s.inputs.index(column)] = float(amount)
    if (s.X + net < 0).any():
        k, i = np.argwhere(s.X + net < 0)[0]
        raise OptionError("plan-below-nothing", unit=s.units[k], column=s.inputs[i], has=f"{s.X[k, i]:,.6g}")
    return net


def _scored(task: Task, net: Floats) -> Plan:
    """The plan with just these transfers; where they do not allow the least gains, without those."""
    fixed = task.with_transfers(net)
    answer = fixed.model.best("gain")
    if not answer.solved:
        limits = replace(task.limits, least=np.zeros_like(task.limits.least))
        fixed = Task(task.situation, limits, task.options).with_transfers(net)
        answer = fixed.model.best("gain")
    if not answer.solved:
        raise SolveError("plan-unsolved", status=answer.status)
    found = Staged(answer, answer, {"gain": fixed.model.value("gain", answer.x)}, answer.status, 0.0)
    return told(fixed, found, net, net, {})
