"""Bias and intervals of radial scores and directional distances by subsamples: the m out of n bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.along import posed
from farrell.dea.along import sizes as reaches
from farrell.dea.directions import Direction, directions, shown_direction
from farrell.dea.frontier import (
    Block,
    Bounds,
    Floats,
    Frontiers,
    Ints,
    Orientation,
    Rts,
    check_options,
    choose_one,
    count,
    frontiers,
    pose,
    provenance,
    shown,
)
from farrell.errors import OptionError
from farrell.inference.bootstrap import name_of, without_members
from farrell.inference.replicates import check_draws, distances, spread, unreached, worth_correcting
from farrell.inference.sizes import difference_bounds, grid, rate, ratio_bounds
from farrell.inference.subsample_result import Drawn, Ends, SubsampleResult
from farrell.lp import Programs, Solver, Technology, batch, choose, scores_over, solve

Whose = Literal["own", "pooled"] | Panel
PIECE = 32_768
"""Programs in one piece of work."""
BEYOND = 8.0
"""How far beyond a frontier a point is looked for along inputs alone: where they are nine times as large."""


def bootstrap_subsample(
    panel: Panel,
    *,
    seed: int,
    replicates: int = 2000,
    sizes: int | Sequence[int] | None = None,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Whose = "own",
    level: float = 0.95,
    solver: Solver = "auto",
) -> SubsampleResult:
    """How far radial scores are biased and uncertain, by frontiers of subsamples: nothing is assumed of inefficiency.

    Each replicate draws m of the n units without replacement and scores every point, which stays where it is, against
    their frontier (Kneip, Simar & Wilson 2008, DOI 10.1017/S0266466608080651, who draw with replacement; without, as
    Politis & Romano 1994, is valid under the same conditions). Scores converge at n^r, r = 2 / (p + q
    + 1) with p inputs and q outputs, 2 / (p + q) under constant returns, so with the quantiles q of
    replicate / score - 1::

        score / (1 + (m / n)^r q_(1 - a/2))  <=  truth  <=  score / (1 + (m / n)^r q_(a/2))
        bias = (m / n)^r (mean of the replicates - score)

    The size m is chosen for each point by the least volatility of its interval over neighbouring sizes (Politis,
    Romano & Wolf 2001; Simar & Wilson 2011, DOI 10.1007/s11123-010-0200-4); see
    :func:`farrell.inference.sizes.steadiest`. One random order of the units serves all sizes of a replicate.

    Parameters
    ----------
    panel : N rows
    seed : of the random numbers; replicate r has a stream of its own, so results depend on nothing else
    replicates : B subsamples of each size
    sizes : m, or several of which each point takes the steadiest; by default up to 15, evenly from n^(1/2) to n^(3/4)
    rts, bounds, orientation, solver : as in :func:`farrell.dea.dea`
    reference : each period's own frontier, all periods pooled, or that of another panel's units
    level : of the interval

    Returns
    -------
    SubsampleResult

    Raises
    ------
    OptionError
        fewer than two replicates, a level outside (0, 1), a negative seed, a size outside 1 .. n - 1
    SolveError
        ``no-distance``: a unit without a finite distance from its own frontier; beyond that of another panel it is NaN

    Notes
    -----
    Under variable returns a small subsample may not reach a point at all, having no unit with as much output. Such
    replicates are infinite; where they are more than half the tail, the interval is open on that side.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.bootstrap_subsample(panel, seed=1, replicates=50, rts="crs")
    >>> bool((result.high <= result.score + 1e-9).all())
    True
    """
    check_options(panel, "bootstrap_subsample", rts, orientation, bounds, solver, reference=reference)
    settings = {"model": "bootstrap_subsample", "rts": rts, "bounds": bounds, "orientation": orientation}
    front = _front(panel, reference)

    def programs(block: Block) -> tuple[Technology, Programs]:
        points = (panel.X[block.rows], panel.Y[block.rows])
        return pose((block.X, block.Y), points, rts, orientation, bounds=bounds)

    def check(block: Block, score: Floats) -> None:
        distances(panel, block.rows, score, orientation, "bootstrap_subsample")

    return _subsampled(
        panel,
        front,
        programs,
        check,
        None,
        ratio_bounds,
        orientation,
        settings,
        seed,
        replicates,
        sizes,
        reference,
        level,
        solver,
    )


def bootstrap_ddf(
    panel: Panel,
    *,
    seed: int,
    replicates: int = 2000,
    sizes: int | Sequence[int] | None = None,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    reference: Whose = "own",
    direction_inputs: Direction = "observed",
    direction_outputs: Direction = "observed",
    level: float = 0.95,
    solver: Solver = "auto",
) -> SubsampleResult:
    """How far directional distances are biased and uncertain, by frontiers of subsamples.

    As :func:`bootstrap_subsample`, with the distances of :func:`farrell.ddf`, which converge at the same rate; the
    error is their difference, with the quantiles q of replicate less score (Simar, Vanhems & Wilson 2012,
    DOI 10.1016/j.ejor.2012.02.030)::

        score - (m / n)^r q_(1 - a/2)  <=  truth  <=  score - (m / n)^r q_(a/2)

    Parameters
    ----------
    panel : N rows without negative data
    direction_inputs, direction_outputs : as in :func:`farrell.ddf`; each point keeps the direction it has in the whole
        sample
    seed, replicates, sizes, rts, bounds, reference, level, solver : as in :func:`bootstrap_subsample`

    Returns
    -------
    SubsampleResult
        ``score`` is beta; a larger truth than the score is the rule, as the estimated frontier lies inside the true one

    Raises
    ------
    OptionError
        as :func:`bootstrap_subsample` and :func:`farrell.ddf`
    SolveError
        ``no-distance``: a unit without a finite distance along its direction

    Notes
    -----
    A point beyond a subsample's frontier has a negative distance, looked for as far as its outputs fall to nothing, or
    where inputs move alone to nine times them; further off it counts as out of reach.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.bootstrap_ddf(panel, seed=1, replicates=50)
    >>> bool((result.low >= result.score - 1e-9).all())
    True
    """
    check_options(panel, "bootstrap_ddf", rts, "none", bounds, solver, orientations=("none",), reference=reference)
    front = _front(panel, reference)
    way = directions(panel, front, direction_inputs, direction_outputs)
    if not (way[0].any() or way[1].any()):
        raise OptionError("direction-none")
    size = reaches(panel, front, way)
    back = np.where((way[1] > 0).any(axis=1), size, BEYOND * size)
    settings = {
        "model": "bootstrap_ddf", "rts": rts, "bounds": bounds, "direction_inputs": shown_direction(direction_inputs),
        "direction_outputs": shown_direction(direction_outputs),
    }  # fmt: skip

    def programs(block: Block) -> tuple[Technology, Programs]:
        technology, asked = posed(panel, block, way, size, rts, bounds, second_phase=False)
        return technology, replace(asked, b=asked.b - back[block.rows, None] * asked.a)

    def check(block: Block, score: Floats) -> None:
        distances(panel, block.rows, np.where(np.isfinite(score), 1.0, np.nan), "output", "bootstrap_ddf")

    return _subsampled(
        panel,
        front,
        programs,
        check,
        back,
        difference_bounds,
        "output",
        settings,
        seed,
        replicates,
        sizes,
        reference,
        level,
        solver,
    )


def _front(panel: Panel, reference: Whose) -> Frontiers:
    if not isinstance(reference, Panel):
        choose_one("reference", reference, ("own", "pooled"))
    return frontiers(panel, reference)


def _subsampled(
    panel: Panel,
    front: Frontiers,
    programs: Callable[[Block], tuple[Technology, Programs]],
    check: Callable[[Block, Floats], None],
    back: Floats | None,
    ends: Ends,
    side: Orientation,
    settings: Mapping[str, Any],
    seed: int,
    replicates: int,
    sizes: int | Sequence[int] | None,
    reference: Whose,
    level: float,
    solver: Solver,
) -> SubsampleResult:
    """What both kinds share.

    Parameters
    ----------
    back : (N,) how much less than the programs' scalar the score is
    side : ``"output"`` where a point out of reach is infinitely far below, ``"input"`` above
    """
    check_draws(seed, replicates, level)
    m, s = panel.X.shape[1], panel.Y.shape[1]
    kappa, moved = rate(m, s, settings["rts"]), np.zeros(len(panel)) if back is None else back
    grids = [grid(len(block.X), m + s, sizes) for block in front.blocks]
    jobs = [
        (replicates * len(block.rows), int(size))
        for block, tried in zip(front.blocks, grids, strict=True)
        for size in tried
    ]
    solver = choose(solver, jobs)
    columns = {name: np.full(len(panel), np.nan) for name in ("score", "bias", "low", "high", "reached")}
    worth, chosen = np.zeros(len(panel), dtype=bool), np.zeros(len(panel), dtype=np.int64)
    by_name: dict[str, Drawn] = {}
    diagnostics: dict[str, int] = {}
    for number, (block, tried) in enumerate(zip(front.blocks, grids, strict=True)):
        rows, n, name = block.rows, len(block.X), name_of(panel, block, reference)
        technology, asked = programs(block)
        others = without_members(asked)
        solution = solve(technology, asked if back is None else others, solver)
        score = solution.t - moved[rows]
        if not isinstance(reference, Panel):
            check(block, score)
        work = partial(_scores_of, technology, others, tried, (seed, number), solver)
        step = max(1, PIECE // (len(tried) * len(rows)))
        pieces = [range(start, min(start + step, replicates)) for start in range(0, replicates, step)]
        parts = batch.run(work, pieces, f"subsamples {name}")
        drawn = np.concatenate([scores for scores, _ in parts], axis=1) - moved[rows]
        for counts in (solution.diagnostics, *(counts for _, counts in parts)):
            count(diagnostics, counts)
        shares = (tried / n) ** kappa
        one = Drawn(rows, frozen(tried), frozen(shares), frozen(score), frozen(unreached(drawn, side)), ends)
        low, high, place = one.interval(level)
        taken, part = drawn[place, :, np.arange(len(rows))].T, shares[place]
        bias = part * (spread(taken)[0] - score)
        found = {"score": score, "bias": bias, "low": low, "high": high, "reached": np.isfinite(taken).mean(axis=0)}
        for key, values in found.items():
            columns[key][rows] = values
        worth[rows], chosen[rows], by_name[name] = worth_correcting(part * taken, bias), tried[place], one
    return SubsampleResult(
        panel=panel,
        **{key: frozen(values) for key, values in columns.items()},
        score_corrected=frozen(columns["score"] - columns["bias"]),
        worth_correcting=frozen(worth),
        size=frozen(chosen),
        frontiers=Frozen(by_name),
        settings=Frozen(
            {
                **settings, "reference": shown(reference), "replicates": replicates, "seed": seed, "level": level,
                "rate": kappa, "solver": solver,
            }
        ),
        diagnostics=Frozen(diagnostics),
        provenance=provenance(panel),
    )  # fmt: skip


def _scores_of(
    technology: Technology, programs: Programs, tried: Ints, seed: tuple[int, int], solver: Solver, piece: range
) -> tuple[Floats, dict[str, int]]:
    """(J, len(piece), k) scores over the first units, as many as each size says, of a random order per replicate."""
    orders = np.array([np.random.default_rng([*seed, number]).permutation(technology.n) for number in piece])
    counts: dict[str, int] = {}
    drawn = np.empty((len(tried), len(piece), programs.k))
    for j, size in enumerate(tried):
        stack = technology.A[:, orders[:, :size]].transpose(1, 0, 2)
        drawn[j], scored = scores_over(technology, stack, programs, solver)
        count(counts, scored)
    return drawn, counts
