"""Every score without each of its peers."""

import numpy as np
import pytest

import farrell
from farrell import OptionError

pytestmark = pytest.mark.filterwarnings("ignore::farrell.SolveWarning")


def test_units_without_a_solution_are_named_once():
    panel = farrell.load("china-health").panel.select(periods=[2019])
    with pytest.warns(farrell.SolveWarning, match="infeasible") as caught:
        result = farrell.leave_one_out(panel)
    assert len(caught) == 1
    lost = {panel.unit_at(r) for r in result.row[result.status == "infeasible"]}
    assert lost
    assert all(unit in str(caught[0].message) for unit in sorted(lost)[:1])


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("solver", ["highs", "kernel"])
def test_scores_are_those_of_a_panel_without_the_peer(rts, solver):
    panel = farrell.load("china-health").panel.select(periods=[2019])
    frame = farrell.leave_one_out(panel, rts=rts, solver=solver).to_frame()
    others = frame[frame.unit != frame.left_out]
    for peer, group in others.groupby("left_out"):
        rest = panel.select(units=[unit for unit in panel.units if unit != peer])
        te = dict(zip(rest.unit_labels, farrell.dea(rest, rts=rts).te, strict=True))
        np.testing.assert_allclose(group.te_without, [te[unit] for unit in group.unit], rtol=1e-9)
        assert (group.change >= -1e-9).all()


def test_units_that_are_not_peers_change_nothing():
    panel = farrell.load("china-health").panel.select(periods=[2019])
    result = farrell.leave_one_out(panel)
    whole = dict(zip(panel.unit_labels, result.te, strict=True))
    bearing = {panel.unit_labels[r] for r in result.left_out}
    idle = next(unit for unit in panel.units if unit not in bearing)
    rest = panel.select(units=[unit for unit in panel.units if unit != idle])
    np.testing.assert_allclose(farrell.dea(rest).te, [whole[unit] for unit in rest.unit_labels], rtol=1e-9)


def test_a_unit_without_itself_is_its_super_efficiency():
    panel = farrell.load("china-health").panel.select(periods=[2019])
    frame = farrell.leave_one_out(panel, rts="crs").to_frame()
    own = frame[frame.unit == frame.left_out].set_index("unit").te_without
    above = farrell.super_efficiency(panel, rts="crs").to_frame().set_index("unit").te
    assert len(own) > 3
    np.testing.assert_allclose(own, above[own.index], rtol=1e-9)


def test_influence_counts_the_scores_of_others_only():
    panel = farrell.load("china-health").panel
    result = farrell.leave_one_out(panel)
    table = result.influence()
    frame = result.to_frame()
    assert table.scores.sum() == frame[frame.unit != frame.left_out].change.notna().sum()
    assert "largest" in result.summary()
    assert "scores without a peer" in repr(result)


def test_other_references_are_refused():
    with pytest.raises(OptionError):
        farrell.leave_one_out(farrell.load("china-health").panel, reference=2014)
