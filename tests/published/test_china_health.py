"""Headline figures of data/china-health/SOURCE.md, found there by R Benchmarking 0.33 and by a HiGHS linear program.

They match what Wan et al. (2026, DOI 10.3389/fpubh.2025.1729223) print in their abstract to three decimals.
"""

import numpy as np
import pytest

import farrell

FIVE = 5e-6 + 1e-12
THREE = 5e-4 + 1e-12
"""Half a unit of the last digit given, and float64's share."""

SOURCE = "china-health SOURCE.md, Benchmarking 0.33 and HiGHS"
PANEL = farrell.load("china-health").panel


@pytest.fixture(scope="module")
def scale():
    return farrell.scale_efficiency(PANEL, orientation="input")


@pytest.fixture(scope="module", params=["input", "output"])
def change(request):
    return farrell.malmquist(PANEL, orientation=request.param)


@pytest.mark.parametrize(
    ("quantity", "year", "mean"),
    [
        ("te_crs", 2023, 0.86925),
        ("te_vrs", 2023, 0.91323),
        ("se", 2023, 0.95433),
        ("te_crs", 2014, 0.86865),
        ("te_crs", 2019, 0.87453),
        ("te_crs", 2020, 0.85026),
    ],
    ids=lambda v: f"{SOURCE}: {v}" if isinstance(v, str) else None,
)
def test_mean_efficiency_of_a_year(scale, quantity, year, mean):
    assert getattr(scale, quantity)[PANEL.rows_of(year)].mean() == pytest.approx(mean, abs=FIVE)


@pytest.mark.parametrize("source", [f"{SOURCE}: 8 of 31 efficient in 2023"])
def test_eight_provinces_are_efficient_in_2023(scale, source):
    assert (scale.te_crs[PANEL.rows_of(2023)] > 1 - 1e-6).sum() == 8


@pytest.mark.parametrize(
    ("region", "mean"), [("East", 0.894), ("Central", 0.832), ("West", 0.871)], ids=lambda v: f"{SOURCE}: {v}"
)
def test_regional_mean_efficiency_in_2023(scale, region, mean):
    rows = PANEL.rows_of(2023)
    here = PANEL.labels["region3"][rows] == region
    assert here.any()
    assert scale.te_crs[rows][here].mean() == pytest.approx(mean, abs=THREE)


@pytest.mark.parametrize(
    ("component", "mean"),
    [("tfpch", 0.98423), ("techch", 0.98418), ("effch", 1.00005)],
    ids=lambda v: f"{SOURCE}: {v}" if isinstance(v, str) else None,
)
def test_geometric_mean_change_over_279_intervals(change, component, mean):
    overall = change.means("overall").iloc[0]
    assert overall["n"] == 279
    assert overall["left_out"] == 0
    assert overall[component] == pytest.approx(mean, abs=FIVE)


def test_no_program_of_the_real_panel_needed_repair(scale, change):
    for diagnostics in (scale.diagnostics, change.diagnostics):
        assert diagnostics["certified"] == diagnostics["programs"]
    assert np.isfinite(scale.se).all()
