"""How large the workloads are, and how their programs are posed to the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.measure import Floats
from farrell.dea.frontier import pose, radial
from farrell.lp import SlackPrograms, Solution, Technology, intensity_rows, scores_over

Row = dict[str, Any]
Answer = tuple[Floats, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the workloads are; the defaults are those of the published table."""

    static: int = 310
    panel: tuple[int, int] = (31, 10)
    slacks: tuple[int, ...] = (1_000, 5_000, 20_000)
    replicates: int = 2_000
    slacks_based: int = 1_000
    counties: tuple[int, int] = (2_800, 10)
    large: int = 100_000
    million: int = 1_000_000
    growth: tuple[int, ...] = (1_000, 2_000, 5_000, 10_000, 20_000)
    patience: float = 1.0

    def sample(self, n: int, cost: float = 1.0) -> np.ndarray:
        """Numbers of the units that HiGHS solves, all or an even sample: about a second's work, at least two."""
        chosen = int(self.patience / (cost * (5e-5 + 6e-7 * n)))
        return np.unique(np.linspace(0, n - 1, min(max(chosen, 2), n)).astype(int))


QUICK = Sizes(
    slacks=(1_000,),
    replicates=50,
    slacks_based=300,
    counties=(280, 10),
    large=20_000,
    million=100_000,
    growth=(500, 1_000, 2_000),
    patience=0.2,
)
SCIPY = 20.0
"""About how many times longer a cold program of scipy's takes than a warm one; its samples are smaller by as much."""


def together(solutions: list[Solution]) -> Answer:
    """Scores one after another, and the counts added up."""
    counts = {name: sum(s.diagnostics[name] for s in solutions) for name in solutions[0].diagnostics}
    return np.concatenate([s.t for s in solutions]), counts


def engine(reference: tuple[Floats, Floats], points: tuple[Floats, Floats], rts: str, weight: Any = None) -> Solution:
    """Pose and solve input-oriented programs with the compiled kernel."""
    return radial(reference, points, rts, "input", slack_weight=weight, solver="kernel")


def replicated(sets: list[Floats], X: Floats, Y: Floats) -> Answer:
    """Scores of the points (X, Y) against each pseudo reference set, as ``farrell.bootstrap`` asks for them."""
    technology, programs = pose((X, Y), (X, Y), "vrs", "input")
    stack = technology.spanned(np.asarray(sets), np.broadcast_to(Y, (len(sets), *Y.shape)))
    scores, counts = scores_over(technology, stack, programs, "kernel")
    return np.ravel(scores), counts


def warmed(model: Any, X: Floats, Y: Floats) -> Callable[[], Floats]:
    """What solves the points (X, Y) on a model that has just solved the last of them."""
    model.scores(X[-1:], Y[-1:])
    return lambda: model.scores(X, Y)


def slacks_based(X: Floats, Y: Floats) -> tuple[Technology, SlackPrograms]:
    """The non-oriented slacks-based measure under vrs of every unit (Tone 2001)."""
    (n, m), s = X.shape, Y.shape[1]
    technology, none = Technology.of(X, Y, intensity_rows("vrs", None)), np.zeros((n, 1))
    top, bottom = np.c_[-1.0 / (m * X), np.zeros_like(Y), none], np.c_[np.zeros_like(X), 1.0 / (s * Y), none]
    return technology, SlackPrograms(np.c_[X, Y, np.ones(n)], top, bottom, np.arange(n))
