"""Coverage of the intervals of means, and size and power of the tests, where the truth is known: docs/tests.md.

    python tools/simulate_means_and_tests.py [NAME ...] [--trials 1000]

Each design prints lines of a table. Trials go to all cores; their random numbers depend on nothing else.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

import farrell
from farrell.data.checks import CODES
from farrell.inference.means.estimators import Sample, jackknife
from farrell.inference.means.intervals import VARIANCES, Mean

POWERS = {1: (0.4,), 2: (0.4, 0.2), 4: (0.4, 0.2, 0.1, 0.15)}
"""Of the inputs, in the design of Simar, Zelenyuk & Zhao 2023."""
MEAN_PHI = 1 + np.sqrt(2 / np.pi)
BLOCK = 25
"""Trials that one process does at a time."""


def panel_of(x: np.ndarray, y: np.ndarray, period: np.ndarray | None = None, **columns: np.ndarray) -> farrell.Panel:
    """A silent panel of arrays."""
    x, n = np.atleast_2d(x.T).T, len(y)
    names = [f"x{i}" for i in range(x.shape[1])]
    count = n if period is None else n // len(set(period))
    frame = pd.DataFrame({"unit": [f"u{i % count}" for i in range(n)], "y": y, **columns})
    frame[names] = x
    options = {"group": "group"} if "group" in columns else {}
    options |= {"environment": ["z"]} if "z" in columns else {}
    if period is not None:
        frame["period"], options["period"] = period, "period"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return farrell.Panel.from_frame(frame, unit="unit", inputs=names, outputs=["y"], allow=CODES, **options)


def cobb_douglas(rng: np.random.Generator, n: int, powers: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Uniform inputs, output over 1 + |N(0, 1)|, whose mean is that of phi."""
    x = rng.uniform(size=(n, len(powers)))
    return x, np.prod(x ** np.array(powers), axis=1) / (1 + np.abs(rng.standard_normal(n)))


def covered(rng: np.random.Generator, seed: int, p: int, n: int) -> list[float]:
    """Whether each 95% interval of mean phi covers: ordinary; recommended by the papers, by each variance; centred."""
    x, y = cobb_douglas(rng, n, POWERS[p])
    sample = Sample(x, y[:, None], "vrs", "output", "kernel")
    values = sample.scores()
    bias = jackknife(sample.among, values, sample.rate.kappa, 20, (seed, 1), "").bias
    out = []
    for variance in VARIANCES:
        mean = Mean.of(values, bias, sample.rate, (seed, 2), variance)
        by = {i.method: i for i in mean.intervals(0.95)}
        if not out:
            out.append(by["ordinary"])
        out.append(by["full"] if mean.rate.full and p < 3 else by["subset"])
    out.append(by.get("centred", by["full"]))
    return [float(i.low < MEAN_PHI < i.high) for i in out]


def productivity(rng: np.random.Generator, seed: int, n: int, technology: str) -> list[float]:
    """Whether the intervals of mean tfpch, effch and techch cover: progress of 5%, constant returns, two inputs."""
    x = rng.uniform(0.5, 1.5, size=(2 * n, 2))
    y = np.sqrt(x.prod(axis=1)) * np.exp(-np.abs(rng.normal(0, 0.3, 2 * n)))
    y[n:] *= 1.05
    panel = panel_of(x, y, np.repeat([1, 2], n))
    result = farrell.mean_productivity(panel, seed=seed, splits=20, technology=technology, solver="kernel")
    rows = result.to_frame().query("best").set_index("component")
    out = [rows.low[c] < truth < rows.high[c] for c, truth in (("tfpch", 1.05), ("effch", 1.0), ("techch", 1.05))]
    ordinary = result.to_frame().query("method == 'ordinary'").set_index("component")
    return [float(v) for v in (*out, ordinary.low["tfpch"] < 1.05 < ordinary.high["tfpch"])]


