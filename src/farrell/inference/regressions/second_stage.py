"""What goes with efficiency, by Simar and Wilson's two stages: truncated regression of distances, bootstrapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from farrell import show
from farrell.catalogue import Language, text
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import Bounds, Floats, Orientation, Rts, check_options, frontiers, provenance
from farrell.errors import FarrellWarning, OptionError, warn
from farrell.inference.density import ON_FRONTIER
from farrell.inference.regressions.design import design, environment, places
from farrell.inference.regressions.regression import Regression, level_of
from farrell.inference.regressions.simar_wilson import (
    Technologies,
    again,
    distances,
    pseudo_distances,
)
from farrell.inference.regressions.truncated import truncated_regression
from farrell.lp import Solver

Algorithm = Literal[1, 2]
FEW = 0.9
"""Below this share of replicates with a maximum, intervals are told to be in doubt."""


@dataclass(frozen=True, slots=True)
class SecondStage:
    """A second stage: what goes with inefficiency, and with efficiency.

    Attributes
    ----------
    names : (k + 1,) ``constant``, the covariates, ``sigma``
    estimate : (k + 1,) of the distance delta >= 1: above 0, more of the covariate goes with LESS efficiency
    se : (k + 1,) standard deviation of the replicates
    p : (k + 1,) two-sided, the level at which the basic interval ends at 0
    low, high : (k + 1,) basic interval, 2 estimate - quantiles of the replicates, as in the paper
    percentile_low, percentile_high : (k + 1,) quantiles of the replicates
    cluster_se, cluster_p, cluster_low, cluster_high : (k + 1,) of the truncated regression, from sums of scores by
        unit; NaN where no unit stands twice
    distance, distance_corrected : (N,) delta of each row, and less its bias (algorithm 2; the same in algorithm 1)
    used : (N,) whether a row is in the regression (algorithm 1 leaves out those on the frontier)
    replicates : (L, k + 1) NaN where a replicate has no maximum
    regression : the truncated regression itself
    """

    panel: Panel
    names: tuple[str, ...]
    estimate: Floats
    se: Floats
    p: Floats
    low: Floats
    high: Floats
    percentile_low: Floats
    percentile_high: Floats
    cluster_se: Floats
    cluster_p: Floats
    cluster_low: Floats
    cluster_high: Floats
    distance: Floats
    distance_corrected: Floats
    used: Any
    replicates: Floats
    regression: Regression
    notes: tuple[str, ...]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, float]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """One row a coefficient; ``efficiency``, ``efficiency_low``, ``efficiency_high`` are estimate and basic
        interval with the sign turned: above 0, more of the covariate goes with MORE efficiency."""
        import pandas as pd

        columns = (
            "estimate", "se", "p", "low", "high", "percentile_low", "percentile_high",
            "cluster_se", "cluster_p", "cluster_low", "cluster_high",
        )  # fmt: skip
        turn = np.array([-1.0] * (len(self.names) - 1) + [np.nan])
        efficiency = {
            "efficiency": turn * self.estimate,
            "efficiency_low": turn * self.high,
            "efficiency_high": turn * self.low,
        }
        return pd.DataFrame({"name": self.names, **{c: getattr(self, c) for c in columns}, **efficiency})

    def objections(self, language: Language = "en") -> tuple[str, ...]:
        """What to keep in mind, in words."""
        return tuple(text(note, language) for note in self.notes)

    def summary(self) -> str:
        """The main columns, what goes with efficiency last, and what to keep in mind."""
        by_unit = ["cluster_low", "cluster_high"] if np.isfinite(self.cluster_se).all() else []
        frame = self.to_frame()[["name", "estimate", "se", "p", "low", "high", *by_unit, "efficiency"]]
        head = (
            "second stage, algorithm {algorithm}, {orientation} orientation, {rts}, {reference} frontier, "
            "{replicates} replicates, seed {seed}"
        ).format(**self.settings)
        table = show.text_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), 4)
        return "\n".join([head, table, *self.objections()])

    def _repr_html_(self) -> str:
        frame = self.to_frame()
        return show.html_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), 4, caption="second stage")

    def __repr__(self) -> str:
        size = f"{int(self.used.sum())} of {len(self.used)} rows"
        return f"SecondStage: algorithm {self.settings['algorithm']}, {size}, {len(self.names) - 2} covariates"


def second_stage(
    panel: Panel,
    *,
    seed: int,
    on: Sequence[str] | None = None,
    algorithm: Algorithm = 2,
    first: int = 100,
    replicates: int = 2000,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    logs: Sequence[str] = (),
    more: Mapping[str, ArrayLike] | None = None,
    standardise: bool = False,
    level: float = 0.95,
    solver: Solver = "auto",
) -> SecondStage:
    """What goes with efficiency: the two stages of Simar & Wilson 2007, DOI 10.1016/j.jeconom.2005.07.009.

    ::

        delta_i = z_i beta + e_i >= 1,   e_i ~ N(0, sigma^2) given e_i >= 1 - z_i beta

    with delta = phi (output) or 1 / theta (input). Algorithm 1: maximum likelihood of the truncated regression on the
    rows with delta > 1; ``replicates`` times draw delta* from it and fit again. Algorithm 2: from that regression draw
    delta* for all rows, move every unit to it, score the original points against the frontier of the moved ones,
    ``first`` times; delta_corrected = 2 delta - mean of these; then algorithm 1's two steps with the corrected
    distances of all rows. A corrected distance below 1 counts as 1; R's rDEA leaves such rows out. The intervals are
    those of the paper, from the quantiles of replicate less estimate; those of the replicates themselves stand beside
    them, as Stata's simarwilson prints (Badunenko & Tauchmann 2019, DOI 10.1177/1536867X19893640).

    Parameters
    ----------
    panel : N rows
    seed : of the random numbers; each replicate of either loop has a stream of its own, so results depend on nothing
        else
    on : covariates: columns of the panel, or one over another as ``gdp/population``; the role environment by default
    algorithm : 2, or 1 without a correction of the bias
    first, replicates : L1 = 100 and L2 = 2000, as in the paper
    rts, bounds, orientation : as in :func:`farrell.dea.dea`
    solver : likewise; ``"auto"`` takes the compiled kernel for the frontiers of moved units, each of which is new
    reference : each period's own frontier with the regression on all rows, or one frontier of all periods pooled; see
        :func:`second_stage_variants` for all ways side by side
    logs : covariates of which the logarithm is taken
    more : name -> (N,) covariates that are no columns of the panel
    standardise : covariates less their mean over their standard deviation, to compare the sizes of coefficients
    level : of the intervals

    Returns
    -------
    SecondStage

    Raises
    ------
    OptionError, DataError
        an option, role or covariate that makes no sense
    SolveError
        a row without a finite distance

    Warns
    -----
    FarrellWarning
        codes ``collinear``, ``not-converged``, ``few-maxima`` (many replicates without a maximum)

    Notes
    -----
    The method takes the rows for independent. Those of one unit over periods are not, and neither algorithm has a
    version for them in its source. So beside the bootstrap stand standard errors of the same truncated regression from
    the sums of its scores by unit (Liang & Zeger 1986, DOI 10.1093/biomet/73.1.13), with intervals of t with G - 1
    degrees of freedom. Where they are wider than the bootstrap's, believe them. They take the (corrected) distances as
    given, as the second loop of the bootstrap does.

    All of it rests on separability: the covariates move the distribution of inefficiency, not the frontier.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    >>> found = farrell.second_stage(panel, seed=1, on=["share_65plus"], first=20, replicates=100)
    >>> found.names
    ('constant', 'share_65plus', 'sigma')
    """
    check_options(panel, "second_stage", rts, orientation, bounds, solver)
    _check(seed, algorithm, first, replicates, reference)
    level_of(level)
    columns = environment(panel, on, logs=logs, more=more, standardise=standardise)
    right_side = design(columns, where=places(panel))
    how = Technologies(frontiers(panel, reference).blocks, rts, bounds, orientation, solver)
    delta = distances(panel, how)
    off = delta > 1.0 + ON_FRONTIER
    if off.sum() <= len(right_side.names) + 1:
        raise OptionError("panel-few", observations=int(off.sum()), parameters=len(right_side.names) + 1)
    corrected, used = delta, off
    if algorithm == 2:
        start = _regression(panel, delta, columns, off, level)
        pseudo = pseudo_distances(panel, how, delta, right_side.Z, start.estimate, seed, first)
        corrected, used = np.maximum(2 * delta - pseudo.mean(axis=0), 1.0), np.ones(len(panel), dtype=bool)
    found = _regression(panel, corrected, columns, used, level)
    draws = again(right_side.Z[used], found.estimate, seed, replicates)
    kept = draws.values[draws.converged]
    if len(kept) < max(2, FEW * replicates):
        warn(FarrellWarning("few-maxima", count=len(kept), all=replicates))
    se, p, quantiles = _spread(kept, found.estimate, level)
    clustered = found.settings["covariance"] == "cluster"
    by_unit = found.se if clustered else np.full(len(found.se), np.nan)
    freedom = len(np.unique(panel.unit_index[used])) - 1
    reach = stats.t.ppf((1 + level) / 2, freedom) * by_unit
    return SecondStage(
        panel=panel,
        names=found.names,
        estimate=found.estimate,
        se=frozen(se),
        p=frozen(p),
        low=frozen(2 * found.estimate - quantiles[1]),
        high=frozen(2 * found.estimate - quantiles[0]),
        percentile_low=frozen(quantiles[0]),
        percentile_high=frozen(quantiles[1]),
        cluster_se=frozen(by_unit),
        cluster_p=frozen(2 * stats.t.sf(np.abs(found.estimate) / by_unit, freedom)),
        cluster_low=frozen(found.estimate - reach),
        cluster_high=frozen(found.estimate + reach),
        distance=frozen(delta),
        distance_corrected=frozen(corrected),
        used=frozen(used),
        replicates=frozen(draws.values),
        regression=found,
        notes=("determinants.direction", "determinants.separability", *(["determinants.panel"] if clustered else [])),
        settings=Frozen(
            {
                "model": "second_stage", "algorithm": algorithm, "first": first if algorithm == 2 else 0,
                "replicates": replicates, "seed": seed, "rts": rts, "bounds": bounds, "orientation": orientation,
                "reference": reference, "on": tuple(columns), "standardise": standardise, "level": level,
            }
        ),
        diagnostics=Frozen(
            {
                "rows": len(panel), "used": int(used.sum()), "on_frontier": int((~off).sum()),
                "without_maximum": int((~draws.converged).sum()),
            }
        ),
        provenance=provenance(panel),
    )  # fmt: skip


def _check(seed: Any, algorithm: Any, first: Any, replicates: Any, reference: Any) -> None:
    if algorithm not in (1, 2):
        raise OptionError.choice("algorithm", algorithm, (1, 2))
    if reference not in ("own", "pooled"):
        raise OptionError.choice("reference", reference, ("own", "pooled"))
    for option, value, least in (("seed", seed, 0), ("first", first, 2), ("replicates", replicates, 2)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
            raise OptionError("out-of-range", option=option, value=repr(value), allowed=f">= {least}")


def _regression(panel: Panel, delta: Floats, columns: Mapping[str, Floats], used: Any, level: float) -> Regression:
    """The truncated regression of some rows, clustered by unit where one stands twice."""
    import warnings

    chosen = {name: values[used] for name, values in columns.items()}
    units = panel.unit_index[used]
    options: dict[str, Any] = {"left": 1.0, "level": level}
    if len(np.unique(units)) < len(units):
        options |= {"covariance": "cluster", "groups": units.tolist()}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FarrellWarning)  # told of all rows, and below
        found = truncated_regression(delta[used], chosen, **options)
    if not found.converged:
        warn(FarrellWarning("not-converged", model="second_stage", distance=f"{found.gradient:.2g}"), depth=4)
    return found


def _spread(kept: Floats, estimate: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """Standard deviations, p of the basic interval, and quantiles; NaN of fewer than two replicates."""
    if len(kept) < 2:
        return np.full_like(estimate, np.nan), np.full_like(estimate, np.nan), np.full((2, len(estimate)), np.nan)
    above, below = (kept >= 2 * estimate).sum(axis=0), (kept <= 2 * estimate).sum(axis=0)
    p = np.minimum(2 * (1 + np.minimum(above, below)) / (len(kept) + 1), 1.0)
    return kept.std(axis=0, ddof=1), p, np.quantile(kept, [(1 - level) / 2, (1 + level) / 2], axis=0)
