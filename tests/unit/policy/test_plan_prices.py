"""Shadow prices of plans: held between the quotients of programs written out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from planner_by_hand import HEADLINE, ByHand

import farrell

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning")


def test_difference_quotients_bracket_every_price_of_a_resource(china):
    """A little more, a little less on the right-hand side of one row of the program written out."""
    panel = china.select(periods=[2023])
    plan = farrell.rebalance(china, 2023, move=HEADLINE["move"], cap=0.10)
    cap = 0.10 * panel.X * np.array([0, 1, 1])
    hand = ByHand(panel.X, panel.Y, into=cap, out=cap)
    now = hand.best(hand.growth())
    prices = {(p.limit, p.unit, p.column): p.price for p in plan.prices}
    asked = [("resource", unit, column) for unit in ("Beijing", "Jiangsu", "Gansu") for column in panel.roles.inputs]
    asked += [("total", None, column) for column in HEADLINE["move"]]
    assert any(key in prices for key in asked)
    for limit, unit, column in asked:
        i = panel.roles.inputs.index(column)
        rows = (
            [(hand.resource[panel.units.index(unit), i], 1.0)]
            if unit
            else list(zip(hand.totals[i], (1.0, -1.0), strict=True))
        )
        step = 1e-4 * panel.X[:, i].sum() / 31
        after = []
        for sign in (1.0, -1.0):
            for row, way in rows:
                hand.b[row] += sign * way * step
            after.append((hand.best(hand.growth()) - now) / (sign * step))
            for row, way in rows:
                hand.b[row] -= sign * way * step
        price = prices.get((limit, unit, column), 0.0)
        room = 1e-6 * max(abs(after[1]), now / panel.X[:, i].sum())
        assert after[0] - room <= price <= after[1] + room, (limit, unit, column)


def test_difference_quotients_bracket_prices_of_caps_floors_and_gains(plan, china):
    """One price of each kind, by moving one bound of the program written out a little both ways."""
    panel = china.select(periods=[2023])
    limits = plan.limits
    hand = ByHand(panel.X, panel.Y, into=limits.into, out=limits.out, most=limits.most)
    now = hand.best(hand.growth())
    columns = {c: i for names in (panel.roles.inputs, panel.roles.outputs) for i, c in enumerate(names)}
    for kind, place, way in (
        ("cap-in", hand.into, 1.0), ("cap-out", hand.out, 1.0), ("floor", hand.out, -1.0), ("most", hand.gain, 1.0)
    ):  # fmt: skip
        priced = [p for p in plan.prices if p.limit == kind]
        k = [panel.units.index(p.unit) for p in priced]
        movable = [p for p, u in zip(priced, k, strict=True) if hand.bounds[place(u, columns[p.column]), 1] > 1.0]
        chosen = max(movable, key=lambda p: abs(p.price))
        i = columns[chosen.column]
        bound = place(panel.units.index(chosen.unit), i)
        step = 1e-4 * (panel.Y if kind == "most" else panel.X)[:, i].mean()
        quotients = []
        for sign in (1.0, -1.0):
            hand.bounds[bound, 1] += sign * way * step
            quotients.append((hand.best(hand.growth()) - now) / (sign * step))
            hand.bounds[bound, 1] -= sign * way * step
        room = 1e-5 * abs(chosen.price)
        assert quotients[0] - room <= chosen.price <= quotients[1] + room, kind


def test_prices_of_an_equal_plan_are_of_the_gain_at_its_inequality(china):
    plan = farrell.rebalance(china, 2023, move=["beds"], cap=0.1, objective="equity", extremes=False)
    assert plan.prices_of == "gain"
    assert not [p for p in plan.prices if p.limit == "most"]


def test_a_unit_already_past_a_level_has_no_price_for_it(plan):
    for price in plan.prices:
        if price.limit == "floor":
            assert plan.limits.out[plan.units.index(price.unit), plan.inputs.index(price.column)] > 0
