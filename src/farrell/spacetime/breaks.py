"""Classes of any variable for maps and tables: natural breaks, quantiles, equal steps."""

from __future__ import annotations

from numbers import Integral
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from farrell.errors import OptionError
from farrell.spacetime.places import Floats

BreakRule = Literal["natural", "quantiles", "equal"]
BREAK_RULES: tuple[BreakRule, ...] = get_args(BreakRule)


def breaks(values: ArrayLike, classes: int = 5, *, rule: BreakRule = "natural") -> Floats:
    """Upper ends of classes, the last the greatest value; a value at an end is in the lower class.

    ``natural`` makes the sum of squares about the classes' means least (Fisher 1958; Jenks 1977), exactly;
    ``quantiles`` makes classes of like size; ``equal`` makes classes of like width.

    Parameters
    ----------
    values : NaN is left out. Give those of all periods together, so that their maps share a legend
    classes : 1 or more, not more than there are different values
    rule : the rule

    Returns
    -------
    (classes,) rising

    Raises
    ------
    OptionError
        codes ``breaks-classes``; ``markov-breaks``: quantiles that meet, where many values are equal

    Notes
    -----
    Source: Fisher 1958, DOI 10.1080/01621459.1958.10501479.

    Examples
    --------
    >>> from farrell.spacetime import breaks
    >>> breaks([1, 2, 2, 10, 11, 30], 3).tolist()
    [2.0, 11.0, 30.0]
    """
    if rule not in BREAK_RULES:
        raise OptionError.choice("rule", rule, BREAK_RULES)
    x = np.asarray(values, dtype=np.float64).ravel()
    x = np.sort(x[np.isfinite(x)])
    different, counts = np.unique(x, return_counts=True)
    if isinstance(classes, bool) or not isinstance(classes, Integral) or not 1 <= classes <= len(different):
        raise OptionError("breaks-classes", value=repr(classes), most=len(different))
    k = int(classes)
    if rule == "natural":
        return different[_natural(different, counts.astype(np.float64), k)]
    if rule == "equal":
        return np.linspace(x[0], x[-1], k + 1)[1:]
    ends = np.quantile(x, np.arange(1, k + 1) / k)
    if not (np.diff(ends) > 0).all():
        raise OptionError("markov-breaks", breaks=ends.tolist())
    return ends


def _natural(x: Floats, weight: Floats, k: int) -> list[int]:
    """Places of the last value of each class, by dynamic programming over sorted different values."""
    n = len(x)
    middle = x - x.mean()
    w, s, q = (np.concatenate([[0.0], np.cumsum(v)]) for v in (weight, weight * middle, weight * middle**2))

    def spread(end: int) -> Floats:
        """(end + 1,) sums of squares of values i..end in one class."""
        total = s[end + 1] - s[: end + 1]
        out: Floats = np.maximum(q[end + 1] - q[: end + 1] - total**2 / (w[end + 1] - w[: end + 1]), 0.0)
        return out

    best = np.full((k, n), np.inf)
    start = np.zeros((k, n), dtype=np.int64)
    for end in range(n):
        own = spread(end)
        best[0, end] = own[0]
        for c in range(1, min(k, end + 1)):
            total = best[c - 1, c - 1 : end] + own[c : end + 1]
            at = int(np.argmin(total))
            best[c, end], start[c, end] = total[at], c + at
    ends, end = [], n - 1
    for c in range(k - 1, -1, -1):
        ends.append(end)
        end = int(start[c, end]) - 1
    return ends[::-1]
