"""Radial efficiency without convexity: the free disposal hull and two of its relatives."""

from __future__ import annotations

from functools import partial
from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found, gather
from farrell.dea.dominance import Comparison, comparisons, projected, without_measure, without_slacks
from farrell.dea.frontier import (
    Block,
    Bounds,
    Floats,
    Ints,
    Orientation,
    Reference,
    Rts,
    check_options,
    choose_one,
    efficiency_of,
    frontiers,
    shown,
)
from farrell.dea.project import Point, project
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import LinearProgram
from farrell.lp.tolerances import NEGLIGIBLE

Variant = Literal["fdh", "fdh+", "replicability"]
VARIANTS: tuple[Variant, ...] = ("fdh", "fdh+", "replicability")
SCALING: Bounds = (0.85, 1.15)
"""How far ``fdh+`` scales a unit when nothing else is said."""

ABOUT = About(
    "fdh",
    "fdh:            min theta  s.t.  x_j <= theta x_o,  y_j >= y_o  for some unit j\n"
    "fdh+:           min theta  s.t.  k x_j <= theta x_o,  k y_j >= y_o  for some unit j and low <= k <= high\n"
    "replicability:  min theta  s.t.  X lambda <= theta x_o,  Y lambda >= y_o,  lambda >= 0 whole numbers",
    "Deprins, Simar & Tulkens 1984; Tulkens 1993, DOI 10.1007/BF01073473; fdh+: Bogetoft & Otto 2011, "
    "DOI 10.1007/978-1-4419-7961-2",
)


def fdh(
    panel: Panel,
    *,
    orientation: Orientation = "input",
    reference: Reference = "own",
    variant: Variant = "fdh",
    parameter: Bounds | None = None,
    second_phase: bool = True,
) -> DEAResult:
    """Radial efficiency of every unit-period against single units, without convexity.

    The input-oriented program of unit o is (Deprins, Simar & Tulkens 1984; Tulkens 1993, DOI 10.1007/BF01073473)::

        min theta   s.t.  X lambda <= theta x_o,  Y lambda >= y_o,  sum lambda = 1,  lambda_j = 0 or 1,

    which is ``theta = min over units j with y_j >= y_o of max_i x_ij / x_io``; the output-oriented one is
    ``phi = max over units j with x_j <= x_o of min_r y_rj / y_ro``. Both are found by comparing, without programs.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    orientation : shrink inputs, or expand outputs
    reference : as in :func:`farrell.dea.dea`
    variant : ``"fdh"``; ``"fdh+"``, in which a unit may be scaled by any factor within ``parameter``, a mixture of the
        free disposal hull with constant returns (Bogetoft & Otto 2011, DOI 10.1007/978-1-4419-7961-2);
        ``"replicability"``, in which whole units may be added up, lambda = 0, 1, 2, ... (Tulkens 1993, the free
        replicability hull), a mixed-integer program a unit
    parameter : (low, high) with 0 < low <= 1 <= high of ``"fdh+"``; (0.85, 1.15) unless given
    second_phase : find the slacks; without it they are NaN and targets are radial

    Returns
    -------
    DEAResult
        ``score`` is theta or phi; the peer is the unit that dominates (units and how often, in ``"replicability"``)

    Raises
    ------
    OptionError
        an unknown option, or a panel with roles this model does not use
    DataError
        negative values on the side that is scaled, or anywhere but in ``"fdh"``

    Notes
    -----
    Among several units (or sums of units) that give the same score, the peer is the one with the largest sum of slacks
    in data units, and among equal ones the first; an efficient unit is its own. Nothing over nothing does not count: an
    input of zero admits only units without that input. A unit without any input has no input-oriented score
    (``undefined``), one without any output no bound on its output-oriented score (``unbounded``).

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"firm": list("ABCD"), "x": [2, 4, 5, 8], "y": [1, 3, 2, 4]})
    >>> panel = farrell.Panel.from_frame(df, unit="firm", inputs=["x"], outputs=["y"], allow=["few-units"])
    >>> farrell.fdh(panel).te.tolist()
    [1.0, 1.0, 0.8, 1.0]
    >>> farrell.fdh(panel).peers("C")
    {'B': 1.0}
    """
    choose_one("variant", variant, VARIANTS)
    # what a shift of the origin does to dominance it does to variable returns: nothing, on the side that is not scaled
    signs: Rts = "vrs" if variant == "fdh" else "crs"
    check_options(panel, "fdh", signs, orientation, None, reference=reference)
    choose_one("second_phase", second_phase, (True, False))
    scaling = _scaling(variant, parameter)
    settings = {
        "rts": variant,
        "orientation": orientation,
        "variant": variant,
        "parameter": scaling,
        "second_phase": second_phase,
    }
    measure = "theta" if orientation == "input" else "phi"
    te = partial(efficiency_of, orientation=orientation)
    if variant == "replicability":

        def solve(point: Point, _: Rts) -> Found:
            return _replicated(point, orientation, second_phase)

        result = project(
            panel, solve, model="fdh", measure=measure, settings=settings, reference=reference, te=te, label="fdh"
        )
        return result if second_phase else without_slacks(result)
    front = frontiers(panel, reference)
    jobs, found = [], []
    for block in front.blocks:
        jobs += [(block, item) for item in range(len(block.rows))]
        for comparison in comparisons(panel, block, orientation, scaling):
            found += _dominated(panel, block, comparison, orientation, second_phase)
    result = gather(panel, front, jobs, found, measure, {"model": "fdh", **settings, "reference": shown(reference)}, te)
    warn_without_score(panel, "fdh", result.status)
    return result if second_phase else without_slacks(result)


