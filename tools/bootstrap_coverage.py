"""How often intervals of scores hold the truth: ``python tools/bootstrap_coverage.py --trials 1000 --replicates 2000``.

Cobb-Douglas frontiers of one output and one or two inputs, half-normal inefficiency, and three fixed points whose
efficiency is known. Every cell (number of inputs, n) is one file under ``--out``; a run that is broken off goes on
where it stopped, with the same numbers. The table goes to docs/bootstrap.md, between its two marks.
"""

from __future__ import annotations

import argparse
import json
import os
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd

import farrell
from farrell import Panel

PAGE = Path(__file__).parents[1] / "docs" / "bootstrap.md"
MARKS = ("<!-- coverage -->", "<!-- /coverage -->")
LEVELS = (0.80, 0.90, 0.95, 0.99)
SMOOTH: dict[str, dict[str, Any]] = {
    **{f"homogeneous, {draws}": {"draws": draws} for draws in ("daraio-simar", "simar-wilson", "inefficient")},
    "heterogeneous": {"method": "heterogeneous"},
}
METHODS = (*(f"{name}, {kind}" for name in SMOOTH for kind in ("basic", "percentile")), "subsample")
RETURNS = 0.8
"""Sum of the exponents of the inputs."""
SIGMA = 0.4
"""Of the half-normal: mean efficiency is about 0.75."""
INPUTS = (1.0, 10.0)
"""Between which the inputs on the frontier are drawn evenly."""
POINTS = (3.0, 5.5, 8.0)
"""Inputs on the frontier of the three points."""
TRUTH = 0.7
"""Efficiency of the points."""
ALLOW = ["few-units"]


def outputs(X: np.ndarray) -> np.ndarray:
    """(k, 1) the frontier's outputs of inputs (k, p)."""
    return np.prod(X, axis=1, keepdims=True) ** (RETURNS / X.shape[1])


def panel_of(X: np.ndarray, Y: np.ndarray) -> Panel:
    names = [f"x{i}" for i in range(X.shape[1])]
    frame = pd.DataFrame(X, columns=names).assign(y=Y[:, 0], unit=[f"u{i}" for i in range(len(X))])
    return Panel.from_frame(frame, unit="unit", inputs=names, outputs=["y"], allow=ALLOW)


def sample(p: int, n: int, rng: np.random.Generator) -> Panel:
    X = rng.uniform(*INPUTS, (n, p))
    inefficiency = np.abs(rng.normal(0.0, SIGMA, (n, 1)))
    return panel_of(X * np.exp(inefficiency), outputs(X))


def points(p: int) -> Panel:
    X = np.repeat(np.array(POINTS)[:, None], p, axis=1)
    return panel_of(X / TRUTH, outputs(X))


def trial(cell: tuple[int, int], seed: int, replicates: int, number: int) -> list[list[list[float]]]:
    """Methods x levels x (points whose interval holds the truth, points that have an interval, sum of its widths)."""
    p, n = cell
    warnings.simplefilter("ignore", farrell.FarrellWarning)
    rng = np.random.default_rng([seed, p, n, number])
    units, fixed = sample(p, n, rng), points(p)
    same = {"seed": int(rng.integers(2**31)), "replicates": replicates, "reference": units, "solver": "kernel"}
    with joblib.parallel_config(n_jobs=1):
        smooth = [farrell.bootstrap(fixed, **options, **same) for options in SMOOTH.values()]
        parts = farrell.bootstrap_subsample(fixed, **same)
    ends = [[result.interval(at, kind) for at in LEVELS] for result in smooth for kind in ("basic", "percentile")]
    return [[held(low, high) for low, high in each] for each in (*ends, [parts.interval(at) for at in LEVELS])]


def held(low: np.ndarray, high: np.ndarray) -> list[float]:
    known = ~np.isnan(low)
    width = np.minimum(high[known], 1.0) - np.maximum(low[known], 0.0)
    return [float(((low <= TRUTH) & (high >= TRUTH)).sum()), float(known.sum()), float(width.sum())]


def run_cell(cell: tuple[int, int], args: argparse.Namespace, pool: ProcessPoolExecutor) -> None:
    """The trials of a cell that its file lacks, saved as they come."""
    path = args.out / f"p{cell[0]}-n{cell[1]}.json"
    done = (
        json.loads(path.read_text())
        if path.exists()
        else {"seed": args.seed, "replicates": args.replicates, "trials": []}
    )
    if (done["seed"], done["replicates"]) != (args.seed, args.replicates):
        raise SystemExit(f"{path} is of another seed or number of replicates; give another --out")
    work = partial(trial, cell, args.seed, args.replicates)
    todo = range(len(done["trials"]), args.trials)
    for start in range(todo.start, todo.stop, args.chunk):
        done["trials"] += pool.map(work, range(start, min(start + args.chunk, todo.stop)))
        fresh = path.with_suffix(".part")
        fresh.write_text(json.dumps(done))
        fresh.replace(path)
        print(f"{path.name}: {len(done['trials'])} of {args.trials}", flush=True)


def table(folder: Path) -> str:
    """The cells that are there, as markdown."""
    head = "| inputs | n | trials | B | interval | " + " | ".join(f"{at:.2f}" for at in LEVELS) + " | width at 0.95 |"
    lines = [head, "|" + "---|" * (len(LEVELS) + 6)]
    for path in sorted(folder.glob("p*-n*.json"), key=lambda p: [int(part[1:]) for part in p.stem.split("-")]):
        done: dict[str, Any] = json.loads(path.read_text())
        p, n = (part[1:] for part in path.stem.split("-"))
        sums = np.array(done["trials"]).sum(axis=0)
        for method, row in zip(METHODS, sums, strict=True):
            shares = " | ".join(f"{hits / known:.3f}" for hits, known, _ in row)
            width = row[LEVELS.index(0.95)][2] / row[LEVELS.index(0.95)][1]
            lines.append(
                f"| {p} | {n} | {len(done['trials'])} | {done['replicates']} | {method} | {shares} | {width:.3f} |"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--replicates", type=int, default=2000)
    parser.add_argument("--inputs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 100, 400])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chunk", type=int, default=20, help="trials between two savings")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=Path, default=Path("out/coverage"))
    parser.add_argument("--page", action="store_true", help="write the table into docs/bootstrap.md")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(args.workers) as pool:
        for cell in [(p, n) for n in args.sizes for p in args.inputs]:
            run_cell(cell, args, pool)
    print(table(args.out))
    if args.page:
        before, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        PAGE.write_text(f"{before}{MARKS[0]}\n{table(args.out)}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
