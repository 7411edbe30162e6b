"""Cross-efficiency: published tables, an independent solver, what its goals promise, and where they fail."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.cross_efficiency import cross_efficiency
from farrell.dea.game import _Table

CERTIFIED = 1e-8
LIANG_2008 = (
    [[7, 7, 7], [5, 9, 7], [4, 6, 5], [5, 9, 8], [6, 8, 5]],
    [[4, 4], [7, 7], [5, 7], [6, 2], [3, 6]],
)
"""Liang, Wu, Cook & Zhu (2008), table 1."""


@pytest.fixture(scope="module")
def published(panel_of):
    return panel_of(*LIANG_2008)


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(4)
    return panel_of(np.exp(random.normal(0, 0.6, (9, 2))), np.exp(random.normal(0, 0.6, (9, 2))))


def by_scipy(panel, k, own, sign):
    """Doyle & Green's second program with the own score as an equation: what (u, v) give, as scipy solves it."""
    X, Y = panel.X, panel.Y
    (n, m), s = X.shape, Y.shape[1]
    others = np.arange(n) != k
    cost = sign * np.r_[-X[others].sum(axis=0), Y[others].sum(axis=0)]
    eq = [np.r_[X[k], np.zeros(s)], np.r_[np.zeros(m), Y[k]]]
    found = linprog(cost, A_ub=np.hstack([-X, Y]), b_ub=np.full(n, 1e-12), A_eq=np.array(eq), b_eq=[1.0, own])
    return sign * found.fun


@pytest.mark.parametrize(
    ("secondary", "table"),
    [
        ("aggressive", [0.4473, 0.8895, 0.9571, 0.5843, 0.5186]),
        ("benevolent", [0.5616, 0.9295, 1.0, 0.6671, 0.5871]),
        ("game", [0.6384, 0.9766, 1.0, 0.7988, 0.6667]),
    ],
)
def test_liang_2008_table_2(published, secondary, table):
    """The game of the table stops at changes below 0.001, ours goes on."""
    result = cross_efficiency(published, secondary=secondary)
    np.testing.assert_allclose(result.score, table, atol=1e-3 if secondary == "game" else 6e-5)


@pytest.mark.parametrize(("secondary", "sign"), [("aggressive", 1.0), ("benevolent", -1.0)])
def test_weights_are_optimal_for_the_unit_and_then_for_the_goal(lognormal, secondary, sign):
    result = cross_efficiency(lognormal, secondary=secondary)
    own = farrell.dea(lognormal, rts="crs").te
    np.testing.assert_allclose(result.self_te, own, rtol=CERTIFIED)
    np.testing.assert_allclose(np.diag(result.matrix), own, rtol=CERTIFIED)
    profit = result.u @ lognormal.Y.T - result.v @ lognormal.X.T
    assert profit.max() < CERTIFIED
    np.testing.assert_allclose((result.v * lognormal.X).sum(axis=1), 1.0, rtol=CERTIFIED)
    for k in range(len(lognormal)):
        reached = np.delete(profit[k], k).sum()
        assert reached == pytest.approx(by_scipy(lognormal, k, own[k], sign), abs=1e-7)


@pytest.mark.parametrize("secondary", ["aggressive", "benevolent"])
def test_the_composite_goal_is_the_ratio_of_all_others_together(lognormal, secondary):
    second = cross_efficiency(lognormal, secondary=secondary, formulation="doyle-green-2")
    third = cross_efficiency(lognormal, secondary=secondary, formulation="doyle-green-3")
    X, Y = lognormal.X, lognormal.Y
    way = 1.0 if secondary == "aggressive" else -1.0
    for k in range(len(lognormal)):
        x, y = np.delete(X, k, axis=0).sum(axis=0), np.delete(Y, k, axis=0).sum(axis=0)
        ratio = [(r.u[k] @ y) / (r.v[k] @ x) for r in (second, third)]
        assert way * ratio[1] <= way * ratio[0] + CERTIFIED


def test_goals_order_the_mean_and_no_unit_beats_its_own_view(published):
    low, high = (cross_efficiency(published, secondary=s) for s in ("aggressive", "benevolent"))
    assert low.score.mean() < high.score.mean()
    for result in (low, high):
        assert (result.te <= result.self_te + CERTIFIED).all()
        assert (result.matrix <= 1 + CERTIFIED).all()


def test_scores_are_means_of_columns_with_or_without_the_own_view(published):
    result = cross_efficiency(published)
    np.testing.assert_allclose(result.score, result.matrix.mean(axis=0), rtol=CERTIFIED)
    np.testing.assert_allclose(result.given, result.matrix.mean(axis=1), rtol=CERTIFIED)
    peers = (result.matrix.sum(axis=0) - np.diag(result.matrix)) / 4
    without = cross_efficiency(published, self_appraisal=False)
    np.testing.assert_allclose(without.score, peers, rtol=CERTIFIED)
    np.testing.assert_allclose(result.maverick, (result.self_te - peers) / peers, atol=CERTIFIED)
    np.testing.assert_allclose(without.maverick, result.maverick, rtol=CERTIFIED)


