"""Coelli (1996), A Guide to DEAP Version 2.1, CEPA Working Paper 96/08: the printed outputs of its examples."""

import numpy as np
import pytest

from farrell import dea, malmquist, scale_efficiency

PRINTED = 5.0e-4 + 1e-9
"""DEAP prints three decimals: half a unit of the last one, and float64's share."""

GUIDE = "Coelli-1996-CEPA-WP-96-08"
EG1_X, EG1_Y = [[2, 5], [2, 4], [6, 6], [3, 2], [6, 2]], [1, 2, 3, 1, 2]
EG2_X, EG2_Y = [2, 4, 3, 5, 6], [1, 2, 3, 4, 5]
EG4_X = [2, 4, 3, 5, 6, 2, 4, 3, 5, 5, 2, 4, 3, 5, 5]
EG4_Y = [1, 2, 3, 4, 5, 1, 3, 4, 3, 5, 1, 3, 4, 3, 5]


@pytest.fixture(scope="module", params=["input", "output"])
def eg4(panel_of, request):
    panel = panel_of(EG4_X, EG4_Y, units=list("12345") * 3, periods=[1] * 5 + [2] * 5 + [3] * 5)
    return malmquist(panel, orientation=request.param, decomposition="fgnz")


@pytest.mark.parametrize("source", [f"{GUIDE} EG1 crs input"])
def test_eg1_technical_efficiency_and_slack_are_those_printed(panel_of, source):
    result = dea(panel_of(EG1_X, EG1_Y, units=list("12345")), rts="crs")
    np.testing.assert_allclose(result.te, [0.5, 1, 0.833, 0.714, 1], rtol=0, atol=PRINTED)
    np.testing.assert_allclose(result.slack_in, [[0, 0.5], [0, 0], [0, 0], [0, 0], [0, 0]], rtol=0, atol=PRINTED)
    assert result.peers("1") == pytest.approx({"2": 0.5}, abs=PRINTED)
    assert result.peers("3") == pytest.approx({"2": 1.0, "5": 0.5}, abs=PRINTED)
    assert result.peers("4") == pytest.approx({"2": 0.214, "5": 0.286}, abs=PRINTED)


@pytest.mark.parametrize("source", [f"{GUIDE} EG2 vrs input"])
def test_eg2_scale_efficiency_table_is_that_printed(panel_of, source):
    result = scale_efficiency(panel_of(EG2_X, EG2_Y, units=list("12345")))
    np.testing.assert_allclose(result.te_crs, [0.5, 0.5, 1, 0.8, 0.833], rtol=0, atol=PRINTED)
    np.testing.assert_allclose(result.te_vrs, [1, 0.625, 1, 0.9, 1], rtol=0, atol=PRINTED)
    np.testing.assert_allclose(result.se, [0.5, 0.8, 1, 0.889, 0.833], rtol=0, atol=PRINTED)
    assert result.scale_status.tolist() == ["irs", "irs", "crs", "drs", "drs"]
    means = [result.te_crs.mean(), result.te_vrs.mean(), result.se.mean()]
    np.testing.assert_allclose(means, [0.727, 0.905, 0.804], rtol=0, atol=PRINTED)


@pytest.mark.parametrize("source", [f"{GUIDE} EG4 year 2"])
def test_eg4_second_year_is_that_printed(eg4, source):
    year2 = slice(0, 5)
    if eg4.settings["orientation"] == "output":  # the guide's; pech and sech depend on it, their product does not
        means = eg4.means("interval").iloc[0]
        assert means["pech"] == pytest.approx(0.955, abs=PRINTED)
        assert means["sech"] == pytest.approx(0.883, abs=PRINTED)
    np.testing.assert_allclose(eg4.effch[year2], [0.750, 1.125, 1.000, 0.5625, 0.900], rtol=0, atol=PRINTED)
    np.testing.assert_allclose(eg4.techch[year2], 1.333, rtol=0, atol=PRINTED)
    means = eg4.means("interval").iloc[0]
    assert [means["effch"], means["techch"], means["tfpch"]] == pytest.approx([0.844, 1.333, 1.125], abs=PRINTED)


@pytest.mark.parametrize("source", [f"{GUIDE} EG4 year 3"])
def test_eg4_third_year_repeats_the_second_so_nothing_changes(eg4, source):
    for name in ("effch", "techch", "pech", "sech", "tfpch"):
        np.testing.assert_allclose(getattr(eg4, name)[5:], 1.0, rtol=0, atol=PRINTED)


@pytest.mark.parametrize("source", [f"{GUIDE} EG4 means: square roots of year 2's, as year 3 is all 1"])
def test_eg4_overall_means_follow_from_the_two_years(eg4, source):
    overall, second = eg4.means("overall").iloc[0], eg4.means("interval").iloc[0]
    for name in ("effch", "techch", "pech", "sech", "tfpch"):
        assert overall[name] == pytest.approx(np.sqrt(second[name]), rel=1e-12)
