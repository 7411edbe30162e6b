"""Means of estimated efficiency and productivity, with intervals that hold: theorems, bias, tables."""

from farrell.inference.means.efficiency import MeanEfficiency, mean_efficiency
from farrell.inference.means.productivity import MeanProductivity, mean_productivity

__all__ = ["MeanEfficiency", "MeanProductivity", "mean_efficiency", "mean_productivity"]
