"""Stacks of technologies beside each of them alone: scores, counts, and what the kernel leaves to HiGHS."""

from dataclasses import replace

import numpy as np
import pytest

from farrell.lp import scores_each, scores_over, solve
from farrell.lp.program import COUNTED

EXACT = 1e-9


def stacked(technology, moved):
    """Columns of several technologies: the outputs of one, changed."""
    stack = np.repeat(technology.A[None], len(moved), axis=0)
    stack[:, technology.m : technology.m + technology.s] *= moved[:, None]
    return stack


def alone(technology, stack, programs, solver):
    return [solve(replace(technology, A=A), replace(programs, member=None), solver) for A in stack]


@pytest.mark.parametrize("solver", ["kernel", "highs"])
@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs", "grs"])
@pytest.mark.parametrize("way", ["input", "output"])
def test_a_stack_gives_what_each_gives_alone(solver, rts, way, pose):
    rng = np.random.default_rng([81, len(rts), way == "input"])
    X, Y = rng.lognormal(0, 0.7, (40, 2)), rng.lognormal(0, 0.7, (40, 2))
    technology, programs = pose(X, Y, rts, way)
    stack = stacked(technology, rng.uniform(0.5, 1.0, (6, 40)))
    t, counts = scores_over(technology, stack, programs, solver)
    one_by_one = alone(technology, stack, programs, "highs")
    np.testing.assert_allclose(t, [solution.t for solution in one_by_one], rtol=EXACT)
    infeasible = sum(int((solution.status == "infeasible").sum()) for solution in one_by_one)
    assert (counts["programs"], counts["infeasible"]) == (240, infeasible)
    assert np.isnan(t).sum() == infeasible
    assert list(counts) == list(COUNTED)


def test_out_of_reach_is_nan_in_its_technology_alone(pose):
    technology, programs = pose([1.0, 2.0, 4.0], [1.0, 3.0, 4.0], "vrs", "input")
    stack = stacked(technology, np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 0.5], [1.0, 1.0, 1.0]]))
    t, counts = scores_over(technology, stack, programs, "kernel")
    np.testing.assert_allclose(t, [[1, 1, 1], [1, 1, np.nan], [1, 1, 1]])
    assert (counts["certified"], counts["infeasible"]) == (8, 1)


def test_what_the_kernel_leaves_is_solved_over_its_own_technology(pose):
    """Whole numbers with many ties, in which some prices are too close to tell."""
    rng = np.random.default_rng(83)
    X, Y = rng.integers(1, 4, (30, 3)).astype(float), rng.integers(1, 4, (30, 2)).astype(float)
    technology, programs = pose(X, Y, "vrs", "input")
    steps = 10.0 ** -rng.integers(1, 13, (20, 1))
    stack = stacked(technology, 1.0 + steps * rng.integers(-3, 4, (20, 30)))
    t, counts = scores_over(technology, stack, programs, "kernel")
    assert counts["handed_over"] > 20
    assert counts["certified"] + counts["repaired"] + counts["infeasible"] == counts["programs"] == 600
    np.testing.assert_allclose(t, [s.t for s in alone(technology, stack, programs, "highs")], rtol=1e-8)


def test_negative_columns_go_the_way_of_each_alone(pose):
    rng = np.random.default_rng(84)
    technology, programs = pose(rng.lognormal(0, 0.5, (12, 1)), rng.lognormal(0, 0.5, (12, 2)), "vrs", "input")
    moved = np.ones((2, 12))
    moved[1, 3] = -1.0
    stack = stacked(technology, moved)
    t, counts = scores_over(technology, stack, programs, "kernel")
    np.testing.assert_allclose(t, [s.t for s in alone(technology, stack, programs, "highs")], rtol=EXACT)
    assert counts["programs"] == 24


@pytest.mark.parametrize("solver", ["kernel", "highs"])
def test_technologies_may_have_points_of_their_own(solver, pose):
    rng = np.random.default_rng(85)
    technology, programs = pose(rng.lognormal(0, 0.7, (25, 2)), rng.lognormal(0, 0.7, (25, 2)), "vrs", "input")
    stack = stacked(technology, rng.uniform(0.3, 1.0, (4, 25)))
    which = rng.permutation(100).reshape(4, 25) % 25
    t, counts = scores_over(technology, stack, programs.subset(which.ravel()), solver, each=True)
    wanted = [
        solve(replace(technology, A=A), programs.subset(own), "highs").t for A, own in zip(stack, which, strict=True)
    ]
    np.testing.assert_allclose(t, wanted, rtol=EXACT)
    assert counts["programs"] == 100
    assert np.isnan(t).any()


@pytest.mark.parametrize("solver", ["kernel", "highs"])
def test_jobs_of_several_sizes_keep_their_order(solver, pose):
    """Of several forms, too: constraints on the intensities have as many rows under vrs as under nirs."""
    rng = np.random.default_rng(86)
    jobs = [
        pose(rng.lognormal(0, 0.7, (n, 2)), rng.lognormal(0, 0.7, (n, 1)), rts, way)
        for n, rts, way in zip(
            (9, 12, 9, 5, 12, 9, 9, 12),
            ("crs", "nirs", "nirs", "vrs", "vrs", "vrs", "ndrs", "crs"),
            ("input", "input", "input", "output", "input", "input", "output", "input"),
            strict=True,
        )
    ]
    for (technology, programs), scores in zip(jobs, scores_each(jobs, solver), strict=True):
        np.testing.assert_allclose(scores, solve(technology, programs, "highs").t, rtol=EXACT)
