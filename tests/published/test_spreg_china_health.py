"""Spatial panels of the bundled panel as spreg 1.9.0 has them, fed with all units of one year after those of another.

spreg takes out effects of units alone, counts n T observations, and has log-likelihoods of fixed effects without
n T / 2 log(n T), of random effects without n log(share). Its optimiser stops at 1e-8 of the spatial parameter. Its
Lagrange multipliers take the variance with n T - k; its lm lag has another trace and is not compared.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import farrell
from farrell.spacetime.panels.random_effects import random_effects
from farrell.spacetime.panels.stacking import stacked

THERE = json.loads((Path(__file__).parent / "values" / "spreg_china_health.json").read_text(encoding="utf-8"))
PANEL = farrell.load("china-health").panel
STOPS = 5e-8
"""Where spreg's search for the spatial parameter stops, in coefficients."""


@pytest.fixture(scope="module")
def given():
    y = farrell.by_period(PANEL, farrell.dea(PANEL, rts="crs", second_phase=False).te)
    x = {
        "gdp": farrell.by_period(PANEL, np.log(PANEL.numbers["gdp_per_capita_yuan"])),
        "old": farrell.by_period(PANEL, PANEL.numbers["share_65plus"]),
        "people": farrell.by_period(PANEL, np.log(PANEL.numbers["population_10k"])),
    }
    return y, x, farrell.contiguity(PANEL.units)


@pytest.mark.parametrize("model", ["sar", "sdm", "sem"])
def test_fixed_effects(given, model):
    there = THERE[f"fe_{model}"]
    found = farrell.spatial_panel(*given, model=model, effects="unit", lee_yu="none")
    assert found.coefficients["estimate"].tolist() == pytest.approx(there["b"], abs=STOPS)
    assert found.sigma2 == pytest.approx(there["sig2"], rel=1e-8)
    assert found.log_likelihood - 155 * math.log(310) == pytest.approx(there["logll"], abs=1e-8)
    V, k = np.array(there["vm"]), len(there["b"])
    assert found.variance.to_numpy()[:k, :k] == pytest.approx(V[:k, :k], rel=1e-6, abs=1e-15)


def test_the_transformation_changes_the_variance_alone(given):
    plain = farrell.spatial_panel(*given, effects="unit", lee_yu="none")
    for lee_yu in ("transformation", "bias"):
        found = farrell.spatial_panel(*given, effects="unit", lee_yu=lee_yu)
        assert found.coefficients["estimate"].tolist() == pytest.approx(plain.coefficients["estimate"].tolist())
        assert found.sigma2 == pytest.approx(plain.sigma2 * 10 / 9)


@pytest.mark.parametrize("model", ["sar", "sdm"])
def test_random_effects(given, model):
    there = THERE[f"re_{model}"]
    found = random_effects(stacked(*given), durbin=model == "sdm")
    assert [*found.b, found.spatial_rho, found.share] == pytest.approx(there["b"], abs=STOPS)
    assert found.sigma2 == pytest.approx(there["sig2"], rel=1e-8)
    lacking = 31 * math.log(found.share)
    assert found.log_likelihood - lacking == pytest.approx(there["logll"], abs=1e-6)


@pytest.mark.parametrize(("effects", "name"), [("none", "lm_pooled"), ("unit", "lm_within")])
def test_lagrange_multipliers(given, effects, name):
    there = THERE[name]
    found = farrell.spatial_tests(*given, effects=effects, lee_yu="none").set_index("test")["statistic"]
    ratio = there["sig2n"] / there["sig2"]
    assert found["lm error"] * ratio**2 == pytest.approx(there["error"], rel=1e-9)
    assert found["robust lm lag"] * ratio == pytest.approx(there["rlag"], rel=1e-9)
