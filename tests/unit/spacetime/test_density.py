"""The density of bounded scores: mass one, none beyond the bound, a plain kernel without a bound."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from farrell import OptionError
from farrell.spacetime import density

SCORES = [0.61, 1, 0.73, 1, 0.88, 0.9, 1, 0.55, 0.71, 0.71, 0.82, 1, 0.93, 0.66, 0.78]
WIDE = np.linspace(-1, 2, 6001)


def test_all_mass_lies_below_the_bound() -> None:
    found = density(SCORES, grid=WIDE, upper=1.0)
    assert np.trapezoid(found.values, WIDE) == pytest.approx(1, abs=5e-3)
    assert (found.values[WIDE > 1] == 0).all()
    assert found.n == 15


def test_without_a_bound_it_is_the_kernel_density_of_scipy() -> None:
    found = density(SCORES, grid=WIDE)
    other = stats.gaussian_kde(SCORES, bw_method=found.bandwidth / np.std(SCORES, ddof=1))
    assert found.values == pytest.approx(other(WIDE), abs=1e-12)


def test_the_bandwidth_is_silvermans() -> None:
    spread = min(np.std(SCORES, ddof=1), (np.percentile(SCORES, 75) - np.percentile(SCORES, 25)) / 1.34)
    assert density(SCORES, grid=WIDE).bandwidth == pytest.approx(0.9 * spread * 15**-0.2)
    assert density([0.5, 1, 1, 1, 1, 1], grid=WIDE).bandwidth > 0, "equal quartiles leave the standard deviation"


@pytest.mark.parametrize("values", [[], [0.5], [0.7, 0.7, 0.7], [np.nan, 0.4]])
def test_without_two_different_values_there_is_no_curve(values: list[float]) -> None:
    assert np.isnan(density(values, grid=WIDE, upper=1.0).values).all()


def test_a_value_beyond_the_bound_is_refused() -> None:
    with pytest.raises(OptionError, match=r"1\.2 is above the bound"):
        density([0.5, 1.2], grid=WIDE, upper=1.0)
