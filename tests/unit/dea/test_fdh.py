"""The free disposal hull and its relatives: independent programs, brute force, what holds and what does not."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

import farrell
from farrell import DataError, OptionError
from farrell.dea.fdh import fdh
from farrell.dea.sbm import sbm

EXACT = 1e-12
WHOLE = 3e-6
"""What scipy's mixed programs are good to."""


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(3)
    return panel_of(np.exp(random.normal(0, 0.8, (30, 2))), np.exp(random.normal(0, 0.8, (30, 2))))


def by_mixed_program(panel, orientation, o, low, high, total):
    """theta or phi by scipy: multiples within (low, high) of one unit, or whole units that may be added up."""
    n, zero = len(panel), np.zeros
    x, y = panel.X[o][:, None], panel.Y[o][:, None]
    theta, phi = (x, 0 * y) if orientation == "input" else (0 * x, y)
    # variables: the scalar, n multiples, n choices
    rows = [
        LinearConstraint(np.hstack([-theta, panel.X.T, 0 * panel.X.T]), -np.inf, (x - theta)[:, 0]),
        LinearConstraint(np.hstack([-phi, panel.Y.T, 0 * panel.Y.T]), (y - phi)[:, 0], np.inf),
    ]
    one = np.c_[zero(n), np.eye(n), zero((n, n))], np.c_[zero(n), zero((n, n)), np.eye(n)]
    if total:
        rows.append(LinearConstraint(one[0] - one[1], 0, 0))
    else:
        rows += [
            LinearConstraint(one[0] - high * one[1], -np.inf, 0),
            LinearConstraint(one[0] - low * one[1], 0, np.inf),
            LinearConstraint(one[1].sum(axis=0), 1, 1),
        ]
    cost = np.r_[1.0 if orientation == "input" else -1.0, zero(2 * n)]
    return abs(milp(cost, constraints=rows, integrality=np.r_[zero(1 + n), np.ones(n)], bounds=Bounds(0, np.inf)).fun)


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize(
    ("variant", "low", "high"), [("fdh", 1.0, 1.0), ("fdh+", 0.85, 1.15), ("fdh+", 0.5, 3.0), ("replicability", 0, 0)]
)
def test_it_is_what_a_mixed_program_gives(lognormal, orientation, variant, low, high):
    parameter = (low, high) if variant == "fdh+" else None
    result = fdh(lognormal, orientation=orientation, variant=variant, parameter=parameter)
    chosen = range(0, 30, 4)
    expected = [by_mixed_program(lognormal, orientation, o, low, high, variant == "replicability") for o in chosen]
    np.testing.assert_allclose(result.score[list(chosen)], expected, rtol=WHOLE)


def test_whole_units_by_trying_all_of_them(panel_of):
    random = np.random.default_rng(5)
    panel = panel_of(random.integers(1, 9, (5, 2)), random.integers(1, 9, (5, 2)))
    sums = np.array(list(product(range(9), repeat=5)))
    X, Y = sums @ panel.X, sums @ panel.Y
    theta, phi = fdh(panel, variant="replicability"), fdh(panel, orientation="output", variant="replicability")
    for o in range(5):
        able = (panel.Y[o] <= Y).all(axis=1)
        ratio = (X / panel.X[o]).max(axis=1)
        assert theta.score[o] == pytest.approx(ratio[able].min(), rel=EXACT)
        slack = (ratio.min(where=able, initial=np.inf) * panel.X[o] - X).sum(axis=1) + (Y - panel.Y[o]).sum(axis=1)
        best = slack[able & (ratio <= ratio[able].min() + EXACT)].max()
        assert np.r_[theta.slack_in[o], theta.slack_out[o]].sum() == pytest.approx(best, abs=1e-9)
        able = (panel.X[o] >= X).all(axis=1)
        assert phi.score[o] == pytest.approx((Y / panel.Y[o]).min(axis=1)[able].max(), rel=EXACT)


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_each_hull_holds_the_one_before_it_and_convexity_holds_all(lognormal, orientation):
    plain, some, more = (
        fdh(lognormal, orientation=orientation, variant=variant, parameter=parameter).te
        for variant, parameter in (("fdh", None), ("fdh+", None), ("fdh+", (0.1, 9.0)))
    )
    added = fdh(lognormal, orientation=orientation, variant="replicability").te
    vrs, crs = (farrell.dea(lognormal, orientation=orientation, rts=rts).te for rts in ("vrs", "crs"))
    for larger, smaller in ((plain, some), (some, more), (plain, added), (plain, vrs), (more, crs), (added, crs)):
        assert (smaller <= larger + EXACT).all()
        assert (smaller < larger - 0.01).any()
    np.testing.assert_array_equal(fdh(lognormal, orientation=orientation, variant="fdh+", parameter=(1, 1)).te, plain)


def test_scaling_of_single_units_without_bounds_makes_both_orientations_one(lognormal):
    theta, phi = (fdh(lognormal, orientation=o, variant="fdh+", parameter=(1e-6, 1e6)).te for o in ("input", "output"))
    np.testing.assert_allclose(theta, phi, rtol=EXACT)
    bounded = [fdh(lognormal, orientation=o, variant="fdh+").te for o in ("input", "output")]
    assert np.abs(bounded[0] - bounded[1]).max() > 0.01


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("variant", ["fdh", "fdh+", "replicability"])
def test_targets_are_the_peers_and_slacks_the_rest(lognormal, orientation, variant):
    result = fdh(lognormal, orientation=orientation, variant=variant)
    np.testing.assert_allclose(result.lambdas @ lognormal.X, result.target_in, rtol=EXACT)
    np.testing.assert_allclose(result.lambdas @ lognormal.Y, result.target_out, rtol=EXACT)
    theta, phi = (result.score, 1.0) if orientation == "input" else (np.ones(30), result.score)
    np.testing.assert_allclose(result.target_in + result.slack_in, theta[:, None] * lognormal.X, rtol=EXACT)
    np.testing.assert_allclose(
        result.target_out - result.slack_out, np.broadcast_to(phi, 30)[:, None] * lognormal.Y, rtol=EXACT
    )
    assert (np.hstack([result.slack_in, result.slack_out]) >= 0).all()


