"""Super-efficiency, the screens for units that look too good, and ranges of scores."""

import numpy as np
import pytest

from farrell import SolveWarning, dea, score_range, screen, super_efficiency

CERTIFIED = 1e-9
"""Scores are certified to about 1e-10."""


def test_super_efficiency_known_by_hand(panel_of):
    result = super_efficiency(panel_of([1, 2, 4], [1, 1, 1]), rts="crs")
    np.testing.assert_allclose(result.te, [2.0, 0.5, 0.25], rtol=CERTIFIED)
    assert result.efficiency.tolist() == ["beyond", "inefficient", "inefficient"]
    assert np.isnan(result.slack_in).all()
    assert "U0" not in result.peers("U0")


def test_super_efficiency_equals_scoring_against_the_panel_of_others(panel_of):
    rng = np.random.default_rng(1)
    panel = panel_of(rng.integers(1, 30, (12, 2)), rng.integers(1, 30, (12, 2)))
    for way in ("input", "output"):
        result = super_efficiency(panel, rts="crs", orientation=way)
        for r, unit in enumerate(panel.units):
            others = panel.select(units=[u for u in panel.units if u != unit])
            alone = dea(panel.select(units=[unit]), rts="crs", orientation=way, reference=others)
            assert result.te[r] == pytest.approx(alone.te[0], rel=CERTIFIED)


def test_variable_returns_may_be_infeasible(panel_of):
    with pytest.warns(SolveWarning, match="U2") as caught:
        result = super_efficiency(panel_of([1, 2, 4], [1, 2, 3]), rts="vrs")
    assert len(caught) == 1
    assert result.status.tolist() == ["optimal", "optimal", "infeasible"]
    assert np.isnan(result.te[2])


def test_duplicates_hold_each_other_at_one(panel_of):
    result = super_efficiency(panel_of([1, 1, 2], [1, 1, 1]))
    np.testing.assert_allclose(result.te, [1, 1, 0.5], rtol=CERTIFIED)


def test_pooled_super_efficiency_leaves_out_one_unit_period_only(panel_of):
    panel = panel_of([1, 2, 1, 2], [1, 1, 1, 1], units="ABAB", periods=[1, 1, 2, 2])
    np.testing.assert_allclose(super_efficiency(panel, reference="pooled").te, [1, 0.5, 1, 0.5], rtol=CERTIFIED)
    np.testing.assert_allclose(super_efficiency(panel, reference="own").te, [2, 0.5, 2, 0.5], rtol=CERTIFIED)


def test_screen_finds_the_unit_everybody_is_measured_by(panel_of):
    rng = np.random.default_rng(2)
    X, Y = rng.uniform(10, 12, (12, 2)), rng.uniform(10, 12, 12)
    X[4] /= 10
    found = screen(panel_of(X, Y))
    assert {f.code for f in found.findings} == {"super-efficient", "peer-concentration"}
    assert {f.place.unit for f in found.findings} == {"U4"}
    assert found.super_efficiency[4] > 5
    assert found.peer_count[4] == 11
    assert found.peer_count.sum() == 11
    assert found.to_frame()["unit"].tolist() == [f"U{i}" for i in range(12)]
    assert all(f.text() for f in found.findings)


def test_screen_finds_too_many_efficient_units(panel_of):
    found = screen(panel_of([[1, 5], [2, 4], [3, 3], [4, 2]], [1, 1, 1, 1]), above=10)
    assert [f.code for f in found.findings] == ["many-efficient"]


def test_screen_is_quiet_where_super_efficiency_is_infeasible_and_where_nothing_stands_out(panel_of):
    found = screen(panel_of([1, 2, 4], [1, 2, 3]), rts="vrs")
    assert np.isnan(found.super_efficiency[2])
    level = screen(panel_of([10, 11, 12, 13, 14], [10, 10, 10, 10, 10]))
    assert [f.code for f in level.findings] == ["peer-concentration"]


def test_screen_names_the_period(panel_of):
    panel = panel_of([10, 11, 12, 1, 11, 12], [10] * 6, units="ABCABC", periods=[1, 1, 1, 2, 2, 2])
    found = [f for f in screen(panel).findings if f.code == "super-efficient"]
    assert [(f.place.unit, f.place.period) for f in found] == [("A", 2)]


def test_score_range_known_by_hand(panel_of):
    panel = panel_of([10, 20], [10, 10], precision={"x0": 2.0})
    ends = score_range(panel, rts="crs")
    np.testing.assert_allclose(ends.low, [1.0, 9 / 21], rtol=CERTIFIED)
    np.testing.assert_allclose(ends.high, [1.0, 11 / 19], rtol=CERTIFIED)
    assert ends.to_frame()["te_low"].tolist() == ends.low.tolist()
    assert "ScoreRange" in repr(ends)


def test_score_range_of_truncated_periods_only(panel_of):
    precision = {"x0": {"step": 2.0, "kind": "truncated", "periods": [2]}}
    panel = panel_of([10, 20, 10, 20], [10] * 4, units="ABAB", periods=[1, 1, 2, 2], precision=precision)
    ends = score_range(panel, rts="crs")
    np.testing.assert_allclose(ends.low, [1, 0.5, 1, 10 / 22], rtol=CERTIFIED)
    np.testing.assert_allclose(ends.high, [1, 0.5, 1, 12 / 20], rtol=CERTIFIED)