def test_output_orientation_holds_reciprocals(published):
    ratios = cross_efficiency(published, secondary="benevolent", formulation="doyle-green-3")
    factors = cross_efficiency(published, orientation="output", secondary="benevolent", formulation="doyle-green-3")
    np.testing.assert_allclose(factors.matrix, 1 / ratios.matrix, rtol=1e-7)
    np.testing.assert_allclose(factors.te, 1 / factors.score, rtol=CERTIFIED)
    assert factors.measure == "phi"
    np.testing.assert_allclose(factors.self_te, ratios.self_te, rtol=CERTIFIED)


def test_it_does_not_depend_on_units_of_measurement(published, panel_of):
    scaled = panel_of(published.X * [1e-3, 1.0, 1e5], published.Y * [10.0, 1e4])
    for secondary in ("benevolent", "game"):
        np.testing.assert_allclose(
            cross_efficiency(scaled, secondary=secondary).score,
            cross_efficiency(published, secondary=secondary).score,
            rtol=1e-7,
        )


def test_a_game_is_an_equilibrium_above_the_first_scores(published):
    game = cross_efficiency(published, secondary="game", tolerance=1e-9)
    assert (game.te <= game.self_te + CERTIFIED).all()
    X, Y = published.X, published.Y
    for d in range(5):
        for j in range(5):
            ub = np.vstack([np.hstack([-X, Y]), np.r_[game.score[d] * X[d], -Y[d]]])
            found = linprog(np.r_[np.zeros(3), -Y[j]], A_ub=ub, b_ub=np.zeros(6), A_eq=[np.r_[X[j], 0, 0]], b_eq=[1])
            assert -found.fun == pytest.approx(game.matrix[d, j], abs=1e-6)
    assert (game.parts["rounds"] > 1).all()


def test_ranges_hold_every_optimum(published):
    loose = cross_efficiency(published, secondary="arbitrary", ranges=True)
    for secondary in ("aggressive", "benevolent"):
        for formulation in ("doyle-green-2", "doyle-green-3"):
            score = cross_efficiency(published, secondary=secondary, formulation=formulation).score
            assert (loose.parts["low"] <= score + 1e-7).all()
            assert (score <= loose.parts["high"] + 1e-7).all()
    assert (loose.parts["high"] - loose.parts["low"] > 0.05).any()
    tight = cross_efficiency(published, secondary="aggressive", ranges=True)
    np.testing.assert_allclose(tight.parts["low"], tight.parts["high"], atol=1e-6)


def test_one_input_and_one_output_leave_nothing_to_choose(panel_of):
    X, Y = np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 2.0])
    ratio = Y / X / 1.5
    for secondary in ("arbitrary", "aggressive", "benevolent", "game"):
        result = cross_efficiency(panel_of(X, Y), secondary=secondary)
        np.testing.assert_allclose(result.matrix, np.tile(ratio, (3, 1)), rtol=CERTIFIED)
        np.testing.assert_allclose(result.maverick, 0.0, atol=CERTIFIED)


def test_variable_returns_make_negative_appraisals_unless_the_origin_moves(panel_of):
    X, Y = np.array([1.0, 2.0, 4.0, 6.0]), np.array([1.0, 4.0, 6.0, 6.5])
    plain = cross_efficiency(panel_of(X, Y), rts="vrs", correction=False)
    moved = cross_efficiency(panel_of(X, Y), rts="vrs")
    assert plain.matrix.min() < 0 <= moved.matrix.min()
    assert moved.matrix.max() <= 1 + CERTIFIED
    np.testing.assert_allclose(np.diag(moved.matrix), farrell.dea(panel_of(X, Y), rts="vrs").te, rtol=CERTIFIED)
    k, j = 3, 0  # by the definitions, from the weights
    value, cost = moved.u[k] @ Y[[j]], moved.v[k] @ X[[j]]
    assert moved.matrix[k, j] == pytest.approx(value / (cost - moved.omega[k]), rel=CERTIFIED)
    assert plain.matrix[k, j] == pytest.approx(
        (plain.u[k] @ Y[[j]] + plain.omega[k]) / (plain.v[k] @ X[[j]]), rel=CERTIFIED
    )


def test_the_moved_origin_bounds_the_composite_aggressive_goal_but_may_leave_nothing_to_compare(lognormal):
    """The cheapest unit under some weights lies at the origin of an appraiser that prices no output: 0 / 0."""
    with pytest.warns(farrell.SolveWarning, match="undefined"):
        result = cross_efficiency(lognormal, rts="vrs", secondary="aggressive", formulation="doyle-green-3")
    assert (result.te[result.status == "optimal"] >= 0).all()


