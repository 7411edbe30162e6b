"""Partial frontiers: all draws counted, drawn by chance, the papers' definitions, what holds and what does not."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import farrell
from farrell import DataError, OptionError
from farrell.dea.fdh import fdh
from farrell.dea.partial import order_alpha, order_m

EXACT = 1e-12
ORIENTATIONS = ("input", "output")


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(3)
    return panel_of(np.exp(random.normal(0, 0.8, (40, 2))), np.exp(random.normal(0, 0.8, (40, 2))))


def ratios(panel, o, orientation):
    """Of the units the point can be compared with."""
    if orientation == "input":
        able = (panel.Y[o] <= panel.Y).all(axis=1)
        return (panel.X[able] / panel.X[o]).max(axis=1)
    able = (panel.X[o] >= panel.X).all(axis=1)
    return (panel.Y[able] / panel.Y[o]).min(axis=1)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("m", [1, 2, 3])
def test_it_is_the_mean_over_all_draws(panel_of, orientation, m):
    random = np.random.default_rng(1)
    panel = panel_of(random.integers(1, 5, (6, 2)), random.integers(1, 5, (6, 2)))
    result = order_m(panel, m=m, orientation=orientation)
    best = min if orientation == "input" else max
    for o in range(6):
        draws = [best(draw) for draw in product(ratios(panel, o, orientation), repeat=m)]
        assert result.score[o] == pytest.approx(np.mean(draws), rel=EXACT)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_it_is_what_chance_gives_within_its_error(lognormal, orientation):
    random = np.random.default_rng(0)
    result = order_m(lognormal, m=10, orientation=orientation)
    best = np.min if orientation == "input" else np.max
    off = []
    for o in range(len(lognormal)):
        drawn = best(random.choice(ratios(lognormal, o, orientation), (4000, 10)), axis=1)
        error = drawn.std(ddof=1) / np.sqrt(4000)
        off.append((drawn.mean() - result.score[o]) / max(error, EXACT))
    assert np.abs(off).max() < 4
    assert np.std(off) > 0.3  # there is chance in it


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_larger_m_comes_down_to_the_free_disposal_hull(lognormal, orientation):
    te = [order_m(lognormal, m=m, orientation=orientation).te for m in (1, 2, 5, 25, 200, 100_000)]
    for more, fewer in zip(te[1:], te, strict=False):
        assert (more <= fewer + EXACT).all()
    hull = fdh(lognormal, orientation=orientation).te
    assert (te[-1] >= hull - EXACT).all()
    np.testing.assert_allclose(te[-1], hull, rtol=1e-9)
    assert (te[0] > hull + 0.05).any()


@pytest.mark.parametrize("alpha", [0.05, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0])
def test_it_is_the_quantile_as_defined(lognormal, panel_of, alpha):
    beyond = round((1 - alpha) * 100)  # in whole numbers, for alpha N may be one
    for panel in (lognormal, panel_of(np.arange(10.0, 0, -1), np.ones(10))):
        theta, phi = (order_alpha(panel, alpha=alpha, orientation=o) for o in ORIENTATIONS)
        for o in range(len(panel)):
            r = ratios(panel, o, "input")
            able = [t for t in r if (r <= t).sum() * 100 > beyond * len(r)]
            assert theta.score[o] == min(able)
            r = ratios(panel, o, "output")
            able = [t for t in r if (r >= t).sum() * 100 > beyond * len(r)]
            assert phi.score[o] == max(able)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_larger_alpha_comes_down_to_the_free_disposal_hull(lognormal, orientation):
    te = [order_alpha(lognormal, alpha=a, orientation=orientation).te for a in (0.3, 0.6, 0.9, 0.99, 1.0)]
    for more, fewer in zip(te[1:], te, strict=False):
        assert (more <= fewer).all()
    np.testing.assert_array_equal(te[-1], fdh(lognormal, orientation=orientation).te)
    assert (te[0] > te[-1] + 0.05).any()


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_peer_is_the_unit_at_the_quantile(lognormal, orientation):
    result = order_alpha(lognormal, alpha=0.8, orientation=orientation)
    for o in range(len(lognormal)):
        (j,) = result.peer[o][result.peer[o] >= 0]
        if orientation == "input":
            assert (lognormal.X[j] / lognormal.X[o]).max() == pytest.approx(result.score[o])
            assert (lognormal.Y[j] >= lognormal.Y[o]).all()
        else:
            assert (lognormal.Y[j] / lognormal.Y[o]).min() == pytest.approx(result.score[o])
            assert (lognormal.X[j] <= lognormal.X[o]).all()


@pytest.mark.parametrize("model", [order_m, order_alpha])
def test_results_say_who_is_beyond_and_have_no_slacks(lognormal, model):
    result = model(lognormal)
    assert result.diagnostics["beyond"] == (result.te > 1 + 1e-6).sum() > 0
    np.testing.assert_array_equal(
        result.parts["compared"], [len(ratios(lognormal, o, "input")) for o in range(len(lognormal))]
    )
    assert np.isnan(result.slack_in).all()
    np.testing.assert_allclose(result.target_in, result.score[:, None] * lognormal.X, rtol=EXACT)
    np.testing.assert_array_equal(result.target_out, lognormal.Y)
    assert set(result.efficiency) <= {"beyond", "frontier", "inefficient"}
    if model is order_m:
        assert (result.peer == -1).all()


@pytest.mark.parametrize("model", [order_m, order_alpha])
def test_an_odd_unit_moves_them_less_than_the_hull(lognormal, panel_of, model):
    odd = panel_of(np.vstack([lognormal.X, [[0.01, 0.01]]]), np.vstack([lognormal.Y, [[50.0, 50.0]]]))
    few = {"m": 5} if model is order_m else {"alpha": 0.8}
    moved = (model(lognormal, **few).te - model(odd, **few).te[:-1]).mean()
    fell = (fdh(lognormal).te - fdh(odd).te[:-1]).mean()
    assert moved < 0.7 * fell


@pytest.mark.parametrize("model", [order_m, order_alpha])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_units_of_measurement_change_nothing(lognormal, panel_of, model, orientation):
    scaled = panel_of(lognormal.X * [1e-5, 3.0], lognormal.Y * [1e6, 0.1])
    np.testing.assert_allclose(
        model(scaled, orientation=orientation).te, model(lognormal, orientation=orientation).te, rtol=1e-10
    )


def test_alone_among_its_like_a_unit_scores_one(panel_of):
    panel = panel_of([[1.0], [2.0]], [[1.0], [5.0]])
    assert order_m(panel, m=1).te.tolist() == [1.5, 1.0]
    assert order_alpha(panel, alpha=0.01).te.tolist() == [2.0, 1.0]


def test_units_without_a_score_are_named(panel_of):
    panel = panel_of([[0.0, 1.0], [1.0, 1.0], [0.0, 0.0]], [[1.0], [1.0], [0.5]])
    with pytest.warns(farrell.SolveWarning, match=r"U0.*U2"):
        result = order_m(panel)
    # drawing only units that need the first input has some chance
    assert result.status.tolist() == ["undefined", "optimal", "undefined"]
    with pytest.warns(farrell.SolveWarning, match="U2"):
        assert order_alpha(panel, alpha=0.9).status.tolist() == ["optimal", "optimal", "undefined"]
    with pytest.warns(farrell.SolveWarning, match="U0"):
        assert order_alpha(panel, alpha=0.4).status[0] == "undefined"
    small = panel_of([[1.0], [2.0]], [[1.0], [5.0]])
    with pytest.warns(farrell.SolveWarning, match="U1"):
        assert order_m(small, reference=["U0"]).status.tolist() == ["optimal", "infeasible"]


def test_each_period_has_its_own_frontier_or_all_have_one(panel_of):
    periods = [1, 1, 2, 2]
    panel = panel_of([[2.0], [4.0], [1.0], [2.0]], [[1.0]] * 4, units=["A", "B"] * 2, periods=periods)
    assert order_m(panel, m=1).te.tolist() == [1.5, 0.75, 1.5, 0.75]
    np.testing.assert_allclose(order_m(panel, m=1, reference="pooled").te, 2.25 / np.array([2, 4, 1, 2]))


def test_wrong_options_are_named(lognormal, panel_of):
    for m in (0, 2.5, True, "ten"):
        with pytest.raises(OptionError, match="m ="):
            order_m(lognormal, m=m)
    for alpha in (0.0, 1.01, np.nan, True, "high"):
        with pytest.raises(OptionError, match="alpha"):
            order_alpha(lognormal, alpha=alpha)
    with pytest.raises(OptionError, match="orientation"):
        order_m(lognormal, orientation="hyperbolic")
    with pytest.raises(DataError, match="x0"):
        order_m(panel_of(lognormal.X - 5.0, lognormal.Y))
