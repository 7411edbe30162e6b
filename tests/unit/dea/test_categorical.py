"""Ordered categories: who is compared with whom."""

from __future__ import annotations

import numpy as np
import pytest

import farrell
from farrell import OptionError
from farrell.dea.categorical import categorical


@pytest.fixture(scope="module")
def data():
    random = np.random.default_rng(3)
    return np.exp(random.normal(0, 0.5, (30, 2))), np.exp(random.normal(0, 0.5, (30, 2))), np.arange(30) % 3 + 1


@pytest.fixture
def panel(panel_of, data):
    X, Y, kind = data
    return panel_of(X, Y, extra=kind, environment=["extra"])


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("solver", ["highs", "kernel"])
def test_it_is_the_radial_score_among_units_no_better_off(panel, panel_of, data, rts, orientation, solver):
    X, Y, kind = data
    result = categorical(panel, category="extra", rts=rts, orientation=orientation, solver=solver)
    for one in (1, 2, 3):
        among, here = kind <= one, kind == one
        alone = farrell.dea(panel_of(X[among], Y[among]), rts=rts, orientation=orientation)
        np.testing.assert_allclose(result.te[here], alone.te[here[among]], rtol=1e-9)
        np.testing.assert_allclose(result.slack_in[here], alone.slack_in[here[among]], atol=1e-9)
        np.testing.assert_allclose(result.target_out[here], alone.target_out[here[among]], rtol=1e-9)
        assert (result.lambdas[np.ix_(here, ~among)] == 0).all()
    np.testing.assert_allclose(result.lambdas @ X, result.target_in, rtol=1e-9)
    assert result.reference_units == panel.units
    plain = farrell.dea(panel, rts=rts, orientation=orientation)
    assert (result.te >= plain.te - 1e-9).all()
    np.testing.assert_allclose(result.te[kind == 3], plain.te[kind == 3], rtol=1e-9)


def test_a_group_with_an_order_says_the_same(panel, panel_of, data):
    X, Y, kind = data
    names = np.array(["", "remote", "town", "city"])[kind]
    grouped = panel_of(X, Y, group=names.tolist())
    result = categorical(grouped, category="group", order=["remote", "town", "city"])
    np.testing.assert_allclose(result.te, categorical(panel, category="extra").te, rtol=1e-12)


def test_one_category_for_all_changes_nothing(panel_of, data):
    X, Y, _ = data
    same = panel_of(X, Y, extra=np.ones(30), environment=["extra"])
    np.testing.assert_allclose(categorical(same, category="extra").te, farrell.dea(same).te, rtol=1e-12)


def test_periods_and_a_reference_keep_their_categories(panel_of):
    X, Y, kind = [1, 2, 2, 1, 1, 3], [1, 1, 1, 1, 2, 3], [1, 1, 2, 2, 1, 2]
    panel = panel_of(X, Y, units=list("ABCABC"), periods=[1, 1, 1, 2, 2, 2], extra=kind, environment=["extra"])
    np.testing.assert_allclose(categorical(panel, category="extra", rts="crs").te, [1, 0.5, 0.5, 0.5, 1, 0.5])
    pooled = categorical(panel, category="extra", rts="crs", reference="pooled")
    np.testing.assert_allclose(pooled.te, [0.5, 0.25, 0.25, 0.5, 1, 0.5])
    assert pooled.peers("A", 1) == {"B (2)": 0.5}
    again = categorical(panel, category="extra", rts="crs", reference=panel)
    np.testing.assert_allclose(again.te, pooled.te)


def test_a_reference_without_anyone_as_low_has_no_solution(panel_of):
    panel = panel_of([1, 2], [1, 1], extra=[1, 2], environment=["extra"])
    with pytest.warns(farrell.SolveWarning, match="U0"):
        result = categorical(panel, category="extra", reference=["U1"])
    assert result.status.tolist() == ["infeasible", "optimal"]


def test_marks_count(panel_of, data):
    X, Y, kind = data
    marked = panel_of(X, Y, extra=kind, environment=["extra"], non_discretionary=["x1"])
    top = kind == 3
    np.testing.assert_allclose(categorical(marked, category="extra").te[top], farrell.dea(marked).te[top], rtol=1e-9)


def test_wrong_use_is_refused(panel, panel_of):
    with pytest.raises(OptionError, match="kind"):
        categorical(panel, category="kind")
    with pytest.raises(OptionError, match="order"):
        categorical(panel, category="extra", order=["1", "2"])
    grouped = panel_of([1, 2], [1, 1], group=["a", "b"])
    for order in (None, ["a"], ["a", "c"]):
        with pytest.raises(OptionError, match="order"):
            categorical(grouped, category="group", order=order)


def test_an_order_may_name_more_than_there_are_but_none_twice(panel_of):
    panel = panel_of([2.0, 4.0, 4.0], [1.0, 1.0, 3.0], group=["a", "a", "b"])
    plain = categorical(panel, category="group", order=["a", "b"])
    more = categorical(panel, category="group", order=["z", "a", "b"])
    np.testing.assert_array_equal(plain.te, more.te)
    some = panel.select(units=["U0", "U1"])
    assert np.isfinite(categorical(some, category="group", order=["a", "b"], reference=panel).te).all()
    for order in (5, ["a", 1], ["a", "a", "b"], {"a": 1, "b": 2}, ["b"]):
        with pytest.raises(OptionError, match="group"):
            categorical(panel, category="group", order=order)
