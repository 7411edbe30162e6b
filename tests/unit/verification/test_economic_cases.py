"""Cases at prices: another optimum agrees, a wrong number does not, and a factor of one column is no right answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from farrell.verification.run import run_case

CASES = Path(__file__).parents[2] / "golden" / "cases"
CROSS = "jl-economic_inefficiency_profit-russell-vrs-n8m1-97ca"
OVER_TIME = "jl-economic_change_profit-russell-vrs-true-n5m2-aaa8"
OBSERVED = {"direction_inputs": "observed", "direction_outputs": "observed"}


@pytest.fixture
def case(tmp_path):
    """Another case over the data of an existing one."""

    def write(base, options, expected):
        made = json.loads((CASES / base / "case.json").read_text(encoding="utf-8"))
        kept = {key: made["options"][key] for key in ("side", "rts", "layout") if key in made["options"]}
        made |= {"options": {**kept, **options}, "expected": expected, "tolerance": {"abs": 1e-5, "rel": 1e-6}}
        shutil.copy(CASES / base / "data.csv", tmp_path / "data.csv")
        (tmp_path / "case.json").write_text(json.dumps(made), encoding="utf-8")
        return run_case(tmp_path)

    return write


REVERSE = {
    "economic": [4, 0.5, 0, 1 / 6, 4 / 3, 4 / 7, 2 / 7, 2.699958],
    "technical": [0, 0, 0, 0, 7 / 6, 4 / 7, 1 / 7, 2.549936],
    "allocative": [4, 0.5, 0, 1 / 6, 1 / 6, 0, 1 / 7, 0.150021],
    "normalization": [2, 4, 8, 12, 6, 14, 14, 4.706],
}
"""Of Pastor, Aparicio & Zofío's eight firms; the last one's betas are not unique."""


def test_another_optimum_agrees(case):
    result = case(CROSS, {"measure": "reverse_ddf", "measure_symbol": "mddf", **OBSERVED}, REVERSE)
    assert result.outcome == "agree", result


@pytest.mark.parametrize(
    ("key", "row", "value"),
    [("economic", 7, 2.8), ("economic", 4, 1.3), ("technical", 7, 2.5), ("normalization", 7, 4.5)],
)
def test_a_number_that_no_optimum_has_does_not(case, key, row, value):
    wrong = {**REVERSE, key: [value if i == row else x for i, x in enumerate(REVERSE[key])]}
    result = case(CROSS, {"measure": "reverse_ddf", "measure_symbol": "mddf", **OBSERVED}, wrong)
    assert (result.outcome, result.key) == ("disagree", key)


MODIFIED = {
    "economic_change": [[-166.0], [-18.0], [4.0], [-175.0], [-136.0]],
    "technical_change": [[-44.71428571], [0.0], [0.0], [-69.0], [-35.74285714]],
    "allocative_change": [[-121.28571429], [-18.0], [4.0], [-106.0], [-100.25714286]],
    "profitmodelbase.normalization": [[10.0], [4.0], [8.0], [8.0], [9.0]],
    "profitmodelcomp.normalization": [[42.0], [24.0], [30.0], [54.0], [42.0]],
}
"""As BenchmarkingEconomicEfficiency.jl tests it: factors of the first input, or the first output."""


def test_what_hangs_on_a_factor_of_one_column_is_left_out_and_the_money_is_not(case):
    result = case(OVER_TIME, {"measure": "modified_ddf", "monetary": True, **OBSERVED}, MODIFIED)
    assert result.outcome == "agree", result
    assert result.compared == ("economic_change",)
    assert len(result.left_out) == 4
    wrong = {**MODIFIED, "economic_change": [[-165.0], *MODIFIED["economic_change"][1:]]}
    assert case(OVER_TIME, {"measure": "modified_ddf", "monetary": True, **OBSERVED}, wrong).outcome == "disagree"


def test_other_wrong_factors_disagree(case):
    wrong = {**MODIFIED, "profitmodelbase.normalization": [[11.0], [4.0], [8.0], [8.0], [9.0]]}
    result = case(OVER_TIME, {"measure": "modified_ddf", "monetary": True, **OBSERVED}, wrong)
    assert result.outcome == "disagree"


@pytest.mark.parametrize(
    "options",
    [{"measure": "additive", "weights": "custom"}, {"measure": "ddf", "direction_inputs": "elsewhere"}, {"third": 1}],
)
def test_options_that_do_not_exist_are_unsupported(case, options):
    assert case(CROSS, options, REVERSE).outcome == "unsupported"
