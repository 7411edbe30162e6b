"""Propose, judge, go on to the second phase, repair: the way of every program through the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from farrell.lp import batch
from farrell.lp.certificate import CHUNK, Judged, basis_matrices, judge, row_magnitudes
from farrell.lp.exact import solve_exactly
from farrell.lp.face import second_phase
from farrell.lp.highs import propose
from farrell.lp.kernel import covers, frontier, scores_by_kernel, solve_by_kernel, worth_a_frontier
from farrell.lp.program import COUNTED, Floats, Ints, Posed, Programs, Solution, Solver, Technology
from farrell.lp.tolerances import CLEAR, FACE, NEGLIGIBLE, SAME

HIGHS_PROGRAM, HIGHS_COLUMN = 5e-5, 4e-7
"""Seconds that warm HiGHS takes for one program, and for each column of it (benchmarks/, 3 to 7 rows)."""
WORTH = 3.0
"""Seconds of HiGHS from which the kernel is asked: its first use on a machine waits for a compiler."""


def choose(solver: Solver, jobs: Iterable[tuple[int, int]]) -> Solver:
    """The solver of several jobs, (programs, columns) each: as asked, or by the time HiGHS would take for all.

    The choice depends on the size of the job alone, so that a study gives the same answer on every machine.
    """
    if solver != "auto":
        return solver
    seconds = sum(programs * (HIGHS_PROGRAM + HIGHS_COLUMN * columns) for programs, columns in jobs)
    return "kernel" if seconds > WORTH else "highs"


def solve(technology: Technology, programs: Programs, solver: Solver = "auto") -> Solution:
    """Solve and certify every program.

    What the kernel does not cover or could not prove goes to HiGHS. A basis of HiGHS's that fails the certificate,
    and every claim that a program has no optimum, is decided in exact arithmetic; what is too large for that stays
    ``unsolved`` with NaN.

    Parameters
    ----------
    technology, programs : see :mod:`farrell.lp.program`
    solver : ``"highs"``, ``"kernel"``, or ``"auto"``; see :func:`choose`
    """
    if choose(solver, [(programs.k, technology.n)]) == "kernel" and covers(technology, programs):
        if worth_a_frontier(technology, programs, "radial"):
            return on_the_frontier(_solve_and_hand_over, technology, replace(programs, member=None))
        return _solve_and_hand_over(technology, programs)
    return _solve_by_highs(technology, programs)


def _solve_and_hand_over(technology: Technology, programs: Programs) -> Solution:
    """The kernel, and HiGHS for what it could not prove."""
    solution = solve_by_kernel(technology, programs)
    rest = np.nonzero(solution.status == "unsolved")[0]
    if len(rest):
        solution.replace(rest, hand_over(_solve_by_highs, technology, programs.subset(rest)))
    return solution


def on_the_frontier(work: Callable[[Technology, Posed], Solution], technology: Technology, programs: Posed) -> Solution:
    """Solve over the units that span the frontier, which is solving over all."""
    columns = frontier(technology)
    solution = work(technology.only(columns), programs)
    solution.number(columns, technology.n)
    return solution


def hand_over(work: Callable[[Technology, Posed], Solution], technology: Technology, programs: Posed) -> Solution:
    """What the kernel could not prove, by HiGHS and exact arithmetic; of a large technology over its frontier."""
    if worth_a_frontier(technology, programs, "handed over"):
        return on_the_frontier(work, technology, programs)
    return work(technology, programs)


def solve_many(jobs: Sequence[tuple[Technology, Programs]], solver: Solver = "auto") -> list[Solution]:
    """Solve several technologies' programs; the kernel's jobs go to the workers of :mod:`farrell.lp.batch`."""
    solver = choose(solver, [(programs.k, technology.n) for technology, programs in jobs])
    if solver == "kernel":
        return batch.run(_solve_by_kernel, jobs, "solving")
    return [solve(technology, programs, solver) for technology, programs in jobs]


def scores_over(
    technology: Technology, stack: Floats, programs: Programs, solver: Solver, *, each: bool = False
) -> tuple[Floats, dict[str, int]]:
    """The scores of programs over each of a stack of technologies: what bootstraps and sample splits ask for.

    Parameters
    ----------
    technology : the form of all: the rows' signs and sides
    stack : (B, R, n) the columns of each
    programs : the same k over each; with ``each``, B times k, the technologies' own one after the other
    solver : ``"highs"`` or ``"kernel"``

    Returns
    -------
    (B, k) optimal t, NaN where there is none, and the counts of all
    """
    k = programs.k // len(stack) if each else programs.k
    first = replace(technology, A=stack[0])
    alike = covers(first, programs) and stack.min() >= 0.0 and not worth_a_frontier(first, programs, "radial")
    counts = dict.fromkeys(COUNTED, 0)

    def own(b: int | np.integer[Any]) -> Programs:
        return programs.subset(np.arange(b * k, b * k + k)) if each else programs

    if solver != "kernel" or not alike:
        solved = [solve(replace(technology, A=A), own(b), solver) for b, A in enumerate(stack)]
        for solution in solved:
            counts = {key: value + solution.diagnostics[key] for key, value in counts.items()}
        return np.array([solution.t for solution in solved]), counts
    t, status, found = scores_by_kernel(first, stack, programs, each)
    optimal, infeasible, left = (int((status == place).sum()) for place in range(3))
    counts.update(found, programs=status.size, certified=optimal, infeasible=infeasible, handed_over=left)
    for b in np.nonzero((status == 2).any(axis=1))[0]:
        rest = np.nonzero(status[b] == 2)[0]
        solution = hand_over(_solve_by_highs, replace(technology, A=stack[b]), own(b).subset(rest))
        t[b, rest] = solution.t
        counts = {key: value + (key != "programs") * solution.diagnostics[key] for key, value in counts.items()}
    return t, counts


def scores_each(jobs: Iterable[tuple[Technology, Programs]], solver: Solver) -> list[Floats]:
    """The scores of many small jobs, each with a technology and points of its own; those of one form and size are a
    stack.

    Returns
    -------
    one (k,) a job: optimal t, NaN where there is none; ``solver`` is ``"highs"`` or ``"kernel"``
    """
    jobs = list(jobs)
    alike: dict[tuple[Any, ...], list[int]] = {}
    for place, (technology, programs) in enumerate(jobs):
        form = (technology.m, technology.sigma.tobytes(), technology.rhs.tobytes(), programs.cost_t, programs.free_t)
        alike.setdefault((technology.n, programs.k, *form), []).append(place)
    out: list[Floats] = [np.empty(0)] * len(jobs)
    for places in alike.values():
        stack = np.array([jobs[place][0].A for place in places])
        together = Programs.joined([jobs[place][1] for place in places])
        t, _ = scores_over(jobs[places[0]][0], stack, together, solver, each=True)
        for place, scores in zip(places, t, strict=True):
            out[place] = scores
    return out


def _solve_by_kernel(job: tuple[Technology, Programs]) -> Solution:
    return solve(*job, "kernel")


def _solve_by_highs(technology: Technology, programs: Programs) -> Solution:
    """HiGHS proposes, the certificate judges, exact arithmetic repairs."""
    solution = Solution.empty(programs.k, technology)
    solution.diagnostics["programs"] = programs.k
    bases = propose(technology, programs)
    chunk = max(1, CHUNK // max(technology.n, 1))
    for start in range(0, programs.k, chunk):
        which = np.arange(start, min(start + chunk, programs.k))
        which = which[bases[which, 0] >= 0]
        if len(which):
            _accept(technology, programs, which, bases[which], solution)
    for k in np.nonzero(solution.status == "unsolved")[0]:
        _repair(technology, programs, int(k), solution)
    drop_noise(technology, programs, solution)
    return solution


def drop_noise(technology: Technology, programs: Programs, solution: Solution) -> None:
    """Intensities and slacks that are rounding in every row of the unit become zero."""
    if technology.n == 0:
        return
    rowmag = row_magnitudes(technology, programs.a, programs.b)
    data_rows = technology.m + technology.s
    peer = np.maximum(solution.peer, 0)
    share = np.abs(technology.A.T[peer]) * solution.weight[:, :, None] / rowmag[:, None, :]
    negligible = share.max(axis=2) <= NEGLIGIBLE
    solution.weight[negligible] = 0.0
    solution.peer[negligible] = -1
    solution.slack[solution.slack <= NEGLIGIBLE * rowmag[:, :data_rows]] = 0.0


def _accept(technology: Technology, programs: Programs, which: Ints, bases: Ints, solution: Solution) -> None:
    """Write the answers of all bases that pass, after their second phase."""
    judged = judge(technology, programs, which, bases)
    for item in np.nonzero(judged.ok)[0]:
        k, basis, x = int(which[item]), bases[item], judged.x[item]
        if programs.weight is not None:
            width = _face(judged, int(item), basis)
            if width == "unclear":
                continue
            if width == "wide":
                best = second_phase(technology, programs, judged, int(item), k, basis)
                solution.diagnostics["face_pivots"] += best.pivots
                least = 0.0 if programs.size is None else programs.size[k]
                if not best.ok or not _same_score(technology, basis, x, best.basis, best.x, least):
                    continue
                t = x[basis == technology.n]
                basis, x = best.basis, best.x
                x[basis == technology.n] = t
                if best.pivots and not _still_feasible(technology, programs, judged, int(item), k, basis, x):
                    continue
        in_data_units = np.where(
            basis > technology.n, x * judged.rowmag[item][np.maximum(basis - technology.n - 1, 0)], x
        )
        write(technology, solution, k, basis, in_data_units, judged.pi[item] / judged.rowmag[item])
        solution.diagnostics["certified"] += 1


def _face(judged: Judged, item: int, basis: Ints) -> str:
    """Whether a column outside the basis has reduced cost zero, so that other optima exist: wide, point, unclear."""
    reduced = np.abs(np.r_[judged.reduced[item], np.inf, judged.reduced_slack[item]])
    reduced[basis] = np.inf
    if ((reduced > FACE) & (reduced < CLEAR)).any():
        return "unclear"
    return "wide" if (reduced <= FACE).any() else "point"


def _same_score(technology: Technology, first: Ints, x: Floats, second: Ints, y: Floats, least: float) -> bool:
    """The second phase must not move the scalar t, by more than rounding of it or of ``least``."""
    before, after = x[first == technology.n], y[second == technology.n]
    if len(before) != len(after):
        return False
    return bool(np.all(np.abs(before - after) <= SAME * np.maximum(np.abs(before), least)))


def _still_feasible(
    technology: Technology, programs: Programs, judged: Judged, item: int, k: int, basis: Ints, x: Floats
) -> bool:
    """After the pivots of the second phase: the rows still hold and the score is the first phase's."""
    rowmag = judged.rowmag[item]
    B = basis_matrices(technology, basis[None], programs.a[k][None], rowmag[None])[0]
    residual = np.abs(programs.b[k] / rowmag - B @ x)
    artificial = (basis > technology.n) & (technology.sigma[np.maximum(basis - technology.n - 1, 0)] == 0)
    below = np.where(artificial, np.abs(x), -x) * np.abs(B).max(axis=0)
    return bool((residual <= SAME * (1.0 + np.abs(B) @ np.abs(x))).all() and (below <= SAME).all())


