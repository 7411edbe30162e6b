"""How the frontier bends at a projection: the range of the free term over all optimal multipliers.

Multipliers at a corner of the frontier are many. With one optimum of the envelopment program at hand, its peers and
its slacks, complementary slackness tells all optimal multipliers from the others, and the least and the greatest free
term among them are the one-sided derivatives of the score by the right-hand side of ``sum lambda = 1``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farrell.dea.frontier import Bools, Floats, Ints, Orientation
from farrell.lp import LinearProgram
from farrell.lp.linear import Sense

STRETCHED = 1e-9
"""A price of the held side below this share of the whole is none."""


@dataclass(frozen=True, slots=True)
class Tangent:
    """A projection on the frontier of variable returns.

    Attributes
    ----------
    x, y : (m,), (s,) the evaluated point
    X, Y : (n, m), (n, s) units that span the frontier
    peers : the units with positive intensity, places among them
    tight_in, tight_out : (m,), (s,) rows without slack; the multipliers of the others are zero
    orientation : which side the score scales
    congested : whether inputs cannot be thrown away, so that their multipliers have no sign
    """

    x: Floats
    y: Floats
    X: Floats
    Y: Floats
    peers: Ints
    tight_in: Bools
    tight_out: Bools
    orientation: Orientation
    congested: bool = False

    def slope(self, way: float) -> float:
        """What the score changes by for each unit of ``sum lambda`` more (way 1) or less (way -1); without bound where
        no multiplier has a last one."""
        program, n = LinearProgram(), len(self.X)
        others = np.setdiff1d(np.arange(n), self.peers)
        by_input = self.orientation == "input"
        beside, score = program.variables(len(others)), program.variables(1, cost=1.0 if by_input else -1.0, free=True)
        at = program.variables(len(self.peers), free=True)
        sides: tuple[tuple[Floats, Bools, Floats, bool, Sense], ...] = (
            (self.X, self.tight_in, self.x, by_input, "==" if self.congested else "<="),
            (self.Y, self.tight_out, self.y, not by_input, ">="),
        )
        for side, tight, point, scaled, sense in sides:
            if tight.any():
                rows = side.T[tight]
                moved = -point[tight, None] if scaled else np.zeros((len(rows), 1))
                program.rows(sense, 0.0, (beside, rows[:, others]), (at, rows[:, self.peers]), (score, moved))
        program.rows("==", way, (beside, np.ones((1, len(others)))), (at, np.ones((1, len(self.peers)))))
        answer = program.minimise()
        if answer.status == "infeasible":
            return np.inf if by_input else -np.inf
        return float(answer[score][0]) if answer.optimal else np.nan

    def free_terms(self) -> tuple[float, float]:
        """The least and the greatest free term omega, theta = u y + omega or phi = v x + omega."""
        more, less = self.slope(1.0), -self.slope(-1.0)
        return (less, more) if self.orientation == "input" else (more, less)


def elasticities(score: Floats, low: Floats, high: Floats, orientation: Orientation) -> tuple[Floats, Floats]:
    """Scale elasticity to the left and to the right of projections whose free term runs from ``low`` to ``high``.

    At the projection the inputs are worth what the outputs are plus the free term, so v x / u y is
    ``theta / (theta - omega)`` in input orientation and ``(phi - omega) / phi`` in output orientation.
    """

    def of(omega: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            held = score - omega
            held = np.where(held <= STRETCHED * np.abs(score), 0.0, held)
            return np.asarray(score / held if orientation == "input" else held / score)

    return (of(high), of(low)) if orientation == "input" else (of(low), of(high))


def sum_range(X: Floats, Y: Floats, x: Floats, y: Floats, orientation: Orientation) -> tuple[float, float]:
    """Least and greatest sum of intensities over all optima of a point's program under constant returns."""
    by_input, ends = orientation == "input", []
    for way in (1.0, -1.0):
        program = LinearProgram()
        lambdas = program.variables(len(X))
        factor = program.variables(1, cost=1.0 if by_input else -1.0)
        if by_input:
            program.rows("<=", 0.0, (lambdas, X.T), (factor, -x[:, None]))
            program.rows(">=", y, (lambdas, Y.T))
        else:
            program.rows("<=", x, (lambdas, X.T))
            program.rows(">=", 0.0, (lambdas, Y.T), (factor, -y[:, None]))
        answer = program.minimise((lambdas, way))
        if answer.optimal:
            ends.append(float(answer[lambdas].sum()))
        else:
            ends.append(np.inf if answer.status == "unbounded" else np.nan)
    return ends[0], ends[1]
