"""Additive and slacks-based programs: both solvers against scipy on the Charnes-Cooper form, and printed results."""

import csv
import importlib
import json
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from farrell.lp import SlackPrograms, Technology, intensity_rows, solve_slacks

CASES = Path(__file__).parents[2] / "golden" / "cases"
RTS = ("crs", "vrs", "nirs", "ndrs", "grs")
MEASURES = ("none", "input", "output", "additive")
EXACT = 1e-9
INDEPENDENT = 1e-7
"""HiGHS's tolerances on the Charnes-Cooper form."""


def per(data):
    """1 / data, and no weight on a row where the unit has nothing."""
    return np.where(data > 0, 1.0, 0.0) / np.where(data > 0, data, 1.0)


def slack_programs(X, Y, rts, measure, weights=None):
    n, m, s = len(X), X.shape[1], Y.shape[1]
    technology = Technology.of(X, Y, intensity_rows(rts, (0.8, 1.25) if rts == "grs" else None))
    rest = np.zeros((n, technology.rows - m - s))
    b = np.hstack([X, Y, np.tile(technology.rhs, (n, 1))])
    if measure == "additive":
        weights = 1.0 / np.hstack([X, Y]).mean(axis=0) if weights is None else weights
        top = -weights / (weights * np.hstack([X, Y])).sum(axis=1, keepdims=True)
        return technology, SlackPrograms(b, np.hstack([top, rest]), np.zeros_like(b), np.arange(n))
    top, bottom = -per(X) / m, per(Y) / s
    if measure == "input":
        bottom = np.zeros_like(Y)
    if measure == "output":
        top = np.zeros_like(X)
    top, bottom = np.hstack([top, 0 * Y, rest]), np.hstack([0 * X, bottom, rest])
    return technology, SlackPrograms(b, top, bottom, np.arange(n))


def charnes_cooper(technology, programs, k):
    """The ratio of program k by scipy's HiGHS; rows and columns scaled."""
    n, rows = technology.n, technology.rows
    size = np.where(programs.b[k] > 0, programs.b[k], np.maximum(technology.A.max(axis=1), 1e-300))
    matrix = technology.A / size[:, None]
    column = np.maximum(matrix.max(axis=0), 1e-300)
    equations = np.vstack(
        [
            np.hstack([matrix / column, -(programs.b[k] / size)[:, None], np.diag(technology.sigma)]),
            np.r_[np.zeros(n), 1.0, programs.bottom[k] * size],
        ]
    )
    limits = [(0, None)] * (n + 1) + [(0, None if sign else 0) for sign in technology.sigma]
    tight = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    cost = np.r_[np.zeros(n), 1.0, programs.top[k] * size]
    return linprog(
        cost, A_eq=equations, b_eq=np.r_[np.zeros(rows), 1.0], bounds=limits, method="highs-ds", options=tight
    ).fun


@pytest.mark.parametrize("rts", RTS)
@pytest.mark.parametrize("measure", MEASURES)
def test_both_solvers_give_the_optimal_ratio(rts, measure, draw):
    rng = np.random.default_rng([41, RTS.index(rts), MEASURES.index(measure)])
    for n, m, s in ((1, 1, 1), (12, 1, 2), (40, 3, 2)):
        technology, programs = slack_programs(*draw(rng, n, m, s), rts, measure)
        by_kernel, by_highs = (solve_slacks(technology, programs, solver) for solver in ("kernel", "highs"))
        assert (by_kernel.status == "optimal").all()
        assert (by_highs.status == "optimal").all()
        np.testing.assert_allclose(by_kernel.t, by_highs.t, rtol=EXACT, atol=EXACT)
        for k in range(0, n, 5):
            assert by_kernel.t[k] == pytest.approx(charnes_cooper(technology, programs, k), rel=INDEPENDENT, abs=1e-7)


@pytest.mark.parametrize("solver", ["kernel", "highs"])
def test_intensities_and_slacks_make_up_the_point(solver, draw):
    rng = np.random.default_rng(42)
    technology, programs = slack_programs(*draw(rng, 50, 3, 3), "vrs", "none")
    solution = solve_slacks(technology, programs, solver)
    data_rows = technology.m + technology.s
    for k in range(50):
        used = solution.peer[k] >= 0
        supply = technology.A[:, solution.peer[k][used]] @ solution.weight[k][used]
        supply[:data_rows] += technology.sigma[:data_rows] * solution.slack[k]
        size = np.where(programs.b[k] > 0, programs.b[k], technology.A.max(axis=1))
        np.testing.assert_allclose(supply / size, programs.b[k] / size, atol=1e-9)
    above = 1 + (programs.top[:, :data_rows] * solution.slack).sum(axis=1)
    below = 1 + (programs.bottom[:, :data_rows] * solution.slack).sum(axis=1)
    np.testing.assert_allclose(solution.t, above / below, rtol=EXACT, atol=EXACT)


