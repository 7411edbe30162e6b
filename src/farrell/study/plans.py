"""The plan of a study: the options of ``[rebalance]``, and the tables that a plan fills."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from farrell.data import Panel
from farrell.data.named import PATHS
from farrell.policy import Plan, rebalance, rebalance_front
from farrell.policy.front import OWN
from farrell.policy.options import INEFFICIENCY

PLAN_KEYS = ("period", "front", *(k for k in list(signature(rebalance).parameters)[2:] if k != "distances"))
"""Keys of ``[rebalance]``: the period, points of the front of equity against gain, and the planner's options."""

FILES = PATHS["rebalance"]
"""Keys that name a file beside the study file."""
NOT_OF_FRONT = ("lots", "smallest", "touched")
"""Options of the planner that a front does without."""


def made(panel: Panel, wanted: Mapping[str, Any], folder: Path) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Tables of a plan, and its record with both behaviours and the front; files it names are in ``folder``."""
    chosen, points = arguments(wanted, folder), wanted.get("front", 0)
    period = chosen.pop("period", None)
    plan = rebalance(panel, period, **chosen)
    both = {plan.settings["inefficiency"]: plan}
    for other in INEFFICIENCY:
        if other not in both and plan.settings["objective"] == "gain":
            both[other] = rebalance(panel, period, **{**chosen, "inefficiency": other})
    record = {**plan.to_dict(), "behaviours": [_behaviour(name, both[name]) for name in INEFFICIENCY if name in both]}
    tables = tables_of(plan)
    if points:
        used = {k: v for k, v in chosen.items() if k not in (*OWN, *NOT_OF_FRONT)}
        front = rebalance_front(panel, period, points=points, **used)
        tables["plan_front"] = front.to_frame()
        record["front"] = {"present": front.present, "points": front.to_frame().to_dict(orient="records")}
    return tables, record


def arguments(wanted: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Arguments of :func:`farrell.rebalance` beside the panel; files they name are in ``folder``."""
    return {k: str(folder / v) if k in FILES else v for k, v in wanted.items() if k != "front"}


def _behaviour(name: str, plan: Plan) -> dict[str, Any]:
    parts = {"gain": plan.gain_total, "catch_up": plan.catch_up, "reallocation": plan.reallocation}
    return {"inefficiency": name, **parts}


def tables_of(plan: Plan) -> dict[str, pd.DataFrame]:
    """Transfers, gains, units, totals, flows, prices, intensities and checks, one table each."""
    return {
        "plan_moves": plan.to_frame(),
        "plan_outputs": plan.outputs_frame(),
        "plan_units": pd.DataFrame({"unit": plan.units, "te_before": plan.te_before, "te_after": plan.te_after}),
        "plan_totals": _totals(plan),
        "plan_lambdas": _lambdas(plan),
        "plan_flows": plan.flows_frame(),
        "plan_prices": plan.prices_frame(),
        "plan_checks": plan.checks_frame(),
    }


def _totals(plan: Plan) -> pd.DataFrame:
    """One row a variable: before, moved (inputs), change of the total, after, its share, equality per person."""
    rows = []
    for i, column in enumerate(plan.inputs):
        before, net = plan.before_in[:, i].sum(), plan.net[:, i]
        moved = 0.5 * np.abs(net).sum()
        rows.append(
            [column, "input", before, moved, net.sum(), before + net.sum(), plan.moves[i],
             plan.inequality_before[i], plan.inequality_after[i]]
        )  # fmt: skip
    for r, column in enumerate(plan.outputs):
        before, gain = plan.before_out[:, r].sum(), plan.gain[:, r].sum()
        rows.append([column, "output", before, np.nan, gain, before + gain, gain / before, np.nan, np.nan])
    names = ["column", "role", "before", "moved", "change", "after", "share", "inequality_before", "inequality_after"]
    return pd.DataFrame(rows, columns=names)


def _lambdas(plan: Plan) -> pd.DataFrame:
    rows = [
        [plan.units[k], plan.frontier_units[e], plan.frontier_periods[e], plan.lambdas[k, e]]
        for k, e in np.argwhere(plan.lambdas > 0)
    ]
    return pd.DataFrame(rows, columns=["unit", "peer", "peer_period", "lambda"])
