"""Super-efficiency where the plain program has no solution: by hand, and by the papers' large M."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from farrell import OptionError, SolveWarning
from farrell.dea.super_efficiency import super_efficiency

CERTIFIED = 1e-9
M = 1e6
"""The papers' large number; scipy's answers with it are good to about 1e-6."""


@pytest.fixture(scope="module")
def extreme(panel_of):
    """Units at the ends of a variable-returns frontier."""
    random = np.random.default_rng(3)
    return panel_of(random.uniform(1, 9, (10, 2)), random.uniform(1, 9, (10, 2)))


def by_large_m(panel, o, orientation, joint):
    """The one program of the papers: the score of unit o, and the shares by which its other side gives way."""
    X, Y = panel.X, panel.Y
    (n, m), s = X.shape, Y.shape[1]
    others = np.arange(n) != o
    x, y, A, B = X[o], Y[o], X[others].T, Y[others].T
    inward = orientation == "input"
    count = 1 if joint else (s if inward else m)
    gives = (y if inward else x)[:, None] if joint else np.diag(y if inward else x)
    # variables: lambda, factor (theta or phi), shares
    cost = np.r_[np.zeros(n - 1), 1.0 if inward else -1.0, np.full(count, M)]
    if inward:
        ub = np.vstack([np.hstack([A, -x[:, None], np.zeros((m, count))]), np.hstack([-B, np.zeros((s, 1)), -gives])])
        right = np.r_[np.zeros(m), -y]
    else:
        ub = np.vstack([np.hstack([A, np.zeros((m, 1)), -gives]), np.hstack([-B, y[:, None], np.zeros((s, count))])])
        right = np.r_[x, np.zeros(s)]
    eq = [np.r_[np.ones(n - 1), np.zeros(1 + count)]]
    bounds = [(0, None)] * (n - 1) + [(None, None)] + [(0, None)] * count
    found = linprog(cost, A_ub=ub, b_ub=right, A_eq=eq, b_eq=[1.0], bounds=bounds)
    return found.x[n - 1], found.x[n:]


def test_known_by_hand(panel_of):
    """Unit C makes more than anybody: B's output is three quarters of its own, with two thirds of its input."""
    result = super_efficiency(panel_of([1, 2, 3, 4], [1, 3, 4, 3]), rts="vrs", infeasible="cook-liang-zha-zhu")
    np.testing.assert_allclose(result.te, [2.0, 7 / 6, 2 / 3 + 4 / 3, 0.5], rtol=CERTIFIED)
    assert result.status.tolist() == ["optimal"] * 4
    assert result.parts["adjusted"].tolist() == [0, 0, 1, 0]
    np.testing.assert_allclose(result.parts["added"], [0, 0, 4 / 3, 0], rtol=CERTIFIED)
    np.testing.assert_allclose(result.parts["change"][:, 0], [0, 0, 0.25, 0], atol=CERTIFIED)
    assert result.peers("U2") == {"U1": pytest.approx(1.0)}
    np.testing.assert_allclose([result.target_in[2, 0], result.target_out[2, 0]], [2, 3], rtol=CERTIFIED)
    assert result.efficiency[2] == "beyond"


