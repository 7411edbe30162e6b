"""What R took for the same workloads: recorded once, in another run, on two shared cores; and the goals set by it.

CPU seconds on one core of the fastest package that gives what the workload asks for. R is no part of this suite.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recorded:
    """The best R package of one workload, its CPU seconds, and how many times as fast Farrell is meant to be."""

    package: str
    seconds: float
    goal: float


BENCHMARKING, RDEA, DEAR = "Benchmarking 0.33 (lpSolve)", "rDEA 1.2-8 (GLPK)", "deaR 1.5.3"

RECORDED = {
    ("W1", 620): Recorded(RDEA, 0.231, 120),
    ("W2", 1_178): Recorded(BENCHMARKING, 0.277, 60),
    ("W3", 1_000): Recorded(BENCHMARKING, 3.03, 400),
    ("W3", 5_000): Recorded(BENCHMARKING, 78.0, 1_000),
    ("W3", 20_000): Recorded(BENCHMARKING, 1_546.0, 3_000),
    ("W4", 620_000): Recorded(RDEA, 242.0, 120),
    ("W5", 1_000): Recorded(DEAR, 5.3, 300),
    ("W6", 106_400): Recorded(BENCHMARKING, 580.0, 1_000),
}
"""By workload and number of programs. W3 at 5,000 and more, W4 and W6 were extrapolated from samples."""

HIGHS_GOALS = {
    ("W1", 620): 120,
    ("W3", 1_000): 180,
    ("W3", 5_000): 400,
    ("W3", 20_000): 900,
    ("W4", 620_000): 120,
    ("W5", 1_000): 150,
    ("W6", 106_400): 400,
}
"""How many times as fast as warm HiGHS Farrell is meant to be, by workload and number of programs."""

GROWTH_GOAL = 1.4
"""Largest exponent k of time ~ n^k from 1,000 to 20,000 units."""
PANEL_GOAL = (3.0, 500)
"""Seconds and MB for the largest panel, W6."""
SPACE_GOAL = 30
"""Most seconds that all statistics of a chapter in space take."""
BOOTSTRAP_GOALS = {"scores, homogeneous": 10, "Malmquist index": 15, "algorithm 2": 20}
"""Seconds of the bundled panel's bootstraps on two cores."""
TECHNOLOGY_GOAL = 5
"""Most times as long as the adjacent technology that any other takes on the largest panel."""
INSIDE_GOALS = {"network SBM, 3 nodes": 300, "dynamic SBM": 300}
"""Seconds of models that look inside 2,800 units of 10 years, on two cores."""
