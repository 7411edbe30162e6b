"""Super-efficiency: a unit scored against the others only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.about import About
from farrell.dea.frontier import (
    Block,
    Bounds,
    Floats,
    Frontiers,
    Orientation,
    Rts,
    check_options,
    choose_one,
    frontiers,
    radial,
    solver_of,
)
from farrell.dea.project import Point, span
from farrell.dea.radial import collect, warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import LinearProgram, Solver

Infeasible = Literal["report", "cook-liang-zha-zhu", "lee-chu-zhu"]
INFEASIBLE: tuple[Infeasible, ...] = ("report", "cook-liang-zha-zhu", "lee-chu-zhu")
VANISHED = 1e-12
"""An output of which less than this share is left has vanished, and no score tells by how much it was ahead."""

ABOUT = About(
    "super_efficiency",
    "min theta   s.t.  sum_(j != o) lambda_j x_j <= theta x_o,  sum_(j != o) lambda_j y_j >= y_o,  lambda >= 0\n"
    "where infeasible:  outputs (1 - beta) y_o with the least beta, then the least theta; score theta + 1 / (1 - beta)",
    "Andersen & Petersen 1993, DOI 10.1287/mnsc.39.10.1261; infeasible: Seiford & Zhu 1999, DOI "
    "10.1080/03155986.1999.11732379; Cook, Liang, Zha & Zhu 2009, JORS 60:276-281; Lee, Chu & Zhu 2011, "
    "DOI 10.1016/j.ejor.2011.01.022",
)


def super_efficiency(
    panel: Panel,
    *,
    rts: Rts = "crs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    infeasible: Infeasible = "report",
    solver: Solver = "auto",
) -> DEAResult:
    """Radial efficiency with the evaluated unit's own column left out of the reference.

    Efficient units score above 1 by how much they could worsen and still be on the frontier; inefficient units keep
    their score (Andersen & Petersen 1993, DOI 10.1287/mnsc.39.10.1261). Under other than constant returns the program
    may have no solution (Seiford & Zhu 1999, DOI 10.1080/03155986.1999.11732379).

    Parameters
    ----------
    panel, rts, bounds, orientation : as in :func:`farrell.dea.dea`
    reference : each period's own frontier, or all periods pooled
    infeasible : what to do then. ``"report"``: status ``infeasible``, score NaN, one SolveWarning. In input orientation
        the unit's outputs lie beyond all others', so they are cut until there is a solution:

        - ``"cook-liang-zha-zhu"`` cuts all by the same share: outputs ``(1 - beta) y_o`` with the least beta, then the
          least theta; te is ``theta + 1 / (1 - beta)`` (Cook, Liang, Zha & Zhu 2009, JORS 60:276-281);
        - ``"lee-chu-zhu"`` cuts each by its own share beta_r with the least sum, then theta; te is theta plus the mean
          of ``1 / (1 - beta_r)`` over the outputs that were cut (Lee, Chu & Zhu 2011,
          DOI 10.1016/j.ejor.2011.01.022; as one program Chen & Liang 2011, EJOR 213:359-360).

        In output orientation inputs rise instead, to ``(1 + tau) x_o``; te is ``1 / phi`` plus ``1 + tau``, or its mean
    solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``te`` may exceed 1; slacks are not computed. Where infeasible programs are adjusted, ``parts["adjusted"]``
        (N,) is 1 for adjusted units, ``parts["added"]`` (N,) what was added to theta (to 1 / phi), and
        ``parts["change"]`` (N, s) or (N, m) the shares by which outputs were cut or inputs raised

    Notes
    -----
    The papers weigh the cut by a large number M; here the cut is made least first, which is what M is for. The scores
    of adjusted units are sums of two ratios: they rank, but are no efficiency. The shares of ``"lee-chu-zhu"`` need not
    be unique; their sum is. A unit that would have to give up an output entirely, or that has none of an input all
    others need, stays infeasible.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABCD"), "x": [1, 2, 3, 4], "y": [1, 3, 4, 3]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> result = farrell.super_efficiency(panel, rts="vrs", infeasible="cook-liang-zha-zhu")
    >>> result.te.round(3).tolist(), result.parts["adjusted"].tolist()
    ([2.0, 1.167, 2.0, 0.5], [0.0, 0.0, 1.0, 0.0])
    """
    check_options(panel, "super_efficiency", rts, orientation, bounds, solver, reference=reference)
    if not isinstance(reference, str) or reference not in ("own", "pooled"):
        raise OptionError.choice("reference", reference, ("own", "pooled"))
    choose_one("infeasible", infeasible, INFEASIBLE)
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
        "infeasible": infeasible,
        "solver": solver,
    }
    result = collect(panel, front, solutions, orientation, settings, second_phase=False, includes_own=False)
    if infeasible != "report":
        result = _adjusted(result, front)
    warn_without_score(panel, "super_efficiency", result.status)
    return result


def _adjusted(result: DEAResult, front: Frontiers) -> DEAResult:
    """The result with the programs of infeasible units changed until they have a solution."""
    panel, settings = result.panel, result.settings
    inward = settings["orientation"] == "input"
    names = ("score", "te", "status", "efficiency", "peer", "peer_weight", "target_in", "target_out")
    made: dict[str, Any] = {name: getattr(result, name).copy() for name in (*names, "radial_in", "radial_out")}
    N = len(panel)
    parts = {"adjusted": np.zeros(N), "added": np.zeros(N)}
    parts["change"] = np.zeros_like(panel.Y if inward else panel.X)
    used: dict[int, tuple[Any, Floats]] = {}
    for block in front.blocks:
        for item in np.nonzero(result.status[block.rows] == "infeasible")[0]:
            r = int(block.rows[item])
            found = _repaired(panel, block, int(item), settings)
            if found is None:
                continue
            factor, change, lambdas = found
            moved = 1.0 / (1.0 - change) if inward else 1.0 + change
            added = float(moved[change > 0].mean())
            made["te"][r] = (factor if inward else 1.0 / factor) + added
            made["score"][r] = made["te"][r] if inward else 1.0 / made["te"][r]
            made["status"][r], made["efficiency"][r] = "optimal", "beyond"
            made["target_in"][r] = panel.X[r] * (factor if inward else 1.0 + change)
            made["target_out"][r] = panel.Y[r] * (1.0 - change if inward else factor)
            made["radial_in"][r] = panel.X[r] - made["target_in"][r]
            made["radial_out"][r] = made["target_out"][r] - panel.Y[r]
            parts["adjusted"][r], parts["added"][r], parts["change"][r] = 1.0, added, change
            places = np.nonzero(lambdas > 0)[0]
            used[r] = places + block.first, lambdas[places]
    width = max([made["peer"].shape[1], *(len(places) for places, _ in used.values())])
    for name, empty in (("peer", -1), ("peer_weight", 0)):
        wider = np.full((N, width), empty, dtype=made[name].dtype)
        wider[:, : made[name].shape[1]] = made[name]
        made[name] = wider
    for r, (places, weights) in used.items():
        made["peer"][r], made["peer_weight"][r] = -1, 0.0
        made["peer"][r, : len(places)], made["peer_weight"][r, : len(places)] = places, weights
    for array in (*made.values(), *parts.values()):
        array.flags.writeable = False
    left = result.diagnostics["infeasible"] - len(used)
    diagnostics = dict(result.diagnostics) | {"adjusted": len(used), "infeasible": left}
    return replace(result, parts=Frozen(parts), diagnostics=Frozen(diagnostics), **made)


def _repaired(panel: Panel, block: Block, item: int, settings: Any) -> tuple[float, Floats, Floats] | None:
    """theta, or phi; the shares by which the other side gives way; and all intensities. None where nothing helps."""
    inward, joint = settings["orientation"] == "input", settings["infeasible"] == "cook-liang-zha-zhu"
    whole = Point.of(panel, block, item)
    point, rest = whole.without_own()
    if point.n == 0:
        return None
    x, y = point.x, point.y
    program = LinearProgram()
    lambdas = span(program, point, settings["rts"], settings["bounds"])
    factor = program.variables(1, free=True)
    count = 1 if joint else len(y if inward else x)
    change = program.variables(count, cost=1.0)
    gives = (y if inward else x)[:, None] if joint else np.diag(y if inward else x)
    if inward:
        program.rows("<=", 0.0, (lambdas, point.X.T), (factor, -x[:, None]))
        program.rows(">=", y, (lambdas, point.Y.T), (change, gives))
        answer = program.minimise((factor, 1.0))
    else:
        program.rows("<=", x, (lambdas, point.X.T), (change, -gives))
        program.rows(">=", 0.0, (lambdas, point.Y.T), (factor, -y[:, None]))
        answer = program.minimise((factor, -1.0))
    if not answer.optimal:
        return None
    shares = np.broadcast_to(answer[change], (len(gives),)).copy()
    level = float(answer[factor][0])
    if (inward and (shares > 1.0 - VANISHED).any()) or not (shares > 0).any() or level <= 0:
        return None
    full = np.zeros(whole.n)
    full[rest] = answer[lambdas]
    return level, shares, full
