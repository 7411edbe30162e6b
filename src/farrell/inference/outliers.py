"""Units whose data should be looked at: three rules beside each other."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea import super_efficiency
from farrell.dea.frontier import Bools, Floats, Ints, Orientation, Rts, provenance
from farrell.dea.screening import SUPER
from farrell.errors import OptionError, SolveWarning
from farrell.inference.outlier_ap import KEEP, OutlierSets, largest, outlier_ap, sets_up_to
from farrell.inference.outlier_order_m import OrderMShares, outlier_order_m

MOST = 3
"""Members of a set at most, where not told otherwise."""


@dataclass(frozen=True, slots=True)
class Outliers:
    """What three rules say of every unit-period; arrays in the panel's row order.

    Attributes
    ----------
    ap : the subsets of :func:`farrell.outlier_ap`
    order_m : the shares of :func:`farrell.outlier_order_m`
    super_efficiency : (N,) score against the others; NaN where the program has no solution
    by_ap : (N,) in the subset that stands apart the most: that of the size with the largest gap to the next best one
    by_super : (N,) super-efficiency above the cut
    by_order_m : (N,) beyond the order-m frontier by more than the threshold for every m, of ten others or more
    """

    panel: Panel
    ap: OutlierSets
    order_m: OrderMShares
    super_efficiency: Floats
    by_ap: Bools
    by_super: Bools
    by_order_m: Bools
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    @property
    def rules(self) -> Ints:
        """(N,) how many of the three rules name it."""
        return np.asarray(np.stack([self.by_ap, self.by_super, self.by_order_m]).sum(axis=0), dtype=np.int64)

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, super_efficiency, order_m (with the largest m), compared, by_ap, by_super,
        by_order_m, rules."""
        import pandas as pd

        return pd.DataFrame(
            {
                "unit": self.panel.unit_labels,
                "period": self.panel.period_labels,
                "super_efficiency": self.super_efficiency,
                "order_m": self.order_m.te[-1],
                "compared": self.order_m.compared,
                "by_ap": self.by_ap,
                "by_super": self.by_super,
                "by_order_m": self.by_order_m,
                "rules": self.rules,
            }
        )

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.to_frame()
        frame = frame[frame.rules > 0].sort_values("rules", ascending=False, kind="stable").head(40)
        return list(frame.columns), frame.to_numpy(dtype=object).tolist()

    def summary(self) -> str:
        """The units that some rule names, those named most often first."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption="outliers")

    def __repr__(self) -> str:
        rules = self.rules
        return f"Outliers: {int((rules > 0).sum())} of {len(rules)} named by a rule, {int((rules > 1).sum())} by two"


def outliers(
    panel: Panel,
    *,
    rts: Rts = "crs",
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    most: int | None = None,
    above: float = SUPER,
    beyond: float = 0.2,
) -> Outliers:
    """Which units to look at before anything is believed: three rules that see different things.

    ===================  ==============================================================================================
    rule                 names a unit if
    ===================  ==============================================================================================
    ``by_ap``            it lies apart from the cloud of data, on the frontier or not (Wilson 1993)
    ``by_super``         its super-efficiency is above a cut (Banker & Chang 2006, DOI 10.1016/j.ejor.2005.06.028, find
                         that this finds contaminated units, and that ranking by it is of no use)
    ``by_order_m``       no sample of other units reaches it, of which ten or more can be compared with it (Simar 2003)
    ===================  ==============================================================================================

    Parameters
    ----------
    panel : N rows
    rts : of super-efficiency; under variable returns it is often infeasible, and such a unit is not named
    orientation, reference : as in :func:`farrell.dea.dea`, each period's own frontier or all pooled
    most : largest subset of :func:`farrell.outlier_ap`; None for 3, or as many as there can be in so few units, and no
        subsets where there can be none
    above : the cut of super-efficiency
    beyond : the threshold of order-m scores

    Returns
    -------
    Outliers

    Raises
    ------
    OptionError
        as in the three functions

    Notes
    -----
    ``by_ap`` names somebody in every cloud, since some subset always has the largest gap: read the gaps. A unit that
    all three name deserves a look at its data; one that is right stays. :func:`farrell.drop_units` says what hangs on
    it.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2023])
    >>> found = farrell.outliers(panel)
    >>> sorted(set(found.rules.tolist()) - {0, 1, 2, 3})
    []
    """
    if isinstance(above, bool) or not isinstance(above, (int, float)) or not 1 <= above < np.inf:
        raise OptionError("out-of-range", option="above", value=repr(above), allowed=">= 1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # infeasible super-efficiency is a value here
        beaten = super_efficiency(panel, rts=rts, orientation=orientation, reference=reference).te
    if most is None:
        most = min(MOST, largest(panel, reference))
        sets = sets_up_to(panel, most, KEEP, reference)
    else:
        sets = outlier_ap(panel, most=most, reference=reference)
    partial = outlier_order_m(panel, beyond=(beyond,), orientation=orientation, reference=reference)
    return Outliers(
        panel=panel,
        ap=sets,
        order_m=partial,
        super_efficiency=frozen(beaten.copy()),
        by_ap=frozen(_apart(sets)),
        by_super=frozen(np.isfinite(beaten) & (beaten > above)),
        by_order_m=frozen(partial.flagged(beyond)),
        settings=Frozen(
            {
                "model": "outliers",
                "rts": rts,
                "orientation": orientation,
                "reference": reference,
                "most": most,
                "above": above,
                "beyond": beyond,
            }
        ),
        provenance=provenance(panel),
    )


def _apart(sets: OutlierSets) -> Bools:
    """(N,) rows in the best subset of the size with the largest gap, cloud by cloud."""
    named = np.zeros(len(sets.panel), dtype=bool)
    for cloud in np.unique(sets.cloud):
        gaps: list[tuple[float, int]] = []
        for size in np.unique(sets.size):
            k = np.nonzero((sets.cloud == cloud) & (sets.size == size))[0]
            if len(k) > 1:
                gaps.append((float(sets.log_ratio[k[1]]), int(k[0])))
        if gaps:
            named[list(sets.members[max(gaps)[1]])] = True
    return named
