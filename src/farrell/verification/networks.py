"""Golden cases of models of what is inside a unit."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.dea.network import leader_follower, two_stage
from farrell.dea.result import DEAResult
from farrell.verification.cases import Case
from farrell.verification.common import Floats, Quantities, Runner, Unsupported, options_of

STAGES = ("stage1", "stage2")
ABOVE = 1.001
"""A largest score that is no rounding of 1."""


def _two_stage(case: Case) -> Quantities:
    """Both stages of all games: choosing together, the first leading, the second leading.

    Under constant returns the orientation changes no score. Where the split is open, the case's is another optimum when
    it lies between our ends and its stages multiply to our score; it stands for ours there.
    """
    options_of(
        case, "intermediates",
        rts=("crs",), orientation=("input", "output", None), variants=None, decomposition=None,
        leader=None,
    )  # fmt: skip
    panel, order = _panel(case)
    together = two_stage(panel)
    games = {
        "central": together,
        "leader1": leader_follower(panel, leader="stage1"),
        "leader2": leader_follower(panel, leader="stage2"),
    }
    quantities: dict[str, Any] = {
        f"{name}_{stage}": game.parts[f"te_{stage}"][order] for name, game in games.items() for stage in STAGES
    }
    quantities |= {name: game.te[order] for name, game in games.items()}
    quantities |= {f"{name}_overall": game.te[order] for name, game in games.items()}
    quantities |= _split(case, together, order, {stage: f"central_{stage}" for stage in STAGES})
    return _by_side(case, quantities)


def _relational(case: Case) -> Quantities:
    options = options_of(
        case, "intermediates",
        rts=("crs", "vrs"), orientation=("input", "output", None), decomposition=None,
    )  # fmt: skip
    said = str(options.get("decomposition") or "product").lower()
    is_additive = "additive" in said or "chen" in said
    if options["rts"] == "vrs" and not is_additive:
        raise Unsupported("a product of stages under variable returns")
    if is_additive and options.get("orientation") == "output":
        raise Unsupported("orientation = output")
    panel, order = _panel(case)
    result = two_stage(panel, decomposition="additive" if is_additive else "multiplicative", rts=options["rts"])
    whole = dict.fromkeys(("overall", "efficiency", "efficiency_0_1", "system"), result.te[order])
    return _by_side(case, whole | _split(case, result, order, {stage: stage for stage in STAGES}))


def _by_side(case: Case, quantities: dict[str, Any]) -> dict[str, Any]:
    """In output orientation some sources print scores of 1 and more, others efficiencies; both are taken."""
    if case.options.get("orientation") != "output":
        return quantities
    above = {key for key, values in case.expected.items() if np.nanmax(np.array(values, dtype=np.float64)) > ABOVE}
    return {key: 1.0 / values if key in above else values for key, values in quantities.items()}


def _panel(case: Case) -> tuple[Panel, Any]:
    panel = case.panel(intermediates=case.data["intermediates"])
    return panel, np.argsort(panel.rows)


def _split(case: Case, result: DEAResult, order: Any, names: dict[str, str]) -> dict[str, Floats]:
    """Stage scores by the case's names; of another optimum where the case has one, and NaN where ours are none."""
    ours = {stage: result.parts[f"te_{stage}"][order] for stage in STAGES}
    if result.settings["decomposition"] == "multiplicative":
        slack = case.tolerance["abs"] + case.tolerance["rel"]
        right = _is_split(result, order, ours, slack)
        ours = {stage: np.where(right, scores, np.nan) for stage, scores in ours.items()}
        if all(name in case.expected for name in names.values()):
            theirs = {stage: np.array(case.expected[name], dtype=np.float64) for stage, name in names.items()}
            theirs = {stage: np.where(scores > ABOVE, 1.0 / scores, scores) for stage, scores in theirs.items()}
            other = right & _is_split(result, order, theirs, slack)
            ours = {stage: np.where(other, theirs[stage], ours[stage]) for stage in STAGES}
    return {names[stage]: ours[stage] for stage in STAGES}


def _is_split(result: DEAResult, order: Any, stages: dict[str, Floats], slack: float) -> Any:
    """Where stage scores lie between the ends and multiply to the system's."""
    is_split = np.abs(stages["stage1"] * stages["stage2"] - result.te[order]) <= 2.0 * slack
    for stage in STAGES:
        low, high = (result.parts[f"te_{stage}_{end}"][order] for end in ("low", "high"))
        is_split &= (stages[stage] >= low - slack) & (stages[stage] <= high + slack)
    return is_split


RUNNERS: dict[str, Runner] = {
    "network_two_stage": _two_stage,
    "network_two_stage_relational": _relational,
}
