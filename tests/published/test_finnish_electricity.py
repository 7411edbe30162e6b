"""Electricity distribution in Finland: convex nonparametric least squares beside what pyStoNED's notebooks print."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from farrell.inference.stochastic.cnls import cnls

DATA = json.loads((Path(__file__).parent / "values" / "finnish_electricity.json").read_text(encoding="utf-8"))
PRINTED = 2490699.399007118
"""Sum of the squared residuals that MOSEK leaves."""


def test_additive_production_by_mosek_in_pystoned_notebook_cnls_prod():
    X = np.column_stack([DATA["OPEX"], DATA["CAPEX"]]).astype(float)
    y = np.array(DATA["Energy"], dtype=float)
    fit = cnls(y, X, concave=True, rts="vrs")
    total = ((y - fit.fitted) ** 2).sum()
    assert fit.residual < 1e-7
    assert total <= PRINTED
    assert total == pytest.approx(PRINTED, rel=2e-5)  # an interior point method stops short
