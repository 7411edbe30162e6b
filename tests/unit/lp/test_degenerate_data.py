"""Data that solvers get wrong: ties, one unit, constant columns, sizes far apart, zeros, no solution."""

import numpy as np
import pytest

from farrell.lp import solve

EXACT = 1e-9
"""Certified scores are right to about 1e-10."""
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")

pytestmark = pytest.mark.usefixtures("both_solvers")
WAYS = [(rts, way) for rts in RTS for way in ("input", "output")]


def agrees_with_exact(pose, exact_answer, slack_sum, X, Y, rts, way, points=None, **options):
    technology, programs = pose(X, Y, rts, way, **options)
    solution = solve(technology, programs)
    for k in range(programs.k) if points is None else points:
        exact = exact_answer(technology, programs, k)
        assert solution.status[k] == exact.status
        if exact.status == "optimal":
            size = np.abs(programs.a[k] + programs.b[k]).max()
            assert solution.t[k] == pytest.approx(exact.t, rel=EXACT)
            assert slack_sum(solution, programs, k) == pytest.approx(exact.slack_sum, rel=1e-6, abs=1e-6 * size)
    return solution


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_one_unit_is_its_own_frontier(rts, way, pose):
    solution = solve(*pose([[3.0, 4.0]], [[5.0]], rts, way))
    assert solution.status.tolist() == ["optimal"]
    assert solution.t[0] == pytest.approx(1.0, rel=EXACT)
    assert solution.slack[0].tolist() == [0, 0, 0]


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_duplicates_score_alike(rts, way, pose):
    rng = np.random.default_rng(1)
    X, Y = rng.integers(1, 9, (6, 2)), rng.integers(1, 9, (6, 2))
    once = solve(*pose(X, Y, rts, way))
    thrice = solve(*pose(np.tile(X, (3, 1)), np.tile(Y, (3, 1)), rts, way))
    np.testing.assert_allclose(thrice.t, np.tile(once.t, 3), rtol=EXACT)
    np.testing.assert_allclose(thrice.slack.sum(axis=1), np.tile(once.slack.sum(axis=1), 3), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_all_units_equal_are_all_efficient(rts, way, pose):
    solution = solve(*pose(np.full((9, 2), 7.0), np.full((9, 2), 3.0), rts, way))
    np.testing.assert_allclose(solution.t, 1.0, rtol=EXACT)
    np.testing.assert_allclose(solution.slack, 0.0, atol=1e-9)


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_constant_columns(rts, way, pose, exact_answer, slack_sum):
    rng = np.random.default_rng(2)
    X, Y = rng.integers(1, 6, (12, 2)).astype(float), rng.integers(1, 6, (12, 2)).astype(float)
    X[:, 0], Y[:, 1] = 3.0, 2.0
    agrees_with_exact(pose, exact_answer, slack_sum, X, Y, rts, way, range(0, 12, 3))


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_columns_that_are_multiples_of_each_other(rts, way, pose, exact_answer, slack_sum):
    rng = np.random.default_rng(3)
    X, Y = rng.integers(1, 9, (12, 2)).astype(float), rng.integers(1, 9, (12, 2)).astype(float)
    X[:, 1], Y[:, 1] = 4 * X[:, 0], X[:, 0]
    agrees_with_exact(pose, exact_answer, slack_sum, X, Y, rts, way, range(0, 12, 3))


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_integer_lattice_with_many_ties(rts, way, pose, exact_answer, slack_sum):
    lattice = np.array([[a, b, c] for a in (1, 2, 3) for b in (1, 2, 3) for c in (1, 2, 3)], dtype=float)
    X, Y = lattice[:, :2], lattice[:, 2:]
    agrees_with_exact(pose, exact_answer, slack_sum, X, Y, rts, way, range(0, 27, 4))


@pytest.mark.parametrize("span", [1e8, 1e12])
@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_sizes_far_apart(rts, way, span, pose, exact_answer, slack_sum):
    rng = np.random.default_rng(4)
    size = np.geomspace(1, span, 12)[:, None]
    X, Y = rng.lognormal(0, 0.4, (12, 2)) * size, rng.lognormal(0, 0.4, (12, 2)) * size
    agrees_with_exact(pose, exact_answer, slack_sum, X, Y, rts, way, (0, 1, 5, 10, 11))


@pytest.mark.parametrize("unit", [1e-9, 1e12])
@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_tiny_and_huge_values(rts, way, unit, pose):
    rng = np.random.default_rng(5)
    X, Y = rng.lognormal(0, 0.5, (15, 2)), rng.lognormal(0, 0.5, (15, 2))
    plain, scaled = solve(*pose(X, Y, rts, way)), solve(*pose(X * unit, Y * unit, rts, way))
    np.testing.assert_allclose(scaled.t, plain.t, rtol=EXACT)
    np.testing.assert_allclose(scaled.slack, plain.slack * unit, rtol=1e-6, atol=1e-9 * unit)


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_zeros_among_inputs_and_outputs(rts, way, pose, exact_answer, slack_sum):
    X = [[0, 2], [1, 0], [2, 2], [3, 1], [1, 3], [4, 0], [0, 5]]
    Y = [[1, 0], [0, 1], [2, 2], [0, 3], [3, 0], [1, 1], [2, 0]]
    agrees_with_exact(pose, exact_answer, slack_sum, X, Y, rts, way)


@pytest.mark.parametrize("way", ["input", "output"])
def test_units_of_unlike_size_where_the_second_phase_must_not_change_the_score(way, pose, exact_answer, slack_sum):
    """Unit 0 is made of unit 2 and a ten-millionth of unit 1: a price of 1e-10 a unit that is not zero."""
    X, Y = [[1.0], [0.7], [0.5]], [[1.0], [1e9], [0.5]]
    agrees_with_exact(pose, exact_answer, slack_sum, X, Y, "vrs", way)


@pytest.mark.parametrize("rts", ["vrs", "ndrs", "nirs"])
def test_second_phase_keeps_a_very_small_score(rts, pose, exact_answer, slack_sum):
    X, Y = [[100.0], [2e-4], [1e-4]], [[1.0], [1e4], [0.01]]
    agrees_with_exact(pose, exact_answer, slack_sum, X, Y, rts, "input")


@pytest.mark.parametrize("span", [1e6, 1e9, 1e12])
@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_scores_with_and_without_second_phase_are_the_same(rts, way, span, pose):
    rng = np.random.default_rng(6)
    X, Y = 10 ** rng.uniform(0, np.log10(span), (20, 2)), 10 ** rng.uniform(0, np.log10(span), (20, 2))
    both, first = solve(*pose(X, Y, rts, way)), solve(*pose(X, Y, rts, way, weight=None))
    np.testing.assert_array_equal(both.status, first.status)
    np.testing.assert_allclose(both.t, first.t, rtol=EXACT)


def test_cross_period_program_without_solution_is_infeasible(pose):
    solution = solve(*pose([[2.0], [3.0]], [[1.0], [2.0]], "vrs", at=([[5.0], [2.5]], [[4.0], [1.5]])))
    assert solution.status.tolist() == ["infeasible", "optimal"]
    assert np.isnan(solution.t[0])
    assert solution.t[1] == pytest.approx(1.0, rel=EXACT)
    assert solution.diagnostics["infeasible"] == 1
    assert (solution.peer[0] == -1).all()


def test_program_without_bound_is_unbounded(pose):
    technology, programs = pose([[0.0], [1.0]], [[1.0], [1.0]], "crs", "output")
    solution = solve(technology, programs)
    assert solution.status[0] == "unbounded"
    assert np.isnan(solution.t[0])


def test_peers_and_intensities_make_the_target(pose):
    rng = np.random.default_rng(8)
    X, Y = rng.lognormal(0, 0.5, (30, 3)), rng.lognormal(0, 0.5, (30, 2))
    technology, programs = pose(X, Y, "vrs")
    solution = solve(technology, programs)
    for k in range(30):
        used = solution.peer[k] >= 0
        made = technology.A[:, solution.peer[k][used]] @ solution.weight[k][used]
        np.testing.assert_allclose(made[:3], solution.t[k] * X[k] - solution.slack[k, :3], rtol=1e-9)
        np.testing.assert_allclose(made[3:5], Y[k] + solution.slack[k, 3:], rtol=1e-9)
        assert made[5] == pytest.approx(1.0, rel=1e-12)
        assert len(set(solution.peer[k][used])) == used.sum()


def test_a_unit_left_out_is_never_its_own_peer(pose, exact_answer, slack_sum):
    """Sizes span 1e12, so HiGHS's tolerance hides an intensity of 1 of the column that is fixed at zero."""
    X = [[300, 270], [1.1, 2.5], [5.8e11, 7.6e11], [6700, 3700], [2.3e12, 1.3e12], [6400, 22000]]
    Y = [[500, 450], [3.8, 1.7], [4.5e11, 1.1e12], [11000, 5600], [2.7e12, 4.6e12], [26000, 11000]]
    solution = agrees_with_exact(pose, exact_answer, slack_sum, X, Y, "nirs", "input", own=np.arange(6))
    assert all(k not in solution.peer[k] for k in range(6))


def test_no_units_at_all_is_infeasible(pose):
    solution = solve(*pose(np.zeros((0, 1)), np.zeros((0, 1)), "vrs", at=([[1.0]], [[1.0]])))
    assert solution.status.tolist() == ["infeasible"]


def test_a_score_far_below_rounding_of_the_units_own_values_is_no_zero(pose):
    """1e-9 of the first input do for one unit what 1e4 do for another."""
    X, Y = np.array([[1e-9, 0.0], [1e4, 0.0], [0.0, 0.1]]), np.array([[1.0], [0.1], [0.1]])
    technology, programs = pose(X, Y, "crs")
    assert solve(technology, programs).t[1] == pytest.approx(1e-14, rel=1e-9)


def test_a_row_of_which_the_unit_has_nothing_takes_nothing(pose):
    """However small its part beside the row's largest value: the only other unit needs the second input."""
    X = np.array([[1e-9, 0.0], [0.1, 0.1], [0.0, 1e12]])
    Y = np.array([[0.1], [0.1], [0.1]])
    technology, programs = pose(X, Y, "crs", "output", own=np.arange(3))
    assert solve(technology, programs).t[0] == 0.0
