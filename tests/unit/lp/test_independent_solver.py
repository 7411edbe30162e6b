"""The engine against scipy's linprog (HiGHS), which shares no code with it but the solver library."""

import numpy as np
import pytest

from farrell.lp import solve

SCORE = 1e-7
"""linprog works to 1e-10 in the unit's space; scores of 1e-3 and more keep seven digits."""
SLACK = 1e-6
"""The second phase fixes a score known to 1e-10, and slacks react to that by the size of the multipliers."""
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")

pytestmark = pytest.mark.usefixtures("both_solvers")
SHAPES = [(m, s) for m in range(1, 5) for s in range(1, 4)]


def check(technology, programs, points, independent, slack_sum):
    solution = solve(technology, programs)
    size = np.abs(programs.a + programs.b)[:, : technology.m + technology.s].max(axis=1)
    for k in points:
        truth = independent(technology, programs, int(k))
        assert solution.status[k] == truth.status
        if truth.status != "optimal":
            assert np.isnan(solution.t[k])
            continue
        assert solution.t[k] == pytest.approx(truth.t, rel=SCORE)
        # where sizes span 1e8 linprog may find no second phase at all; test_exact_solver.py has those slacks
        if np.isfinite(truth.slack_sum):
            assert slack_sum(solution, programs, k) == pytest.approx(truth.slack_sum, rel=SLACK, abs=SLACK * size[k])
    return solution


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("rts", RTS)
@pytest.mark.parametrize(("m", "s"), SHAPES, ids=str)
def test_scores_and_slack_sums_of_random_data(rts, orientation, m, s, pose, independent, slack_sum):
    rng = np.random.default_rng([m, s, RTS.index(rts), orientation == "input"])
    n = int(rng.integers(1, 41))
    X, Y = rng.lognormal(0, 0.7, (n, m)), rng.lognormal(0, 0.7, (n, s))
    technology, programs = pose(X, Y, rts, orientation)
    solution = check(technology, programs, rng.permutation(n)[:5], independent, slack_sum)
    assert (solution.status == "optimal").all()


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("rts", RTS)
def test_scores_and_slack_sums_of_hostile_data(rts, orientation, draw, pose, independent, slack_sum):
    rng = np.random.default_rng([7, RTS.index(rts), orientation == "input"])
    for n, m, s in ((9, 1, 1), (17, 2, 2), (30, 3, 2)):
        X, Y = draw(rng, n, m, s)
        technology, programs = pose(X, Y, rts, orientation)
        check(technology, programs, rng.permutation(n)[:4], independent, slack_sum)


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("rts", RTS)
def test_points_that_do_not_span_the_frontier(rts, orientation, pose, independent, slack_sum):
    rng = np.random.default_rng([11, RTS.index(rts), orientation == "input"])
    X, Y = rng.lognormal(0, 0.7, (12, 2)), rng.lognormal(0, 0.7, (12, 2))
    at = rng.lognormal(0, 1.2, (8, 2)), rng.lognormal(0, 1.2, (8, 2))
    technology, programs = pose(X, Y, rts, orientation, at=at)
    check(technology, programs, range(8), independent, slack_sum)


@pytest.mark.parametrize("rts", RTS)
def test_a_unit_left_out_of_its_own_reference(rts, pose, independent, slack_sum):
    rng = np.random.default_rng([13, RTS.index(rts)])
    X, Y = rng.lognormal(0, 0.7, (12, 2)), rng.lognormal(0, 0.7, (12, 2))
    technology, programs = pose(X, Y, rts, own=np.arange(12))
    solution = check(technology, programs, range(12), independent, slack_sum)
    assert all(k not in solution.peer[k] for k in range(12))


def test_slacks_by_weights_of_ones_over_means(pose, independent, slack_sum):
    rng = np.random.default_rng(17)
    X, Y = rng.integers(1, 6, (25, 3)).astype(float), rng.integers(1, 6, (25, 2)) * 1e6
    technology, programs = pose(X, Y, "vrs", weight=1.0 / np.hstack([X, Y]).mean(axis=0))
    solution = solve(technology, programs)
    for k in range(25):
        truth = independent(technology, programs, k)
        assert slack_sum(solution, programs, k) == pytest.approx(truth.slack_sum, rel=SLACK, abs=SLACK)
