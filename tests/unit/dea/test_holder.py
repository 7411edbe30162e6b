"""Hölder distances: every facet found by brute force, every direction tried, what the norms imply of each other."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import farrell
from farrell import OptionError
from farrell.dea.facets import facets
from farrell.dea.holder import holder

CERTIFIED = 1e-9
RTS = ["crs", "vrs", "nirs", "ndrs"]
DUAL = {1: np.inf, 2: 2, "inf": 1}
"""Norm of moves -> norm of prices."""


@pytest.fixture(scope="module")
def small(panel_of):
    random = np.random.default_rng(11)
    return panel_of(np.exp(random.normal(0, 0.5, (9, 2))), np.exp(random.normal(0, 0.5, 9)))


@pytest.fixture(scope="module")
def wide(panel_of):
    random = np.random.default_rng(12)
    return panel_of(np.exp(random.normal(0, 0.5, (30, 3))) * [1, 50, 1e4], np.exp(random.normal(0, 0.5, (30, 2))) * 7)


def planes(panel, rts):
    """All facets (v, u, c) by trying every set of generators as wide as the space."""
    X, Y = panel.X, panel.Y
    (n, m), s = X.shape, Y.shape[1]
    points, rays, origin = (np.hstack([X, Y, np.full((n, 1), k)]) for k in (1.0, 0.0, 0.0))
    origin = np.eye(m + s + 1)[-1:]
    used = {"vrs": [points], "crs": [rays, origin], "nirs": [points, origin], "ndrs": [points, rays]}[rts]
    free = np.hstack([np.diag(np.r_[np.ones(m), -np.ones(s)]), np.zeros((m + s, 1))])
    made = np.vstack([*used, free])
    found = []
    for chosen in combinations(range(len(made)), m + s):
        singular, basis = np.linalg.svd(made[list(chosen)])[1:]
        if singular[-1] < 1e-9:
            continue
        for plane in (basis[-1], -basis[-1]):
            if (made @ plane >= -1e-10).all() and np.abs(plane[:-1]).max() > 1e-9:
                found.append(plane)
    assert found
    return np.array(found)


@pytest.mark.parametrize("rts", RTS)
def test_facets_are_those_that_brute_force_finds(small, rts):
    found = facets(small.X, small.Y, rts)
    ours = np.hstack([found.v, -found.u, -found.c[:, None]])
    expected = planes(small, rts)
    ours, expected = (rows / np.linalg.norm(rows[:, :-1], axis=1, keepdims=True) for rows in (ours, expected))
    apart = np.abs(ours[:, None] - expected[None]).max(axis=2)
    assert max(apart.min(axis=0).max(), apart.min(axis=1).max()) < 1e-8


@pytest.mark.parametrize("rts", RTS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("l", [1, 2, "inf"])
def test_distance_is_the_least_over_brute_force_facets(small, rts, weighted, orientation, l):  # noqa: E741
    result = holder(small, l=l, rts=rts, weighted=weighted, orientation=orientation)
    Z, m = np.hstack([small.X, small.Y]), small.X.shape[1]
    known = planes(small, rts)
    for o, at in enumerate(Z):
        unit = at if weighted else np.ones(len(at))
        unit = unit * np.r_[np.full(m, orientation != "output"), np.full(len(at) - m, orientation != "input")]
        size = np.linalg.norm(known[:, :-1] * unit, DUAL[l], axis=1)
        counts = size > 1e-9
        expected = ((known @ np.r_[at, 1.0])[counts] / size[counts]).min()
        assert result.score[o] == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("rts", RTS)
def test_no_direction_leads_to_the_frontier_sooner(wide, rts):
    result = holder(wide, rts=rts, weighted=True)
    assert result.parts["gap"].max() <= CERTIFIED
    random, known = np.random.default_rng(2), facets(wide.X, wide.Y, rts)
    for o in range(0, 30, 7):
        room = known.v @ wide.X[o] - known.u @ wide.Y[o] - known.c
        ways = np.abs(random.normal(0, 1, (200, 5)))
        for way in ways / np.linalg.norm(ways, axis=1, keepdims=True):
            pace = known.v @ (way[:3] * wide.X[o]) + known.u @ (way[3:] * wide.Y[o])
            assert (room[pace > 0] / pace[pace > 0]).min() >= result.score[o] - 1e-8


@pytest.mark.parametrize("l", [1, 2, "inf"])
def test_the_moves_have_the_length_of_the_distance_and_end_on_the_frontier(wide, panel_of, l):  # noqa: E741
    result = holder(wide, l=l, weighted=True)
    moves = np.hstack([result.radial_in / wide.X, result.radial_out / wide.Y])
    order = np.inf if l == "inf" else l
    np.testing.assert_allclose(np.linalg.norm(moves, order, axis=1), result.score, atol=CERTIFIED)
    landed = panel_of(wide.X - result.radial_in, wide.Y + result.radial_out)
    np.testing.assert_allclose(holder(landed, l=l, reference=wide).score, 0.0, atol=1e-6)
    np.testing.assert_allclose(result.lambdas @ wide.X, result.target_in, rtol=1e-8)


def test_norms_bound_each_other_and_l_inf_is_the_directional_distance(wide):
    one, two, most = (holder(wide, l=l, weighted=True).score for l in (1, 2, "inf"))  # noqa: E741
    assert (one >= two - CERTIFIED).all()
    assert (two >= most - CERTIFIED).all()
    assert (one <= 5**0.5 * two + CERTIFIED).all()
    theta = farrell.dea(wide).te
    np.testing.assert_allclose(holder(wide, l="inf", weighted=True, orientation="input").score, 1 - theta, atol=1e-8)
    phi = farrell.dea(wide, orientation="output").phi
    np.testing.assert_allclose(holder(wide, l="inf", weighted=True, orientation="output").score, phi - 1, atol=1e-8)


def test_only_the_weighted_distance_is_free_of_units(wide, panel_of):
    scaled = panel_of(wide.X * [10, 1e-3, 1], wide.Y)
    before = holder(wide, weighted=True).score
    np.testing.assert_allclose(holder(scaled, weighted=True).score, before, atol=CERTIFIED)
    plain = holder(wide).score
    assert np.abs(holder(scaled).score - plain).max() > 0.1 * plain.max()


def test_weakly_efficient_units_have_distance_0_and_slack(panel_of):
    panel = panel_of([[1.0, 2.0], [1.0, 3.0], [2.0, 1.0]], [1.0, 1.0, 1.0])
    for l in (1, 2, "inf"):  # noqa: E741
        result = holder(panel, l=l, orientation="input")
        np.testing.assert_allclose(result.score, 0.0, atol=CERTIFIED)
        np.testing.assert_allclose(result.slack_in[1], [0, 1], atol=CERTIFIED)
    assert list(result.efficiency) == ["efficient", "weakly efficient", "efficient"]
    assert np.isnan(result.te).all()


def test_ties_zeros_duplicates_and_points_beyond(panel_of):
    tie = holder(panel_of([[1.0, 4.0], [4.0, 1.0], [5.0, 5.0]], [1.0, 1.0, 1.0]), l=1, orientation="input")
    np.testing.assert_allclose(tie.radial_in[2], [4, 0], atol=CERTIFIED)
    zero = panel_of([[0.0, 1.0], [1.0, 1.0], [0.0, 2.0]], [1.0, 1.0, 1.0])
    np.testing.assert_allclose(holder(zero, l=1, weighted=True, orientation="input").score, [0, 0, 0.5], atol=CERTIFIED)
    twice = panel_of([1.0, 1.0, 2.0], [1.0, 1.0, 1.0])
    np.testing.assert_allclose(holder(twice, rts="crs").score, [0, 0, 1 / 2**0.5], atol=CERTIFIED)
    for l in (1, 2, "inf"):  # noqa: E741
        with pytest.warns(farrell.SolveWarning, match="U0"):
            beyond = holder(twice, l=l, reference=["U2"])
        assert list(beyond.status) == ["infeasible", "infeasible", "optimal"]


def test_wrong_options_are_named(wide, panel_of):
    with pytest.raises(OptionError, match="l"):
        holder(wide, l=3)
    with pytest.raises(OptionError, match="rts"):
        holder(wide, rts="fdh")
    with pytest.raises(OptionError, match="9"):
        holder(panel_of(np.ones((3, 6)), np.ones((3, 4))))
