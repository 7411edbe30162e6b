"""The bivariate bootstrap of the Malmquist index: its density, its replicates by another solver, what it depends on."""

import importlib

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell import OptionError, Panel, SolveError

module = importlib.import_module("farrell.inference.malmquist_bootstrap")


def two_periods(n=6, seed=3, missing=()):
    rng = np.random.default_rng(seed)
    units = [f"U{i}" for i in range(n)]
    frame = pd.DataFrame({"u": units * 2, "t": [1] * n + [2] * n, "x": rng.uniform(2, 9, 2 * n)})
    frame["y"] = frame.x**0.8 * rng.uniform(0.5, 1, 2 * n) * np.where(frame.t == 2, 1.1, 1.0)
    frame = frame[[(u, t) not in missing for u, t in zip(frame.u, frame.t, strict=True)]]
    return Panel.from_frame(frame, unit="u", period="t", inputs=["x"], outputs=["y"], allow=["few-units", "unbalanced"])


def theta(X, Y, x, y, *, is_vrs):
    """Input efficiency of (x, y) over the units (X, Y), one input and one output, by scipy."""
    n = len(X)
    rows = [np.r_[-x, X], np.r_[0.0, -Y]]
    convexity = {"A_eq": [np.r_[0.0, np.ones(n)]], "b_eq": [1.0]} if is_vrs else {}
    return linprog(np.r_[1.0, np.zeros(n)], A_ub=rows, b_ub=[0.0, -y], bounds=[(0, None)] * (n + 1), **convexity).fun


def test_replicates_are_those_of_another_solver():
    panel = two_periods()
    result = farrell.bootstrap_malmquist(panel, seed=7, replicates=3, orientation="input")
    rows = [panel.rows_of(t) for t in (1, 2)]
    X, Y = ([values[at, 0] for at in rows] for values in (panel.X, panel.Y))
    score = [np.array([theta(X[t], Y[t], x, y, is_vrs=True) for x, y in zip(X[t], Y[t], strict=True)]) for t in (0, 1)]
    distance = [1.0 / s for s in score]
    for replicate in range(3):
        stream = np.random.default_rng([7, 0, replicate])
        (pairs,) = module.draw_pairs(*distance, module.normal_reference_of_pairs(6), [stream])
        moved = [X[t] * pairs[:, t] / distance[t] for t in (0, 1)]

        def over(frontier, of, is_vrs, moved=moved):
            points = zip(X[of], Y[of], strict=True)
            return np.array([theta(moved[frontier], Y[frontier], x, y, is_vrs=is_vrs) for x, y in points])

        aa, ab, ba, bb = (over(f, of, False) for f, of in ((0, 0), (1, 0), (0, 1), (1, 1)))
        tfpch = np.sqrt(ba / aa * bb / ab)
        pech = over(1, 1, True) / over(0, 0, True)
        np.testing.assert_allclose(result.replicates["tfpch"][replicate], tfpch, rtol=1e-9)
        np.testing.assert_allclose(result.replicates["effch"][replicate], bb / aa, rtol=1e-9)
        np.testing.assert_allclose(result.replicates["pech"][replicate], pech, rtol=1e-9)
        np.testing.assert_allclose(result.replicates["sech"][replicate], bb / aa / pech, rtol=1e-9)


def test_drawn_pairs_keep_the_relation_of_the_two_periods():
    rng = np.random.default_rng(5)
    first = 1.0 + np.abs(rng.normal(0, 0.4, 60))
    second = 1.0 + np.clip(0.8 * (first - 1.0) + rng.normal(0, 0.05, 60), 0, None)
    width = module.normal_reference_of_pairs(60)
    pairs = np.concatenate(module.draw_pairs(first, second, width, [rng] * 1500))
    assert pairs.min() >= 1.0
    assert np.corrcoef(pairs.T)[0, 1] == pytest.approx(np.corrcoef(first, second)[0, 1], abs=0.08)
    np.testing.assert_allclose(pairs.mean(axis=0), [first.mean(), second.mean()], rtol=0.05)


def test_without_smoothing_units_trade_their_pairs():
    first, second = np.array([1.0, 1.2, 1.5]), np.array([1.1, 1.0, 1.9])
    (pairs,) = module.draw_pairs(first, second, 0.0, [np.random.default_rng(1)])
    own = set(map(tuple, np.round(np.column_stack([first, second]), 12)))
    assert set(map(tuple, np.round(pairs, 12))) <= own


