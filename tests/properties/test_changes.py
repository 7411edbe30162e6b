"""What must hold of productivity change and of score ranges whatever the data."""

import warnings

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from random_panels import datasets, orientations, quick, rts_values, two_periods

from farrell import SolveWarning, dea, malmquist, score_range

SAME = 1e-8
"""An index is a product of a few scores certified to 1e-10."""
COMPONENTS = ("effch", "techch", "pech", "sech", "tfpch")


def change(panel, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # infeasible programs are values here
        return malmquist(panel, **options)


@quick
@given(datasets(periods=2), orientations)
def test_parts_multiply_to_the_whole(panel_of, data, way):
    result = change(panel_of(*data, **two_periods(len(data[0]) // 2)), orientation=way)
    ok = result.status == "optimal"
    np.testing.assert_allclose((result.effch * result.techch)[ok], result.tfpch[ok], rtol=SAME)
    np.testing.assert_allclose((result.pech * result.sech)[ok], result.effch[ok], rtol=SAME)


@quick
@given(datasets(periods=2))
def test_constant_returns_give_one_index_under_either_orientation(panel_of, data):
    panel = panel_of(*data, **two_periods(len(data[0]) // 2))
    by_input, by_output = change(panel, orientation="input"), change(panel, orientation="output")
    both = (by_input.status == "optimal") & (by_output.status == "optimal")
    for name in ("effch", "techch", "tfpch"):
        np.testing.assert_allclose(getattr(by_output, name)[both], getattr(by_input, name)[both], rtol=SAME)
    has_zero = (data[0] == 0).any() or (data[1] == 0).any()
    assert has_zero or both.all()


@quick
@given(datasets(periods=2), rts_values, orientations)
def test_swapped_periods_give_reciprocals(panel_of, data, rts, way):
    n = len(data[0]) // 2
    forth = change(panel_of(*data, **two_periods(n)), rts=rts, orientation=way)
    labels = {"units": [f"U{i}" for i in range(n)] * 2, "periods": [2] * n + [1] * n}
    back = change(panel_of(*data, **labels), rts=rts, orientation=way)
    assert forth.units == back.units
    np.testing.assert_array_equal(forth.status == "optimal", back.status == "optimal")
    for name in COMPONENTS:
        product = getattr(forth, name) * getattr(back, name)
        known = np.isfinite(product)
        np.testing.assert_allclose(product[known], 1.0, rtol=SAME)


@quick
@given(datasets(), rts_values, orientations)
def test_an_unchanged_panel_has_no_change(panel_of, data, rts, way):
    X, Y = data
    result = change(panel_of(np.vstack([X, X]), np.vstack([Y, Y]), **two_periods(len(X))), rts=rts, orientation=way)
    assert (result.status == "optimal").all()
    for name in ("effch", "techch", "tfpch"):
        np.testing.assert_allclose(getattr(result, name), 1.0, rtol=SAME)


@quick
@given(datasets(), st.floats(1.01, 3.0))
def test_growth_of_all_outputs_is_technical_progress(panel_of, data, growth):
    X, Y = data
    panel = panel_of(np.vstack([X, X]), np.vstack([Y, Y * growth]), **two_periods(len(X)))
    for way in ("input", "output"):
        result = change(panel, orientation=way)
        np.testing.assert_allclose(result.techch, growth, rtol=SAME)
        np.testing.assert_allclose(result.effch, 1.0, rtol=SAME)


@quick
@given(
    datasets(periods=2, kinds=("lognormal", "integers", "duplicates")),
    st.lists(st.integers(-6, 6), min_size=5, max_size=5),
)
def test_units_of_measurement_change_no_index(panel_of, data, powers):
    (X, Y), scale = data, 10.0 ** np.array(powers)
    labels = two_periods(len(X) // 2)
    plain = change(panel_of(X, Y, **labels))
    scaled = change(panel_of(X * scale[: X.shape[1]], Y * scale[-Y.shape[1] :], **labels))
    for name in COMPONENTS:
        np.testing.assert_allclose(getattr(scaled, name), getattr(plain, name), rtol=SAME)


@quick
@given(datasets(kinds=("lognormal", "integers", "duplicates")), rts_values, orientations, st.floats(0.01, 0.8))
def test_score_range_brackets_the_score(panel_of, data, rts, way, step):
    precision = {"x0": step, "y0": {"step": step, "kind": "truncated"}}
    panel = panel_of(*data, precision=precision)
    middle, ends = dea(panel, rts=rts, orientation=way).te, score_range(panel, rts=rts, orientation=way)
    assert (ends.low <= middle * (1 + SAME)).all()
    assert (middle <= ends.high * (1 + SAME)).all()
    assert (ends.low >= 0).all()
    assert (ends.high <= 1).all()


@quick
@given(datasets(), rts_values, orientations)
def test_exact_data_have_a_score_range_without_width(panel_of, data, rts, way):
    panel = panel_of(*data, precision={"x0": {"step": 1.0, "periods": []}})
    ends = score_range(panel, rts=rts, orientation=way)
    np.testing.assert_allclose(ends.high, ends.low, rtol=SAME)
    np.testing.assert_allclose(ends.low, dea(panel, rts=rts, orientation=way).te, rtol=SAME)


@quick
@given(datasets(kinds=("lognormal", "integers")), rts_values, orientations)
def test_coarser_data_widen_the_score_range(panel_of, data, rts, way):
    fine, coarse = (
        score_range(panel_of(*data, precision={"x0": step}), rts=rts, orientation=way) for step in (0.1, 0.4)
    )
    assert (coarse.low <= fine.low * (1 + SAME)).all()
    assert (coarse.high >= fine.high * (1 - SAME)).all()
