"""``[robustness]`` of a study: which of its findings outlast other models, data and units."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from farrell.catalogue import LANGUAGES
from farrell.data import Panel
from farrell.errors import OptionError
from farrell.inference import (
    bootstrap,
    drop_units,
    leave_one_out,
    outliers,
    rank_stability,
    specification_curve,
    stability_radii,
)
from farrell.inference.findings import read
from farrell.inference.specification import tell_apart
from farrell.policy import PlanRobustness, plan_robustness
from farrell.study import headlines, plans
from farrell.study.provenance import plain
from farrell.study.spec import SCORES, ModelSpec

SETS = ("inputs", "outputs", "drop")
"""Keys of the curve whose values are lists of lists."""
OF_CURVE = ("findings", *SETS, "models", "rts", "orientation", "reference")
OF_RANKS = ("replicates", "draws")
OF_PLAN = ("plan_replicates",)
DEFAULTS = {
    "specifications": True,
    "leave_one_out": True,
    "outliers": True,
    "stability": True,
    "ranks": True,
    "plan": True,
}
"""What is made; the plan where the study has one."""
ROBUSTNESS_KEYS = (*DEFAULTS, *OF_CURVE, "model", "score", *OF_RANKS, *OF_PLAN, "level", "seed")
REPLICATES, PLAN_REPLICATES = 500, 100


def made(
    panel: Panel,
    wanted: Mapping[str, Any],
    models: Sequence[ModelSpec],
    group: str | None,
    plan: Mapping[str, Any] | None,
    folder: Path,
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables of what a ``[robustness]`` table asks for, and what the report must know of them.

    Parameters
    ----------
    plan : the ``[rebalance]`` table, None where the study has no plan; files it names are in ``folder``

    Raises
    ------
    FarrellError
        an unknown model, column, unit or finding, and whatever the functions refuse
    """
    asked = DEFAULTS | {key: wanted[key] for key in DEFAULTS if key in wanted}
    asked["plan"] = asked["plan"] and plan is not None
    scored = options_of(wanted, models)
    seed = wanted.get("seed", 0)
    out: dict[str, pd.DataFrame] = {}
    told: dict[str, Any] = {**dict.fromkeys(asked), "score": wanted.get("score", "te_crs"), "seed": seed}
    told["units"] = plain(scored)
    unstated = asked["specifications"] and "findings" not in wanted
    borne = leave_one_out(panel, **scored) if unstated or asked["leave_one_out"] else None
    if asked["specifications"]:
        moving = any(model.kind == "malmquist" for model in models)
        findings = headlines.findings(borne, group, moving=moving) if unstated and borne else wanted["findings"]
        made, told["specifications"] = _specifications(panel, wanted, findings)
        told["specifications"]["stated"] = not unstated
        out |= made
    if asked["leave_one_out"] and borne:
        out["leave_one_out"] = borne.by_unit()
        told["leave_one_out"] = True
    if dropped := [units for units in wanted.get("drop", ()) if units]:
        tell_apart("drop", dropped)
        means = {", ".join(units): drop_units(panel, units, **scored).means() for units in dropped}
        out["dropped"] = pd.concat(means, names=["dropped"]).reset_index("dropped").reset_index(drop=True)
    if asked["outliers"]:
        found = outliers(panel, **scored)
        out |= {"outliers": found.to_frame(), "outlier_sets": found.ap.separation()}
        told["outliers"] = {key: found.settings[key] for key in ("most", "above", "beyond")}
    if asked["stability"]:
        out["stability"] = stability_radii(panel, **scored).to_frame()
        told["stability"] = True
    if asked["ranks"]:
        made, told["ranks"] = _ranks(panel, wanted, scored, seed)
        out |= made
    if asked["plan"] and plan is not None:
        kept = plan_robustness(panel, **plan_arguments(wanted, plan, folder))
        out |= {"plan_robustness": kept.to_frame(), "plan_changes": kept.changes()}
        told["plan"] = _told_plan(kept)
    return out, told


