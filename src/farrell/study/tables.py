"""The tables of a study, with fixed names and leading columns. One function a table; no wording, no drawing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from farrell.data import Panel, mean
from farrell.data.checks import correlations
from farrell.dea import DEAResult, ScaleResult, Screening, weighted_efficiency
from farrell.dea.imprecise import ScoreRange
from farrell.errors import Finding
from farrell.study.comparison import rank, scored, spread

BEYOND = 1e-6
"""A radial move away from the frontier by more than this share is that of a unit beyond it."""
ZERO = "actual is zero"
"""Status of a rate that has no value because the actual amount is zero."""


RESERVED = (
    *("unit", "period", "te_crs", "te_vrs", "se", "scale_status", "status", "model", "rank"),
    *("efficiency_crs", "efficiency_vrs", "te_crs_pooled"),
    *("te_crs_low", "te_crs_high", "te_vrs_low", "te_vrs_high"),
)
"""Columns of the efficiency table, which no group column may be called."""


def descriptive(panel: Panel) -> pd.DataFrame:
    """Every variable in every period: n, mean, standard deviation (n - 1), least, greatest."""
    rows = []
    roles = panel.roles
    known = {
        **{"input": roles.inputs, "intermediate": roles.intermediates, "carry_over": roles.carry_overs},
        **{"output": roles.outputs, "undesirable": roles.undesirable},
    }
    for role, column in ((role, column) for role, columns in known.items() for column in columns):
        for t, period in enumerate(panel.periods):
            values = panel.numbers[column][panel.period_index == t]
            rows.append(
                {
                    "variable": column,
                    "role": role,
                    "period": period,
                    "n": len(values),
                    "mean": values.mean(),
                    "sd": values.std(ddof=1) if len(values) > 1 else np.nan,
                    "min": values.min(),
                    "max": values.max(),
                    "total": values.sum(),
                }
            )
    return pd.DataFrame(rows)


def correlation(panel: Panel) -> pd.DataFrame:
    """Pearson and Spearman correlation of every input with every output, all rows."""
    rows = []
    for x in panel.roles.inputs:
        for y in panel.roles.outputs:
            pearson, spearman = correlations(panel.numbers[x], panel.numbers[y])
            rows.append({"input": x, "output": y, "pearson": pearson, "spearman": spearman, "n": len(panel)})
    return pd.DataFrame(rows)


def checks(findings: list[Finding]) -> pd.DataFrame:
    """Every finding of every check, in words."""
    columns = ["code", "severity", "row", "unit", "period", "column", "text_en", "text_zh"]
    rows = [
        [f.code, f.severity, f.place.row, f.place.unit, f.place.period, f.place.column, f.text("en"), f.text("zh")]
        for f in findings
    ]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    frame["row"] = frame["row"].astype("Int64")
    return frame


def efficiency(
    result: ScaleResult, pooled: DEAResult | None, ranges: dict[str, ScoreRange], model: str
) -> pd.DataFrame:
    """unit, period, te_crs, te_vrs, se, scale_status, status, model, rank, classes, pooled scores, ranges, groups."""
    frame: pd.DataFrame = result.to_frame()
    frame["model"] = model
    frame["rank"] = scored(frame).groupby("period")["te_crs"].transform(rank).astype("Int64")
    frame["efficiency_crs"] = result.crs.efficiency.tolist()
    frame["efficiency_vrs"] = result.vrs.efficiency.tolist()
    if pooled is not None:
        frame["te_crs_pooled"] = pooled.te
    for rts, found in ranges.items():
        frame[f"te_{rts}_low"], frame[f"te_{rts}_high"] = found.low, found.high
    for name, labels in result.panel.labels.items():
        if name not in frame:
            frame[name] = labels
    return frame


def slacks(result: DEAResult, model: str) -> pd.DataFrame:
    """One row a variable: actual + radial_move + slack_move = target, so moves of inputs are negative."""
    panel, rts = result.panel, result.settings["rts"]
    blocks = []
    sides = (
        (
            "input",
            panel.roles.inputs,
            panel.X,
            -result.radial_in,
            -result.slack_in,
            result.target_in,
            result.redundancy,
        ),
        (
            "output",
            panel.roles.outputs,
            panel.Y,
            result.radial_out,
            result.slack_out,
            result.target_out,
            result.shortfall,
        ),
        (
            "undesirable",
            panel.roles.undesirable,
            panel.B,
            -result.radial_bad,
            -result.slack_bad,
            result.target_bad,
            result.excess,
        ),
    )
    for role, columns, actual, radial_move, slack_move, target, rate in sides:
        for i, column in enumerate(columns):
            status = np.where((result.status == "optimal") & (actual[:, i] == 0), ZERO, result.status)
            blocks.append(
                pd.DataFrame(
                    {
                        "row": np.arange(len(panel)),
                        "unit": panel.unit_labels,
                        "period": panel.period_labels,
                        "variable": column,
                        "role": role,
                        "actual": actual[:, i],
                        "radial_move": radial_move[:, i] + 0.0,
                        "slack_move": slack_move[:, i] + 0.0,
                        "target": target[:, i],
                        "rate": rate[:, i] + 0.0,
                        "rts": rts,
                        "model": model,
                        "status": status,
                    }
                )
            )
    frame: pd.DataFrame = pd.concat(blocks, ignore_index=True)
    return frame.sort_values("row", kind="stable").drop(columns="row").reset_index(drop=True)


def peers(result: DEAResult, model: str) -> pd.DataFrame:
    """unit, period, peer, lambda, rts, model, and the period the peer is taken from; largest lambda first."""
    panel = result.panel
    rows = []
    for r, (unit, period) in enumerate(zip(panel.unit_labels, panel.period_labels, strict=True)):
        used = [p for p in np.argsort(-result.peer_weight[r], kind="stable") if result.peer[r, p] >= 0]
        for p in used:
            j = result.peer[r, p]
            rows.append(
                [
                    unit,
                    period,
                    result.reference_units[j],
                    result.peer_weight[r, p],
                    result.settings["rts"],
                    model,
                    result.reference_periods[j],
                ]
            )
    frame = pd.DataFrame(rows, columns=["unit", "period", "peer", "lambda", "rts", "model", "peer_period"])
    return frame.astype({"lambda": np.float64})  # of a model without peers, too: it joins those of others


def regions(result: ScaleResult, pooled: DEAResult | None, group: str, model: str) -> pd.DataFrame:
    """Levels by region and period: arithmetic means, the size-weighted aggregate of te_crs, counts, spread, rank."""
    panel = result.panel
    labels = panel.labels[group]
    rows = []
    for region in dict.fromkeys(labels):
        for t, period in enumerate(panel.periods):
            here = (labels == region) & (panel.period_index == t)
            if here.any():
                rows.append({"region": str(region), "period": period, **_levels(result, pooled, here, model)})
    frame = pd.DataFrame(rows)
    frame["rank"] = frame.groupby("period")["te_crs"].transform(rank)
    return frame


def means(result: ScaleResult, pooled: DEAResult | None, model: str) -> pd.DataFrame:
    """The same levels for all units of a period together."""
    panel = result.panel
    rows = []
    for t, period in enumerate(panel.periods):
        here = panel.period_index == t
        rows.append({"period": period, **_levels(result, pooled, here, model)})
    return pd.DataFrame(rows)


def _levels(result: ScaleResult, pooled: DEAResult | None, here: np.ndarray, model: str) -> dict[str, Any]:
    """Means over the units that have both scores, so that te_crs, te_vrs and se speak of the same units."""
    panel = result.panel
    orientation = result.crs.settings["orientation"]
    both = here & np.isfinite(result.te_crs) & np.isfinite(result.te_vrs)
    levels: dict[str, Any] = {
        "te_crs": mean(result.te_crs[both]),
        "te_vrs": mean(result.te_vrs[both]),
        "se": mean(result.se[both]),
        "te_weighted": weighted_efficiency(result.te_crs[both], panel.X[both], panel.Y[both], orientation),
        "n": int(here.sum()),
        "n_efficient": int(np.isin(result.crs.efficiency[both], ("efficient", "weakly efficient")).sum()),
        "model": model,
        "left_out": int(here.sum() - both.sum()),
        **spread(result.te_crs[both]),
    }
    return levels if pooled is None else levels | {"te_crs_pooled": mean(pooled.te[both])}


def redundancy(slack_table: pd.DataFrame) -> pd.DataFrame:
    """Totals by period and variable: actual, target, their difference and its rate.

    Units beyond a frontier that does not include them have nothing too much and are left out.
    """
    outward = np.where(slack_table["role"] == "output", -1.0, 1.0) * slack_table["radial_move"]
    unit_keys = [slack_table[c] for c in ("unit", "period", "rts", "model")]
    beyond = (outward > BEYOND * slack_table["actual"].abs()).groupby(unit_keys).transform("any")
    solved = slack_table[slack_table["target"].notna() & ~beyond]
    keys = ["period", "variable", "role", "rts", "model"]
    frame = solved.groupby(keys, sort=False)[["actual", "radial_move", "slack_move", "target"]].sum().reset_index()
    sign = np.where(frame["role"] == "output", -1.0, 1.0)
    frame["amount"] = sign * (frame["actual"] - frame["target"])
    frame["rate"] = frame["amount"] / frame["actual"].where(frame["actual"] != 0)
    totals: pd.DataFrame = frame
    return totals


def screening(result: Screening) -> pd.DataFrame:
    """Super-efficiency and how many inefficient units of the period each unit is a peer of."""
    frame: pd.DataFrame = result.to_frame()
    return frame
