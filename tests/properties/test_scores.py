"""What must hold of scores whatever the data."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from random_panels import datasets, generator, orientations, quick, rts_values, seeds, two_periods

from farrell import dea, multiplier, super_efficiency

SAME = 1e-8
"""Scores are certified to about 1e-10; two of them compared, with rounding of rescaled data between them."""
SLACK = 1e-6
"""Slack sums, as a share of the unit's largest value."""


def slack_sums(result):
    return np.hstack([result.slack_in, result.slack_out]).sum(axis=1)


@quick
@given(datasets(), rts_values, orientations, st.lists(st.integers(-6, 6), min_size=5, max_size=5))
def test_units_of_measurement_change_no_score(panel_of, data, rts, way, powers):
    X, Y = data
    scale = 10.0 ** np.array(powers)
    plain = dea(panel_of(X, Y), rts=rts, orientation=way)
    scaled = dea(panel_of(X * scale[: X.shape[1]], Y * scale[-Y.shape[1] :]), rts=rts, orientation=way)
    np.testing.assert_allclose(scaled.te, plain.te, rtol=SAME)


@quick
@given(datasets(), rts_values, orientations, seeds)
def test_order_of_rows_and_columns_changes_nothing(panel_of, data, rts, way, seed):
    (X, Y), rng = data, generator(seed)
    rows, inputs, outputs = (rng.permutation(k) for k in (len(X), X.shape[1], Y.shape[1]))
    plain = dea(panel_of(X, Y), rts=rts, orientation=way)
    shuffled = dea(panel_of(X[rows][:, inputs], Y[rows][:, outputs]), rts=rts, orientation=way)
    np.testing.assert_allclose(shuffled.te, plain.te[rows], rtol=SAME)
    np.testing.assert_allclose(slack_sums(shuffled), slack_sums(plain)[rows], rtol=SLACK, atol=SLACK)
    assert shuffled.efficiency.tolist() == plain.efficiency[rows].tolist()


@quick
@given(datasets(), orientations)
def test_larger_technologies_give_lower_scores(panel_of, data, way):
    panel = panel_of(*data)
    te = {rts: dea(panel, rts=rts, orientation=way).te for rts in ("crs", "vrs", "nirs", "ndrs")}
    for smaller, larger in (("crs", "nirs"), ("crs", "ndrs"), ("nirs", "vrs"), ("ndrs", "vrs")):
        assert (te[smaller] <= te[larger] * (1 + SAME)).all()
    assert (te["vrs"] <= 1).all()
    assert (te["crs"] > 0).all()
    np.testing.assert_allclose(te["crs"], np.minimum(te["nirs"], te["ndrs"]), rtol=SAME)


@quick
@given(datasets(), orientations)
def test_bounds_of_general_returns_lead_to_the_named_ones(panel_of, data, way):
    panel = panel_of(*data)
    for rts, bounds in (("vrs", (1, 1)), ("nirs", (0, 1)), ("ndrs", (1, 1e9)), ("crs", (0, 1e9))):
        general = dea(panel, rts="grs", bounds=bounds, orientation=way)
        np.testing.assert_allclose(general.te, dea(panel, rts=rts, orientation=way).te, rtol=SAME)


@quick
@given(datasets(), rts_values, orientations)
def test_targets_are_efficient_and_have_no_slack(panel_of, data, rts, way):
    panel = panel_of(*data)
    first = dea(panel, rts=rts, orientation=way)
    targets = panel_of(np.maximum(first.target_in, 0), np.maximum(first.target_out, 0))
    again = dea(targets, rts=rts, orientation=way, reference=panel)
    assert (again.status == "optimal").all()
    np.testing.assert_allclose(again.te, 1.0, rtol=1e-7)  # a target is rounded data
    size = np.maximum(panel.X.max(axis=1), panel.Y.max(axis=1))
    assert (slack_sums(again) <= SLACK * size).all()


