"""What a graph refuses, in words that name the node and the column."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import OptionError
from farrell.data.checks import CODES
from farrell.dea.network import Graph

GOOD = {
    "nodes": {"care": {"inputs": ["x0", "x1"]}, "health": {"inputs": ["x2"], "outputs": ["y0"]}},
    "links": [{"from": "care", "to": "health", "columns": ["z0", "z1"], "kind": "fixed"}],
}


@pytest.fixture(scope="module")
def panel():
    random = np.random.default_rng(3)
    names = ["x0", "x1", "x2", "z0", "z1", "y0"]
    frame = pd.DataFrame(np.exp(random.normal(0, 1, (8, 6))), columns=names).assign(unit=list("ABCDEFGH"))
    return farrell.Panel.from_frame(
        frame, unit="unit", inputs=names[:3], intermediates=names[3:5], outputs=["y0"], allow=CODES
    )


def changed(**parts):
    return {**GOOD, **parts}


def test_a_graph_is_read_and_told_alike():
    graph = Graph.of(GOOD)
    assert graph.names == ("care", "health")
    assert graph.leaving("care") == graph.entering("health") == ("z0", "z1")
    assert Graph.of(graph.to_dict()) == graph
    assert Graph.of(graph) is graph


@pytest.mark.parametrize(
    ("given", "code", "named"),
    [
        ("care -> health", "graph-part", "care -> health"),
        ({"nodes": {}}, "graph-empty", "nodes"),
        ({"nodes": ["care"]}, "graph-part", "graph.nodes"),
        (changed(edges=[]), "choice", "edges"),
        (changed(nodes={"care": {"input": ["x0"]}}), "choice", "input"),
        (changed(nodes={"care": {"inputs": 3}}), "graph-part", "graph.nodes.care.inputs"),
        (changed(links={"from": "care"}), "graph-part", "graph.links"),
        (changed(links=[{"from": "care", "to": "helth", "columns": ["z0"]}]), "choice", "health"),
        (changed(links=[{"from": "care", "to": "health", "columns": []}]), "graph-part", "graph.links[1].columns"),
        (changed(links=[{"from": "care", "to": "care", "columns": ["z0"]}]), "graph-loop", "care"),
        (
            changed(links=[{"from": "care", "to": "health", "columns": ["z0"], "kind": "as-input"}]),
            "choice",
            "graph.links[1].kind",
        ),
        (changed(links=[{"from": "care", "to": "health", "columns": ["x2"]}]), "graph-column-twice", "x2"),
    ],
)
def test_what_is_no_graph_is_refused(given, code, named):
    with pytest.raises(OptionError) as error:
        Graph.of(given)
    assert error.value.code == code
    assert named in str(error.value)


@pytest.mark.parametrize(
    ("nodes", "columns", "code", "named"),
    [
        ({"care": {"inputs": ["beds"]}, "health": {"outputs": ["y0"]}}, ["z0", "z1"], "graph-column", "care: beds"),
        ({"care": {"inputs": ["x0", "x1"]}, "health": {"outputs": ["y0"]}}, ["z0", "z1"], "graph-unused", "x2"),
        ({"care": {"inputs": ["x0", "x1", "x2"]}, "health": {"outputs": ["y0"]}}, ["z0"], "graph-unused", "z1"),
        (
            {"care": {"inputs": ["x0", "x1", "x2"]}, "health": {"outputs": ["y0"]}, "idle": {}},
            ["z0", "z1"],
            "graph-node-open",
            "idle",
        ),
    ],
)
def test_a_graph_and_a_panel_must_fit(panel, nodes, columns, code, named):
    graph = {"nodes": nodes, "links": [{"from": "care", "to": "health", "columns": columns}]}
    with pytest.raises(OptionError) as error:
        farrell.network_sbm(panel, graph=graph)
    assert error.value.code == code
    assert named in str(error.value)
    assert named.split(": ")[-1] in error.value.text("zh")


def test_circles_are_for_models_that_take_them(panel):
    graph = {
        "nodes": GOOD["nodes"],
        "links": [
            {"from": "care", "to": "health", "columns": ["z0"]},
            {"from": "health", "to": "care", "columns": ["z1"]},
        ],
    }
    with pytest.raises(OptionError, match="care, health") as error:
        farrell.series_system(panel, graph=graph)
    assert error.value.code == "graph-cycle"
    assert (farrell.network_sbm(panel, graph=graph).te <= 1 + 1e-9).all()


def test_a_study_file_declares_a_graph(tmp_path, panel):
    from farrell.study.file import read_study
    from farrell.study.models import run

    path = tmp_path / "study.toml"
    path.write_text(
        """
schema = 1
[data]
file = "panel.csv"
unit = "unit"
inputs = ["x0", "x1", "x2"]
intermediates = ["z0", "z1"]
outputs = ["y0"]
[[model]]
kind = "network_sbm"
rts = "crs"
[model.graph.nodes.care]
inputs = ["x0", "x1"]
[model.graph.nodes.health]
inputs = ["x2"]
outputs = ["y0"]
[[model.graph.links]]
from = "care"
to = "health"
columns = ["z0", "z1"]
kind = "fixed"
"""
    )
    (model,) = read_study(path).models
    np.testing.assert_array_equal(run(panel, model).te, farrell.network_sbm(panel, graph=GOOD, rts="crs").te)
