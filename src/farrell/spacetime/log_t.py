"""Do paths of units come together? The log t regression of Phillips and Sul, of one group of units."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal

import numpy as np
from scipy import stats

from farrell.data.panel import frozen
from farrell.errors import OptionError
from farrell.spacetime.places import Floats
from farrell.spacetime.series import ByPeriod, series_of

Trend = Literal["none", "hp"]
TRENDS: tuple[Trend, ...] = ("none", "hp")
CRITICAL = -1.65
"""Convergence is rejected below: 5 %, one-sided."""
CUT = 0.3
"""Share of the first periods that the regression leaves out, for up to 50 periods."""
SMOOTHING = 400.0
"""Of the Hodrick-Prescott filter, for years."""
SHORT = 20
"""With fewer periods the statistic is far from its normal distribution."""
FEWEST = 4
"""Periods the regression needs."""
ALIKE = 1e-14
"""A variance of relative paths below this is rounding: the units are alike."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Values made ready: logarithms taken, cycles filtered out.

    Attributes
    ----------
    units, periods : (n,), (T,)
    values : (n, T), positive
    first : place of the first period of the regression
    left_out : units that are not observed in every period
    """

    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    values: Floats
    first: int
    left_out: tuple[str, ...]

    @property
    def relative(self) -> Floats:
        """(n, T) h_it = X_it / mean_i X_it."""
        out: Floats = self.values / self.values.mean(axis=0)
        return out

    @property
    def short(self) -> bool:
        return len(self.periods) < SHORT


@dataclass(frozen=True, slots=True)
class LogT:
    """A log t regression.

    Attributes
    ----------
    b, se, t : slope, its standard error, b / se. t is infinite where a group ends alike (plus) or stops being alike
        (minus), NaN where the variance cannot be estimated
    p : lower tail of the normal distribution
    alpha : b / 2, the speed at which differences fall
    converges : t above -1.65
    variance : (T,) H_t, of every period
    units : of the group
    periods, used : all, and those of the regression
    short : fewer than 20 periods: take t with care
    left_out : units that are not observed in every period
    """

    b: float
    se: float
    t: float
    p: float
    alpha: float
    converges: bool
    variance: Floats
    units: tuple[str, ...]
    periods: tuple[Hashable, ...]
    used: tuple[Hashable, ...]
    short: bool
    left_out: tuple[str, ...]

    def summary(self) -> str:
        word = "not rejected" if self.converges else "rejected"
        lines = [
            f"log t regression, {len(self.units)} units, {len(self.used)} of {len(self.periods)} periods",
            f"b {self.b:.4f} (se {self.se:.4f}), t {self.t:.3f}: convergence {word} at {CRITICAL}; speed alpha "
            f"{self.alpha:.4f}",
        ]
        return "\n".join([*lines, *notes_on(self.short, len(self.periods), self.left_out)])

    def __repr__(self) -> str:
        return f"LogT: b {self.b:.4f}, t {self.t:.3f}, {len(self.units)} units, {len(self.used)} periods used"


def notes_on(short: bool, periods: int, left_out: tuple[str, ...]) -> list[str]:
    """What a reader must know before the numbers."""
    notes = [f"only {periods} periods: the test is of many, take t with care"] if short else []
    return notes + ([f"without every period, left out: {', '.join(left_out)}"] if left_out else [])


def log_t(
    values: ByPeriod,
    *,
    cut: float = CUT,
    log: bool = False,
    trend: Trend = "none",
    smoothing: float = SMOOTHING,
) -> LogT:
    """Do all units come together? The log t regression of Phillips and Sul.

    h_it = X_it / mean_i X_it,   H_t = mean_i (h_it - 1)^2

    log(H_1 / H_t) - 2 log(log t) = a + b log t + u_t,   t = [rT] + 1, ..., T

    Parameters
    ----------
    values : period -> unit -> value, in order of time; positive. Units observed in every period count
    cut : r, share of first periods left out of the regression: 0.3 for up to 50 periods, 0.2 for 100 and more
    log : take logarithms first, as for incomes; they must be positive too
    trend : take the trend of a Hodrick-Prescott filter first (``"hp"``), or values as they are (``"none"``, default:
        ten years show no cycle)
    smoothing : of the filter, 400 for years as Phillips & Sul have it

    Returns
    -------
    LogT
        t below -1.65 rejects convergence. Else 0 <= b < 2 says that units grow alike, b >= 2 that their levels meet

    Raises
    ------
    OptionError
        codes ``series-periods``, ``series-finite``, ``series-value``, ``values-few``, ``clubs-cut``, ``clubs-log``,
        ``clubs-smoothing``; a wrong ``trend``

    Notes
    -----
    [rT] is rounded, halves up. t is of a long-run variance of the residuals with a quadratic spectral kernel of width
    1.3221 (a2 n)^(1/5), a2 = 4 r1^2 / (1 - r1)^4 of their first autocorrelation r1 (Andrews 1991,
    DOI 10.2307/2938229), the autocovariances those of the first n - 1 residuals over n - 1: what the authors' program,
    Stata's logtreg (Du 2017, Stata Journal 17, 882-900) and the default of R's ConvergenceClubs compute. Where a
    group is alike in a period H_t is 0: a group that ends alike converges, one that was and is no more does not.
    Source: Phillips & Sul 2007, DOI 10.1111/j.1468-0262.2007.00811.x, equation 24.

    Examples
    --------
    >>> import farrell
    >>> values = {t: {"a": 1 + 1 / t, "b": 1.0, "c": 1 - 0.5 / t} for t in range(1, 31)}
    >>> farrell.log_t(values).converges
    True
    """
    paths = paths_of(values, cut=cut, log=log, trend=trend, smoothing=smoothing)
    return tested(paths)


def tested(paths: Paths) -> LogT:
    """The regression of all units of ``paths``."""
    H = variance_of(paths.values)
    b, se, t = regression(H, paths.first)
    return LogT(
        b, se, t, float(stats.norm.cdf(t)), b / 2, t > CRITICAL, frozen(H), paths.units, paths.periods,
        paths.periods[paths.first :], paths.short, paths.left_out,
    )  # fmt: skip


def paths_of(values: ByPeriod, *, cut: float, log: bool, trend: Trend, smoothing: float) -> Paths:
    """Values made ready for log t regressions."""
    if trend not in TRENDS:
        raise OptionError.choice("trend", trend, TRENDS)
    series = series_of(values, periods=2, units=3)
    grid, T = series.values, len(series.periods)
    if isinstance(cut, bool) or not isinstance(cut, Real) or not 0 < cut < 1:
        raise OptionError("clubs-cut", cut=repr(cut), n=T, least=FEWEST)
    first = max(math.floor(cut * T + 0.5), 1)  # log(log t) needs the second period
    if T - first < FEWEST:
        raise OptionError("clubs-cut", cut=repr(cut), n=T, least=FEWEST)
    if log:
        grid = np.log(grid)
    if trend == "hp":
        grid = _trend_of(grid, smoothing)
    if (grid <= 0).any():
        i, t = np.argwhere(grid <= 0)[0]
        raise OptionError("clubs-log", unit=series.units[i], period=series.periods[t])
    return Paths(series.units, series.periods, frozen(grid), first, series.left_out)


def _trend_of(grid: Floats, smoothing: float) -> Floats:
    if isinstance(smoothing, bool) or not isinstance(smoothing, Real) or not 0 < smoothing < math.inf:
        raise OptionError("clubs-smoothing", value=repr(smoothing))
    from statsmodels.tsa.filters.hp_filter import hpfilter

    return np.array([hpfilter(row, lamb=float(smoothing))[1] for row in grid])


def variance_of(values: Floats) -> Floats:
    """(T,) H_t of a group (n, T): of its paths relative to its own mean; 0 where it is alike but for rounding."""
    h = values / values.mean(axis=0)
    H: Floats = ((h - 1) ** 2).mean(axis=0)
    return np.where(ALIKE < H, H, 0.0)


def regression(H: Floats, first: int) -> tuple[float, float, float]:
    """Slope, standard error and t of the log t regression from the period at place ``first``."""
    if H[-1] == 0:
        return math.nan, math.nan, math.inf
    if H[0] == 0 or (H[first:] == 0).any():
        return math.nan, math.nan, -math.inf
    logs = np.log(np.arange(first + 1, len(H) + 1))
    y = np.log(H[0] / H[first:]) - 2 * np.log(logs)
    x = logs - logs.mean()
    b = float(x @ y / (x @ x))
    e = y - y.mean() - b * x
    if e @ e <= 1e-24 * max(float(y @ y), 1e-300):
        return b, 0.0, math.copysign(math.inf, b)
    variance = _long_run(e) / float(x @ x)
    se = math.sqrt(variance) if variance > 0 else math.nan
    return b, se, b / se


def _long_run(e: Floats) -> float:
    """Long-run variance of residuals, as the authors' program has it."""
    n = len(e)
    r = float(e[:-1] @ e[1:] / (e[:-1] @ e[:-1]))
    width = 1.3221 * (4 * r**2 / (1 - r) ** 4 * n) ** 0.2
    if width == 0:
        return float(e @ e) / (n - 1)
    x = np.arange(1, n - 1) / width
    z = 1.2 * np.pi * x
    kernel = 25 / (12 * (np.pi * x) ** 2) * (np.sin(z) / z - np.cos(z))
    cross = np.array([e[: n - 1 - j] @ e[j : n - 1] for j in range(1, n - 1)])
    return float(e @ e + 2 * kernel @ cross) / (n - 1)


def group_test(paths: Paths, members: Any) -> tuple[float, float, float]:
    """Slope, standard error and t of some units, by their places."""
    return regression(variance_of(paths.values[members]), paths.first)
