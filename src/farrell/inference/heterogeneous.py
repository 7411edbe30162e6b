"""Units drawn anew where inefficiency depends on size and mix: the heterogeneous smoothed bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from farrell.dea.frontier import Bools, Bounds, Floats, Ints, Orientation, Rts, count, pose
from farrell.inference.density import root
from farrell.lp import Solver, scores_over

ROUNDS = 40
"""How often a draw beyond what is possible is made again before the unit it came from stands for it."""


@dataclass(frozen=True, slots=True)
class Density:
    """The joint density of the side that stays, the mix of the side that moves, and the distance, mirrored at 1.

    Attributes
    ----------
    stays, moves : (n, k) and (n, j) the side that keeps its values, and the one the orientation scales
    unit : (j,) what ``moves`` is measured in, the mean of each column, so that the mix does not depend on units
    mirrored : (2n, k + j) stays, j - 1 angles, distance; in the second half the distance is 2 less it
    roots : two (d, d), of the covariance of each half
    least : (k,) the least that the side that stays can be
    width : h
    """

    stays: Floats
    moves: Floats
    unit: Floats
    mirrored: Floats
    roots: tuple[Floats, Floats]
    least: Floats
    width: float

    @classmethod
    def of(cls, stays: Floats, moves: Floats, delta: Floats, width: float | None) -> Density:
        """The density of n units with their distances; ``width`` by :func:`normal_reference` if None."""
        unit = moves.mean(axis=0)
        unit = np.where(unit > 0, unit, 1.0)
        sample = np.column_stack([stays, angles(moves / unit), delta])
        flipped = sample.copy()
        flipped[:, -1] = 2.0 - delta
        n, d = sample.shape
        covariance = np.atleast_2d(np.cov(sample.T)) if n > 1 else np.zeros((d, d))
        sign = np.r_[np.ones(d - 1), -1.0]
        roots = (root(covariance), root(covariance * np.outer(sign, sign)))
        least = np.where((stays < 0).any(axis=0), -np.inf, 0.0)
        h = normal_reference(n, d) if width is None else width
        return cls(stays, moves, unit, np.vstack([sample, flipped]), roots, least, h)

    def draw(self, counts: Ints, streams: Sequence[np.random.Generator]) -> tuple[Floats, Floats, Floats, Bools]:
        """By each stream a count, k in all: (k, .) the side that stays and a point of the mix, (k,) distances, and
        which of them can be."""
        n, d = len(self.stays), self.mirrored.shape[1]
        made = [
            (stream.integers(0, 2 * n, k), stream.standard_normal((k, d)))
            for k, stream in zip(counts, streams, strict=True)
        ]
        place, noise = (np.concatenate(part) for part in zip(*made, strict=True))
        noise = np.where((place < n)[:, None], noise @ self.roots[0].T, noise @ self.roots[1].T)
        centre = self.mirrored.mean(axis=0)
        drawn = centre + (self.mirrored[place] + self.width * noise - centre) / np.sqrt(1.0 + self.width**2)
        delta = np.where(drawn[:, -1] < 1.0, 2.0 - drawn[:, -1], drawn[:, -1])
        still, turn = drawn[:, : self.stays.shape[1]], drawn[:, self.stays.shape[1] : -1]
        possible = ((turn >= 0) & (turn <= np.pi / 2)).all(axis=1) & (still >= self.least).all(axis=1)
        return still, direction(turn) * self.unit, delta, possible


def normal_reference(n: int, d: int) -> float:
    """The bandwidth (4 / ((d + 2) n))^(1 / (d + 4)) for n points of d standardised dimensions (Silverman 1986,
    equation 4.14)."""
    return float((4.0 / ((d + 2.0) * n)) ** (1.0 / (d + 4.0)))


def angles(points: Floats) -> Floats:
    """(n, j - 1) polar angles of points (n, j) of no negative coordinate; each within [0, pi / 2]."""
    norms = np.sqrt(np.cumsum(points[:, ::-1] ** 2, axis=1))[:, ::-1]
    return np.arctan2(norms[:, 1:], points[:, :-1])


def direction(turn: Floats) -> Floats:
    """(n, j) the points of modulus 1 that have angles (n, j - 1)."""
    ahead = np.column_stack([np.ones(len(turn)), np.cumprod(np.sin(turn), axis=1)])
    return np.asarray(ahead * np.column_stack([np.cos(turn), np.ones(len(turn))]))


def pseudo_units(
    density: Density,
    seeds: list[tuple[int, ...]],
    rts: Rts,
    bounds: Bounds | None,
    orientation: Orientation,
    solver: Solver,
) -> tuple[Floats, Floats, dict[str, int]]:
    """X (r, n, m) and Y (r, n, s) of r replicates, each drawn with a seed of its own, and the counts of the programs.

    A draw whose mix has an angle outside [0, pi / 2], whose other side is negative, or from which the frontier is out
    of reach (more output than any unit has), is made again; after :data:`ROUNDS` times an observed unit, as it is,
    stands for it, and ``stood_in`` counts it.
    """
    n, replicates = len(density.stays), len(seeds)
    still, edge = np.empty((replicates, n, density.stays.shape[1])), np.empty((replicates, n, density.moves.shape[1]))
    delta, lacks = np.empty((replicates, n)), np.ones((replicates, n), dtype=bool)
    streams = [np.random.default_rng(seed) for seed in seeds]
    counts: dict[str, int] = {"stood_in": 0}

    def onto_frontier(stays: Floats, moves: Floats) -> tuple[Floats, Bools]:
        points, units = (moves, stays), (density.moves, density.stays)
        if orientation == "output":
            points, units = (stays, moves), (density.stays, density.moves)
        technology, programs = pose(units, points, rts, orientation, bounds=bounds)
        (t,), found = scores_over(technology, technology.A[None], programs, solver)
        count(counts, found)
        return moves * t[:, None], np.isfinite(t) & (t > 0)

    for _ in range(ROUNDS):
        r, i = np.nonzero(lacks)
        if len(r) == 0:
            break
        few = np.unique(r)
        stays, moves, distance, possible = density.draw(lacks[few].sum(axis=1), [streams[b] for b in few])
        r, i = r[possible], i[possible]
        stays, moves, distance = stays[possible], moves[possible], distance[possible]
        there, reached = onto_frontier(stays, moves)
        r, i = r[reached], i[reached]
        still[r, i], edge[r, i], delta[r, i], lacks[r, i] = stays[reached], there[reached], distance[reached], False
    r, i = np.nonzero(lacks)
    if len(r):
        counts["stood_in"] += len(r)
        there, _ = onto_frontier(density.stays, density.moves)
        still[r, i], edge[r, i], delta[r, i] = density.stays[i], there[i], density.mirrored[i, -1]
    scale = delta if orientation == "input" else 1.0 / delta
    moved = edge * scale[:, :, None]
    return (moved, still, counts) if orientation == "input" else (still, moved, counts)
