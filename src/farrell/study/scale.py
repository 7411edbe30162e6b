"""How many units have increasing, constant and decreasing returns to scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from farrell.dea import DEAResult

STATUSES = ("irs", "crs", "drs")
APART = 1e-6
"""An elasticity this far from 1 is another."""


def counts(result: DEAResult, group: str | None, model: str) -> pd.DataFrame:
    """A period, all units and by region: n, irs, crs, drs, open, se_mean.

    ``open`` counts the units of constant returns that stand at a corner of the frontier: some optimal multipliers say
    increasing returns there, others decreasing.
    """
    panel, parts = result.panel, result.parts
    status = parts["scale_status"]
    is_open = (parts["elasticity_left"] > 1 + APART) & (parts["elasticity_right"] < 1 - APART)
    members: list[tuple[str, str, Any]] = [("all", "all", np.ones(len(panel), dtype=bool))]
    if group is not None:
        labels = panel.labels[group]
        members += [("region", str(name), labels == name) for name in dict.fromkeys(labels)]
    rows: list[dict[str, Any]] = []
    for by, name, inside in members:
        for t, period in enumerate(panel.periods):
            here = inside & (panel.period_index == t) & (status != "")
            if here.any():
                found = {"by": by, "name": name, "period": period, "model": model, "n": int(here.sum())}
                found |= {word: int((status[here] == word).sum()) for word in STATUSES}
                rows.append({**found, "open": int(is_open[here].sum()), "se_mean": float(parts["se"][here].mean())})
    return pd.DataFrame(rows, columns=["by", "name", "period", "model", "n", *STATUSES, "open", "se_mean"])
