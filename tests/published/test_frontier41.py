"""Stochastic frontiers as Frontier 4.1 prints them, in Coelli's guide and through R's frontier 1.0-2.

Frontier stops where neither the likelihood nor a parameter moves by more than 1e-5 of itself, so its last digits are
its own. Likelihoods agree to all digits printed. Cases in which Frontier holds mu at 2 sigma_u are left out: that is no
maximum.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import farrell

DATA = json.loads((Path(__file__).parent / "values" / "frontier41.json").read_text(encoding="utf-8"))
pytestmark = pytest.mark.filterwarnings("ignore::farrell.DataWarning")
STOPPED = 7e-5
"""Share of a parameter by which Frontier's stopping rule may leave it off the maximum."""
FLAT = 2e-4
"""The same with mu or determinants, along which the likelihood is flat."""


@pytest.fixture(scope="module")
def eg1():
    frame = pd.DataFrame(DATA["eg1"])
    return farrell.Panel.from_frame(
        frame.assign(number=frame["firm"]),
        unit="firm",
        inputs=["capital", "labour"],
        outputs=["output"],
        environment=["number"],
    )


def rice_panel(frame):
    cost = frame["LABOR"] * frame["LABORP"] + frame["NPK"] * frame["NPKP"]
    return farrell.Panel.from_frame(
        frame.assign(cost=cost),
        unit="FMERCODE",
        period="YEARDUM",
        inputs=["AREA", "LABOR", "NPK"],
        outputs=["PROD"],
        environment=["EDYRS", "BANRAT", "LABORP", "NPKP", "cost"],
    )


@pytest.fixture(scope="module")
def rice():
    return rice_panel(pd.DataFrame(DATA["rice"]))


@pytest.fixture(scope="module")
def gaps():
    """Rows 3, 5, 111, 222 by farm and year, which frontier's tests take out."""
    frame = pd.DataFrame(DATA["rice"]).sort_values(["FMERCODE", "YEARDUM"]).reset_index(drop=True)
    return rice_panel(frame.drop(index=[2, 4, 110, 221]))


def test_coelli_1996_guide_example_1(eg1):
    """Every number of EG1.OUT but the standard errors, which are those of Frontier's search and not of the Hessian."""
    found = farrell.sfa(eg1)
    of = found.coefficients.set_index("name")["estimate"]
    expected = [0.56161963, 0.28110205, 0.53647981, 0.21700046, 0.79720730]
    np.testing.assert_allclose(of.to_numpy(), expected, atol=1e-5)
    assert found.converged
    assert found.log_likelihood == pytest.approx(-17.027229, abs=1e-5)
    assert found.log_likelihood_ols == pytest.approx(-18.446849, abs=1e-5)
    # Frontier read logarithms of six decimals
    np.testing.assert_allclose(found.ols["estimate"], [0.24489834, 0.28049246, 0.53330637], atol=1e-6)
    np.testing.assert_allclose(found.ols["se"], [0.21360307, 0.048066617, 0.051498586], atol=1e-6)
    assert found.test.statistic == pytest.approx(2.8392402, abs=2e-5)
    assert found.test.restrictions == 1
    te = dict(zip(eg1.unit_labels, found.te, strict=True))
    printed = {"1": 0.65068880, "12": 0.93739520, "34": 0.42082174, "35": 0.35126244, "60": 0.70842786}
    assert {unit: te[unit] for unit in printed} == pytest.approx(printed, abs=1e-5)
    assert found.te.mean() == pytest.approx(0.74056772, abs=1e-5)
    se = found.coefficients["se"].to_numpy()
    np.testing.assert_allclose(se, [0.20261668, 0.047643365, 0.045251553, 0.063909106, 0.13642399], rtol=0.02)


