"""Golden cases with special variables: non-discretionary, categorical, undesirable."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea import dea
from farrell.dea.categorical import categorical
from farrell.dea.directions import OF_PANEL
from farrell.dea.environmental import environmental_ddf
from farrell.dea.frontier import ANY_RTS, RTS
from farrell.dea.result import DEAResult
from farrell.dea.sbm import sbm
from farrell.dea.undesirable import undesirable
from farrell.verification.cases import Case
from farrell.verification.common import (
    Quantities,
    Runner,
    SelfChecked,
    Unsupported,
    intensity_fault,
    options_of,
    technology_of,
)

TECHNOLOGY: dict[str, Any] = {"rts": RTS, "orientation": ("input", "output"), "L": None, "U": None, "bounds": None}


def _quantities(result: DEAResult) -> dict[str, Any]:
    """Scores, slacks, targets and intensities in data row order."""
    order = np.argsort(result.panel.rows)
    slack = np.hstack([result.slack_in, result.slack_out, result.slack_bad])
    return {
        "efficiency": result.score[order],
        "efficiency_0_1": result.te[order],
        "slack_inputs": result.slack_in[order],
        "slack_outputs": result.slack_out[order],
        "slack_bad": result.slack_bad[order],
        "slack_sum": slack[order].sum(axis=1),
        "target_inputs": result.target_in[order],
        "target_outputs": result.target_out[order],
        "target_bad": result.target_bad[order],
        "lambdas": SelfChecked(intensity_fault(result)),
    }


def _marked(case: Case) -> Quantities:
    names = {
        mark: [f"{word}_{side}" for side in ("inputs", "outputs")]
        for mark, word in (("non_discretionary", "nondiscretionary"), ("fixed", "noncontrollable"))
    }
    options = options_of(case, **TECHNOLOGY, **dict.fromkeys([n for both in names.values() for n in both]))
    marks = {mark: [column for name in both for column in options.get(name) or ()] for mark, both in names.items()}
    return _quantities(dea(case.panel(**marks), **technology_of(options)))


def _categorical(case: Case) -> Quantities:
    options = options_of(case, "category", **TECHNOLOGY, category_column=None, rule=None)
    column = options.get("category_column") or (case.data.get("category") or [None])[0]
    if not isinstance(column, str):
        raise Unsupported("no category column")
    panel = case.panel(environment=[column])
    return _quantities(categorical(panel, category=column, **technology_of(options)))


def _bad_outputs(case: Case) -> tuple[Panel, list[str]]:
    """The case's panel with the outputs it calls undesirable in their role, and its columns of outputs."""
    outputs = [*case.data["outputs"], *(case.data.get("bad_outputs") or ())]
    bad = [*(case.options.get("undesirable_outputs") or ()), *(case.data.get("bad_outputs") or ())]
    if not bad or any(column not in outputs for column in bad):
        raise Unsupported("no undesirable outputs")
    return case.panel(outputs=[c for c in outputs if c not in bad], undesirable=bad), outputs


def _together(case: Case, result: DEAResult, outputs: list[str]) -> Quantities:
    """Quantities with good and undesirable outputs in the case's order of columns."""
    roles, given = result.panel.roles, _quantities(result)
    columns = [*roles.outputs, *roles.undesirable]
    place = [columns.index(c) for c in outputs if c in case.data["outputs"]]
    for name in ("slack", "target"):
        given[f"{name}_outputs"] = np.hstack([given[f"{name}_outputs"], given[f"{name}_bad"]])[:, place]
    return given


def _seiford_zhu(case: Case) -> Quantities:
    options = options_of(
        case,
        "bad_outputs",
        rts=("vrs",),
        orientation=("input", "output"),
        undesirable_outputs=None,
        translation=None,
    )
    panel, outputs = _bad_outputs(case)
    w = options.get("translation")
    if isinstance(w, list):
        w = dict(zip(panel.roles.undesirable, w, strict=True))
    result = undesirable(
        panel, treatment="seiford-zhu", orientation=options.get("orientation", "output"), translation=w
    )
    return _together(case, result, outputs)


def _sbm(case: Case) -> Quantities:
    options = options_of(
        case,
        "bad_outputs",
        **{**TECHNOLOGY, "rts": ANY_RTS, "orientation": ("none", "input", "output")},
        undesirable_outputs=None,
    )
    panel, outputs = _bad_outputs(case)
    chosen = {**technology_of(options), "orientation": options.get("orientation", "none")}
    return _together(case, sbm(panel, **chosen), outputs)


def _direction(panel: Panel, given: Any) -> Any:
    """A word, or vectors in data row order as rows of the panel."""
    if isinstance(given, str):
        if given not in OF_PANEL:
            raise Unsupported(f"direction {given}")
        return given
    vectors = np.asarray(given, dtype=np.float64).reshape(len(panel), -1)
    out = np.empty_like(vectors)
    out[np.argsort(panel.rows)] = vectors
    return out


def _environmental(case: Case) -> Quantities:
    defaults = {"direction_inputs": "zeros", "direction_outputs": "observed", "direction_bad": "observed"}
    options = options_of(
        case, "bad_outputs", **{**TECHNOLOGY, "orientation": ("none", None)}, **dict.fromkeys(defaults)
    )
    panel, chosen = case.panel(), technology_of(options)
    ways = {name: _direction(panel, options.get(name) or word) for name, word in defaults.items()}
    result = environmental_ddf(panel, rts=chosen["rts"], bounds=chosen["bounds"], disposability="bounded", **ways)
    return _quantities(result) | {"beta": result.score[np.argsort(result.panel.rows)]}


RUNNERS: dict[str, Runner] = {
    "radial_nondiscretionary": _marked,
    "radial_categorical": _categorical,
    "radial_undesirable_seiford_zhu": _seiford_zhu,
    "sbm_undesirable": _sbm,
    "environmental_ddf": _environmental,
}