def options_of(wanted: Mapping[str, Any], models: Sequence[ModelSpec]) -> dict[str, Any]:
    """Returns to scale, orientation and reference of the scores that units are looked at by.

    Raises
    ------
    OptionError
        no such efficiency model, or a reference of it that is neither own nor pooled
    """
    known = {model.name: model for model in models if model.kind == "efficiency"}
    if "model" in wanted and wanted["model"] not in known:
        raise OptionError.choice("model", wanted["model"], list(known))
    model = known[wanted["model"]] if "model" in wanted else next(iter(known.values()), None)
    given = dict(model.options) if model else {}
    reference = given.get("reference", "own")
    if reference not in ("own", "pooled"):
        raise OptionError.choice(f"{model.name if model else ''}.reference", reference, ("own", "pooled"))
    return {
        "rts": SCORES[wanted.get("score", "te_crs")],
        "orientation": given.get("orientation", "input"),
        "reference": reference,
    }


def curve_arguments(panel: Panel, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Choices of the specification curve: those declared, else the study's inputs with and without each of them, both
    returns to scale, orientations and, over several periods, references.

    Raises
    ------
    OptionError
        a reference that is neither own, pooled, nor a period
    """
    own = list(panel.roles.inputs)
    without = [[other for other in own if other != one] for one in own] if len(own) > 2 else []
    given: dict[str, Any] = {
        "inputs": [own, *without],
        "outputs": [list(panel.roles.outputs)],
        "drop": [[]],
        "models": ["dea"],
        "rts": ["crs", "vrs"],
        "orientation": ["input", "output"],
        "reference": ["own", "pooled"] if len(panel.periods) > 1 else ["own"],
    }
    given |= {key: wanted[key] for key in given if key in wanted}
    for reference in given["reference"]:
        if reference not in ("own", "pooled", *panel.periods):
            raise OptionError.choice("reference", reference, ["own", "pooled", *map(str, panel.periods)])
    return given


def plan_arguments(wanted: Mapping[str, Any], plan: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Arguments of :func:`farrell.plan_robustness`: those of the plan, seed, draws and level."""
    level = {"level": wanted["level"]} if "level" in wanted else {}
    drawn = {"seed": wanted.get("seed", 0), "replicates": wanted.get("plan_replicates", PLAN_REPLICATES)}
    return {**plans.arguments(plan, folder), **drawn, **level}


def _specifications(
    panel: Panel, wanted: Mapping[str, Any], findings: list[str]
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The curve, and what it says of each finding."""
    given = curve_arguments(panel, wanted)
    curve = specification_curve(panel, findings=findings, **given)
    understood = [asdict(read(text, panel)) for text in curve.findings]
    tables = {
        "specifications": curve.to_frame(),
        "finding_shares": curve.shares(),
        "finding_choices": curve.by_choice(),
        "specification_units": curve.units(),
    }
    told = {
        "arguments": {"findings": list(curve.findings), **given},
        "findings": [_told_finding(one) for one in understood],
        "against": [curve.against(f) for f in range(len(curve.findings))],
        "varying": list(curve.varying()),
        "refused_for": {one: curve.refused_for.text(one) for one in LANGUAGES} if curve.refused_for else None,
    }
    return tables, told


def _told_finding(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding in parts; sides without a number have none."""
    for side in ("left", "right"):
        if finding[side] and math.isnan(finding[side]["number"]):
            finding[side]["number"] = None
    return finding


def _ranks(
    panel: Panel, wanted: Mapping[str, Any], scored: Mapping[str, Any], seed: int
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Intervals of the ranks of the last period, whose own frontier is all they hang on if scores are against it."""
    last = panel.periods[-1]
    here = panel.select(periods=[last]) if scored["reference"] == "own" else panel
    given = {"replicates": REPLICATES} | {key: wanted[key] for key in (*OF_RANKS, "level") if key in wanted}
    order = rank_stability(bootstrap(here, seed=seed, **scored, **given))
    frame = order.to_frame()
    level = float(order.settings["level"])
    told = {
        "arguments": given,
        "level": level,
        "replicates": given["replicates"],
        "draws": order.settings["bootstrap"]["draws"],
        "certain": order.certain(level),
    }
    return {"rank_stability": frame[frame["period"] == last].reset_index(drop=True)}, told


def _told_plan(found: PlanRobustness) -> dict[str, Any]:
    """How many moves stand, the gain and its span over the draws, and what was changed."""
    low, high, draws = found.span()
    return {
        "period": found.plan.period,
        "changes": [
            {"name": one.name, "kind": one.kind, "of": list(one.of), "way": one.way}
            for one in found.change
            if one.kind != "draw"
        ],
        "level": float(found.settings["level"]),
        "replicates": found.settings["replicates"],
        "draws": draws,
        "gain": float(found.plan.gain_total),
        "low": low,
        "high": high,
    }
