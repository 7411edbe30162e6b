"""Entropy weights and TOPSIS of the bundled panel as pymcdm computes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import farrell
from farrell.spacetime.indicators import entropy_of, indicators_of

EXPECTED = json.loads((Path(__file__).parent / "values" / "pymcdm_china_health.json").read_text(encoding="utf-8"))
PANEL = farrell.load("china-health").panel
NAMES = EXPECTED["columns"]
SIGNS = {name: "+" if kind > 0 else "-" for name, kind in zip(NAMES, EXPECTED["types"], strict=True)}
TABLE = {name: farrell.by_period(PANEL, PANEL.numbers[name] / PANEL.numbers["population_10k"]) for name in NAMES}
WEIGHTS = {"equal": "equal", "given": dict(zip(NAMES, (0.1, 0.2, 0.3, 0.4), strict=True))}


def test_entropy_weights():
    raw = 1 - entropy_of(indicators_of(TABLE, SIGNS, least=3).values)
    assert (raw / raw.sum()).tolist() == pytest.approx(EXPECTED["entropy_raw"], rel=1e-9)
    weights = farrell.entropy_weights(TABLE, SIGNS)["weight"].tolist()
    assert weights == pytest.approx(EXPECTED["entropy_standard"], rel=1e-9)


@pytest.mark.parametrize("scale", ["vector", "min-max"])
@pytest.mark.parametrize("weights", ["equal", "given"])
def test_closeness(weights, scale):
    found = farrell.topsis(TABLE, SIGNS, weights=WEIGHTS[weights], scale=scale).scores
    rows = found.sort_values(["unit", "period"])["closeness"].tolist()[:31]
    assert rows == pytest.approx(EXPECTED[f"{weights}_{scale}"], rel=1e-9)
