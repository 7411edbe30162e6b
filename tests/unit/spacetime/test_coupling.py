"""Coupling coordination by hand. Published numbers: tests/published."""

from __future__ import annotations

import math

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError
from farrell.spacetime.coupling import GRADES, grade_name, grade_of

BEDS = {"a": 0.0, "b": 1.0, "c": 2.0, "d": 4.0}
DOCTORS = {"a": 3.0, "b": 0.0, "c": 2.0, "d": 4.0}
DEATHS = {"a": 8.0, "b": 4.0, "c": 0.0, "d": 2.0}
TWO = {"supply": {"beds": BEDS, "doctors": DOCTORS}, "health": {"deaths": DEATHS}}
SIGNS = {"beds": "+", "doctors": "+", "deaths": "-"}


@pytest.fixture
def found():
    return farrell.coupling(TWO, SIGNS, weights="equal")


def test_two_subsystems_by_hand(found):
    rows = found.degrees.set_index("unit")
    assert rows["supply"].tolist() == pytest.approx([0.375, 0.125, 0.5, 1])
    assert rows["health"].tolist() == pytest.approx([0, 0.5, 1, 0.75])
    C = 2 * math.sqrt(0.125 * 0.5) / 0.625
    assert rows["coupling"]["b"] == pytest.approx(C)
    assert rows["development"]["b"] == pytest.approx(0.3125)
    assert rows["coordination"]["b"] == pytest.approx(math.sqrt(C * 0.3125))
    assert rows["grade"].tolist() == ["extreme-disorder", "near-disorder", "good-coordination", "high-coordination"]
    assert found.shares == {"supply": 0.5, "health": 0.5}


def test_the_modified_form_of_two_by_hand():
    rows = farrell.coupling(TWO, SIGNS, weights="equal", form="modified").degrees.set_index("unit")
    assert rows["coupling"]["b"] == pytest.approx(math.sqrt((1 - 0.375) * 0.125 / 0.5))
    plain = farrell.coupling(TWO, SIGNS, weights="equal").degrees.set_index("unit")
    assert (rows["coupling"] <= plain["coupling"] + 1e-12).all()


@pytest.mark.parametrize("form", ["original", "modified"])
@pytest.mark.parametrize("m", [2, 3, 5])
def test_coupling_is_one_where_all_are_equal_however_many(form, m):
    same = {f"s{j}": {f"x{j}": {u: v * (j + 1) for u, v in DOCTORS.items()}} for j in range(m)}
    rows = farrell.coupling(same, "+", form=form).degrees
    known = rows["development"] > 0
    assert rows["coupling"][known].tolist() == pytest.approx([1] * 3)
    assert rows["coordination"].tolist() == pytest.approx(np.sqrt(rows["development"]).tolist())


def test_shares_and_weights_are_taken_as_given():
    given = farrell.coupling(
        TWO, SIGNS, weights={"beds": 3, "doctors": 1, "deaths": 2}, shares={"supply": 3, "health": 1}
    )
    rows = given.degrees.set_index("unit")
    assert rows["supply"]["a"] == pytest.approx(0.25 * 0.75)
    assert rows["development"]["d"] == pytest.approx(0.75 + 0.25 * 0.75)
    assert given.weights["weight"].tolist() == pytest.approx([0.75, 0.25, 1])


def test_entropy_weights_are_of_each_subsystem_alone():
    used = farrell.coupling(TWO, SIGNS).weights.set_index("indicator")["weight"]
    alone = farrell.entropy_weights(TWO["supply"], "+").set_index("indicator")["weight"]
    assert used["beds"] == pytest.approx(alone["beds"])
    assert used["deaths"] == 1


def test_years_compare_where_they_are_pooled():
    grown = {s: {k: {1: c, 2: {u: v + 1 for u, v in c.items()}} for k, c in one.items()} for s, one in TWO.items()}
    pooled = farrell.coupling(grown, "+", weights="equal")
    means = pooled.degrees.groupby("period")["development"].mean()
    assert means[2] > means[1]
    alone = farrell.coupling(grown, "+", weights="equal", by="period").degrees.groupby("period")["development"].mean()
    assert alone[2] == pytest.approx(alone[1])
    assert pooled.by_period()[2].keys() == BEDS.keys()


def test_units_match_by_name_and_gaps_are_named(found):
    back = {s: {k: dict(reversed(c.items())) for k, c in one.items()} for s, one in TWO.items()}
    assert farrell.coupling(back, SIGNS, weights="equal").degrees.equals(found.degrees)
    part = {**TWO, "health": {"deaths": {u: v for u, v in DEATHS.items() if u != "c"}}}
    assert farrell.coupling(part, SIGNS).left_out == (("c", None),)


def test_grades_and_their_names(found):
    assert len(GRADES) == 10
    assert [grade_of(d) for d in (0, 0.1, 0.1000001, 0.5, 0.55, 1)] == [GRADES[i] for i in (0, 0, 1, 4, 5, 9)]
    assert grade_of(0.1 + 0.2) == GRADES[2]  # 0.30000000000000004
    assert grade_name("near-disorder", "zh") == "濒临失调"
    assert found.to_frame("zh")["grade"].tolist()[3] == "优质协调"
    assert "supply, health" in found.summary()
    assert "2 subsystems" in repr(found)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: farrell.coupling({"supply": TWO["supply"]}, "+"), "coupling-few"),
        (lambda: farrell.coupling({**TWO, "more": {"beds": BEDS}}, "+"), "coupling-twice"),
        (lambda: farrell.coupling({"coupling": {"beds": BEDS}, "health": {"deaths": DEATHS}}, "+"), "coupling-name"),
        (lambda: farrell.coupling({**TWO, "more": {}}, SIGNS), "indicators-none"),
        (lambda: farrell.coupling(TWO, {"beds": "+"}), "indicators-direction"),
        (lambda: farrell.coupling(TWO, SIGNS, shares={"supply": 1}), "indicators-weights"),
        (lambda: farrell.coupling(TWO, SIGNS, shares={"supply": 1, "health": -1}), "indicators-weights"),
        (lambda: farrell.coupling(TWO, SIGNS, weights={**BEDS, "beds": 1}), "indicators-weights"),
        (lambda: farrell.coupling(TWO, SIGNS, form="wang"), "choice"),
        (lambda: farrell.coupling(TWO, SIGNS, by="year"), "choice"),
    ],
)  # fmt: skip
def test_refusals(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
    assert caught.value.text("zh")
