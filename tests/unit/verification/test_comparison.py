"""Wrong numbers that a careless comparison would pass, and right ones that it would fail."""

from __future__ import annotations

import json

import pytest

from farrell.verification.run import run_case

RADIAL = {"orientation": "input", "rts": "crs", "second_stage": "max_slack"}
PANEL = "period,dmu,x1,y1\n1,A,2,1\n1,B,4,2\n1,C,3,3\n2,A,2,1\n2,B,4,3\n2,C,3,4\n"
PANEL_COLUMNS = {"file": "data.csv", "dmu": "dmu", "period": "period", "inputs": ["x1"], "outputs": ["y1"]}


def malmquist_case(write_case, options, expected):
    """A case of two periods and three units, whose indices can be told by hand."""
    tolerance = {"abs": 1e-9, "rel": 0}
    folder = write_case(data=PANEL, model="malmquist", options=options, expected=expected, tolerance=tolerance)
    content = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    (folder / "case.json").write_text(json.dumps({**content, "data": PANEL_COLUMNS}), encoding="utf-8")
    return folder


def outcome(folder) -> str:
    return run_case(folder).outcome


def test_zero_tolerance_and_expected_zeros_hide_nothing(write_case) -> None:
    expected = {"slack_inputs": [[0, 0]] * 5}
    assert outcome(write_case(options=RADIAL, expected=expected, tolerance={"abs": 0, "rel": 1e-6})) == "disagree"


def test_a_large_column_does_not_excuse_a_small_one(write_case) -> None:
    data = "dmu,x1,x2,y1\nA,2000000,5,1\nB,2000000,4,2\nC,6000000,6,3\nD,3000000,2,1\nE,6000000,2,2\n"
    expected = {"slack_inputs": [[0, 0.7], [0, 0], [0, 0], [0, 0], [0, 0]]}
    case = write_case(data=data, options=RADIAL, expected=expected, tolerance={"abs": 0, "rel": 1e-6})
    assert outcome(case) == "disagree"


def test_a_null_of_super_efficiency_means_no_solution(write_case) -> None:
    case = write_case(
        model="super_radial",
        options={"orientation": "input", "rts": "crs"},
        expected={"efficiency": [None, 1.2, 1, 1, 1]},
    )
    assert outcome(case) == "disagree"


@pytest.mark.parametrize("expected", [{"periods": ["1"]}, {"efficiency": [None] * 5}, {"lambdas": [[9] * 5] * 5}])
def test_nothing_compared_is_no_agreement(write_case, expected) -> None:
    assert outcome(write_case(options=RADIAL, expected=expected)) == "unsupported"


def test_what_has_many_right_answers_is_listed_apart(write_case) -> None:
    expected = {"efficiency": [0.5, 1, 0.833, 0.714, 1], "lambdas": [[9] * 5] * 5}
    result = run_case(write_case(options=RADIAL, expected=expected))
    assert (result.outcome, result.compared, result.self_checked) == ("agree", ("efficiency",), ("lambdas",))


@pytest.mark.parametrize(
    "options",
    [
        {"rts": "grs", "L": 1, "U": 1},
        {"rts": "grs", "bounds": [1, 1]},
        {"rts": "grs", "bounds": {"L": 1, "U": "1"}},
        {"rts": "vrs", "L": None, "U": None},
    ],
)
def test_bounds_in_any_spelling(write_case, options) -> None:
    expected = {"efficiency": [1, 1, 1, 1, 1]}
    assert outcome(write_case(options={"orientation": "input", **options}, expected=expected)) == "agree"


def test_bounds_that_are_none_are_unsupported(write_case) -> None:
    case = write_case(options={"orientation": "input", "rts": "grs", "L": None, "U": None})
    assert outcome(case) == "unsupported"


@pytest.mark.parametrize(
    ("layout", "mi"),
    [
        ("rows=period transitions, cols=dmus", [[4 / 3 * 0.75, 1.5, 4 / 3]]),
        ("rows=dmus x transitions", [[4 / 3 * 0.75], [1.5], [4 / 3]]),
        ("rows = units", [[4 / 3 * 0.75], [1.5], [4 / 3]]),
    ],
)
def test_layouts_of_malmquist_cases(write_case, layout, mi) -> None:
    options = {"orientation": "input", "rts": "crs", "decomposition": "fgnz", "layout": layout}
    assert outcome(malmquist_case(write_case, options, {"mi": mi})) == "agree"


def test_the_case_says_the_order_of_its_units(write_case) -> None:
    options = {"orientation": "input", "rts": "crs", "layout": "rows=period transitions, cols=dmus"}
    expected = {"mi": [[4 / 3, 1.0, 1.5]], "dmus": ["C", "A", "B"]}
    assert outcome(malmquist_case(write_case, options, expected)) == "agree"


def test_a_tolerance_may_leave_a_part_out(write_case) -> None:
    assert outcome(write_case(tolerance={"abs": 0.0006})) == "agree"


def test_the_report_can_be_written_as_json(write_case) -> None:
    assert json.dumps(run_case(write_case()).to_dict())


def test_slacks_of_a_first_stage_are_not_compared(write_case) -> None:
    options = {**RADIAL, "second_stage": "none"}
    assert outcome(write_case(options=options, expected={"slack_inputs": [[0, 0.5]] * 5})) == "unsupported"
    assert (
        outcome(write_case(name="scores", options=options, expected={"efficiency": [0.5, 1, 0.833, 0.714, 1]}))
        == "agree"
    )
