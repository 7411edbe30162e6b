"""Golden cases of the free disposal hull and its relatives."""

from __future__ import annotations

import numpy as np

from farrell.dea.fdh import Variant, fdh
from farrell.verification.cases import Case
from farrell.verification.common import Quantities, Runner, SelfChecked, Unsupported, intensity_fault, options_of

VARIANTS: dict[str, Variant] = {
    "fdh": "fdh",
    "fdh_plus": "fdh+",
    "fdh+": "fdh+",
    "additive_replicability": "replicability",
    "replicability": "replicability",
    "add": "replicability",
}
"""What cases call the technologies."""


def radial_nonconvex(case: Case) -> Quantities:
    """A case of kind ``radial`` or ``fdh`` whose technology is not convex."""
    options = options_of(
        case,
        rts=(*VARIANTS, None),
        orientation=("input", "output"),
        second_stage=("max_slack", "none", None),
        param=None,
        disposability_inputs=("strong",),
        disposability_outputs=("strong",),
    )
    variant = VARIANTS[options.get("rts") or "fdh"]
    orientation = options.get("orientation", "input")
    panel = case.panel()
    parameter = _parameter(case) if variant == "fdh+" else None
    result = fdh(panel, orientation=orientation, variant=variant, parameter=parameter)
    order = np.argsort(panel.rows)
    scores: dict[str, object] = {
        "efficiency": result.score[order],
        "efficiency_0_1": result.te[order],
        "mean_efficiency": np.nanmean(result.te if orientation == "input" else result.score),
    }
    if options.get("second_stage") == "none":
        return scores
    slack = np.hstack([result.slack_in, result.slack_out])
    return scores | {
        "slack_inputs": result.slack_in[order],
        "slack_outputs": result.slack_out[order],
        "slack_sum": slack[order].sum(axis=1),
        "target_inputs": result.target_in[order],
        "target_outputs": result.target_out[order],
        "lambdas": SelfChecked(intensity_fault(result)),
    }


def _parameter(case: Case) -> tuple[float, float] | None:
    """The bounds of fdh+, from the option ``param`` or the note that says ``param=c(low, high)`` or ``param=delta``."""
    given = case.options.get("param")
    if given is None:
        note = str(case.options.get("note") or "").replace(" ", "")
        _, found, rest = note.partition("param=")
        if not found:
            return None
        given = [part for part in rest.removeprefix("c(").partition(")")[0].split(",") if part]
    try:
        numbers = [float(value) for value in (given if isinstance(given, list) else [given])]
        low, high = numbers if len(numbers) > 1 else (1.0 - numbers[0], 1.0 + numbers[0])
    except (TypeError, ValueError) as error:
        raise Unsupported(f"param {given}") from error
    return low, high


RUNNERS: dict[str, Runner] = {"fdh": radial_nonconvex}
