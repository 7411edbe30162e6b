"""What the page is told of covariates and findings, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from farrell.app.tasks.about import meta
from farrell.study import compute, read_study, save_results

STUDY = """
schema = 1
[data]
bundled = "china-health"
periods = [2022, 2023]
[labels]
share_65plus = { en = "Share of old", zh = "老年人口比重" }
[[model]]
kind = "efficiency"
"""
CHAPTERS = """
[determinants]
on = ["share_65plus", "log(gdp_per_capita_yuan/population_10k)"]
algorithm = 1
replicates = 20
ratio = false
variants = false
[robustness]
findings = ["Guangdong is efficient in 2023", "mean below 0.1"]
leave_one_out = false
outliers = false
stability = false
ranks = false
"""


def told(text: str, folder: Path) -> dict[str, Any]:
    (folder / "study.toml").write_text(text, encoding="utf-8")
    results = compute(read_study(folder / "study.toml"))
    (folder / "results").mkdir()
    save_results(results, folder / "results", [])
    return meta(lambda *step: None, str(folder))


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_covariates_and_findings_have_words_in_both_languages(tmp_path: Path) -> None:
    found = told(STUDY + CHAPTERS, tmp_path)
    covariates = found["determinants"]["covariates"]
    assert covariates["share_65plus"] == {
        "head": {"en": "Share of old", "zh": "老年人口比重"},
        "within": {"en": "share of old", "zh": "老年人口比重"},
    }
    assert list(covariates) == ["share_65plus", "log(gdp_per_capita_yuan/population_10k)"]
    assert found["determinants"]["level"] == 0.95
    first, second = found["findings"]
    assert first["words"] == {"en": "Guangdong is efficient in 2023", "zh": "2023 年广东有效"}
    assert second["words"]["en"] == "mean efficiency is below 0.1"
    assert second["against"]["en"] == ""


def test_a_study_without_chapters_has_no_words_for_them(tmp_path: Path) -> None:
    found = told(STUDY, tmp_path)
    assert found["determinants"] is None
    assert found["inference"] is None
    assert found["findings"] == []
