"""Unit root tests against statsmodels, and their combination by scipy."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import farrell
from farrell.errors import OptionError
from farrell.spacetime import variable
from farrell.spacetime.forecasting.arima import kpss

THERE = json.loads((Path(__file__).parents[2] / "published" / "values" / "unit_roots.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def te():
    return variable(farrell.load("china-health").panel, "te_crs")


def levels(logs):
    return {t: {f"u{i}": float(np.exp(row[t])) for i, row in enumerate(logs)} for t in range(logs.shape[1])}


@pytest.mark.parametrize(
    ("deterministic", "lags", "most"),
    [
        ("constant", "aic", None),
        ("constant", "bic", 1),
        ("constant", 1, None),
        ("trend", "aic", None),
        ("trend", 0, None),
    ],
)
def test_units_as_statsmodels_has_them_and_all_together_as_scipy(te, deterministic, lags, most):
    found = farrell.stochastic_convergence(te, deterministic=deterministic, lags=lags, most=most, draws=0)
    there = THERE[f"{deterministic} {lags} {most}"]
    for row in found.to_frame().to_dict("records"):
        t, p, k, n = there[row["unit"]]
        assert (row["adf"], row["p"], row["p_asymptotic"]) == pytest.approx((t, p, p), rel=1e-8)
        assert (row["lags"], row["n"]) == (k, n)
        assert row["converges"] == (p < 0.05)
    p = found.units["p"]
    fisher, stouffer = stats.combine_pvalues(p, "fisher"), stats.combine_pvalues(p, "stouffer")
    assert (found.fisher, found.fisher_p) == pytest.approx((fisher.statistic, fisher.pvalue))
    assert (-found.z, found.z_p) == pytest.approx((stouffer.statistic, stouffer.pvalue))
    assert found.df == 62
    assert found.short


def test_kpss_as_statsmodels_has_it():
    for case in THERE["kpss"]:
        assert kpss(np.array(case["z"]), case["lags"]) == pytest.approx(case["statistic"], rel=1e-10)


def test_p_values_are_those_of_random_walks_as_short():
    """Of 2,000 random walks of ten periods 5 % are below 5 %; by the p-values of long series it is many more."""
    walks = np.cumsum(np.random.default_rng(7).normal(0, 0.05, (2000, 10)), axis=1)
    found = farrell.stochastic_convergence(levels(walks)).units  # the mean of so many hardly moves
    assert (found["p"] < 0.05).mean() == pytest.approx(0.05, abs=0.015)
    assert (found["p_asymptotic"] < 0.05).mean() > 0.1


def test_p_values_of_few_periods_are_those_of_dickey_and_fuller():
    """Their table for 25 observations with a constant: -3.00 at 5 %, -3.75 at 1 %; with a trend -3.60 and -4.38."""
    from farrell.spacetime.unit_roots import _adf

    walks = np.cumsum(np.random.default_rng(1).standard_normal((100_000, 26)), axis=1)
    for deterministic, low, lowest in (("constant", -3.00, -3.75), ("trend", -3.60, -4.38)):
        t = _adf(walks, 0, None, deterministic)[0]
        assert np.quantile(t, [0.05, 0.01]) == pytest.approx([low, lowest], abs=0.05)


def test_the_same_seed_gives_the_same_p(te):
    a, b = (farrell.stochastic_convergence(te, draws=499, seed=seed).units["p"] for seed in (3, 3))
    assert a.tolist() == b.tolist()
    assert a.min() >= 1 / 500


def test_gaps_that_close_and_gaps_that_wander_are_told_apart():
    rng = np.random.default_rng(11)
    n, T = 12, 80
    noise = rng.normal(0, 0.1, (n, T))
    near, far = noise.copy(), np.cumsum(noise, axis=1)
    for t in range(1, T):
        near[:, t] += 0.3 * near[:, t - 1]
    close, wander = farrell.stochastic_convergence(levels(near)), farrell.stochastic_convergence(levels(far))
    assert close.units["converges"].all()
    assert close.fisher_p < 1e-6
    assert not close.short
    assert wander.units["converges"].sum() <= 3
    assert wander.fisher_p > 0.01
    assert "12 of 12 units converge" in close.summary()
    assert "little power" not in close.summary()


def test_the_order_of_units_and_gaps(te):
    turned = {t: dict(reversed(one.items())) for t, one in te.items()}
    a, b = farrell.stochastic_convergence(te), farrell.stochastic_convergence(turned)
    joined = a.to_frame().merge(b.to_frame(), on="unit")
    assert joined["p_x"].to_numpy() == pytest.approx(joined["p_y"].to_numpy(), rel=1e-8)
    assert a.fisher == pytest.approx(b.fisher)
    gap = {t: {u: v for u, v in one.items() if (u, t) != ("Tibet", 2016)} for t, one in te.items()}
    found = farrell.stochastic_convergence(gap)
    assert found.left_out == ("Tibet",)
    assert "little power" in found.summary()
    assert "left out: Tibet" in found.summary()


def test_ratios_that_do_not_vary_are_not_tested():
    values = {t: {"a": 1.0 + t, "b": 2.0 + 2 * t, "c": 3.0 + 3 * t} for t in range(10)}
    found = farrell.stochastic_convergence(values)
    assert found.constant == ("a", "b", "c")
    assert (found.fisher, found.df) == (0, 0)
    assert math.isnan(found.fisher_p)
    assert "does not vary: a, b, c" in found.summary()
    assert repr(found)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"deterministic": "none"}, "choice"),
        ({"lags": "hqic"}, "choice"),
        ({"lags": 3}, "roots-lags"),
        ({"most": -1}, "roots-lags"),
        ({"level": 5}, "roots-level"),
        ({"draws": -1}, "roots-draws"),
    ],
)
def test_refusals(te, options, code):
    with pytest.raises(OptionError) as caught:
        farrell.stochastic_convergence(te, **options)
    assert caught.value.code == code
    assert str(caught.value)


def test_few_periods_are_refused(te):
    with pytest.raises(OptionError) as caught:
        farrell.stochastic_convergence({t: te[t] for t in range(2014, 2021)})
    assert caught.value.code == "series-periods"
