"""Equity against gain: the plans of which none is better in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.errors import OptionError, SolveError
from farrell.policy.options import Options
from farrell.policy.plan import Plan
from farrell.policy.program import Goal
from farrell.policy.rebalance import plan_of
from farrell.policy.situation import Floats
from farrell.policy.task import Task
from farrell.policy.wishes import conflict

OWN = ("objective", "inequality", "equity_weight")
"""Options of a single plan that a front decides itself."""

ROOM = 1e-10
"""Share of an inequality by which a point may miss it, for rounding."""


@dataclass(frozen=True, slots=True)
class Front:
    """Plans from the most equal to the most productive.

    Attributes
    ----------
    inequality : (P,) Hoover index over people, the mean of the inputs that move; rising
    gain : (P,) greatest gain with no more inequality than that
    moves : (P,) fewest moves of such a plan, the sum of the inputs' shares that move
    present : inequality today
    catch_up : the gain without any transfer
    """

    panel: Panel
    period: Period
    inequality: Floats
    gain: Floats
    moves: Floats
    present: float
    catch_up: float
    options: Options
    settings: Mapping[str, Any]

    def limit(self, point: int) -> float:
        """The most inequality that a plan at a point of the front may have: with ``objective="gain"``, it is there."""
        return float(self.inequality[point] * (1.0 + 1e-9))

    def plan(self, point: int) -> Plan:
        """The plan at a point of the front."""
        return plan_of(self.panel, self.period, replace(self.options, objective="gain", inequality=self.limit(point)))

    def to_frame(self) -> Any:
        """One row a point: point, inequality, gain, moves."""
        import pandas as pd

        columns = {"inequality": self.inequality, "gain": self.gain, "moves": self.moves}
        return pd.DataFrame({"point": np.arange(len(self.gain)), **columns})

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        rows = zip(range(len(self.gain)), self.inequality, self.gain, self.moves, strict=True)
        header = ["point", "inequality", "gain %", "moves %"]
        return header, [[str(p), float(u), 100 * float(g), 100 * float(m)] for p, u, g, m in rows]

    def summary(self) -> str:
        """The points, from the most equal to the most productive."""
        return f"inequality now {self.present:.4f}; catch-up {self.catch_up:.4%}\n{show.text_table(*self._table())}"

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        return f"Front: {len(self.gain)} plans, gain {self.gain[0]:.3%} to {self.gain[-1]:.3%}"


def rebalance_front(panel: Panel, period: Period | None = None, *, points: int = 11, **options: Any) -> Front:
    """The Pareto front of equity against gain.

    The first point has the least inequality that any plan can reach, and the greatest gain with it; the last has the
    greatest gain, and the least inequality with that. Between them, at even steps of inequality tau, the gain is made
    great under inequality <= tau (the epsilon-constraint method), then the moves few.

    Parameters
    ----------
    panel, period : as in :func:`farrell.rebalance`
    points : how many, at least 2
    **options : those of :func:`farrell.rebalance` but for ``objective``, ``inequality``, ``equity_weight`` and whole
        numbers (``lots``, ``smallest``, ``touched``)

    Returns
    -------
    Front

    Raises
    ------
    OptionError, SolveError
        as :func:`farrell.rebalance`

    Examples
    --------
    >>> import farrell
    >>> front = farrell.rebalance_front(farrell.load("china-health").panel, 2023, move=["beds"], most=0.1, points=3)
    >>> bool((front.gain[1:] >= front.gain[:-1]).all())
    True
    """
    known = [f.name for f in fields(Options) if f.name not in OWN]
    for name in options:
        if name not in known:
            raise OptionError.choice("rebalance_front: option", name, known)
    if isinstance(points, bool) or not isinstance(points, int) or points < 2:
        raise OptionError("plan-number", option="points", value=repr(points))
    chosen = Options(**options, objective="equity")
    task = Task.of(panel, period, chosen)
    if task.limits.is_mixed:
        raise OptionError("plan-front-whole")
    model = task.model
    least, most = _best_of(task, ("inequality",))[0], _best_of(task, ("gain", "inequality"))[1]
    levels = np.linspace(least, max(least, most), points)
    gain, moves = np.empty(points), np.empty(points)
    for p, limit in enumerate(levels):
        model.hold("inequality", limit, ROOM)
        gain[p], moves[p] = _best_of(task, ("gain", "moves"))
    moved = task.situation.inequality(task.situation.X)[model.moved]
    present, catch_up = float(moved.mean()), task.catch_up()
    settings = {**chosen.settings(), "model": "rebalance_front", "points": points}
    return Front(
        panel, task.situation.period, frozen(levels), frozen(np.maximum.accumulate(gain)), frozen(moves),
        present, catch_up, chosen, Frozen(settings),
    )  # fmt: skip


def _best_of(task: Task, goals: tuple[Goal, ...]) -> list[float]:
    """The values of goals decided one after the other."""
    model, before = task.model, task.model.program.limits()
    values = []
    for goal in goals:
        answer = model.best(goal)
        if answer.status == "infeasible":
            raise SolveError("plan-conflict", limits=conflict(model.program, model.wishes))
        if not answer.solved:
            raise SolveError("plan-unsolved", status=answer.status)
        values.append(model.value(goal, answer.x))
        model.program.pin(answer)
    model.program.put_back(before)
    return values
