"""How far scores can move when data are known to limited precision only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.frontier import (
    Floats,
    Orientation,
    Rts,
    check_options,
    frontiers,
    radial,
    solver_of,
    technical_efficiency,
)
from farrell.errors import OptionError
from farrell.lp import Solver


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """The least and the greatest efficiency the true data may give.

    Attributes
    ----------
    low, high : (N,) bounds of te, in the panel's row order
    """

    panel: Panel
    rts: Rts
    orientation: Orientation
    low: Floats
    high: Floats

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, te_low, te_high."""
        import pandas as pd

        return pd.DataFrame(
            {
                "unit": self.panel.unit_labels,
                "period": self.panel.period_labels,
                "te_low": self.low,
                "te_high": self.high,
            }
        )

    def __repr__(self) -> str:
        return (
            f"ScoreRange: {len(self.low)} unit-periods, {self.rts}; widest {float(np.nanmax(self.high - self.low)):.3f}"
        )


def bounds_of(panel: Panel, columns: tuple[str, ...]) -> tuple[Floats, Floats]:
    """(N, c) least and greatest true values of some columns."""
    low, high = [], []
    for column in columns:
        values = panel.numbers[column]
        least, most = values.copy(), values.copy()
        precision = panel.roles.precision.get(column)
        if precision is not None:
            rows = np.ones(len(panel), dtype=bool)
            if precision.periods is not None:
                rows = np.array([p in precision.periods for p in panel.period_labels])
            least[rows], most[rows] = precision.bounds(values[rows])
        low.append(least)
        high.append(most)
    return np.column_stack(low), np.column_stack(high)


def score_range(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    solver: Solver = "auto",
) -> ScoreRange:
    """The range of each efficiency score when imprecise columns move within their precision.

    The upper end has the unit's own data at their best (inputs low, outputs high) and all others' at their worst;
    the lower end the reverse (Despotis & Smirlis 2002, DOI 10.1016/S0377-2217(01)00200-4). A unit that is its own
    reference scores min(1, its score against the others).

    Parameters
    ----------
    panel : with ``precision`` on at least one input or output
    rts : crs, vrs, nirs or ndrs
    orientation, reference, solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    ScoreRange

    Raises
    ------
    OptionError
        no column has a precision, or rts is grs
    """
    check_options(panel, "score_range", rts, orientation, None if rts != "grs" else (0.0, 1.0), solver)
    if rts == "grs":
        raise OptionError("grs-range")
    if not isinstance(reference, str) or reference not in ("own", "pooled"):
        raise OptionError.choice("reference", reference, ("own", "pooled"))
    roles = panel.roles
    if not any(column in roles.precision for column in (*roles.inputs, *roles.outputs)):
        raise OptionError("no-precision")
    X_low, X_high = bounds_of(panel, roles.inputs)
    Y_low, Y_high = bounds_of(panel, roles.outputs)
    low, high = np.full(len(panel), np.nan), np.full(len(panel), np.nan)
    front = frontiers(panel, reference)
    solver = solver_of(front, solver)
    for block in front.blocks:
        rows = block.rows
        worst, best = (X_high[rows], Y_low[rows]), (X_low[rows], Y_high[rows])
        for out, others, own in ((high, worst, best), (low, best, worst)):
            solution = radial(others, own, rts, orientation, own=block.own, solver=solver)
            te = technical_efficiency(solution, orientation)
            out[rows] = np.where(solution.status == "optimal", np.minimum(te, 1.0), np.nan)
            out[rows[solution.status == "infeasible"]] = 1.0  # alone on its part of the frontier
            out[rows[solution.status == "unbounded"]] = 0.0  # at its worst it produces nothing
    high = np.maximum(high, low)
    low.flags.writeable = high.flags.writeable = False
    return ScoreRange(panel, rts, orientation, low, high)
