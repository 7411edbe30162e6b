"""W2 and W6: productivity over time; and what other frontiers cost beside the adjacent ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

import farrell
from benchmarks.baselines import WarmRadial, scipy_radial
from benchmarks.data import drawn_panel, panel_of
from benchmarks.measure import Floats, Job, compare, side_by_side
from benchmarks.peers import Peers
from benchmarks.pose import SCIPY, Answer, Row, Sizes, engine, together, warmed
from farrell.productivity.technologies import TECHNOLOGIES, TechnologyName

NAMES = ("from_from", "from_to", "to_from", "to_to", "vrs_from", "vrs_to")
"""The distances of Malmquist indices: period of the data, period of the frontier."""
WHOLE = 1_000
"""Unit-periods up to which the baselines solve all programs, not a sample."""
COST = 8.0
"""A sample is drawn for each technology of three periods, so it is smaller by as much."""


@dataclass(frozen=True, slots=True)
class PanelPrograms:
    """All programs of Malmquist indices with pure and scale efficiency change, in the order they are solved.

    Attributes
    ----------
    X, Y : (T, n, m), (T, n, s)
    """

    X: Floats
    Y: Floats

    def technologies(self) -> Iterator[tuple[int, str, list[int]]]:
        """Period of the frontier, returns to scale, periods of the points."""
        T = len(self.X)
        for s in range(T):
            yield s, "crs", [t for t in (s - 1, s, s + 1) if 0 <= t < T]
            yield s, "vrs", [s]

    def points(self, times: list[int]) -> tuple[Floats, Floats]:
        """The points of some periods."""
        return np.concatenate(self.X[times]), np.concatenate(self.Y[times])

    def solve(self) -> Answer:
        """All scores by the engine."""
        return together([engine((self.X[s], self.Y[s]), self.points(t), rts) for s, rts, t in self.technologies()])

    def distances(self, scores: Floats) -> dict[str, Floats]:
        """(T - 1, n) distances by the names that :func:`farrell.malmquist` gives them, from all scores."""
        n, at, found = self.X.shape[1], 0, {}
        for s, rts, times in self.technologies():
            for t in times:
                found[rts, s, t] = np.minimum(scores[at : at + n], 1.0 if s == t else np.inf)
                at += n
        moves = {"from_from": (0, 0), "from_to": (0, 1), "to_from": (1, 0), "to_to": (1, 1)}
        before = range(len(self.X) - 1)
        out = {name: np.stack([found["crs", t + s, t + d] for t in before]) for name, (d, s) in moves.items()}
        out["vrs_from"] = np.stack([found["vrs", t, t] for t in before])
        out["vrs_to"] = np.stack([found["vrs", t + 1, t + 1] for t in before])
        return out

    def indices(self, scores: Floats) -> Floats:
        """(T - 1, n) productivity change."""
        D = self.distances(scores)
        return np.sqrt(D["to_from"] / D["from_from"] * D["to_to"] / D["from_to"])

    def sampled(self, solver: Any, periods: int, cost: float, sizes: Sizes) -> Job:
        """Points of some periods' technologies, or all of a small panel; ``solver`` makes one technology's job."""
        (T, n), at, runs, chosen = self.X.shape[:2], 0, [], []
        whole = n * T <= WHOLE
        kept = range(T) if whole else np.unique(np.linspace(0, T - 1, periods + 2).astype(int))[1:-1]
        each = np.arange(n) if whole else sizes.sample(n, cost)
        for s, rts, times in self.technologies():
            if s in kept:
                which = np.concatenate([each + i * n for i in range(len(times))])
                X, Y = self.points(times)
                runs.append(solver((self.X[s], self.Y[s]), (X[which], Y[which]), rts))
                chosen.append(at + which)
            at += n * len(times)
        taken = np.concatenate(chosen)
        return Job(lambda: np.concatenate([run() for run in runs]), lambda scores: scores[taken], len(taken) / at)


def warm(reference: Any, points: Any, rts: str) -> Callable[[], Floats]:
    """A job of HiGHS's, its model ready."""
    return warmed(WarmRadial(*reference, rts), *points)


def cold(reference: Any, points: Any, rts: str) -> Callable[[], Floats]:
    """A job of scipy's."""
    return lambda: scipy_radial(reference, points, rts)


def productivity(key: str, size: tuple[int, int], sizes: Sizes, peers: Peers | None = None) -> Row:
    """Malmquist indices with pure and scale efficiency change, 4 in 2 out."""
    programs = PanelPrograms(*drawn_panel(*size, 4, 2))
    panel = panel_of(programs.X, programs.Y)

    def call() -> Floats:
        distances = farrell.malmquist(panel, solver="kernel").distances
        return np.concatenate([distances[name] for name in NAMES])

    others = {
        "call": Job(call, lambda scores: np.concatenate([programs.distances(scores)[name].ravel() for name in NAMES])),
        "HiGHS": programs.sampled(warm, 3, COST, sizes),
        "scipy": programs.sampled(cold, 1, COST * SCIPY, sizes),
    }
    for name, peer in (peers.usable if peers else {}).items():
        if hasattr(peer, "malmquist"):
            run = partial(peer.malmquist, programs.X, programs.Y)
            others[name] = Job(run, programs.indices, beside="call")
    what = f"Malmquist indices (FGNZ), {size[0]:,} units, {size[1]} years, 4 in 2 out"
    return compare(key, what, programs.solve, others)


def technologies(sizes: Sizes) -> dict[str, Any]:
    """Malmquist indices (FGLR) of the large panel over every technology, and their time over that of the adjacent one.

    Raises
    ------
    ValueError
        an index is missing, which no technology allows under constant returns
    """
    n, periods = sizes.counties
    panel = panel_of(*drawn_panel(n, periods, 4, 2))
    panel = panel.with_group("zone", [f"zone {i % 4}" for i in range(n)])

    def call(technology: TechnologyName) -> Floats:
        options: dict[str, Any] = {"group": "zone"} if technology == "metafrontier" else {}
        return farrell.malmquist(panel, technology=technology, decomposition="fglr", solver="kernel", **options).tfpch

    taken = side_by_side({name: partial(call, name) for name in TECHNOLOGIES})
    for name, one in taken.items():
        if not np.isfinite(one.answer).all():
            raise ValueError(f"{name}: an index is missing")
    seconds = {name: one.seconds for name, one in taken.items()}
    return {
        "what": f"Malmquist indices (FGLR), {n:,} units, {periods} years, 4 in 2 out, constant returns",
        "seconds": seconds,
        "ratio": {name: value / seconds["adjacent"] for name, value in seconds.items()},
    }
