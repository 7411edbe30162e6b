"""The compiled solver: its answers prove themselves, its counts are true, and nobody waits for it unasked."""

import importlib
import subprocess
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest

from farrell import SpeedWarning
from farrell.lp import choose, solve
from farrell.lp.exact import prove_exactly, solve_exactly

EXACT = 1e-9
"""What is promised of every score, relative to the exact optimum."""
PROVED = 1e-9
"""Residuals in the unit's own space; the certificate holds 1e-11 of the terms."""
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")
WAYS = [(rts, way) for rts in RTS for way in ("input", "output")]


def in_units(technology, programs, k):
    """What each row is divided by to be in the space of the evaluated unit."""
    own = np.maximum(np.abs(programs.a[k]), np.abs(programs.b[k]))
    return np.where(own > 0, own, np.maximum(np.abs(technology.A).max(axis=1), 1e-300))


def answers_prove_themselves(technology, programs, solution):
    """Feasible, priced by multipliers no column beats, and both objectives equal: nothing of the solver is used."""
    data_rows = technology.m + technology.s
    for k in np.nonzero(solution.status == "optimal")[0]:
        size = in_units(technology, programs, k)
        used = solution.peer[k] >= 0
        supply = technology.A[:, solution.peer[k][used]] @ solution.weight[k][used]
        rest = programs.b[k] + solution.t[k] * programs.a[k] - supply
        rest[:data_rows] -= technology.sigma[:data_rows] * solution.slack[k]
        signed = rest * np.where(technology.sigma == 0, 1.0, technology.sigma) / size
        scale = 1.0 + np.abs(supply) / size + np.abs(solution.t[k] * programs.a[k]) / size
        assert (np.abs(signed[:data_rows]) <= PROVED * scale[:data_rows]).all()
        bound = np.abs(signed) if (technology.sigma[data_rows:] == 0).any() else -signed
        assert (bound[data_rows:] <= PROVED * scale[data_rows:]).all()
        pi = solution.dual[k]
        terms = np.abs(pi) @ technology.A
        dear = pi @ technology.A > PROVED * np.maximum(terms, 1e-300)
        if programs.own[k] >= 0:
            dear[programs.own[k]] = False
        assert not dear.any()
        assert (pi * technology.sigma <= 0).all()
        assert pi @ programs.b[k] == pytest.approx(programs.cost_t * solution.t[k], rel=PROVED)


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_every_answer_proves_itself(rts, way, draw, pose):
    rng = np.random.default_rng([21, RTS.index(rts), way == "input"])
    for n, m, s in ((1, 1, 1), (7, 1, 2), (40, 3, 2), (60, 4, 3)):
        X, Y = draw(rng, n, m, s)
        technology, programs = pose(X, Y, rts, way)
        solution = solve(technology, programs, "kernel")
        answers_prove_themselves(technology, programs, solution)
        assert (solution.status == "optimal").all()


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_wide_programs_use_sixteen_lanes(rts, way, pose):
    rng = np.random.default_rng([22, RTS.index(rts)])
    technology, programs = pose(rng.lognormal(0, 0.7, (60, 8)), rng.lognormal(0, 0.7, (60, 6)), rts, way)
    by_kernel, by_highs = solve(technology, programs, "kernel"), solve(technology, programs, "highs")
    np.testing.assert_allclose(by_kernel.t, by_highs.t, rtol=EXACT)
    np.testing.assert_allclose(by_kernel.slack.sum(axis=1), by_highs.slack.sum(axis=1), rtol=1e-8, atol=1e-8)
    assert by_kernel.diagnostics["handed_over"] <= 2  # a near-tie that exact arithmetic has to decide
    answers_prove_themselves(technology, programs, by_kernel)


@pytest.mark.parametrize(("rts", "way"), WAYS)
def test_the_final_basis_in_rationals_gives_the_score(rts, way, draw, pose):
    """Exact arithmetic judges the basis; where rounding chose another of nearly equal ones, it solves from nothing."""
    rng = np.random.default_rng([23, RTS.index(rts), way == "input"])
    proved = 0
    for n, m, s in ((5, 1, 1), (12, 2, 2), (25, 4, 3)):
        X, Y = draw(rng, n, m, s)
        technology, programs = pose(X, Y, rts, way, own=np.arange(n) if n == 12 else None)
        programs = replace(programs, weight=None)
        solution = solve(technology, programs, "kernel")
        for k in range(n):
            if solution.status[k] != "optimal":
                assert solve_exactly(technology, programs, k).status == solution.status[k]
                continue
            exact = prove_exactly(technology, programs, k, solution.basis[k].tolist())
            proved += exact is not None
            if exact is None:
                answer = solve_exactly(technology, programs, k)
                exact = dict(zip(answer.basis, answer.x, strict=True)).get(technology.n, 0.0)
            assert solution.t[k] == pytest.approx(exact, rel=EXACT)
    assert proved > 10


def test_a_wrong_basis_is_not_proved(pose):
    technology, programs = pose([2.0, 4.0, 3.0], [1.0, 2.0, 3.0], "vrs")
    right = solve(technology, programs, "kernel").basis[1].tolist()
    assert prove_exactly(technology, programs, 1, right) == pytest.approx(0.625)
    slack = technology.n + 1
    assert prove_exactly(technology, programs, 1, [1, technology.n, slack]) is None
    assert prove_exactly(technology, programs, 1, [0, 0, technology.n]) is None


