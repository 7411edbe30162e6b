"""Programs posed block by block: HiGHS's answers proved, exact arithmetic where they are not, whole numbers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog

from farrell.lp import LinearProgram, linear
from farrell.lp.exact import solve_linear_exactly


def random_program(seed, whole=False):
    """minimise c x over mixed rows, with a free variable."""
    random = np.random.default_rng(seed)

    def draw(*shape):
        return random.integers(-3, 6, shape).astype(float) if whole else random.normal(size=shape)

    return draw(6, 7), draw(6), draw(8), draw(6, 1)


def posed(A, b, c, f):
    program = LinearProgram()
    x = program.variables(7, cost=c[:7])
    free = program.variables(1, cost=c[7], free=True)
    program.rows("<=", b[:2], (x, A[:2]), (free, f[:2]))
    program.rows(">=", b[2:4], (x, A[2:4]), (free, f[2:4]))
    program.rows("==", b[4:], (x, A[4:]), (free, f[4:]))
    program.rows("<=", 50.0, (x, np.ones((1, 7))))
    return program, x, free


def by_scipy(A, b, c, f):
    full = np.hstack([A, f])
    upper = np.vstack([full[:2], -full[2:4], np.r_[np.ones(7), 0.0]])
    right = np.r_[b[:2], -b[2:4], 50.0]
    bounds = [(0, None)] * 7 + [(None, None)]
    return linprog(c, A_ub=upper, b_ub=right, A_eq=full[4:], b_eq=b[4:], bounds=bounds)


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("seed", range(60))
def test_answers_are_those_of_another_solver(seed, whole):
    parts = random_program(seed, whole)
    program, x, free = posed(*parts)
    answer, expected = program.minimise(), by_scipy(*parts)
    assert answer.status == {0: "optimal", 2: "infeasible", 3: "unbounded"}[expected.status]
    if answer.optimal:
        assert answer.objective == pytest.approx(expected.fun, abs=1e-8)
        A, b, _, f = parts
        reached = A @ answer[x] + f @ answer[free]
        assert (reached[:2] <= b[:2] + 1e-9).all()
        assert (reached[2:4] >= b[2:4] - 1e-9).all()
        np.testing.assert_allclose(reached[4:], b[4:], atol=1e-9)
        assert answer.dual @ np.r_[b, 50.0] == pytest.approx(answer.objective, abs=1e-8)
        assert (answer.dual[:2] <= 1e-12).all()
        assert (answer.dual[2:4] >= -1e-12).all()


@pytest.mark.parametrize("seed", range(20))
def test_exact_arithmetic_gives_the_same_when_every_basis_is_refused(seed, monkeypatch):
    program, *_ = posed(*random_program(seed, True))
    first = program.minimise()
    monkeypatch.setattr(linear, "_judge", lambda *_: None)
    again = program.minimise()
    assert again.exact
    assert again.status == first.status
    if again.optimal:
        assert again.objective == pytest.approx(first.objective, abs=1e-10)


def test_a_second_cost_chooses_among_the_optima():
    program = LinearProgram()
    x = program.variables(3, cost=[1.0, 1.0, 2.0])
    program.rows("==", 4.0, (x, [[1.0, 1.0, 1.0]]))
    assert program.minimise((x, [0.0, 1.0, 0.0]))[x].tolist() == [4.0, 0.0, 0.0]
    assert program.minimise((x, [1.0, 0.0, -9.0]))[x].tolist() == [0.0, 4.0, 0.0]


def test_sizes_of_the_numbers_do_not_matter():
    program = LinearProgram()
    x = program.variables(2, cost=[1e-9, 3e-9])
    program.rows(">=", 1e12, (x, [[1.0, 1.0]]))
    program.rows("<=", 4e-8, (x, [[1e-19, 0.0]]))
    answer = program.minimise()
    np.testing.assert_allclose(answer[x], [4e11, 6e11], rtol=1e-12)
    assert answer.objective == pytest.approx(2200.0, rel=1e-12)


def test_whole_numbers_are_whole_and_the_rest_is_proved():
    program = LinearProgram()
    count = program.variables(2, cost=[-5.0, -4.0], integer=True)
    rest = program.variables(1, cost=-0.1)
    program.rows("<=", [24.0, 6.0], (count, [[6.0, 4.0], [1.0, 2.0]]))
    program.rows("<=", 1.5, (rest, [[1.0]]))
    answer = program.minimise()
    assert answer[count].tolist() == [4.0, 0.0]
    assert answer[rest].tolist() == [1.5]
    assert answer.objective == pytest.approx(-20.15)
    assert answer.gap <= 1e-6


def test_exact_answers_are_exact():
    A = np.array([[3.0, 1.0], [1.0, 3.0]])
    status, x, pi = solve_linear_exactly(A, np.array([-1.0, -1.0]), np.array([0.1, 0.3]), np.ones(2), None)
    assert status == "optimal"
    assert x == [0.0, 0.1]
    assert pi[0] * 0.1 + pi[1] * 0.3 == pytest.approx(float(Fraction(1, 10)), abs=1e-16)


def test_coefficients_of_a_wrong_shape_are_a_fault_of_ours():
    program = LinearProgram()
    x = program.variables(2)
    with pytest.raises(ValueError, match=r"\(1, 3\), not \(1, 2\)"):
        program.rows("<=", 1.0, (x, np.ones((1, 3))))


def test_a_matrix_of_zeros_is_decided_without_highs():
    program = LinearProgram()
    x = program.variables(1, cost=1.0)
    program.rows(">=", 0.0, (x, [[0.0]]))
    assert program.minimise().objective == 0.0
    program.rows(">=", 1.0, (x, [[0.0]]))
    assert program.minimise().status == "infeasible"


def test_a_small_right_hand_side_counts_beside_a_large_one():
    program = LinearProgram()
    x, y = program.variables(1, cost=1.0), program.variables(1)
    program.rows(">=", 1e-8, (x, [[1.0]]))
    program.rows(">=", 1e8, (y, [[1.0]]))
    assert program.minimise().objective == pytest.approx(1e-8, rel=1e-12)
    program.rows("<=", 1e-9, (x, [[1.0]]))
    assert program.minimise().status == "infeasible"


def test_a_second_cost_never_leaves_the_first_optimum():
    X = np.array([3.46626e-06, 0.606963, 2.20991, 51567000.0, 8.49628e-08, 0.0110678])
    Y = np.array([2655.3, 0.119777, 3.42746, 208313.0, 2567110.0, 211.465])
    program = LinearProgram()
    lambdas, less, more = program.variables(6), program.variables(1, cost=-1.0), program.variables(1, cost=-1.0)
    program.rows("==", X[3], (lambdas, X[None]), (less, [[1.0]]))
    program.rows("==", Y[3], (lambdas, Y[None]), (more, [[-1.0]]))
    program.rows("<=", 1.0, (lambdas, np.ones((1, 6))))
    first = program.minimise()
    second = program.minimise((more, 1.0))
    assert second[less].sum() + second[more].sum() == pytest.approx(-first.objective, rel=1e-12)


def test_mixed_programs_take_data_as_decimals_and_know_what_has_no_bound():
    program = LinearProgram()
    count = program.variables(1, cost=-1.0, integer=True)
    program.rows("<=", 0.3, (count, [[0.1]]))
    assert program.minimise()[count].tolist() == [3.0]
    with pytest.raises(ValueError, match="one cost"):
        program.minimise((count, 1.0))
    endless = LinearProgram()
    count, rest = endless.variables(1, cost=-1.0, integer=True), endless.variables(1)
    endless.rows(">=", 0.0, (count, [[1.0]]), (rest, [[1.0]]))
    assert endless.minimise().status == "unbounded"
    impossible = LinearProgram()
    count, rest = impossible.variables(1, cost=-1.0, integer=True), impossible.variables(1)
    impossible.rows("<=", -1.0, (count, [[1.0]]), (rest, [[1.0]]))
    assert impossible.minimise().status == "infeasible"


def test_small_costs_of_mixed_programs_count_as_large_ones():
    for size in (1.0, 1e-9):
        program = LinearProgram()
        count = program.variables(2, cost=[-5.0 * size, -4.0 * size], integer=True)
        program.rows("<=", [24.0, 6.0], (count, [[6.0, 4.0], [1.0, 2.0]]))
        assert program.minimise()[count].tolist() == [4.0, 0.0]
