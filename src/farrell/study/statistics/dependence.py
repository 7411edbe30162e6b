"""Tables of dependence in space."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from farrell import spacetime
from farrell.study.statistics.space import Space, led


def moran(s: Space) -> pd.DataFrame:
    chosen = [w for w in (s.weights, *s.others) if w is not None]
    rows = [
        {"period": period, "weights": w.name, **spacetime.moran(one, w, permutations=s.permutations, seed=s.seed).row()}
        for w in chosen
        for period, one in s.values.items()
    ]
    return pd.DataFrame(rows)


def geary(s: Space) -> pd.DataFrame:
    rows = []
    for period, one in s.values.items():
        found = spacetime.geary(one, s.weights, permutations=s.permutations, seed=s.seed)
        rows.append({"period": period, **found.row()})
    return pd.DataFrame(rows)


def bivariate(s: Space) -> pd.DataFrame:
    """The variable beside each driver of the neighbours: bivariate Moran and Lee's L by period."""
    rows = []
    drawn: Any = {"permutations": s.permutations, "seed": s.seed}
    for driver, values in s.drivers.items():
        for period, one in s.values.items():
            pair = (one, values[period], s.weights)
            moran, lee = spacetime.bivariate_moran(*pair, **drawn), spacetime.lee(*pair, **drawn)
            row = {"driver": driver, "period": period, "moran": moran.statistic, "moran_p": moran.p_permutation}
            rows.append(row | {"lee": lee.statistic, "lee_p": lee.p_permutation, "n": moran.n})
    return pd.DataFrame(rows)


def local(call: Callable[..., Any]) -> Callable[[Space], pd.DataFrame]:
    def table(s: Space) -> pd.DataFrame:
        options = {"permutations": s.permutations, "seed": s.seed}
        blocks = []
        for period, one in s.values.items():
            blocks.append(call(one, s.weights, **options).to_frame().assign(period=period))
        return led(blocks, "unit", "period")

    return table


def hot_spots(s: Space) -> pd.DataFrame:
    found: pd.DataFrame = spacetime.emerging_hot_spots(s.values, s.weights).to_frame()
    return found
