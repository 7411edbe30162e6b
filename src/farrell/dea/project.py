"""From the program of one point to the result of a run: what all models that are no radial program share.

A model poses the program of one evaluated unit-period and says what it found. The run goes through all of them,
whatever they are scored against, and puts the answers together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.answers import Found, gather, sparse
from farrell.dea.frontier import Block, Bounds, Floats, Ints, Reference, Rts, frontiers, shown
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.lp import SENSES, LinearProgram, batch, intensity_rows


@dataclass(frozen=True, slots=True)
class Point:
    """One evaluated unit-period and the units it is scored against.

    Attributes
    ----------
    x, y, b : (m,), (s,), (q,) its inputs, outputs and undesirable outputs
    X, Y, B : (n, m), (n, s), (n, q) those of the reference units
    own : its own place among them, -1 where it is not there
    row : its row in the panel
    """

    x: Floats
    y: Floats
    b: Floats
    X: Floats
    Y: Floats
    B: Floats
    own: int
    row: int

    @property
    def n(self) -> int:
        return len(self.X)

    @classmethod
    def of(cls, panel: Panel, block: Block, item: int) -> Point:
        """One row of a block and what it is scored against."""
        r = int(block.rows[item])
        return cls(panel.X[r], panel.Y[r], panel.B[r], block.X, block.Y, block.B, int(block.own[item]), r)

    def without_own(self) -> tuple[Point, Ints]:
        """The same point against the other units, and their places."""
        others = np.delete(np.arange(self.n), self.own) if self.own >= 0 else np.arange(self.n)
        return self.only(others), others

    def only(self, columns: Ints) -> Point:
        """The same point against some of the units."""
        own = np.nonzero(columns == self.own)[0]
        place = int(own[0]) if self.own >= 0 and len(own) else -1
        return replace(self, X=self.X[columns], Y=self.Y[columns], B=self.B[columns], own=place)


Solve = Callable[[Point, Rts], Found]
"""Poses and solves the program of one point under a returns-to-scale."""


def span(
    program: LinearProgram, point: Point, rts: Rts, bounds: Bounds | None = None, scaled_by: slice | None = None
) -> slice:
    """Add intensities of all reference units, their sum bound as the returns to scale ask.

    ``scaled_by`` is a variable that everything is multiplied by, where a ratio was made linear.
    """
    lambdas = program.variables(point.n)
    ones = np.ones((1, point.n))
    for sign, right in intensity_rows(rts, bounds):
        sense = SENSES[sign]
        if scaled_by is None:
            program.rows(sense, right, (lambdas, ones))
        else:
            program.rows(sense, 0.0, (lambdas, ones), (scaled_by, [[-right]]))
    return lambdas


def project(
    panel: Panel,
    solve: Solve,
    *,
    model: str,
    measure: str,
    settings: Mapping[str, Any],
    reference: Reference = "own",
    te: Callable[[Floats], Floats] | None = None,
    better: Literal["low", "high"] = "high",
    without_own: bool = False,
    disposable: bool = True,
    label: str | None = None,
) -> DEAResult:
    """Solve the program of every row of the panel against its reference and put the answers together.

    Parameters
    ----------
    panel : N rows
    solve : of one point
    model, measure, settings : as the result has them; ``settings["rts"]`` is what the technology is. Under ``fdh`` it
        is the union of what single units make possible, so the best answer over single units is the model's
    reference : as in :func:`farrell.dea.dea`
    te : the efficiency of a score; None for models whose score is none
    better : which score is best among single units under ``fdh``: ``"low"`` picks the unit that leaves the most to gain
        where scores fall with inefficiency, ``"high"`` where they rise with it
    without_own : leave each point's own unit out of its reference
    disposable : whether more input and less output than a unit's are possible; else under ``fdh`` a unit may be best
        that another one dominates
    label : what a progress bar calls the work; None for work of seconds

    Notes
    -----
    Rows without an optimum have NaN and a status, and one SolveWarning a status names them.
    """
    front = frontiers(panel, reference)
    rts = settings["rts"]
    one = partial(_fdh, solve, better, disposable) if rts == "fdh" else partial(_convex, solve, rts)
    jobs = [(block, item) for block in front.blocks for item in range(len(block.rows))]
    work = partial(_one, panel, one, without_own)
    found = batch.run(work, jobs, label) if label else [work(job) for job in jobs]
    chosen = {"model": model, **settings, "reference": shown(reference)}
    result = gather(panel, front, jobs, found, measure, chosen, te, includes_own=not without_own)
    warn_without_score(panel, model, result.status, depth=5)
    return result


def _one(panel: Panel, solve: Callable[[Point], Found], without_own: bool, job: tuple[Block, int]) -> Found:
    point = Point.of(panel, *job)
    if not without_own:
        return solve(point)
    alone, others = point.without_own()
    return renumbered(solve(alone), others)


def _convex(solve: Solve, rts: Rts, point: Point) -> Found:
    if point.n == 0:
        return Found(status="infeasible")
    return solve(point, rts)


def _fdh(solve: Solve, better: str, disposable: bool, point: Point) -> Found:
    """The best answer over single units; with free disposal, where the point is dominated, only units that dominate it
    and are not dominated in turn can give it."""
    best, best_score = Found(status="infeasible"), np.inf if better == "low" else -np.inf
    for j in _candidates(point) if disposable else np.arange(point.n):
        found = solve(point.only(np.array([j])), "vrs")
        wins = found.score < best_score if better == "low" else found.score > best_score
        if found.status == "optimal" and wins:
            best, best_score = renumbered(found, np.array([j])), found.score
        elif found.status in ("unbounded", "unsolved"):
            return found
    return best


def _candidates(point: Point) -> Ints:
    """Units that dominate the point and are not dominated in turn; all units where none dominates it."""
    better = np.hstack([point.X, -point.Y, point.B])
    at = np.hstack([point.x, -point.y, point.b])
    dominating = np.nonzero((better <= at).all(axis=1))[0]
    if len(dominating) == 0:
        return np.arange(point.n)
    among = better[dominating]
    beaten = [bool(((among <= one).all(axis=1) & (among < one).any(axis=1)).any()) for one in among]
    return np.asarray(dominating[~np.array(beaten)])


def renumbered(found: Found, columns: Ints) -> Found:
    """Intensities of some units as those of all the units they were taken from."""
    places, values = sparse(found.lambdas)
    found.lambdas = columns[places], values
    return found
