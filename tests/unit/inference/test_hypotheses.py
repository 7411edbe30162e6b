"""Tests of hypotheses: statistics by hand, independent computations, and sizes where the truth is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate, stats

import farrell
from farrell import OptionError, Panel
from farrell.inference import density
from farrell.inference.hypotheses.distributions import _bandwidth, _smoothed, li_statistic
from farrell.inference.hypotheses.separability import _conditional
from farrell.inference.hypotheses.splits import Half, combined, statistic
from farrell.inference.hypotheses.structure import matched, upper
from farrell.inference.means.estimators import Rate, Sample
from farrell.inference.means.intervals import Mean

PanelOf = Callable[..., Panel]


def some(rng: np.random.Generator, n: int, power: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Two inputs, output at a known frontier less a known inefficiency."""
    x = rng.uniform(0.5, 1.5, size=(n, 2))
    return x, np.sqrt(x.prod(axis=1)) ** power * np.exp(-np.abs(rng.normal(0, 0.3, n)))


def test_the_statistic_of_two_halves_by_hand() -> None:
    full = Rate(2 / 3, True)
    null, other = Half(Mean(16, 16, 0.8, 0.8, 0.05, 0.2, 0.2, full)), Half(Mean(25, 25, 0.9, 0.9, 0.1, 0.3, 0.3, full))
    expected = ((0.9 - 0.1) - (0.8 - 0.05)) / np.sqrt(0.3**2 / 25 + 0.2**2 / 16)
    assert statistic(null, other, 1.0) == pytest.approx(expected)
    assert statistic(null, other, -1.0) == pytest.approx(-expected)
    slow = Half(Mean(64, 16, 0.8, 0.7, 0.05, 0.2, 0.2, Rate(1 / 3, False)))
    assert (slow.value, slow.variance) == pytest.approx((0.65, 0.2**2 / 16))


def test_splits_are_put_together_by_mean_and_kolmogorov_smirnov() -> None:
    t = np.array([0.3, 1.2, -0.4, 2.0])
    found = combined(np.column_stack([t, stats.norm.sf(t)]))
    assert found == pytest.approx([t.mean(), stats.kstest(stats.norm.sf(t), "uniform").statistic])


def test_a_bootstrap_p_counts_the_sample_itself() -> None:
    assert upper(np.array([1.0, 2.0, 3.0, np.nan]), 2.0) == 3 / 4


def test_the_matched_halving_makes_both_errors_equal() -> None:
    """n_dea^(2 / (p + q + 1)) = n_fdh^(1 / (p + q)), Kneip, Simar & Wilson 2016."""
    for n, dimensions in ((100, 2), (1000, 3), (1000, 5)):
        first = matched(n, dimensions)
        assert first ** (2 / (dimensions + 1)) == pytest.approx((n - first) ** (1 / dimensions), rel=0.03)


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_returns_that_vary_are_found(panel_of: PanelOf, orientation: str) -> None:
    x, y = some(np.random.default_rng(1), 80, 0.4)
    test = farrell.returns_to_scale_test(
        panel_of(x, y), seed=1, splits=3, replicates=19, inner=3, orientation=orientation, solver="kernel"
    )
    assert test.p == 1 / 20
    assert test.rejects(0.06)
    assert test.by_split is not None
    assert test.statistic == pytest.approx(test.by_split[:, 0].mean())
    assert test.replicates is not None
    assert test.replicates.shape == (19, 2)
    boot = farrell.returns_to_scale_bootstrap(
        panel_of(x, y), seed=1, replicates=49, orientation=orientation, solver="kernel"
    )
    assert boot.p == 1 / 50


def test_one_split_has_the_normal_p(panel_of: PanelOf) -> None:
    test = farrell.returns_to_scale_test(panel_of(*some(np.random.default_rng(2), 40)), seed=3, splits=1, inner=3)
    assert test.p == pytest.approx(stats.norm.sf(test.statistic))
    assert test.replicates is None


