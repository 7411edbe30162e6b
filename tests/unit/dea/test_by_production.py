"""Two technologies: the outputs' half, the emissions' half, and what makes them one index."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog, minimize_scalar

import farrell
from farrell import DataError, OptionError
from farrell.dea.by_production import by_production

CERTIFIED = 1e-7


@pytest.fixture(scope="module")
def data():
    random = np.random.default_rng(4)
    X = np.exp(random.normal(0, 0.5, (16, 3)))
    Y = np.exp(random.normal(0, 0.5, (16, 2))) * X.mean(axis=1, keepdims=True)
    B = np.exp(random.normal(0, 0.4, (16, 2))) * X[:, :1]
    return X, Y, B


@pytest.fixture(scope="module")
def panel(panel_of, data):
    X, Y, B = data
    return panel_of(X, Y, bad=B)


def emissions_by_scipy(X, B, o, rts):
    """Multiplier form: the dual of the emissions' half without the bound on gamma, which own units do not need."""
    n, q = B.shape
    cost = np.r_[np.zeros(n), np.full(q, 1.0 / q)]
    upper = np.vstack(
        [np.c_[-X[:, :1].T, np.zeros((1, q))], np.c_[B.T, -np.diag(B[o])], np.c_[np.zeros((q, n)), np.eye(q)]]
    )
    right = np.r_[-X[o, :1], np.zeros(q), np.ones(q)]
    equal = np.r_[np.ones(n), np.zeros(q)][None] if rts == "vrs" else None
    return linprog(cost, upper, right, equal, [1.0] if rts == "vrs" else None).fun


def outputs_by_search(X, Y, o, rts):
    """The least mean of 1 / phi over two outputs, by a search over the first factor."""
    n = len(X)
    equal, right = (np.r_[np.ones(n), 0.0][None], [1.0]) if rts == "vrs" else (None, None)

    def second(first):
        upper = np.vstack([np.c_[X.T, np.zeros(3)], np.r_[-Y[:, 0], 0.0], np.r_[-Y[:, 1], Y[o, 1]]])
        found = linprog(np.r_[np.zeros(n), -1.0], upper, np.r_[X[o], -first * Y[o, 0], 0.0], equal, right)
        return found.x[-1] if found.status == 0 and found.x[-1] >= 1.0 - 1e-9 else np.nan

    most = linprog(
        -Y[:, 0], np.vstack([X.T, -Y[:, 1]]), np.r_[X[o], -Y[o, 1]], None if equal is None else equal[:, :-1], right
    )
    limit = -most.fun / Y[o, 0]
    if limit <= 1.0 + 1e-9:
        return (1.0 + 1.0 / second(1.0)) / 2.0

    def mean(first):
        other = second(first)
        return 1.0 if np.isnan(other) else (1.0 / first + 1.0 / other) / 2.0

    grid = np.linspace(1.0, limit, 60)
    k = int(np.argmin([mean(f) for f in grid]))
    found = minimize_scalar(
        mean, bounds=(grid[max(k - 1, 0)], grid[min(k + 1, 59)]), method="bounded", options={"xatol": 1e-8}
    )
    return min(found.fun, mean(grid[k]))


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_each_half_is_what_scipy_finds(panel, data, rts):
    X, Y, B = data
    result = by_production(panel, polluting=["x0"], rts=rts)
    for o in range(len(X)):
        assert result.parts["emission_efficiency"][o] == pytest.approx(emissions_by_scipy(X, B, o, rts), abs=CERTIFIED)
    for o in range(0, len(X), 3):
        assert result.parts["output_efficiency"][o] == pytest.approx(outputs_by_search(X, Y, o, rts), abs=1e-6)
    both = (result.parts["output_efficiency"] + result.parts["emission_efficiency"]) / 2
    np.testing.assert_allclose(result.te, both, rtol=1e-12)
    assert (result.lambdas @ X <= X + 1e-9).all()
    assert (result.lambdas @ Y >= result.target_out * (1.0 - 1e-6)).all()


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
def test_with_one_output_each_half_is_radial(panel_of, data, rts):
    X, Y, B = data
    result = by_production(panel_of(X, Y[:, :1], bad=B[:, :1]), polluting=["x0", "x1"], rts=rts)
    outputs = farrell.dea(panel_of(X, Y[:, :1]), rts=rts, orientation="output")
    # emissions are what the polluting inputs use, turned round: the least b for at least so much of x
    emissions = farrell.dea(panel_of(B[:, :1], X[:, :2]), rts=rts, orientation="input")
    np.testing.assert_allclose(result.parts["output_efficiency"], outputs.te, rtol=1e-9)
    np.testing.assert_allclose(result.parts["emission_efficiency"], emissions.te, rtol=1e-9)