def test_output_orientation_by_hand(panel_of):
    """Unit A uses less than anybody: B has twice its input and three times its output."""
    result = super_efficiency(
        panel_of([1, 2, 3, 4], [1, 3, 4, 3]), rts="vrs", orientation="output", infeasible="cook-liang-zha-zhu"
    )
    assert result.parts["adjusted"].tolist() == [1, 0, 0, 0]
    np.testing.assert_allclose(result.te[0], 1 / 3 + 2, rtol=CERTIFIED)
    np.testing.assert_allclose(result.score[0], 1 / result.te[0], rtol=CERTIFIED)
    np.testing.assert_allclose(result.parts["change"][0], [1.0], rtol=CERTIFIED)


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("method", ["cook-liang-zha-zhu", "lee-chu-zhu"])
def test_it_is_what_the_papers_get_with_a_large_number(extreme, orientation, method):
    with pytest.warns(SolveWarning, match="infeasible"):
        plain = super_efficiency(extreme, rts="vrs", orientation=orientation)
    result = super_efficiency(extreme, rts="vrs", orientation=orientation, infeasible=method)
    lost = plain.status == "infeasible"
    assert lost.any()
    assert (result.parts["adjusted"] == lost).all()
    np.testing.assert_allclose(result.te[~lost], plain.te[~lost], rtol=CERTIFIED)
    assert plain.parts == {}
    for o in np.nonzero(lost)[0]:
        factor, shares = by_large_m(extreme, o, orientation, method.startswith("cook"))
        moved = 1 / (1 - shares) if orientation == "input" else 1 + shares
        te = (factor if orientation == "input" else 1 / factor) + moved[shares > 1e-7].mean()
        assert result.te[o] == pytest.approx(te, abs=1e-5)
        assert result.parts["change"][o].sum() == pytest.approx(
            shares.sum() * (len(result.parts["change"][o]) if method.startswith("cook") else 1), abs=1e-6
        )
        reached = result.lambdas[o] @ np.hstack([extreme.X, -extreme.Y])
        assert (reached <= np.hstack([result.target_in[o], -result.target_out[o]]) + 1e-9).all()
        assert result.lambdas[o, o] == 0
        assert result.te[o] > 1


def test_both_methods_are_one_for_a_single_output(panel_of):
    random = np.random.default_rng(8)
    panel = panel_of(random.uniform(1, 9, (8, 2)), random.uniform(1, 9, (8, 1)))
    one, other = (super_efficiency(panel, rts="vrs", infeasible=m) for m in ("cook-liang-zha-zhu", "lee-chu-zhu"))
    np.testing.assert_allclose(one.te, other.te, rtol=CERTIFIED)


def test_scores_do_not_depend_on_units_of_measurement(extreme, panel_of):
    scaled = panel_of(extreme.X * [1e5, 1e-3], extreme.Y * [1.0, 1e4])
    for method in ("cook-liang-zha-zhu", "lee-chu-zhu"):
        before = super_efficiency(extreme, rts="vrs", infeasible=method).te
        np.testing.assert_allclose(super_efficiency(scaled, rts="vrs", infeasible=method).te, before, rtol=1e-8)


def test_what_cannot_be_adjusted_is_still_reported(panel_of):
    """U1 alone has an output, U0 alone needs none of an input."""
    panel = panel_of([[0.0, 1.0], [1.0, 1.0], [2.0, 2.0]], [[1.0, 0.0], [1.0, 2.0], [1.0, 0.0]])
    with pytest.warns(SolveWarning, match="infeasible"):
        result = super_efficiency(panel, rts="vrs", infeasible="cook-liang-zha-zhu")
    assert result.status[:2].tolist() == ["infeasible", "infeasible"]
    assert np.isnan(result.te[:2]).all()


def test_under_constant_returns_nothing_needs_adjusting(extreme):
    adjusted = super_efficiency(extreme, infeasible="lee-chu-zhu")
    np.testing.assert_array_equal(adjusted.te, super_efficiency(extreme).te)
    assert adjusted.parts["adjusted"].sum() == 0
    assert "adjusted" in adjusted.to_frame()


def test_a_wrong_way_is_named(extreme):
    with pytest.raises(OptionError, match="infeasible"):
        super_efficiency(extreme, infeasible="ignore")


def test_units_that_were_adjusted_are_not_counted_infeasible(panel_of):
    panel = panel_of([1.0, 2.0, 3.0], [1.0, 3.0, 4.0])
    result = super_efficiency(panel, rts="vrs", infeasible="cook-liang-zha-zhu")
    assert (result.status == "optimal").all()
    assert result.diagnostics["adjusted"] == 1
    assert result.diagnostics["infeasible"] == 0
