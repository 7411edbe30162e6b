"""Roles that contradict each other are refused; precision is read strictly and its bounds hold the true value."""

from __future__ import annotations

import numpy as np
import pytest

from farrell.data.roles import Precision, Roles
from farrell.errors import OptionError


def test_inputs_and_outputs_are_needed():
    with pytest.raises(OptionError) as caught:
        Roles.of(inputs=["x"], outputs=[])
    assert caught.value.code == "no-inputs-outputs"


@pytest.mark.parametrize(
    "roles",
    [{"outputs": ["x"]}, {"outputs": ["y"], "undesirable": ["x"]}, {"inputs": ["x", "x"], "outputs": ["y"]}],
    ids=str,
)
def test_a_column_has_one_role(roles):
    with pytest.raises(OptionError, match="column x") as caught:
        Roles.of(**{"inputs": ["x"], **roles})
    assert caught.value.code == "two-roles"


@pytest.mark.parametrize("column", ["unit", "year"])
def test_the_unit_and_the_period_are_no_inputs(build, clean_frame, column):
    frame = clean_frame.assign(unit=[i % 12 + 1 for i in range(36)])
    with pytest.raises(OptionError) as caught:
        build(frame, inputs=[column, "beds"])
    assert caught.value.code == "two-roles"


@pytest.mark.parametrize("mark", ["non_discretionary", "fixed", "integer", "deflated", "precision"])
def test_a_mark_needs_a_column_with_a_role(mark):
    value = {"z": 1} if mark == "precision" else ["z"]
    with pytest.raises(OptionError, match="names z") as caught:
        Roles.of(inputs=["x"], outputs=["y"], **{mark: value})
    assert caught.value.code == "mark-without-role"


@pytest.mark.parametrize(("prices", "count"), [("input_prices", 1), ("output_prices", 2)])
def test_there_is_a_price_for_each_quantity(prices, count):
    with pytest.raises(OptionError, match=prices) as caught:
        Roles.of(inputs=["x1", "x2"], outputs=["y"], **{prices: [f"p{i}" for i in range(count)]})
    assert caught.value.code == "prices-count"


def test_an_unknown_role_names_the_nearest():
    with pytest.raises(OptionError, match="'undesirable'"):
        Roles.of(inputs=["x"], outputs=["y"], undesireable=["z"])


def test_a_single_column_may_be_given_as_a_word():
    roles = Roles.of(inputs="x", outputs="y", group="g", weight="w")
    assert (roles.inputs, roles.outputs, roles.groups, roles.weight) == (("x",), ("y",), ("g",), "w")


def test_required_and_numeric_columns_keep_their_order():
    roles = Roles.of(inputs=["b", "a"], outputs=["y"], companions=["c"], weight="w")
    assert roles.required == ("b", "a", "y", "w")
    assert roles.numeric == ("b", "a", "y", "w", "c")
    assert [roles.role_of(c) for c in ("a", "y", "c", "w", "g")] == [
        "inputs",
        "outputs",
        "companions",
        "weight",
        "groups",
    ]


def test_roles_as_plain_values_leave_out_what_is_empty():
    roles = Roles.of(
        inputs=["x"], outputs=["y"], precision={"y": {"step": 100, "kind": "truncated", "periods": [2022]}}
    )
    assert roles.to_dict() == {
        "inputs": ["x"],
        "outputs": ["y"],
        "precision": {"y": {"step": 100.0, "kind": "truncated", "periods": [2022]}},
    }


# --- precision -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (100, Precision(100.0)),
        (0.5, Precision(0.5)),
        ({"step": 10, "kind": "truncated"}, Precision(10.0, "truncated")),
        ({"step": 10, "periods": [2022, 2023]}, Precision(10.0, "rounded", (2022, 2023))),
        (Precision(3.0), Precision(3.0)),
    ],
)
def test_precision_is_read_from_a_step_or_a_table(given, expected):
    assert Precision.of("y", given) == expected


@pytest.mark.parametrize(
    "given",
    [
        0,
        -1,
        True,
        "100",
        None,
        {},
        {"step": 0},
        {"step": "1"},
        {"step": True},
        float("nan"),
        float("inf"),
        {"step": 1, "periods": 2022},
        {"step": 1, "periods": "2022"},
    ],
    ids=repr,
)
def test_a_precision_that_makes_no_sense_is_refused(given):
    with pytest.raises(OptionError, match="y") as caught:
        Precision.of("y", given)
    assert caught.value.code == "precision"


@pytest.mark.parametrize("given", [{"step": 1, "kind": "cut"}, {"step": 1, "period": [2022]}], ids=repr)
def test_unknown_words_in_a_precision_are_refused(given):
    with pytest.raises(OptionError, match=r"precision\.y") as caught:
        Precision.of("y", given)
    assert caught.value.code == "choice"


@pytest.mark.parametrize("periods", [["2020"], [2030]], ids=repr)
def test_a_precision_of_periods_the_panel_lacks_is_refused(build, clean_frame, periods):
    with pytest.raises(OptionError):
        build(clean_frame, precision={"visits": {"step": 1, "periods": periods}})


def test_truncated_values_lie_at_or_above_what_is_written():
    low, high = Precision(100.0, "truncated").bounds(np.array([0.0, 500.0]))
    assert low.tolist() == [0.0, 500.0]
    assert high.tolist() == [100.0, 600.0]


def test_rounded_values_lie_around_what_is_written_and_not_below_zero():
    low, high = Precision(100.0).bounds(np.array([0.0, 20.0, 500.0, -500.0]))
    assert low.tolist() == [0.0, 0.0, 450.0, -550.0]
    assert high.tolist() == [50.0, 70.0, 550.0, -450.0]


@pytest.mark.parametrize(("weight", "persons"), [(None, 10_000), ("p", 0), ("p", -1.0), ("p", "many"), ("p", True)])
def test_people_are_a_positive_number_of_a_weight(weight, persons):
    with pytest.raises(OptionError) as caught:
        Roles.of(inputs=["x"], outputs=["y"], weight=weight, persons=persons)
    assert caught.value.code == "persons"
