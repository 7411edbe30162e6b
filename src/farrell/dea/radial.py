"""Radial efficiency: CCR, BCC and their relatives, with slacks by a true second phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.about import About
from farrell.dea.frontier import (
    Bounds,
    Floats,
    Frontiers,
    Orientation,
    Reference,
    Rts,
    check_options,
    count,
    frontiers,
    pose,
    provenance,
    shown,
    solver_of,
)
from farrell.dea.result import DEAResult
from farrell.errors import OptionError, SolveWarning, warn
from farrell.lp import Solution, Solver, solve_many

ABOUT = About(
    "dea",
    "min theta   s.t. X lambda <= theta x_o,  Y lambda >= y_o,  lambda >= 0   (input orientation)\n"
    "max phi     s.t. X lambda <= x_o,  Y lambda >= phi y_o,  lambda >= 0     (output orientation)",
    "Charnes, Cooper & Rhodes 1978, DOI 10.1016/0377-2217(78)90138-8; Banker, Charnes & Cooper 1984, "
    "DOI 10.1287/mnsc.30.9.1078",
)
EFFICIENT = 1e-6
"""A score this close to 1 is efficient, and a slack below this share of the unit's own value is none."""
SLACK_WEIGHTS = ("ones", "mean")

SlackWeights = Literal["ones", "mean"]


def dea(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Reference = "own",
    second_phase: bool = True,
    slack_weights: SlackWeights = "ones",
    solver: Solver = "auto",
) -> DEAResult:
    """Radial technical efficiency of every unit-period against one technology.

    The input-oriented program of unit o is (Charnes, Cooper & Rhodes 1978, DOI 10.1016/0377-2217(78)90138-8;
    Banker, Charnes & Cooper 1984, DOI 10.1287/mnsc.30.9.1078)::

        min theta   s.t.  sum_j lambda_j x_j + s- = theta x_o,
                          sum_j lambda_j y_j - s+ = y_o,   lambda, s-, s+ >= 0,

    with sum lambda free (crs), = 1 (vrs), <= 1 (nirs), >= 1 (ndrs), or between L and U (grs). The output-oriented one
    is ``max phi, X lambda + s- = x_o, Y lambda - s+ = phi y_o``. A second phase then maximises the weighted sum of
    slacks among all optima of the first. Every answer is certified; see :mod:`farrell.lp.certificate`.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    rts : returns to scale of the technology
    bounds : (L, U) with 0 <= L <= 1 <= U, for ``rts="grs"`` only
    orientation : shrink inputs, or expand outputs
    reference : ``"own"`` (each period's own frontier), ``"pooled"`` (all periods together), a period, a list of units
        (each period's frontier spanned by them), or a Panel whose rows span the frontier
    second_phase : find the slacks; without it they are NaN and targets are radial
    slack_weights : what the second phase adds up: slacks in data units (``"ones"``, as DEAP and Benchmarking do; the
        slacks then depend on the units of measurement, the scores never do) or divided by the variable's mean
        (``"mean"``, which does not depend on units)
    solver : ``"highs"``, ``"kernel"`` (compiled, for large jobs), or ``"auto"``, which chooses by the size of the
        job. Both prove their answers by the same rules

    Returns
    -------
    DEAResult

    Raises
    ------
    OptionError
        an unknown option, or a panel with roles this model does not use
    DataError
        negative values on the side that is scaled, or under other than variable returns

    Notes
    -----
    A unit without an optimum (possible against a frontier that does not include it) has status ``infeasible`` and NaN,
    and one SolveWarning names it. Where several units are equal, an efficient one is its own peer.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABCDE"), "x1": [2, 2, 6, 3, 6], "x2": [5, 4, 6, 2, 2], "y": [1, 2, 3, 1, 2]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x1", "x2"], outputs=["y"], allow=["few-units"])
    >>> farrell.dea(panel, rts="crs").te.round(3).tolist()
    [0.5, 1.0, 0.833, 0.714, 1.0]
    """
    check_options(panel, "dea", rts, orientation, bounds, solver)
    if slack_weights not in SLACK_WEIGHTS:
        raise OptionError.choice("slack_weights", slack_weights, SLACK_WEIGHTS)
    if not isinstance(second_phase, bool):
        raise OptionError.choice("second_phase", second_phase, (True, False))
    front = frontiers(panel, reference)
    weight = None
    if second_phase:
        weight = _slack_weight(panel, slack_weights)
    solver = solver_of(front, solver)
    jobs = [
        pose((b.X, b.Y), (panel.X[b.rows], panel.Y[b.rows]), rts, orientation, bounds=bounds, slack_weight=weight)
        for b in front.blocks
    ]
    solutions = solve_many(jobs, solver)
    settings = {
        "model": "dea",
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "reference": shown(reference),
        "second_phase": second_phase,
        "slack_weights": slack_weights,
        "solver": solver,
    }
    result = collect(panel, front, solutions, orientation, settings, second_phase=second_phase)
    warn_without_score(panel, "dea", result.status)
    return result


