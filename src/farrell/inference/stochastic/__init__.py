"""Frontiers with noise: stochastic frontier analysis, three-stage DEA, and StoNED."""

from farrell.inference.stochastic.one_sided import OneSided
from farrell.inference.stochastic.result import StochasticFrontier
from farrell.inference.stochastic.sfa import sfa

__all__ = ["OneSided", "StochasticFrontier", "sfa"]
