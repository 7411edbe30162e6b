"""Three-stage DEA: every step again by hand, both formulas, and data whose environment is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import farrell
from farrell import OptionError, Panel, show
from farrell.inference.stochastic.separation import separated
from farrell.inference.stochastic.three_stage_result import stars

pytestmark = pytest.mark.filterwarnings("ignore::farrell.DataWarning")


def known_truth(n=150, seed=11):
    """One output by two inputs that a harsh environment and luck raise; periods of one year."""
    rng = np.random.default_rng(seed)
    z, waste = rng.uniform(0, 1, n), np.abs(rng.normal(0, 0.25, n))
    y = rng.uniform(5, 15, n)
    x = {name: y * (1 + waste) + 4 * z + rng.normal(0, 0.3, n) for name in ("beds", "staff")}
    frame = pd.DataFrame({"unit": [f"u{i}" for i in range(n)], **x, "visits": y, "harsh": z, "year": 2020})
    panel = Panel.from_frame(
        frame, unit="unit", period="year", inputs=["beds", "staff"], outputs=["visits"], environment=["harsh"]
    )
    order = [int(name[1:]) for name in panel.unit_labels]
    return panel, waste[order]


@pytest.fixture(scope="module")
def truth():
    panel, waste = known_truth()
    return panel, waste, farrell.three_stage(panel)


def test_every_step_again_by_hand(truth):
    panel, _, result = truth
    stage1 = farrell.dea(panel, rts="vrs")
    np.testing.assert_allclose(result.slack, panel.X - stage1.target_in, atol=1e-9)
    z = panel.numbers["harsh"]
    for j, regression in enumerate(result.regressions):
        of = regression.coefficients.set_index("name")["estimate"]
        e = result.slack[:, j] - of["constant"] - of["harsh"] * z
        a, b = (1 - of["gamma"]) * of["sigma2"], of["gamma"] * of["sigma2"]
        sigma, lam = np.sqrt(a + b), np.sqrt(b / a)
        r = lam * e / sigma
        u = np.sqrt(a * b) / sigma * (stats.norm.pdf(r) / stats.norm.cdf(r) + r)
        v = e - u
        np.testing.assert_allclose(result.inefficiency[:, j], u, rtol=1e-8)
        zb = of["harsh"] * z
        expected = panel.X[:, j] + (zb.max() - zb) + (v.max() - v)
        np.testing.assert_allclose(result.adjusted.X[:, j], expected, rtol=1e-9)
        assert regression.converged
        assert regression.treatment == "separated"
    np.testing.assert_allclose(result.environment + result.inefficiency + result.noise, result.slack, atol=1e-9)
    np.testing.assert_allclose(result.third.te_vrs, farrell.dea(result.adjusted, rts="vrs").te, atol=1e-9)


def test_it_finds_the_environment_and_ranks_management_better_than_stage_1(truth):
    panel, waste, result = truth
    for regression in result.regressions:
        row = regression.coefficients.set_index("name").loc["harsh"]
        assert row["estimate"] > 2
        assert row["p"] < 0.01
        assert regression.test.p < 0.05
    before, after = (-stats.spearmanr(s.te_vrs, waste).statistic for s in (result.first, result.third))
    assert after > before + 0.2
    assert after > 0.6
    assert abs(stats.spearmanr(result.third.te_vrs, panel.numbers["harsh"]).statistic) < 0.3
    assert stats.spearmanr(result.first.te_vrs, panel.numbers["harsh"]).statistic < -0.5


def test_the_formula_for_production_gives_the_largest_u_to_the_least_slack(truth):
    panel, _, result = truth
    other = farrell.three_stage(panel, separation="production")
    of = result.regressions[0].coefficients.set_index("name")["estimate"]
    e = result.slack[:, 0] - result.environment[:, 0]
    sigma, lam = np.sqrt(of["sigma2"]), np.sqrt(of["gamma"] / (1 - of["gamma"]))
    r = lam * e / sigma
    star = sigma * lam / (1 + lam**2)
    u = star * (stats.norm.pdf(r) / (1 - stats.norm.cdf(r)) - r)
    np.testing.assert_allclose(other.inefficiency[:, 0], u, rtol=1e-6)
    assert np.argmin(e) == np.argmax(other.inefficiency[:, 0])
    assert np.argmax(e) == np.argmax(result.inefficiency[:, 0])


def test_outputs_are_raised_where_the_environment_is_harsh():
    panel, _ = known_truth(80)
    result = farrell.three_stage(panel, orientation="output")
    zb, v = result.environment[:, 0], result.noise[:, 0]
    np.testing.assert_allclose(result.adjusted.Y[:, 0], panel.Y[:, 0] + zb - zb.min() + v - v.min(), rtol=1e-12)
    assert (result.adjusted.X == panel.X).all()
    assert (result.slack >= 0).all()


def part(slack, doubtful="keep", separation="cost", inefficiency="half-normal"):
    z = np.linspace(0, 1, len(slack))[:, None]
    return separated(slack, z, ("z",), "beds", None, inefficiency, separation, doubtful, 0.05)


def wrong_way():
    e = -np.random.default_rng(2).exponential(1.0, 80)
    return 10 + np.linspace(0, 1, 80) + e


@pytest.mark.parametrize("separation", ["cost", "production"])
def test_with_gamma_zero_all_the_rest_is_luck(separation):
    found = part(wrong_way(), separation=separation)
    assert found.regression.boundary == "no inefficiency"
    assert found.regression.wrong_skewness
    assert found.regression.treatment == "separated"
    assert (found.inefficiency == 0).all()
    np.testing.assert_allclose(found.environment + found.noise, wrong_way())
    fit = np.polyfit(np.linspace(0, 1, 80), wrong_way(), 1)
    np.testing.assert_allclose(found.environment, np.polyval(fit, np.linspace(0, 1, 80)))


def test_a_doubtful_column_is_adjusted_for_the_environment_only_or_left():
    one, other = part(wrong_way(), "environment"), part(wrong_way(), "leave")
    assert one.regression.treatment == "environment"
    assert (one.noise == 0).all()
    np.testing.assert_allclose(one.environment, part(wrong_way()).environment)
    assert list(one.regression.coefficients["name"]) == ["constant", "z"]
    assert one.regression.coefficients["se"].notna().all()
    assert other.regression.treatment == "left"
    assert not (other.environment.any())
    assert not (other.noise.any())


def test_a_column_without_slack_is_left():
    found = part(np.zeros(30))
    assert found.regression.treatment == "no slack"
    assert found.regression.test is None
    assert not (found.environment.any())
    assert not (found.noise.any())


@pytest.mark.parametrize("inefficiency", ["exponential", "truncated-normal"])
def test_other_distributions_separate_too(inefficiency):
    rng = np.random.default_rng(4)
    found = part(rng.normal(0, 0.2, 300) + rng.exponential(1.0, 300), inefficiency=inefficiency)
    assert found.regression.gamma > 0.5
    assert (found.inefficiency > 0).all()


def test_many_efficient_units_leave_no_noise_and_it_is_said():
    """On the bundled panel gamma is 1 for every input: nothing to level, and the words say so."""
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    result = farrell.three_stage(panel, doubtful="keep")
    assert all(r.gamma > 0.999 for r in result.regressions)
    assert "gamma" in result.objections()[0]
    assert "hospitals, beds, health_technicians" in result.summary()
    np.testing.assert_allclose(result.third.te_crs, result.first.te_crs, atol=0.01)
    adjusted = farrell.three_stage(panel, regression="period")
    assert {r.treatment for r in adjusted.regressions} == {"environment"}
    assert len(adjusted.regressions) == 6
    assert (adjusted.adjusted.X - panel.X >= -1e-6).all()
    printed = adjusted.table(2023)
    assert printed.loc["gamma"].tolist() == ["1.000"] * 3
    constant = adjusted.estimates().query("column == 'beds' and period == 2023")["estimate"].iloc[0]
    assert printed.loc["constant", "beds"] == show.cell(constant, 3)
    for period in (2022, 2023):  # who has the worst environment is not adjusted
        rows = panel.rows_of(period)
        np.testing.assert_allclose(adjusted.adjustment[rows].min(axis=0), 0, atol=1e-6)


def test_results_show_themselves(truth):
    _, _, result = truth
    frame = result.to_frame()
    columns = ["te_crs_1", "te_vrs_1", "se_1", "scale_status_1", "rank_1", "rank_vrs_1"]
    assert list(frame.columns[2:8]) == columns
    assert list(frame.columns[8:14]) == [c.replace("_1", "_3") for c in columns]
    assert list(frame.columns[14:]) == ["gained", "gained_vrs"]
    assert frame["rank_1"].min() == frame["rank_vrs_3"].min() == 1
    np.testing.assert_array_equal(frame["gained_vrs"], frame["rank_vrs_1"] - frame["rank_vrs_3"])
    table = result.table()
    assert list(table.columns) == ["beds", "staff"]
    assert list(table.index[:4]) == ["constant", "(constant)", "harsh", "(harsh)"]
    assert list(table.index[-2:]) == ["log-likelihood", "LR"]
    assert table.loc["harsh", "beds"].endswith("***")
    assert len(result.estimates()) == 2 * 4
    assert "stage 3" in result.summary()
    assert "<table>" in result._repr_html_()
    assert repr(result).startswith("ThreeStage: 150")
    assert len(result.objections("zh")) == len(result.objections())
    assert [stars(p) for p in (0.5, 0.09, 0.04, 0.001, float("nan"))] == ["", "*", "**", "***", ""]


def test_adjustments_add_up_and_tests_say_what_was_made_of_each_regression(truth):
    panel, _, result = truth
    frame = result.adjustments()
    assert len(frame) == 2 * len(panel)
    np.testing.assert_allclose(frame["environment"] + frame["inefficiency"] + frame["noise"], frame["slack"], atol=1e-9)
    np.testing.assert_allclose(frame["for_environment"] + frame["for_noise"], frame["adjustment"], atol=1e-12)
    np.testing.assert_allclose(frame["actual"] + frame["adjustment"], frame["adjusted"])
    beds = frame[frame["column"] == "beds"]
    np.testing.assert_allclose(beds["for_noise"], beds["noise"].max() - beds["noise"], atol=1e-9)
    np.testing.assert_allclose(beds["adjusted"], result.adjusted.numbers["beds"])
    tests = result.tests().set_index("column")
    assert tests["period"].tolist() == ["pooled"] * 2
    assert tests["n"].tolist() == [150] * 2
    assert tests["treatment"].tolist() == ["separated"] * 2
    np.testing.assert_allclose(tests["lr"], 2 * (tests["log_likelihood"] - tests["log_likelihood_ols"]))
    np.testing.assert_allclose(tests["critical_5"], 2.7055, atol=1e-4)
    none = farrell.three_stage(known_truth(40)[0].with_numbers({"beds": np.full(40, 9.0), "staff": np.full(40, 9.0)}))
    assert none.tests()["n"].tolist() == [40, 40]


def test_means_are_of_units_by_period_and_group_with_a_signed_rank_test():
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    result = farrell.three_stage(panel)
    means, frame = result.means("region3"), result.to_frame()
    assert means["by"].tolist() == ["all"] * 2 + ["region"] * 6
    here = frame[(frame["period"] == 2023).to_numpy() & (panel.labels["region3"] == "West")]
    row = means[(means["name"] == "West") & (means["period"] == 2023)].iloc[0]
    assert (row["te_crs_1"], row["se_3"]) == pytest.approx((here["te_crs_1"].mean(), here["se_3"].mean()))
    assert row["n"] == len(here) == 12
    whole, here = means.iloc[1], frame[frame["period"] == 2023]
    assert whole["p"] == pytest.approx(stats.wilcoxon(here["te_crs_1"].round(8), here["te_crs_3"].round(8)).pvalue)
    assert whole["spearman"] == pytest.approx(stats.spearmanr(here["te_crs_1"], here["te_crs_3"]).statistic, abs=1e-3)
    still = farrell.three_stage(panel, doubtful="leave").means()
    assert still["p"].isna().all()
    assert still["spearman"].tolist() == pytest.approx([1, 1])


def test_ratios_and_values_of_ones_own_are_environment_too():
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    logged = np.log(panel.numbers["gdp_per_capita_yuan"])
    result = farrell.three_stage(panel, environment=["log gdp", "beds/population_10k"], more={"log gdp": logged})
    assert result.settings["environment"] == ("log gdp", "beds/population_10k")
    Z = np.column_stack([np.ones(62), logged, panel.numbers["beds"] / panel.numbers["population_10k"]])
    beta = np.linalg.lstsq(Z, result.slack[:, 0])[0]
    of = result.estimates().query("column == 'hospitals'")
    np.testing.assert_allclose(of["estimate"], beta, rtol=1e-6)
    np.testing.assert_allclose(result.environment[:, 0], Z @ beta, atol=1e-6)


def test_slack_weights_are_those_of_both_stages():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    result = farrell.three_stage(panel, slack_weights="mean")
    target = farrell.dea(panel, rts="vrs", slack_weights="mean").target_in
    np.testing.assert_allclose(result.slack, panel.X - target, atol=1e-6)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"environment": []}, "sfa-environment"),
        ({"environment": ["weather"]}, "choice"),
        ({"separation": "jondrow"}, "choice"),
        ({"separation": "production", "inefficiency": "exponential"}, "sfa-together"),
        ({"level": 0}, "out-of-range"),
        ({"environment": ["harsh", "visits/visits"]}, "sfa-collinear"),
        ({"reference": 2020}, "choice"),
    ],
)
def test_what_makes_no_sense_is_refused(truth, options, code):
    with pytest.raises(OptionError) as refused:
        farrell.three_stage(truth[0], **options)
    assert refused.value.code == code


def test_a_gap_in_the_environment_is_named():
    panel, _ = known_truth(20)
    frame = panel.to_frame()
    frame.loc[3, "harsh"] = np.nan
    roles = {"unit": "unit", "period": "period", "inputs": ["beds", "staff"], "outputs": ["visits"]}
    with pytest.raises(OptionError, match=f"harsh.*{frame['unit'][3]}.*{frame['period'][3]}") as refused:
        farrell.three_stage(Panel.from_frame(frame, **roles, companions=["harsh"]), environment=["harsh"])
    assert refused.value.code == "drivers-value"
