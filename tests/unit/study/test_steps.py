"""What a run tells of its steps."""

from __future__ import annotations

from pathlib import Path

from farrell.study import compute, read_study

STUDY = """
schema = 1
[data]
bundled = "china-health"
periods = [2022, 2023]
[[model]]
name = "tables"
kind = "efficiency"
[[scenario]]
kind = "demand"
growth = { visits_10k = 0.1 }
[stochastic]
[determinants]
first = 2
replicates = 20
variants = false
ratio = false
[robustness]
specifications = false
ranks = false
outliers = false
[space]
variables = ["te_crs"]
statistics = ["inequality"]
"""


def test_every_step_is_told_once_and_in_order(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text(STUDY, encoding="utf-8")
    told: list[tuple[str, int, int]] = []
    compute(read_study(file), lambda *step: told.append(step))
    names = ["data", "tables", "policy", "stochastic", "determinants", "robustness", "space", "tables"]
    assert told == [(name, number, len(names)) for number, name in enumerate(names, start=1)]
