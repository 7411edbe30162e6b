"""Inverse DEA: what a forecast demand needs, or what given resources allow, at present or better efficiency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.roles import Period
from farrell.dea.about import About
from farrell.dea.frontier import WITHOUT_BOUNDS, Orientation, Rts, check_options, choose_one, provenance, radial
from farrell.errors import OptionError, SolveWarning, warn
from farrell.lp import SENSES, LinearProgram, intensity_rows
from farrell.policy.changes import State, grown
from farrell.policy.situation import Floats

Asked = Literal["inputs", "outputs"]
ASKED: tuple[Asked, ...] = get_args(Asked)

ABOUT = About(
    "inverse_dea",
    "min w alpha  s.t.  sum_j lambda_j x_ij <= theta_o alpha_i,  sum_j lambda_j y_rj >= beta_r,  sum_j lambda_j = 1,\n"
    "                   alpha >= floor, lambda >= 0",
    "Wei, Zhang & Zhang 2000, DOI 10.1016/S0377-2217(99)00007-7",
)


@dataclass(frozen=True, slots=True)
class Inverse:
    """What n units need, or can do.

    Attributes
    ----------
    panel : the units, one period
    asked : ``inputs``, for given outputs, or ``outputs``, for given inputs
    given : (n, .) the outputs demanded, or the inputs at hand
    before, found : (n, .) the other side now, and what is needed or possible; NaN without a solution
    score : (n,) theta (or phi) that is kept
    status : (n,) optimal, infeasible (beyond what any unit does, under variable returns)
    """

    panel: Panel
    asked: Asked
    given: Floats
    before: Floats
    found: Floats
    score: Floats
    status: NDArray[np.str_]
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """Of what was asked for."""
        return self.panel.roles.inputs if self.asked == "inputs" else self.panel.roles.outputs

    def to_frame(self) -> Any:
        """One row a unit and column asked for: unit, column, before, found, change (share), status."""
        import pandas as pd

        n, width = self.before.shape
        before, found = self.before.ravel(), self.found.ravel()
        return pd.DataFrame(
            {
                "unit": np.repeat(self.panel.units, width),
                "column": np.tile(self.columns, n),
                "before": before,
                "found": found,
                "change": np.divide(found - before, before, out=np.full_like(before, np.nan), where=before != 0),
                "status": np.repeat(self.status, width),
            }
        )

    def totals(self) -> Any:
        """One row a column: column, before, found, change, over the units with a solution."""
        import pandas as pd

        known = np.isfinite(self.found).all(axis=1)
        before, found = self.before[known].sum(axis=0), self.found[known].sum(axis=0)
        change = np.divide(found - before, before, out=np.full_like(before, np.nan), where=before != 0)
        return pd.DataFrame({"column": self.columns, "before": before, "found": found, "change": change})

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        rows = [
            [u, str(s), *map(float, row)] for u, s, row in zip(self.panel.units, self.status, self.found, strict=True)
        ]
        return ["unit", "status", *self.columns], rows

    def summary(self) -> str:
        """What each unit needs, or can do."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        solved = int((self.status == "optimal").sum())
        return f"Inverse: {self.asked} of {len(self.status)} units, {solved} with a solution"


