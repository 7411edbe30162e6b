"""Whole targets: another formulation, brute force, and what they cost."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

import farrell
from farrell import DataError, OptionError
from farrell.dea.integer import integer_dea

MIXED = 1e-7
"""What scipy's branching leaves open."""


@pytest.fixture(scope="module")
def counts():
    random = np.random.default_rng(5)
    X = random.integers(2, 14, (14, 2)).astype(float)
    Y = np.c_[random.integers(1, 12, 14).astype(float), np.exp(random.normal(1, 0.4, 14))]
    return X, Y


def by_scipy(X, Y, o, rts, orientation, whole):
    """Kuosmanen & Kazemi Matin's program with slack variables left out: lambda, t, one target a column."""
    n, m = X.shape
    Z = np.hstack([X, Y])
    k = Z.shape[1]
    low, high, rows = [], [], []
    for c in range(k):
        target = np.eye(k)[c]
        sign = 1.0 if c < m else -1.0
        rows.append(np.r_[sign * Z[:, c], 0.0, -sign * target])
        moves = (c < m) == (orientation == "input")
        rows.append(np.r_[np.zeros(n), -sign * Z[o, c] * moves, sign * target])
        low += [-np.inf, -np.inf]
        high += [0.0, 0.0 if moves else sign * Z[o, c]]
    if rts == "vrs":
        rows.append(np.r_[np.ones(n), np.zeros(1 + k)])
        low.append(1.0), high.append(1.0)
    cost = np.r_[np.zeros(n), 1.0 if orientation == "input" else -1.0, np.zeros(k)]
    integral = np.r_[np.zeros(n + 1), np.array(whole, dtype=float)]
    found = milp(
        cost, constraints=LinearConstraint(np.array(rows), low, high), integrality=integral, bounds=Bounds(0, np.inf),
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    return found.x[n]


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("marked", [["x0", "x1", "y0"], ["x1"], ["y0"]])
def test_it_is_what_another_formulation_gives(panel_of, counts, rts, orientation, marked):
    X, Y = counts
    panel = panel_of(X, Y, integer=marked)
    result = integer_dea(panel, rts=rts, orientation=orientation)
    whole = [c in marked for c in ("x0", "x1", "y0", "y1")]
    expected = [by_scipy(X, Y, o, rts, orientation, whole) for o in range(len(X))]
    np.testing.assert_allclose(result.score, expected, atol=MIXED)
    target = np.hstack([result.target_in, result.target_out])
    np.testing.assert_array_equal(target[:, whole], np.round(target[:, whole]))
    reached = result.lambdas @ np.hstack([X, Y])
    assert (reached[:, :2] <= target[:, :2] + 1e-9).all()
    assert (reached[:, 2:] >= target[:, 2:] - 1e-9).all()
    for slack in (result.slack_in, result.slack_out):
        assert (slack >= -1e-9).all()
    assert (result.parts["gap"] <= MIXED).all()
    radial = farrell.dea(panel_of(X, Y), rts=rts, orientation=orientation)
    assert (result.te >= radial.te - MIXED).all()
    assert len(marked) == 1 or (result.te > radial.te + 1e-3).any()
    assert (result.te <= 1.0).all()


def test_the_second_phase_finds_the_largest_slacks(panel_of, counts):
    """Every pair of whole inputs below the scaled unit is tried."""
    X, Y = counts
    n = len(X)
    result = integer_dea(panel_of(X, Y[:, :1], integer=["x0", "x1", "y0"]))
    for o in range(n):
        best = -np.inf
        limit = np.floor(result.score[o] * X[o] + 1e-9).astype(int)
        for p in itertools.product(range(limit[0] + 1), range(limit[1] + 1)):
            most = linprog(-Y[:, 0], X.T, p, np.ones((1, n)), [1.0])
            if most.status == 0 and -most.fun >= Y[o, 0] - 1e-9:
                made = np.floor(-most.fun + 1e-9)
                best = max(best, (result.score[o] * X[o] - p).sum() + made - Y[o, 0])
        assert result.slack_in[o].sum() + result.slack_out[o].sum() == pytest.approx(best, abs=1e-7)


def test_rounding_the_radial_target_can_be_out_of_reach_or_too_modest(panel_of):
    panel = panel_of([2, 5, 7], [4, 9, 11], integer=["x0"])
    result = integer_dea(panel, rts="crs")
    # C needs 5.5 beds, so 6; B needs 4.5, so all of its 5
    np.testing.assert_allclose(result.score, [1.0, 1.0, 6 / 7])
    assert result.target_in[:, 0].tolist() == [2.0, 5.0, 6.0]
    assert result.efficiency.tolist() == ["efficient", "weakly efficient", "inefficient"]
    # five beds could treat ten cases
    np.testing.assert_allclose(result.slack_out[:, 0], [0.0, 1.0, 1.0])


def test_large_counts_approach_the_radial_score(panel_of, counts):
    X, Y = counts
    radial = farrell.dea(panel_of(X, Y), rts="crs").te
    before = np.inf
    for factor in (1, 10, 1000):
        here = integer_dea(panel_of(X * factor, Y, integer=["x0", "x1"]), rts="crs").te
        away = np.abs(here - radial).max()
        assert away <= before + MIXED
        before = away
    assert before < 1e-3


def test_units_of_what_is_not_counted_do_not_matter(panel_of, counts):
    X, Y = counts
    before = integer_dea(panel_of(X, Y, integer=["x0"]))
    after = integer_dea(panel_of(X * [1.0, 1e4], Y * [1e-3, 1e5], integer=["x0"]))
    np.testing.assert_allclose(after.score, before.score, rtol=1e-8)


def test_without_a_second_phase_the_score_is_the_same(panel_of, counts):
    panel = panel_of(*counts, integer=["x0", "y0"])
    one, two = integer_dea(panel, second_phase=False), integer_dea(panel, slack_weights="mean")
    np.testing.assert_allclose(one.score, two.score, rtol=1e-9)


def test_a_reference_may_leave_no_solution(panel_of):
    panel = panel_of([1, 2], [1, 2], integer=["x0"])
    with pytest.warns(farrell.SolveWarning, match="U1"):
        result = integer_dea(panel, reference=["U0"])
    assert result.status.tolist() == ["optimal", "infeasible"]


def test_wrong_use_is_refused(panel_of):
    with pytest.raises(OptionError, match="integer"):
        integer_dea(panel_of([1, 2], [1, 2]))
    for value in (1.5, -1.0):
        with pytest.raises(DataError, match="x0"):
            integer_dea(panel_of([value, 2], [1, 2], integer=["x0"]), orientation="output")
    with pytest.raises(OptionError, match="rts"):
        integer_dea(panel_of([1, 2], [1, 2], integer=["x0"]), rts="fdh")


def test_under_generalised_returns_a_beaten_unit_may_be_the_larger_multiple(panel_of):
    panel = panel_of([10.0, 21.0, 50.0], [10.0, 20.0, 40.0], integer=["x0"])
    result = integer_dea(panel, rts="grs", bounds=(1, 2))
    # twice the second unit is whole, 42 for 40; twice the first makes 20 only
    np.testing.assert_allclose(result.te, [1.0, 20 / 21, 0.84], rtol=1e-9)
