"""The additive model and its weighted forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
    Ints,
    Reference,
    Rts,
    check_options,
    choose_one,
    frontiers,
    refuse,
)
from farrell.dea.project import Point, project
from farrell.dea.result import DEAResult
from farrell.dea.slack_models import Posed, column_weights, counted_columns, project_slacks
from farrell.errors import OptionError
from farrell.lp import SlackPrograms, Solver, Technology, intensity_rows

Disposability = Literal["strong", "weak"]
DISPOSABILITIES: tuple[Disposability, ...] = ("strong", "weak")
NamedWeights = Literal["ones", "mip", "normalised", "ram", "bam"]
WEIGHTS: tuple[NamedWeights, ...] = ("ones", "mip", "normalised", "ram", "bam")
Over = Literal["reference", "panel"]
OVER: tuple[Over, ...] = ("reference", "panel")
BOUNDED = ("ram", "bam")
"""Weights whose weighted sum of slacks lies in [0, 1], so that 1 less the sum is an efficiency."""

ABOUT = About(
    "additive",
    "max sum_i w_i s-_i + sum_r w_r s+_r\ns.t. X lambda + s- = x_o,  Y lambda - s+ = y_o,  lambda, s-, s+ >= 0",
    "Charnes, Cooper, Golany, Seiford & Stutz 1985, DOI 10.1016/0304-4076(85)90133-2; weights: Lovell & Pastor 1995, "
    "DOI 10.1016/0167-6377(95)00044-5; Cooper, Park & Pastor 1999, DOI 10.1023/A:1007701304281; Cooper, Pastor, "
    "Borras, Aparicio & Pastor 2011, DOI 10.1007/s11123-010-0190-2",
)


def additive(
    panel: Panel,
    *,
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    orientation: AnyOrientation = "none",
    reference: Reference = "own",
    weights: NamedWeights | Mapping[str, float] = "ones",
    over: Over = "reference",
    disposability_inputs: Disposability = "strong",
    disposability_outputs: Disposability = "strong",
    solver: Solver = "auto",
) -> DEAResult:
    """Largest weighted sum of slacks of every unit-period.

    The program of unit o is (Charnes, Cooper, Golany, Seiford & Stutz 1985, DOI 10.1016/0304-4076(85)90133-2)::

        max sum_i w_i s-_i + sum_r w_r s+_r
        s.t.  X lambda + s- = x_o,   Y lambda - s+ = y_o,   lambda, s-, s+ >= 0,

    with the sum of lambda as ``rts`` asks. ``orientation`` says whose slacks count.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs
    rts : returns to scale, or ``"fdh"`` for a technology without convexity
    bounds, reference, solver : as in :func:`farrell.dea.dea`
    orientation : ``"input"`` or ``"output"`` counts the slacks of one side only, ``"none"`` all
    weights : column -> weight in 1 / data units (columns left out count 1), or a word, with c the number of columns
        counted::

            "ones"        1: the score is in mixed units
            "mip"         1 / x_io, 1 / y_ro: measure of inefficiency proportions (Cooper, Park & Pastor 1999)
            "normalised"  1 / standard deviation over the reference (n - 1 in the divisor; Lovell & Pastor 1995)
            "ram"         1 / (c range over the reference): range adjusted measure (Cooper, Park & Pastor 1999)
            "bam"         1 / (c (x_io - min x_i)), 1 / (c (max y_r - y_ro)): bounded adjusted measure (Cooper,
                          Pastor, Borras, Aparicio & Pastor 2011); under vrs only
    over : where deviations, ranges and room are taken from: ``"reference"``, the units a point is scored against, or
        ``"panel"``, all rows of all periods. The latter are long-run weights, the same in every period, so that sums of
        different periods are in one unit
    disposability_inputs, disposability_outputs : ``"weak"`` makes the rows of that side equations, so that they have no
        slack

    Returns
    -------
    DEAResult
        ``score`` is the weighted sum of slacks, 0 where the unit is efficient. ``te`` is 1 less the sum for ``ram`` and
        ``bam`` under vrs and fdh, where sums lie in [0, 1] (NaN for a unit outside the range of its reference), and
        NaN else

    Raises
    ------
    OptionError
        an unknown option; ``bam`` under other than variable returns
    DataError
        negative data under other than variable returns; zeros with ``mip``

    Notes
    -----
    Under variable returns slacks do not depend on the origin of any column (Ali & Seiford 1990, DOI
    10.1016/0167-6377(90)90061-9), so negative data are taken; scores do not with all weights but ``mip``. They do not
    depend on the units of measurement with all weights but ``ones``. Targets are the furthest ones, and strongly
    efficient when all slacks count. Slacks of an optimum need not be unique.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-hospitals-2011").panel
    >>> result = farrell.additive(panel, weights="ram")
    >>> bool((result.te > 0).all() and (result.te <= 1).all())
    True
    """
    check_options(
        panel, "additive", rts, orientation, bounds, solver,
        technologies=ANY_RTS, orientations=ANY_ORIENTATION, signed=rts in ("vrs", "fdh"), reference=reference,
    )  # fmt: skip
    choose_one("disposability_inputs", disposability_inputs, DISPOSABILITIES)
    choose_one("disposability_outputs", disposability_outputs, DISPOSABILITIES)
    _check_weights(panel, weights, rts, orientation)
    choose_one("over", over, OVER)
    price = slack_weights(panel, weights, orientation, reference, over)
    weak = np.r_[
        np.full(panel.X.shape[1], disposability_inputs == "weak"),
        np.full(panel.Y.shape[1], disposability_outputs == "weak"),
    ]
    settings = {
        "rts": rts,
        "bounds": bounds,
        "orientation": orientation,
        "weights": weights if isinstance(weights, str) else dict(weights),
        "over": over,
        "disposability_inputs": disposability_inputs,
        "disposability_outputs": disposability_outputs,
        "solver": solver,
    }

    def score(rows: Ints, slack: Floats) -> Floats:
        return np.asarray((price[rows] * slack).sum(axis=1))

    bounded = isinstance(weights, str) and weights in BOUNDED and rts in ("vrs", "fdh")
    te = (lambda sums: np.where(sums <= 1.0 + 1e-9, 1.0 - sums, np.nan)) if bounded else None
    if rts == "fdh":

        def against_one(point: Point, rts: Rts) -> Found:
            slack = np.r_[point.x - point.X[0], point.Y[0] - point.y]
            if (slack < 0).any() or slack[weak].any():
                return Found(status="infeasible")
            return Found(
                float(price[point.row] @ slack), lambdas=np.ones(1), target_in=point.X[0], target_out=point.Y[0]
            )

        return project(
            panel, against_one, model="additive", measure="inefficiency", settings=settings,
            reference=reference, te=te, better="high", disposable=not weak.any(),
        )  # fmt: skip
    return project_slacks(
        panel,
        lambda block: _posed(panel, block, rts, bounds, price, weak),
        model="additive",
        measure="inefficiency",
        settings=settings,
        reference=reference,
        solver="highs" if weak.any() else solver,
        te=te,
        score=score,
    )


def _check_weights(panel: Panel, weights: object, rts: AnyRts, orientation: AnyOrientation) -> None:
    if not isinstance(weights, Mapping):
        choose_one("weights", weights, WEIGHTS)
    if weights == "bam" and rts not in ("vrs", "fdh"):
        raise OptionError("weights-returns", weights=weights, rts=rts)
    if weights == "mip":
        refuse(panel, "zero-divides", counted_columns(panel, orientation), lambda values: values <= 0)


def slack_weights(
    panel: Panel,
    weights: NamedWeights | Mapping[str, float],
    orientation: AnyOrientation,
    reference: Reference,
    over: Over,
) -> Floats:
    """(N, m + s) what a unit of each slack counts."""
    data = np.hstack([panel.X, panel.Y])
    m, s = panel.X.shape[1], panel.Y.shape[1]
    counts = np.r_[np.full(m, orientation != "output"), np.full(s, orientation != "input")]
    if isinstance(weights, Mapping):
        given = column_weights(panel, weights, orientation)
        return np.broadcast_to(np.concatenate(given[:2]) * counts, data.shape)
    if weights == "ones":
        return np.broadcast_to(1.0 * counts, data.shape)
    if weights == "mip":
        return np.asarray(counts / np.where(counts, data, 1.0))
    price = np.zeros_like(data)
    for block in frontiers(panel, reference).blocks:
        units, rows = data if over == "panel" else np.hstack([block.X, block.Y]), block.rows
        if weights == "normalised":
            deviation = units.std(axis=0, ddof=1) if len(units) > 1 else np.zeros(m + s)
            size = np.broadcast_to(deviation, data[rows].shape)
        elif weights == "ram":
            size = np.broadcast_to(counts.sum() * (units.max(axis=0) - units.min(axis=0)), data[rows].shape)
        else:
            room = np.hstack([data[rows, :m] - units[:, :m].min(axis=0), units[:, m:].max(axis=0) - data[rows, m:]])
            size = counts.sum() * room
        # a column that does not vary, or has no room, has no price
        price[rows] = np.where(size > 0, counts / np.where(size > 0, size, 1.0), 0.0)
    return price


def _posed(panel: Panel, block: Block, rts: Rts, bounds: Bounds | None, price: Floats, weak: np.ndarray) -> Posed:
    """The programs of a block. Under variable returns the origin is moved to the least values, which changes no slack;
    prices are divided by what the point itself is worth, so that errors are a share of that."""
    X, Y, rows = block.X, block.Y, block.rows
    x, y = panel.X[rows], panel.Y[rows]
    if rts == "vrs":
        low_in, low_out = np.minimum(X.min(axis=0), x.min(axis=0)), np.minimum(Y.min(axis=0), y.min(axis=0))
        if (low_in < 0).any() or (low_out < 0).any():
            X, Y, x, y = X - low_in, Y - low_out, x - low_in, y - low_out
    technology = Technology.of(X, Y, intensity_rows(rts, bounds))
    sigma = technology.sigma.copy()
    sigma[: len(weak)][weak] = 0.0
    b = np.hstack([x, y, np.broadcast_to(technology.rhs, (len(rows), len(technology.rhs)))])
    data_rows = len(weak)

    def priced(price: Floats) -> SlackPrograms:
        worth = (price * b[:, :data_rows]).sum(axis=1, keepdims=True)
        top = np.zeros_like(b)
        top[:, :data_rows] = -price / np.where(worth > 0, worth, 1.0)
        return SlackPrograms(b, top, np.zeros_like(b), block.own)

    some_free = bool((price[rows] == 0).any())
    whole = priced(np.ones_like(b[:, :data_rows])) if some_free else None
    return replace(technology, sigma=sigma), priced(price[rows]), whole
