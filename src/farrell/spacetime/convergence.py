"""Do units become alike? Spread over time (sigma), and growth of those behind (beta), with or without conditions."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import stats

from farrell import show
from farrell.errors import OptionError
from farrell.spacetime.places import Floats

Effects = Literal["none", "unit", "both"]
EFFECTS: tuple[Effects, ...] = ("none", "unit", "both")
EXACT = 1e-12
"""Residuals below this share of the growth are rounding."""
ByPeriod = Mapping[Hashable, Mapping[str, float]]


def sigma_convergence(values: ByPeriod) -> Any:
    """Spread of a value by period: falling, units become alike (sigma convergence).

    Parameters
    ----------
    values : period -> unit -> value, in order of time; positive. Only units observed in every period count

    Returns
    -------
    DataFrame
        period, n, mean, sd (n - 1), cv (sd / mean), sd_log (of logarithms, n - 1)

    Raises
    ------
    OptionError
        codes ``markov-periods``, ``values-few``, ``inequality-value``

    Notes
    -----
    Source: Barro & Sala-i-Martin 1992, DOI 10.1086/261816.
    """
    import pandas as pd

    _, periods, grid = _grid(values, balanced=True)
    rows = []
    for period, column in zip(periods, grid.T, strict=True):
        sd, mean = float(column.std(ddof=1)), float(column.mean())
        rows.append([period, len(column), mean, sd, sd / mean, float(np.log(column).std(ddof=1))])
    return pd.DataFrame(rows, columns=["period", "n", "mean", "sd", "cv", "sd_log"])


def _grid(values: ByPeriod, *, balanced: bool) -> tuple[tuple[str, ...], tuple[Hashable, ...], Floats]:
    """Units, periods and (n, T) positive values; NaN where a unit is not observed."""
    periods = tuple(values)
    if len(periods) < 2:
        raise OptionError("markov-periods", n=len(periods))
    units = tuple(dict.fromkeys(unit for one in values.values() for unit in one))
    grid = np.array([[one.get(unit, np.nan) for one in values.values()] for unit in units], dtype=np.float64)
    bad = np.isinf(grid) | (grid <= 0)
    if bad.any():
        i, t = np.argwhere(bad)[0]
        raise OptionError("convergence-value", unit=units[i], period=periods[t], value=repr(float(grid[i, t])))
    if balanced:
        whole = np.nonzero(np.isfinite(grid).all(axis=1))[0]
        units, grid = tuple(units[i] for i in whole), grid[whole]
    if len(units) < 3:
        raise OptionError("values-few", n=len(units), least=3)
    return units, periods, grid


@dataclass(frozen=True, slots=True)
class Convergence:
    """A growth regression.

    Attributes
    ----------
    beta : of the logarithm of the earlier value: below 0, those behind grow faster
    se, t, p : of beta; standard errors clustered by unit, t with units - 1 degrees of freedom, two-sided
    speed : -log(1 + beta) a period, a rate in continuous time (of the gap -beta closes in a period); NaN where beta is
        -1 or less
    half_life : log 2 / speed periods, NaN where nothing closes
    coefficients : DataFrame of beta and of the conditions: name, estimate, se, t, p
    r2 : of the regression, within its effects
    n, units : observations and units
    effects : none, unit, both (unit and period)
    lost : (unit, period) intervals left out for want of a value
    """

    beta: float
    se: float
    t: float
    p: float
    speed: float
    half_life: float
    coefficients: Any
    r2: float
    n: int
    units: int
    effects: Effects
    lost: tuple[tuple[str, Hashable], ...]

    def summary(self) -> str:
        head = (
            f"Growth on the earlier value's logarithm, {self.effects} effects, {self.n} intervals, {self.units} units"
        )
        tail = f"speed {self.speed:.4f} a period, half-life {self.half_life:.1f} periods; within R2 {self.r2:.3f}"
        table = show.text_table(list(self.coefficients.columns), self.coefficients.to_numpy(dtype=object).tolist(), 4)
        return "\n".join([head, table, tail])

    def __repr__(self) -> str:
        return f"Convergence: beta {self.beta:.4f} (p {self.p:.4f}), {self.effects} effects, n = {self.n}"


def beta_convergence(
    values: ByPeriod, *, conditions: Mapping[str, ByPeriod] | None = None, effects: Effects = "unit"
) -> Convergence:
    """Do units that are behind grow faster? Absolute or, with conditions, conditional beta convergence.

    log(y_i,t+1 / y_it) = a + beta log y_it + sum_k c_k z_kit + unit and period effects + e

    Parameters
    ----------
    values : period -> unit -> value, in order of time; positive
    conditions : name -> period -> unit -> value of the earlier period; none by default (absolute convergence)
    effects : ``"none"``, of each ``"unit"`` (default), of units and periods ``"both"``, by least squares with dummies

    Returns
    -------
    Convergence

    Raises
    ------
    OptionError
        codes ``markov-periods``, ``values-few``, ``convergence-value``, ``values-constant`` (all grow alike),
        ``convergence-conditions`` (a condition that follows from the others and the effects)

    Notes
    -----
    An interval without a value or a condition is left out and named. With unit effects and few periods beta is biased
    towards convergence (Nickell 1981, DOI 10.2307/1911408), by an amount that falls with the number of periods.
    Efficiency is at most 1, so that units at 1 cannot grow: some convergence of scores is that bound. Standard errors
    are those of Stata's xtreg, fe vce(cluster). Source: Barro & Sala-i-Martin 1992, DOI 10.1086/261816.

    Examples
    --------
    >>> import farrell
    >>> values = {1: {"a": 1.0, "b": 2.0, "c": 4.0}, 2: {"a": 1.5, "b": 2.4, "c": 4.1}}
    >>> farrell.beta_convergence(values, effects="none").beta < 0
    True
    """
    if effects not in EFFECTS:
        raise OptionError.choice("effects", effects, EFFECTS)
    growth, explained = growth_of(values, conditions or {})
    names, periods = list(explained), tuple(growth)
    units = tuple(next(iter(growth.values())))
    n, T = len(units), len(periods) + 1
    X = np.column_stack([_columned(one, units, periods) for one in explained.values()])
    y = _columned(growth, units, periods)
    who, when = np.repeat(np.arange(n), T - 1), np.tile(np.arange(T - 1), n)
    known = np.isfinite(y) & np.isfinite(X).all(axis=1)
    lost = tuple((units[i], periods[t]) for i, t in zip(who[~known], when[~known], strict=True))
    return _fitted(names, X[known], y[known], who[known], when[known], effects, lost)


def growth_of(
    values: ByPeriod, conditions: Mapping[str, ByPeriod]
) -> tuple[dict[Hashable, dict[str, float]], dict[str, ByPeriod]]:
    """Growth log(y_t+1 / y_t) by the earlier period and unit, and what explains it: ``log y``, then the conditions.

    Every unit stands in every period but the last; what is not observed is NaN.
    """
    units, periods, grid = _grid(values, balanced=False)
    logs = np.log(grid)
    named = [dict(zip(units, column, strict=True)) for column in logs.T.tolist()]
    rises = [dict(zip(units, column, strict=True)) for column in np.diff(logs, axis=1).T.tolist()]
    earlier = periods[:-1]
    return dict(zip(earlier, rises, strict=True)), {"log y": dict(zip(earlier, named[:-1], strict=True)), **conditions}


def _columned(values: ByPeriod, units: tuple[str, ...], periods: tuple[Hashable, ...]) -> Floats:
    """(n (T - 1),) values unit by unit; NaN where there is none."""
    return np.array([values.get(p, {}).get(u, np.nan) for u in units for p in periods], dtype=np.float64)


def rate(beta: float) -> tuple[float, float]:
    """Speed -log(1 + beta) a period, NaN where beta is -1 or less, and half-life log 2 / speed, NaN without speed."""
    speed = -math.log1p(beta) if beta > -1 else math.nan
    return speed, math.log(2) / speed if speed > 0 else math.nan


def _fitted(
    names: list[str],
    X: Floats,
    y: Floats,
    who: Any,
    when: Any,
    effects: Effects,
    lost: tuple[tuple[str, Hashable], ...],
) -> Convergence:
    import pandas as pd

    G, k = len(np.unique(who)), X.shape[1]
    if G < 3:
        raise OptionError("values-few", n=G, least=3)
    dummies = [np.ones((len(y), 1))]
    if effects != "none":
        dummies.append((who[:, None] == np.unique(who)[1:]).astype(float))
    if effects == "both":
        dummies.append((when[:, None] == np.unique(when)[1:]).astype(float))
    D = np.hstack(dummies)
    rest = np.column_stack([column - D @ np.linalg.lstsq(D, column, rcond=None)[0] for column in (y, *X.T)])
    yd, Xd = rest[:, 0], rest[:, 1:]
    flat = np.abs(Xd).max(axis=0) <= 1e-9 * np.maximum(np.abs(X).max(axis=0), 1e-300)
    if flat.any() or np.linalg.matrix_rank(Xd / np.maximum(np.abs(Xd).max(axis=0), 1e-300)) < k:
        raise OptionError("convergence-conditions", names=names)
    if np.abs(yd).max() <= EXACT * max(float(np.abs(y).max()), EXACT):
        raise OptionError("values-constant")
    inverse = np.linalg.inv(Xd.T @ Xd)
    b = inverse @ (Xd.T @ yd)
    e = yd - Xd @ b
    sums = np.zeros((G, k))
    np.add.at(sums, np.unique(who, return_inverse=True)[1], Xd * e[:, None])
    # clustered by unit; absorbed unit effects are nested in the clusters and do not count as parameters
    absorbed = D.shape[1] - (G - 1 if effects != "none" else 0)
    scale = G / (G - 1) * (len(y) - 1) / (len(y) - k - absorbed)
    se = np.sqrt(np.diag(scale * inverse @ (sums.T @ sums) @ inverse))
    se = np.where(np.abs(e).max() <= EXACT * np.abs(y).max(), 0.0, se)  # what is left of an exact fit is rounding
    with np.errstate(divide="ignore", invalid="ignore"):
        t = b / se
    p = 2 * stats.t.sf(np.abs(t), G - 1)
    table = pd.DataFrame({"name": names, "estimate": b, "se": se, "t": t, "p": p})
    speed, half = rate(float(b[0]))
    r2 = 1 - float(e @ e) / float(yd @ yd)
    return Convergence(
        float(b[0]), float(se[0]), float(t[0]), float(p[0]), speed, half, table, r2, len(y), G, effects, lost,
    )  # fmt: skip
