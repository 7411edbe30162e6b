"""Directional distance with undesirable outputs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.environmental import environmental_ddf
from farrell.dea.undesirable import undesirable

CERTIFIED = 1e-7


@pytest.fixture(scope="module")
def data():
    random = np.random.default_rng(2)
    X = np.exp(random.normal(0, 0.4, (18, 2)))
    size = X.mean(axis=1, keepdims=True)
    return X, np.exp(random.normal(0, 0.5, (18, 2))) * size, np.exp(random.normal(0, 0.5, (18, 2))) * size


@pytest.fixture(scope="module")
def panel(panel_of, data):
    X, Y, B = data
    return panel_of(X, Y, bad=B)


def by_scipy(data, o, rts, g, weak):
    X, Y, B = data
    if weak and rts == "vrs":
        X, Y, B = np.vstack([X, X]), np.vstack([Y, 0 * Y]), np.vstack([B, 0 * B])
    upper = [np.c_[X.T, g[0]], np.c_[-Y.T, g[1]]]
    right = [*data[0][o], *-data[1][o]]
    bads, level = np.c_[B.T, g[2]], [*data[2][o]]
    equal = np.zeros((0, len(X) + 1))
    equal_right = []
    if weak:
        equal, equal_right = bads, level
    else:
        upper.append(bads), right.extend(level)
    if rts == "vrs":
        equal, equal_right = np.vstack([equal, np.r_[np.ones(len(X)), 0.0]]), [*equal_right, 1.0]
    limits = [(0, None)] * len(X) + [(None, None)]
    cost = np.r_[np.zeros(len(X)), -1.0]
    found = linprog(cost, np.vstack(upper), right, equal if len(equal) else None, equal_right or None, limits)
    return found.x[-1]


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("disposability", ["weak", "bounded"])
@pytest.mark.parametrize("words", [("zeros", "observed", "observed"), ("mean", "ones", "range"), ("observed",) * 3])
def test_it_is_what_scipy_finds(panel, data, rts, disposability, words):
    ways = dict(zip(("direction_inputs", "direction_outputs", "direction_bad"), words, strict=True))
    result = environmental_ddf(panel, rts=rts, disposability=disposability, **ways)
    vector = {
        "zeros": lambda side, o: 0 * side[o],
        "observed": lambda side, o: side[o],
        "mean": lambda side, o: side.mean(axis=0),
        "range": lambda side, o: side.max(axis=0) - side.min(axis=0),
        "ones": lambda side, o: np.ones_like(side[o]),
    }
    for o in range(len(panel)):
        g = [vector[word](side, o) for word, side in zip(words, data, strict=True)]
        assert result.score[o] == pytest.approx(by_scipy(data, o, rts, g, disposability == "weak"), abs=CERTIFIED)
        np.testing.assert_allclose(result.radial_in[o], result.score[o] * g[0], atol=1e-9)
        np.testing.assert_allclose(result.radial_bad[o], result.score[o] * g[2], atol=1e-9)
    assert (result.score >= 0.0).all()
    np.testing.assert_allclose(result.lambdas @ data[0], result.target_in, rtol=1e-7)
    if disposability == "weak":
        assert (result.slack_bad == 0).all()


def test_chung_fare_and_grosskopf_shape(panel_of):
    # three units on the frontier from the origin; D makes half of B's outputs from the same input
    panel = panel_of([1, 1, 1, 1], [2, 4, 5, 2], bad=[1, 2, 4, 1.5])
    result = environmental_ddf(panel)
    # (2 + 2 beta, 1.5 - 1.5 beta) meets y = 2 b
    np.testing.assert_allclose(result.score, [0.0, 0.0, 0.0, 0.2], atol=1e-9)


def test_only_good_outputs_is_the_radial_score(panel, data):
    for rts in ("crs", "vrs"):
        result = environmental_ddf(panel, rts=rts, direction_bad="zeros")
        radial = undesirable(panel, rts=rts)
        np.testing.assert_allclose(1.0 + result.score, radial.score, rtol=1e-8)
    bad = environmental_ddf(panel, direction_outputs="zeros")
    np.testing.assert_allclose(
        1.0 - bad.score, undesirable(panel, rts="crs", orientation="undesirable").score, atol=1e-8
    )


def test_what_may_be_increased_for_nothing_leaves_more_to_gain(panel):
    weak, bounded = environmental_ddf(panel), environmental_ddf(panel, disposability="bounded")
    assert (bounded.score >= weak.score - CERTIFIED).all()
    assert (bounded.score > weak.score + 0.01).any()


def test_observed_directions_do_not_depend_on_units_and_ones_do(panel, panel_of, data):
    X, Y, B = data
    scaled = panel_of(X * 10, Y * [1e4, 1e-2], bad=B * [1.0, 1e3])
    np.testing.assert_allclose(environmental_ddf(scaled).score, environmental_ddf(panel).score, atol=1e-9)
    ones = {"direction_outputs": "ones", "direction_bad": "ones"}
    before, after = environmental_ddf(panel, **ones).score, environmental_ddf(scaled, **ones).score
    assert np.abs(before - after).max() > 0.01


def test_beyond_the_reference_beta_is_negative(panel, panel_of, data):
    X, Y, B = data
    better = panel_of(0.5 * X, 1.5 * Y, bad=0.5 * B)
    result = environmental_ddf(better, reference=panel, disposability="bounded")
    front = environmental_ddf(panel, disposability="bounded").score < CERTIFIED
    assert (result.score[front] < 0).all()


def test_one_unit_at_a_time(panel, data):
    X, Y, B = data
    result = environmental_ddf(panel, rts="fdh", disposability="bounded")
    for o in range(len(X)):
        gain = np.minimum((Y / Y[o] - 1.0).min(axis=1), (1.0 - B / B[o]).min(axis=1))
        assert result.score[o] == pytest.approx(gain[(X[o] >= X).all(axis=1)].max(), abs=1e-9)
    with pytest.raises(OptionError, match="rts"):
        environmental_ddf(panel, rts="fdh")


def test_own_directions(panel, data):
    _, Y, B = data
    by_matrix = environmental_ddf(panel, direction_outputs=Y, direction_bad=B)
    np.testing.assert_allclose(by_matrix.score, environmental_ddf(panel).score, atol=1e-10)
    by_name = environmental_ddf(panel, direction_outputs={"y0": 1.0}, direction_bad=0.0)
    by_vector = environmental_ddf(panel, direction_outputs=[1.0, 0.0], direction_bad="zeros")
    np.testing.assert_allclose(by_name.score, by_vector.score, atol=1e-12)
    assert by_vector.settings["direction_outputs"] == [1.0, 0.0]
    for wrong in ({"x0": 1.0}, [1.0], [[1.0]], [-1.0, 0.0], [np.nan, 1.0], "away", ["a", "b"]):
        with pytest.raises(OptionError, match="direction_outputs"):
            environmental_ddf(panel, direction_outputs=wrong)


def test_without_any_direction_there_is_no_score(panel, panel_of, data):
    with pytest.warns(farrell.SolveWarning):
        result = environmental_ddf(panel, direction_outputs="zeros", direction_bad="zeros")
    assert set(result.status) == {"undefined"}
    X, Y, B = data
    with pytest.raises(OptionError, match="undesirable"):
        environmental_ddf(panel_of(X, Y))
    with pytest.raises(OptionError, match="disposability"):
        environmental_ddf(panel, disposability="strong")
    with pytest.raises(DataError, match="y0"):
        environmental_ddf(panel_of(X, -Y, bad=B))
