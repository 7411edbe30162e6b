"""Radii of stability: the class is kept within them, and changes beyond."""

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import OptionError

STEP = 1e-4


@pytest.fixture(scope="module")
def panel():
    return farrell.load("china-health").panel.select(periods=[2023])


def test_by_hand():
    """Outputs per input 1.5, 0.75, 0.8: A is 1.875 times the best other; B and C fall short by 1 / 2 and 7 / 15."""
    df = pd.DataFrame({"u": list("ABC"), "x": [2, 4, 5], "y": [3, 3, 4]})
    small = farrell.Panel.from_frame(df, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])
    found = farrell.stability_radii(small)
    assert found.efficient.tolist() == [True, False, False]
    assert found.own.tolist() == pytest.approx([0.875, 0.5, 7 / 15])
    assert found.others.tolist() == pytest.approx([7 / 15, 1.0, 0.875])
    assert found.both.tolist() == pytest.approx([0.875 / 2.875, 1 / 3, (7 / 15) / (23 / 15)])
    out = farrell.stability_radii(small, orientation="output")
    assert out.own.tolist() == pytest.approx(found.others.tolist())
    assert out.others.tolist() == pytest.approx(found.own.tolist())


def score(panel, unit, own, others, columns, rts, orientation):
    k = panel.units.index(unit)
    factor = np.full(len(panel), others)
    factor[k] = own
    df = panel.to_frame()
    df[list(columns)] = df[list(columns)].mul(factor, axis=0)
    moved = farrell.Panel.from_frame(
        df, unit="unit", period="period", inputs=panel.roles.inputs, outputs=panel.roles.outputs
    )
    return farrell.dea(moved, rts=rts, orientation=orientation).te[k]


@pytest.mark.filterwarnings("ignore::farrell.DataWarning")
@pytest.mark.parametrize("kind", ["own", "others", "both"])
@pytest.mark.parametrize(("rts", "orientation"), [("crs", "input"), ("crs", "output"), ("vrs", "input")])
def test_the_class_is_kept_within_and_changes_beyond(panel, kind, rts, orientation):
    """Solved again with the data moved by a little less and a little more than the radius."""
    found = farrell.stability_radii(panel, rts=rts, orientation=orientation)
    columns = panel.roles.inputs if orientation == "input" else panel.roles.outputs
    finite = np.isfinite(found.super_efficiency) & (found.own > 2 * STEP)
    for efficient in (True, False):
        for k in np.nonzero(finite & (found.efficient == efficient))[0][:2]:
            radius = getattr(found, kind)[k]
            for share, changes in ((radius - STEP, False), (radius + STEP, True)):
                worse = 1.0 if efficient == (orientation == "input") else -1.0
                own = 1.0 if kind == "others" else 1.0 + worse * share
                others = 1.0 if kind == "own" else 1.0 - worse * share
                te = score(panel, panel.units[k], own, others, columns, rts, orientation)
                assert (te >= 1 - 1e-9) == (efficient != changes), (panel.units[k], share)


@pytest.mark.parametrize(("orientation", "own", "others"), [("input", np.inf, 1.0), ("output", 1.0, np.inf)])
def test_a_unit_that_nothing_makes_inefficient(panel, orientation, own, others):
    found = farrell.stability_radii(panel, rts="vrs", orientation=orientation)
    lost = np.nonzero(np.isinf(found.super_efficiency))[0]
    assert len(lost)
    assert (found.own[lost] == own).all()
    assert (found.others[lost] == others).all()
    assert (found.both[lost] == 1.0).all()
    assert "units" in repr(found)
    assert "both" in found.summary()
    assert "<table>" in found._repr_html_()


def test_no_reference_but_own_and_pooled(panel):
    with pytest.raises(OptionError):
        farrell.stability_radii(panel, reference=2023)
