"""Simar and Wilson's algorithms: their draws, their steps done by hand, what is known, and what they depend on."""

import importlib

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import farrell
from farrell import DataError, FarrellWarning, OptionError, Panel, SolveError
from farrell.data.checks import CODES

simar_wilson = importlib.import_module("farrell.inference.regressions.simar_wilson")
truncated = importlib.import_module("farrell.inference.regressions.truncated")
TRUTH = np.array([0.5, 0.5, 1.0])


def design(n, seed):
    """In the manner of section 4 of the paper: one input, one output, one covariate."""
    rng = np.random.default_rng(seed)
    z = rng.normal(2.0, 2.0, n)
    delta = simar_wilson.drawn(TRUTH[0] + TRUTH[1] * z, TRUTH[2], rng)
    x = rng.uniform(6.0, 16.0, n)
    return x, x**0.75 / delta, z, delta


def panel_of_design(n, seed, **extra):
    x, y, z, _ = design(n, seed)
    frame = pd.DataFrame({"unit": [f"U{i}" for i in range(n)], "x": x, "y": y, "z": z, **extra})
    return Panel.from_frame(frame, unit="unit", inputs=["x"], outputs=["y"], environment=["z"], allow=list(CODES))


@pytest.fixture(scope="module")
def health():
    return farrell.load("china-health").panel.select(periods=[2021, 2022, 2023])


def test_draws_are_of_the_truncated_normal():
    for fitted, sigma in ((1.5, 0.4), (-3.0, 0.5), (0.9, 2.0)):
        draws = simar_wilson.drawn(np.full(20_000, fitted), sigma, np.random.default_rng(1))
        expected = stats.truncnorm((1 - fitted) / sigma, np.inf, fitted, sigma)
        assert draws.min() >= 1
        assert stats.kstest(draws, expected.cdf).pvalue > 0.01


def test_with_true_distances_the_mean_of_many_regressions_is_the_truth():
    """100 samples of 400: within two Monte Carlo standard errors."""
    found = np.array([_of_the_truth(seed) for seed in range(100)])
    error = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - TRUTH) < 2 * error).all()


def _of_the_truth(seed):
    _, _, z, delta = design(400, [400, seed])
    return farrell.truncated_regression(delta, z, left=1).estimate


def test_algorithm_2_is_near_the_truth_in_the_mean_of_samples():
    """20 samples of 100: the slope and sigma within two Monte Carlo standard errors; the constant, on which few rows
    bear, lies below by the bias of the frontier, as it does in tools/second_stage_trials.py."""
    found = np.array(
        [
            farrell.second_stage(
                panel_of_design(100, [7, seed]), seed=seed, first=30, replicates=2, orientation="output"
            ).estimate
            for seed in range(20)
        ]
    )
    error = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - TRUTH)[1:] < 2 * error[1:]).all()
    assert (np.abs(np.median(found, axis=0) - TRUTH) < 4 * error).all()


def test_algorithm_1_is_the_regression_of_those_off_the_frontier():
    panel = panel_of_design(80, 3)
    found = farrell.second_stage(panel, seed=1, algorithm=1, replicates=200, orientation="output")
    phi = farrell.dea(panel, rts="vrs", orientation="output").score
    off = phi > 1 + 1e-9
    plain = farrell.truncated_regression(phi[off], {"z": panel.numbers["z"][off]}, left=1)
    np.testing.assert_allclose(found.estimate, plain.estimate, rtol=1e-6)
    np.testing.assert_array_equal(found.used, off)
    # a panel without repetition has no clusters; the parametric bootstrap is near the information's errors
    assert np.isnan(found.cluster_se).all()
    assert 0.5 < found.se[1] / plain.se[1] < 2


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_pseudo_distances_are_those_of_the_original_points_against_moved_units(orientation):
    """One replicate of the first loop again, unit by unit with another program."""
    panel = panel_of_design(30, 5)
    how = simar_wilson.Technologies(
        importlib.import_module("farrell.dea.frontier").frontiers(panel, "own").blocks, "vrs", None, orientation, "auto"
    )
    delta = simar_wilson.distances(panel, how)
    Z = np.column_stack([np.ones(30), panel.numbers["z"]])
    found = simar_wilson.pseudo_distances(panel, how, delta, Z, TRUTH, 9, 3)
    rng = np.random.default_rng([9, simar_wilson.FIRST, 2])
    drawn = simar_wilson.drawn(Z[:, 0] * 0.5 + Z[:, 1] * 0.5, 1.0, rng)
    moved = {"x": panel.numbers["x"] * drawn / delta} if orientation == "input" else {}
    moved |= {} if moved else {"y": panel.numbers["y"] * delta / drawn}
    against = panel.with_numbers(moved, name="moved")
    t = farrell.dea(panel, rts="vrs", orientation=orientation, reference=against, solver="highs").score
    np.testing.assert_allclose(found[2], t if orientation == "output" else 1 / t, rtol=1e-7)


