"""Ranks over replicates."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import OptionError


@pytest.fixture(scope="module")
def result():
    df = pd.DataFrame({"u": list("ABCD"), "x": [1.0, 2, 3, 4], "y": [2.0, 3, 3, 2.5]})
    panel = farrell.Panel.from_frame(df, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])
    return farrell.bootstrap(panel, seed=1, replicates=4, rts="crs", level=0.5)


def drawn(result, truth, orientation="input"):
    """The result of a bootstrap whose draws 2 score - replicate are these (B, N)."""
    settings = {**result.settings, "orientation": orientation}
    return replace(result, replicates=2 * result.score - np.array(truth), settings=settings)


TRUTH = [[0.9, 0.8, 0.7, 0.6], [0.9, 0.8, 0.7, 0.6], [0.8, 0.9, 0.7, 0.6], [0.8, 0.7, 0.75, 0.6]]


def test_ranks_by_hand(result):
    order = farrell.rank_stability(drawn(result, TRUTH))
    assert order.rank.tolist() == [1, 2, 3, 4]
    assert order.drawn.tolist() == [[1, 2, 3, 4], [1, 2, 3, 4], [2, 1, 3, 4], [1, 3, 2, 4]]
    assert order.median.tolist() == [1, 2, 3, 4]
    assert (order.low.tolist(), order.high.tolist()) == ([1, 1, 2, 4], [2, 3, 3, 4])
    above = order.above()
    assert above.loc["A", "B"] == 0.75
    assert above.loc["B", "A"] == 0.25
    assert above.loc["A", "D"] == 1.0
    assert np.isnan(above.loc["A", "A"])
    assert order.certain(0.95) == pytest.approx(4 / 6)  # A-C, A-D, B-D and C-D
    assert order.certain(0.75) == 1.0
    assert "67%" not in order.summary()
    assert "places wide" in repr(order)
    assert "<table>" in order._repr_html_()
    assert order.to_frame().columns.tolist() == ["unit", "period", "rank", "low", "high", "median"]


def test_of_output_scores_the_smallest_is_the_best(result):
    order = farrell.rank_stability(drawn(result, TRUTH, "output"))
    assert order.drawn[0].tolist() == [4, 3, 2, 1]


def test_ties_count_half(result):
    order = farrell.rank_stability(drawn(result, [[0.9, 0.9, 0.7, 0.6]] * 3))
    assert order.above().loc["A", "B"] == 0.5
    assert order.drawn[0].tolist() == [1.5, 1.5, 3, 4]


def test_ranks_are_within_periods_and_from_the_intervals_draws():
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    result = farrell.bootstrap(panel, seed=3, replicates=60)
    order = farrell.rank_stability(result)
    for t in (0, 1):
        here = panel.period_index == t
        assert np.nanmax(order.drawn[:, here]) <= 31
        assert np.all(np.isclose(order.drawn[:, here].sum(axis=1), 31 * 32 / 2))
    low, high = np.quantile(2 * result.score - result.replicates, [0.025, 0.975], axis=0)
    np.testing.assert_allclose(low, result.low)
    np.testing.assert_allclose(high, result.high)


def test_only_a_bootstrap_has_replicates(result):
    with pytest.raises(OptionError):
        farrell.rank_stability(farrell.dea(result.panel))