def test_among_ties_the_peer_with_most_slack_then_the_first(panel_of):
    X = [[2, 2], [2, 1], [2, 1], [4, 4]]
    result = fdh(panel_of(X, [[1], [1], [1], [1]]))
    assert result.te.tolist() == [1.0, 1.0, 1.0, 0.5]
    assert result.efficiency.tolist() == ["weakly efficient", "efficient", "efficient", "inefficient"]
    assert [result.peers(unit) for unit in ("U0", "U2", "U3")] == [{"U1": 1.0}, {"U2": 1.0}, {"U1": 1.0}]
    np.testing.assert_array_equal(result.slack_in[3], [0, 1])
    first = fdh(panel_of(X, [[1], [1], [1], [1]]), second_phase=False)
    assert first.efficiency.tolist() == ["frontier"] * 3 + ["inefficient"]
    assert np.isnan(first.slack_in).all()
    np.testing.assert_array_equal(first.target_in[3], [2, 2])


def test_ties_of_decimal_numbers_are_ties(panel_of):
    # 0.1 + 0.2 is 0.3 and 3.45 is 1.15 times 3, whatever the floats say
    result = fdh(panel_of([[0.1], [0.2], [0.4]], [[0.1], [0.2], [0.3]]), variant="replicability")
    assert result.te[2] == pytest.approx(0.75)
    result = fdh(panel_of([[3.0], [9.0]], [[3.0], [3.45]]), variant="fdh+")
    assert result.te[1] == pytest.approx(3.45 / 9.0)


@pytest.mark.parametrize("variant", ["fdh", "fdh+", "replicability"])
def test_zeros_and_units_without_a_score(panel_of, variant):
    panel = panel_of([[0.0, 4.0], [1.0, 1.0], [0.0, 2.0], [0.0, 0.0]], [[1.0], [1.0], [1.0], [0.0]])
    with pytest.warns(farrell.SolveWarning, match="U3"):
        result = fdh(panel, variant=variant)
    np.testing.assert_array_equal(result.te[:3], [0.5, 1.0, 1.0])  # only units without the first input compare
    assert result.status[3] == "undefined"
    with pytest.warns(farrell.SolveWarning, match="U3"):
        assert fdh(panel, variant=variant, orientation="output").status[3] == "unbounded"
    small = panel_of([[1.0], [5.0]], [[1.0], [9.0]], units=["S", "L"])
    with pytest.warns(farrell.SolveWarning, match="L"):
        alone = fdh(small, variant="fdh", reference=["S"])
    assert alone.status.tolist() == ["optimal", "infeasible"]
    assert fdh(small, variant="replicability", reference=["S"]).score[1] == pytest.approx(9 / 5)


def test_a_shift_of_the_side_that_is_not_scaled_changes_nothing(lognormal, panel_of):
    shifted = fdh(panel_of(lognormal.X, lognormal.Y - 5.0))
    np.testing.assert_array_equal(shifted.te, fdh(lognormal).te)
    with pytest.raises(DataError, match="y0"):
        fdh(panel_of(lognormal.X, lognormal.Y - 5.0), variant="fdh+")
    with pytest.raises(DataError, match="x0"):
        fdh(panel_of(lognormal.X - 5.0, lognormal.Y))


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("reference", ["own", "pooled"])
def test_slacks_based_scores_of_single_units_by_brute_force(panel_of, orientation, reference):
    random = np.random.default_rng(8)
    X, Y, B = (random.integers(1, 6, (24, k)).astype(float) for k in (2, 1, 1))
    panel = panel_of(X, Y, bad=B, units=[f"U{i}" for i in range(12)] * 2, periods=[1] * 12 + [2] * 12)
    result = sbm(panel, rts="fdh", orientation=orientation, reference=reference)
    for o in range(24):
        rows = np.arange(24) if reference == "pooled" else np.arange(12) + 12 * (o // 12)
        able = rows[((X[rows] <= X[o]) & (B[rows] <= B[o])).all(axis=1) & (Y[rows] >= Y[o]).all(axis=1)]
        top = 1 - ((X[o] - X[able]) / X[o]).mean(axis=1) * (orientation != "output")
        more = np.hstack([Y[able] - Y[o], B[o] - B[able]]) / np.r_[Y[o], B[o]]
        assert result.score[o] == pytest.approx((top / (1 + more.mean(axis=1) * (orientation != "input"))).min())


def test_wrong_options_are_named(lognormal):
    with pytest.raises(OptionError, match="variant"):
        fdh(lognormal, variant="fdh++")
    for parameter in ((0.0, 1.0), (1.1, 2.0), (0.5,), "wide", (0.5, np.nan)):
        with pytest.raises(OptionError, match="parameter"):
            fdh(lognormal, variant="fdh+", parameter=parameter)
    with pytest.raises(OptionError, match="parameter"):
        fdh(lognormal, parameter=(0.9, 1.1))
    with pytest.raises(OptionError, match="orientation"):
        fdh(lognormal, orientation="none")
    with pytest.raises(OptionError, match="second_phase"):
        fdh(lognormal, second_phase="no")
