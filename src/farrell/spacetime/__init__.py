"""Where, and how it evolves: neighbours, dependence in space, inequality, how scores are distributed, map classes."""

from farrell.spacetime.breaks import breaks
from farrell.spacetime.classes import class_breaks, class_of
from farrell.spacetime.clubs import Club, ConvergenceClubs, convergence_clubs
from farrell.spacetime.concentration import Concentration, concentration
from farrell.spacetime.convergence import Convergence, beta_convergence, sigma_convergence
from farrell.spacetime.coupling import Coupling, coupling
from farrell.spacetime.dagum import Dagum, dagum
from farrell.spacetime.density import Density, density
from farrell.spacetime.dependence import Dependence, bivariate_moran, geary, lee, moran
from farrell.spacetime.dynamics import RankMobility, StochasticKernel, rank_mobility, stochastic_kernel
from farrell.spacetime.forecasting import Forecasts, Grey, forecast, grey
from farrell.spacetime.forest import Forest, forest
from farrell.spacetime.geodetector import Geodetector, geodetector
from farrell.spacetime.geography import Ellipse, ellipse, ellipse_path
from farrell.spacetime.hot_spots import HotSpots, Trend, emerging_hot_spots, mann_kendall
from farrell.spacetime.indicators import entropy_weights
from farrell.spacetime.inequality import Theil, agglomeration, atkinson, gini, lorenz, theil, variation
from farrell.spacetime.join_counts import JoinCounts, join_counts
from farrell.spacetime.linkages import Linkages, gravity
from farrell.spacetime.local import LocalDependence, getis_ord, local_moran
from farrell.spacetime.log_t import LogT, log_t
from farrell.spacetime.markov import (
    Histories,
    Homogeneity,
    Markov,
    SpatialMarkov,
    histories,
    markov,
    spatial_markov,
)
from farrell.spacetime.panels import SpatialConvergence, SpatialPanel, spatial_beta, spatial_panel, spatial_tests
from farrell.spacetime.rank_sums import RankSums, rsr
from farrell.spacetime.rankings import Obstacles, Topsis, obstacles, rank_agreement, topsis
from farrell.spacetime.unit_roots import StochasticConvergence, stochastic_convergence
from farrell.spacetime.variables import by_period, variable
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
    "Club",
    "Concentration",
    "Convergence",
    "ConvergenceClubs",
    "Coupling",
    "Dagum",
    "Density",
    "Dependence",
    "Ellipse",
    "Forecasts",
    "Forest",
    "Geodetector",
    "Grey",
    "Histories",
    "Homogeneity",
    "HotSpots",
    "JoinCounts",
    "Linkages",
    "LocalDependence",
    "LogT",
    "Markov",
    "Obstacles",
    "RankMobility",
    "RankSums",
    "SpatialConvergence",
    "SpatialMarkov",
    "SpatialPanel",
    "StochasticConvergence",
    "StochasticKernel",
    "Theil",
    "Topsis",
    "Trend",
    "Weights",
    "agglomeration",
    "atkinson",
    "beta_convergence",
    "bivariate_moran",
    "breaks",
    "by_period",
    "class_breaks",
    "class_of",
    "concentration",
    "contiguity",
    "convergence_clubs",
    "coupling",
    "dagum",
    "density",
    "economic_distance",
    "ellipse",
    "ellipse_path",
    "emerging_hot_spots",
    "entropy_weights",
    "forecast",
    "forest",
    "geary",
    "geodetector",
    "getis_ord",
    "gini",
    "gravity",
    "grey",
    "histories",
    "inverse_distance",
    "join_counts",
    "lee",
    "local_moran",
    "log_t",
    "lorenz",
    "mann_kendall",
    "markov",
    "moran",
    "nearest_neighbours",
    "nested_weights",
    "obstacles",
    "rank_agreement",
    "rank_mobility",
    "rsr",
    "sigma_convergence",
    "spatial_beta",
    "spatial_markov",
    "spatial_panel",
    "spatial_tests",
    "stochastic_convergence",
    "stochastic_kernel",
    "theil",
    "topsis",
    "variable",
    "variation",
    "weights_of",
]
