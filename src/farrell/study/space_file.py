"""The ``[space]`` table of a study file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.errors import StudyFileError
from farrell.spacetime.coupling import FORMS as COUPLING_FORMS
from farrell.spacetime.forecasting.forecasts import ASKED as FORECASTS
from farrell.spacetime.panels.sample import PANEL_EFFECTS
from farrell.study.space import SPACE_KEYS, rules_of
from farrell.study.walk import Walk

BESIDE = {"forecast": "horizon", "forest": "drivers", "area": "variables", "coupling_form": "subsystems"}
"""Keys that do something beside another only."""
RULES_OF = {
    "k": ("k-nearest",),
    "hainan": ("queen",),
    "economic": ("economic-distance", "nested"),
    "share": ("nested",),
    "weights_file": ("file",),
}
"""Keys of ``[space]`` that belong to rules of weights."""


def read_space(walk: Walk) -> Mapping[str, Any] | None:
    """The options of the chapters in space; values are checked where they are used, types here."""
    if "space" not in walk.raw:
        return None
    wanted = walk.table(walk.raw, "", "space")
    walk.known(wanted, "space.", SPACE_KEYS)
    for key in ("variables", "statistics", "places", "drivers"):
        walk.words(wanted, "space.", key, ())
    walk.get(wanted, "space.", "weights", (str, list), "")
    for key in ("weights_file", "economic", "rank_by", "area"):
        walk.get(wanted, "space.", key, str, None)
    for key in ("k", "classes", "permutations", "seed", "horizon"):
        walk.get(wanted, "space.", key, int, None)
    for key in ("hainan", "forest"):
        walk.get(wanted, "space.", key, bool, True)
    for key, allowed in (("panel_effects", PANEL_EFFECTS), ("forecast", FORECASTS)):
        if key in wanted:
            walk.choice(f"space.{key}", wanted[key], allowed)
    walk.get(wanted, "space.", "share", (int, float), 0.5)
    walk.get(wanted, "space.", "breaks", list, [])
    walk.get(wanted, "space.", "map_breaks", dict, {})
    _with_effect(walk, wanted)
    _subsystems(walk, wanted)
    if len(wanted.get("places", ("", ""))) != 2:
        raise StudyFileError("study-type", file=walk.path.name, key="space.places", expected="[longitude, latitude]")
    return wanted


def _with_effect(walk: Walk, wanted: Mapping[str, Any]) -> None:
    """A key that does nothing beside the others is a mistake."""
    rules = set(rules_of(wanted))
    for key, needed in RULES_OF.items():
        if key in wanted and not rules & set(needed):
            other = f"weights = {' / '.join(needed)}"
            raise StudyFileError("study-no-effect", file=walk.path.name, key=f"space.{key}", other=other)
    for key, other in BESIDE.items():
        if key in wanted and other not in wanted:
            raise StudyFileError("study-no-effect", file=walk.path.name, key=f"space.{key}", other=other)
    if "classes" in wanted and "breaks" in wanted:
        raise StudyFileError("study-no-effect", file=walk.path.name, key="space.classes", other="quantiles (no breaks)")


def _subsystems(walk: Walk, wanted: Mapping[str, Any]) -> None:
    """One or more subsystems, each a list of one or more indicators."""
    systems = walk.table(wanted, "space.", "subsystems")
    listed = [walk.words(systems, "space.subsystems.", name, ()) for name in systems]
    if "subsystems" in wanted and not (listed and all(listed)):
        raise StudyFileError(
            "study-type", file=walk.path.name, key="space.subsystems", expected="table {name: [indicator, ...]}"
        )
    walk.choice("space.coupling_form", wanted.get("coupling_form", "original"), COUPLING_FORMS)
