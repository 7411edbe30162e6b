"""``python -m benchmarks``: Farrell beside scipy's HiGHS, in one run; checks that both agree, prints ratios.

The baseline is scipy.optimize.linprog (HiGHS, one cold model a program, both phases), on column-scaled data: what a
careful script does today. Times are the best of several runs of CPU time on one core.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog

import farrell

AGREE = 1e-7
"""HiGHS's own tolerance."""
REPEATS = 3


def timed(work: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, Any]:
    """Best CPU time of several runs, and the last answer."""
    best, answer = float("inf"), None
    for _ in range(repeats):
        start = time.process_time()
        answer = work()
        best = min(best, time.process_time() - start)
    return best, answer


def scipy_scores(panel: farrell.Panel, rts: str, chosen: int) -> np.ndarray:
    """Input-oriented scores of the first units, a cold program for the score and one for the slacks."""
    X, Y = panel.X / panel.X.mean(axis=0), panel.Y / panel.Y.mean(axis=0)
    n, m, s = len(X), X.shape[1], Y.shape[1]
    convexity, one = (np.r_[0.0, np.ones(n)][None], [1.0]) if rts == "vrs" else (None, None)
    out = np.empty(chosen)
    for o in range(chosen):
        A = np.vstack([np.c_[-X[o], X.T], np.c_[np.zeros(s), -Y.T]])
        b = np.r_[np.zeros(m), -Y[o]]
        out[o] = linprog(np.r_[1.0, np.zeros(n)], A, b, convexity, one, method="highs").x[0]
        fixed = [(out[o], out[o]), *[(0, None)] * n]
        linprog(A.sum(axis=0), A, b + 1e-9, convexity, one, fixed, method="highs")
    return out


def panel_of(n: int, m: int, s: int, seed: int = 0) -> farrell.Panel:
    """Inputs lognormal with a common size, outputs Cobb-Douglas with half-normal inefficiency."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 0.7, n)
    X = size[:, None] * rng.lognormal(0, 0.4, (n, m))
    frontier = np.exp(np.log(X).mean(axis=1) * 0.9 - np.abs(rng.normal(0, 0.3, n)))
    Y = frontier[:, None] * rng.lognormal(0, 0.2, (n, s))
    frame = pd.DataFrame({f"x{i}": X[:, i] for i in range(m)} | {f"y{r}": Y[:, r] for r in range(s)})
    frame.insert(0, "unit", np.arange(n).astype(str))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.DataWarning)
        return farrell.Panel.from_frame(
            frame, unit="unit", inputs=[f"x{i}" for i in range(m)], outputs=[f"y{r}" for r in range(s)]
        )


def compare(name: str, panel: farrell.Panel, rts: Any, sample: int) -> dict[str, Any]:
    """One workload: scores and slacks of a panel; the baseline on a sample, extrapolated."""
    ours, result = timed(lambda: farrell.dea(panel, rts=rts))
    chosen = min(sample, len(panel))
    theirs, scores = timed(lambda: scipy_scores(panel, rts, chosen), 1)
    difference = float(np.abs(result.te[:chosen] - scores).max())
    assert difference < AGREE, f"{name}: solvers differ by {difference}"
    theirs *= len(panel) / chosen
    return {"workload": name, "farrell_s": ours, "scipy_s": theirs, "ratio": theirs / ours, "differ": difference}


def study() -> dict[str, Any]:
    """The bundled study, tables and report: wall time and peak memory of this process."""
    text = (Path(__file__).parents[1] / "examples" / "china-health" / "study.toml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.toml"
        path.write_text(text, encoding="utf-8")
        start = time.perf_counter()
        farrell.run_study(path, Path(folder) / "out")
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"workload": "china-health study, tables and report", "wall_s": seconds, "peak_mb": peak}


def main() -> None:
    """Run everything, print a table, write JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--json", type=Path, help="write the measurements to this file")
    chosen = parser.parse_args()
    first = study()
    bundled = farrell.load("china-health").panel.select(periods=[2023])
    rows = [
        compare("31 provinces, 3 in 2 out, vrs", bundled, "vrs", 31),
        compare("n = 310, 4 in 2 out, crs", panel_of(310, 4, 2), "crs", 310),
        compare("n = 310, 4 in 2 out, vrs", panel_of(310, 4, 2), "vrs", 310),
        compare("n = 1,000, 3 in 3 out, vrs", panel_of(1000, 3, 3), "vrs", 100),
    ]
    from farrell.show import text_table

    print(
        text_table(
            ["workload", "farrell s", "scipy s", "ratio"], [[r["workload"], *list(r.values())[1:4]] for r in rows]
        )
    )
    print(f"{first['workload']}: {first['wall_s']:.1f} s wall, peak {first['peak_mb']:.0f} MB")
    if chosen.json:
        chosen.json.write_text(json.dumps({"study": first, "workloads": rows, "python": sys.version}, indent=2))


if __name__ == "__main__":
    main()
