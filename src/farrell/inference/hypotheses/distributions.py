"""Do two groups have the same distribution of scores?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from farrell.data.frozen import Frozen
from farrell.dea.frontier import Floats, choose_one
from farrell.errors import OptionError
from farrell.inference.density import NORMAL_IQR, ON_FRONTIER
from farrell.inference.hypotheses.result import Hypothesis, HypothesisTest
from farrell.inference.hypotheses.structure import upper
from farrell.inference.means.estimators import check_counts
from farrell.lp import batch

Method = Literal["li", "kolmogorov-smirnov", "mann-whitney"]
NULL = "both groups have the same distribution"
HYPOTHESES: dict[Method, Hypothesis] = {
    "li": Hypothesis(
        "Li test", NULL, "their densities differ", ("values are independent", "continuous densities"),
        "Li 1996, Econometric Reviews 15:261-274; scores: Simar & Zelenyuk 2006, DOI 10.1080/07474930600972582",
    ),
    "kolmogorov-smirnov": Hypothesis(
        "Kolmogorov-Smirnov", NULL, "their distributions differ", ("values are independent, which scores are not",),
        "Smirnov 1939; exact p as in scipy.stats.ks_2samp", True,
    ),
    "mann-whitney": Hypothesis(
        "Mann-Whitney", NULL, "one tends to be larger", ("values are independent, which scores are not",),
        "Mann & Whitney 1947, DOI 10.1214/aoms/1177730491", True,
    ),
}  # fmt: skip
LEAST = 1e-6
"""Smallest bandwidth, where half of the values are equal."""


def equal_distributions_test(
    values: ArrayLike,
    labels: Sequence[object],
    *,
    method: Method = "li",
    seed: int | None = None,
    replicates: int = 1000,
    dimensions: int | None = None,
) -> HypothesisTest:
    """Test whether two groups' values have the same distribution.

    ``"li"`` compares kernel densities with one Gaussian bandwidth h, the smaller of both groups' 1.06 min(s, IQR /
    1.349) n^(-1/5)::

        I = 1/h [ mean of K(x_i - x_j), i != j,  +  mean of K(y_i - y_j), i != j,  -  2 mean of K(x_i - y_j) ]
        T = n_x sqrt(h) I / s
        s^2 = (2 / h) [ sum K_xx / n_x^2 + l^2 sum K_yy / n_y^2 + 2 l sum K_xy / (n_x n_y) ] int K^2,   l = n_x / n_y

    (Li 1996, Econometric Reviews 15:261-274). Its p-value is of samples drawn with replacement from both groups
    together, each with its own bandwidth. Efficiency scores pile up at 1, which no density has: with ``dimensions``,
    algorithm II of Simar & Zelenyuk 2006 (DOI 10.1080/07474930600972582) takes distances 1 / score and adds to those
    of exactly 1 a uniform number between 0 and the smaller of n^(-2 / (dimensions + 1)) and the 5% quantile of the
    others less 1, of each group, whose frontier is taken to be its own.

    ``"kolmogorov-smirnov"`` and ``"mann-whitney"`` take values as independent. Scores of one frontier are not, and
    their p-values describe only.

    Parameters
    ----------
    values : (n,) NaN is left out
    labels : (n,) two different ones
    method : see above
    seed : of the bootstrap and of the smoothing; the Li test needs it
    replicates : B
    dimensions : inputs and outputs together, where values are efficiencies between 0 and 1; None leaves values as they
        are

    Returns
    -------
    HypothesisTest
        upper tail

    Raises
    ------
    OptionError
        not two groups of two values or more, not one label a value, no seed, efficiencies outside (0, 1]

    Examples
    --------
    >>> import farrell, numpy as np
    >>> values = np.random.default_rng(1).normal([0.0] * 40 + [1.0] * 40)
    >>> test = farrell.equal_distributions_test(values, ["a"] * 40 + ["b"] * 40, seed=1, replicates=100)
    >>> test.rejects(0.05)
    True
    """
    choose_one("method", method, tuple(HYPOTHESES))
    numbers, names = np.asarray(values, dtype=np.float64), np.array([str(label) for label in labels], dtype=str)
    if len(names) != len(numbers):
        raise OptionError("group-length", column="labels", given=len(names), expected=len(numbers))
    known = np.isfinite(numbers)
    groups = tuple(dict.fromkeys(names[known].tolist()))
    if len(groups) != 2:
        raise OptionError("out-of-range", option="groups", value=len(groups), allowed="2")
    x, y = (numbers[known & (names == group)] for group in groups)
    if min(len(x), len(y)) < 2:
        raise OptionError("out-of-range", option="values of a group", value=min(len(x), len(y)), allowed=">= 2")
    parts: dict[str, float] = {f"n of {g}": len(v) for g, v in zip(groups, (x, y), strict=True)}
    parts |= {f"median of {g}": float(np.median(v)) for g, v in zip(groups, (x, y), strict=True)}
    settings = {"model": "equal_distributions_test", "method": method, "seed": seed, "replicates": replicates}
    hypothesis = HYPOTHESES[method]
    if method != "li":
        return _descriptive(hypothesis, method, x, y, Frozen(parts), Frozen(settings | {"replicates": None}))
    check_counts(seed=seed, replicates=replicates)
    assert seed is not None
    if dimensions is not None:
        check_counts(dimensions=dimensions)
        x, y = (_smoothed(v, dimensions, np.random.default_rng([seed, 0, k])) for k, v in enumerate((x, y)))
    value = li_statistic(x, y)
    step = max(1, 20_000_000 // (len(x) + len(y)) ** 2)
    pieces = [range(first, min(first + step, replicates)) for first in range(0, replicates, step)]
    drawn = np.concatenate(batch.run(partial(_drawn, np.r_[x, y], len(x), seed), pieces, "Li test"))
    return HypothesisTest(
        hypothesis, value, "T", upper(drawn, value), f"a bootstrap of {replicates} samples, upper tail",
        Frozen(parts), Frozen(settings | {"dimensions": dimensions}), replicates=drawn,
    )  # fmt: skip


def li_statistic(x: Floats, y: Floats) -> float:
    """T of Li 1996 for values (n_x,) and (n_y,); see :func:`equal_distributions_test`."""
    n, m, h = len(x), len(y), max(min(_bandwidth(x), _bandwidth(y)), LEAST)
    kxx, kyy, kxy = (_kernel(a, b, h) for a, b in ((x, x), (y, y), (x, y)))
    peak = 1.0 / np.sqrt(2 * np.pi)
    within = (kxx - n * peak) / (n * (n - 1)) + (kyy - m * peak) / (m * (m - 1))
    difference = (within - 2 * kxy / (n * m)) / h
    ratio = n / m
    variance = (2 / h) * (kxx / n**2 + ratio**2 * kyy / m**2 + 2 * ratio * kxy / (n * m)) / (2 * np.sqrt(np.pi))
    return float(n * np.sqrt(h) * difference / np.sqrt(variance))


def _kernel(a: Floats, b: Floats, h: float) -> float:
    """The sum of the Gaussian kernel over all pairs."""
    return float(np.exp(-0.5 * ((a[:, None] - b) / h) ** 2).sum() / np.sqrt(2 * np.pi))


def _bandwidth(values: Floats) -> float:
    low, high = np.quantile(values, [0.25, 0.75])
    return float(1.06 * min(values.std(), (high - low) / NORMAL_IQR) * len(values) ** -0.2)


def _drawn(pooled: Floats, n: int, seed: int, piece: range) -> Floats:
    """(len(piece),) statistics of two samples from one distribution."""
    out = np.empty(len(piece))
    for place, number in enumerate(piece):
        sample = np.random.default_rng([seed, 1, number]).choice(pooled, len(pooled))
        out[place] = li_statistic(sample[:n], sample[n:])
    return out


def _smoothed(score: Floats, dimensions: int, rng: np.random.Generator) -> Floats:
    """Distances 1 / score with those of 1 spread out: algorithm II of Simar & Zelenyuk 2006."""
    if not ((score > 0) & (score <= 1 + ON_FRONTIER)).all():
        raise OptionError(
            "out-of-range", option="values", value=repr(float(score.min())), allowed="(0, 1] with dimensions"
        )
    distance = np.maximum(1.0 / score, 1.0)
    on = distance <= 1.0 + ON_FRONTIER
    others = np.quantile(distance[~on], 0.05) - 1.0 if (~on).any() else np.inf
    width = min(len(distance) ** (-2.0 / (dimensions + 1)), float(others))
    return np.asarray(distance + on * rng.uniform(0.0, width, len(distance)))


def _descriptive(
    hypothesis: Hypothesis, method: Method, x: Floats, y: Floats, parts: Frozen[str, Any], settings: Frozen[str, Any]
) -> HypothesisTest:
    from scipy import stats

    if method == "kolmogorov-smirnov":
        found, name, reference = stats.ks_2samp(x, y), "D", "its exact distribution, or the limit with many values"
    else:
        found, name = stats.mannwhitneyu(x, y, alternative="two-sided"), "U"
        reference = "its exact distribution, or the normal with ties or many values, two-sided"
    return HypothesisTest(hypothesis, float(found.statistic), name, float(found.pvalue), reference, parts, settings)
