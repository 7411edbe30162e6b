"""Does the gap of each unit to the mean die out? Stochastic convergence: unit roots, by unit and of all units."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal

import numpy as np
from scipy import stats

from farrell import show
from farrell.errors import OptionError
from farrell.spacetime.places import Floats
from farrell.spacetime.series import ByPeriod, series_of

Deterministic = Literal["constant", "trend"]
DETERMINISTIC: tuple[Deterministic, ...] = ("constant", "trend")
Lags = Literal["aic", "bic"]
LAGS: tuple[Lags, ...] = ("aic", "bic")
SHORT = 25
"""With fewer periods a unit root test rarely finds what is there."""
DRAWS = 9_999
"""Random walks that p-values are counted on."""


@dataclass(frozen=True, slots=True)
class StochasticConvergence:
    """Unit root tests of log ratios to the mean.

    Attributes
    ----------
    units : DataFrame: unit, adf (t statistic), p, p_asymptotic (MacKinnon's, of long series), lags, n (of the
        regression), converges (p below the level); NaN of a unit whose ratio does not vary
    fisher, df, fisher_p : -2 sum log p, its degrees of freedom, upper tail of chi-square
    z, z_p : Choi's sum of normal scores, lower tail of the normal distribution
    deterministic : constant, or trend (and a constant)
    level : at which a unit converges
    draws, seed : random walks that p is counted on; with 0 draws p is MacKinnon's
    periods : (T,)
    short : fewer than 25 periods: the tests have little power
    constant : units whose ratio does not vary, so not tested
    left_out : units that are not observed in every period
    """

    units: Any
    fisher: float
    df: int
    fisher_p: float
    z: float
    z_p: float
    deterministic: Deterministic
    level: float
    draws: int
    seed: int
    periods: tuple[Hashable, ...]
    short: bool
    constant: tuple[str, ...]
    left_out: tuple[str, ...]

    def to_frame(self) -> Any:
        """The table of units."""
        return self.units.copy()

    def summary(self) -> str:
        found = int(self.units["converges"].sum())
        lines = [
            f"Unit roots of log ratios to the mean, with {self.deterministic}, {len(self.periods)} periods: "
            f"{found} of {self.df // 2} units converge at {self.level:.0%}",
            f"all units: Fisher {self.fisher:.2f} (p {self.fisher_p:.4f}), Choi Z {self.z:.2f} (p {self.z_p:.4f})",
            show.text_table(list(self.units.columns), self.units.to_numpy(dtype=object).tolist()),
        ]
        if self.short:
            lines.append(f"only {len(self.periods)} periods: little power; no rejection is no proof of divergence")
        for what, units in (("ratio does not vary", self.constant), ("without every period, left out", self.left_out)):
            if units:
                lines.append(f"{what}: {', '.join(units)}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        found = int(self.units["converges"].sum())
        return f"StochasticConvergence: {found} of {self.df // 2} units, Fisher p {self.fisher_p:.4f}"


def stochastic_convergence(
    values: ByPeriod,
    *,
    deterministic: Deterministic = "constant",
    lags: Lags | int = "aic",
    most: int | None = None,
    level: float = 0.05,
    draws: int = DRAWS,
    seed: int = 0,
) -> StochasticConvergence:
    """Does the gap of each unit to the mean die out? ADF tests of log ratios, unit by unit and all together.

    r_it = log(y_it / mean_i y_it)

    Delta r_t = c (+ d t) + g r_t-1 + sum_k f_k Delta r_t-k + e_t,   unit root: g = 0, convergence: g < 0

    Parameters
    ----------
    values : period -> unit -> value, in order of time; positive, eight periods or more. Units observed in every period
        count
    deterministic : ``"constant"``: the ratio returns to a level of its own; ``"trend"``: to a line
    lags : ``"aic"`` or ``"bic"``: those with the lowest criterion, up to ``most``; or a number for all units
    most : most lags tried, by default the whole part of the cube root of T - 1: 2 of ten periods
    level : at which a unit converges
    draws, seed : p is the share (c + 1) / (draws + 1) of random walks with normal steps, as long as the series and with
        lags chosen as theirs, whose statistic is as low; 0 draws for MacKinnon's p-values of long series, which reject
        far too often in short ones

    Returns
    -------
    StochasticConvergence

    Raises
    ------
    OptionError
        codes ``series-periods``, ``series-finite``, ``series-value``, ``values-few``, ``roots-lags``,
        ``roots-level``, ``roots-draws``; a wrong option

    Notes
    -----
    Lags are chosen on the periods that all of them leave. All together: -2 sum log p is chi-square with 2n degrees of
    freedom (Maddala & Wu 1999, DOI 10.1111/1468-0084.0610s1631), sum Phi^-1(p) / sqrt(n) is normal (Choi 2001, DOI
    10.1016/S0261-5606(00)00048-6), where no unit converges and units do not depend on each other; ratios to a common
    mean do. A rejection says that some units converge, not all. Source: Carlino & Mills 1993, DOI
    10.1016/0304-3932(93)90009-5; Evans & Karras 1996, Journal of Monetary Economics 37: 249-265, who take the gap to
    the mean of logarithms.

    Examples
    --------
    >>> import farrell
    >>> values = {t: {"a": 2.0 + (-0.5) ** t, "b": 2.0 + 0.1 * t, "c": 3.0 + 0.01 * t * t} for t in range(12)}
    >>> farrell.stochastic_convergence(values).short
    True
    """
    import pandas as pd

    if deterministic not in DETERMINISTIC:
        raise OptionError.choice("deterministic", deterministic, DETERMINISTIC)
    if isinstance(level, bool) or not 0 < level < 1:
        raise OptionError("roots-level", value=repr(level))
    if isinstance(draws, bool) or not isinstance(draws, Integral) or draws < 0:
        raise OptionError("roots-draws", value=repr(draws))
    series = series_of(values, periods=8, units=3)
    T = len(series.periods)
    tried, criterion = _lags(lags, most, T, deterministic)
    ratios = np.log(series.values / series.values.mean(axis=0))
    moving = np.ptp(ratios, axis=1) > 1e-9
    table = pd.DataFrame({"unit": series.units} | dict.fromkeys(("adf", "p", "p_asymptotic"), np.nan))
    t, chosen = _adf(ratios[moving], tried, criterion, deterministic)
    table.loc[moving, "adf"] = t
    table.loc[moving, "p_asymptotic"] = _asymptotic(t, deterministic)
    table.loc[moving, "p"] = table.loc[moving, "p_asymptotic"]
    if draws:
        steps = np.random.default_rng(seed).standard_normal((int(draws), T))
        by_chance = np.sort(_adf(np.cumsum(steps, axis=1), tried, criterion, deterministic)[0])
        table.loc[moving, "p"] = (np.searchsorted(by_chance, t, side="right") + 1) / (draws + 1)
    table["lags"] = 0
    table.loc[moving, "lags"] = chosen
    table["n"] = np.where(moving, T - 1 - table["lags"], 0)
    table["converges"] = table["p"] < level
    p = np.clip(table.loc[moving, "p"].to_numpy(), 1e-300, 1 - 1e-16)
    fisher = float(-2 * np.log(p).sum())
    z = float(stats.norm.ppf(p).sum() / math.sqrt(len(p))) if len(p) else math.nan
    return StochasticConvergence(
        table, fisher, 2 * len(p), float(stats.chi2.sf(fisher, 2 * len(p))) if len(p) else math.nan, z,
        float(stats.norm.cdf(z)), deterministic, level, int(draws), seed, series.periods, T < SHORT,
        tuple(series.units[i] for i in np.flatnonzero(~moving)), series.left_out,
    )  # fmt: skip


def _lags(lags: Lags | int, most: int | None, T: int, deterministic: Deterministic) -> tuple[int, str | None]:
    """Lags to try, and the criterion; None where the number is fixed. Two degrees of freedom must be left."""
    room = (T - 5 - (deterministic == "trend")) // 2
    if isinstance(lags, str):
        if lags not in LAGS:
            raise OptionError.choice("lags", lags, LAGS)
        asked, criterion = (min(math.floor((T - 1) ** (1 / 3) + 1e-9), room) if most is None else most), lags.upper()
    else:
        asked, criterion = lags, None
    if isinstance(asked, bool) or not isinstance(asked, Integral) or not 0 <= int(asked) <= room:
        raise OptionError("roots-lags", value=repr(asked), n=room)
    return int(asked), criterion


def _asymptotic(t: Floats, deterministic: Deterministic) -> Floats:
    """MacKinnon's p-values (1994, DOI 10.1080/07350015.1994.10510005)."""
    from statsmodels.tsa.adfvalues import mackinnonp

    kind = "ct" if deterministic == "trend" else "c"
    return np.array([float(mackinnonp(one, regression=kind, N=1)) for one in t])


