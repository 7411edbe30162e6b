"""Plans made again under other data, and which of their moves keep their sign."""

from dataclasses import replace

import joblib
import numpy as np
import pytest
from numpy.testing import assert_allclose

import farrell
from farrell import OptionError
from farrell.inference.density import bandwidth_of, draw
from farrell.policy.robustness_result import Change

OPTIONS = {"move": ["beds", "health_technicians"], "most": 0.10, "extremes": False}
SAME = {"rtol": 1e-6, "atol": 1e-3}
"""Amounts are thousands of beds and staff; two posings of one program."""


@pytest.fixture(scope="module")
def panel():
    return farrell.load("china-health").panel.select(periods=[2022, 2023])


@pytest.fixture(scope="module")
def found(panel):
    return farrell.plan_robustness(panel, 2023, seed=7, replicates=3, **OPTIONS)


def at(found, name):
    return found.net[found.name.index(name)], found.gain_total[found.name.index(name)]


def test_the_plan_is_that_of_the_data(panel, found):
    assert_allclose(found.plan.net, farrell.rebalance(panel, 2023, **OPTIONS).net)
    assert found.kind.tolist().count("draw") == 3
    assert found.name[-7:] == (
        "frontier of 2022", "visits_10k up", "visits_10k down", "discharges_10k up", "discharges_10k down",
        "visits_10k and discharges_10k up", "visits_10k and discharges_10k down",
    )  # fmt: skip


def test_last_years_frontier_is_a_reference(panel, found):
    plan = farrell.rebalance(panel, 2023, reference=2022, **OPTIONS)
    net, gain = at(found, "frontier of 2022")
    assert_allclose(net, plan.net, **SAME)
    assert gain == pytest.approx(plan.gain_total, rel=1e-8)


def test_a_peer_is_left_out_of_the_reference(panel, found):
    plan = farrell.rebalance(panel, 2023, reference=[u for u in panel.units if u != "Zhejiang"], **OPTIONS)
    net, gain = at(found, "without Zhejiang")
    assert_allclose(net, plan.net, **SAME)
    assert gain == pytest.approx(plan.gain_total, rel=1e-8)


def test_a_peer_without_a_score_is_left_out_of_the_plan_too(panel, found):
    """Nobody has as few hospitals as Tibet or Ningxia, say; the others are planned for alone."""
    net, gain = at(found, "without Tibet")
    tibet = panel.units.index("Tibet")
    assert np.isnan(net[tibet]).all()
    rest = panel.select(units=[u for u in panel.units if u != "Tibet"])
    plan = farrell.rebalance(rest, 2023, **OPTIONS)
    assert_allclose(np.delete(net, tibet, axis=0), plan.net, **SAME)
    assert gain == pytest.approx(plan.gain_total, rel=1e-8)


def test_a_draw_is_the_frontier_of_moved_units(panel, found):
    one = panel.select(periods=[2023])
    phi = 1 / farrell.dea(one, orientation="output").te
    drawn = draw(phi, bandwidth_of(phi, "silverman"), [np.random.default_rng([7, 1])])[0]
    columns = one.roles.outputs
    moved = farrell.Panel.from_frame(
        one.to_frame().assign(**{c: one.numbers[c] * phi / drawn for c in columns}),
        unit="unit", period="period", inputs=one.roles.inputs, outputs=columns, name="moved",
    )  # fmt: skip
    plan = farrell.rebalance(panel, 2023, reference=moved, **OPTIONS)
    net, gain = at(found, "draw 2")
    assert_allclose(net, plan.net, **SAME)
    assert gain == pytest.approx(plan.gain_total, rel=1e-8)


def test_demand_is_other_services_before_the_same_frontier(panel, found):
    one = panel.select(periods=[2023])
    more = one.with_numbers({"visits_10k": one.numbers["visits_10k"] * 1.05})
    plan = farrell.rebalance(more, 2023, reference=one, **OPTIONS)
    net, gain = at(found, "visits_10k up")
    assert_allclose(net, plan.net, **SAME)
    assert gain == pytest.approx(plan.gain_total, rel=1e-8)


def test_a_seed_is_enough_for_any_number_of_workers(panel, found):
    with joblib.parallel_config(n_jobs=1):
        again = farrell.plan_robustness(panel, 2023, seed=7, replicates=3, peers=False, demand=None, **OPTIONS)
    assert np.array_equal(again.net[:3], found.net[:3])
    fewer = farrell.plan_robustness(panel, 2023, seed=7, replicates=2, peers=False, demand=None, **OPTIONS)
    assert np.array_equal(fewer.net[:2], found.net[:2])