def test_the_bandwidth_is_silvermans_for_two_dimensions():
    assert module.normal_reference_of_pairs(42) == pytest.approx((4 / 210) ** (1 / 6))


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_estimates_are_the_index_and_parts_multiply(orientation):
    panel = farrell.load("china-health").panel.select(periods=[2021, 2022, 2023])
    result = farrell.bootstrap_malmquist(panel, seed=1, replicates=40, orientation=orientation)
    index = farrell.malmquist(panel, orientation=orientation)
    np.testing.assert_array_equal(result.index.tfpch, index.tfpch)
    drawn = result.replicates
    np.testing.assert_allclose(drawn["effch"] * drawn["techch"], drawn["tfpch"], rtol=1e-12)
    np.testing.assert_allclose(drawn["pech"] * drawn["sech"], drawn["effch"], rtol=1e-12)
    frame = result.to_frame()
    assert len(frame) == 2 * 31 * 5
    assert (frame.low <= frame.high).all()
    sure = frame[frame.significant != 0]
    assert len(sure) > 0
    assert ((sure.low > 1) | (sure.high < 1)).all()
    assert (result.counts()[["progress", "regress", "unsure"]].sum(axis=1) == 31).all()


def test_constant_returns_alone_need_no_variable_ones():
    result = farrell.bootstrap_malmquist(two_periods(), seed=1, replicates=5, decomposition="fglr")
    assert set(result.bias) == {"effch", "techch", "tfpch"}


def test_the_seed_decides_and_nothing_else(monkeypatch):
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    first = farrell.bootstrap_malmquist(panel, seed=4, replicates=30).replicates["tfpch"]
    assert farrell.bootstrap_malmquist(panel, seed=5, replicates=30).replicates["tfpch"].tobytes() != first.tobytes()
    monkeypatch.setattr(module, "PIECE", 31 * 6 * 7)
    with joblib.parallel_config(n_jobs=3):
        again = farrell.bootstrap_malmquist(panel, seed=4, replicates=30).replicates["tfpch"]
    assert again.tobytes() == first.tobytes()
    longer = farrell.bootstrap_malmquist(panel, seed=4, replicates=40).replicates["tfpch"]
    assert longer[:30].tobytes() == first.tobytes()


def test_a_unit_seen_once_has_no_interval_and_still_spans_its_frontier():
    panel = two_periods(missing=[("U2", 2)])
    with pytest.warns(farrell.SolveWarning):
        result = farrell.bootstrap_malmquist(panel, seed=1, replicates=20)
    at = result.index.units.index("U2")
    assert np.isnan(result.low["tfpch"][at])
    assert result.significant()[at] == 0
    assert np.isfinite(np.delete(result.low["tfpch"], at)).all()


def test_no_change_is_rarely_called_one():
    """Both periods from one technology: intervals of 95% miss 1 in no more than a fifth of the rows, at n = 40."""
    missed = []
    for trial in range(6):
        rng = np.random.default_rng(100 + trial)
        x = rng.uniform(1, 10, 80)
        frame = pd.DataFrame({"u": [f"U{i}" for i in range(40)] * 2, "t": [1] * 40 + [2] * 40, "x": x})
        frame["y"] = x * np.exp(-np.abs(rng.normal(0, 0.3, 80)))
        panel = Panel.from_frame(frame, unit="u", period="t", inputs=["x"], outputs=["y"])
        result = farrell.bootstrap_malmquist(panel, seed=trial, replicates=200, decomposition="fglr")
        missed.append((result.significant("techch") != 0).mean())
    assert np.mean(missed) < 0.2


@pytest.mark.parametrize(
    ("option", "value"),
    [("replicates", 1), ("seed", -1), ("level", 1.0), ("bandwidth", -0.1), ("decomposition", "bias")],
)
def test_wrong_options_are_named(option, value):
    with pytest.raises(OptionError, match=option):
        farrell.bootstrap_malmquist(two_periods(), **{"seed": 1, "replicates": 10, option: value})


def test_a_unit_without_input_is_named():
    frame = pd.DataFrame({"u": list("ABC") * 2, "t": [1] * 3 + [2] * 3, "x": [0.0, 2, 3] * 2, "y": [1.0, 2, 3] * 2})
    roles = {"unit": "u", "period": "t", "inputs": ["x"], "outputs": ["y"]}
    with pytest.warns(farrell.DataWarning):
        panel = Panel.from_frame(frame, **roles, allow=["few-units", "zero-unit"])
    with pytest.warns(farrell.SolveWarning), pytest.raises(SolveError, match="A"):
        farrell.bootstrap_malmquist(panel, seed=1, replicates=5)
