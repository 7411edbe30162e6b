"""``farrell dea --model`` of models that look inside units."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from farrell.cli.main import app
from farrell.errors import OptionError

DATA = Path(__file__).parents[2] / "golden" / "cases" / "kao_hwang2008-two-stage" / "data.csv"
ROLES = ("--unit", "dmu", "--inputs", "x1,x2", "--intermediates", "z1,z2", "--outputs", "y1,y2")
GRAPH = 'graph={nodes={a={inputs=["x1","x2"]},b={outputs=["y1","y2"]}},links=[{from="a",to="b",columns=["z1","z2"]}]}'
pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")


def ran(*words):
    return CliRunner().invoke(app, ["dea", str(DATA), *ROLES, *words])


def test_two_stages_from_the_command_line():
    done = ran("--model", "two_stage")
    assert done.exit_code == 0, done.output
    frame = pd.read_csv(io.StringIO(done.stdout))
    np.testing.assert_allclose(frame["te_stage1"] * frame["te_stage2"], frame["te"], atol=1e-9)


def test_a_graph_from_the_command_line():
    done = ran("--model", "network_sbm", "--set", GRAPH)
    assert done.exit_code == 0, done.output
    assert {"te_a", "te_b", "target_z1"} <= set(pd.read_csv(io.StringIO(done.stdout)).columns)


def test_a_fault_of_the_graph_is_said():
    done = ran("--model", "network_sbm", "--set", GRAPH.replace('"z2"', '"z3"'))
    assert isinstance(done.exception, OptionError)
    assert done.exception.code == "graph-column"
