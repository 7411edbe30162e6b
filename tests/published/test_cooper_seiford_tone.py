"""The twelve hospitals of Cooper, Seiford & Tone (2007), DOI 10.1007/978-0-387-45283-8, tables 1.5 and 1.6 and the BCC
scores of chapter 4; printed to three decimals."""

from __future__ import annotations

import numpy as np
import pytest

import farrell

DOCTORS = [20, 19, 25, 27, 22, 55, 33, 31, 30, 50, 53, 38]
NURSES = [151, 131, 160, 168, 158, 255, 235, 206, 244, 268, 306, 284]
OUTPATIENTS = [100, 150, 160, 180, 94, 230, 220, 152, 190, 250, 260, 250]
INPATIENTS = [90, 50, 55, 72, 66, 90, 88, 80, 100, 100, 147, 120]
CCR = [1, 1, 0.883, 1, 0.763, 0.835, 0.902, 0.796, 0.960, 0.871, 0.955, 0.958]
BCC = [1, 1, 0.896, 1, 0.882, 0.939, 1, 0.799, 0.989, 1, 1, 1]
PRINTED = 5.001e-4


@pytest.fixture(scope="module")
def hospitals(panel_of):
    return panel_of(
        np.column_stack([DOCTORS, NURSES]), np.column_stack([OUTPATIENTS, INPATIENTS]), units="ABCDEFGHIJKL"
    )


def test_ccr_and_bcc(hospitals):
    np.testing.assert_allclose(farrell.dea(hospitals, rts="crs").te, CCR, atol=PRINTED)
    np.testing.assert_allclose(farrell.dea(hospitals, rts="vrs").te, BCC, atol=PRINTED)


def test_every_model_calls_the_same_three_efficient_under_constant_returns(hospitals):
    for model in (farrell.sbm, farrell.additive, farrell.russell, farrell.ddf, farrell.closest_targets, farrell.ebm):
        result = model(hospitals, rts="crs")
        assert [u for u, c in zip("ABCDEFGHIJKL", result.efficiency, strict=True) if c == "efficient"] == list("ABD")
