"""Every golden case of the models that exist: peers' test suites, peers' runs and published tables."""

import importlib
import json
from pathlib import Path

import pytest

from farrell.verification import verify
from farrell.verification.run import RUNNERS, run_case

CASES = Path(__file__).parents[1] / "golden" / "cases"


def is_ours(case: dict) -> bool:
    """Whether the case asks for a model and options that exist, so that "unsupported" would be a fault."""
    options = case["options"]
    if case["model"] == "malmquist":
        return (
            options["technology"] == "adjacent"
            and options["decomposition"] in ("fgnz", "fglr")
            and options.get("distance", "dea") == "dea"
        )
    return case["model"] in RUNNERS


def params():
    for path in sorted(CASES.glob("*/case.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if is_ours(case):
            source = case["source"]
            where = source.get("where") or source["citation"]
            yield pytest.param(path.parent, id=f"{case['id']} [{where}; {source['authority']}]")


@pytest.fixture(scope="module")
def report():
    return verify(CASES)


@pytest.mark.parametrize("folder", list(params()))
def test_case_of_an_existing_model_agrees(folder, report):
    result = next(one for one in report.results if one.id == folder.name)
    assert result.outcome == "agree", result
    assert result.compared


@pytest.mark.parametrize("folder", list(params()))
def test_the_compiled_solver_agrees_too(folder, monkeypatch):
    monkeypatch.setattr(importlib.import_module("farrell.lp.solve"), "WORTH", -1.0)
    result = run_case(folder)
    assert result.outcome == "agree", result


def test_no_case_disagrees(report):
    assert report.to_dict()["disagreements"] == []


def test_every_case_has_an_outcome(report):
    total = len(list(CASES.glob("*/case.json")))
    assert sum(report.count(o) for o in ("agree", "disagree", "unsupported")) == len(report.results) == total


def test_output_oriented_malmquist_of_djl_is_our_index_turned_over():
    """DataEnvelopmentAnalysis-style tools that index by phi report the reciprocal: with constant returns both
    orientations give one index, and the case djl-malmquist-dea-i agrees with it."""
    expected = {
        way: json.loads((CASES / f"djl-malmquist-dea-{way}" / "case.json").read_text(encoding="utf-8"))["expected"][
            "mi"
        ]
        for way in "io"
    }
    for (_, _, by_input), (_, _, by_output) in zip(expected["i"], expected["o"], strict=True):
        assert float(by_input) * float(by_output) == pytest.approx(1.0, rel=2e-6)  # seven printed decimals each
    assert run_case(CASES / "djl-malmquist-dea-i").outcome == "agree"
