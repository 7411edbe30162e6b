"""The scenarios of a study: each ``[[scenario]]`` and the tables they fill together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import signature
from typing import Any

import pandas as pd

from farrell.data import Panel
from farrell.policy import diffusion, scenario
from farrell.policy.changes import KINDS, options_of

DIFFUSION = "diffusion"
SCENARIO_KINDS = (*KINDS, DIFFUSION)


def keys_of(kind: str) -> tuple[str, ...]:
    """Keys of a ``[[scenario]]`` of a kind."""
    own = list(signature(diffusion).parameters)[2:] if kind == DIFFUSION else ["orientation", *options_of(kind)]
    return ("name", "kind", "period", *own)


def made(panel: Panel, wanted: Sequence[Mapping[str, Any]]) -> tuple[dict[str, pd.DataFrame], list[dict[str, Any]]]:
    """Tables of all scenarios, and what the report must know of each."""
    frames: dict[str, list[pd.DataFrame]] = {}
    told = []
    for entry in wanted:
        chosen = dict(entry)
        kind, period = chosen.pop("kind"), chosen.pop("period", None)
        name = chosen.pop("name", kind)
        notes: tuple[str, ...] = ()
        if kind == DIFFUSION:
            path = diffusion(panel, period, **chosen)
            made_now = {"diffusion_paths": path.to_frame().assign(scenario=name)}
            chosen = {**chosen, **{key: path.settings[key] for key in ("mode", "share", "years")}}
        else:
            found = scenario(panel, kind, period, name=name, **chosen)
            made_now = {
                "scenarios": found.to_frame(),
                "scenario_changes": found.changes(),
                "scenario_totals": found.totals(),
            }
            notes = found.notes
        for table, frame in made_now.items():
            frames.setdefault(table, []).append(frame)
        when = panel.periods[-1] if period is None else period
        told.append({"name": name, "kind": kind, "period": when, "notes": list(notes), "options": chosen})
    return {table: pd.concat(parts, ignore_index=True) for table, parts in frames.items()}, told
