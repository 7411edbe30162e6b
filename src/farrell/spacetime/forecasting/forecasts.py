"""Forecasts of each unit, marked as such."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Literal

import numpy as np

from farrell import show
from farrell.data.panel import frozen
from farrell.errors import FarrellWarning, OptionError, warn
from farrell.spacetime.forecasting.backtest import COLUMNS, Bounds, rolled, scored, within
from farrell.spacetime.forecasting.fits import Fit
from farrell.spacetime.forecasting.models import LEAST, METHODS, Method, fit
from farrell.spacetime.places import Floats
from farrell.spacetime.series import ByPeriod, Series, series_of

Asked = Literal["damped", "gm11", "arima", "ets", "naive", "auto"]
ASKED: tuple[Asked, ...] = ("damped", "gm11", "arima", "ets", "naive", "auto")
MOST_ORIGINS = 5
"""Origins of the back-test unless asked for."""
FIRST = 7
"""Periods before the first of these."""


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What comes next, by unit.

    Attributes
    ----------
    units, periods, ahead : (n,), (T,) observed and (h,) forecast
    observed : (n, T)
    point, lower, upper : (n, h); the interval is NaN of a unit whose value never changed
    asked, method : as asked for; as used of all units
    level, bounds : of the interval; values beyond a bound are at the bound
    models : DataFrame: unit, model, converged, and its parameters, NaN where a model has none of that name
    errors : DataFrame of the back-test: method, unit, origin (the last known period), period, step, actual, forecast,
        lower, upper, scale, converged
    bounded : (unit, period, which of point, lower, upper) that were moved to a bound
    constant : units whose value never changed
    not_converged : units whose fit did not converge: take their forecast with care
    left_out : units that are not observed in every period
    """

    units: tuple[str, ...]
    periods: tuple[int, ...]
    ahead: tuple[int, ...]
    observed: Floats
    point: Floats
    lower: Floats
    upper: Floats
    asked: Asked
    method: Method
    level: float
    bounds: Bounds
    models: Any
    errors: Any
    bounded: tuple[tuple[str, int, str], ...]
    constant: tuple[str, ...]
    not_converged: tuple[str, ...]
    left_out: tuple[str, ...]

    def back_test(self) -> Any:
        """Measures by method and step, and of all steps (``"all"``): n, mae, mape, rmse, mase, coverage."""
        import pandas as pd

        whole = scored(self.errors)
        whole.insert(1, "step", "all")
        return pd.concat([whole, scored(self.errors, ["step"])], ignore_index=True)

    def by_unit(self) -> Any:
        """Measures by method and unit."""
        return scored(self.errors, ["unit"])

    def to_frame(self) -> Any:
        """unit, period, value, lower, upper, forecast: False of what was observed, True of what is forecast."""
        import pandas as pd

        rows: list[list[Hashable]] = []
        for i, unit in enumerate(self.units):
            rows += [
                [unit, t, float(v), math.nan, math.nan, False]
                for t, v in zip(self.periods, self.observed[i], strict=True)
            ]
            rows += [
                [unit, t, float(self.point[i, h]), float(self.lower[i, h]), float(self.upper[i, h]), True]
                for h, t in enumerate(self.ahead)
            ]
        return pd.DataFrame(rows, columns=["unit", "period", "value", "lower", "upper", "forecast"])

    def summary(self) -> str:
        chosen = " (of all methods the lowest error in the back-test)" if self.asked == "auto" else ""
        head = f"Forecasts of {len(self.units)} units by {self.method}{chosen}, intervals of {self.level:.0%}"
        header = ["unit", f"{self.periods[-1]} observed", *(f"{t} forecast" for t in self.ahead)]
        rows = [
            [unit, float(self.observed[i, -1]), *(float(v) for v in self.point[i])] for i, unit in enumerate(self.units)
        ]
        whole = scored(self.errors).to_numpy(dtype=object).tolist()
        lines = [head, show.text_table(header, rows)]
        if whole:
            names = ["back-test", "n", "MAE", "MAPE %", "RMSE", "MASE", "coverage"]
            lines.append(show.text_table(names, whole))
        return "\n".join([*lines, *self._notes()])

    def _notes(self) -> list[str]:
        said = []
        if self.bounded:
            said.append(f"at a bound: {len(self.bounded)} points or ends of intervals")
        for what, units in (
            ("never changed, so no interval", self.constant),
            ("fit did not converge", self.not_converged),
            ("without every period, left out", self.left_out),
        ):
            if units:
                said.append(f"{what}: {', '.join(units)}")
        return said

    def __repr__(self) -> str:
        return f"Forecasts: {len(self.units)} units, {self.ahead[0]} to {self.ahead[-1]}, {self.method}"


