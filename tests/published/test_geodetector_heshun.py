"""Neural tube defects in Heshun (Wang et al. 2010), as the R packages gdverse and geodetector print them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import farrell

EXPECTED = json.loads((Path(__file__).parent / "values" / "geodetector_heshun.json").read_text(encoding="utf-8"))
PRINTED = 1e-9
"""p has nine decimals in print, and R's noncentral F is that good."""


@pytest.fixture(scope="module")
def found():
    data = EXPECTED["data"]
    units = [f"village {i}" for i in range(len(data["incidence"]))]
    factors = {
        name: dict(zip(units, map(str, column), strict=True)) for name, column in data.items() if name != "incidence"
    }
    return farrell.geodetector(dict(zip(units, data["incidence"], strict=True)), factors)


def pairs_of(table):
    return {(row["first"], row["second"]): row for _, row in table.iterrows()}


def test_the_factor_detector(found):
    table = found.factors.set_index("factor")
    for name, q in EXPECTED["published"]["q"].items():
        assert table["q"][name] == pytest.approx(q, abs=5e-8)
        assert table["p_noncentral"][name] == pytest.approx(EXPECTED["published"]["p"][name], abs=2 * PRINTED)
        assert [table["q"][name], table["p_noncentral"][name]] == pytest.approx(EXPECTED["factor"][name], rel=1e-8)


def test_the_interaction_detector(found):
    pairs = pairs_of(found.interactions)
    assert {row["kind"] for row in pairs.values()} == {EXPECTED["published"]["kind"]}
    (there,) = EXPECTED["published"]["pairs"].values()
    assert pairs["watershed", "soiltype"]["q"] == pytest.approx(there, abs=1e-14)


def test_the_risk_detector(found):
    beside = {(r["factor"], r["first"], r["second"]): r for _, r in found.risks.iterrows()}
    for name, first, second, t, p in EXPECTED["risk"]:
        row = beside[name, str(first), str(second)]
        assert [row["t"], row["p"]] == pytest.approx([t, p], rel=1e-8, abs=1e-14)
    alike = found.risks[found.risks["p"] > 0.05]
    # soil type 4 of the R package is 5 of the data here, 5 is 7
    recoded = {"1": 1, "2": 2, "3": 3, "5": 4, "7": 5}
    for name, expected in EXPECTED["published"]["alike"].items():
        rows = alike[alike["factor"] == name]
        code = recoded.get if name == "soiltype" else int
        assert sorted([code(a), code(b)] for a, b in zip(rows["first"], rows["second"], strict=True)) == sorted(
            expected
        )


def test_the_ecological_detector(found):
    pairs = pairs_of(found.ecological)
    for first, second, f, p in EXPECTED["ecological"]:
        assert [pairs[first, second]["f"], pairs[first, second]["p"]] == pytest.approx([f, p], rel=1e-8)
    different = {frozenset(pair): bool(row["p"] < 0.05) for pair, row in pairs.items()}
    assert different == {frozenset(k.split()): v for k, v in EXPECTED["published"]["ecological"].items()}
