"""Radial efficiency: CCR, BCC and their relatives, with slacks by a true second phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.about import About
from farrell.dea.frontier import (
    Bools,
    Bounds,
    Floats,
    Frontiers,
    Orientation,
    Reference,
    Rts,
    check_options,
    choose_one,
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
DISPOSABILITIES = ("strong", "weak")

SlackWeights = Literal["ones", "mean"]
Disposability = Literal["strong", "weak"]


def dea(
    panel: Panel,
    *,
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Reference = "own",
    second_phase: bool = True,
    slack_weights: SlackWeights = "ones",
    disposability_inputs: Disposability = "strong",
    disposability_outputs: Disposability = "strong",
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

    A column marked ``non_discretionary`` keeps its value: ``sum_j lambda_j z_j + s- = z_o`` for an input (``- s+`` for
    an output), under any returns to scale (Banker & Morey 1986, DOI 10.1287/mnsc.32.4.513; Cooper, Seiford & Tone
    2007, section 7.3), and its slack is none to be gained: the second phase leaves it out. One marked ``fixed`` cannot
    be controlled at all: ``sum_j lambda_j z_j = z_o`` (Cooper, Seiford & Tone 2007, section 7.3.1, model NCN).

    Parameters
    ----------
    panel : N rows, m inputs, s outputs; marks ``non_discretionary`` and ``fixed`` are used
    rts : returns to scale of the technology
    bounds : (L, U) with 0 <= L <= 1 <= U, for ``rts="grs"`` only
    orientation : shrink inputs, or expand outputs
    reference : ``"own"`` (each period's own frontier), ``"pooled"`` (all periods together), a period, a list of units
        (each period's frontier spanned by them), or a Panel whose rows span the frontier
    second_phase : find the slacks; without it they are NaN and targets are radial
    slack_weights : what the second phase adds up: slacks in data units (``"ones"``, as DEAP and Benchmarking do; the
        slacks then depend on the units of measurement, the scores never do) or divided by the variable's mean
        (``"mean"``, which does not depend on units)
    disposability_inputs, disposability_outputs : ``"weak"`` takes the side's free disposal away: its rows are
        equations, so that it has no slack (Färe, Grosskopf & Lovell 1985, chapter 3)
    solver : ``"highs"``, ``"kernel"`` (compiled, for large jobs), or ``"auto"``, which chooses by the size of the
        job. Both prove their answers by the same rules

    Returns
    -------
    DEAResult

    Raises
    ------
    OptionError
        an unknown option, a panel with roles this model does not use, or one whose marks leave nothing to scale
    DataError
        negative values on the side that is scaled, or under other than variable returns

    Notes
    -----
    A unit without an optimum (possible against a frontier that does not include it) has status ``infeasible`` and NaN,
    and one SolveWarning names it. Where several units are equal, an efficient one is its own peer. Equations are
    solved by HiGHS, whatever ``solver`` says.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABCDE"), "x1": [2, 2, 6, 3, 6], "x2": [5, 4, 6, 2, 2], "y": [1, 2, 3, 1, 2]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x1", "x2"], outputs=["y"], allow=["few-units"])
    >>> farrell.dea(panel, rts="crs").te.round(3).tolist()
    [0.5, 1.0, 0.833, 0.714, 1.0]
    """
    check_options(
        panel, "dea", rts, orientation, bounds, solver, uses=("non_discretionary", "fixed"), reference=reference
    )
    choose_one("slack_weights", slack_weights, SLACK_WEIGHTS)
    if not isinstance(second_phase, bool):
        raise OptionError.choice("second_phase", second_phase, (True, False))
    choose_one("disposability_inputs", disposability_inputs, DISPOSABILITIES)
    choose_one("disposability_outputs", disposability_outputs, DISPOSABILITIES)
    still, equations = held(panel, orientation, disposability_inputs, disposability_outputs)
    front = frontiers(panel, reference)
    weight = slack_weight(panel, slack_weights, still) if second_phase else None
    solver = solver_of(front, solver)
    common: dict[str, Any] = {"bounds": bounds, "slack_weight": weight, "still": still, "equations": equations}
    jobs = [pose((b.X, b.Y), (panel.X[b.rows], panel.Y[b.rows]), rts, orientation, **common) for b in front.blocks]
    solutions = solve_many(jobs, solver)
    settings = {
        "model": "dea",
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "reference": shown(reference),
        "second_phase": second_phase,
        "slack_weights": slack_weights,
        "disposability_inputs": disposability_inputs,
        "disposability_outputs": disposability_outputs,
        "solver": solver,
    }
    result = collect(panel, front, solutions, orientation, settings, second_phase=second_phase, still=still)
    warn_without_score(panel, "dea", result.status)
    return result


