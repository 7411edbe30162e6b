"""Intervals: by hand, by the programs of the paper, by chance, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.data.checks import CODES
from farrell.dea.imprecise import interval_dea

CERTIFIED = 1e-8
ENDS = {"x": ["x_low", "x_high"], "y": ["y_low", "y_high"]}


@pytest.fixture(scope="module")
def intervals():
    random = np.random.default_rng(6)
    x, y = random.uniform(3, 9, 8), random.uniform(3, 9, 8)
    frame = pd.DataFrame(
        {"unit": list("ABCDEFGH"), "x": x, "y": y, "z": random.uniform(3, 9, 8), "x_low": x - 0.5, "x_high": x + 0.6,
         "y_low": y - 0.4, "y_high": y + 0.3}
    )  # fmt: skip
    return farrell.Panel.from_frame(
        frame, unit="unit", inputs=["x", "z"], outputs=["y"], companions=["x_low", "x_high", "y_low", "y_high"],
        allow=CODES,
    )  # fmt: skip


def test_despotis_and_smirlis_programs(intervals):
    result = interval_dea(intervals, intervals=ENDS)
    n = len(intervals)
    good = np.c_[intervals.numbers["x_low"], intervals.numbers["z"], intervals.numbers["y_high"]]
    bad = np.c_[intervals.numbers["x_high"], intervals.numbers["z"], intervals.numbers["y_low"]]
    for ends, own, others in ((result.high, good, bad), (result.low, bad, good)):
        for o in range(n):
            data = others.copy()
            data[o] = own[o]
            found = linprog(
                np.r_[0, 0, -data[o, 2]], A_ub=np.c_[-data[:, :2], data[:, 2]], b_ub=np.zeros(n),
                A_eq=[np.r_[data[o, :2], 0]], b_eq=[1],
            )  # fmt: skip
            assert ends[o] == pytest.approx(-found.fun, abs=CERTIFIED)


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_no_data_within_the_intervals_score_outside(intervals, rts, orientation, panel_of):
    result = interval_dea(intervals, intervals=ENDS, rts=rts, orientation=orientation)
    random = np.random.default_rng(0)
    for _ in range(10):
        drawn = {c: random.uniform(intervals.numbers[low], intervals.numbers[high]) for c, (low, high) in ENDS.items()}
        panel = panel_of(np.c_[drawn["x"], intervals.numbers["z"]], drawn["y"])
        te = farrell.dea(panel, rts=rts, orientation=orientation).te
        assert (te >= result.low - CERTIFIED).all() & (te <= result.high + CERTIFIED).all()


def test_classes_say_for_which_data_a_unit_is_efficient():
    frame = pd.DataFrame(
        {"u": list("ABC"), "x": [10.2, 10.5, 20], "low": [9.0, 10, 19], "high": [9.9, 11, 21], "y": 10.0}
    )
    panel = farrell.Panel.from_frame(
        frame, unit="u", inputs=["x"], outputs=["y"], companions=["low", "high"], allow=CODES
    )
    result = interval_dea(panel, intervals={"x": ["low", "high"]})
    assert result.classes.tolist() == ["E++", "E-", "E-"]
    wide = interval_dea(panel, intervals={"x": ["low", "x"]})
    assert wide.classes.tolist() == ["E+", "E+", "E-"]
    assert wide.to_frame()["class"].tolist() == wide.classes.tolist()
    assert "te_low" in wide.summary()


def test_it_agrees_with_the_declared_precision(panel_of):
    values = [10.0, 20.0, 14.0]
    declared = farrell.score_range(panel_of(values, [10, 10, 10], precision={"x0": 2.0}), rts="vrs")
    frame = pd.DataFrame({"u": list("ABC"), "x": values, "low": [9.0, 19, 13], "high": [11.0, 21, 15], "y": 10.0})
    panel = farrell.Panel.from_frame(
        frame, unit="u", inputs=["x"], outputs=["y"], companions=["low", "high"], allow=CODES
    )
    given = interval_dea(panel, intervals={"x": ["low", "high"]}, rts="vrs")
    np.testing.assert_allclose([given.low, given.high], [declared.low, declared.high], rtol=CERTIFIED)


def test_what_cannot_be_read_is_refused(intervals):
    strange = {"beds": ["x_low", "x_high"]}, {"x": ["x_low"]}, {"x": ["x_low", "nowhere"]}, {"x": "rank"}
    for wrong in ({}, ["x"], *strange):
        with pytest.raises(OptionError, match="intervals"):
            interval_dea(intervals, intervals=wrong)
    with pytest.raises(OptionError, match="grs"):
        interval_dea(intervals, intervals=ENDS, rts="grs")
    with pytest.raises(DataError, match="interval"):
        interval_dea(intervals, intervals={"x": ["x_high", "x_low"]})
