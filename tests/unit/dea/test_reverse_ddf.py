"""Reverse directional distances: score and target are the base measure's own."""

from __future__ import annotations

import numpy as np
import pytest

import farrell
from farrell import DataError, OptionError
from farrell.dea.nonradial_ddf import modified_ddf
from farrell.dea.reverse_ddf import reverse_ddf

CERTIFIED = 1e-8


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(13)
    return panel_of(np.exp(random.normal(0, 1, (18, 2))), np.exp(random.normal(0, 1, (18, 2))))


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "fdh"])
def test_the_enhanced_russell_graph_measure_comes_back(lognormal, rts, orientation):
    base = farrell.sbm(lognormal, rts=rts, orientation=orientation)
    result = reverse_ddf(lognormal, rts=rts, orientation=orientation)
    np.testing.assert_allclose(result.score, 1 - base.te, atol=CERTIFIED)
    moved = result.score > CERTIFIED
    if orientation != "output":
        np.testing.assert_allclose((lognormal.X - result.radial_in)[moved], base.target_in[moved], atol=1e-7)
    if orientation != "input":
        np.testing.assert_allclose((lognormal.Y + result.radial_out)[moved], base.target_out[moved], atol=1e-7)
    still = {"input": result.parts["direction_out"], "output": result.parts["direction_in"]}.get(orientation)
    assert still is None or not still.any()


@pytest.mark.parametrize("rts", ["crs", "vrs", "fdh"])
@pytest.mark.parametrize("way", ["observed", "ones", "mean"])
def test_the_modified_distance_comes_back_with_its_target(lognormal, rts, way):
    directions = {"direction_inputs": way, "direction_outputs": way}
    base = modified_ddf(lognormal, rts=rts, **directions)
    result = reverse_ddf(lognormal, rts=rts, measure="mddf", **directions)
    np.testing.assert_allclose(result.score, base.score, atol=CERTIFIED)
    moved = base.score > CERTIFIED
    np.testing.assert_allclose(result.radial_in[moved], base.radial_in[moved], atol=1e-7)
    np.testing.assert_allclose(result.radial_out[moved], base.radial_out[moved], atol=1e-7)


def test_pastor_ruiz_sirvent_example(panel_of):
    panel = panel_of([2, 4, 8, 12, 6, 14, 14, 9.412], [1, 5, 8, 9, 3, 7, 9, 2.353])
    result = reverse_ddf(panel)
    np.testing.assert_allclose(result.score, [0, 0, 0, 0, 0.6, 11 / 21, 1 / 7, 0.8], atol=CERTIFIED)
    # unit 7 moves its input alone, from 14 to 12
    np.testing.assert_allclose(result.parts["direction_in"][6], [14.0], rtol=1e-6)
    np.testing.assert_allclose(result.parts["direction_out"][6], [0.0], atol=1e-6)


def test_units_without_inefficiency_have_ones_and_show_their_slack(panel_of):
    panel = panel_of([[1.0, 1.0], [2.0, 2.0], [1.5, 1.0]], [[1.0, 1.0], [2.0, 2.0], [1.0, 0.5]])
    result = reverse_ddf(panel, measure="mddf")
    np.testing.assert_allclose(result.score, 0.0, atol=CERTIFIED)
    np.testing.assert_allclose(result.parts["direction_in"], 1.0)
    np.testing.assert_allclose(result.slack_in[2], [0.5, 0], atol=CERTIFIED)
    np.testing.assert_allclose(result.slack_out[2], [0, 0.5], atol=CERTIFIED)
    # the slacks-based measure sees this unit's slack, so it has none left
    seen = reverse_ddf(panel)
    assert seen.score[2] > 0.1
    np.testing.assert_allclose(seen.slack_in, 0.0, atol=CERTIFIED)


def test_points_beyond_the_reference_keep_the_status_of_the_measure(panel_of):
    panel = panel_of([2.0, 4.0, 1.0], [2.0, 4.0, 2.0], units=["a", "b", "c"])
    for measure in ("erg", "mddf"):
        with pytest.warns(farrell.SolveWarning, match="reverse_ddf.*c"):
            result = reverse_ddf(panel, measure=measure, reference=["a", "b"])
        assert result.status.tolist() == ["optimal", "optimal", "infeasible"]


def test_wrong_options_are_named(lognormal, panel_of):
    with pytest.raises(OptionError, match="measure"):
        reverse_ddf(lognormal, measure="ram")
    with pytest.raises(OptionError, match="mddf"):
        reverse_ddf(lognormal, direction_inputs="ones")
    with pytest.raises(OptionError, match="orientation"):
        reverse_ddf(lognormal, measure="mddf", orientation="input")
    with pytest.raises(OptionError, match="undesirable"):
        reverse_ddf(panel_of([[1.0]] * 2, [[1.0], [2.0]], bad=[[1.0], [1.0]]))
    with pytest.raises(DataError, match="x0"):
        reverse_ddf(panel_of([0.0, 1.0], [1.0, 2.0]))
