"""Closest targets: every face by brute force, strong efficiency of the targets, relations to the furthest ones."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.closest_targets import closest_targets
from farrell.dea.holder import holder

CERTIFIED = 1e-9
RTS = ["crs", "vrs", "nirs", "ndrs"]


@pytest.fixture(scope="module")
def small(panel_of):
    random = np.random.default_rng(21)
    return panel_of(np.exp(random.normal(0, 0.5, (10, 2))), np.exp(random.normal(0, 0.5, 10)))


@pytest.fixture(scope="module")
def wide(panel_of):
    random = np.random.default_rng(22)
    X = np.exp(random.normal(0, 0.6, (31, 3))) * [1, 1e-3, 1e5]
    return panel_of(X, np.exp(random.normal(0, 0.6, (31, 2))) * [1, 1e4])


def sums(rts, n):
    """scipy's rows on the sum of intensities: (equations, right), (inequalities, right)."""
    ones = np.ones((1, n))
    return {
        "crs": (None, None),
        "vrs": ((ones, [1.0]), None),
        "nirs": (None, (ones, [1.0])),
        "ndrs": (None, (-ones, [-1.0])),
    }[rts]


def on_one_hyperplane(X, Y, rts, chosen, tight):
    """Whether prices of 1 or more exist that hold these units on a supporting hyperplane; ``tight`` lets the free term
    differ from 0, as complementarity asks where the sum of intensities is at its bound."""
    (n, m), s = X.shape, Y.shape[1]
    rows = np.hstack([-X, Y, -np.ones((n, 1))])
    free = {"crs": (0, 0), "vrs": (None, None), "nirs": (0, None), "ndrs": (None, 0)}[rts] if tight else (0, 0)
    return linprog(
        np.zeros(m + s + 1),
        A_ub=rows,
        b_ub=np.zeros(n),
        A_eq=rows[list(chosen)],
        b_eq=np.zeros(len(chosen)),
        bounds=[(1, None)] * (m + s) + [free],
    ).status == 0  # fmt: skip


def by_brute_force(panel, rts, o, cost_in, cost_out):
    """The least over all sets of units on one hyperplane, by scipy."""
    X, Y = panel.X, panel.Y
    n, width = len(X), X.shape[1] + Y.shape[1]
    best = np.inf
    for tight in (True, False):
        for size in range(1, width + 1):
            for chosen in combinations(range(n), size):
                if not on_one_hyperplane(X, Y, rts, chosen, tight):
                    continue
                P, Q = X[list(chosen)], Y[list(chosen)]
                equal, less = sums(rts, size)
                if tight and rts in ("nirs", "ndrs"):
                    equal, less = (np.ones((1, size)), [1.0]), None
                rows, right = [P.T, -Q.T], [X[o], -Y[o]]
                if less:
                    rows, right = [*rows, less[0]], [*right, less[1]]
                found = linprog(
                    -P @ cost_in + Q @ cost_out,
                    A_ub=np.vstack(rows),
                    b_ub=np.concatenate(right),
                    A_eq=equal[0] if equal else None,
                    b_eq=equal[1] if equal else None,
                )
                if found.status == 0:
                    best = min(best, found.fun + cost_in @ X[o] - cost_out @ Y[o])
    return best


@pytest.mark.parametrize("rts", RTS)
def test_it_is_the_least_over_all_faces(small, rts):
    relative, additive = closest_targets(small, rts=rts), closest_targets(small, rts=rts, criterion="additive")
    for o in (1, 4):
        x, y = small.X[o], small.Y[o]
        assert relative.score[o] == pytest.approx(by_brute_force(small, rts, o, 1 / x / 3, 1 / y / 3), abs=1e-7)
        assert additive.score[o] == pytest.approx(by_brute_force(small, rts, o, np.ones(2), np.ones(1)), abs=1e-7)


@pytest.mark.parametrize("rts", RTS)
@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_targets_are_strongly_efficient_and_dominate(wide, panel_of, rts, orientation):
    result = closest_targets(wide, rts=rts, orientation=orientation)
    landed = panel_of(result.target_in, result.target_out)
    np.testing.assert_allclose(farrell.sbm(landed, rts=rts, reference=wide).te, 1.0, atol=1e-7)
    assert min((result.slack_in / wide.X).min(), (result.slack_out / wide.Y).min()) >= -CERTIFIED
    np.testing.assert_allclose(result.lambdas @ wide.X, result.target_in, rtol=1e-8)
    np.testing.assert_allclose(result.lambdas @ wide.Y, result.target_out, rtol=1e-8)
    moves = np.hstack([result.slack_in / wide.X * (orientation != "output"),
                       result.slack_out / wide.Y * (orientation != "input")])  # fmt: skip
    counted = {"input": 3, "output": 2, "none": 5}[orientation]
    np.testing.assert_allclose(moves.sum(axis=1) / counted, result.score, atol=CERTIFIED)


