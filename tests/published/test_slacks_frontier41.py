"""Slacks that pile up at 0: where Frontier 4.1 stops, and where the likelihood is highest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

import farrell
from farrell.inference.stochastic.design import Design
from farrell.inference.stochastic.likelihood import log_likelihood

STOPS = json.loads((Path(__file__).parent / "values" / "slacks_frontier41.json").read_text(encoding="utf-8"))["stops"]
NEAR = 0.01
"""The likelihood has no maximum below gamma = 1, so a search ends that close to what it never reaches."""


@pytest.fixture(scope="module")
def found():
    return farrell.three_stage(farrell.load("china-health").panel, doubtful="keep")


def cost_frontier(result, column):
    """The design of a slack's frontier, built anew."""
    slack, panel = result.slack[:, result.columns.index(column)], result.panel
    n = len(slack)
    X = np.column_stack([np.ones(n), *(panel.numbers[c] for c in ("gdp_per_capita_yuan", "share_65plus"))])
    empty = np.zeros((n, 0))
    return Design(slack, X, empty, np.arange(n), np.zeros(n), -1.0, False, False, ("1", "gdp", "old"), ())


def without_noise(design):
    """The likelihood that gamma = 1 leaves: least squares of a frontier below all slacks, by a general optimiser."""
    X = design.X / design.X.std(axis=0).clip(min=1e-9)
    X[:, 0] = 1.0
    y = design.y / design.y.std()
    start = np.r_[-1.0, np.zeros(X.shape[1] - 1)]
    fit = optimize.minimize(
        lambda b: ((y - X @ b) ** 2).sum(), start, jac=lambda b: -2 * X.T @ (y - X @ b), method="SLSQP",
        constraints=[{"type": "ineq", "fun": lambda b: y - X @ b, "jac": lambda b: -X}],
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    sigma2 = (design.y.std() ** 2) * ((y - X @ fit.x) ** 2).mean()
    n = len(y)
    return n * np.log(2) - n / 2 * (np.log(2 * np.pi * sigma2) + 1), X @ fit.x * design.y.std()


@pytest.mark.parametrize("column", list(STOPS))
def test_frontier_stops_far_below_the_highest_likelihood(found, column):
    design, stop = cost_frontier(found, column), STOPS[column]
    there = log_likelihood(design, np.array(stop["parameters"]))[0]
    assert there == pytest.approx(stop["log_likelihood"], abs=1e-3)
    regression = next(r for r in found.regressions if r.column == column)
    assert regression.log_likelihood > there + 40
    assert regression.boundary == "no noise"


def test_searches_from_anywhere_end_without_noise_or_without_inefficiency(found):
    """No maximum lies between: Nelder-Mead on the variances of u and v from random starts, beds."""
    design = cost_frontier(found, "beds")
    sizes = np.r_[1.0, design.X[:, 1:].std(axis=0)]
    centre = np.r_[0.0, design.X[:, 1:].mean(axis=0)]
    X, y = (design.X - centre) / sizes, design.y / design.y.std()
    regression = next(r for r in found.regressions if r.column == "beds")
    lifted = regression.log_likelihood + len(y) * np.log(design.y.std())

    def loss(p):
        v, u = np.exp(p[3:])
        e = y - X @ p[:3]
        mass = stats.norm.logcdf(e * np.sqrt(u / v / (u + v)))
        return -(np.log(2) + stats.norm.logpdf(e, scale=np.sqrt(u + v)) + mass).sum()

    rng = np.random.default_rng(0)
    ends = []
    for _ in range(10):
        start = np.r_[rng.normal(0, 1, 3), rng.normal(-2, 2), rng.normal(0, 1)]
        options = {"maxiter": 6000, "maxfev": 12000, "xatol": 1e-7, "fatol": 1e-9}
        with np.errstate(all="ignore"):
            end = optimize.minimize(loss, start, method="Nelder-Mead", options=options)
        gamma = 1 / (1 + np.exp(end.x[3] - end.x[4]))
        assert gamma > 0.999 or gamma < 0.001
        ends.append(-end.fun)
    assert lifted - 1e-6 <= max(ends) <= lifted + NEAR


@pytest.mark.parametrize("column", list(STOPS))
def test_the_highest_likelihood_has_no_noise_and_a_frontier_along_the_zeros(found, column):
    highest, frontier = without_noise(cost_frontier(found, column))
    regression = next(r for r in found.regressions if r.column == column)
    assert highest - NEAR < regression.log_likelihood <= highest + 1e-6
    size = found.slack[:, found.columns.index(column)].mean()
    assert np.abs(frontier).max() < 1e-6 * size
    assert np.abs(found.environment[:, found.columns.index(column)]).max() < 1e-3 * size
    assert (found.slack[:, 0] == 0).mean() == pytest.approx(0.39, abs=0.01)
