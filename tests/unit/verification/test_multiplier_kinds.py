"""Runners of kinds whose expected numbers come in several shapes, or are one solver's choice among many."""

from __future__ import annotations

import json

import numpy as np
import pytest

from farrell.dea.appraisal import Market, averages
from farrell.verification.common import run_case
from farrell.verification.multipliers import RUNNERS

TANAKA = """dmu,x1,x2,x1_spread,x2_spread,y1,y2,y1_spread,y2_spread
A,4.0,2.1,0.5,0.2,2.6,4.1,0.2,0.3
B,2.9,1.5,0.0,0.1,2.2,3.5,0.0,0.2
C,4.9,2.6,0.5,0.4,3.2,5.1,0.5,0.8
D,4.1,2.3,0.7,0.1,2.9,5.7,0.4,0.2
E,6.5,4.1,0.6,0.5,5.1,7.4,0.7,0.9
"""
LEVEL_0 = [
    [0.145, 0.812, 0.187], [0.10, 0.975, 0.115], [0.221, 0.82, 0.301], [0.224, 0.933, 0.317], [0.183, 0.792, 0.234],
]  # fmt: skip
"""Left, centre and right at level 0; B's are of other optimal weights than ours."""
LEVEL_1 = [[0, 0.8548, 0], [0, 1, 0], [0, 0.8608, 0], [0, 1, 0], [0, 1, 0]]


@pytest.fixture
def case(tmp_path):
    def build(model, csv, expected, options, tolerance=1e-3, inputs=("x1", "x2"), outputs=("y1", "y2")):
        (tmp_path / "data.csv").write_text(csv, encoding="utf-8")
        data = {"file": "data.csv", "dmu": "dmu", "period": None, "inputs": list(inputs), "outputs": list(outputs)}
        content = {"id": "made", "model": model, "options": options, "data": data, "expected": expected,
                   "tolerance": {"abs": tolerance, "rel": tolerance}}  # fmt: skip
        (tmp_path / "case.json").write_text(json.dumps(content), encoding="utf-8")
        return run_case(tmp_path, RUNNERS)

    return build


def shapes():
    both = np.stack([LEVEL_0, LEVEL_1], axis=2)  # (n, 3, levels)
    yield "by unit", both.tolist()
    yield "by level", {"0": LEVEL_0, "1": LEVEL_1}
    yield "by part", {name: both[:, i].tolist() for i, name in enumerate(("dL", "m", "dR"))}
    yield "levels first", both.transpose(2, 0, 1).tolist()


@pytest.mark.parametrize(("name", "expected"), list(shapes()), ids=lambda one: one if isinstance(one, str) else "")
def test_fuzzy_efficiencies_are_read_in_any_shape(case, name, expected):
    found = case("fuzzy_guo_tanaka", TANAKA, {"efficiency": expected}, {"orientation": "input", "h": [0, 1]})
    assert found.outcome == "agree", found


def test_a_number_no_optimum_gives_disagrees(case):
    wrong = [[0.145, 0.85, 0.187], *LEVEL_0[1:]]
    found = case("fuzzy_guo_tanaka", TANAKA, {"efficiency": {"0": wrong}}, {"h": 0})
    assert found.outcome == "disagree"
    beyond = [LEVEL_0[0], [0.10, 0.99, 0.115], *LEVEL_0[2:]]
    assert case("fuzzy_guo_tanaka", TANAKA, {"efficiency": {"0": beyond}}, {"h": 0}).outcome == "disagree"


def test_returns_to_scale_are_labels_or_sums(case):
    csv = "dmu,x,y\nA,2,1\nB,4,2\nC,3,3\nD,5,4\nE,6,5\n"
    names = {"inputs": ("x",), "outputs": ("y",)}
    labels = ["Increasing", "Increasing", "Constant", "Decreasing", "Decreasing"]
    sums = ["0.33333", "0.66667", "1", "1.33333", "1.66667"]
    for expected in (labels, sums):
        found = case("rts_classification", csv, {"rts": expected}, {"orientation": "input"}, **names)
        assert found.outcome == "agree", found
    for wrong in (["Decreasing", *labels[1:]], ["0.5", *sums[1:]]):
        found = case("rts_classification", csv, {"rts": wrong}, {"orientation": "input"}, **names)
        assert found.outcome == "disagree", found


def test_a_cross_efficiency_no_optimal_weights_give_disagrees(case):
    rows = [[float(value) for value in line.split(",")[1:]] for line in TANAKA.split()[1:]]
    X, Y = np.array(rows)[:, :2], np.array(rows)[:, 4:6]
    market = Market(X, Y, "crs", "input", False)
    own = [market.own_weights(k) for k in range(5)]
    E = np.array(
        [market.appraise(market.secondary_weights(k, "aggressive", "doyle-green-2", own[k].own)) for k in range(5)]
    )
    right = averages(E, True).tolist()
    for wrong, outcome in ((right[0], "agree"), (1.5, "disagree"), (0.2, "disagree")):
        # aggressive weights are optimal, so that arbitrary ones may give their score, but none gives 1.5 or 0.2
        expected = {"arbitrary_e": [wrong, *right[1:]], "m2_agg_e": right}
        assert case("cross_efficiency", TANAKA, expected, {"rts": "crs"}, 0.005).outcome == outcome


def test_kao_liu_takes_named_parts_and_a_count_of_levels(case):
    csv = "dmu,x,y,x_spread\nA,1,2,0\nB,2,2,0\n"
    expected = {"Worst": [[1, 1, 1], [0.5, 0.5, 0.5]], "Best": [[1, 1, 1], [0.5, 0.5, 0.5]]}
    found = case("fuzzy_kao_liu_alpha_cut", csv, {"efficiency": expected}, {"rts": "crs", "alpha": 3},
                 inputs=("x",), outputs=("y",))  # fmt: skip
    assert found.outcome == "agree", found
