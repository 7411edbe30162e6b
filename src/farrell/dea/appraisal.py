"""Units price each other: each appraiser's weights, what they make of everybody, and how far that is determined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from farrell.dea.frontier import Floats, Orientation
from farrell.lp import Answer, LinearProgram
from farrell.lp.linear import Sense

Rts = Literal["crs", "vrs", "nirs", "ndrs"]
Goal = Literal["none", "aggressive", "benevolent"]
Form = Literal["doyle-green-2", "doyle-green-3"]

NOTHING = 1e-11
"""A sum below this share of its terms is rounding."""
TIE = 1e-9
"""How far, as a share, weights of a range may be from the best own score and from the best secondary goal."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The prices one appraiser chose.

    Attributes
    ----------
    v, u : (m,), (s,) of inputs and outputs
    w : the free term as it stands beside u y: ``u y_j + w <= v x_j`` of every unit; 0 under constant returns
    own : what the appraiser makes of itself: theta, or phi
    goal : the secondary goal's value, NaN without one
    status : optimal, or why there are none
    """

    v: Floats
    u: Floats
    w: float
    own: float
    goal: float = np.nan
    status: str = "optimal"


@dataclass(frozen=True, slots=True)
class Market:
    """Units that appraise each other.

    Attributes
    ----------
    X, Y : (n, m), (n, s)
    rts, orientation : of the technology whose prices they are
    corrected : whether the free term moves the origin of inputs (Lim & Zhu 2015) instead of adding to the outputs
    """

    X: Floats
    Y: Floats
    rts: Rts
    orientation: Orientation
    corrected: bool

    def appraise(self, weights: Weights) -> Floats:
        """(n,) what the weights make of every unit: theta-like ratios, or phi-like ones; NaN where 0 / 0, of which
        rounding is no part."""
        cost, value, w = self.X @ weights.v, self.Y @ weights.u, weights.w
        less, more = _without_rounding(cost, -w), _without_rounding(value, w)
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.orientation == "output":
                return np.asarray(less / _without_rounding(value, 0.0, cost))
            if self.corrected:
                return np.asarray(_without_rounding(value, 0.0, cost) / less)
            return np.asarray(more / cost)

    def own_weights(self, k: int) -> Weights:
        """Weights that show unit k in its best light; one optimum of possibly many."""
        return self._chosen(k, None, "none")

    def secondary_weights(self, k: int, goal: Goal, form: Form, own: float) -> Weights:
        """Among the weights of unit k's best light those that serve the goal; see :func:`farrell.cross_efficiency`."""
        return self._chosen(k, form, goal, own)

    def extreme(self, k: int, j: int, weights: Weights, goal: Goal, form: Form, way: float) -> float:
        """The greatest (``way`` 1) or least (-1) appraisal of unit j by unit k over all its optimal weights, to within
        :data:`TIE`; infinite where there is no bound."""
        posed = _Posed(self)
        numerator, denominator = posed.ratio(self.X[j], self.Y[j], 1.0)
        posed.hold("<=", 0.0, posed.gap(k, weights.own) - TIE * posed.size(k))
        if goal != "none":
            gain, unit = self._goal(posed, k, goal, form)
            posed.hold("<=", 0.0, gain - (weights.goal + TIE * max(1.0, abs(weights.goal))) * unit)
        posed.hold("==", 1.0, denominator)
        answer = posed.minimise(-way * numerator)
        return -way * answer.objective if answer.optimal else way * np.inf

    def _goal(self, posed: _Posed, k: int, goal: Goal, form: Form) -> tuple[Floats, Floats]:
        """What is to be made small, and what it is measured in."""
        others = np.arange(len(self.X)) != k
        x, y = self.X[others].sum(axis=0), self.Y[others].sum(axis=0)
        if form == "doyle-green-2":
            surplus = posed.vector(-x, y, float(others.sum()))
            return (surplus if goal == "aggressive" else -surplus), posed.size(k)
        numerator, denominator = posed.ratio(x, y, float(others.sum()))
        small = (goal == "aggressive") == (self.orientation == "input")
        return (numerator if small else -numerator), denominator

    def _chosen(self, k: int, form: Form | None, goal: Goal, own: float = np.nan) -> Weights:
        posed = _Posed(self)
        if form is None:
            posed.hold("==", 1.0, posed.size(k))
            answer = posed.minimise(posed.gap(k, 1.0))
        else:
            gain, unit = self._goal(posed, k, goal, form)
            posed.hold("==", 1.0, unit)
            answer = posed.minimise(posed.gap(k, 1.0 if form == "doyle-green-2" else own), gain)
        if form == "doyle-green-3" and answer.optimal:
            worth = float(posed.size(k)[: len(answer.x)] @ answer.x)
            terms = float(np.abs(posed.gap(k, own)[: len(answer.x)]) @ np.abs(answer.x))
            if answer.objective > max(TIE * worth, NOTHING * terms):
                # all of the unit's best weights give the others nothing to be measured by: the goal has no say
                return self.own_weights(k)
        if not answer.optimal:
            nothing = np.full(self.X.shape[1], np.nan), np.full(self.Y.shape[1], np.nan)
            return Weights(*nothing, np.nan, own, status=answer.status)
        found = posed.read(answer.x)
        sign = 1.0 if self.orientation == "output" else -1.0
        score = own if form else 1.0 + sign * answer.objective
        reached = np.nan if form is None else float(gain[: len(answer.x)] @ answer.x)
        return Weights(*found, score, reached)


