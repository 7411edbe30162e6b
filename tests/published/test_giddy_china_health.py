"""Markov chains of the bundled panel as giddy computes them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import farrell

EXPECTED = json.loads((Path(__file__).parent / "values" / "giddy_china_health.json").read_text(encoding="utf-8"))
PANEL = farrell.load("china-health").panel


@pytest.fixture(scope="module", params=["te", "gdp"])
def case(request):
    column = {"te": lambda: farrell.dea(PANEL, rts="crs", second_phase=False).te,
              "gdp": lambda: PANEL.numbers["gdp_per_capita_yuan"]}[request.param]()  # fmt: skip
    values = {
        period: dict(zip(PANEL.units, column[PANEL.observed[:, t]].tolist(), strict=True))
        for t, period in enumerate(PANEL.periods)
    }
    return values, EXPECTED[request.param]


def test_the_chain_its_limit_and_its_passages(case):
    values, there = case
    found = farrell.markov(values)
    assert found.histories.breaks == pytest.approx(there["breaks"], rel=1e-9)
    assert found.counts.tolist() == there["transitions"]
    assert found.probabilities == pytest.approx(np.array(there["p"]), abs=1e-12)
    assert found.limit == pytest.approx(np.ravel(there["steady"]), abs=1e-10)
    if (np.ravel(there["steady"]) > 0).all():  # of efficiency; of GDP per person the highest class is never left
        assert found.first_passage == pytest.approx(np.array(there["mfpt"]), rel=1e-8)
    else:
        assert there["p"][3] == [0, 0, 0, 1]
        assert np.isnan(found.first_passage).all()


def test_chains_by_neighbours_and_their_homogeneity(case):
    values, there = case
    found = farrell.spatial_markov(values, farrell.contiguity(PANEL.units))
    assert found.by_lag.tolist() == there["T"]
    assert (found.test.lr, found.test.q) == pytest.approx((there["LR"], there["Q"]), rel=1e-9)
    assert found.test.lr_df == there["dof"]
    assert (found.test.lr_p, found.test.q_p) == pytest.approx((there["LR_p"], there["Q_p"]), abs=1e-10)
