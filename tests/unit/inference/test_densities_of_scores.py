"""Bandwidths beside scipy's integrals, and the heterogeneous density: polar coordinates, moments, what it can draw."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

import farrell
from farrell import OptionError, Panel
from farrell.inference import density, heterogeneous


@pytest.fixture(scope="module")
def panel():
    return farrell.load("china-health").panel.select(periods=[2023])


@pytest.fixture(scope="module")
def delta():
    return 1.0 + np.abs(np.random.default_rng(2).normal(0, 0.4, 40))


@pytest.mark.parametrize("h", [0.05, 0.3])
def test_the_criterion_is_the_integral_of_the_square_less_twice_the_mean_left_out(delta, h):
    """Densities by scipy, the integral by quadrature, each value left out in turn."""
    values = np.r_[delta, 2 - delta]
    gaps = np.abs(values[:, None] - values[None, :])[np.triu_indices(len(values), 1)]
    grid = np.linspace(values.min() - 6 * h, values.max() + 6 * h, 20001)
    whole = stats.norm.pdf(grid[:, None], values, h).mean(axis=1)
    left_out = [stats.norm.pdf(v, np.delete(values, i), h).mean() for i, v in enumerate(values)]
    expected = integrate.simpson(whole**2, x=grid) - 2 * np.mean(left_out)
    assert density.criterion(gaps, len(values), h) == pytest.approx(expected, rel=1e-8)


def test_cross_validation_finds_the_least_of_its_range(delta):
    values = np.r_[delta, 2 - delta]
    gaps = np.abs(values[:, None] - values[None, :])[np.triu_indices(len(values), 1)]
    top = 1.144 * values.std(ddof=1) * len(values) ** -0.2
    tried = np.linspace(0.1 * top, top, 4001)
    best = tried[np.argmin([density.criterion(gaps, len(values), h) for h in tried])]
    assert density.cross_validated(values) == pytest.approx(best, abs=tried[1] - tried[0])


def test_rules_stand_to_each_other_as_their_factors(delta):
    silverman, reference = (density.bandwidth_of(delta, rule) for rule in ("silverman", "normal-reference"))
    assert reference / silverman == pytest.approx(1.06 / 0.9)
    assert density.bandwidth_of(delta, 0.02) == 0.02


def test_each_rule_gives_its_bandwidth(panel):
    found = {r: farrell.bootstrap(panel, seed=1, replicates=2, bandwidth=r).bandwidth["2023"] for r in density.RULES}
    assert len(set(found.values())) == 3
    assert farrell.bootstrap(panel, seed=1, replicates=2).bandwidth["2023"] == found["silverman"]


def test_polar_coordinates_and_back():
    points = np.random.default_rng(3).uniform(0, 5, (50, 4))
    turn = heterogeneous.angles(points)
    assert ((turn >= 0) & (turn <= np.pi / 2)).all()
    norms = np.linalg.norm(points, axis=1, keepdims=True)
    np.testing.assert_allclose(heterogeneous.direction(turn) * norms, points, atol=1e-12)
    np.testing.assert_allclose(heterogeneous.angles(np.array([[3.0, 4.0]])), [[np.arctan2(4, 3)]])
    assert heterogeneous.direction(np.empty((2, 0))).tolist() == [[1.0], [1.0]]


def test_draws_keep_how_distance_depends_on_size(delta):
    """Distances grow with the outputs here: so they do in the draws, while those of the homogeneous one do not."""
    rng = np.random.default_rng(4)
    stays = (10 + 8 * (delta - 1) + rng.normal(0, 0.3, 40))[:, None]
    model = heterogeneous.Density.of(stays, rng.uniform(1, 2, (40, 2)), delta, 0.2)
    still, moves, drawn, possible = model.draw(np.array([12_000, 8_000]), [rng, rng])
    assert possible.mean() > 0.95
    assert drawn.min() >= 1.0
    assert np.corrcoef(still[:, 0], drawn)[0, 1] == pytest.approx(np.corrcoef(stays[:, 0], delta)[0, 1], abs=0.06)
    assert still.mean() == pytest.approx(stays.mean(), rel=0.01)
    assert still.std() == pytest.approx(stays.std(), rel=0.03)
    assert moves.shape == (20_000, 2)


def test_without_smoothing_units_return_but_for_the_shrinking(delta):
    stays = np.arange(1.0, 41.0)[:, None]
    model = heterogeneous.Density.of(stays, stays, delta, 0.0)
    still, _, drawn, possible = model.draw(np.array([200]), [np.random.default_rng(1)])
    assert possible.all()
    np.testing.assert_allclose(drawn, delta[np.round(still[:, 0]).astype(int) - 1])


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_units_drawn_lie_at_the_distance_drawn_from_the_frontier(panel, orientation):
    score = farrell.dea(panel, orientation=orientation).score
    distance = score if orientation == "output" else 1 / score
    sides = (panel.Y, panel.X) if orientation == "input" else (panel.X, panel.Y)
    model = heterogeneous.Density.of(*sides, np.maximum(distance, 1.0), None)
    X, Y, counts = heterogeneous.pseudo_units(model, [(1, 0, 0), (1, 0, 1)], "vrs", None, orientation, "kernel")
    assert counts["stood_in"] == 0
    frame = pd.DataFrame(np.hstack([X[0], Y[0]]), columns=[*panel.roles.inputs, *panel.roles.outputs])
    frame["unit"] = [f"u{i}" for i in range(31)]
    drawn = Panel.from_frame(
        frame, unit="unit", inputs=list(panel.roles.inputs), outputs=list(panel.roles.outputs),
        allow=["few-units"],
    )  # fmt: skip
    te = farrell.dea(drawn, orientation=orientation, reference=panel).te
    assert (te <= 1 + 1e-9).all()
    again, _, _ = heterogeneous.pseudo_units(model, [(1, 0, 1)], "vrs", None, orientation, "kernel")
    np.testing.assert_allclose(again[0], X[1], rtol=1e-12)


def test_a_draw_that_cannot_be_is_an_observed_unit_in_the_end(panel, monkeypatch):
    monkeypatch.setattr(heterogeneous, "ROUNDS", 0)
    score = farrell.dea(panel).theta
    model = heterogeneous.Density.of(panel.Y, panel.X, 1 / score, None)
    X, Y, counts = heterogeneous.pseudo_units(model, [(1, 0, 0)], "vrs", None, "input", "highs")
    assert counts["stood_in"] == 31
    np.testing.assert_allclose(X[0], panel.X, rtol=1e-9)
    np.testing.assert_array_equal(Y[0], panel.Y)


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_heterogeneous_frontiers_lie_inside_the_estimated_one(panel, orientation):
    result = farrell.bootstrap(
        panel, seed=3, replicates=30, method="heterogeneous", orientation=orientation, solver="kernel"
    )
    better = result.replicates - result.score if orientation == "input" else result.score - result.replicates
    assert np.nanmin(better) > -1e-9
    assert result.reached.min() < 1.0 == result.reached.max()
    assert (result.low[result.reached == 1] <= result.high[result.reached == 1]).all()
    open_side = result.low == 0.0 if orientation == "input" else np.isinf(result.high)
    assert (open_side | np.isnan(result.low))[result.reached < 0.97].all()


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_units_of_measurement_change_nothing(panel):
    frame = pd.DataFrame({name: panel.numbers[name] for name in (*panel.roles.inputs, *panel.roles.outputs)})
    frame["unit"] = panel.unit_labels
    names = {"inputs": list(panel.roles.inputs), "outputs": list(panel.roles.outputs)}
    options = {"seed": 2, "replicates": 4, "method": "heterogeneous", "rts": "crs"}
    allow = ["few-units"]
    one = farrell.bootstrap(Panel.from_frame(frame, unit="unit", **names, allow=allow), **options)
    frame["beds"] /= 1000
    other = farrell.bootstrap(Panel.from_frame(frame, unit="unit", **names, allow=allow), **options)
    np.testing.assert_allclose(other.replicates, one.replicates, rtol=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bandwidth": "scott"},
        {"bandwidth": True},
        {"method": "naive"},
        {"method": "heterogeneous", "bandwidth": "silverman"},
    ],
)
def test_rules_and_methods_that_are_not_known_are_refused(panel, wrong):
    with pytest.raises(OptionError):
        farrell.bootstrap(panel, seed=1, replicates=5, **wrong)


def test_percentile_intervals_are_basic_ones_about_the_corrected_score_mirrored(panel):
    """With q quantiles of the replicates: basic 2 score - q, percentile q - 2 bias; both shift by as much."""
    result = farrell.bootstrap(panel, seed=1, replicates=40)
    np.testing.assert_allclose(result.high - result.low, result.high_percentile - result.low_percentile, atol=1e-12)
    q = np.quantile(result.replicates, [0.025, 0.975], axis=0)
    np.testing.assert_allclose(result.low, 2 * result.score - q[1])
    np.testing.assert_allclose(result.low_percentile, q[0] - 2 * result.bias)
    np.testing.assert_allclose(result.interval(0.5)[1], 2 * result.score - np.quantile(result.replicates, 0.25, axis=0))


def test_scores_against_another_panel_use_its_distances(panel):
    """Points that are some of the units: their replicates are those of the whole panel's run, column by column."""
    some = panel.select(units=list(panel.units[:5]))
    whole = farrell.bootstrap(panel, seed=9, replicates=20)
    part = farrell.bootstrap(some, seed=9, replicates=20, reference=panel)
    np.testing.assert_allclose(part.replicates, whole.replicates[:, :5], rtol=1e-9)
    assert part.bandwidth[panel.name] == pytest.approx(whole.bandwidth["2023"])