def _scaling(variant: Variant, parameter: Bounds | None) -> Bounds | None:
    """The bounds of ``fdh+``, checked; None for the others, which have none."""
    if variant != "fdh+":
        if parameter is not None:
            raise OptionError("parameter-unused", variant=variant)
        return None
    try:
        low, high = (float(limit) for limit in (SCALING if parameter is None else parameter))
    except (TypeError, ValueError) as error:
        raise OptionError("parameter", value=repr(parameter)) from error
    if not 0 < low <= 1 <= high < np.inf:
        raise OptionError("parameter", value=repr(parameter))
    return low, high


def _dominated(
    panel: Panel, block: Block, comparison: Comparison, orientation: Orientation, second_phase: bool
) -> list[Found]:
    """The best unit for each point: least distance, then most slack, then the first."""
    distance = comparison.distance
    scale = np.broadcast_to(comparison.scale, distance.shape)
    best = distance.min(axis=1)
    gain = (block.Y.sum(axis=1) - block.X.sum(axis=1)) * scale
    with np.errstate(invalid="ignore"):
        tied = distance <= (best + NEGLIGIBLE * np.abs(best))[:, None]
    place = np.where(tied, gain, -np.inf).argmax(axis=1)
    nothing, status = without_measure(panel, orientation)
    out = []
    for k, row in enumerate(comparison.rows):
        if nothing[row] or not np.isfinite(best[k]):
            out.append(Found(status=status if nothing[row] else "infeasible"))
            continue
        one = projected(panel.X[row], panel.Y[row], float(abs(best[k])), orientation)
        j, times = int(place[k]), float(scale[k, place[k]])
        one.lambdas = np.array([j]), np.array([times])
        if second_phase:
            one.target_in, one.target_out = times * block.X[j], times * block.Y[j]
        out.append(one)
    return out


def _replicated(point: Point, orientation: Orientation, second_phase: bool) -> Found:
    """The best sum of whole units; its score is computed from the whole numbers."""
    scaled, size = (point.x, point.X) if orientation == "input" else (point.y, point.Y)
    if not scaled.any():
        return Found(status="undefined" if orientation == "input" else "unbounded")
    columns = _useful(point, orientation)
    answer, times = _whole(point, columns, orientation, None)
    if answer != "optimal":
        return Found(status="unbounded" if orientation == "output" and answer == "infeasible" else answer)
    used = scaled > 0
    ratio = (times @ size[columns])[used] / scaled[used]
    score = float(ratio.max() if orientation == "input" else ratio.min())
    if second_phase:
        again, more = _whole(point, columns, orientation, score)
        times = more if again == "optimal" else times
    found = projected(point.x, point.y, score, orientation)
    found.lambdas = columns[times > 0], times[times > 0]
    if second_phase:
        found.target_in, found.target_out = times @ point.X[columns], times @ point.Y[columns]
    return found


def _useful(point: Point, orientation: Orientation) -> Ints:
    """Units that an optimum may need: not too large to be part of one, and not beaten by another unit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(point.X / point.x, nan=-np.inf, posinf=np.inf, neginf=-np.inf).max(axis=1)
        if orientation == "output":
            most = 1.0
        else:
            wanted = point.y > 0
            copies = np.ceil((point.y[wanted] / point.Y[:, wanted]).max(axis=1, initial=0.0))
            alone = np.where(np.isfinite(copies), np.maximum(share, 0.0) * copies, np.inf)
            most = float(np.nanmin(alone, initial=np.inf))
    columns = np.nonzero((share < np.inf) & (share <= most * (1 + NEGLIGIBLE)))[0]
    worth = np.hstack([point.X, -point.Y])[columns]
    kept: list[int] = []
    for place in np.lexsort((columns, worth.sum(axis=1))):
        if not (worth[kept] <= worth[place]).all(axis=1).any():
            kept.append(int(place))
    return np.sort(columns[kept])


def _whole(point: Point, columns: Ints, orientation: Orientation, score: float | None) -> tuple[str, Floats]:
    """Status and whole numbers of the first program, or of the second, which keeps the score and asks for slack.

    The data are decimal numbers: sums of them that are equal but for rounding are taken as equal.
    """
    X, Y = point.X[columns], point.Y[columns]
    program = LinearProgram()
    fixed_in, fixed_out = point.x * (1 + NEGLIGIBLE), point.y * (1 - NEGLIGIBLE)
    if score is None:
        times = program.variables(len(columns), integer=True)
        measure = program.variables(1, cost=1.0 if orientation == "input" else -1.0)
        if orientation == "input":
            program.rows("<=", 0.0, (times, X.T), (measure, -point.x[:, None]))
            program.rows(">=", fixed_out, (times, Y.T))
        else:
            program.rows("<=", fixed_in, (times, X.T))
            program.rows(">=", 0.0, (times, Y.T), (measure, -point.y[:, None]))
    else:
        worth = X.sum(axis=1) - Y.sum(axis=1)
        largest = float(np.abs(worth).max(initial=0.0)) or 1.0
        times = program.variables(len(columns), cost=worth / largest, integer=True)
        program.rows("<=", fixed_in * (score if orientation == "input" else 1.0), (times, X.T))
        program.rows(">=", fixed_out * (score if orientation == "output" else 1.0), (times, Y.T))
    answer = program.minimise()
    values = np.round(answer[times])
    if answer.optimal and not np.isfinite(values).all():
        return "unsolved", values
    return answer.status, values
