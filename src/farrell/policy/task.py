"""A posed plan: decide one goal after the other, then ask how far each transfer could be otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from farrell.data import Panel
from farrell.data.roles import Period
from farrell.errors import OptionError, SolveError
from farrell.lp.sparse import GAP, Optimum
from farrell.policy.flows import distances_of
from farrell.policy.limits import Limits, as_mapping, limits_of
from farrell.policy.options import Options
from farrell.policy.program import Goal, PlanProgram
from farrell.policy.recheck import TRANSFERS, Check, recheck
from farrell.policy.situation import Floats, Situation
from farrell.policy.wishes import conflict

LOCK = 1e-9
"""Share of a goal that later stages of a linear program may give up, for rounding."""
SURE = 1e-6
"""A transfer whose extremes stay on one side of zero by more than this share of the column's mean is sure."""
LIMITS = (
    *("move", "cap", "floors", "ceilings", "ratios", "least", "most", "budget", "lots", "smallest", "touched"),
    *("norms", "overrides"),
)
"""Options that limit a plan."""


@dataclass(frozen=True, slots=True)
class Staged:
    """What deciding the goals gave.

    Attributes
    ----------
    priced : the optimum of the goal whose prices count
    last : the solution after the last goal
    values : of the goals
    status : optimal, or late
    gap : how far the first goal may be from its best, as a share
    """

    priced: Optimum
    last: Optimum
    values: Mapping[Goal, float]
    status: str
    gap: float


