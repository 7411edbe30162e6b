"""Units that do better than the best of m others, for every m: Simar's way to find outliers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.dominance import comparisons, without_measure
from farrell.dea.frontier import (
    Bools,
    Floats,
    Ints,
    Orientation,
    check_options,
    choose_one,
    efficiency_of,
    frontiers,
    provenance,
)
from farrell.dea.partial import expected_least
from farrell.errors import OptionError

SIZES = (5, 10, 25, 50, 100, 200)
"""m, from a few units to so many that the frontier is nearly that of all."""
BEYOND = (0.0, 0.05, 0.1, 0.2, 0.4)
"""By how much the score of a unit is above 1."""

LEAST = 10
"""Others a unit must be comparable with to be flagged."""


@dataclass(frozen=True, slots=True)
class OrderMShares:
    """Order-m scores without oneself, and how many units stay beyond the frontier of order m.

    Attributes
    ----------
    m : (M,) sizes of the samples
    beyond : (A,) by how much a score must be above 1 to count
    te : (M, N) theta_m, or 1 / phi_m, of each row against the others; NaN where it can be compared with nobody
    compared : (N,) how many others it is compared with
    share : (M, A) share of the rows with a score above 1 + beyond
    """

    panel: Panel
    m: tuple[int, ...]
    beyond: tuple[float, ...]
    te: Floats
    compared: Ints
    share: Floats
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def flagged(self, beyond: float = 0.2, least: int = LEAST) -> Bools:
        """(N,) rows with a score above 1 + beyond for every m that are compared with ``least`` others or more.

        Beside one or two others nearly every unit is beyond them, which says nothing.
        """
        above = (np.isfinite(self.te) & (self.te > 1.0 + beyond)).all(axis=0)
        return np.asarray(above & (self.compared >= least))

    def to_frame(self) -> Any:
        """A tidy DataFrame, one row a unit-period and m: unit, period, m, te, compared."""
        import pandas as pd

        M, N = self.te.shape
        return pd.DataFrame(
            {
                "unit": np.tile(np.array(self.panel.unit_labels, dtype=object), M),
                "period": np.tile(np.array(self.panel.period_labels, dtype=object), M),
                "m": np.repeat(self.m, N),
                "te": self.te.ravel(),
                "compared": np.tile(self.compared, M),
            }
        )

    def shares(self) -> Any:
        """One row an m, one column a threshold: the share of unit-periods that score above it.

        A share that falls with m and comes to rest above zero, at an elbow, says how many units no sample dominates.
        """
        import pandas as pd

        names = [f"above {1 + a:g}" for a in self.beyond]
        return pd.DataFrame({"m": self.m, **dict(zip(names, self.share.T, strict=True))})

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        frame = self.shares()
        rows = [[int(row[0]), *map(float, row[1:])] for row in frame.to_numpy()]
        return list(frame.columns), rows

    def summary(self) -> str:
        """The share of units beyond the frontier, by m and threshold."""
        alone = int((self.compared == 0).sum())
        note = f"\n{alone} of {len(self.compared)} can be compared with nobody" if alone else ""
        return show.text_table(*self._table()) + note

    def _repr_html_(self) -> str:
        return show.html_table(*self._table(), caption="outlier_order_m")

    def __repr__(self) -> str:
        return f"OrderMShares: {self.te.shape[1]} scores for {len(self.m)} sizes of samples"


def outlier_order_m(
    panel: Panel,
    *,
    m: Sequence[int] = SIZES,
    beyond: Sequence[float] = BEYOND,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
) -> OrderMShares:
    """Which units stay beyond the frontier of order m, however large m is.

    Every unit is scored by :func:`farrell.order_m` against all *others*; a point on the frontier of all scores 1 for a
    large m, one that no sample of others reaches stays above 1. The share of units above ``1 + beyond`` is read as a
    function of m: it falls, then comes to rest where only outliers are left (Simar 2003, DOI
    10.1023/A:1027308001925).

    Parameters
    ----------
    panel : N rows
    m : sizes of the samples
    beyond : thresholds, shares above 1
    orientation : shrink inputs, or expand outputs
    reference : others of the same period, or of all periods

    Returns
    -------
    OrderMShares

    Raises
    ------
    OptionError
        ``out-of-range``: a size or a threshold that is none; an unknown option

    Notes
    -----
    A unit with nobody to be compared with (none makes as much; input orientation) has no score: it may be an outlier of
    another kind, or just the largest. With few units and many columns most units are compared with a handful: then pool
    the periods (``reference="pooled"``), and read ``compared``. Simar looks at both orientations. Scores are exact
    expectations, as in :func:`farrell.order_m`, so no seed is needed.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> found = farrell.outlier_order_m(panel, m=(10, 100), beyond=(0.2,))
    >>> bool(found.share[0, 0] >= found.share[1, 0])
    True
    """
    check_options(panel, "outlier_order_m", "vrs", orientation, None)
    choose_one("reference", reference, ("own", "pooled"))
    for size in m:
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
            raise OptionError("order-m", value=repr(size))
    for level in beyond:
        if isinstance(level, bool) or not isinstance(level, (int, float)) or not 0 <= level < np.inf:
            raise OptionError("out-of-range", option="beyond", value=repr(level), allowed=">= 0")
    sizes, levels = tuple(int(size) for size in m), tuple(float(level) for level in beyond)
    te = np.full((len(sizes), len(panel)), np.nan)
    compared = np.zeros(len(panel), dtype=np.int64)
    nothing, _ = without_measure(panel, orientation)
    for block in frontiers(panel, reference).blocks:
        own = dict(zip(block.rows.tolist(), block.own.tolist(), strict=True))
        for some in comparisons(panel, block, orientation):
            possible, distance = some.possible.copy(), some.distance.copy()
            places = np.arange(len(some.rows)), [own[int(r)] for r in some.rows]
            possible[places], distance[places] = False, np.inf
            count, ordered = possible.sum(axis=1), np.sort(distance, axis=1)
            compared[some.rows] = count
            known = (count > 0) & ~nothing[some.rows]
            for k, size in enumerate(sizes):
                value = np.abs(expected_least(ordered[known], count[known], size))
                te[k, some.rows[known]] = efficiency_of(value, orientation)
    share = np.array([[float((row > 1.0 + level).mean()) for level in levels] for row in te])
    chosen = {"m": list(sizes), "beyond": list(levels), "orientation": orientation, "reference": reference}
    return OrderMShares(
        panel=panel,
        m=sizes,
        beyond=levels,
        te=frozen(te),
        compared=frozen(compared),
        share=frozen(share.reshape(len(sizes), len(levels))),
        settings=Frozen({"model": "outlier_order_m", **chosen}),
        provenance=provenance(panel),
    )
