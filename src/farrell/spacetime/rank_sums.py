"""Rank-sum ratio (RSR): indicators turned into ranks, their mean fitted on the normal curve and graded."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal

import numpy as np
from scipy import stats

from farrell import show
from farrell.errors import OptionError
from farrell.spacetime.indicators import Directions, Indicators, Span, Weighting, indicators_of, ranked
from farrell.spacetime.observations import Column, Key
from farrell.spacetime.rankings import in_order, nested

Ranks = Literal["integer", "linear"]
RANKS: tuple[Ranks, ...] = ("integer", "linear")
REACH = 3.0
"""Standard deviations about the middle that grades share in equal parts."""


@dataclass(frozen=True, slots=True)
class RankSums:
    """Rank-sum ratios and grades.

    Attributes
    ----------
    scores : DataFrame: period, unit, rsr, rank (in its period, 1 the best), probit, fitted (rsr on the line), grade
        (from 1, the worst)
    distribution : DataFrame of different rsr: period (``all`` where pooled), rsr, n, cumulative, mean_rank, percentile,
        probit
    regression : DataFrame of the line rsr = intercept + slope probit: period, intercept, slope, r2, f, p
    grades : DataFrame: period, grade, probit_from, rsr_from (lower ends), n
    weights : DataFrame: period, indicator, weight
    thin : (period, grade) with fewer than two units: too many grades
    ranks, by : the options
    left_out : (unit, period) without some indicator
    """

    scores: Any
    distribution: Any
    regression: Any
    grades: Any
    weights: Any
    thin: tuple[tuple[Hashable, int], ...]
    ranks: Ranks
    by: Span
    left_out: tuple[Key, ...]

    def by_period(self) -> dict[Hashable, dict[str, float]]:
        """RSR as period -> unit -> value."""
        return nested(self.scores, "rsr")

    def to_frame(self) -> Any:
        """A copy of the scores."""
        return self.scores.copy()

    def summary(self) -> str:
        last = self.regression.iloc[-1]
        head = f"Rank-sum ratio, {self.ranks} ranks, {self.by}; period {self.regression['period'].iloc[-1]}"
        line = f"RSR = {last['intercept']:.4f} + {last['slope']:.4f} probit, R2 {last['r2']:.4f}, p {last['p']:.4f}"
        when = self.scores["period"].iloc[-1]
        rows = self.scores[self.scores["period"] == when].sort_values(["rank", "unit"])
        names = ["unit", "rsr", "fitted", "grade", "rank"]
        return "\n".join([head, line, show.text_table(names, rows[names].to_numpy(dtype=object).tolist(), 4)])

    def __repr__(self) -> str:
        return f"RankSums: {len(self.scores)} unit-periods, {self.grades['grade'].max()} grades, {self.by}"


def rsr(
    indicators: Mapping[str, Column],
    directions: Directions,
    *,
    weights: Weighting = "equal",
    ranks: Ranks = "integer",
    grades: int = 3,
    by: Span = "period",
) -> RankSums:
    """Rank-sum ratio: the mean rank of a unit over several indicators, its place on the normal curve, and grades.

    RSR_i = sum_j w_j R_ij / n;   probit = 5 + Phi^-1(mean rank of RSR / n);   RSR = a + b probit by least squares

    over the different values of RSR. The percentile of the highest, where it would be 1, is 1 - 1 / (4 n). Grades share
    the probits from 2 to 8 in equal parts, the outer ones being open: 4 and 6 part three grades, 3.5, 5 and 6.5 part
    four. A unit is graded by the fitted RSR.

    Parameters
    ----------
    indicators, directions : as in :func:`farrell.topsis`
    weights : ``"equal"``, by ``"entropy"``, or name -> weight (weighted RSR)
    ranks : ``"integer"``, ties sharing their mean; or ``"linear"``: R = 1 + (n - 1) z, z from 0 (worst) to 1 (best)
    grades : 2 or more
    by : units of each ``"period"`` ranked by themselves, or unit-periods of all periods ``"pooled"``

    Returns
    -------
    RankSums

    Raises
    ------
    OptionError
        codes of :func:`farrell.topsis`; ``rsr-grades``; ``rsr-few``: fewer than three different RSR

    Notes
    -----
    Ranks forget how far apart values are. The line supposes that RSR are normal; look at r2. Grades are parts of the
    curve, not groups found in the data. Source: Tian Fengtiao 1988 and 1993, Rank Sum Ratio and its Application (in
    Chinese).

    Examples
    --------
    >>> import farrell
    >>> x, y = {"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 9, "b": 7, "c": 8, "d": 1}
    >>> found = farrell.rsr({"x": x, "y": y}, {"x": "+", "y": "-"})
    >>> found.scores["rsr"].tolist()
    [0.25, 0.625, 0.625, 1.0]
    """
    import pandas as pd

    if isinstance(grades, bool) or not isinstance(grades, Integral) or grades < 2:
        raise OptionError("rsr-grades", value=repr(grades))
    if ranks not in RANKS:
        raise OptionError.choice("ranks", ranks, RANKS)
    table = indicators_of(indicators, directions, least=3)
    found = [_part(table, period, rows, weights, ranks, int(grades)) for period, rows in table.parts(by)]
    parts = [pd.concat(one, ignore_index=True) for one in zip(*found, strict=True)]
    scores, distribution, regression, graded, used = parts
    scores["rank"] = ranked(scores["rsr"].to_numpy(), scores["period"].tolist())
    scores = in_order(scores.sort_values("unit", kind="stable"), table)
    scores = scores[["period", "unit", "rsr", "rank", "probit", "fitted", "grade"]]
    few = graded[graded["n"] < 2]
    thin = tuple(zip(few["period"], few["grade"].tolist(), strict=True))
    return RankSums(scores, distribution, regression, graded, used, thin, ranks, by, table.left_out)


def _part(
    table: Indicators, period: Hashable, rows: Any, weights: Weighting, ranks: Ranks, grades: int
) -> tuple[Any, Any, Any, Any, Any]:
    """Scores, distribution, regression, grades and weights of one set of units."""
    import pandas as pd

    n, w = len(rows), table.weights(weights, rows)
    standard = table.standard(rows)
    R = 1 + (n - 1) * standard if ranks == "linear" else stats.rankdata(table.signs * table.values[rows], axis=0)
    ratio = np.round(R @ w / n, 12)  # ratios that differ by rounding alone are one
    different, at, counts = np.unique(ratio, return_inverse=True, return_counts=True)
    if len(different) < 3:
        raise OptionError("rsr-few", n=len(different))
    mean_rank = np.cumsum(counts) - (counts - 1) / 2
    percentile = np.where(mean_rank < n, mean_rank / n, 1 - 1 / (4 * n))
    probit = 5 + stats.norm.ppf(percentile)
    line = stats.linregress(probit, different)
    r2, k = float(line.rvalue) ** 2, len(different)
    ends = 5 - REACH + 2 * REACH * np.arange(1, grades) / grades
    grade = np.searchsorted(ends, probit + 1e-9, side="right") + 1
    scores = pd.DataFrame(
        {
            "period": [table.periods[i] for i in rows], "unit": [table.units[i] for i in rows], "rsr": ratio,
            "probit": probit[at], "fitted": line.intercept + line.slope * probit[at], "grade": grade[at],
        }
    )  # fmt: skip
    distribution = pd.DataFrame(
        {
            "period": [period] * k, "rsr": different, "n": counts, "cumulative": np.cumsum(counts),
            "mean_rank": mean_rank, "percentile": percentile, "probit": probit,
        }
    )  # fmt: skip
    F = r2 / (1 - r2) * (k - 2) if r2 < 1 else np.inf
    regression = pd.DataFrame(
        [[period, float(line.intercept), float(line.slope), r2, F, float(stats.f.sf(F, 1, k - 2))]],
        columns=["period", "intercept", "slope", "r2", "f", "p"],
    )
    lower = np.append(-np.inf, ends)
    graded = pd.DataFrame(
        {
            "period": [period] * grades, "grade": np.arange(1, grades + 1), "probit_from": lower,
            "rsr_from": line.intercept + line.slope * lower, "n": np.bincount(grade[at] - 1, minlength=grades),
        }
    )  # fmt: skip
    used = pd.DataFrame({"period": [period] * len(w), "indicator": table.names, "weight": w})
    return scores, distribution, regression, graded, used
