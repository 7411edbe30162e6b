"""The game of cross-efficiency: each unit does its best, as long as no other's score falls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farrell.dea.appraisal import averages
from farrell.dea.frontier import Floats, Ints
from farrell.lp import LinearProgram

ROUNDS = 2000
"""Most rounds of a game; those of the literature settle within a few dozen."""
TIGHT = 1e-10
"""A constraint this close to equality, as a share of its terms, is active; weights this close to zero are zero."""
KEPT = 4
"""How many sets of active constraints are remembered of each game; scores often swing between two."""
HOLDS = 1e-11
"""How far, as a share of its terms, weights that are taken over may miss a constraint or the sign of a price."""


def equilibrium(
    X: Floats, Y: Floats, own: Floats, start: Floats, self_appraisal: bool, tolerance: float
) -> tuple[Floats, int]:
    """Play until no score moves by ``tolerance``.

    Parameters
    ----------
    X, Y : (n, m), (n, s)
    own : (n,) constant-returns efficiency
    start : (n, n) appraisals whose column means are the first scores
    self_appraisal : whether a unit's game against itself, which it wins with its own efficiency, counts in its mean

    Returns
    -------
    (n, n) the ratio of unit j (column) while unit d (row) is protected, and how many rounds it took; 0 if it did not
    settle within :data:`ROUNDS`. The ratios of the last round are those of certified programs
    """
    table = _Table(X, Y, own)
    scores = np.minimum(np.nan_to_num(averages(start, self_appraisal)), own)
    for rounds in range(1, ROUNDS + 1):
        now = np.minimum(averages(table.round(scores), self_appraisal), own)
        settled = np.abs(now - scores).max() < tolerance
        scores = now
        if settled:
            return table.certified(scores), rounds
    return table.certified(scores), 0


class _Table:
    """All games of a round. From one round to the next most optima keep their active constraints, so their weights
    follow from as many equations; they are taken over where they prove to be an optimum, else a program is solved."""

    def __init__(self, X: Floats, Y: Floats, own: Floats) -> None:
        self.X, self.Y = (data / np.where(data.mean(axis=0) > 0, data.mean(axis=0), 1.0) for data in (X, Y))
        self.own = own
        n, self.size = len(X), X.shape[1] + Y.shape[1]
        self.lines = np.vstack([np.hstack([-self.X, self.Y]), -np.eye(self.size)])
        self.floor = len(self.lines)
        """Number of the constraint that protects a unit; the others are rows of ``lines``."""
        self.active = np.full((n, n, KEPT, self.size - 1), -1, dtype=np.int64)
        self.free: list[list[Floats]] = [[] for _ in range(n)]
        """Weights of each unit's best ratio; where they do not harm the protected unit, no program is needed."""

    def round(self, scores: Floats) -> Floats:
        """(n, n) the ratio of unit j (column) while unit d (row) keeps its score."""
        n = len(scores)
        E = np.full((n, n), np.nan)
        E[np.diag_indices(n)] = self.own
        for j, known in enumerate(self.free):
            for w in known:
                unharmed = self._value(w, self.Y, False) >= scores * self._value(w, self.X, True)
                E[unharmed, j] = self.own[j]
        for number in range(KEPT):
            ds, js = np.nonzero(np.isnan(E) & (self.active[:, :, number, 0] >= 0))
            E[ds, js] = self._followed(ds, js, number, scores)
        for d, j in zip(*np.nonzero(np.isnan(E)), strict=True):
            E[d, j] = self._played(int(d), int(j), float(scores[d]))
        return E

    def certified(self, scores: Floats) -> Floats:
        """As :meth:`round`, every ratio by its program."""
        n = len(scores)
        E = np.diag(self.own)
        for d, j in zip(*np.nonzero(~np.eye(n, dtype=bool)), strict=True):
            E[d, j] = self._played(int(d), int(j), float(scores[d]))
        return E

    def _value(self, w: Floats, data: Floats, cost: bool) -> Floats:
        m = self.X.shape[1]
        return np.asarray(data @ (w[:m] if cost else w[m:]))

    def _played(self, d: int, j: int, score: float) -> float:
        m = self.X.shape[1]
        score *= 1.0 - HOLDS  # a score that is the unit's best, rounded up, would leave no weights
        program = LinearProgram()
        v, u = program.variables(m), program.variables(self.size - m, cost=-self.Y[j])
        program.rows("==", 1.0, (v, self.X[j]))
        program.rows("<=", 0.0, (v, -self.X), (u, self.Y))
        program.rows("<=", 0.0, (v, score * self.X[d]), (u, -self.Y[d]))
        answer = program.minimise()
        w = answer.x
        if -answer.objective >= self.own[j] * (1.0 - HOLDS):
            self.free[j].append(w)
        lines = np.vstack([self.lines, np.r_[score * self.X[d], -self.Y[d]]])
        tight = np.abs(lines @ w) <= TIGHT * (np.abs(lines) @ np.abs(w)).clip(1e-300)
        norm, gain = np.r_[self.X[j], np.zeros(self.size - m)], np.r_[np.zeros(m), self.Y[j]]
        price = np.zeros(len(lines))
        price[: len(self.X)], price[-1] = -answer.dual[1:-1], -answer.dual[-1]
        price[len(self.X) : -1] = -answer.dual[0] * norm + lines.T @ price - gain
        self.active[d, j, 1:] = self.active[d, j, :-1]
        self.active[d, j, 0] = self._chosen(norm, lines, np.where(tight, np.abs(price), -1.0))
        return -answer.objective

    def _chosen(self, norm: Floats, lines: Floats, price: Floats) -> Ints:
        """Tight lines that determine the weights, those with the highest price first; -1 where there are too few."""
        kept: list[int] = []
        rows = norm[None] / np.abs(norm).max()
        for line in np.argsort(-price, kind="stable"):
            if price[line] < 0 or len(kept) == self.size - 1:
                break
            more = np.vstack([rows, lines[line] / np.abs(lines[line]).max()])
            if np.linalg.matrix_rank(more) == len(more):
                kept.append(int(line))
                rows = more
        return np.array(kept if len(kept) == self.size - 1 else [-1] * (self.size - 1), dtype=np.int64)

    def _followed(self, d: Ints, j: Ints, number: int, scores: Floats) -> Floats:
        """Ratios of some pairs with the active constraints they had; NaN where those give no optimum."""
        none = np.full(len(d), np.nan)
        if len(d) == 0:
            return none
        X, Y = self.X, self.Y
        floors = np.hstack([scores[d][:, None] * X[d], -Y[d]])
        active = self.active[d, j, number]
        rows = np.where(
            (active == self.floor)[:, :, None], floors[:, None], self.lines[np.minimum(active, self.floor - 1)]
        )
        norm = np.hstack([X[j], np.zeros_like(Y[j])])
        A = np.concatenate([norm[:, None], rows], axis=1)
        gain = np.hstack([np.zeros_like(X[j]), Y[j]])
        right = np.zeros_like(gain)
        right[:, 0] = 1.0
        try:
            w = np.linalg.solve(A, right[:, :, None])[:, :, 0]
            price = np.linalg.solve(A.transpose(0, 2, 1), gain[:, :, None])[:, :, 0]
        except np.linalg.LinAlgError:
            return none
        pairs, zeros = np.nonzero((active >= len(X)) & (active < self.floor))
        w[pairs, active[pairs, zeros] - len(X)] = 0.0
        good = self._holds(self.lines[None], w) & self._holds(floors[:, None], w)
        good &= (price[:, 1:] >= -HOLDS * np.abs(price).max(axis=1, keepdims=True)).all(axis=1)
        return np.where(good, (gain * w).sum(axis=1), np.nan)

    @staticmethod
    def _holds(lines: Floats, w: Floats) -> NDArray[np.bool_]:
        """Whether weights keep their lines at or below zero."""
        value, terms = (lines * w[:, None]).sum(axis=2), (np.abs(lines) * np.abs(w[:, None])).sum(axis=2)
        return np.asarray((value <= HOLDS * terms).all(axis=1))
