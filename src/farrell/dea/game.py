"""The game of cross-efficiency: each unit does its best, as long as no other's score falls."""

from __future__ import annotations

import numpy as np

from farrell.dea.appraisal import averages
from farrell.dea.frontier import Floats
from farrell.lp import LinearProgram

ROUNDS = 1000
"""Most rounds of a game; those of the literature settle within thirty."""
REACHED = 1e-12
"""Weights within this share of a unit's best ratio are weights of its best ratio."""


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
    settle within :data:`ROUNDS`
    """
    scores = np.minimum(np.nan_to_num(averages(start, self_appraisal)), own)
    players = [_Player(X, Y, j, float(own[j])) for j in range(len(X))]
    for rounds in range(1, ROUNDS + 1):
        E = np.column_stack([player.against_all(scores) for player in players])
        now = averages(E, self_appraisal)
        settled = np.abs(now - scores).max() < tolerance
        scores = np.minimum(now, own)
        if settled:
            return E, rounds
    return E, 0


class _Player:
    """One unit that maximises its ratio. Weights of its best ratio that do not harm a protected unit save a program."""

    def __init__(self, X: Floats, Y: Floats, j: int, own: float) -> None:
        self.X, self.Y, self.j, self.own = X, Y, j, own
        self.best: list[tuple[Floats, Floats]] = []

    def against_all(self, scores: Floats) -> Floats:
        """(n,) its ratio while each unit in turn keeps its score."""
        return np.array([self._against(d, float(score)) for d, score in enumerate(scores)])

    def _against(self, d: int, score: float) -> float:
        if d == self.j or any(self.Y[d] @ u >= score * (self.X[d] @ v) for v, u in self.best):
            return self.own
        program = LinearProgram()
        v, u = program.variables(self.X.shape[1]), program.variables(self.Y.shape[1], cost=-self.Y[self.j])
        program.rows("==", 1.0, (v, self.X[self.j]))
        program.rows("<=", 0.0, (u, self.Y), (v, -self.X))
        program.rows(">=", 0.0, (u, self.Y[d]), (v, -score * self.X[d]))
        answer = program.minimise()
        if -answer.objective >= self.own * (1.0 - REACHED):
            self.best.append((answer[v], answer[u]))
        return -answer.objective
