"""Tables of an index over time. Those called after the index are here ``index_...``."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd

import farrell


def labels(change: Any, group: Any) -> Any:
    intervals = [f"{a}–{b}" for a, b in zip(change.period_from, change.period_to, strict=True)]
    labels = {"interval": intervals, "unit": list(change.units), "overall": ["overall"] * len(intervals)}
    if group is not None:
        regions = change.group_labels(group)
        labels |= {"region": regions, "region and interval": list(zip(regions, intervals, strict=True))}
    return labels


def index_table(change: Any) -> Any:
    return change.to_frame(distances=True)


def apart(table: Any) -> Any:
    pairs = [name if isinstance(name, tuple) else (name, "") for name in table["name"]]
    return table.assign(name=[name for name, _ in pairs], interval=[interval for _, interval in pairs])


def index_means(change: Any, labels: Any) -> Any:
    ahead, index = change.is_progress(np.round(change.index, 8)), change.components[-1]
    blocks = []
    for by, names in labels.items():
        keys = pd.Series([str(name) for name in names])[change.rows()]
        values = pd.Series(change.index)[change.rows()].groupby(keys)
        block = change.means(names).rename(columns={"group": "name"})
        key = block["name"].map(str)
        block[f"{index}_min"], block[f"{index}_max"] = key.map(values.min()), key.map(values.max())
        block["n_progress"] = key.map(pd.Series(ahead)[change.rows()].groupby(keys).sum()).fillna(0)
        blocks.append(block.assign(by=by))
    return apart(pd.concat(blocks, ignore_index=True))


def index_weighted(panel: Any, change: Any, labels: Any) -> Any:
    blocks = []
    for by, names in labels.items():
        blocks.append(change.means(names, weights=panel.roles.weight).rename(columns={"group": "name"}).assign(by=by))
    return apart(pd.concat(blocks, ignore_index=True))


def index_cumulative(change: Any, since: Any) -> Any:
    return change.cumulative(since)


def index_levels(result: Any) -> Any:
    table = result.to_frame()
    rank = table["tfp"].round(8).groupby(table["period"]).rank(ascending=False, method="min")
    return table.assign(rank=rank)


def cumulative_means(panel: Any, change: Any, index_means: Any, since: Any) -> Any:
    periods, parts = list(panel.periods), list(change.components)
    intervals = [f"{a}–{b}" for a, b in itertools.pairwise(periods)]
    start, blocks = periods.index(since), []
    regions = index_means[index_means["by"] == "region and interval"].groupby("name", sort=False)
    whole = index_means[index_means["by"] == "interval"].assign(interval=lambda rows: rows["name"])
    for by, name, rows in [("all", "", whole), *(("region", name, rows) for name, rows in regions)]:
        links = rows.set_index("interval").reindex(intervals)[parts].to_numpy(dtype=float)
        after, before = links[start:], links[:start][::-1]
        if change.is_sum:
            ahead, back = np.cumsum(after, axis=0), -np.cumsum(before, axis=0)
        else:
            ahead, back = np.cumprod(after, axis=0), 1 / np.cumprod(before, axis=0)
        chained = np.vstack([back[::-1], np.full((1, len(parts)), change.neutral), ahead])
        known = rows[parts].notna().any().to_numpy()
        block = pd.DataFrame(np.where(known, chained, np.nan), columns=parts)
        blocks.append(block.assign(by=by, name=name, period=periods))
    return pd.concat(blocks, ignore_index=True)


def contributions(change: Any, labels: Any) -> Any:
    rows = []
    for by in [by for by in labels if by in ("overall", "unit", "region")]:
        shares = change.contributions(labels[by])
        for (_, mean), (_, share) in zip(change.means(labels[by]).iterrows(), shares.iterrows(), strict=True):
            for part in [*change.leaves(), change.components[-1]]:
                growth = mean[part] if change.is_sum else np.log(mean[part])
                divides = part == "inch"  # Hicks-Moorsteen: outputs over inputs
                row = {"by": by, "name": str(mean["group"]), "component": part, "mean": mean[part]}
                row |= {"growth": -growth if divides else growth, "n": mean["n"]}
                known = 1.0 if np.isfinite(mean[change.components[-1]]) else np.nan
                rows.append({**row, "share": share.get(part, known)})
    return pd.DataFrame(rows)


def without(change: Any, left_out: Any, group: Any) -> Any:
    view = change.without(left_out)
    blocks = [view.means(["all"] * len(view.units))]
    if group is not None:
        blocks.append(view.means(view.group_labels(group)))
    table = pd.concat(blocks, ignore_index=True).rename(columns={"group": "region"})
    return table.assign(periods=", ".join(map(str, left_out)))


def technologies(panel: Any, shown: Any, group: Any, measured: Any) -> Any:
    table = farrell.compare_technologies(panel, technologies=shown, group=group, **measured)
    return table.rename(columns={"group": "region"})


def decompositions(panel: Any, chosen: Any) -> Any:
    return farrell.compare_decompositions(panel, **chosen).table


def transitivity(change: Any) -> Any:
    return farrell.transitivity(change)


def innovators(change: Any) -> Any:
    return farrell.innovators(change)


def index_samples(change: Any, group: Any) -> Any:
    own = change.means("unit")
    regions = dict(zip(change.units, change.group_labels(group), strict=True))
    whole = f"{change.period_from[0]}–{change.period_to[-1]}"
    return [(whole, own[change.components[-1]].to_numpy(), own["unit"].map(regions).tolist())]
