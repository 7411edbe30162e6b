"""What must hold of the models beside each other, whatever the data."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_panels import datasets, generator, orientations, quick, rts_values, seeds

from farrell import dea, sbm
from farrell.dea.fdh import fdh
from farrell.dea.partial import order_alpha, order_m

SAME = 1e-8
"""Scores are certified to about 1e-10; two of them compared, with rounding of rescaled data between them."""
EXACT = 1e-12
"""Scores that are found by comparing ratios."""
POSITIVE = ("lognormal", "integers", "duplicates", "collinear")
"""Kinds of data the slacks-based measure takes without an option."""

HULLS: dict[str, Callable] = {
    "fdh": fdh,
    "fdh+": partial(fdh, variant="fdh+"),
    "replicability": partial(fdh, variant="replicability"),
}
MODELS: dict[str, Callable] = {
    **HULLS,
    "order_m": partial(order_m, m=3),
    "order_alpha": partial(order_alpha, alpha=0.8),
    "sbm": partial(sbm, rts="vrs"),
    "sbm fdh": partial(sbm, rts="fdh"),
}
"""All that take an orientation beside the radial model, which has properties of its own."""
ENVELOPING = [name for name in MODELS if not name.startswith("order")]
few = settings(quick, max_examples=12)
"""For properties of every model."""
models = pytest.mark.parametrize("model", MODELS)
enveloping = pytest.mark.parametrize("model", ENVELOPING)


@enveloping
@few
@given(data=datasets(kinds=POSITIVE), way=orientations)
def test_scores_lie_within_zero_and_one_and_say_who_is_efficient(panel_of, model, data, way):
    result = MODELS[model](panel_of(*data), orientation=way)
    assert (result.status == "optimal").all()
    assert ((result.te > 0) & (result.te <= 1 + EXACT)).all()
    at_one = np.isin(result.efficiency, ["efficient", "weakly efficient"])
    np.testing.assert_array_equal(at_one, result.te > 1 - 1e-6)
    assert at_one.any()


@quick
@given(datasets(kinds=POSITIVE), rts_values, orientations)
def test_what_counts_every_slack_is_no_larger_than_what_scales(panel_of, data, rts, way):
    panel = panel_of(*data)
    radial = dea(panel, rts=rts, orientation=way).te
    one, whole = (sbm(panel, rts=rts, orientation=o).te for o in (way, "none"))
    assert (one <= radial + SAME).all()
    assert (whole <= one + SAME).all()
    assert (sbm(panel, rts="fdh", orientation=way).te <= fdh(panel, orientation=way).te + SAME).all()


@quick
@given(datasets(kinds=POSITIVE))
def test_slacks_based_and_radial_scores_are_one_where_there_is_one_variable_to_count(panel_of, data):
    panel = panel_of(data[0][:, :1], data[1])
    for rts in ("crs", "vrs"):
        np.testing.assert_allclose(sbm(panel, rts=rts, orientation="input").te, dea(panel, rts=rts).te, rtol=SAME)
    np.testing.assert_allclose(sbm(panel, rts="fdh", orientation="input").te, fdh(panel).te, rtol=SAME)


@quick
@given(datasets(), orientations)
def test_hulls_lie_within_one_another(panel_of, data, way):
    panel = panel_of(*data)
    te = {name: hull(panel, orientation=way).te for name, hull in HULLS.items()}
    te |= {rts: dea(panel, rts=rts, orientation=way).te for rts in ("vrs", "crs")}
    for larger, smaller in (
        ("fdh", "vrs"), ("fdh", "fdh+"), ("fdh", "replicability"), ("fdh+", "crs"), ("replicability", "crs"),
    ):  # fmt: skip
        assert (te[smaller] <= te[larger] * (1 + SAME)).all(), (larger, smaller)


@quick
@given(datasets(kinds=POSITIVE), orientations, st.integers(1, 40), st.integers(1, 100))
def test_partial_frontiers_lie_within_the_hull(panel_of, data, way, m, percent):
    panel = panel_of(*data)
    hull = fdh(panel, orientation=way).te
    expected = [order_m(panel, m=draws, orientation=way).te for draws in (m, m + 1)]
    assert (hull <= expected[1] * (1 + EXACT)).all()
    assert (expected[1] <= expected[0] * (1 + EXACT)).all()
    assert (hull <= order_alpha(panel, alpha=percent / 100, orientation=way).te).all()
    np.testing.assert_array_equal(order_alpha(panel, alpha=1.0, orientation=way).te, hull)


@models
@few
@given(data=datasets(kinds=POSITIVE), way=orientations, powers=st.lists(st.integers(-6, 6), min_size=5, max_size=5))
def test_units_of_measurement_change_no_score(panel_of, model, data, way, powers):
    (X, Y), scale = data, 10.0 ** np.array(powers)
    plain = MODELS[model](panel_of(X, Y), orientation=way)
    scaled = MODELS[model](panel_of(X * scale[: X.shape[1]], Y * scale[-Y.shape[1] :]), orientation=way)
    np.testing.assert_allclose(scaled.te, plain.te, rtol=SAME)


@models
@few
@given(data=datasets(kinds=POSITIVE), way=orientations, seed=seeds)
def test_order_of_rows_and_columns_changes_no_score(panel_of, model, data, way, seed):
    (X, Y), rng = data, generator(seed)
    rows, inputs, outputs = (rng.permutation(k) for k in (len(X), X.shape[1], Y.shape[1]))
    plain = MODELS[model](panel_of(X, Y), orientation=way)
    shuffled = MODELS[model](panel_of(X[rows][:, inputs], Y[rows][:, outputs]), orientation=way)
    np.testing.assert_allclose(shuffled.te, plain.te[rows], rtol=SAME)
    assert shuffled.efficiency.tolist() == plain.efficiency[rows].tolist()


@enveloping
@few
@given(data=datasets(kinds=POSITIVE), way=orientations, seed=seeds)
def test_a_dominated_unit_changes_no_score_but_has_one_below_one(panel_of, model, data, way, seed):
    X, Y = data
    best = int(generator(seed).integers(len(X)))
    worse = panel_of(np.vstack([X, X[best] * 1.5]), np.vstack([Y, Y[best] * 0.5]))
    plain, more = (MODELS[model](panel, orientation=way) for panel in (panel_of(X, Y), worse))
    np.testing.assert_allclose(more.te[:-1], plain.te, rtol=SAME)
    assert more.te[-1] < 1 - 1e-3


@enveloping
@few
@given(data=datasets(kinds=POSITIVE), way=orientations)
def test_targets_lie_in_the_technology_and_are_no_worse_than_the_unit(panel_of, model, data, way):
    panel = panel_of(*data)
    result = MODELS[model](panel, orientation=way)
    np.testing.assert_allclose(result.lambdas @ panel.X, result.target_in, rtol=SAME)
    np.testing.assert_allclose(result.lambdas @ panel.Y, result.target_out, rtol=SAME)
    whole = result.lambdas
    if model in ("fdh", "sbm fdh"):
        assert ((whole == 1).sum(axis=1) == 1).all()
    elif model == "fdh+":
        assert ((whole > 0).sum(axis=1) == 1).all()
        assert ((whole == 0) | ((whole > 0.85 - EXACT) & (whole < 1.15 + EXACT))).all()
    elif model == "replicability":
        np.testing.assert_array_equal(whole, np.round(whole))
    else:
        np.testing.assert_allclose(whole.sum(axis=1), 1.0, rtol=SAME)
    assert (result.target_in <= panel.X * (1 + SAME)).all()
    assert (result.target_out >= panel.Y * (1 - SAME)).all()


@quick
@given(datasets(kinds=POSITIVE), st.sampled_from(["crs", "vrs", "nirs", "ndrs", "fdh"]))
def test_targets_of_all_slacks_are_efficient(panel_of, data, rts):
    first = sbm(panel_of(*data), rts=rts)
    again = sbm(panel_of(first.target_in, first.target_out), rts=rts)
    np.testing.assert_allclose(again.te, 1.0, rtol=1e-6)  # a target is rounded data, and slacks are shares of them


@quick
@given(datasets(), orientations)
def test_targets_of_the_hull_are_units_that_none_dominates(panel_of, data, way):
    panel = panel_of(*data)
    result = fdh(panel, orientation=way)
    both = np.hstack([panel.X, -panel.Y])
    for r in range(len(panel)):
        (j,) = result.peer[r][result.peer[r] >= 0]
        assert not ((both <= both[j]).all(axis=1) & (both < both[j]).any(axis=1)).any()
