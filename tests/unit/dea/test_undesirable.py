"""Undesirable outputs: each treatment against another formulation, and what sets the treatments apart."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.undesirable import undesirable

CERTIFIED = 1e-7


@pytest.fixture(scope="module")
def data():
    random = np.random.default_rng(11)
    X = np.exp(random.normal(0, 0.5, (20, 2)))
    Y = np.exp(random.normal(0, 0.5, (20, 2))) * X.mean(axis=1, keepdims=True)
    B = np.exp(random.normal(0, 0.5, (20, 1))) * X.mean(axis=1, keepdims=True)
    return X, Y, B


@pytest.fixture(scope="module")
def panel(panel_of, data):
    X, Y, B = data
    return panel_of(X, Y, bad=B)


def best(columns, X, Y, B, x, y, b, scaled, rts):
    """The score over given activities (X, Y, B) with B lambda = b; ``scaled`` is x, y or b."""
    n, sign = len(X), -1.0 if scaled == "y" else 1.0
    t = {name: values if name == scaled else 0 * values for name, values in (("x", x), ("y", y), ("b", b))}
    upper = np.vstack([np.c_[X.T, -t["x"]], np.c_[-Y.T, t["y"]]])
    right = np.r_[x - t["x"], t["y"] - y]
    equal, equal_right = [np.c_[B.T, -t["b"]]], [*(b - t["b"])]
    if rts == "vrs":
        equal.append(np.r_[np.ones(n), 0.0][None]), equal_right.append(1.0)
    found = linprog(np.r_[np.zeros(n), sign], upper, right, np.vstack(equal), equal_right)
    return found.x[-1] if found.status == 0 else np.nan


SCALED = {"output": "y", "undesirable": "b", "input": "x"}


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("orientation", ["output", "undesirable", "input"])
def test_own_factors_are_the_hull_of_units_and_units_that_make_nothing(panel, data, rts, orientation):
    X, Y, B = data
    activities = np.vstack([X, X]), np.vstack([Y, 0 * Y]), np.vstack([B, 0 * B])
    result = undesirable(panel, rts=rts, orientation=orientation)
    expected = [best(None, *activities, X[o], Y[o], B[o], SCALED[orientation], rts) for o in range(len(X))]
    np.testing.assert_allclose(result.score, expected, atol=CERTIFIED)
    np.testing.assert_allclose(result.lambdas @ X, result.target_in, rtol=1e-7)
    assert (result.slack_bad == 0).all()


@pytest.mark.parametrize("orientation", ["output", "undesirable"])
def test_one_factor_is_what_a_search_for_it_finds(panel, data, orientation):
    X, Y, B = data
    result = undesirable(panel, treatment="weak", orientation=orientation)
    sign = -1.0 if orientation == "output" else 1.0
    for o in range(0, 20, 4):

        def score(factor, o=o):
            found = best(None, X, factor * Y, factor * B, X[o], Y[o], B[o], SCALED[orientation], "vrs")
            return np.inf if np.isnan(found) else sign * found

        grid = np.linspace(0.025, 1.0, 40)
        tried = min(score(f) for f in grid)
        assert sign * result.score[o] <= tried + CERTIFIED
        here = score(result.parts["abatement_factor"][o])
        assert sign * result.score[o] == pytest.approx(here, abs=1e-6)
    np.testing.assert_allclose(result.lambdas.sum(axis=1), 1.0, rtol=1e-9)
    np.testing.assert_allclose(result.lambdas @ X, result.target_in, rtol=1e-7)
    factor = result.parts["abatement_factor"][:, None]
    np.testing.assert_allclose(factor * (result.lambdas @ Y), result.target_out, rtol=1e-7)
    np.testing.assert_allclose(factor * (result.lambdas @ B), result.target_bad, rtol=1e-7)


@pytest.mark.parametrize("rts", ["crs", "nirs", "vrs", "ndrs"])
@pytest.mark.parametrize("orientation", ["output", "undesirable"])
def test_own_factors_allow_more_and_the_same_where_activity_may_be_scaled_down(panel, rts, orientation):
    own = undesirable(panel, rts=rts, orientation=orientation)
    one = undesirable(panel, treatment="weak", rts=rts, orientation=orientation)
    assert (own.te <= one.te + CERTIFIED).all()
    if rts in ("crs", "nirs"):
        np.testing.assert_allclose(own.te, one.te, rtol=1e-9)
    assert (own.te <= 1.0).all()


def test_factors_differ_where_units_do(panel_of):
    # B abates its dirty half, A keeps all of its clean output
    panel = panel_of([1, 1, 1], [4, 10, 4], bad=[1, 9, 3])
    own = undesirable(panel).score
    one = undesirable(panel, treatment="weak").score
    assert own[2] == pytest.approx(1.375)  # 5.5 from A and B in the ratio 3 : 1, none abated
    assert (own >= one - 1e-12).all()


@pytest.mark.parametrize("treatment", ["kuosmanen", "weak"])
def test_outputs_may_be_scaled_down_together_and_only_together(panel_of, data, treatment):
    X, Y, B = data
    panel = panel_of(X, Y, bad=B)
    less = panel_of(X, 0.5 * Y, bad=0.5 * B)
    assert (undesirable(less, treatment=treatment, reference=panel).status == "optimal").all()
    clean = panel_of(X, Y, bad=0.01 * B)
    assert (undesirable(clean, treatment=treatment, reference=panel).te > 1.5).all()
    assert (undesirable(clean, treatment="input", reference=panel, rts="crs").te > 1.5).all()


@pytest.mark.parametrize("rts", ["crs", "vrs", "fdh"])
def test_as_inputs_they_are_inputs(panel, panel_of, data, rts):
    X, Y, B = data
    as_inputs = panel_of(np.hstack([X, B]), Y)
    marked = panel_of(np.hstack([X, B]), Y, non_discretionary=["x0", "x1"])
    for orientation, other in (("output", as_inputs), ("input", as_inputs), ("undesirable", marked)):
        if rts == "fdh":
            result = undesirable(panel, treatment="input", rts=rts, orientation=orientation)
            assert (result.te <= 1.0).all()
            continue
        result = undesirable(panel, treatment="input", rts=rts, orientation=orientation)
        expected = farrell.dea(other, rts=rts, orientation="output" if orientation == "output" else "input")
        np.testing.assert_allclose(result.te, expected.te, rtol=1e-9)
        if orientation != "undesirable":
            np.testing.assert_allclose(np.hstack([result.slack_in, result.slack_bad]), expected.slack_in, atol=1e-8)
            np.testing.assert_allclose(result.slack_out, expected.slack_out, atol=1e-8)


def test_free_disposal_hull_of_undesirable_inputs(panel, data):
    X, Y, B = data
    result = undesirable(panel, treatment="input", rts="fdh", orientation="undesirable")
    for o in range(len(X)):
        able = (X[o] >= X).all(axis=1) & (Y[o] <= Y).all(axis=1)
        assert result.score[o] == pytest.approx((B[able] / B[o]).max(axis=1).min())


@pytest.mark.parametrize("w", [None, 20.0, {"b0": 50.0}])
def test_translated_they_are_outputs(panel, panel_of, data, w):
    X, Y, B = data
    result = undesirable(panel, treatment="seiford-zhu", translation=w)
    shift = B.max() + 1.0 if w is None else 20.0 if w == 20.0 else 50.0
    assert result.settings["translation"] == {"b0": pytest.approx(shift)}
    expected = farrell.dea(panel_of(X, np.hstack([Y, shift - B])), orientation="output")
    np.testing.assert_allclose(result.score, expected.score, rtol=1e-9)
    np.testing.assert_allclose(shift - result.target_bad, expected.target_out[:, 2:], rtol=1e-8)
    np.testing.assert_allclose(result.slack_bad, expected.slack_out[:, 2:], atol=1e-8)
    np.testing.assert_allclose(result.radial_bad, expected.radial_out[:, 2:], atol=1e-8)


def test_translation_moves_scores_but_no_efficient_unit(panel):
    small = undesirable(panel, treatment="seiford-zhu")
    large = undesirable(panel, treatment="seiford-zhu", translation=1000.0)
    assert (small.efficiency == large.efficiency).all()
    assert np.abs(small.te - large.te).max() > 0.1
    # with inputs scaled, not even the scores
    small = undesirable(panel, treatment="seiford-zhu", orientation="input")
    large = undesirable(panel, treatment="seiford-zhu", orientation="input", translation=1000.0)
    np.testing.assert_allclose(small.te, large.te, rtol=1e-9)


@pytest.mark.parametrize("treatment", ["kuosmanen", "weak", "input"])
def test_scores_do_not_depend_on_units(panel, panel_of, data, treatment):
    X, Y, B = data
    scaled = panel_of(X * [1e4, 1e-3], Y * [1e-2, 1e5], bad=B * 1e3)
    before = undesirable(panel, treatment=treatment, slack_weights="mean")
    after = undesirable(scaled, treatment=treatment, slack_weights="mean")
    np.testing.assert_allclose(after.te, before.te, rtol=1e-9)
    np.testing.assert_allclose(after.slack_in, before.slack_in * [1e4, 1e-3], atol=1e-6)


@pytest.mark.parametrize("treatment", ["kuosmanen", "weak", "input"])
def test_prices_say_what_one_more_unit_is_worth(panel, panel_of, data, treatment):
    X, Y, B = data
    result = undesirable(panel, treatment=treatment)
    step = 1e-6
    inside = result.te < 0.99  # at a corner of the frontier there are many prices

    def agree(gained, price):
        near = np.isclose(gained, price, atol=1e-4, rtol=1e-4)[inside]
        assert near.mean() > 0.8

    for column in range(2):
        more = X.copy()
        more[:, column] += step
        moved = undesirable(panel_of(more, Y, bad=B), treatment=treatment, reference=panel)
        agree((moved.score - result.score) / step, result.v[:, column])
    # the one that makes least cannot make less as an input, nor the one that makes most more as an equation
    step = step if treatment == "input" else -step
    moved = undesirable(panel_of(X, Y, bad=B + step), treatment=treatment, reference=panel)
    agree((moved.score - result.score) / step, result.w[:, 0])


def test_a_unit_that_makes_none_has_no_score_for_making_less(panel_of):
    panel = panel_of([1, 1], [1, 2], bad=[0, 1])
    with pytest.warns(farrell.SolveWarning, match="U0"):
        result = undesirable(panel, orientation="undesirable")
    assert result.status.tolist() == ["undefined", "optimal"]
    np.testing.assert_allclose(undesirable(panel).score, [1.0, 1.0])


def test_it_goes_by_period(panel_of, data):
    X, Y, B = data
    both = panel_of(
        np.vstack([X, 2 * X]), np.vstack([Y, Y]), bad=np.vstack([B, B]),
        units=[f"U{i}" for i in range(20)] * 2, periods=[1] * 20 + [2] * 20,
    )  # fmt: skip
    alone = undesirable(panel_of(X, Y, bad=B)).te
    np.testing.assert_allclose(undesirable(both).te[:20], alone, rtol=1e-9)
    pooled = undesirable(both, reference="pooled").te
    np.testing.assert_allclose(pooled[:20], alone, rtol=1e-9)
    assert (pooled[20:] <= undesirable(both).te[20:] + 1e-9).all()


def test_wrong_use_is_refused(panel, panel_of, data):
    X, Y, B = data
    with pytest.raises(OptionError, match="undesirable"):
        undesirable(panel_of(X, Y))
    with pytest.raises(OptionError, match="treatment"):
        undesirable(panel, treatment="strong")
    for options in (
        {"treatment": "weak", "orientation": "input"},
        {"treatment": "seiford-zhu", "orientation": "undesirable"},
    ):
        with pytest.raises(OptionError, match="orientation"):
            undesirable(panel, **options)
    for options in ({"treatment": "seiford-zhu", "rts": "crs"}, {"treatment": "weak", "rts": "fdh"}):
        with pytest.raises(OptionError, match="rts"):
            undesirable(panel, **options)
    for w in (0.1, {"x0": 5.0}, float("nan"), "many"):
        with pytest.raises(OptionError, match="translation"):
            undesirable(panel, treatment="seiford-zhu", translation=w)
    with pytest.raises(OptionError, match="translation"):
        undesirable(panel, translation=5.0)
    with pytest.raises(DataError, match="b0"):
        undesirable(panel_of(X, Y, bad=-B))
    with pytest.raises(OptionError, match="reference"):
        undesirable(panel, reference=panel_of(X, Y))
