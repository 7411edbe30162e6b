"""Spatial panel regressions: models, their effects, tests of their specification, convergence with neighbours."""

from farrell.spacetime.panels.growth import SpatialConvergence, spatial_beta
from farrell.spacetime.panels.model import SpatialPanel, spatial_panel
from farrell.spacetime.panels.specification import spatial_tests

__all__ = ["SpatialConvergence", "SpatialPanel", "spatial_beta", "spatial_panel", "spatial_tests"]
