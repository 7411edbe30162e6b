"""What leaving out a unit, or some, does to scores, ranks and means."""

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import OptionError
from farrell.inference.ranks import EFFECTS, effects, ranks

pytestmark = pytest.mark.filterwarnings("ignore::farrell.SolveWarning")


@pytest.fixture(scope="module")
def panel():
    return farrell.load("china-health").panel.select(periods=[2022, 2023])


def small():
    """Under constant returns outputs per input are 2, 1, 1.5, 0.5: without A, C leads, and the ratios to 1.5 count."""
    df = pd.DataFrame({"u": list("ABCD"), "x": [1.0, 2.0, 4.0, 4.0], "y": [2.0, 2.0, 6.0, 2.0]})
    return farrell.Panel.from_frame(df, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])


def test_by_hand_without_the_leader():
    found = farrell.drop_units(small(), "A", rts="crs")
    frame = found.to_frame().set_index("unit")
    assert frame.te.round(9).to_dict() == {"B": 0.5, "C": 0.75, "D": 0.25}
    assert frame.te_without.round(9).to_dict() == {"B": round(1 / 1.5, 9), "C": 1.0, "D": round(0.5 / 1.5, 9)}
    assert frame["rank"].to_dict() == {"B": 2.0, "C": 1.0, "D": 3.0}  # among those that stay
    means = found.means().iloc[0]
    assert means[["mean", "mean_without"]].tolist() == pytest.approx([0.5, 2 / 3])
    assert (means.scores, means.ranks, means.kendall) == (3, 0, 1.0)
    assert means.largest == pytest.approx(0.25)


def test_ranks_that_change_are_counted_and_ties_share_their_rank():
    index = np.zeros(4, dtype=np.int64)
    before, after = np.array([0.9, 0.8, 0.7, np.nan]), np.array([0.9, 0.95, 0.7, np.nan])
    assert ranks(np.array([0.9, 0.5, 0.9, np.nan]), index)[:3].tolist() == [1.5, 3.0, 1.5]
    found = dict(zip(EFFECTS, effects(before, after, index, np.ones(4, dtype=bool)), strict=True))
    assert (found["scores"], found["ranks"], found["largest_rank"]) == (1, 2, 1.0)
    assert found["kendall"] == pytest.approx(1 / 3)  # 2 pairs of 3 keep their order
    assert found["change"] == pytest.approx(0.05)


def test_dropping_one_unit_is_leaving_it_out(panel):
    one = panel.select(periods=[2023])
    left = farrell.leave_one_out(one, rts="crs")
    table = left.by_unit().set_index("left_out")
    for unit in ("Zhejiang", "Tibet", "Hebei"):
        found = farrell.drop_units(one, unit, rts="crs")
        np.testing.assert_allclose(left.scores_without(unit), found.te_without, rtol=1e-9)
        means = found.means().iloc[0]
        for name in ("mean", "mean_without", "scores", "largest", "ranks", "largest_rank", "kendall"):
            assert table.loc[unit, name] == pytest.approx(means[name], abs=1e-9), (unit, name)


def test_by_unit_has_a_row_for_every_unit_period(panel):
    table = farrell.leave_one_out(panel).by_unit()
    assert len(table) == len(panel)
    idle = table[table.scores == 0]
    assert len(idle) > 0
    assert (idle.change.abs() < 1e-12).all()
    assert (idle.ranks == 0).all()


def test_several_units_leave_at_once_and_in_all_periods(panel):
    found = farrell.drop_units(panel, ["Tibet", "Shanghai"], reference="pooled")
    rest = panel.select(units=[u for u in panel.units if u not in ("Tibet", "Shanghai")])
    np.testing.assert_allclose(found.to_frame().te_without, farrell.dea(rest, reference="pooled").te, rtol=1e-9)
    assert len(found.means()) == 2
    assert np.isnan(found.te_without).sum() == 4
    assert "without Tibet, Shanghai" in found.summary()
    assert "without Tibet, Shanghai" in repr(found)
    assert "<table>" in found._repr_html_()


@pytest.mark.parametrize("units", ["Atlantis", [], list("ABCD")])
def test_nobody_everybody_and_strangers_are_refused(units):
    with pytest.raises(OptionError):
        farrell.drop_units(small(), units)


def test_a_unit_that_is_not_there_has_no_scores_without(panel):
    left = farrell.leave_one_out(panel)
    with pytest.raises(OptionError):
        left.scores_without("Atlantis")
