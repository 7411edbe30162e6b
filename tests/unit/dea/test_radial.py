"""farrell.dea: fields, peers, slacks, targets, classes, statuses, references."""

import numpy as np
import pytest

import farrell
from farrell import DataError, OptionError, SolveWarning, dea

CERTIFIED = 1e-9
"""Scores are certified to about 1e-10."""
EG1 = [[2, 5], [2, 4], [6, 6], [3, 2], [6, 2]], [1, 2, 3, 1, 2]


@pytest.fixture(scope="module")
def eg1(panel_of):
    """Coelli (1996), DEAP 2.1 guide, EG1."""
    return panel_of(*EG1, units="ABCDE")


def test_the_package_is_the_function(eg1):
    from farrell.dea import dea as function

    assert farrell.dea(eg1, rts="crs").te.tolist() == function(eg1, rts="crs").te.tolist()
    assert farrell.dea.scale_efficiency is farrell.scale_efficiency
    assert farrell.dea.radial.EFFICIENT == 1e-6


def test_result_fields_have_their_shapes_and_are_read_only(eg1):
    result = dea(eg1, rts="crs")
    for name, columns in {"slack_in": 2, "slack_out": 1, "target_in": 2, "target_out": 1, "v": 2, "u": 1}.items():
        assert getattr(result, name).shape == (5, columns)
        assert not getattr(result, name).flags.writeable
    for name in ("score", "te", "status", "efficiency", "omega"):
        assert getattr(result, name).shape == (5,)
        assert not getattr(result, name).flags.writeable
    assert result.settings["model"] == "dea"
    assert result.settings["reference"] == "own"
    assert result.diagnostics["programs"] == 5
    assert result.provenance["sha256"] == eg1.sha256
    assert result.reference_units == tuple("ABCDE")


def test_slack_target_redundancy_and_shortfall_fit_together(eg1):
    result = dea(eg1, rts="crs")
    np.testing.assert_allclose(result.radial_in[0], [1.0, 2.5], rtol=CERTIFIED)
    np.testing.assert_allclose(result.slack_in[0], [0.0, 0.5], atol=1e-12)
    np.testing.assert_allclose(result.target_in[0], [1.0, 2.0], rtol=CERTIFIED)
    np.testing.assert_allclose(result.redundancy[0], [0.5, 0.6], rtol=CERTIFIED)
    np.testing.assert_allclose(result.shortfall, 0.0, atol=1e-12)
    np.testing.assert_allclose(eg1.X - result.radial_in - result.slack_in, result.target_in, rtol=CERTIFIED)
    output = dea(eg1, rts="crs", orientation="output")
    np.testing.assert_allclose(output.shortfall[0], 1.0, rtol=CERTIFIED)
    np.testing.assert_allclose(eg1.Y + output.radial_out + output.slack_out, output.target_out, rtol=CERTIFIED)
    np.testing.assert_allclose(output.redundancy[0], [0.0, 0.2], atol=1e-12)


def test_shares_of_zero_are_missing(panel_of):
    result = dea(panel_of([[0, 2], [1, 1], [2, 2]], [[1, 0], [1, 1], [1, 1]]), rts="vrs")
    assert np.isnan(result.redundancy[0, 0])
    assert np.isnan(result.shortfall[0, 1])


def test_peers_name_units_and_intensities_largest_first(eg1):
    result = dea(eg1, rts="crs")
    assert list(result.peers("C")) == ["B", "E"]
    assert result.peers("C") == pytest.approx({"B": 1.0, "E": 0.5})
    assert result.peers("B") == {"B": 1.0}
    np.testing.assert_allclose(result.lambdas.sum(axis=1), [0.5, 1, 1.5, 0.5, 1], rtol=CERTIFIED)
    np.testing.assert_allclose(result.lambdas @ eg1.Y, result.target_out, rtol=CERTIFIED)


def test_peers_of_another_period_carry_it(panel_of):
    panel = panel_of([4, 4, 2, 4], [2, 4, 4, 4], units="ABAB", periods=[1, 1, 2, 2])
    result = dea(panel, rts="crs", reference="pooled")
    assert result.peers("A", 1) == pytest.approx({"A (2)": 0.5})
    assert list(result.peers("B", 2)) == ["A"]
    with pytest.raises(OptionError, match="C"):
        result.peers("C", 1)
    with pytest.raises(OptionError):
        result.peers("A")


