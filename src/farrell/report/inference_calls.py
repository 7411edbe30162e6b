"""The calls that give what ``[inference]`` of a study asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.report.call import arguments
from farrell.study.inference import index_arguments, mean_arguments, score_arguments
from farrell.study.spec import SCORES, ModelSpec


def score_calls(meta: Mapping[str, Any], name: str) -> dict[str, str]:
    """te_crs, te_vrs -> the bootstrap of a model's scores."""
    asked, model = _asked(meta), _model(meta, name)
    function = "bootstrap_subsample" if asked["method"] == "subsample" else "bootstrap"
    given = arguments(score_arguments(asked, model))
    return {score: f"farrell.{function}(panel, rts={rts!r}{given})" for score, rts in SCORES.items()}


def mean_calls(meta: Mapping[str, Any], name: str) -> dict[str, str]:
    """te_crs, te_vrs -> the mean of a model's scores with its interval."""
    given = arguments(mean_arguments(_asked(meta), _model(meta, name)))
    return {score: f"farrell.mean_efficiency(panel, estimator={rts!r}{given})" for score, rts in SCORES.items()}


def index_call(meta: Mapping[str, Any], name: str) -> str:
    """The bootstrap of an index."""
    return f"farrell.bootstrap_malmquist(panel{arguments(index_arguments(_asked(meta), _model(meta, name)))})"


def mean_index_call(meta: Mapping[str, Any], name: str) -> str:
    """The means of an index and its parts with their intervals."""
    return f"farrell.mean_productivity(panel{arguments(mean_arguments(_asked(meta), _model(meta, name)))})"


def inference_calls(meta: Mapping[str, Any]) -> list[str]:
    """The calls of all models; none where the study has no such table."""
    told = meta.get("inference")
    if not told:
        return []
    out: list[str] = []
    for name in told["efficiency"]:
        out += score_calls(meta, name).values()
        own = _model(meta, name).options.get("reference", "own") == "own"
        out += mean_calls(meta, name).values() if own else []
    for name in told["indices"]:
        out += [index_call(meta, name), mean_index_call(meta, name)]
    return out


def _asked(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Options with their defaults, as the run took them."""
    return {key: value for key, value in meta["inference"].items() if value is not None}


def _model(meta: Mapping[str, Any], name: str) -> ModelSpec:
    one = next(one for one in meta["models"] if one["name"] == name)
    return ModelSpec(one["name"], one["kind"], one["options"])