@quick
@given(datasets(), rts_values, orientations)
def test_intensities_make_the_targets(panel_of, data, rts, way):
    panel = panel_of(*data)
    result = dea(panel, rts=rts, orientation=way)
    np.testing.assert_allclose(result.lambdas @ panel.X, result.target_in, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(result.lambdas @ panel.Y, result.target_out, rtol=1e-7, atol=1e-7)
    total = result.lambdas.sum(axis=1)
    low = 1 - 1e-9 if rts in ("vrs", "ndrs") else 0
    high = 1 + 1e-9 if rts in ("vrs", "nirs") else np.inf
    assert ((total >= low) & (total <= high)).all()
    assert (np.hstack([result.slack_in, result.slack_out]) >= 0).all()


@quick
@given(datasets(), rts_values, orientations)
def test_envelopment_equals_multiplier(panel_of, data, rts, way):
    panel = panel_of(*data)
    envelopment, prices = dea(panel, rts=rts, orientation=way), multiplier(panel, rts=rts, orientation=way)
    np.testing.assert_allclose(prices.te, envelopment.te, rtol=SAME)
    sign = 1.0 if way == "input" else -1.0
    profit = prices.u @ panel.Y.T - prices.v @ panel.X.T + sign * prices.omega[:, None]
    cost = prices.v @ panel.X.T + prices.u @ panel.Y.T + np.abs(prices.omega)[:, None]
    assert (profit <= 1e-8 * np.maximum(cost, 1)).all()
    assert (np.hstack([prices.u, prices.v]) >= -1e-12).all()


@quick
@given(datasets())
def test_theta_is_one_over_phi_under_constant_returns(panel_of, data):
    panel = panel_of(*data)
    theta, phi = dea(panel, rts="crs"), dea(panel, rts="crs", orientation="output")
    np.testing.assert_allclose(theta.score * phi.score, 1.0, rtol=SAME)


@quick
@given(datasets(), rts_values, orientations, seeds)
def test_a_strictly_dominated_unit_changes_no_score_and_no_slack_sum(panel_of, data, rts, way, seed):
    X, Y = data
    model = int(generator(seed).integers(len(X)))
    worse = np.vstack([X, X[model] * 1.5 + 0.5]), np.vstack([Y, Y[model] * 0.5])
    plain, more = (dea(panel_of(*d), rts=rts, orientation=way) for d in (data, worse))
    np.testing.assert_allclose(more.te[:-1], plain.te, rtol=SAME)
    np.testing.assert_allclose(slack_sums(more)[:-1], slack_sums(plain), rtol=SLACK, atol=SLACK)
    assert more.te[-1] < 1


@quick
@given(datasets(least=3), rts_values, orientations)
def test_another_unit_never_raises_a_score(panel_of, data, rts, way):
    X, Y = data
    few, all_of_them = (dea(panel_of(X[:k], Y[:k]), rts=rts, orientation=way) for k in (len(X) - 1, len(X)))
    assert (all_of_them.te[:-1] <= few.te * (1 + SAME)).all()


@quick
@given(datasets(kinds=("lognormal", "integers", "duplicates")), orientations)
def test_super_efficiency_is_efficiency_where_a_unit_is_inefficient(panel_of, data, way):
    assume(len(data[0]) > 1)
    panel = panel_of(*data)
    plain, beyond = dea(panel, rts="crs", orientation=way), super_efficiency(panel, rts="crs", orientation=way)
    inefficient = plain.efficiency == "inefficient"
    np.testing.assert_allclose(beyond.te[inefficient], plain.te[inefficient], rtol=SAME)
    assert (beyond.te[~inefficient] >= 1 - SAME).all()


@quick
@given(datasets(periods=2), rts_values, orientations)
def test_pooled_frontier_lies_beyond_each_period(panel_of, data, rts, way):
    panel = panel_of(*data, **two_periods(len(data[0]) // 2))
    own, pooled = (dea(panel, rts=rts, orientation=way, reference=r) for r in ("own", "pooled"))
    assert (pooled.te <= own.te * (1 + SAME)).all()


@quick
@given(datasets(), rts_values, orientations)
def test_scores_do_not_depend_on_the_second_phase(panel_of, data, rts, way):
    panel = panel_of(*data)
    with_slacks, without = (dea(panel, rts=rts, orientation=way, second_phase=on) for on in (True, False))
    np.testing.assert_allclose(without.te, with_slacks.te, rtol=SAME)
