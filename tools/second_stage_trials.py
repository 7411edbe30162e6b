"""How well the second stage finds what is known: trials of Simar and Wilson's design.

Its table is in docs/determinants.md.

    python tools/second_stage_trials.py --trials 500 --sizes 100 400 --dimensions 1 2

The design is in the manner of section 4 of Simar & Wilson 2007, DOI 10.1016/j.jeconom.2005.07.009: z ~ N(2, 2^2),
delta = 0.5 + 0.5 z + e, e ~ N(0, 1) given delta >= 1, p inputs x_j ~ U(6, 16), an output y = sum_j x_j^(3/4) / delta.
"""

from __future__ import annotations

import argparse
import itertools
import warnings
from functools import partial

import numpy as np
import pandas as pd

import farrell
from farrell.data.checks import CODES
from farrell.inference.regressions.simar_wilson import drawn
from farrell.lp import batch

TRUTH = np.array([0.5, 0.5, 1.0])
NAMES = ("constant", "z", "sigma")


def sample(n: int, inputs: int, seed: tuple[int, ...]) -> farrell.Panel:
    """One sample of the design."""
    rng = np.random.default_rng(seed)
    z = rng.normal(2.0, 2.0, n)
    delta = drawn(TRUTH[0] + TRUTH[1] * z, TRUTH[2], rng)
    X = rng.uniform(6.0, 16.0, (n, inputs))
    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(inputs)])
    frame["y"], frame["z"] = (X**0.75).sum(axis=1) / delta, z
    frame["unit"] = [f"U{i}" for i in range(n)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return farrell.Panel.from_frame(
            frame, unit="unit", inputs=list(frame.columns[:inputs]), outputs=["y"], environment=["z"], allow=list(CODES)
        )


def trial(n: int, inputs: int, replicates: int, number: int) -> list[tuple[str, np.ndarray, np.ndarray, np.ndarray]]:
    """Estimates of one sample, and whether the basic and the percentile intervals hold the truth."""
    panel = sample(n, inputs, (n, inputs, number))
    out = []
    for algorithm in (1, 2):
        found = farrell.second_stage(
            panel, seed=number, algorithm=algorithm, replicates=replicates, orientation="output", rts="vrs"
        )
        basic = (found.low <= TRUTH) & (found.high >= TRUTH)
        percentile = (found.percentile_low <= TRUTH) & (found.percentile_high >= TRUTH)
        out.append((f"algorithm {algorithm}", np.asarray(found.estimate), basic, percentile))
    return out


def table(n: int, inputs: int, trials: int, replicates: int) -> pd.DataFrame:
    """Means and coverage over trials, one row an algorithm and coefficient."""
    runs = batch.run(partial(trial, n, inputs, replicates), list(range(trials)), f"n = {n}, {inputs} + 1")
    rows = []
    for place in range(2):
        estimates = np.array([run[place][1] for run in runs])
        basic = np.array([run[place][2] for run in runs])
        percentile = np.array([run[place][3] for run in runs])
        for j, name in enumerate(NAMES):
            rows.append(
                {
                    "n": n,
                    "inputs": inputs,
                    "algorithm": place + 1,
                    "coefficient": name,
                    "truth": TRUTH[j],
                    "mean": estimates[:, j].mean(),
                    "standard_error": estimates[:, j].std(ddof=1) / np.sqrt(trials),
                    "median": np.median(estimates[:, j]),
                    "basic_95": basic[:, j].mean(),
                    "percentile_95": percentile[:, j].mean(),
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    """Print the table as Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trials", type=int, default=500)
    options.add_argument("--replicates", type=int, default=500)
    options.add_argument("--sizes", type=int, nargs="+", default=[100, 400])
    options.add_argument("--dimensions", type=int, nargs="+", default=[1, 2])
    chosen = options.parse_args()
    for number, (inputs, n) in enumerate(itertools.product(chosen.dimensions, chosen.sizes)):
        found = table(n, inputs, chosen.trials, chosen.replicates)
        if number == 0:
            print("| " + " | ".join(found.columns) + " |")
            print("|---" * len(found.columns) + "|")
        for row in found.itertuples(index=False):
            cells = (f"{value:.3f}" if isinstance(value, float) else str(value) for value in row)
            print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
