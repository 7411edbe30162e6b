"""What comes next: forecasts of series, with intervals and with a back-test against the last value."""

from farrell.spacetime.forecasting.forecasts import Forecasts, forecast
from farrell.spacetime.forecasting.grey import Grey, grey

__all__ = ["Forecasts", "Grey", "forecast", "grey"]
