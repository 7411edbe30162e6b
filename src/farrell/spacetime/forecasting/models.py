"""Models of one series by their names: the last value, exponential smoothing, ARIMA, the grey model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from farrell.spacetime.forecasting.arima import arima
from farrell.spacetime.forecasting.fits import Fit, normal_width
from farrell.spacetime.forecasting.grey import grey
from farrell.spacetime.forecasting.smoothing import damped, smoothing
from farrell.spacetime.places import Floats

Method = Literal["naive", "damped", "ets", "arima", "gm11"]
METHODS: tuple[Method, ...] = ("naive", "damped", "ets", "arima", "gm11")
LEAST: dict[Method, int] = {"naive": 3, "damped": 7, "ets": 7, "arima": 7, "gm11": 4}
"""Periods that a model needs."""


def fit(method: Method, y: Floats, horizon: int, level: float) -> Fit:
    """The model of a series (T,); a series without variation stays where it is, without an interval."""
    if np.ptp(y) <= 1e-9 * np.abs(y).max():
        none = np.full(horizon, np.nan)
        return Fit(np.full(horizon, y[-1]), none, none, "constant")
    return _MODELS[method](y, horizon, level)


def _naive(y: Floats, horizon: int, level: float) -> Fit:
    """The last value; errors add up as those of a random walk: sigma sqrt(h), sigma^2 the mean squared step."""
    sigma = float(np.sqrt((np.diff(y) ** 2).mean()))
    point = np.full(horizon, y[-1])
    wide = normal_width(level) * sigma * np.sqrt(np.arange(1, horizon + 1))
    return Fit(point, point - wide, point + wide, "naive", {"sigma": sigma})


def _grey(y: Floats, horizon: int, level: float) -> Fit:
    found = grey(y)
    about = {
        "a": found.a, "b": found.b, "c": found.c, "small": found.small, "grade": found.grade,
        "suitable": float(found.suitable),
    }  # fmt: skip
    return Fit(*found.ahead(horizon, level), "GM(1,1)", about)


_MODELS: dict[Method, Callable[[Floats, int, float], Fit]] = {
    "naive": _naive, "damped": damped, "ets": smoothing, "arima": arima, "gm11": _grey,
}  # fmt: skip
