"""The ``[robustness]`` table of a study file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.dea.frontier import ORIENTATIONS, WITHOUT_BOUNDS
from farrell.dea.models import MODULES
from farrell.errors import StudyFileError
from farrell.inference.density import DRAWS
from farrell.study.robustness import DEFAULTS, OF_CURVE, OF_PLAN, OF_RANKS, ROBUSTNESS_KEYS, SETS
from farrell.study.spec import SCORES
from farrell.study.walk import Walk

CHOICES = {"models": tuple(MODULES), "rts": WITHOUT_BOUNDS, "orientation": ORIENTATIONS}
BESIDE = {
    **dict.fromkeys((*(key for key in OF_CURVE if key != "drop"),), "specifications"),
    **dict.fromkeys(OF_RANKS, "ranks"),
    **dict.fromkeys(OF_PLAN, "plan"),
}
"""Keys that do something beside another only; units are dropped without a curve, too."""


def read_robustness(walk: Walk) -> Mapping[str, Any] | None:
    """What is asked for and its options; columns, units and findings are checked where they are used."""
    if "robustness" not in walk.raw:
        return None
    wanted = walk.table(walk.raw, "", "robustness")
    walk.known(wanted, "robustness.", ROBUSTNESS_KEYS)
    asked = {key: walk.get(wanted, "robustness.", key, bool, default) for key, default in DEFAULTS.items()}
    walk.get(wanted, "robustness.", "model", str, None)
    walk.words(wanted, "robustness.", "findings", ())
    for key in SETS:
        _sets(walk, wanted, key)
    for key, allowed in CHOICES.items():
        for value in walk.words(wanted, "robustness.", key, ()):
            walk.choice(f"robustness.{key}", value, allowed)
    for key, one_of in (("score", tuple(SCORES)), ("draws", DRAWS)):
        if key in wanted:
            walk.choice(f"robustness.{key}", wanted[key], one_of)
    for key in ("replicates", "plan_replicates", "seed"):
        walk.get(wanted, "robustness.", key, int, 0)
    walk.get(wanted, "robustness.", "level", (int, float), 0)
    walk.get(wanted, "robustness.", "reference", list, [])
    _of_effect(walk, wanted, asked)
    return wanted


def _sets(walk: Walk, wanted: Mapping[str, Any], key: str) -> None:
    """A list of lists of names; of inputs and outputs none is empty, and no list of choices is."""
    sets = walk.get(wanted, "robustness.", key, list, [[]])
    fine = sets and all(isinstance(one, list) and all(isinstance(name, str) for name in one) for one in sets)
    if not fine or (key in wanted and key != "drop" and not all(sets)):
        expected = "list of lists of strings"
        raise StudyFileError("study-type", file=walk.path.name, key=f"robustness.{key}", expected=expected)


def _of_effect(walk: Walk, wanted: Mapping[str, Any], asked: Mapping[str, bool]) -> None:
    """Keys without what they are for do nothing, and so does a table that asks for nothing."""

    def refuse(key: str, other: str) -> None:
        raise StudyFileError("study-no-effect", file=walk.path.name, key=key, other=other)

    planned = "rebalance" in walk.raw
    if wanted.get("plan") and not planned:
        refuse("robustness.plan", "[rebalance]")
    for key, other in BESIDE.items():
        if key in wanted and not asked[other]:
            refuse(f"robustness.{key}", f"{other} = true")
    for key in ("level", "seed"):
        if key in wanted and not asked["ranks"] and not (asked["plan"] and planned):
            refuse(f"robustness.{key}", "ranks = true")
    if "plan_replicates" in wanted and not planned:
        refuse("robustness.plan_replicates", "[rebalance]")
    if not any(value for key, value in asked.items() if key != "plan" or planned) and not any(wanted.get("drop", ())):
        refuse("robustness", " / ".join(f"{key} = true" for key in asked))
