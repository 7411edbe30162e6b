"""``[determinants]`` of a study: what goes with efficiency, by several methods side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from farrell.catalogue import LANGUAGES
from farrell.data import Panel
from farrell.errors import OptionError
from farrell.inference import conditional_order_m, determinants, second_stage_variants
from farrell.study.spec import SCORES, ModelSpec

OF_STAGE = ("on", "standardise", "algorithm", "first", "replicates", "level")
"""Keys that are options of every second stage."""
DEFAULTS = {"ratio": True, "variants": True}
DETERMINANTS_KEYS = ("model", "score", *OF_STAGE, "methods", "seed", *DEFAULTS, "m")
REFERENCES = ("own", "pooled")
"""References of efficiency models that can be explained."""
OF_MODEL = ("orientation", "reference")
"""Options of an efficiency model that its explanation shares with it."""


def made(
    panel: Panel, wanted: Mapping[str, Any], models: Sequence[ModelSpec]
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables of a ``[determinants]`` table, and what the report must know of them.

    Raises
    ------
    FarrellError
        an unknown model, column or method, and whatever the functions refuse
    """
    model = model_of(wanted, [(one.name, one.kind, one.options) for one in models])
    given = arguments(wanted, model[1])
    beside: dict[str, Any] = {key: wanted[key] for key in ("methods",) if key in wanted}
    found = determinants(panel, **given, **beside)
    out = {
        "determinants": found.to_frame(),
        "determinants_coefficients": found.coefficients(),
        "determinants_second_stage": found.second_stage.to_frame(),
        "determinants_fits": found.fits(),
    }
    told = {**found.settings, "on": list(found.names), "model": model[0], "m": None, "slopes": {}}
    told["score"] = wanted.get("score", "te_vrs")
    told["left_out"] = [] if found.effects or "methods" in wanted else ["fixed effects"]
    told["idle"] = list(found.idle)
    told["periods_left_out"] = {}
    told["objections"] = {language: list(found.objections(language)) for language in LANGUAGES}
    if wanted.get("variants", DEFAULTS["variants"]) and len(panel.periods) > 1:
        apart = {key: value for key, value in given.items() if key != "reference"}
        variants = second_stage_variants(panel, **apart)
        out["determinants_variants"] = variants.efficiency()
        told["periods_left_out"] = {"few": list(variants.few), "alike": list(variants.alike)}
    if wanted.get("ratio", DEFAULTS["ratio"]):
        ratios = [conditional_order_m(panel, on=name, **of_ratio(given, wanted)) for name in found.names]
        out["determinants_ratio"] = pd.concat([_named(one.to_frame(), one.name) for one in ratios], ignore_index=True)
        out["determinants_ratio_curve"] = pd.concat(
            [_named(one.curve(), one.name) for one in ratios], ignore_index=True
        )
        told["m"] = ratios[0].settings["m"]
        told["slopes"] = {one.name: one.slope for one in ratios}
    return out, told


def arguments(wanted: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of :func:`farrell.determinants` but for its methods; ``options`` are those of the efficiency model."""
    given = {key: options[key] for key in OF_MODEL if key in options}
    given["rts"] = SCORES[wanted.get("score", "te_vrs")]
    given |= {key: wanted[key] for key in OF_STAGE if key in wanted}
    return given | {"seed": wanted.get("seed", 0)}


def of_ratio(given: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of :func:`farrell.conditional_order_m` beside the covariate."""
    found = {key: given[key] for key in ("orientation",) if key in given}
    return found | ({"m": wanted["m"]} if "m" in wanted else {})


def model_of(
    wanted: Mapping[str, Any], models: Sequence[tuple[str, str, Mapping[str, Any]]]
) -> tuple[str, Mapping[str, Any]]:
    """Name and options of the efficiency model that is explained: the one named, or else the first that can be.

    Without an efficiency model the name is empty and there are no options.

    Parameters
    ----------
    models : name, kind and options of each

    Raises
    ------
    OptionError
        ``choice``: an unknown name; ``determinants-reference``: a model, or the only ones, whose frontier is neither
        each period's own nor of all periods
    """
    known = {name: options for name, kind, options in models if kind == "efficiency"}
    able = [name for name, options in known.items() if options.get("reference", "own") in REFERENCES]
    name = wanted.get("model", next(iter(able or known), ""))
    if name not in known and "model" in wanted:
        raise OptionError.choice("model", name, list(known))
    if name in known and name not in able:
        raise OptionError("determinants-reference", model=name, reference=known[name]["reference"])
    return name, known.get(name, {})


def _named(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """A frame that says which covariate it is of."""
    frame.insert(0, "name", name)
    return frame
