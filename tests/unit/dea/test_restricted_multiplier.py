"""Restrictions on multipliers: a published table, an independent solver, what they can and cannot do."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import OptionError, SolveWarning
from farrell.dea.restricted_multiplier import restricted_multiplier

CERTIFIED = 1e-9
CHARNES_1990 = np.array(
    [
        [10, 10], [20, 5], [30, 4], [27, 9], [14, 8], [5, 20], [4, 20], [12, 18], [8, 12],
        [4, 30], [6, 15], [25, 4], [7, 13], [40, 5], [20.5, 4.9], [4.1, 19.5], [5, 15],
    ]
)  # fmt: skip
"""Charnes, Cooper, Huang & Sun (1990), table 1; every unit produces 2."""
CONE = [{"cone": [{"x0": 1, "x1": 0.01}, {"x0": 0.01, "x1": 1}]}]


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(7)
    return panel_of(np.exp(random.normal(0, 0.7, (14, 3))), np.exp(random.normal(0, 0.7, (14, 2))))


def by_scipy(panel, o, more, orientation="input", free=False):
    """The multiplier program of one unit over (v, u, omega) with further rows ``more @ (v, u) <= 0``."""
    X, Y = panel.X, panel.Y
    (n, m), s = X.shape, Y.shape[1]
    inward = orientation == "input"
    sign = 1.0 if inward else -1.0
    cost = np.r_[np.zeros(m), -Y[o], -1.0] if inward else np.r_[X[o], np.zeros(s), 1.0]
    rows = [np.hstack([-X, Y, np.full((n, 1), sign)])]
    if len(more):
        rows.append(np.hstack([more, np.zeros((len(more), 1))]))
    ub = np.vstack(rows)
    eq = np.r_[X[o], np.zeros(s + 1)] if inward else np.r_[np.zeros(m), Y[o], 0.0]
    bounds = [(0, None)] * (m + s) + [(None, None) if free else (0, 0)]
    found = linprog(cost, A_ub=ub, b_ub=np.zeros(len(ub)), A_eq=[eq], b_eq=[1.0], bounds=bounds)
    return -sign * found.fun if found.status == 0 else np.nan


def test_charnes_1990_example_2(panel_of):
    result = restricted_multiplier(panel_of(CHARNES_1990, np.full(17, 2.0)), restrictions=CONE)
    np.testing.assert_allclose(result.te[[2, 9]], [0.9884, 0.9767], atol=5e-5)


def test_a_cone_is_ordinary_efficiency_of_transformed_data(panel_of):
    A = np.array([[1, 0.01], [0.01, 1]])
    result = restricted_multiplier(panel_of(CHARNES_1990, np.full(17, 2.0)), restrictions=CONE)
    plain = farrell.dea(panel_of(CHARNES_1990 @ A.T, np.full(17, 2.0)), rts="crs")
    np.testing.assert_allclose(result.te, plain.te, rtol=CERTIFIED)


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs", "grs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_without_restrictions_it_is_the_radial_score(lognormal, rts, orientation):
    bounds = (0.7, 1.5) if rts == "grs" else None
    common = {"rts": rts, "bounds": bounds, "orientation": orientation}
    result = restricted_multiplier(lognormal, restrictions=[], **common)
    np.testing.assert_allclose(result.te, farrell.dea(lognormal, **common).te, rtol=CERTIFIED)
    v, u, omega = result.v, result.u, result.omega
    own = (u * lognormal.Y).sum(axis=1) if orientation == "input" else (v * lognormal.X).sum(axis=1)
    np.testing.assert_allclose(own + omega, result.score, rtol=CERTIFIED)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_assurance_regions_of_both_kinds(lognormal, rts, orientation):
    rules = [
        {"ratio": ["x0", "x1"], "low": 0.5, "high": 2},
        {"ratio": ["y0", "x2"], "low": 0.2},
        {"linear": {"y0": 1, "y1": -3}, "high": 0},
    ]
    more = np.array([[-1, 0.5, 0, 0, 0], [1, -2, 0, 0, 0], [0, 0, 0.2, -1, 0], [0, 0, 0, 1, -3]])
    result = restricted_multiplier(lognormal, restrictions=rules, rts=rts, orientation=orientation)
    expected = [by_scipy(lognormal, o, more, orientation, rts == "vrs") for o in range(len(lognormal))]
    np.testing.assert_allclose(result.score, expected, atol=1e-8)
    assert (result.te <= farrell.dea(lognormal, rts=rts, orientation=orientation).te + CERTIFIED).all()
    first, second = result.v[:, 0], result.v[:, 1]
    assert ((first >= 0.5 * second - 1e-9) & (first <= 2 * second + 1e-9)).all()


@pytest.mark.parametrize("units", ["own", "all", "mean"])
def test_virtual_shares_of_the_unit_of_all_and_of_the_mean(lognormal, units):
    low, high = (0.02, 0.9) if units == "all" else (0.2, 0.6)
    rules = [{"virtual": "x1", "low": low, "high": high, "units": units}, {"virtual": "y0", "low": low, "units": units}]
    result = restricted_multiplier(lognormal, restrictions=rules)
    X, Y = lognormal.X, lognormal.Y
    for o in range(len(lognormal)):
        chosen = {"own": [o], "all": list(range(len(X))), "mean": [slice(None)]}[units]
        more = []
        for j in chosen:
            x, y = (X[j], Y[j]) if units != "mean" else (X.mean(axis=0), Y.mean(axis=0))
            first, second = np.array([0, x[1], 0]), np.array([y[0], 0])
            more += [
                np.r_[low * x - first, 0, 0], np.r_[first - high * x, 0, 0], np.r_[np.zeros(3), low * y - second],
            ]  # fmt: skip
        expected = by_scipy(lognormal, o, np.array(more))
        np.testing.assert_allclose(result.score[o], expected, atol=1e-8)
    if units == "own":
        share = result.v[:, 1] * X[:, 1] / (result.v * X).sum(axis=1)
        assert ((share > low - 1e-9) & (share < high + 1e-9)).all()


def test_shares_do_not_depend_on_units_but_ratios_do(lognormal, panel_of):
    scaled = panel_of(lognormal.X * [1e3, 1, 1], lognormal.Y)
    share, ratio = [{"virtual": "x0", "low": 0.3}], [{"ratio": ["x0", "x1"], "low": 0.5, "high": 2}]
    same = restricted_multiplier(lognormal, restrictions=share).te
    np.testing.assert_allclose(restricted_multiplier(scaled, restrictions=share).te, same, rtol=CERTIFIED)
    other = restricted_multiplier(lognormal, restrictions=ratio).te
    assert np.abs(restricted_multiplier(scaled, restrictions=ratio).te - other).max() > 0.01


def test_a_lower_bound_for_all_multipliers_is_epsilon(lognormal):
    columns = (*lognormal.roles.inputs, *lognormal.roles.outputs)
    rules = [{"absolute": column, "low": 0.01} for column in columns]
    with_epsilon = farrell.multiplier(lognormal, epsilon=0.01)
    np.testing.assert_allclose(restricted_multiplier(lognormal, restrictions=rules).te, with_epsilon.te, rtol=CERTIFIED)


def test_restrictions_nobody_can_fulfil_are_reported_by_unit(panel_of):
    panel = panel_of([[1.0], [10.0]], [[1.0], [1.0]])
    with pytest.warns(SolveWarning, match="U1"):
        result = restricted_multiplier(panel, restrictions=[{"absolute": "x0", "low": 0.5}])
    assert result.status.tolist() == ["optimal", "infeasible"]
    assert np.isnan(result.te[1])


def test_targets_are_the_radial_projection_and_duals_are_intensities(lognormal):
    result = restricted_multiplier(lognormal, restrictions=[{"ratio": ["x0", "x1"], "low": 0.8, "high": 1.2}])
    np.testing.assert_allclose(result.target_in, lognormal.X * result.te[:, None], rtol=CERTIFIED)
    np.testing.assert_allclose(result.target_out, lognormal.Y, rtol=CERTIFIED)
    assert (result.lambdas >= 0).all()
    o = int(np.argmin(result.te))
    reached = result.lambdas[o] @ lognormal.Y
    assert (reached >= lognormal.Y[o] - 1e-9).all()  # no restriction of outputs: the duals span the unit's outputs
    assert (result.lambdas[o] @ lognormal.X > result.target_in[o] + 1e-9).any()  # inputs are traded off


def test_against_another_period_a_unit_may_be_beyond(panel_of):
    panel = panel_of([1.0, 2.0, 0.5, 2.0], [1.0, 1.0, 1.0, 1.0], units="ABAB", periods=[1, 1, 2, 2])
    result = restricted_multiplier(panel, restrictions=[], reference=1)
    np.testing.assert_allclose(result.te, [1.0, 0.5, 2.0, 0.5], rtol=CERTIFIED)


def test_a_unit_without_inputs_is_undefined(panel_of):
    with pytest.warns(SolveWarning, match="undefined"):
        result = restricted_multiplier(panel_of([[0.0], [1.0]], [[1.0], [1.0]]), restrictions=[])
    assert result.status[0] == "undefined"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ratio": ["x0", "x1"]},
        {"ratio": ["x0"], "low": 1},
        {"ratio": ["x0", "x0"], "low": 1},
        {"ratio": ["x0", "beds"], "low": 1},
        {"virtual": "x0", "low": 2},
        {"virtual": "x0", "low": 0.5, "units": "some"},
        {"absolute": "x0", "low": 2, "high": 1},
        {"absolute": "x0", "low": "much"},
        {"linear": ["x0"], "low": 0},
        {"cone": []},
        {"cone": [{"x0": "a"}]},
        {"cone": [{"x0": 1}], "low": 0},
        {"bound": "x0", "low": 1},
        {"ratio": ["x0", "x1"], "virtual": "x0", "low": 0.1},
        "x0",
    ],
)
def test_restrictions_that_cannot_be_read_are_refused(lognormal, wrong):
    with pytest.raises(OptionError, match="restriction"):
        restricted_multiplier(lognormal, restrictions=[wrong])


def test_restrictions_are_a_list(lognormal):
    with pytest.raises(OptionError, match="restriction"):
        restricted_multiplier(lognormal, restrictions={"absolute": "x0", "low": 1})


@pytest.mark.parametrize(
    "one",
    [
        {"linear": {"x0": float("nan")}, "low": 1.0},
        {"linear": {}, "low": 1.0},
        {"absolute": "x0", "low": True},
    ],
    ids=["nan", "empty", "bool"],
)
def test_restrictions_without_numbers_are_refused(panel_of, one):
    with pytest.raises(OptionError):
        restricted_multiplier(panel_of([1.0, 2.0, 3.0], [1.0, 2.0, 2.0]), restrictions=[one])
