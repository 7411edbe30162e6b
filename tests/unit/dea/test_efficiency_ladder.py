"""The efficiency ladder: every removal tried, a case worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

import farrell
from farrell import DataError, OptionError
from farrell.dea.efficiency_ladder import efficiency_ladder

CERTIFIED = 1e-9


@pytest.fixture(scope="module")
def lognormal(panel_of):
    random = np.random.default_rng(8)
    return panel_of(np.exp(random.normal(0, 1, (25, 2))), np.exp(random.normal(0, 1, (25, 2))))


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_each_step_takes_away_the_unit_whose_absence_helps_most(lognormal, panel_of, rts, orientation):
    scores = farrell.dea(lognormal, rts=rts, orientation=orientation).te
    unit = int(np.argsort(scores)[3])
    ladder = efficiency_ladder(lognormal, lognormal.unit_at(unit), rts=rts, orientation=orientation)
    assert ladder.te[0] == pytest.approx(scores[unit], abs=CERTIFIED)
    assert ladder.te[-1] == pytest.approx(1.0, abs=1e-6)
    assert ladder.status == "efficient"
    assert len(ladder.removed) == len(ladder.te) - 1
    left = list(range(len(lognormal)))
    for step, away in enumerate(ladder.removed[:2]):
        without = {}
        for other in (j for j in left if j != unit):
            rest = [unit, *(j for j in left if j not in (unit, other))]
            panel = panel_of(lognormal.X[rest], lognormal.Y[rest])
            without[lognormal.unit_at(other)] = farrell.dea(panel, rts=rts, orientation=orientation).te[0]
        most = max(without.values())
        assert ladder.te[step + 1] == pytest.approx(most, abs=CERTIFIED)
        assert without[away] == pytest.approx(most, abs=CERTIFIED)
        left.remove(lognormal.units.index(away))


def test_worked_by_hand(panel_of):
    panel = panel_of([1.0, 2.0, 3.0, 6.0], [1.0, 1.0, 1.0, 1.0], units=["A", "B", "C", "D"])
    ladder = efficiency_ladder(panel, "D")
    np.testing.assert_allclose(ladder.te, [1 / 6, 2 / 6, 3 / 6, 1], atol=CERTIFIED)
    assert ladder.removed == ("A", "B", "C")
    out = efficiency_ladder(panel, "D", rts="crs", orientation="output")
    np.testing.assert_allclose(out.score, [6, 3, 2, 1], atol=CERTIFIED)
    frame = ladder.to_frame()
    assert list(frame["removed"])[:3] == ["A", "B", "C"]
    assert "3 peer(s) removed" in ladder.summary()
    assert "<table" in ladder._repr_html_()


def test_an_efficient_unit_has_one_step_and_ties_go_by_order(panel_of):
    panel = panel_of([1.0, 1.0, 2.0], [1.0, 1.0, 1.0])
    assert len(efficiency_ladder(panel, "U0").te) == 1
    ladder = efficiency_ladder(panel, "U2")
    np.testing.assert_allclose(ladder.te, [0.5, 0.5, 1.0], atol=CERTIFIED)


def test_periods_and_other_references(panel_of):
    panel = panel_of([1.0, 4.0, 2.0, 4.0], np.ones(4), units=["A", "B", "A", "B"], periods=[2019, 2019, 2020, 2020])
    np.testing.assert_allclose(efficiency_ladder(panel, "B", period=2020).te, [0.5, 1], atol=CERTIFIED)
    pooled = efficiency_ladder(panel, "B", period=2020, reference="pooled")
    assert pooled.removed == ("A", "A")
    assert pooled.removed_periods == (2019, 2020)
    with pytest.raises(OptionError, match="B"):
        efficiency_ladder(panel, "B")


def test_it_ends_where_nothing_is_left_to_compare_with(panel_of):
    panel = panel_of([1.0, 2.0], [1.0, 1.0])
    ladder = efficiency_ladder(panel, "U1", reference=["U0"])
    assert ladder.status == "infeasible"
    np.testing.assert_allclose(ladder.te, [0.5, np.nan], atol=CERTIFIED)
    assert ladder.removed == ("U0",)


def test_wrong_options_are_named(lognormal, panel_of):
    with pytest.raises(OptionError, match="U99"):
        efficiency_ladder(lognormal, "U99")
    with pytest.raises(OptionError, match="rts"):
        efficiency_ladder(lognormal, "U1", rts="fdh")
    with pytest.raises(DataError):
        efficiency_ladder(panel_of([-1.0, 1.0], [1.0, 1.0]), "U0")
