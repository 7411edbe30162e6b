"""Golden cases with special variables: non-discretionary, categorical, undesirable."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.dea import dea
from farrell.dea.categorical import categorical
from farrell.dea.frontier import RTS
from farrell.dea.result import DEAResult
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


RUNNERS: dict[str, Runner] = {
    "radial_nondiscretionary": _marked,
    "radial_categorical": _categorical,
}
