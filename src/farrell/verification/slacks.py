"""Golden cases of additive and slacks-based models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from farrell.dea.additive import additive
from farrell.dea.frontier import ANY_ORIENTATION, ANY_RTS, RTS
from farrell.dea.result import DEAResult
from farrell.dea.sbm import sbm
from farrell.dea.super_additive import super_additive
from farrell.dea.super_sbm import super_sbm
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
    """Slacks and targets. They need not be unique: where the case's have our objective they are another optimum, and
    are taken for ours."""
    order = np.argsort(result.panel.rows)
    quantities: dict[str, Any] = {
        "slack_inputs": result.slack_in[order],
        "slack_outputs": result.slack_out[order],
        "target_inputs": result.target_in[order],
        "target_outputs": result.target_out[order],
        "lambdas": SelfChecked(intensity_fault(result)),
    }
    named = ("slack_inputs", "slack_outputs")
    if all(name in case.expected for name in named):
        theirs = [np.asarray(case.expected[name], dtype=np.float64).reshape(quantities[name].shape) for name in named]
        ours = objective(*(quantities[name] for name in named))
        other = np.abs(objective(*theirs) - ours) <= ALTERNATIVE * np.abs(ours)
        for name, values in zip(named, theirs, strict=True):
            quantities[name] = np.where(other[:, None], values, quantities[name])
        X, Y = result.panel.X[order], result.panel.Y[order]
        quantities["target_inputs"] = X - quantities["slack_inputs"]
        quantities["target_outputs"] = Y + quantities["slack_outputs"]
    return quantities


def _super_sbm(case: Case) -> Quantities:
    """Sources give inefficient units their SBM score, 1, or nothing; ours are the case's where it says 1."""
    options = options_of(case, rts=RTS, orientation=ANY_ORIENTATION, L=None, U=None, bounds=None)
    panel = case.panel()
    result = super_sbm(panel, **technology_of({"orientation": "none", **options}))
    score = result.score[np.argsort(panel.rows)]
    expected = np.array(case.expected["efficiency"], dtype=np.float64)
    return {"efficiency": np.where((np.abs(expected - 1.0) <= ALTERNATIVE) & (score < 1.0), 1.0, score)}


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
