"""Two stages: against another solver, what the stages multiply or add to, the ends of the split."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell import OptionError
from farrell.data.checks import CODES
from farrell.dea.network import pricing

SCIPY = 1e-7
CERTIFIED = 1e-9


def staged(X, Z, Y, **more):
    """A silent panel of inputs x, intermediates z and outputs y."""
    parts = {"x": np.asarray(X, float), "z": np.asarray(Z, float), "y": np.asarray(Y, float)}
    names = {key: [f"{key}{i}" for i in range(part.shape[1])] for key, part in parts.items()}
    frame = pd.DataFrame({name: parts[key][:, i] for key, some in names.items() for i, name in enumerate(some)})
    frame["unit"] = [f"U{i}" for i in range(len(frame))]
    roles = {"inputs": names["x"], "intermediates": names["z"], "outputs": names["y"], "allow": CODES}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.errors.DataWarning)
        return farrell.Panel.from_frame(frame, unit="unit", **roles, **more)


def drawn(seed, n=14, m=2, d=2, s=2, digits=None):
    random = np.random.default_rng(seed)
    size = np.exp(random.normal(0, 1, (n, 1)))
    sides = [size * np.exp(random.normal(0, 0.6, (n, k))) for k in (m, d, s)]
    return staged(*(sides if digits is None else [np.maximum(np.round(side, digits), 1.0) for side in sides]))


def data_of(panel):
    Z = np.column_stack([panel.numbers[c] for c in panel.roles.intermediates])
    return panel.X, Z, panel.Y


def prices(panel, o, kind, variable, *, floor=None, stage=None, way=1.0):
    """The multiplier program by scipy: the score, or with a floor of it the least (way 1) or greatest value of a stage
    priced at 1."""
    X, Z, Y = data_of(panel)
    (n, m), d, s = X.shape, Z.shape[1], Y.shape[1]
    size = m + d + s + 2
    x, z, y, a, b = np.zeros((5, size))
    x[:m], z[m : m + d], y[m + d : m + d + s], a[-2], b[-1] = X[o], Z[o], Y[o], 1.0, 1.0
    rows = np.zeros((2 * n, size))
    rows[:n, :m], rows[:n, m : m + d], rows[:n, -2] = -X, Z, 1.0
    rows[n:, m : m + d], rows[n:, m + d : -2], rows[n:, -1] = -Z, Y, 1.0
    bounds = [(0, None)] * (m + d + s) + [(None, None) if variable else (0, 0)] * 2
    value, unity = (y, x) if kind == "multiplicative" else (z + a + y + b, x + z)
    sizes = np.abs(rows[:, :-2]).max(axis=0)
    scale = np.r_[np.where(sizes > 0, 1.0 / sizes, 1.0), 1.0, 1.0]
    if floor is None:
        return -linprog(-value * scale, rows * scale, np.zeros(2 * n), [unity * scale], [1.0], bounds).fun
    above, below = {
        ("multiplicative", 1): (z, x), ("multiplicative", 2): (y, z),
        ("additive", 1): (z + a, x), ("additive", 2): (y + b, z),
    }[kind, stage]  # fmt: skip
    upper = np.vstack([rows, floor * unity - value])
    found = linprog(way * above * scale, upper * scale, np.zeros(2 * n + 1), [below * scale], [1.0], bounds)
    return way * found.fun if found.success else np.nan


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("kind", "rts"), [("multiplicative", "crs"), ("additive", "crs"), ("additive", "vrs")])
@pytest.mark.parametrize("digits", [None, 0])
def test_scores_and_their_split_by_another_solver(seed, kind, rts, digits):
    panel = drawn(seed, digits=digits)
    result = farrell.two_stage(panel, decomposition=kind, rts=rts)
    for o in range(len(panel)):
        score = prices(panel, o, kind, rts == "vrs")
        assert result.te[o] == pytest.approx(score, abs=SCIPY)
        if rts == "vrs":  # whose ends another solver reaches only where no optimum leaves a stage out
            continue
        for stage in (1, 2):
            for end, way in (("low", 1.0), ("high", -1.0)):
                other = prices(panel, o, kind, False, floor=score - 1e-10, stage=stage, way=way)
                assert result.parts[f"te_stage{stage}_{end}"][o] == pytest.approx(other, abs=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_the_system_is_the_product_of_its_stages(seed):
    panel = drawn(seed)
    for priority in ("stage1", "stage2"):
        result = farrell.two_stage(panel, priority=priority)
        parts = result.parts
        np.testing.assert_allclose(parts["te_stage1"] * parts["te_stage2"], result.te, atol=CERTIFIED)
        np.testing.assert_allclose(parts[f"te_{priority}"], parts[f"te_{priority}_high"], atol=CERTIFIED)
        np.testing.assert_allclose((result.v * panel.X).sum(axis=1), 1.0, atol=CERTIFIED)
        np.testing.assert_allclose((result.u * panel.Y).sum(axis=1), result.te, atol=CERTIFIED)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_the_additive_system_is_the_weighted_mean_of_its_stages(rts):
    panel = drawn(5)
    for priority in ("stage1", "stage2"):
        parts = (result := farrell.two_stage(panel, decomposition="additive", rts=rts, priority=priority)).parts
        weight = parts["weight_stage1"]
        mean = weight * parts["te_stage1"] + (1 - weight) * parts["te_stage2"]
        both = np.isfinite(mean)
        assert both.all() or rts == "vrs"
        assert both.sum() > len(panel) / 2
        np.testing.assert_allclose(mean[both], result.te[both], atol=CERTIFIED)
        assert np.isnan(result.target_in).all()


def test_the_split_is_open_where_prices_of_intermediates_are():
    """Of the last unit's two intermediates only one decides its score: the other has any price from 0.05 to 0.5."""
    X, Y = [[1.0], [1.0], [2.0]], [[1.0], [0.1], [1.0]]
    Z = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    result = farrell.two_stage(staged(X, Z, Y))
    low, high = result.parts["te_stage1_low"], result.parts["te_stage1_high"]
    assert result.te[2] == pytest.approx(0.5, abs=CERTIFIED)
    assert (low[2], high[2]) == (pytest.approx(0.55, abs=CERTIFIED), pytest.approx(1.0, abs=CERTIFIED))
    first, second = (farrell.two_stage(staged(X, Z, Y), priority=p).parts for p in ("stage1", "stage2"))
    assert first["te_stage1"][2] == pytest.approx(high[2])
    assert second["te_stage1"][2] == pytest.approx(low[2])
    assert second["te_stage2"][2] == pytest.approx(0.5 / low[2])