def forecast(
    values: ByPeriod,
    *,
    horizon: int = 3,
    method: Asked = "damped",
    level: float = 0.95,
    bounds: Bounds = (None, None),
    origins: int | None = None,
) -> Forecasts:
    """What comes next: forecasts of every unit's value, with intervals and a back-test against the last value.

    Parameters
    ----------
    values : period -> unit -> value; periods whole numbers in steps of one size. Units observed in every period count
    horizon : periods ahead
    method : ``"damped"`` exponential smoothing with a damped trend (default), ``"ets"`` the best by AICc of a level, a
        trend and a damped trend, ``"arima"`` the best order by AICc after differences by the KPSS test, ``"gm11"`` the
        grey model, ``"naive"`` the last value; or ``"auto"``: of these the one whose back-test has the lowest MASE over
        all units, one for all
    level : of the intervals
    bounds : lowest and highest possible value, None where there is none; ``(0, 1)`` for scores
    origins : last periods that the back-test forecasts from; by default up to 5, with 7 periods before the first

    Returns
    -------
    Forecasts

    Raises
    ------
    OptionError
        codes ``forecast-periods``, ``forecast-horizon``, ``forecast-level``, ``forecast-bounds``, ``forecast-beyond``,
        ``forecast-origins``, ``forecast-positive``, ``series-periods``, ``series-finite``, ``values-few``; a wrong
        ``method``

    Notes
    -----
    The back-test fits again at each origin, with the periods up to it only, and counts the same cases for the last
    value. Units whose fit does not converge are named in ``not_converged`` and in one warning. Sources: exponential
    smoothing Gardner & McKenzie 1985, DOI 10.1287/mnsc.31.10.1237, Hyndman et al. 2008, DOI
    10.1007/978-3-540-71918-2; ARIMA Hyndman & Khandakar 2008, DOI 10.18637/jss.v027.i03; MASE Hyndman & Koehler 2006,
    DOI 10.1016/j.ijforecast.2006.03.001; grey model as in :func:`farrell.spacetime.grey`.

    Examples
    --------
    >>> import farrell
    >>> values = {2000 + t: {"a": 1.0 + 0.1 * t, "b": 2.0 + 0.05 * t**1.5} for t in range(10)}
    >>> found = farrell.forecast(values, method="gm11")
    >>> found.ahead
    (2010, 2011, 2012)
    >>> int(found.to_frame()["forecast"].sum())
    6
    """
    if method not in ASKED:
        raise OptionError.choice("method", method, ASKED)
    _check(horizon, level, bounds)
    series = series_of(values, periods=LEAST["damped" if method == "auto" else method], positive=False)
    periods, step = _steps(series.periods)
    _check_bounds(series, bounds)
    positive = bool((series.values > 0).all())
    if method == "gm11" and not positive:
        i, t = np.argwhere(series.values <= 0)[0]
        raise OptionError("forecast-positive", unit=series.units[i], period=periods[t])
    tried = _tried(method, positive)
    count = _origins(origins, len(periods), tried, method)
    errors = rolled(series, tried, horizon=horizon, level=level, bounds=bounds, origins=count)
    chosen = _chosen(errors) if method == "auto" else method
    fits = [fit(chosen, y, horizon, level) for y in series.values]
    ahead = tuple(periods[-1] + step * h for h in range(1, horizon + 1))
    found = _gathered(series, periods, ahead, fits, method, chosen, level, bounds, errors[COLUMNS])
    if found.not_converged:
        warn(
            FarrellWarning(
                "forecast-not-converged", method=chosen, count=len(found.not_converged), units=found.not_converged
            )
        )
    return found


