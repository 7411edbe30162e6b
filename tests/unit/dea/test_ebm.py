"""The epsilon-based measure: its parameters, its two limits, an independent solver."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.ebm import parameters

CERTIFIED = 1e-9


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(4)
    return panel_of(np.exp(random.normal(0, 1, (20, 3))), np.exp(random.normal(0, 1, (20, 2))))


def test_variables_in_proportion_leave_the_radial_model():
    one = np.array([1.0, 2.0, 5.0])
    epsilon, weights = parameters(np.column_stack([one, 3 * one, 7 * one]))
    assert epsilon == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(weights, 1 / 3, rtol=CERTIFIED)


def test_the_most_diverse_variables_leave_the_slacks_based_model():
    # log ratios at two ends in equal numbers: diversity 1/2, affinity 0
    epsilon, weights = parameters(np.array([[1.0, 2.0], [1.0, 2.0], [2.0, 1.0], [2.0, 1.0]]))
    assert epsilon == pytest.approx(1.0)
    np.testing.assert_allclose(weights, 0.5, rtol=CERTIFIED)


def test_parameters_by_hand():
    data = np.exp(np.array([[0.0, 0.0], [0.0, 1.0], [0.0, 3.0]]))
    mean = 4 / 3
    diversity = (mean + (mean - 1) + (3 - mean)) / (3 * 3)
    epsilon, _ = parameters(data)
    affinity = 1 - 2 * diversity
    assert epsilon == pytest.approx((2 - (1 + affinity)) / (2 - 1), rel=1e-12)


def test_a_single_variable_has_no_diversity():
    assert parameters(np.array([[1.0], [3.0]]))[0] == 0.0


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_epsilon_zero_is_the_radial_model(lognormal, rts):
    for orientation in ("input", "output"):
        result = farrell.ebm(lognormal, rts=rts, orientation=orientation, epsilon=(0, 0))
        radial = farrell.dea(lognormal, rts=rts, orientation=orientation)
        np.testing.assert_allclose(result.te, radial.te, rtol=CERTIFIED)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_it_is_what_another_solver_finds(lognormal, rts):
    result = farrell.ebm(lognormal, rts=rts, orientation="input")
    X, Y = lognormal.X, lognormal.Y
    for o in range(len(lognormal)):
        epsilon, weight = result.parts["epsilon_in"][o], result.parts["weight_in"][o]
        cost = np.r_[1.0, np.zeros(20), -epsilon * weight / X[o]]
        A_eq = np.hstack([-X[o][:, None], X.T, np.eye(3)])
        right = np.zeros(3)
        if rts == "vrs":
            A_eq, right = np.vstack([A_eq, np.r_[0.0, np.ones(20), np.zeros(3)]]), np.r_[right, 1.0]
        found = linprog(
            cost, A_ub=np.hstack([np.zeros((2, 1)), -Y.T, np.zeros((2, 3))]), b_ub=-Y[o], A_eq=A_eq, b_eq=right
        )
        assert result.te[o] == pytest.approx(found.fun, abs=1e-8)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_it_lies_between_the_weighted_slacks_based_and_the_radial_score(lognormal, rts):
    result = farrell.ebm(lognormal, rts=rts)
    for orientation in ("input", "output"):
        radial = farrell.dea(lognormal, rts=rts, orientation=orientation).te
        assert (farrell.ebm(lognormal, rts=rts, orientation=orientation).te <= radial + CERTIFIED).all()
        assert (result.te <= radial + CERTIFIED).all()
    roles, parts = lognormal.roles, result.parts
    # each side's weights sum to one, and the slacks-based measure takes the mean of each side
    weights = dict(
        zip((*roles.inputs, *roles.outputs), np.r_[parts["weight_in"][0], parts["weight_out"][0]], strict=True)
    )
    assert (result.te >= farrell.sbm(lognormal, rts=rts, weights=weights).te - CERTIFIED).all()


def test_score_is_what_its_parts_say_and_targets_are_efficient(lognormal, panel_of):
    result = farrell.ebm(lognormal)
    parts = result.parts
    top = parts["theta"] - parts["epsilon_in"] * (parts["weight_in"] * result.slack_in / lognormal.X).sum(axis=1)
    bottom = parts["phi"] + parts["epsilon_out"] * (parts["weight_out"] * result.slack_out / lognormal.Y).sum(axis=1)
    np.testing.assert_allclose(result.te, top / bottom, rtol=1e-8)
    again = farrell.additive(panel_of(result.target_in, result.target_out))
    assert (again.score < 1e-7).all()


def test_it_does_not_depend_on_units(lognormal, panel_of):
    scaled = panel_of(lognormal.X * [1e-5, 1.0, 1e4], lognormal.Y * [1e6, 1.0])
    for affinity in ("additive", "sbm", "observed"):
        before = farrell.ebm(lognormal, affinity=affinity).te
        np.testing.assert_allclose(farrell.ebm(scaled, affinity=affinity).te, before, rtol=1e-8)


def test_each_period_has_its_own_parameters_unless_pooled(panel_of):
    random = np.random.default_rng(5)
    panel = panel_of(
        np.exp(random.normal(0, 1, (16, 2))),
        np.exp(random.normal(0, 1, (16, 2))),
        units=[f"U{i}" for i in range(8)] * 2,
        periods=[1] * 8 + [2] * 8,
    )
    own, pooled = farrell.ebm(panel), farrell.ebm(panel, reference="pooled")
    assert len(np.unique(own.parts["epsilon_in"])) == 2
    assert len(np.unique(pooled.parts["epsilon_in"])) == 1


def test_wrong_data_and_options_are_refused(panel_of, lognormal):
    with pytest.raises(DataError, match="x0"):
        farrell.ebm(panel_of([0.0, 1.0, 2.0], [1.0, 1.0, 1.0]))
    for epsilon in (0.5, (0.5, 2.0), ("a", "b")):
        with pytest.raises(OptionError, match="epsilon"):
            farrell.ebm(lognormal, epsilon=epsilon)
    with pytest.raises(OptionError, match="affinity"):
        farrell.ebm(lognormal, affinity="own")


def test_the_hospital_example_of_the_paper(panel_of):
    """Tone & Tsutsui, GRIPS discussion paper 09-21: 12 hospitals, input-oriented, constant returns; theta of D is
    above 1."""
    X = np.column_stack(
        [[20, 19, 25, 27, 22, 55, 33, 31, 30, 50, 53, 38], [151, 131, 160, 168, 158, 255, 235, 206, 244, 268, 306, 284]]
    )
    Y = np.column_stack(
        [
            [100, 150, 160, 180, 94, 230, 220, 152, 190, 250, 260, 250],
            [90, 50, 55, 72, 66, 90, 88, 80, 100, 100, 147, 120],
        ]
    )
    result = farrell.ebm(panel_of(X, Y), rts="crs", orientation="input")
    assert result.parts["epsilon_in"][0] == pytest.approx(0.52942, abs=5e-6)
    assert result.parts["theta"][3] == pytest.approx(1.016, abs=5e-4)


def test_epsilon_one_has_an_optimum(panel_of):
    panel = panel_of([[2, 6], [6, 3], [10, 3], [2, 10]], [1, 1, 1, 1])
    result = farrell.ebm(panel, rts="crs", orientation="input")
    assert result.parts["epsilon_in"][0] == 1.0
    np.testing.assert_allclose(result.te, [1.0, 1.0, 0.8, 0.8], rtol=CERTIFIED)
    random = np.random.default_rng(7)
    for _ in range(5):
        panel = panel_of(random.uniform(1, 10, (6, 2)), random.uniform(1, 10, (6, 2)))
        for orientation in ("input", "output", "none"):
            assert (farrell.ebm(panel, orientation=orientation, epsilon=(1, 1)).status == "optimal").all()


def test_parameters_are_of_the_frontier_that_is_the_reference(panel_of):
    random = np.random.default_rng(3)
    X, Y = random.uniform(1, 10, (12, 2)), random.uniform(1, 10, (12, 2))
    panel = panel_of(X, Y, units=[f"U{i}" for i in range(6)] * 2, periods=[1] * 6 + [2] * 6)
    np.testing.assert_allclose(farrell.ebm(panel, reference=panel).te, farrell.ebm(panel, reference="pooled").te)
    one, some = panel.select(periods=[1]), ["U0", "U1", "U2", "U3"]
    with pytest.warns(farrell.SolveWarning, match="U4"):  # beyond those four
        listed = farrell.ebm(one, reference=some)
    with pytest.warns(farrell.SolveWarning, match="U4"):
        given = farrell.ebm(one, reference=one.select(units=some))
    np.testing.assert_allclose(listed.parts["epsilon_in"], given.parts["epsilon_in"], rtol=CERTIFIED)