def test_prices_over_the_units_that_bind_are_those_over_all(monkeypatch):
    panel = drawn(8, n=40)
    few = farrell.two_stage(panel)
    monkeypatch.setattr(pricing, "FEW", 1000)
    np.testing.assert_allclose(farrell.two_stage(panel).te, few.te, atol=CERTIFIED)


def test_the_whole_is_no_better_than_the_black_box_and_than_each_stage_alone():
    panel = drawn(9)
    X, Z, Y = data_of(panel)
    result = farrell.two_stage(panel)
    box = farrell.dea(staged_as(X, Y), rts="crs").te
    alone = farrell.dea(staged_as(X, Z), rts="crs").te, farrell.dea(staged_as(Z, Y), rts="crs").te
    assert (result.te <= box + CERTIFIED).all()
    assert (result.parts["te_stage1_high"] <= alone[0] + CERTIFIED).all()
    assert (result.parts["te_stage2_high"] <= alone[1] + CERTIFIED).all()
    leading = farrell.leader_follower(panel), farrell.leader_follower(panel, leader="stage2")
    np.testing.assert_allclose(leading[0].parts["te_stage1"], alone[0], atol=CERTIFIED)
    np.testing.assert_allclose(leading[1].parts["te_stage2"], alone[1], atol=CERTIFIED)
    for game in leading:
        assert (game.te <= result.te + CERTIFIED).all()


def staged_as(X, Y):
    frame = pd.DataFrame({f"x{i}": X[:, i] for i in range(X.shape[1])} | {f"y{i}": Y[:, i] for i in range(Y.shape[1])})
    frame["unit"] = [f"U{i}" for i in range(len(frame))]
    inputs, outputs = ([c for c in frame if c.startswith(key)] for key in ("x", "y"))
    return farrell.Panel.from_frame(frame, unit="unit", inputs=inputs, outputs=outputs, allow=CODES)


@pytest.mark.parametrize("leader", ["stage1", "stage2"])
def test_the_follower_by_another_solver(leader):
    panel = drawn(11)
    X, Z, Y = data_of(panel)
    n, m, s = len(X), 2, 2
    rows = np.vstack([np.hstack([-X, Z, np.zeros((n, s))]), np.hstack([np.zeros((n, m)), -Z, Y])])
    result = farrell.leader_follower(panel, leader=leader)
    led, follows = result.parts[f"te_{leader}"], result.parts["te_stage2" if leader == "stage1" else "te_stage1"]
    for o in range(n):
        x, z, y = np.r_[X[o], 0, 0, 0, 0], np.r_[0, 0, Z[o], 0, 0], np.r_[0, 0, 0, 0, Y[o]]
        if leader == "stage1":
            found = linprog(-y, rows, np.zeros(2 * n), [x, z], [1.0, led[o] - 1e-11])
            assert follows[o] == pytest.approx(-found.fun / led[o], abs=1e-5)
        else:
            found = linprog(x, rows, np.zeros(2 * n), [z, y], [1.0, led[o] - 1e-11])
            assert follows[o] == pytest.approx(1.0 / found.fun, abs=1e-5)
    np.testing.assert_allclose(result.te, led * follows, atol=CERTIFIED)