def test_several_splits_keep_their_size(panel_of: PanelOf) -> None:
    """Under constant returns the single split rejects far too often with 40 units; with several and their bootstrap 10%
    of 30 samples are rejected 3 times, and 9 or more in one of 1,500 such studies."""
    rejected = 0
    for number in range(30):
        panel = panel_of(*some(np.random.default_rng([9, number]), 40))
        test = farrell.returns_to_scale_test(
            panel, seed=number, splits=3, replicates=19, inner=2, orientation="output", solver="kernel"
        )
        rejected += test.p <= 0.1
    assert rejected < 9


def test_the_ratio_of_the_bootstrap_is_scale_efficiency() -> None:
    panel = farrell.load("china-hospitals-2011").panel
    te_vrs = farrell.dea(panel, solver="highs").te
    for null in ("crs", "nirs"):
        te = farrell.dea(panel, rts=null, solver="highs").te
        assert te.sum() < te_vrs.sum() - 0.1  # the restriction binds
        for name, value in (("ratio-of-means", te.sum() / te_vrs.sum()), ("mean-of-ratios", (te / te_vrs).mean())):
            for solver in ("highs", "kernel"):
                test = farrell.returns_to_scale_bootstrap(
                    panel, seed=1, replicates=2, null=null, statistic=name, solver=solver
                )
                assert test.statistic == pytest.approx(value, abs=1e-9)


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
@pytest.mark.parametrize("null", ["crs", "nirs"])
def test_replicates_of_a_null_are_those_of_panels_moved_by_hand(null: str) -> None:
    panel = farrell.load("china-health").panel.select(periods=[2023])
    test = farrell.returns_to_scale_bootstrap(panel, seed=5, replicates=3, null=null, solver="kernel")
    delta = 1.0 / farrell.dea(panel, rts=null, solver="highs").te
    width = density.bandwidth_of(delta, "silverman")
    for number in range(3):
        (drawn,) = density.draw(delta, width, [np.random.default_rng([5, number])])
        columns = panel.roles.inputs
        moved = panel.to_frame().assign(**{c: panel.numbers[c] * drawn / delta for c in columns})
        other = farrell.Panel.from_frame(moved, unit="unit", inputs=columns, outputs=panel.roles.outputs)
        te, free = (farrell.dea(other, rts=rts, solver="highs").te for rts in (null, "vrs"))
        assert test.replicates is not None
        assert test.replicates[number] == pytest.approx(te.sum() / free.sum(), abs=1e-9)


def test_a_technology_that_is_not_convex_is_found(panel_of: PanelOf) -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(0.1, 1.5, 200)
    noise = np.exp(-np.abs(rng.normal(0, 0.1, 200)))
    bent = farrell.convexity_test(panel_of(x, x**3 * noise), seed=1, splits=1, inner=5, orientation="output")
    round_ = farrell.convexity_test(panel_of(x, x**0.5 * noise), seed=1, splits=1, inner=5, orientation="output")
    assert bent.p < 1e-6 < round_.p
    assert farrell.convexity_test(panel_of(x, x**3 * noise), seed=1, splits=1, halving="matched").settings["halving"]