@pytest.mark.parametrize("rts", ["vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")  # two units lie at moved origins
def test_own_views_are_radial_scores_and_the_free_term_has_its_sign(lognormal, rts, orientation):
    result = cross_efficiency(lognormal, rts=rts, orientation=orientation)
    np.testing.assert_allclose(
        result.self_te, farrell.dea(lognormal, rts=rts, orientation=orientation).te, rtol=CERTIFIED
    )
    side = 1.0 if orientation == "input" else -1.0
    term = side * result.omega
    assert rts != "nirs" or (term <= CERTIFIED).all()
    assert rts != "ndrs" or (term >= -CERTIFIED).all()
    profit = result.u @ lognormal.Y.T - result.v @ lognormal.X.T + term[:, None]
    assert profit.max() < 1e-7


def test_periods_appraise_apart_or_together(panel_of):
    X, Y = np.vstack([LIANG_2008[0]] * 2), np.vstack([LIANG_2008[1], np.array(LIANG_2008[1]) * 1.1])
    panel = panel_of(X, Y, units=list("ABCDE") * 2, periods=[1] * 5 + [2] * 5)
    apart = cross_efficiency(panel, secondary="aggressive")
    np.testing.assert_allclose(apart.score[:5], apart.score[5:], rtol=CERTIFIED)
    assert np.isnan(apart.matrix[:5, 5:]).all()
    together = cross_efficiency(panel, secondary="aggressive", reference="pooled")
    assert np.isfinite(together.matrix).all()
    assert apart.matrix_frame().shape == (10, 10)
    assert apart.to_frame()["te"].tolist() == apart.te.tolist()
    assert "maverick" in apart.summary()
    assert "<table" in apart._repr_html_()


def test_what_a_peer_does_not_price_is_undefined(panel_of):
    """The second unit has none of the only input the first prices, and the first's output neither."""
    panel = panel_of([[1.0, 1.0], [0.0, 2.0]], [[1.0, 0.0], [0.0, 1.0]])
    with pytest.warns(farrell.SolveWarning, match="undefined"):
        result = cross_efficiency(panel, secondary="arbitrary")
    assert set(result.status) <= {"optimal", "undefined"}
    assert np.isnan(result.te[result.status == "undefined"]).all()


def test_a_unit_without_inputs_leaves_its_period_without_scores(panel_of):
    with pytest.warns(farrell.SolveWarning, match="infeasible"):
        result = cross_efficiency(panel_of([[1.0], [0.0]], [[1.0], [1.0]]))
    assert np.isnan(result.te).all()


def test_wrong_options_are_named(lognormal, panel_of):
    for name, value in (
        ("secondary", "kind"),
        ("formulation", "doyle-green-1"),
        ("rts", "grs"),
        ("orientation", "none"),
        ("reference", 2011),
        ("correction", "yes"),
        ("tolerance", 0),
    ):
        with pytest.raises(OptionError, match=name):
            cross_efficiency(lognormal, **{name: value})
    for more in ({"rts": "vrs"}, {"orientation": "output"}, {"ranges": True}):
        with pytest.raises(OptionError):
            cross_efficiency(lognormal, secondary="game", **more)
    with pytest.raises(OptionError, match="bound"):
        cross_efficiency(lognormal, rts="vrs", secondary="aggressive")
    with pytest.raises(DataError):
        cross_efficiency(panel_of([[1.0], [-1.0]], [[1.0], [1.0]]))


def test_weights_taken_over_from_the_last_round_are_those_of_the_programs(lognormal):
    own = farrell.dea(lognormal, rts="crs").te
    table = _Table(lognormal.X, lognormal.Y, own)
    random = np.random.default_rng(1)
    for share in random.uniform(0.7, 1.0, (12, len(own))):
        np.testing.assert_allclose(table.round(share * own), table.certified(share * own), rtol=1e-9)
    solved = []
    played = table._played
    table._played = lambda *pair: solved.append(pair) or played(*pair)
    table.round(0.9 * own)
    assert len(solved) < len(own) * (len(own) - 1) / 2


@pytest.mark.parametrize("formulation", ["doyle-green-2", "doyle-green-3"])
def test_units_of_measurement_change_nothing_at_a_moved_origin(panel_of, formulation):
    X, Y = np.array([1.0, 1.0, 3.0, 4.0]), [6.0, 5.0, 3.0, 2.0]
    found = []
    for size in (1.0, 1 / 7, 0.1):
        with pytest.warns(farrell.SolveWarning, match="undefined"):
            found.append(cross_efficiency(panel_of(X * size, Y), rts="vrs", formulation=formulation))
    for one in found[1:]:
        assert one.status.tolist() == found[0].status.tolist()
        np.testing.assert_allclose(one.te, found[0].te, rtol=1e-9)


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("formulation", ["doyle-green-2", "doyle-green-3"])
@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")
def test_weights_are_always_optimal_for_the_appraiser(panel_of, rts, formulation):
    random = np.random.default_rng(9)
    for _ in range(12):
        panel = panel_of(random.integers(1, 5, (6, 2)), random.integers(1, 5, (6, 2)))
        result = cross_efficiency(panel, rts=rts, formulation=formulation)
        worth, cost = (result.u * panel.Y).sum(axis=1) + result.omega, (result.v * panel.X).sum(axis=1)
        # where v x is 0 the weights are the limit of optimal ones
        np.testing.assert_allclose(worth, result.self_te * cost, atol=1e-7 * max(cost.max(), 1.0))
