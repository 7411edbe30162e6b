"""How good a model would have been: forecasts from earlier periods, beside what came."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from farrell.spacetime.forecasting.models import Method, fit
from farrell.spacetime.places import Floats
from farrell.spacetime.series import Series

Bounds = tuple[float | None, float | None]
COLUMNS = ["method", "unit", "origin", "period", "step", "actual", "forecast", "lower", "upper", "scale", "converged"]


def within(values: Floats, bounds: Bounds) -> Floats:
    """Values, those beyond a bound at the bound; NaN stays."""
    low, high = bounds
    return np.clip(values, -np.inf if low is None else low, np.inf if high is None else high)


def rolled(
    series: Series, methods: Sequence[Method], *, horizon: int, level: float, bounds: Bounds, origins: int
) -> Any:
    """One row a method, unit, origin and step: what was forecast with the periods up to the origin, and what came.

    ``scale`` is the mean absolute step of the periods up to the origin, which MASE divides by.
    """
    import pandas as pd

    T = len(series.periods)
    rows: list[list[Hashable]] = []
    for method in methods:
        for unit, y in zip(series.units, series.values, strict=True):
            for size in range(T - origins, T):
                known, ahead = y[:size], min(horizon, T - size)
                found = fit(method, known, ahead, level)
                point, lower, upper = (within(one, bounds) for one in (found.point, found.lower, found.upper))
                scale = float(np.abs(np.diff(known)).mean())
                for h in range(ahead):
                    rows.append([
                        method, unit, series.periods[size - 1], series.periods[size + h], h + 1, float(y[size + h]),
                        float(point[h]), float(lower[h]), float(upper[h]), scale, found.converged,
                    ])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def scored(errors: Any, by: Sequence[str] = ()) -> Any:
    """Measures of rows of :func:`rolled`, by method and more.

    Returns
    -------
    DataFrame
        method, ..., n, mae, mape (%), rmse, mase, coverage (share of intervals that held what came); NaN where none can
        be computed
    """
    import pandas as pd

    keys = ["method", *by]
    rows = [
        [*(key if isinstance(key, tuple) else (key,)), *_measures(part)]
        for key, part in errors.groupby(keys, sort=False)
    ]
    return pd.DataFrame(rows, columns=[*keys, "n", "mae", "mape", "rmse", "mase", "coverage"])


def _measures(part: Any) -> list[float]:
    error = (part["actual"] - part["forecast"]).to_numpy()
    actual, scale = part["actual"].to_numpy(), part["scale"].to_numpy()
    size = np.abs(error)
    there = np.isfinite(part["lower"].to_numpy()) & np.isfinite(part["upper"].to_numpy())
    held = (part["lower"].to_numpy() <= actual) & (actual <= part["upper"].to_numpy())
    moving, some = scale > 0, actual != 0
    return [
        len(part),
        float(size.mean()),
        100 * float((size[some] / np.abs(actual[some])).mean()) if some.any() else math.nan,
        float(np.sqrt((error**2).mean())),
        float((size[moving] / scale[moving]).mean()) if moving.any() else math.nan,
        float(held[there].mean()) if there.any() else math.nan,
    ]
