"""Subsamples: their scores beside scores of panels cut by hand, their intervals beside a truth, the choice of size."""

import itertools

import joblib
import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import OptionError, Panel
from farrell.inference import sizes, subsample

ROUNDING = 1e-9


@pytest.fixture(scope="module")
def panel():
    return farrell.load("china-health").panel.select(periods=[2023])


def made(X, Y, names="u"):
    frame = pd.DataFrame(np.hstack([X, Y]), columns=[*(f"x{i}" for i in range(X.shape[1])), "y"])
    frame["unit"] = [f"{names}{i}" for i in range(len(X))]
    inputs = [name for name in frame if name.startswith("x")]
    return Panel.from_frame(frame, unit="unit", inputs=inputs, outputs=["y"], allow=["few-units", "one-unit"])


@pytest.mark.parametrize(("rts", "expected"), [("crs", 2 / 5), ("vrs", 2 / 6), ("nirs", 2 / 6)])
def test_rates_are_those_of_the_literature(panel, rts, expected):
    result = farrell.bootstrap_subsample(panel, seed=1, replicates=2, sizes=10, rts=rts)
    assert result.settings["rate"] == pytest.approx(expected)


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_a_replicate_is_the_score_against_the_units_that_were_drawn(panel, orientation):
    result = farrell.bootstrap_subsample(panel, seed=7, replicates=3, sizes=[12], orientation=orientation)
    replicates = result.frontiers["2023"].replicates[0]
    for number, row in enumerate(replicates):
        order = np.random.default_rng([7, 0, number]).permutation(31)[:12]
        some = panel.select(units=[panel.units[i] for i in order])
        alone = farrell.dea(panel, orientation=orientation, reference=some).score
        beyond = np.inf if orientation == "input" else -np.inf
        np.testing.assert_allclose(row, np.where(np.isnan(alone), beyond, alone), rtol=ROUNDING)


def test_directional_distances_of_inputs_alone_are_one_less_the_radial_ones(panel):
    radial = farrell.bootstrap_subsample(panel, seed=3, replicates=25, sizes=[15], solver="kernel")
    distance = farrell.bootstrap_ddf(
        panel, seed=3, replicates=25, sizes=[15], direction_outputs="zeros", solver="kernel"
    )
    one, other = (result.frontiers["2023"].replicates for result in (radial, distance))
    assert np.isfinite(other).mean() > 0.8
    np.testing.assert_allclose(np.where(np.isfinite(other), 1 - one, -np.inf), other, atol=1e-8)
    np.testing.assert_allclose(distance.score, farrell.ddf(panel, direction_outputs="zeros").score, atol=ROUNDING)


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_distances_that_move_both_sides_go_beyond_a_subsamples_frontier(panel):
    result = farrell.bootstrap_ddf(panel, seed=3, replicates=10, sizes=[20])
    drawn = result.frontiers["2023"].replicates
    assert (drawn[np.isfinite(drawn)] < -1e-6).any()
    order = np.random.default_rng([3, 0, 0]).permutation(31)[:20]
    some = panel.select(units=[panel.units[i] for i in order])
    alone = farrell.ddf(panel, reference=some).score
    there = np.isfinite(drawn[0, 0])
    np.testing.assert_allclose(drawn[0, 0][there], alone[there], atol=1e-8)
    assert (result.high >= result.low).all()
    np.testing.assert_allclose(result.score, farrell.ddf(panel).score, atol=ROUNDING)


def test_bounds_are_quantiles_scaled_back():
    rng = np.random.default_rng(5)
    drawn = 0.6 * (1 + rng.exponential(0.2, (999, 1)))
    low, high = sizes.ratio_bounds(drawn, np.array([0.6]), 0.5, 0.9)
    ratio = np.sort(drawn[:, 0] / 0.6 - 1)
    assert low[0] == pytest.approx(0.6 / (1 + 0.5 * np.quantile(ratio, 0.95)))
    assert high[0] == pytest.approx(0.6 / (1 + 0.5 * np.quantile(ratio, 0.05)))
    low, high = sizes.difference_bounds(-drawn, np.array([0.6]), 0.5, 0.9)
    assert high[0] == pytest.approx(0.6 + 0.5 * (np.quantile(drawn, 0.95) + 0.6))


def test_an_interval_is_open_where_more_than_half_the_tail_is_out_of_reach():
    drawn = np.full((100, 2), 0.8)
    drawn[:2, 0], drawn[:4, 1] = np.inf, np.inf
    low, high = sizes.ratio_bounds(drawn, np.full(2, 0.8), 1.0, 0.95)
    assert low.tolist() == [0.8, 0.0]
    assert high.tolist() == [0.8, 0.8]
    low, high = sizes.ratio_bounds(np.where(np.isinf(drawn), -np.inf, 1.5), np.full(2, 1.5), 1.0, 0.95)
    assert high.tolist() == [1.5, np.inf]