def test_multipliers_give_the_score(eg1):
    for rts in ("crs", "vrs", "nirs", "ndrs"):
        result = dea(eg1, rts=rts)
        np.testing.assert_allclose((result.u * eg1.Y).sum(axis=1) + result.omega, result.score, rtol=CERTIFIED)
        np.testing.assert_allclose((result.v * eg1.X).sum(axis=1), 1.0, rtol=CERTIFIED)
        output = dea(eg1, rts=rts, orientation="output")
        np.testing.assert_allclose((output.v * eg1.X).sum(axis=1) + output.omega, output.score, rtol=CERTIFIED)
    np.testing.assert_allclose(dea(eg1, rts="crs").omega, 0.0, atol=1e-9)


def test_efficient_weakly_efficient_and_inefficient_units(panel_of):
    panel = panel_of([[1, 2], [1, 3], [2, 1], [2, 4]], [1, 1, 1, 1])
    result = dea(panel, rts="vrs")
    assert result.efficiency.tolist() == ["efficient", "weakly efficient", "efficient", "inefficient"]
    assert result.slack_in[1].tolist() == [0.0, 1.0]
    assert result.peers("U1") == {"U0": 1.0}
    assert result.peers("U0") == {"U0": 1.0}


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
def test_classes_do_not_depend_on_units_of_measurement(panel_of, size):
    """U1 makes none of the second output, U0 as much of all else and some of it."""
    result = dea(panel_of([1, 1, 2], [[1, size], [1, 0], [1, size]]), rts="vrs")
    assert result.efficiency.tolist() == ["efficient", "weakly efficient", "inefficient"]
    assert result.peers("U1") == {"U0": 1.0}


def test_without_second_phase_slacks_are_missing_and_targets_radial(eg1):
    result = dea(eg1, rts="crs", second_phase=False)
    assert np.isnan(result.slack_in).all()
    assert np.isnan(result.slack_out).all()
    np.testing.assert_allclose(result.target_in, eg1.X * result.te[:, None], rtol=CERTIFIED)
    assert result.efficiency[1] == "frontier"
    np.testing.assert_allclose(result.te, dea(eg1, rts="crs").te, rtol=CERTIFIED)


def test_mean_slack_weights_do_not_depend_on_units_of_measurement(panel_of):
    rng = np.random.default_rng(5)
    X, Y = rng.integers(1, 5, (30, 3)).astype(float), rng.integers(1, 5, (30, 2)).astype(float)
    scale_in, scale_out = np.array([1e-3, 1.0, 1e4]), np.array([1e5, 1e-2])
    plain = dea(panel_of(X, Y), slack_weights="mean")
    scaled = dea(panel_of(X * scale_in, Y * scale_out), slack_weights="mean")
    for result, unit_in, unit_out in ((plain, 1.0, 1.0), (scaled, scale_in, scale_out)):
        shares = np.hstack([result.slack_in / unit_in / X.mean(axis=0), result.slack_out / unit_out / Y.mean(axis=0)])
        if result is plain:
            total = shares.sum(axis=1)
        np.testing.assert_allclose(shares.sum(axis=1), total, rtol=1e-8, atol=1e-9)
    assert (total > 0).any()
    assert plain.efficiency.tolist() == scaled.efficiency.tolist()


def test_another_period_as_reference_may_be_infeasible_and_says_who(panel_of):
    panel = panel_of([2, 4, 3, 6], [1, 2, 3, 9], units="ABAB", periods=[2020, 2020, 2021, 2021])
    with pytest.warns(SolveWarning, match="infeasible.*B 2021|B 2021.*infeasible") as caught:
        result = dea(panel, rts="vrs", reference=2020)
    assert len(caught) == 1
    assert result.status.tolist() == ["optimal", "optimal", "infeasible", "infeasible"]
    assert np.isnan(result.te[2:]).all()
    assert np.isnan(result.target_in[2:]).all()
    assert np.isnan(result.slack_in[2:]).all()
    assert result.efficiency.tolist() == ["efficient", "efficient", "", ""]
    assert result.peers("B", 2021) == {}
    assert result.diagnostics["infeasible"] == 2


def test_units_beyond_the_reference_frontier_are_called_so(panel_of):
    panel = panel_of([2, 4, 1, 6], [1, 2, 2, 3], units="ABAB", periods=[1, 1, 2, 2])
    result = dea(panel, rts="crs", reference=1)
    np.testing.assert_allclose(result.te, [1, 1, 4, 1], rtol=CERTIFIED)
    assert result.efficiency[2] == "beyond"


