"""``python -m benchmarks``: Farrell beside HiGHS, scipy and the peers that are installed, in one run.

Checks that all agree and prints times, ratios, growth and memory; writes them as JSON, a figure and a page.
"""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np

import farrell
from benchmarks.alone import compilations, in_own_process, peaks
from benchmarks.baselines import OPTIONS
from benchmarks.data import drawn
from benchmarks.figure import draw
from benchmarks.measure import AGREE, PATIENCE, ROUNDS, machine, versions
from benchmarks.page import page, printed
from benchmarks.panels import technologies
from benchmarks.peers import Peers, find
from benchmarks.pose import QUICK, Sizes, engine, slacks_based
from benchmarks.workloads import WORKLOADS, growth, rows
from farrell.lp import solve_slacks

PARTS = (*WORKLOADS, "growth", "technologies", "inside", "space", "bootstraps", "memory", "compile")


def ready() -> None:
    """Compile or load the kernels, and take every path once, so that no workload waits for that."""
    for n in (30, 20_000):  # the larger one looks for the frontier first
        X, Y = drawn(n, 3, 2)
        engine((X, Y), (X, Y), "vrs", np.ones(5))
    X, Y = drawn(30, 3, 3)
    solve_slacks(*slacks_based(X, Y), "kernel")


def measured(chosen: list[str], sizes: Sizes, peers: Peers) -> dict[str, Any]:
    """All that is measured, as it is written to JSON."""
    results: dict[str, Any] = {
        "machine": machine(),
        "versions": versions(),
        "peers": peers.status,
        "highs_options": OPTIONS,
        "agree": AGREE,
        "rounds": ROUNDS,
        "patience": PATIENCE,
        "workloads": [],
    }
    if set(chosen) - {"inside", "space", "bootstraps", "memory", "compile"}:
        ready()
    for name in chosen:
        if name in WORKLOADS:
            results["workloads"] += rows(name, sizes, peers)
        elif name == "growth":
            results["growth"] = growth(sizes)
        elif name == "technologies":
            results["technologies"] = technologies(sizes)
        elif name == "space":
            results["space"] = in_own_process("space")
        elif name == "bootstraps":
            results["bootstraps"] = in_own_process("bootstraps", "2000")
        elif name == "inside":
            results["inside"] = in_own_process("inside", json.dumps(sizes.counties))
        elif name == "memory":
            results["memory"] = peaks(sizes)
        else:
            results["compile"] = compilations()
    return results


def main(words: list[str] | None = None) -> None:
    """Measure what is asked for, print it, write what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="smaller workloads, and nothing is compiled on purpose")
    parser.add_argument("--from", dest="source", type=Path, help="measure nothing, show the measurements of this file")
    parser.add_argument("--json", type=Path, help="write the measurements to this file")
    parser.add_argument("--figure", type=Path, help="draw them to this PNG file")
    parser.add_argument("--page", type=Path, help="write the page of the documentation to this file")
    asked = parser.parse_args(words)
    if asked.source:
        results = json.loads(asked.source.read_text(encoding="utf-8"))
    else:
        chosen = [name for name in asked.only if not (asked.quick and name == "compile")]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", farrell.FarrellWarning)
            results = measured(chosen, QUICK if asked.quick else Sizes(), find())
    print(printed(results))
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if asked.figure:
        asked.figure.parent.mkdir(parents=True, exist_ok=True)
        asked.figure.write_bytes(draw(results))
    if asked.page:
        asked.page.write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    main()