def frontier(x: np.ndarray, returns: float = 1.0) -> np.ndarray:
    """Output of two inputs."""
    return np.sqrt(x.prod(axis=1)) ** returns


def data(
    rng: np.random.Generator,
    n: int,
    returns: float = 1.0,
    spread: float | np.ndarray = 0.3,
    between: tuple[float, float] = (0.5, 1.5),
) -> tuple[np.ndarray, np.ndarray]:
    x = rng.uniform(*between, size=(n, 2))
    return x, frontier(x, returns) * np.exp(-np.abs(rng.normal(0, spread, n)))


def p_of(test: object) -> list[float]:
    return [float(test.p < 0.05)]  # type: ignore[attr-defined]


def returns(rng: np.random.Generator, seed: int, n: int, power: float, splits: int) -> list[float]:
    panel = panel_of(*data(rng, n, power))
    return p_of(farrell.returns_to_scale_test(panel, seed=seed, orientation="output", **of_splits(splits)))


def returns_bootstrap(rng: np.random.Generator, seed: int, n: int, power: float) -> list[float]:
    panel = panel_of(*data(rng, n, power))
    return p_of(farrell.returns_to_scale_bootstrap(panel, seed=seed, orientation="output", **OF_BOOTSTRAP))


def returns_by_inputs(rng: np.random.Generator, seed: int, n: int, power: float, high: float) -> list[float]:
    """By ten splits and by the bootstrap, in the input orientation, of inputs from 1 to ``high``."""
    panel = panel_of(*data(rng, n, power, between=(1.0, high)))
    splits = farrell.returns_to_scale_test(panel, seed=seed, orientation="input", **of_splits(10))
    whole = farrell.returns_to_scale_bootstrap(panel, seed=seed, orientation="input", **OF_BOOTSTRAP)
    return [*p_of(splits), *p_of(whole)]


OF_BOOTSTRAP: dict[str, object] = {"replicates": 199, "solver": "kernel"}


def of_splits(number: int) -> dict[str, object]:
    """One split with 20 inner ones and a normal p, or several with 10 and 99 samples under the null."""
    return {"splits": number, "inner": 20 if number == 1 else 10, "replicates": 99, "solver": "kernel"}


def convexity(rng: np.random.Generator, seed: int, n: int, power: float, splits: int) -> list[float]:
    x = rng.uniform(0.1, 1.5, size=n)
    y = x**power * np.exp(-np.abs(rng.normal(0, 0.3, n)))
    return p_of(farrell.convexity_test(panel_of(x, y), seed=seed, orientation="output", **of_splits(splits)))


