"""A plan as plain values: what plan.json holds, enough to derive every number again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from farrell.policy.limits import Limits
    from farrell.policy.plan import Plan

SCHEMA = 1


def record(plan: Plan) -> dict[str, Any]:
    """Settings, limits, every transfer and gain, intensities that are not zero, prices, flows and the certificate."""
    return {
        "schema": SCHEMA,
        **plan.provenance,
        "period": plain(plan.period),
        "settings": plain(dict(plan.settings)),
        "objective": {
            "gain": plan.gain_total,
            "catch_up": plan.catch_up,
            "reallocation": plan.reallocation,
            "weights": dict(zip(plan.outputs, plan.weights.tolist(), strict=True)),
            "moves": dict(zip(plan.inputs, plan.moves.tolist(), strict=True)),
            "inequality_before": dict(zip(plan.inputs, plain(plan.inequality_before), strict=True)),
            "inequality_after": dict(zip(plan.inputs, plain(plan.inequality_after), strict=True)),
            "status": plan.status,
        },
        "inputs": _inputs(plan),
        "outputs": _outputs(plan),
        "units": _units(plan),
        "lambdas": _lambdas(plan),
        "limits": _limits(plan.limits, plan),
        "prices_of": plan.prices_of,
        "prices": [asdict(price) for price in plan.prices],
        "flows": [asdict(flow) for flow in plan.flows],
        "certificate": {
            "clean": plan.certificate.clean,
            "primal_fault": plain(plan.certificate.primal_fault),
            "dual_fault": plain(plan.certificate.dual_fault),
            "gap": plain(plan.certificate.gap),
            "checks": [{**plain(asdict(check)), "clean": check.clean} for check in plan.certificate.checks],
        },
    }


def _inputs(plan: Plan) -> list[dict[str, Any]]:
    names = ("before", "in", "out", "after", "least_move", "most_move", "sure")
    arrays = (plan.before_in, plan.into, plan.out, plan.after_in, plan.least_move, plan.most_move, plan.sure)
    return [
        {"unit": unit, "column": column, **{name: plain(a[k, i]) for name, a in zip(names, arrays, strict=True)}}
        for k, unit in enumerate(plan.units)
        for i, column in enumerate(plan.inputs)
    ]


def _outputs(plan: Plan) -> list[dict[str, Any]]:
    return [
        {"unit": unit, "column": column, "before": plain(plan.before_out[k, r]), "gain": plain(plan.gain[k, r])}
        for k, unit in enumerate(plan.units)
        for r, column in enumerate(plan.outputs)
    ]


def _units(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "unit": unit,
            "te_before": plain(plan.te_before[k]),
            "te_after": plain(plan.te_after[k]),
            "factor": plain(plan.factor[k]),
            "thousands": None if plan.people is None else plain(plan.people[k]),
        }
        for k, unit in enumerate(plan.units)
    ]


def _lambdas(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "unit": plan.units[k],
            "peer": plan.frontier_units[e],
            "peer_period": plain(plan.frontier_periods[e]),
            "lambda": plain(plan.lambdas[k, e]),
        }
        for k, e in np.argwhere(plan.lambdas > 0)
    ]


def _limits(limits: Limits, plan: Plan) -> dict[str, Any]:
    """In data units, null for none."""
    by_input = [
        {"unit": unit, "column": column, "most_in": limits.into[k, i], "in_by": limits.into_why[k, i],
         "most_out": limits.out[k, i], "out_by": limits.out_why[k, i]}
        for k, unit in enumerate(plan.units)
        for i, column in enumerate(plan.inputs)
    ]  # fmt: skip
    by_output = [
        {"unit": unit, "column": column, "least": limits.least[k, r], "most": limits.most[k, r]}
        for k, unit in enumerate(plan.units)
        for r, column in enumerate(plan.outputs)
    ]
    totals = zip(plan.inputs, limits.total_low, limits.total_high, limits.lots, limits.smallest, strict=True)
    return {
        "inputs": plain(by_input),
        "outputs": plain(by_output),
        "totals": [
            plain({"column": c, "low": low, "high": high, "lot": lot, "smallest": small})
            for c, low, high, lot, small in totals
        ],
        "ratios": [plain(asdict(ratio)) for ratio in limits.ratios],
        "touched": limits.touched,
    }


def plain(value: Any) -> Any:
    """A value as JSON has it; what is not finite is null."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return {str(k): plain(v) for k, v in value.items()} if hasattr(value, "items") else str(value)
