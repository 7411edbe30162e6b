"""Floors, ceilings, ratios, budgets and equality of plans, and options that make no sense."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from planner_by_hand import HEADLINE, ByHand, two_hospitals

import farrell
from farrell.errors import OptionError

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning")


def test_floors_and_ceilings_never_ask_for_more_than_the_present():
    """3 per 1,000: A has 10, B 5, C 20. Ceiling 6: A and C are above it and get nothing. Floor 8: B gives nothing."""
    plan = farrell.rebalance(two_hospitals(), cap=1.0, floors={"beds": 8.0}, ceilings={"beds": 6.0})
    assert plan.limits.out[:, 0].tolist() == [2.0, 0.0, 12.0]
    assert plan.limits.into[:, 0].tolist() == [0.0, 2.0, 0.0]
    assert plan.limits.out_why[:, 0].tolist() == ["floor", "floor", "floor"]
    assert plan.limits.into_why[:, 0].tolist() == ["ceiling", "ceiling", "ceiling"]


@pytest.mark.parametrize(
    ("word", "level"), [("lower quartile", 7.5), ("median", 10), ("upper quartile", 15), ("mean", 10)]
)
def test_levels_in_words_are_those_of_the_units(word, level):
    """Beds per 1,000: 10, 5, 20; together 40 per 4."""
    plan = farrell.rebalance(two_hospitals(), cap=1.0, floors={"beds": word})
    people = np.array([1, 2, 1])
    assert plan.limits.out[:, 0].tolist() == pytest.approx(np.maximum(np.array([10, 10, 20]) - level * people, 0))


def test_present_as_a_floor_needs_no_people():
    frame = pd.DataFrame({"u": list("ABC"), "x": [1.0, 2, 4], "y": [1.0, 1, 3]})
    panel = farrell.Panel.from_frame(frame, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])
    plan = farrell.rebalance(panel, floors={"x": "present"})
    assert not plan.out.any()
    with pytest.raises(OptionError) as caught:
        farrell.rebalance(panel, floors={"x": "median"})
    assert caught.value.code == "plan-people"


def test_limits_of_single_units(china):
    plan = farrell.rebalance(china, 2023, move=["beds"], cap={"beds": {"Beijing": 0.0, "Hebei": 0.01}}, most=0.1)
    beds = plan.before_in[:, 1]
    assert plan.limits.out[0, 1] == 0
    assert plan.limits.out[2, 1] == pytest.approx(0.01 * beds[2])
    assert plan.limits.out[3, 1] == pytest.approx(beds[3])  # no cap said, all may go


@pytest.mark.parametrize("bounds", [1.2, (None, 1.1), (1.0, 1.3)])
def test_ratios_hold_or_stay_where_they_were(china, bounds):
    plan = farrell.rebalance(china, 2023, move=HEADLINE["move"], ratios={"health_technicians/beds": bounds}, most=0.1)
    before, after = (x[:, 2] / x[:, 1] for x in (plan.before_in, plan.after_in))
    low, high = bounds if isinstance(bounds, tuple) else (bounds, None)
    if low is not None:
        assert (after >= np.minimum(low, before) * (1 - 1e-9)).all()
    if high is not None:
        assert (after <= np.maximum(high, before) * (1 + 1e-9)).all()
    assert plan.certificate.clean
    assert (np.abs(before - after) > 1e-6).any()


@pytest.mark.parametrize(("budget", "low", "high"), [(50_000.0, 0.0, 50_000.0), (-100_000.0, -100_000.0, -100_000.0)])
def test_budgets_bound_the_total(china, budget, low, high):
    plan = farrell.rebalance(china, 2023, move=["beds"], budget={"beds": budget})
    assert low - 1e-3 <= plan.net.sum() <= high + 1e-3
    assert plan.certificate.clean


def test_equity_first_is_the_least_inequality(china):
    """The same in scipy, deviations written as two inequalities each."""
    panel = china.select(periods=[2023])
    plan = farrell.rebalance(china, 2023, move=["beds"], cap=0.1, objective="equity")
    cap = 0.1 * panel.X * [0, 1, 0]
    hand = ByHand(panel.X, panel.Y, into=cap, out=cap)
    people = panel.numbers["population_10k"] / panel.numbers["population_10k"].sum()
    first = hand.size
    hand.size += 31
    for rows in (hand.A, hand.E):
        rows[:] = [np.r_[row, np.zeros(31)] for row in rows]
    hand.bounds = np.vstack([hand.bounds, np.tile([0, np.inf], (31, 1))])
    total = panel.X[:, 1].sum()
    for k in range(31):
        for sign in (1, -1):
            row = hand.row()
            row[:first] = sign * np.r_[hand.net(k, 1)][:first] / total
            row[first + k] = -1
            hand.below(row, sign * (people[k] - panel.X[k, 1] / total))
    cost = hand.row()
    cost[first:] = 0.5
    assert plan.inequality_after[1] == pytest.approx(-hand.best(-cost), rel=1e-6)
    assert plan.inequality_after[1] < plan.inequality_before[1]


@pytest.mark.parametrize("weight", [0.1, 0.5, 2.0])
def test_a_balanced_plan_is_on_the_front(china, weight):
    """gain - w inequality is at least that of every plan of the front, and its gain the greatest at its inequality."""
    plan = farrell.rebalance(china, 2023, objective="balance", equity_weight=weight, extremes=False, **HEADLINE)
    inequality = plan.inequality_after[1:].mean()
    reached = plan.gain_total - weight * inequality
    front = farrell.rebalance_front(china, 2023, points=11, **HEADLINE)
    assert (front.gain - weight * front.inequality).max() <= reached * (1 + 1e-9) + 1e-12
    least = farrell.rebalance(china, 2023, inequality=inequality * (1 + 1e-9), extremes=False, **HEADLINE)
    assert least.gain_total == pytest.approx(plan.gain_total, rel=1e-7)
    assert plan.certificate.clean


@pytest.mark.parametrize(("weight", "beds"), [(0.0, 4.0), (1.1, 4.0), (1.2, 0.0)])
def test_a_balanced_plan_by_hand(weight, beds):
    """Under constant returns a bed makes a visit. B may gain 1 of its 5, so 4 of its 10 beds are idle: each makes one
    of 35 visits elsewhere, and takes one of 40 beds from those who have too few. It moves while 1/35 > weight / 40."""
    plan = farrell.rebalance(
        two_hospitals(), objective="balance", equity_weight=weight, cap=0.5, most=0.2, rts="crs", extremes=False
    )
    assert plan.net[1, 0] == pytest.approx(-beds)
    assert plan.gain_total == pytest.approx((1 + beds) / 35)
    assert plan.inequality_after[0] == pytest.approx(0.25 + beds / 40)


def test_a_front_has_no_plan_that_is_worse_in_both(china):
    front = farrell.rebalance_front(china, 2023, points=11, **HEADLINE)
    assert len(front.gain) == 11
    assert (np.diff(front.inequality) > 0).all()
    assert (np.diff(front.gain) >= 0).all()
    assert front.gain[-1] == pytest.approx(farrell.rebalance(china, 2023, **HEADLINE).gain_total, rel=1e-8)
    equal = farrell.rebalance(china, 2023, objective="equity", **HEADLINE)
    assert front.inequality[0] == pytest.approx(equal.inequality_after[1:].mean(), rel=1e-8)
    assert front.gain[0] == pytest.approx(equal.gain_total, rel=1e-7)
    plan = front.plan(5)
    assert plan.gain_total == pytest.approx(front.gain[5], rel=1e-7)
    assert plan.inequality_after[1:].mean() <= front.inequality[5] * (1 + 1e-8)


def test_inequality_is_of_the_total_after_a_reduction(china):
    bound = 0.05
    plan = farrell.rebalance(
        china, 2023, move=["beds"], cap=0.2, budget={"beds": -300_000}, inequality=bound, extremes=False
    )
    assert plan.inequality_after[1] <= bound * (1 + 1e-9)
    with pytest.raises(OptionError) as caught:
        farrell.rebalance(china, 2023, move=["beds"], budget={"beds": 800_000}, inequality=bound)
    assert caught.value.code == "plan-open-total"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"move": ["bed"]}, "choice"),
        ({"move": []}, "choice"),
        ({"cap": -0.1}, "plan-number"),
        ({"cap": "all"}, "plan-number"),
        ({"cap": {"bed": 0.1}}, "choice"),
        ({"cap": {"beds": {"Pekin": 0.1}}}, "choice"),
        ({"cap": [0.1, 0.2]}, "group-length"),
        ({"floors": {"beds": "lowest"}}, "choice"),
        ({"floors": 6.0}, "plan-mapping"),
        ({"ratios": {"beds": 1.0}}, "choice"),
        ({"ratios": {"beds/hospitals": (2.0, 1.0)}}, "plan-number"),
        ({"least": 0.2, "most": 0.1}, "plan-least-most"),
        ({"budget": {"beds": float("nan")}}, "plan-number"),
        ({"objective": "profit"}, "choice"),
        ({"objective": "moves"}, "plan-target"),
        ({"objective": "balance"}, "plan-balance"),
        ({"equity_weight": 1.0}, "plan-balance"),
        ({"objective": "balance", "equity_weight": -1.0}, "plan-number"),
        ({"objective": "equity", "cap": 0.0}, "plan-still"),
        ({"inefficiency": "halved"}, "choice"),
        ({"weights": {"visits_10k": -1.0}}, "plan-number"),
        ({"weights": {"visits_10k": 0.0}}, "plan-number"),
        ({"lots": {"beds": 0}}, "plan-number"),
        ({"touched": 0}, "plan-number"),
        ({"touched": 10**400}, "plan-number"),
        ({"cap": 10**400}, "plan-number"),
        ({"objective": "moves", "target": 10**400}, "plan-number"),
        ({"distances": [[0.0]]}, "plan-distances"),
        ({"within": -1}, "plan-number"),
        ({"rts": "grs"}, "choice"),
    ],
)
def test_options_without_sense_are_refused(china, options, code):
    with pytest.raises(OptionError) as caught:
        farrell.rebalance(china, 2023, **options)
    assert caught.value.code == code
    assert caught.value.text("zh") != caught.value.text("en")


def test_fixed_inputs_do_not_move():
    frame = pd.DataFrame({"u": list("ABCD"), "x": [1.0, 2, 4, 3], "z": [1.0, 1, 2, 2], "y": [1.0, 1, 3, 2]})
    panel = farrell.Panel.from_frame(
        frame, unit="u", inputs=["x", "z"], outputs=["y"], fixed=["z"], allow=["few-units", "adds-up"]
    )
    assert not farrell.rebalance(panel).net[:, 1].any()
    with pytest.raises(OptionError):
        farrell.rebalance(panel, move=["z"])


def test_no_cap_can_be_said_in_a_study_file(china):
    options = {"move": ["beds"], "most": 0.1, "extremes": False}
    none = farrell.rebalance(china, 2023, cap="none", **options)
    assert none.net.tolist() == farrell.rebalance(china, 2023, cap=None, **options).net.tolist()
    assert (none.into > 0.10 * none.before_in).any()
