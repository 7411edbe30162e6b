"""Convergence with neighbours: as the plain regression where there are none, and an exact law found again."""

from __future__ import annotations

import math

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError


@pytest.fixture(scope="module")
def china():
    panel = farrell.load("china-health").panel
    te = farrell.by_period(panel, farrell.dea(panel, rts="crs", second_phase=False).te)
    return te, farrell.contiguity(panel.units)


@pytest.mark.parametrize("effects", ["none", "unit", "both"])
def test_without_space_it_is_the_plain_growth_regression(china, effects):
    te, W = china
    found = farrell.spatial_beta(te, W, model="ols", effects=effects)
    plain = farrell.beta_convergence(te, effects=effects)
    assert found.beta == pytest.approx(plain.beta, rel=1e-9)
    assert [found.speed, found.half_life] == pytest.approx([plain.speed, plain.half_life], rel=1e-8)
    assert found.total == found.beta
    assert found.panel.r2 == pytest.approx(plain.r2)


def test_conditions_and_the_total_effect(china):
    te, W = china
    panel = farrell.load("china-health").panel
    gdp = farrell.by_period(panel, np.log(panel.numbers["gdp_per_capita_yuan"]))
    found = farrell.spatial_beta(te, W, conditions={"gdp": gdp}, effects="both", score=True)
    of = found.panel.coefficients.set_index("name")["estimate"]
    assert list(of.index) == ["log y", "gdp", "W log y", "W gdp", "spatial_rho"]
    assert found.total == pytest.approx((of["log y"] + of["W log y"]) / (1 - of["spatial_rho"]))
    assert found.total_speed == pytest.approx(-math.log(1 + found.total))
    assert found.panel.periods == tuple(range(2014, 2023))
    assert len(found.panel.at_bound) == sum(abs(v - 1) < 1e-9 for one in te.values() for v in one.values())
    for words in ("half-life", "total effect", "Simar"):
        assert words in found.summary()
    assert "SpatialConvergence: beta" in repr(found)


def test_a_known_law_is_found_again():
    """Growth is -0.3 log y + 0.2 times neighbours' growth, but for a millionth."""
    random = np.random.default_rng(1)
    units = tuple(f"u{i}" for i in range(15))
    places = {u: tuple(p) for u, p in zip(units, random.uniform(0, 1, (15, 2)).tolist(), strict=True)}
    W = farrell.nearest_neighbours(units, 3, points=places, plane=True)
    inverse = np.linalg.inv(np.eye(15) - 0.2 * W.row_standardised().matrix)
    logs = [random.normal(size=15)]
    for _ in range(4):
        logs.append(logs[-1] + inverse @ (-0.3 * logs[-1] + 1e-6 * random.normal(size=15)))
    values = {t: dict(zip(units, np.exp(one).tolist(), strict=True)) for t, one in enumerate(logs)}
    found = farrell.spatial_beta(values, W, model="sar", effects="none")
    assert found.beta == pytest.approx(-0.3, abs=1e-5)
    assert found.panel.spatial_rho == pytest.approx(0.2, abs=1e-5)
    assert found.half_life == pytest.approx(math.log(2) / -math.log(0.7), rel=1e-4)
    assert found.total == pytest.approx(-0.3 / 0.8, abs=1e-5)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda te: te[2018].pop("Beijing"), "panel-missing"),
        (lambda te: te[2018].update(Beijing=0.0), "convergence-value"),
        (lambda te: [te.pop(t) for t in list(te)[1:]], "markov-periods"),
    ],
)
def test_refusals(china, change, code):
    te = {t: dict(one) for t, one in china[0].items()}
    change(te)
    with pytest.raises(OptionError) as caught:
        farrell.spatial_beta(te, china[1])
    assert caught.value.code == code
