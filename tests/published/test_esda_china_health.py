"""Spatial dependence of the bundled panel's efficiency as esda computes it: closed forms to 1e-9, p-values near."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import farrell

EXPECTED = json.loads((Path(__file__).parent / "values" / "esda_china_health.json").read_text(encoding="utf-8"))
PANEL = farrell.load("china-health").panel
QUADS = {1: "HH", 2: "LH", 3: "LL", 4: "HL"}


@pytest.fixture(scope="module")
def W():
    return farrell.contiguity(PANEL.units)


@pytest.fixture(scope="module")
def te():
    scores = farrell.dea(PANEL, rts="crs", second_phase=False).te
    return {period: scores[PANEL.observed[:, t]] for t, period in enumerate(PANEL.periods)}


@pytest.mark.parametrize("period", PANEL.periods)
def test_global_statistics_by_year(period, te, W):
    x, there = te[period], EXPECTED[str(period)]
    gdp = PANEL.numbers["gdp_per_capita_yuan"][PANEL.observed[:, PANEL.periods.index(period)]]
    moran, geary = farrell.moran(x, W), farrell.geary(x, W)
    found = {
        "I": moran.statistic, "EI": moran.expected, "VI_rand": moran.sd**2, "z_rand": moran.z, "p_rand": moran.p,
        "C": geary.statistic, "VC_rand": geary.sd**2, "BV": farrell.bivariate_moran(x, gdp, W).statistic,
        "L": farrell.lee(x, gdp, W).statistic,
    }  # fmt: skip
    for name, value in found.items():
        assert value == pytest.approx(there[name], rel=1e-9, abs=1e-10), name
    assert moran.p_permutation == pytest.approx(there["p_sim"], abs=0.025)


def test_local_moran_of_2023(te, W):
    found = farrell.local_moran(te[2023], W, permutations=9_999)
    there = EXPECTED["local"]
    assert found.statistic == pytest.approx(np.array(there["Is"]), abs=1e-12)
    assert found.kind.tolist() == [QUADS[q] for q in there["q"]]
    ties = PANEL.units.index("Hainan")
    others = np.arange(31) != ties
    assert found.p_permutation[others] == pytest.approx(np.array(there["p_sim"])[others], abs=0.025)
    # Its one neighbour is efficient, as 8 of the 30 others are: as far out as that is 8 of 30 placements. esda counts
    # equal ones on the lower side as less far, and calls it the most significant of all.
    assert there["p_sim"][ties] == 0.0001
    assert found.p_permutation[ties] == pytest.approx(8 / 30, abs=0.02)


def test_getis_ord_of_2023(te, W):
    found = farrell.getis_ord(te[2023], W, permutations=9_999)
    there = EXPECTED["gstar"]
    assert found.statistic == pytest.approx(np.array(there["Zs"]), abs=1e-10)
    assert found.p == pytest.approx(2 * np.array(there["p_norm"]), abs=1e-10)  # esda gives one side
    assert found.p_permutation == pytest.approx(np.array(there["p_sim"]), abs=0.025)


def test_join_counts_of_2023(te, W):
    found = farrell.join_counts((te[2023] >= 1 - 1e-6).astype(float), W)
    assert {name: getattr(found, name) for name in ("bb", "ww", "bw")} == EXPECTED["join"]
