"""Super-efficiency by slacks and by the additive model: published tables, an independent solver, properties."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError

CERTIFIED = 1e-9
POWER_PLANTS = (
    [[80, 600, 54, 8], [65, 200, 97, 1], [83, 400, 72, 4], [40, 1000, 75, 7], [52, 600, 20, 3], [94, 700, 36, 5]],
    [[90, 5], [58, 1], [60, 7], [80, 10], [72, 8], [96, 6]],
)
"""Tone (2002), table 2, after Doyle & Green (1993)."""


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(3)
    return panel_of(np.exp(random.normal(0, 1, (20, 2))), np.exp(random.normal(0, 1, (20, 2))))


def by_charnes_cooper(panel, rts, o):
    """Tone (2002), eq. 8, in the variables xbar t, ybar t, lambda t, t."""
    X, Y = np.delete(panel.X, o, axis=0), np.delete(panel.Y, o, axis=0)
    x, y = panel.X[o], panel.Y[o]
    (n, m), s = X.shape, Y.shape[1]
    cost = np.r_[1 / (m * x), np.zeros(s + n + 1)]
    none = np.zeros
    upper = [np.hstack([-np.eye(m), none((m, s)), X.T, none((m, 1))])]
    upper += [np.hstack([none((s, m)), np.eye(s), -Y.T, none((s, 1))])]
    upper += [np.hstack([-np.eye(m), none((m, s + n)), x[:, None]])]
    upper += [np.hstack([none((s, m)), np.eye(s), none((s, n)), -y[:, None]])]
    equal, right = [np.r_[none(m), 1 / (s * y), none(n + 1)]], [1.0]
    if rts == "vrs":
        equal.append(np.r_[none(m + s), np.ones(n), -1.0])
        right.append(0.0)
    A = np.vstack(upper)
    return linprog(cost, A_ub=A, b_ub=none(len(A)), A_eq=np.array(equal), b_eq=right).fun


def test_tone_2002_table_3(panel_of):
    result = farrell.super_sbm(panel_of(*POWER_PLANTS), rts="crs")
    np.testing.assert_allclose(result.te, [1.0116, 1.4146, 1.0781, 1.1563, 1.5858, 1.0198], atol=6e-5)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_it_is_what_the_linearised_program_gives(lognormal, rts):
    result, base = farrell.super_sbm(lognormal, rts=rts), farrell.sbm(lognormal, rts=rts)
    expected = [by_charnes_cooper(lognormal, rts, o) for o in range(len(lognormal))]
    efficient = base.te > 1 - 1e-6
    assert 0 < efficient.sum() < len(lognormal)
    np.testing.assert_allclose(result.te[efficient], np.array(expected)[efficient], rtol=1e-8)
    np.testing.assert_array_equal(result.te[~efficient], base.te[~efficient])
    np.testing.assert_array_equal(result.slack_in[~efficient], base.slack_in[~efficient])
    ones = farrell.super_sbm(lognormal, rts=rts, inefficient="one")
    np.testing.assert_allclose(ones.te, expected, rtol=1e-8)


def test_efficient_units_are_beyond_and_their_slacks_negative(lognormal):
    result = farrell.super_sbm(lognormal)
    beyond = result.te > 1 + 1e-6
    assert (result.efficiency[beyond] == "beyond").all()
    assert (result.slack_in[beyond] <= 0).all()
    assert (result.slack_out[beyond] <= 0).all()
    up = 1 - (result.slack_in / lognormal.X)[beyond].mean(axis=1)
    down = 1 + (result.slack_out / lognormal.Y)[beyond].mean(axis=1)
    np.testing.assert_allclose(result.te[beyond], up / down, rtol=CERTIFIED)
    for r in np.nonzero(beyond)[0]:
        assert lognormal.unit_at(r) not in result.peers(lognormal.unit_at(r))


def test_it_does_not_depend_on_units(lognormal, panel_of):
    scaled = panel_of(lognormal.X * [1e-5, 1e4], lognormal.Y * [1e6, 1.0])
    np.testing.assert_allclose(farrell.super_sbm(scaled).te, farrell.super_sbm(lognormal).te, rtol=1e-9)


@pytest.mark.parametrize("model", ["super_sbm", "super_additive"])
def test_oriented_programs_under_variable_returns_may_have_no_solution(panel_of, model):
    panel = panel_of([1.0, 2.0, 3.0], [1.0, 3.0, 4.0])
    function = getattr(farrell, model)
    with pytest.warns(farrell.SolveWarning, match="U2"):
        result = function(panel, rts="vrs", orientation="input")
    assert result.status.tolist() == ["optimal", "optimal", "infeasible"]
    assert np.isnan(result.te[2])
    whole = function(panel, rts="vrs")
    assert (whole.status == "optimal").all()
    np.testing.assert_allclose(whole.te[2], 4 / 3, rtol=CERTIFIED)


def test_undesirable_outputs_may_grow_at_a_price(panel_of):
    panel = panel_of([1.0, 1.0, 1.0], [2.0, 2.0, 1.0], bad=[1.0, 2.0, 4.0])
    result = farrell.super_sbm(panel, rts="vrs", orientation="output")
    # the next unit makes as much good with one more of the bad, twice the first's
    np.testing.assert_allclose(result.te[0], 1 / (1 - 1 / 2 * (1 / 1)), rtol=CERTIFIED)
    np.testing.assert_allclose(result.target_bad[0], 2.0, rtol=CERTIFIED)
    np.testing.assert_array_equal(result.te[1:], farrell.sbm(panel, orientation="output").te[1:])


def test_a_common_frontier_pools_the_periods(panel_of):
    panel = panel_of([1.0, 2.0, 1.0, 2.0], [1.0, 1.0, 2.0, 2.0], units="ABAB", periods=[1, 1, 2, 2])
    result = farrell.super_sbm(panel, reference="pooled")
    np.testing.assert_allclose(result.te[2], 2.0, rtol=CERTIFIED)
    assert (result.te[[0, 1, 3]] < 1).all()


def test_additive_super_efficiency_is_the_least_that_others_need(lognormal):
    result = farrell.super_additive(lognormal, rts="vrs")
    X, Y = lognormal.X, lognormal.Y
    for o in range(len(lognormal)):
        others = np.delete(np.arange(20), o)
        A = np.vstack(
            [
                np.hstack([X[others].T, -np.eye(2), np.zeros((2, 2))]),
                np.hstack([-Y[others].T, np.zeros((2, 2)), -np.eye(2)]),
            ]
        )
        bounds = [(0, None)] * 21 + [(0, Y[o, 0]), (0, Y[o, 1])]
        cost = np.r_[np.zeros(19), 1 / X[o], 1 / Y[o]]
        sums = linprog(
            cost, A_ub=A, b_ub=np.r_[X[o], -Y[o]], A_eq=[np.r_[np.ones(19), np.zeros(4)]], b_eq=[1.0], bounds=bounds
        )
        assert result.parts["inefficiency"][o] == pytest.approx(sums.fun, abs=1e-9)
    np.testing.assert_allclose((result.te > 1 + 1e-6), farrell.additive(lognormal).efficiency == "efficient")


def test_data_that_cannot_be_divided_by_are_refused(panel_of):
    panel = panel_of([[1.0, 0.0], [1.0, 1.0], [2.0, 2.0]], [1.0, 1.0, 1.0])
    for model in (farrell.super_sbm, farrell.super_additive):
        with pytest.raises(DataError, match="x1"):
            model(panel)
    with pytest.raises(OptionError, match="reference"):
        farrell.super_additive(panel, reference="all")
    with pytest.raises(OptionError, match="reference"):
        farrell.super_sbm(panel_of([1.0, 2.0, 3.0], [1.0, 2.0, 1.0]), reference="each")
    with pytest.raises(OptionError, match="inefficient"):
        farrell.super_sbm(panel, inefficient="none")


def test_points_beyond_another_frontier_have_a_score_and_no_warning_that_they_lack_one():
    """Against 2014 every year of the provinces has one; some are beyond it, where SBM alone has none."""
    panel = farrell.load("china-health").panel
    with warnings.catch_warnings():
        warnings.simplefilter("error", farrell.SolveWarning)
        result = farrell.super_sbm(panel, rts="crs", reference=2014)
    assert (result.status == "optimal").all()
    with pytest.warns(farrell.SolveWarning):
        alone = farrell.sbm(panel, rts="crs", reference=2014)
    beyond = np.isnan(alone.te)
    assert beyond.any()
    assert (result.te[beyond] > 1).all()
    inside = ~beyond & (alone.te < 1 - 1e-6)
    assert result.te[inside] == pytest.approx(alone.te[inside], rel=1e-9)


def test_inefficient_units_keep_their_class_whatever_their_score(panel_of):
    result = farrell.super_sbm(panel_of([1.0, 2.0, 3.0], [1.0, 2.0, 1.0]), inefficient="one")
    assert result.efficiency.tolist() == ["efficient", "efficient", "inefficient"]
    assert result.te[2] == 1.0
    assert result.peers("U2")


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_additive_super_efficiency_divides_by_both_sides(panel_of, orientation):
    panel = panel_of([[1.0, 2.0], [2.0, 1.0], [2.0, 2.0]], [[1.0, 0.0], [1.0, 2.0], [0.0, 2.0]])
    with pytest.raises(DataError, match="y1"):
        farrell.super_additive(panel, orientation=orientation)
