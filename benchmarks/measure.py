"""CPU time of several jobs in turn, whether their answers agree, and what they ran on."""

from __future__ import annotations

import math
import os
import platform
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AGREE = 1e-6
"""Largest relative difference of two scores: HiGHS stops at infeasibilities of 1e-7 in scaled rows."""
ROUNDS, MANY, ENOUGH = 3, 40, 0.2
"""How often a job is run: so often, or more until it has taken so many seconds in all; the best time counts."""
PATIENCE = 1.0
"""Seconds of CPU above which a job is run once only."""


class DisagreementError(AssertionError):
    """Two solvers give different scores for the same programs."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The best CPU time of a job, and its answer."""

    seconds: float
    answer: Any


@dataclass(frozen=True, slots=True)
class Job:
    """Another way to the answers of a workload.

    Attributes
    ----------
    run : solves and returns scores
    expected : what those scores should be, from the engine's scores of the whole workload
    share : of the workload's programs that ``run`` solves; its time is divided by it
    beside : ``engine`` (arrays in, arrays out) or ``call`` (the function a user calls): whose time it is compared with
    rounding : half a unit of the last decimal that ``run`` returns
    """

    run: Callable[[], Floats]
    expected: Callable[[Floats], Floats] = lambda scores: scores
    share: float = 1.0
    beside: str = "engine"
    rounding: float = 0.0


def timed(work: Callable[[], Any]) -> Taken:
    """CPU time of one run, of this process and of the processes it started and waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.process_time()
    answer = work()
    seconds = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(seconds + after.ru_utime - children.ru_utime + after.ru_stime - children.ru_stime, answer)


def side_by_side(works: Mapping[str, Callable[[], Any]]) -> dict[str, Taken]:
    """Every job on one thread, in turn, for several rounds; the best of each."""
    best: dict[str, Taken] = {}
    spent: dict[str, float] = {}
    with joblib.parallel_config(n_jobs=1):
        for turn in range(MANY):
            for name, work in works.items():
                if turn and (best[name].seconds > PATIENCE or (turn >= ROUNDS and spent[name] > ENOUGH)):
                    continue
                taken = timed(work)
                spent[name] = spent.get(name, 0.0) + taken.seconds
                if name not in best or taken.seconds < best[name].seconds:
                    best[name] = taken
    return best


def difference(name: str, expected: Floats, found: Floats, rounding: float = 0.0) -> float:
    """The largest relative difference beyond rounding.

    Raises
    ------
    DisagreementError
        when it is above :data:`AGREE`, with the numbers
    """
    expected, found = np.ravel(expected), np.ravel(found)
    apart = np.maximum(np.abs(found - expected) - rounding, 0.0) / np.abs(expected)
    worst = int(np.argmax(np.where(np.isnan(apart), np.inf, apart)))
    if not apart[worst] <= AGREE:
        raise DisagreementError(f"{name}, program {worst}: {found[worst]!r}, the engine {expected[worst]!r}")
    return float(apart[worst])


def compare(
    key: str,
    what: str,
    engine: Callable[[], tuple[Floats, dict[str, int]]],
    others: Mapping[str, Job],
) -> dict[str, Any]:
    """One row of the table: the engine's time, and for each other way its time, ratio and largest difference.

    ``call`` among the others is the function of the library that a user calls.
    """
    taken = side_by_side({"engine": engine} | {name: job.run for name, job in others.items()})
    scores, counts = taken["engine"].answer
    proved = counts["certified"] + counts["repaired"]
    if proved != counts["programs"]:
        raise DisagreementError(f"{key}: {counts['programs'] - proved} programs are not proved")
    ours = {"engine": taken["engine"].seconds, "call": taken.get("call", taken["engine"]).seconds}
    rows = {}
    for name, job in others.items():
        differ = difference(f"{key}, {name}", job.expected(scores), taken[name].answer, job.rounding)
        seconds, solved = taken[name].seconds / job.share, round(job.share * counts["programs"])
        rows[name] = {
            "seconds": seconds,
            "ratio": seconds / ours[job.beside],
            "programs": solved,
            "ms_per_program": 1e3 * seconds / counts["programs"],
            "difference": differ,
        }
    call = rows.pop("call", {}).get("seconds")
    return {
        "key": key,
        "what": what,
        "programs": counts["programs"],
        "handed_over": counts["handed_over"],
        "engine_s": ours["engine"],
        "call_s": call,
        "others": rows,
    }


def growth_exponent(sizes: list[int], seconds: list[float]) -> float:
    """k of time ~ n^k, by least squares on logarithms; NaN of a single size."""
    if len(sizes) < 2:
        return math.nan
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def machine() -> dict[str, Any]:
    """The processor, its cores and memory, the system and the interpreter."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """Of what takes part."""
    return {name: version(name) for name in ("farrell", "numpy", "numba", "highspy", "scipy")}
