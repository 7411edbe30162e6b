"""The scenarios of a study: each ``[[scenario]]`` and the tables they fill together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any

import pandas as pd

from farrell.data import Panel
from farrell.policy import Diffusion, Scenario, diffusion, scenario
from farrell.policy.changes import KINDS, options_of

DIFFUSION = "diffusion"
SCENARIO_KINDS = (*KINDS, DIFFUSION)


def keys_of(kind: str) -> tuple[str, ...]:
    """Keys of a ``[[scenario]]`` of a kind."""
    own = list(signature(diffusion).parameters)[2:] if kind == DIFFUSION else ["orientation", *options_of(kind)]
    return ("name", "kind", "period", *own)


@dataclass(frozen=True, slots=True)
class Made:
    """One scenario.

    Attributes
    ----------
    tables : by name
    told : what the report must know of it: name, kind, period, notes and options
    result : as its function gave it
    """

    tables: dict[str, pd.DataFrame]
    told: dict[str, Any]
    result: Scenario | Diffusion


def one(panel: Panel, entry: Mapping[str, Any]) -> Made:
    """The scenario of a ``[[scenario]]``."""
    chosen = dict(entry)
    kind, period = chosen.pop("kind"), chosen.pop("period", None)
    name = chosen.pop("name", kind)
    notes: tuple[str, ...] = ()
    result: Scenario | Diffusion
    if kind == DIFFUSION:
        result = diffusion(panel, period, **chosen)
        tables = {"diffusion_paths": result.to_frame().assign(scenario=name)}
        chosen = {**chosen, **{key: result.settings[key] for key in ("mode", "share", "years")}}
    else:
        result = scenario(panel, kind, period, name=name, **chosen)
        tables = {
            "scenarios": result.to_frame(),
            "scenario_changes": result.changes(),
            "scenario_totals": result.totals(),
        }
        if result.gains is not None:
            tables["scenario_gains"] = result.gains_frame()
        notes = result.notes
    when = panel.periods[-1] if period is None else period
    return Made(tables, {"name": name, "kind": kind, "period": when, "notes": list(notes), "options": chosen}, result)


def made(panel: Panel, wanted: Sequence[Mapping[str, Any]]) -> tuple[dict[str, pd.DataFrame], list[dict[str, Any]]]:
    """Tables of all scenarios, and what the report must know of each."""
    found = [one(panel, entry) for entry in wanted]
    frames: dict[str, list[pd.DataFrame]] = {}
    for item in found:
        for table, frame in item.tables.items():
            frames.setdefault(table, []).append(frame)
    joined = {table: pd.concat(parts, ignore_index=True) for table, parts in frames.items()}
    return joined, [item.told for item in found]
