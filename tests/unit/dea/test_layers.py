"""Layers of the frontier: by hand, by scoring against panels of layers, and what holds of them."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import farrell
from farrell import OptionError
from farrell.dea.layers import layers

CERTIFIED = 1e-9


@pytest.fixture(scope="module")
def cloud(panel_of):
    random = np.random.default_rng(2)
    return panel_of(random.uniform(1, 9, (24, 2)), random.uniform(1, 9, (24, 2)))


def test_known_by_hand(panel_of):
    result = layers(panel_of([1, 2, 4, 4], [1, 1, 1, 2]))
    assert result.parts["layer"].tolist() == [1, 2, 3, 2]
    np.testing.assert_allclose(result.parts["attractiveness"], [2, 2, np.nan, 2], rtol=CERTIFIED)
    np.testing.assert_allclose(result.parts["progress"], [np.nan, 2, 2, 2], rtol=CERTIFIED)
    np.testing.assert_allclose(
        result.parts["against"], [[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1], [0.5, 1, 2]], rtol=CERTIFIED
    )
    np.testing.assert_allclose(result.te, farrell.dea(result.panel, rts="crs").te, rtol=CERTIFIED)


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_layers_are_what_peeling_panels_gives(cloud, rts, orientation):
    result = layers(cloud, rts=rts, orientation=orientation)
    layer = result.parts["layer"]
    left = list(cloud.units)
    for number in range(1, int(layer.max()) + 1):
        scored = farrell.dea(cloud.select(units=left), rts=rts, orientation=orientation)
        best = [unit for unit, te in zip(left, scored.te, strict=True) if te > 1 - 1e-6]
        assert best == [unit for unit, place in zip(cloud.units, layer, strict=True) if place == number]
        left = [unit for unit in left if unit not in best]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", farrell.SolveWarning)
            other = farrell.dea(cloud, rts=rts, orientation=orientation, reference=cloud.select(units=best))
        mine = result.parts["against"][:, number - 1]
        own = layer == number
        np.testing.assert_allclose(mine[own], 1.0, rtol=CERTIFIED)
        np.testing.assert_allclose(mine[~own], other.te[~own], rtol=1e-8)
    assert left == []


def test_a_layer_is_beaten_by_the_one_before_and_beats_the_one_after(cloud):
    result = layers(cloud)
    layer, against = result.parts["layer"], result.parts["against"]
    for number in range(1, int(layer.max()) + 1):
        assert (against[layer > number, number - 1] < 1).all()
        assert (against[layer < number, number - 1] >= 1 - CERTIFIED).all()
    assert (np.nanmin(result.parts["progress"]) >= 1) & (np.nanmin(result.parts["attractiveness"]) >= 1)
    last = layer == layer.max()
    assert np.isnan(result.parts["attractiveness"][last]).all()


def test_weakly_efficient_units_belong_to_a_layer_by_score_but_not_strongly(panel_of):
    panel = panel_of([[1, 1], [1, 2], [2, 3]], [1, 1, 1])
    assert layers(panel).parts["layer"].tolist() == [1, 1, 2]
    assert layers(panel, efficient="strong").parts["layer"].tolist() == [1, 2, 3]


def test_layers_of_each_period_or_of_all(panel_of):
    panel = panel_of([1, 2, 4, 8], [1, 1, 1, 1], units="ABAB", periods=[1, 1, 2, 2])
    assert layers(panel).parts["layer"].tolist() == [1, 2, 1, 2]
    assert layers(panel, reference="pooled").parts["layer"].tolist() == [1, 2, 3, 4]
    assert "layer" in layers(panel).to_frame()


def test_equal_units_share_a_layer_and_a_unit_without_score_has_none(panel_of):
    with pytest.warns(farrell.SolveWarning, match="undefined"):
        result = layers(panel_of([1, 1, 0, 3], [1, 1, 1, 1]))
    np.testing.assert_array_equal(result.parts["layer"], [1, 1, np.nan, 2])


def test_units_that_produce_nothing_are_on_no_layer(panel_of):
    result = layers(panel_of([1, 2, 3], [1, 0, 0]))
    np.testing.assert_array_equal(result.parts["layer"], [1, np.nan, np.nan])


def test_wrong_options_are_named(cloud):
    with pytest.raises(OptionError, match="efficient"):
        layers(cloud, efficient="weak")
    with pytest.raises(OptionError, match="reference"):
        layers(cloud, reference=["U1"])
