"""Congestion: inputs of which less would give more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.dea.about import About
from farrell.dea.answers import Found
from farrell.dea.frontier import Floats, Ints, Orientation, Reference, Rts, check_options, choose_one, itself, refuse
from farrell.dea.project import Point, project, renumbered, span
from farrell.dea.radial import EFFICIENT
from farrell.dea.result import DEAResult
from farrell.dea.spanning import spanning
from farrell.dea.tangents import Tangent
from farrell.errors import OptionError
from farrell.lp import Answer, LinearProgram
from farrell.lp.linear import Sense

Method = Literal["weak", "slacks", "scale"]
METHODS: tuple[Method, ...] = ("weak", "slacks", "scale")
RELAXED = 1e-11
"""By what share outputs may miss the most possible, so that rounding does not hide the inputs they need."""

ABOUT = About(
    "congestion",
    "weak:    phi / phi_strong,  phi = max { X lambda = delta x_o,  delta <= 1, Y lambda >= phi y_o, sum lambda = 1 }\n"
    "slacks:  min sum s_i / x_io   s.t.  X lambda + s = x_o,  Y lambda >= the most possible,  sum lambda = 1\n"
    "scale:   max, min v x_o   s.t.  u y* = 1,  v x_o + omega = 1,  v x_j + omega >= u y_j,  u >= 0,  v free",
    "Färe, Grosskopf & Lovell 1985, The Measurement of Efficiency of Production, Kluwer; Cooper, Gu & Li 2001, EJOR "
    "132:62-74; Cooper, Deng, Huang & Li 2002, Socio-Economic Planning Sciences 36:231-238; Tone & Sahoo 2004, EJOR "
    "158:755-772",
)


def congestion(
    panel: Panel, *, method: Method = "slacks", orientation: Orientation = "output", reference: Reference = "own"
) -> DEAResult:
    """Whether a unit-period's inputs stand in each other's way, by one of three definitions.

    All are under variable returns.

    ``"weak"`` (Färe, Grosskopf & Lovell 1985) compares the efficiency where inputs can be thrown away one by one with
    that where they can only be scaled together, X lambda = delta x, delta <= 1::

        output orientation:  C = phi_weak / phi_strong     input orientation:  C = theta_strong / theta_weak

    1 is no congestion. ``"slacks"`` (Cooper, Gu & Li 2001; in the one-model form of Cooper, Deng, Huang & Li 2002)
    finds the most outputs that x_o or less can give, y* = phi y_o + s+, by the largest phi and then the largest slacks,
    and the part of the inputs that must go to give them::

        min sum_i s_i / x_io   s.t.   X lambda + s = x_o,   Y lambda >= y*,   sum lambda = 1,   lambda, s >= 0.

    ``"scale"`` (Tone & Sahoo 2004) projects on the technology without free disposal of inputs, x_o = X lambda,
    y* = y_o + q = Y lambda, by the largest phi and then the largest slacks, and takes the scale elasticity there, v of
    any sign::

        max, min v x_o   s.t.   u y* = 1,   v x_o + omega = 1,   v x_j + omega >= u y_j for all j,   u >= 0.

    Where the largest is negative, less of all inputs gives more of all outputs: strong congestion. Otherwise it is weak
    where less of some inputs gives more of some output than y*.

    Parameters
    ----------
    panel : N rows, m inputs, s outputs
    method : the definition
    orientation : of ``"weak"``; the other two look at outputs
    reference : as in :func:`farrell.dea.dea`

    Returns
    -------
    DEAResult
        ``parts["congested"]`` (N,) is ``none``, ``congested``, ``weak``, ``strong``, or empty without an answer.

        - ``"weak"``: ``score`` and ``te`` are C; ``parts`` have ``strong`` and ``weak``, the two scores
        - ``"slacks"``: ``score`` is the mean of s_i / x_io, ``te`` 1 less it; ``parts["congestion"]`` (N, m) are the
          s_i in data units, ``parts["phi"]`` (N,) the output score. Targets are x_o - s and y*
        - ``"scale"``: ``score`` is the largest elasticity, ``te`` NaN; ``parts`` have ``elasticity_high``,
          ``elasticity_low`` (N,) and ``gain`` (N,), the mean of what outputs beyond y* are possible, as shares of y*

    Raises
    ------
    OptionError
        an unknown option, or input orientation of another method than ``"weak"``
    DataError
        negative values; zero inputs of ``"slacks"``, whose shares have no meaning

    Notes
    -----
    The definitions differ and need not agree (Cooper, Seiford & Zhu 2000, DOI 10.1016/S0038-0121(99)00010-5): weak
    disposability finds no congestion on rays, the slacks none of units that give the most. But all compare a unit that
    must use its inputs with one that need not, so that a mix of inputs which no observed units combine to as well is
    congested whether or not it does harm; with free disposal in truth they call many units congested, strong congestion
    hardly any. A unit outside its reference's technology is ``infeasible``.

    The two-model form of Cooper, Gu & Li holds s to the slacks of one optimum, which need not be unique; the one-model
    form takes the least over all. The published one adds slacks in data units; here they are shares, so that units of
    measurement do not matter.

    Examples
    --------
    >>> import pandas as pd, farrell
    >>> df = pd.DataFrame({"ward": list("ABCD"), "staff": [1.0, 2, 3, 4], "cases": [1.0, 3, 3, 2]})
    >>> panel = farrell.Panel.from_frame(df, unit="ward", inputs=["staff"], outputs=["cases"], allow=["few-units"])
    >>> farrell.congestion(panel).parts["congestion"].ravel().round(6).tolist()
    [0.0, 0.0, 0.0, 1.0]
    >>> farrell.congestion(panel, method="scale").parts["congested"].tolist()
    ['none', 'none', 'none', 'strong']
    """
    choose_one("method", method, METHODS)
    check_options(panel, "congestion", "vrs", orientation, None, reference=reference)
    if orientation == "input" and method != "weak":
        raise OptionError.choice("orientation", orientation, ("output",))
    if method == "slacks":
        refuse(panel, "zero-divides", panel.roles.inputs, lambda values: values == 0)

    columns = spanning(panel, reference, "vrs", None, orientation)

    def solve(point: Point, rts: Rts) -> Found:
        best = columns[point.row]
        if method == "weak":
            return _weak(point, best, orientation)
        return _slacks(point, best) if method == "slacks" else _scale(point, best)

    result = project(
        panel,
        solve,
        model="congestion",
        measure={"weak": "C", "slacks": "congestion", "scale": "elasticity"}[method],
        settings={"rts": "vrs", "method": method, "orientation": orientation},
        reference=reference,
        te={"weak": itself, "slacks": _less, "scale": None}[method],
        label="congestion",
    )
    words = _words(result, method)
    words.flags.writeable = False
    return replace(result, parts=Frozen({"congested": words, **result.parts}))


def _less(score: Floats) -> Floats:
    return 1.0 - score


def _words(result: DEAResult, method: Method) -> Any:
    """none, congested, weak, strong, or empty."""
    words = np.where(result.status == "optimal", "none", "").astype("<U9")
    score = np.nan_to_num(result.score, nan=1.0 if method != "slacks" else 0.0)
    if method == "weak":
        words[score < 1.0 - EFFICIENT] = "congested"
    elif method == "slacks":
        words[score > EFFICIENT] = "congested"
    else:
        words[np.nan_to_num(result.parts["gain"]) > EFFICIENT] = "weak"
        words[score < -EFFICIENT] = "strong"
    return words


def _outward(
    point: Point, size: Floats, inputs: Literal["free", "kept", "scaled"]
) -> tuple[Answer, slice, slice, slice]:
    """Most outputs in proportion, and then the most slack of them as shares of ``size``, with inputs that can be thrown
    away, must be used up, or can be scaled down together."""
    program = LinearProgram()
    lambdas = span(program, point, "vrs")
    phi, slack = program.variables(1, cost=-1.0), program.variables(len(point.y))
    sense: Sense = "<=" if inputs == "free" else "=="
    if inputs == "scaled":
        left = program.variables(1)
        program.rows("==", point.x, (lambdas, point.X.T), (left, point.x[:, None]))
        program.rows("<=", 1.0, (left, [[1.0]]))
    else:
        program.rows(sense, point.x, (lambdas, point.X.T))
    program.rows("==", 0.0, (lambdas, point.Y.T), (phi, -point.y[:, None]), (slack, -np.eye(len(point.y))))
    return program.minimise((slack, -1.0 / size)), lambdas, phi, slack


def _size(point: Point) -> Floats:
    """(s,) what output slacks are divided by: the point's own outputs, of none the reference's mean."""
    mean = point.Y.mean(axis=0)
    return np.asarray(np.where(point.y > 0, point.y, np.where(mean > 0, mean, 1.0)))


def _inward(point: Point, *, disposable: bool) -> Answer:
    """Least inputs in proportion; the scalar is the last variable."""
    program = LinearProgram()
    lambdas = span(program, point, "vrs")
    theta = program.variables(1, cost=1.0)
    program.rows("<=" if disposable else "==", 0.0, (lambdas, point.X.T), (theta, -point.x[:, None]))
    program.rows(">=", point.y, (lambdas, point.Y.T))
    return program.minimise()


def _weak(point: Point, best: Ints, orientation: Orientation) -> Found:
    few = point.only(best)
    if orientation == "input":
        strong, weak = _inward(few, disposable=True), _inward(point, disposable=False)
        if not (strong.optimal and weak.optimal):
            return Found.without(weak if strong.optimal else strong)
        scores = strong.objective, weak.objective
        ratio = scores[0] / scores[1] if scores[1] > 0 else np.nan
        there: dict[str, Any] = {"target_in": scores[0] * point.x, "radial_in": (1 - scores[0]) * point.x}
    else:
        size = _size(point)
        strong, weak = _outward(few, size, "free")[0], _outward(point, size, "scaled")[0]
        if not (strong.optimal and weak.optimal):
            return Found.without(weak if strong.optimal else strong)
        scores = -strong.objective, -weak.objective
        ratio = scores[1] / scores[0] if scores[0] > 0 else np.nan
        there = {"target_out": scores[0] * point.y, "radial_out": (scores[0] - 1) * point.y}
    parts = {"strong": scores[0], "weak": scores[1]}
    if np.isnan(ratio):
        return Found(status="undefined", parts={**parts})
    found = Found(score=float(min(ratio, 1.0)), lambdas=strong.x[: few.n], parts={**parts}, **there)
    return renumbered(found, best)


def _slacks(point: Point, best: Ints) -> Found:
    """Only units that none beats in outputs can give the most outputs, so the programs are over these alone."""
    size, point = _size(point), point.only(best)
    most, lambdas, phi, slack = _outward(point, size, "free")
    if not most.optimal:
        return Found.without(most)
    target = most[phi][0] * point.y + most[slack]
    program = LinearProgram()
    lambdas = span(program, point, "vrs")
    over = program.variables(len(point.x), cost=1.0 / point.x)
    program.rows("==", point.x, (lambdas, point.X.T), (over, np.eye(len(point.x))))
    program.rows(">=", target * (1.0 - RELAXED), (lambdas, point.Y.T))
    least = program.minimise()
    if not least.optimal:
        return Found.without(least)
    away = np.where(least[over] > EFFICIENT * point.x, least[over], 0.0)
    found = Found(
        score=float((away / point.x).mean()),
        lambdas=least[lambdas],
        target_in=point.x - away,
        target_out=target,
        radial_out=(most[phi][0] - 1.0) * point.y,
        parts={"congestion": away, "phi": float(most[phi][0])},
        exact=most.exact or least.exact,
    )
    return renumbered(found, best)


def _scale(point: Point, best: Ints) -> Found:
    kept, lambdas, phi, slack = _outward(point, _size(point), "kept")
    if not kept.optimal:
        return Found.without(kept)
    target = kept[phi][0] * point.y + kept[slack]
    every_in, every_out = np.ones(len(point.x), dtype=bool), np.ones(len(point.y), dtype=bool)
    peers = np.nonzero(kept[lambdas] > 0)[0]
    tangent = Tangent(point.x, target, point.X, point.Y, peers, every_in, every_out, "output", congested=True)
    low, high = tangent.free_terms()
    beyond = replace(point, y=target)
    at_target = _size(beyond)
    free, _, more, further = _outward(beyond.only(best), at_target, "free")
    if np.isnan([low, high]).any() or not free.optimal:
        return Found(status="unsolved")
    gain = ((free[more][0] - 1.0) * target + free[further]) / at_target
    return Found(
        score=1.0 - low,
        lambdas=kept[lambdas],
        target_out=target,
        radial_out=(kept[phi][0] - 1.0) * point.y,
        parts={"elasticity_high": 1.0 - low, "elasticity_low": 1.0 - high, "gain": float(gain.mean())},
        exact=kept.exact,
    )
