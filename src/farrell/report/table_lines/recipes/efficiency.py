"""Tables of the data and of scores: of the radial pair by unit and by region, and of other models."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import farrell
from farrell.dea import weighted_efficiency


def panel_table(panel: Any) -> Any:
    return panel.to_frame()


def descriptive(panel: Any) -> Any:
    roles, numbers = panel.roles, panel.to_frame()
    variables = {"input": roles.inputs, "intermediate": roles.intermediates, "carry_over": roles.carry_overs}
    variables |= {"output": roles.outputs, "undesirable": roles.undesirable}
    blocks = []
    for role, columns in variables.items():
        for column in columns:
            by = numbers.groupby("period", sort=False)[column]
            told = {"n": by.size(), "mean": by.mean(), "sd": by.std(), "min": by.min(), "max": by.max()}
            block = pd.DataFrame({**told, "total": by.sum()}).reset_index()
            blocks.append(block.assign(variable=column, role=role))
    return pd.concat(blocks, ignore_index=True)


def correlation(panel: Any) -> Any:
    numbers, rows = panel.to_frame(), []
    for x in panel.roles.inputs:
        for y in panel.roles.outputs:
            found = {way: numbers[x].corr(numbers[y], method=way) for way in ("pearson", "spearman")}
            rows.append({"input": x, "output": y, **found, "n": len(panel)})
    return pd.DataFrame(rows)


def screening(panel: Any) -> Any:
    return farrell.screen(panel).to_frame()


def checks(findings: Any) -> Any:
    rows = []
    for finding in findings:
        place = {name: getattr(finding.place, name) for name in ("row", "unit", "period", "column")}
        texts = {f"text_{language}": finding.text(language) for language in ("en", "zh")}
        rows.append({"code": finding.code, "severity": finding.severity, **place, **texts})
    return pd.DataFrame(rows)


def efficiency(panel: Any, result: Any, pooled: Any, ranges: Any) -> Any:
    table = result.to_frame()
    known = table.dropna(subset=["te_crs", "te_vrs"])
    table["rank"] = known["te_crs"].round(8).groupby(known["period"]).rank(ascending=False, method="min")
    table["efficiency_crs"], table["efficiency_vrs"] = result.crs.efficiency, result.vrs.efficiency
    if pooled is not None:
        table["te_crs_pooled"] = pooled.te
    for rts, ends in ranges.items():
        table[f"te_{rts}_low"], table[f"te_{rts}_high"] = ends.low, ends.high
    return table.assign(**panel.labels)


def levels(panel: Any, result: Any, here: Any) -> Any:
    known = here.dropna(subset=["te_crs", "te_vrs"])
    te, at = known["te_crs"], known.index
    row = {"n": len(here), "left_out": len(here) - len(known), **known[["te_crs", "te_vrs", "se"]].mean()}
    orientation = result.crs.settings["orientation"]
    row["te_weighted"] = weighted_efficiency(te.to_numpy(), panel.X[at], panel.Y[at], orientation)
    row["n_efficient"] = known["efficiency_crs"].isin(["efficient", "weakly efficient"]).sum()
    row |= {"sd": te.std(), "cv": te.std() / te.mean(), "min": te.min(), "max": te.max()}
    return row | ({"te_crs_pooled": known["te_crs_pooled"].mean()} if "te_crs_pooled" in known else {})


def means(panel: Any, result: Any, efficiency: Any) -> Any:
    rows = []
    for period, here in efficiency.groupby("period", sort=False):
        rows.append({"period": period, **levels(panel, result, here)})
    return pd.DataFrame(rows)


def regions(panel: Any, result: Any, efficiency: Any, group: Any) -> Any:
    rows = []
    for (region, period), here in efficiency.groupby([group, "period"], sort=False):
        rows.append({"region": region, "period": period, **levels(panel, result, here)})
    table = pd.DataFrame(rows)
    table["rank"] = table["te_crs"].round(8).groupby(table["period"]).rank(ascending=False, method="min")
    return table


def region_gaps(efficiency: Any, regions: Any, group: Any) -> Any:
    rows = []
    for period, here in regions.dropna(subset=["te_crs"]).groupby("period", sort=False):
        levels = here.set_index("region")["te_crs"]
        if len(levels) < 2:
            continue
        high, low, told = levels.max(), levels.min(), levels.round(8)
        highest, lowest = (list(told[told == end].index) for end in (told.max(), told.min()))
        known = efficiency[efficiency["period"] == period].dropna(subset=["te_crs", "te_vrs"])
        scores = known["te_crs"].round(8)
        whole = ((scores - scores.mean()) ** 2).sum()
        between = ((scores.groupby(known[group]).transform("mean") - scores.mean()) ** 2).sum()
        row = {"period": period, "highest": highest[0] if len(highest) == 1 else ""}
        row |= {"lowest": lowest[0] if len(lowest) == 1 else "", "te_highest": high, "te_lowest": low}
        row |= {"gap": high - low, "ratio": high / low if low else np.nan}
        rows.append({**row, "between_share": between / whole if whole > 0 else np.nan})
    return pd.DataFrame(rows)


def score_samples(efficiency: Any, group: Any) -> Any:
    samples = []
    for period, here in efficiency.dropna(subset=["te_crs", "te_vrs"]).groupby("period", sort=False):
        samples.append((period, here["te_crs"].to_numpy(), here[group].tolist()))
    return samples


def gap_samples(result: Any) -> Any:
    samples = []
    for period, here in result.to_frame().dropna(subset=["tgr"]).groupby("period", sort=False):
        samples.append((period, here["tgr"].to_numpy(), here["group"].tolist()))
    return samples


def group_tests(samples: Any, measure: Any) -> Any:
    rows = []
    for period, values, labels in samples:
        found = farrell.kruskal_wallis(np.round(values, 8), labels)
        head = {"measure": measure, "period": period}
        size = dict(zip(found.groups, found.sizes, strict=True))
        row = {**head, "test": "kruskal-wallis", "a": "", "b": "", "n": sum(found.sizes)}
        row |= {"statistic": found.statistic, "df": found.df, "p": found.p}
        rows.append({**row, "epsilon_squared": found.epsilon_squared})
        for pair in found.pairs:
            row = {**head, "test": "dunn", "a": pair.a, "b": pair.b, "n": size[pair.a] + size[pair.b]}
            rows.append({**row, "statistic": pair.z, "p": pair.p, "p_holm": pair.p_holm})
    return pd.DataFrame(rows)


def movement(panel: Any, efficiency: Any) -> Any:
    scores = {"te_crs": "te_crs", "pooled": "te_crs_pooled", "rank": "rank"}
    rows = []
    for unit, own in efficiency.dropna(subset=["te_crs", "te_vrs"]).groupby("unit", sort=False):
        at = own.set_index("period").reindex(panel.periods)
        te = at["te_crs"]
        row = {"unit": unit, "period_first": panel.periods[0], "period_last": panel.periods[-1]}
        for name, column in scores.items():
            if column in at:
                first, last = at[column].iloc[0], at[column].iloc[-1]
                change = first - last if name == "rank" else last - first  # above 0: better
                row |= {f"{name}_first": first, f"{name}_last": last, f"{name}_change": change}
        row |= {"cv": te.std() / te.mean(), "min": te.min(), "max": te.max(), "n": te.notna().sum()}
        row["n_efficient"] = at["efficiency_crs"].isin(["efficient", "weakly efficient"]).sum()
        rows.append(row)
    return pd.DataFrame(rows)


def scores(panel: Any, result: Any) -> Any:
    table = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels})
    table["te"], table["score"] = result.te, result.score
    order = pd.Series(-result.te if np.isfinite(result.te).any() else result.score).round(8)  # least is best
    table["rank"] = order.where(table["score"].notna()).groupby(table["period"]).rank(method="min")
    return table


def node_scores(panel: Any, result: Any) -> Any:
    blocks = []
    for node in result.settings["nodes"]:
        table = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels, "node": node})
        names = {"te": f"te_{node}", "low": f"te_{node}_low", "high": f"te_{node}_high"}
        blocks.append(table.assign(**{short: result.parts.get(name, np.nan) for short, name in names.items()}))
    return pd.concat(blocks, ignore_index=True)


def economics(panel: Any, result: Any) -> Any:
    table = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels, "economic": result.score})
    parts = {"technical": result.parts.get("technical_vrs"), **result.parts}
    for name in ("technical", "scale", "allocative", "normalization", "observed", "optimal"):
        table[name] = parts.get(name, np.nan)
    return table


def model_means(panel: Any, result: Any, group: Any) -> Any:
    values = result.te if np.isfinite(result.te).any() else result.score
    classes = getattr(result, "efficiency", None)
    members = [("all", "all", np.ones(len(panel), dtype=bool))]
    if group is not None:
        labels = panel.labels[group]
        members += [("region", name, labels == name) for name in dict.fromkeys(labels)]
    rows = []
    for by, name, inside in members:
        for t, period in enumerate(panel.periods):
            here = inside & (panel.period_index == t)
            if not here.any():
                continue
            known = pd.Series(values[here]).dropna()
            row = {"by": by, "name": name, "period": period, "mean": known.mean(), "n": here.sum()}
            if classes is not None:
                good = ["efficient", "weakly efficient", "frontier", "beyond"]
                row["n_efficient"] = np.isin(classes[here], good).sum()
            cv = known.std() / known.mean() if known.mean() else np.nan
            row |= {"left_out": here.sum() - len(known), "sd": known.std(), "cv": cv}
            rows.append({**row, "min": known.min(), "max": known.max()})
    return pd.DataFrame(rows)


def scale_counts(panel: Any, result: Any, group: Any) -> Any:
    parts, status = result.parts, result.parts["scale_status"]
    corner = (parts["elasticity_left"] > 1 + 1e-6) & (parts["elasticity_right"] < 1 - 1e-6)
    members = [("all", "all", np.ones(len(panel), dtype=bool))]
    if group is not None:
        labels = panel.labels[group]
        members += [("region", name, labels == name) for name in dict.fromkeys(labels)]
    rows = []
    for by, name, inside in members:
        for t, period in enumerate(panel.periods):
            here = inside & (panel.period_index == t) & (status != "")
            if here.any():
                row = {"by": by, "name": name, "period": period, "n": here.sum()}
                row |= {word: (status[here] == word).sum() for word in ("irs", "crs", "drs")}
                rows.append({**row, "open": corner[here].sum(), "se_mean": parts["se"][here].mean()})
    return pd.DataFrame(rows)


def model_table(result: Any) -> Any:
    return result.to_frame()


def window_table(result: Any) -> Any:
    return result.to_frame()


def window_units(result: Any) -> Any:
    return result.by_unit()


def window_means(result: Any) -> Any:
    return result.by_window()


def metafrontier_units(result: Any) -> Any:
    return result.to_frame()


def metafrontier_means(result: Any) -> Any:
    return result.by_group()


def metafrontier_periods(result: Any) -> Any:
    return result.by_group(each_period=True)


def dynamic_scores(result: Any) -> Any:
    panel, parts = result.panel, result.parts
    table = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels, "te": result.te})
    for name in ("overall", "least", "greatest"):
        if name in parts:
            table[name] = parts[name]
    for i, column in enumerate(panel.roles.carry_overs):
        table[column], table[f"target_{column}"] = panel.numbers[column], parts["target_carry"][:, i]
    return table


def model_comparison(results: Any) -> Any:
    return farrell.compare(results).scores  # type: ignore[operator]


def rank_correlations(results: Any) -> Any:
    return farrell.compare(results).correlations  # type: ignore[operator]
