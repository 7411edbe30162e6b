"""Bias and intervals of radial scores by the smoothed bootstraps of Simar and Wilson."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, get_args

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import (
    Block,
    Bools,
    Bounds,
    Floats,
    Orientation,
    Rts,
    check_options,
    choose_one,
    count,
    frontiers,
    pose,
    provenance,
    radial,
    shown,
)
from farrell.inference.density import DRAWS, RULES, Draws, Rule, bandwidth_of, check_bandwidth, draw
from farrell.inference.heterogeneous import Density, pseudo_units
from farrell.inference.replicates import (
    basic_interval,
    check_draws,
    distances,
    moved,
    percentile_interval,
    spread,
    unreached,
    worth_correcting,
)
from farrell.lp import Programs, Solver, batch, choose, scores_over

Smoothed = Literal["homogeneous", "heterogeneous"]
Points = tuple[Floats, Floats]
Options = tuple[Rts, Bounds | None, Orientation, Solver]
PIECE = 32_768
"""Programs in one piece of work."""
COLUMNS = (
    "score", "bias", "score_corrected", "low", "high", "low_percentile", "high_percentile", "worth_correcting",
    "reached",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BootstrapResult:
    """Scores with their bias and intervals; arrays in the panel's row order.

    Attributes
    ----------
    score : (N,) theta, or phi
    bias : (N,) mean of the replicates less the score
    score_corrected : (N,) score less bias
    low, high : (N,) basic interval of the true score, the score less the quantiles of replicate less score (Simar &
        Wilson 2000)
    low_percentile, high_percentile : (N,) the quantiles of replicate less twice the bias (Simar & Wilson 1998)
    worth_correcting : (N,) where bias^2 > 3 variances of the replicates; elsewhere score_corrected is, in the mean
        square, farther from the truth than the score
    reached : (N,) share of the replicates whose frontier the point could reach; others count as infinite in the
        intervals and not in the bias. Always 1 if homogeneous or under constant returns
    replicates : (B, N) the scores of the original points against each pseudo frontier, NaN where out of reach
    bandwidth : of each period (or of the pooled frontier, or the reference panel), by its name
    """

    panel: Panel
    score: Floats
    bias: Floats
    score_corrected: Floats
    low: Floats
    high: Floats
    low_percentile: Floats
    high_percentile: Floats
    worth_correcting: Bools
    reached: Floats
    replicates: Floats
    bandwidth: Mapping[str, float]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]

    def interval(self, level: float, kind: Literal["basic", "percentile"] = "basic") -> tuple[Floats, Floats]:
        """(N,) low and high at another level; the ends of scores are not below 0."""
        choose_one("kind", kind, ("basic", "percentile"))
        known = unreached(self.replicates, self.settings["orientation"])
        if kind == "basic":
            ends = basic_interval(known, self.score, level)
        else:
            ends = percentile_interval(known, self.bias, level)
        low, high = (np.where(np.isnan(self.bias), np.nan, np.maximum(end, 0.0)) for end in ends)
        return low, high

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, and the columns of :data:`COLUMNS`."""
        import pandas as pd

        columns = {name: getattr(self, name) for name in COLUMNS}
        return pd.DataFrame({"unit": self.panel.unit_labels, "period": self.panel.period_labels, **columns})

    def summary(self) -> str:
        """The settings and the first rows."""
        frame = self.to_frame()
        head = "{method} bootstrap, {orientation} orientation, {rts}, {replicates} replicates, seed {seed}".format(
            **self.settings
        )
        noisy = int((~self.worth_correcting).sum())
        if noisy:
            head += f"\nfor {noisy} of {len(self.score)} scores the correction adds more noise than it removes bias"
        return "\n".join([head, show.text_table(list(frame.columns), frame.head(40).to_numpy(dtype=object).tolist())])

    def _repr_html_(self) -> str:
        frame = self.to_frame().head(40)
        return show.html_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), caption="bootstrap")

    def __repr__(self) -> str:
        return f"BootstrapResult: {len(self.score)} scores, mean bias {float(np.nanmean(self.bias)):.3f}"


