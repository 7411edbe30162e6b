"""Directional distance: how far a unit can go along a direction, with one beta for all its inputs and outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.along import along, with_te
from farrell.dea.directions import Direction, by_column, directions, shown_direction
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    ANY_RTS,
    AnyOrientation,
    AnyRts,
    Bounds,
    Floats,
    Reference,
    check_options,
    choose_one,
    frontiers,
    shown,
)
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.errors import OptionError
from farrell.lp import Solver

ABOUT = {
    "ddf": About(
        "ddf",
        "max beta\ns.t. X lambda + s- = x_o - beta g_x,  Y lambda - s+ = y_o + beta g_y,  lambda, s >= 0",
        "Chambers, Chung & Färe 1996, DOI 10.1006/jeth.1996.0096; 1998, DOI 10.1023/A:1022637501082",
    ),
    "range_directional": About(
        "range_directional",
        "max beta\ns.t. X lambda + s- = x_o - beta (x_o - min x),  Y lambda - s+ = y_o + beta (max y - y_o),\n"
        "     sum lambda = 1,  lambda, s >= 0",
        "Portela, Thanassoulis & Simpson 2004, DOI 10.1057/palgrave.jors.2601768",
    ),
    "lgo": About(
        "lgo",
        "max beta\ns.t. X lambda + s- = (1 - beta d_x) x_o,  Y lambda - s+ = (1 + beta d_y) y_o,  lambda, s >= 0\n"
        "rho = (1 - beta mean d_x) / (1 + beta mean d_y)",
        "Bolós, Benítez & Coll-Serrano 2026, DOI 10.1111/itor.70063",
    ),
}


def ddf(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    reference: Reference = "own",
    direction_inputs: Direction = "observed",
    direction_outputs: Direction = "observed",
    without_own: bool = False,
    solver: Solver = "auto",
) -> DEAResult:
    """Directional distance of every unit-period to the frontier.

    The program of unit o with direction (g_x, g_y) is (Chambers, Chung & Färe 1996, DOI 10.1006/jeth.1996.0096; 1998,
    DOI 10.1023/A:1022637501082)::

        max beta  s.t.  X lambda + s- = x_o - beta g_x,
                        Y lambda - s+ = y_o + beta g_y,   lambda, s-, s+ >= 0,  beta free,

    with the sum of lambda as ``rts`` asks. A second phase then maximises the sum of slacks.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    rts : returns to scale, or ``"fdh"`` for a technology without convexity
    bounds, reference, solver : as in :func:`farrell.dea.dea`
    direction_inputs, direction_outputs : how far one unit of beta moves: ``"observed"`` (the unit's own values),
        ``"mean"`` or ``"range"`` (of all rows of the panel), ``"ones"``, ``"zeros"`` (the side stays), ``"possible"``
        (what the best reference unit is ahead, as :func:`range_directional`), a number, column -> number, a vector of m
        (s) numbers, or a matrix (N, m) by row of the panel. In the data's units, none negative
    without_own : leave each unit out of its own reference: directional super-efficiency (Ray 2008, DOI
        10.1057/palgrave.jors.2602392). Units that the others cannot reach get a negative beta and ``te`` above 1

    Returns
    -------
    DEAResult
        ``score`` is beta: 0 on the frontier, larger further inside, negative for a point beyond a frontier that does
        not include it. ``radial_in``, ``radial_out`` are beta g; ``parts`` has the directions by row. ``te`` is
        (1 - mean beta g_x / x) / (1 + mean beta g_y / y): with observed directions (1 - beta) / (1 + beta), 1 - beta
        with inputs alone (theta), 1 / (1 + beta) with outputs alone (1 / phi); NaN with negative data.
        ``v``, ``u``: beta = v x - u y + omega, v g_x + u g_y = 1

    Raises
    ------
    OptionError
        an unknown option, undesirable outputs, a direction of the wrong form, or none for any unit
    DataError
        negative data, but under ``"vrs"`` and ``"fdh"`` with a direction that is not observed

    Notes
    -----
    beta does not depend on the units of measurement if the direction is measured in them too (observed, mean, range,
    possible; not ones), nor on the origin under vrs if the direction does not (mean and observed do). A unit whose
    direction is all zero scores 0 if it is efficient, else it is ``undefined``; with ``"possible"`` it is at its end
    and scores 0. Slacks of an optimum need not be unique.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.ddf(panel, rts="crs", direction_outputs="zeros")
    >>> bool(abs(1 - result.score - farrell.dea(panel, rts="crs").theta).max() < 1e-9)
    True
    """
    check_options(
        panel, "ddf", rts, "none", bounds, solver,
        technologies=ANY_RTS, orientations=ANY_ORIENTATION, signed=rts in ("vrs", "fdh"),
        reference=reference,
    )  # fmt: skip
    choose_one("without_own", without_own, (True, False))
    front = frontiers(panel, reference)
    way = directions(panel, front, direction_inputs, direction_outputs)
    if not (way[0].any() or way[1].any()):
        raise OptionError("direction-none")
    settings = {
        "model": "ddf",
        "rts": rts,
        "bounds": bounds,
        "orientation": "none",
        "direction_inputs": shown_direction(direction_inputs),
        "direction_outputs": shown_direction(direction_outputs),
        "without_own": without_own,
        "reference": shown(reference),
    }
    possible = any(isinstance(one, str) and one == "possible" for one in (direction_inputs, direction_outputs))
    result = along(panel, front, way, settings, solver, ended=possible, without_own=without_own)
    warn_without_score(panel, "ddf", result.status)
    return result


def range_directional(
    panel: Panel,
    *,
    rts: Literal["vrs", "fdh"] = "vrs",
    orientation: AnyOrientation = "none",
    reference: Reference = "own",
    solver: Solver = "auto",
) -> DEAResult:
    """Range directional model (RDM): efficiency with negative data.

    Each unit goes towards the ideal point, the least of each input and the most of each output among the reference
    units (Portela, Thanassoulis & Simpson 2004, DOI 10.1057/palgrave.jors.2601768)::

        max beta  s.t.  X lambda + s- = x_o - beta (x_o - min_j x_j),
                        Y lambda - s+ = y_o + beta (max_j y_j - y_o),   sum lambda = 1,   lambda, s-, s+ >= 0

    It is :func:`ddf` with the direction ``"possible"``.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, of any sign
    rts : ``"vrs"``, or ``"fdh"``; under other returns negative data have no meaning
    orientation : which side goes towards the ideal: ``"input"``, ``"output"``, ``"none"`` for both
    reference, solver : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` is beta in [0, 1], ``te`` is 1 - beta

    Notes
    -----
    The score depends neither on units of measurement nor on the origin, but on the best value of each column, so on
    outliers. A unit that is at the ideal point in all that its orientation moves scores 0.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"ward": list("ABCD"), "beds": [1, 2, 3, 3], "surplus": [-2, 1, 2, -1]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="ward", inputs=["beds"], outputs=["surplus"], allow=["few-units", "negative"]
    ... )
    >>> farrell.range_directional(panel).te.round(3).tolist()
    [1.0, 1.0, 1.0, 0.444]
    """
    check_options(
        panel, "range_directional", rts, orientation, None, solver,
        technologies=("vrs", "fdh"), orientations=ANY_ORIENTATION, signed=True,
        reference=reference,
    )  # fmt: skip
    front = frontiers(panel, reference)
    less, more = directions(
        panel,
        front,
        "zeros" if orientation == "output" else "possible",
        "zeros" if orientation == "input" else "possible",
    )
    settings = {
        "model": "range_directional",
        "rts": rts,
        "bounds": None,
        "orientation": orientation,
        "reference": shown(reference),
    }
    result = along(panel, front, (less, more), settings, solver, ended=True)
    warn_without_score(panel, "range_directional", result.status)
    return with_te(result, 1.0 - result.score)


def lgo(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    d_input: float | Mapping[str, float] | Floats = 1.0,
    d_output: float | Mapping[str, float] | Floats = 1.0,
    reference: Reference = "own",
    solver: Solver = "auto",
) -> DEAResult:
    """Linear model with generalised orientation (LGO): inputs and outputs move in chosen proportions of their own.

    The program of unit o is (Bolós, Benítez & Coll-Serrano 2026, DOI 10.1111/itor.70063)::

        max beta  s.t.  X lambda + s- = (1 - beta d_x) x_o,   Y lambda - s+ = (1 + beta d_y) y_o,   lambda, s >= 0

    and its efficiency rho = (1 - beta mean d_x) / (1 + beta mean d_y). It is :func:`ddf` with the directions d_x x_o
    and d_y y_o.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    rts, bounds, reference, solver : as in :func:`ddf`
    d_input, d_output : how much each column takes part: a number for all, column -> number (others stay), a vector,
        or a matrix by row of the panel; none negative. (1, 0) is the radial input model, (0, 1) the output one

    Returns
    -------
    DEAResult
        ``score`` is beta, ``te`` is rho in (0, 1]

    Notes
    -----
    With (1, 0) te is theta, with (0, 1) 1 / phi. Neither beta nor rho depends on units of measurement.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.lgo(panel, rts="crs", d_input=0.0)
    >>> bool(abs(result.te - farrell.dea(panel, rts="crs", orientation="output").te).max() < 1e-9)
    True
    """
    check_options(
        panel, "lgo", rts, "none", bounds, solver, technologies=ANY_RTS, orientations=ANY_ORIENTATION,
        reference=reference,
    )  # fmt: skip
    roles = panel.roles
    less = by_column(panel, "d_input", d_input, roles.inputs) * panel.X
    more = by_column(panel, "d_output", d_output, roles.outputs) * panel.Y
    if not (less.any() or more.any()):
        raise OptionError("direction-none")
    settings = {
        "model": "lgo",
        "rts": rts,
        "bounds": bounds,
        "orientation": "none",
        "d_input": shown_direction(d_input),
        "d_output": shown_direction(d_output),
        "reference": shown(reference),
    }
    result = along(panel, frontiers(panel, reference), (less, more), settings, solver)
    warn_without_score(panel, "lgo", result.status)
    return result
