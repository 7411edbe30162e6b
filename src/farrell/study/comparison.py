"""Tables that compare: ranks and spread, regions with each other, one period with another, tests of groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from farrell.inference import kruskal_wallis

DIGITS = 8
"""Scores are compared after rounding to so many decimals: they are certified to 1e-10, and ties must stay ties."""


def scored(efficiency: pd.DataFrame) -> pd.DataFrame:
    """The rows with both scores, of which means, ranks and tests are made."""
    return efficiency[efficiency["te_crs"].notna() & efficiency["te_vrs"].notna()]


def rank(values: pd.Series) -> pd.Series:
    """1 for the highest; equal values share the better rank; empty without a value."""
    return values.round(DIGITS).rank(ascending=False, method="min").astype("Int64")


def spread(values: Any) -> dict[str, float]:
    """Standard deviation (n - 1), coefficient of variation, least and greatest of the values that are known."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if len(known) == 0:
        return dict.fromkeys(("sd", "cv", "min", "max"), np.nan)
    sd, mean = float(known.std(ddof=1)) if len(known) > 1 else np.nan, float(known.mean())
    return {"sd": sd, "cv": sd / mean if mean else np.nan, "min": float(known.min()), "max": float(known.max())}


def region_gaps(regions: pd.DataFrame, efficiency: pd.DataFrame, group: str, model: str) -> pd.DataFrame:
    """Each period's highest and lowest region by mean te_crs, and the share of variance between regions.

    ``between_share`` is sum_g n_g (mean_g - mean)^2 over the sum of squares of all scores about their mean.
    """
    rows = []
    for period, part in regions.groupby("period", sort=False):
        known: Any = part[part["te_crs"].notna()]
        if len(known) < 2:
            continue
        levels = known.set_index("region")["te_crs"].round(DIGITS)
        high, low = known["te_crs"].max(), known["te_crs"].min()
        rows.append(
            {
                "period": period,
                "highest": _only(levels[levels == levels.max()]),
                "lowest": _only(levels[levels == levels.min()]),
                "te_highest": high,
                "te_lowest": low,
                "gap": high - low,
                "ratio": high / low if low else np.nan,
                "between_share": _between(efficiency[efficiency["period"] == period], group),
                "model": model,
            }
        )
    columns = ("period", "highest", "lowest", "te_highest", "te_lowest", "gap", "ratio", "between_share", "model")
    return pd.DataFrame(rows, columns=list(columns))


def _only(levels: pd.Series) -> str:
    """The region that alone has a level; several that tie are none."""
    return str(levels.index[0]) if len(levels) == 1 else ""


def _between(now: pd.DataFrame, group: str) -> float:
    known = scored(now)
    scores = known["te_crs"].round(DIGITS)
    total = float(((scores - scores.mean()) ** 2).sum())
    means = scores.groupby(known[group]).transform("mean")
    return float(((means - scores.mean()) ** 2).sum()) / total if total > 0 else float("nan")


def movement(efficiency: pd.DataFrame, periods: list[Any], model: str) -> pd.DataFrame:
    """Each unit's first and last score and rank, what changed, and how much it varied in between.

    ``te_crs`` is against each period's frontier as the model has it, ``pooled`` against one frontier of all periods.
    """
    rows = []
    for unit, own in scored(efficiency).groupby("unit", sort=False):
        at = own.set_index("period").reindex(periods)
        row: dict[str, Any] = {"unit": unit, "period_first": periods[0], "period_last": periods[-1]}
        for name, column in (("te_crs", "te_crs"), ("pooled", "te_crs_pooled")):
            if column in at:
                first, last = float(at[column].iloc[0]), float(at[column].iloc[-1])
                row |= {f"{name}_first": first, f"{name}_last": last, f"{name}_change": last - first}
        first, last = at["rank"].iloc[0], at["rank"].iloc[-1]
        row |= {"rank_first": first, "rank_last": last, "rank_change": first - last}
        row |= {key: value for key, value in spread(at["te_crs"]).items() if key != "sd"}
        efficient = at["efficiency_crs"].isin(("efficient", "weakly efficient"))
        rows.append({**row, "n_efficient": int(efficient.sum()), "n": int(at["te_crs"].notna().sum()), "model": model})
    ranks = dict.fromkeys(("rank_first", "rank_last", "rank_change"), "Int64")
    return pd.DataFrame(rows).astype(ranks)


def efficiency_tests(efficiency: pd.DataFrame, group: str, model: str) -> pd.DataFrame:
    """Do regions differ in te_crs? One test of all and one of every pair, each period by itself."""
    blocks = [
        group_tests("te_crs", period, now["te_crs"], now[group].tolist(), model)
        for period, now in scored(efficiency).groupby("period", sort=False)
    ]
    if not blocks:
        return no_tests("te_crs", model)
    return pd.concat(blocks, ignore_index=True)


def no_tests(measure: str, model: str) -> pd.DataFrame:
    """The table of tests without any."""
    return group_tests(measure, "", [], [], model).iloc[:0]


def group_tests(measure: str, period: Any, values: Any, labels: list[str], model: str) -> pd.DataFrame:
    """One test of all groups, and one of every pair."""
    found = kruskal_wallis(np.round(np.asarray(values, dtype=np.float64), DIGITS), labels)
    size = dict(zip(found.groups, found.sizes, strict=True))
    head = {"measure": measure, "period": period}
    rows = [
        {
            **head,
            "test": "kruskal-wallis",
            "a": "",
            "b": "",
            "n": sum(found.sizes),
            "statistic": found.statistic,
            "df": found.df,
            "p": found.p,
            "p_holm": np.nan,
            "epsilon_squared": found.epsilon_squared,
            "model": model,
        }
    ]
    rows += [
        {
            **head,
            "test": "dunn",
            "a": pair.a,
            "b": pair.b,
            "n": size[pair.a] + size[pair.b],
            "statistic": pair.z,
            "df": np.nan,
            "p": pair.p,
            "p_holm": pair.p_holm,
            "epsilon_squared": np.nan,
            "model": model,
        }
        for pair in found.pairs
    ]
    frame = pd.DataFrame(rows)
    frame["df"] = frame["df"].astype("Int64")
    return frame