def test_targets_are_efficient(panel, panel_of, data):
    X, _, _ = data
    result = by_production(panel, polluting=["x0"])
    assert (result.te <= 1.0 + 1e-12).all()
    np.testing.assert_allclose(result.target_in, X)
    again = by_production(panel_of(X, result.target_out, bad=result.target_bad), polluting=["x0"], reference=panel)
    np.testing.assert_allclose(again.te, 1.0, atol=1e-6)


def test_it_does_not_depend_on_units(panel, panel_of, data):
    X, Y, B = data
    scaled = panel_of(X * [1e4, 1e-2, 1.0], Y * [1e-3, 1e5], bad=B * [1e3, 1e-3])
    np.testing.assert_allclose(
        by_production(scaled, polluting=["x0"]).te, by_production(panel, polluting=["x0"]).te, atol=5e-8
    )


def test_more_good_output_and_less_bad_raise_the_index(panel, panel_of, data):
    X, Y, B = data
    before = by_production(panel, polluting=["x0"]).te
    inside = before < 0.95
    better = panel_of(X, 1.02 * Y, bad=0.98 * B)
    with pytest.warns(farrell.SolveWarning):
        after = by_production(better, polluting=["x0"], reference=panel)
    ok = inside & (after.status == "optimal")
    assert ok.any()
    assert (after.te[ok] > before[ok]).all()


def test_clean_inputs_do_not_matter_to_emissions(panel_of, data):
    X, Y, B = data
    more = panel_of(X * [1.0, 3.0, 7.0], Y, bad=B)
    emission = "emission_efficiency"
    np.testing.assert_allclose(
        by_production(more, polluting=["x0"]).parts[emission],
        by_production(panel_of(X, Y, bad=B), polluting=["x0"]).parts[emission],
        rtol=1e-9,
    )


def test_zeros_are_refused_or_do_not_count(panel_of):
    panel = panel_of([1, 1], [[1, 0], [2, 1]], bad=[[1, 1], [1, 0]])
    with pytest.raises(DataError, match="y1"):
        by_production(panel, polluting=["x0"])
    result = by_production(panel, polluting=["x0"], zeros="skip")
    np.testing.assert_allclose(result.parts["output_efficiency"], [0.5, 1.0], atol=1e-9)
    np.testing.assert_allclose(result.parts["emission_efficiency"], [0.5, 1.0], atol=1e-9)


def test_wrong_use_is_refused(panel, panel_of, data):
    X, Y, B = data
    for wrong in ([], ["y0"], ["coal"]):
        with pytest.raises(OptionError, match="polluting"):
            by_production(panel, polluting=wrong)
    with pytest.raises(OptionError, match="undesirable"):
        by_production(panel_of(X, Y), polluting=["x0"])
    with pytest.raises(OptionError, match="rts"):
        by_production(panel, polluting=["x0"], rts="fdh")
    with pytest.raises(DataError, match="b0"):
        by_production(panel_of(X, Y, bad=-B), polluting="x0")


def test_under_generalised_returns_every_unit_is_needed(panel_of):
    panel = panel_of([1.0, 2.1, 5.0], [1.0, 2.0, 4.0], bad=[1.0, 1.0, 1.0])
    result = by_production(panel, polluting=["x0"], rts="grs", bounds=(1, 2))
    alone = farrell.dea(panel_of([1.0, 2.1, 5.0], [1.0, 2.0, 4.0]), rts="grs", bounds=(1, 2), orientation="output")
    np.testing.assert_allclose(result.parts["output_efficiency"], alone.te, rtol=1e-9)
