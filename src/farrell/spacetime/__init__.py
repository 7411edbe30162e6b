"""Where, and how it evolves: neighbours, dependence in space, how scores are distributed, their classes on a map."""

from farrell.spacetime.classes import class_breaks, class_of
from farrell.spacetime.density import Density, density
from farrell.spacetime.dependence import Dependence, JoinCounts, bivariate_moran, geary, join_counts, lee, moran
from farrell.spacetime.local import LocalDependence, getis_ord, local_moran
from farrell.spacetime.weights import (
    Weights,
    contiguity,
    economic_distance,
    inverse_distance,
    nearest_neighbours,
    nested_weights,
    weights_of,
)

__all__ = [
    "Density",
    "Dependence",
    "JoinCounts",
    "LocalDependence",
    "Weights",
    "bivariate_moran",
    "class_breaks",
    "class_of",
    "contiguity",
    "density",
    "economic_distance",
    "geary",
    "getis_ord",
    "inverse_distance",
    "join_counts",
    "lee",
    "local_moran",
    "moran",
    "nearest_neighbours",
    "nested_weights",
    "weights_of",
]
