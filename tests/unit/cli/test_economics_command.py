"""Efficiency at prices from the command line, and DEAP's studies of costs."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from farrell.cli.main import app
from farrell.study import read_study

DATA = """unit,year,x,z,y,w,v,p
A,1,2,5,1,1,3,9
B,1,2,4,2,1,3,9
C,1,6,6,3,1,3,9
D,1,3,2,1,1,3,9
E,1,6,2,2,1,3,9
A,2,2,4,1,1,3,9
B,2,2,4,2,1,3,9
C,2,5,6,3,1,3,9
D,2,3,2,2,1,3,9
E,2,6,2,2,1,3,9
"""
ROLES = ("--unit", "unit", "--period", "year", "--inputs", "x,z", "--outputs", "y", "--allow", "few-units,constant")
PRICES = ("--input-prices", "w,v", "--output-prices", "p")


def ran(*words):
    return CliRunner().invoke(app, list(map(str, words)))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "d.csv"
    path.write_text(DATA, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("model", "options", "first"),
    [
        ("cost_efficiency", ("--rts", "crs"), [0.353, 0.857, 0.75, 0.667, 1.0]),
        ("profitability_efficiency", (), [0.353, 0.857, 0.75, 0.667, 1.0]),
        ("economic_inefficiency", ("--set", "side=profit", "--set", "measure=additive", "--set", "monetary=true"),
         [14.0, 2.0, 3.0, 6.0, 0.0]),
    ],
)  # fmt: skip
def test_a_model_at_prices_prints_its_parts(data, model, options, first):
    done = ran("dea", data, *ROLES, *PRICES, "--model", model, *options, "--json")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["rows"]
    assert [round(row["economic"], 3) for row in rows[:5]] == first
    assert {"allocative", "observed", "optimal"} <= set(rows[0])


def test_change_over_time_and_which_side_is_progress(data):
    done = ran("index", data, *ROLES, *PRICES, "--kind", "economic-change", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["settings"]["progress"] == "above 1"
    assert {"effch", "allocch", "econch"} <= set(told["rows"][0])
    lost = ran("index", data, *ROLES, *PRICES, "--kind", "economic-change", "--set", "side=profit",
               "--set", "measure=russell", "--json")  # fmt: skip
    assert json.loads(lost.stdout)["settings"]["progress"] == "above 0"


def test_prices_are_asked_for(data):
    refused = ran("dea", data, *ROLES, "--model", "cost_efficiency")
    assert refused.exit_code
    assert refused.exception.code == "needs-prices-of"


def test_a_study_of_costs_comes_from_deap(tmp_path):
    (tmp_path / "eg3.dta").write_text("1 2 5 1 3\n2 2 4 1 3\n3 6 6 1 3\n1 3 2 1 3\n2 6 2 1 3\n", encoding="ascii")
    values = ["eg3.dta", "eg3.out", 5, 1, 1, 2, 0, 0, 1]
    (tmp_path / "eg3.ins").write_text("".join(f"{value}  COMMENT\n" for value in values), encoding="ascii")
    done = ran("init", tmp_path / "eg3.ins", "--out", tmp_path / "study.toml")
    assert done.exit_code == 0, done.output
    written = tomllib.loads((tmp_path / "study.toml").read_text(encoding="utf-8"))
    assert [model["kind"] for model in written["model"]] == ["efficiency", "cost_efficiency"]
    assert written["data"]["input_prices"] == ["price of x1", "price of x2"]
    assert read_study(tmp_path / "study.toml").models[1].kind == "cost_efficiency"
    assert len(pd.read_csv(tmp_path / "eg3.csv")) == 5