def test_corrected_distances_are_larger_and_intervals_are_quantiles(health):
    found = farrell.second_stage(health, seed=2, on=["share_65plus"], first=30, replicates=200)
    assert (found.distance_corrected >= found.distance - 1e-9).all()
    assert found.used.all()
    draws = found.replicates[np.isfinite(found.replicates).all(axis=1)]
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    np.testing.assert_allclose(found.percentile_low, low)
    np.testing.assert_allclose(found.low, 2 * found.estimate - high)
    np.testing.assert_allclose(found.se, draws.std(axis=0, ddof=1))


def test_efficiency_turns_the_sign_and_the_summary_says_so(health):
    found = farrell.second_stage(health, seed=2, on=["share_65plus"], first=10, replicates=50)
    row = found.to_frame().set_index("name").loc["share_65plus"]
    assert (row.efficiency, row.efficiency_low, row.efficiency_high) == (-row.estimate, -row.high, -row.low)
    assert np.isnan(found.to_frame().efficiency.iloc[-1])  # sigma has no direction
    words = found.summary()
    for part in ("LESS efficiency", "separability", "clustered by unit"):
        assert part in words
    assert "聚类" in found.objections("zh")[2]


def test_clustered_errors_are_those_of_the_regression_of_corrected_distances(health):
    found = farrell.second_stage(health, seed=2, on=["share_65plus"], first=10, replicates=50)
    plain = farrell.truncated_regression(
        found.distance_corrected, {"share_65plus": health.numbers["share_65plus"]},
        left=1, covariance="cluster", groups=health.unit_labels,
    )  # fmt: skip
    np.testing.assert_allclose(found.cluster_se, plain.se, rtol=1e-6)
    reach = stats.t.ppf(0.975, 30) * plain.se
    np.testing.assert_array_equal(found.cluster_p < 0.05, (found.cluster_low > 0) | (found.cluster_high < 0))
    np.testing.assert_allclose(found.cluster_high, plain.estimate + reach, rtol=1e-6)


def test_results_do_not_depend_on_the_number_of_workers(health, monkeypatch):
    monkeypatch.setattr(simar_wilson, "PIECE", 20)
    monkeypatch.setattr(simar_wilson, "PROGRAMS", 31 * 5)
    options = {"seed": 4, "on": ["share_65plus"], "first": 20, "replicates": 80}
    results = []
    for workers in (1, 3):
        with joblib.parallel_config(backend="threading", n_jobs=workers):
            results.append(farrell.second_stage(health, **options))
    np.testing.assert_array_equal(results[0].replicates, results[1].replicates)
    np.testing.assert_array_equal(results[0].distance_corrected, results[1].distance_corrected)
    other = farrell.second_stage(health, **{**options, "seed": 5})
    assert (other.replicates != results[0].replicates).all()


def test_covariates_may_be_ratios_logarithms_own_values_and_standardised(health):
    own = {"altitude": np.linspace(0, 3, len(health))}
    on = ["gdp_per_capita_yuan", "hospitals/population_10k", "altitude"]
    options = {"seed": 1, "first": 5, "replicates": 20, "logs": on[:1]}
    found = farrell.second_stage(health, on=on, more=own, **options)
    assert found.names[1:4] == ("log gdp_per_capita_yuan", "hospitals/population_10k", "altitude")
    same = farrell.second_stage(health, on=on, more=own, standardise=True, **options)
    spread = np.log(health.numbers["gdp_per_capita_yuan"]).std(ddof=1)
    # the same regression in other units, but for draws of the first loop, which are the same
    np.testing.assert_allclose(same.estimate[1], found.estimate[1] * spread, rtol=1e-5)


def test_variants_stand_side_by_side(health):
    found = farrell.second_stage_variants(health, seed=1, on=["share_65plus"], first=10, replicates=60)
    frame = found.to_frame()
    assert list(dict.fromkeys(frame.variant)) == ["own frontier", "pooled frontier", "year by year"]
    assert found.by_period[2022].settings["reference"] == "own"
    assert len(found.by_period[2022].distance) == 31
    alone = farrell.second_stage(health.select(periods=[2022]), seed=3, on=["share_65plus"], first=10, replicates=60)
    np.testing.assert_array_equal(alone.estimate, found.by_period[2022].estimate)
    assert set(found.signs().own_frontier) <= {"+", "-", "0"}
    assert (found.pooled.distance >= found.own.distance - 1e-9).all()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"algorithm": 3}, "choice"),
        ({"reference": "first"}, "choice"),
        ({"seed": -1}, "out-of-range"),
        ({"first": 1}, "out-of-range"),
        ({"replicates": 1.5}, "out-of-range"),
        ({"level": 0}, "out-of-range"),
        ({"on": ["altitude"]}, "choice"),
        ({"on": []}, "covariates-none"),
        ({"on": ["share_65plus"], "logs": ["beds"]}, "choice"),
        ({"on": ["a"], "more": {"a": [1.0, 2.0]}}, "values-length"),
        ({"on": ["a"], "logs": ["a"], "more": {"a": np.zeros(93)}}, "variable-log"),
        ({"rts": "irs"}, "choice"),
    ],
)
def test_options_that_make_no_sense_are_refused(health, options, code):
    with pytest.raises((OptionError, DataError)) as error:
        farrell.second_stage(health, **{"seed": 1, **options})
    assert error.value.code == code