def test_the_steadiest_size_is_the_one_whose_neighbours_agree():
    low = np.array([0.1, 0.3, 0.2, 0.5, 0.5, 0.51, 0.5, 0.5, 0.9])[:, None]
    volatility = [low[j - 2 : j + 3].std() for j in range(2, 7)]
    assert sizes.steadiest(low, np.ones_like(low)).tolist() == [2 + int(np.argmin(volatility))] == [5]
    assert sizes.steadiest(np.where(low > 0.4, np.inf, low), np.ones_like(low)).tolist() == [6]
    assert sizes.steadiest(low[:1], low[:1]).tolist() == [0]


@pytest.mark.parametrize(("n", "columns"), [*itertools.product([3, 31, 310], [2, 5])])
def test_sizes_are_smaller_than_the_sample(n, columns):
    tried = sizes.grid(n, columns, None)
    assert (np.diff(tried) > 0).all()
    assert 1 <= tried[0] <= tried[-1] < n
    assert tried[-1] == max(int(n**0.75), tried[0])


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """One input, one output, frontier y = sqrt(x): 60 samples of 100 units, one fixed point of efficiency 0.7."""
    rng, held = np.random.default_rng(11), 0
    point = made(np.array([[4.0 / 0.7]]), np.array([[2.0]]), "fixed")
    for number in range(60):
        X = rng.uniform(1, 9, (100, 1))
        sample = made(X * np.exp(np.abs(rng.normal(0, 0.3, (100, 1)))), np.sqrt(X))
        result = farrell.bootstrap_subsample(
            point, seed=number, replicates=60, sizes=[12, 16, 20, 24, 28], reference=sample, solver="kernel"
        )
        held += int(result.low[0] <= 0.7 <= result.high[0])
    assert held / 60 >= 0.85


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_a_point_beyond_another_panels_frontier_has_no_score():
    sample = made(np.array([[1.0], [2.0], [4.0], [5.0]]), np.array([[1.0], [3.0], [4.0], [4.2]]))
    points = made(np.array([[3.0], [3.0]]), np.array([[2.0], [9.0]]), "point")
    result = farrell.bootstrap_subsample(points, seed=1, replicates=5, sizes=[3], reference=sample)
    assert np.isnan(result.score).tolist() == [False, True]
    assert np.isnan(result.low).tolist() == [False, True]


def test_the_seed_decides_and_nothing_else(panel, monkeypatch):
    def drawn(**options):
        result = farrell.bootstrap_subsample(panel, **{"seed": 4, "replicates": 12, "sizes": [9, 15], **options})
        return result.frontiers["2023"].replicates

    first = drawn()
    monkeypatch.setattr(subsample, "PIECE", 31 * 2 * 5)
    with joblib.parallel_config(n_jobs=3):
        assert drawn().tobytes() == first.tobytes()
    assert drawn(replicates=16)[:, :12].tobytes() == first.tobytes()
    assert drawn(sizes=15).tobytes() == first[1:].tobytes()
    assert drawn(seed=5).tobytes() != first.tobytes()
    np.testing.assert_allclose(drawn(solver="kernel"), first, rtol=ROUNDING)


@pytest.mark.parametrize(
    "wrong",
    [{"replicates": 1}, {"level": 0}, {"sizes": 31}, {"sizes": [0, 5]}, {"sizes": []}, {"sizes": 4.5},
     {"reference": "all"}],
)  # fmt: skip
@pytest.mark.parametrize("ask", [farrell.bootstrap_subsample, farrell.bootstrap_ddf])
def test_options_that_make_no_sense_are_refused(panel, ask, wrong):
    with pytest.raises(OptionError):
        ask(panel, **{"seed": 1, "replicates": 5, **wrong})


def test_no_direction_at_all_is_refused(panel):
    with pytest.raises(OptionError):
        farrell.bootstrap_ddf(panel, seed=1, direction_inputs="zeros", direction_outputs="zeros")


def test_the_result_shows_itself(panel):
    result = farrell.bootstrap_subsample(panel, seed=1, replicates=6, sizes=[8, 10, 12, 14, 16], solver="kernel")
    assert "seed 1" in result.summary()
    assert "31 scores" in repr(result)
    assert result._repr_html_().startswith("<")
    frame = result.to_frame()
    assert list(frame.columns)[:3] == ["unit", "period", "score"]
    by_size = result.sizes_to_frame()
    assert len(by_size) == 31 * 5
    chosen = by_size[by_size.chosen]
    np.testing.assert_array_equal(chosen.low, frame.low)
    np.testing.assert_array_equal(chosen["size"], frame["size"])
    low, high = result.interval(0.8)
    assert (high - low <= frame.high - frame.low + 0.2).all()
    with pytest.raises(ValueError, match="read-only"):
        result.low[0] = 0.0
