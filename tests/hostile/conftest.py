"""Read a sample of the hostile battery and answer it as a user would get it."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import farrell

sys.path.append(str(Path(__file__).parents[1] / "unit" / "app"))  # the server of the tests

SAMPLES = Path(__file__).parent.parent / "golden" / "nasty"


@dataclass
class Answer:
    """What came back: a result or a refusal, and everything that was said."""

    result: Any = None
    error: farrell.FarrellError | None = None
    said: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "\n".join([*self.said, str(self.error or "")])


def case_of(sample: str) -> dict[str, Any]:
    return json.loads((SAMPLES / sample / "case.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session", params=["highs", "kernel"])
def answer(request: pytest.FixtureRequest) -> Callable[[str], Answer]:
    """Solve a sample; only Farrell's own errors and warnings are answers, all else is a crash."""

    def solve(sample: str) -> Answer:
        case, out = case_of(sample), Answer()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("error")
            warnings.simplefilter("always", farrell.FarrellWarning)
            warnings.simplefilter("ignore", farrell.SpeedWarning)
            try:
                panel = farrell.read_panel(SAMPLES / sample / case["file"], **case["columns"])
                out.result = run(panel, case["model"], request.param)
            except farrell.FarrellError as error:
                out.error = error
        out.said = [str(w.message) for w in caught]
        return out

    return solve


def run(panel: farrell.Panel, model: dict[str, Any], solver: str) -> Any:
    options = {"rts": model["rts"], "orientation": model["orientation"], "solver": solver}
    tasks = {"radial": farrell.dea, "super": farrell.super_efficiency, "malmquist": farrell.malmquist}
    return tasks[model["task"]](panel, **options)
