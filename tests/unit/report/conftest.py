"""Studies of panels unlike the bundled one, run in process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from farrell import run_study

Run = Callable[..., Path]


@pytest.fixture
def frame() -> Callable[..., pd.DataFrame]:
    """A panel of made-up units with growing outputs."""

    def make(n: int = 20, periods: int = 3, seed: int = 0) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        parts = []
        size = rng.lognormal(3, 0.5, n)
        for t in range(periods):
            x1 = size * rng.lognormal(0, 0.2, n)
            x2 = size * rng.lognormal(0, 0.2, n)
            parts.append(
                pd.DataFrame(
                    {
                        "unit": [f"Unit {i:03d}" for i in range(n)],
                        "year": 2019 + t,
                        "beds": x1,
                        "staff": x2,
                        "visits": size * rng.lognormal(0.05 * t, 0.2, n),
                        "kind": ["urban" if i % 2 else "rural" for i in range(n)],
                    }
                )
            )
        return pd.concat(parts, ignore_index=True)

    return make


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Write the frame and a study file, run it, give the folder."""

    def go(
        data: pd.DataFrame,
        *,
        models: str = '[[model]]\nkind = "efficiency"\n[[model]]\nkind = "malmquist"\n',
        period: bool = True,
        group: bool = True,
        extra: str = "",
        language: str = "en",
        name: str = "out",
        outputs: str = "figures = []",
    ) -> Path:
        data.to_csv(tmp_path / "data.csv", index=False)
        lines = ["schema = 1", f'language = "{language}"', "[data]", 'file = "data.csv"', 'unit = "unit"']
        lines += ['period = "year"'] if period else []
        lines += ['inputs = ["beds", "staff"]', 'outputs = ["visits"]', extra]
        lines += ["[groups]", 'by = "kind"'] if group else []
        lines += ["[outputs]", outputs]
        (tmp_path / "study.toml").write_text("\n".join([*lines, models]), encoding="utf-8")
        return run_study(tmp_path / "study.toml", tmp_path / name).folder

    return go