@pytest.mark.parametrize("frontier", ["own", "common"])
def test_equal_and_unequal_means(panel_of: PanelOf, frontier: str) -> None:
    rng = np.random.default_rng(4)
    x, y = some(rng, 90)
    groups = np.repeat(["a", "b", "c"], 30)
    lazy = np.where(groups == "c", np.exp(-np.abs(rng.normal(0, 0.8, 90))), 1.0)
    options = {"group": "group", "seed": 1, "splits": 10, "frontier": frontier, "orientation": "output"}
    same, other = (farrell.equal_means_test(panel_of(x, v, group=groups), **options) for v in (y, y * lazy))
    assert same.p > 0.05 > other.p
    assert [(pair.a, pair.b) for pair in other.pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert other.pairs[1].p < 0.05
    assert other.statistic_name == "Q"


def test_of_two_groups_the_statistic_is_t_and_its_square_q(panel_of: PanelOf) -> None:
    x, y = some(np.random.default_rng(5), 60)
    panel = panel_of(x, y, group=["a", "b"] * 30)
    test = farrell.equal_means_test(panel, group="group", seed=2, splits=5)
    assert test.p == pytest.approx(2 * stats.norm.sf(abs(test.statistic)))
    assert test.p == pytest.approx(stats.chi2.sf(test.statistic**2, 1))


def test_a_frontier_that_moves_with_the_environment_is_found(panel_of: PanelOf) -> None:
    rng = np.random.default_rng(6)
    x, y = some(rng, 100)
    z = rng.uniform(size=100)
    for shift, found in ((0.0, False), (0.6, True)):
        panel = panel_of(
            x, y * (1 - shift * (z > 0.5)), group=np.where(z > 0.5, "b", "a"), extra=z, environment=["extra"]
        )
        for environment in ("group", "extra"):
            test = farrell.separability_test(
                panel, environment=environment, seed=1, splits=3, replicates=39, inner=3, estimator="fdh"
            )
            assert test.rejects(0.05) == found, (environment, shift)


@pytest.mark.parametrize("estimator", ["fdh", "vrs", "crs"])
def test_conditional_scores_are_those_against_like_units(estimator: str) -> None:
    rng = np.random.default_rng(7)
    X, Y, z = rng.uniform(1, 9, (15, 2)), rng.uniform(1, 9, (15, 1)), rng.uniform(size=15)
    near = np.abs(z[:, None] - z) <= 0.3
    sample = Sample(X, Y, estimator, "input", "highs")  # type: ignore[arg-type]
    found = _conditional(sample, near, [np.arange(15)])[0]
    for i in range(15):
        like = np.nonzero(near[i])[0]
        assert found[i] == pytest.approx(sample.among([like])[0][list(like).index(i)], abs=1e-9)


def test_an_input_that_plays_no_part_is_told_from_one_that_does(panel_of: PanelOf) -> None:
    rng = np.random.default_rng(8)
    x, y = some(rng, 60)
    idle = x[:, 0] * np.exp(-np.abs(rng.normal(0, 0.3, 60)))
    options = {"columns": ["x1"], "seed": 1, "replicates": 49, "orientation": "output", "solver": "kernel"}
    assert farrell.relevance_test(panel_of(x, y), **options).p == 1 / 50
    assert farrell.relevance_test(panel_of(x, idle), **options).p > 0.05
    te = farrell.dea(panel_of(x, y), rts="vrs", orientation="output").te
    fewer = farrell.dea(panel_of(x[:, :1], y), rts="vrs", orientation="output").te
    assert farrell.relevance_test(panel_of(x, y), **options).statistic == pytest.approx((fewer / te).mean(), abs=1e-9)


def test_li_with_equal_units_counted_is_the_integral_of_squared_differences() -> None:
    """With pairs of a unit and itself, I is int (f - g)^2 of densities of bandwidth h / sqrt(2): by quadrature."""
    rng = np.random.default_rng(9)
    x, y = rng.normal(0, 1, 25), rng.normal(0.5, 1.5, 18)
    h = min(_bandwidth(x), _bandwidth(y))
    n, m, peak = 25, 18, 1 / np.sqrt(2 * np.pi)
    b = h / np.sqrt(2)

    def density(at: float, values: np.ndarray) -> float:
        return float(stats.norm.pdf(at, values, b).mean())

    whole = integrate.quad(lambda at: (density(at, x) - density(at, y)) ** 2, -9, 9, limit=400)[0]
    k = [stats.norm.pdf((a[:, None] - c) / h).sum() for a, c in ((x, x), (y, y), (x, y))]
    assert whole == pytest.approx((k[0] / n**2 + k[1] / m**2 - 2 * k[2] / (n * m)) / h, rel=1e-6)
    within = (k[0] - n * peak) / (n * (n - 1)) + (k[1] - m * peak) / (m * (m - 1))
    ratio = n / m
    variance = 2 / h * (k[0] / n**2 + ratio**2 * k[1] / m**2 + 2 * ratio * k[2] / (n * m)) / (2 * np.sqrt(np.pi))
    assert li_statistic(x, y) == pytest.approx(n * np.sqrt(h) * (within - 2 * k[2] / (n * m)) / h / np.sqrt(variance))


def test_li_keeps_its_size() -> None:
    """5% of 100 samples: 5, and more than 13 in one of 3,000 such studies."""
    rejected = 0
    for number in range(100):
        values = np.random.default_rng([3, number]).exponential(size=60)
        test = farrell.equal_distributions_test(values, ["a"] * 30 + ["b"] * 30, seed=number, replicates=99)
        rejected += test.p <= 0.05
    assert rejected <= 13


def test_only_scores_of_one_are_spread_out() -> None:
    score = np.array([1.0, 1.0, 0.5, 0.8, 0.9])
    found = _smoothed(score, 3, np.random.default_rng(1))
    others = np.quantile(1 / score[2:], 0.05) - 1
    assert found[2:] == pytest.approx(1 / score[2:])
    assert ((found[:2] > 1) & (found[:2] < 1 + min(others, 5**-0.5))).all()


def test_the_descriptive_ones_say_so_and_are_those_of_scipy() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=20), rng.normal(1, 1, 25)
    labels = ["a"] * 20 + ["b"] * 25
    for method, found in (("kolmogorov-smirnov", stats.ks_2samp(x, y)), ("mann-whitney", stats.mannwhitneyu(x, y))):
        test = farrell.equal_distributions_test(np.r_[x, y], labels, method=method)
        assert (test.statistic, test.p) == pytest.approx((found.statistic, found.pvalue))
        assert test.hypothesis.descriptive
        assert "descriptive only" in test.summary()


