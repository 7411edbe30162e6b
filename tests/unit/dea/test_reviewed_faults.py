"""Faults that reviews found, each with the answer it must get."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from farrell import OptionError, dea, malmquist, multiplier, score_range, super_efficiency
from farrell.data import Panel

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")


def test_a_reference_panel_with_other_data_under_the_same_names_holds_other_units(panel_of) -> None:
    before = panel_of([2, 4, 5, 8], [1, 2, 2, 3])
    after = panel_of([1, 4, 5, 8], [1, 2, 2, 3])
    result = dea(after, rts="crs", reference=before)
    assert result.te[0] == pytest.approx(2.0)
    assert result.efficiency[0] == "beyond"
    assert dea(before, rts="crs", reference=before).te.max() == 1.0


def test_a_reference_can_be_a_list_of_units(panel_of) -> None:
    panel = panel_of([2, 4, 5, 8], [1, 2, 3, 3])
    chosen = dea(panel, rts="crs", reference=["U0", "U1"])
    same = dea(panel, rts="crs", reference=panel.select(units=["U0", "U1"]))
    np.testing.assert_allclose(chosen.te, same.te)
    assert chosen.te[2] > 1
    for wrong in (["nobody"], [], np.array([True, False]), pd.DataFrame()):
        with pytest.raises(OptionError):
            dea(panel, reference=wrong)


def test_a_frame_is_no_panel() -> None:
    with pytest.raises(OptionError, match="not a Panel"):
        dea(pd.DataFrame({"x": [1]}))


@pytest.mark.parametrize("value", ["no", 1, None])
def test_second_phase_is_yes_or_no(panel_of, value) -> None:
    with pytest.raises(OptionError):
        dea(panel_of([1, 2], [1, 2]), second_phase=value)


@pytest.mark.parametrize("base", [1e7, 1e8, 1e9])
def test_a_nearly_constant_output_changes_no_certificate(panel_of, base) -> None:
    X, Y = [0.5, 1.0, 0.74, 1.0], base + np.array([0.0, 1.0, 0.5, 0.5])
    assert dea(panel_of(X, Y), second_phase=False).te[3] == pytest.approx(0.74, rel=1e-9)


def test_without_any_input_everything_is_undefined(panel_of) -> None:
    panel = panel_of([[1, 2], [2, 1], [0, 0]], [1, 2, 1])
    result = dea(panel, rts="vrs")
    assert result.status[2] == "undefined"
    for array in (result.score, result.omega, result.v[:, 0], result.u[:, 0], result.target_in[:, 0]):
        assert np.isnan(array[2])
    prices = multiplier(panel, rts="vrs")
    assert prices.status[2] == "undefined"
    assert np.isnan(prices.objective[2])


def test_beyond_a_foreign_frontier_the_multiplier_program_is_unbounded(panel_of) -> None:
    panel = panel_of([1, 2, 3], [1, 2, 9])
    assert multiplier(panel, rts="vrs", reference=panel.select(units=["U0", "U1"])).status[2] == "unbounded"


def test_a_score_range_reaches_zero_where_an_output_may_be_zero(panel_of) -> None:
    panel = panel_of([1, 2, 3, 4], [1, 3, 4, 5], precision={"y0": 2})
    for orientation in ("input", "output"):
        found = score_range(panel, rts="crs", orientation=orientation)
        assert found.low[0] == 0.0
        assert (found.high >= found.low).all()


def test_efficient_units_are_their_own_peers_to_the_tolerance(panel_of) -> None:
    result = dea(panel_of([1.0, 1.0 + 5e-7, 2.0], [1.0, 1.0, 1.5]), rts="crs")
    assert result.peers("U1") == {"U1": 1.0}


def test_results_answer_to_the_words_of_the_field(panel_of) -> None:
    result = dea(panel_of([[2, 5], [2, 4], [6, 6], [3, 2], [6, 2]], [1, 2, 3, 1, 2]), rts="crs")
    assert result.theta.tolist() == result.scores.tolist() == result.score.tolist()
    assert np.isnan(result.phi).all()
    assert result.slacks.loc[("U0", "all"), "x1"] == pytest.approx(0.5)
    moved = result.radial_move + result.slacks
    np.testing.assert_allclose(result.panel.X - moved[["x0", "x1"]], result.targets[["x0", "x1"]])
    np.testing.assert_allclose(result.redundancy_amount / result.panel.X, result.redundancy)
    value = (result.multipliers[["y0"]].to_numpy() * result.panel.Y).sum(axis=1)
    np.testing.assert_allclose(value + result.omega, result.theta)
    assert result.shortfall_amount.shape == (5, 1)


def test_nothing_of_a_result_can_be_changed(panel_of) -> None:
    panel = panel_of([1, 2], [1, 2])
    result = dea(panel)
    with pytest.raises(TypeError):
        panel.numbers["x0"] = np.zeros(2)
    with pytest.raises(TypeError):
        result.settings["rts"] = "crs"
    with pytest.raises(ValueError, match="read-only"):
        result.te[0] = 2.0
    again = pickle.loads(pickle.dumps(result))
    assert again.te.tolist() == result.te.tolist()
    assert isinstance(again.panel, Panel)


def test_only_whole_frontiers_leave_units_out(panel_of) -> None:
    panel = panel_of([1, 2] * 2, [1, 2] * 2, units=["A", "B"] * 2, periods=[1, 1, 2, 2])
    for model in (super_efficiency, score_range):
        with pytest.raises(OptionError):
            model(panel, reference=1)


def test_a_unit_absent_at_first_has_no_cumulative_index(panel_of) -> None:
    panel = panel_of([1, 2, 1, 2, 3], [1, 2, 2, 2, 3], units=list("ABABC"), periods=[1, 1, 2, 2, 2])
    frame = malmquist(panel).cumulative().set_index(["unit", "period"])
    assert frame.loc[("A", 1), "tfpch"] == 1.0
    assert np.isnan(frame.loc[("C", 1), "tfpch"])
    fglr = malmquist(panel, rts="vrs").cumulative()
    assert "pech" not in fglr


def test_names_with_a_bar_group_as_they_are(panel_of) -> None:
    panel = panel_of([1, 2] * 2, [1, 2] * 2, units=["A", "B"] * 2, periods=[1, 1, 2, 2])
    means = malmquist(panel).means([("R|0", "x"), ("S", "x")])
    assert means["group"].tolist() == [("R|0", "x"), ("S", "x")]


def test_multipliers_price_the_evaluated_side_at_one_whatever_epsilon(panel_of) -> None:
    panel = panel_of([1, 2, 3], [4, 4, 1])
    assert multiplier(panel, orientation="output", epsilon=0.3).status.tolist() == [
        "infeasible",
        "infeasible",
        "optimal",
    ]
    for epsilon in (0.0, 0.01, 0.1, 0.25):
        for rts in ("crs", "vrs"):
            for orientation in ("input", "output"):
                result = multiplier(panel, rts=rts, orientation=orientation, epsilon=epsilon)
                ok = result.status == "optimal"
                priced = result.virtual_inputs if orientation == "input" else result.virtual_outputs
                np.testing.assert_allclose(priced.sum(axis=1)[ok], 1.0, rtol=1e-9)
                assert (result.u[ok] >= epsilon).all()
                assert (result.v[ok] >= epsilon).all()


def test_a_score_stands_though_its_slacks_have_no_bound(panel_of) -> None:
    panel = panel_of([[1, 4], [2, 4], [0, 0]], [1, 1, 3])
    result = dea(panel, rts="crs", orientation="output", second_phase=True)
    plain = dea(panel, rts="crs", orientation="output", second_phase=False)
    np.testing.assert_array_equal(result.status, plain.status)
    panel = panel_of([1, 2, 0], [[4, 1], [4, 1], [0, 3]])
    result = dea(panel, rts="crs", orientation="output")
    assert result.te[:2] == pytest.approx([1.0, 0.5])
    assert np.isnan(result.slack_out[:2]).any(axis=1).all()
    assert result.efficiency.tolist()[:2] == ["frontier", "inefficient"]
