"""What a careful script does with general solvers: HiGHS kept warm, and scipy's linprog.

All divide each variable by its mean first. A warm model of HiGHS is built once for a technology; for each unit only
the coefficients, costs and bounds that hold the unit's own data are changed, and the simplex method starts from the
last basis. Presolve and HiGHS's own scaling are off, which is fastest here, and tolerances are the default.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from scipy.optimize import linprog

from benchmarks.measure import Floats

INF = highspy.kHighsInf
OPTIONS = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "threads": 1,
    "simplex_scale_strategy": 0,
}


def highs_model(A: Floats, cost: Floats, rows: tuple[Floats, Floats]) -> Any:
    """A model min cost z, low <= A z <= high, z >= 0."""
    h: Any = highspy.Highs()
    for option, value in OPTIONS.items():
        h.setOptionValue(option, value)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = A.shape
    lp.col_cost_, lp.row_lower_, lp.row_upper_ = cost, *rows
    lp.col_lower_, lp.col_upper_ = np.zeros(A.shape[1]), np.full(A.shape[1], INF)
    columns = A.T
    there = columns != 0.0
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.r_[0, np.cumsum(there.sum(axis=1))]
    lp.a_matrix_.index_ = np.nonzero(there)[1]
    lp.a_matrix_.value_ = columns[there]
    h.passModel(lp)
    return h


class WarmRadial:
    """Input-oriented scores: min t, X lambda <= t x_o, Y lambda >= y_o, with sum lambda = 1 under vrs."""

    def __init__(self, X: Floats, Y: Floats, rts: str) -> None:
        (n, self.m), self.s = X.shape, Y.shape[1]
        self.n, self.mean_x, self.mean_y = n, X.mean(axis=0), Y.mean(axis=0)
        one = np.ones((int(rts == "vrs"), n))
        A = np.vstack([(X / self.mean_x).T, (Y / self.mean_y).T, one])
        scalar = np.r_[-np.ones(self.m), np.zeros(len(A) - self.m)]
        low = np.r_[np.full(self.m, -INF), np.zeros(self.s), np.ones(len(one))]
        high = np.r_[np.zeros(self.m), np.full(self.s, INF), np.ones(len(one))]
        self.solver = highs_model(np.c_[A, scalar], np.r_[np.zeros(n), 1.0], (low, high))

    def scores(self, X: Floats, Y: Floats) -> Floats:
        """Scores of points (k, m), (k, s)."""
        h, n, m = self.solver, self.n, self.m
        out = np.empty(len(X))
        for k, (x, y) in enumerate(zip((X / self.mean_x).tolist(), (Y / self.mean_y).tolist(), strict=True)):
            for i in range(m):
                h.changeCoeff(i, n, -x[i])
            for r in range(self.s):
                h.changeRowBounds(m + r, y[r], INF)
            h.run()
            out[k] = h.getObjectiveValue()
        return out


class WarmSlacksBased:
    """The non-oriented slacks-based measure under vrs by Charnes and Cooper's form, slacks as columns of their own:
    min t - mean(S-/x_o), t + mean(S+/y_o) = 1, X Lambda + S- = t x_o, Y Lambda - S+ = t y_o, sum Lambda = t."""

    def __init__(self, X: Floats, Y: Floats) -> None:
        (n, m), s = X.shape, Y.shape[1]
        self.n, self.m, self.s, self.mean_x, self.mean_y = n, m, s, X.mean(axis=0), Y.mean(axis=0)
        A = np.zeros((m + s + 2, n + 1 + m + s))
        A[: m + s, :n] = np.vstack([(X / self.mean_x).T, (Y / self.mean_y).T])
        A[: m + s, n] = -1.0
        A[: m + s, n + 1 :] = np.diag(np.r_[np.ones(m), -np.ones(s)])
        A[m + s, :n], A[m + s, n] = 1.0, -1.0
        A[m + s + 1, n], A[m + s + 1, n + 1 + m :] = 1.0, 1.0 / s
        cost = np.r_[np.zeros(n), 1.0, np.full(m, -1.0 / m), np.zeros(s)]
        rhs = np.r_[np.zeros(m + s + 1), 1.0]
        self.solver = highs_model(A, cost, (rhs, rhs))

    def scores(self, X: Floats, Y: Floats) -> Floats:
        """Scores of units (k, m), (k, s)."""
        h, n, m, s = self.solver, self.n, self.m, self.s
        out = np.empty(len(X))
        for k, (x, y) in enumerate(zip((X / self.mean_x).tolist(), (Y / self.mean_y).tolist(), strict=True)):
            for i in range(m):
                h.changeCoeff(i, n, -x[i])
                h.changeColCost(n + 1 + i, -1.0 / (m * x[i]))
            for r in range(s):
                h.changeCoeff(m + r, n, -y[r])
                h.changeCoeff(m + s + 1, n + 1 + m + r, 1.0 / (s * y[r]))
            h.run()
            out[k] = h.getObjectiveValue()
        return out


def scipy_radial(
    reference: tuple[Floats, Floats], points: tuple[Floats, Floats], rts: str, *, slacks: bool = False
) -> Floats:
    """Input-oriented scores by cold programs; with slacks a second one a unit, whose largest sum is added at the end.

    Returns
    -------
    (k,) scores, or (2 k,) scores and one plus the sum of slacks, each slack divided by the variable's mean
    """
    X, Y = reference
    mean_x, mean_y = X.mean(axis=0), Y.mean(axis=0)
    n, m, s = len(X), X.shape[1], Y.shape[1]
    bounded = {"A_eq": np.r_[0.0, np.ones(n)][None], "b_eq": [1.0]} if rts == "vrs" else {}
    top, bottom = (X / mean_x).T, np.c_[np.zeros(s), -(Y / mean_y).T]
    found = []
    for x, y in zip(points[0] / mean_x, points[1] / mean_y, strict=True):
        A, b = np.vstack([np.c_[-x, top], bottom]), np.r_[np.zeros(m), -y]
        t = linprog(np.r_[1.0, np.zeros(n)], A, b, **bounded, method="highs").x[0]
        total = 1.0
        if slacks:
            limits = [(0.0, t), *[(0.0, None)] * n]
            second = linprog(np.r_[0.0, A[:, 1:].sum(axis=0)], A, b, **bounded, bounds=limits, method="highs")
            total += t * x.sum() - y.sum() - second.fun
        found.append((t, total))
    scores, totals = np.array(found).T
    return np.r_[scores, totals] if slacks else scores


def scipy_slacks_based(reference: tuple[Floats, Floats], points: tuple[Floats, Floats]) -> Floats:
    """The form of :class:`WarmSlacksBased` by cold programs."""
    X, Y = (data / data.mean(axis=0) for data in reference)
    (n, m), s = X.shape, Y.shape[1]
    base = np.vstack([X.T, Y.T, np.ones((1, n))])
    slack = np.vstack([np.diag(np.r_[np.ones(m), -np.ones(s)]), np.zeros((1, m + s))])
    rhs, out = np.r_[np.zeros(m + s + 1), 1.0], []
    means = [data.mean(axis=0) for data in reference]
    for x, y in zip(points[0] / means[0], points[1] / means[1], strict=True):
        unit = np.r_[np.zeros(n), 1.0, np.zeros(m), 1.0 / (s * y)]
        A = np.vstack([np.c_[base, -np.r_[x, y, 1.0], slack], unit])
        cost = np.r_[np.zeros(n), 1.0, -1.0 / (m * x), np.zeros(s)]
        out.append(linprog(cost, A_eq=A, b_eq=rhs, method="highs").fun)
    return np.array(out)
