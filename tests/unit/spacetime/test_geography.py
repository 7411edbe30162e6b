"""The plane keeps areas and comes back to degrees; ellipses of known clouds; moves by the globe."""

from __future__ import annotations

import math

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError
from farrell.spacetime.geography import wind
from farrell.spacetime.places import EARTH, Projection

CHINA = np.array([[73.5, 18.2], [134.8, 53.6]])


def test_areas_are_kept():
    plane, steps = Projection.about(CHINA), np.linspace(0, 1, 200)

    def size(lon, lat):
        ring = np.vstack(
            [
                np.column_stack([lon + steps, np.full(200, lat)]),
                np.column_stack([np.full(200, lon + 1), lat + steps]),
                np.column_stack([lon + 1 - steps, np.full(200, lat + 1)]),
                np.column_stack([np.full(200, lon), lat + 1 - steps]),
            ]
        )
        x, y = plane.forward(ring).T
        return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)

    for lon, lat in ((75, 20), (105, 36), (130, 52)):
        sphere = EARTH**2 * np.radians(1) * (np.sin(np.radians(lat + 1)) - np.sin(np.radians(lat)))
        assert size(lon, lat) == pytest.approx(sphere, rel=1e-4)


@pytest.mark.parametrize("corners", [CHINA, -CHINA, [[-5.0, -10.0], [5.0, 10.0]], [[3.0, 7.0], [3.0, 7.0]]])
def test_the_plane_comes_back_to_degrees(corners):
    corners = np.array(corners)
    plane = Projection.about(corners)
    points = np.random.default_rng(0).uniform(corners.min(axis=0), corners.max(axis=0), (50, 2))
    assert plane.inverse(plane.forward(points)) == pytest.approx(points, abs=1e-9)


def test_about_the_equator_the_cone_is_a_cylinder():
    plane = Projection.about(np.array([[-5.0, -10.0], [5.0, 10.0]]))
    x, y = plane.forward(np.array([[-5.0, 0.0], [0.0, 0.0], [5.0, 0.0], [0.0, 10.0], [0.0, -10.0]])).T
    assert x[0] == -x[2]
    assert x[1] == y[1] == 0
    assert y[3] == -y[4] > 0


def cross(lon, lat, far, near, turn):
    """Four places about a centre, far along one axis and near along the other, in degrees of a small plane."""
    angle = math.radians(turn)
    along, across = (math.sin(angle), math.cos(angle)), (math.cos(angle), -math.sin(angle))
    plane = Projection(lon, lat, lat - 1, lat + 1)
    xy = np.array([[s * d * v[0], s * d * v[1]] for v, d in ((along, far), (across, near)) for s in (1, -1)])
    places = plane.inverse(plane.forward(np.array([[lon, lat]])) + xy)
    return {name: tuple(p) for name, p in zip("abcd", places.tolist(), strict=True)}


@pytest.mark.parametrize("turn", [0.0, 30.0, 90.0, 150.0])
def test_the_ellipse_of_a_cross(turn):
    """Variances far^2 / 2 and near^2 / 2, so that sqrt(2) times the roots are far and near."""
    found = farrell.ellipse(dict.fromkeys("abcd", 2.0), points=cross(105, 35, 200, 80, turn))
    assert (found.lon, found.lat) == pytest.approx((105, 35), abs=1e-5)
    assert (found.major, found.minor) == pytest.approx((200, 80), rel=1e-3)
    assert min(abs(found.rotation - turn), 180 - abs(found.rotation - turn)) < 0.5
    assert found.area == pytest.approx(math.pi * found.major * found.minor)
    x = Projection(105, 35, 34, 36)
    outline = x.forward(found.outline(360))
    far = np.hypot(*(outline - x.forward(np.array([[105.0, 35.0]]))).T)
    assert (far.max(), far.min()) == pytest.approx((200, 80), rel=2e-3)


def test_arcgis_formula_on_the_panel():
    """Rotation and axes by the tangent formula of the software, in the same plane."""
    panel = farrell.load("china-health").panel.select(periods=[2023])
    from farrell.spacetime.places import points_of

    w = panel.numbers["beds"]
    xy = Projection.about(points_of(panel.units, None)).forward(points_of(panel.units, None))
    x, y = (xy - w @ xy / w.sum()).T
    a, c = (w * x**2).sum() - (w * y**2).sum(), 2 * (w * x * y).sum()
    theta = math.atan((a + math.sqrt(a**2 + c**2)) / c)
    axes = [
        math.sqrt(2 * (w * (x * math.cos(theta) - y * math.sin(theta)) ** 2).sum() / w.sum()),
        math.sqrt(2 * (w * (x * math.sin(theta) + y * math.cos(theta)) ** 2).sum() / w.sum()),
    ]
    found = farrell.ellipse(dict(zip(panel.units, w, strict=True)))
    assert sorted(axes) == pytest.approx([found.minor, found.major], rel=1e-9)
    assert found.rotation == pytest.approx(math.degrees(theta) % 180, abs=1e-9)
    heavy = farrell.ellipse(dict(zip(panel.units, 1000 * w, strict=True)))
    assert heavy.major == pytest.approx(found.major, rel=1e-12)


def test_a_path_says_how_far_and_where_to():
    points = {"a": (100.0, 30.0), "b": (110.0, 30.0), "c": (100.0, 40.0)}
    path = farrell.ellipse_path(
        {1: {"a": 1, "b": 1, "c": 1}, 2: {"a": 1, "b": 3, "c": 1}, 3: {"a": 1, "b": 3, "c": 9}}, points=points
    )
    assert path["shift"].isna().tolist() == [True, False, False]
    assert path["direction"].tolist() == ["", "SE", "NW"]
    assert path["lon"].tolist()[1] > path["lon"].tolist()[0] > 100
    same = farrell.ellipse_path({1: {"a": 1, "b": 1, "c": 1}, 2: {"a": 2, "b": 2, "c": 2}}, points=points)
    assert same["shift"].iloc[1] == 0
    assert same["direction"].iloc[1] == ""


def test_winds():
    assert [wind(b) for b in (0, 44, 46, 90, 180, 269, 350)] == ["N", "NE", "NE", "E", "S", "W", "N"]


def test_refusals():
    for weights, code in (
        ({"Tibet": -1.0}, "inequality-value"),
        ({"Tibet": 0.0}, "inequality-zero"),
        ({"X": 1.0}, "points-needed"),
    ):
        with pytest.raises(OptionError) as caught:
            farrell.ellipse(weights)
        assert caught.value.code == code
    with pytest.raises(OptionError) as caught:
        farrell.ellipse({"x": 1.0}, points={"x": (500.0, 0.0)})
    assert caught.value.code == "points-degrees"
