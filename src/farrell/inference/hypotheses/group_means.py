"""Is mean efficiency the same in all groups?"""

from __future__ import annotations

import itertools
from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.frontier import Orientation, Rts, check_options, choose_one, provenance
from farrell.inference.groups import PairTest, holm
from farrell.inference.hypotheses.result import Hypothesis, HypothesisTest
from farrell.inference.hypotheses.splits import Half
from farrell.inference.hypotheses.structure import INDEPENDENT, SMOOTH, one_period
from farrell.inference.means.efficiency import samples
from farrell.inference.means.estimators import ESTIMATORS, Estimator, Sample, check_counts, jackknife, solver_for
from farrell.inference.means.intervals import VARIANCES, Mean, Variance
from farrell.lp import Solver

Frontier = Literal["own", "common"]
SOURCE = {
    "own": "Kneip, Simar & Wilson 2016, DOI 10.1080/07350015.2015.1049747",
    "common": "means of groups within one sample: Simar & Zelenyuk 2018, DOI 10.1287/opre.2017.1655",
}
TECHNOLOGY = {"own": "each group has a technology of its own", "common": "all groups have one technology"}


def equal_means_test(
    panel: Panel,
    *,
    group: str,
    seed: int,
    splits: int = 100,
    estimator: Estimator = "vrs",
    orientation: Orientation = "input",
    frontier: Frontier = "own",
    variance: Variance = "of-corrected",
    solver: Solver = "auto",
) -> HypothesisTest:
    """Test whether groups have the same mean efficiency.

    Each group's mean score is corrected for bias by half-splits, as in :func:`farrell.mean_efficiency`; the mean is of
    all n_g units where kappa >= 2/5 (of FDH 1/3), else of n_g,kappa = floor(n_g^(2 kappa)) at random. For two groups::

        T = ((m_1 - B_1) - (m_2 - B_2)) / sqrt(s_1^2 / n_1 + s_2^2 / n_2)

    is standard normal under the null (Kneip, Simar & Wilson 2016, DOI 10.1080/07350015.2015.1049747). For G groups,
    Q = sum of (m_g - B_g - M)^2 / v_g with v_g = s_g^2 / n_g and M their mean weighted by 1 / v_g, chi-square with
    G - 1 degrees of freedom, since groups are independent; for two groups it is T^2.

    Parameters
    ----------
    panel : of one period
    group : a grouping of the panel
    seed : of the splits and of the units drawn
    splits : K, half-splits averaged in each bias
    estimator, orientation, solver : as in :func:`farrell.mean_efficiency`
    frontier : ``"own"``, of each group, which compares units with their like; ``"common"``, of all units, which assumes
        one technology and compares all with the best
    variance : s^2, as in :func:`farrell.mean_efficiency`; the paper's is ``"plain"``, which rejects more often than it
        says with few units

    Returns
    -------
    HypothesisTest
        with every pair; NaN where no unit of the groups is inefficient

    Raises
    ------
    OptionError
        several periods, an unknown grouping, a group of one unit

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2023])
    >>> test = farrell.equal_means_test(panel, group="region3", seed=1, splits=10, estimator="crs", frontier="common")
    >>> test.statistic_name, len(test.pairs)
    ('Q', 3)
    """
    from scipy import stats

    rts: Rts = "crs" if estimator == "crs" else "vrs"
    check_options(panel, "equal_means_test", rts, orientation, None, solver)
    choose_one("estimator", estimator, ESTIMATORS)
    choose_one("frontier", frontier, tuple(SOURCE))
    choose_one("variance", variance, VARIANCES)
    check_counts(seed=seed, splits=splits)
    one_period(panel)
    parts = samples(panel, group)
    chosen = solver_for(solver, 2 * splits * len(parts), len(panel) // len(parts))
    frontiers = parts if frontier == "own" else samples(panel, None)
    values, bias = np.empty(len(panel)), np.empty(len(panel))
    for number, (_, label, rows) in enumerate(frontiers):
        sample = Sample.of(panel, rows, estimator, orientation, chosen)
        values[rows] = sample.scores()
        bias[rows] = jackknife(sample.among, values[rows], sample.rate.kappa, splits, (seed, number, 1), label).bias
        rate = sample.rate
    means = {
        label: Half(Mean.of(values[rows], bias[rows], rate, (seed, number, 2), variance))
        for number, (_, label, rows) in enumerate(parts)
    }
    value, spread = (np.array([getattr(m, name) for m in means.values()]) for name in ("value", "variance"))
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (value / spread).sum() / (1 / spread).sum()
        q = float(((value - centre) ** 2 / spread).sum())
    two = len(parts) == 2
    pairs = _pairs(tuple(means), value, spread)
    p = pairs[0].p if two else float(stats.chi2.sf(q, len(parts) - 1))
    hypothesis = Hypothesis(
        "equal mean efficiency", "all groups have the same mean efficiency", "some differ",
        (INDEPENDENT, "groups are independent of each other", SMOOTH, TECHNOLOGY[frontier]), SOURCE[frontier],
    )  # fmt: skip
    shown = {f"mean of {g}": m.value for g, m in means.items()} | {
        f"bias of {g}": m.mean.bias for g, m in means.items()
    }
    shown |= {f"units of {g}": m.mean.n if rate.full else m.mean.part for g, m in means.items()}
    settings = {
        "model": "equal_means_test", "group": group, "estimator": estimator, "orientation": orientation,
        "frontier": frontier, "variance": variance, "splits": splits, "seed": seed, "solver": solver,
    }  # fmt: skip
    return HypothesisTest(
        hypothesis, pairs[0].z if two else q, "T" if two else "Q", p,
        "the normal distribution, two-sided" if two else f"chi-square with {len(parts) - 1} degrees of freedom",
        Frozen(shown), Frozen(settings), provenance(panel), pairs,
    )  # fmt: skip


def _pairs(groups: tuple[str, ...], value: np.ndarray, variance: np.ndarray) -> tuple[PairTest, ...]:
    """Every pair of groups, two-sided, with Holm's correction."""
    from scipy import special

    pairs = list(itertools.combinations(range(len(groups)), 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.array([(value[i] - value[j]) / np.sqrt(variance[i] + variance[j]) for i, j in pairs])
    p = 2 * special.ndtr(-np.abs(z))
    corrected = holm(p) if np.isfinite(p).all() else np.full(len(p), np.nan)
    return tuple(
        PairTest(groups[i], groups[j], float(z[k]), float(p[k]), float(corrected[k])) for k, (i, j) in enumerate(pairs)
    )
