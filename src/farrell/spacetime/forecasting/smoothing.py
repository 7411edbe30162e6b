"""Exponential smoothing with additive errors: a level, a trend, a damped trend."""

from __future__ import annotations

import math
import warnings

import numpy as np

from farrell.spacetime.forecasting.fits import Fit, aicc, best_of, normal_width
from farrell.spacetime.places import Floats

NAMES = {"smoothing_level": "alpha", "smoothing_trend": "beta", "damping_trend": "damping"}


def damped(y: Floats, horizon: int, level: float) -> Fit:
    """A damped trend."""
    return _smoothed(y, horizon, level, trend=True, falling=True)


def smoothing(y: Floats, horizon: int, level: float) -> Fit:
    """The best by AICc of a level, a trend and a damped trend."""
    kinds = ((False, False), (True, False), (True, True))
    return best_of([_smoothed(y, horizon, level, trend=trend, falling=falling) for trend, falling in kinds])


def _smoothed(y: Floats, horizon: int, level: float, *, trend: bool, falling: bool) -> Fit:
    """By maximum likelihood, first states too; the series is standardised for the search.

    sigma^2 is the sum of squared errors over n less the number of parameters and first states.
    """
    import pandas as pd
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    mean, scale, n = float(y.mean()), float(y.std()), len(y)
    model = ETSModel(
        pd.Series((y - mean) / scale), error="add", trend="add" if trend else None, damped_trend=falling
    )  # fmt: skip
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = model.fit(disp=False)
        ahead = result.get_prediction(start=n, end=n + horizon - 1)
    k = len(result.params)
    sse = float(result.sse)
    sigma = math.sqrt(sse / (n - k)) if n > k else math.nan
    wide = normal_width(level) * scale * sigma * np.sqrt(np.asarray(ahead.forecast_variance) / float(result.mse))
    point = mean + scale * np.asarray(ahead.predicted_mean)
    given = zip(model.param_names, np.asarray(result.params).tolist(), strict=True)
    about = {NAMES[name]: value for name, value in given if name in NAMES} | {"sigma": scale * sigma}
    settled = not any(issubclass(one.category, ConvergenceWarning) for one in caught)
    return Fit(
        point, point - wide, point + wide, f"ETS(A,{'Ad' if falling else 'A' if trend else 'N'},N)", about,
        settled and bool(result.mle_retvals["converged"] and np.isfinite(point).all()),
        aicc(n * math.log(sse / n), k + 1, n),
    )  # fmt: skip
