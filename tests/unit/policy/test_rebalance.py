"""Plans against the program written out by hand and solved by scipy, hand-solved plans, and what must hold of any."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pytest
from planner_by_hand import ByHand

import farrell
from farrell.errors import OptionError, SolveError

SAME = 1e-8
"""Relative: two solvers, each within 1e-9 of the same optimum."""
HEADLINE = {
    "move": ["beds", "health_technicians"],
    "cap": 0.10,
    "floors": {"beds": "lower quartile", "health_technicians": "lower quartile"},
    "most": 0.10,
}

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning")


@pytest.fixture(scope="module")
def china():
    return farrell.load("china-health").panel


@pytest.fixture(scope="module")
def plan(china):
    return farrell.rebalance(china, 2023, **HEADLINE)


def two_hospitals(**roles):
    """A makes 10 of 10 beds, B 5 of 10, C 20 of 20: along A-C a bed makes 1."""
    frame = pd.DataFrame({"u": list("ABC"), "beds": [10.0, 10, 20], "visits": [10.0, 5, 20], "people": [1.0, 2, 1]})
    return farrell.Panel.from_frame(
        frame,
        unit="u",
        inputs=["beds"],
        outputs=["visits"],
        weight="people",
        persons=1000,
        allow=["few-units"],
        **roles,
    )


def random_panel(seed, n=9, m=2, s=2, *, ties=False):
    rng = np.random.default_rng(seed)
    X = rng.lognormal(3, 0.6, (n, m))
    Y = X.prod(axis=1, keepdims=True) ** (0.9 / m) * rng.lognormal(0, 0.4, (n, s))
    if ties:
        X, Y = np.ceil(X / 10), np.ceil(Y / 5)
        X[-1], Y[-1] = X[0], Y[0]
    names = {f"x{i}": X[:, i] for i in range(m)} | {f"y{r}": Y[:, r] for r in range(s)}
    frame = pd.DataFrame({"u": [f"u{k}" for k in range(n)], "people": rng.uniform(1, 5, n), **names})
    return farrell.Panel.from_frame(
        frame,
        unit="u",
        inputs=[f"x{i}" for i in range(m)],
        outputs=[f"y{r}" for r in range(s)],
        weight="people",
        persons=1000,
        allow=["few-units", "adds-up"],
    )


def by_hand(panel, cap, **limits):
    X, Y = panel.X, panel.Y
    return ByHand(X, Y, into=cap * X, out=cap * X, **limits)


# --- solved by hand ------------------------------------------------------------------------------------


def test_what_a_hand_solves():
    """The frontier at 10 to 20 beds is visits = beds; below 10 nothing is observed, so A can give nothing.

    B can double its 5 visits at its 10 beds: catch-up 5 of 35. C may give 2 of its beds only if its 20 visits remain,
    which they do not, and B is at the smallest size. So nothing moves.
    """
    plan = farrell.rebalance(two_hospitals(), cap=0.10)
    assert plan.gain[:, 0].tolist() == pytest.approx([0, 5, 0])
    assert plan.gain_total == pytest.approx(5 / 35)
    assert plan.catch_up == pytest.approx(5 / 35)
    assert not plan.into.any()
    assert not plan.out.any()
    assert plan.te_before.tolist() == pytest.approx([1, 0.5, 1])
    assert plan.te_after.tolist() == pytest.approx([1, 1, 1])


def test_kept_inefficiency_gives_nothing_without_transfers():
    """B stays at half of what its beds could do; with one output there is no slack beside phi, so nothing is gained."""
    plan = farrell.rebalance(two_hospitals(), cap=0.10, inefficiency="kept")
    assert plan.gain_total == pytest.approx(0, abs=1e-12)
    assert plan.factor.tolist() == pytest.approx([1, 2, 1])


def test_new_beds_are_worth_a_visit_each():
    """Three new beds make 3 visits wherever they go but at C, which is the largest: 5 + 3 of 35."""
    plan = farrell.rebalance(two_hospitals(), cap=1.0, budget={"beds": 3.0})
    assert plan.gain_total == pytest.approx(8 / 35)
    assert plan.net.sum() == pytest.approx(3)
    assert plan.net[2, 0] == 0
    total = next(p for p in plan.prices if p.limit == "total")
    assert total.price == pytest.approx(1 / 35)


def test_fewest_moves_for_a_target():
    """5 are had by catching up; each further visit takes a bed."""
    plan = farrell.rebalance(two_hospitals(), cap=1.0, budget={"beds": 3.0}, objective="moves", target=7 / 35)
    assert plan.net.sum() == pytest.approx(2)
    assert plan.gain_total == pytest.approx(7 / 35)
    assert plan.prices_of == "moves"


# --- another solver --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kept", [False, True])
def test_gain_and_moves_agree_with_the_program_written_out(seed, kept):
    panel = random_panel(seed, ties=seed % 3 == 2)
    most = 0.15 if seed % 2 else None
    plan = farrell.rebalance(panel, cap=0.2, most=most, inefficiency="kept" if kept else "removed")
    factor = plan.phi_before if kept else 1.0
    hand = by_hand(panel, 0.2, factor=factor, most=np.inf if most is None else most * panel.Y)
    best = hand.best(hand.growth())
    assert plan.gain_total == pytest.approx(best, rel=SAME)
    hand.below(-hand.growth(), -best * (1 - 1e-9))
    assert plan.moves.sum() == pytest.approx(-hand.best(-hand.moving()), rel=1e-5, abs=1e-7)
    still = by_hand(panel, 0.0, factor=factor, most=np.inf if most is None else most * panel.Y)
    assert plan.catch_up == pytest.approx(still.best(still.growth()), rel=SAME, abs=1e-10)
    assert plan.certificate.clean


@pytest.mark.parametrize("seed", range(6))
def test_extremes_of_moves_agree_with_the_program_written_out(seed):
    panel = random_panel(seed, n=7)
    plan = farrell.rebalance(panel, cap=0.2, within=0.01)
    hand = by_hand(panel, 0.2)
    hand.below(-hand.growth(), -0.99 * hand.best(hand.growth()))
    for k in range(7):
        for i in range(2):
            assert plan.most_move[k, i] == pytest.approx(hand.best(hand.net(k, i)), abs=1e-5)
            assert plan.least_move[k, i] == pytest.approx(-hand.best(-hand.net(k, i)), abs=1e-5)
            assert plan.least_move[k, i] - 1e-7 <= plan.net[k, i] <= plan.most_move[k, i] + 1e-7
    assert (plan.sure <= ((plan.least_move > 0) | (plan.most_move < 0))).all()


def test_gain_without_transfers_is_the_weighted_slack_sum_of_the_additive_model(china):
    """Output-additive VRS, slacks weighted by w_r / Y_r: another function of this library, and another solver."""
    panel = china.select(periods=[2023])
    plan = farrell.rebalance(china, 2023, cap=0.0)
    weights = dict(zip(panel.roles.outputs, 0.5 / panel.Y.sum(axis=0), strict=True))
    slack = farrell.additive(panel, rts="vrs", orientation="output", weights=weights)
    assert plan.gain_total == pytest.approx(slack.score.sum(), rel=SAME)
    assert plan.gain_total == pytest.approx(plan.catch_up, rel=SAME)
    hand = by_hand(panel, 0.0)
    assert plan.gain_total == pytest.approx(hand.best(hand.growth()), rel=SAME)


def test_gain_never_falls_as_the_cap_grows(china):
    gains = [farrell.rebalance(china, 2023, move=HEADLINE["move"], cap=c).gain_total for c in (0, 0.02, 0.05, 0.1, 0.3)]
    assert np.diff(gains).min() >= -1e-12
    assert gains[-1] > gains[0]


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


# --- the headline ------------------------------------------------------------------------------------------


def test_the_headline_plan_from_its_record_alone(plan, china):
    """Every number of plan.json, from plan.json and the panel."""
    kept = json.loads(json.dumps(plan.to_dict(), allow_nan=False))
    panel = china.select(periods=[kept["period"]])
    units, inputs, outputs = list(panel.units), list(panel.roles.inputs), list(panel.roles.outputs)
    assert kept["sha256"] == panel.sha256

    def square(rows, key, columns):
        table = np.full((len(units), len(columns)), np.nan)
        for row in rows:
            table[units.index(row["unit"]), columns.index(row["column"])] = np.nan if row[key] is None else row[key]
        return table

    X, into, out, after = (square(kept["inputs"], key, inputs) for key in ("before", "in", "out", "after"))
    Y, gain = (square(kept["outputs"], key, outputs) for key in ("before", "gain"))
    assert X.tolist() == panel.X.tolist()
    assert Y.tolist() == panel.Y.tolist()
    assert after == pytest.approx(X + into - out, rel=1e-15)
    # limits, from the options
    people = panel.numbers["population_10k"] * 10
    per = X / people[:, None]
    floor = np.quantile(per, 0.25, axis=0) * people[:, None]
    most_out = np.minimum(0.1 * X, np.maximum(X - floor, 0)) * [0, 1, 1]
    most_in = 0.1 * X * [0, 1, 1]
    assert square(kept["limits"]["inputs"], "most_out", inputs) == pytest.approx(most_out, rel=1e-12)
    assert square(kept["limits"]["inputs"], "most_in", inputs) == pytest.approx(most_in, rel=1e-12)
    assert square(kept["limits"]["outputs"], "most", outputs) == pytest.approx(0.1 * Y, rel=1e-12)
    assert (out <= most_out + 1e-9 * X.mean(axis=0)).all()
    assert (into <= most_in + 1e-9 * X.mean(axis=0)).all()
    assert (gain <= 0.1 * Y * (1 + 1e-9)).all()
    assert np.abs((into - out).sum(axis=0) / X.sum(axis=0)).max() <= 1e-9
    assert not (into * out).any()
    # technology, from the intensities
    lam = np.zeros((len(units), len(units)))
    for row in kept["lambdas"]:
        assert row["peer_period"] == 2023
        lam[units.index(row["unit"]), units.index(row["peer"])] = row["lambda"]
    assert lam.sum(axis=1) == pytest.approx(np.ones(31))
    assert (lam @ X <= after * (1 + 1e-9)).all()
    assert (lam @ Y >= (Y + gain) * (1 - 1e-9)).all()
    # goals, extremes and prices, from another solver
    hand = ByHand(X, Y, into=most_in, out=most_out, most=0.1 * Y)
    best = hand.best(hand.growth())
    objective = kept["objective"]
    assert objective["gain"] == pytest.approx(best, rel=SAME)
    assert objective["gain"] == pytest.approx((gain.sum(axis=0) / Y.sum(axis=0)).mean(), rel=1e-12)
    still = ByHand(X, Y, into=0.0, out=0.0, most=0.1 * Y)
    assert objective["catch_up"] == pytest.approx(still.best(still.growth()), rel=SAME)
    assert objective["reallocation"] == pytest.approx(objective["gain"] - objective["catch_up"])
    hand.below(-hand.growth(), -0.999 * best)
    least, most = (square(kept["inputs"], key, inputs) for key in ("least_move", "most_move"))
    for unit, i in (("Beijing", 1), ("Beijing", 2), ("Henan", 1), ("Liaoning", 1)):
        k = units.index(unit)
        assert most[k, i] == pytest.approx(hand.best(hand.net(k, i)), rel=1e-5, abs=1.0)
        assert least[k, i] == pytest.approx(-hand.best(-hand.net(k, i)), rel=1e-5, abs=1.0)
    # efficiency, inequality
    te = farrell.dea(panel, rts="vrs", orientation="output").te
    assert [row["te_before"] for row in kept["units"]] == pytest.approx(te, rel=1e-9)
    moved = panel.with_numbers(dict(zip(inputs + outputs, np.hstack([after, Y + gain]).T, strict=True)))
    te = farrell.dea(moved, rts="vrs", orientation="output", reference=panel).te
    assert [row["te_after"] for row in kept["units"]] == pytest.approx(te, rel=1e-9)
    share = people / people.sum()
    for amounts, key in ((X, "inequality_before"), (after, "inequality_after")):
        hoover = 0.5 * np.abs(amounts / amounts.sum(axis=0) - share[:, None]).sum(axis=0)
        assert list(objective[key].values()) == pytest.approx(hoover, rel=1e-12)
    assert kept["certificate"]["clean"]


def test_the_headline_is_sober(plan):
    """Most of the gain is catching up: what needs no planner."""
    assert 0 < plan.reallocation < plan.catch_up
    assert plan.net[:, 0].tolist() == [0.0] * 31
    assert plan.seconds["plan"] < 5.0  # 0.07 s when alone


def test_flows_are_the_transfers_over_the_shortest_way(plan):
    from farrell.policy.flows import between_centroids

    far = between_centroids(plan.units)
    for i, column in enumerate(plan.inputs):
        flows = [f for f in plan.flows if f.column == column]
        given = np.zeros((31, 31))
        for f in flows:
            given[plan.units.index(f.donor), plan.units.index(f.receiver)] = f.amount
            assert f.distance == pytest.approx(far[plan.units.index(f.donor), plan.units.index(f.receiver)])
        assert given.sum(axis=1) == pytest.approx(plan.out[:, i], abs=1e-3)
        assert given.sum(axis=0) == pytest.approx(plan.into[:, i], abs=1e-3)
        if flows:
            from scipy.optimize import linprog

            leaves, comes = np.kron(np.eye(31), np.ones(31)), np.kron(np.ones(31), np.eye(31))
            right = np.r_[plan.out[:, i], plan.into[:, i]]
            best = linprog(far.ravel(), A_eq=np.vstack([leaves, comes])[:-1], b_eq=right[:-1])
            assert (given * far).sum() == pytest.approx(best.fun, rel=1e-6)


def test_distances_are_those_of_the_haversine_formula():
    """Of the centroids in centroids31.csv: 116.411 E 40.184 N, 117.341 E 39.282 N; Guangdong 113.392 E 23.317 N."""
    from farrell.policy.flows import between_centroids

    assert between_centroids(("Beijing", "Tianjin", "Guangdong"))[0, 1:] == pytest.approx([128, 1897], rel=0.01)


# --- limits ------------------------------------------------------------------------------------------------


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


# --- whole numbers -----------------------------------------------------------------------------------------


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


# --- refusals ----------------------------------------------------------------------------------------------


def test_limits_in_conflict_are_named_and_none_of_them_is_idle(china):
    """Half a million beds less, when caps let 101,736 go."""
    with pytest.raises(SolveError) as caught:
        farrell.rebalance(china, 2023, move=["beds"], cap=0.01, budget={"beds": -500_000})
    assert caught.value.code == "plan-conflict"
    assert caught.value.exit_code == 4
    kinds = {c.kind for c in caught.value.values["limits"]}
    assert kinds == {"total", "cap-out"}
    caps = next(c for c in caught.value.values["limits"] if c.kind == "cap-out")
    assert caps.value < 500_000
    assert "-500,000" in caught.value.text("en")
    assert "放弃" in caught.value.text("zh")


def test_a_demand_beyond_the_frontier_stands_alone(china):
    with pytest.raises(SolveError) as caught:
        farrell.rebalance(china, 2023, move=["beds"], cap=0.1, least={"visits_10k": {"Tibet": 0.9}})
    (only,) = caught.value.values["limits"]
    assert (only.kind, only.units) == ("least", ("Tibet",))


def test_too_few_units_for_a_target(china):
    reached = farrell.rebalance(china, 2023, **{**HEADLINE, "most": None}).gain_total
    with pytest.raises(SolveError) as caught:
        farrell.rebalance(china, 2023, **{**HEADLINE, "most": None}, touched=1, target=0.999 * reached)
    assert {c.kind for c in caught.value.values["limits"]} == {"cap-in", "touched", "target"}


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
        ({"objective": "equity", "cap": 0.0}, "plan-still"),
        ({"inefficiency": "halved"}, "choice"),
        ({"weights": {"visits_10k": -1.0}}, "plan-number"),
        ({"weights": {"visits_10k": 0.0}}, "plan-number"),
        ({"lots": {"beds": 0}}, "plan-number"),
        ({"touched": 0}, "plan-number"),
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


def test_without_extremes_no_direction_is_sure(china):
    from farrell.report.brief import brief
    from farrell.report.names import Names

    plan = farrell.rebalance(china, 2023, extremes=False, **HEADLINE)
    assert np.isnan(plan.least_move).all()
    assert not plan.sure.any()
    record = json.loads(json.dumps(plan.to_dict(), allow_nan=False))
    meta = {"data": {"units": list(plan.units), "group": None, "regions": []}, "settings": {}}
    assert "not asked for" in " ".join(brief(record, Names.of(meta, "en")))


def test_many_units_are_told_what_takes_long(monkeypatch):
    monkeypatch.setattr(sys.modules["farrell.policy.rebalance"], "MANY", 5)
    with pytest.warns(farrell.SpeedWarning, match="extremes=False"):
        farrell.rebalance(random_panel(0), cap=0.1)


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


def test_a_reduction_that_nothing_can_give_is_a_conflict(china):
    with pytest.raises(SolveError) as caught:
        farrell.rebalance(china, 2023, move=["beds"], cap=0.0, budget={"beds": -5.0})
    assert {c.kind for c in caught.value.values["limits"]} == {"total", "cap-out"}
    with pytest.raises(OptionError, match="health_technicians"):
        farrell.rebalance(china, 2023, move=["beds"], budget={"health_technicians": -5.0})


def test_least_and_most_may_be_in_one_conflict(china):
    with pytest.raises(SolveError) as caught:
        farrell.rebalance(china, 2023, move=["beds"], cap=0.1, least={"visits_10k": {"Tibet": 0.9}}, most=2.0)
    assert {c.kind for c in caught.value.values["limits"]} == {"least"}


def test_caps_are_part_of_a_conflict_of_whole_numbers(china):
    with pytest.raises(SolveError) as caught:
        farrell.rebalance(china, 2023, move=["beds"], cap=0.01, budget={"beds": -20_000}, touched=2)
    assert {"total", "cap-out", "touched"} <= {c.kind for c in caught.value.values["limits"]}


def test_inequality_is_of_the_total_after_a_reduction(china):
    bound = 0.05
    plan = farrell.rebalance(
        china, 2023, move=["beds"], cap=0.2, budget={"beds": -300_000}, inequality=bound, extremes=False
    )
    assert plan.inequality_after[1] <= bound * (1 + 1e-9)
    with pytest.raises(OptionError) as caught:
        farrell.rebalance(china, 2023, move=["beds"], budget={"beds": 800_000}, inequality=bound)
    assert caught.value.code == "plan-open-total"


def test_prices_of_an_equal_plan_are_of_the_gain_at_its_inequality(china):
    plan = farrell.rebalance(china, 2023, move=["beds"], cap=0.1, objective="equity", extremes=False)
    assert plan.prices_of == "gain"
    assert not [p for p in plan.prices if p.limit == "most"]


def test_a_unit_already_past_a_level_has_no_price_for_it(plan):
    for price in plan.prices:
        if price.limit == "floor":
            assert plan.limits.out[plan.units.index(price.unit), plan.inputs.index(price.column)] > 0


def test_spans_of_a_million_keep_their_extremes():
    """A solver that fails from its last basis starts from none; no extreme is left out."""
    X = [[115.86554951234238], [63279.25161909396], [446670025.4489405]]
    Y = [
        [111.1381202567031, 156.67846199649406],
        [40612.69931728212, 91918.28119008486],
        [553536733.345466, 271627205.18],
    ]
    data = np.hstack([X, Y])
    frame = pd.DataFrame(data, columns=["x", "y", "z"]).assign(u=list("ABC"))
    panel = farrell.Panel.from_frame(
        frame, unit="u", inputs=["x"], outputs=["y", "z"], allow=["few-units", "sizes", "adds-up"]
    )
    plan = farrell.rebalance(panel, cap=0.5, most=0.1)
    assert np.isfinite(plan.least_move).all()
    assert np.isfinite(plan.most_move).all()
