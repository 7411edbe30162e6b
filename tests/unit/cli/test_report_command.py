"""``farrell report`` in chosen formats and profiles, and ``farrell run`` by the study file."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from farrell.cli.main import app
from farrell.errors import OptionError, StudyFileError

STUDY = """schema = 1
[data]
file = "d.csv"
unit = "clinic"
inputs = ["beds"]
outputs = ["visits"]
allow = ["few-units"]
[[model]]
kind = "efficiency"
[outputs]
figures = []
tables = ["csv"]
"""


def ran(*words):
    return CliRunner().invoke(app, list(map(str, words)))


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "d.csv").write_text("clinic,beds,visits\nA,10,100\nB,20,220\nC,15,120\nD,30,200\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path / "study.toml"


def written(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix in (".html", ".xlsx")}


def test_a_run_writes_what_the_study_file_asks_for_and_ends_with_its_first_page(study, tmp_path):
    study.write_text(STUDY + 'profiles = ["brief", "paper"]\n', encoding="utf-8")
    done = ran("run", study, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == str(tmp_path / "out" / "brief.html")
    assert written(tmp_path / "out") == {"paper.html", "brief.html"}


def test_report_writes_chosen_formats_and_profiles_without_solving(study, tmp_path):
    assert ran("run", study, "--out", tmp_path / "out").exit_code == 0
    chosen = ("--format", "html", "--format", "xlsx", "--profile", "province", "--profile", "brief")
    done = ran("report", tmp_path / "out", "--out", tmp_path / "two", "--lang", "zh", *chosen)
    assert done.exit_code == 0, done.output
    assert written(tmp_path / "two") == {"brief.html", "province.html", "tables.xlsx"}
    assert done.stdout.splitlines()[-1] == str(tmp_path / "two" / "province.html")
    assert "决策简报" in (tmp_path / "two" / "brief.html").read_text(encoding="utf-8")
    again = ran("report", tmp_path / "out", "--profile", "paper")
    assert again.exit_code == 0, again.output
    assert written(tmp_path / "out") == {"paper.html", "report.html"}
    assert again.stdout.splitlines()[-1] == str(tmp_path / "out" / "paper.html")
    assert (tmp_path / "out" / "tables" / "efficiency.csv").is_file()


@pytest.mark.parametrize(
    ("option", "value", "allowed"), [("--format", "odt", "report.html"), ("--profile", "minister", "brief")]
)
def test_what_there_is_not_is_refused_with_what_there_is(study, tmp_path, option, value, allowed):
    assert ran("run", study, "--out", tmp_path / "out").exit_code == 0
    done = ran("report", tmp_path / "out", option, value)
    assert isinstance(done.exception, OptionError)
    assert allowed in str(done.exception)
    assert written(tmp_path / "out") == {"report.html"}


def test_check_names_a_wrong_output(study):
    study.write_text(STUDY + 'documents = ["doc"]\n', encoding="utf-8")
    done = ran("check", study)
    assert isinstance(done.exception, StudyFileError)
    assert "outputs.documents" in str(done.exception)
