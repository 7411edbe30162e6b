"""Plans in whole lots, of few units, with moves worth making: against trying all."""

from __future__ import annotations

import numpy as np
import pytest
from planner_by_hand import HEADLINE, ByHand, random_panel, two_hospitals

import farrell

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning")


@pytest.mark.parametrize("seed", range(4))
def test_lots_agree_with_trying_all(seed):
    """Three units, one input that moves in lots of 5: every whole transfer is tried."""
    panel = random_panel(seed, n=4, m=1, s=1)
    X, Y = panel.X, panel.Y
    plan = farrell.rebalance(panel, cap=0.8, lots={"x0": 5.0})
    best = -1.0
    tops = np.floor(0.8 * X[:, 0] / 5 + 1e-9).astype(int)
    ranges = [range(-t, t + 1) for t in tops]
    for a in ranges[0]:
        for b in ranges[1]:
            for c in ranges[2]:
                d = -a - b - c
                if abs(d) <= tops[3]:
                    net = 5.0 * np.array([[a], [b], [c], [d]])
                    hand = ByHand(X + net, Y, into=0.0, out=0.0)
                    for k in range(4):  # peers are the units as they are
                        hand.A[hand.resource[k, 0]][hand.lam(k)] = X[:, 0]
                    best = np.nanmax([best, hand.best(hand.growth())])
    assert plan.gain_total == pytest.approx(best, rel=1e-6)
    assert plan.net[:, 0] / 5 == pytest.approx(np.round(plan.net[:, 0] / 5))
    assert plan.prices == ()


def test_few_units_are_touched_and_hospitals_stay_whole(china):
    move = ["hospitals", "beds", "health_technicians"]
    options = {**HEADLINE, "move": move, "lots": {"hospitals": 1}, "touched": 8}
    plan = farrell.rebalance(china, 2023, **options)
    assert (np.abs(plan.net) > 0).any(axis=1).sum() <= 8
    assert plan.net[:, 0].tolist() == np.round(plan.net[:, 0]).tolist()
    assert plan.certificate.clean
    assert plan.certificate.gap <= 1e-6
    free = farrell.rebalance(china, 2023, **{**options, "lots": None, "touched": None})
    assert plan.gain_total <= free.gain_total * (1 + 1e-9)
    assert plan.gain_total >= plan.catch_up


def test_moves_worth_making(china):
    plan = farrell.rebalance(china, 2023, move=["beds"], most=0.1, smallest={"beds": 5000.0})
    moved = np.abs(plan.net[plan.net != 0])
    assert moved.min() >= 5000 - 1e-3
    assert plan.certificate.clean


def test_marked_integers_move_whole():
    plan = farrell.rebalance(two_hospitals(integer=["beds"]), cap=1.0, budget={"beds": 2.5})
    assert plan.net.sum() == pytest.approx(2)
