"""Algorithms 1 and 2 of Simar and Wilson: distances, draws from truncated normals, and frontiers of pseudo units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtri_exp

from farrell.data import Panel
from farrell.dea.frontier import Block, Bounds, Floats, Orientation, Rts, pose, radial
from farrell.errors import SolveError
from farrell.inference.regressions.truncated import coefficients_of_many
from farrell.inference.replicates import moved
from farrell.lp import Solver, batch, scores_over

PIECE = 100
"""Replicates of a regression in one piece of work."""
PROGRAMS = 16_384
"""Programs in one piece of work."""
FIRST, SECOND = 1, 2
"""The loops, as the streams of random numbers know them."""


@dataclass(frozen=True, slots=True)
class Technologies:
    """How scores are made: the options of :func:`farrell.dea.dea`, and the blocks of rows with one frontier each."""

    blocks: tuple[Block, ...]
    rts: Rts
    bounds: Bounds | None
    orientation: Orientation
    solver: Solver


@dataclass(frozen=True, slots=True)
class Draws:
    """Replicated coefficients.

    Attributes
    ----------
    values : (L, k + 1) beta and sigma; NaN where the search found no maximum
    converged : (L,)
    """

    values: Floats
    converged: NDArray[np.bool_]


def distances(panel: Panel, how: Technologies) -> Floats:
    """(N,) phi, or 1 / theta, of every row: 1 or more.

    Raises
    ------
    SolveError
        ``no-distance``: a row without a finite one
    """
    out = np.full(len(panel), np.nan)
    for block in how.blocks:
        points = (panel.X[block.rows], panel.Y[block.rows])
        t = radial((block.X, block.Y), points, how.rts, how.orientation, bounds=how.bounds, solver=how.solver).t
        with np.errstate(divide="ignore"):
            out[block.rows] = t if how.orientation == "output" else 1.0 / t
    wrong = np.nonzero(~(np.isfinite(out) & (out > 0)))[0]
    if len(wrong):
        raise SolveError("no-distance", model="second_stage", units=[panel.unit_at(r) for r in wrong])
    return np.asarray(np.maximum(out, 1.0))


def drawn(fitted: Floats, sigma: float, rng: np.random.Generator) -> Floats:
    """(n,) draws of N(fitted, sigma^2) given 1 or more.

    By the inverse of the upper tail, in logarithms, which is exact however far 1 lies above: the tail of a draw is
    uniform between 0 and that of 1.
    """
    tail = log_ndtr((fitted - 1.0) / sigma) + np.log1p(-rng.random(len(fitted)))
    return np.asarray(np.maximum(fitted - sigma * ndtri_exp(tail), 1.0))


def again(Z: Floats, theta: Floats, seed: int, replicates: int, loop: int = SECOND) -> Draws:
    """The regression of replicates of the distances, drawn from its own estimate theta (k + 1,) (steps 3 and 6)."""
    pieces = [range(start, min(start + PIECE, replicates)) for start in range(0, replicates, PIECE)]
    parts = batch.run(partial(_regressions, Z, theta, seed, loop), pieces, "truncated regressions")
    return Draws(np.concatenate([values for values, _ in parts]), np.concatenate([ok for _, ok in parts]))


def _regressions(Z: Floats, theta: Floats, seed: int, loop: int, piece: range) -> tuple[Floats, NDArray[np.bool_]]:
    fitted, sigma = Z @ theta[:-1], float(theta[-1])
    y = np.stack([drawn(fitted, sigma, np.random.default_rng([seed, loop, number])) for number in piece])
    values, found = coefficients_of_many(y, Z, 1.0)
    return np.where(found.converged[:, None], values, np.nan), found.converged


def pseudo_distances(
    panel: Panel, how: Technologies, delta: Floats, Z: Floats, theta: Floats, seed: int, replicates: int
) -> Floats:
    """(L1, N) distances of the original points from frontiers of pseudo units (step 3 of algorithm 2).

    Each replicate draws delta*_i from N(z_i beta, sigma^2) given 1 or more and moves every unit there:
    y*_i = y_i delta_i / delta*_i (output), x*_i = x_i delta*_i / delta_i (input).
    """
    fitted, sigma = Z @ theta[:-1], float(theta[-1])
    ratio = np.stack(
        [drawn(fitted, sigma, np.random.default_rng([seed, FIRST, number])) / delta for number in range(replicates)]
    )
    out = np.empty((replicates, len(panel)))
    solver: Solver = (
        "kernel" if how.solver == "auto" else how.solver
    )  # each frontier is new, so nothing of HiGHS's is warm
    jobs = []
    for block in how.blocks:
        step = max(1, PROGRAMS // len(block.rows))
        jobs += [(block, range(s, min(s + step, replicates))) for s in range(0, replicates, step)]
    work = partial(_scores, panel, replace(how, solver=solver), ratio)
    for (block, piece), t in zip(jobs, batch.run(work, jobs, "pseudo frontiers"), strict=True):
        with np.errstate(divide="ignore"):
            out[piece.start : piece.stop, block.rows] = t if how.orientation == "output" else 1.0 / t
    return out


def _scores(panel: Panel, how: Technologies, ratio: Floats, job: tuple[Block, range]) -> Floats:
    """(len(piece), k) scores of a block's points in some replicates."""
    block, piece = job
    points = (panel.X[block.rows], panel.Y[block.rows])
    technology, programs = pose((block.X, block.Y), points, how.rts, how.orientation, bounds=how.bounds)
    stack = moved(technology, ratio[piece.start : piece.stop, block.rows], how.orientation)
    return scores_over(technology, stack, programs, how.solver)[0]
