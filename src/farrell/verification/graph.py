"""Golden cases of graph, Russell, Hölder and closest-target models."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.dea.closest_targets import closest_targets
from farrell.dea.efficiency_ladder import efficiency_ladder
from farrell.dea.frontier import ANY_RTS, RTS
from farrell.dea.holder import holder
from farrell.dea.hyperbolic import generalized_distance, hyperbolic
from farrell.dea.result import DEAResult
from farrell.dea.russell import russell
from farrell.verification.cases import Case
from farrell.verification.common import (
    Quantities,
    Runner,
    SelfChecked,
    intensity_fault,
    options_of,
    technology_of,
)

GRS = {"L": None, "U": None, "bounds": None}
"""Spellings of the bounds of generalised returns to scale; any value."""


def _projected(case: Case, result: DEAResult) -> dict[str, Any]:
    """What every model of this family says of the way to the frontier, in the case's order."""
    order = np.argsort(case.panel().rows)
    return {
        "efficiency": result.score[order],
        "slack_inputs": result.slack_in[order],
        "slack_outputs": result.slack_out[order],
        "target_inputs": result.target_in[order],
        "target_outputs": result.target_out[order],
        "lambdas": SelfChecked(intensity_fault(result)),
    }


def _russell(case: Case) -> Quantities:
    options = options_of(case, rts=ANY_RTS, orientation=("input", "output", "graph"), slack=None, **GRS)
    panel = case.panel()
    result = russell(panel, zeros="skip", **technology_of(options))
    order = np.argsort(panel.rows)
    return _projected(case, result) | {
        "efficiency_0_1": result.te[order],
        "efficiency_x": _factors(result.parts["theta"], result.status == "optimal")[order],
        "efficiency_y": _factors(result.parts["phi"], result.status == "optimal")[order],
    }


def _nonradial(case: Case) -> Quantities:
    options = options_of(
        case,
        rts=RTS,
        orientation=("input", "output"),
        restricted=(True, False),
        restricted_eff=(True, False),
        weight_eff=None,
        maxslack=None,
        **GRS,
    )
    panel = case.panel()
    inputs = options.get("orientation", "input") == "input"
    columns = panel.roles.inputs if inputs else panel.roles.outputs
    given = options.get("weight_eff")
    values = np.broadcast_to(np.asarray(1.0 if given is None else given, dtype=np.float64), len(columns))
    result = russell(
        panel,
        weights={column: float(value) for column, value in zip(columns, values, strict=True)},
        restricted=options.get("restricted", options.get("restricted_eff", True)),
        zeros="skip",
        **technology_of(options),
    )
    order = np.argsort(panel.rows)
    factors = _factors(result.parts["theta" if inputs else "phi"], result.status == "optimal")
    # one column a factor and the mean behind them; a single factor is its mean
    efficiency: Any = np.column_stack([factors, result.score]) if len(columns) > 1 else result.score
    return _projected(case, result) | {
        "efficiency": efficiency[order],
        "efficiency_mean": result.score[order],
        "mean_efficiency": result.score[order],
    }


def _hyperbolic(case: Case) -> Quantities:
    options = options_of(case, rts=ANY_RTS, orientation=("graph", "none", None), slack=None, **GRS)
    technology = technology_of(options)
    del technology["orientation"]
    return _projected(case, hyperbolic(case.panel(), **technology))


def _generalized(case: Case) -> Quantities:
    options = options_of(case, rts=ANY_RTS, orientation=("graph", "none", None), alpha=None, slack=None, **GRS)
    technology = technology_of(options)
    del technology["orientation"]
    alpha = options.get("alpha")
    return _projected(
        case, generalized_distance(case.panel(), alpha=0.5 if alpha is None else float(alpha), **technology)
    )


def _holder(case: Case) -> Quantities:
    options = options_of(
        case,
        rts=RTS,
        orientation=("input", "output", "graph", "none", None),
        l=(1, 2, "1", "2", "inf", "Inf"),
        weighted=(True, False),
        weight=(True, False),
        slack=None,
        **GRS,
    )
    norm: Any = {"1": 1, "2": 2, "inf": "inf"}[str(options["l"]).lower()]
    weighted = bool(options.get("weighted", options.get("weight", False)))
    technology = technology_of(options)
    if options.get("orientation") in ("graph", None):
        technology["orientation"] = "none"
    result = holder(case.panel(), l=norm, weighted=weighted, **technology)
    quantities = _projected(case, result)
    if norm == 2:  # the nearest point need not be unique, nor do the cases say which slacks they take
        move = np.hstack([result.radial_in, result.radial_out])
        data = np.hstack([result.panel.X, result.panel.Y])
        share = np.divide(move, data, out=np.zeros_like(move), where=move != 0) if weighted else move
        length = np.linalg.norm(share, axis=1)
        miss = np.abs(length - result.score) / np.maximum(result.score, 1.0)
        fault = SelfChecked(float(np.max([intensity_fault(result), miss[result.status == "optimal"].max(initial=0.0)])))
        quantities |= dict.fromkeys(("slack_inputs", "slack_outputs", "target_inputs", "target_outputs"), fault)
    return quantities


def _closest(case: Case) -> Quantities:
    options = options_of(
        case,
        rts=RTS,
        orientation=("input", "output", "none", None),
        weights=("ones", None),
        method=None,
        **GRS,
    )
    technology = technology_of(options)
    technology["orientation"] = options.get("orientation") or "none"
    result = closest_targets(case.panel(), criterion="additive", **technology)
    total = result.slack_in.sum(axis=1) + result.slack_out.sum(axis=1)
    miss = np.abs(total - result.score) / np.maximum(result.score, 1.0)
    fault = SelfChecked(float(np.max([intensity_fault(result), miss[result.status == "optimal"].max(initial=0.0)])))
    names = ("slack_inputs", "slack_outputs", "target_inputs", "target_outputs")  # of one of the closest targets
    return _projected(case, result) | dict.fromkeys(names, fault)


def _ladder(case: Case) -> Quantities:
    """Numbers of units count from 1; the source takes the efficient unit itself away last."""
    options = options_of(case, rts=RTS, orientation=("input", "output"), dmu_index=None, **GRS)
    panel = case.panel()
    names = [panel.unit_at(int(row)) for row in np.argsort(panel.rows)]
    chosen = int(options["dmu_index"])
    ladder = efficiency_ladder(panel, names[chosen - 1], **technology_of(options))
    steps = [names.index(name) + 1 for name in ladder.removed]
    return {"eff": ladder.score, "removed": [*steps, chosen]}


def _factors(values: Any, ok: Any) -> Any:
    """What has no factor does not move, in a row with a score."""
    return np.where(np.isnan(values) & ok[:, None], 1.0, values)


RUNNERS: dict[str, Runner] = {
    "russell": _russell,
    "nonradial_russell": _nonradial,
    "preference_structure": _nonradial,
    "additive_min_closest": _closest,
    "efficiency_ladder": _ladder,
    "holder": _holder,
    "hyperbolic": _hyperbolic,
    "generalized_df": _generalized,
}
