"""Scenarios in a study and on the command line, in both languages, and what is refused."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.report import render_study, run_study
from farrell.report.table_lines import table_lines

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "examples" / "scenarios" / "study.toml"


def run(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "farrell", *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return run_study(STUDY, tmp_path_factory.mktemp("scenarios") / "out")


def test_the_example_has_its_tables_and_chapter(done):
    tables = done.results.tables
    assert tables["scenarios"]["scenario"].nunique() == 5
    assert tables["diffusion_paths"]["scenario"].nunique() == 2
    page = html.unescape((done.folder / "report.html").read_text(encoding="utf-8"))
    chapter = page.split('id="scenarios"')[1].split("</section>")[0]
    assert "Units that would have to do more than the best do today: 15." in chapter
    assert "if each unit covers 50% of its distance to the frontier in 5 years" in chapter
    assert not re.search(r"\bnan\b", chapter)
    assert "units that stand higher: 1, lower: 30." in chapter
    assert "highest in Beijing (−3.2%)" in chapter
    demand = tables["scenarios"].query("scenario == 'more demand'")
    assert f"{demand['te_crs_held'].mean():.3f} on today" in chapter
    assert int((demand["te_crs_held"] > 1 + 1e-6).sum()) == 15
    own = tables["scenarios"].query("scenario == 'Jing-Jin as one'")
    mean = own.dropna(subset=["te_crs_before", "te_crs_held"])["te_crs_before"].mean()
    said = "These are means over 31 units now, 30 on today's frontier and 30 on the scenario's own; the 29 units"
    assert f"{said} that are there both times have a mean of {mean:.3f} now" in chapter
    assert chapter.count("These are means over") == 1


def test_it_is_written_again_in_chinese_without_solving(done, tmp_path):
    again = render_study(done.folder, tmp_path / "zh", language="zh")
    page = (again.folder / "report.html").read_text(encoding="utf-8")
    chapter = page.split('id="scenarios"')[1].split("</section>")[0]
    for name in ("More demand", "more demand", "Beijing", "Jing-Jin", "catching up", "的 TE", "为 西藏"):
        assert name not in chapter
    assert (
        "上述均值分别为目前 31 个、以目前前沿衡量 30 个、以情景自身前沿衡量 30 个单元的均值；前后均存在的 29 个"
        in chapter
    )
    for name in ("需求增长一成", "京津合一", "北京 + 天津", "追赶前沿", "变动值最高者为西藏（+38.5%）"):
        assert name in chapter
    for name in ("scenarios", "scenario_changes", "diffusion_paths"):
        pd.testing.assert_frame_equal(again.results.tables[name], done.results.tables[name], check_dtype=False)
    assert "京津合一：北京和天津合为一体并达到最佳实践时，提供同样的服务可节约 2.8% 的资源（总效应 0.972）。" in chapter


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
def test_what_a_merger_gains_is_told_and_is_that_of_the_function(done, monkeypatch):
    panel = farrell.load("china-health").panel
    found = farrell.merger_gains(panel, 2023, groups={"Beijing + Tianjin": ["Beijing", "Tianjin"]}).to_frame()
    table = done.results.tables["scenario_gains"]
    assert table["scenario"].tolist() == ["Jing-Jin as one"]
    pd.testing.assert_frame_equal(table[found.columns], found, check_dtype=False, rtol=1e-9)
    page = html.unescape((done.folder / "report.html").read_text(encoding="utf-8"))
    saved = 100 * (1 - found["overall"][0])
    said = f"Beijing and Tianjin could give the same services with {saved:.1f}% fewer resources"
    assert said in page
    assert "Bogetoft" in page.split('id="references"')[1]
    monkeypatch.chdir(STUDY.parent)
    scope: dict = {}
    exec(table_lines(done.results.meta, "scenario_gains"), scope)
    pd.testing.assert_frame_equal(scope["table"], table, check_dtype=False, rtol=1e-9)


def test_the_reference_names_every_column_of_scenarios(done):
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    for name in ("scenarios", "scenario_changes", "scenario_totals", "scenario_gains", "diffusion_paths"):
        line = next(line for line in text.splitlines() if line.startswith(f"| `{name}`"))
        columns = [c for c in done.results.tables[name].columns if not c.endswith("_after")]
        assert [c for c in columns if f"`{c}`" not in line] == []


def test_a_scenario_of_the_command_line_is_that_of_the_function(done, tmp_path):
    found = run(
        "scenario", "china-health", "--kind", "demand", "--at", "2023",
        "--set", "growth={ visits_10k = 0.1, discharges_10k = 0.1 }", "--out", "s.csv", cwd=tmp_path,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    table = pd.read_csv(tmp_path / "s.csv").set_index("unit")
    ours = done.results.tables["scenarios"].query("scenario == 'more demand'").set_index("unit")
    assert np.allclose(table["te_crs_held"], ours.loc[table.index, "te_crs_held"])


def test_the_scenarios_of_a_study_go_to_the_command_line_together(tmp_path):
    found = run("scenario", STUDY, cwd=tmp_path)
    assert found.stdout.startswith("scenario,unit,te_crs_before")
    assert "catching up, peers' progress" in found.stderr


def test_a_what_if_of_the_command_line(tmp_path):
    found = run("what-if", "china-health", "--of", "Hebei", "--set", "beds=-10%", "--json", cwd=tmp_path)
    told = json.loads(found.stdout)
    assert told["te_vrs_then"] > told["te_vrs_now"]
    assert next(r for r in told["rows"] if r["column"] == "beds")["after"] == pytest.approx(534_000 * 0.9)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["scenario", "china-health"], 2, "scenario-none"),
        (["scenario", "china-health", "--kind", "growth"], 2, "demand"),
        (["scenario", "china-health", "--kind", "merge", "--set", "unit=Beijing"], 2, "units"),
        (["what-if", "china-health", "--of", "Pekin", "--set", "beds=1"], 2, "Pekin"),
        (["what-if", "china-health", "--of", "Hebei", "--set", "beds"], 2, "set-form"),
    ],
)
def test_commands_without_sense_are_refused(tmp_path, words, code, said):
    found = run(*words, cwd=tmp_path)
    assert found.returncode == code
    assert said in found.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "growth"', "scenario[1].kind"),
        ('kind = "demand"\ngrows = 1', "scenario[1].grows"),
        ('kind = "demand"\ngrowth = { beds = 0.1 }', "visits_10k"),
        ('kind = "demand"\nname = "x"\n[[scenario]]\nkind = "shock"\nname = "x"', "scenario[2].name"),
    ],
)
def test_a_wrong_scenario_is_the_files_fault(tmp_path, text, said):
    head = STUDY.read_text(encoding="utf-8").split("[[scenario]]")[0]
    (tmp_path / "study.toml").write_text(f"{head}[[scenario]]\n{text}\n", encoding="utf-8")
    found = run("run", "study.toml", "--out", "out", cwd=tmp_path)
    assert found.returncode == 2
    assert said in found.stderr
