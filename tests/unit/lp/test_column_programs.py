"""Programs whose columns come in as needed: the same answers as with all of them, by other solvers and other ways."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from farrell.lp.columns import ColumnProgram
from farrell.lp.sparse import SparseProgram

CLOSE = 1e-9


def drawn(seed, groups=4, size=60, height=3):
    """Frontiers in a row, tied to each other, as dynamic models have them: costs, blocks of rows, limits."""
    random = np.random.default_rng(seed)
    A = random.uniform(0.2, 3.0, (groups, height, size))
    if seed % 3 == 0:
        A = np.round(A)  # ties
    if seed % 3 == 1:
        A[:, :, size // 2 :] = A[:, :, : size - size // 2]  # twins
    return random.uniform(-1.0, 2.0, groups * size), A


def posed(program, A, unit, tied=True):
    groups, height, size = A.shape
    program_columns = program.variables(groups * size)
    wide = np.zeros((groups * height, groups * size))
    for g in range(groups):
        wide[g * height : (g + 1) * height, g * size : (g + 1) * size] = A[g]
    own = A[:, :, unit].ravel()
    program.rows(-np.inf, own, (program_columns, wide))
    sums = np.kron(np.eye(groups), np.ones((1, size)))
    program.rows(1.0, 1.0, (program_columns, sums))
    if tied:
        ties = np.zeros((groups - 1, groups * size))
        for g in range(groups - 1):
            ties[g, g * size : (g + 1) * size] = A[g, 0]
            ties[g, (g + 1) * size : (g + 2) * size] = -A[g, 0]
        program.rows(-1.0, 1.0, (program_columns, ties))
    return program_columns


def pair(A, unit, start, **options):
    few, full = ColumnProgram(A.shape[2]), SparseProgram()
    columns = posed(few, A, unit, **options), posed(full, A, unit, **options)
    few.bring(start)
    return few, full, columns[0]


def by_scipy(program, cost):
    """The least cost of a program whose variables have no upper bound."""
    above, below = np.isfinite(program.row_high), np.isfinite(program.row_low)
    A = np.vstack([program.A.toarray()[above], -program.A.toarray()[below]])
    return linprog(cost, A, np.r_[program.row_high[above], -program.row_low[below]]).fun


@pytest.mark.parametrize("seed", range(12))
def test_it_answers_as_with_all_columns(seed):
    cost, A = drawn(seed)
    unit = seed * 4
    own = np.arange(A.shape[0]) * A.shape[2] + unit
    few, full, block = pair(A, unit, own)
    for change in range(3):
        priced = np.roll(cost, change)
        answer, other = few.minimise((block, priced)), full.minimise((block, priced))
        third = by_scipy(full, priced)
        assert answer.status == other.status == "optimal"
        assert answer.objective == pytest.approx(other.objective, abs=CLOSE)
        assert answer.objective == pytest.approx(third, abs=1e-7)
        assert max(answer.primal_fault, answer.dual_fault) <= 1e-8
        assert len(answer.x) == len(cost)
        assert cost.size > few._highs.getNumCol()
        np.testing.assert_allclose(priced - few.A.T @ answer.dual, answer.reduced, atol=1e-8)


@pytest.mark.parametrize("seed", range(6))
def test_other_optima_are_those_of_all_columns(seed):
    cost, A = drawn(seed)
    own = np.arange(A.shape[0]) * A.shape[2] + 7
    few, full, block = pair(A, 7, own)
    cost[: A.shape[2]] = 1.0  # free in the first group
    other = np.random.default_rng(seed).normal(size=len(cost))
    ends = []
    for program in (few, full):
        found, before = program.minimise((block, cost)), program.limits()
        program.pin(found)
        ends.append([program.minimise((block, sign * other)).objective for sign in (1.0, -1.0)])
        program.put_back(before)
        ends[-1].append(program.minimise((block, cost)).objective)
    assert ends[0] == pytest.approx(ends[1], abs=1e-7)


def test_columns_are_brought_in_where_those_seen_lead_nowhere():
    cost, A = drawn(2)
    beaten = np.argmax(A.sum(axis=1), axis=1) + np.arange(4) * A.shape[2]  # none fits another unit's rows
    few, full, block = pair(A, int(np.argmin(A[0].sum(axis=0))), beaten, tied=False)
    assert few.minimise((block, cost)).objective == pytest.approx(full.minimise((block, cost)).objective, abs=CLOSE)
    few.limit(slice(0, 1), -np.inf, 0.0)
    full.limit(slice(0, 1), -np.inf, 0.0)
    assert few.minimise((block, cost)).status == full.minimise((block, cost)).status == "infeasible"


def test_a_cost_that_falls_without_end_is_told():
    few = ColumnProgram(3)
    block = few.variables(6)
    few.rows(1.0, np.inf, (block, np.ones((1, 6))))
    few.bring([0])
    assert few.minimise((block, np.arange(1.0, 7.0))).objective == pytest.approx(1.0)
    assert few.minimise((block, [1.0, 1.0, 1.0, 1.0, -1.0, 1.0])).status == "unbounded"
    assert few.minimise((block, np.arange(1.0, 7.0))).objective == pytest.approx(1.0)


def test_it_forgets_columns_too():
    cost, A = drawn(5)
    own = np.arange(A.shape[0]) * A.shape[2] + 9
    few, full, block = pair(A, 9, own)
    few.bring(np.arange(len(cost)))
    assert few.minimise((block, cost)).status == "optimal"
    few.forget()
    assert few._highs.getNumCol() == 0
    few.bring(own)
    assert few.minimise((block, cost)).objective == pytest.approx(full.minimise((block, cost)).objective, abs=CLOSE)
    assert few._highs.getNumCol() < len(cost)