def test_random_data_needs_no_other_solver(pose):
    rng = np.random.default_rng(24)
    for rts, way in WAYS:
        technology, programs = pose(rng.lognormal(0, 0.7, (200, 3)), rng.lognormal(0, 0.7, (200, 2)), rts, way)
        counts = solve(technology, programs, "kernel").diagnostics
        assert counts["handed_over"] == 0
        assert counts["certified"] == counts["facets"] + counts["facets_reused"] == 200
        assert counts["facets_reused"] > 0


@pytest.mark.parametrize("way", ["input", "output"])
def test_infeasible_programs_are_proved_by_prices(way, pose):
    """A unit against the others only, under variable returns: no solution where it is alone on its part."""
    rng = np.random.default_rng(25)
    X, Y = rng.lognormal(0, 0.7, (120, 2)), rng.lognormal(0, 0.7, (120, 2))
    technology, programs = pose(X, Y, "vrs", way, own=np.arange(120))
    by_kernel, by_highs = solve(technology, programs, "kernel"), solve(technology, programs, "highs")
    np.testing.assert_array_equal(by_kernel.status, by_highs.status)
    assert (by_kernel.status == "infeasible").sum() > 1
    assert by_kernel.diagnostics["handed_over"] == 0
    np.testing.assert_allclose(by_kernel.t, by_highs.t, rtol=EXACT)


def test_a_unit_that_counts_in_no_priced_row_still_shares_in_the_slacks(pose, slack_sum):
    """Its reduced cost has no terms at all; it lies on the face like any other of reduced cost zero."""
    X = np.array([[2.0, 1.0], [4.0, 1.0], [2.0, 1.0]])
    Y = np.array([[3.0, 0.0], [3.0, 0.0], [0.0, 9.0]])
    technology, programs = pose(X, Y, "nirs", "output", at=(X[1:2], Y[1:2]))
    by_kernel, by_highs = solve(technology, programs, "kernel"), solve(technology, programs, "highs")
    assert slack_sum(by_kernel, programs, 0) == pytest.approx(slack_sum(by_highs, programs, 0))


def test_the_same_job_gives_the_same_bits(pose):
    rng = np.random.default_rng(26)
    technology, programs = pose(rng.lognormal(0, 0.7, (300, 3)), rng.lognormal(0, 0.7, (300, 3)), "vrs")
    first, second = solve(technology, programs, "kernel"), solve(technology, programs, "kernel")
    for name in ("t", "weight", "slack", "dual", "peer", "basis"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_what_the_kernel_does_not_cover_goes_to_highs(pose):
    technology, programs = pose([2.0, 4.0, 3.0], [1.0, 2.0, 3.0], "vrs")
    priced = replace(programs, cost_slack=np.full((3, 3), -1e-6), weight=None)
    counts = solve(technology, priced, "kernel").diagnostics
    assert (counts["facets"], counts["facets_reused"], counts["programs"]) == (0, 0, 3)


def test_the_choice_depends_on_the_size_of_the_job():
    assert choose("auto", [(31, 31)] * 10) == choose("auto", [(310, 310)]) == "highs"
    assert choose("auto", [(5000, 5000)]) == choose("auto", [(8400, 2800)] * 10) == "kernel"
    assert choose("highs", [(10**6, 10**6)]) == "highs"
    assert choose("kernel", [(1, 1)]) == "kernel"


def test_a_first_compilation_is_announced(pose, monkeypatch):
    technology, programs = pose([2.0, 4.0, 3.0], [1.0, 2.0, 3.0], "vrs")
    solve(technology, programs, "kernel")
    compiled = importlib.import_module("farrell.lp.kernel.compiled")
    monkeypatch.setattr(compiled, "is_ready", lambda form, lanes: False)
    monkeypatch.setattr(compiled, "_ANNOUNCED", set())
    with pytest.warns(SpeedWarning, match="once"):
        solve(technology, programs, "kernel")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        solve(technology, programs, "kernel")


def test_a_small_study_never_loads_the_compiler():
    code = (
        "import sys, warnings; warnings.simplefilter('ignore'); import farrell\n"
        "panel = farrell.load('china-health').panel\n"
        "farrell.dea(panel); farrell.malmquist(panel)\n"
        "assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_directional_programs_of_units_on_the_frontier_are_proved_too(pose):
    """beta = 0 there, so its error is measured by the unit's own values and not by beta."""
    rng = np.random.default_rng(27)
    X, Y = rng.lognormal(0, 0.7, (150, 3)), rng.lognormal(0, 0.7, (150, 2))
    technology, programs = pose(X, Y, "vrs")
    b = programs.b.copy()
    b[:, :3] = X
    programs = replace(programs, a=np.hstack([-X, Y, np.zeros((150, 1))]), b=b, cost_t=-1.0, size=np.ones(150))
    by_kernel, by_highs = solve(technology, programs, "kernel"), solve(technology, programs, "highs")
    assert (by_kernel.t < EXACT).sum() > 10
    assert (by_kernel.t >= 0).all()
    assert by_kernel.diagnostics["handed_over"] == 0
    np.testing.assert_allclose(by_kernel.t, by_highs.t, atol=EXACT)
    np.testing.assert_allclose(by_kernel.slack.sum(axis=1), by_highs.slack.sum(axis=1), atol=1e-8)
