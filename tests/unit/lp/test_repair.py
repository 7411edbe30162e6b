"""Whatever proposes bases may be wrong: the answers stay right, and the diagnostics say what it cost."""

import numpy as np
import pytest

from farrell.lp import solve

CERTIFIED = 1e-9
"""Scores are certified to about 1e-10."""
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")


def nothing(rng, technology, programs, right):
    return np.full_like(right, -1)


def random_bases(rng, technology, programs, right):
    return np.array([rng.permutation(technology.n + 1 + technology.rows)[: technology.rows] for _ in right])


def another_unit(rng, technology, programs, right):
    return np.roll(right, 1, axis=0)


def one_wrong_column(rng, technology, programs, right):
    wrong = right.copy()
    wrong[np.arange(len(right)), rng.integers(0, technology.rows, len(right))] = rng.integers(
        0, technology.n, len(right)
    )
    return wrong


def all_slacks(rng, technology, programs, right):
    return np.tile(technology.n + 1 + np.arange(technology.rows), (len(right), 1))


LIES = [nothing, random_bases, another_unit, one_wrong_column, all_slacks]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
@pytest.mark.parametrize("way", ["input", "output"])
@pytest.mark.parametrize("rts", RTS)
def test_wrong_bases_give_right_answers(rts, way, lie, pose, slack_sum, solve_module, monkeypatch):
    rng = np.random.default_rng([RTS.index(rts), LIES.index(lie)])
    X, Y = rng.integers(1, 12, (9, 2)), rng.integers(1, 12, (9, 2))
    technology, programs = pose(X, Y, rts, way)
    honest = solve(technology, programs)
    right = solve_module.propose(technology, programs)
    monkeypatch.setattr(solve_module, "propose", lambda technology, programs: lie(rng, technology, programs, right))
    repaired = solve(technology, programs)
    np.testing.assert_array_equal(repaired.status, honest.status)
    np.testing.assert_allclose(repaired.t, honest.t, rtol=CERTIFIED)
    for k in range(9):
        assert slack_sum(repaired, programs, k) == pytest.approx(slack_sum(honest, programs, k), rel=1e-9, abs=1e-9)
    assert repaired.diagnostics["certified"] + repaired.diagnostics["repaired"] == repaired.diagnostics["programs"] == 9
    assert repaired.diagnostics["repaired"] > 0


def test_a_false_claim_of_infeasibility_is_not_believed(pose, solve_module, monkeypatch):
    technology, programs = pose([2.0, 4.0, 3.0], [1.0, 2.0, 3.0], "vrs", at=([[5.0], [5.0]], [[9.0], [2.0]]))
    monkeypatch.setattr(solve_module, "propose", lambda technology, programs: np.full((2, technology.rows), -1))
    solution = solve(technology, programs)
    assert solution.status.tolist() == ["infeasible", "optimal"]
    assert solution.t[1] == pytest.approx(0.5, rel=CERTIFIED)  # halfway between units 0 and 2
    assert (solution.diagnostics["repaired"], solution.diagnostics["infeasible"]) == (1, 1)


def test_repaired_programs_carry_peers_and_multipliers(pose, solve_module, monkeypatch):
    technology, programs = pose([2.0, 4.0, 3.0, 5.0, 6.0], [1.0, 2.0, 3.0, 4.0, 5.0], "vrs")
    honest = solve(technology, programs)
    monkeypatch.setattr(solve_module, "propose", lambda technology, programs: np.full((5, technology.rows), -1))
    repaired = solve(technology, programs)
    assert sorted(repaired.peer[1][repaired.peer[1] >= 0]) == [0, 2]
    np.testing.assert_allclose((repaired.dual * programs.b).sum(axis=1), repaired.t, rtol=CERTIFIED)
    np.testing.assert_allclose((honest.dual * programs.b).sum(axis=1), honest.t, rtol=CERTIFIED)


@pytest.mark.parametrize("rts", RTS)
def test_second_phase_that_gives_up_is_repaired(rts, pose, slack_sum, monkeypatch):
    lattice = np.random.default_rng(0).integers(1, 4, (30, 4))
    technology, programs = pose(lattice[:, :2], lattice[:, 2:], rts)
    honest = solve(technology, programs)
    assert honest.diagnostics["face_pivots"] > 0
    monkeypatch.setattr("farrell.lp.face.LIMIT", 0)
    repaired = solve(technology, programs)
    assert repaired.diagnostics["repaired"] > honest.diagnostics["repaired"]
    np.testing.assert_allclose(repaired.t, honest.t, rtol=CERTIFIED)
    for k in range(programs.k):
        assert slack_sum(repaired, programs, k) == pytest.approx(slack_sum(honest, programs, k), rel=1e-9, abs=1e-9)


def test_zeros_alone_do_not_call_for_repair(pose):
    """A row where the unit has nothing holds rounding only; that is no reason to doubt its basis."""
    rng = np.random.default_rng(9)
    X, Y = rng.lognormal(0, 0.7, (60, 2)), rng.lognormal(0, 0.7, (60, 3))
    Y[rng.random((60, 3)) < 0.4] = 0.0
    Y[:, 0] = np.maximum(Y[:, 0], 0.1)
    for rts in RTS:
        solution = solve(*pose(X, Y, rts))
        assert solution.diagnostics["repaired"] == 0


def test_diagnostics_count_every_program_once(draw, pose):
    rng = np.random.default_rng(10)
    X, Y = draw(rng, 15, 2, 2)
    solution = solve(*pose(X[:7], Y[:7], "vrs", at=(X, Y)))
    counts = solution.diagnostics
    outcomes = ("certified", "repaired", "infeasible", "unbounded", "unsolved")
    assert sum(counts[name] for name in outcomes) == counts["programs"] == 15
