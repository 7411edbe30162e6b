"""Truncated and censored regressions beside numerical derivatives, another optimiser, and known truth."""

import importlib

import numpy as np
import pytest
from scipy import optimize, special, stats

import farrell
from farrell import FarrellWarning, OptionError

indices = importlib.import_module("farrell.inference.regressions.indices")
LIMITS = [(0.0, np.inf), (-np.inf, 2.0), (0.0, 2.0)]


def data(limits, n=120, seed=3):
    """y within the limits, and two variables of very unlike sizes."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.normal(1000, 200, n), rng.uniform(0, 0.01, n)])
    y = 0.6 + 0.002 * (x[:, 0] - 1000) + 60 * (x[:, 1] - 0.005) + rng.normal(0, 0.7, n)
    low, high = limits
    return y, x, (y > low) & (y < high)


def told(limit):
    return None if np.isinf(limit) else limit


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("family", ["truncated", "censored"])
def test_derivatives_are_those_of_the_value(family, limits):
    likelihood = getattr(indices, family)(*limits)
    rng = np.random.default_rng(5)
    m, y, h = rng.normal(0.5, 1, 40), np.clip(rng.normal(0.8, 1, 40), *limits), np.array([1.3])
    terms, e = likelihood(m, h, y), 1e-5

    def slope(name, dm, dh):
        up, down = likelihood(m + e * dm, h + e * dh, y), likelihood(m - e * dm, h - e * dh, y)
        return (getattr(up, name) - getattr(down, name)) / (2 * e)

    for name, of, by in (
        ("m", "value", (1, 0)),
        ("h", "value", (0, 1)),
        ("mm", "m", (1, 0)),
        ("mh", "m", (0, 1)),
        ("hh", "h", (0, 1)),
    ):
        np.testing.assert_allclose(getattr(terms, name), slope(of, *by), atol=1e-7, err_msg=name)


@pytest.mark.parametrize("limits", LIMITS)
def test_truncated_is_what_another_optimiser_finds_with_scipy_s_density(limits):
    y, x, seen = data(limits)
    y, x = y[seen], x[seen]
    found = farrell.truncated_regression(y, x, left=told(limits[0]), right=told(limits[1]))
    scale = np.array([1.0, 1e-3, 100.0])

    def loss(theta):
        m, s = theta[:3] * scale @ np.column_stack([np.ones(len(y)), x - [1000, 0.005]]).T, np.exp(theta[3])
        a, b = (limits[0] - m) / s, (limits[1] - m) / s
        return -stats.truncnorm.logpdf(y, a, b, m, s).sum()

    best = optimize.minimize(loss, [0.6, 2, 0.6, -0.3], method="BFGS", options={"gtol": 1e-7})
    slopes = (best.x[:3] * scale)[1:]
    constant = best.x[0] - slopes @ [1000, 0.005]
    np.testing.assert_allclose(found.estimate, [constant, *slopes, np.exp(best.x[3])], rtol=1e-5)
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-8)
    np.testing.assert_allclose(found.se[1:3], _numerical_errors(loss, best.x)[1:3] * scale[1:], rtol=1e-3)


def _numerical_errors(loss, at):
    k, e = len(at), 1e-4
    H = np.empty((k, k))
    for i in range(k):
        for j in range(k):
            d, f = e * np.eye(k)[i], e * np.eye(k)[j]
            H[i, j] = (loss(at + d + f) - loss(at + d - f) - loss(at - d + f) + loss(at - d - f)) / (4 * e * e)
    return np.sqrt(np.diag(np.linalg.inv(H)))


@pytest.mark.parametrize("limits", LIMITS)
def test_tobit_is_what_another_optimiser_finds_with_scipy_s_normal(limits):
    y, x, _ = data(limits)
    y = np.clip(y, *limits)
    found = farrell.tobit(y, x, left=told(limits[0]), right=told(limits[1]))
    scale = np.array([1.0, 1e-3, 100.0])

    def loss(theta):
        m, s = theta[:3] * scale @ np.column_stack([np.ones(len(y)), x - [1000, 0.005]]).T, np.exp(theta[3])
        inside = stats.norm.logpdf(y, m, s)
        low, high = stats.norm.logcdf(limits[0], m, s), stats.norm.logsf(limits[1], m, s)
        return -np.where(y <= limits[0], low, np.where(y >= limits[1], high, inside)).sum()

    best = optimize.minimize(loss, [0.6, 2, 0.6, -0.3], method="BFGS", options={"gtol": 1e-7})
    slopes = (best.x[:3] * scale)[1:]
    np.testing.assert_allclose(found.estimate[1:], [*slopes, np.exp(best.x[3])], rtol=1e-5)
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-8)


def test_a_truncation_far_in_the_tail_is_exact():
    """A limit 40 standard deviations above the index, where Phi(-40) is 1e-350; by the scaled complementary error
    function."""
    likelihood = indices.truncated(1.0, np.inf)
    terms = likelihood(np.array([-39.0]), np.array([1.0]), np.array([1.02]))
    tail = special.erfcx(40 / np.sqrt(2)) / 2  # Phi(-40) exp(800)
    r = 1.02 + 39
    assert terms.value[0] == pytest.approx(-np.log(2 * np.pi) / 2 - (r * r - 1600) / 2 - np.log(tail), abs=1e-9)
    assert terms.m[0] == pytest.approx(r - 1 / (np.sqrt(2 * np.pi) * tail), abs=1e-9)


def test_two_limits_that_are_far_off_are_none():
    y, x, _ = data((-np.inf, np.inf))
    least_squares = np.linalg.lstsq(np.column_stack([np.ones(len(y)), x]), y, rcond=None)[0]
    for function in (farrell.truncated_regression, farrell.tobit):
        np.testing.assert_allclose(function(y, x, left=-1e4, right=1e4).estimate[:3], least_squares, rtol=1e-8)


def test_numbers_do_not_depend_on_units_of_measurement():
    y, x, seen = data((0.0, np.inf))
    y, x = y[seen], x[seen]
    one = farrell.truncated_regression(y, x, left=0)
    other = farrell.truncated_regression(1e4 * y, x * [1e-3, 1e5], left=0)
    np.testing.assert_allclose(other.estimate, one.estimate * [1e4, 1e7, 1e-1, 1e4], rtol=1e-8)
    np.testing.assert_allclose(other.z, one.z, rtol=1e-7)


def test_standard_errors_by_group_are_robust_ones_where_each_row_is_a_group():
    y, x, seen = data((0.0, np.inf))
    y, x = y[seen], x[seen]
    robust = farrell.truncated_regression(y, x, left=0, covariance="robust")
    alone = farrell.truncated_regression(y, x, left=0, covariance="cluster", groups=list(range(len(y))))
    np.testing.assert_allclose(alone.se, robust.se, rtol=1e-12)
    twice = farrell.truncated_regression(
        np.r_[y, y], np.r_[x, x], left=0, covariance="cluster", groups=[*range(len(y)), *range(len(y))]
    )
    np.testing.assert_allclose(twice.se, robust.se, rtol=1e-6)  # copies within groups tell nothing new


def test_robust_errors_are_near_those_of_the_information_where_the_model_is_true():
    rng = np.random.default_rng(11)
    x = rng.normal(size=20_000)
    y = 0.5 + 0.5 * x + rng.normal(size=20_000)
    x, y = x[y > 0], y[y > 0]
    observed, robust = (farrell.truncated_regression(y, x, left=0, covariance=kind) for kind in ("observed", "robust"))
    np.testing.assert_allclose(robust.se, observed.se, rtol=0.03)
    assert (np.abs(observed.estimate - [0.5, 0.5, 1.0]) < 3 * observed.se).all()


def test_a_likelihood_without_a_maximum_is_told():
    rng = np.random.default_rng(2)
    y = 1.0 + rng.exponential(1.0, 60) ** 1.4  # heavier than any truncated normal
    with pytest.warns(FarrellWarning, match="did not reach a maximum"):
        found = farrell.truncated_regression(y, rng.normal(size=60), left=1.0)
    assert not found.converged
    assert "NOT CONVERGED" in found.summary()


def test_variables_much_alike_are_told():
    y, x, _ = data((-np.inf, np.inf))
    alike = np.column_stack([x, x[:, 0] + np.random.default_rng(0).normal(0, 1, len(y))])
    with pytest.warns(FarrellWarning, match=r"x1 .*x3 .*condition number"):
        found = farrell.tobit(y, alike, left=0)
    assert found.settings["vif"]["x1"] > 1000
    assert found.settings["vif"]["x2"] < 2


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "limits"),
        ({"left": 2, "right": 1}, "limits"),
        ({"left": 0, "covariance": "hc3"}, "choice"),
        ({"left": 0, "covariance": "cluster"}, "cluster-groups"),
        ({"left": 0, "groups": [1] * 6}, "cluster-groups"),
        ({"left": 0, "covariance": "cluster", "groups": ["a"] * 6}, "groups-few"),
        ({"left": 2}, "out-of-range"),
        ({"left": 0, "level": 1}, "out-of-range"),
        ({"left": 0, "names": ["a", "b"]}, "values-length"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, code):
    with pytest.raises(OptionError) as error:
        farrell.truncated_regression([1, 2, 3, 1, 2, 4], [1, 2, 4, 8, 1, 3], **options)
    assert error.value.code == code


def test_variables_that_cannot_be_are_refused_by_name():
    y = [1.0, 2, 3, 1, 2, 4]
    for X, code, named in (
        ({"a": [1, 2, 3, 4, 5, np.nan]}, "drivers-value", "a, row 6"),
        ({"a": [1, 2, 3, 4, 5, 6], "b": [2, 4, 6, 8, 10, 12]}, "panel-collinear", "b"),
        ({"constant": [1, 2, 3, 4, 5, 6]}, "panel-names", "constant"),
        ({}, "panel-variables", "explanatory"),
        ({f"v{j}": np.arange(6) ** j for j in range(1, 6)}, "panel-few", "6"),
    ):
        with pytest.raises(OptionError, match=named) as error:
            farrell.tobit(y, X, left=0)
        assert error.value.code == code
