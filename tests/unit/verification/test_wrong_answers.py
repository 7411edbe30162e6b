"""Answers made wrong on purpose are called so: no quantity of a case passes by standing for itself."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from farrell.verification import bootstraps, graph, multipliers, networks, run, slacks
from farrell.verification.run import run_case

CASES = Path(__file__).parents[2] / "golden" / "cases"


def spoilt(monkeypatch, module, function, **changes):
    """Let a runner's model give other arrays: each change makes a new one of the old."""
    right = getattr(module, function)

    def wrong(*args, **kwargs):
        result = right(*args, **kwargs)
        return replace(result, **{name: change(getattr(result, name)) for name, change in changes.items()})

    monkeypatch.setattr(module, function, wrong)


@cache
def agrees(case):
    """Whether a case agrees before anything is spoilt."""
    return run_case(CASES / case).outcome == "agree"


def nothing(array):
    return np.zeros_like(array)


def missing(array):
    return np.full_like(array, np.nan)


def garbage(array):
    return array * 7 + 3


@pytest.mark.parametrize(
    ("case", "module", "function", "changes"),
    [
        ("dear-sbm-airlines-no-crs", slacks, "sbm", {"target_in": garbage, "target_out": nothing}),
        ("dear-sbm-tone2001-no-vrs", slacks, "sbm", {"slack_in": garbage}),
        ("dear-additive-pft1981-vrs", slacks, "additive", {"slack_in": lambda s: np.roll(s, 1, axis=1)}),
        ("dear-supersbm-golany_roll-no-crs", slacks, "super_sbm", {"score": lambda s: np.where(s > 1, s + 0.01, s)}),
        ("jl-holder-input-vrs-2-false-n8m2-a5af", graph, "holder", {"target_in": garbage}),
        ("dear-addmin-hotels-vrs", graph, "closest_targets", {"score": lambda s: s * 1.001}),
        ("jl-russell-input-crs-n8m2-a5af", graph, "russell", {"peer_weight": lambda w: -w}),
        ("bench-boot-electric", bootstraps, "bootstrap", {"replicates": lambda r: r * 1.1}),
        ("jl-simar_wilson_1998-input-vrs-n5m1-e4c4", bootstraps, "bootstrap", {"score": lambda s: s + 1e-3}),
        ("jl-simar_wilson_1998-input-vrs-n5m1-e4c4", bootstraps, "bootstrap", {"replicates": lambda r: r * 5}),
        ("jl-simar_wilson_1998-output-vrs-n5m1-e4c4", bootstraps, "bootstrap", {"bandwidth": lambda h: {"all": 0.01}}),
        ("djl-network-cook2010", networks, "two_stage", {"parts": lambda p: {**p, "te_stage1": p["te_stage1"] * 0.99}}),
        ("djl-network-cook2010", networks, "leader_follower", {"parts": lambda p: {k: v + 1e-3 for k, v in p.items()}}),
        ("kao_hwang2008-two-stage", networks, "two_stage", {"score": nothing, "te": lambda te: te + 0.01}),
        ("pydea-ex2-peel-onion", multipliers, "layers", {"parts": lambda p: {"layer": p["layer"] + 1}}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_wrong_answer_disagrees(monkeypatch, case, module, function, changes):
    assert agrees(case)
    spoilt(monkeypatch, module, function, **changes)
    assert run_case(CASES / case).outcome == "disagree"


@pytest.mark.parametrize("case", ["input-crs", "input-vrs", "output-crs", "output-vrs"])
@pytest.mark.parametrize(
    "changes",
    [
        {"u": nothing, "v": nothing},
        {"v": lambda v: 2 * v},
        {"u": missing},
        {"omega": lambda o: o + 0.1},
        {"u": garbage},
    ],
    ids=["nothing", "twice", "missing", "omega", "garbage"],
)
def test_prices_must_be_those_of_the_program(monkeypatch, case, changes):
    folder = CASES / f"jl-multiplier-{case}-n11m2-6c34"
    assert run_case(folder).outcome == "agree"
    spoilt(monkeypatch, run, "multiplier", **changes)
    assert run_case(folder).outcome == "disagree"
