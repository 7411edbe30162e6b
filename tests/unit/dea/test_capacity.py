"""Capacity utilisation, against the papers' programs by scipy, and what must hold between its kinds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell


def best(X, Y, x, y, orientation, rts, fixed, *, free=False, nothing=False):
    """phi or theta by scipy: ``free`` drops the rows of variable inputs, ``nothing`` those of outputs."""
    n, by_input = len(X), orientation == "input"
    rows, right = [], []
    for i in range(X.shape[1]):
        if free and i not in fixed:
            continue
        scaled = by_input and i not in fixed
        rows.append(np.r_[X[:, i], -x[i] if scaled else 0.0])
        right.append(0.0 if scaled else x[i])
    for r in range(0 if nothing else Y.shape[1]):
        rows.append(np.r_[-Y[:, r], 0.0 if by_input else y[r]])
        right.append(-y[r] if by_input else 0.0)
    sums = np.r_[np.ones(n), 0.0]
    if rts == "nirs":
        rows, right = [*rows, sums], [*right, 1.0]
    equal = {"A_eq": [sums], "b_eq": [1.0]} if rts == "vrs" else {}
    found = linprog(np.r_[np.zeros(n), 1.0 if by_input else -1.0], np.array(rows), right, method="highs", **equal)
    assert found.status == 0
    return found.x[-1]


def whole(seed):
    random = np.random.default_rng(seed)
    X, Y = random.integers(1, 8, (20, 3)).astype(float), random.integers(1, 8, (20, 2)).astype(float)
    X[-1], Y[-1] = X[0], Y[0]
    return X, Y


@pytest.mark.parametrize(("orientation", "rts"), [("output", "vrs"), ("output", "nirs"), ("input", "vrs")])
@pytest.mark.parametrize("horizon", ["short", "long"])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_papers_programs(panel_of, seed, horizon, orientation, rts):
    X, Y = whole(seed)
    fixed = [0] if horizon == "short" else []
    names = {"fixed": ["x0"]} if fixed else {}
    found = farrell.capacity(panel_of(X, Y), horizon=horizon, orientation=orientation, rts=rts, **names)
    own = np.array([best(X, Y, x, y, orientation, rts, fixed) for x, y in zip(X, Y, strict=True)])
    other = {"free": True} if orientation == "output" else {"nothing": True}
    full = np.array([best(X, Y, x, y, orientation, rts, fixed, **other) for x, y in zip(X, Y, strict=True)])
    np.testing.assert_allclose(found.parts["technical"], own, rtol=1e-7)
    np.testing.assert_allclose(found.parts["capacity"], full, rtol=1e-7)
    np.testing.assert_allclose(found.score, own / full, rtol=1e-7)
    np.testing.assert_allclose(found.parts["biased"], 1 / full, rtol=1e-7)


@pytest.mark.parametrize("seed", range(4))
def test_kinds_stand_in_their_order(panel_of, seed):
    panel = panel_of(*whole(seed))
    one, two = farrell.capacity(panel, fixed=["x0"]), farrell.capacity(panel, fixed=["x0", "x1"])
    long = farrell.capacity(panel, horizon="long")
    te = farrell.dea(panel, orientation="output").te
    for found in (one, two, long):
        assert (found.score > 0).all()
        assert (found.score <= 1 + 1e-9).all()
        np.testing.assert_allclose(found.parts["biased"], te * found.score, rtol=1e-9)
    assert (long.score <= one.score + 1e-9).all()
    assert (one.score <= two.score + 1e-9).all()
    assert (farrell.capacity(panel, fixed=["x0"], orientation="input").score >= 1 - 1e-9).all()


def test_variable_inputs_do_not_change_capacity_nor_do_units_of_measurement(panel_of):
    X, Y = whole(5)
    base = farrell.capacity(panel_of(X, Y), fixed=["x0"])
    more = X.copy()
    more[:, 1:] *= np.random.default_rng(1).uniform(0.5, 2, (20, 2))
    again = farrell.capacity(panel_of(more, Y), fixed=["x0"])
    np.testing.assert_allclose(again.parts["capacity"], base.parts["capacity"], rtol=1e-9)
    scaled = farrell.capacity(panel_of(X * [1e6, 1e-3, 7], Y * [1e5, 1]), fixed=["x0"])
    np.testing.assert_allclose(scaled.score, base.score, rtol=1e-9)


def test_targets_are_possible(panel_of):
    X, Y = whole(6)
    panel = panel_of(X, Y)
    found = farrell.capacity(panel, fixed=["x0"])
    there = panel_of(found.target_in, found.target_out, units=[f"full {i}" for i in range(20)])
    te = farrell.dea(there, orientation="output", reference=panel).te
    np.testing.assert_allclose(te, 1.0, rtol=1e-9)
    np.testing.assert_allclose(farrell.capacity(there, fixed=["x0"], reference=panel).parts["biased"], 1.0, rtol=1e-9)


def test_the_mark_says_what_is_fixed(panel_of):
    X, Y = whole(7)
    marked, plain = panel_of(X, Y, fixed=["x1"]), panel_of(X, Y)
    expected = farrell.capacity(plain, fixed=["x1"]).score
    assert farrell.capacity(marked).score.tolist() == expected.tolist()
    assert farrell.capacity(plain, fixed="x1").score.tolist() == expected.tolist()


def test_the_solvers_agree(panel_of):
    panel = panel_of(*whole(8))
    for orientation in ("output", "input"):
        one, two = (
            farrell.capacity(panel, fixed=["x0"], orientation=orientation, solver=solver).score
            for solver in ("highs", "kernel")
        )
        np.testing.assert_allclose(one, two, rtol=1e-9)


def test_without_an_answer_there_is_a_status(panel_of):
    panel = panel_of([[1.0, 1], [2, 2], [1, 2]], [1.0, 2, 0])
    with pytest.warns(farrell.SolveWarning, match="U2"):
        found = farrell.capacity(panel, fixed=["x0"])
    assert found.status.tolist()[:2] == ["optimal", "optimal"]
    assert np.isnan(found.score[2])


@pytest.mark.parametrize(
    "options",
    [{}, {"fixed": ["x0", "x1"]}, {"fixed": ["y0"]}, {"fixed": ["x0"], "horizon": "long"}, {"fixed": []},
     {"fixed": ["x0"], "rts": "crs"}, {"fixed": ["x0"], "horizon": "medium"},
     {"fixed": ["x0"], "orientation": "input", "rts": "nirs"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(panel_of, options):
    with pytest.raises(farrell.OptionError):
        farrell.capacity(panel_of([[1.0, 2], [2.0, 1]], [1.0, 2]), **options)