@pytest.mark.parametrize("rts", RTS)
def test_it_is_between_the_weakly_efficient_frontier_and_the_furthest_targets(wide, rts):
    near = closest_targets(wide, rts=rts)
    far = farrell.sbm(wide, rts=rts)
    furthest = np.hstack([far.slack_in / wide.X, far.slack_out / wide.Y]).mean(axis=1)
    assert (near.score <= furthest + CERTIFIED).all()
    assert near.score.sum() < 0.8 * furthest.sum()
    assert (near.score * 5 >= holder(wide, l=1, weighted=True, rts=rts).score - 1e-8).all()
    np.testing.assert_array_equal(near.score == 0, far.te > 1 - 1e-9)


def test_relative_criterion_is_free_of_units_and_the_additive_one_is_not(wide, panel_of):
    scaled = panel_of(wide.X * [100, 1, 1], wide.Y)
    np.testing.assert_allclose(closest_targets(scaled).score, closest_targets(wide).score, atol=CERTIFIED)
    plain, other = (closest_targets(p, criterion="additive").score for p in (wide, scaled))
    assert np.abs(plain - other).max() > 1e-3


def test_weights_steer(wide):
    first = wide.roles.inputs[0]
    result = closest_targets(wide, weights={first: 4.0})
    moves = np.hstack([result.slack_in / wide.X, result.slack_out / wide.Y])
    np.testing.assert_allclose(moves @ [4, 1, 1, 1, 1] / 8, result.score, atol=CERTIFIED)
    before = closest_targets(wide)
    assert (result.slack_in[:, 0]).sum() < before.slack_in[:, 0].sum()


def test_worked_by_hand(panel_of):
    # (5, 5) is beaten by the segments between (1, 6), (2, 3) and (6, 1); the nearest point dominating it lies on the
    # second segment, where the second input stays: no, least x + y on 2 <= x <= 5, x + 2 y = 8 is (5, 1.5): 3.5 away
    panel = panel_of([[1.0, 6.0], [2.0, 3.0], [6.0, 1.0], [5.0, 5.0]], np.ones(4))
    result = closest_targets(panel, criterion="additive", orientation="input")
    np.testing.assert_allclose(result.score, [0, 0, 0, 3.5], atol=CERTIFIED)
    np.testing.assert_allclose(result.target_in[3], [5, 1.5], atol=CERTIFIED)
    assert list(result.efficiency) == ["efficient"] * 3 + ["inefficient"]


def test_a_unit_that_gets_worse_may_come_nearer(panel_of):
    frontier = [[1.0, 4.0, 1.0], [2.0, 3.0, 6.0]]
    before = closest_targets(panel_of([*frontier, [1.0, 20.0, 20.0]], np.ones(3)), criterion="additive")
    after = closest_targets(panel_of([*frontier, [2.0, 20.0, 20.0]], np.ones(3)), criterion="additive")
    np.testing.assert_allclose([before.score[2], after.score[2]], [35, 31], atol=CERTIFIED)


def test_duplicates_weakly_efficient_units_and_collinear_ones(panel_of):
    X = [[1.0, 4.0], [1.0, 4.0], [4.0, 1.0], [2.5, 2.5], [1.0, 9.0], [5.0, 5.0]]
    result = closest_targets(panel_of(X, np.ones(6)), criterion="additive")
    np.testing.assert_allclose(result.score, [0, 0, 0, 0, 5, 5], atol=CERTIFIED)


def test_zeros_points_beyond_and_one_unit(panel_of):
    panel = panel_of([[0.0, 1.0], [1.0, 1.0], [0.0, 2.0]], np.ones(3))
    with pytest.raises(DataError, match="x0"):
        closest_targets(panel)
    np.testing.assert_allclose(closest_targets(panel, zeros="skip").score, [0, 1 / 3, 0.5 / 2], atol=CERTIFIED)
    with pytest.warns(farrell.SolveWarning, match="U0"):
        beyond = closest_targets(panel, criterion="additive", reference=["U1"])
    assert list(beyond.status) == ["infeasible", "optimal", "infeasible"]
    assert closest_targets(panel_of([2.0], [1.0])).score[0] == 0.0


def test_wrong_options_are_named(wide, panel_of):
    with pytest.raises(OptionError, match="criterion"):
        closest_targets(wide, criterion="furthest")
    with pytest.raises(OptionError, match="rts"):
        closest_targets(wide, rts="fdh")
    with pytest.raises(OptionError, match="9"):
        closest_targets(panel_of(np.ones((3, 6)), np.ones((3, 4))))
