"""farrell.verify: agreement, disagreement, what is unsupported, and broken cases."""

import json

import pytest

from farrell import DataError, verify
from farrell.verification import Case
from farrell.verification.run import run_case

EXPECTED = [0.5, 1, 0.833, 0.714, 1]


def test_right_values_agree(write_case, tmp_path):
    write_case()
    report = verify(tmp_path)
    assert (report.count("agree"), report.count("disagree"), report.count("unsupported")) == (1, 0, 0)
    assert report.results[0].compared == ("efficiency",)
    assert report.results[0].difference is None


def test_a_wrong_value_disagrees_with_case_key_and_difference(write_case, tmp_path):
    write_case("wrong", expected={"efficiency": [0.5, 1, 0.933, 0.714, 1]})
    write_case("right")
    report = verify(tmp_path).to_dict()
    assert (report["agree"], report["disagree"]) == (1, 1)
    [wrong] = report["disagreements"]
    assert (wrong["case"], wrong["model"], wrong["key"]) == ("wrong", "radial", "efficiency")
    assert wrong["difference"] == pytest.approx(0.933 - 5 / 6, abs=1e-9)
    assert report["models"]["radial"] == {"agree": 1, "disagree": 1, "unsupported": 0}


def test_the_worst_quantity_is_named(write_case):
    slacks = [[0, 0.5], [0, 0], [0, 7], [0, 0], [0, 0]]
    result = run_case(write_case(expected={"efficiency": [0.502, 1, 0.833, 0.714, 1], "slack_inputs": slacks}))
    assert (result.key, result.difference) == ("slack_inputs", pytest.approx(7.0))


@pytest.mark.parametrize(
    ("value", "outcome"),
    [(0.50059, "agree"), (0.50061, "disagree"), (None, "agree")],
    ids=["inside", "outside", "null"],
)
def test_tolerance_decides_and_null_is_not_compared(write_case, value, outcome):
    assert run_case(write_case(expected={"efficiency": [value, *EXPECTED[1:]]})).outcome == outcome


def test_tolerances_add_up(write_case):
    case = write_case(expected={"efficiency": [0.51, *EXPECTED[1:]]}, tolerance={"abs": 0.005, "rel": 0.0101})
    assert run_case(case).outcome == "agree"


def test_a_missing_number_of_ours_is_a_disagreement(write_case):
    data = "dmu,x1,x2,y1\nA,0,0,1\nB,2,4,2\nC,6,6,3\nD,3,2,1\nE,6,2,2\n"
    result = run_case(write_case(data=data, options={"orientation": "input", "rts": "vrs"}))
    assert result.outcome == "disagree"
    assert result.key == "efficiency"


def test_quantities_not_to_be_asserted_are_left_out(write_case):
    expected = {"efficiency": EXPECTED, "slack_inputs": [[9, 9]] * 5}
    result = run_case(write_case(expected=expected, do_not_assert=["slack_inputs"]))
    assert (result.outcome, result.compared) == ("agree", ("efficiency",))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"options": {"orientation": "input", "rts": "crs", "flavour": "new"}}, "flavour"),
        ({"options": {"orientation": "input", "rts": "fuzzy"}}, "fuzzy"),
        ({"options": {"orientation": "none", "rts": "crs"}}, "none"),
        ({"model": "telepathy"}, "telepathy"),
        ({"expected": {"efficiency": EXPECTED, "mood": [1]}}, "mood"),
        ({"options": {"orientation": "input", "rts": "crs", "disposability_inputs": "free"}}, "free"),
    ],
    ids=["option", "rts", "orientation", "model", "quantity", "disposability"],
)
def test_what_does_not_exist_is_unsupported_and_says_what(write_case, change, reason):
    result = run_case(write_case(**change))
    assert result.outcome == "unsupported"
    assert reason in result.reason
    assert result.difference is None


def test_roles_beyond_inputs_and_outputs_are_unsupported(write_case):
    data = {
        "file": "data.csv",
        "dmu": "dmu",
        "period": None,
        "inputs": ["x1"],
        "outputs": ["y1"],
        "bad_outputs": ["x2"],
    }
    folder = write_case("bad-output")
    content = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    (folder / "case.json").write_text(json.dumps({**content, "data": data}), encoding="utf-8")
    assert run_case(folder).outcome == "unsupported"


BROKEN = {
    "not-json": "{",
    "empty": "",
    "a-list": "[]",
    "a-number": "3",
    "parts-missing": '{"id": "x", "model": "radial"}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_case_file_is_reported_and_stops_nothing(write_case, tmp_path, name):
    write_case(name, text=BROKEN[name])
    write_case("right")
    report = verify(tmp_path)
    by_id = {r.id: r for r in report.results}
    assert by_id["right"].outcome == "agree"
    assert by_id[name].outcome != "agree"
    assert "case.json" in by_id[name].reason


@pytest.mark.parametrize(
    "change",
    [
        {"data": None},
        {"expected": {"efficiency": [0.5, 1]}},
        {"expected": {"efficiency": [*EXPECTED, 1]}},
        {"expected": {"efficiency": ["high"] * 5}},
        {"tolerance": {}},
        {"options": {"orientation": "input"}},
        {"options": {"rts": "grs", "bounds": [2, 3]}},
    ],
    ids=["no-data", "too-few", "too-many", "words", "no-tolerance", "no-rts", "wrong-bounds"],
)
def test_a_case_that_cannot_be_run_is_reported_and_stops_nothing(write_case, tmp_path, change):
    write_case("broken", **change)
    write_case("right")
    by_id = {r.id: r for r in verify(tmp_path).results}
    assert by_id["right"].outcome == "agree"
    assert by_id["broken"].outcome != "agree"
    assert by_id["broken"].reason or by_id["broken"].key


def test_reading_a_broken_case_raises_with_its_file(write_case):
    with pytest.raises(DataError, match=r"case\.json") as refused:
        Case.read(write_case(text="{"))
    assert refused.value.code == "bad-case"


def test_a_folder_without_cases_is_refused(tmp_path):
    with pytest.raises(DataError) as refused:
        verify(tmp_path)
    assert refused.value.code == "no-cases"


def test_the_report_is_plain_json(write_case, tmp_path):
    write_case("wrong", expected={"efficiency": [0.9] * 5})
    write_case("other", model="telepathy")
    again = json.loads(json.dumps(verify(tmp_path).to_dict()))
    assert [c["case"] for c in again["cases"]] == ["other", "wrong"]
    assert len(again["disagreements"]) == 1
