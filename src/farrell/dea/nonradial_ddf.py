"""Directional distances with several betas: one for each side, or one for each column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.along import sizes, with_te
from farrell.dea.answers import gather
from farrell.dea.directions import Direction, directions, mean_change, shown_direction
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    ANY_RTS,
    AnyRts,
    Bounds,
    Floats,
    Frontiers,
    Ints,
    Reference,
    check_options,
    choose_one,
    frontiers,
    shown,
)
from farrell.dea.project import Point
from farrell.dea.radial import warn_without_score
from farrell.dea.result import DEAResult
from farrell.dea.slack_models import as_mapping
from farrell.dea.walk import Way, walk
from farrell.errors import OptionError

ABOUT = {
    "modified_ddf": About(
        "modified_ddf",
        "max beta_x + beta_y\n"
        "s.t. X lambda + s- = x_o - beta_x g_x,  Y lambda - s+ = y_o + beta_y g_y,  lambda, s, beta >= 0",
        "Aparicio, Pastor & Ray 2013, DOI 10.1016/j.ejor.2012.10.028",
    ),
    "nonradial_ddf": About(
        "nonradial_ddf",
        "max sum_i w_i beta_i + sum_r w_r beta_r\n"
        "s.t. X lambda + s- = x_o - beta_i g_i,  Y lambda - s+ = y_o + beta_r g_r,  lambda, s, beta >= 0",
        "Zhou, Ang & Wang 2012, DOI 10.1016/j.ejor.2012.04.022; Färe & Grosskopf 2010, DOI 10.1016/j.ejor.2009.01.031",
    ),
}


def modified_ddf(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    reference: Reference = "own",
    direction_inputs: Direction = "observed",
    direction_outputs: Direction = "observed",
) -> DEAResult:
    """Modified directional distance: inputs and outputs go along their directions each as far as together is furthest.

    The program of unit o is (Aparicio, Pastor & Ray 2013, DOI 10.1016/j.ejor.2012.10.028)::

        max beta_x + beta_y  s.t.  X lambda + s- = x_o - beta_x g_x,
                                   Y lambda - s+ = y_o + beta_y g_y,   lambda, s-, s+, beta_x, beta_y >= 0,

    with the sum of lambda as ``rts`` asks. A second phase then maximises the sum of slacks.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    rts, bounds, reference, direction_inputs, direction_outputs : as in :func:`farrell.ddf`

    Returns
    -------
    DEAResult
        ``score`` is beta_x + beta_y, 0 on the frontier; ``parts`` has ``beta_x`` and ``beta_y``. ``te`` is
        (1 - mean beta_x g_x / x) / (1 + mean beta_y g_y / y): (1 - beta_x) / (1 + beta_y) with observed directions

    Raises
    ------
    OptionError
        an unknown option, undesirable outputs, a direction of the wrong form
    DataError
        negative data, but under ``"vrs"`` and ``"fdh"`` with a direction that is not observed

    Notes
    -----
    The score is at least that of :func:`farrell.ddf` along the same direction times the number of sides that move. A
    side without direction has no beta; without any direction the score is 0, and what is left is slack. The two betas
    of an optimum need not be unique, their sum is. A point outside its reference's technology is ``infeasible``.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.modified_ddf(panel)
    >>> bool((result.score >= 2 * farrell.ddf(panel).score - 1e-9).all())
    True
    """
    front, way = _prepared(panel, "modified_ddf", rts, bounds, reference, direction_inputs, direction_outputs)
    settings = {
        "model": "modified_ddf",
        "rts": rts,
        "bounds": bounds,
        "orientation": "none",
        "direction_inputs": shown_direction(direction_inputs),
        "direction_outputs": shown_direction(direction_outputs),
        "reference": shown(reference),
    }
    group = np.repeat([0, 1], [len(panel.roles.inputs), len(panel.roles.outputs)])
    result = _walked(panel, front, way, group, {"beta_x": 1.0, "beta_y": 1.0}, settings)
    warn_without_score(panel, "modified_ddf", result.status)
    return result


def nonradial_ddf(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    reference: Reference = "own",
    direction_inputs: Direction = "observed",
    direction_outputs: Direction = "observed",
    weights: Mapping[str, float] | None = None,
) -> DEAResult:
    """Non-radial directional distance: each input and output goes along its direction as far as it can.

    The program of unit o is (Zhou, Ang & Wang 2012, DOI 10.1016/j.ejor.2012.04.022, without undesirable outputs; with
    unit directions the slacks-based inefficiency of Färe & Grosskopf 2010, DOI 10.1016/j.ejor.2009.01.031)::

        max sum_i w_i beta_i + sum_r w_r beta_r
        s.t.  X lambda + s- = x_o - beta_i g_i,   Y lambda - s+ = y_o + beta_r g_r,   lambda, s-, s+, beta >= 0,

    with the sum of lambda as ``rts`` asks. A second phase finds the slacks of columns that have no beta.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    rts, bounds, reference, direction_inputs, direction_outputs : as in :func:`farrell.ddf`
    weights : column -> w, made to add up to 1; columns left out have no beta. None gives inputs and outputs half
        each, in equal parts to the columns of the side; a side without any direction leaves all to the other

    Returns
    -------
    DEAResult
        ``score`` is the weighted mean of the betas, 0 where nothing can be improved; ``parts`` has ``beta_<column>``.
        ``te`` is (1 - mean beta_i g_i / x_i) / (1 + mean beta_r g_r / y_r)

    Raises
    ------
    OptionError
        an unknown option or column, undesirable outputs, a direction or weight of the wrong form
    DataError
        negative data, but under ``"vrs"`` and ``"fdh"`` with a direction that is not observed

    Notes
    -----
    With the same direction the score is at least that of :func:`farrell.ddf`, and its target is strongly efficient
    where every column has a beta. Betas of an optimum need not be unique, their weighted mean is. A point outside its
    reference's technology is ``infeasible``.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.nonradial_ddf(panel)
    >>> bool((result.score >= farrell.ddf(panel).score - 1e-9).all())
    True
    """
    roles = panel.roles
    front, way = _prepared(panel, "nonradial_ddf", rts, bounds, reference, direction_inputs, direction_outputs)
    columns = (*roles.inputs, *roles.outputs)
    weight = dict(zip((f"beta_{c}" for c in columns), _weights(columns, weights, way), strict=True))
    settings = {
        "model": "nonradial_ddf",
        "rts": rts,
        "bounds": bounds,
        "orientation": "none",
        "direction_inputs": shown_direction(direction_inputs),
        "direction_outputs": shown_direction(direction_outputs),
        "weights": dict(weights or {}),
        "reference": shown(reference),
    }
    result = _walked(panel, front, way, np.arange(len(columns)), weight, settings)
    warn_without_score(panel, "nonradial_ddf", result.status)
    return result


def _prepared(
    panel: Panel,
    model: str,
    rts: AnyRts,
    bounds: Bounds | None,
    reference: Reference,
    inputs: Direction,
    outputs: Direction,
) -> tuple[Frontiers, tuple[Floats, Floats]]:
    check_options(
        panel, model, rts, "none", bounds,
        technologies=ANY_RTS, orientations=ANY_ORIENTATION, signed=rts in ("vrs", "fdh"), reference=reference,
    )  # fmt: skip
    front = frontiers(panel, reference)
    return front, directions(panel, front, inputs, outputs)


def _weights(columns: tuple[str, ...], weights: Mapping[str, float] | None, way: tuple[Floats, Floats]) -> Floats:
    """(m + s,) weights that add up to 1."""
    if weights is None:
        moves = [bool(side.any()) for side in way]
        sides = [np.full(side.shape[1], move / side.shape[1]) for side, move in zip(way, moves, strict=True)]
        return np.concatenate(sides) / max(sum(moves), 1)
    for column, value in as_mapping("weights", weights).items():
        choose_one("weights", column, columns)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < np.inf:
            raise OptionError("weight-value", column=column, value=repr(value))
    given = np.array([float(weights.get(column, 0.0)) for column in columns])
    if not given.any():
        raise OptionError("weights-zero")
    return np.asarray(given / given.sum())


def _walked(
    panel: Panel,
    front: Frontiers,
    way: tuple[Floats, Floats],
    group: Ints,
    weight: Mapping[str, float],
    settings: Mapping[str, Any],
) -> DEAResult:
    """Every row's way, its betas by name, its efficiency read off the way."""
    size, counts = sizes(panel, front, way), np.array(list(weight.values()))
    jobs = [(block, item) for block in front.blocks for item in range(len(block.rows))]
    found = []
    for block, item in jobs:
        r = block.rows[item]
        one = walk(
            Point.of(panel, block, item),
            Way(np.r_[way[0][r], way[1][r]], group, counts),
            settings["rts"],
            settings["bounds"],
        )
        if one.status == "optimal":
            one.parts = dict(zip(weight, np.asarray(one.parts["beta"]), strict=True))
        found.append(one)
    result = gather(panel, front, jobs, found, "beta", settings, lambda score: 1.0 - score / size)
    return with_te(result, mean_change(panel, result.radial_in, result.radial_out))
