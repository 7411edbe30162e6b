"""A unit that its peers beat is priced no more; answers are those of pricing all."""

import importlib
from dataclasses import replace

import numpy as np
import pytest

from farrell.lp import solve
from farrell.lp.kernel import arrays

EXACT = 1e-9
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")


@pytest.fixture(autouse=True)
def always(monkeypatch):
    """However few units there are."""
    monkeypatch.setattr(arrays, "BEATEN", 1)


@pytest.mark.parametrize("rts", RTS)
@pytest.mark.parametrize("way", ["input", "output"])
def test_answers_are_those_of_pricing_all(rts, way, draw, pose, slack_sum):
    rng = np.random.default_rng([51, RTS.index(rts), way == "input"])
    for n, m, s in ((1, 1, 1), (12, 1, 2), (70, 2, 2), (150, 3, 3)):
        X, Y = draw(rng, n, m, s)
        technology, programs = pose(X, Y, rts, way, member=np.arange(n))
        some = solve(technology, programs, "kernel")
        whole = solve(technology, replace(programs, member=None), "kernel")
        np.testing.assert_array_equal(some.status, whole.status)
        np.testing.assert_allclose(some.t, whole.t, rtol=EXACT)
        for k in range(n):
            size = np.abs(programs.b[k] + programs.a[k]).max()
            assert slack_sum(some, programs, k) == pytest.approx(
                slack_sum(whole, programs, k), rel=1e-7, abs=1e-7 * size
            )


def test_points_of_another_period_in_between_change_nothing(draw, pose):
    """As in a Malmquist index: the frontier's own units stand among others, some of which have no solution."""
    rng = np.random.default_rng(52)
    X, Y = draw(rng, 60, 2, 2)
    at = (np.vstack([X * 0.7, X, X * 1.2]), np.vstack([Y * 1.4, Y, Y]))
    member = np.r_[np.full(60, -1), np.arange(60), np.full(60, -1)]
    technology, programs = pose(X, Y, "vrs", at=at, member=member)
    some = solve(technology, programs, "kernel")
    whole = solve(technology, replace(programs, member=None), "highs")
    np.testing.assert_array_equal(some.status, whole.status)
    np.testing.assert_allclose(some.t, whole.t, rtol=EXACT)


def beaten(technology, programs):
    """The columns that may be dropped."""
    scaled = arrays.Scaled(technology)
    asked = arrays.points(scaled, programs.b, programs.own, programs.a, programs.size)
    return arrays.may_be_beaten(scaled, asked, programs)


def test_only_a_unit_that_is_the_column_may_be_dropped(pose):
    rng = np.random.default_rng(53)
    X, Y = rng.lognormal(0, 0.7, (20, 2)), rng.lognormal(0, 0.7, (20, 2))
    technology, programs = pose(X, Y, "vrs", member=np.arange(20))
    assert beaten(technology, programs).tolist() == list(range(20))
    shifted = beaten(technology, replace(programs, member=np.roll(np.arange(20), 1)))
    assert (shifted == -1).all()
    left_out = replace(programs, own=np.r_[0, np.full(19, -1)])
    assert (beaten(technology, left_out) == -1).all()
    one_input = replace(programs, a=programs.a * np.r_[1.0, 0.0, 1.0, 1.0, 1.0])
    assert (beaten(technology, one_input) == -1).all()
    bounded = pose(X, Y, "grs", member=np.arange(20))
    assert (beaten(*bounded) == -1).all()


def test_fewer_columns_are_priced_at_the_end(pose, monkeypatch):
    run = importlib.import_module("farrell.lp.kernel.run")
    rng = np.random.default_rng(54)
    X, Y = rng.lognormal(0, 0.7, (300, 2)), rng.lognormal(0, 0.7, (300, 1))
    technology, programs = pose(X, Y, "vrs", member=np.arange(300))
    left, workspace = [], run.workspace

    def kept(*args):
        left.append(workspace(*args))
        return left[-1]

    monkeypatch.setattr(run, "workspace", kept)
    solution = solve(technology, programs, "kernel")
    active = int(left[0].states["active"][0])
    assert active == (solution.t > 1 - 1e-9).sum() < 60
    priced = set(left[0].numbers[3, :active].tolist())
    assert priced == set(np.nonzero(solution.t > 1 - 1e-9)[0].tolist())
