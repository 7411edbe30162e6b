"""The judge refuses every basis that does not prove its score."""

import numpy as np
import pytest

from farrell.lp.certificate import DUAL, judge
from farrell.lp.highs import propose

PROVED = 1e-9
"""What passes may be off by the dual tolerance (1e-10) times the sum of intensities."""
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")


def scalar(technology, bases, judged):
    return np.where(bases == technology.n, judged.x, 0.0).sum(axis=1)


@pytest.mark.parametrize("way", ["input", "output"])
@pytest.mark.parametrize("rts", RTS)
def test_optimal_bases_pass(rts, way, draw, pose):
    rng = np.random.default_rng(1)
    technology, programs = pose(*draw(rng, 20, 2, 2), rts, way)
    bases = propose(technology, programs)
    judged = judge(technology, programs, np.arange(20), bases)
    assert judged.ok.mean() > 0.5  # what is refused here goes to the exact solver
    assert (bases >= 0).all()


@pytest.mark.parametrize("way", ["input", "output"])
@pytest.mark.parametrize("rts", RTS)
def test_bases_with_one_column_exchanged_pass_only_with_the_right_score(rts, way, draw, pose, exact_answer):
    rng = np.random.default_rng(2)
    technology, programs = pose(*draw(rng, 12, 2, 2), rts, way)
    best = propose(technology, programs)
    for k in range(0, 12, 3):
        truth = exact_answer(technology, programs, k).t
        wrong = np.tile(best[k], (60, 1))
        wrong[np.arange(60), rng.integers(0, technology.rows, 60)] = rng.integers(0, technology.n, 60)
        judged = judge(technology, programs, np.full(60, k), wrong)
        np.testing.assert_allclose(scalar(technology, wrong, judged)[judged.ok], truth, rtol=PROVED)


def test_every_exchange_is_refused_where_the_optimum_is_unique(pose):
    rng = np.random.default_rng(3)
    technology, programs = pose(rng.lognormal(0, 0.7, (25, 2)), rng.lognormal(0, 0.7, (25, 2)), "vrs")
    best = propose(technology, programs)
    judged = judge(technology, programs, np.arange(25), best)
    inside = np.nonzero(judged.ok & (scalar(technology, best, judged) < 0.99) & (judged.x > 1e-6).all(axis=1))[0]
    assert len(inside) > 5
    for k in inside:
        for position in np.nonzero(best[k] < technology.n)[0]:
            outside = np.setdiff1d(np.arange(25), best[k])
            wrong = np.tile(best[k], (len(outside), 1))
            wrong[:, position] = outside
            assert not judge(technology, programs, np.full(len(outside), k), wrong).ok.any()


@pytest.mark.parametrize(("better_by", "passes"), [(1e-2, False), (1e-6, False), (1e-9, False), (1e-12, True)])
def test_a_slightly_better_unit_left_out_is_noticed_down_to_the_tolerance(better_by, passes, pose):
    technology, programs = pose([1.0, 1.0], [1.0, 1.0 + better_by], "crs")
    itself = np.array([[0, technology.n]])
    assert judge(technology, programs, np.array([0]), itself).ok.tolist() == [passes]
    assert better_by < 10 * DUAL or not passes


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e9])
def test_the_verdict_does_not_depend_on_the_units_of_measurement(size, pose):
    for better_by, passes in ((1e-8, False), (1e-12, True)):
        X, Y = np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([[1.0], [1.0 + better_by]])
        technology, programs = pose(X * [size, 1.0], Y / size, "crs")
        itself = np.array([[0, technology.n, technology.n + 2]])
        assert judge(technology, programs, np.array([0]), itself).ok[0] == passes


def test_singular_and_repeated_bases_are_refused(pose):
    technology, programs = pose([2.0, 4.0, 3.0], [1.0, 2.0, 3.0], "vrs")
    for basis in ([0, 0, 3], [0, 0, 0], [3, 3, 3], [4, 4, 3], [5, 6, 4]):
        assert not judge(technology, programs, np.array([1]), np.array([basis])).ok[0]


def test_an_infeasible_basis_is_refused(pose):
    technology, programs = pose([2.0, 4.0, 3.0], [1.0, 2.0, 3.0], "vrs", at=([[4.0]], [[2.9]]))
    too_small = np.array([[0, 1, technology.n]])  # units 0 and 1 cannot make 2.9 without a negative intensity
    assert not judge(technology, programs, np.array([0]), too_small).ok[0]


def test_an_artificial_above_zero_is_refused(pose):
    technology, programs = pose([2.0, 4.0], [1.0, 2.0], "vrs", at=([[8.0]], [[4.0]]))
    twice = np.array([[1, technology.n, technology.n + 3]])  # twice unit 1: intensities sum to 2
    judged = judge(technology, programs, np.array([0]), twice)
    assert judged.x[0] == pytest.approx([2.0, 1.0, -1.0])
    assert not judged.ok[0]


def test_the_own_column_may_price_out_when_it_is_left_out(pose):
    technology, programs = pose([1.0, 2.0], [1.0, 1.0], "crs", own=np.array([0, 1]))
    judged = judge(technology, programs, np.array([0]), np.array([[1, technology.n]]))
    assert judged.ok[0]
    assert scalar(technology, np.array([[1, technology.n]]), judged)[0] == 2.0


def test_a_basis_with_the_column_that_is_left_out_is_refused(pose):
    """HiGHS keeps such a column in the basis when its tolerance hides the value; the score would be the unit's own."""
    technology, programs = pose([1.0, 2.0], [1.0, 1.0], "crs", own=np.array([0, 1]))
    assert not judge(technology, programs, np.array([0]), np.array([[0, technology.n]])).ok[0]
