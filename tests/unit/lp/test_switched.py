"""Programs with columns switched off: what posing them without the columns gives."""

from __future__ import annotations

import numpy as np

from farrell.lp import LinearProgram
from farrell.lp.switched import Switched


def posed(X, cost, right):
    program = LinearProgram()
    block = program.variables(len(cost), cost=cost)
    program.rows(">=", right, (block, X))
    return program, block


def test_each_answer_is_that_of_the_smaller_program():
    random = np.random.default_rng(4)
    X, cost, right = random.uniform(1, 2, (3, 12)) * [[1], [1e4], [1e-4]], random.uniform(1, 2, 12), [1.0, 2e4, 3e-4]
    program, block = posed(X, cost, right)
    switched = Switched(program)
    for _ in range(20):
        on = random.random(12) < 0.4
        if not on.any():
            continue
        value, x = switched.minimise(block, on)
        np.testing.assert_allclose(value, posed(X[:, on], cost[on], right)[0].minimise().objective, rtol=1e-9)
        assert (x[block][~on] == 0).all()


def test_without_a_solution_the_value_is_infinite_and_the_next_one_is_found():
    program, block = posed(np.eye(2), np.ones(2), [1.0, 1.0])
    switched = Switched(program)
    assert switched.minimise(block, np.array([True, False]))[0] == np.inf
    assert switched.minimise(block, np.array([True, True]))[0] == 2.0
