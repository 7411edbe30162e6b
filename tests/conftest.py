"""Panels from arrays, and disks that are full, for all tests."""

import os
import subprocess
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from farrell.data import Panel
from farrell.data.checks import CODES
from farrell.errors import DataWarning


@pytest.fixture(scope="session")
def panel_of() -> Callable[..., Panel]:
    """Build a silent panel from arrays: inputs x0, x1, ..., outputs y0, y1, ..., undesirable outputs b0, b1, ...,
    every check allowed."""

    def build(X: object, Y: object, *, units: object = None, periods: object = None, **options: object) -> Panel:
        X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
        X, Y = (v[:, None] if v.ndim == 1 else v for v in (X, Y))
        frame = pd.DataFrame({"unit": [f"U{i}" for i in range(len(X))] if units is None else list(units)})
        if periods is not None:
            frame["period"] = list(periods)
        inputs, outputs = [f"x{i}" for i in range(X.shape[1])], [f"y{r}" for r in range(Y.shape[1])]
        frame[inputs], frame[outputs] = X, Y
        if "bad" in options:
            B = np.asarray(options.pop("bad"), dtype=float)
            B = B[:, None] if B.ndim == 1 else B
            options["undesirable"] = [f"b{k}" for k in range(B.shape[1])]
            frame[options["undesirable"]] = B
        for column in ("group", "extra"):
            if column in options:
                frame[column] = options.pop(column)
                options |= {"group": column} if column == "group" else {}
        period = None if periods is None else "period"
        options.setdefault("allow", CODES)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)  # data are odd on purpose here; panel.findings has it all
            return Panel.from_frame(frame, unit="unit", period=period, inputs=inputs, outputs=outputs, **options)

    return build


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A disk in memory of so many kilobytes; again, with more of them, for the same disk with more room."""
    place = tmp_path / "disk"
    place.mkdir()

    def of(kilobytes: int) -> Path:
        there = ["-o", f"remount,size={kilobytes}k"] if os.path.ismount(place) else ["-o", f"size={kilobytes}k"]
        done = subprocess.run(
            ["mount", "-t", "tmpfs", *there, "none", place], capture_output=True, text=True, check=False
        )
        if done.returncode and os.environ.get("CI"):
            pytest.fail(f"no disk can be made here: {done.stderr}")
        elif done.returncode:
            pytest.skip("only root can make a disk")
        return place

    yield of
    if os.path.ismount(place):
        subprocess.run(["umount", "--lazy", place], check=True)
