"""Hostile and degenerate input: 24 samples with answers from exact rational arithmetic (tests/golden/nasty)."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

CASES = {
    path.parent.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent.parent / "golden" / "nasty").glob("*/case.json"))
}
SLACK = 1e-5
"""Slack sums are printed to fewer digits than the data; a true slack of these samples is far larger."""


def having(key):
    return [name for name, case in CASES.items() if key in case["expected"]]


def answered(answer):
    """Which of the four kinds of answer came back."""
    if answer.error is not None:
        return "error"
    if (answer.result.status != "optimal").any():
        return "status"
    return "warning+scores" if answer.said else "scores"


def near(case, value, expected):
    tolerance = case["tolerance"]
    allowed = tolerance["value"] * (1.0 if tolerance["type"] == "absolute" else abs(expected))
    return abs(value - expected) <= allowed


def by_row(result):
    """Row numbers of the result in the order of the rows of the file."""
    return np.argsort(result.panel.rows)


def test_the_battery_is_there():
    assert len(CASES) == 24


@pytest.mark.parametrize("name", CASES)
def test_the_kind_of_answer_is_one_that_passes(answer, name):
    expected = CASES[name]["expected"]
    allowed = {expected["answer"], *expected["also_ok"]}
    if "scores" in allowed:
        allowed.add("warning+scores")  # "a warning is allowed"
    assert answered(answer(name)) in allowed


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_named(answer, name):
    words = answer(name).words
    for needed in CASES[name]["expected"].get("message_should_name", []):
        assert needed in words


@pytest.mark.parametrize("name", [n for n, c in CASES.items() if c["expected"]["answer"] == "error"])
def test_a_refusal_is_in_words_of_both_languages(answer, name):
    error = answer(name).error
    assert error is not None
    assert len(error.text("en")) > 20
    assert error.text("zh") != error.text("en")


@pytest.mark.parametrize("name", having("scores"))
def test_scores_are_right_or_refused(answer, name):
    case, got = CASES[name], answer(name)
    expected = case["expected"]["scores"]
    if got.error is not None:
        assert "error" in {case["expected"]["answer"], *case["expected"]["also_ok"]}
        return
    order = by_row(got.result)
    assert len(order) == len(expected)
    for r, score in zip(order, expected, strict=True):
        if score is None:
            assert math.isnan(got.result.te[r])
            assert got.result.status[r] in {"infeasible", "undefined", "unbounded"}
        else:
            assert got.result.status[r] == "optimal"
            assert near(case, got.result.te[r], score)


@pytest.mark.parametrize("name", having("units"))
def test_units_keep_their_names(answer, name):
    got = answer(name)
    if got.error is None:
        assert [got.result.panel.unit_labels[r] for r in by_row(got.result)] == CASES[name]["expected"]["units"]


@pytest.mark.parametrize("name", having("mi"))
def test_indices_are_right_by_unit_and_period(answer, name):
    case, got = CASES[name], answer(name)
    assert got.error is None, got.words
    result = got.result
    keys = zip(result.units, map(str, result.period_from), map(str, result.period_to), strict=True)
    row = {key: i for i, key in enumerate(keys)}
    for item in case["expected"]["mi"]:
        i = row.pop((item["unit"], item["from"], item["to"]))
        if item["mi"] is None:
            assert math.isnan(result.tfpch[i])
            assert math.isnan(result.effch[i])
            assert result.status[i] == "infeasible"
        else:
            assert near(case, result.tfpch[i], item["mi"])
            assert near(case, result.effch[i], item["ec"])
    assert all(math.isnan(result.tfpch[i]) and result.status[i] == "absent" for i in row.values())


@pytest.mark.parametrize("name", having("slack_sum_unit_weights"))
def test_the_second_phase_finds_all_the_slack(answer, name):
    case, result = CASES[name], answer(name).result
    sums = np.hstack([result.slack_in, result.slack_out]).sum(axis=1)[by_row(result)]
    assert np.allclose(sums, case["expected"]["slack_sum_unit_weights"], rtol=0, atol=SLACK)


@pytest.mark.parametrize("name", having("weakly_efficient"))
def test_weak_efficiency_is_told_from_strong(answer, name):
    result = answer(name).result
    weak = (result.efficiency == "weakly efficient")[by_row(result)]
    assert weak.tolist() == CASES[name]["expected"]["weakly_efficient"]


@pytest.mark.parametrize("name", having("scores_if_U06_left_out"))
def test_a_bad_row_left_out_on_request_is_said_and_the_rest_is_right(name):
    import farrell

    case = CASES[name]
    path = Path(__file__).parent.parent / "golden" / "nasty" / name / case["file"]
    with pytest.warns(farrell.DataWarning):
        panel = farrell.read_panel(path, **case["columns"], exclude=["U06"])
    assert [f.place.unit for f in panel.findings if f.code == "excluded-unit"] == ["U06"]
    scores = [s for s in case["expected"]["scores_if_U06_left_out"] if s is not None]
    te = farrell.dea(panel, rts=case["model"]["rts"], orientation=case["model"]["orientation"]).te
    assert len(te) == len(scores)
    assert all(near(case, value, score) for value, score in zip(te, scores, strict=True))
