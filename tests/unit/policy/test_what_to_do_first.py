"""Diagnoses: parts that add up, solved by hand, and the order of action."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import farrell


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_parts_add_up_to_the_gap_and_are_those_of_the_models(china, orientation):
    found = farrell.diagnose(china, 2023, orientation=orientation)
    panel = china.select(periods=[2023])
    vrs = farrell.dea(panel, rts="vrs", orientation=orientation)
    sign = np.r_[np.ones(3), -np.ones(2)]
    assert found.actual - sign * (found.technical + found.scale) == pytest.approx(found.target, rel=1e-9)
    assert found.technical[:, :3] == pytest.approx(panel.X - vrs.target_in, abs=1e-6)
    assert found.technical[:, 3:] == pytest.approx(vrs.target_out - panel.Y, abs=1e-6)
    for part in (found.radial, found.slack, found.scale):
        assert (part >= -1e-6 * found.actual).all()
    ends = panel.with_numbers(dict(zip(found.columns, found.target.T, strict=True)))
    crs = farrell.dea(ends, rts="crs", orientation=orientation, reference=panel)
    assert crs.te == pytest.approx(np.ones(31), abs=1e-7)
    assert np.abs(crs.slacks.to_numpy() / found.target).max() <= 1e-6
    assert found.se == pytest.approx(found.te_crs / found.te_vrs)


def test_a_unit_solved_by_hand():
    """Frontier A (1, 1), B (3, 4), D (6, 5). C uses 6 to make 2.5: VRS input for 2.5 lies halfway A-B, at 2; CRS at
    B's ratio 4/3 is 1.875. So 4 is technical, all radial, 0.125 scale."""
    frame = pd.DataFrame({"u": list("ABCD"), "x": [1.0, 3, 6, 6], "y": [1.0, 4, 2.5, 5]})
    panel = farrell.Panel.from_frame(frame, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])
    found = farrell.diagnose(panel)
    row = found.to_frame().query("unit == 'C' and column == 'x'").iloc[0]
    assert (row.radial, row.slack, row.scale, row.target) == pytest.approx((4.0, 0.0, 0.125, 1.875))
    assert found.cause.tolist() == ["scale", "none", "technical", "scale"]
    assert found.scale_status.tolist() == ["irs", "crs", "irs", "drs"]
    assert found.actions("C") == [("x", pytest.approx(4.0))]


def test_the_largest_technical_share_comes_first(china):
    found = farrell.diagnose(china, 2023)
    share = found.technical / found.actual
    for k in range(31):
        acting = np.nonzero(found.order[k] > 0)[0]
        ranked = acting[np.argsort(found.order[k, acting])]
        assert sorted(found.order[k, acting]) == list(range(1, len(acting) + 1))
        technical = [j for j in ranked if share[k, j] >= 5e-4]
        assert list(ranked[: len(technical)]) == technical
        assert (np.diff(share[k, technical]) <= 1e-12).all()
    efficient = found.cause == "none"
    assert not found.order[efficient].any()


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_a_unit_without_a_score_has_no_place_in_the_order():
    frame = pd.DataFrame({"u": list("ABCD"), "x": [1.0, 2, 3, 2], "y": [1.0, 2, 2, 0]})
    panel = farrell.Panel.from_frame(frame, unit="u", inputs=["x"], outputs=["y"], allow=["few-units", "zero-unit"])
    found = farrell.diagnose(panel, orientation="output")
    lost = found.status != "optimal"
    assert lost.tolist() == [False, False, False, True]
    assert not found.order[lost].any()
    assert found.cause[3] == ""