def test_one_intermediate_leaves_nothing_to_argue_about():
    """Liang, Cook & Zhu 2008: with a single intermediate all three games agree, and each stage is as if alone."""
    panel = drawn(12, d=1)
    together = farrell.two_stage(panel)
    for leader in ("stage1", "stage2"):
        np.testing.assert_allclose(farrell.leader_follower(panel, leader=leader).te, together.te, atol=CERTIFIED)
    np.testing.assert_allclose(together.parts["te_stage1_low"], together.parts["te_stage1_high"], atol=CERTIFIED)


def test_odd_data_have_answers_or_a_status():
    X, Z, Y = np.ones((6, 1)), np.array([[1.0], [1.0], [2.0], [0.0], [1.0], [1.0]]), np.ones((6, 1))
    X[4], Y[5], Y[3] = 0.0, 0.0, 0.0
    with pytest.warns(farrell.errors.SolveWarning, match="U4"):
        result = farrell.two_stage(staged(X, Z, Y))
    assert result.status.tolist()[:4] == ["optimal"] * 4
    assert result.status[4] == "undefined"
    assert result.te[5] == result.te[3] == 0.0
    assert result.te[0] == result.te[1]
    with pytest.warns(farrell.errors.SolveWarning, match="U3"):
        leading = farrell.leader_follower(staged(np.ones((6, 1)), Z, Y), leader="stage2")
    assert leading.status[3] == "undefined"
    single = farrell.two_stage(staged([[2.0]], [[3.0]], [[4.0]]))
    assert single.te.tolist() == pytest.approx([1.0])


def test_units_of_measurement_and_duplicates_change_nothing():
    panel = drawn(13)
    X, Z, Y = data_of(panel)
    result = farrell.two_stage(panel)
    scaled = farrell.two_stage(staged(X * [1e6, 1e-3], Z * [1e4, 1.0], Y * [1e-5, 1e7]))
    twice = farrell.two_stage(staged(*(np.vstack([side, side]) for side in (X, Z, Y))))
    np.testing.assert_allclose(scaled.te, result.te, atol=CERTIFIED)
    np.testing.assert_allclose(scaled.parts["te_stage1_high"], result.parts["te_stage1_high"], atol=CERTIFIED)
    np.testing.assert_allclose(twice.te, np.r_[result.te, result.te], atol=CERTIFIED)


def test_another_reference_is_scored_against():
    panel = drawn(14)
    few = farrell.two_stage(panel, reference=["U0", "U1", "U2"])
    assert (few.te >= farrell.two_stage(panel).te - CERTIFIED).all()
    assert {name.split(" ")[0] for name in few.reference_units} == {"U0", "U1", "U2"}
    assert set(few.peers("U3")) <= {f"U{i} ({stage})" for i in range(3) for stage in ("stage1", "stage2")}


@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")  # some are out of reach of so few under vrs
@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("priority", ["stage1", "stage2"])
def test_the_ends_hold_the_stages_of_units_beyond_another_reference(rts, priority):
    panel = drawn(14)
    few = farrell.two_stage(panel, decomposition="additive", rts=rts, priority=priority, reference=["U0", "U1", "U2"])
    assert (few.te > 1.1).any()
    for stage in ("stage1", "stage2"):
        low, own, high = (few.parts[f"te_{stage}{end}"] for end in ("_low", "", "_high"))
        known = np.isfinite(own)
        assert (low[known] <= own[known] + SCIPY).all()
        assert (own[known] <= high[known] + SCIPY).all()


def test_a_stage_that_some_optimum_prices_has_its_score_in_any_units():
    X, Z, Y = (np.ceil(side) for side in data_of(drawn(3, n=9, d=1, s=1)))
    for factor in (1e-6, 1.0, 1e9):
        result = farrell.two_stage(staged(X, Z * factor, Y), decomposition="additive", rts="vrs")
        best = result.te >= 1.0 - CERTIFIED
        assert best.any()
        for stage in ("stage1", "stage2"):
            low, own, high = (result.parts[f"te_{stage}{end}"][best] for end in ("_low", "", "_high"))
            np.testing.assert_array_equal(own, high)
            np.testing.assert_array_equal(low, high)
            assert (np.isnan(high) | (high == 1.0)).all()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"rts": "vrs"}, "two-stage-rts"),
        ({"rts": "nirs"}, "choice"),
        ({"decomposition": "geometric"}, "choice"),
        ({"priority": "first"}, "choice"),
    ],
)
def test_wrong_options_are_refused(options, code):
    with pytest.raises(OptionError) as error:
        farrell.two_stage(drawn(1), **options)
    assert error.value.code == code


