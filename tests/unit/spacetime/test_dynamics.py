"""Conditional densities as statsmodels has them, that integrate to one under a bound too, and ranks by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.interpolate import RegularGridInterpolator

import farrell
from farrell.errors import OptionError

PANEL = farrell.load("china-health").panel
ONES, RISING = dict.fromkeys("abc", 1.0), {"a": 1, "b": 2, "c": 3}


def by_period(column):
    return {
        period: dict(zip(PANEL.units, column[PANEL.observed[:, t]].tolist(), strict=True))
        for t, period in enumerate(PANEL.periods)
    }


@pytest.fixture(scope="module")
def te():
    return by_period(farrell.dea(PANEL, rts="crs", second_phase=False).te)


def test_conditional_densities_of_statsmodels():
    """Of 0.15.0: KDEMultivariateConditional of the logarithm of GDP per person on that of the year before."""
    values = by_period(np.log(PANEL.numbers["gdp_per_capita_yuan"]))
    found = farrell.stochastic_kernel(values, bandwidths=(0.15, 0.2), points=1001)
    at = RegularGridInterpolator((found.now, found.later), found.conditional)
    there = {(10.6, 10.7): 1.6233342947872305, (11.0, 11.1): 1.5826437276104928, (11.0, 10.5): 0.13135589414189036,
             (11.8, 11.9): 1.4620742973210834, (10.3, 10.4): 1.5379196039738614}  # fmt: skip
    for point, density in there.items():
        assert float(at(point)) == pytest.approx(density, rel=2e-4)
    assert found.n == 279


@pytest.mark.parametrize("lag", [1, 3])
def test_rows_integrate_to_one_below_a_bound(te, lag):
    found = farrell.stochastic_kernel(te, lag=lag, upper=1.0, points=401)
    assert found.n == 31 * (10 - lag)
    known = np.isfinite(found.conditional).all(axis=1)
    mass = np.trapezoid(found.conditional[known], found.later, axis=1)
    inner = found.now[known] > 0.5
    assert mass[inner] == pytest.approx(1, abs=5e-3)
    assert np.trapezoid(found.marginal, found.now) == pytest.approx(1, abs=5e-3)
    assert found.later[-1] == 1.0
    modes = found.mode()
    assert np.nanmin(modes) >= found.later[0]


def test_who_stays_is_on_the_diagonal():
    rng = np.random.default_rng(4)
    first = {f"u{i}": float(v) for i, v in enumerate(rng.uniform(0, 10, 200))}
    same = farrell.stochastic_kernel({1: first, 2: first}, points=201)
    middle = (same.now > 2) & (same.now < 8)
    assert np.abs(same.mode()[middle] - same.now[middle]).max() < 1.0
    shuffled = dict(zip(first, rng.permutation(list(first.values())).tolist(), strict=True))
    apart = farrell.stochastic_kernel({1: first, 2: shuffled}, points=201)
    rows = apart.conditional[middle]
    assert np.abs(rows - rows.mean(axis=0)).mean() < 0.35 * rows.mean()


def test_ranks_by_hand(te):
    found = farrell.rank_mobility({"a": 1, "b": 2, "c": 3, "d": 4, "e": 9}, {"a": 2, "b": 1, "c": 3, "d": 4})
    assert (found.n, found.mean_change, found.share_changed) == (4, 0.5, 0.5)
    assert found.spearman == pytest.approx(0.8)
    assert found.kendall == pytest.approx(4 / 6)
    whole = farrell.rank_mobility(te[2014], te[2023])
    rho = stats.spearmanr(list(te[2014].values()), list(te[2023].values())).statistic
    assert whole.spearman == pytest.approx(rho, rel=1e-9)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: farrell.stochastic_kernel({1: {"a": 1.0}}), "markov-periods"),
        (lambda: farrell.stochastic_kernel({1: {"a": 1.0}, 2: {"a": 1.0}}, lag=2), "kernel-lag"),
        (lambda: farrell.stochastic_kernel({1: {"a": 1.0}, 2: {"a": 1.0}}), "values-few"),
        (lambda: farrell.stochastic_kernel({1: ONES, 2: ONES}), "values-constant"),
        (lambda: farrell.stochastic_kernel({1: RISING, 2: RISING}, upper=1), "above-bound"),
        (lambda: farrell.rank_mobility({"a": 1, "b": 2}, {"a": 1, "b": 2}), "values-few"),
        (lambda: farrell.rank_mobility(dict.fromkeys("abc", 1.0), {"a": 1, "b": 2, "c": 3}), "values-constant"),
    ],
)
def test_refusals(make, code):
    with pytest.raises(OptionError) as caught:
        make()
    assert caught.value.code == code
