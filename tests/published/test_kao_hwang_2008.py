"""Kao & Hwang 2008, EJOR 185:418-429, DOI 10.1016/j.ejor.2006.11.041: 24 non-life insurers of Taiwan, Table 2.

The table's columns of the relational model, to its three digits, with the split that is unique for all of them. The
additive scores are those of Chen, Cook, Li & Zhu 2009, DOI 10.1016/j.ejor.2008.05.011, of the same data, of which the
first five are held; data from the case ``kao_hwang2008-two-stage``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import farrell
from farrell.data.checks import CODES

DIGITS = 5.5e-4
"""Half the last digit printed, and some for rounding."""
DATA = Path(__file__).parents[1] / "golden" / "cases" / "kao_hwang2008-two-stage" / "data.csv"
SYSTEM = (
    0.699, 0.625, 0.690, 0.304, 0.767, 0.390, 0.277, 0.275, 0.223, 0.466, 0.164, 0.760,
    0.208, 0.289, 0.614, 0.320, 0.360, 0.259, 0.411, 0.547, 0.201, 0.590, 0.420, 0.135,
)  # fmt: skip
STAGE_1 = (
    0.993, 0.998, 0.690, 0.724, 0.831, 0.961, 0.671, 0.663, 1.000, 0.862, 0.647, 1.000,
    0.672, 0.670, 1.000, 0.886, 0.628, 0.794, 1.000, 0.933, 0.732, 0.590, 0.843, 0.429,
)  # fmt: skip
STAGE_2 = (
    0.704, 0.626, 1.000, 0.420, 0.923, 0.406, 0.412, 0.415, 0.223, 0.541, 0.253, 0.760,
    0.309, 0.431, 0.614, 0.362, 0.574, 0.326, 0.411, 0.586, 0.274, 1.000, 0.499, 0.314,
)  # fmt: skip
ADDITIVE = (0.849, 0.812, 0.817, 0.597, 0.873)


@pytest.fixture(scope="module")
def panel():
    return farrell.read_panel(
        DATA, unit="dmu", inputs=["x1", "x2"], intermediates=["z1", "z2"], outputs=["y1", "y2"], allow=CODES
    )


def test_system_and_both_stages_are_as_printed(panel):
    result = farrell.two_stage(panel)
    np.testing.assert_allclose(result.te, SYSTEM, atol=DIGITS)
    np.testing.assert_allclose(result.parts["te_stage1"], STAGE_1, atol=DIGITS)
    np.testing.assert_allclose(result.parts["te_stage2"], STAGE_2, atol=DIGITS)


def test_the_split_of_these_insurers_is_unique(panel):
    parts = farrell.two_stage(panel).parts
    for stage in ("stage1", "stage2"):
        np.testing.assert_allclose(parts[f"te_{stage}_low"], parts[f"te_{stage}_high"], atol=1e-9)


def test_additive_scores_of_the_first_five(panel):
    np.testing.assert_allclose(farrell.two_stage(panel, decomposition="additive").te[:5], ADDITIVE, atol=DIGITS)
