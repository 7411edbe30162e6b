"""Productivity of aggregates at the same weights for all, whose levels compare: Färe-Primont and Lowe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import Floats, Orientation, Rts, provenance
from farrell.lp import Solver
from farrell.productivity.aggregates import (
    Frontier,
    aggregates_of,
    changes_of,
    check,
    explained,
    index_of_levels,
    names_of,
    prices_of,
    settings_of,
    shadow_weights,
)
from farrell.productivity.change import ChangeResult
from farrell.productivity.pairs import Pairs, Unbalanced, pairs_of
from farrell.productivity.technologies import Technologies


@dataclass(frozen=True, slots=True)
class TfpResult:
    """Levels of productivity that compare across all units and periods, and their changes.

    Attributes
    ----------
    levels : name -> (N,) by row of the panel: aggregate output ao and input ai, tfp = ao / ai, the greatest of the
        technology mp, tfpe = tfp / mp, and its parts (:class:`farrell.productivity.aggregates.Aggregates`)
    output_weights, input_weights : (s,), (m,) of the aggregates
    change : of each unit between adjacent periods; tfpch = techch otech omech rosech (of inputs itech imech risech)
    """

    panel: Panel
    levels: Mapping[str, Floats]
    output_weights: Floats
    input_weights: Floats
    change: ChangeResult
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """One row a unit-period: unit, period, and every level."""
        import pandas as pd

        keys = {"unit": self.panel.unit_labels, "period": self.panel.period_labels}
        return pd.DataFrame({**keys, **dict(self.levels)})

    def summary(self) -> str:
        """Means of the changes by interval."""
        return self.change.summary()

    def _repr_html_(self) -> str:
        return self.change._repr_html_()

    def __repr__(self) -> str:
        return f"TfpResult: {self.settings['model']}, {len(self.panel)} levels; {self.change!r}"


def fare_primont(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    orientation: Orientation = "output",
    technology: Frontier = "adjacent",
    unbalanced: Unbalanced = "intervals",
    solver: Solver = "auto",
) -> TfpResult:
    """Färe-Primont productivity: aggregates at shadow prices of the average observation, the same for all.

    p and w are the gradients of the output and input distance functions of the mean inputs and outputs in the
    technology of all observations; Q = p y, X = w x. Levels compare across all units and periods (transitive).

    Parameters
    ----------
    panel : at least two periods
    rts : crs, vrs, nirs, ndrs
    orientation : of the efficiencies that explain the productivity
    technology : the frontier of each row: of its own period (``"adjacent"``), of all up to it (``"sequential"``), or of
        all observations (``"global"``)
    unbalanced : as in :func:`farrell.malmquist`
    solver : as in :func:`farrell.dea`

    Returns
    -------
    TfpResult

    Notes
    -----
    Shadow prices of a point on an edge are not unique; one supporting pair is used, stated in the result. A weight of
    zero leaves its column out of the aggregate. The linear aggregates are those of O'Donnell's DPIN; the distance
    functions themselves as aggregators are another index. Source: O'Donnell 2014, DOI 10.1007/s11123-012-0275-1;
    O'Donnell 2012, DOI 10.1093/ajae/aas023.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    >>> found = farrell.fare_primont(panel)
    >>> bool(found.levels["tfpe"].max() <= 1 + 1e-9)
    True
    """
    check(panel, "fare_primont", rts, orientation, technology, solver)
    pairs = pairs_of(panel, "fare_primont", unbalanced)
    one = pairs.panel
    mean = one.X.mean(axis=0)[None], one.Y.mean(axis=0)[None]
    p, w = shadow_weights(one, mean, [("all",)], Technologies("global"), rts)
    settings = settings_of("fare_primont", rts, orientation, technology, unbalanced, solver)
    return _levels(pairs, p[0], w[0], settings)


def lowe(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    orientation: Orientation = "output",
    technology: Frontier = "adjacent",
    unbalanced: Unbalanced = "intervals",
    solver: Solver = "auto",
) -> TfpResult:
    """Lowe productivity: aggregates at the mean observed prices, the same for all; levels compare across all.

    Parameters
    ----------
    panel : with input and output prices
    rts, orientation, technology, unbalanced, solver : as in :func:`farrell.fare_primont`

    Returns
    -------
    TfpResult

    Raises
    ------
    OptionError
        code ``needs-prices``

    Notes
    -----
    Source: O'Donnell 2012, DOI 10.1007/s11123-012-0275-1.
    """
    check(panel, "lowe", rts, orientation, technology, solver)
    prices_of(panel, "lowe")
    pairs = pairs_of(panel, "lowe", unbalanced)
    P, W = prices_of(pairs.panel, "lowe")
    settings = settings_of("lowe", rts, orientation, technology, unbalanced, solver)
    return _levels(pairs, P.mean(axis=0), W.mean(axis=0), settings)


def _levels(pairs: Pairs, p: Floats, w: Floats, settings: dict[str, Any]) -> TfpResult:
    """Levels of all rows at the same weights, and their changes."""
    orientation: Orientation = settings["orientation"]
    made = aggregates_of(pairs.panel, settings["rts"], orientation, settings["technology"], settings["solver"])
    N = len(pairs.panel)
    levels = made.at(np.arange(N), np.tile(p, (N, 1)), np.tile(w, (N, 1)))
    gone = (pairs.before < 0) | (pairs.after < 0)
    before, after = (
        {k: np.where(gone, np.nan, v[rows]) for k, v in levels.items()} for rows in (pairs.before, pairs.after)
    )
    change = index_of_levels(pairs, explained(changes_of(before, after), orientation), settings, made.diagnostics)
    return TfpResult(
        pairs.panel, Frozen({name: frozen(levels[name]) for name in names_of(orientation)}), frozen(p), frozen(w),
        change, Frozen(settings), provenance(pairs.panel),
    )  # fmt: skip
