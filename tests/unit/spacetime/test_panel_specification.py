"""Tests of spatial panels: as scores and information of the likelihood, identities, size, and Hausman's."""

from __future__ import annotations

import numpy as np
import pytest
from made_panels import made, named
from scipy import stats

import farrell
from farrell.errors import FarrellWarning, OptionError
from farrell.spacetime.panels.information import information
from farrell.spacetime.panels.likelihood import estimated
from farrell.spacetime.panels.random_effects import hausman, random_effects
from farrell.spacetime.panels.sample import sampled
from farrell.spacetime.panels.specification import _multipliers, _nested
from farrell.spacetime.panels.stacking import stacked

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")


@pytest.mark.parametrize("lee_yu", ["transformation", "none"])
@pytest.mark.parametrize("effects", ["none", "unit", "period", "both"])
def test_multipliers_are_scores_by_the_information(effects, lee_yu):
    """Rao's test of spatial_rho = 0, and of spatial_lambda = 0, of the likelihoods that are maximised."""
    given = made()
    found = farrell.spatial_tests(*given, effects=effects, lee_yu=lee_yu).set_index("test")["statistic"]
    sample = sampled(stacked(*given), durbin=False, effects=effects, lee_yu=lee_yu)
    plain = estimated(sample, "none")
    e, s2 = plain.residuals, plain.sigma2
    moved = {"lag": sample.Wy, "error": sample.Wy - sample.WX @ plain.b}
    for process, name in (("lag", "lm lag"), ("error", "lm error")):
        score = float((e * moved[process]).sum()) / s2 + sample.log_determinant_slope(0.0)
        V = np.linalg.inv(information(sample, process, plain.b, 0.0, s2))
        assert found[name] == pytest.approx(score**2 * V[-2, -2], rel=1e-9)
    joint = found["lm joint"]
    assert joint == pytest.approx(found["robust lm lag"] + found["lm error"])
    assert joint == pytest.approx(found["robust lm error"] + found["lm lag"])


def test_likelihood_ratios_and_wald_tests_are_those_of_the_models():
    given = made(25, 8)
    table = farrell.spatial_tests(*given, effects="both").set_index("test")
    fits = {model: farrell.spatial_panel(*given, model=model) for model in ("sdm", "sar", "sem")}
    for model in ("sar", "sem"):
        ratio = 2 * (fits["sdm"].log_likelihood - fits[model].log_likelihood)
        assert table.loc[f"lr {model}", "statistic"] == pytest.approx(ratio)
        assert table.loc[f"lr {model}", "df"] == 2
    durbin = fits["sdm"]
    own, near = ["x0", "x1"], ["W x0", "W x1"]
    of = durbin.coefficients.set_index("name")["estimate"]

    def gap(values):
        return values[2:4] + values[4] * values[:2]

    at = of[[*own, *near, "spatial_rho"]].to_numpy()
    slope = np.array([(gap(at + step) - gap(at - step)) / 2e-6 for step in 1e-6 * np.eye(5)]).T
    V = durbin.variance.loc[[*own, *near, "spatial_rho"], [*own, *near, "spatial_rho"]].to_numpy()
    wald = gap(at) @ np.linalg.inv(slope @ V @ slope.T) @ gap(at)
    assert table.loc["wald sem", "statistic"] == pytest.approx(wald, rel=1e-6)
    shares = stats.chi2.sf(table["statistic"].to_numpy(dtype=float), table["df"].to_numpy(dtype=float))
    assert table["p"].tolist() == pytest.approx(shares.tolist())


def test_under_the_null_tests_reject_about_as_often_as_they_should():
    """300 panels of 20 units and 6 periods without space: 5 % of the tests, give or take three standard errors."""
    random = np.random.default_rng(2)
    _, _, W = made(20, 2)
    below = dict.fromkeys(("lm lag", "lm error", "lr sar", "wald sar"), 0)
    for _ in range(300):
        x = random.normal(size=(6, 20))
        y = x + random.normal(size=20) + random.normal(size=(6, 1)) + random.normal(size=(6, 20))
        stack = stacked(named(y, W.units), {"x": named(x, W.units)}, W)
        found = _multipliers(stack, "both", "transformation") | _nested(stack, "both", "transformation")
        for name in below:
            below[name] += stats.chi2.sf(*found[name]) < 0.05
    assert all(0.012 < count / 300 < 0.1 for count in below.values()), below


def test_random_effects_of_units_are_told_from_fixed_ones():
    random = np.random.default_rng(4)
    _, _, W = made(40, 2)
    M = W.row_standardised().matrix
    found = []
    for tied in (0.0, 2.0):
        own = random.normal(size=40)
        x = random.normal(size=(8, 40)) + tied * own
        y = np.linalg.solve(np.eye(40) - 0.3 * M, (x + own + random.normal(size=(8, 40))).T).T
        found.append(hausman(stacked(named(y, W.units), {"x": named(x, W.units)}, W), durbin=False))
    assert found[0].df == 2
    assert stats.chi2.sf(found[0].statistic, 2) > 0.01
    assert stats.chi2.sf(found[1].statistic, 2) < 1e-4


def test_units_alike_but_for_noise_have_no_random_effects():
    random = np.random.default_rng(0)
    _, _, W = made(15, 2)
    noise = random.normal(size=(6, 15))
    noise -= 0.9 * noise.mean(axis=0)
    x = random.normal(size=(6, 15))
    found = random_effects(stacked(named(x + noise, W.units), {"x": named(x, W.units)}, W), durbin=False)
    pooled = farrell.spatial_panel(named(x + noise, W.units), {"x": named(x, W.units)}, W, model="sar", effects="none")
    assert found.share == 1.0
    assert found.log_likelihood == pytest.approx(pooled.log_likelihood)
    assert found.spatial_rho == pytest.approx(pooled.spatial_rho)


def test_variances_in_the_wrong_order_are_warned_of():
    warned = 0
    for seed in range(12):
        try:
            with pytest.warns(FarrellWarning, match="not positive definite"):
                farrell.spatial_tests(*made(8, 4, seed=seed), effects="unit")
        except pytest.fail.Exception:
            continue
        warned += 1
    assert warned


def test_the_table_speaks_both_languages_and_leaves_hausman_where_units_have_no_effects():
    given = made()
    english = farrell.spatial_tests(*given, effects="period")
    chinese = farrell.spatial_tests(*given, effects="period", language="zh")
    assert "hausman" not in set(english["test"])
    assert english["null"].str.contains("lag").any()
    assert chinese["null"].str.contains("空间滞后").any()
    assert list(english.columns) == ["test", "statistic", "df", "p", "null"]
    for option in ({"effects": "time"}, {"lee_yu": "yes"}):
        with pytest.raises(OptionError):
            farrell.spatial_tests(*given, **option)
