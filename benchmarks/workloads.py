"""The workloads: what is solved, and who else solves it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import farrell
from benchmarks.baselines import WarmRadial, WarmSlacksBased, scipy_radial, scipy_slacks_based
from benchmarks.data import drawn, panel_of, pseudo_inputs
from benchmarks.measure import Floats, Job, compare, difference, growth_exponent, side_by_side
from benchmarks.panels import productivity
from benchmarks.peers import Peers
from benchmarks.pose import SCIPY, Answer, Row, Sizes, engine, replicated, slacks_based, together, warmed
from farrell.lp import solve_slacks

BOTH = ("crs", "vrs")
LARGE = 50_000
"""Units from which HiGHS is also shown with the frontier given to it."""


def both_scores(solve: Callable[[Floats, Floats, str], Floats], X: Floats, Y: Floats) -> Floats:
    """Scores under constant and under variable returns."""
    return np.r_[*(solve(X, Y, rts) for rts in BOTH)]


def static(sizes: Sizes, peers: Peers) -> Row:
    """W1: CRS and VRS input scores, 4 in 2 out."""
    X, Y = drawn(sizes.static, 4, 2)
    panel = panel_of(X, Y)
    runs = [warmed(WarmRadial(X, Y, rts), X, Y) for rts in BOTH]

    def call(_X: Floats, _Y: Floats, rts: str) -> Floats:
        return farrell.dea(panel, rts=rts, second_phase=False, solver="kernel").te

    others = {
        "call": Job(partial(both_scores, call, X, Y)),
        "HiGHS": Job(lambda: np.r_[*(run() for run in runs)]),
        "scipy": Job(partial(both_scores, lambda x, y, rts: scipy_radial((x, y), (x, y), rts), X, Y)),
    }
    for name, peer in peers.usable.items():
        others[name] = Job(partial(both_scores, peer.radial, X, Y), beside="call", rounding=peer.rounding)
    what = f"CRS and VRS input scores, n = {sizes.static}, 4 in 2 out"
    return compare("W1", what, lambda: together([engine((X, Y), (X, Y), rts) for rts in BOTH]), others)


def scored(key: str, n: int, sizes: Sizes, outputs: int = 3, *, slacks: bool = True, call: bool = False) -> Row:
    """W3 and the large ones: VRS input scores, 3 inputs; of HiGHS the scores only."""
    X, Y = drawn(n, 3, outputs)
    weight = 1.0 / np.r_[X.mean(axis=0), Y.mean(axis=0)] if slacks else None
    few, fewer = sizes.sample(n), sizes.sample(n, SCIPY)

    def scores() -> Answer:
        solution = engine((X, Y), (X, Y), "vrs", weight)
        totals = [1.0 + solution.slack @ weight] if slacks else []
        return np.r_[solution.t, *totals], solution.diagnostics

    def of_fewer(found: Floats) -> Floats:
        return np.r_[*(part[fewer] for part in found.reshape(-1, n))]

    cold = partial(scipy_radial, (X, Y), (X[fewer], Y[fewer]), "vrs", slacks=slacks)
    others = {
        "HiGHS": Job(warmed(WarmRadial(X, Y, "vrs"), X[few], Y[few]), lambda found: found[few], len(few) / n),
        "scipy": Job(cold, of_fewer, len(fewer) / n),
    }
    if n >= LARGE:
        others["HiGHS on the frontier"] = on_the_frontier(X, Y, sizes)
    if call:
        panel = panel_of(X, Y)
        run = lambda: farrell.dea(panel, slack_weights="mean", solver="kernel").te  # noqa: E731
        others["call"] = Job(run, lambda found: found[:n])
    words = "VRS input scores and largest slacks" if slacks else "VRS input scores"
    return compare(key, f"{words}, n = {n:,}, 3 in {outputs} out", scores, others)


def on_the_frontier(X: Floats, Y: Floats, sizes: Sizes) -> Job:
    """HiGHS given what it cannot find by itself: only the units that are peers of some unit as columns."""
    found = np.unique(engine((X, Y), (X, Y), "vrs").peer)
    frontier = found[found >= 0]
    some = np.unique(np.linspace(0, len(X) - 1, len(sizes.sample(len(frontier)))).astype(int))
    run = warmed(WarmRadial(X[frontier], Y[frontier], "vrs"), X[some], Y[some])
    return Job(run, lambda scores: scores[some], len(some) / len(X))


def bootstrap(sizes: Sizes) -> Row:
    """W4: the programs of a smoothed bootstrap, 4 in 2 out: the points against a technology per replicate."""
    (X, Y), n = drawn(sizes.static, 4, 2), sizes.static
    theta = np.minimum(engine((X, Y), (X, Y), "vrs").t, 1.0)
    sets = pseudo_inputs(X, theta, sizes.replicates)
    few = sets[: max(1, len(sizes.sample(20 * n)) // 10)]
    runs = [warmed(WarmRadial(pseudo, Y, "vrs"), X, Y) for pseudo in few]
    others = {
        "HiGHS": Job(
            lambda: np.concatenate([run() for run in runs]), lambda found: found[: len(few) * n], len(few) / len(sets)
        ),
        "scipy": Job(lambda: scipy_radial((sets[0], Y), (X, Y), "vrs"), lambda found: found[:n], 1 / len(sets)),
    }
    what = f"bootstrap of VRS input scores, n = {n}, {len(sets):,} replicates, 4 in 2 out"
    return compare("W4", what, lambda: replicated(sets, X, Y), others)


def slacks_based_measure(sizes: Sizes, peers: Peers) -> Row:
    """W5: the non-oriented slacks-based measure under vrs, 3 in 3 out."""
    n = sizes.slacks_based
    X, Y = drawn(n, 3, 3)
    technology, programs = slacks_based(X, Y)
    fewer = sizes.sample(n, SCIPY)
    cold = partial(scipy_slacks_based, (X, Y), (X[fewer], Y[fewer]))
    others = {
        "HiGHS": Job(warmed(WarmSlacksBased(X, Y), X, Y)),
        "scipy": Job(cold, lambda scores: scores[fewer], len(fewer) / n),
    }
    for name, peer in peers.usable.items():
        if hasattr(peer, "slacks_based"):
            others[name] = Job(partial(peer.slacks_based, X, Y))
    what = f"slacks-based measure, VRS, n = {n:,}, 3 in 3 out"
    return compare("W5", what, lambda: together([solve_slacks(technology, programs, "kernel")]), others)


def growth(sizes: Sizes) -> dict[str, Any]:
    """Time of W3 against n, of the engine and of HiGHS, and the exponents k of n^k."""
    seconds: dict[str, list[float]] = {"engine": [], "HiGHS": []}
    for n in sizes.growth:
        X, Y = drawn(n, 3, 3)
        weight, few = np.ones(6), sizes.sample(n, 2.0)
        job = Job(warmed(WarmRadial(X, Y, "vrs"), X[few], Y[few]))
        taken = side_by_side({"engine": partial(engine, (X, Y), (X, Y), "vrs", weight), "HiGHS": job.run})
        difference(f"growth, n = {n}", taken["engine"].answer.t[few], taken["HiGHS"].answer)
        seconds["engine"].append(taken["engine"].seconds)
        seconds["HiGHS"].append(taken["HiGHS"].seconds * n / len(few))
    exponents = {name: growth_exponent(sizes.growth, values) for name, values in seconds.items()}
    return {"n": list(sizes.growth), "seconds": seconds, "exponent": exponents}


def rows(name: str, sizes: Sizes, peers: Peers) -> list[Row]:
    """The rows of one workload by its name on the command line."""
    made: dict[str, Callable[[], list[Row]]] = {
        "W1": lambda: [static(sizes, peers)],
        "W2": lambda: [productivity("W2", sizes.panel, sizes, peers)],
        "W3": lambda: [scored("W3", n, sizes, call=True) for n in sizes.slacks],
        "W4": lambda: [bootstrap(sizes)],
        "W5": lambda: [slacks_based_measure(sizes, peers)],
        "W6": lambda: [productivity("W6", sizes.counties, sizes)],
        "large": lambda: [scored("large", sizes.large, sizes)],
        "million": lambda: [scored("million", sizes.million, sizes, 2, slacks=False)],
    }
    return made[name]()


WORKLOADS = ("W1", "W2", "W3", "W4", "W5", "W6", "large", "million")
