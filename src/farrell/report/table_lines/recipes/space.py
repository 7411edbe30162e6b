"""Tables of a variable in space: dependence, inequality, and where the weight lies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import farrell


def space_values(values: Any) -> Any:
    rows = [(unit, period, value) for period, here in values.items() for unit, value in here.items()]
    return pd.DataFrame(rows, columns=["unit", "period", "value"])


def space_moran(values: Any, weights: Any, other_weights: Any, draws: Any) -> Any:
    rows = []
    for one in [weights, *other_weights]:
        for period, here in values.items():
            rows.append({"period": period, "weights": one.name, **farrell.moran(here, one, **draws).row()})
    return pd.DataFrame(rows)


def space_geary(values: Any, weights: Any, draws: Any) -> Any:
    rows = [{"period": period, **farrell.geary(here, weights, **draws).row()} for period, here in values.items()]
    return pd.DataFrame(rows)


def space_bivariate(values: Any, weights: Any, drivers: Any, draws: Any) -> Any:
    rows = []
    for driver, others in drivers.items():
        for period, here in values.items():
            moran = farrell.bivariate_moran(here, others[period], weights, **draws)
            lee = farrell.lee(here, others[period], weights, **draws)
            row = {"driver": driver, "period": period, "moran": moran.statistic, "moran_p": moran.p_permutation}
            rows.append({**row, "lee": lee.statistic, "lee_p": lee.p_permutation, "n": moran.n})
    return pd.DataFrame(rows)


def space_local_moran(values: Any, weights: Any, draws: Any) -> Any:
    blocks = []
    for period, here in values.items():
        blocks.append(farrell.local_moran(here, weights, **draws).to_frame().assign(period=period))
    return pd.concat(blocks, ignore_index=True)


def space_getis_ord(values: Any, weights: Any, draws: Any) -> Any:
    blocks = []
    for period, here in values.items():
        blocks.append(farrell.getis_ord(here, weights, **draws).to_frame().assign(period=period))
    return pd.concat(blocks, ignore_index=True)


def space_hot_spots(values: Any, weights: Any) -> Any:
    return farrell.emerging_hot_spots(values, weights).to_frame()


def space_inequality(values: Any, sizes: Any, groups: Any) -> Any:
    rows = []
    for period, here in values.items():
        size, own = sizes.get(period), groups.get(period, ())
        row = {"period": period, "gini": farrell.gini(here, size), "cv": farrell.variation(here, size)}
        row["atkinson"] = farrell.atkinson(here, size)
        row["theil_l"] = farrell.theil(here, size, kind="L").total if min(here.values()) > 0 else np.nan
        theil = farrell.theil(here, size, groups=own)
        parts = {f"{name.replace('-1', '')} %": share for name, share in theil.percent.items()}
        rows.append({**row, "theil": theil.total, **parts})
    return pd.DataFrame(rows)


def space_lorenz(values: Any, sizes: Any) -> Any:
    periods, blocks = list(values), []
    for period in dict.fromkeys([periods[0], periods[-1]]):
        blocks.append(farrell.lorenz(values[period], sizes.get(period)).assign(period=period))
    return pd.concat(blocks, ignore_index=True)


def space_dagum(values: Any, sizes: Any, groups: Any) -> Any:
    blocks = []
    for period, here in values.items():
        found = farrell.dagum(here, groups[period], sizes.get(period))  # type: ignore[operator]
        blocks.append(found.to_frame().assign(period=period))
    return pd.concat(blocks, ignore_index=True)


def space_concentration(values: Any, sizes: Any, rank_by: Any) -> Any:
    rows = []
    for period, here in values.items():
        found = farrell.concentration(here, rank_by[period], sizes.get(period))  # type: ignore[operator]
        rows.append({"period": period, "concentration": found.index})
    return pd.DataFrame(rows)


def space_concentration_parts(values: Any, sizes: Any, rank_by: Any, drivers: Any) -> Any:
    last = list(values)[-1]
    factors = {name: others[last] for name, others in drivers.items()}
    found = farrell.concentration(values[last], rank_by[last], sizes.get(last), factors=factors)  # type: ignore[operator]
    return found.parts.assign(period=last)


def space_agglomeration(totals: Any, sizes: Any, areas: Any) -> Any:
    periods, blocks = list(totals), []
    for period in dict.fromkeys([periods[0], periods[-1]]):
        here = {unit: areas[unit] for unit in totals[period]}
        blocks.append(farrell.agglomeration(totals[period], here, sizes[period]).assign(period=period))
    return pd.concat(blocks, ignore_index=True)


def space_ellipse(values: Any, points: Any) -> Any:
    return farrell.ellipse_path(values, points=points)


def space_panel(values: Any, weights: Any, drivers: Any, effects: Any) -> Any:
    blocks = []
    for model in ("sar", "sem", "sdm"):
        found = farrell.spatial_panel(values, drivers, weights, model=model, effects=effects)
        blocks.append(found.coefficients.assign(model=model))
    return pd.concat(blocks, ignore_index=True)


def space_panel_fit(values: Any, weights: Any, drivers: Any, effects: Any) -> Any:
    shown = ["spatial_rho", "spatial_lambda", "sigma2", "r2", "r2_correlation", "log_likelihood"]
    rows = []
    for model in ("sar", "sem", "sdm"):
        found = farrell.spatial_panel(values, drivers, weights, model=model, effects=effects)
        row = {"model": model, "effects": found.fixed_effects}
        rows.append(row | {name: getattr(found, name) for name in [*shown, "aic", "bic", "observations"]})
    return pd.DataFrame(rows)


def space_panel_effects(values: Any, weights: Any, drivers: Any, effects: Any) -> Any:
    blocks = []
    for model in ("sar", "sdm"):
        found = farrell.spatial_panel(values, drivers, weights, model=model, effects=effects)
        blocks.append(found.effects().assign(model=model))
    return pd.concat(blocks, ignore_index=True)


def space_panel_tests(values: Any, weights: Any, drivers: Any, effects: Any) -> Any:
    return farrell.spatial_tests(values, drivers, weights, effects=effects).drop(columns="null")


def space_detector(detected: Any) -> Any:
    return detected.to_frame()


def space_detector_pairs(detected: Any) -> Any:
    return detected.interactions


def space_forest(grown: Any) -> Any:
    return grown.to_frame().assign(r2_fitted=grown.r2, r2_oob=grown.r2_oob, r2_cv=grown.r2_cv)


def space_shap(grown: Any) -> Any:
    return grown.shap
