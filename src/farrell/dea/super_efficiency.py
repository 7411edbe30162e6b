"""Super-efficiency: a unit scored against the others only."""

from __future__ import annotations

from typing import Literal

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.frontier import Bounds, Orientation, Rts, check_options, frontiers, radial, solver_of
from farrell.dea.radial import collect, warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import Solver

ABOUT = About(
    "super_efficiency",
    "min theta   s.t. sum_{j != o} lambda_j x_j <= theta x_o,  sum_{j != o} lambda_j y_j >= y_o,  lambda >= 0",
    "Andersen & Petersen 1993, DOI 10.1287/mnsc.39.10.1261",
)


def super_efficiency(
    panel: Panel,
    *,
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    solver: Solver = "auto",
) -> DEAResult:
    """Radial efficiency with the evaluated unit's own column left out of the reference.

    Efficient units score above 1 by how much they could worsen and still be on the frontier; inefficient units keep
    their score (Andersen & Petersen 1993, DOI 10.1287/mnsc.39.10.1261). Under other than constant returns the program
    may have no solution (Seiford & Zhu 1999, INFOR 37:174-187): status ``infeasible``, score NaN, one SolveWarning.

    Parameters
    ----------
    panel, rts, bounds, orientation : as in :func:`farrell.dea.dea`
    reference : each period's own frontier, or all periods pooled
    solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``te`` may exceed 1; slacks are not computed
    """
    check_options(panel, "super_efficiency", rts, orientation, bounds, solver)
    if not isinstance(reference, str) or reference not in ("own", "pooled"):
        raise OptionError.choice("reference", reference, ("own", "pooled"))
    front = frontiers(panel, reference)
    solver = solver_of(front, solver)
    solutions = [
        radial(
            (b.X, b.Y), (panel.X[b.rows], panel.Y[b.rows]), rts, orientation, bounds=bounds, own=b.own, solver=solver
        )
        for b in front.blocks
    ]
    settings = {
        "model": "super_efficiency",
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "reference": reference,
        "solver": solver,
    }
    result = collect(panel, front, solutions, orientation, settings, second_phase=False, includes_own=False)
    warn_without_score(panel, "super_efficiency", result.status)
    return result
