"""The ``[stochastic]`` table of a study file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.errors import StudyFileError
from farrell.inference.stochastic.frontier_data import FORMS, OVER_TIME
from farrell.inference.stochastic.separation import DOUBTFUL, SEPARATIONS
from farrell.study.stochastic import DEFAULTS, OF_SFA, OF_STAGES, OF_STONED, STOCHASTIC_KEYS
from farrell.study.walk import Walk

CHOICES = {
    "regression": ("pooled", "period"),
    "separation": SEPARATIONS,
    "doubtful": DOUBTFUL,
    "form": [form for form in FORMS if form != "linear"],  # distances are of logarithms
    "over_time": OVER_TIME,
    "error": ("additive", "multiplicative"),
}
BESIDE = {key: asked for asked, keys in zip(DEFAULTS, (OF_STAGES, OF_SFA, OF_STONED), strict=True) for key in keys}
"""Keys that do something beside another only."""


def read_stochastic(walk: Walk) -> Mapping[str, Any] | None:
    """What is asked for and its options; names are checked where they are used."""
    if "stochastic" not in walk.raw:
        return None
    wanted = walk.table(walk.raw, "", "stochastic")
    walk.known(wanted, "stochastic.", STOCHASTIC_KEYS)
    asked = {key: walk.get(wanted, "stochastic.", key, bool, default) for key, default in DEFAULTS.items()}
    for key in ("model", "dependent"):
        walk.get(wanted, "stochastic.", key, str, None)
    walk.words(wanted, "stochastic.", "on", ())
    for key, allowed in CHOICES.items():
        if key in wanted:
            walk.choice(f"stochastic.{key}", wanted[key], allowed)
    for key, other in BESIDE.items():
        if key in wanted and not asked[other]:
            raise StudyFileError(
                "study-no-effect", file=walk.path.name, key=f"stochastic.{key}", other=f"{other} = true"
            )
    if not any(asked.values()):
        other = " / ".join(f"{key} = true" for key in asked)
        raise StudyFileError("study-no-effect", file=walk.path.name, key="stochastic", other=other)
    return wanted
