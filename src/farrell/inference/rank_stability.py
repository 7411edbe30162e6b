"""How sure an order is: ranks over bootstrap replicates, and how often one unit is above another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.frontier import Floats
from farrell.errors import OptionError
from farrell.inference.bootstrap import BootstrapResult
from farrell.inference.ranks import ranks

COLUMNS = ("rank", "low", "high", "median")


@dataclass(frozen=True, slots=True)
class RankStability:
    """Ranks within periods, 1 for the best; arrays in the panel's row order.

    Attributes
    ----------
    rank : (N,) of the scores; ties share their mean rank
    low, high : (N,) interval of the rank
    median : (N,) over the replicates
    drawn : (B, N) ranks of each replicate
    """

    panel: Panel
    rank: Floats
    low: Floats
    high: Floats
    median: Floats
    drawn: Floats
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, rank, low, high, median."""
        import pandas as pd

        labels = {"unit": self.panel.unit_labels, "period": self.panel.period_labels}
        return pd.DataFrame({**labels, **{name: getattr(self, name) for name in COLUMNS}})

    def above(self, period: Period | None = None) -> Any:
        """A square DataFrame of the units of one period, the last by default: the share of replicates in which the unit
        of the row ranks above that of the column; ties count half, NaN on the diagonal."""
        import pandas as pd

        rows = self.panel.rows_of(self.panel.periods[-1] if period is None else period)
        drawn, names = self.drawn[:, rows], [self.panel.unit_at(r) for r in rows]
        share = np.array([((one < drawn) + 0.5 * (one == drawn)).mean(axis=0) for one in drawn.T[:, :, None]])
        np.fill_diagonal(share, np.nan)
        return pd.DataFrame(share, index=names, columns=names)

    def certain(self, level: float = 0.95, period: Period | None = None) -> float:
        """The share of pairs of one period of which one is above the other in ``level`` of the replicates or more."""
        share = self.above(period).to_numpy()
        upper = share[np.triu_indices(len(share), 1)]
        return float((np.maximum(upper, 1.0 - upper) >= level).mean()) if len(upper) else float("nan")

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        last = self.to_frame()[self.panel.period_index == len(self.panel.periods) - 1]
        frame = last.sort_values("rank", kind="stable").head(40)
        return list(frame.columns), frame.to_numpy(dtype=object).tolist()

    def summary(self) -> str:
        """The ranks of the last period with their intervals, the best first."""
        level = self.settings["level"]
        head = f"{level:.0%} intervals of ranks; of all pairs {self.certain(level):.0%} have an order that sure"
        return f"{head}\n{show.text_table(*self._table())}"

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption="rank_stability")

    def __repr__(self) -> str:
        width = float(np.nanmean(self.high - self.low))
        return f"RankStability: {len(self.rank)} ranks, intervals {width:.1f} places wide in the mean"


def rank_stability(result: BootstrapResult) -> RankStability:
    """How far ranks can be trusted, from the replicates of a bootstrap.

    The replicate's error theta* - theta stands for that of the estimate, so ``2 theta - theta*`` are draws of the true
    score: the same ones whose quantiles are the interval of :func:`farrell.bootstrap` (Simar & Wilson 2000, DOI
    10.1080/02664760050081951). Each set of draws is ranked; the interval of a rank are the quantiles of its ranks (the
    percentile interval of Hall & Miller 2009, DOI 10.1214/09-AOS699), rounded outwards.

    Parameters
    ----------
    result : of :func:`farrell.bootstrap`; its level is that of the intervals

    Returns
    -------
    RankStability

    Raises
    ------
    OptionError
        what is no result of a bootstrap

    Notes
    -----
    Efficient units tie in every estimate of a frontier, and are drawn apart by the correction alone: their order among
    each other says little. Hall & Miller show that where many units are close the bootstrap of ranks is too sure.

    Examples
    --------
    >>> import farrell
    >>> result = farrell.bootstrap(farrell.load("china-hospitals-2011").panel, seed=1, replicates=50)
    >>> order = farrell.rank_stability(result)
    >>> bool((order.low <= order.high).all())
    True
    """
    if not isinstance(result, BootstrapResult):
        raise OptionError.choice("result", type(result).__name__, ("BootstrapResult",))
    panel, level = result.panel, float(result.settings["level"])
    sign = 1.0 if result.settings["orientation"] == "input" else -1.0
    truth = sign * (2.0 * result.score - result.replicates)
    drawn = np.array([ranks(row, panel.period_index) for row in truth])
    low, median, high = np.quantile(drawn, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    return RankStability(
        panel=panel,
        rank=frozen(ranks(sign * result.score, panel.period_index)),
        low=frozen(np.floor(low)),
        high=frozen(np.ceil(high)),
        median=frozen(median),
        drawn=frozen(drawn),
        settings=Frozen({"model": "rank_stability", "level": level, "bootstrap": dict(result.settings)}),
        provenance=result.provenance,
    )
