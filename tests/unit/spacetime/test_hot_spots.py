"""Trends as pymannkendall has them, patterns by their definitions, and a gravity network by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError
from farrell.spacetime.hot_spots import Trend, _pattern

PANEL = farrell.load("china-health").panel
NO_TREND = Trend(0, 1.0, 0.0, 1.0, 0.0)
RISING = Trend(30, 10.0, 3.0, 0.003, 0.7)


@pytest.mark.parametrize(
    ("x", "there"),
    [  # s, variance, z, p, tau of pymannkendall 1.4.3
        ([1, 2, 3, 5, 4, 6, 6, 8, 7, 9], [40, 124, 3.502303389522111, 0.0004612540671704579, 0.8888888888888888]),
        (
            [5, 4, 4, 3, 6, 2, 2, 1],
            [-18, 190 / 3, -2.136154932287647, 0.0326667875012141, -18 / 28],
        ),
        ([3, 1, 2], [-1, 3.6666666666666665, 0.0, 1.0, -0.3333333333333333]),
    ],
)
def test_trends_of_pymannkendall(x, there):
    found = farrell.mann_kendall(x)
    assert [found.s, found.sd**2, found.z, found.p, found.tau] == pytest.approx(there, rel=1e-12, abs=1e-15)


def test_gaps_are_left_out_of_a_trend():
    assert farrell.mann_kendall([1, math.nan, 2, 3, 5, 4]) == farrell.mann_kendall([1, 2, 3, 5, 4])
    assert farrell.mann_kendall([1, 1, 1]).p == 1
    with pytest.raises(OptionError):
        farrell.mann_kendall([1, 2])


@pytest.mark.parametrize(
    ("signs", "trend", "name"),
    [
        ([0] * 9 + [1], NO_TREND, "new hot"),
        ([0] * 6 + [-1] * 4, NO_TREND, "consecutive cold"),
        ([1] * 10, NO_TREND, "persistent hot"),
        ([1] * 10, RISING, "intensifying hot"),
        ([-1] * 10, RISING, "diminishing cold"),
        ([0] + [1] * 9, NO_TREND, "persistent hot"),
        ([1, 0, 0, 1, 0, 0, 1, 0, 1, 1], NO_TREND, "sporadic hot"),
        ([-1, 0, 0, 1, 0, 0, 1, 0, 1, 1], NO_TREND, "oscillating hot"),
        ([-1] + [0] * 8 + [1], NO_TREND, "oscillating hot"),
        ([-1] * 9 + [0], NO_TREND, "historical cold"),
        ([1] * 5 + [0] * 5, NO_TREND, "none"),
        ([0] * 10, None, "none"),
    ],
)
def test_patterns_are_told_by_when_a_spot_was_one(signs, trend, name):
    assert _pattern([float(sign) for sign in signs], trend, 0.05) == name


def test_scores_are_those_of_each_period():
    te = farrell.dea(PANEL, rts="crs", second_phase=False).te
    values = {
        period: dict(zip(PANEL.units, te[PANEL.observed[:, t]].tolist(), strict=True))
        for t, period in enumerate(PANEL.periods)
    }
    W = farrell.contiguity(PANEL.units)
    found = farrell.emerging_hot_spots(values, W)
    last = farrell.getis_ord(values[2023], W)
    assert found.scores[:, -1] == pytest.approx(last.statistic, rel=1e-12)
    assert (found.significant[:, -1] != 0).tolist() == (last.p <= 0.05).tolist()
    table = found.to_frame().set_index("unit")
    assert table.loc["Jilin", "pattern"].endswith("cold")
    assert table.loc["Jilin", "cold"] == (found.significant[PANEL.units.index("Jilin")] < 0).sum()
    gone = {**values, 2015: {u: v for u, v in values[2015].items() if u != "Tibet"}}
    part = farrell.emerging_hot_spots(gone, W)
    assert np.isnan(part.scores[part.units.index("Tibet"), 1])
    for wrong in (0, 1.0, "0.05"):
        with pytest.raises(OptionError):
            farrell.emerging_hot_spots(values, W, level=wrong)
    with pytest.raises(OptionError):
        farrell.emerging_hot_spots({2022: values[2022], 2023: values[2023]}, W)


def test_gravity_by_hand():
    points = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (3.0, 0.0)}
    degree = 6371 * math.pi / 180
    found = farrell.gravity({"a": 2.0, "b": 3.0, "c": 5.0}, points=points)
    assert found.pull[0].tolist() == pytest.approx([0, 6 / degree**2, 10 / (3 * degree) ** 2])
    assert found.links.tolist() == [[False, True, False], [True, False, False], [False, True, False]]
    assert found.density == pytest.approx(0.5)
    table = found.to_frame().set_index("unit")
    assert table["in"].tolist() == [1, 2, 0]
    assert table["out"].tolist() == [1, 1, 1]
    led = farrell.gravity({"a": 2.0, "b": 3.0, "c": 5.0}, score={"a": 1.0, "b": 3.0, "c": 1.0}, points=points)
    assert led.pull[0, 1] == pytest.approx(0.25 * 6 / degree**2)
    assert led.pull[1, 0] == pytest.approx(0.75 * 6 / degree**2)
    for options in ({"power": 0}, {"score": {"a": 1.0}}, {"points": {**points, "b": (0.0, 0.0)}}):
        with pytest.raises(OptionError):
            farrell.gravity({"a": 2.0, "b": 3.0, "c": 5.0}, **{"points": points, **options})
