"""Bias and intervals of radial scores by the smoothed homogeneous bootstrap of Simar and Wilson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

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
)
from farrell.errors import OptionError
from farrell.inference.replicates import basic_interval, check_draws, distances, moved, worth_correcting
from farrell.lp import Solver, batch, choose, scores_over

NORMAL_IQR = 1.349
"""Interquartile range of a normal distribution with standard deviation 1."""
PIECE = 32_768
"""Programs in one piece of work."""
COLUMNS = ("score", "bias", "score_corrected", "low", "high", "worth_correcting")
ON_FRONTIER = 1e-9
"""A distance this close to 1 is one of the estimate's own making and tells nothing of the density."""


@dataclass(frozen=True, slots=True)
class BootstrapResult:
    """Scores with their bias and intervals; arrays in the panel's row order.

    Attributes
    ----------
    score : (N,) theta, or phi
    bias : (N,) mean of the replicates less the score
    score_corrected : (N,) score less bias
    low, high : (N,) interval of the true score, from the quantiles of replicate less score (Simar & Wilson 2000)
    worth_correcting : (N,) where bias^2 > 3 variances of the replicates; elsewhere score_corrected is, in the mean
        square, farther from the truth than the score
    replicates : (B, N) the scores of the original points against each pseudo frontier
    bandwidth : of each period (or of the pooled frontier), by its name
    """

    panel: Panel
    score: Floats
    bias: Floats
    score_corrected: Floats
    low: Floats
    high: Floats
    worth_correcting: Bools
    replicates: Floats
    bandwidth: Mapping[str, float]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, score, bias, score_corrected, low, high, worth_correcting."""
        import pandas as pd

        columns = {name: getattr(self, name) for name in COLUMNS}
        return pd.DataFrame({"unit": self.panel.unit_labels, "period": self.panel.period_labels, **columns})

    def summary(self) -> str:
        """The settings and the first rows."""
        frame = self.to_frame()
        head = "bootstrap, {orientation} orientation, {rts}, {replicates} replicates, seed {seed}".format(
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
    replicates: int = 2000,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    level: float = 0.95,
    bandwidth: float | None = None,
    solver: Solver = "auto",
) -> BootstrapResult:
    """How far radial scores are biased and uncertain, if inefficiency has one distribution for all units.

    With distances delta_i = 1 / theta_i (or phi_i), each replicate draws from their density, smoothed with bandwidth h
    and reflected at 1::

        b_i drawn from delta_1 .. delta_n,  d_i = b_i + h e_i,  d_i = 2 - d_i where that is below 1,
        delta*_i = mean(b) + (d_i - mean(b)) / sqrt(1 + h^2 / var(delta)),

    moves each unit to that distance (x*_i = x_i delta*_i / delta_i, or y*_i = y_i delta_i / delta*_i), and scores the
    original points against the frontier of the moved ones (Simar & Wilson 1998, DOI 10.1287/mnsc.44.1.49). The bias is
    the mean of the replicates less the score; the interval is that of Simar & Wilson 2000,
    DOI 10.1080/02664760050081951.

    Parameters
    ----------
    panel : N rows
    seed : of the random numbers; replicate r has a stream of its own, so results depend on nothing else
    replicates : B; 2000 is usual for intervals
    rts, bounds, orientation, solver : as in :func:`farrell.dea.dea`
    reference : each period's own frontier, or all periods pooled
    level : of the interval
    bandwidth : h for every frontier; by default the normal reference rule on the reflected distances,
        0.9 min(s, IQR / 1.349) (2m)^(-1/5), scaled by (2m / n)^(1/5) and the ratio of the standard deviations of all
        distances and of the reflected ones, where m of the n distances are above 1

    Returns
    -------
    BootstrapResult
        NaN where a replicate has no value

    Raises
    ------
    OptionError
        fewer than two replicates, a level outside (0, 1), a negative seed or bandwidth
    SolveError
        a unit without a finite distance from the frontier

    Notes
    -----
    A frontier on which all units are efficient has nothing to draw from: its bandwidth is 0 and its bias 0.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.bootstrap(panel, seed=1, replicates=100)
    >>> bool((result.score_corrected <= result.score).all())
    True
    """
    check_options(panel, "bootstrap", rts, orientation, bounds, solver)
    check_draws(seed, replicates, level)
    choose_one("reference", reference, ("own", "pooled"))
    if bandwidth is not None and not bandwidth >= 0:
        raise OptionError("out-of-range", option="bandwidth", value=repr(bandwidth), allowed=">= 0")
    front = frontiers(panel, reference)
    jobs = [(replicates * len(block.rows), len(block.X)) for block in front.blocks]
    solver = choose(solver, jobs)
    score, drawn = np.full(len(panel), np.nan), np.full((replicates, len(panel)), np.nan)
    widths: dict[str, float] = {}
    diagnostics: dict[str, int] = {}
    for number, block in enumerate(front.blocks):
        points = (panel.X[block.rows], panel.Y[block.rows])
        solution = radial((block.X, block.Y), points, rts, orientation, bounds=bounds, solver=solver)
        score[block.rows] = solution.t
        delta = distances(panel, block.rows, solution.t, orientation, "bootstrap")
        name = "pooled" if reference == "pooled" else str(panel.period_at(block.rows[0]))
        widths[name] = normal_reference(delta) if bandwidth is None else bandwidth
        work = partial(
            _replicate, block, points, delta, widths[name], (seed, number), (rts, bounds, orientation, solver)
        )
        step = max(1, PIECE // len(block.rows))
        pieces = [range(start, min(start + step, replicates)) for start in range(0, replicates, step)]
        parts = batch.run(work, pieces, f"bootstrap {name}")
        drawn[:, block.rows] = np.concatenate([scores for scores, _ in parts])
        for counts in (solution.diagnostics, *(counts for _, counts in parts)):
            count(diagnostics, counts)
    bias = drawn.mean(axis=0) - score
    low, high = basic_interval(drawn, score, level)
    return BootstrapResult(
        panel=panel,
        score=frozen(score),
        bias=frozen(bias),
        score_corrected=frozen(score - bias),
        low=frozen(low),
        high=frozen(high),
        worth_correcting=frozen(worth_correcting(drawn, bias)),
        replicates=frozen(drawn),
        bandwidth=Frozen(widths),
        settings=Frozen(
            {
                "model": "bootstrap",
                "rts": rts,
                "bounds": bounds,
                "orientation": orientation,
                "reference": reference,
                "replicates": replicates,
                "seed": seed,
                "level": level,
                "solver": solver,
            }
        ),
        diagnostics=Frozen(diagnostics),
        provenance=provenance(panel),
    )


def normal_reference(delta: Floats) -> float:
    """The bandwidth for distances (n,) of 1 or more; see :func:`bootstrap`."""
    above = delta[delta > 1.0 + ON_FRONTIER]
    if len(above) == 0:
        return 0.0
    reflected = np.r_[above, 2.0 - above]
    spread = float(reflected.std(ddof=1))
    low, high = np.quantile(reflected, [0.25, 0.75])
    width = 0.9 * min(spread, (high - low) / NORMAL_IQR) * len(reflected) ** -0.2
    return float(width * (len(reflected) / len(delta)) ** 0.2 * delta.std(ddof=1) / spread)


def draw(delta: Floats, width: float, rng: np.random.Generator) -> Floats:
    """(n,) distances from the smoothed, reflected density, with the variance of the sample."""
    base = rng.choice(delta, len(delta))
    moved = base + width * rng.standard_normal(len(delta))
    moved = np.where(moved < 1.0, 2.0 - moved, moved)
    variance = delta.var()
    shrink = np.sqrt(1.0 + width**2 / variance) if variance > 0 else 1.0
    return np.asarray(base.mean() + (moved - base.mean()) / shrink)


def _replicate(
    block: Block,
    points: tuple[Floats, Floats],
    delta: Floats,
    width: float,
    seed: tuple[int, int],
    options: tuple[Rts, Bounds | None, Orientation, Solver],
    piece: range,
) -> tuple[Floats, dict[str, int]]:
    """(len(piece), n) scores of the points in some replicates, and the counts of their programs."""
    rts, bounds, orientation, solver = options
    technology, programs = pose((block.X, block.Y), points, rts, orientation, bounds=bounds)
    ratios = (draw(delta, width, np.random.default_rng([*seed, number])) / delta for number in piece)
    return scores_over(moved(technology, ratios, orientation), programs, solver)
