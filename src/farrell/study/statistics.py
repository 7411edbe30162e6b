"""Statistics in space and over time by name, each a table: one row a period, a unit, or a class."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from farrell import spacetime
from farrell.errors import OptionError
from farrell.spacetime import Weights
from farrell.spacetime.convergence import EFFECTS
from farrell.spacetime.places import Point

Values = Mapping[Hashable, Mapping[str, float]]
Table = Callable[["Space"], pd.DataFrame]
KINDS = ("score", "amount", "index")
"""What a variable is: an efficiency score, a column or a column a head, a component of an index over time."""
BOUNDED = 1 + 1e-6
"""Scores no greater than this are of a frontier that includes every unit, so that 1 is their bound."""


@dataclass(frozen=True, slots=True)
class Space:
    """What a statistic may need.

    Attributes
    ----------
    values : period -> unit -> value
    weights : of all units; None where nobody's neighbours are known
    groups : period -> unit -> group; None without one
    sizes : period -> unit -> size, what units count with in inequality; None for equal ones
    points : unit -> longitude and latitude; None for the centroids of provinces
    others : further weights that Moran's I is held against
    classes, breaks : of Markov chains: how many, by quantiles, or their upper ends but the last
    permutations, seed : of tests by permutation
    kind : what the variable is
    """

    values: Values
    weights: Weights | None = None
    groups: Mapping[Hashable, Mapping[str, str]] | None = None
    sizes: Values | None = None
    points: Mapping[str, Point] | None = None
    others: tuple[Weights, ...] = ()
    classes: int = 4
    breaks: Sequence[float] | None = None
    permutations: int = 999
    seed: int = 0
    kind: str = "score"

    def grouped(self) -> Mapping[Hashable, Mapping[str, str]]:
        if self.groups is None:
            raise OptionError("space-groups")
        return self.groups

    @property
    def upper(self) -> float | None:
        """The bound of scores, where none is beyond it."""
        greatest = max(max(one.values(), default=0.0) for one in self.values.values())
        return 1.0 if self.kind == "score" and greatest <= BOUNDED else None

    @property
    def classed(self) -> dict[str, Any]:
        return {"classes": self.classes} if self.breaks is None else {"breaks": self.breaks}


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic of a study.

    Attributes
    ----------
    table : what it makes of a variable
    needs : what it cannot do without: ``weights``, ``groups``, and how many ``periods``
    kinds : variables that it is made of unasked
    """

    table: Table
    needs: frozenset[str] = frozenset()
    periods: int = 1
    kinds: tuple[str, ...] = field(default=KINDS)


def _moran(s: Space) -> pd.DataFrame:
    chosen = [w for w in (s.weights, *s.others) if w is not None]
    rows = [
        {"period": period, "weights": w.name, **spacetime.moran(one, w, permutations=s.permutations, seed=s.seed).row()}
        for w in chosen
        for period, one in s.values.items()
    ]
    return pd.DataFrame(rows)


def _geary(s: Space) -> pd.DataFrame:
    rows = []
    for period, one in s.values.items():
        found = spacetime.geary(one, s.weights, permutations=s.permutations, seed=s.seed)
        rows.append({"period": period, **found.row()})
    return pd.DataFrame(rows)


def _local(call: Callable[..., Any]) -> Table:
    def table(s: Space) -> pd.DataFrame:
        options = {"permutations": s.permutations, "seed": s.seed}
        blocks = []
        for period, one in s.values.items():
            blocks.append(call(one, s.weights, **options).to_frame().assign(period=period))
        return _led(blocks, "unit", "period")

    return table


def _led(blocks: list[pd.DataFrame], *first: str) -> pd.DataFrame:
    """Tables under each other, some columns first."""
    frame: pd.DataFrame = pd.concat(blocks, ignore_index=True)
    return frame[[*first, *(c for c in frame if c not in first)]]


def _inequality(s: Space) -> pd.DataFrame:
    rows = []
    for period, one in s.values.items():
        sizes = None if s.sizes is None else s.sizes[period]
        row: dict[str, Any] = {"period": period, "gini": spacetime.gini(one, sizes)}
        row |= {"cv": spacetime.variation(one, sizes), "atkinson": spacetime.atkinson(one, sizes)}
        groups = () if s.groups is None else s.groups[period]
        row["theil_l"] = spacetime.theil(one, sizes, kind="L").total
        found = spacetime.theil(one, sizes, groups=groups)
        row |= {"theil": found.total} | {f"{name.replace('-1', '')} %": share for name, share in found.percent.items()}
        rows.append(row)
    return pd.DataFrame(rows)


