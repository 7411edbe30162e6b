"""The slacks-based measure: published tables, an independent solver, what Tone proves of it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError

TONE_2001 = [[4, 3], [6, 3], [8, 1], [8, 1], [2, 4]], [[2, 3], [2, 3], [6, 2], [6, 1], [1, 4]]
"""Tone (2001), table 1."""
CERTIFIED = 1e-9


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(1)
    return panel_of(np.exp(random.normal(0, 1, (25, 3))), np.exp(random.normal(0, 1, (25, 2))))


def by_charnes_cooper(panel, rts, o):
    """The linearised program of Tone (2001), eq. 11, as scipy solves it."""
    X, Y = panel.X, panel.Y
    (n, m), s = X.shape, Y.shape[1]
    cost = np.r_[1.0, np.zeros(n), -1.0 / (m * X[o]), np.zeros(s)]
    eq = [np.r_[1.0, np.zeros(n + m), 1.0 / (s * Y[o])]]
    eq += [np.r_[-X[o, i], X[:, i], np.eye(m)[i], np.zeros(s)] for i in range(m)]
    eq += [np.r_[-Y[o, r], Y[:, r], np.zeros(m), -np.eye(s)[r]] for r in range(s)]
    right = np.r_[1.0, np.zeros(m + s)]
    if rts == "vrs":
        eq.append(np.r_[-1.0, np.ones(n), np.zeros(m + s)])
        right = np.r_[right, 0.0]
    return linprog(cost, A_eq=np.array(eq), b_eq=right).fun


def test_tone_2001_table_2(panel_of):
    result = farrell.sbm(panel_of(*TONE_2001), rts="crs")
    np.testing.assert_allclose(result.te, [0.798, 0.568, 1.0, 0.667, 1.0], atol=6e-4)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("solver", ["highs", "kernel"])
def test_it_is_what_the_linearised_program_gives(lognormal, rts, solver):
    result = farrell.sbm(lognormal, rts=rts, solver=solver)
    expected = [by_charnes_cooper(lognormal, rts, o) for o in range(len(lognormal))]
    np.testing.assert_allclose(result.te, expected, atol=1e-8)


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs", "fdh"])
def test_score_is_what_the_slacks_say_and_targets_are_efficient(lognormal, orientation, rts, panel_of):
    result = farrell.sbm(lognormal, rts=rts, orientation=orientation)
    top = 1.0 - (result.slack_in / lognormal.X).mean(axis=1) * (orientation != "output")
    bottom = 1.0 + (result.slack_out / lognormal.Y).mean(axis=1) * (orientation != "input")
    np.testing.assert_allclose(result.te, top / bottom, rtol=CERTIFIED)
    if orientation == "none":
        again = farrell.sbm(panel_of(result.target_in, result.target_out), rts=rts)
        np.testing.assert_allclose(again.te, 1.0, atol=1e-7)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_it_is_no_larger_than_the_radial_score(lognormal, rts):
    whole = farrell.sbm(lognormal, rts=rts).te
    for orientation in ("input", "output"):
        one = farrell.sbm(lognormal, rts=rts, orientation=orientation).te
        assert (whole <= one + CERTIFIED).all()
        assert (one <= farrell.dea(lognormal, rts=rts, orientation=orientation).te + CERTIFIED).all()


def test_it_does_not_depend_on_units_but_on_the_origin(lognormal, panel_of):
    before = farrell.sbm(lognormal).te
    scaled = farrell.sbm(panel_of(lognormal.X * [1e-4, 1.0, 1e6], lognormal.Y * [10.0, 1e5])).te
    np.testing.assert_allclose(scaled, before, rtol=CERTIFIED)
    shifted = farrell.sbm(panel_of(lognormal.X + 1.0, lognormal.Y)).te
    assert np.abs(shifted - before).max() > 0.01


def test_weights_that_are_all_equal_change_nothing_and_a_zero_weight_frees_a_column(lognormal):
    columns = (*lognormal.roles.inputs, *lognormal.roles.outputs)
    before = farrell.sbm(lognormal)
    np.testing.assert_allclose(
        farrell.sbm(lognormal, weights=dict.fromkeys(columns, 2.0)).te, before.te, rtol=CERTIFIED
    )
    first = lognormal.roles.inputs[0]
    weighted = farrell.sbm(lognormal, weights={first: 0.0})
    share = (weighted.slack_in / lognormal.X)[:, 1:].mean(axis=1)
    np.testing.assert_allclose(
        weighted.te, (1 - share) / (1 + (weighted.slack_out / lognormal.Y).mean(axis=1)), rtol=CERTIFIED
    )


def test_undesirable_outputs_join_the_denominator(panel_of):
    panel = panel_of([[1.0]] * 4, [[1.0], [2.0], [2.0], [1.0]], bad=[[1.0], [1.0], [2.0], [2.0]])
    result = farrell.sbm(panel, rts="crs", orientation="output")
    # the second unit makes the most good with the least bad; the last could double its good output and halve the bad
    np.testing.assert_allclose(result.te, [1 / 1.5, 1.0, 1 / 1.25, 1 / (1 + (1 + 0.5) / 2)], rtol=CERTIFIED)
    np.testing.assert_allclose(result.slack_bad[:, 0], [0, 0, 1, 1], atol=CERTIFIED)
    assert "slack_b0" in result.to_frame()


def test_zeros_are_refused_or_do_not_count(panel_of):
    panel = panel_of([[1.0, 0.0], [1.0, 1.0], [2.0, 2.0]], [[1.0], [1.0], [1.0]])
    with pytest.raises(DataError, match="x1"):
        farrell.sbm(panel)
    result = farrell.sbm(panel, zeros="skip")
    np.testing.assert_allclose(result.te, [1.0, 0.5, 0.25], rtol=CERTIFIED)


def test_wrong_options_are_named(lognormal):
    with pytest.raises(OptionError, match="zeros"):
        farrell.sbm(lognormal, zeros="ignore")
    with pytest.raises(OptionError, match="weights"):
        farrell.sbm(lognormal, weights={"beds": 1.0})
    with pytest.raises(OptionError, match="x0"):
        farrell.sbm(lognormal, weights={"x0": -1.0})
    with pytest.raises(OptionError, match="orientation"):
        farrell.sbm(lognormal, orientation="both")


@pytest.mark.parametrize("solver", ["highs", "kernel"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 2, 1)])
def test_slack_on_the_side_that_does_not_count_is_weak_efficiency_in_any_order(panel_of, order, solver):
    X, Y = np.array([[5.0, 4.0], [2.0, 2.0], [1.0, 1.0]])[list(order)], np.array([10.0, 4.0, 2.0])[list(order)]
    result = farrell.sbm(panel_of(X, Y), orientation="output", solver=solver)
    middle = order.index(1)  # a quarter of the first and three quarters of the last give as much with less
    assert result.efficiency[middle] == "weakly efficient"
    np.testing.assert_allclose(result.slack_in[middle], [0.0, 0.25], atol=1e-9)
    assert (np.delete(result.efficiency, middle) == "efficient").all()
    np.testing.assert_allclose(result.te, 1.0, rtol=CERTIFIED)


def test_a_side_that_does_not_count_needs_no_weight(lognormal):
    outputs = dict.fromkeys(lognormal.roles.outputs, 0.0)
    before = farrell.sbm(lognormal, orientation="input").te
    np.testing.assert_array_equal(farrell.sbm(lognormal, orientation="input", weights=outputs).te, before)
    with pytest.raises(OptionError, match="weight 0"):
        farrell.sbm(lognormal, weights=outputs)