def test_a_result_says_what_it_rests_on(panel_of: PanelOf) -> None:
    test = farrell.returns_to_scale_test(panel_of(*some(np.random.default_rng(2), 20)), seed=3, splits=1, inner=1)
    text = test.summary()
    assert all(part in text for part in (test.null, test.source, *test.assumptions, test.reference))
    assert test.to_frame().loc[0, "p"] == test.p
    assert "<table>" in test._repr_html_()
    assert test.null in repr(test)


def test_scores_that_are_all_one_have_no_statistic(panel_of: PanelOf) -> None:
    panel = panel_of(np.arange(1.0, 11), np.arange(1.0, 11))
    test = farrell.returns_to_scale_test(panel, seed=1, splits=2, replicates=2, inner=1)
    assert np.isnan(test.statistic)
    assert np.isnan(test.p)
    assert not test.rejects()


def test_bad_options_are_refused(panel_of: PanelOf) -> None:
    years = panel_of(
        np.arange(1.0, 17), np.arange(1.0, 17), units=[f"U{i}" for i in range(8)] * 2, periods=[1] * 8 + [2] * 8
    )
    one = panel_of(np.arange(1.0, 17), np.arange(1.0, 17), group=["a", "b"] * 8)
    few = panel_of([1.0, 2, 3], [1.0, 2, 3])
    calls: list[Callable[[], object]] = [
        lambda: farrell.returns_to_scale_test(years, seed=1),
        lambda: farrell.returns_to_scale_test(few, seed=1),
        lambda: farrell.returns_to_scale_test(one, seed=1, inner=0),
        lambda: farrell.convexity_test(one, seed=1, halving="odd"),  # type: ignore[arg-type]
        lambda: farrell.equal_means_test(years, group="group", seed=1),
        lambda: farrell.equal_means_test(one, group="group", seed=1, frontier="both"),  # type: ignore[arg-type]
        lambda: farrell.separability_test(one, environment="rain", seed=1),
        lambda: farrell.separability_test(one, environment="x0", seed=1, bandwidth=[1.0, 2.0]),
        lambda: farrell.relevance_test(one, columns=["x0"], seed=1),
        lambda: farrell.relevance_test(one, columns=["rain"], seed=1),
        lambda: farrell.returns_to_scale_bootstrap(one, seed=1, bandwidth=-1.0),
        lambda: farrell.equal_distributions_test([1, 2, 3], ["a", "b"], seed=1),
        lambda: farrell.equal_distributions_test([1, 2, 3], ["a", "b", "c"], seed=1),
        lambda: farrell.equal_distributions_test([1, 2, 3, 4], ["a", "a", "b", "b"]),
        lambda: farrell.equal_distributions_test([1, 2, 3, 4], ["a", "a", "b", "b"], seed=1, dimensions=3),
    ]
    for call in calls:
        with pytest.raises(OptionError):
            call()
