"""The ``[inference]`` table of a study file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.errors import StudyFileError
from farrell.inference.density import DRAWS
from farrell.study.inference import DEFAULTS, INFERENCE_KEYS, METHODS, TESTS
from farrell.study.walk import Walk


def read_inference(walk: Walk) -> Mapping[str, Any] | None:
    """What is asked for and its options; models are checked where they are used."""
    if "inference" not in walk.raw:
        return None
    wanted = walk.table(walk.raw, "", "inference")
    walk.known(wanted, "inference.", INFERENCE_KEYS)
    walk.words(wanted, "inference.", "models", ())
    for test in walk.words(wanted, "inference.", "tests", ()):
        walk.choice("inference.tests", test, TESTS)
    method = walk.choice("inference.method", wanted.get("method", DEFAULTS["method"]), METHODS)
    if "draws" in wanted:
        walk.choice("inference.draws", wanted["draws"], DRAWS)
        if method != "homogeneous":
            raise StudyFileError(
                "study-no-effect", file=walk.path.name, key="inference.draws", other='method = "homogeneous"'
            )
    for key in ("replicates", "splits", "seed"):
        walk.get(wanted, "inference.", key, int, DEFAULTS[key])
    walk.get(wanted, "inference.", "level", float, DEFAULTS["level"])
    return wanted