def test_a_panel_as_reference(panel_of, eg1):
    best = eg1.select(units=["B", "E"])
    result = dea(eg1, rts="crs", reference=best)
    np.testing.assert_allclose(result.te, dea(eg1, rts="crs").te, rtol=CERTIFIED)
    assert result.reference_units == ("B", "E")
    with pytest.warns(SolveWarning, match="C"):
        outside = dea(eg1, rts="vrs", reference=best)
    assert outside.status[2] == "infeasible"
    assert np.isfinite(outside.te[[0, 1, 3, 4]]).all()
    with pytest.raises(OptionError):
        dea(eg1, reference=panel_of([1, 2], [1, 2]))


def test_a_unit_without_inputs_is_undefined(panel_of):
    panel = panel_of([[0, 0], [1, 2], [2, 2]], [1, 1, 1])
    with pytest.warns(SolveWarning, match="U0") as caught:
        result = dea(panel, rts="vrs")
    assert len(caught) == 1
    assert result.status.tolist() == ["undefined", "optimal", "optimal"]
    assert np.isnan(result.te[0])
    assert np.isnan(result.target_in[0]).all()
    assert result.peers("U0") == {}


def test_a_unit_without_outputs_has_no_finite_output_score(panel_of):
    panel = panel_of([1, 2, 2], [0, 1, 2])
    with pytest.warns(SolveWarning, match="U0"):
        result = dea(panel, rts="vrs", orientation="output")
    assert result.status[0] in ("unbounded", "undefined")
    assert np.isnan(result.te[0])
    np.testing.assert_allclose(result.te[1:], [0.5, 1.0], rtol=CERTIFIED)


def test_negative_outputs_do_not_matter_to_the_input_side_under_variable_returns(panel_of):
    rng = np.random.default_rng(7)
    X, Y = rng.lognormal(0, 0.6, (25, 2)), rng.normal(0, 3, (25, 2))
    signed, shifted = dea(panel_of(X, Y), rts="vrs"), dea(panel_of(X, Y + 50.0), rts="vrs")
    np.testing.assert_allclose(signed.te, shifted.te, rtol=1e-8)
    np.testing.assert_allclose(signed.slack_out.sum(axis=1), shifted.slack_out.sum(axis=1), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(signed.target_out + 50.0, shifted.target_out, rtol=1e-6)


def test_negative_inputs_do_not_matter_to_the_output_side_under_variable_returns(panel_of):
    rng = np.random.default_rng(8)
    X, Y = rng.normal(0, 3, (25, 2)), rng.lognormal(0, 0.6, (25, 2))
    signed = dea(panel_of(X, Y), rts="vrs", orientation="output")
    shifted = dea(panel_of(X + 50.0, Y), rts="vrs", orientation="output")
    np.testing.assert_allclose(signed.te, shifted.te, rtol=1e-8)


@pytest.mark.parametrize(("rts", "way"), [("vrs", "output"), ("crs", "input"), ("nirs", "input"), ("ndrs", "output")])
def test_negative_data_elsewhere_are_refused_with_their_place(panel_of, rts, way):
    with pytest.raises(DataError) as refused:
        dea(panel_of([1, 2, 3], [1, -2, 3]), rts=rts, orientation=way)
    assert refused.value.code == "negative"
    assert (refused.value.findings[0].place.unit, refused.value.findings[0].place.column) == ("U1", "y0")


def test_frame_summary_and_html_name_units(eg1):
    result = dea(eg1, rts="crs")
    frame = result.to_frame()
    assert frame["unit"].tolist() == list("ABCDE")
    assert frame["theta"].tolist() == result.score.tolist()
    assert "phi" in dea(eg1, rts="crs", orientation="output").to_frame()
    for text in (result.summary(), result._repr_html_()):
        assert all(unit in text for unit in "ABCDE")
    assert "2 efficient" in repr(result)


def test_a_result_without_any_score_can_be_shown(panel_of):
    panel = panel_of([2, 1], [1, 5], units="AA", periods=[1, 2]).select(periods=[2])
    old = panel_of([2], [1], units="A", periods=[1])
    with pytest.warns(SolveWarning):
        result = dea(panel, rts="vrs", reference=old)
    assert "infeasible" in result.summary()
    assert "nan" in repr(result).lower() or "–" in repr(result)