def _without_rounding(part: Floats, other: float, size: Floats | None = None) -> Floats:
    """part + other, zero where it is rounding of its terms, or of a size given."""
    total = part + other
    terms = np.abs(part) + abs(other) if size is None else np.abs(size)
    return np.where(np.abs(total) <= NOTHING * terms, 0.0, total)


def averages(E: Floats, self_appraisal: bool) -> Floats:
    """(n,) mean of each column, with or without its diagonal entry."""
    if self_appraisal:
        return np.asarray(E.mean(axis=0))
    n = len(E)
    others = np.where(np.eye(n, dtype=bool), 0.0, E)
    return np.asarray(others.sum(axis=0) / (n - 1)) if n > 1 else np.full(n, np.nan)


class _Posed:
    """The cone of prices that leave no unit a profit: ``u y_j + w <= v x_j``."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.m, self.s = market.X.shape[1], market.Y.shape[1]
        self.flip = -1.0 if market.rts == "nirs" else 1.0
        profits = [self.vector(-x, y, 1.0) for x, y in zip(market.X, market.Y, strict=True)]
        self.rows: list[tuple[Sense, float, Floats]] = [("<=", 0.0, np.array(profits))]

    def vector(self, of_v: Floats | float, of_u: Floats | float, of_w: float) -> Floats:
        """(m + s + 1,) coefficients of all variables."""
        out = np.zeros(self.m + self.s + 1)
        out[: self.m], out[self.m : -1], out[-1] = of_v, of_u, self.flip * of_w
        return out

    def ratio(self, x: Floats, y: Floats, count: float) -> tuple[Floats, Floats]:
        """Numerator and denominator of the appraisal of the sum of some units."""
        if self.market.orientation == "output":
            return self.vector(x, 0.0, -count), self.vector(0.0, y, 0.0)
        if self.market.corrected:
            return self.vector(0.0, y, 0.0), self.vector(x, 0.0, -count)
        return self.vector(0.0, y, count), self.vector(x, 0.0, 0.0)

    def size(self, k: int) -> Floats:
        """What unit k's own program sets to 1: its inputs' cost, or its outputs' value."""
        x, y = self.market.X[k], self.market.Y[k]
        return self.vector(x, 0.0, 0.0) if self.market.orientation == "input" else self.vector(0.0, y, 0.0)

    def gap(self, k: int, own: float) -> Floats:
        """By how much the weights fall short of the unit's own score: zero at its optima, never negative."""
        x, y = self.market.X[k], self.market.Y[k]
        if self.market.orientation == "input":
            return self.vector(own * x, -y, -1.0)
        return self.vector(x, -own * y, -1.0)

    def hold(self, sense: Sense, right: float, coefficients: Floats) -> None:
        self.rows.append((sense, right, coefficients))

    def minimise(self, cost: Floats, then: Floats | None = None) -> Answer:
        program = LinearProgram()
        prices = program.variables(self.m + self.s, cost=cost[:-1])
        term = None
        if self.market.rts != "crs":
            term = program.variables(1, cost=cost[-1], free=self.market.rts == "vrs")
        for sense, right, coefficients in self.rows:
            rows = np.atleast_2d(coefficients)
            program.rows(sense, right, (prices, rows[:, :-1]), *([(term, rows[:, -1:])] if term else []))
        if then is None:
            return program.minimise()
        return program.minimise((prices, then[:-1]), *([(term, then[-1:])] if term else []))

    def read(self, x: Floats) -> tuple[Floats, Floats, float]:
        """v, u, w of an answer."""
        w = self.flip * float(x[self.m + self.s]) + 0.0 if len(x) > self.m + self.s else 0.0
        return x[: self.m], x[self.m : self.m + self.s], w
