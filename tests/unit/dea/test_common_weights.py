"""Common weights: an independent solver, brute force, and what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.common_weights import common_weights

CERTIFIED = 1e-9


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(11)
    return panel_of(np.exp(random.normal(0, 0.6, (12, 2))), np.exp(random.normal(0, 0.6, (12, 2))))


def test_known_by_hand(panel_of):
    """One input, one output: nothing to choose."""
    result = common_weights(panel_of([1, 2, 4, 1], [1, 1, 1, 1]))
    np.testing.assert_allclose(result.te, [1.0, 0.5, 0.25, 1.0], rtol=CERTIFIED)
    assert result.parts["rank"].tolist() == [1, 3, 4, 1]


@pytest.mark.parametrize("least_share", [0.0, 0.2])
def test_the_sum_of_gaps_is_the_least_scipy_finds(lognormal, least_share):
    result = common_weights(lognormal, least_share=least_share)
    X, Y = lognormal.X, lognormal.Y
    x, y = X.sum(axis=0), Y.sum(axis=0)
    ub = [np.hstack([-X, Y]), np.hstack([-np.diag(x), np.zeros((2, 2))])]
    ub.append(np.hstack([np.zeros((2, 2)), least_share * np.tile(y, (2, 1)) - np.diag(y)]))
    right = np.r_[np.zeros(12), np.full(2, -least_share), np.zeros(2)]
    found = linprog(np.r_[x, -y], A_ub=np.vstack(ub), b_ub=right, A_eq=[np.r_[x, 0, 0]], b_eq=[1.0])
    v, u = result.v[0], result.u[0]
    assert v @ x - u @ y == pytest.approx(found.fun, abs=1e-9)
    assert (result.v == v).all()
    assert ((v * x).min() >= least_share - 1e-9) & ((u * y / (u @ y)).min() >= least_share - 1e-9)
    np.testing.assert_allclose(result.te, (Y @ u) / (X @ v), rtol=CERTIFIED)


def test_the_compromise_has_the_least_largest_shortfall(lognormal):
    result = common_weights(lognormal, method="compromise")
    X, Y = lognormal.X, lognormal.Y
    best = farrell.dea(lognormal, rts="crs").te
    ours = (best - result.te).max()
    np.testing.assert_allclose(result.parts["shortfall"], best - result.te, atol=1e-12)
    assert ours < (best - common_weights(lognormal).te).max()

    def reachable(t):  # weights with u y_j >= (best_j - t) v x_j for all j: a linear program for each t
        short = np.hstack([(best - t)[:, None] * X, -Y])
        above = np.hstack([-X, Y])
        unity = np.r_[X.mean(axis=0), np.zeros(Y.shape[1])]
        found = linprog(
            np.zeros(X.shape[1] + Y.shape[1]), np.vstack([short, above]), np.zeros(2 * len(X)), [unity], [1]
        )
        return found.status == 0

    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if reachable(middle) else (middle, high)
    assert ours == pytest.approx(high, abs=1e-7)


@pytest.mark.parametrize("method", ["total", "compromise"])
def test_scores_are_bounded_by_own_views_and_do_not_depend_on_units(lognormal, panel_of, method):
    result = common_weights(lognormal, method=method)
    assert (result.te <= farrell.dea(lognormal, rts="crs").te + CERTIFIED).all()
    scaled = panel_of(lognormal.X * [1e4, 1e-2], lognormal.Y * [1.0, 1e3])
    np.testing.assert_allclose(common_weights(scaled, method=method).te, result.te, rtol=1e-8)
    better = [1 + sum(other > one + 1e-6 for other in result.te) for one in result.te]
    assert result.parts["rank"].tolist() == better
    assert np.isnan(result.target_in).all()


def test_total_lets_at_least_one_unit_score_one(lognormal):
    assert common_weights(lognormal).te.max() == pytest.approx(1.0, rel=CERTIFIED)


def test_each_period_has_its_weights_or_all_have_one(panel_of):
    random = np.random.default_rng(5)
    panel = panel_of(random.uniform(1, 5, (12, 2)), random.uniform(1, 5, (12, 2)), units=list("ABCDEF") * 2,
                     periods=[1] * 6 + [2] * 6)  # fmt: skip
    own, pooled = common_weights(panel), common_weights(panel, reference="pooled")
    assert not np.allclose(own.v[0], own.v[6])
    assert (pooled.v == pooled.v[0]).all()
    assert "rank" in own.to_frame()
    assert own.summary()


def test_a_unit_without_priced_inputs_is_undefined(panel_of):
    with pytest.warns(farrell.SolveWarning, match="undefined"):
        result = common_weights(panel_of([[0.0], [1.0]], [[0.0], [1.0]]))
    assert result.status.tolist() == ["undefined", "optimal"]


def test_wrong_options_are_named(lognormal, panel_of):
    with pytest.raises(OptionError, match="method"):
        common_weights(lognormal, method="mean")
    with pytest.raises(OptionError, match="least_share"):
        common_weights(lognormal, least_share=0.6)
    with pytest.raises(OptionError, match="reference"):
        common_weights(lognormal, reference=2011)
    with pytest.raises(DataError):
        common_weights(panel_of([[1.0], [-1.0]], [[1.0], [1.0]]))


def test_a_compromise_is_the_least_where_numbers_differ_by_thousands(panel_of):
    X = [
        [5.8029, 33.3132, 0.0843],
        [0.0156, 0.3954, 0.2089],
        [0.702, 0.5125, 58.627],
        [0.03, 59.717, 0.0152],
        [56.6179, 0.2148, 8.0974],
        [0.0103, 0.6153, 5.141],
        [3.2606, 16.8064, 0.0411],
    ]
    Y = [
        [0.4025, 2.8495],
        [0.013, 22.0108],
        [0.4623, 0.0965],
        [0.0776, 4.0149],
        [0.0155, 0.095],
        [0.1643, 0.1081],
        [8.3642, 2.3429],
    ]
    result = common_weights(panel_of(X, Y), method="compromise")
    assert result.parts["shortfall"].max() == pytest.approx(0.859537, abs=1e-6)  # by bisection with another solver
