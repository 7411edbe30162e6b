"""An independent solver, random data of many kinds, and programs posed from arrays."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from scipy.optimize import linprog

from farrell.dea.frontier import radial_programs
from farrell.lp import Programs, Technology, intensity_rows, solve

TIGHT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10, "presolve": False}
"""HiGHS's tightest tolerances."""


@dataclass(frozen=True)
class Reference:
    """The independent answer to one program."""

    status: str
    t: float = float("nan")
    slack_sum: float = float("nan")


@pytest.fixture(scope="session")
def solve_module():
    """The module ``farrell.lp.solve``; the package's attribute of that name is the function."""
    return importlib.import_module("farrell.lp.solve")


@pytest.fixture(params=["highs", "kernel"])
def both_solvers(request, monkeypatch) -> None:
    """Run the tests of a module with each solver."""
    monkeypatch.setattr(request.module, "solve", partial(solve, solver=request.param))


@pytest.fixture(scope="session")
def pose() -> Callable[..., tuple[Technology, Programs]]:
    """Technology and programs of points ``at`` (the reference units themselves when left out)."""

    def build(X, Y, rts="vrs", orientation="input", *, bounds=None, at=None, weight="ones", own=None, member=None):
        X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
        X, Y = (v[:, None] if v.ndim == 1 else v for v in (X, Y))
        points = (X, Y) if at is None else tuple(np.atleast_2d(np.asarray(v, dtype=float)) for v in at)
        if rts == "grs" and bounds is None:
            bounds = (0.75, 1.25)
        weights = np.ones(X.shape[1] + Y.shape[1]) if isinstance(weight, str) else weight
        technology = Technology.of(X, Y, intensity_rows(rts, bounds))
        programs = radial_programs(technology, *points, orientation, slack_weight=weights, own=own, member=member)
        return technology, programs

    return build


def _independent(technology: Technology, programs: Programs, k: int) -> Reference:
    """Program k by scipy's HiGHS, both phases: rows divided by the unit's own values, columns by their size."""
    A, a, b, sigma = technology.A, programs.a[k], programs.b[k], technology.sigma
    own = np.maximum(np.abs(a), np.abs(b))
    row = np.where(own > 0, own, np.maximum(np.abs(A).max(axis=1), 1e-300))
    scaled = A / row[:, None]
    column = np.maximum(np.abs(scaled).max(axis=0), 1e-300)
    matrix = np.hstack([scaled / column, (-a / row)[:, None], np.diag(sigma)])
    rhs, n, rows = b / row, technology.n, technology.rows
    upper = [None] * (n + 1) + [None if s != 0 else 0.0 for s in sigma]
    if programs.own[k] >= 0:
        upper[programs.own[k]] = 0.0
    cost = np.r_[np.zeros(n), programs.cost_t, np.zeros(rows)]
    limits = [(0.0, u) for u in upper]
    first = linprog(cost, A_eq=matrix, b_eq=rhs, bounds=limits, method="highs-ds", options=TIGHT)
    if first.status != 0:
        return Reference({2: "infeasible", 3: "unbounded"}.get(first.status, "unsolved"))
    t = float(first.x[n])
    limits[n] = (t, t)
    gain = np.r_[np.zeros(n + 1), -programs.weight * row]
    second = linprog(gain, A_eq=matrix, b_eq=rhs, bounds=limits, method="highs-ds", options=TIGHT)
    return Reference("optimal", t, -float(second.fun) if second.status == 0 else float("nan"))


@pytest.fixture(scope="session")
def independent() -> Callable[[Technology, Programs, int], Reference]:
    return _independent


@pytest.fixture(scope="session")
def slack_sum() -> Callable[..., float]:
    """The weighted slack sum of program k of a solution."""
    return lambda solution, programs, k: float((programs.weight[: solution.slack.shape[1]] * solution.slack[k]).sum())


@pytest.fixture(scope="session")
def exact_answer() -> Callable[..., Reference]:
    """Program k by the exact solver, as the independent solver reports it."""
    from farrell.lp.exact import solve_exactly

    def answer(technology, programs, k):
        exact = solve_exactly(technology, programs, k)
        if exact.status != "optimal":
            return Reference(exact.status)
        basis, x, n = np.array(exact.basis), np.array(exact.x), technology.n
        slack = np.zeros(technology.rows)
        named = (basis > n) & (basis <= n + technology.rows)
        slack[basis[named] - n - 1] = x[named]
        return Reference("optimal", float(x[basis == n].sum()), float((programs.weight * slack).sum()))

    return answer


def _lognormal(rng, n, d):
    return rng.lognormal(0, 0.7, (n, d))


def _lattice(rng, n, d):
    return rng.integers(1, 5, (n, d)).astype(float)


def _zeros(rng, n, d):
    data = rng.integers(1, 9, (n, d)) * (rng.random((n, d)) > 0.3).astype(float)
    data[data.sum(axis=1) == 0, 0] = 1.0
    data[(data[:, : d // 2 + 1] == 0).all(axis=1), 0] = 2.0
    data[data[:, -1] == 0, -1] = 1.0
    data[data[:, 0] == 0, 0] = 1.0
    return data


def _duplicates(rng, n, d):
    return rng.lognormal(0, 0.5, (max(1, n // 3), d))[rng.integers(0, max(1, n // 3), n)]


def _collinear(rng, n, d):
    data = rng.integers(1, 9, (n, d)).astype(float)
    data[:, -1] = 2 * data[:, 0]
    return data


def _sizes(rng, n, d):
    return np.ceil(rng.integers(1, 7, (n, d)) * 10.0 ** rng.integers(0, 9, (n, 1)))


KINDS = {
    "lognormal": _lognormal,
    "lattice": _lattice,
    "zeros": _zeros,
    "duplicates": _duplicates,
    "collinear": _collinear,
    "sizes-1e8": _sizes,
}


@pytest.fixture(scope="session", params=KINDS, ids=lambda kind: kind)
def draw(request) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """Random data of one kind: X (n, m) and Y (n, s)."""

    def make(rng, n, m, s):
        data = KINDS[request.param](rng, n, m + s)
        return data[:, :m].copy(), data[:, m:].copy()

    return make
