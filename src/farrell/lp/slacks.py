"""Slack programs: the kernel, or HiGHS on linearised programs; the same judge for both.

The ratio is found by Dinkelbach's iteration over one warm model: solve the program linearised at the present ratio,
take the ratio of its optimum, until it no longer falls. The last linear program proves it.
"""

from __future__ import annotations

import numpy as np

from farrell.lp.certificate import judge
from farrell.lp.exact import solve_exactly
from farrell.lp.highs import WarmModel
from farrell.lp.kernel import covers_slacks, solve_slacks_by_kernel
from farrell.lp.program import Floats, SlackPrograms, Solution, Solver, Technology
from farrell.lp.solve import choose, drop_noise, hand_over, write
from farrell.lp.tolerances import SAME

STEPS = 60
"""Most steps of Dinkelbach's iteration, which converges faster than linearly: four or five are usual."""
SETTLED = 1e-15
"""A ratio that falls by no more than this share has settled in exact arithmetic."""


def solve_slacks(technology: Technology, programs: SlackPrograms, solver: Solver = "auto") -> Solution:
    """Solve and certify every slack program, as :func:`farrell.lp.solve` does radial ones.

    ``t`` of the solution is the ratio, ``dual`` prices the objective linearised at it. Slacks of an optimum need not be
    unique. A point outside the technology is ``infeasible``.
    """
    if choose(solver, [(programs.k, technology.n)]) == "kernel" and covers_slacks(technology):
        solution = solve_slacks_by_kernel(technology, programs)
        rest = np.nonzero(solution.status == "unsolved")[0]
        if len(rest):
            solution.replace(rest, hand_over(_by_highs, technology, programs.subset(rest)))
        return solution
    return _by_highs(technology, programs)


def ratios(programs: SlackPrograms, slack: Floats) -> Floats:
    """(k,) the objective at slacks (k, m + s)."""
    data_rows = slack.shape[1]
    above = 1.0 + (programs.top[:, :data_rows] * slack).sum(axis=1)
    return np.asarray(above / (1.0 + (programs.bottom[:, :data_rows] * slack).sum(axis=1)))


def _by_highs(technology: Technology, programs: SlackPrograms) -> Solution:
    solution = Solution.empty(programs.k, technology)
    solution.diagnostics["programs"] = programs.k
    model = WarmModel(technology) if technology.n else None
    for k in range(programs.k):
        one = programs.subset(np.array([k]))
        if model is None or not _certified(technology, one, model, k, solution):
            _repaired(technology, one, k, solution)
    drop_noise(technology, programs.linearised(np.ones(programs.k)), solution)
    return solution


def _certified(technology: Technology, one: SlackPrograms, model: WarmModel, k: int, solution: Solution) -> bool:
    """Dinkelbach's iteration on certified bases of HiGHS's; False when one fails."""
    ratio, first = np.ones(1), np.zeros(1, dtype=np.int64)
    for _ in range(STEPS):
        linear = one.linearised(ratio)
        basis = model.basis(linear.a[0], linear.b[0], linear.cost_t, linear.cost_slack[0], -1)
        if basis is None:
            return False
        judged = judge(technology, linear, first, basis[None])
        if not judged.ok[0]:
            return False
        x = np.where(
            basis > technology.n, judged.x[0] * judged.rowmag[0][np.maximum(basis - technology.n - 1, 0)], judged.x[0]
        )
        write(technology, solution, k, basis, x, judged.pi[0] / judged.rowmag[0])
        better = ratios(one, solution.slack[k : k + 1])
        if abs(better[0] - ratio[0]) <= SAME * abs(better[0]):
            solution.t[k] = better[0]
            solution.diagnostics["certified"] += 1
            return True
        ratio = better
    return False


def _repaired(technology: Technology, one: SlackPrograms, k: int, solution: Solution) -> None:
    """The same iteration in exact integers; ``unsolved`` when it does not settle."""
    ratio = np.ones(1)
    for _ in range(STEPS):
        exact = solve_exactly(technology, one.linearised(ratio), 0)
        if exact.status != "optimal":
            return _without(exact.status, k, solution)
        write(technology, solution, k, np.array(exact.basis), np.array(exact.x), np.array(exact.pi))
        better = ratios(one, solution.slack[k : k + 1])
        if abs(better[0] - ratio[0]) <= SETTLED * abs(better[0]):
            solution.t[k] = better[0]
            solution.diagnostics["repaired"] += 1
            return
        ratio = better
    _without("unsolved", k, solution)


def _without(status: str, k: int, solution: Solution) -> None:
    """Leave program k without an answer, whatever a step had written."""
    solution.t[k], solution.slack[k], solution.dual[k] = np.nan, np.nan, np.nan
    solution.peer[k], solution.weight[k], solution.basis[k] = -1, 0.0, -1
    solution.status[k] = status
    solution.diagnostics[status] += 1
