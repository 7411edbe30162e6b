"""Models side by side: columns, rank correlations within periods, direction of scores that are no efficiencies."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr

import farrell
from farrell import OptionError


@pytest.fixture(scope="module")
def panel(panel_of):
    random = np.random.default_rng(6)
    return panel_of(
        np.exp(random.normal(0, 1, (24, 2))),
        np.exp(random.normal(0, 1, (24, 1))),
        units=[f"U{i}" for i in range(12)] * 2,
        periods=[1] * 12 + [2] * 12,
    )


def test_scores_stand_side_by_side_and_ranks_are_compared_within_periods(panel):
    radial, slacks = farrell.dea(panel), farrell.sbm(panel)
    held = farrell.compare({"radial": radial, "slacks": slacks})
    np.testing.assert_array_equal(held.scores["radial"], radial.te)
    np.testing.assert_array_equal(held.scores["slacks"], slacks.te)
    assert held.correlations["period"].tolist() == [1, 2]
    first = panel.period_index == 0
    a, b = radial.te[first].round(8), slacks.te[first].round(8)
    row = held.correlations.iloc[0]
    assert row["spearman"] == pytest.approx(spearmanr(a, b).statistic)
    assert row["kendall"] == pytest.approx(kendalltau(a, b).statistic)
    assert row["n"] == 12
    assert held.matrix.loc["slacks", "radial"] == pytest.approx(held.correlations["spearman"].mean())
    assert "radial" in held.summary()


def test_a_sum_of_slacks_ranks_from_zero(panel):
    sums, radial = farrell.additive(panel, weights="mip"), farrell.dea(panel)
    held = farrell.compare({"sums": sums, "radial": radial})
    assert held.scores["sums"].min() == 0
    second = panel.period_index == 1
    expected = spearmanr(-sums.score[second].round(8), radial.te[second].round(8)).statistic
    assert held.correlations["spearman"].iloc[1] == pytest.approx(expected)
    assert expected > 0


def test_scale_efficiency_counts_as_two(panel):
    held = farrell.compare({"radial": farrell.scale_efficiency(panel)})
    assert [c for c in held.scores if c not in ("unit", "period")] == ["radial (crs)", "radial (vrs)"]


def test_ranks_of_ties_or_of_too_few_are_not_compared(panel_of):
    panel = panel_of([1.0, 1.0, 1.0], [1.0, 1.0, 1.0])
    held = farrell.compare({"a": farrell.dea(panel), "b": farrell.sbm(panel)})
    assert np.isnan(held.correlations["spearman"]).all()


def test_one_model_or_two_panels_are_refused(panel, panel_of):
    with pytest.raises(OptionError, match="two models"):
        farrell.compare({"a": farrell.dea(panel)})
    other = panel_of([1.0, 2.0, 3.0], [1.0, 1.0, 2.0])
    with pytest.raises(OptionError, match="another panel"):
        farrell.compare({"a": farrell.dea(panel), "b": farrell.dea(other)})


def test_names_that_are_taken_and_results_without_scores_are_refused(panel):
    radial = farrell.dea(panel)
    with pytest.raises(OptionError, match="unit"):
        farrell.compare({"unit": radial, "b": radial})
    with pytest.raises(OptionError, match="crs"):
        farrell.compare({"a": farrell.scale_efficiency(panel), "a (crs)": radial})
    with pytest.raises(OptionError, match="int"):
        farrell.compare({"a": radial, "b": 3})
