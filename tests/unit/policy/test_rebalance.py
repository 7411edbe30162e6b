"""Plans against the program written out by hand and solved by scipy, hand-solved plans, and what must hold of any."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pytest
from planner_by_hand import HEADLINE, SAME, ByHand, by_hand, random_panel, two_hospitals

import farrell
from farrell.policy.recheck import recheck
from farrell.policy.situation import Situation

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning")


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
    from farrell.spacetime.places import distances, points_of

    far = distances(points_of(plan.units, None))
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
    from farrell.spacetime.places import distances, points_of

    assert distances(points_of(("Beijing", "Tianjin", "Guangdong"), None))[0, 1:] == pytest.approx(
        [128, 1897], rel=0.01
    )


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


def test_units_of_all_sizes_are_held_to_their_own(plan):
    """A unit with a millionth of the others' beds: half a percent of its own is nothing beside the mean, yet a miss."""
    panel = plan.panel
    small = panel.with_numbers({c: np.where(np.arange(31) == 0, v * 1e-8, v) for c, v in panel.numbers.items()})
    held = farrell.rebalance(small, extremes=False, cap=0.1)
    assert held.certificate.clean
    s = Situation.of(small, 2023, "vrs", "own", "rebalance")
    missed = held.into.copy()
    missed[0, 1] -= 0.005 * small.X[0, 1]
    for into, clean in ((held.into, True), (missed, False)):
        checks = recheck(s, held.limits, held.factor, into, held.out, held.gain, held.lambdas)
        assert all(c.clean for c in checks if c.limit == "input") == clean


def test_a_plan_that_misses_its_limits_says_so(monkeypatch):
    """Held to nothing at all, rounding is a miss."""
    for name in ("OWN", "DUST"):
        monkeypatch.setattr(f"farrell.policy.recheck.{name}", 1e-40)
    with pytest.warns(farrell.SolveWarning, match="misses"):
        plan = farrell.rebalance(random_panel(1), extremes=False, cap=0.2)
    assert not plan.certificate.clean


def test_the_certificate_holds_what_is_asked_of_the_whole(china):
    plan = farrell.rebalance(china, 2023, extremes=False, move=["beds"], cap=0.1, inequality=0.06, target=0.02)
    checks = {c.limit: c for c in plan.certificate.checks}
    assert checks["inequality"].slack == pytest.approx(0.06 - plan.inequality_after[1], abs=1e-12)
    assert checks["target"].slack == pytest.approx(plan.gain_total - 0.02, abs=1e-12)
    assert plan.certificate.clean
