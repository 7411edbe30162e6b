"""What must have a process of its own: peak memory of one job, how long first uses take.

``python -m benchmarks.alone peak W6 '{}'`` prints one line of JSON, as do ``first radial 4 2``, ``space``,
``bootstraps 2000`` and ``inside '[2800, 10]'``.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

import farrell
from benchmarks.data import drawn, drawn_panel, panel_of, pseudo_inputs
from benchmarks.inside import inside
from benchmarks.pose import Sizes, engine, replicated, slacks_based
from farrell.lp import solve_slacks

ROOT = Path(__file__).parents[1]
SHAPES = (("radial", 4, 2), ("radial", 6, 4), ("slacks", 4, 2), ("slacks", 6, 4))
"""Form of the programs, inputs, outputs: up to 8 rows and up to 16, for each form one compiled kernel."""
DRIVERS = ("log(gdp_per_capita_yuan)", "log(population_10k)", "share_65plus")
"""What may go with efficiency, of the chapter in space."""
JOBS = ("study", "W3", "W4", "W6", "large", "million")


def peak_mb() -> float:
    """Largest resident memory of this process so far; where the system tells, without that of its parent."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def study() -> object:
    """The bundled study with its tables and report."""
    text = (ROOT / "examples" / "china-health" / "study.toml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.toml"
        path.write_text(text, encoding="utf-8")
        return farrell.run_study(path, Path(folder) / "out")


def scores(n: int, outputs: int, *, slacks: bool) -> Callable[[], object]:
    """VRS input scores of n units with 3 inputs, as arrays."""
    X, Y = drawn(n, 3, outputs)
    return lambda: engine((X, Y), (X, Y), "vrs", np.ones(3 + outputs) if slacks else None)


def replicates(sizes: Sizes) -> Callable[[], object]:
    """The programs of a bootstrap."""
    X, Y = drawn(sizes.static, 4, 2)
    sets = pseudo_inputs(X, np.minimum(engine((X, Y), (X, Y), "vrs").t, 1.0), sizes.replicates)
    return lambda: replicated(sets, X, Y)


def malmquist(size: tuple[int, int]) -> Callable[[], object]:
    """Malmquist indices of a panel."""
    panel = panel_of(*drawn_panel(*size, 4, 2))
    return lambda: farrell.malmquist(panel, solver="kernel")


def job(name: str, sizes: Sizes) -> tuple[str, Callable[[], object]]:
    """What a job is, and the job."""
    made: dict[str, tuple[str, Callable[[], Callable[[], object]]]] = {
        "study": ("bundled study of 31 provinces, tables and report", lambda: study),
        "W3": (f"W3, n = {max(sizes.slacks):,}", lambda: scores(max(sizes.slacks), 3, slacks=True)),
        "W4": (f"W4, {sizes.replicates:,} replicates", lambda: replicates(sizes)),
        "W6": (f"W6, {sizes.counties[0]:,} units, {sizes.counties[1]} years", lambda: malmquist(sizes.counties)),
        "large": (f"{sizes.large:,} units with slacks, 3 in 3 out", lambda: scores(sizes.large, 3, slacks=True)),
        "million": (f"{sizes.million:,} units, 3 in 2 out", lambda: scores(sizes.million, 2, slacks=False)),
    }
    what, make = made[name]
    return what, make()


def peak(name: str, sizes: Sizes) -> dict[str, Any]:
    """Wall time on all cores and peak memory of one job in this process; the kernel is loaded before."""
    if name != "study":
        scores(20, 2, slacks=False)()
    what, work = job(name, sizes)
    before, start = peak_mb(), time.perf_counter()
    work()
    return {"key": name, "what": what, "wall_s": time.perf_counter() - start, "before_mb": before, "peak_mb": peak_mb()}


def first(form: str, m: int, s: int) -> dict[str, Any]:
    """Wall time of the first program of this process: compiling the kernel, or loading it."""
    X, Y = drawn(30, m, s)
    start = time.perf_counter()
    if form == "radial":
        engine((X, Y), (X, Y), "vrs", np.ones(m + s))
    else:
        solve_slacks(*slacks_based(X, Y), "kernel")
    return {"seconds": time.perf_counter() - start}


def space() -> dict[str, Any]:
    """Wall time of the first call of every statistic of a chapter in space, of the bundled panel's efficiency."""
    from farrell.spacetime import variable
    from farrell.study.statistics import STATISTICS, statistic
    from farrell.study.statistics.space import Space

    panel = farrell.load("china-health").panel
    values = variable(panel, "te_crs")
    region = dict(zip(panel.units, farrell.data.province_groups(panel.units, "region3"), strict=True))
    drivers = {name: variable(panel, name) for name in DRIVERS}
    made = Space(
        values, farrell.contiguity(panel.units), dict.fromkeys(values, region), permutations=9_999, drivers=drivers,
        rank_by=drivers[DRIVERS[0]], horizon=3,
    )  # fmt: skip
    seconds = {}
    for name in (name for name, one in STATISTICS.items() if "score" in one.kinds):
        start = time.perf_counter()
        statistic(name, made)
        seconds[name] = time.perf_counter() - start
    return {"what": "TE of 31 provinces, 10 years, 9,999 permutations, 3 drivers", "seconds": seconds}


def bootstraps(replicates: int) -> dict[str, Any]:
    """Wall time of what says how sure the bundled panel's numbers are, by one thread and by all cores, once warm."""
    from joblib import parallel_config

    panel = farrell.load("china-health").panel
    on = ["gdp_per_capita_yuan", "share_65plus", "population_10k"]
    jobs: dict[str, Callable[[int], object]] = {
        "scores, homogeneous": lambda b: farrell.bootstrap(panel, seed=1, replicates=b),
        "scores, heterogeneous": lambda b: farrell.bootstrap(panel, seed=1, replicates=b, method="heterogeneous"),
        "scores, subsamples of 8 sizes": lambda b: farrell.bootstrap_subsample(panel, seed=1, replicates=b),
        "Malmquist index": lambda b: farrell.bootstrap_malmquist(panel, seed=1, replicates=b),
        "algorithm 2": lambda b: farrell.second_stage(panel, seed=1, on=on, replicates=b),
    }
    rows = []
    for name, run in jobs.items():
        run(replicates)
        seconds = []
        for workers in (1, -1):
            with parallel_config(backend="threading", n_jobs=workers):
                start = time.perf_counter()
                run(replicates)
                seconds.append(time.perf_counter() - start)
        rows.append({"what": name, "one_s": seconds[0], "all_s": seconds[1]})
    return {
        "what": f"310 unit-years of 31 provinces, {replicates:,} replicates (algorithm 2: 100 before)",
        "rows": rows,
    }


def in_own_process(*words: str, **environment: str) -> dict[str, Any]:
    """What this module prints when it is run with these words."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.alone", *words],
        env={**os.environ, "PYTHONPATH": path, **environment},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def peaks(sizes: Sizes, names: tuple[str, ...] = JOBS) -> list[dict[str, Any]]:
    """Peak memory of jobs, each in a process of its own."""
    return [in_own_process("peak", name, json.dumps(asdict(sizes))) for name in names]


def compilations() -> list[dict[str, Any]]:
    """Seconds of the first use of every kernel on a machine that has compiled none, and in a later process."""
    rows = []
    with tempfile.TemporaryDirectory() as empty:
        for form, m, s in SHAPES:
            words = ("first", form, str(m), str(s))
            compiled, loaded = (in_own_process(*words, FARRELL_CACHE=empty)["seconds"] for _ in range(2))
            rows.append({"form": form, "rows": 8 if m + s < 8 else 16, "compiled_s": compiled, "loaded_s": loaded})
    return rows


def main() -> None:
    """One job, one line of JSON."""
    kind, *words = sys.argv[1:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.FarrellWarning)
        if kind == "first":
            answer = first(words[0], int(words[1]), int(words[2]))
        elif kind == "space":
            answer = space()
        elif kind == "bootstraps":
            answer = bootstraps(int(words[0]))
        elif kind == "inside":
            units, periods = json.loads(words[0])
            answer = inside((units, periods))
        else:
            answer = peak(words[0], Sizes(**json.loads(words[1])))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
