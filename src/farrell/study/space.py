"""Tables of a spatial study by the name of a statistic: one row a period, a unit, or a class."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from farrell import spacetime
from farrell.errors import OptionError
from farrell.spacetime import Weights
from farrell.spacetime.convergence import EFFECTS

Values = Mapping[Hashable, Mapping[str, float]]
WEIGHTS = ("queen", "k-nearest", "inverse-distance")


@dataclass(frozen=True, slots=True)
class Space:
    """What a statistic may need.

    Attributes
    ----------
    values : period -> unit -> value
    weights : of all units; None for statistics that need none
    groups : period -> unit -> group; None without one
    sizes : period -> unit -> size, what units count with in inequality; None for equal ones
    permutations, seed : of tests by permutation
    """

    values: Values
    weights: Weights | None
    groups: Mapping[Hashable, Mapping[str, str]] | None = None
    sizes: Values | None = None
    permutations: int = 999
    seed: int = 0

    def grouped(self) -> Mapping[Hashable, Mapping[str, str]]:
        if self.groups is None:
            raise OptionError("space-groups")
        return self.groups


def weights_named(name: str, units: tuple[str, ...], k: int = 4) -> Weights:
    """Weights by their rule's name: of provinces, or of units whose places are known."""
    if name == "queen":
        return spacetime.contiguity(units)
    if name == "k-nearest":
        return spacetime.nearest_neighbours(units, k)
    if name == "inverse-distance":
        return spacetime.inverse_distance(units)
    raise OptionError.choice("weights", name, WEIGHTS)


def _global(call: Callable[..., Any]) -> Callable[[Space], pd.DataFrame]:
    def table(s: Space) -> pd.DataFrame:
        options = {"permutations": s.permutations, "seed": s.seed}
        rows = [{"period": p, **call(one, s.weights, **options).row()} for p, one in s.values.items()]
        return pd.DataFrame(rows)

    return table


def _local(call: Callable[..., Any]) -> Callable[[Space], pd.DataFrame]:
    def table(s: Space) -> pd.DataFrame:
        options = {"permutations": s.permutations, "seed": s.seed}
        blocks = []
        for period, one in s.values.items():
            blocks.append(call(one, s.weights, **options).to_frame().assign(period=period))
        frame: pd.DataFrame = pd.concat(blocks, ignore_index=True)
        return frame[["unit", "period", *(c for c in frame if c not in ("unit", "period"))]]

    return table


def _inequality(s: Space) -> pd.DataFrame:
    rows = []
    for period, one in s.values.items():
        sizes = None if s.sizes is None else s.sizes[period]
        row: dict[str, Any] = {"period": period, "gini": spacetime.gini(one, sizes)}
        row |= {"cv": spacetime.variation(one, sizes), "atkinson": spacetime.atkinson(one, sizes)}
        found = spacetime.theil(one, sizes, groups=() if s.groups is None else s.groups[period])
        row |= {"theil": found.total} | {f"{name} %": share for name, share in found.percent.items()}
        rows.append(row)
    return pd.DataFrame(rows)


def _dagum(s: Space) -> pd.DataFrame:
    groups, frames = s.grouped(), []
    for period, one in s.values.items():
        sizes = None if s.sizes is None else s.sizes[period]
        frames.append(spacetime.dagum(one, groups[period], sizes).to_frame().assign(period=period))
    frame: pd.DataFrame = pd.concat(frames, ignore_index=True)
    return frame[["period", *(c for c in frame if c != "period")]]


def _spatial_markov(s: Space) -> pd.DataFrame:
    found = spacetime.spatial_markov(s.values, s.weights)
    frame: pd.DataFrame = found.to_frame()
    frame = frame.assign(lr=found.test.lr, lr_p=found.test.lr_p, q=found.test.q, q_p=found.test.q_p)
    return frame


def _markov(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.markov(s.values).to_frame()
    return found


def _hot_spots(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.emerging_hot_spots(s.values, s.weights).to_frame()
    return found


def _ellipse(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.ellipse_path(s.values)
    return found


def _sigma(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.sigma_convergence(s.values)
    return found


def _beta(s: Space) -> pd.DataFrame:
    rows = []
    for effects in EFFECTS:
        found = spacetime.beta_convergence(s.values, effects=effects)
        names = ("effects", "beta", "se", "t", "p", "speed", "half_life", "r2", "n")
        rows.append({name: getattr(found, name) for name in names})
    return pd.DataFrame(rows)


STATISTICS: Mapping[str, Callable[[Space], pd.DataFrame]] = {
    "moran": _global(spacetime.moran),
    "geary": _global(spacetime.geary),
    "local-moran": _local(spacetime.local_moran),
    "getis-ord": _local(spacetime.getis_ord),
    "hot-spots": _hot_spots,
    "inequality": _inequality,
    "dagum": _dagum,
    "markov": _markov,
    "spatial-markov": _spatial_markov,
    "ellipse": _ellipse,
    "sigma": _sigma,
    "beta": _beta,
}
"""Name of a statistic -> its table."""
OF_NEIGHBOURS = ("moran", "geary", "local-moran", "getis-ord", "hot-spots", "spatial-markov")
"""Statistics that need weights."""


def statistic(name: str, space: Space) -> pd.DataFrame:
    """The table of a statistic by its name.

    Raises
    ------
    OptionError
        an unknown name; code ``space-groups``: it needs groups; and what the statistic refuses
    """
    if name not in STATISTICS:
        raise OptionError.choice("statistic", name, STATISTICS)
    return STATISTICS[name](space)
