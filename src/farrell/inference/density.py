"""The density of distances: its bandwidth by named rules, and draws from it, smoothed and reflected at 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

import numpy as np

from farrell.dea.frontier import Floats
from farrell.errors import OptionError

Rule = Literal["silverman", "normal-reference", "cross-validation"]
RULES: tuple[Rule, ...] = get_args(Rule)
Draws = Literal["daraio-simar", "simar-wilson", "inefficient"]
DRAWS: tuple[Draws, ...] = get_args(Draws)
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


def draw(delta: Floats, width: float, streams: Iterable[np.random.Generator], draws: Draws = DRAWS[0]) -> Floats:
    """(B, n) distances, by each stream n from the smoothed density of distances (n,), reflected at 1, with their
    variance.

    With b drawn from the distances with replacement, e standard normal and h the width, ``"simar-wilson"`` smooths,
    reflects, and takes the variance back about the mean (Simar & Wilson 1998, equations 4.20 to 4.25)::

        d = b + h e,  d = 2 - d where that is below 1,  delta* = mean(b) + (d - mean(b)) / sqrt(1 + h^2 / var(delta)),

    which draws what lies at 1 towards the mean, so that hardly any unit is left on the frontier. ``"daraio-simar"``
    takes it back before reflecting, about 1, the mean of the reflected distances r = (delta, 2 - delta) (Daraio & Simar
    2007, p. 62)::

        d = 1 + (b - 1 + h e) / sqrt(1 + h^2 / var(r)),  delta* = d, or 2 - d where that is below 1.

    ``"inefficient"`` is this with b, and r, from distances above 1 alone: those at 1 are there by the estimate's own
    making.
    """
    source, n = delta[delta > 1.0 + ON_FRONTIER] if draws == "inefficient" else delta, len(delta)
    if not len(source):
        return np.ones((len(list(streams)), n))
    made = [(stream.integers(0, len(source), n), stream.standard_normal(n)) for stream in streams]
    base, noise = source[np.array([places for places, _ in made])], width * np.array([normal for _, normal in made])
    if draws == "simar-wilson":
        centre = base.mean(axis=1, keepdims=True)
        return np.asarray(centre + (reflected(base + noise) - centre) / shrinkage(width, source.var()))
    return reflected(1.0 + (base - 1.0 + noise) / shrinkage(width, ((source - 1.0) ** 2).mean()))


def shrinkage(width: float, variance: float) -> float:
    """By how much smoothing widens what has a variance."""
    return float(np.sqrt(1.0 + width**2 / variance)) if variance > 0 else 1.0


def reflected(values: Floats) -> Floats:
    """What lies below 1, as far above it."""
    return np.where(values < 1.0, 2.0 - values, values)


def root(covariance: Floats) -> Floats:
    """(d, d) L with L L' a covariance (d, d), which need not have full rank."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
