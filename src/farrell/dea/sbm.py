"""The slacks-based measure, with and without undesirable outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import (
    ANY_ORIENTATION,
    ANY_RTS,
    AnyOrientation,
    AnyRts,
    Block,
    Bounds,
    Floats,
    Reference,
    Rts,
    check_options,
    choose_one,
    itself,
    refuse,
)
from farrell.dea.project import Point, project
from farrell.dea.result import DEAResult
from farrell.dea.slack_models import Posed, column_weights, counted_columns, project_slacks, shares
from farrell.lp import SlackPrograms, Solver, Technology, intensity_rows

Zeros = Literal["error", "skip"]
ZEROS: tuple[Zeros, ...] = ("error", "skip")

ABOUT = About(
    "sbm",
    "min rho = (1 - 1/m sum_i s-_i / x_io) / (1 + 1/(s+q) (sum_r s+_r / y_ro + sum_k sb_k / b_ko))\n"
    "s.t. X lambda + s- = x_o,  Y lambda - s+ = y_o,  B lambda + sb = b_o,  lambda, s >= 0",
    "Tone 2001, DOI 10.1016/S0377-2217(99)00407-5; with undesirable outputs Tone 2004 (in Cooper, Seiford & Tone 2007, "
    "section 13.2.1, DOI 10.1007/978-0-387-45283-8)",
)


def sbm(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    reference: Reference = "own",
    weights: Mapping[str, float] | None = None,
    zeros: Zeros = "error",
    solver: Solver = "auto",
) -> DEAResult:
    """Slacks-based measure of efficiency of every unit-period.

    The non-oriented program of unit o is (Tone 2001, DOI 10.1016/S0377-2217(99)00407-5, eq. 8)::

        min rho = (1 - 1/m sum_i s-_i / x_io) / (1 + 1/s sum_r s+_r / y_ro)
        s.t.  X lambda + s- = x_o,   Y lambda - s+ = y_o,   lambda, s-, s+ >= 0,

    with the sum of lambda as ``rts`` asks. ``orientation="input"`` keeps the numerator only, ``"output"`` the
    denominator only. Undesirable outputs of the panel join the denominator (Tone 2004; Cooper, Seiford & Tone 2007,
    section 13.2.1): ``B lambda + sb = b_o`` and ``1 + 1/(s + q) (sum s+/y + sum sb/b)``.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, q undesirable outputs
    rts : returns to scale, or ``"fdh"`` for a technology without convexity
    bounds, reference, solver : as in :func:`farrell.dea.dea`; ``reference="pooled"`` is the common (global) frontier
    orientation : whose slacks count: ``"input"``, ``"output"`` (with the undesirable ones), or ``"none"`` for all
    weights : column -> how much its slack counts, relative to the others of its side (Cooper, Seiford & Tone 2007,
        eq. 4.14); columns left out count 1
    zeros : a slack divided by zero has no meaning. ``"error"`` refuses such data; ``"skip"`` lets a zero input or
        output of a unit not count for that unit, and the mean run over the others

    Returns
    -------
    DEAResult
        ``score`` and ``te`` are rho in (0, 1]; 1 only where no slack is possible. The way to the target is all slack.
        ``v``, ``u``, ``w`` price the objective linearised at rho

    Raises
    ------
    OptionError
        an unknown option or column
    DataError
        negative data; zeros unless skipped

    Notes
    -----
    rho does not depend on the units of measurement, falls with every slack, and is no larger than the radial theta
    under the same returns to scale (Tone 2001, theorems 1 to 3). It is not invariant to a shift of the origin. Slacks
    of an optimum need not be unique. A point outside its reference's technology is ``infeasible``.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.sbm(panel, rts="crs")
    >>> bool((result.te <= farrell.dea(panel, rts="crs").te + 1e-9).all())
    True
    """
    check_options(
        panel, "sbm", rts, orientation, bounds, solver,
        technologies=ANY_RTS, orientations=ANY_ORIENTATION, uses=("undesirable",), reference=reference,
    )  # fmt: skip
    choose_one("zeros", zeros, ZEROS)
    price = column_weights(panel, weights, orientation)
    counted = counted_columns(panel, orientation)
    if zeros == "error":
        refuse(panel, "zero-divides", counted, lambda values: values == 0)
    settings = {
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "weights": dict(weights or {}),
        "zeros": zeros,
        "solver": solver,
    }

    if rts == "fdh":

        def solve(point: Point, rts: Rts) -> Found:
            return _against_one(point, price, orientation)

        return project(
            panel, solve, model="sbm", measure="rho", settings=settings, reference=reference, te=itself, better="low"
        )
    return project_slacks(
        panel,
        lambda block: _posed(panel, block, rts, bounds, price, orientation),
        model="sbm",
        measure="rho",
        settings=settings,
        reference=reference,
        solver=solver,
        te=itself,
    )


def slack_prices(
    X: Floats, Y: Floats, B: Floats, price: tuple[Floats, Floats, Floats], orientation: AnyOrientation
) -> tuple[Floats, Floats]:
    """(k, m) and (k, s + q): what slacks of inputs take from the numerator, and the others add to the denominator."""
    top = shares(X, price[0]) * (orientation != "output")
    bottom = shares(np.hstack([Y, B]), np.concatenate(price[1:])) * (orientation != "input")
    return top, bottom


def _posed(
    panel: Panel,
    block: Block,
    rts: Rts,
    bounds: Bounds | None,
    price: tuple[Floats, Floats, Floats],
    orientation: AnyOrientation,
) -> Posed:
    """The programs of a block; its rows are inputs, undesirable outputs, outputs."""
    X, Y, B = panel.X[block.rows], panel.Y[block.rows], panel.B[block.rows]
    s = Y.shape[1]
    technology = Technology.of(np.hstack([block.X, block.B]), block.Y, intensity_rows(rts, bounds))
    top, bottom = slack_prices(X, Y, B, price, orientation)
    none = np.zeros((len(X), len(technology.rhs)))
    b = np.hstack([X, B, Y, np.broadcast_to(technology.rhs, none.shape)])
    above = np.hstack([-top, np.zeros_like(B), np.zeros_like(Y), none])
    below = np.hstack([np.zeros_like(X), bottom[:, s:], bottom[:, :s], none])
    whole = None
    if orientation != "none":
        size = np.hstack([X, B, Y])
        top = -1.0 / np.where(size > 0, size, 1.0) / size.shape[1]
        whole = SlackPrograms(b, np.hstack([top, none]), np.zeros_like(b), block.own)
    return technology, SlackPrograms(b, above, below, block.own), whole


def _against_one(point: Point, price: tuple[Floats, Floats, Floats], orientation: AnyOrientation) -> Found:
    """Against a single unit the slacks are what they are."""
    slack = point.x - point.X[0], point.Y[0] - point.y, point.b - point.B[0]
    if any((side < 0).any() for side in slack):
        return Found(status="infeasible")
    top, bottom = slack_prices(point.x[None], point.y[None], point.b[None], price, orientation)
    score = (1.0 - top[0] @ slack[0]) / (1.0 + bottom[0] @ np.concatenate(slack[1:]))
    return Found(
        score=float(score),
        lambdas=np.ones(1),
        target_in=point.X[0],
        target_out=point.Y[0],
        target_bad=point.B[0],
    )