def group_means(rng: np.random.Generator, seed: int, n: int, spread: float, frontier: str) -> list[float]:
    (x, y), (u, v) = data(rng, n // 2), data(rng, n // 2, spread=spread)
    panel = panel_of(np.vstack([x, u]), np.r_[y, v], group=np.repeat(["a", "b"], n // 2))
    options = {"group": "group", "splits": 20, "frontier": frontier, "orientation": "output"}
    return p_of(farrell.equal_means_test(panel, seed=seed, solver="kernel", **options))


def separability(
    rng: np.random.Generator,
    seed: int,
    n: int,
    shift: float,
    kind: str,
    splits: int,
    rise: float = 0.0,
    estimator: str = "vrs",
) -> list[float]:
    """The environment takes ``shift`` of the output at its far end; the spread of inefficiency is 0.3 + ``rise`` z."""
    z = rng.uniform(size=n)
    level = (z > 0.5) if kind == "group" else z
    x, y = data(rng, n, spread=0.3 + rise * level)
    panel = panel_of(x, y * (1 - shift * level), z=z, group=np.where(z > 0.5, "a", "b"))
    environment = "group" if kind == "group" else "z"
    options = {"environment": environment, "estimator": estimator, "orientation": "output", **of_splits(splits)}
    return p_of(farrell.separability_test(panel, seed=seed, **options))


def relevance(rng: np.random.Generator, seed: int, n: int, matters: bool) -> list[float]:
    x, y = data(rng, n)
    if not matters:
        y = x[:, 0] * np.exp(-np.abs(rng.normal(0, 0.3, n)))
    options = {"columns": ["x1"], "replicates": 199, "orientation": "output"}
    return p_of(farrell.relevance_test(panel_of(x, y), seed=seed, solver="kernel", **options))


def distributions(rng: np.random.Generator, seed: int, n: int, spread: float) -> list[float]:
    out = []
    for s in (0.3, spread):
        panel = panel_of(*data(rng, n // 2, spread=s))
        out.append(farrell.dea(panel, rts="vrs", orientation="output").te)
    labels, values = ["a"] * (n // 2) + ["b"] * (n // 2), np.concatenate(out)
    tests = [
        farrell.equal_distributions_test(values, labels, seed=seed, replicates=199, dimensions=3),
        farrell.equal_distributions_test(values, labels, method="kolmogorov-smirnov"),
        farrell.equal_distributions_test(values, labels, method="mann-whitney"),
    ]
    return [float(test.p < 0.05) for test in tests]


Trial = Callable[..., list[float]]
DESIGNS: dict[str, tuple[Trial, list[dict[str, object]]]] = {
    "coverage": (covered, [{"p": p, "n": n} for p in (1, 2, 4) for n in (20, 50, 100, 200)]),
    "productivity": (productivity, [{"n": n, "technology": t} for t in ("crs", "vrs") for n in (30, 100)]),
    "returns": (returns, [{"n": n, "power": r, "splits": k} for k in (1, 10) for r in (1.0, 0.6) for n in (30, 100)]),
    "returns-bootstrap": (returns_bootstrap, [{"n": n, "power": r} for r in (1.0, 0.6) for n in (30, 100)]),
    "returns-by-inputs": (
        returns_by_inputs, [{"n": n, "power": r, "high": 10.0} for r in (1.0, 0.6) for n in (30, 100)]
    ),
    "convexity": (
        convexity, [{"n": n, "power": r, "splits": k} for k in (1, 10) for r in (0.6, 2.5) for n in (100, 400)]
    ),
    "group-means": (
        group_means,
        [{"n": n, "spread": s, "frontier": f} for f in ("own", "common") for s in (0.3, 0.6) for n in (60, 200)],
    ),
    "separability": (
        separability,
        [{"n": 100, "shift": s, "kind": z, "splits": k} for k in (1, 10) for z in ("group", "z") for s in (0.0, 0.5)],
    ),
    "separability-fdh": (separability, [{"n": 100, "shift": 0.0, "kind": "group", "splits": 10, "estimator": "fdh"}]),
    "separability-rising": (
        separability,
        [{"n": 100, "shift": 0.0, "kind": z, "splits": k, "rise": 0.3} for k in (1, 10) for z in ("group", "z")],
    ),
    "relevance": (relevance, [{"n": n, "matters": m} for m in (False, True) for n in (30, 100)]),
    "distributions": (distributions, [{"n": n, "spread": s} for s in (0.3, 0.6) for n in (60, 200)]),
}  # fmt: skip


def block(trial: Trial, design: dict[str, object], first: int, last: int) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.array([trial(np.random.default_rng([7, number]), number, **design) for number in range(first, last)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*DESIGNS, []])
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=-1)
    asked = parser.parse_args()
    for name in asked.names or DESIGNS:
        trial, designs = DESIGNS[name]
        for design in designs:
            starts = range(0, asked.trials, BLOCK)
            parts = Parallel(n_jobs=asked.jobs)(
                delayed(block)(trial, design, start, min(start + BLOCK, asked.trials)) for start in starts
            )
            shares = np.concatenate(parts).mean(axis=0)
            cells = [name, *(f"{k} {v}" for k, v in design.items()), *(f"{share:.3f}" for share in shares)]
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
