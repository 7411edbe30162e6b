"""The workbook of a plan takes any names of columns, and gives the transfers back by them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.policy.record import record
from farrell.report.names import Names
from farrell.report.plan_book import read_moves, sheets_of, write_plan_book

LONG = "beds of all hospitals and all clinics"


@pytest.fixture
def panel() -> farrell.Panel:
    rng = np.random.default_rng(3)
    columns = [f"{LONG} in towns", f"{LONG} in villages", "staff: [all]", "Settings"]
    frame = pd.DataFrame(rng.uniform(50, 150, (20, 4)), columns=columns)
    frame["visits"] = frame[columns].mean(axis=1) * rng.uniform(0.6, 1.0, 20)
    frame.insert(0, "unit", [f"U{number}" for number in range(20)])
    return farrell.Panel.from_frame(frame, unit="unit", inputs=columns, outputs=["visits"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_transfers_come_back_whatever_columns_are_called(panel, tmp_path: Path, language):
    plan = farrell.rebalance(panel, cap=0.2, extremes=False)
    names = Names(language, {}, provinces=False, regional=False)
    write_plan_book(record(plan), names, tmp_path / "plan.xlsx")
    moves = read_moves(tmp_path / "plan.xlsx", panel.roles.inputs)
    net = pd.DataFrame(plan.into - plan.out, index=plan.units, columns=panel.roles.inputs)
    assert (net.abs().sum() > 0).all()
    for column, found in moves.items():
        expected = net[column][net[column] != 0].to_dict()
        assert found == pytest.approx(expected)
    assert set(moves) == set(panel.roles.inputs)


def test_the_names_of_sheets_are_short_and_unlike():
    columns = ("x" * 40, "x" * 41, "X" * 42, "a/b", "a:b", "'quoted'", "''", "settings", "History")
    sheets = list(sheets_of(columns).values())
    assert len({name.casefold() for name in sheets}) == len(columns)
    assert max(map(len, sheets)) == 31
    assert not {"settings", "history", ""} & {name.casefold() for name in sheets}
    assert not set("[]:*?/\\'") & set("".join(sheets))
