"""CPU seconds of a start, beside those of Python alone: ``python -m benchmarks.starting``."""

from __future__ import annotations

import os
import subprocess
import sys

ROUNDS = 5
STARTS = {
    "import farrell": ("-c", "import farrell"),
    "farrell --help": ("-m", "farrell", "--help"),
    "farrell run --help": ("-m", "farrell", "run", "--help"),
    "farrell data list": ("-m", "farrell", "data", "list"),
}
BUDGET = {"import farrell": 0.25, "farrell --help": 1.0, "farrell run --help": 1.0, "farrell data list": 2.5}
"""CPU seconds beyond those of Python alone that a start may take: three times what one takes here, or more."""


def seconds(*arguments: str) -> float:
    """The best CPU time of Python with these arguments, in a process of its own."""
    taken = []
    for _ in range(ROUNDS):
        before = os.times()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        taken.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(taken)


def beyond() -> dict[str, float]:
    """Start -> CPU seconds beyond Python's own."""
    alone = seconds("-c", "pass")
    return {name: seconds(*arguments) - alone for name, arguments in STARTS.items()}


if __name__ == "__main__":
    for name, found in beyond().items():
        print(f"{name:20} {found:5.2f} s of CPU, at most {BUDGET[name]:.2f}")