def held(
    panel: Panel,
    orientation: Orientation,
    disposability_inputs: Disposability = "strong",
    disposability_outputs: Disposability = "strong",
) -> tuple[Bools | None, Bools | None]:
    """(m + s,) columns the scalar does not move, and columns whose rows are equations; None where there is none."""
    roles = panel.roles
    columns = [*roles.inputs, *roles.outputs]
    still = np.array([c in roles.non_discretionary or c in roles.fixed for c in columns])
    equations = np.array([c in roles.fixed for c in columns])
    m = len(roles.inputs)
    equations[:m] |= disposability_inputs == "weak"
    equations[m:] |= disposability_outputs == "weak"
    if (still[:m] if orientation == "input" else still[m:]).all():
        raise OptionError("nothing-to-scale", orientation=orientation)
    return still if still.any() else None, equations if equations.any() else None


def slack_weight(panel: Panel, slack_weights: SlackWeights, still: Bools | None) -> Floats:
    """(m + s,) what a unit of each slack counts in the second phase; of columns that stay as they are nothing."""
    if slack_weights == "ones":
        weight = np.ones(panel.X.shape[1] + panel.Y.shape[1])
    else:
        means = np.abs(np.hstack([panel.X, panel.Y])).mean(axis=0)
        weight = 1.0 / np.where(means > 0, means, 1.0)
    if still is not None:
        weight[still] = 0.0
    return weight


def collect(
    panel: Panel,
    front: Frontiers,
    solutions: list[Solution],
    orientation: Orientation,
    settings: Mapping[str, object],
    *,
    second_phase: bool,
    includes_own: bool = True,
    still: Bools | None = None,
) -> DEAResult:
    """Put the solutions of all blocks together in the panel's row order and read them as efficiency; ``still`` is as in
    :func:`radial_programs`."""
    m, s = panel.X.shape[1], panel.Y.shape[1]
    moves = np.ones(m + s, dtype=np.bool_) if still is None else ~still
    raw = _gather(panel, front, solutions, orientation, moves)
    score, status, slack = raw["score"], raw["status"], raw["slack"]
    if orientation == "input":
        _undefine(raw, (panel.X[:, moves[:m]] == 0).all(axis=1))
    ok = status == "optimal"
    slack[~ok] = np.nan
    inside = (raw["own"] >= 0) & ok & includes_own
    score[inside] = np.minimum(score[inside], 1.0) if orientation == "input" else np.maximum(score[inside], 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        te = score.copy() if orientation == "input" else 1.0 / score
    data = np.abs(np.hstack([panel.X, panel.Y]))
    scale = np.where(data > 0, data, np.where(data.max(axis=0) > 0, data.max(axis=0), 1.0))
    efficiency = _classes(te, (slack / scale)[:, moves], ok, second_phase)
    itself = inside & (efficiency == "efficient")
    if still is not None:
        slack[itself] = 0.0
    raw["peer"][itself], raw["weight"][itself] = -1, 0.0
    raw["peer"][itself, 0], raw["weight"][itself, 0] = raw["own"][itself], 1.0
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
        **_moves(panel, score, slack, orientation, second_phase, moves),
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


def _gather(
    panel: Panel, front: Frontiers, solutions: list[Solution], orientation: Orientation, moves: Bools
) -> dict[str, Any]:
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
    data, free = np.hstack([panel.X, panel.Y]), ~moves
    sign = 1.0 if orientation == "input" else -1.0
    free[slice(m, None) if orientation == "input" else slice(0, m)] = True
    for block, sol in zip(front.blocks, solutions, strict=True):
        rows, used = block.rows, sol.peer.shape[1]
        raw["score"][rows], raw["status"][rows], raw["slack"][rows] = sol.t, sol.status, sol.slack
        raw["peer"][rows, :used] = np.where(sol.peer >= 0, sol.peer + block.first, -1)
        raw["weight"][rows, :used] = sol.weight
        raw["dual"][rows] = sol.dual[:, : m + s]
        raw["own"][rows] = np.where(block.own >= 0, block.own + block.first, -1)
        raw["omega"][rows] = sol.t - sign * (sol.dual[:, : m + s] * data[rows])[:, free].sum(axis=1)
        count(raw["diagnostics"], sol.diagnostics)
    return raw


def _undefine(raw: dict[str, Any], rows: np.ndarray) -> None:
    """Rows without any input have no input-oriented score."""
    raw["status"][rows] = "undefined"
    for name in ("score", "omega", "slack", "dual"):
        raw[name][rows] = np.nan
    raw["peer"][rows], raw["weight"][rows] = -1, 0.0


def _moves(
    panel: Panel, score: Floats, slack: Floats, orientation: Orientation, second_phase: bool, moving: Bools
) -> dict[str, Floats]:
    """The proportional part, the slacks, and where both lead; NaN where there is no score."""
    m, factor = panel.X.shape[1], score[:, None]
    nothing = np.where(np.isfinite(factor), 0.0, np.nan)
    radial_in = panel.X * np.where(moving[:m] & (orientation == "input"), 1.0 - factor, nothing)
    radial_out = panel.Y * np.where(moving[m:] & (orientation == "output"), factor - 1.0, nothing)
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
