"""Sparse programs against scipy, asked again and again; proofs of infeasibility; whole numbers against trying all."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from farrell.lp.sparse import SparseProgram

SAME = 1e-9


def random_program(seed, rows=8, columns=12):
    rng = np.random.default_rng(seed)
    A = np.where(rng.random((rows, columns)) < 0.5, rng.uniform(-1, 2, (rows, columns)), 0.0)
    start = rng.uniform(0, 3, columns)
    middle = A @ start
    return rng, A, middle - rng.uniform(0, 1, rows), middle + rng.uniform(0, 1, rows)


@pytest.mark.parametrize("seed", range(20))
def test_costs_and_limits_change_and_answers_stay_those_of_scipy(seed):
    rng, A, low, high = random_program(seed)
    program = SparseProgram()
    x = program.variables(12, high=5.0)
    rows = program.rows(low, high, (x, A))
    for turn in range(4):
        cost = rng.normal(size=12)
        if turn == 2:
            high = high + 0.5
            program.limit(rows, low, high)
        if turn == 3:
            program.bound(x, 0.0, 3.5)
        top = 3.5 if turn == 3 else 5.0
        found = program.minimise((x, cost))
        best = linprog(cost, np.vstack([A, -A]), np.r_[high, -low], bounds=(0, top))
        assert found.status == ("optimal" if best.success else "infeasible")
        if best.success:
            assert found.objective == pytest.approx(best.fun, rel=SAME, abs=SAME)
            assert found.primal_fault <= 1e-12
            assert found.dual_fault <= 1e-12
            limits = np.where(found.dual > 0, low, high) @ found.dual
            bounds = np.where(found.reduced > 0, 0.0, top) @ found.reduced
            assert limits + bounds == pytest.approx(best.fun, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("seed", range(10))
def test_pinning_an_optimum_keeps_it_while_another_cost_is_made_small(seed):
    rng, A, low, high = random_program(seed)
    cost, second = np.round(rng.normal(size=12)), rng.normal(size=12)
    program = SparseProgram()
    x = program.variables(12, high=5.0)
    program.rows(low, high, (x, A))
    first = program.minimise((x, cost))
    before = program.limits()
    program.pin(first)
    found = program.minimise((x, second))
    assert cost @ found.x == pytest.approx(first.objective, rel=SAME, abs=SAME)
    best = linprog(
        second,
        np.vstack([A, -A, cost]),
        np.r_[high, -low, first.objective + 1e-9 * abs(first.objective)],
        bounds=(0, 5),
    )
    assert found.objective == pytest.approx(best.fun, rel=1e-6, abs=1e-6)
    program.put_back(before)
    assert program.minimise((x, cost)).objective == pytest.approx(first.objective)


def test_an_infeasible_program_has_its_proof():
    """x + y >= 3 and x <= 1, y <= 1: the row and both bounds are to blame."""
    program = SparseProgram()
    x = program.variables(2, high=1.0)
    program.rows([3.0, -np.inf], [np.inf, 5.0], (x, [[1.0, 1.0], [1.0, -1.0]]))
    assert program.minimise((x, [1.0, 1.0])).status == "infeasible"
    rows, columns = program.farkas()
    assert rows[0] != 0
    assert rows[1] == 0
    assert (columns != 0).all()


def test_a_program_without_bound_says_so():
    program = SparseProgram()
    x = program.variables(2)
    program.rows(-np.inf, 1.0, (x, [[1.0, -1.0]]))
    found = program.minimise((x, [-1.0, 0.0]))
    assert (found.status, found.solved) == ("unbounded", False)
    assert np.isnan(found.objective)


@pytest.mark.parametrize("seed", range(10))
def test_whole_numbers_agree_with_trying_all(seed):
    rng = np.random.default_rng(seed)
    A, cost = rng.uniform(0.2, 2, (2, 4)), rng.uniform(0.5, 2, 4)
    program = SparseProgram()
    x, y = program.variables(3, high=3.0, integer=True), program.variables(1, high=3.0)
    program.rows([4.0, 5.0], np.inf, (x, A[:, :3]), (y, A[:, 3:]))
    found = program.minimise((x, cost[:3]), (y, cost[3:]))
    best = np.inf
    for whole in itertools.product(range(4), repeat=3):
        rest = max(0.0, float(((np.array([4, 5]) - A[:, :3] @ whole) / A[:, 3]).max()))
        if rest <= 3:
            best = min(best, float(cost[:3] @ whole + cost[3] * rest))
    assert found.objective == pytest.approx(best, rel=1e-7)
    assert found.bound <= found.objective + 1e-9
    program.whole(x, False)
    assert program.minimise((x, cost[:3]), (y, cost[3:])).objective <= best + 1e-9


def test_coefficients_of_another_shape_are_refused():
    program = SparseProgram()
    x = program.variables(2)
    with pytest.raises(ValueError, match="not"):
        program.rows(0.0, 1.0, (x, [[1.0, 2.0, 3.0]]))
