"""Tables of how sure scores, means and changes are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def as_shares(found: Any, score: Any) -> Any:
    table = found.to_frame()
    if found.settings["orientation"] == "output":
        for low, high in (("low", "high"), ("low_percentile", "high_percentile")):
            if low in table:
                table[low], table[high] = 1 / table[high], 1 / table[low]
        table["score"], table["score_corrected"] = 1 / table["score"], 1 / table["score_corrected"]
        table["bias"] = table["score"] - table["score_corrected"]
    table = table.rename(columns={"score": "value", "score_corrected": "corrected"})
    table.insert(2, "score", score)
    if "high_percentile" in table:
        table["inefficient"] = (table["value"] < 1 - 1e-6) & (table["high_percentile"] < 1)
    return table


def intervals(bootstraps: Any) -> Any:
    return pd.concat([as_shares(found, score) for score, found in bootstraps.items()], ignore_index=True)


def index_intervals(drawn: Any) -> Any:
    table = drawn.to_frame()
    above, below = table["significant"] > 0, table["significant"] < 0
    unknown = table["low"].isna()
    table["direction"] = np.select([unknown, above, below], ["", "progress", "regress"], "unsure")
    return table.drop(columns="significant")


def with_ordinary(found: Any, keys: Any) -> Any:
    rows = found.to_frame()
    plain = rows[rows["method"] == "ordinary"].set_index(keys)[["estimate", "low", "high"]]
    plain.columns = ["ordinary", "ordinary_low", "ordinary_high"]
    best = rows[rows["best"]].set_index(keys).drop(columns=["se", "holds", "best"])
    return plain.join(best).rename(columns={"estimate": "value"}).reset_index()


def mean_intervals(mean_scores: Any) -> Any:
    return pd.concat(
        [with_ordinary(found, ["period"]).assign(score=score) for score, found in mean_scores.items()],
        ignore_index=True,
    )


def mean_index_intervals(mean_change: Any, parts: Any) -> Any:
    table = with_ordinary(mean_change, ["period_from", "period_to", "component"])
    table = table[table["component"].isin(parts)].reset_index(drop=True)
    whole = (table["period_from"] == table["period_from"].min()) & (table["period_to"] == table["period_to"].max())
    table["overall"] = whole
    return table
