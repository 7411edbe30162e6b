"""The rank-sum ratio of maternal care in ten areas, the example of Chinese textbooks, as printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import farrell

EXPECTED = json.loads((Path(__file__).parent / "values" / "rsr_maternal_care.json").read_text(encoding="utf-8"))
SIGNS = {"antenatal": "+", "maternal_deaths": "-", "perinatal_deaths": "-"}
TABLE = {name: dict(zip(EXPECTED["units"], EXPECTED[name], strict=True)) for name in SIGNS}
THREE = 5.1e-4
"""Half of the third decimal, which is the last in print."""


def test_integer_ranks():
    found = farrell.rsr(TABLE, SIGNS)
    scores = found.scores.set_index("unit")
    for column in ("rsr", "fitted"):
        assert scores[column].to_dict() == pytest.approx(EXPECTED[column], abs=THREE)
    assert scores["probit"].to_dict() == pytest.approx(EXPECTED["probit"], abs=5.1e-3)
    line = found.regression.iloc[0]
    assert [line["intercept"], line["slope"]] == pytest.approx(
        [EXPECTED["line"]["intercept"], EXPECTED["line"]["slope"]], abs=5.1e-6
    )
    assert [line["r2"], line["f"], line["p"]] == pytest.approx(
        [EXPECTED["line"][k] for k in ("r2", "f", "p")], rel=1e-4
    )
    assert scores["grade"].to_dict() == dict(zip("ABCDEFGHIJ", [2, 2, 3, 2, 2, 2, 2, 3, 2, 1], strict=True))
    assert found.thin == (("all", 1),)


def test_linear_ranks_with_weights():
    scores = farrell.rsr(TABLE, SIGNS, weights=EXPECTED["weights"], ranks="linear").scores.set_index("unit")
    assert scores["rsr"].to_dict() == pytest.approx(EXPECTED["linear_rsr"], abs=THREE)
    assert scores["fitted"].to_dict() == pytest.approx(EXPECTED["linear_fitted"], abs=5.1e-3)
