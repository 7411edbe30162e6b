"""Subsamples: how fast scores converge, which sizes to try, the interval of each size, and the steadiest of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from farrell.dea.frontier import Floats, Ints, Rts
from farrell.errors import OptionError
from farrell.inference.replicates import both_tails, quantiles

SIZES = 15
"""Sizes that are tried where none is given."""
SMALLEST, LARGEST = 0.5, 0.75
"""Their range, as powers of n. Subsamples must be an ever smaller part of a growing sample; with 0.8 n the interval is
steady because it shrinks onto the score, and holds the truth far less often than it says (docs/bootstrap.md)."""
NEIGHBOURS = 2
"""Sizes on either side that a size is compared with."""


def rate(m: int, s: int, rts: Rts) -> float:
    """The power of n at which scores with m inputs and s outputs converge.

    2 / (m + s + 1) without constant returns (Kneip, Simar & Wilson 2008, DOI 10.1017/S0266466608080651), 2 / (m + s)
    under them (Park, Jeong & Simar 2010, DOI 10.1214/09-AOS746). The rate of variable returns also holds, if slowly,
    where returns are bounded.
    """
    return 2.0 / (m + s) if rts == "crs" else 2.0 / (m + s + 1)


def grid(n: int, columns: int, sizes: Any) -> Ints:
    """(J,) sizes of subsamples of n units, in order: those given, or up to 15 even steps from n^(1/2) to n^(3/4).

    Raises
    ------
    OptionError
        ``out-of-range``: sizes that are not whole numbers from 1 to n - 1, none that a small frontier leaves
    """
    allowed = f"1 .. {n - 1}"
    if sizes is None:
        first = min(max(int(np.ceil(n**SMALLEST)), columns + 1), n - 1)
        last = max(int(n**LARGEST), first)
        chosen = np.unique(np.round(np.linspace(first, last, SIZES)).astype(np.int64))
    else:
        given = [sizes] if isinstance(sizes, int) else list(sizes) if isinstance(sizes, Sequence | np.ndarray) else []
        whole = [size for size in given if isinstance(size, int | np.integer) and not isinstance(size, bool)]
        chosen = np.unique(np.array(whole, dtype=np.int64))
        if len(whole) < len(given) or len(given) == 0:
            raise OptionError("out-of-range", option="sizes", value=repr(sizes), allowed=allowed)
    if n < 2 or chosen[0] < 1 or chosen[-1] >= n:
        raise OptionError("out-of-range", option="sizes", value=repr(sizes), allowed=allowed)
    return chosen


def ratio_bounds(drawn: Floats, score: Floats, part: float, level: float) -> tuple[Floats, Floats]:
    """(k,) low and high of true scores from (B, k) scores over subsamples of one size.

    n^r (score / truth - 1) has about the distribution of m^r (replicate / score - 1) (Kneip, Simar &
    Wilson 2008). With the latter's quantiles q and ``part`` = (m / n)^r::

        score / (1 + part q_(1 - a/2))  <=  truth  <=  score / (1 + part q_(a/2)),   q of replicate / score - 1

    An infinite replicate leaves its side open: 0 below a share of inputs, infinity above an expansion of outputs.
    """
    low, high = quantiles(drawn / score - 1.0, both_tails(level))
    with np.errstate(divide="ignore"):
        ends = [score / np.maximum(1.0 + part * end, 0.0) for end in (high, low)]
    return ends[0], ends[1]


def difference_bounds(drawn: Floats, score: Floats, part: float, level: float) -> tuple[Floats, Floats]:
    """The same for scores that are differences, such as directional distances: n^r (score - truth) has about the
    distribution of m^r (replicate - score) (Simar, Vanhems & Wilson 2012, DOI 10.1016/j.ejor.2012.02.030)."""
    low, high = quantiles(drawn - score, both_tails(level))
    return score - part * high, score - part * low


def steadiest(low: Floats, high: Floats) -> Ints:
    """(k,) place of the size whose interval (J, k) changes least over its neighbours.

    The volatility of a size is the standard deviation of the low ends of it and the sizes next to it, up to two on
    either side, and that of the high ends, added; sizes without both neighbours are not taken (Politis, Romano & Wolf
    2001, Statistica Sinica 11:1105-1124, minimum volatility; Simar & Wilson 2011, DOI 10.1007/s11123-010-0200-4). Of
    equals, and where every interval is open, the largest.
    """
    J = len(low)
    w = min(NEIGHBOURS, (J - 1) // 2)
    candidates = np.arange(w, J - w)
    windows = [(low[j - w : j + w + 1], high[j - w : j + w + 1]) for j in candidates]
    volatility = np.array([_deviation(a) + _deviation(b) for a, b in windows])
    return np.asarray(candidates[::-1][np.argmin(volatility[::-1], axis=0)])


def _deviation(values: Floats) -> Floats:
    """(k,) standard deviation over the rows, infinite where a value is."""
    finite = np.isfinite(values).all(axis=0)
    return np.where(finite, np.where(finite, values, 0.0).std(axis=0), np.inf)