def _slack_weight(panel: Panel, slack_weights: SlackWeights) -> Floats:
    if slack_weights == "ones":
        return np.ones(panel.X.shape[1] + panel.Y.shape[1])
    means = np.abs(np.hstack([panel.X, panel.Y])).mean(axis=0)
    return np.asarray(1.0 / np.where(means > 0, means, 1.0))


def collect(
    panel: Panel,
    front: Frontiers,
    solutions: list[Solution],
    orientation: Orientation,
    settings: Mapping[str, object],
    *,
    second_phase: bool,
    includes_own: bool = True,
) -> DEAResult:
    """Put the solutions of all blocks together in the panel's row order and read them as efficiency."""
    raw = _gather(panel, front, solutions, orientation)
    score, status, slack = raw["score"], raw["status"], raw["slack"]
    if orientation == "input":
        _undefine(raw, (panel.X == 0).all(axis=1))
    ok = status == "optimal"
    slack[~ok] = np.nan
    inside = (raw["own"] >= 0) & ok & includes_own
    score[inside] = np.minimum(score[inside], 1.0) if orientation == "input" else np.maximum(score[inside], 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        te = score.copy() if orientation == "input" else 1.0 / score
    data = np.abs(np.hstack([panel.X, panel.Y]))
    scale = np.where(data > 0, data, np.where(data.max(axis=0) > 0, data.max(axis=0), 1.0))
    efficiency = _classes(te, slack / scale, ok, second_phase)
    itself = inside & (efficiency == "efficient")
    raw["peer"][itself], raw["weight"][itself] = -1, 0.0
    raw["peer"][itself, 0], raw["weight"][itself, 0] = raw["own"][itself], 1.0
    m = panel.X.shape[1]
    arrays = {
        "score": score,
        "te": te,
        "status": status,
        "efficiency": efficiency,
        "peer": raw["peer"],
        "peer_weight": raw["weight"],
        "v": -raw["dual"][:, :m] + 0.0,
        "u": raw["dual"][:, m:],
        "omega": raw["omega"],
        **_moves(panel, score, slack, orientation, second_phase),
        **dict.fromkeys(("radial_bad", "slack_bad", "target_bad", "w"), np.zeros((len(panel), 0))),
    }
    for array in arrays.values():
        array.flags.writeable = False
    return DEAResult(
        panel=panel,
        measure="theta" if orientation == "input" else "phi",
        parts=Frozen({}),
        reference_units=front.units,
        reference_periods=front.periods,
        settings=Frozen(settings),
        diagnostics=Frozen(raw["diagnostics"]),
        provenance=provenance(panel),
        **arrays,
    )


def _gather(panel: Panel, front: Frontiers, solutions: list[Solution], orientation: Orientation) -> dict[str, Any]:
    """The solutions of all blocks as arrays over the panel's rows; peers numbered over all reference units."""
    N, m, s = len(panel), panel.X.shape[1], panel.Y.shape[1]
    width = max(sol.peer.shape[1] for sol in solutions)
    raw: dict[str, Any] = {
        "score": np.full(N, np.nan),
        "omega": np.full(N, np.nan),
        "status": np.full(N, "unsolved", dtype="<U10"),
        "peer": np.full((N, width), -1, dtype=np.int64),
        "weight": np.zeros((N, width)),
        "slack": np.full((N, m + s), np.nan),
        "dual": np.full((N, m + s), np.nan),
        "own": np.full(N, -1, dtype=np.int64),
        "diagnostics": {},
    }
    for block, sol in zip(front.blocks, solutions, strict=True):
        rows, used = block.rows, sol.peer.shape[1]
        raw["score"][rows], raw["status"][rows], raw["slack"][rows] = sol.t, sol.status, sol.slack
        raw["peer"][rows, :used] = np.where(sol.peer >= 0, sol.peer + block.first, -1)
        raw["weight"][rows, :used] = sol.weight
        raw["dual"][rows] = sol.dual[:, : m + s]
        raw["own"][rows] = np.where(block.own >= 0, block.own + block.first, -1)
        if orientation == "input":
            raw["omega"][rows] = sol.t - (sol.dual[:, m : m + s] * panel.Y[rows]).sum(axis=1)
        else:
            raw["omega"][rows] = sol.t + (sol.dual[:, :m] * panel.X[rows]).sum(axis=1)
        count(raw["diagnostics"], sol.diagnostics)
    return raw


def _undefine(raw: dict[str, Any], rows: np.ndarray) -> None:
    """Rows without any input have no input-oriented score."""
    raw["status"][rows] = "undefined"
    for name in ("score", "omega", "slack", "dual"):
        raw[name][rows] = np.nan
    raw["peer"][rows], raw["weight"][rows] = -1, 0.0


def _moves(
    panel: Panel, score: Floats, slack: Floats, orientation: Orientation, second_phase: bool
) -> dict[str, Floats]:
    """The proportional part, the slacks, and where both lead; NaN where there is no score."""
    m, factor = panel.X.shape[1], score[:, None]
    nothing = np.where(np.isfinite(factor), 0.0, np.nan)
    radial_in = panel.X * (1.0 - factor if orientation == "input" else nothing)
    radial_out = panel.Y * (factor - 1.0 if orientation == "output" else nothing)
    slack_in, slack_out = slack[:, :m], slack[:, m:]
    moves = {
        "radial_in": radial_in + 0.0,
        "radial_out": radial_out + 0.0,
        "target_in": panel.X - radial_in - (slack_in if second_phase else 0.0),
        "target_out": panel.Y + radial_out + (slack_out if second_phase else 0.0),
    }
    unknown = 1.0 if second_phase else np.nan
    return {**moves, "slack_in": slack_in * unknown, "slack_out": slack_out * unknown}


def _classes(te: Floats, relative_slack: Floats, ok: np.ndarray, second_phase: bool) -> np.ndarray:
    """efficient, weakly efficient, inefficient, beyond, frontier, or empty."""
    out = np.full(len(te), "", dtype="<U16")
    at_one = ok & (np.abs(te - 1.0) <= EFFICIENT)
    out[ok & (te < 1.0 - EFFICIENT)] = "inefficient"
    out[ok & (te > 1.0 + EFFICIENT)] = "beyond"
    if not second_phase:
        out[at_one] = "frontier"
        return out
    slack = (np.nan_to_num(relative_slack) > EFFICIENT).any(axis=1)
    unbounded = np.isnan(relative_slack).any(axis=1)
    out[at_one & slack] = "weakly efficient"
    out[at_one & ~slack] = "efficient"
    out[at_one & unbounded] = "frontier"
    return out


def warn_without_score(panel: Panel, model: str, statuses: np.ndarray, depth: int = 4) -> None:
    """One warning a status that names all unit-periods without a score."""
    for status in np.unique(statuses[statuses != "optimal"]):
        rows = np.nonzero(statuses == status)[0]
        names = [_name(panel, int(r)) for r in rows]
        warn(SolveWarning("no-score", model=model, count=len(rows), status=str(status), units=names), depth)


def _name(panel: Panel, row: int) -> str:
    period = panel.period_at(row)
    return panel.unit_at(row) if period == "all" else f"{panel.unit_at(row)} {period}"