def by_hand(found, signs, kinds, level=0.75):
    """The same plan beside made-up ones: its first move times these factors, all others as they are."""
    k, i = np.argwhere(found.plan.net != 0)[0]
    net = np.repeat(found.plan.net[None], len(signs), axis=0)
    net[:, k, i] *= signs
    return replace(
        found, net=net, change=tuple(Change(kind, (f"change {v}",), "up", v) for v, kind in enumerate(kinds)),
        gain_total=np.full(len(signs), 0.05), refusal=("",) * len(signs), settings={**found.settings, "level": level},
    )  # fmt: skip


def test_shares_by_hand(found):
    """Of four draws one turns; of two peers the unit itself is left out of one; demand takes the move away in one."""
    made = by_hand(found, [2, 0.5, -1, 1, 1, np.nan, 0, 1], ["draw"] * 4 + ["peer"] * 2 + ["demand"] * 2)
    row, other = (made.to_frame().iloc[j] for j in (0, 1))
    assert row[["draws", "turned", "peers", "demand"]].tolist() == [0.75, 0.25, 1.0, 0.5]
    assert np.isnan(row.frontier)
    assert (row.stands, row.broken_by) == (False, "change 6 up")
    assert (other.stands, other.draws, other.broken_by) == (True, 1.0, "")
    assert made.changes().kept[0] == 1.0
    assert made.changes().kept[2] == pytest.approx(1 - 1 / len(made.to_frame()))


@pytest.mark.parametrize(("level", "stands"), [(0.75, True), (0.8, False)])
def test_a_move_stands_at_the_level_of_draws(found, level, stands):
    made = by_hand(found, [1, 1, 1, -1], ["draw"] * 4, level)
    assert made.to_frame().stands[0] == stands
    assert made.stands.sum() == (made.plan.net != 0).sum() - (not stands)


def test_it_says_itself_in_words(found):
    made = by_hand(found, [1, 1, -1, 1, 0], ["draw"] * 4 + ["peer"])
    said = made.words()
    row = made.to_frame().iloc[0]
    mine = next(line for line in said if line.startswith(f"{row.unit} g") and f" {row.column} " in line)
    assert "kept in 75% of the draws, 0% of the cases of a peer left out. It does not stand: without change 4." in mine
    assert sum("It stands." in line for line in said) == made.stands.sum()
    assert "moves stand; gain" in repr(found)
    assert "on the frontier of 2022" in " ".join(found.words())
    assert "<table>" in found._repr_html_()
    assert set(found.changes().columns) == {"kind", "name", "gain_total", "kept", "refusal"}


def test_a_change_without_a_plan_says_why(panel):
    """Against the services of 2022 alone the target is out of reach under some changes."""
    plan = farrell.rebalance(panel, 2023, **OPTIONS)
    options = {**OPTIONS, "objective": "moves", "target": plan.gain_total * 0.999}
    found = farrell.plan_robustness(panel, 2023, seed=1, replicates=4, peers=False, demand=None, **options)
    lost = [k for k, why in enumerate(found.refusal) if why]
    assert lost
    assert np.isnan(found.net[lost]).all()
    assert "no plan, " in found.summary()


@pytest.mark.parametrize(
    "options",
    [{"seed": -1}, {"replicates": 1}, {"level": 1.0}, {"demand": 0}, {"demand": {"gold": 0.1}}, {"speed": 3}],
)
def test_what_makes_no_sense_is_refused(panel, options):
    with pytest.raises(OptionError):
        farrell.plan_robustness(panel, 2023, **{"seed": 1, **OPTIONS, **options})


def test_kinds_are_named(found):
    with pytest.raises(OptionError):
        found.kept("weather")


def test_nothing_stands_where_no_change_of_a_kind_has_a_plan(found):
    gone = np.where((found.kind == "frontier")[:, None, None], np.nan, found.net)
    assert found.stands.any()
    assert not replace(found, net=gone).stands.any()
    others = found.kind != "frontier"
    change = tuple(one for one in found.change if one.kind != "frontier")
    assert replace(found, change=change, net=found.net[others]).stands.sum() >= found.stands.sum()
