"""How far scores can move when data are known to limited precision only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.frontier import (
    WITHOUT_BOUNDS,
    Floats,
    Orientation,
    Rts,
    check_options,
    choose_one,
    frontiers,
    radial,
    refuse,
    solver_of,
    technical_efficiency,
)
from farrell.dea.radial import EFFICIENT
from farrell.errors import OptionError
from farrell.lp import Solver

ABOUT = About(
    "interval_dea",
    "high:  max u y_o^U   s.t.  v x_o^L = 1,  u y_o^U <= v x_o^L,  u y_j^L <= v x_j^U for j != o\n"
    "low:   max u y_o^L   s.t.  v x_o^U = 1,  u y_o^L <= v x_o^U,  u y_j^U <= v x_j^L for j != o",
    "Despotis & Smirlis 2002, DOI 10.1016/S0377-2217(01)00200-4",
)


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

    @property
    def classes(self) -> NDArray[np.str_]:
        """(N,) E++ where the least score is 1, E+ where the greatest is, E- elsewhere (Despotis & Smirlis 2002); empty
        where an end has no score."""
        names = np.where(self.high >= 1.0 - EFFICIENT, "E+", "E-")
        names = np.where(self.low >= 1.0 - EFFICIENT, "E++", names)
        return np.where(np.isfinite(self.low) & np.isfinite(self.high), names, "")

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, te_low, te_high, class."""
        import pandas as pd

        return pd.DataFrame(
            {
                "unit": self.panel.unit_labels,
                "period": self.panel.period_labels,
                "te_low": self.low,
                "te_high": self.high,
                "class": self.classes.tolist(),
            }
        )

    def summary(self) -> str:
        """The frame as a text table."""
        frame = self.to_frame()
        return show.text_table(list(frame.columns), frame.to_numpy(dtype=object).tolist())

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
    check_options(
        panel, "score_range", rts, orientation, None, solver, technologies=WITHOUT_BOUNDS, reference=reference
    )
    if not isinstance(reference, str) or reference not in ("own", "pooled"):
        raise OptionError.choice("reference", reference, ("own", "pooled"))
    roles = panel.roles
    if not any(column in roles.precision for column in (*roles.inputs, *roles.outputs)):
        raise OptionError("no-precision")
    X_low, X_high = bounds_of(panel, roles.inputs)
    Y_low, Y_high = bounds_of(panel, roles.outputs)
    low, high = ends_of(panel, reference, (X_low, X_high), (Y_low, Y_high), rts, orientation, solver)
    return ScoreRange(panel, rts, orientation, low, high)


def interval_dea(
    panel: Panel,
    *,
    intervals: Mapping[str, Sequence[str]],
    rts: Rts = "crs",
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    solver: Solver = "auto",
) -> ScoreRange:
    """The range of each efficiency score when data are known by a lower and an upper end.

    The upper end has the unit's own data at their best (inputs low, outputs high) and all others' at their worst; the
    lower end the reverse (Despotis & Smirlis 2002, DOI 10.1016/S0377-2217(01)00200-4, models 5 and 6)::

        high:  max u y_o^U   s.t.  v x_o^L = 1,  u y_o^U <= v x_o^L,  u y_j^L <= v x_j^U for j != o
        low:   max u y_o^L   s.t.  v x_o^U = 1,  u y_o^L <= v x_o^U,  u y_j^U <= v x_j^L for j != o

    Parameters
    ----------
    intervals : column -> names of the columns (companions of the panel, or itself) that hold its lower and upper ends;
        inputs and outputs left out are known exactly
    panel, rts, orientation, reference, solver : as in :func:`score_range`

    Returns
    -------
    ScoreRange
        ``classes``: ``E++`` efficient whatever the data are, ``E+`` for some data, ``E-`` for none

    Raises
    ------
    OptionError
        ``intervals``: no pair of columns; rts is grs
    DataError
        an upper end below its lower end, a negative end

    Notes
    -----
    Ordinal data (ranks without numbers) are no intervals; their bounds hang on assumptions of how far ranks lie apart.
    Give those as intervals.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("AB"), "x": [10.0, 20], "low": [9.0, 19], "high": [11.0, 21], "y": [10, 10]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="firm", inputs=["x"], outputs=["y"], companions=["low", "high"],
    ...     allow=["few-units", "constant"],
    ... )
    >>> ends = farrell.interval_dea(panel, intervals={"x": ["low", "high"]})
    >>> ends.low.round(3).tolist(), ends.high.round(3).tolist(), ends.classes.tolist()
    ([1.0, 0.429], [1.0, 0.579], ['E++', 'E-'])
    """
    check_options(
        panel, "interval_dea", rts, orientation, None, solver, technologies=WITHOUT_BOUNDS, reference=reference
    )
    choose_one("reference", reference, ("own", "pooled"))
    inputs, outputs = panel.roles.inputs, panel.roles.outputs
    low = {column: panel.numbers[column] for column in (*inputs, *outputs)}
    high = dict(low)
    if not isinstance(intervals, Mapping) or not intervals:
        raise OptionError("intervals", value=repr(intervals))
    for column, pair in intervals.items():
        choose_one("intervals", column, (*inputs, *outputs))
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise OptionError("intervals", value=repr({column: pair}))
        for end in pair:
            choose_one(f"intervals.{column}", end, list(panel.numbers))
        low[column], high[column] = (panel.numbers[end] for end in pair)
        wrong = ~((low[column] >= 0) & (low[column] <= high[column]))
        refuse(panel, "interval", (pair[0],), lambda _, wrong=wrong: wrong)  # type: ignore[misc]
    X_ends, Y_ends = (
        tuple(np.column_stack([ends[c] for c in side]) for ends in (low, high)) for side in (inputs, outputs)
    )
    made = ends_of(panel, reference, X_ends, Y_ends, rts, orientation, solver)
    return ScoreRange(panel, rts, orientation, *made)


def ends_of(
    panel: Panel,
    reference: Literal["own", "pooled"],
    X: tuple[Floats, ...],
    Y: tuple[Floats, ...],
    rts: Rts,
    orientation: Orientation,
    solver: Solver,
) -> tuple[Floats, Floats]:
    """(N,) least and greatest te when inputs lie between the two of X, (N, m), and outputs between those of Y, (N, s).

    A unit that is its own reference scores min(1, its score against the others); not so under grs.
    """
    low, high = np.full(len(panel), np.nan), np.full(len(panel), np.nan)
    front = frontiers(panel, reference)
    solver = solver_of(front, solver)
    for block in front.blocks:
        rows = block.rows
        worst, best = (X[1][rows], Y[0][rows]), (X[0][rows], Y[1][rows])
        for out, others, own in ((high, worst, best), (low, best, worst)):
            solution = radial(others, own, rts, orientation, own=block.own, solver=solver)
            te = technical_efficiency(solution, orientation)
            out[rows] = np.where(solution.status == "optimal", np.minimum(te, 1.0), np.nan)
            out[rows[solution.status == "infeasible"]] = 1.0  # alone on its part of the frontier
            out[rows[solution.status == "unbounded"]] = 0.0  # at its worst it produces nothing
    high = np.maximum(high, low)
    low.flags.writeable = high.flags.writeable = False
    return low, high