class Task:
    """A posed plan; ``relaxed`` is its program without whole numbers, the same one where none are asked for."""

    def __init__(self, situation: Situation, limits: Limits, options: Options) -> None:
        self.situation, self.limits, self.options = situation, limits, options
        self.distances = distances_of(situation, options.distances)
        self.weights = weights_of(situation, options.weights)
        self.model = self._posed(relaxed=False)
        self.relaxed = self._posed(relaxed=True) if limits.is_mixed else self.model

    @classmethod
    def of(cls, panel: Panel, period: Period | None, options: Options) -> Task:
        options.check()
        return cls.posed(Situation.of(panel, period, options.rts, options.reference, "rebalance"), options)

    @classmethod
    def posed(cls, situation: Situation, options: Options) -> Task:
        """The task of units that are held against some frontier already."""
        return cls(situation, limits_of(situation, **{name: getattr(options, name) for name in LIMITS}), options)

    def _posed(self, *, relaxed: bool, loose: bool = False) -> PlanProgram:
        o = self.options
        kept = o.inefficiency == "kept"
        model = PlanProgram(
            self.situation, self.limits, self.weights,
            kept=kept, equity_weight=o.equity_weight, relaxed=relaxed, loose=loose, seconds=o.seconds,
        )  # fmt: skip
        unequal = o.inequality is not None or o.objective in ("equity", "balance")
        open_total = [self.situation.inputs[i] for i in model.moved if self.limits.total_high[i] > 0]
        if unequal and open_total:
            raise OptionError("plan-open-total", columns=open_total)
        option = "inequality" if o.inequality is not None else "objective"
        if unequal and "inequality" not in model.cost:
            self.situation.per_thousand(option)
            raise OptionError("plan-still", option=option)
        if o.objective == "moves" and not model.q:
            raise OptionError("plan-still", option="objective")
        if o.target is not None:
            model.aim("gain", float(o.target), np.inf, "target")
        if o.inequality is not None:
            model.aim("inequality", -np.inf, float(o.inequality), "inequality")
        return model

    def staged(self) -> Staged:
        """Decide one goal after the other.

        Raises
        ------
        SolveError
            ``plan-conflict``: limits that cannot all be had; ``plan-unsolved``
        """
        values: dict[Goal, float] = {}
        answers: list[Optimum] = []
        wanted = self.model.goal_of(self.options.objective)
        before = self.model.program.limits()
        priced = None
        for goal in self.model.stages(self.options.objective):
            answer = self.model.best(goal)
            if answers and answer.solved and not self._kept(values, answer):
                self.model.program.put_back(before)
                for earlier, value in values.items():
                    self.model.hold(earlier, value, LOCK)
                answer = self.model.best(goal)
            if not answer.solved:
                if answers and answer.status == "unsolved" and self.limits.is_mixed:
                    break  # time was up among plans that are as good
                self._refuse(answer)
            answers.append(answer)
            priced = answer if goal == wanted else priced
            values[goal] = self.model.value(goal, answer.x)
            if self.limits.is_mixed:
                self.model.hold(goal, values[goal], GAP)
            else:
                self.model.program.pin(answer)
        self.model.program.put_back(before)
        if self.options.objective == "equity" and not self.limits.is_mixed:
            self.model.hold("inequality", values["inequality"], LOCK)
            priced = self.model.best("gain")
            self.model.program.put_back(before)
        late = any(answer.status == "late" for answer in answers) or len(values) < len(answers)
        first = answers[0]
        gap = (first.objective - first.bound) / max(abs(first.objective), 1e-12)
        return Staged(priced or first, answers[-1], values, "late" if late else "optimal", max(gap, 0.0))

    def _kept(self, values: Mapping[Goal, float], answer: Optimum) -> bool:
        """Whether an answer is as good as the earlier ones in their goals."""
        room = GAP if self.limits.is_mixed else LOCK
        return all(
            abs(self.model.value(goal, answer.x) - value) <= 2 * room * max(abs(value), 1e-9)
            for goal, value in values.items()
        )

    def _refuse(self, answer: Optimum) -> None:
        if answer.status == "unbounded":
            raise SolveError("plan-unbounded")
        if answer.status != "infeasible":
            raise SolveError("plan-unsolved", status=answer.status)
        model = self.relaxed if not self.limits.is_mixed else self._posed(relaxed=True, loose=True)
        if model.program.minimise().status != "infeasible":  # only whole numbers make it so
            model = self._posed(relaxed=False, loose=True)
        raise SolveError("plan-conflict", limits=conflict(model.program, model.wishes))

    def extremes(self, found: Staged) -> tuple[Floats, Floats]:
        """(n, m) smallest and largest net transfers over all plans that are as good, but for the share ``within``.

        Of a mixed program those of its relaxation, whose plans are more.
        """
        model, limits = self.relaxed, self.limits
        least, most = np.zeros(limits.into.shape), np.zeros(limits.into.shape)
        goals = [goal for goal in model.stages(self.options.objective) if goal in found.values]
        for goal in goals[:-1] or goals:
            model.hold(goal, found.values[goal], max(self.options.within, LOCK))
        for place, i in enumerate(model.moved):
            for k in np.nonzero(limits.into[:, i] + limits.out[:, i] > 0)[0]:
                least[k, i], most[k, i] = (model.extreme(place * model.n + int(k), sign) for sign in (1.0, -1.0))
            least[:, i], most[:, i] = least[:, i] * model.size_in[i], most[:, i] * model.size_in[i]
        return least, most

    def with_transfers(self, net: Floats) -> Task:
        """The same task with these transfers (n, m) and no others, whatever the limits of transfers say."""
        into, out = np.maximum(net, 0.0), np.maximum(-net, 0.0)
        none = np.full(net.shape[1], np.nan)
        limits = replace(
            self.limits, into=into, out=out, total_low=net.sum(axis=0), total_high=net.sum(axis=0),
            ratios=(), lots=none, smallest=np.zeros(net.shape[1]), touched=None,
        )  # fmt: skip
        options = replace(self.options, objective="gain", target=None, inequality=None, equity_weight=None)
        task = Task(self.situation, limits, options)
        model = task.model
        for block, amounts in ((model.into, into), (model.out, out)):
            fixed = (amounts / model.size_in)[:, model.moved].T.ravel()
            model.program.bound(block, fixed, fixed)
        for row in model.total_rows.values():
            model.program.limit(row, -np.inf, np.inf)
        return task

    def transfers_checked(self, into: Floats, out: Floats) -> tuple[Check, ...]:
        """The limits that transfers keep or miss, unit by unit, checked from their numbers."""
        s = self.situation
        nothing, lambdas = np.zeros(s.Y.shape), np.zeros((len(s.units), len(s.frontier_X)))
        found = recheck(s, self.limits, self.model.factor, into, out, nothing, lambdas, every=True)
        return tuple(check for check in found if check.limit in TRANSFERS)

    def catch_up(self) -> float:
        """The gain without any transfer, whatever else was asked; the program cannot be asked for plans after it."""
        model = self.relaxed
        model.stand_still()
        return model.value("gain", model.best("gain").x)


def weights_of(s: Situation, given: Mapping[str, float] | None) -> Floats:
    """(s,) weights of the outputs in the gain: those given, else equal ones that sum to 1."""
    totals = s.Y.sum(axis=0)
    if given is None:
        weights = np.full(len(s.outputs), 1.0 / len(s.outputs))
    else:
        weights = np.zeros(len(s.outputs))
        for column, value in as_mapping("weights", given).items():
            if column not in s.outputs:
                raise OptionError.choice("weights", column, s.outputs)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < np.inf:
                raise OptionError("plan-number", option="weights", value=repr(value))
            weights[s.outputs.index(column)] = value
        if not weights.any():
            raise OptionError("plan-number", option="weights", value=repr(dict(given)))
    empty = [c for c, total, w in zip(s.outputs, totals, weights, strict=True) if w > 0 and total <= 0]
    if empty:
        raise OptionError("plan-no-output", columns=empty)
    return weights
