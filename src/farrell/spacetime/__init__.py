"""Where, and how it evolves: how scores are distributed, and their classes on a map."""

from farrell.spacetime.classes import class_breaks, class_of
from farrell.spacetime.density import Density, density

__all__ = ["Density", "class_breaks", "class_of", "density"]
