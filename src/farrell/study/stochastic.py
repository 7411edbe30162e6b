"""``[stochastic]`` of a study: three-stage DEA, and frontiers with noise beside DEA's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from farrell.catalogue import LANGUAGES
from farrell.data import Panel
from farrell.data.derived import parts_of
from farrell.errors import OptionError
from farrell.inference import FrontierAgreement, sfa_agreement, stoned_agreement, three_stage
from farrell.spacetime import variable
from farrell.study.comparison import rank
from farrell.study.spec import ModelSpec

OF_STAGES = ("on", "model", "regression", "separation", "doubtful")
"""Keys of three-stage DEA."""
OF_SFA = ("form", "over_time")
OF_STONED = ("dependent", "error")
STOCHASTIC_KEYS = ("three_stage", *OF_STAGES, "sfa", *OF_SFA, "stoned", *OF_STONED)
DEFAULTS = {"three_stage": True, "sfa": False, "stoned": False}
OF_MODEL = ("orientation", "reference", "slack_weights")
"""Options of an efficiency model that stages 1 and 3 share with it."""


def made(
    panel: Panel, wanted: Mapping[str, Any], models: Sequence[ModelSpec], group: str | None
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables of what a ``[stochastic]`` table asks for, and what the report must know of them.

    Raises
    ------
    FarrellError
        an unknown model or column, and whatever the functions refuse
    """
    asked = DEFAULTS | {key: wanted[key] for key in DEFAULTS if key in wanted}
    out: dict[str, pd.DataFrame] = {}
    told: dict[str, Any] = dict.fromkeys(asked)
    if asked["three_stage"]:
        given = arguments(panel, wanted, models)
        staged = three_stage(panel, **given)
        out |= {
            "slack_regressions": staged.estimates(),
            "slack_tests": staged.tests(),
            "slack_adjustments": staged.adjustments(),
            "stages": staged.to_frame(),
            "stage_means": staged.means(group),
        }
        model = _model(wanted, models)
        told["three_stage"] = {**staged.settings, "environment": list(staged.settings["environment"])}
        told["three_stage"]["model"] = model.name if model else ""
    if asked["sfa"]:
        found = sfa_agreement(panel, **{k: wanted[k] for k in OF_SFA if k in wanted})
        frontier = {"estimates": found.frontier.coefficients, "tests": found.frontier.tests()}  # type: ignore[union-attr]
        out |= _beside("sfa", found, frontier)
        told["sfa"] = _told(found)
    if asked["stoned"]:
        found = stoned_agreement(panel, **{k: wanted[k] for k in OF_STONED if k in wanted})
        out |= _beside("stoned", found, {"parts": found.frontier.parts_frame()})  # type: ignore[union-attr]
        told["stoned"] = _told(found)
    return out, told


def arguments(panel: Panel, wanted: Mapping[str, Any], models: Sequence[ModelSpec]) -> dict[str, Any]:
    """Arguments of :func:`farrell.three_stage`; logarithms are values beside the panel's columns."""
    model = _model(wanted, models)
    given: dict[str, Any] = {k: model.options[k] for k in OF_MODEL if k in model.options} if model else {}
    given |= {k: wanted[k] for k in ("regression", "separation", "doubtful") if k in wanted}
    if "on" in wanted:
        given["environment"] = wanted["on"]
        given["more"] = {name: _values(panel, name) for name in wanted["on"] if parts_of(name)[0]}
    return given


def _model(wanted: Mapping[str, Any], models: Sequence[ModelSpec]) -> ModelSpec | None:
    """The efficiency model that stages 1 and 3 are of: the one named, or else the first; None where there is none."""
    known = {model.name: model for model in models if model.kind == "efficiency"}
    if "model" in wanted and wanted["model"] not in known:
        raise OptionError.choice("model", wanted["model"], list(known))
    return known[wanted["model"]] if "model" in wanted else next(iter(known.values()), None)


def _values(panel: Panel, name: str) -> np.ndarray:
    """(N,) a variable by its name, NaN where it has no value."""
    found = variable(panel, name)
    rows = zip(panel.period_labels, panel.unit_labels, strict=True)
    return np.array([found[period].get(unit, np.nan) for period, unit in rows])


def _beside(name: str, found: FrontierAgreement, frontier: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Scores with DEA's and ranks of both, correlations, and tables of the frontier itself."""
    scores = found.frontier.to_frame().assign(dea=found.scores["dea"])
    for column, of in (("rank", "te"), ("rank_dea", "dea")):
        scores[column] = scores.groupby("period", sort=False)[of].transform(rank).astype("Int64")
    tables = {**frontier, "scores": scores, "agreement": found.correlations}
    return {f"{name}_{table}": frame for table, frame in tables.items()}


def _told(found: FrontierAgreement) -> dict[str, Any]:
    """Settings, and what speaks against the frontier in both languages."""
    settings = {k: list(v) if isinstance(v, tuple) else v for k, v in found.frontier.settings.items()}
    return settings | {"objections": {lang: list(found.frontier.objections(lang)) for lang in LANGUAGES}}
