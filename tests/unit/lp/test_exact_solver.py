"""Exact arithmetic against the certified path, against linprog, and against answers known by hand."""

import numpy as np
import pytest

from farrell.lp import solve
from farrell.lp.exact import solve_exactly

CERTIFIED = 1e-9
"""Scores are certified to about 1e-10 relative; near-ties may cost a digit."""
SLACK = 1e-6
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")

pytestmark = pytest.mark.usefixtures("both_solvers")


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("rts", RTS)
def test_certified_answers_are_the_exact_ones(rts, orientation, draw, pose, exact_answer, slack_sum):
    rng = np.random.default_rng([3, RTS.index(rts), orientation == "input"])
    for n, m, s in ((6, 1, 1), (11, 2, 1), (15, 2, 2)):
        X, Y = draw(rng, n, m, s)
        technology, programs = pose(X, Y, rts, orientation)
        solution = solve(technology, programs)
        for k in rng.permutation(n)[:4]:
            exact = exact_answer(technology, programs, int(k))
            size = np.abs(programs.a[k] + programs.b[k]).max()
            assert solution.status[k] == exact.status == "optimal"
            assert solution.t[k] == pytest.approx(exact.t, rel=CERTIFIED)
            assert slack_sum(solution, programs, k) == pytest.approx(exact.slack_sum, rel=SLACK, abs=SLACK * size)


@pytest.mark.parametrize("rts", RTS)
def test_exact_answers_are_those_of_linprog(rts, pose, independent, exact_answer):
    rng = np.random.default_rng([5, RTS.index(rts)])
    X, Y = rng.integers(1, 20, (14, 2)), rng.integers(1, 20, (14, 2))
    technology, programs = pose(X, Y, rts, at=(X[:7] * 0.6, Y[:7]))
    for k in range(7):
        exact, truth = exact_answer(technology, programs, k), independent(technology, programs, k)
        assert exact.status == truth.status
        if exact.status == "optimal":
            assert exact.t == pytest.approx(truth.t, rel=1e-7)
            assert exact.slack_sum == pytest.approx(truth.slack_sum, rel=SLACK, abs=SLACK)


def test_multipliers_reach_the_score(pose):
    rng = np.random.default_rng(6)
    X, Y = rng.integers(1, 9, (10, 2)), rng.integers(1, 9, (10, 2))
    technology, programs = pose(X, Y, "vrs")
    for k in range(10):
        exact = solve_exactly(technology, programs, k)
        score = exact.x[exact.basis.index(technology.n)]
        assert np.dot(exact.pi, programs.b[k]) == pytest.approx(score, rel=1e-13)
        assert (np.array(exact.pi) @ technology.A <= 1e-13).all()


def test_score_known_by_hand(pose):
    technology, programs = pose([2, 4, 3, 5, 6], [1, 2, 3, 4, 5], "vrs")
    exact = solve_exactly(technology, programs, 1)  # DEAP 2.1 guide, EG2, firm 2: 0.625
    assert exact.x[exact.basis.index(technology.n)] == 0.625


def test_a_tableau_too_large_stays_unsolved(pose, monkeypatch, solve_module):
    monkeypatch.setattr("farrell.lp.exact.LARGEST", 10)
    technology, programs = pose([2, 4, 3], [1, 2, 3])
    assert solve_exactly(technology, programs, 0).status == "unsolved"
    monkeypatch.setattr(solve_module, "propose", lambda technology, programs: np.full((programs.k, 3), -1))
    solution = solve_module.solve(technology, programs)
    assert solution.status.tolist() == ["unsolved"] * 3
    assert np.isnan(solution.t).all()
    assert np.isnan(solution.slack).all()
    assert solution.diagnostics["unsolved"] == 3


def test_degenerate_cycles_end(pose):
    X = np.ones((20, 3))
    Y = np.ones((20, 2))
    technology, programs = pose(X, Y, "vrs")
    assert solve_exactly(technology, programs, 7).status == "optimal"
