"""Diagnosis, benchmarks and milestones of a study: the options of ``[benchmarks]``, and the tables they fill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from farrell.data import Panel
from farrell.policy import benchmarks, diagnose, milestones

BENCHMARK_KEYS = ("period", "orientation", "similar", "nearest", "limit", "years", "way")
"""Keys of ``[benchmarks]``: the period, and options of the three functions."""


def made(panel: Panel, wanted: Mapping[str, Any]) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables, and what the report must know to speak of them."""
    period = wanted.get("period")
    shared = {k: wanted[k] for k in ("orientation",) if k in wanted}
    alike = {k: wanted[k] for k in ("similar", "nearest") if k in wanted}
    paced = {k: wanted[k] for k in ("limit", "years", "way") if k in wanted}
    found = diagnose(panel, period, **shared)
    whom = benchmarks(panel, period, **shared, **alike)
    ways = milestones(panel, period, **shared, **paced)
    tables = {
        "diagnosis": found.to_frame(),
        "diagnosis_units": found.units_frame(),
        "benchmarks": whom.peers_frame(),
        "nearest": whom.nearest_frame(),
        "closest": whom.targets_frame(),
        "role_models": whom.role_models(),
        "group_frontiers": whom.to_frame()[["unit", "te", "te_group"]],
        "milestones": ways.to_frame(),
        "milestone_years": ways.years_frame(),
    }
    if whom.group is None:
        del tables["group_frontiers"]
    labels = dict(zip(whom.units, whom.panel.labels[whom.group].tolist(), strict=True)) if whom.group else {}
    settings = {**whom.settings, "limit": ways.settings["limit"], "way": ways.settings["way"]}
    return tables, {"settings": {k: v for k, v in settings.items() if k != "model"}, "groups": labels}
