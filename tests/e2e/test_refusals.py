"""Broken input through the command line: one clear message, an exit code, nothing written, no traceback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from running import ROOT, STUDY, farrell

GOOD = "unit,year,x1,x2,y1\n" + "".join(
    f"U{i:02d},{year},{i + 1},{(i * 7) % 5 + 2},{(i * 3) % 11 + 1}\n" for year in (2019, 2020) for i in range(16)
)
QUICK = """
schema = 1
[data]
bundled = "china-health"
[[model]]
kind = "efficiency"
[outputs]
tables = ["csv"]
figures = []
documents = []
"""
"""A study without a report."""
ROLES = ("--unit", "unit", "--period", "year", "--inputs", "x1,x2", "--outputs", "y1")


def edited(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new).encode()


CASES: dict[str, tuple[str, bytes, tuple[str, ...]]] = {
    "missing column": ("a.csv", edited("x2,y1\n", "x3,y1\n"), ("missing-column", "x2", "x3", "row 1")),
    "text in a number column": (
        "a.csv",
        edited("U03,2019,4,3,10\n", "U03,2019,four,3,10\n"),
        ("non-numeric", "row 5", "U03", "2019", "x1", "four"),
    ),
    "a gap": ("a.csv", edited("U03,2019,4,3,10\n", "U03,2019,,3,10\n"), ("missing", "row 5", "U03", "2019", "x1")),
    "duplicate rows": (
        "a.csv",
        edited("U04,2019,", "U03,2019,"),
        ("duplicate", "row 6", "row 5", "U03", "2019"),
    ),
    "empty file": ("a.csv", b"", ("empty-file", "a.csv")),
    "header only": ("a.csv", b"unit,year,x1,x2,y1\n", ("no-rows", "a.csv")),
    "0-byte workbook": ("a.xlsx", b"", ("empty-file", "a.xlsx")),
    "wrong encoding": ("a.csv", GOOD.encode() + b"\xff\xfe\xfa,2019,1,1,1\n", ("encoding", "row 34")),
    "one unit": ("a.csv", b"unit,year,x1,x2,y1\nA,2019,1,2,3\nA,2020,2,2,3\n", ("one-unit", "A")),
    "a unit without outputs": (
        "a.csv",
        edited("U03,2019,4,3,10\n", "U03,2019,4,3,0\n"),
        ("zero-unit", "row 5", "U03", "2019", "outputs"),
    ),
    "a total row": ("a.csv", GOOD.encode() + "全国,2020,136,64,90\n".encode(), ("total-row", "全国", "row 34")),
    "a negative input": (
        "a.csv",
        edited("U03,2019,4,3,10\n", "U03,2019,-4,3,10\n"),
        ("negative", "row 5", "U03", "2019", "x1"),
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("command", ["dea", "run"])
def test_refused_data_name_the_place(tmp_path: Path, name: str, command: str) -> None:
    file, content, words = CASES[name]
    (tmp_path / file).write_bytes(content)
    if command == "dea":
        done = farrell("dea", file, *ROLES, "--out", "scores.csv", cwd=tmp_path)
    else:
        study = (
            f'schema = 1\n[data]\nfile = "{file}"\nunit = "unit"\nperiod = "year"\n'
            'inputs = ["x1", "x2"]\noutputs = ["y1"]\n[[model]]\nkind = "efficiency"\n'
        )
        (tmp_path / "study.toml").write_text(study, encoding="utf-8")
        done = farrell("run", "study.toml", "--out", "out", cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr
    assert not {p.name for p in tmp_path.iterdir()} - {file, "study.toml"}


def study_text(old: str = "", new: str = "") -> str:
    text = STUDY.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("orientation = ", "orientaton = ", ("study-unknown-key", "model[1].orientaton", "'orientation'")),
        ("[outputs]", "[output]", ("study-unknown-key", "output", "'outputs'")),
        ('kind = "malmquist"', 'kind = "malmqist"', ("study-choice", "model[2].kind", "'malmquist'")),
        ("schema = 1", "schema = 2", ("study-schema",)),
        ('bundled = "china-health"', 'bundled = "china"', ("study-choice", "data.bundled", "china-health")),
        ("schema = 1", "schema = [", ("study-toml",)),
        ('outputs = ["visits_10k", "discharges_10k"]', 'outputs = "visits_10k"', ("study-type", "data.outputs")),
        ('by = "region3"', 'by = "region9"', ("study-groups", "region9", "'region7'")),
    ],
)
def test_a_wrong_study_file_names_the_key(tmp_path: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    (tmp_path / "study.toml").write_text(study_text(old, new), encoding="utf-8")
    done = farrell("run", "study.toml", "--out", "out", cwd=tmp_path)
    assert done.returncode in (2, 3), done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["study.toml"]


def test_messages_in_chinese(tmp_path: Path) -> None:
    done = farrell("dea", tmp_path / "nothing.csv", *ROLES, "--lang", "zh")
    assert done.returncode == 3
    assert "找不到文件" in done.stderr


def test_a_folder_with_foreign_files_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    done = farrell("run", STUDY, "--out", out)
    assert done.returncode == 2
    assert "notes.txt" in done.stderr
    assert [p.name for p in out.iterdir()] == ["notes.txt"]


def test_killed_runs_leave_the_old_results_whole(study_folder: Path, tmp_path: Path) -> None:
    out, quick = tmp_path / "out", tmp_path / "quick.toml"
    shutil.copytree(study_folder, out)
    before = {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    command = [sys.executable, "-m", "farrell", "run", str(STUDY), "--out", str(out), "--lang", "zh"]
    for delay in (0.3, 1.0, 1.8, 2.6, 3.6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    quick.write_text(QUICK, encoding="utf-8")
    assert farrell("run", quick, "--out", out).returncode == 0
    left = sorted(p.name for p in tmp_path.iterdir())
    assert left == ["out", "quick.toml"], "the killed runs' remains are swept away"


def test_no_host_is_spoken_to(study_folder: Path) -> None:
    page = (study_folder / "report.html").read_text(encoding="utf-8")
    assert "src=" not in page
    assert "@import" not in page
    assert "url(http" not in page
    assert page.count("<script") == 1
    assert not any(word in page.split("<script>")[1] for word in ("fetch(", "XMLHttpRequest", "import(", "eval("))


def test_output_into_a_closed_pipe_is_no_traceback() -> None:
    command = f"{sys.executable} -m farrell dea china-health | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("unit,period,te")


def test_results_of_any_locale(tmp_path: Path) -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "farrell", "run", str(STUDY), "--out", str(tmp_path / "out"), "--lang", "zh"]
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    assert pd.read_csv(tmp_path / "out" / "tables" / "efficiency.csv").shape[0] == 310
