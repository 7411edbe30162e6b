"""Cases of models by the name of their function: in the order of the data, with what they do not know refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

import farrell
from farrell.dea import models
from farrell.productivity import models as indices
from farrell.verification.run import RUNNERS, run_case

X, Y = [4.0, 2.0, 6.0, 3.0, 5.0], [2.0, 2.0, 5.0, 3.0, 5.0]
DATA = "dmu,year,x,y\n" + "".join(
    f"{unit},{year},{x + year % 2},{y}\n" for x, y, unit in zip(X, Y, "EBDAC", strict=True) for year in (2021, 2020)
)
"""Rows in no order, each unit's later year first."""
ROLES = {"dmu": "dmu", "period": "year", "inputs": ["x"], "outputs": ["y"]}


def test_every_model_of_the_registries_has_a_runner():
    assert {*models.MODULES, *indices.INDICES, *indices.OTHERS} <= set(RUNNERS)


def test_scores_stand_in_the_order_of_the_rows(write_case, tmp_path):
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")
    roles = {"unit": "dmu", "period": "year", "inputs": ["x"], "outputs": ["y"]}
    panel = farrell.read_panel(tmp_path / "data.csv", **roles, allow=farrell.data.checks.CODES)
    result = farrell.dea(panel, rts="vrs")
    te = result.te[np.argsort(panel.rows)].tolist()
    assert te != result.te.tolist(), "the rows are not in the panel's order"
    content = {"id": "order", "model": "dea", "options": {"rts": "vrs"}, "data": {"file": "data.csv", **ROLES}}
    for name, expected, outcome in (("right", te, "agree"), ("wrong", te[::-1], "disagree")):
        text = json.dumps({**content, "expected": {"te": expected}, "tolerance": {"abs": 1e-9}})
        assert run_case(write_case(name, data=DATA, text=text)).outcome == outcome


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"options": {"rts": "vrs", "direction": "up"}}, "option direction"),
        ({"options": {}, "expected": {"rho": [1.0]}}, "quantity rho"),
    ],
)
def test_what_a_model_does_not_know_is_unsupported(write_case, change, reason):
    result = run_case(write_case(model="dea", **change))
    assert (result.outcome, result.reason) == ("unsupported", reason)


def test_what_a_model_refuses_disagrees_with_its_message(write_case):
    result = run_case(write_case(model="dea", options={"rts": "many"}))
    assert result.outcome == "disagree"
    assert "many" in result.reason