def _repair(technology: Technology, programs: Programs, k: int, solution: Solution) -> None:
    exact = solve_exactly(technology, programs, k)
    solution.status[k] = exact.status
    if exact.status != "optimal":
        solution.diagnostics[exact.status] += 1
        return
    solution.diagnostics["repaired"] += 1
    write(technology, solution, k, np.array(exact.basis), np.array(exact.x), np.array(exact.pi))
    if not exact.slack_bounded:
        solution.slack[k] = np.nan


def write(technology: Technology, solution: Solution, k: int, basis: Ints, x: Floats, pi: Floats) -> None:
    """Put one certified answer, in data units, into the arrays."""
    n, data_rows = technology.n, technology.m + technology.s
    t = x[basis == n]
    x = np.maximum(x, 0.0)
    solution.t[k] = t[0] if len(t) else 0.0
    used = np.nonzero((basis < n) & (x > 0))[0]
    used = used[np.argsort(basis[used])]
    solution.peer[k], solution.weight[k] = -1, 0.0
    solution.peer[k, : len(used)] = basis[used]
    solution.weight[k, : len(used)] = x[used]
    slack = np.zeros(technology.rows)
    of_row = (basis > n) & (basis <= n + technology.rows)
    slack[basis[of_row] - n - 1] = x[of_row]
    solution.slack[k] = slack[:data_rows]
    solution.dual[k], solution.basis[k] = pi, basis
    solution.status[k] = "optimal"
