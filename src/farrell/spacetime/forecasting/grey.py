"""The grey model GM(1,1): a curve of growth at a constant rate through the running total of a short series."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.places import Floats

SMALL = 0.6745
"""Errors below this many standard deviations of the values are small: half of them would be by chance."""
GRADES = ((0.95, 0.35), (0.80, 0.50), (0.70, 0.65))
"""Least share of small errors, largest error ratio of the grades 1 good, 2 qualified, 3 barely; 4 fails."""


@dataclass(frozen=True, slots=True)
class Grey:
    """A grey model of one series.

    Attributes
    ----------
    a, b : development coefficient (growth at a rate of about -a) and grey input
    fitted : (n,) the first is the value itself
    ratios : (n - 1,) class ratios x(k-1) / x(k)
    suitable : all class ratios within exp(-+ 2 / (n + 1))
    c : posterior error ratio: standard deviation of errors over that of values; NaN of a constant series
    small : share of errors within 0.6745 standard deviations of the values
    grade : 1 good, 2 qualified, 3 barely, 4 fails
    covariance : (2, 2) of a and b by least squares
    error : standard deviation of the errors, n - 3 degrees of freedom
    """

    a: float
    b: float
    fitted: Floats
    ratios: Floats
    suitable: bool
    c: float
    small: float
    grade: int
    covariance: Floats
    error: float

    def ahead(self, horizon: int, level: float) -> tuple[Floats, Floats, Floats]:
        """(h,) values after the last, and their intervals: of parameters by the delta method, and of errors."""
        n = len(self.fitted)
        k = np.arange(n, n + horizon, dtype=np.float64)
        x, by_a, by_b = _curve(self.a, self.b, float(self.fitted[0]), k)
        slopes = np.column_stack([by_a, by_b])
        variance = np.einsum("ki,ij,kj->k", slopes, self.covariance, slopes) + self.error**2
        wide = stats.t.ppf((1 + level) / 2, n - 3) * np.sqrt(variance)
        return x, x - wide, x + wide


def grey(values: ArrayLike) -> Grey:
    """The grey model GM(1,1) of a series.

    x(k) + a z(k) = b by least squares, z(k) the mean of the running total at k - 1 and k, whose solution is::

        x(k+1) = (1 - e^a) (x(1) - b/a) e^(-a k)

    Parameters
    ----------
    values : (n,) in order of time, positive, four or more

    Returns
    -------
    Grey

    Raises
    ------
    OptionError
        codes ``grey-few``, ``grey-value``

    Notes
    -----
    Grades by the posterior error ratio and the share of small errors, the worse of the two: 1 (c < 0.35, share >
    0.95), 2 (0.50, 0.80), 3 (0.65, 0.70), 4. They tell how the curve fits, not how it forecasts. Source: Deng 1982,
    DOI 10.1016/S0167-6911(82)80025-X; Liu & Lin 2010, Grey Systems: Theory and Applications, chapter 7.

    Examples
    --------
    >>> from farrell.spacetime import grey
    >>> found = grey([2.874, 3.278, 3.337, 3.390, 3.679])
    >>> round(found.a, 4), round(found.b, 4)
    (-0.0372, 3.0654)
    """
    x = np.asarray(values, dtype=np.float64).ravel()
    n = len(x)
    if n < 4:
        raise OptionError("grey-few", n=n)
    if not (np.isfinite(x) & (x > 0)).all():
        bad = int(np.argmin(np.isfinite(x) & (x > 0)))
        raise OptionError("grey-value", value=repr(float(x[bad])), n=bad + 1)
    total = np.cumsum(x)
    B = np.column_stack([-(total[1:] + total[:-1]) / 2, np.ones(n - 1)])
    (a, b), *_ = np.linalg.lstsq(B, x[1:], rcond=None)
    left = x[1:] - B @ np.array([a, b])
    covariance = left @ left / (n - 3) * np.linalg.inv(B.T @ B)
    fitted = np.concatenate([x[:1], _curve(a, b, x[0], np.arange(1.0, n))[0]])
    errors = x - fitted
    ratios = x[:-1] / x[1:]
    suitable = bool((np.abs(np.log(ratios)) < 2 / (n + 1)).all())
    spread = x.std()
    flat = spread <= 1e-12 * x.mean()
    c = math.nan if flat else float(errors.std() / spread)
    small = float((np.abs(errors - errors.mean()) < SMALL * spread).mean()) if not flat else math.nan
    grade = 1 if flat else next((g for g, (p, r) in enumerate(GRADES, 1) if small > p and c < r), len(GRADES) + 1)
    return Grey(
        float(a), float(b), frozen(fitted), frozen(ratios), suitable, c, small, grade, frozen(covariance),
        float(np.sqrt(errors @ errors / (n - 3))),
    )  # fmt: skip


def _curve(a: float, b: float, first: float, k: Floats) -> tuple[Floats, Floats, Floats]:
    """Values k steps after the first, and their derivatives by a and by b; the limit where a is 0."""
    grown = math.expm1(a)
    if abs(a) < 1e-5:
        share, slope = 1 + a / 2 + a**2 / 6, 0.5 + a / 3
    else:
        share, slope = grown / a, (a * math.exp(a) - grown) / a**2
    fall = np.exp(-a * k)
    x = (b * share - grown * first) * fall
    return x, (b * slope - math.exp(a) * first) * fall - k * x, share * fall
