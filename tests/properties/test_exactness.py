"""Random programs of every shape from 1+1 to 8+6, on data made to break solvers, judged in exact rationals.

``FARRELL_PROGRAMS=20000 pytest tests/properties/test_exactness.py`` judges that many; the default is a part of them.
"""

import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from farrell.dea.frontier import radial_programs
from farrell.lp import SlackPrograms, Technology, intensity_rows, solve, solve_slacks
from farrell.lp.exact import prove_exactly, solve_exactly
from farrell.lp.kernel import arrays

PROGRAMS = int(os.environ.get("FARRELL_PROGRAMS", "1440"))
PARTS = 24
EXACT = 1e-9
SLACK = 1e-7
"""Of the largest slacks, whose sum is relative to the unit's own values."""
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")
MODES = ("input", "output", "others only", "another period", "direction")


@pytest.fixture(autouse=True)
def price_beaten_units_no_more(monkeypatch):
    """However few units there are."""
    monkeypatch.setattr(arrays, "BEATEN", 1)


def lognormal(rng, n, d):
    return rng.lognormal(0, 0.7, (n, d))


def ties(rng, n, d):
    return rng.integers(1, 4, (n, d)).astype(float)


def zeros(rng, n, d):
    data = rng.integers(1, 9, (n, d)) * (rng.random((n, d)) > 0.35).astype(float)
    data[:, 0], data[:, -1] = np.maximum(data[:, 0], 1.0), np.maximum(data[:, -1], 1.0)
    return data


