"""Whatever numbers a panel has, scores lie in their range or the unit has none and says why; nothing crashes."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from fuzzing import SIZES, fuzz
from hypothesis import strategies as st

import farrell
from farrell.data.checks import CODES

SCALES = [1e-150, 1e-100, 1e-12, 1e-6, 1.0, 1e6, 1e12, 1e100, 1e150]
ABOVE = 1e-6
"""What rounding may add to a score of one where a column spans hundreds of powers of ten."""
cell = st.builds(lambda v, scale: v * scale, st.floats(0.0, 1.0), st.sampled_from(SCALES)) | st.sampled_from(
    [0.0, 1.0, -1.0, 1 / 3, 5e-324, 1e308]
)
tables = st.integers(1, 3).flatmap(
    lambda columns: st.lists(st.lists(cell, min_size=columns + 1, max_size=columns + 1), min_size=2, max_size=7)
)


def scored(rows, solver, rts, orientation):
    frame = pd.DataFrame(rows, columns=[*(f"x{i}" for i in range(len(rows[0]) - 1)), "y"])
    frame.insert(0, "u", [f"U{i}" for i in range(len(rows))])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", farrell.FarrellWarning)
        try:
            panel = farrell.Panel.from_frame(
                frame, unit="u", inputs=list(frame.columns[1:-1]), outputs=["y"], allow=CODES
            )
            return farrell.dea(panel, rts=rts, orientation=orientation, solver=solver)
        except farrell.FarrellError:
            return None


@SIZES
def test_scores_are_in_range_or_refused(size):
    def check(rows, solver, rts, orientation):
        result = scored(rows, solver, rts, orientation)
        if result is None:
            return
        solved = result.status == "optimal"
        assert np.isnan(result.te[~solved]).all()
        assert (result.te[solved] >= 0).all()
        assert (result.te[solved] <= 1 + ABOVE).all()

    fuzz(
        check, size, 120,
        rows=tables, solver=st.sampled_from(["highs", "kernel"]), rts=st.sampled_from(["crs", "vrs", "nirs", "ndrs"]),
        orientation=st.sampled_from(["input", "output"]),
    )  # fmt: skip


@SIZES
def test_both_solvers_answer_alike(size):
    def check(rows, rts):
        one, other = (scored(rows, solver, rts, "input") for solver in ("highs", "kernel"))
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            both = (one.status == "optimal") & (other.status == "optimal")
            assert np.allclose(one.te[both], other.te[both], rtol=1e-6, atol=1e-9)

    fuzz(check, size, 60, rows=tables, rts=st.sampled_from(["crs", "vrs"]))


def test_numbers_too_far_apart_for_highs_end_no_process():
    """HiGHS refuses coefficients above 1e15, and crashed when it was asked on; found by the property above."""
    rows = [[111030775708.03624, 0.897281223447953, 1.0], [2.3320530035447412e-101, 0.0, 0.0]]
    for solver in ("highs", "kernel"):
        assert scored(rows, solver, "vrs", "input").te.tolist() == [1.0, 1.0]
