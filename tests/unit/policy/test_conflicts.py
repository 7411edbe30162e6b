"""Limits that cannot all be had: named, and none of them idle."""

from __future__ import annotations

import pytest
from planner_by_hand import HEADLINE

import farrell
from farrell.errors import OptionError, SolveError
from farrell.policy.options import Options
from farrell.policy.task import Task

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning")


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


def refused(panel, options):
    """What the conflict names, and the program with all that is not named given up."""
    with pytest.raises(SolveError) as caught:
        farrell.rebalance(panel, 2023, extremes=False, **options)
    named = caught.value.values["limits"]
    task = Task.of(panel, 2023, Options(**options))
    model = task._posed(relaxed=not task.limits.is_mixed, loose=task.limits.is_mixed)
    assert model.program.minimise().status == "infeasible"
    return named, model


@pytest.mark.parametrize(
    "options",
    [
        {"move": ["beds"], "cap": 0.01, "budget": {"beds": -500_000}},
        {"move": ["beds", "health_technicians"], "cap": 0.05, "inequality": 0.01},
        {"move": ["beds"], "cap": 0.1, "least": {"visits_10k": {"Hebei": 0.5}}},
        {"move": ["beds", "health_technicians"], "cap": 0.1, "most": 0.02, "target": 0.03},
        {"move": ["beds"], "cap": 0.5, "floors": {"beds": "present"}, "budget": {"beds": -1000}},
        {
            "move": ["beds"],
            "cap": 0.2,
            "ratios": {"health_technicians/beds": (1.0, 1.3)},
            "budget": {"beds": -2_000_000},
        },
    ],
)
def test_a_conflict_is_one_and_none_of_its_limits_is_idle(china, options):
    """Only what is named holds: no plan. Any one of them given up: a plan."""
    named, model = refused(china, options)
    places = {(c.kind, c.column, unit) for c in named for unit in (c.units or (None,))}
    held = [w for w in model.wishes if (w.kind, w.column, w.unit) in places]
    for wish in model.wishes:
        if wish not in held:
            wish.apply(model.program, False)
    assert model.program.minimise().status == "infeasible"
    for wish in held:
        wish.apply(model.program, False)
        assert model.program.minimise().status == "optimal", wish
        wish.apply(model.program, True)


@pytest.mark.parametrize(
    "options",
    [
        {"cap": 0.01, "budget": {"beds": -20_000}, "touched": 2, "smallest": {"beds": 5000}},
        {"cap": 0.02, "budget": {"beds": -20_050}, "lots": {"beds": 100}},
        {"cap": 0.02, "budget": {"beds": -2_000}, "smallest": {"beds": 20_000}},
        {"cap": 0.05, "inequality": 0.04, "touched": 4},
    ],
)
def test_a_conflict_of_whole_numbers_is_one_and_no_line_is_idle(china, options):
    named, model = refused(china, {"move": ["beds"], **options})
    lines = {(c.kind, c.column) for c in named}
    for wish in model.wishes:
        if wish.group not in lines:
            wish.apply(model.program, False)
    assert model.program.minimise().status == "infeasible"
    for line in lines:
        bundle = [w for w in model.wishes if w.group == line]
        for wish in bundle:
            wish.apply(model.program, False)
        assert model.program.minimise().status == "optimal", line
        for wish in bundle:
            wish.apply(model.program, True)
