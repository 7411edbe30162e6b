"""Go along each unit's direction: by the engine where the unit is in the technology, else by a program of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.dea.answers import Answers, Found
from farrell.dea.directions import mean_change, reach
from farrell.dea.frontier import Block, Bounds, Floats, Frontiers, Rts, solver_of
from farrell.dea.project import Point, renumbered
from farrell.dea.result import DEAResult, Words
from farrell.dea.walk import Way, walk
from farrell.lp import Programs, Solver, Technology, intensity_rows, solve_many


def along(
    panel: Panel,
    front: Frontiers,
    way: tuple[Floats, Floats],
    settings: Mapping[str, Any],
    solver: Solver,
    *,
    ended: bool = False,
    lacking: Words | None = None,
    without_own: bool = False,
) -> DEAResult:
    """Go along each row's direction, (N, m) down and (N, s) up, as far as the technology allows.

    Parameters
    ----------
    ended : whether a unit without direction has come to its end; see :class:`Way`
    without_own : whether each row's own unit is left out of its reference
    lacking : (N,) statuses of what came before; rows that are not ``optimal`` have no direction and keep their status
    """
    rts, bounds = settings["rts"], settings["bounds"]
    chosen: Solver = "highs" if rts == "fdh" else solver_of(front, solver)
    size = sizes(panel, front, way)
    answers = Answers(panel, front)
    scored = np.zeros(len(panel), dtype=bool)
    if rts != "fdh":
        scored = _by_engine(panel, front, way, size, rts, bounds, chosen, answers, without_own=without_own)
    one_beta = np.zeros(panel.X.shape[1] + panel.Y.shape[1], dtype=np.int64), np.ones(1)
    for block in front.blocks:
        for item in np.nonzero(~scored[block.rows])[0]:
            r = int(block.rows[item])
            if lacking is not None and lacking[r] != "optimal":
                answers.put(block, int(item), Found(status=str(lacking[r])))
                continue
            steps = Way(np.r_[way[0][r], way[1][r]], *one_beta, True, ended)
            point = Point.of(panel, block, int(item))
            if without_own:
                alone, others = point.without_own()
                one = renumbered(walk(alone, steps, rts, bounds), others)
            else:
                one = walk(point, steps, rts, bounds)
            one.parts = {}
            answers.put(block, int(item), one)
    ok = (answers.status == "optimal")[:, None]
    answers.parts = {f"direction_{side}": np.where(ok, g, np.nan) for side, g in zip(("in", "out"), way, strict=True)}
    result = answers.result(
        "beta", {**settings, "solver": chosen}, lambda score: 1.0 - score / size, includes_own=not without_own
    )
    return with_te(result, mean_change(panel, result.radial_in, result.radial_out))


def with_te(result: DEAResult, te: Floats) -> DEAResult:
    """The same result with another reading of its score as an efficiency."""
    te.flags.writeable = False
    return replace(result, te=te)


def sizes(panel: Panel, front: Frontiers, way: tuple[Floats, Floats]) -> Floats:
    """(N,) what an error of beta is measured by; see :func:`reach`."""
    out = np.ones(len(panel))
    for block in front.blocks:
        rows, most = block.rows, np.abs(np.hstack([block.X, block.Y])).max(axis=0, initial=0.0)
        out[rows] = reach(panel.X[rows], panel.Y[rows], way[0][rows], way[1][rows], most)
    return out


def posed(
    panel: Panel,
    block: Block,
    way: tuple[Floats, Floats],
    size: Floats,
    rts: Rts,
    bounds: Bounds | None,
    *,
    second_phase: bool,
    without_own: bool = False,
) -> tuple[Technology, Programs]:
    """The directional programs of a block's rows: maximise t, A lambda + sigma s = (x, y, rhs) + t (-g_x, g_y, 0)."""
    technology = Technology.of(block.X, block.Y, intensity_rows(rts, bounds))
    X, Y, rows = panel.X[block.rows], panel.Y[block.rows], block.rows
    none = np.zeros((len(rows), len(technology.rhs)))
    a = np.hstack([-way[0][rows], way[1][rows], none])
    b = np.hstack([X, Y, np.broadcast_to(technology.rhs, none.shape)])
    counts = np.arange(technology.rows) < technology.m + technology.s
    weight = counts.astype(np.float64) if second_phase else None
    left_out = block.own if without_own else np.full(len(rows), -1, dtype=np.int64)
    return technology, Programs(a, b, -1.0, np.zeros_like(a), weight, left_out, True, block.own, size[rows])


def _by_engine(
    panel: Panel,
    front: Frontiers,
    way: tuple[Floats, Floats],
    size: Floats,
    rts: Rts,
    bounds: Bounds | None,
    solver: Solver,
    answers: Answers,
    *,
    without_own: bool,
) -> NDArray[np.bool_]:
    """Put down the rows that are in their technology and have a direction; (N,) which those are.

    The engine's certificate bounds what a column may take by beta >= 0.
    """
    scored = np.zeros(len(panel), dtype=bool)
    moves = (np.hstack(way) > 0).max(axis=1)
    some = [block for block in front.blocks if len(block.X) and moves[block.rows].any()]
    moving = [np.nonzero(moves[block.rows])[0] for block in some]
    jobs = []
    for block, which in zip(some, moving, strict=True):
        technology, programs = posed(panel, block, way, size, rts, bounds, second_phase=True, without_own=without_own)
        jobs.append((technology, programs.subset(which)))
    for block, which, (technology, _), solution in zip(some, moving, jobs, solve_many(jobs, solver), strict=True):
        if not without_own:
            solution.t[(block.own[which] >= 0) & (solution.t < 0)] = 0.0
        inside = np.nonzero((solution.status == "optimal") & (solution.t >= 0))[0]
        items, answer = which[inside], solution.subset(inside)
        rows, beta = block.rows[items], answer.t[:, None]
        radial = {"in": beta * way[0][rows], "out": beta * way[1][rows], "bad": np.zeros((len(rows), 0))}
        answers.put_block(block, answer, items, radial)
        data_rows = technology.m + technology.s
        answers.omega[rows] = -(answer.dual[:, data_rows:] @ technology.rhs) + 0.0
        scored[rows] = True
    return scored
