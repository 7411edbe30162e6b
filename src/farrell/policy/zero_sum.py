"""Zero-sum gains: a fixed total, so that what one unit gives up the others must take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.about import About
from farrell.dea.frontier import WITHOUT_BOUNDS, Orientation, Rts, check_options, efficiency_of, pose, provenance
from farrell.dea.radial import EFFICIENT
from farrell.errors import OptionError, SolveError
from farrell.lp import Solution, solve
from farrell.policy.situation import Floats

ROOM = 1e-12
"""Below it a miss is rounding."""

ABOUT = About(
    "zero_sum_gains",
    "min h  s.t.  sum_j lambda_j x_j (1 + x_o (1 - h) / (sum_k x_k - x_o)) <= h x_o,  sum_j lambda_j y_j >= y_o,\n"
    "             sum_j lambda_j z_j <= z_o  for inputs z that are not shared\n"
    "all together:  x*_j = c theta_j x_j,   c = sum_k x_k / sum_k theta_k x_k",
    "Lins, Gomes, Soares de Mello & Soares de Mello 2003, DOI 10.1016/S0377-2217(02)00687-2",
)


@dataclass(frozen=True, slots=True)
class ZeroSum:
    """Scores and the allocation of fixed totals.

    Attributes
    ----------
    panel : the units, one period; n of them
    fixed : the columns whose totals are fixed
    te : (n,) efficiency in the fixed columns where their totals are free: theta, or 1 / phi
    te_zero_sum : (n,) where the others must take what the unit gives up (or give what it gains); at least ``te``
    before, after : (n, f) the fixed columns now, and in the allocation in which every unit is efficient
    factor : (f,) c, by which the frontier moves in each
    """

    panel: Panel
    fixed: tuple[str, ...]
    te: Floats
    te_zero_sum: Floats
    before: Floats
    after: Floats
    factor: Floats
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """One row a unit and fixed column: unit, te, te_zero_sum, column, before, after, change."""
        import pandas as pd

        f, n = len(self.fixed), len(self.te)
        return pd.DataFrame(
            {
                "unit": np.repeat(self.panel.units, f),
                "te": np.repeat(self.te, f),
                "te_zero_sum": np.repeat(self.te_zero_sum, f),
                "column": np.tile(self.fixed, n),
                "before": self.before.ravel(),
                "after": self.after.ravel(),
                "change": (self.after - self.before).ravel(),
            }
        )

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        rows = [
            [u, float(a), float(b), *map(float, row)]
            for u, a, b, row in zip(self.panel.units, self.te, self.te_zero_sum, self.after, strict=True)
        ]
        return ["unit", "te", "zero-sum", *self.fixed], rows

    def summary(self) -> str:
        """Both scores of every unit, and what the allocation gives it."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        return f"ZeroSum: {', '.join(self.fixed)} of {len(self.te)} units, factor {self.factor.round(4).tolist()}"


