"""Fractional logit and panel effects beside statsmodels, and properties that must hold."""

import numpy as np
import pytest
import statsmodels.api as sm

import farrell
from farrell import OptionError

G, T = 20, 10
UNITS, PERIODS = np.repeat(np.arange(G), T), np.tile(np.arange(T), G)


def data(seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(G * T, 2)) + rng.normal(size=(G, 2))[UNITS]
    effect = rng.normal(size=G)[UNITS] + 0.3 * PERIODS
    return x, 1 + x @ [0.5, -0.3] + effect + rng.normal(size=G * T)


def shares():
    x, y = data()
    y = 1 / (1 + np.exp(-y))
    y[:5], y[7] = 1.0, 0.0
    return x, y


def test_fractional_logit_is_statsmodels_binomial_model_with_clustered_errors():
    x, y = shares()
    found = farrell.fractional_logit(y, x, covariance="cluster", groups=UNITS)
    family = sm.families.Binomial()
    other = sm.GLM(y, sm.add_constant(x), family=family).fit(
        cov_type="cluster", cov_kwds={"groups": UNITS, "use_correction": False}
    )
    np.testing.assert_allclose(found.estimate, other.params, rtol=1e-7)
    np.testing.assert_allclose(found.se, other.bse * np.sqrt(G / (G - 1)), rtol=1e-7)
    assert found.diagnostics == {"at_0": 1, "at_1": 5}


def test_average_partial_effects_are_numerical_derivatives_with_errors_by_the_delta_method():
    x, y = shares()
    found = farrell.fractional_logit(y, x)
    Z = np.column_stack([np.ones(len(y)), x])

    def effect(beta):
        e = 1e-6
        return [(_mean(Z, beta, j, e) - _mean(Z, beta, j, -e)) / (2 * e) for j in (1, 2)]

    np.testing.assert_allclose(found.effect, effect(found.estimate), rtol=1e-6)
    steps = 1e-4 * np.eye(3)
    J = np.array([np.subtract(effect(found.estimate + s), effect(found.estimate - s)) / 2e-4 for s in steps]).T
    np.testing.assert_allclose(found.effect_se, np.sqrt(np.diag(J @ found.covariance @ J.T)), rtol=1e-4)
    assert "average partial effects" in found.summary()


def _mean(Z, beta, j, e):
    moved = Z.copy()
    moved[:, j] += e
    return (1 / (1 + np.exp(-moved @ beta))).mean()


def test_shares_beyond_0_and_1_are_refused():
    with pytest.raises(OptionError, match="0 <= y <= 1"):
        farrell.fractional_logit([0.5, 1.2, 0.3, 0.4], [1, 2, 3, 5])


@pytest.mark.parametrize("effects", ["unit", "unit and period"])
def test_fixed_effects_are_least_squares_on_dummies_with_clustered_errors(effects):
    x, y = data()
    found = farrell.panel_effects(y, x, units=UNITS, periods=PERIODS, effects=effects)
    dummies = [np.eye(G)[UNITS], *([np.eye(T)[PERIODS][:, 1:]] if effects == "unit and period" else [])]
    other = sm.OLS(y, np.column_stack([x, *dummies])).fit(
        cov_type="cluster", cov_kwds={"groups": UNITS, "use_correction": False}
    )
    p = 3 + (T - 1 if effects == "unit and period" else 0)
    np.testing.assert_allclose(found.estimate, other.params[:2], rtol=1e-9)
    factor = np.sqrt(G / (G - 1) * (G * T - 1) / (G * T - p))
    np.testing.assert_allclose(found.se, other.bse[:2] * factor, rtol=1e-8)
    assert found.high[0] - found.estimate[0] == pytest.approx(2.093024 * found.se[0], rel=1e-6)  # t, 19 df


def test_random_effects_are_swamy_and_arora_s():
    x, y = data()
    found = farrell.panel_effects(y, x, units=UNITS, periods=PERIODS, effects="random")
    within = farrell.panel_effects(y, x, units=UNITS, periods=PERIODS, effects="unit")

    def means(v):
        return np.array([v[i == UNITS].mean(axis=0) for i in range(G)])

    e = (y - means(y)[UNITS]) - (x - means(x)[UNITS]) @ within.estimate
    noise = e @ e / (G * T - G - 2)
    between = sm.OLS(means(y), sm.add_constant(means(x))).fit()
    unit = max(between.ssr / (G - 3) - noise / T, 0)
    theta = 1 - np.sqrt(noise / (noise + T * unit))
    Z = np.column_stack([np.ones(G * T), x])
    left, right = y - theta * means(y)[UNITS], Z - theta * means(Z)[UNITS]
    np.testing.assert_allclose(found.estimate, np.linalg.lstsq(right, left, rcond=None)[0], rtol=1e-8)


def test_mundlak_s_statistic_is_that_of_pooled_least_squares_with_the_means_in_a_balanced_panel():
    """Of a balanced panel both regressions have the same coefficients (Wooldridge 2010, section 10.7.3)."""
    x, y = data()
    found = farrell.panel_effects(y, x, units=UNITS, periods=PERIODS)
    means = np.array([x[i == UNITS].mean(axis=0) for i in range(G)])[UNITS]
    pooled = sm.OLS(y, np.column_stack([np.ones(len(y)), x, means])).fit(
        cov_type="cluster", cov_kwds={"groups": UNITS, "use_correction": False}
    )
    V = pooled.cov_params()[3:, 3:] * G / (G - 1)
    b = pooled.params[3:]
    assert found.mundlak == pytest.approx(b @ np.linalg.solve(V, b), rel=1e-6)
    assert found.mundlak_df == 2


def test_mundlak_s_test_finds_effects_that_go_with_the_variables():
    rng = np.random.default_rng(4)
    u = rng.normal(size=G)[UNITS]
    x = rng.normal(size=G * T) + u
    y = x + 2 * u + rng.normal(size=G * T)
    assert farrell.panel_effects(y, x, units=UNITS, periods=PERIODS).mundlak_p < 0.001


def test_what_follows_from_the_effects_is_refused():
    x, y = data()
    still = np.column_stack([x[:, 0], UNITS**2])
    with pytest.raises(OptionError, match="size") as error:
        farrell.panel_effects(y, still, units=UNITS, periods=PERIODS, names=["a", "size"])
    assert error.value.code == "panel-collinear"
    year = {"a": x[:, 0], "year": PERIODS.astype(float)}
    assert farrell.panel_effects(y, year, units=UNITS, periods=PERIODS).names == ("a", "year")
    with pytest.raises(OptionError, match="year"):
        farrell.panel_effects(y, year, units=UNITS, periods=PERIODS, effects="unit and period")


def test_a_unit_twice_in_a_period_and_an_unknown_effect_are_refused():
    x, y = data()
    again = PERIODS.copy()
    again[1] = again[0]
    with pytest.raises(OptionError) as error:
        farrell.panel_effects(y, x, units=UNITS, periods=again)
    assert error.value.code == "unit-twice"
    with pytest.raises(OptionError, match="unit and period"):
        farrell.panel_effects(y, x, units=UNITS, periods=PERIODS, effects="both")
