"""Golden cases of additive and slacks-based models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from farrell.dea.additive import additive
from farrell.dea.frontier import ANY_ORIENTATION, ANY_RTS, RTS
from farrell.dea.project import Point, span
from farrell.dea.result import DEAResult
from farrell.dea.sbm import sbm
from farrell.dea.super_additive import super_additive
from farrell.dea.super_sbm import INEFFICIENT, super_sbm
from farrell.lp import LinearProgram
from farrell.verification.cases import Case
from farrell.verification.common import (
    Floats,
    Quantities,
    Runner,
    SelfChecked,
    intensity_fault,
    options_of,
    technology_of,
)

ALTERNATIVE = 1e-6
"""How near, relative, the case's slacks must come to our score to be another optimum of the same program."""


def _additive(case: Case) -> Quantities:
    options = options_of(
        case,
        rts=ANY_RTS,
        orientation=ANY_ORIENTATION,
        weights=("ones", "mip", "normalised", "normalized", "ram", "bam"),
        disposability_inputs=("strong", "weak"),
        disposability_outputs=("strong", "weak"),
        L=None,
        U=None,
        bounds=None,
    )
    weights: Any = options.get("weights", "ones").replace("normalized", "normalised")
    panel = case.panel()
    result = additive(
        panel,
        **technology_of({"orientation": "none", **options}),
        weights=weights,
        disposability_inputs=options.get("disposability_inputs", "strong"),
        disposability_outputs=options.get("disposability_outputs", "strong"),
    )
    order = np.argsort(panel.rows)

    def objective(slack_in: Floats, slack_out: Floats) -> Floats:
        known = weights == "ones" and options.get("orientation", "none") == "none"
        return np.asarray(slack_in.sum(axis=1) + slack_out.sum(axis=1)) if known else np.full(len(order), np.nan)

    return {"efficiency": result.score[order]} | _shared(case, result, objective)


def _sbm(case: Case) -> Quantities:
    options = options_of(case, rts=ANY_RTS, orientation=ANY_ORIENTATION, L=None, U=None, bounds=None)
    panel = case.panel()
    result = sbm(panel, **technology_of({"orientation": "none", **options}))
    order = np.argsort(panel.rows)
    X, Y, orientation = panel.X[order], panel.Y[order], options.get("orientation", "none")

    def objective(slack_in: Floats, slack_out: Floats) -> Floats:
        top = 1.0 - (slack_in / X).mean(axis=1) * (orientation != "output")
        return np.asarray(top / (1.0 + (slack_out / Y).mean(axis=1) * (orientation != "input")))

    def factor(slack_out: Floats) -> Floats:
        return np.asarray(1.0 / (1.0 + (slack_out / Y).mean(axis=1) * (orientation != "input")))

    quantities = {"efficiency": result.score[order]} | _shared(case, result, objective)
    return quantities | {"charnes_cooper_t": factor(quantities["slack_outputs"])}


def _shared(case: Case, result: DEAResult, objective: Callable[[Floats, Floats], Floats]) -> dict[str, Any]:
    """Slacks and targets. They need not be unique: slacks of the case that are possible and have our objective are
    those of another optimum, and stand in their row for ours. ``objective`` is NaN where slacks do not tell it."""
    panel, order = result.panel, np.argsort(result.panel.rows)
    X, Y = panel.X[order], panel.Y[order]
    slack_in, slack_out = result.slack_in[order], result.slack_out[order]
    target_in, target_out = result.target_in[order].copy(), result.target_out[order].copy()
    ours = objective(slack_in, slack_out)
    # slacks that do not give our own score are wrong whatever the case says
    wrong = np.abs(ours - result.score[order]) > ALTERNATIVE * np.maximum(np.abs(ours), ALTERNATIVE)
    slack_in, slack_out = (np.where(wrong[:, None], np.nan, side) for side in (slack_in, slack_out))
    named = ("slack_inputs", "slack_outputs")
    if all(name in case.expected for name in named):
        theirs = [
            np.asarray(case.expected[name], dtype=np.float64).reshape(side.shape)
            for name, side in zip(named, (slack_in, slack_out), strict=True)
        ]
        other = np.abs(objective(*theirs) - ours) <= ALTERNATIVE * np.abs(ours)
        for k in np.nonzero(other)[0]:
            point = X[k] - theirs[0][k], Y[k] + theirs[1][k]
            if min(side[k].min() for side in theirs) >= -case.tolerance["abs"] and _is_possible(result, *point):
                slack_in[k], slack_out[k], target_in[k], target_out[k] = theirs[0][k], theirs[1][k], *point
    return {
        "slack_inputs": slack_in,
        "slack_outputs": slack_out,
        "target_inputs": target_in,
        "target_outputs": target_out,
        "lambdas": SelfChecked(intensity_fault(result)),
    }


def _is_possible(result: DEAResult, x: Floats, y: Floats) -> bool:
    """Whether the panel's technology reaches a point, by the digits that cases print."""
    panel, rts = result.panel, result.settings["rts"]
    margin_in, margin_out = (ALTERNATIVE * np.abs(side).max(axis=0) for side in (panel.X, panel.Y))
    more, less = x + margin_in, y - margin_out
    if rts == "fdh":
        return bool(((more >= panel.X).all(axis=1) & (less <= panel.Y).all(axis=1)).any())
    program = LinearProgram()
    point = Point(x, y, np.zeros(0), panel.X, panel.Y, panel.B, -1, 0)
    lambdas = span(program, point, rts, result.settings["bounds"])
    program.rows("<=", more, (lambdas, panel.X.T))
    program.rows(">=", less, (lambdas, panel.Y.T))
    return program.minimise().optimal


def _super_sbm(case: Case) -> Quantities:
    """Sources give inefficient units their SBM score, 1, or nothing; where a case says 1, ours is that of
    ``inefficient="one"``."""
    options = options_of(case, rts=RTS, orientation=ANY_ORIENTATION, L=None, U=None, bounds=None)
    panel, chosen = case.panel(), technology_of({"orientation": "none", **options})
    order = np.argsort(panel.rows)
    scores = [super_sbm(panel, **chosen, inefficient=kind).score[order] for kind in INEFFICIENT]
    expected = np.array(case.expected["efficiency"], dtype=np.float64)
    return {"efficiency": np.where(np.abs(expected - 1.0) <= ALTERNATIVE, scores[1], scores[0])}


def _super_additive(case: Case) -> Quantities:
    options = options_of(
        case, rts=RTS, orientation=ANY_ORIENTATION, weights=("deaR default", "mip", "ones"), L=None, U=None, bounds=None
    )
    weights: Any = options.get("weights", "mip").replace("deaR default", "mip")
    panel = case.panel()
    result = super_additive(panel, **technology_of({"orientation": "none", **options}), weights=weights)
    return {"efficiency": result.score[np.argsort(panel.rows)]}


RUNNERS: dict[str, Runner] = {
    "additive": _additive,
    "sbm": _sbm,
    "super_additive": _super_additive,
    "super_sbm": _super_sbm,
}
