"""Tables of advice, of the plan and of scenarios."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def diagnosis(diagnosed: Any) -> Any:
    return diagnosed.to_frame()


def diagnosis_units(diagnosed: Any) -> Any:
    return diagnosed.units_frame()


def benchmarks(advised: Any) -> Any:
    return advised.peers_frame()


def nearest(advised: Any) -> Any:
    return advised.nearest_frame()


def closest(advised: Any) -> Any:
    return advised.targets_frame()


def role_models(advised: Any) -> Any:
    return advised.role_models()


def group_frontiers(advised: Any) -> Any:
    return advised.to_frame()[["unit", "te", "te_group"]]


def milestones(ways: Any) -> Any:
    return ways.to_frame()


def milestone_years(ways: Any) -> Any:
    return ways.years_frame()


def plan_moves(plan: Any) -> Any:
    return plan.to_frame()


def plan_outputs(plan: Any) -> Any:
    return plan.outputs_frame()


def plan_units(plan: Any) -> Any:
    return pd.DataFrame({"unit": plan.units, "te_before": plan.te_before, "te_after": plan.te_after})


def plan_totals(plan: Any) -> Any:
    net, gain = plan.net.sum(axis=0), plan.gain.sum(axis=0)
    inputs = pd.DataFrame({"column": plan.inputs, "role": "input", "before": plan.before_in.sum(axis=0)})
    inputs["moved"], inputs["change"], inputs["share"] = np.abs(plan.net).sum(axis=0) / 2, net, plan.moves
    inputs["inequality_before"], inputs["inequality_after"] = plan.inequality_before, plan.inequality_after
    outputs = pd.DataFrame({"column": plan.outputs, "role": "output", "before": plan.before_out.sum(axis=0)})
    outputs["change"], outputs["share"] = gain, gain / outputs["before"]
    table = pd.concat([inputs, outputs], ignore_index=True)
    return table.assign(after=table["before"] + table["change"])


def plan_lambdas(plan: Any) -> Any:
    rows = []
    for k, e in np.argwhere(plan.lambdas > 0):
        row = {"unit": plan.units[k], "peer": plan.frontier_units[e], "peer_period": plan.frontier_periods[e]}
        rows.append({**row, "lambda": plan.lambdas[k, e]})
    return pd.DataFrame(rows)


def plan_flows(plan: Any) -> Any:
    return plan.flows_frame()


def plan_prices(plan: Any) -> Any:
    return plan.prices_frame()


def plan_checks(plan: Any) -> Any:
    return plan.checks_frame()


def plan_front(front: Any) -> Any:
    return front.to_frame()


def scenarios(changed: Any) -> Any:
    return pd.concat([one.to_frame() for one in changed], ignore_index=True)


def scenario_changes(changed: Any) -> Any:
    return pd.concat([one.changes() for one in changed], ignore_index=True)


def scenario_totals(changed: Any) -> Any:
    return pd.concat([one.totals() for one in changed], ignore_index=True)


def scenario_gains(changed: Any) -> Any:
    return pd.concat([one.gains_frame() for one in changed if one.gains is not None], ignore_index=True)


def diffusion_paths(spread: Any) -> Any:
    return pd.concat([one.to_frame().assign(scenario=name) for name, one in spread.items()], ignore_index=True)
