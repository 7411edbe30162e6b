"""Diagnosis, benchmarks and profiles in a study: of provinces, and of units with nothing but inputs and outputs."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from farrell.report import render_study, run_study

STUDY = """
schema = 1
title = "A test"
[data]
file = "panel.csv"
unit = "unit"
inputs = ["staff", "rooms"]
outputs = ["cases"]
allow = ["few-units"]
[[model]]
kind = "efficiency"
[benchmarks]
{options}
[outputs]
figures = ["svg"]
"""


def written(tmp_path, options="", rows=12, seed=3):
    rng = np.random.default_rng(seed)
    staff = rng.uniform(10, 100, rows)
    rooms = staff * rng.uniform(0.5, 1.5, rows)
    cases = staff**0.6 * rooms**0.4 * rng.uniform(0.5, 1, rows)
    names = [f"Ward {k + 1}" for k in range(rows)]
    frame = pd.DataFrame({"unit": names, "staff": staff, "rooms": rooms, "cases": cases})
    frame.to_csv(tmp_path / "panel.csv", index=False)
    (tmp_path / "study.toml").write_text(STUDY.format(options=options), encoding="utf-8")
    return tmp_path / "study.toml"


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
@pytest.mark.parametrize(
    "options", ["", 'way = "closest"\nlimit = 0.2', 'orientation = "output"\nway = "direct"\nyears = 1']
)
def test_units_without_groups_people_or_periods_have_their_chapters(tmp_path, options):
    done = run_study(written(tmp_path, options), tmp_path / "out")
    tables = done.results.tables
    assert "group_frontiers" not in tables
    assert "same_group" not in tables["benchmarks"]
    page = (done.folder / "report.html").read_text(encoding="utf-8")
    assert "What should each unit do first?" in page
    assert page.count('<details class="profile">') == 12
    assert (done.folder / "figures" / "learning-network.svg").exists()
    assert not re.search(r"\bnan\b", page.split('id="diagnosis"')[1])
    again = render_study(done.folder, tmp_path / "zh", language="zh")
    assert "各单元应先做什么？" in (again.folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_a_study_where_all_are_efficient_has_nobody_to_learn_from(tmp_path):
    study = written(tmp_path, rows=5)
    pd.DataFrame(
        {"unit": list("ABCDE"), "staff": [1, 2, 3, 4, 5], "rooms": [5, 4, 3, 2, 1], "cases": [3, 3, 3, 3, 3]}
    ).to_csv(tmp_path / "panel.csv", index=False)
    done = run_study(study, tmp_path / "out")
    assert len(done.results.tables["benchmarks"]) == 0
    assert "Nothing to act on" in (done.folder / "report.html").read_text(encoding="utf-8")
    render_study(done.folder, tmp_path / "again")
