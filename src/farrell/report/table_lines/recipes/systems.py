"""Tables of subsystems: indicators, coupling coordination, and rankings beside efficiency."""

from __future__ import annotations

from typing import Any

import pandas as pd

import farrell


def space_indicators(indicators: Any, directions: Any, subsystem_of: Any) -> Any:
    table = farrell.topsis(indicators, directions).weights[["indicator", "weight"]]
    table = table.assign(subsystem=table["indicator"].map(subsystem_of), direction=table["indicator"].map(directions))
    whole = table.groupby("subsystem")["weight"].transform("sum")
    return table.assign(weight_within=table["weight"] / whole)


def space_coupling(indicators: Any, directions: Any, subsystem_of: Any, form: Any) -> Any:
    subsystems: Any = {}
    for name, values in indicators.items():
        subsystems.setdefault(subsystem_of[name], {})[name] = values
    return farrell.coupling(subsystems, directions, form=form).degrees  # type: ignore[operator]


def space_rankings(indicators: Any, directions: Any, subsystem_of: Any, ranked: Any, beside: Any) -> Any:
    keys = ["unit", "period"]
    found = farrell.topsis(indicators, directions).scores
    table = found.rename(columns={"closeness": "topsis", "rank": "topsis_rank"})[[*keys, "topsis", "topsis_rank"]]
    if ranked is not None:
        sums = ranked.scores.rename(columns={"rank": "rsr_rank", "grade": "rsr_grade"})
        table = table.merge(sums[[*keys, "rsr", "rsr_rank", "rsr_grade"]], on=keys)
    degrees = farrell.obstacles(indicators, directions, groups=subsystem_of).degrees
    first = degrees[degrees["rank"] == 1].drop_duplicates(keys).rename(columns={"indicator": "obstacle"})
    table = table.merge(first[[*keys, "obstacle"]], on=keys, how="left")
    if beside is not None:
        scores = beside.rename(columns={"rank": "te_rank"})[[*keys, "te_crs", "te_rank"]]
        table = table.merge(scores, on=keys, how="left")
    return table


def space_obstacles(indicators: Any, directions: Any, subsystem_of: Any) -> Any:
    means = farrell.obstacles(indicators, directions, groups=subsystem_of).means
    return means.assign(subsystem=means["indicator"].map(subsystem_of))


def space_agreement(rankings: Any) -> Any:
    names, blocks = list(rankings), []
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            try:
                found = farrell.rank_agreement(rankings[first], rankings[second])
            except farrell.OptionError:  # too few units in common
                continue
            blocks.append(found.assign(first=first, second=second))
    return pd.concat(blocks, ignore_index=True)