def test_a_gap_is_refused_with_its_unit_and_period(health):
    values = health.numbers["share_65plus"].copy()
    values[35] = np.nan
    with pytest.raises(OptionError, match=f"a, {health.unit_at(35)}, {health.period_at(35)}"):
        farrell.second_stage(health, seed=1, on=["a"], more={"a": values})


def test_few_rows_off_the_frontier_and_units_without_distance_are_refused(panel_of):
    few = panel_of_design(4, 2)
    with pytest.raises(OptionError) as error:
        farrell.second_stage(few, seed=1, orientation="output")
    assert error.value.code == "panel-few"
    panel = panel_of([1, 2, 3, 4, 5], [1, 2, 2, 0, 3])
    with pytest.raises(SolveError, match="U3"):
        farrell.second_stage(panel, seed=1, on=["z"], more={"z": [1, 2, 3, 5, 4]}, orientation="output")


def test_replicates_without_a_maximum_are_told_and_left_out(health, monkeypatch):
    plain = truncated.coefficients_of_many

    def half(y, Z, left):
        values, found = plain(y, Z, left)
        found.converged[::2] = False
        return values, found

    monkeypatch.setattr(simar_wilson, "coefficients_of_many", half)
    with pytest.warns(FarrellWarning, match="20 of 40"):
        found = farrell.second_stage(health, seed=2, on=["share_65plus"], first=5, replicates=40)
    assert found.diagnostics["without_maximum"] == 20
    assert np.isnan(found.replicates[0]).all()
    assert np.isfinite(found.low).all()


@pytest.mark.parametrize("name", ["constant", "sigma", "sigma_u", "sigma_e"])
def test_a_covariate_called_as_a_parameter_is_refused(name):
    x, y, z, _ = design(40, 1)
    panel = Panel.from_frame(
        pd.DataFrame({"unit": [f"U{i}" for i in range(40)], "x": x, "y": y, name: z}),
        unit="unit", inputs=["x"], outputs=["y"], environment=[name], allow=list(CODES),
    )  # fmt: skip
    for call in (farrell.second_stage, farrell.determinants, farrell.second_stage_variants):
        with pytest.raises(OptionError, match=name) as refused:
            call(panel, seed=1, replicates=10)
        assert refused.value.code == "covariate-names"
    found = farrell.second_stage(panel, seed=1, on=[f"{name}/x"], algorithm=1, replicates=10)
    assert found.names == ("constant", f"{name}/x", "sigma")


def test_periods_without_a_regression_of_their_own_are_left_out_and_named(health):
    """In 2022 the policy is everywhere the same; in 2023 all but one unit are on the frontier."""
    panel = health.select(units=health.units[:12])
    inputs = ["hospitals", "beds"]
    columns = {name: panel.numbers[name].copy() for name in inputs}
    rows = panel.rows_of(2023)
    frame = pd.DataFrame({"unit": panel.unit_labels, "period": panel.period_labels, **columns})
    frame["visits"] = panel.numbers[panel.roles.outputs[0]]
    frame.loc[rows, inputs] = frame[inputs].mean().to_numpy()
    frame.loc[rows, "visits"] = frame["visits"].mean()
    frame.loc[rows[0], "visits"] *= 0.5
    rng = np.random.default_rng(2)
    frame["policy"] = np.where(frame["period"] == 2022, 1.0, rng.uniform(0, 1, len(frame)))
    small = Panel.from_frame(
        frame, unit="unit", period="period", inputs=inputs, outputs=["visits"], environment=["policy"],
        allow=list(CODES),
    )  # fmt: skip
    found = farrell.second_stage_variants(small, seed=1, first=10, replicates=30)
    assert list(found.by_period) == [2021]
    assert (found.few, found.alike) == ((2023,), (2022,))
    alone = farrell.second_stage(small.select(periods=[2021]), seed=2, first=10, replicates=30)
    np.testing.assert_array_equal(found.by_period[2021].estimate, alone.estimate)
    table = found.efficiency()
    assert table["period"].tolist() == ["all", "all", 2021, 2023, 2022]
    assert table["estimate"].isna().tolist() == [False] * 3 + [True] * 2
    assert table["sign"].tolist()[3:] == ["", ""]
    assert found.signs()["periods"].tolist() == [1]
    assert "frontier: 2023" in found.summary()
    assert found.objections("zh")[-1].endswith("2022。")
