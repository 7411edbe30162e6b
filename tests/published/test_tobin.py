"""Tobin's durable goods (Econometrica 26:24-36, 1958; ``tobin`` of R's survival) as R's programs print them."""

import numpy as np
import pytest

import farrell

TOBIN = np.array(
    [
        [0.0, 57.7, 236], [0.7, 50.9, 283], [0.0, 48.5, 207], [0.0, 41.7, 220], [0.0, 47.7, 238], [0.0, 59.8, 216],
        [0.0, 44.3, 284], [3.7, 45.1, 221], [0.0, 51.7, 275], [3.0, 50.0, 269], [10.4, 46.8, 207], [0.0, 58.0, 249],
        [0.0, 58.9, 246], [0.0, 40.0, 277], [1.5, 34.1, 231], [0.0, 39.9, 219], [0.0, 33.4, 240], [3.5, 48.1, 266],
        [6.1, 46.6, 214], [0.0, 53.1, 251],
    ]
)  # fmt: skip
"""durable, age, quant of twenty households."""
NAMES = ["age", "quant"]


def test_tobit_is_survreg_s_left_censored_gaussian_of_survival_tobin():
    found = farrell.tobit(TOBIN[:, 0], TOBIN[:, 1:], left=0, names=NAMES)
    np.testing.assert_allclose(found.estimate, [15.14486636, -0.12905928, -0.04554166, 5.57254], rtol=1e-5)
    np.testing.assert_allclose(found.se[:3], [16.0795, 0.2186, 0.0583], atol=5e-5)
    assert found.se[3] / found.estimate[3] == pytest.approx(0.3103, abs=5e-5)  # of log(scale)
    assert found.log_likelihood == pytest.approx(-28.9, abs=0.05)
    assert found.diagnostics == {"at_left": 13, "at_right": 0}


def test_tobit_over_sigma_is_as_printed_in_the_example_of_truncreg():
    found = farrell.tobit(TOBIN[:, 0], TOBIN[:, 1:], left=0, names=NAMES)
    scaled = found.estimate[:3] / found.estimate[3]
    np.testing.assert_allclose(scaled, [2.717767303, -0.023159868, -0.008172515], rtol=1e-6)


def test_truncated_over_sigma_is_as_printed_in_the_example_of_truncreg():
    """Seven households with durable goods. truncreg 0.2-5 stops its BFGS search at 1e-7: three digits or four."""
    seen = TOBIN[TOBIN[:, 0] > 0]
    found = farrell.truncated_regression(seen[:, 0], seen[:, 1:], left=0, names=NAMES)
    scaled = found.estimate[:3] / found.estimate[3]
    np.testing.assert_allclose(scaled, [7.62674516, 0.26094645, -0.07190702], rtol=2e-4)
    assert found.gradient < 1e-12
    probability = -2 * (found.log_likelihood) + np.log(20) * 4  # the truncated part of the two-part model's BIC
    assert probability < 69.63057
