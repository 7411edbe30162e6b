"""DEAP 2.1's own output of example EG4 (EG4-out.txt): distances, indices and means, output-orientated."""

from __future__ import annotations

import numpy as np
import pytest

from farrell import malmquist

PRINTED = 6e-4
"""Three printed decimals; .5625 stands as .563 in one of DEAP's tables and as .562 in another."""
X = [2, 4, 3, 5, 6, 2, 4, 3, 5, 5, 2, 4, 3, 5, 5]
Y = [1, 2, 3, 4, 5, 1, 3, 4, 3, 5, 1, 3, 4, 3, 5]

# rows firms; columns: crs te relative to the technology of t-1, t, t+1; vrs te (DEAP prints 0.000 where there is none)
DISTANCES = {
    1: [
        [0, 0.500, 0.375, 1.000],
        [0, 0.500, 0.375, 0.545],
        [0, 1, 0.750, 1],
        [0, 0.800, 0.600, 0.923],
        [0, 0.833, 0.625, 1],
    ],
    2: [
        [0.500, 0.375, 0.375, 1.000],
        [0.750, 0.563, 0.563, 0.667],
        [1.333, 1.000, 1.000, 1.000],
        [0.600, 0.450, 0.450, 0.600],
        [1.000, 0.750, 0.750, 1.000],
    ],
    3: [[0.375, 0.375, 0, 1], [0.563, 0.563, 0, 0.667], [1, 1, 0, 1], [0.450, 0.450, 0, 0.600], [0.750, 0.750, 0, 1]],
}
# effch, techch, pech, sech, tfpch
YEAR_2 = [
    [0.750, 1.333, 1.000, 0.750, 1.000],
    [1.125, 1.333, 1.222, 0.920, 1.500],
    [1.000, 1.333, 1.000, 1.000, 1.333],
    [0.562, 1.333, 0.650, 0.865, 0.750],
    [0.900, 1.333, 1.000, 0.900, 1.200],
]
ANNUAL_MEANS = [[0.844, 1.333, 0.955, 0.883, 1.125], [1.000, 1.000, 1.000, 1.000, 1.000]]
OVERALL = [0.918, 1.155, 0.977, 0.940, 1.061]
NAMES = ["effch", "techch", "pech", "sech", "tfpch"]


@pytest.fixture(scope="module")
def result(panel_of):
    panel = panel_of(X, Y, units=list("12345") * 3, periods=[1] * 5 + [2] * 5 + [3] * 5)
    return malmquist(panel, orientation="output")


@pytest.mark.parametrize("year", [1, 2, 3])
def test_distances_summary(result, year: int) -> None:
    first, second = slice(0, 5), slice(5, 10)
    d = result.distances
    ours = {
        1: [None, d["from_from"][first], d["from_to"][first], d["vrs_from"][first]],
        2: [d["to_from"][first], d["to_to"][first], d["from_to"][second], d["vrs_to"][first]],
        3: [d["to_from"][second], d["to_to"][second], None, d["vrs_to"][second]],
    }[year]
    printed = np.array(DISTANCES[year])
    for column, values in enumerate(ours):
        if values is not None:
            np.testing.assert_allclose(values, printed[:, column], rtol=0, atol=PRINTED)


def test_malmquist_index_summary_of_year_2(result) -> None:
    frame = result.to_frame().query("period_to == 2")
    np.testing.assert_allclose(frame[NAMES], YEAR_2, rtol=0, atol=PRINTED)


def test_summary_of_annual_means(result) -> None:
    np.testing.assert_allclose(result.means("interval")[NAMES], ANNUAL_MEANS, rtol=0, atol=PRINTED)
    np.testing.assert_allclose(result.means("overall")[NAMES].iloc[0].astype(float), OVERALL, rtol=0, atol=PRINTED)
