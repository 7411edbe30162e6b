"""Rankings to put beside scores: TOPSIS with entropy weights, obstacle degrees, and how far rankings agree."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import stats

from farrell import show
from farrell.errors import OptionError
from farrell.spacetime.convergence import ByPeriod
from farrell.spacetime.indicators import Directions, Indicators, Span, Weighting, indicators_of, ranked
from farrell.spacetime.observations import Column, Key, matched
from farrell.spacetime.places import Floats

Scale = Literal["vector", "min-max"]
SCALES: tuple[Scale, ...] = ("vector", "min-max")


@dataclass(frozen=True, slots=True)
class Topsis:
    """Closeness to the best.

    Attributes
    ----------
    scores : DataFrame: period, unit, d_best, d_worst (distances), closeness (0 worst to 1 best), rank (in its period)
    weights : DataFrame: period (``all`` where pooled), indicator, weight
    scale, by : the options
    left_out : (unit, period) without some indicator
    """

    scores: Any
    weights: Any
    scale: Scale
    by: Span
    left_out: tuple[Key, ...]

    def by_period(self) -> dict[Hashable, dict[str, float]]:
        """Closeness as period -> unit -> value."""
        return nested(self.scores, "closeness")

    def to_frame(self) -> Any:
        """A copy of the scores."""
        return self.scores.copy()

    def summary(self) -> str:
        last = self.scores["period"].iloc[-1]
        rows = self.scores[self.scores["period"] == last].sort_values(["rank", "unit"])
        names = ["unit", "closeness", "rank"]
        head = f"TOPSIS, {self.scale} scale, {self.by}; period {last}"
        return "\n".join([head, show.text_table(names, rows[names].to_numpy(dtype=object).tolist(), 4)])

    def __repr__(self) -> str:
        return f"Topsis: {len(self.scores)} unit-periods, {self.weights['indicator'].nunique()} indicators, {self.by}"


def topsis(
    indicators: Mapping[str, Column],
    directions: Directions,
    *,
    weights: Weighting = "entropy",
    scale: Scale = "vector",
    by: Span = "pooled",
) -> Topsis:
    """Rank units by how near they are to the best and how far from the worst of several indicators.

    r_ij = x_ij / sqrt(sum_i x_ij^2),   v_ij = w_j r_ij,   closeness = d- / (d+ + d-),   d+-^2 = sum_j (v_ij - a+-_j)^2

    with a+ the best and a- the worst v of each indicator, by its direction.

    Parameters
    ----------
    indicators : name -> unit -> value, or name -> period -> unit -> value
    directions : ``"+"`` (more is better) or ``"-"``, of all or name -> direction
    weights : by ``"entropy"`` (:func:`farrell.entropy_weights`), ``"equal"``, or name -> weight, made to sum to 1
    scale : ``"vector"`` as above, or ``"min-max"``: r from 0, the worst, to 1, the best
    by : scales, ideals and entropy of all periods ``"pooled"``, which compares years, or of each ``"period"`` by itself

    Returns
    -------
    Topsis

    Raises
    ------
    OptionError
        codes ``indicators-none``, ``indicators-direction``, ``indicators-constant``, ``indicators-weights``,
        ``drivers-mixed``, ``drivers-value``, ``values-few``

    Notes
    -----
    Closeness is of the units given: one more unit can change the order of the others. Source: Hwang & Yoon 1981,
    DOI 10.1007/978-3-642-48318-9.

    Examples
    --------
    >>> import farrell
    >>> beds, deaths = {"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 5.0, "b": 9.0, "c": 1.0}
    >>> found = farrell.topsis({"beds": beds, "deaths": deaths}, {"beds": "+", "deaths": "-"})
    >>> found.scores.set_index("unit")["rank"].to_dict()
    {'a': 2, 'b': 3, 'c': 1}
    """
    import pandas as pd

    if scale not in SCALES:
        raise OptionError.choice("scale", scale, SCALES)
    table = indicators_of(indicators, directions, least=3)
    best, worst = np.zeros(len(table.units)), np.zeros(len(table.units))
    used = []
    for period, rows in table.parts(by):
        w = table.weights(weights, rows)
        v = w * _scaled(table, rows, scale)
        best[rows] = np.sqrt(((v - v.max(axis=0)) ** 2).sum(axis=1))
        worst[rows] = np.sqrt(((v - v.min(axis=0)) ** 2).sum(axis=1))
        used += [[period, name, one] for name, one in zip(table.names, w.tolist(), strict=True)]
    scores = pd.DataFrame(
        {
            "period": list(table.periods), "unit": table.units, "d_best": best, "d_worst": worst,
            "closeness": worst / (best + worst),
        }
    )  # fmt: skip
    scores["rank"] = ranked(scores["closeness"].to_numpy(), table.periods)
    frame = pd.DataFrame(used, columns=["period", "indicator", "weight"])
    return Topsis(in_order(scores, table), frame, scale, by, table.left_out)


def _scaled(table: Indicators, rows: Any, scale: Scale) -> Floats:
    """(k, m) on one scale, more being better."""
    standard = table.standard(rows)
    if scale == "min-max":
        return standard
    part = table.values[rows]
    return np.asarray(table.signs * part / np.sqrt((part**2).sum(axis=0)))


def in_order(frame: Any, table: Indicators) -> Any:
    """Rows by period in order of time, then by unit."""
    order = {period: i for i, period in enumerate(dict.fromkeys(table.periods))}
    return frame.iloc[np.argsort([order[p] for p in frame["period"]], kind="stable")].reset_index(drop=True)


def nested(frame: Any, column: str) -> dict[Hashable, dict[str, float]]:
    """A column of a table as period -> unit -> value."""
    out: dict[Hashable, dict[str, float]] = {}
    for period, unit, value in zip(frame["period"], frame["unit"], frame[column].tolist(), strict=True):
        out.setdefault(period, {})[unit] = value
    return out


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What holds each unit back.

    Attributes
    ----------
    degrees : DataFrame: period, unit, indicator, group, weight, gap (1 - standardised), degree (shares of the
        unit-period that sum to 1; NaN where nothing is lacking), rank (1 the greatest obstacle)
    means : DataFrame: period, indicator, degree (mean of the units that lack something)
    by : the option
    left_out : (unit, period) without some indicator
    """

    degrees: Any
    means: Any
    by: Span
    left_out: tuple[Key, ...]

    def to_frame(self) -> Any:
        """A copy of the degrees."""
        return self.degrees.copy()

    def groups(self) -> Any:
        """DataFrame: period, unit, group, degree (the sum of its indicators)."""
        keys = ["period", "unit", "group"]
        return self.degrees.groupby(keys, sort=False)["degree"].sum(min_count=1).reset_index()

    def summary(self) -> str:
        last = self.means["period"].iloc[-1]
        rows = self.means[self.means["period"] == last].sort_values("degree", ascending=False)
        names = ["indicator", "degree"]
        head = f"Obstacle degrees, mean of units; period {last}"
        return "\n".join([head, show.text_table(names, rows[names].to_numpy(dtype=object).tolist(), 4)])

    def __repr__(self) -> str:
        return f"Obstacles: {self.degrees['indicator'].nunique()} indicators, {len(self.degrees)} degrees, {self.by}"


def obstacles(
    indicators: Mapping[str, Column],
    directions: Directions,
    *,
    weights: Weighting = "entropy",
    groups: Mapping[str, str] | None = None,
    by: Span = "pooled",
) -> Obstacles:
    """Which indicators hold each unit back? Its weighted gaps to the best, as shares of all of its gaps.

    O_ij = w_j (1 - z_ij) / sum_k w_k (1 - z_ik),    z from 0 (worst) to 1 (best)

    Parameters
    ----------
    indicators, directions, weights : as in :func:`farrell.topsis`
    groups : indicator -> name of its layer (dimension); its own name by default
    by : z and entropy over all periods ``"pooled"``, or of each ``"period"`` by itself

    Returns
    -------
    Obstacles

    Raises
    ------
    OptionError
        as :func:`farrell.topsis`

    Notes
    -----
    The best is the best unit seen, not a target; a share says what weighs in a unit's own gap, not how great it is. The
    form of studies of land use in China (Lei, Qiu & Liu 2016, Transactions of the CSAE 32(13)).

    Examples
    --------
    >>> import farrell
    >>> beds, deaths = {"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 5.0, "b": 9.0, "c": 1.0}
    >>> found = farrell.obstacles({"beds": beds, "deaths": deaths}, {"beds": "+", "deaths": "-"}, weights="equal")
    >>> found.degrees["degree"].round(4).tolist()
    [0.6667, 0.3333, 0.3333, 0.6667, nan, nan]
    """
    import pandas as pd

    table = indicators_of(indicators, directions, least=3)
    layer = {name: name for name in table.names} | dict(groups or {})
    unknown = [name for name in layer if name not in table.names]
    if unknown:
        raise OptionError.choice("groups", unknown[0], table.names)
    gap, weight = np.zeros(table.values.shape), np.zeros(table.values.shape)
    for _, rows in table.parts(by):
        gap[rows], weight[rows] = 1 - table.standard(rows), table.weights(weights, rows)
    total = (weight * gap).sum(axis=1, keepdims=True)
    degree = np.divide(weight * gap, total, out=np.full(gap.shape, np.nan), where=total > 0)
    N, m = len(table.units), len(table.names)
    frame = pd.DataFrame(
        {
            "period": np.repeat(np.array(table.periods, dtype=object), m), "unit": np.repeat(table.units, m),
            "indicator": list(table.names) * N, "group": [layer[name] for name in table.names] * N,
            "weight": weight.ravel(), "gap": gap.ravel(), "degree": degree.ravel(),
        }
    )  # fmt: skip
    places = np.where(np.isnan(degree), np.nan, stats.rankdata(-np.round(degree, 12), method="min", axis=1))
    frame["rank"] = places.ravel()
    frame = in_order(frame, table)
    means = frame.groupby(["period", "indicator"], sort=False)["degree"].mean().reset_index()
    return Obstacles(frame, means, by, table.left_out)


def rank_agreement(first: ByPeriod, second: ByPeriod) -> Any:
    """Do two scores rank units alike? Spearman's and Kendall's correlation of ranks in each period.

    Parameters
    ----------
    first, second : period -> unit -> value; only units that have both in a period count

    Returns
    -------
    DataFrame
        period, n, spearman, spearman_p, kendall, kendall_p; NaN where one does not vary

    Raises
    ------
    OptionError
        code ``values-few``

    Notes
    -----
    Kendall's tau-b, which allows for ties: efficient units all share the first place of a score. Source: Spearman 1904,
    DOI 10.2307/1412159; Kendall 1938, DOI 10.1093/biomet/30.1-2.81.

    Examples
    --------
    >>> import farrell
    >>> first, second = {1: {"a": 1, "b": 2, "c": 3, "d": 4}}, {1: {"a": 2, "b": 1, "c": 3, "d": 4}}
    >>> float(farrell.rank_agreement(first, second)["spearman"][0].round(4))
    0.8
    """
    import pandas as pd

    rows = matched([first, second], least=3)
    values = np.column_stack([rows.column("first", 0), rows.column("second", 1)])
    when = [period for _, period in rows.keys]
    out = []
    for period in dict.fromkeys(p for p in [*first, *second] if p in set(when)):
        here = values[[one == period for one in when]]
        x, y = here[:, 0], here[:, 1]
        found = [np.nan, np.nan, np.nan, np.nan]
        if len(x) > 2 and np.ptp(x) > 0 and np.ptp(y) > 0:
            s, k = stats.spearmanr(x, y), stats.kendalltau(x, y)
            found = [float(s.statistic), float(s.pvalue), float(k.statistic), float(k.pvalue)]
        out.append([period, len(x), *found])
    return pd.DataFrame(out, columns=["period", "n", "spearman", "spearman_p", "kendall", "kendall_p"])
