"""Congestion by its three definitions, against scipy and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell


def whole(seed, n=18, m=2):
    random = np.random.default_rng(seed)
    X, Y = random.integers(1, 8, (n, m)).astype(float), random.integers(1, 8, (n, 2)).astype(float)
    X[-1], Y[-1] = X[0], Y[0]
    return X, Y


def humped(seed, n=18):
    """More of one input than of the other costs output."""
    random = np.random.default_rng(seed)
    X = random.uniform(1, 9, (n, 2))
    reach = np.minimum(X[:, 0], X[:, 1]) - 0.4 * np.abs(X[:, 0] - X[:, 1]) + 5
    return X, (reach * random.uniform(0.7, 1, n))[:, None] * random.uniform(0.8, 1, (n, 2))


def outward(X, Y, x, y, inputs):
    """phi with inputs free, kept, or scaled; NaN where there is none."""
    n, s = len(X), Y.shape[1]
    cost = np.r_[np.zeros(n), -1.0, 0.0]
    less, most = np.c_[-Y.T, y, np.zeros(s)], np.zeros(s)
    equal, right = [np.r_[np.ones(n), 0, 0]], [1.0]
    if inputs == "free":
        less, most = np.vstack([less, np.c_[X.T, np.zeros((len(x), 2))]]), np.r_[most, x]
    else:
        rows = np.c_[X.T, np.zeros(len(x)), -x if inputs == "scaled" else np.zeros(len(x))]
        equal, right = [*equal, *rows], [*right, *(0 * x if inputs == "scaled" else x)]
    bounds = [(0, None)] * (n + 1) + [(0, 1)]
    found = linprog(cost, less, most, np.array(equal), right, bounds, method="highs")
    return -found.fun if found.status == 0 else np.nan


@pytest.mark.parametrize("make", [whole, humped])
@pytest.mark.parametrize("seed", range(3))
def test_weak_disposability_is_a_ratio_of_two_programs(panel_of, make, seed):
    X, Y = make(seed)
    panel = panel_of(X, Y)
    found = farrell.congestion(panel, method="weak")
    strong, weak = (
        np.array([outward(X, Y, x, y, kind) for x, y in zip(X, Y, strict=True)]) for kind in ("free", "scaled")
    )
    np.testing.assert_allclose(found.parts["strong"], strong, rtol=1e-7)
    np.testing.assert_allclose(found.parts["weak"], weak, rtol=1e-7)
    np.testing.assert_allclose(found.score, weak / strong, rtol=1e-7)
    assert (found.te <= 1.0).all()
    expected = np.where(weak / strong < 1 - 1e-6, "congested", "none")
    assert found.parts["congested"].tolist() == expected.tolist()
    by_input = farrell.congestion(panel, method="weak", orientation="input")
    tied = farrell.dea(panel, disposability_inputs="weak").te
    np.testing.assert_allclose(by_input.score, farrell.dea(panel).te / tied, rtol=1e-9)


@pytest.mark.parametrize("make", [whole, humped])
@pytest.mark.parametrize("seed", range(3))
def test_slacks_are_the_least_inputs_that_must_go(panel_of, make, seed):
    X, Y = make(seed)
    n, m, s = len(X), X.shape[1], Y.shape[1]
    found = farrell.congestion(panel_of(X, Y))
    for o in range(n):
        x, y = X[o], Y[o]
        phi = outward(X, Y, x, y, "free")
        sums = np.r_[np.ones(n), np.zeros(s)]
        rows = np.c_[-Y.T, np.eye(s)], np.c_[X.T, np.zeros((m, s))]
        held = linprog(
            np.r_[np.zeros(n), -1 / y], np.vstack(rows), np.r_[-(phi - 1e-9) * y, x], [sums], [1.0], method="highs"
        )
        target = phi * y + held.x[n:]
        np.testing.assert_allclose(found.target_out[o], target, rtol=1e-5)
        rows, equal = np.c_[-Y.T, np.zeros((s, m))], np.c_[X.T, np.eye(m)]
        least = linprog(
            np.r_[np.zeros(n), 1 / x], rows, -target * (1 - 1e-7), np.vstack([equal, np.r_[np.ones(n), np.zeros(m)]]),
            np.r_[x, 1.0], method="highs",
        )  # fmt: skip
        assert found.score[o] == pytest.approx(least.fun / m, abs=1e-5)
        if phi < 1 + 1e-9 and (held.x[n:] < 1e-6).all():
            assert found.parts["congested"][o] == "none"
    np.testing.assert_allclose(found.target_in, X - found.parts["congestion"])
    np.testing.assert_allclose(found.te, 1 - (found.parts["congestion"] / X).mean(axis=1))


@pytest.mark.parametrize("seed", range(3))
def test_the_scale_elasticity_is_that_of_the_technology_without_disposal(panel_of, seed):
    X, Y = humped(seed)
    found, step = farrell.congestion(panel_of(X, Y), method="scale"), 1e-4
    assert (found.parts["elasticity_low"] <= found.score + 1e-9).all()
    checked = 0
    for o in range(len(X)):
        for way, value in ((1.0, found.parts["elasticity_low"][o]), (-1.0, found.parts["elasticity_high"][o])):
            phi = outward(X, Y, (1 + way * step) * X[o], found.target_out[o], "kept")
            assert np.isnan(phi) == np.isinf(value)
            if np.isfinite(value):
                assert way * (phi - 1) / step == pytest.approx(value, rel=5e-3, abs=5e-3)
                checked += 1
    assert checked > 5
    strong = found.parts["congested"] == "strong"
    assert (found.score[strong] < 0).all()
    assert (found.parts["gain"][strong] > 0).all()
    assert (found.parts["gain"] >= -1e-9).all()


def test_one_input_past_its_best(panel_of):
    panel = panel_of([1.0, 2, 3, 4, 4], [1.0, 3, 3, 2, 1])
    assert farrell.congestion(panel, method="weak").parts["congested"].tolist() == ["none"] * 5
    slacks = farrell.congestion(panel)
    assert slacks.parts["congestion"].ravel() == pytest.approx([0, 0, 0, 1, 1], abs=1e-9)
    assert slacks.parts["congested"].tolist() == ["none"] * 3 + ["congested"] * 2
    scale = farrell.congestion(panel, method="scale")
    assert scale.parts["congested"].tolist() == ["none"] * 3 + ["strong"] * 2
    assert scale.parts["elasticity_high"][1] == pytest.approx(4 / 3)
    assert scale.score[3:] == pytest.approx([-2, -2])


@pytest.mark.parametrize("method", ["weak", "slacks", "scale"])
def test_units_of_measurement_do_not_matter(panel_of, method):
    X, Y = humped(4)
    one = farrell.congestion(panel_of(X, Y), method=method)
    two = farrell.congestion(panel_of(X * [1e5, 1e-2], Y * [1e-3, 1e4]), method=method)
    np.testing.assert_allclose(two.score, one.score, rtol=1e-7, atol=1e-9)
    assert two.parts["congested"].tolist() == one.parts["congested"].tolist()


def test_without_an_answer_there_is_a_status(panel_of):
    panel = panel_of([1.0, 2, 3], [1.0, 2, 2])
    with pytest.warns(farrell.SolveWarning, match="U0"):
        found = farrell.congestion(panel, reference=["U1", "U2"])
    assert found.status.tolist() == ["infeasible", "optimal", "optimal"]
    assert found.parts["congested"][0] == ""


def test_what_makes_no_sense_is_refused(panel_of):
    panel = panel_of([1.0, 0], [1.0, 2])
    with pytest.raises(farrell.DataError, match="U1"):
        farrell.congestion(panel)
    for options in ({"method": "ratio"}, {"method": "scale", "orientation": "input"}):
        with pytest.raises(farrell.OptionError):
            farrell.congestion(panel, **options)


def test_much_is_called_congested_where_every_input_always_helps(panel_of):
    """What the documentation says of the definitions: a Cobb-Douglas function has no congestion anywhere."""
    found = {method: [] for method in ("slacks", "weak", "scale")}
    for seed in range(8):
        random = np.random.default_rng(seed)
        X = np.exp(random.normal(0, 1, 31))[:, None] * np.exp(random.normal(0, 0.25, (31, 3)))
        best = (X**0.3).prod(axis=1) * np.exp(-np.abs(random.normal(0, 0.25, 31)))
        panel = panel_of(X, best[:, None] * np.exp(random.normal(0, 0.15, (31, 2))))
        for method, words in found.items():
            words.extend(farrell.congestion(panel, method=method).parts["congested"].tolist())
    for words in found.values():
        assert 0.35 < np.mean([word != "none" for word in words]) < 0.5
    assert np.mean([word == "strong" for word in found["scale"]]) < 0.01