def zero_sum_gains(
    panel: Panel,
    period: Period | None = None,
    *,
    fixed: Sequence[str] | None = None,
    rts: Rts = "vrs",
    orientation: Orientation = "input",
) -> ZeroSum:
    """Zero-sum-gains DEA with the proportional strategy: scores and the allocation of a fixed total.

    A unit alone gives up (1 - h) of the fixed inputs; the others take it in proportion to what they have::

        min h
        s.t.  sum_j lambda_j x_ij (1 + x_io (1 - h) / (sum_k x_ik - x_io)) <= h x_io      i whose total is fixed
              sum_j lambda_j x_ij                                          <= x_io        other i
              sum_j lambda_j y_rj                                          >= y_ro

    theta is h where the others stay as they are; inputs that are not shared keep their value in both. All inefficient
    units together reach a uniform frontier on which every unit is efficient: the old frontier, moved by a factor in
    each fixed column::

        x*_ij = c_i theta_j x_ij,    c_i = sum_k x_ik / sum_k theta_k x_ik

    Output orientation is the same with outputs and phi, c below 1.

    Parameters
    ----------
    panel, period : the units; the last period by default
    fixed : columns of the oriented side whose totals are fixed; all of them by default. Others keep their value
    rts, orientation : as in :func:`farrell.dea`

    Returns
    -------
    ZeroSum

    Raises
    ------
    OptionError
        a column of the other side, or unknown; units that have nothing of all fixed columns, which have no score there
    SolveError
        code ``plan-no-score``

    Notes
    -----
    With one fixed input the score has a closed form, h = theta X / (X - x_o + theta x_o) (Lins et al. 2003,
    DOI 10.1016/S0377-2217(02)00687-2); with several it is found as the root in h. That all become efficient follows
    from the scores' not depending on the units of measurement. The others' larger inputs make the unit's score higher:
    it is no measure of its own practice.

    Examples
    --------
    >>> import farrell
    >>> found = farrell.zero_sum_gains(farrell.load("china-health").panel, 2023, fixed=["beds"])
    >>> bool(abs(found.after.sum() - found.before.sum()) < 1e-6)
    True
    """
    check_options(panel, "zero_sum_gains", rts, orientation, None, technologies=WITHOUT_BOUNDS)
    one = panel.select(periods=[panel.periods[-1] if period is None else period])
    side = one.roles.inputs if orientation == "input" else one.roles.outputs
    chosen = tuple(side if fixed is None else [fixed] if isinstance(fixed, str) else fixed)
    for column in chosen:
        if column not in side:
            raise OptionError.choice("fixed", column, side)
    share = _Share(one, chosen, rts, orientation)
    before = share.side[:, share.places]
    without = [u for u, row in zip(one.units, before, strict=True) if not row.any()]
    if without:
        raise OptionError("plan-no-share", units=without, columns=list(chosen))
    found = share.score((one.X, one.Y), (one.X, one.Y))
    lost = [u for u, status in zip(one.units, found.status, strict=True) if status != "optimal"]
    if lost:
        raise SolveError("plan-no-score", units=lost, period=one.periods[0])
    moved = found.t[:, None] * before
    factor = before.sum(axis=0) / np.where(moved.sum(axis=0) > 0, moved.sum(axis=0), 1.0)
    own = np.array([share.alone(k, float(found.t[k])) for k in range(len(one))])
    settings = {"model": "zero_sum_gains", "period": one.periods[0], "fixed": list(chosen), "rts": rts}
    return ZeroSum(
        panel=one,
        fixed=chosen,
        te=frozen(efficiency_of(found.t, orientation)),
        te_zero_sum=frozen(efficiency_of(own, orientation)),
        before=frozen(before.copy()),
        after=frozen(factor * moved),
        factor=frozen(factor),
        settings=Frozen({**settings, "orientation": orientation}),
        provenance=provenance(one),
    )


class _Share:
    """The units of one period and the columns of one side that they share."""

    def __init__(self, one: Panel, fixed: Sequence[str], rts: Rts, orientation: Orientation) -> None:
        self.one, self.rts, self.orientation = one, rts, orientation
        names, self.side = (one.roles.inputs, one.X) if orientation == "input" else (one.roles.outputs, one.Y)
        self.places = [names.index(column) for column in fixed]
        self.still = np.array([c in names and c not in fixed for c in (*one.roles.inputs, *one.roles.outputs)])

    def score(self, reference: tuple[Floats, Floats], evaluated: tuple[Floats, Floats]) -> Solution:
        """The programs that scale the shared columns; the rest of their side keeps its value."""
        still = self.still if self.still.any() else None
        return solve(*pose(reference, evaluated, self.rts, self.orientation, still=still))

    def alone(self, k: int, score: float) -> float:
        """The factor h (or its like above 1) at which a unit is just on the frontier that the others' change moves."""
        if abs(score - 1.0) <= EFFICIENT:
            return 1.0
        one, places, others = self.one, self.places, np.arange(len(self.one)) != k
        rest = self.side[others][:, places].sum(axis=0)
        rest[rest == 0.0] = np.inf  # nobody else has any, so nobody takes it

        def missed(h: float) -> float:
            peers, point = self.side[others].copy(), self.side[[k]].copy()
            grown = 1.0 + point[0, places] * (1.0 - h) / rest
            if (grown <= 0).any():
                return -1.0
            peers[:, places] *= grown
            point[:, places] *= h
            found = self.score(
                (peers, one.Y[others]) if self.orientation == "input" else (one.X[others], peers),
                (point, one.Y[[k]]) if self.orientation == "input" else (one.X[[k]], point),
            )
            return float(found.t[0]) - 1.0 if found.status[0] == "optimal" else np.nan

        if missed(score) * (score - 1.0) >= -ROOM:  # the fixed columns do not bind the unit
            return score
        low, high = sorted((score, 1.0))
        return float(brentq(missed, low, high, xtol=1e-13, rtol=1e-13))
