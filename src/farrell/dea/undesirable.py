"""Radial efficiency with undesirable outputs, under the ways the literature treats them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal, get_args

import numpy as np

from farrell.data import Panel
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.disposal import Disposal, Path, Sides, go, need_undesirable, weights
from farrell.dea.frontier import (
    ANY_RTS,
    RTS,
    AnyRts,
    Bounds,
    Floats,
    Reference,
    Rts,
    check_options,
    choose_one,
    efficiency_of,
    refuse_negative,
)
from farrell.dea.project import Point, project
from farrell.dea.radial import SLACK_WEIGHTS, SlackWeights
from farrell.dea.result import DEAResult
from farrell.errors import OptionError

Treatment = Literal["kuosmanen", "weak", "input", "seiford-zhu"]
Contracted = Literal["input", "output", "undesirable"]
TREATMENTS: tuple[Treatment, ...] = get_args(Treatment)
ORIENTATIONS: tuple[Contracted, ...] = get_args(Contracted)

ABOUT = About(
    "undesirable",
    "kuosmanen:    X (lambda + mu) <= x_o,  Y lambda >= phi y_o,  B lambda = b_o,  sum (lambda + mu) = 1\n"
    "weak:         X lambda <= theta x_o,  Y lambda >= phi y_o,  B lambda = b_o,  sum lambda = theta <= 1\n"
    "input:        X lambda <= x_o,  Y lambda >= phi y_o,  B lambda <= b_o,  sum lambda = 1\n"
    "seiford-zhu:  X lambda <= x_o,  Y lambda >= phi y_o,  (w - B) lambda >= phi (w - b_o),  sum lambda = 1",
    "Kuosmanen 2005, American Journal of Agricultural Economics 87:1077-1082, DOI 10.1111/j.1467-8276.2005.00788.x; "
    "Färe & Grosskopf 2003, the same 85:1070-1074; Hailu & Veeman 2001, the same 83:605-616; "
    "Seiford & Zhu 2002, DOI 10.1016/S0377-2217(01)00293-4",
)


def undesirable(
    panel: Panel,
    *,
    treatment: Treatment = "kuosmanen",
    orientation: Contracted = "output",
    rts: AnyRts = "vrs",
    bounds: Bounds | None = None,
    translation: float | Mapping[str, float] | None = None,
    reference: Reference = "own",
    slack_weights: SlackWeights = "ones",
) -> DEAResult:
    """Radial efficiency of every unit-period that also makes what nobody wants.

    With the sum of intensities as ``rts`` asks (here = 1), the technology is, by ``treatment``::

        kuosmanen    X (lambda + mu) <= x,   Y lambda >= y,   B lambda = b,    sum (lambda + mu) = 1
        weak         X lambda <= theta x,    Y lambda >= y,   B lambda = b,    sum lambda = theta <= 1
        input        X lambda <= x,          Y lambda >= y,   B lambda <= b,   sum lambda = 1
        seiford-zhu  X lambda <= x,          Y lambda >= y,   (w - B) lambda >= w - b,   sum lambda = 1

    Under *weak disposability* outputs good and bad can only be scaled down together, by an abatement factor: one of
    each reference unit's own (Kuosmanen 2005, DOI 10.1111/j.1467-8276.2005.00788.x: mu is activity whose outputs are
    abated) or one factor theta for all (Färe & Grosskopf 2003, after Shephard 1970). Under constant and non-increasing
    returns both are ``X lambda <= x, Y lambda >= y, B lambda = b``.

    ``orientation="output"`` makes phi largest with ``phi y`` (and ``phi (w - b)`` under seiford-zhu), ``"undesirable"``
    makes gamma smallest with ``gamma b``, ``"input"`` makes theta smallest with ``theta x`` (and ``theta b`` where
    undesirable outputs are inputs). A second phase then makes the slacks largest.

    Parameters
    ----------
    panel : N rows; m inputs, s outputs, q >= 1 undesirable outputs
    treatment, orientation : as above. Of ``"weak"`` the input orientation is linear under constant returns only;
        ``"seiford-zhu"`` has no ``"undesirable"``
    rts : returns to scale; ``"seiford-zhu"`` under ``"vrs"`` only, ``"fdh"`` for ``"input"`` only
    translation : w, a number or column -> number, at least every b; left out, the largest b plus 1. Scores of
        ``orientation="output"`` depend on it, who is efficient does not
    bounds, reference, slack_weights : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``score`` is phi, gamma or theta. ``parts["abatement_factor"]`` (N,) is theta, or the share of the reference
        units' activity whose outputs are kept; 1 without abatement. Intensities are those of activity: lambda + mu,
        lambda / theta. Under weak disposability prices ``w`` of undesirable outputs may have either sign

    Raises
    ------
    OptionError
        an unknown option, no undesirable output, a combination that is not linear or not sound, a translation too small
    DataError
        negative data

    Notes
    -----
    ``"kuosmanen"`` is the smallest convex technology with weak disposability (Kuosmanen & Podinovski 2009, American
    Journal of Agricultural Economics 91:539-545). That of ``"weak"`` is part of it and not convex, so that no unit
    looks better under ``"kuosmanen"``. A point outside its reference's technology is ``infeasible``; where nothing is
    to be scaled (no undesirable output made), it is ``undefined``.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"u": list("ABC"), "x": [1, 1, 1], "y": [7, 5, 4], "b": [2, 5, 2]})
    >>> panel = farrell.Panel.from_frame(
    ...     df, unit="u", inputs=["x"], outputs=["y"], undesirable=["b"], allow=["few-units", "constant"]
    ... )
    >>> farrell.undesirable(panel, rts="crs", orientation="undesirable").score.round(3).tolist()
    [1.0, 0.286, 0.571]
    """
    need_undesirable(panel, "undesirable")
    choose_one("treatment", treatment, TREATMENTS)
    choose_one("slack_weights", slack_weights, SLACK_WEIGHTS)
    technologies: dict[Treatment, tuple[AnyRts, ...]] = {"input": ANY_RTS, "seiford-zhu": ("vrs",)}
    check_options(
        panel, "undesirable", rts, orientation, bounds,
        technologies=technologies.get(treatment, RTS), orientations=ORIENTATIONS, uses=("undesirable",), signed=True,
        reference=reference,
    )  # fmt: skip
    _check_combination(treatment, orientation, rts)
    # what is scaled down with the good outputs must not be negative, whatever the returns to scale
    rule: Any = rts if treatment in ("input", "seiford-zhu") else "crs", orientation
    for source in (panel, reference):
        if isinstance(source, Panel):
            refuse_negative(source, *rule)
    shift = translated(panel, reference, translation) if treatment == "seiford-zhu" else None
    if shift is None and translation is not None:
        raise OptionError("translation-unused", treatment=treatment)
    weight = weights(panel, slack_weights)
    rising = orientation == "output"
    return project(
        panel,
        partial(_solve, treatment=treatment, orientation=orientation, bounds=bounds, shift=shift, weight=weight),
        model="undesirable",
        measure={"output": "phi", "undesirable": "gamma", "input": "theta"}[orientation],
        settings={
            "treatment": treatment,
            "rts": rts,
            "bounds": bounds,
            "orientation": orientation,
            "translation": None if shift is None else dict(zip(panel.roles.undesirable, shift.tolist(), strict=True)),
            "slack_weights": slack_weights,
        },
        reference=reference,
        te=partial(efficiency_of, orientation=orientation),
        better="high" if rising else "low",
    )


def _check_combination(treatment: Treatment, orientation: Contracted, rts: AnyRts) -> None:
    bilinear = treatment == "weak" and orientation == "input" and rts not in ("crs", "nirs")
    if bilinear or (treatment == "seiford-zhu" and orientation == "undesirable"):
        raise OptionError("treatment-orientation", treatment=treatment, orientation=orientation, rts=rts)


def translated(panel: Panel, reference: Reference, translation: float | Mapping[str, float] | None) -> Floats:
    """(q,) what undesirable outputs are subtracted from: no smaller than the largest of each.

    Raises
    ------
    OptionError
        an unknown column, or a translation too small
    """
    columns = panel.roles.undesirable
    sources = [panel, reference] if isinstance(reference, Panel) else [panel]
    largest = np.max([source.B.max(axis=0) for source in sources], axis=0)
    given = dict(translation) if isinstance(translation, Mapping) else dict.fromkeys(columns, translation)
    for column in given:
        choose_one("translation", column, columns)
    shift: Floats = largest + 1.0
    for k, column in enumerate(columns):
        value = given.get(column)
        if value is None:
            continue
        sound = isinstance(value, (int, float)) and not isinstance(value, bool) and largest[k] <= value < np.inf
        if not sound:
            raise OptionError("translation", column=column, value=repr(value), least=float(largest[k]))
        shift[k] = float(value)
    return shift


def _solve(
    point: Point,
    rts: Rts,
    *,
    treatment: Treatment,
    orientation: Contracted,
    bounds: Bounds | None,
    shift: Floats | None,
    weight: Sides,
) -> Found:
    x, y, b = point.x, point.y, point.b
    scaled = {
        "output": (False, True, False),
        "undesirable": (False, False, True),
        "input": (True, False, treatment == "input"),
    }[orientation]
    if shift is not None:
        return _translated(point, rts, orientation, bounds, shift, weight)
    sides = x, y, b
    if not any(side.any() for side, moves in zip(sides, scaled, strict=True) if moves):
        return Found(status="undefined")
    path = _radial(sides, scaled)
    scales_down = rts in ("crs", "nirs")
    disposals: dict[Treatment, Disposal] = {
        "kuosmanen": Disposal(True, "none" if scales_down else "own"),
        "weak": Disposal(True, "none" if scales_down else "uniform"),
        "input": Disposal(False),
    }
    return _no_better_than_itself(point, go(point, path, disposals[treatment], rts, bounds, weight), orientation)


def _radial(sides: Sides, scaled: tuple[bool, ...]) -> Path:
    base = [np.zeros_like(side) if moves else side for side, moves in zip(sides, scaled, strict=True)]
    step = [side if moves else np.zeros_like(side) for side, moves in zip(sides, scaled, strict=True)]
    return Path((base[0], base[1], base[2]), (step[0], step[1], step[2]), -1.0 if scaled[1] else 1.0)


def _translated(
    point: Point,
    rts: Rts,
    orientation: Contracted,
    bounds: Bounds | None,
    shift: Floats,
    weight: Sides,
) -> Found:
    """Undesirable outputs as the good outputs w - b, and back again."""
    s, nothing = len(point.y), np.zeros(0)
    y = np.r_[point.y, shift - point.b]
    good = Point(
        point.x, y, nothing, point.X, np.hstack([point.Y, shift - point.B]), point.B[:, :0], point.own, point.row
    )
    if not (y if orientation == "output" else point.x).any():
        return Found(status="undefined")
    path = _radial((point.x, y, nothing), (orientation == "input", orientation == "output", False))
    found = go(good, path, Disposal(False), rts, bounds, (weight[0], np.r_[weight[1], weight[2]], nothing))
    if found.status != "optimal":
        return found
    _no_better_than_itself(point, found, orientation)
    target, radial, price = (np.asarray(side) for side in (found.target_out, found.radial_out, found.u))
    found.target_out, found.target_bad = target[:s], shift - target[s:]
    found.radial_out, found.radial_bad = radial[:s], radial[s:]
    found.u, found.w = price[:s], price[s:]
    return found


def _no_better_than_itself(point: Point, found: Found, orientation: Contracted) -> Found:
    """A unit of its own reference has a score of 1 at best, whatever rounding says."""
    if point.own >= 0 and found.status == "optimal":
        found.score = (max if orientation == "output" else min)(found.score, 1.0)
    return found
