"""The additive model: an independent solver, its weights, invariance, weak disposability."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError

CERTIFIED = 1e-9
WEIGHTS = ("ones", "mip", "normalised", "ram", "bam")


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(2)
    return panel_of(np.exp(random.normal(0, 1, (25, 3))), np.exp(random.normal(0, 1, (25, 2))))


def prices(X, Y, weights, c):
    """(n, m + s) weights as their papers define them."""
    data = np.hstack([X, Y])
    m = X.shape[1]
    if weights == "ones":
        return np.ones_like(data)
    if weights == "mip":
        return 1.0 / data
    if weights == "normalised":
        return np.broadcast_to(1.0 / data.std(axis=0, ddof=1), data.shape)
    if weights == "ram":
        return np.broadcast_to(1.0 / (c * np.ptp(data, axis=0)), data.shape)
    room = np.hstack([X - X.min(axis=0), Y.max(axis=0) - Y])
    assert room.shape[1] > m
    return np.divide(1.0, c * room, out=np.zeros_like(room), where=room > 0)


def by_scipy(panel, rts, w, o):
    X, Y = panel.X, panel.Y
    (n, m), s = X.shape, Y.shape[1]
    A = np.vstack([np.hstack([X.T, np.eye(m), np.zeros((m, s))]), np.hstack([Y.T, np.zeros((s, m)), -np.eye(s)])])
    right = np.r_[X[o], Y[o]]
    if rts == "vrs":
        A, right = np.vstack([A, np.r_[np.ones(n), np.zeros(m + s)]]), np.r_[right, 1.0]
    return -linprog(np.r_[np.zeros(n), -w], A_eq=A, b_eq=right).fun


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("solver", ["highs", "kernel"])
def test_it_is_what_another_solver_finds(lognormal, weights, solver):
    for rts in ("vrs",) if weights == "bam" else ("vrs", "crs"):
        result = farrell.additive(lognormal, rts=rts, weights=weights, solver=solver)
        w = prices(lognormal.X, lognormal.Y, weights, 5)
        expected = [by_scipy(lognormal, rts, w[o], o) for o in range(len(lognormal))]
        np.testing.assert_allclose(result.score, expected, rtol=1e-8, atol=1e-9)
        slack = np.hstack([result.slack_in, result.slack_out])
        np.testing.assert_allclose((w * slack).sum(axis=1), result.score, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("weights", ["ram", "bam"])
def test_bounded_weights_give_efficiencies(lognormal, weights):
    result = farrell.additive(lognormal, weights=weights)
    assert ((result.te >= 0) & (result.te <= 1)).all()
    np.testing.assert_allclose(result.te, 1.0 - result.score, atol=1e-15)
    assert np.isnan(farrell.additive(lognormal).te).all()
    assert "inefficiency" in farrell.additive(lognormal).summary()


def test_an_orientation_counts_one_side_and_scales_ram_by_its_columns(lognormal):
    result = farrell.additive(lognormal, weights="ram", orientation="output")
    share = result.slack_out / np.ptp(lognormal.Y, axis=0)
    np.testing.assert_allclose(result.score, share.mean(axis=1), rtol=CERTIFIED, atol=1e-12)


@pytest.mark.parametrize("weights", ["ones", "normalised", "ram", "bam"])
def test_it_does_not_depend_on_the_origin_under_variable_returns(lognormal, panel_of, weights):
    before = farrell.additive(lognormal, weights=weights)
    moved = farrell.additive(panel_of(lognormal.X - 3.0, lognormal.Y - [0.5, 40.0]), weights=weights)
    np.testing.assert_allclose(moved.score, before.score, rtol=1e-9, atol=1e-9)
    assert (moved.efficiency == before.efficiency).all()


def test_negative_data_are_refused_under_constant_returns_and_with_proportions(panel_of):
    panel = panel_of([1.0, 2.0, 3.0], [-1.0, 2.0, 4.0])
    with pytest.raises(DataError, match="y0"):
        farrell.additive(panel, rts="crs")
    with pytest.raises(DataError, match="y0"):
        farrell.additive(panel, weights="mip")
    assert farrell.additive(panel, weights="ram").efficiency.tolist() == ["efficient"] * 3


@pytest.mark.parametrize("weights", ["mip", "normalised", "ram", "bam"])
def test_it_does_not_depend_on_units_but_with_ones_it_does(lognormal, panel_of, weights):
    scaled = panel_of(lognormal.X * [1e-6, 1.0, 1e5], lognormal.Y * [1e3, 1.0])
    before = farrell.additive(lognormal, weights=weights).score
    np.testing.assert_allclose(farrell.additive(scaled, weights=weights).score, before, rtol=1e-8, atol=1e-12)
    assert np.abs(farrell.additive(scaled).score - farrell.additive(lognormal).score).max() > 1.0


def test_a_tiny_sum_of_slacks_is_as_exact_as_a_large_one(panel_of):
    panel = panel_of([1e-7, 2e-7, 2e-7], [1e-7, 1e-7, 3e-7])
    np.testing.assert_allclose(farrell.additive(panel).score, [0.0, 2e-7, 0.0], rtol=1e-9, atol=1e-18)


def test_efficient_is_what_the_slacks_based_measure_calls_efficient(lognormal):
    additive, sbm = farrell.additive(lognormal), farrell.sbm(lognormal)
    assert (additive.efficiency == sbm.efficiency).all()


def test_without_convexity_single_units_are_compared(lognormal):
    result = farrell.additive(lognormal, rts="fdh")
    data = np.hstack([lognormal.X, -lognormal.Y])
    best = [max((one - data[(data <= one).all(axis=1)]).sum(axis=1)) for one in data]
    np.testing.assert_allclose(result.score, best, rtol=CERTIFIED, atol=1e-12)


def test_rows_without_disposal_have_no_slack(lognormal):
    result = farrell.additive(lognormal, disposability_outputs="weak")
    assert not result.slack_out.any()
    free = farrell.additive(lognormal)
    assert (result.score <= free.score + CERTIFIED).all()
    assert (result.score < free.score - 0.01).any()


def test_weights_by_column_and_wrong_ones(lognormal):
    doubled = farrell.additive(lognormal, weights={"x0": 2.0})
    share = 2.0 * doubled.slack_in[:, 0] + doubled.slack_in[:, 1:].sum(axis=1) + doubled.slack_out.sum(axis=1)
    np.testing.assert_allclose(doubled.score, share, rtol=CERTIFIED, atol=1e-12)
    with pytest.raises(OptionError, match="weights"):
        farrell.additive(lognormal, weights="range")
    with pytest.raises(OptionError, match="bam"):
        farrell.additive(lognormal, weights="bam", rts="crs")
    with pytest.raises(OptionError, match="disposability_inputs"):
        farrell.additive(lognormal, disposability_inputs="free")


def test_a_sum_beyond_its_bound_is_no_efficiency(panel_of):
    panel = panel_of([1.0, 2.0, 3.0, 9.0], [1.0, 6.0, 1.0, 1.0])
    assert np.isnan(farrell.additive(panel, weights="ram", reference=["U0", "U1"]).te[3])
    assert np.isnan(farrell.additive(panel, weights="ram", rts="crs").te).all()


def test_slack_on_the_side_that_does_not_count_is_weak_efficiency(panel_of):
    result = farrell.additive(panel_of([1.0, 2.0], [1.0, 1.0]), orientation="output")
    assert result.efficiency.tolist() == ["efficient", "weakly efficient"]


@pytest.mark.parametrize("weights", ["normalised", "ram"])
def test_long_run_weights_are_the_same_in_every_period(panel_of, weights):
    random = np.random.default_rng(8)
    X, Y = random.uniform(1, 9, (16, 2)), random.uniform(1, 9, (16, 1))
    panel = panel_of(X, Y, units=[f"U{i}" for i in range(8)] * 2, periods=[1] * 8 + [2] * 8)
    result = farrell.additive(panel, weights=weights, over="panel")
    slack, data = np.hstack([result.slack_in, result.slack_out]), np.hstack([X, Y])
    size = data.std(axis=0, ddof=1) if weights == "normalised" else 3 * np.ptp(data, axis=0)
    np.testing.assert_allclose(result.score, (slack / size).sum(axis=1), rtol=1e-9, atol=1e-12)
    assert np.abs(result.score - farrell.additive(panel, weights=weights).score).max() > 1e-3
    if weights == "ram":
        assert (result.te >= 0).all()
    with pytest.raises(OptionError, match="over"):
        farrell.additive(panel, over="all")
