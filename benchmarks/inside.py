"""Models that look inside a unit and over its periods, at county size; and what few columns save them."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np

import farrell
from benchmarks.data import drawn_panel, panel_of
from benchmarks.measure import DisagreementError
from farrell.lp.sparse import SparseProgram

LESS = 4
"""How many times fewer units the comparison with all columns has."""
SAME = 1e-7
"""Most that overall scores may differ."""
GRAPH = {
    "nodes": {"a": {"inputs": ["x0"]}, "b": {"inputs": ["x1"]}, "c": {"inputs": ["x2"], "outputs": ["y0", "y1"]}},
    "links": [{"from": "a", "to": "b", "columns": ["z0"]}, {"from": "b", "to": "c", "columns": ["z1"]}],
}


class AllColumns(SparseProgram):
    """The program as HiGHS alone would have it."""

    def __init__(self, group: int) -> None:
        super().__init__()

    def bring(self, places: Any) -> None:
        """All columns are there."""


def counties(size: tuple[int, int]) -> farrell.Panel:
    """Three inputs, two outputs, two intermediates, two carry-overs."""
    X, Y = drawn_panel(*size, 5, 2)
    frame = panel_of(X, np.concatenate([Y, X[:, :, 3:] * 0.5], axis=2)).to_frame()
    frame = frame.rename(columns={"x3": "z0", "x4": "z1", "y2": "good", "y3": "bad"})
    roles: dict[str, Any] = {"intermediates": ["z0", "z1"], "carry_overs": ["good", "bad"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.DataWarning)
        return farrell.Panel.from_frame(
            frame,
            **{"unit": "unit", "period": "period", "inputs": ["x0", "x1", "x2"], "outputs": ["y0", "y1"]},
            **roles,
            allow=["few-units"],
        )


def without(panel: farrell.Panel, *roles: str) -> farrell.Panel:
    """The panel without some roles."""
    return replace(panel, roles=replace(panel.roles, **dict.fromkeys(roles, ())))


def jobs(size: tuple[int, int]) -> dict[str, Callable[[], Any]]:
    """The models, without orientation and under variable returns."""
    panel = counties(size)
    network, dynamic = without(panel, "carry_overs"), without(panel, "intermediates")
    kinds: dict[str, Any] = {"good": "good", "bad": "bad"}
    kept = {"good": {"node": "c", "kind": "good"}, "bad": {"node": "a", "kind": "bad"}}
    return {
        "network SBM, 3 nodes": lambda: farrell.network_sbm(network, graph=GRAPH, rts="vrs"),
        "dynamic SBM": lambda: farrell.dynamic_sbm(dynamic, carry_overs=kinds),
        "dynamic network SBM, 3 nodes": lambda: farrell.dynamic_network_sbm(panel, graph=GRAPH, carry_overs=kept),
    }


def inside(size: tuple[int, int]) -> dict[str, Any]:
    """Wall time of each model on all cores; CPU time of dynamic SBM with few and with all columns, of fewer units."""
    rows = []
    for name, run in jobs(size).items():
        start = time.perf_counter()
        run()
        rows.append({"what": name, "wall_s": time.perf_counter() - start})
    fewer = (max(size[0] // LESS, 20), size[1])
    run = jobs(fewer)["dynamic SBM"]
    few, few_s = timed(run)
    with patch("farrell.dea.dynamic.program.ColumnProgram", AllColumns):
        whole, whole_s = timed(run)
    if np.abs(few - whole).max() > SAME:
        raise DisagreementError("dynamic SBM by few columns and by all")
    return {"size": list(size), "rows": rows, "fewer": fewer[0], "few_s": few_s, "all_s": whole_s}


def timed(run: Callable[[], farrell.DEAResult]) -> tuple[np.ndarray, float]:
    """The overall scores, and the CPU seconds they took."""
    start = time.process_time()
    result = run()
    return result.parts["overall"], time.process_time() - start