def _lorenz(s: Space) -> pd.DataFrame:
    periods = list(s.values)
    blocks = []
    for period in dict.fromkeys((periods[0], periods[-1])):
        sizes = None if s.sizes is None else s.sizes[period]
        blocks.append(spacetime.lorenz(s.values[period], sizes).assign(period=period))
    return _led(blocks, "period")


def _dagum(s: Space) -> pd.DataFrame:
    groups, blocks = s.grouped(), []
    for period, one in s.values.items():
        sizes = None if s.sizes is None else s.sizes[period]
        blocks.append(spacetime.dagum(one, groups[period], sizes).to_frame().assign(period=period))
    return _led(blocks, "period")


def _markov(s: Space) -> pd.DataFrame:
    found = spacetime.markov(s.values, **s.classed)
    frame: pd.DataFrame = found.to_frame()
    frame.insert(1, "upper", [*found.histories.breaks.tolist(), float("nan")])
    passages = {f"passage to {j}": found.first_passage[:, j - 1] for j in range(1, len(frame) + 1)}
    return frame.assign(limit=found.limit, **passages, mobility=found.mobility)


def _spatial_markov(s: Space) -> pd.DataFrame:
    found = spacetime.spatial_markov(s.values, s.weights, **s.classed)
    test = found.test
    frame: pd.DataFrame = found.to_frame()
    return frame.assign(lr=test.lr, df=test.lr_df, lr_p=test.lr_p, q=test.q, q_p=test.q_p)


def _kernel(s: Space) -> pd.DataFrame:
    found = spacetime.stochastic_kernel(s.values, points=61, upper=s.upper)
    index = pd.MultiIndex.from_product([found.now, found.later], names=["now", "later"])
    return pd.DataFrame({"density": found.conditional.ravel()}, index=index).reset_index()


def _mobility(s: Space) -> pd.DataFrame:
    periods = list(s.values)
    pairs = [*itertools.pairwise(periods), *([(periods[0], periods[-1])] if len(periods) > 2 else [])]
    names = ("spearman", "kendall", "mean_change", "share_changed", "n")
    rows = []
    for a, b in pairs:
        found = spacetime.rank_mobility(s.values[a], s.values[b])
        rows.append({"period_from": a, "period_to": b, **{name: getattr(found, name) for name in names}})
    return pd.DataFrame(rows)


def _hot_spots(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.emerging_hot_spots(s.values, s.weights).to_frame()
    return found


def _ellipse(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.ellipse_path(s.values, points=s.points)
    return found


def _sigma(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.sigma_convergence(s.values)
    return found


def _beta(s: Space) -> pd.DataFrame:
    rows = []
    for effects in EFFECTS if len(s.values) > 2 else ("none",):  # one interval has no effects of units
        found = spacetime.beta_convergence(s.values, effects=effects)
        names = ("effects", "beta", "se", "t", "p", "speed", "half_life", "r2", "n", "units")
        rows.append({name: getattr(found, name) for name in names})
    return pd.DataFrame(rows)


NEAR = frozenset({"weights"})
LEVELS = ("score", "amount")
STATISTICS: Mapping[str, Statistic] = {
    "moran": Statistic(_moran, NEAR),
    "geary": Statistic(_geary, NEAR),
    "local-moran": Statistic(_local(spacetime.local_moran), NEAR),
    "getis-ord": Statistic(_local(spacetime.getis_ord), NEAR),
    "hot-spots": Statistic(_hot_spots, NEAR, periods=3),
    "inequality": Statistic(_inequality, kinds=LEVELS),
    "lorenz": Statistic(_lorenz, kinds=LEVELS),
    "dagum": Statistic(_dagum, frozenset({"groups"}), kinds=LEVELS),
    "markov": Statistic(_markov, periods=2),
    "spatial-markov": Statistic(_spatial_markov, NEAR, periods=2),
    "kernel": Statistic(_kernel, periods=2, kinds=LEVELS),
    "mobility": Statistic(_mobility, periods=2, kinds=LEVELS),
    "ellipse": Statistic(_ellipse, frozenset({"points"}), kinds=LEVELS),
    "sigma": Statistic(_sigma, periods=2, kinds=LEVELS),
    "beta": Statistic(_beta, periods=2, kinds=LEVELS),
}
"""Name -> statistic."""
OF_NEIGHBOURS = tuple(name for name, one in STATISTICS.items() if "weights" in one.needs)
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
    return STATISTICS[name].table(space)
