"""Cases of two stages: open splits, output orientation, options that are refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from farrell.verification.run import run_case

CASES = Path(__file__).parents[2] / "golden" / "cases"


@pytest.fixture
def case(tmp_path):
    """A copy of a case with other options and expected values."""

    def go(name, change):
        shutil.copytree(CASES / name, tmp_path / name)
        path = tmp_path / name / "case.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content), encoding="utf-8")
        return run_case(tmp_path / name)

    return go


@pytest.mark.parametrize("reciprocal", [False, True])
def test_output_orientation_is_taken_either_way(case, reciprocal):
    def change(content):
        content["options"]["orientation"] = "output"
        if reciprocal:
            content["expected"] = {k: (1 / np.array(v)).tolist() for k, v in content["expected"].items()}
            content["tolerance"] = {"abs": 1e-5, "rel": 2e-5}

    assert case("djl-network-cook2010", change).outcome == "agree"


def test_additive_cases_have_the_additive_scores(case):
    def change(content):
        content["options"]["decomposition"] = "Chen additive"
        content["expected"] = {"overall": [0.849, 0.812, 0.817, 0.597, 0.873, *[None] * 19]}

    assert case("kao_hwang2008-two-stage", change).outcome == "agree"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("kao_hwang2008-two-stage", {"rts": "vrs"}),
        ("djl-network-cook2010", {"rts": "vrs"}),
        ("djl-network-cook2010", {"shape": "star"}),
        ("kao_hwang2008-two-stage", {"decomposition": "additive", "orientation": "output"}),
    ],
)
def test_what_does_not_exist_is_called_so(case, name, options):
    assert case(name, lambda content: content["options"].update(options)).outcome == "unsupported"
