"""Tables of how a variable evolves: moves between levels, convergence, clubs, forecasts."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd

import farrell


def space_markov(values: Any, classes: Any) -> Any:
    found = farrell.markov(values, **classes)  # type: ignore[operator]
    table = found.to_frame()
    passages = {f"passage to {j + 1}": found.first_passage[:, j] for j in range(len(table))}
    upper = [*found.histories.breaks, float("nan")]
    return table.assign(upper=upper, limit=found.limit, **passages, mobility=found.mobility)


def space_spatial_markov(values: Any, weights: Any, classes: Any) -> Any:
    found = farrell.spatial_markov(values, weights, **classes)
    test = found.test
    return found.to_frame().assign(lr=test.lr, df=test.lr_df, lr_p=test.lr_p, q=test.q, q_p=test.q_p)


def space_kernel(values: Any, upper: Any) -> Any:
    found = farrell.stochastic_kernel(values, points=61, upper=upper)
    index = pd.MultiIndex.from_product([found.now, found.later], names=["now", "later"])
    return pd.DataFrame({"density": found.conditional.ravel()}, index=index).reset_index()


def space_mobility(values: Any) -> Any:
    periods = list(values)
    pairs = list(itertools.pairwise(periods))
    if len(periods) > 2:
        pairs.append((periods[0], periods[-1]))
    rows = []
    for a, b in pairs:
        found = farrell.rank_mobility(values[a], values[b])
        told = {name: getattr(found, name) for name in ("spearman", "kendall", "mean_change", "share_changed", "n")}
        rows.append({"period_from": a, "period_to": b, **told})
    return pd.DataFrame(rows)


def space_sigma(values: Any) -> Any:
    return farrell.sigma_convergence(values)


def space_beta(values: Any) -> Any:
    shown = ["effects", "beta", "se", "t", "p", "speed", "half_life", "r2", "n", "units"]
    rows = []
    for effects in ("none", "unit", "both") if len(values) > 2 else ("none",):
        found = farrell.beta_convergence(values, effects=effects)
        rows.append({name: getattr(found, name) for name in shown})
    return pd.DataFrame(rows)


def space_spatial_beta(values: Any, weights: Any, drivers: Any, effects: Any) -> Any:
    shown = ["beta", "se", "z", "p", "speed", "half_life", "total", "total_se", "total_p"]
    rows = []
    for conditions in [{}, drivers] if drivers else [{}]:
        for model in ("ols", "sar", "sem", "sdm"):
            found = farrell.spatial_beta(values, weights, conditions=conditions, model=model, effects=effects)
            row = {"conditions": len(conditions), "model": model, **{name: getattr(found, name) for name in shown}}
            row["spatial_rho"], row["spatial_lambda"] = found.panel.spatial_rho, found.panel.spatial_lambda
            rows.append(row)
    return pd.DataFrame(rows)


def space_clubs(values: Any) -> Any:
    found = farrell.convergence_clubs(values)
    whole = found.whole
    table = found.to_frame().assign(units=[", ".join(club.units) for club in found.clubs])
    return table.assign(divergent=", ".join(found.divergent), b_all=whole.b, se_all=whole.se, t_all=whole.t)


def space_club_paths(values: Any) -> Any:
    return farrell.convergence_clubs(values).paths()


def space_unit_roots(values: Any, seed: Any) -> Any:
    found = farrell.stochastic_convergence(values, seed=seed)
    told = {f"all_{name}": getattr(found, name) for name in ("fisher", "df", "fisher_p", "z", "z_p")}
    return found.to_frame().assign(**told)


def space_forecast(ahead: Any) -> Any:
    return ahead.to_frame().assign(method=ahead.method)


def space_back_test(ahead: Any) -> Any:
    return ahead.back_test().astype({"step": str})
