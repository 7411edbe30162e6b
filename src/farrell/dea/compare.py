"""Several models of one panel side by side: scores on one sheet, and how alike they rank the units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.dea.scale import ScaleResult
from farrell.errors import OptionError

FEWEST = 3
"""Units that both models score in a period, below which their ranks are not compared."""
RESERVED = ("unit", "period")
"""Columns that no model may be called."""
TIE = 8
"""Decimals to which scores are rounded before they are ranked, so that efficient units tie."""


class Scored(Protocol):
    """What any model's result has: one row a unit-period of its panel."""

    @property
    def panel(self) -> Panel: ...
    @property
    def te(self) -> NDArray[np.float64]: ...
    @property
    def score(self) -> NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True)
class Comparison:
    """Models side by side.

    Attributes
    ----------
    scores : DataFrame (N, 2 + models): unit, period, and of every model te, or its score where it has no efficiency
    correlations : DataFrame, one row a pair of models in a period: model_a, model_b, period, spearman, kendall, n units
        that both score; NaN where they are fewer than three or all tied
    """

    scores: pd.DataFrame
    correlations: pd.DataFrame

    @property
    def matrix(self) -> pd.DataFrame:
        """Spearman's rank correlation of every two models, the mean over the periods."""
        models = [column for column in self.scores.columns if column not in ("unit", "period")]
        out = pd.DataFrame(np.eye(len(models)), index=models, columns=models)
        pairs = self.correlations.groupby(["model_a", "model_b"], sort=False)["spearman"].mean().reset_index()
        for a, b, value in pairs.itertuples(index=False):
            out.loc[a, b] = out.loc[b, a] = value
        return out

    def summary(self) -> str:
        """The matrix as text."""
        matrix = self.matrix
        rows = [[name, *map(float, row)] for name, row in zip(matrix.index, matrix.to_numpy(), strict=True)]
        return show.text_table(["spearman", *matrix.columns], rows)


def compare(results: Mapping[str, Scored | ScaleResult]) -> Comparison:
    """Hold the results of several models beside each other.

    Parameters
    ----------
    results : name -> result, all of one panel. A result of :func:`farrell.scale_efficiency` counts as two,
        ``name (crs)`` and ``name (vrs)``

    Returns
    -------
    Comparison

    Raises
    ------
    OptionError
        fewer than two models, or results of different panels

    Notes
    -----
    Ranks are compared within periods, where all units are measured against one frontier. A score that is no efficiency
    (a sum of slacks, a distance) is 0 at the best and ranks from there. Spearman's and Kendall's (tau-b) coefficients
    are corrected for ties.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> held = farrell.compare({"radial": farrell.dea(panel), "slacks": farrell.sbm(panel)})
    >>> held.matrix.shape
    (2, 2)
    """
    values, orders, panel = _columns(results)
    frame = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels, **values})
    rows = []
    for a, b in combinations(values, 2):
        for t, period in enumerate(panel.periods):
            rows.append({"model_a": a, "model_b": b, "period": period, **_alike(orders[a], orders[b], panel, t)})
    return Comparison(frame, pd.DataFrame(rows))


def higher_is_better(result: Scored) -> NDArray[np.float64]:
    """(N,) te, or the score with its sign turned where it is no efficiency."""
    return result.te if np.isfinite(result.te).any() else -result.score


def _columns(results: Mapping[str, Scored | ScaleResult]) -> tuple[dict[str, Any], dict[str, Any], Panel]:
    single: dict[str, Scored] = {}
    for name, result in dict(results).items():
        made: dict[str, Scored] = (
            {f"{name} (crs)": result.crs, f"{name} (vrs)": result.vrs}
            if isinstance(result, ScaleResult)
            else {name: result}
        )
        for label, one in made.items():
            if label in RESERVED or label in single:
                raise OptionError("compare-name", name=label)
            if not all(hasattr(one, attribute) for attribute in ("panel", "te", "score")):
                raise OptionError("compare-kind", name=label, kind=type(one).__name__)
            single[label] = one
    if len(single) < 2:
        raise OptionError("compare-few")
    panel = next(iter(single.values())).panel
    for name, held in single.items():
        if held.panel.sha256 != panel.sha256 or len(held.panel) != len(panel):
            raise OptionError("compare-panels", model=name)
    values = {name: one.te if np.isfinite(one.te).any() else one.score for name, one in single.items()}
    return values, {name: higher_is_better(one) for name, one in single.items()}, panel


def _alike(a: NDArray[np.float64], b: NDArray[np.float64], panel: Panel, t: int) -> dict[str, float]:
    from scipy.stats import kendalltau, spearmanr

    both = (panel.period_index == t) & np.isfinite(a) & np.isfinite(b)
    x, y = np.round(a[both], TIE), np.round(b[both], TIE)
    if len(x) < FEWEST or (x == x[0]).all() or (y == y[0]).all():
        return {"spearman": np.nan, "kendall": np.nan, "n": len(x)}
    return {
        "spearman": float(spearmanr(x, y).statistic),
        "kendall": float(kendalltau(x, y).statistic),
        "n": len(x),
    }