def test_a_panel_without_intermediates_is_refused(panel_of):
    panel = panel_of(np.ones((5, 1)) + np.arange(5)[:, None], np.ones((5, 1)) + np.arange(5)[:, None] ** 2)
    for model in (farrell.two_stage, farrell.leader_follower):
        with pytest.raises(OptionError, match="intermediates") as error:
            model(panel)
        assert error.value.code == "no-intermediates"


@pytest.mark.parametrize(("leader", "seed"), [("stage1", 33), ("stage2", 35)])
def test_what_the_leader_gains_by_a_smaller_reference_may_cost_the_whole(leader, seed):
    random = np.random.default_rng(1)
    for _ in range(seed + 1):
        X0, X1, Z0, Z1, Y0, Y1 = (random.lognormal(0, 0.7, 8).round(2) + 0.05 for _ in range(6))
    sides = [np.column_stack(pair) for pair in ((X0, X1), (Z0, Z1), (Y0, Y1))]
    whole = farrell.leader_follower(staged(*sides), leader=leader)
    fewer = farrell.leader_follower(staged(*(side[:-1] for side in sides)), leader=leader)
    first = f"te_{leader}"
    assert (fewer.parts[first] >= whole.parts[first][:-1] - CERTIFIED).all()
    assert (fewer.te - whole.te[:-1]).min() < -SCIPY
    assert (farrell.two_stage(staged(*(side[:-1] for side in sides))).te >= fewer.te - CERTIFIED).all()


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
@pytest.mark.parametrize(
    ("leader", "x", "z", "status"),
    [
        ("stage1", [0, 0], [1, 1], "undefined"),
        ("stage1", [1, 2], [0, 0], "undefined"),
        ("stage1", [0, 1], [1, 1], "unbounded"),
        ("stage2", [1, 2], [0, 0], "undefined"),
        ("stage2", [0, 1], [1, 1], "undefined"),
        ("stage2", [0, 0], [1, 1], "undefined"),
    ],
)
def test_a_unit_that_a_leader_cannot_price_has_no_score(leader, x, z, status):
    frame = pd.DataFrame({"u": list("ABCO"), "t": [1, 1, 1, 2]})
    for name, values in {
        "x0": [1, 2, 3, x[0]],
        "x1": [1, 1, 2, x[1]],
        "z0": [2, 2, 3, z[0]],
        "z1": [1, 3, 2, z[1]],
    }.items():
        frame[name] = np.asarray(values, float)
    frame["y"] = [1.0, 2, 3, 1]
    roles = {"inputs": ["x0", "x1"], "intermediates": ["z0", "z1"], "outputs": ["y"], "allow": CODES}
    panel = farrell.Panel.from_frame(frame, unit="u", period="t", **roles)
    result = farrell.leader_follower(panel, leader=leader, reference=1)
    assert list(result.status[:3]) == ["optimal"] * 3
    assert result.status[3] == status
    assert np.isnan(result.te[3])


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_intermediates_made_of_nothing_leave_a_second_leader_without_prices():
    X, Z, Y = np.array([[1.0], [2], [0]]), np.array([[1.0], [1], [1]]), np.array([[1.0], [2], [1]])
    result = farrell.leader_follower(staged(X, Z, Y), leader="stage2")
    assert list(result.status) == ["infeasible"] * 3


@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")
@pytest.mark.parametrize("model", [farrell.leader_follower, farrell.two_stage])
def test_stages_have_scores_that_are_missing_where_no_unit_has_an_answer(model):
    free = staged(np.zeros((2, 1)), [[1.0], [2.0]], np.ones((2, 1)))  # intermediates from nothing: no price of them
    options = {"leader": "stage2"} if model is farrell.leader_follower else {}
    result = model(staged([[1.0], [2.0]], [[2.0], [1.0]], np.ones((2, 1))), reference=free, **options)
    assert not (result.status == "optimal").any() or model is farrell.two_stage
    for stage in ("te_stage1", "te_stage2"):
        assert result.parts[stage].shape == (2,)
        if model is farrell.leader_follower:
            assert np.isnan(result.parts[stage]).all()
    assert {"te_stage1", "te_stage2"} <= set(result.to_frame())
