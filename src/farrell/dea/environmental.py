"""Directional distance with undesirable outputs: more good and less bad along one's own way."""

from __future__ import annotations

from functools import partial
from typing import Literal, get_args

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.directions import Direction, of_side, shown_direction
from farrell.dea.disposal import Disposal, Path, Sides, go, need_undesirable, weights
from farrell.dea.frontier import (
    ANY_RTS,
    RTS,
    AnyRts,
    Bounds,
    Reference,
    Rts,
    check_options,
    choose_one,
    refuse_negative,
)
from farrell.dea.project import Point, project
from farrell.dea.radial import SLACK_WEIGHTS, SlackWeights
from farrell.dea.result import DEAResult

BadDisposability = Literal["weak", "bounded"]
BAD_DISPOSABILITIES: tuple[BadDisposability, ...] = get_args(BadDisposability)

ABOUT = About(
    "environmental_ddf",
    "max beta\n"
    "weak:     X (lambda + mu) <= x_o - beta g_x,  Y lambda >= y_o + beta g_y,  B lambda = b_o - beta g_b\n"
    "bounded:  X lambda <= x_o - beta g_x,  Y lambda >= y_o + beta g_y,  B lambda <= b_o - beta g_b",
    "Chung, Färe & Grosskopf 1997, DOI 10.1006/jema.1997.0146; abatement under variable returns Kuosmanen 2005, "
    "DOI 10.1111/j.1467-8276.2005.00788.x; bounded Aparicio, Pastor & Zofío 2013, European Journal of Operational "
    "Research 229:738-742, and Aparicio, Barbero, Kapelko, Pastor & Zofío 2017, DOI 10.1016/j.jenvman.2017.03.007",
)


def environmental_ddf(
    panel: Panel,
    *,
    rts: AnyRts = "crs",
    bounds: Bounds | None = None,
    direction_inputs: Direction = "zeros",
    direction_outputs: Direction = "observed",
    direction_bad: Direction = "observed",
    disposability: BadDisposability = "weak",
    reference: Reference = "own",
    slack_weights: SlackWeights = "ones",
) -> DEAResult:
    """Directional distance of every unit-period with undesirable outputs.

    The program of unit o moves it along its direction g as far as the technology goes (Chung, Färe & Grosskopf 1997,
    DOI 10.1006/jema.1997.0146)::

        max beta  s.t.  X lambda + s- = x_o - beta g_x,
                        Y lambda - s+ = y_o + beta g_y,
                        B lambda      = b_o - beta g_b,      lambda, s-, s+ >= 0,

    with the sum of lambda as ``rts`` asks. Under other than constant and non-increasing returns weak disposability
    needs abatement: ``X (lambda + mu)``, and the sum of ``lambda + mu`` is bound (Kuosmanen 2005). With
    ``disposability="bounded"`` undesirable outputs may also be increased, up to a bound that lies above all of them:
    ``B lambda + sb = b_o - beta g_b`` (Aparicio, Pastor & Zofío 2013; Aparicio, Barbero, Kapelko, Pastor & Zofío 2017,
    DOI 10.1016/j.jenvman.2017.03.007). A second phase makes the slacks largest.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, q >= 1 undesirable outputs
    rts : returns to scale; ``"fdh"`` with ``disposability="bounded"`` only
    direction_inputs, direction_outputs, direction_bad : less of inputs, more of outputs, less of undesirable outputs by
        one unit of beta: ``"observed"``, ``"mean"``, ``"range"`` (mean, or largest less smallest, over all rows of the
        panel), ``"ones"``, ``"zeros"``, a number, column -> number, a vector, or a matrix by row
    disposability : of undesirable outputs, as above
    bounds, reference, slack_weights : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` is beta: 0 on the frontier, negative beyond it, in units of the direction. ``te`` is NaN: beta is no
        share but with observed directions. ``parts["abatement_factor"]`` (N,) is the share of the reference units'
        activity whose outputs are kept. Under weak disposability prices ``w`` may have either sign

    Raises
    ------
    OptionError
        an unknown option, no undesirable output
    DataError
        negative data

    Notes
    -----
    A unit without any direction is ``undefined``. A direction that leads out of the technology at once, against a
    reference of another period, may be ``infeasible`` under weak disposability.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABCDE"), "x": [1] * 5, "y": [7, 5, 1, 3, 4], "b": [2, 5, 3, 3, 2]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["x"], outputs=["y"], undesirable=["b"], allow=["few-units", "constant"]
    ... )
    >>> farrell.environmental_ddf(panel, disposability="bounded").score.round(3).tolist()
    [0.0, 0.4, 0.826, 0.556, 0.273]
    """
    need_undesirable(panel, "environmental_ddf")
    choose_one("disposability", disposability, BAD_DISPOSABILITIES)
    choose_one("slack_weights", slack_weights, SLACK_WEIGHTS)
    check_options(
        panel, "environmental_ddf", rts, "none", bounds,
        technologies=ANY_RTS if disposability == "bounded" else RTS, orientations=("none",), uses=("undesirable",),
        signed=True, reference=reference,
    )  # fmt: skip
    for source in (panel, reference):
        if isinstance(source, Panel):
            refuse_negative(source, "crs", "input")
    roles = panel.roles
    ways = (
        of_side(panel, "direction_inputs", direction_inputs, panel.X, roles.inputs),
        of_side(panel, "direction_outputs", direction_outputs, panel.Y, roles.outputs),
        of_side(panel, "direction_bad", direction_bad, panel.B, roles.undesirable),
    )
    weight = weights(panel, slack_weights)
    return project(
        panel,
        partial(_solve, ways=ways, disposability=disposability, bounds=bounds, weight=weight),
        model="environmental_ddf",
        measure="beta",
        settings={
            "rts": rts,
            "bounds": bounds,
            "orientation": "none",
            "direction_inputs": shown_direction(direction_inputs),
            "direction_outputs": shown_direction(direction_outputs),
            "direction_bad": shown_direction(direction_bad),
            "disposability": disposability,
            "slack_weights": slack_weights,
        },
        reference=reference,
        better="high",
    )


def _solve(
    point: Point, rts: Rts, *, ways: Sides, disposability: BadDisposability, bounds: Bounds | None, weight: Sides
) -> Found:
    less, more, cleaner = (way[point.row] for way in ways)
    if not any(way.any() for way in (less, more, cleaner)):
        return Found(status="undefined")
    path = Path((point.x, point.y, point.b), (-less, more, -cleaner), -1.0, free=True)
    abates = disposability == "weak" and rts not in ("crs", "nirs")
    disposal = Disposal(disposability == "weak", "own" if abates else "none")
    found = go(point, path, disposal, rts, bounds, weight)
    if point.own >= 0 and found.status == "optimal":
        found.score = max(found.score, 0.0)
    return found