PRODUCTION = {
    "bb1": ({}, [-1.04318, 0.35552, 0.33329, 0.27128, 0.23863, 0.88539], -86.203),
    "b1": ({"over_time": "constant"}, [-0.83217, 0.45390, 0.28892, 0.22754, 0.15538, 0.46431], -86.43),
    "b2": (
        {"over_time": "constant", "inefficiency": "truncated-normal"},
        [-0.82887, 0.45457, 0.28732, 0.22512, 0.20339, 0.59048, -0.27343],
        -86.343,
    ),
    "b3": ({"over_time": "decay"}, [-0.75392, 0.47492, 0.30010, 0.19946, 0.12996, 0.36963, 0.05891], -84.55),
    "b4": (
        {"over_time": "decay", "inefficiency": "truncated-normal"},
        [-0.750149, 0.476165, 0.298471, 0.196116, 0.172162, 0.523676, -0.317324, 0.064724],
        -84.407,
    ),
    "b5": (
        {
            "determinants": ["EDYRS", "BANRAT"],
            "determinants_constant": False,
            "inefficiency": "truncated-normal",
        },
        [-1.008580, 0.384099, 0.318983, 0.260355, -0.058069, -1.405673, 0.597476, 0.944931],
        -77.85,
    ),
    "b6": (
        {"determinants": ["EDYRS", "BANRAT"], "inefficiency": "truncated-normal"},
        [-1.05176, 0.37977, 0.32103, 0.26380, -2.74646, -0.02861, -3.63553, 1.66659, 0.97880],
        -77.314,
    ),
}
COST = {
    "dd1": ({}, [5.870429, 0.461678, 0.506498, 0.413795, 0.070512, 0.070379, 0.530293], 39.931),
    "d1": (
        {"over_time": "constant"},
        [5.802370, 0.371840, 0.553136, 0.443487, 0.091793, 0.072843, 0.482776],
        49.366,
    ),
    "d3": (
        {"over_time": "decay"},
        [5.805882, 0.370089, 0.558110, 0.439540, 0.097422, 0.080874, 0.535479, -0.033614],
        50.183,
    ),
}
UNBALANCED = {
    "b1u": ({"over_time": "constant"}, [-0.83326, 0.45425, 0.29040, 0.22634, 0.15668, 0.46357], -87.139),
    "b3u": (
        {"over_time": "decay"},
        [-0.755493, 0.475120, 0.301514, 0.198459, 0.131268, 0.369971, 0.058452],
        -85.282,
    ),
    "b4u": (
        {"over_time": "decay", "inefficiency": "truncated-normal"},
        [-0.752785, 0.476192, 0.299938, 0.195487, 0.169064, 0.510268, -0.283498, 0.063876],
        -85.159,
    ),
    "b5u": (
        {
            "determinants": ["EDYRS", "BANRAT"],
            "determinants_constant": False,
            "inefficiency": "truncated-normal",
        },
        [-1.030160, 0.379687, 0.321434, 0.263395, -0.054445, -1.358994, 0.585411, 0.943399],
        -78.714,
    ),
}


def agrees(found, printed, likelihood):
    flat = found.settings["inefficiency"] == "truncated-normal"
    digits = 0.5 * 10.0 ** -min(len(str(value).split(".")[1]) for value in printed)
    estimate = found.coefficients["estimate"].to_numpy()
    np.testing.assert_allclose(estimate, printed, rtol=FLAT if flat else STOPPED, atol=digits + 1e-5)
    assert found.log_likelihood == pytest.approx(likelihood, abs=10.0 ** -len(str(likelihood).split(".")[1]))
    assert found.converged
    assert found.coefficients["se"].notna().all()


@pytest.mark.parametrize("case", PRODUCTION)
def test_rice_production_by_r_frontier_1_0_2(rice, case):
    options, printed, likelihood = PRODUCTION[case]
    agrees(farrell.sfa(rice, **options), printed, likelihood)


@pytest.mark.parametrize("case", COST)
def test_rice_cost_by_r_frontier_1_0_2(rice, case):
    options, printed, likelihood = COST[case]
    x = ["PROD", "AREA", "LABORP", "NPKP"]
    agrees(farrell.sfa(rice, kind="cost", dependent="cost", variables=x, **options), printed, likelihood)


@pytest.mark.parametrize("case", UNBALANCED)
def test_rice_with_gaps_by_r_frontier_1_0_2(gaps, case):
    options, printed, likelihood = UNBALANCED[case]
    agrees(farrell.sfa(gaps, **options), printed, likelihood)


def test_efficiencies_and_standard_errors_of_the_decay_model_by_r_frontier_1_0_2(rice):
    found = farrell.sfa(rice, over_time="decay", inefficiency="truncated-normal")
    table = found.to_frame().set_index(["unit", "period"])["te"]
    first = [0.725, 0.740, 0.753, 0.767, 0.779, 0.791, 0.803, 0.814]
    assert [table["1", year] for year in range(1, 9)] == pytest.approx(first, abs=6e-4)
    assert [table["11", year] for year in (1, 8)] == pytest.approx([0.527, 0.664], abs=6e-4)
    by_year = [0.80004, 0.81044, 0.82041, 0.82996, 0.83908, 0.84780, 0.85612, 0.86405]
    np.testing.assert_allclose(table.groupby("period").mean(), by_year, atol=2e-5)
    np.testing.assert_allclose(
        found.coefficients["se"], [0.2790, 0.0651, 0.0631, 0.0438, 0.1487, 0.4123, 1.0505, 0.0357], rtol=0.03
    )


@pytest.mark.parametrize(
    ("constant", "printed", "likelihood"),
    [
        (False, [0.536808, 0.268649, 0.539341, -0.010282, 0.284557, 0.840089], -16.382),
        (True, [0.508699, 0.270835, 0.540397, -0.398556, -0.014105, 0.407063, 0.883283], -16.356),
    ],
    ids=["aa1", "aa2"],
)
def test_determinants_in_a_cross_section_by_r_frontier_1_0_2(eg1, constant, printed, likelihood):
    found = farrell.sfa(eg1, inefficiency="truncated-normal", determinants=["number"], determinants_constant=constant)
    agrees(found, printed, likelihood)
