"""Where, and how it evolves: how scores are distributed."""

from farrell.spacetime.density import Density, density

__all__ = ["Density", "density"]
