"""The density of distances: its bandwidth by named rules, and draws from it, smoothed and reflected at 1."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np

from farrell.dea.frontier import Floats
from farrell.errors import OptionError

Rule = Literal["silverman", "normal-reference", "cross-validation"]
RULES: tuple[Rule, ...] = get_args(Rule)
FACTOR = {"silverman": 0.9, "normal-reference": 1.06}
"""Silverman 1986, equation 3.31; Daraio & Simar 2007, p. 60."""
NORMAL_IQR = 1.349
"""Interquartile range of a normal distribution with standard deviation 1."""
OVERSMOOTHED = 1.144
"""(243 / (70 sqrt(pi)))^(1/5): times s N^(-1/5) the largest bandwidth worth looking at (Scott 1992)."""
SEARCHED = 0.1
"""The smallest bandwidth that cross-validation looks at, as a part of the largest."""
STEPS = 64
"""Bandwidths that cross-validation looks at before it refines the best."""
REFINED = 40
"""Steps of golden section around it: 1e-9 of the range."""
ON_FRONTIER = 1e-9
"""A distance this close to 1 is one of the estimate's own making and tells nothing of the density."""


def check_bandwidth(bandwidth: Any, rules: tuple[str, ...]) -> None:
    """Refuse a bandwidth that is neither None, one of the rules, nor a number of 0 or more."""
    if bandwidth is None or (isinstance(bandwidth, str) and bandwidth in rules):
        return
    if isinstance(bandwidth, (str, bool)):
        raise OptionError.choice("bandwidth", bandwidth, rules)
    if not bandwidth >= 0:
        raise OptionError("out-of-range", option="bandwidth", value=repr(bandwidth), allowed=">= 0")


def bandwidth_of(delta: Floats, rule: Rule | float) -> float:
    """The bandwidth of distances (n,) of 1 or more.

    m of them are above 1; those on the frontier are there by the estimate's own making. With the 2m reflected ones
    r = (delta, 2 - delta), their standard deviation s and interquartile range::

        silverman          h_r = 0.9  min(s, IQR / 1.349) (2m)^(-1/5)     Silverman 1986, equation 3.31
        normal-reference   h_r = 1.06 min(s, IQR / 1.349) (2m)^(-1/5)     Daraio & Simar 2007, p. 60
        cross-validation   h_r = argmin  int f_h^2 - 2/(2m) sum_i f_h,-i(r_i)     see :func:`cross_validated`

    and h = h_r (2m / n)^(1/5) sd(delta) / s, which brings the reflected data's size and scale back to those of the
    distances (Daraio & Simar 2007, equation 3.26, DOI 10.1007/978-0-387-35231-2). A number is itself.
    """
    if not isinstance(rule, str):
        return float(rule)
    above = delta[delta > 1.0 + ON_FRONTIER]
    if len(above) == 0:
        return 0.0
    reflected = np.r_[above, 2.0 - above]
    spread = float(reflected.std(ddof=1))
    if rule == "cross-validation":
        width = cross_validated(reflected)
    else:
        low, high = np.quantile(reflected, [0.25, 0.75])
        width = FACTOR[rule] * min(spread, (high - low) / NORMAL_IQR) * len(reflected) ** -0.2
    return float(width * (len(reflected) / len(delta)) ** 0.2 * delta.std(ddof=1) / spread)


def cross_validated(values: Floats) -> float:
    """The bandwidth of a normal kernel that minimises the least-squares cross-validation of values (N,).

    With N values and d_ij their differences over h, the criterion is (Silverman 1986, section 3.4.3)::

        CV(h) = 1 / (N^2 h) sum_ij phi_2(d_ij) - 2 / (N (N - 1) h) sum_{i != j} phi(d_ij),

    phi the standard normal density and phi_2 that of variance 2. Searched between a tenth of and the whole of the
    oversmoothed 1.144 s N^(-1/5), because ties draw the criterion down without end as h goes to 0.
    """
    n = len(values)
    gaps = np.abs(values[:, None] - values[None, :])[np.triu_indices(n, 1)]
    top = OVERSMOOTHED * float(values.std(ddof=1)) * n**-0.2
    tried = np.geomspace(SEARCHED * top, top, STEPS)
    best = int(np.argmin([criterion(gaps, n, h) for h in tried]))
    low, high = tried[max(best - 1, 0)], tried[min(best + 1, STEPS - 1)]
    golden = (np.sqrt(5.0) - 1.0) / 2.0
    for _ in range(REFINED):
        step = golden * (high - low)
        if criterion(gaps, n, high - step) <= criterion(gaps, n, low + step):
            high = low + step
        else:
            low = high - step
    return float((low + high) / 2.0)


def criterion(gaps: Floats, n: int, h: float) -> float:
    """CV(h) from the differences of the n (n - 1) / 2 pairs; see :func:`cross_validated`."""
    squares = (gaps / h) ** 2
    root = np.sqrt(2.0 * np.pi)
    whole = (n + 2.0 * np.exp(-squares / 4.0).sum()) / (n**2 * h * root * np.sqrt(2.0))
    without = 4.0 * np.exp(-squares / 2.0).sum() / (n * (n - 1) * h * root)
    return float(whole - without)


def draw(delta: Floats, width: float, rng: np.random.Generator) -> Floats:
    """(n,) distances from the smoothed, reflected density, with the variance of the sample."""
    base = rng.choice(delta, len(delta))
    moved = base + width * rng.standard_normal(len(delta))
    moved = np.where(moved < 1.0, 2.0 - moved, moved)
    variance = delta.var()
    shrink = np.sqrt(1.0 + width**2 / variance) if variance > 0 else 1.0
    return np.asarray(base.mean() + (moved - base.mean()) / shrink)


def root(covariance: Floats) -> Floats:
    """(d, d) L with L L' a covariance (d, d), which need not have full rank."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
