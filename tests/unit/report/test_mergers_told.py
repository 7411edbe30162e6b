"""What the report says of mergers follows the side of every number, in either orientation and language."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from farrell.report.names import Names
from farrell.report.sections import mergers

KNOWN = {"A", "B", "C"}
NAN = float("nan")


def told(language="en", *, orientation="input", members="A, B", learning=1.0, harmony=1.0, size=1.0, status=None):
    whole = learning * harmony * size
    row = {
        "scenario": "s", "orientation": orientation, "merger": "A + B", "members": members,
        "overall": whole, "adjusted": harmony * size, "learning": learning, "harmony": harmony, "size": size,
        "status": status or ("infeasible" if math.isnan(whole) else "optimal"),
    }  # fmt: skip
    names = Names(language, {}, provinces=False, regional=False)
    _, bullets, table = mergers.told(pd.DataFrame([row]), KNOWN, names)
    return bullets.items[0], table


def test_fewer_resources_of_which_most_needs_no_merger():
    said, table = told(learning=0.8, harmony=0.95, size=1.02)
    assert "A and B could give the same services with 22.5% fewer resources (overall 0.775)" in said
    assert "learning saves 20.0% (0.800); harmony saves 5.0% (0.950); size costs 2.0% (1.020)" in said
    assert "merging itself would save 3.1% of the resources (0.969)" in said
    assert table.rows == [["s", "A, B", "0.775", "0.800", "0.950", "1.020", "0.969"]]


def test_size_may_cost_more_than_all_else_gains():
    said, _ = told(learning=0.9, size=1.25)
    assert "would take 12.5% more resources than they have (overall 1.125)" in said
    assert "harmony changes nothing (1.000)" in said
    assert "gains nothing: as one they would need 25.0% more resources (1.250)" in said


def test_services_grow_above_one_in_output_orientation():
    said, _ = told(orientation="output", learning=1.1, harmony=1.05, size=0.6)
    assert "would give 30.7% fewer services than they give now (overall 0.693)" in said
    assert "learning adds 10.0% (1.100); harmony adds 5.0% (1.050); size takes 40.0% away (0.600)" in said
    said, _ = told(orientation="output", learning=1.1, harmony=1.05, members="A, B, C")
    assert "A, B and C could give 15.5% more services with the same resources (overall 1.155)" in said
    assert "merging itself would add 5.0% to the services (1.050)" in said


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_what_shows_as_one_is_no_change(orientation):
    said, _ = told(orientation=orientation, learning=1.0004, size=0.9997)
    assert "nothing to gain (overall 1.000)" in said
    assert said.count("changes nothing (1.000)") == 4
    assert "%" not in said


def test_a_merger_without_a_number_is_said_so():
    said, table = told(learning=NAN, size=NAN, harmony=0.976)
    assert "no mix of today's units gives as many services as A and B together" in said
    assert said.endswith("Harmony is 0.976.")
    assert table.rows[0][2:] == ["–", "–", "0.976", "–", "–"]


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("size", [0.8, 1.0, 1.3, NAN])
def test_chinese_has_a_text_for_every_side(orientation, size):
    said, table = told("zh", orientation=orientation, learning=1.0, size=size)
    assert said.startswith("s：")
    assert "A和B" in said
    assert not any(word in said + table.notes for word in ("nan", "merging", "{"))


@pytest.mark.parametrize(("language", "why"), [("en", "no certified answer"), ("zh", "未得到经验证的解")])
def test_an_unsolved_merger_is_not_called_too_large(language, why):
    said, _ = told(language, learning=NAN, size=NAN, harmony=NAN, status="unsolved")
    assert why in said
    assert "no mix of today's units" not in said
    assert "目前各单元的任何组合" not in said
