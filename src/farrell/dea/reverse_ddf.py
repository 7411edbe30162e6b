"""Reverse directional distance: the direction that makes a directional distance of another measure."""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.along import along
from farrell.dea.directions import Direction, shown_direction
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
from farrell.dea.nonradial_ddf import modified_ddf
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.dea.sbm import sbm
from farrell.errors import OptionError, SolveWarning
from farrell.lp import Solver

Measure = Literal["erg", "mddf"]
MEASURES: tuple[Measure, ...] = ("erg", "mddf")

ABOUT = About(
    "reverse_ddf",
    "(g_x, g_y) = (x_o - x*, y* - y_o) / I_o of a measure with inefficiency I_o and projection (x*, y*);  max beta\n"
    "s.t. X lambda + s- = x_o - beta g_x,  Y lambda - s+ = y_o + beta g_y,  lambda, s >= 0;  beta = I_o",
    "Pastor, Aparicio, Alcaraz, Vidal & Pastor 2016, DOI 10.1007/978-3-319-48461-7_2",
)


def reverse_ddf(
    panel: Panel,
    *,
    measure: Measure = "erg",
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    reference: Reference = "own",
    direction_inputs: Direction | None = None,
    direction_outputs: Direction | None = None,
    solver: Solver = "auto",
) -> DEAResult:
    """Reverse directional distance: another measure's inefficiency as a distance along the way to its projection.

    A measure gives unit o an inefficiency I_o and a projection (x*, y*). The directional distance along

        g_x = (x_o - x*) / I_o,   g_y = (y* - y_o) / I_o

    then has beta = I_o and the same projection (Pastor, Aparicio, Alcaraz, Vidal & Pastor 2016,
    DOI 10.1007/978-3-319-48461-7_2), so that what is known of directional distances, profit inefficiency and its
    decomposition above all, holds for the measure.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    measure : ``"erg"``, the enhanced Russell graph or slacks-based measure with I = 1 - rho (:func:`farrell.sbm`), or
        ``"mddf"``, the modified directional distance with I = beta_x + beta_y (:func:`farrell.modified_ddf`)
    rts, bounds, reference, solver : as in :func:`farrell.ddf`
    orientation : of ``"erg"``: a side that it leaves out has direction 0; ``"mddf"`` has ``"none"`` only
    direction_inputs, direction_outputs : of ``"mddf"``, as in :func:`farrell.modified_ddf`; observed where left out

    Returns
    -------
    DEAResult
        ``score`` is beta = I; ``parts`` has the directions found. ``te`` is as in :func:`farrell.ddf`: rho for
        ``"erg"``

    Raises
    ------
    OptionError
        an unknown option, undesirable outputs, directions with ``"erg"``, an orientation with ``"mddf"``
    DataError
        negative data; zeros with ``"erg"``, which divides by them

    Notes
    -----
    Of a unit with I = 0 any direction will do; it has ones, and what slack it has is found along them. Where the
    projection of the measure is not unique, neither is the direction; beta is.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.reverse_ddf(panel, rts="crs")
    >>> bool(abs(result.score - (1 - farrell.sbm(panel, rts="crs").te)).max() < 1e-8)
    True
    """
    check_options(
        panel, "reverse_ddf", rts, orientation, bounds, solver,
        technologies=ANY_RTS, orientations=ANY_ORIENTATION, signed=measure == "mddf" and rts in ("vrs", "fdh"),
        reference=reference,
    )  # fmt: skip
    choose_one("measure", measure, MEASURES)
    given = {"direction_inputs": direction_inputs, "direction_outputs": direction_outputs}
    if measure == "erg" and any(value is not None for value in given.values()):
        raise OptionError("direction-of-erg")
    if measure == "mddf":
        choose_one("orientation", orientation, ("none",))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # what has no score here is named below
        if measure == "erg":
            base = sbm(panel, rts=rts, bounds=bounds, orientation=orientation, reference=reference, solver=solver)
            inefficiency, moves = 1.0 - base.score, (panel.X - base.target_in, base.target_out - panel.Y)
        else:
            chosen = {name: "observed" if value is None else value for name, value in given.items()}
            base = modified_ddf(panel, rts=rts, bounds=bounds, reference=reference, **chosen)
            inefficiency, moves = base.score, (base.radial_in, base.radial_out)
    settings = {
        "model": "reverse_ddf",
        "measure": measure,
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        **{name: None if value is None else shown_direction(value) for name, value in given.items()},
        "reference": shown(reference),
    }
    way = _way(inefficiency, moves, orientation)
    result = along(panel, frontiers(panel, reference), way, settings, solver, lacking=base.status)
    warn_without_score(panel, "reverse_ddf", result.status)
    return result


CERTAIN = 1e-9
"""An inefficiency below this is that of rounding: the unit is efficient."""


def _way(inefficiency: Floats, moves: tuple[Floats, Floats], orientation: AnyOrientation) -> tuple[Floats, Floats]:
    """(N, m), (N, s) the moves over the inefficiency; ones where there is none."""
    some = inefficiency > CERTAIN
    over = np.where(some, inefficiency, 1.0)[:, None]
    less, more = (np.where(some[:, None], np.nan_to_num(np.maximum(move, 0.0)) / over, 1.0) for move in moves)
    return less * (orientation != "output"), more * (orientation != "input")