def inverse_dea(
    panel: Panel,
    period: Period | None = None,
    *,
    asked: Asked = "inputs",
    change: Mapping[str, Any],
    efficiency: Literal["present"] | float = "present",
    weights: Mapping[str, float] | None = None,
    keep: bool = True,
    rts: Rts = "vrs",
) -> Inverse:
    """Inverse DEA: the least inputs for outputs that are asked for, or the greatest outputs of given inputs.

    Inputs for outputs beta, unit by unit (Wei, Zhang & Zhang 2000)::

        min  sum_i w_i alpha_i
        s.t. sum_j lambda_j x_ij <= theta_o alpha_i,   sum_j lambda_j y_rj >= beta_r,   sum_j lambda_j = 1 (vrs),
             alpha >= x_o (keep),   lambda >= 0

    Outputs of inputs alpha::

        max  sum_r w_r beta_r
        s.t. sum_j lambda_j x_ij <= alpha_i,   sum_j lambda_j y_rj >= phi_o beta_r,   sum_j lambda_j = 1 (vrs),
             beta >= y_o (keep)

    Parameters
    ----------
    panel, period : the units; the last period by default
    asked : ``"inputs"`` for a demand, ``"outputs"`` for resources
    change : growth of the other side by column, a share (0.1 is 10 %), or by unit; columns left out stay
    efficiency : ``"present"``: each unit keeps its theta (phi); or an efficiency to reach, 1.0 for best practice
    weights : of the columns asked for; by default 1 / the unit's present amount, so that shares count
    keep : whether nothing asked for may fall below the present
    rts : of the technology

    Returns
    -------
    Inverse

    Raises
    ------
    OptionError
        an unknown column, unit or option, an efficiency outside (0, 1]

    Warns
    -----
    SolveWarning
        code ``inverse-beyond``: units whose demand no unit reaches under variable returns; NaN

    Notes
    -----
    The technology is today's; the changed unit is not part of it. The paper's program has several objectives, whose
    weak Pareto solutions keep the score; a weighted sum picks one of them. A unit with slack may serve more outputs
    with its present inputs.

    Examples
    --------
    >>> import farrell
    >>> more = farrell.inverse_dea(farrell.load("china-health").panel, 2023, change={"visits_10k": 0.1}, rts="crs")
    >>> bool((more.totals().change >= 0).all())
    True
    """
    check_options(panel, "inverse_dea", rts, "input", None, technologies=WITHOUT_BOUNDS)
    choose_one("asked", asked, ASKED)
    state = State.of(panel, period)
    one = panel.select(periods=[state.period])
    is_inputs = asked == "inputs"
    orientation: Orientation = "input" if is_inputs else "output"
    moved = state.columns[state.inputs :] if is_inputs else state.columns[: state.inputs]
    after = state.changed(state.values * grown(state, "change", change, moved), "change")
    given, before = (after.data[1], one.X) if is_inputs else (after.data[0], one.Y)
    score = _score(one, rts, orientation, efficiency)
    price = _weights(one, before, asked, weights)
    found, status = np.full(before.shape, np.nan), np.full(len(one), "", dtype="<U10")
    for k in range(len(one)):
        floor = before[k] if keep else np.zeros(before.shape[1])
        found[k], status[k] = _solved(one, rts, is_inputs, given[k], floor, float(score[k]), price[k])
    lost = [u for u, s in zip(one.units, status, strict=True) if s != "optimal"]
    if lost:
        warn(SolveWarning("inverse-beyond", units=lost, count=len(lost)), depth=3)
    settings = {"model": "inverse_dea", "period": state.period, "asked": asked, "change": dict(change), "keep": keep}
    return Inverse(
        one, asked, frozen(given.copy()), frozen(before.copy()), frozen(found), frozen(score), frozen(status),
        Frozen({**settings, "efficiency": efficiency, "rts": rts}), provenance(one),
    )  # fmt: skip


def _score(one: Panel, rts: Rts, orientation: Orientation, efficiency: Any) -> Floats:
    """(n,) theta or phi to be kept, or reached."""
    if efficiency == "present":
        found = radial((one.X, one.Y), (one.X, one.Y), rts, orientation)
        return np.where(found.status == "optimal", found.t, np.nan)
    number = isinstance(efficiency, (int, float)) and not isinstance(efficiency, bool)
    if not number or not 0 < efficiency <= 1:
        raise OptionError("plan-number", option="efficiency", value=repr(efficiency))
    return np.full(len(one), efficiency if orientation == "input" else 1.0 / efficiency)


def _weights(one: Panel, before: Floats, asked: Asked, given: Mapping[str, float] | None) -> Floats:
    columns = one.roles.inputs if asked == "inputs" else one.roles.outputs
    if given is None:
        return 1.0 / np.where(before > 0, before, np.maximum(before.max(axis=0), 1e-300))
    weights = np.ones(len(columns))
    for column, value in given.items():
        if column not in columns:
            raise OptionError.choice("weights", column, columns)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < np.inf:
            raise OptionError("plan-number", option="weights", value=repr(value))
        weights[columns.index(column)] = value
    return np.tile(weights, (len(before), 1))


def _solved(
    one: Panel, rts: Rts, is_inputs: bool, given: Floats, floor: Floats, score: float, price: Floats
) -> tuple[Floats, str]:
    """The least inputs or the greatest outputs of one unit, and its status."""
    if not np.isfinite(score):
        return np.full(len(floor), np.nan), "undefined"
    program, width = LinearProgram(), len(floor)
    lam = program.variables(len(one))
    asked = program.variables(width, cost=price if is_inputs else -price)
    if is_inputs:
        program.rows("<=", 0.0, (lam, one.X.T), (asked, -score * np.eye(width)))
        program.rows(">=", given, (lam, one.Y.T))
    else:
        program.rows("<=", given, (lam, one.X.T))
        program.rows(">=", 0.0, (lam, one.Y.T), (asked, -score * np.eye(width)))
    if floor.any():
        program.rows(">=", floor, (asked, np.eye(width)))
    for sign, right in intensity_rows(rts, None):
        program.rows(SENSES[sign], right, (lam, np.ones((1, len(one)))))
    answer = program.minimise()
    return (answer[asked], "optimal") if answer.optimal else (np.full(width, np.nan), answer.status)
