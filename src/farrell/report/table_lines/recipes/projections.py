"""Tables of where units are projected: slacks, peers, and totals of what is too much or too little."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def slacks(panel: Any, projections: Any) -> Any:
    roles, blocks = panel.roles, []
    for found in projections:
        sides = [
            ("input", roles.inputs, panel.X, -1, found.redundancy),
            ("output", roles.outputs, panel.Y, 1, found.shortfall),
            ("undesirable", roles.undesirable, panel.B, -1, found.excess),
        ]
        radial, slack, target = found.radial_move, found.slacks, found.targets
        for role, columns, actual, sign, rate in sides:
            for i, column in enumerate(columns):
                block = {"unit": panel.unit_labels, "period": panel.period_labels, "variable": column, "role": role}
                block |= {"actual": actual[:, i], "radial_move": sign * radial[column].to_numpy()}
                block |= {"slack_move": sign * slack[column].to_numpy(), "target": target[column].to_numpy()}
                blocks.append(pd.DataFrame({**block, "rate": rate[:, i], "rts": found.settings["rts"]}))
    return pd.concat(blocks, ignore_index=True)


def redundancy(slacks: Any) -> Any:
    side = slacks["role"].map({"input": 1, "undesirable": 1, "output": -1})
    outward = side * slacks["radial_move"] > 1e-6 * slacks["actual"].abs()
    beyond = outward.groupby([slacks["unit"], slacks["period"], slacks["rts"]]).transform("any")
    by = slacks[slacks["target"].notna() & ~beyond].groupby(["period", "variable", "role", "rts"], sort=False)
    table = by[["actual", "radial_move", "slack_move", "target"]].sum().reset_index()
    side = table["role"].map({"input": 1, "undesirable": 1, "output": -1})
    table["amount"] = side * (table["actual"] - table["target"])
    table["rate"] = table["amount"] / table["actual"].where(table["actual"] != 0)
    return table


def peers(panel: Any, projections: Any) -> Any:
    rows = []
    for found in projections:
        for r, k in np.argwhere(found.peer >= 0):
            peer = found.peer[r, k]
            row = {"unit": panel.unit_labels[r], "period": panel.period_labels[r]}
            row |= {"peer": found.reference_units[peer], "lambda": found.peer_weight[r, k]}
            rows.append({**row, "rts": found.settings["rts"], "peer_period": found.reference_periods[peer]})
    return pd.DataFrame(rows)
