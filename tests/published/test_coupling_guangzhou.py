"""Coupling and coordination of four subsystems as the R package coupling prints them, in both forms."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import farrell

EXPECTED = json.loads((Path(__file__).parent / "values" / "coupling_guangzhou.json").read_text(encoding="utf-8"))
PRINTED = 2e-7
"""Scores and degrees have seven decimals in print."""


@pytest.mark.parametrize("form", ["original", "modified"])
def test_degrees_of_standardised_scores(form):
    # two more areas, of nothing and of everything, so that standardising changes nothing
    scores = np.vstack([EXPECTED["scores"], np.zeros(4), np.ones(4)])
    subsystems = {
        f"s{j}": {f"x{j}": {f"area {i}": float(v) for i, v in enumerate(column)}} for j, column in enumerate(scores.T)
    }
    found = farrell.coupling(subsystems, "+", form=form).degrees
    assert found["coupling"].tolist()[:6] == pytest.approx(EXPECTED[form]["C"], abs=PRINTED)
    assert found["coordination"].tolist()[:6] == pytest.approx(EXPECTED[form]["D"], abs=PRINTED)
    assert found["coupling"].isna().tolist()[6:] == [True, False]
    assert found["coordination"].tolist()[6:] == [0, 1]
    assert found["grade"].tolist()[6:] == ["extreme-disorder", "high-coordination"]
