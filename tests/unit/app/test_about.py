"""What the page is told of results."""

from __future__ import annotations

from pathlib import Path

from farrell.app.tasks.about import meta
from farrell.study import compute, read_study, save_results

STUDY = """
schema = 1
[data]
bundled = "china-health"
periods = [2022, 2023]
[[model]]
kind = "efficiency"
[[model]]
kind = "dea"
orientation = "output"
[[model]]
kind = "additive"
[[model]]
kind = "super_efficiency"
"""


def test_a_model_is_ranked_by_its_efficiency_or_by_the_score_it_has(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    results = compute(read_study(tmp_path / "study.toml"))
    (tmp_path / "results").mkdir()
    save_results(results, tmp_path / "results", [])
    told = meta(lambda *step: None, str(tmp_path))["scored"]
    assert told == {"dea": "te", "additive": "score", "super_efficiency": "te"}
    scores = results.tables["scores"]
    for model, column in told.items():
        of = scores[(scores["model"] == model) & (scores["period"] == 2023)]
        best = of.sort_values(column, ascending=column == "score").iloc[0]
        assert best["rank"] == 1
