"""Multi-directional efficiency analysis: towards what each input and output could gain by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.about import About
from farrell.dea.along import along, posed, sizes
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    ANY_RTS,
    AnyOrientation,
    AnyRts,
    Block,
    Bounds,
    Floats,
    Frontiers,
    Reference,
    check_options,
    frontiers,
    shown,
    solver_of,
)
from farrell.dea.project import Point
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult, Words
from farrell.dea.walk import Way, walk
from farrell.lp import Solver, solve

ABOUT = About(
    "mea",
    "d_i = x_io - min {x_i : (x_i, x_-io, y_o) possible},  d_r = max {y_r : (x_o, y_r, y_-ro) possible} - y_ro\n"
    "max beta s.t. X lambda + s- = x_o - beta d_x,  Y lambda - s+ = y_o + beta d_y,  lambda, s >= 0",
    "Bogetoft & Hougaard 1999, DOI 10.1023/A:1007848222681; Asmild, Hougaard, Kronborg & Kvist 2003, "
    "DOI 10.1023/A:1021822103696",
)
NO_GAIN = 1e-9
"""A gain below this share of what it is measured by is rounding."""


def mea(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "input",
    reference: Reference = "own",
    solver: Solver = "auto",
) -> DEAResult:
    """Multi-directional efficiency analysis (MEA): go towards what each input and output could gain by itself.

    First each input i of unit o is made as small as all else of the unit allows, each output as large (Bogetoft &
    Hougaard 1999, DOI 10.1023/A:1007848222681; Asmild, Hougaard, Kronborg & Kvist 2003, DOI 10.1023/A:1021822103696)::

        d_i = max d  s.t.  X_i lambda <= x_io - d,  X_k lambda <= x_ko (k != i),  Y lambda >= y_o,  lambda >= 0

    Then the unit goes towards this ideal point: ``max beta, X lambda + s- = x_o - beta d_x, Y lambda - s+ =
    y_o + beta d_y``, with the sum of lambda as ``rts`` asks and a second phase that maximises the sum of slacks.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    rts, bounds, reference, solver : as in :func:`farrell.ddf`
    orientation : which side gains: ``"input"``, ``"output"``, ``"none"`` for both

    Returns
    -------
    DEAResult
        ``score`` is beta in [0, 1], 0 where nothing of the side could gain; ``parts`` has the directions
        (``direction_in``, ``direction_out``, in data units) and for each column of the side ``mea_<column>``: the
        efficiency (x - beta d) / x of an input, y / (y + beta d) of an output. ``te`` is the mean of those of the
        inputs over 1 + the mean growth of outputs

    Raises
    ------
    OptionError
        an unknown option, or undesirable outputs
    DataError
        negative data, but under ``"vrs"`` and ``"fdh"``

    Notes
    -----
    beta depends neither on units of measurement nor, under vrs, on the origin; the efficiencies of columns depend on
    the origin. With a single input the input-oriented beta is 1 for every unit that can gain: the model needs
    two columns of a side. beta alone ranks nothing, for each unit has its own direction; use te or ``mea_<column>``.
    A point outside its reference's technology is ``infeasible``.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.mea(panel, rts="crs")
    >>> bool((result.target_in <= panel.X + 1e-6).all())
    True
    """
    signed = rts in ("vrs", "fdh")
    check_options(
        panel, "mea", rts, orientation, bounds, solver,
        technologies=ANY_RTS, orientations=ANY_ORIENTATION, signed=signed, reference=reference,
    )  # fmt: skip
    front = frontiers(panel, reference)
    gain, status = _gains(panel, front, rts, bounds, orientation, solver)
    settings = {
        "model": "mea",
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "reference": shown(reference),
    }
    m = panel.X.shape[1]
    result = along(panel, front, (gain[:, :m], gain[:, m:]), settings, solver, ended=True, lacking=status)
    warn_without_score(panel, "mea", result.status)
    roles = panel.roles
    parts = dict(result.parts)
    if orientation != "output":
        parts |= _by_column(roles.inputs, panel.X - result.radial_in, panel.X)
    if orientation != "input":
        parts |= _by_column(roles.outputs, panel.Y, panel.Y + result.radial_out)
    return replace(result, parts=Frozen(parts))


def _gains(
    panel: Panel, front: Frontiers, rts: AnyRts, bounds: Bounds | None, orientation: AnyOrientation, solver: Solver
) -> tuple[Floats, Words]:
    """(N, m + s) what each column could gain by itself, 0 for a side that does not, and what came of each row."""
    m, s = panel.X.shape[1], panel.Y.shape[1]
    gain, status = np.zeros((len(panel), m + s)), np.full(len(panel), "optimal", dtype="<U10")
    solver = "highs" if rts == "fdh" else solver_of(front, solver)
    for block in front.blocks:
        rows = block.rows
        for column in range(m if orientation == "output" else 0, m if orientation == "input" else m + s):
            reached, came, size = _alone(panel, front, block, column, rts, bounds, solver)
            outside = (came == "optimal") & (reached < -NO_GAIN * size) & (block.own < 0)
            came = np.where(outside, "infeasible", came)
            status[rows] = np.where(status[rows] == "optimal", came, status[rows])
            gain[rows, column] = np.where(reached > NO_GAIN * size, reached, 0.0)
    return gain, status


def _alone(
    panel: Panel, front: Frontiers, block: Block, column: int, rts: AnyRts, bounds: Bounds | None, solver: Solver
) -> tuple[Floats, Words, Floats]:
    """(k,) how far one column can go alone, with what status, and what that is measured by."""
    rows, m = block.rows, panel.X.shape[1]
    g = np.zeros(m + panel.Y.shape[1])
    g[column] = 1.0
    if rts == "fdh":
        only = Way(g, np.zeros(len(g), dtype=np.int64), np.ones(1), free=True)
        steps = [walk(Point.of(panel, block, item), only, rts, bounds) for item in range(len(rows))]
        return np.array([step.score for step in steps]), np.array([step.status for step in steps]), np.ones(len(rows))
    way = np.tile(g[:m], (len(panel), 1)), np.tile(g[m:], (len(panel), 1))
    size = sizes(panel, front, way)
    solution = solve(*posed(panel, block, way, size, rts, bounds, second_phase=False), solver)
    return solution.t, solution.status, size[rows]


def _by_column(columns: Sequence[str], part: Floats, whole: Floats) -> dict[str, Floats]:
    """``mea_<column>``: (N,) part over whole; NaN where the whole is not positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(whole > 0, part / whole, np.nan)
    share.flags.writeable = False
    return {f"mea_{column}": share[:, i] for i, column in enumerate(columns)}