def test_the_kernel_needs_no_other_solver():
    rng = np.random.default_rng(43)
    for rts in RTS:
        for measure in MEASURES:
            X, Y = rng.lognormal(0, 0.7, (150, 4)), rng.lognormal(0, 0.7, (150, 3))
            technology, programs = slack_programs(X, Y, rts, measure)
            counts = solve_slacks(technology, programs, "kernel").diagnostics
            assert (counts["handed_over"], counts["certified"]) == (0, 150)


def test_a_point_outside_is_infeasible_and_one_inside_is_solved():
    X, Y = np.array([[2.0], [4.0]]), np.array([[1.0], [2.0]])
    technology, programs = slack_programs(X, Y, "vrs", "none")
    moved = SlackPrograms(
        np.array([[3.0, 4.0, 1.0], [3.0, 1.0, 1.0]]), programs.top, programs.bottom, np.array([-1, -1])
    )
    solution = solve_slacks(technology, moved, "kernel")
    assert solution.status.tolist() == ["infeasible", "optimal"]
    assert np.isnan(solution.t[0])


def test_the_frontier_first_gives_the_same_ratios(draw, monkeypatch):
    rng = np.random.default_rng(44)
    technology, programs = slack_programs(*draw(rng, 120, 2, 2), "vrs", "none")
    whole = solve_slacks(technology, programs, "kernel")
    run = importlib.import_module("farrell.lp.kernel.run")
    monkeypatch.setattr(run, "LARGE", dict.fromkeys(run.LARGE, 1))
    first = solve_slacks(technology, programs, "kernel")
    np.testing.assert_allclose(first.t, whole.t, rtol=EXACT)
    assert (first.peer < 120).all()


def test_what_does_not_settle_has_no_answer(monkeypatch):
    module = importlib.import_module("farrell.lp.slacks")
    monkeypatch.setattr(module, "STEPS", 1)
    technology, programs = slack_programs(
        np.array([[2.0], [4.0], [3.0]]), np.array([[1.0], [1.5], [3.0]]), "vrs", "none"
    )
    solution = solve_slacks(technology, programs, "highs")
    none = solution.status == "unsolved"
    assert none.sum() == solution.diagnostics["unsolved"] > 0
    assert np.isnan(solution.t[none]).all()
    assert np.isnan(solution.slack[none]).all()
    assert (solution.peer[none] == -1).all()


def test_what_a_large_technology_hands_over_is_solved_on_its_frontier(monkeypatch):
    rng = np.random.default_rng(45)
    technology, programs = slack_programs(rng.lognormal(0, 0.7, (80, 2)), rng.lognormal(0, 0.7, (80, 2)), "vrs", "none")
    whole = solve_slacks(technology, programs, "highs")
    run = importlib.import_module("farrell.lp.kernel.run")
    monkeypatch.setattr(run, "LARGE", dict.fromkeys(run.LARGE, 1))
    unknown = SlackPrograms(programs.b, programs.top, programs.bottom, np.full(80, -1))
    handed = solve_slacks(technology, unknown, "kernel")
    assert handed.diagnostics["handed_over"] == 80
    np.testing.assert_allclose(handed.t, whole.t, rtol=EXACT)
    np.testing.assert_array_equal(handed.peer, whole.peer)


def golden():
    for path in sorted(CASES.glob("*/case.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        options, model = case["options"], case["model"]
        plain = "weak" not in options.values() and options.get("rts") in RTS
        additive = model == "additive" and (options.get("weights"), options["orientation"]) == ("ones", "none")
        if plain and (model == "sbm" or additive):
            yield pytest.param(case, path.parent, id=f"{case['id']} [{case['source']['authority']}]")


@pytest.mark.parametrize("solver", ["kernel", "highs"])
@pytest.mark.parametrize(("case", "folder"), list(golden()))
def test_golden_cases_agree(case, folder, solver):
    with (folder / case["data"]["file"]).open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    X, Y = (np.array([[float(row[c]) for c in case["data"][key]] for row in table]) for key in ("inputs", "outputs"))
    measure = "additive" if case["model"] == "additive" else case["options"]["orientation"]
    weights = np.ones(X.shape[1] + Y.shape[1])
    technology, programs = slack_programs(X, Y, case["options"]["rts"], measure, weights)
    solution = solve_slacks(technology, programs, solver)
    score = solution.slack.sum(axis=1) if measure == "additive" else solution.t
    expected, tolerance = np.array(case["expected"]["efficiency"], dtype=float), case["tolerance"]
    np.testing.assert_allclose(score, expected, rtol=tolerance["rel"], atol=tolerance["abs"])
