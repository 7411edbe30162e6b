"""Do a frontier with noise and one without rank units alike?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.dea import dea
from farrell.dea.frontier import Rts
from farrell.inference.stochastic.cnls import CnlsRts
from farrell.inference.stochastic.frontier_data import Form, OverTime, Trend
from farrell.inference.stochastic.residual_parts import Method
from farrell.inference.stochastic.result import StochasticFrontier
from farrell.inference.stochastic.sfa import sfa
from farrell.inference.stochastic.stoned import Stoned, stoned


@dataclass(frozen=True, slots=True)
class FrontierAgreement:
    """Scores of a frontier with noise beside those of DEA.

    Attributes
    ----------
    frontier : the stochastic frontier, or StoNED's
    correlations : DataFrame, one row a period: period, n, spearman and kendall (tau b) rank correlation with their p
        (``spearman_p``, ``kendall_p``), and mean efficiency of each; NaN where one of them ranks nobody
    scores : DataFrame unit, period, ``sfa`` or ``stoned``, ``dea``
    """

    frontier: StochasticFrontier | Stoned
    correlations: Any
    scores: Any

    def to_frame(self) -> Any:
        """The correlations."""
        return self.correlations

    def summary(self) -> str:
        """The correlations as text, and what speaks against the frontier."""
        frame = self.correlations
        rows = frame.astype({"period": str}).to_numpy(dtype=object).tolist()
        return "\n".join([show.text_table(list(frame.columns), rows), *self.frontier.objections()])

    def __repr__(self) -> str:
        return f"FrontierAgreement: mean Spearman {self.correlations['spearman'].mean():.3f}"


def sfa_agreement(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    form: Form = "cobb-douglas",
    over_time: OverTime = "free",
    trend: Trend = "linear",
) -> FrontierAgreement:
    """Rank correlations of DEA's output-oriented scores and a stochastic output distance function's, by period.

    Agreement says that the ranking does not hang on the method. Disagreement does not say which is right: the one takes
    luck for inefficiency, the other a shape and distributions for given.

    Parameters
    ----------
    panel : one or several outputs
    rts : of DEA, each period's own frontier
    form, over_time, trend : of :func:`farrell.sfa`, half-normal

    Returns
    -------
    FrontierAgreement

    Raises
    ------
    OptionError, DataError
        as of :func:`farrell.sfa`

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> found = farrell.sfa_agreement(panel)
    >>> len(found.correlations), bool((found.correlations["spearman"] > 0).all())
    (10, True)
    """
    import pandas as pd

    steady = trend if len(panel.periods) > 1 else "none"
    frontier = sfa(panel, kind="distance", form=form, over_time=over_time, trend=steady)
    scores = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels, "sfa": frontier.te})
    scores["dea"] = dea(panel, rts=rts, orientation="output", second_phase=False).te
    return FrontierAgreement(frontier, by_period(scores, "sfa", "dea"), scores)


def stoned_agreement(
    panel: Panel,
    *,
    dependent: str | None = None,
    error: Literal["additive", "multiplicative"] = "additive",
    rts: CnlsRts = "vrs",
    method: Method = "moments",
) -> FrontierAgreement:
    """Rank correlations of DEA's output-oriented scores and StoNED's of one output; each period's own frontier.

    Parameters
    ----------
    panel : units by period; DEA has the same one output as StoNED
    dependent : that output, if there are several
    error, rts, method : of :func:`farrell.stoned`. The multiplicative program under variable returns may end unsolved
        for few and unlike units, which is why it is not the default here

    Returns
    -------
    FrontierAgreement

    Raises
    ------
    OptionError, DataError, SolveError
        as of :func:`farrell.stoned`

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    >>> found = farrell.stoned_agreement(panel, dependent="discharges_10k")
    >>> list(found.correlations["n"]), bool((found.correlations["spearman"] > 0.5).all())
    ([31, 31], True)
    """
    import pandas as pd

    frontier = stoned(panel, error=error, rts=rts, method=method, dependent=dependent)
    alone = panel.with_roles(outputs=[frontier.settings["dependent"]])
    scores = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels, "stoned": frontier.te})
    scores["dea"] = dea(alone, rts=rts, orientation="output", second_phase=False).te
    return FrontierAgreement(frontier, by_period(scores, "stoned", "dea"), scores)


def by_period(scores: Any, first: str, second: str) -> Any:
    """Rank correlations of two columns of scores by period, DEA's rounded so that ties are ties.

    Parameters
    ----------
    scores : DataFrame unit, period and the two columns

    Returns
    -------
    DataFrame
        period, n, spearman, spearman_p, kendall, kendall_p (two-sided), and the means of both; NaN where one of them
        ranks nobody
    """
    import pandas as pd
    from scipy import stats

    rows = []
    for period, part in scores.dropna(subset=[first, second]).groupby("period", sort=False):
        a, b = (part[c].round(8).to_numpy(dtype=float) for c in (first, second))
        row: dict[str, Any] = {"period": period, "n": len(part)}
        for name, way in (("spearman", stats.spearmanr), ("kendall", stats.kendalltau)):
            found = way(a, b) if np.ptp(a) > 0 and np.ptp(b) > 0 else None
            row |= {name: np.nan if found is None else float(found.statistic)}
            row |= {f"{name}_p": np.nan if found is None else float(found.pvalue)}
        rows.append({**row, f"mean_{first}": part[first].mean(), f"mean_{second}": part[second].mean()})
    return pd.DataFrame(rows)
