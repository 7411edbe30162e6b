"""Statistics in space and over time by name, each a table: one row a period, a unit, or a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from farrell import spacetime
from farrell.errors import OptionError
from farrell.study.statistics import dependence, drivers, evolution
from farrell.study.statistics.space import KINDS, Space

Made = pd.DataFrame | dict[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic of a study.

    Attributes
    ----------
    make : what it makes of a variable: a table, or several by name, the chief one first
    needs : what it cannot do without: ``weights``, ``groups``, ``points``; ``drivers``, ``rank_by``, ``forest``,
        ``horizon`` are for the user to give, ``areas`` those of provinces or a column, of amounts a head
    periods : how many at least
    kinds : variables that it is made of unasked
    """

    make: Callable[[Space], Made]
    needs: frozenset[str] = frozenset()
    periods: int = 1
    kinds: tuple[str, ...] = field(default=KINDS)


NEAR = frozenset({"weights"})
LEVELS = ("score", "amount")
STATISTICS: Mapping[str, Statistic] = {
    "moran": Statistic(dependence.moran, NEAR),
    "geary": Statistic(dependence.geary, NEAR),
    "local-moran": Statistic(dependence.local(spacetime.local_moran), NEAR),
    "getis-ord": Statistic(dependence.local(spacetime.getis_ord), NEAR),
    "bivariate": Statistic(dependence.bivariate, NEAR | {"drivers"}),
    "hot-spots": Statistic(dependence.hot_spots, NEAR, periods=3),
    "inequality": Statistic(evolution.inequality, kinds=LEVELS),
    "lorenz": Statistic(evolution.lorenz, kinds=LEVELS),
    "dagum": Statistic(evolution.dagum, frozenset({"groups"}), kinds=LEVELS),
    "concentration": Statistic(evolution.concentration, frozenset({"rank_by"}), kinds=LEVELS),
    "agglomeration": Statistic(evolution.agglomeration, frozenset({"areas"}), kinds=("amount",)),
    "markov": Statistic(evolution.markov, periods=2),
    "spatial-markov": Statistic(evolution.spatial_markov, NEAR, periods=2),
    "kernel": Statistic(evolution.kernel, periods=2, kinds=LEVELS),
    "mobility": Statistic(evolution.mobility, periods=2, kinds=LEVELS),
    "ellipse": Statistic(evolution.ellipse, frozenset({"points"}), kinds=LEVELS),
    "sigma": Statistic(evolution.sigma, periods=2, kinds=LEVELS),
    "beta": Statistic(evolution.beta, periods=2, kinds=LEVELS),
    "spatial-beta": Statistic(drivers.beta, NEAR, periods=3, kinds=LEVELS),
    "clubs": Statistic(evolution.clubs, periods=6, kinds=LEVELS),
    "unit-roots": Statistic(evolution.unit_roots, periods=8, kinds=LEVELS),
    "panel": Statistic(drivers.panel, NEAR | {"drivers"}, periods=2),
    "detector": Statistic(drivers.detector, frozenset({"drivers"})),
    "forest": Statistic(drivers.forest, frozenset({"drivers", "forest"})),
    "forecast": Statistic(evolution.forecasts, frozenset({"horizon"}), periods=7, kinds=LEVELS),
}
"""Name -> statistic."""
OF_NEIGHBOURS = tuple(name for name, one in STATISTICS.items() if "weights" in one.needs)
"""Statistics that need weights."""


def statistic(name: str, space: Space) -> dict[str, pd.DataFrame]:
    """The tables of a statistic, the chief one first.

    Raises
    ------
    OptionError
        an unknown name; codes ``space-groups``, ``space-drivers``: it needs these; and what the statistic refuses
    """
    if name not in STATISTICS:
        raise OptionError.choice("statistic", name, STATISTICS)
    if "drivers" in STATISTICS[name].needs and not space.drivers:
        raise OptionError("space-drivers", statistic=name)
    made = STATISTICS[name].make(space)
    return made if isinstance(made, dict) else {name: made}