def bootstrap(
    panel: Panel,
    *,
    seed: int,
    method: Smoothed = "homogeneous",
    replicates: int = 2000,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] | Panel = "own",
    level: float = 0.95,
    bandwidth: Rule | float | None = None,
    draws: Draws | None = None,
    solver: Solver = "auto",
) -> BootstrapResult:
    """How far radial scores are biased and uncertain, by pseudo frontiers drawn from a smoothed density.

    **Homogeneous**: inefficiency has one distribution for all units. With distances delta_i = 1 / theta_i (or phi_i)
    and r = (delta, 2 - delta), each replicate draws from their density, smoothed with bandwidth h and reflected at 1::

        b_i drawn from delta_1 .. delta_n,  d_i = 1 + (b_i - 1 + h e_i) / sqrt(1 + h^2 / var(r)),
        delta*_i = d_i, or 2 - d_i where that is below 1,

    moves each unit to that distance (x*_i = x_i delta*_i / delta_i, or y*_i = y_i delta_i / delta*_i), and scores the
    original points against the frontier of the moved ones (Simar & Wilson 1998, DOI 10.1287/mnsc.44.1.49, with the
    draws of Daraio & Simar 2007, p. 62, DOI 10.1007/978-0-387-35231-2; ``draws`` has those of 1998).

    **Heterogeneous**: inefficiency may depend on size and mix (Simar & Wilson 2000, DOI 10.1080/02664760050081951).
    With z_i = (y_i, angles of x_i, delta_i), or (x_i, angles of y_i, delta_i) in output orientation, d columns, and
    their mirror images z_iR, whose distance is 2 - delta_i::

        D = (z_1 .. z_n, z_1R .. z_nR),  b_i a row of D drawn at random,  c the mean of D,
        e_i ~ N(0, S), S = cov(z), or S_R, its covariances with delta of the other sign, where b_i is mirrored,
        g_i = c + (b_i + h e_i - c) / sqrt(1 + h^2);  its distance d is 2 - d where that is below 1,

    and the unit drawn lies at that distance from the estimated frontier, along its own mix. Bias and intervals are as
    above.

    Parameters
    ----------
    panel : N rows
    seed : of the random numbers; replicate r has a stream of its own, so results depend on nothing else
    method : see above; a subsample assumes less than both, :func:`farrell.bootstrap_subsample`
    replicates : B; 2000 is usual for intervals
    rts, bounds, orientation, solver : as in :func:`farrell.dea.dea`
    reference : each period's own frontier, all periods pooled, or that of another panel's units
    level : of the interval
    bandwidth : h for every frontier: a number, or by a rule. Homogeneous: ``"silverman"`` (the default),
        ``"normal-reference"`` or ``"cross-validation"``, all on the reflected distances, with formulas in
        :func:`farrell.inference.density.bandwidth_of`. Heterogeneous: ``"normal-reference"``,
        (4 / ((d + 2) n))^(1 / (d + 4))
    draws : how homogeneous distances are drawn: ``"daraio-simar"`` (the default), ``"simar-wilson"`` or
        ``"inefficient"``, with formulas in :func:`farrell.inference.density.draw`. Those of Simar & Wilson 1998 hardly
        leave a unit on the frontier: with n = 100 and one input their bias is one and a half times the true one, and
        0.95 intervals held the truth in about half of the samples (docs/bootstrap.md)

    Returns
    -------
    BootstrapResult
        NaN where fewer than two replicates have a value

    Raises
    ------
    OptionError
        fewer than two replicates, a level outside (0, 1), a negative seed or bandwidth, an unknown method or rule,
        ``draws`` of the heterogeneous bootstrap
    SolveError
        a unit without a finite distance from the frontier

    Notes
    -----
    A frontier on which all units are efficient has nothing to draw from: its bandwidth is 0 and its bias 0.
    Heterogeneous draws beyond what can be (an angle outside [0, pi / 2], a negative output, more output than any unit
    has under variable returns) are made again. Angles are of inputs over their means, so that they do not depend on
    units of measurement.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.bootstrap(panel, seed=1, replicates=100)
    >>> bool((result.score_corrected <= result.score).all())
    True
    """
    check_options(panel, "bootstrap", rts, orientation, bounds, solver, reference=reference)
    choose_one("method", method, get_args(Smoothed))
    check_draws(seed, replicates, level)
    if not isinstance(reference, Panel):
        choose_one("reference", reference, ("own", "pooled"))
    check_bandwidth(bandwidth, RULES if method == "homogeneous" else ("normal-reference",))
    choose_one("draws", draws, (None, *DRAWS) if method == "homogeneous" else (None,))
    rule: Draws = draws or DRAWS[0]
    front = frontiers(panel, reference)
    drawn_too = [len(block.X) if method == "heterogeneous" else 0 for block in front.blocks]
    jobs = [
        (replicates * (len(block.rows) + more), len(block.X))
        for block, more in zip(front.blocks, drawn_too, strict=True)
    ]
    solver = choose(solver, jobs)
    score, drawn = np.full(len(panel), np.nan), np.full((replicates, len(panel)), np.nan)
    widths: dict[str, float] = {}
    diagnostics: dict[str, int] = {}
    options: Options = (rts, bounds, orientation, solver)
    for number, block in enumerate(front.blocks):
        points, units = (panel.X[block.rows], panel.Y[block.rows]), (block.X, block.Y)
        solution = radial(units, points, rts, orientation, bounds=bounds, solver=solver)
        score[block.rows], found = solution.t, solution.t
        source, rows = panel, block.rows
        if isinstance(reference, Panel):
            found = radial(units, units, rts, orientation, bounds=bounds, solver=solver).t
            source, rows = reference, np.arange(len(reference))
        delta = distances(source, rows, found, orientation, "bootstrap")
        name = name_of(panel, block, reference)
        work: Any
        if method == "homogeneous":
            widths[name] = bandwidth_of(delta, "silverman" if bandwidth is None else bandwidth)
            drawing = partial(draw, delta, widths[name], draws=rule)
            work = partial(_homogeneous, units, points, delta, drawing, (seed, number), options)
        else:
            stays, moves = (block.Y, block.X) if orientation == "input" else (block.X, block.Y)
            density = Density.of(stays, moves, delta, None if isinstance(bandwidth, str) else bandwidth)
            widths[name] = density.width
            work = partial(_heterogeneous, units, points, density, (seed, number), options)
        step = max(1, PIECE // max(len(block.rows), len(block.X)))
        pieces = [range(start, min(start + step, replicates)) for start in range(0, replicates, step)]
        parts = batch.run(work, pieces, f"bootstrap {name}")
        drawn[:, block.rows] = np.concatenate([scores for scores, _ in parts])
        for counts in (solution.diagnostics, *(counts for _, counts in parts)):
            count(diagnostics, counts)
    bias = spread(drawn)[0] - score
    none = np.full(len(panel), np.nan)
    result = BootstrapResult(
        panel=panel,
        score=frozen(score),
        bias=frozen(bias),
        score_corrected=frozen(score - bias),
        low=none,
        high=none,
        low_percentile=none,
        high_percentile=none,
        worth_correcting=frozen(worth_correcting(drawn, bias)),
        reached=frozen(np.isfinite(drawn).mean(axis=0)),
        replicates=frozen(drawn),
        bandwidth=Frozen(widths),
        settings=Frozen(
            {
                "model": "bootstrap",
                "method": method,
                "rts": rts,
                "bounds": bounds,
                "orientation": orientation,
                "reference": shown(reference),
                "replicates": replicates,
                "seed": seed,
                "level": level,
                "bandwidth": bandwidth,
                "draws": rule if method == "homogeneous" else None,
                "solver": solver,
            }
        ),
        diagnostics=Frozen(diagnostics),
        provenance=provenance(panel),
    )
    (low, high), (left, right) = result.interval(level), result.interval(level, "percentile")
    return replace(
        result, low=frozen(low), high=frozen(high), low_percentile=frozen(left), high_percentile=frozen(right)
    )


def name_of(panel: Panel, block: Block, reference: Literal["own", "pooled"] | Panel) -> str:
    """What a frontier is called: its period, ``pooled``, or the name of the panel that spans it."""
    if isinstance(reference, Panel):
        return reference.name
    return "pooled" if reference == "pooled" else str(panel.period_at(block.rows[0]))


def _homogeneous(
    units: Points,
    points: Points,
    delta: Floats,
    drawing: Callable[[Iterable[np.random.Generator]], Floats],
    seed: tuple[int, int],
    options: Options,
    piece: range,
) -> tuple[Floats, dict[str, int]]:
    """(len(piece), k) scores of the points in some replicates, and the counts of their programs."""
    rts, bounds, orientation, solver = options
    technology, programs = pose(units, points, rts, orientation, bounds=bounds)
    ratios = drawing(np.random.default_rng([*seed, number]) for number in piece) / delta
    return scores_over(technology, moved(technology, ratios, orientation), programs, solver)


def _heterogeneous(
    units: Points, points: Points, density: Density, seed: tuple[int, int], options: Options, piece: range
) -> tuple[Floats, dict[str, int]]:
    """The same of units drawn with their sizes and mixes; the points are none of them."""
    rts, bounds, orientation, solver = options
    X, Y, counts = pseudo_units(density, [(*seed, number) for number in piece], rts, bounds, orientation, solver)
    technology, programs = pose(units, points, rts, orientation, bounds=bounds)
    scores, scored = scores_over(technology, technology.spanned(X, Y), without_members(programs), solver)
    count(counts, scored)
    return scores, counts


def without_members(programs: Programs) -> Programs:
    """The same programs of points that are no units of the technology."""
    return replace(programs, member=np.full(programs.k, -1, dtype=np.int64))