def _check(horizon: int, level: float, bounds: Bounds) -> None:
    if isinstance(horizon, bool) or not isinstance(horizon, Integral) or horizon < 1:
        raise OptionError("forecast-horizon", value=repr(horizon))
    if isinstance(level, bool) or not isinstance(level, Real) or not 0 < level < 1:
        raise OptionError("forecast-level", value=repr(level))
    low, high = bounds
    if low is not None and high is not None and not low < high:
        raise OptionError("forecast-bounds", low=low, high=high)


def _steps(periods: tuple[Hashable, ...]) -> tuple[tuple[int, ...], int]:
    """Periods as whole numbers, and their step."""
    whole = all(isinstance(t, Integral) and not isinstance(t, bool) for t in periods)
    numbers = tuple(int(t) for t in periods) if whole else ()  # type: ignore[call-overload]
    steps = set(np.diff(numbers).tolist())
    if not whole or len(steps) != 1 or min(steps) <= 0:
        raise OptionError("forecast-periods", periods=[str(t) for t in periods])
    return numbers, steps.pop()


def _check_bounds(series: Series, bounds: Bounds) -> None:
    """Values beyond a bound but for rounding contradict it."""
    room = 1e-6 * float(np.abs(series.values).max())
    beyond = np.abs(within(series.values, bounds) - series.values) > room
    if beyond.any():
        i, t = np.argwhere(beyond)[0]
        raise OptionError(
            "forecast-beyond", unit=series.units[i], period=series.periods[t], value=float(series.values[i, t]),
            low=bounds[0], high=bounds[1],
        )  # fmt: skip


def _tried(method: Asked, positive: bool) -> tuple[Method, ...]:
    """Methods of the back-test, the last value among them; the grey model of positive values only."""
    if method == "auto":
        return tuple(name for name in METHODS if name != "gm11" or positive)
    return ("naive",) if method == "naive" else ("naive", method)


def _origins(origins: int | None, T: int, tried: tuple[Method, ...], method: Asked) -> int:
    most = T - max(LEAST[name] for name in tried)
    if origins is None:
        if method == "auto" and most < 1:
            raise OptionError("forecast-origins", value=repr(origins), n=max(most, 0))
        return max(min(T - FIRST, MOST_ORIGINS), 0)
    least = 1 if method == "auto" else 0
    if isinstance(origins, bool) or not isinstance(origins, Integral) or not least <= origins <= most:
        raise OptionError("forecast-origins", value=repr(origins), n=most)
    return int(origins)


def _chosen(errors: Any) -> Method:
    """The method with the lowest MASE; the first of equals, which is the simplest."""
    scores = scored(errors).set_index("method")
    measure = scores["mase"] if scores["mase"].notna().any() else scores["mae"]
    best: Method = measure.idxmin()
    return best


def _gathered(
    series: Series,
    periods: tuple[int, ...],
    ahead: tuple[int, ...],
    fits: list[Fit],
    asked: Asked,
    method: Method,
    level: float,
    bounds: Bounds,
    errors: Any,
) -> Forecasts:
    import pandas as pd

    parts = {which: np.array([getattr(one, which) for one in fits]) for which in ("point", "lower", "upper")}
    held = {which: within(part, bounds) for which, part in parts.items()}
    bounded = tuple(
        (series.units[i], ahead[h], which)
        for which, part in parts.items()
        for i, h in np.argwhere(np.isfinite(part) & (held[which] != part)).tolist()
    )
    rows = [
        {"unit": unit, "model": one.model, "converged": one.converged, **one.parameters}
        for unit, one in zip(series.units, fits, strict=True)
    ]
    named = list(zip(series.units, fits, strict=True))
    return Forecasts(
        series.units, periods, ahead, series.values, frozen(held["point"]), frozen(held["lower"]),
        frozen(held["upper"]), asked, method, level, bounds, pd.DataFrame(rows), errors, bounded,
        tuple(unit for unit, one in named if one.model == "constant"),
        tuple(unit for unit, one in named if not one.converged), series.left_out,
    )  # fmt: skip