def _adf(r: Floats, most: int, criterion: str | None, deterministic: Deterministic) -> tuple[Floats, Any]:
    """(n,) t statistics and lags of series (n, T)."""
    trend = deterministic == "trend"
    lags = np.full(len(r), most)
    if criterion is not None:
        scores = []
        for k in range(most + 1):
            _, sse, n, size = _regressed(r, k, most, trend)
            scores.append(n * np.log(np.maximum(sse, 1e-300) / n) + size * (2 if criterion == "AIC" else math.log(n)))
        lags = np.argmin(scores, axis=0)
    t = np.empty(len(r))
    for k in np.unique(lags):
        t[lags == k] = _regressed(r[lags == k], int(k), int(k), trend)[0]
    return t, lags


def _regressed(r: Floats, lags: int, start: int, trend: bool) -> tuple[Floats, Floats, int, int]:
    """Of series (n, T): t of the level in regressions of changes from the one after ``start``; SSE; their size."""
    change = np.diff(r, axis=1)
    y = change[:, start:]
    n = y.shape[1]
    ones = np.ones_like(y)
    columns = [r[:, start:-1], ones, *([ones * np.arange(n)] if trend else [])]
    columns += [change[:, start - k : change.shape[1] - k] for k in range(1, lags + 1)]
    X = np.stack(columns, axis=2)
    inverse = np.linalg.pinv(np.swapaxes(X, 1, 2) @ X)
    b = (inverse @ (np.swapaxes(X, 1, 2) @ y[:, :, None]))[:, :, 0]
    sse = ((y - np.einsum("ijk,ik->ij", X, b)) ** 2).sum(axis=1)
    se = np.sqrt(np.maximum(sse, 1e-300) / (n - X.shape[2]) * inverse[:, 0, 0])
    t: Floats = b[:, 0] / se
    return t, sse, n, X.shape[2]