def duplicates(rng, n, d):
    return rng.lognormal(0, 0.5, (max(1, n // 3), d)).round(3)[rng.integers(0, max(1, n // 3), n)]


def collinear(rng, n, d):
    data = rng.integers(1, 9, (n, d)).astype(float)
    data[:, -1] = 2 * data[:, 0]
    return data


def sizes(rng, n, d):
    return np.ceil(rng.integers(1, 7, (n, d)) * 10.0 ** rng.integers(0, 9, (n, 1)))


def tiny(rng, n, d):
    return (rng.lognormal(0, 0.7, (n, d)) * 1e-9).round(13)


def huge(rng, n, d):
    return (rng.lognormal(0, 0.7, (n, d)) * 1e12).round()


def mixed(rng, n, d):
    return (rng.lognormal(0, 0.7, (n, d)) * 10.0 ** rng.integers(-9, 13, d)).astype(float)


KINDS = (lognormal, ties, zeros, duplicates, collinear, sizes, tiny, huge, mixed)


def draw(rng):
    """X, Y of one technology: any shape, any kind, sometimes one unit."""
    m, s, kind = int(rng.integers(1, 9)), int(rng.integers(1, 7)), KINDS[rng.integers(len(KINDS))]
    n = 1 if rng.random() < 0.05 else int(rng.integers(2, 28))
    data = kind(rng, n, m + s)
    return data[:, :m].copy(), data[:, m:].copy()


def pose(rng, X, Y):
    """A technology, programs of a random mode over it, and what they are called when one fails."""
    rts, mode = RTS[rng.integers(5)], MODES[rng.integers(len(MODES))]
    technology = Technology.of(X, Y, intensity_rows(rts, (0.75, 1.25) if rts == "grs" else None))
    way = mode if mode in ("input", "output") else ("input", "output")[rng.integers(2)]
    points, own = (X, Y), None
    if mode == "others only":
        own = np.arange(len(X))
    if mode == "another period":
        points = (X * rng.choice([0.5, 1.0, 2.0], X.shape), Y * rng.choice([0.5, 1.0, 2.0], Y.shape))
    weight = np.ones(X.shape[1] + Y.shape[1]) if rng.random() < 0.5 else None
    member = np.arange(len(X)) if points[0] is X else None
    programs = radial_programs(technology, *points, way, slack_weight=weight, own=own, member=member)
    if mode == "direction":  # maximise beta: X lambda <= x - beta x, Y lambda >= y + beta y
        data = np.hstack([-X, Y, np.zeros((len(X), technology.rows - X.shape[1] - Y.shape[1]))])
        b = programs.b.copy()
        b[:, : X.shape[1]], b[:, X.shape[1] : X.shape[1] + Y.shape[1]] = X, Y
        programs = replace(programs, a=data, b=b, cost_t=-1.0, size=np.ones(len(X)))
    return technology, programs, f"{mode}, {rts}, {way}, {X.shape[1]}+{Y.shape[1]}, n={len(X)}"


def exact_score(technology, programs, k, basis):
    """The optimal scalar in rationals: from the basis where that proves it, else from nothing."""
    if basis[0] >= 0:
        proved = prove_exactly(technology, programs, k, basis)
        if proved is not None:
            return "optimal", proved
    answer = solve_exactly(technology, replace(programs, weight=None), k)
    value = dict(zip(answer.basis, answer.x, strict=True)).get(technology.n, 0.0)
    return answer.status, value if answer.status == "optimal" else float("nan")


@pytest.mark.parametrize("part", range(PARTS))
def test_scores_are_exact(part):
    rng = np.random.default_rng([81, part])
    judged = 0
    while judged < PROGRAMS / PARTS:
        technology, programs, name = pose(rng, *draw(rng))
        solution = solve(technology, programs, "kernel")
        assert not (solution.status == "unsolved").any(), name
        for k in rng.permutation(programs.k)[:6]:
            status, t = exact_score(technology, replace(programs, weight=None), k, solution.basis[k].tolist())
            assert solution.status[k] == status, (name, k)
            assert np.isfinite(solution.t[k]) == (status == "optimal"), (name, k)
            if status == "optimal":
                least = 0.0 if programs.size is None else programs.size[k]
                assert abs(solution.t[k] - t) <= EXACT * max(abs(t), least), (name, k)
            judged += 1


@pytest.mark.parametrize("part", range(PARTS))
def test_largest_slacks_are_exact(part):
    rng = np.random.default_rng([82, part])
    judged = 0
    while judged < PROGRAMS / PARTS / 10:
        technology, programs, name = pose(rng, *draw(rng))
        programs = replace(programs, weight=np.r_[np.ones(technology.m + technology.s), np.zeros(len(technology.rhs))])
        solution = solve(technology, programs, "kernel")
        for k in rng.permutation(programs.k)[:2]:
            answer = solve_exactly(technology, programs, k)
            assert solution.status[k] == answer.status, (name, k)
            if answer.status == "optimal" and answer.slack_bounded:
                slack = np.zeros(technology.n + 1 + 2 * technology.rows)
                slack[answer.basis] = answer.x
                total = slack[technology.n + 1 : technology.n + 1 + technology.m + technology.s].sum()
                size = max(np.abs(programs.a[k]).max(), np.abs(programs.b[k]).max())
                assert abs(solution.slack[k].sum() - total) <= SLACK * max(total, size), (name, k)
            judged += 1


@pytest.mark.parametrize("part", range(PARTS))
def test_slacks_based_ratios_are_exact(part):
    rng = np.random.default_rng([83, part])
    judged = 0
    while judged < PROGRAMS / PARTS / 10:
        X, Y = draw(rng)
        rts = RTS[rng.integers(5)]
        technology = Technology.of(X, Y, intensity_rows(rts, (0.75, 1.25) if rts == "grs" else None))
        rest = np.zeros((len(X), technology.rows - X.shape[1] - Y.shape[1]))
        over_x, over_y = (np.where(v > 0, 1.0, 0.0) / np.where(v > 0, v, 1.0) for v in (X, Y))
        top = np.hstack([-over_x / X.shape[1], 0 * Y, rest])
        bottom = np.hstack([0 * X, over_y / Y.shape[1], rest])
        b = np.hstack([X, Y, np.tile(technology.rhs, (len(X), 1))])
        programs = SlackPrograms(b, top, bottom, np.arange(len(X)))
        solution = solve_slacks(technology, programs, "kernel")
        for k in rng.permutation(len(X))[:2]:
            # at the optimal ratio the linearised program's optimum is 0: nothing is better, and this point is as good
            linear = programs.subset(np.array([k])).linearised(solution.t[k : k + 1])
            answer = solve_exactly(technology, linear, 0)
            x = np.zeros(technology.n + 1 + 2 * technology.rows)
            x[answer.basis] = answer.x
            slack = x[technology.n + 1 : technology.n + 1 + technology.rows]
            value = 1 - solution.t[k] + (linear.cost_slack[0] * slack).sum()
            assert abs(value) <= EXACT * max(solution.t[k], 1e-3), (rts, X.shape, Y.shape[1], k)
            judged += 1


VALUES = st.sampled_from([0.0, 0.1, 0.3, 1.0, 2.0, 3.0, 7.0, 1e-9, 1e4, 1e12]) | st.floats(1e-3, 1e3).map(
    lambda v: round(v, 3)
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(1, 3), st.integers(1, 3), st.lists(st.lists(VALUES, min_size=6, max_size=6), min_size=1, max_size=7),
       st.sampled_from(RTS), st.sampled_from(("input", "output")), st.booleans())  # fmt: skip
def test_whatever_hypothesis_thinks_of_is_exact(m, s, rows, rts, way, others_only):
    data = np.array(rows)
    X, Y = data[:, :m], data[:, 3 : 3 + s]
    assume((X.sum(axis=1) > 0).all() and (Y.sum(axis=1) > 0).all())
    technology = Technology.of(X, Y, intensity_rows(rts, (0.5, 2.0) if rts == "grs" else None))
    own = np.arange(len(X)) if others_only else None
    programs = radial_programs(technology, X, Y, way, own=own, member=np.arange(len(X)))
    solution = solve(technology, programs, "kernel")
    for k in range(len(X)):
        status, t = exact_score(technology, programs, k, solution.basis[k].tolist())
        assert solution.status[k] == status
        if status == "optimal":
            assert solution.t[k] == pytest.approx(t, rel=EXACT, abs=1e-300)
