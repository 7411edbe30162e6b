"""Tobit with random effects beside direct integration and statsmodels' mixed model."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.mixed_linear_model import MixedLM

import farrell
from farrell import FarrellWarning, OptionError

UNITS = np.repeat(np.arange(25), 6)


def data(seed=3, effect=0.8):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=len(UNITS))
    u = rng.normal(size=25)[UNITS] * effect
    return 0.5 + 0.7 * x + u + rng.normal(size=len(UNITS)) * 0.5, x


def integrated(y, x, theta, low, high):
    """The log-likelihood, each unit's integral by the trapezoidal rule over a fine grid."""
    a, b, unit, error = theta
    v = np.linspace(-8, 8, 401)
    total = 0.0
    for i in range(25):
        rows = i == UNITS
        m = (a + b * x[rows])[:, None] + unit * v
        own = y[rows][:, None]
        inside, below = stats.norm.logpdf(own, m, error), stats.norm.logcdf(low, m, error)
        logs = np.where(own <= low, below, np.where(own >= high, stats.norm.logsf(high, m, error), inside))
        total += np.log(np.trapezoid(np.exp(logs.sum(axis=0) + stats.norm.logpdf(v)), v))
    return total


def test_the_likelihood_is_the_integral_and_has_its_maximum_there():
    y, x = data()
    y = np.clip(y, 0, 1.5)
    found = farrell.tobit(y, x, left=0, right=1.5, units=UNITS)
    at = integrated(y, x, found.estimate, 0, 1.5)
    assert found.log_likelihood == pytest.approx(at, abs=1e-6)
    for j in range(4):
        step = 1e-3 * np.eye(4)[j]
        up, down = (integrated(y, x, found.estimate + s * step, 0, 1.5) for s in (1, -1))
        assert up < at > down
        assert abs(up - down) / 2e-3 < 1e-3  # of a slope of some dozens beside the maximum


def test_standard_errors_are_those_of_the_integral_s_curvature():
    y, x = data()
    y = np.clip(y, 0, 1.5)
    found = farrell.tobit(y, x, left=0, right=1.5, units=UNITS)
    e, H = 1e-3, np.empty((4, 4))
    for i in range(4):
        for j in range(4):
            d, f = e * np.eye(4)[i], e * np.eye(4)[j]
            corners = [(d + f, 1), (d - f, -1), (f - d, -1), (-d - f, 1)]
            H[i, j] = sum(s * integrated(y, x, found.estimate + c, 0, 1.5) for c, s in corners) / (4 * e * e)
    np.testing.assert_allclose(found.se, np.sqrt(np.diag(np.linalg.inv(-H))), rtol=1e-3)


def test_without_censoring_it_is_the_mixed_model():
    y, x = data()
    found = farrell.tobit(y, x, left=-1e6, units=UNITS)
    mixed = MixedLM(y, np.column_stack([np.ones(len(y)), x]), UNITS).fit(reml=False)
    np.testing.assert_allclose(found.estimate[:2], mixed.fe_params, rtol=1e-5)
    assert found.estimate[3] == pytest.approx(np.sqrt(mixed.scale), rel=1e-5)
    assert found.estimate[2] == pytest.approx(float(np.sqrt(mixed.cov_re[0, 0])), rel=1e-4)
    assert found.log_likelihood == pytest.approx(mixed.llf, abs=1e-6)


def test_few_points_are_told_and_more_change_nothing():
    y, x = data(effect=3.0)
    y = np.clip(y, 0, 1.5)
    with pytest.warns(FarrellWarning, match="more points"):
        few = farrell.tobit(y, x, left=0, right=1.5, units=UNITS, points=8)
    many = farrell.tobit(y, x, left=0, right=1.5, units=UNITS, points=60)
    assert few.diagnostics["quadrature"] > 1e-2
    assert many.diagnostics["quadrature"] < 1e-5
    assert 0.5 < many.diagnostics["rho"] < 1


def test_units_without_effects_leave_the_plain_tobit():
    rng = np.random.default_rng(8)
    x = rng.normal(size=len(UNITS))
    y = np.maximum(0.3 + 0.5 * x + rng.normal(size=len(UNITS)), 0)
    plain = farrell.tobit(y, x, left=0)
    found = farrell.tobit(y, x, left=0, units=np.tile(np.arange(6), 25))
    assert found.log_likelihood >= plain.log_likelihood - 1e-6
    np.testing.assert_allclose(found.estimate[:2], plain.estimate[:2], atol=0.05)


def test_groups_must_hold_units_whole():
    y, x = data()
    with pytest.raises(OptionError) as error:
        farrell.tobit(y, x, left=0, units=UNITS, covariance="cluster", groups=np.tile([0, 1, 2], 50))
    assert error.value.code == "groups-nested"
    whole = farrell.tobit(y, x, left=0, units=UNITS, covariance="cluster", groups=UNITS)
    robust = farrell.tobit(y, x, left=0, units=UNITS, covariance="robust")
    np.testing.assert_allclose(whole.se, robust.se)


def test_the_summary_prints_the_objection_in_both_languages():
    found = farrell.tobit([0, 0.7, 0, 3.7, 3.0, 0, 1.5, 6.1], [58, 51, 48, 45, 50, 58, 34, 47], left=0)
    assert "efficiency scores are not censored" in found.summary()
    assert "second_stage" in found.summary()
    assert "并非截尾" in found.objections("zh")[0]


def test_a_score_that_is_1_but_for_rounding_is_at_the_limit():
    x = [58, 51, 48, 45, 50, 58, 34, 47]
    exact = farrell.tobit([0.8, 1, 0.9, 1, 0.7, 0.6, 1, 0.95], x, right=1)
    rounded = farrell.tobit([0.8, 1 - 1e-15, 0.9, 1, 0.7, 0.6, 1 + 1e-12, 0.95], x, right=1)
    assert rounded.diagnostics["at_right"] == 3
    np.testing.assert_allclose(rounded.estimate, exact.estimate, rtol=1e-12)
