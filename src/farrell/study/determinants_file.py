"""The ``[determinants]`` table of a study file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.errors import StudyFileError
from farrell.inference.regressions.determinants import BESIDE
from farrell.study.determinants import DEFAULTS, DETERMINANTS_KEYS
from farrell.study.spec import SCORES
from farrell.study.walk import Walk


def read_determinants(walk: Walk) -> Mapping[str, Any] | None:
    """What is asked for and its options; names and sizes are checked where they are used."""
    if "determinants" not in walk.raw:
        return None
    wanted = walk.table(walk.raw, "", "determinants")
    prefix = "determinants."
    walk.known(wanted, prefix, DETERMINANTS_KEYS)
    walk.get(wanted, prefix, "model", str, None)
    for key in ("algorithm", "first", "replicates", "seed", "m"):
        walk.get(wanted, prefix, key, int, None)
    for key in ("standardise", *DEFAULTS):
        walk.get(wanted, prefix, key, bool, True)
    walk.get(wanted, prefix, "level", float, None)
    walk.words(wanted, prefix, "on", ())
    for method in walk.words(wanted, prefix, "methods", ()):
        walk.choice("determinants.methods", method, BESIDE)
    if "score" in wanted:
        walk.choice("determinants.score", wanted["score"], list(SCORES))
    if "m" in wanted and not wanted.get("ratio", DEFAULTS["ratio"]):
        raise StudyFileError("study-no-effect", file=walk.path.name, key="determinants.m", other="ratio = true")
    return wanted
