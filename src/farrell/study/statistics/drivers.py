"""Tables of what goes with a variable: spatial panels and their tests, the geographical detector, forests."""

from __future__ import annotations

import pandas as pd

from farrell import spacetime
from farrell.spacetime.panels.model import PanelModel
from farrell.study.statistics.space import Space, Values

MODELS: tuple[PanelModel, ...] = ("sar", "sem", "sdm")
"""Spatial panels of a study: lag, error, Durbin."""
SPATIAL = ("spatial_rho", "spatial_lambda")
FIT = (*SPATIAL, "sigma2", "r2", "r2_correlation", "log_likelihood", "aic", "bic", "observations")
DETECTED = 999
"""Permutations of the detector, each of which cuts all factors again."""
GROUP = "(group)"
"""The factor that is the unit's group."""


def panel(s: Space) -> dict[str, pd.DataFrame]:
    """Coefficients, fit, effects and tests of the spatial panels of a variable on its drivers."""
    models = [
        spacetime.spatial_panel(s.values, s.drivers, s.weights, model=model, effects=s.panel_effects)
        for model in MODELS
    ]
    fit = [{"model": m.model, "effects": m.fixed_effects, **{name: getattr(m, name) for name in FIT}} for m in models]
    tests = spacetime.spatial_tests(s.values, s.drivers, s.weights, effects=s.panel_effects)
    return {
        "panel": pd.concat([_of(m.model, m.coefficients) for m in models], ignore_index=True),
        "panel-fit": pd.DataFrame(fit),
        "panel-effects": pd.concat([_of(m.model, m.effects()) for m in models if m.model != "sem"], ignore_index=True),
        "panel-tests": tests.drop(columns="null"),
    }


def _of(model: str, frame: pd.DataFrame) -> pd.DataFrame:
    out = frame.copy()
    out.insert(0, "model", model)
    return out


def beta(s: Space) -> pd.DataFrame:
    """Absolute and, with drivers, conditional convergence by every model."""
    rows = []
    for conditions in ({}, *([s.drivers] if s.drivers else [])):
        for model in ("ols", *MODELS):
            found = spacetime.spatial_beta(
                s.values, s.weights, conditions=conditions, model=model, effects=s.panel_effects
            )
            names = ("beta", "se", "z", "p", "speed", "half_life", "total", "total_se", "total_p")
            row = {"conditions": len(conditions), "model": model, **{name: getattr(found, name) for name in names}}
            rows.append(row | {name: getattr(found.panel, name) for name in SPATIAL})
    return pd.DataFrame(rows)


def detector(s: Space) -> dict[str, pd.DataFrame]:
    """The geographical detector of all periods together: factors, and pairs of them."""
    factors: dict[str, Values] = dict(s.drivers)
    if s.groups is not None:
        factors[GROUP] = s.groups  # type: ignore[assignment]
    found = spacetime.geodetector(s.values, factors, permutations=DETECTED, seed=s.seed)
    return {"detector": found.to_frame(), "detector-pairs": found.interactions}


def forest(s: Space) -> dict[str, pd.DataFrame]:
    """Importance of each driver in a random forest, how well it predicts, and every Shapley value."""
    found = spacetime.forest(s.values, s.drivers, seed=s.seed)
    frame: pd.DataFrame = found.to_frame()
    told = frame.assign(r2_fitted=found.r2, r2_oob=found.r2_oob, r2_cv=found.r2_cv)
    return {"forest": told, "shap": found.shap}
