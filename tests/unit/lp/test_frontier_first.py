"""The frontier of a large technology is found first, and programs over it alone have the answers of all."""

import importlib
from dataclasses import replace

import joblib
import numpy as np
import pytest

from farrell import SpeedWarning
from farrell.lp import Solution, Technology, frontier, intensity_rows, solve

RTS = ("crs", "vrs", "nirs", "ndrs", "grs")
EXACT = 1e-9
run = importlib.import_module("farrell.lp.kernel.run")


@pytest.fixture
def always(monkeypatch):
    """Look for the frontier first, however few units there are."""
    monkeypatch.setattr(run, "LARGE", dict.fromkeys(run.LARGE, 1))


@pytest.mark.parametrize("rts", RTS)
@pytest.mark.parametrize("way", ["input", "output"])
def test_answers_are_those_of_all_columns(rts, way, draw, pose, slack_sum, monkeypatch):
    rng = np.random.default_rng([31, RTS.index(rts), way == "input"])
    for n, m, s in ((1, 1, 1), (9, 1, 1), (60, 2, 2), (150, 3, 2)):
        technology, programs = pose(*draw(rng, n, m, s), rts, way)
        monkeypatch.setattr(run, "LARGE", dict.fromkeys(run.LARGE, 10**9))
        whole = solve(technology, programs, "kernel")
        monkeypatch.setattr(run, "LARGE", dict.fromkeys(run.LARGE, 1))
        first = solve(technology, programs, "kernel")
        np.testing.assert_array_equal(first.status, whole.status)
        np.testing.assert_allclose(first.t, whole.t, rtol=EXACT)
        for k in range(n):
            ours, theirs = slack_sum(first, programs, k), slack_sum(whole, programs, k)
            assert ours == pytest.approx(theirs, rel=1e-7, abs=1e-7 * np.abs(programs.b[k] + programs.a[k]).max())


@pytest.mark.usefixtures("always")
def test_points_outside_find_no_solution_either(pose, monkeypatch):
    rng = np.random.default_rng(32)
    X, Y = rng.lognormal(0, 0.7, (200, 2)), rng.lognormal(0, 0.7, (200, 2))
    technology, programs = pose(X, Y, "vrs", at=(X * 0.8, Y * 1.3))
    by_run, by_highs = solve(technology, programs, "kernel"), solve(technology, programs, "highs")
    np.testing.assert_array_equal(by_run.status, by_highs.status)
    assert (by_run.status == "infeasible").any()
    np.testing.assert_allclose(by_run.t, by_highs.t, rtol=EXACT)


def test_the_kept_columns_contain_every_unit_on_the_frontier(draw, pose):
    rng = np.random.default_rng(33)
    X, Y = draw(rng, 120, 2, 2)
    technology, programs = pose(X, Y, "vrs")
    scaled = run.Scaled(technology)
    kept = run._frontier(scaled)
    scores = solve(technology, programs, "highs").t
    assert set(np.nonzero(scores > 1 - 1e-10)[0]) <= set(kept.tolist())


def test_a_large_frontier_is_a_small_part_of_random_data():
    rng = np.random.default_rng(34)
    X = rng.lognormal(0, 0.5, (3000, 2))
    technology = Technology.of(X, X.prod(axis=1, keepdims=True) * rng.uniform(0.2, 1, (3000, 1)), ())
    for n in (1000, 3000):
        part = replace(technology, A=technology.A[:, :n])
        assert len(run._frontier(run.Scaled(part))) < 200


@pytest.mark.usefixtures("always")
def test_workers_and_their_number_change_no_bit(pose, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 64)
    rng = np.random.default_rng(35)
    technology, programs = pose(rng.lognormal(0, 0.7, (400, 3)), rng.lognormal(0, 0.7, (400, 3)), "vrs")
    answers = []
    for jobs in (1, 2, 5):
        with joblib.parallel_config(backend="threading", n_jobs=jobs):
            answers.append(solve(technology, programs, "kernel"))
    for name in ("t", "weight", "slack", "dual", "peer", "basis"):
        bits = {getattr(answer, name).tobytes() for answer in answers}
        assert len(bits) == 1
    assert answers[0].diagnostics == answers[2].diagnostics


def test_programs_that_the_kernel_leaves_are_solved_on_the_frontier(pose, monkeypatch):
    module = importlib.import_module("farrell.lp.solve")
    rng = np.random.default_rng(36)
    technology, programs = pose(rng.lognormal(0, 0.7, (90, 2)), rng.lognormal(0, 0.7, (90, 2)), "vrs")
    whole, widths = solve(technology, programs, "highs"), []
    by_highs = module._solve_by_highs
    monkeypatch.setattr(run, "LARGE", {**run.LARGE, "handed over": 1})
    monkeypatch.setattr(module, "solve_by_kernel", lambda t, p: Solution.empty(p.k, t))
    monkeypatch.setattr(module, "_solve_by_highs", lambda t, p: (widths.append(t.n), by_highs(t, p))[1])
    handed = solve(technology, programs, "kernel")
    assert handed.diagnostics["handed_over"] == 90
    assert widths[0] < 90
    np.testing.assert_allclose(handed.t, whole.t, rtol=EXACT)
    np.testing.assert_array_equal(handed.peer, whole.peer)
    left_out = replace(programs, own=np.arange(90))
    solve(technology, left_out, "kernel")
    assert widths[1] == 90  # without a unit, others may span the frontier


def test_the_wait_for_its_compilation_is_announced(pose, monkeypatch):
    compiled = importlib.import_module("farrell.lp.kernel.compiled")
    ready = compiled.is_ready
    monkeypatch.setattr(compiled, "is_ready", lambda form, lanes: form != "frontier" and ready(form, lanes))
    monkeypatch.setattr(compiled, "_ANNOUNCED", set())
    technology, _ = pose([2.0, 4.0, 3.0], [1.0, 2.0, 3.0], "vrs")
    with pytest.warns(SpeedWarning, match="once"):
        frontier(technology)


def test_rows_that_bound_intensities_are_those_of_the_frontier(pose):
    """Under grs a unit is dropped only when a combination with the sum of intensities 1 beats it."""
    X, Y = np.array([[1.0], [2.0], [4.0]]), np.array([[1.0], [1.5], [4.0]])
    technology = Technology.of(X, Y, intensity_rows("grs", (0.5, 2.0)))
    kept = run._frontier(run.Scaled(technology))
    assert kept.tolist() == [0, 2]
