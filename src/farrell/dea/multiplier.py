"""The multiplier form: the prices that show each unit in its best light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell import show
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.frontier import (
    Bounds,
    Floats,
    Orientation,
    Reference,
    Rts,
    check_options,
    count,
    frontiers,
    provenance,
    radial,
    shown,
    solver_of,
)
from farrell.dea.radial import warn_without_score
from farrell.errors import OptionError
from farrell.lp import Solver


@dataclass(frozen=True, slots=True)
class MultiplierResult:
    """Multipliers of every row of the panel. They are rarely unique; the objective is.

    Attributes
    ----------
    objective : (N,) u y + omega (input orientation, <= 1) or v x + omega (output orientation, >= 1)
    te : (N,) the objective, or its reciprocal in output orientation
    v, u : (N, m), (N, s) multipliers of inputs and outputs, each >= epsilon, in 1 / data units
    omega : (N,) free term, 0 under constant returns
    status : (N,) optimal, infeasible (epsilon too large for this unit), unbounded (beyond a frontier that does not
        include it), undefined (nothing on the side that is priced at 1), unsolved
    """

    panel: Panel
    objective: Floats
    te: Floats
    v: Floats
    u: Floats
    omega: Floats
    status: NDArray[np.str_]
    settings: Mapping[str, Any]
    diagnostics: Mapping[str, int]
    provenance: Mapping[str, str]

    @property
    def virtual_inputs(self) -> Floats:
        """(N, m) v_i x_i: what each input contributes."""
        return self.v * self.panel.X

    @property
    def virtual_outputs(self) -> Floats:
        """(N, s) u_r y_r."""
        return self.u * self.panel.Y

    def to_frame(self) -> Any:
        """A tidy DataFrame: unit, period, objective, te, status, and each multiplier."""
        import pandas as pd

        roles = self.panel.roles
        frame: dict[str, Any] = {
            "unit": self.panel.unit_labels,
            "period": self.panel.period_labels,
            "objective": self.objective,
            "te": self.te,
            "omega": self.omega,
            "status": self.status.tolist(),
        }
        frame |= {f"v_{c}": self.v[:, i] for i, c in enumerate(roles.inputs)}
        frame |= {f"u_{c}": self.u[:, i] for i, c in enumerate(roles.outputs)}
        return pd.DataFrame(frame)

    def summary(self) -> str:
        """The frame as a text table."""
        frame = self.to_frame()
        return show.text_table(list(frame.columns), frame.to_numpy(dtype=object).tolist(), digits=6)

    def __repr__(self) -> str:
        return f"MultiplierResult: {len(self.te)} unit-periods, {self.settings['rts']}, {self.settings['orientation']}"


def multiplier(
    panel: Panel,
    *,
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Reference = "own",
    epsilon: float = 0.0,
    solver: Solver = "auto",
) -> MultiplierResult:
    """Efficiency in multiplier form, with an optional lower bound on every multiplier.

    Input orientation (Charnes, Cooper & Rhodes 1978, DOI 10.1016/0377-2217(78)90138-8; 1979 for epsilon)::

        max u y_o + omega   s.t.  v x_o = 1,  u y_j - v x_j + omega <= 0 for all j,  u, v >= epsilon

    and in output orientation ``min v x_o + omega, u y_o = 1, u y_j - v x_j - omega <= 0``. It is solved as the dual of
    the envelopment program with the slacks priced at epsilon. ``omega`` is zero under crs and free under vrs.

    Parameters
    ----------
    epsilon : lower bound of all multipliers, in 1 / data units; 0 for none
    panel, rts, bounds, orientation, reference, solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    MultiplierResult

    Notes
    -----
    An epsilon too large for a unit (v x_o = 1 cannot hold) makes its program infeasible: status ``infeasible``, NaN.
    """
    check_options(panel, "multiplier", rts, orientation, bounds, solver, reference=reference)
    if not isinstance(epsilon, (int, float)) or not 0 <= epsilon < np.inf:
        raise OptionError("epsilon", value=repr(epsilon))
    front = frontiers(panel, reference)
    N, m, s = len(panel), panel.X.shape[1], panel.Y.shape[1]
    objective, omega = np.full(N, np.nan), np.full(N, np.nan)
    v, u = np.full((N, m), np.nan), np.full((N, s), np.nan)
    status = np.full(N, "unsolved", dtype="<U10")
    diagnostics: dict[str, int] = {}
    solver = solver_of(front, solver)
    for block in front.blocks:
        X, Y, rows = panel.X[block.rows], panel.Y[block.rows], block.rows
        sol = radial(
            (block.X, block.Y), (X, Y), rts, orientation,
            bounds=bounds, epsilon=float(epsilon), free_t=True, solver=solver,
        )  # fmt: skip
        count(diagnostics, sol.diagnostics)
        # the dual's view: an envelopment without bound is a multiplier program without a solution, and the reverse
        status[rows] = sol.status
        status[rows[sol.status == "unbounded"]] = "infeasible"
        status[rows[sol.status == "infeasible"]] = "unbounded"
        # epsilon is held to rounding; the bound itself is what was promised
        v[rows], u[rows] = np.maximum(-sol.dual[:, :m], epsilon), np.maximum(sol.dual[:, m : m + s], epsilon)
        priced = float(epsilon) * sol.slack.sum(axis=1)
        objective[rows] = sol.t - priced if orientation == "input" else sol.t + priced
        fixed = (u[rows] * Y).sum(axis=1) if orientation == "input" else (v[rows] * X).sum(axis=1)
        omega[rows] = objective[rows] - fixed if rts != "crs" else 0.0
    side = panel.X if orientation == "input" else panel.Y
    nothing = (side == 0).all(axis=1)
    status[nothing] = "undefined"
    for array in (objective, omega, v, u):
        array[nothing] = np.nan
    te = objective.copy() if orientation == "input" else 1.0 / objective
    settings = {
        "model": "multiplier",
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "reference": shown(reference),
        "epsilon": epsilon,
        "solver": solver,
    }
    for array in (objective, te, v, u, omega, status):
        array.flags.writeable = False
    warn_without_score(panel, "multiplier", status)
    return MultiplierResult(
        panel, objective, te, v, u, omega, status, Frozen(settings), Frozen(diagnostics), provenance(panel)
    )
