"""Plans changed by hand: what they break is named, what they make possible is what another solver says."""

from __future__ import annotations

import numpy as np
import pytest
from planner_by_hand import ByHand

import farrell
from farrell.errors import OptionError

OPTIONS = {"move": ["beds", "health_technicians"], "cap": 0.1, "most": 0.1}


@pytest.fixture(scope="module")
def plan(china):
    return farrell.rebalance(china, 2023, **OPTIONS)


def as_moves(plan):
    return {c: dict(zip(plan.units, plan.net[:, i].tolist(), strict=True)) for i, c in enumerate(plan.inputs)}


def test_a_plan_handed_back_unchanged_holds_and_is_the_best(china, plan):
    again = farrell.check_plan(china, 2023, moves=as_moves(plan), **OPTIONS)
    assert again.holds
    assert again.gain_total == pytest.approx(plan.gain_total, rel=1e-8)
    assert again.best == pytest.approx(plan.gain_total, rel=1e-8)
    assert again.plan.net == pytest.approx(plan.net, abs=1e-6)


def test_what_a_change_breaks_is_named(china, plan):
    moves = as_moves(plan)
    moves["beds"]["Beijing"] = 30_000.0
    again = farrell.check_plan(china, 2023, moves=moves, **OPTIONS)
    assert {(c.limit, c.column, c.unit) for c in again.broken} == {("cap", "beds", "Beijing"), ("total", "beds", None)}
    over = next(c for c in again.broken if c.limit == "cap")
    assert over.slack == pytest.approx(138_800 * 0.1 - 30_000)
    assert not again.holds
    assert again.plan is not None


def test_every_unit_beyond_its_cap_is_named(china):
    moves = {"beds": {"Beijing": 30_000.0, "Tianjin": -10_000.0, "Shanghai": -20_000.0}}
    again = farrell.check_plan(china, 2023, moves=moves, **OPTIONS)
    assert {c.unit for c in again.broken if c.limit == "cap"} == {"Beijing", "Tianjin", "Shanghai"}


def test_the_score_is_the_gain_of_just_these_transfers(china):
    panel = china.select(periods=[2023])
    moves = {"beds": {"Shanghai": -1_000.0, "Yunnan": 4_000.0, "Jilin": -3_000.0}}
    again = farrell.check_plan(china, 2023, moves=moves, **OPTIONS)
    net = np.zeros(panel.X.shape)
    for unit, amount in moves["beds"].items():
        net[panel.units.index(unit), 1] = amount
    hand = ByHand(panel.X, panel.Y, into=np.maximum(net, 0), out=np.maximum(-net, 0), most=0.1 * panel.Y)
    hand.bounds[31 * 31 : 31 * 31 + 2 * 31 * 3, 0] = hand.bounds[31 * 31 : 31 * 31 + 2 * 31 * 3, 1]
    if again.unable:
        assert np.isnan(hand.best(hand.growth()))
    else:
        assert again.gain_total == pytest.approx(hand.best(hand.growth()), rel=1e-8)


def test_who_could_not_keep_its_services_is_named(china):
    """Henan is on the frontier: with fewer beds it can't do what it does."""
    again = farrell.check_plan(china, 2023, moves={"beds": {"Henan": -20_000.0, "Hebei": 20_000.0}}, **OPTIONS)
    assert again.unable == ("Henan",)
    assert again.plan is None
    assert np.isnan(again.gain_total)


@pytest.mark.parametrize(
    ("moves", "code"),
    [
        ({"bed": {"Beijing": 1.0}}, "choice"),
        ({"beds": {"Pekin": 1.0}}, "choice"),
        ({"beds": {"Beijing": "many"}}, "plan-number"),
        ({"beds": {"Beijing": float("nan")}}, "plan-number"),
        ({"beds": {"Beijing": -1e9}}, "plan-below-nothing"),
    ],
)
def test_moves_without_sense_are_refused(china, moves, code):
    with pytest.raises(OptionError) as caught:
        farrell.check_plan(china, 2023, moves=moves, **OPTIONS)
    assert caught.value.code == code


def test_goals_that_are_asked_for_are_held_against_an_edited_plan(china, plan):
    moves = {"beds": {"Beijing": 13_000.0, "Hebei": -13_000.0}}
    now = farrell.check_plan(china, 2023, moves={}, move=["beds"], cap=0.1).plan.inequality_before[1]
    again = farrell.check_plan(china, 2023, moves=moves, move=["beds"], cap=0.1, inequality=0.9 * now)
    assert {check.limit for check in again.broken} == {"inequality"}
    missed = farrell.check_plan(china, 2023, moves={}, **{**OPTIONS, "target": plan.gain_total * 0.99})
    assert {check.limit for check in missed.broken} == {"target"}
    equal = farrell.check_plan(china, 2023, moves={}, **{**OPTIONS, "objective": "equity"})
    assert equal.best == pytest.approx(plan.gain_total, rel=1e-8)


def test_a_plan_is_checked_even_where_its_limits_cannot_all_be_had(china):
    again = farrell.check_plan(china, 2023, moves={}, move=["beds"], cap=0.01, budget={"beds": -500_000})
    assert np.isnan(again.best)
    assert {check.limit for check in again.broken} == {"total"}


@pytest.mark.parametrize(
    ("given", "code"),
    [({"moves": [1]}, "plan-mapping"), ({"moves": {"beds": 5}}, "plan-mapping"), ({"moves": {}, "caps": 1}, "choice")],
)
def test_options_of_the_check_are_refused_too(china, given, code):
    with pytest.raises(OptionError) as caught:
        farrell.check_plan(china, 2023, **given)
    assert caught.value.code == code
