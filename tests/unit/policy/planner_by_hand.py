"""The planner's program as a paper would write it: every unit a peer, data units, in and out apart, scipy's solver."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linprog

import farrell

SAME = 1e-8
"""Relative: two solvers, each within 1e-9 of the same optimum."""
HEADLINE = {
    "move": ["beds", "health_technicians"],
    "cap": 0.10,
    "floors": {"beds": "lower quartile", "health_technicians": "lower quartile"},
    "most": 0.10,
}


class ByHand:
    """Variables: lambda (n, n) by unit, in (n, m), out (n, m), gain (n, s)."""

    def __init__(self, X, Y, *, into, out, most=np.inf, least=0.0, factor=1.0, total=(0.0, 0.0), convex=True):
        self.X, self.Y = X, Y
        self.n, self.m, self.s = len(X), X.shape[1], Y.shape[1]
        n, m, s = self.n, self.m, self.s
        self.size = n * n + 2 * n * m + n * s
        self.A, self.b, self.E, self.e = [], [], [], []
        self.resource = {}
        factor = np.broadcast_to(factor, (n,))
        for k in range(n):
            for i in range(m):
                row = self.row()
                row[self.lam(k)] = X[:, i]
                row[self.into(k, i)], row[self.out(k, i)] = -1, 1
                self.resource[k, i] = self.below(row, X[k, i])
            for r in range(s):
                row = self.row()
                row[self.lam(k)] = -Y[:, r]
                row[self.gain(k, r)] = factor[k]
                self.below(row, -factor[k] * Y[k, r])
            if convex:
                row = self.row()
                row[self.lam(k)] = 1
                self.equal(row, 1.0)
        self.totals = {}
        for i in range(m):
            row = self.row()
            for k in range(n):
                row[self.into(k, i)], row[self.out(k, i)] = 1, -1
            low, high = (np.broadcast_to(t, (m,))[i] for t in total)
            self.totals[i] = self.below(row, high), self.below(-row, -low)
        wide = [np.broadcast_to(v, shape).ravel() for v, shape in ((into, (n, m)), (out, (n, m)))]
        tops = np.r_[np.full(n * n, np.inf), *wide, np.broadcast_to(most, (n, s)).ravel()]
        lows = np.r_[np.zeros(n * n + 2 * n * m), np.broadcast_to(least, (n, s)).ravel()]
        self.bounds = np.column_stack([lows, tops])

    def row(self):
        return np.zeros(self.size)

    def lam(self, k):
        return slice(k * self.n, (k + 1) * self.n)

    def into(self, k, i):
        return self.n**2 + k * self.m + i

    def out(self, k, i):
        return self.n**2 + self.n * self.m + k * self.m + i

    def gain(self, k, r):
        return self.n**2 + 2 * self.n * self.m + k * self.s + r

    def below(self, row, right):
        self.A.append(row)
        self.b.append(right)
        return len(self.b) - 1

    def equal(self, row, right):
        self.E.append(row)
        self.e.append(right)

    def growth(self, weights=None):
        """The weighted growth of the national outputs, as a row."""
        weights = np.full(self.s, 1 / self.s) if weights is None else weights
        row = self.row()
        for k in range(self.n):
            for r in range(self.s):
                row[self.gain(k, r)] = weights[r] / self.Y[:, r].sum()
        return row

    def moving(self):
        """Half of what comes and goes, as shares of the totals."""
        row = self.row()
        for k in range(self.n):
            for i in range(self.m):
                row[self.into(k, i)] = row[self.out(k, i)] = 0.5 / self.X[:, i].sum()
        return row

    def net(self, k, i):
        row = self.row()
        row[self.into(k, i)], row[self.out(k, i)] = 1, -1
        return row

    def solve(self, cost):
        size = np.abs(self.A).max(axis=1)
        E = np.array(self.E) if self.E else None
        return linprog(
            cost, np.array(self.A) / size[:, None], np.array(self.b) / size, E, self.e or None, self.bounds,
            options={"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9},
        )  # fmt: skip

    def best(self, row):
        """The greatest value of a row; NaN where no plan is possible."""
        found = self.solve(-row)
        return -found.fun if found.success else np.nan


def two_hospitals(**roles):
    """A makes 10 of 10 beds, B 5 of 10, C 20 of 20: along A-C a bed makes 1."""
    frame = pd.DataFrame({"u": list("ABC"), "beds": [10.0, 10, 20], "visits": [10.0, 5, 20], "people": [1.0, 2, 1]})
    return farrell.Panel.from_frame(
        frame,
        unit="u",
        inputs=["beds"],
        outputs=["visits"],
        weight="people",
        persons=1000,
        allow=["few-units"],
        **roles,
    )


def random_panel(seed, n=9, m=2, s=2, *, ties=False):
    rng = np.random.default_rng(seed)
    X = rng.lognormal(3, 0.6, (n, m))
    Y = X.prod(axis=1, keepdims=True) ** (0.9 / m) * rng.lognormal(0, 0.4, (n, s))
    if ties:
        X, Y = np.ceil(X / 10), np.ceil(Y / 5)
        X[-1], Y[-1] = X[0], Y[0]
    names = {f"x{i}": X[:, i] for i in range(m)} | {f"y{r}": Y[:, r] for r in range(s)}
    frame = pd.DataFrame({"u": [f"u{k}" for k in range(n)], "people": rng.uniform(1, 5, n), **names})
    return farrell.Panel.from_frame(
        frame,
        unit="u",
        inputs=[f"x{i}" for i in range(m)],
        outputs=[f"y{r}" for r in range(s)],
        weight="people",
        persons=1000,
        allow=["few-units", "adds-up"],
    )


def by_hand(panel, cap, **limits):
    X, Y = panel.X, panel.Y
    return ByHand(X, Y, into=cap * X, out=cap * X, **limits)
