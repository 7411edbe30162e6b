"""The planner's program, posed once: technology, transfers, gains, and the three things a plan is judged by."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from scipy import sparse

from farrell.lp import intensity_rows
from farrell.lp.sparse import Optimum, SparseProgram
from farrell.policy.limits import Limits
from farrell.policy.options import Objective
from farrell.policy.situation import Floats, Situation
from farrell.policy.wishes import Bounds, Wish

Goal = Literal["gain", "moves", "inequality", "balance"]
STAGES: dict[Objective, tuple[Goal, ...]] = {
    "gain": ("gain", "moves"),
    "moves": ("moves", "gain"),
    "equity": ("inequality", "gain", "moves"),
    "balance": ("balance", "moves"),
}
"""What is decided first, and what among plans that are as good."""
SIGNED: dict[Goal, float] = {"gain": -1.0, "moves": 1.0, "inequality": 1.0, "balance": -1.0}
"""What is made small: the negative of the gain, the moves, the inequality, the negative of their balance."""

FREE = (-np.inf, np.inf)
DUST = 1e-9
"""An amount below this share of its column's mean is rounding."""


class PlanProgram:
    """Amounts are in units of the mean of their column, so that entries are about 1.

    For each unit k: sum_e lambda_ke x_ei <= x_ik + in_ik - out_ik;  sum_e lambda_ke y_er >= f_k (y_rk + g_rk);  the
    intensities sum to 1 under variable returns;  total_low_i <= sum_k (in_ik - out_ik) <= total_high_i;  bounds and
    ratios of :class:`Limits`. f_k is 1 where units become efficient, phi_k where present inefficiency is kept.

    Parameters
    ----------
    weights : (s,) of the outputs' national growth in the gain
    kept : whether present inefficiency is kept
    equity_weight : points of gain that one point of inequality is worth; None where they are not in one goal
    relaxed : whether whole numbers may be broken
    loose : whether rows of whole numbers know no caps, so that caps can be given up; slower
    """

    def __init__(
        self,
        situation: Situation,
        limits: Limits,
        weights: Floats,
        *,
        kept: bool,
        equity_weight: float | None = None,
        relaxed: bool = False,
        loose: bool = False,
        seconds: float | None = None,
    ) -> None:
        self.situation, self.limits, self.weights = situation, limits, weights
        self.loose = loose
        self.factor = np.where(kept, situation.phi, np.minimum(situation.phi, 1.0))
        self.size_in, self.size_out = _sizes(situation.X), _sizes(situation.Y)
        may_move = (limits.out + limits.into > 0).any(axis=0) | (limits.total_low < 0)
        self.moved: list[int] = np.nonzero(may_move)[0].tolist()
        self.wishes: list[Wish] = []
        self.aims: dict[Goal, tuple[float, float]] = {}
        self.program = SparseProgram(seconds=seconds)
        n, s, q = len(situation.units), situation.Y.shape[1], len(self.moved)
        self.n, self.q = n, q
        self.lambdas = self.program.variables(n * len(situation.frontier_X))
        self.into = self.program.variables(n * q, high=self._wide(limits.into))
        self.out = self.program.variables(n * q, high=self._wide(limits.out))
        least, most = (amount / self.size_out for amount in (limits.least, limits.most))
        self.gain = self.program.variables(n * s, low=least.T.ravel(), high=most.T.ravel())
        self._technology()
        self._totals()
        self._ratios()
        self._goals(equity_weight)
        if limits.is_mixed:
            self._whole(not relaxed)
        self._bounds_as_wishes()

    def _wide(self, amounts: Floats) -> Floats:
        """(n, m) amounts as (n * moved,) bounds, one input after the other."""
        wide: Floats = (amounts / self.size_in)[:, self.moved].T.ravel()
        return wide

    def at(self, i: int, value: float = 1.0) -> Any:
        """(n, n * moved) that picks an input's transfers."""
        pick = sparse.csr_matrix(([value], ([0], [int(np.searchsorted(self.moved, i))])), shape=(1, self.q))
        return sparse.kron(pick, sparse.identity(self.n))

    # --- rows ------------------------------------------------------------------------------------------

    def _technology(self) -> None:
        s, every = self.situation, sparse.identity(self.n)
        self.input_rows, self.output_rows = [], []
        for i in range(s.X.shape[1]):
            size = self.size_in[i]
            parts: list[tuple[slice, Any]] = [(self.lambdas, sparse.kron(every, s.frontier_X[None, :, i] / size))]
            if i in self.moved:
                parts += [(self.into, self.at(i, -1.0)), (self.out, self.at(i))]
            self.input_rows.append(self.program.rows(-np.inf, s.X[:, i] / size, *parts))
        for r in range(s.Y.shape[1]):
            size = self.size_out[r]
            made = sparse.kron(every, s.frontier_Y[None, :, r] / size)
            pick = sparse.csr_matrix(([1.0], ([0], [r])), shape=(1, s.Y.shape[1]))
            asked = sparse.kron(pick, sparse.diags(-self.factor))
            right = self.factor * s.Y[:, r] / size
            self.output_rows.append(self.program.rows(right, np.inf, (self.lambdas, made), (self.gain, asked)))
        ones = sparse.kron(every, np.ones((1, len(s.frontier_X))))
        for sign, right in intensity_rows(s.rts, None):
            self.program.rows(right if sign <= 0 else -np.inf, right if sign >= 0 else np.inf, (self.lambdas, ones))

    def _totals(self) -> None:
        self.total_rows: dict[int, slice] = {}
        ones = np.ones((1, self.n))
        for i in self.moved:
            new = float(self.limits.total_high[i])
            low, high = float(self.limits.total_low[i]) / self.size_in[i], new / self.size_in[i]
            row = self.program.rows(low, high, (self.into, ones @ self.at(i)), (self.out, ones @ self.at(i, -1.0)))
            self.total_rows[i] = row
            self._wish("total", None, self.situation.inputs[i], new, row, (low, high))

    def _ratios(self) -> None:
        s = self.situation
        self.ratio_rows: list[tuple[str, Floats, slice]] = []
        for ratio in self.limits.ratios:
            pair = f"{ratio.above}/{ratio.below}"
            a, b = s.inputs.index(ratio.above), s.inputs.index(ratio.below)
            for is_low, bound in ((True, ratio.low), (False, ratio.high)):
                known = np.isfinite(bound) & ~(is_low & (bound == 0))
                if not known.any() or not {a, b} & set(self.moved):
                    continue
                factor = np.where(known, bound, 0.0)
                right = (factor * s.X[:, b] - s.X[:, a]) / self.size_in[a]
                low, high = np.where(known & is_low, right, -np.inf), np.where(known & ~is_low, right, np.inf)
                rows = self.program.rows(low, high, *self._ratio_parts(a, b, factor))
                self.ratio_rows.append((pair, bound, rows))
                for k in np.nonzero(known)[0]:
                    held = (float(low[k]), float(high[k]))
                    self._wish("ratio", s.units[k], pair, float(bound[k]), _one(rows, int(k)), held)

    def _ratio_parts(self, a: int, b: int, factor: Floats) -> list[tuple[slice, Any]]:
        """The change of input a less ``factor`` times that of input b, in units of a."""
        parts: list[tuple[slice, Any]] = []
        if a in self.moved:
            parts += [(self.into, self.at(a)), (self.out, self.at(a, -1.0))]
        if b in self.moved:
            scale = sparse.diags(factor * self.size_in[b] / self.size_in[a])
            parts += [(self.into, -scale @ self.at(b)), (self.out, scale @ self.at(b))]
        return parts

    def _goals(self, equity_weight: float | None) -> None:
        """One row each for the gain, the moves, the inequality and their balance, free until someone limits it."""
        s = self.situation
        growth = self.weights * self.size_out / s.Y.sum(axis=0)
        self.cost: dict[Goal, list[tuple[slice, Floats]]] = {"gain": [(self.gain, np.repeat(growth, self.n))]}
        if self.q:
            self.cost["moves"] = [(block, np.full(self.n * self.q, 0.5 / self.n)) for block in (self.into, self.out)]
        if self.q and s.people is not None:
            self._inequality(s.people)
            if equity_weight is not None:
                spread = [(block, -equity_weight * value) for block, value in self.cost["inequality"]]
                self.cost["balance"] = [*self.cost["gain"], *spread]
        self.goal_rows = {
            goal: self.program.rows(-np.inf, np.inf, *((block, value[None]) for block, value in parts))
            for goal, parts in self.cost.items()
        }

    def _inequality(self, people: Floats) -> None:
        """Half the sum of |share of the input - share of the people|, the mean of the inputs that move.

        Shares are of the total after the plan, which is known unless a budget may be used in part.
        """
        count = self.n * self.q
        share = people / people.sum()
        over, under = self.program.variables(count), self.program.variables(count)
        spread = sparse.identity(self.n) - sparse.csr_matrix(np.outer(share, np.ones(self.n)))
        for i in self.moved:
            present = self.situation.X[:, i] / self.size_in[i]
            right = share * present.sum() - present  # x + t - share (total + total of t) = over - under
            self.program.rows(
                right, right,
                (self.into, spread @ self.at(i)), (self.out, -spread @ self.at(i)),
                (over, self.at(i, -1.0)), (under, self.at(i)),
            )  # fmt: skip
        after = (self.situation.X.sum(axis=0) + self.limits.total_high) / self.size_in
        price = np.repeat(0.5 / (self.q * np.maximum(after, 1e-300)[self.moved]), self.n)
        self.cost["inequality"] = [(block, price) for block in (over, under)]

    def _whole(self, integer: bool) -> None:
        """Lots, moves not too small to be worth it, and few units touched."""
        lim, program, every = self.limits, self.program, sparse.identity(self.n)
        most = self.situation.X.sum(axis=0) + np.maximum(lim.total_high, 0.0)
        tops_in, tops_out = (
            (np.broadcast_to(most, lim.into.shape), self.situation.X) if self.loose else (lim.into, lim.out)
        )
        sides = ((self.into, tops_in), (self.out, tops_out))
        for i in self.moved:
            name = self.situation.inputs[i]
            if np.isfinite(lim.lots[i]):
                for block, tops in sides:
                    count = program.variables(self.n, high=np.floor(tops[:, i] / lim.lots[i] + 1e-9), integer=integer)
                    program.rows(0.0, 0.0, (block, self.at(i)), (count, -lim.lots[i] / self.size_in[i] * every))
                    self._wish("lots", None, name, float(lim.lots[i]), count, integers=True)
            if lim.smallest[i] > 0:
                chosen = []
                for block, tops in sides:
                    on = program.variables(self.n, high=1.0, integer=integer)
                    most = np.where(tops[:, i] < lim.smallest[i], 0.0, tops[:, i]) / self.size_in[i]
                    least = lim.smallest[i] / self.size_in[i]
                    program.rows(-np.inf, 0.0, (block, self.at(i)), (on, -sparse.diags(most)))
                    program.rows(0.0, np.inf, (block, self.at(i)), (on, -least * every))
                    self._wish("smallest", None, name, float(lim.smallest[i]), on, integers=True)
                    chosen.append((on, every))
                program.rows(-np.inf, 1.0, *chosen)
        if lim.touched is not None:
            on = program.variables(self.n, high=1.0, integer=integer)
            for i in self.moved:
                for block, tops in sides:
                    program.rows(-np.inf, 0.0, (block, self.at(i)), (on, -sparse.diags(tops[:, i] / self.size_in[i])))
            few = float(lim.touched)
            self._wish(
                "touched", None, None, few, program.rows(-np.inf, few, (on, np.ones((1, self.n)))), (-np.inf, few)
            )

    # --- wishes ----------------------------------------------------------------------------------------

    def _wish(
        self,
        kind: str,
        unit: str | None,
        column: str | None,
        value: float,
        place: slice,
        held: Bounds = (-np.inf, np.inf),
        freed: Bounds = (-np.inf, np.inf),
        *,
        variable: bool = False,
        integers: bool = False,
    ) -> None:
        made = Wish(kind, unit, column, value, place, held, freed, variable or integers, integers)
        self.wishes.append(made)

    def _bounds_as_wishes(self) -> None:
        s, lim = self.situation, self.limits
        for place, i in enumerate(self.moved):
            for k in range(self.n):
                where = place * self.n + k
                for block, tops, why, way, free in (
                    (self.into, lim.into, lim.into_why, "in", np.inf),
                    (self.out, lim.out, lim.out_why, "out", s.X[k, i] / self.size_in[i]),
                ):
                    reason = str(why[k, i])
                    kind = f"{reason}-{way}" if reason == "cap" else reason
                    held = (0.0, float(tops[k, i] / self.size_in[i]))
                    one = _one(block, where)
                    self._wish(kind, s.units[k], s.inputs[i], float(tops[k, i]), one, held, (0.0, free), variable=True)
        for r, k in np.argwhere((lim.least > 0).T | np.isfinite(lim.most).T):
            one, low, high = _one(self.gain, int(r * self.n + k)), float(lim.least[k, r]), float(lim.most[k, r])
            if low > 0:
                below = (low / self.size_out[r], None)
                self._wish("least", s.units[k], s.outputs[r], low, one, below, (0.0, None), variable=True)
            if np.isfinite(high):
                above = (None, high / self.size_out[r])
                self._wish("most", s.units[k], s.outputs[r], high, one, above, (None, np.inf), variable=True)

    def aim(self, goal: Goal, low: float, high: float, kind: str) -> None:
        """Hold a goal between limits, as a wish that may be in conflict with others."""
        self.aims[goal] = (low, high)
        self.program.limit(self.goal_rows[goal], low, high)
        value = low if np.isfinite(low) else high
        self._wish(kind, None, None, value, self.goal_rows[goal], (low, high))

    def hold(self, goal: Goal, value: float, give: float) -> None:
        """Let later answers be worse in a goal by at most a share of its value."""
        room = give * max(abs(value), 1e-12)
        low, high = self.aims.get(goal, FREE)
        if SIGNED[goal] < 0:
            self.program.limit(self.goal_rows[goal], max(low, value - room), high)
        else:
            self.program.limit(self.goal_rows[goal], low, min(high, value + room))

    def stand_still(self) -> None:
        """Let nothing move, and ask for nothing else."""
        for row in (*self.goal_rows.values(), *self.total_rows.values()):
            self.program.limit(row, *FREE)
        for block in (self.into, self.out):
            self.program.bound(block, 0.0, 0.0)
        self.program.bound(self.gain, 0.0, (self.limits.most / self.size_out).T.ravel())

    # --- goals -----------------------------------------------------------------------------------------

    def stages(self, objective: Objective) -> tuple[Goal, ...]:
        """The goals of an objective, in order, that this plan has."""
        return tuple(goal for goal in STAGES[objective] if goal in self.cost)

    def goal_of(self, objective: Objective) -> Goal:
        """The goal that prices are of."""
        return "gain" if objective == "equity" else objective

    # --- answers ---------------------------------------------------------------------------------------

    def best(self, goal: Goal) -> Optimum:
        """The most gain or balance, the fewest moves, or the least inequality."""
        return self.program.minimise(*((block, SIGNED[goal] * value) for block, value in self.cost[goal]))

    def value(self, goal: Goal, x: Floats) -> float:
        """A goal at a solution."""
        return float(sum(value @ x[block] for block, value in self.cost.get(goal, [])))

    def extreme(self, place: int, sign: float) -> float:
        """The least (sign 1) or the greatest (-1) net transfer at a place of the blocks, in units of the mean.

        Where the solver fails, what the transfer's own limits allow, which is more.
        """
        found = self.program.minimise((_one(self.into, place), [sign]), (_one(self.out, place), [-sign]))
        if found.solved:
            return 0.0 if abs(found.objective) <= DUST else sign * found.objective
        block = self.out if sign > 0 else self.into  # no answer: as far as its limits reach
        return -sign * float(self.program.high[block][place])

    def transfers(self, x: Floats) -> tuple[Floats, Floats]:
        """(n, m) what comes and what goes, in data units; a unit that would do both does the difference."""
        net = np.zeros(self.situation.X.shape)
        net[:, self.moved] = (x[self.into] - x[self.out]).reshape(self.q, self.n).T * self.size_in[self.moved]
        net[np.abs(net) <= DUST * self.size_in] = 0.0
        lots = self.limits.lots
        counts = net / np.where(np.isfinite(lots), lots, 1.0)
        near = np.isfinite(lots) & (np.abs(counts - np.round(counts)) <= 1e-6)
        net = np.where(near, np.round(counts) * lots, net)
        return np.maximum(net, 0.0), np.maximum(-net, 0.0)

    def gains(self, x: Floats) -> Floats:
        """(n, s) gains in data units."""
        found: Floats = x[self.gain].reshape(len(self.size_out), self.n).T * self.size_out
        return np.where(np.abs(found) <= DUST * self.size_out, 0.0, found)

    def intensities(self, x: Floats) -> Floats:
        """(n, E) lambdas."""
        found = x[self.lambdas].reshape(self.n, -1)
        return np.where(np.abs(found) <= 1e-12, 0.0, found)


def _one(block: slice, place: int) -> slice:
    return slice(block.start + place, block.start + place + 1)


def _sizes(values: Floats) -> Floats:
    mean = np.abs(values).mean(axis=0)
    return np.where(mean > 0, mean, 1.0)
