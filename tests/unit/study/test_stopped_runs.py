"""A study that was stopped goes on from there: steps with their warnings, pieces, the command line, the page."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pandas as pd
import pytest

import farrell
from farrell.app.tasks.study import run as run_on_page
from farrell.lp import resuming
from farrell.lp.resuming import parts_beside
from farrell.report import run_study
from farrell.study import compute, read_study
from farrell.study import run as steps
from farrell.study.finished import Finished
from farrell.study.run import open_panel

STUDY = """
schema = 1
[data]
bundled = "china-health"
periods = [2022, 2023]
[groups]
by = "region3"
[[model]]
name = "efficiency"
kind = "efficiency"
[inference]
replicates = 100
splits = 2
tests = []
[outputs]
documents = []
figures = []
"""


@pytest.fixture(autouse=True)
def any_piece_is_worth_keeping(monkeypatch):
    monkeypatch.setattr(resuming, "WORTH", 0.0)


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def stop_at(step):
    def progress(name, number, count):
        if name == step:
            raise KeyboardInterrupt

    return progress


def test_steps_that_are_done_are_taken_over_with_their_warnings(study, tmp_path, monkeypatch):
    whole = compute(read_study(study))
    with pytest.raises(KeyboardInterrupt), farrell.resumable(tmp_path / "parts"):
        compute(read_study(study), stop_at("tables"))

    def refuse(*_):
        raise AssertionError("done again")

    monkeypatch.setattr(steps, "_run", refuse)
    monkeypatch.setattr(steps.inference, "made", refuse)
    with farrell.resumable(tmp_path / "parts"):
        again = compute(read_study(study))
    assert whole.tables.keys() == again.tables.keys()
    for name, table in whole.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name], check_exact=True)
    assert whole.meta["warnings"] == again.meta["warnings"]
    assert not (tmp_path / "parts").exists()


def test_warnings_of_a_step_come_again(study, tmp_path):
    spec, done = read_study(study), []

    def work():
        done.append(1)
        warnings.warn(farrell.SpeedWarning("compiling"), stacklevel=1)
        return 5

    with farrell.resumable(tmp_path / "parts"):
        for _ in range(2):
            with pytest.warns(farrell.SpeedWarning):
                assert Finished(spec, open_panel(spec)).step("one", work) == 5
    assert done == [1]


def test_another_study_file_begins_anew(study, tmp_path):
    with pytest.raises(KeyboardInterrupt), farrell.resumable(tmp_path / "parts"):
        compute(read_study(study), stop_at("inference"))
    study.write_text(STUDY.replace("[2022, 2023]", "[2021, 2023]"), encoding="utf-8")
    with farrell.resumable(tmp_path / "parts"):
        resumed = compute(read_study(study))
    assert sorted(resumed.tables["efficiency"]["period"].unique()) == [2021, 2023]


def test_a_file_that_is_missing_is_told_as_in_any_run(study, tmp_path):
    study.write_text(STUDY + '[space]\nweights = "file"\nweights_file = "none.csv"\n', encoding="utf-8")
    with pytest.raises(farrell.FarrellError, match=r"none\.csv"), farrell.resumable(tmp_path / "parts"):
        compute(read_study(study))


def test_what_a_published_run_keeps_goes_with_its_end(study, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        run_study(study, out, progress=stop_at("tables"))
    assert parts_beside(out).is_dir()
    assert not out.exists()
    run_study(study, out)
    assert (out / "study.json").is_file()
    assert not parts_beside(out).exists()


def test_a_run_that_is_refused_leaves_nothing_one_that_cannot_write_leaves_what_is_done(study, tmp_path):
    out = tmp_path / "out"
    for code, left in (("choice", False), ("out-not-writable", True)):

        def refuse(name, number, count, code=code):
            if name == "tables":
                raise farrell.OptionError(code, option="x", value="y", allowed=[], hint="", out=out, reason="full")

        with pytest.raises(farrell.OptionError):
            run_study(study, out, progress=refuse)
        assert parts_beside(out).exists() == left
    assert not out.exists()


def test_the_page_goes_on_with_a_stopped_run(study, tmp_path):
    results = tmp_path / "results"
    with pytest.raises(KeyboardInterrupt):
        run_on_page(stop_at("tables"), str(tmp_path))
    assert parts_beside(results).is_dir()
    run_on_page(lambda *_: None, str(tmp_path))
    assert (results / "study.json").is_file()
    assert not parts_beside(results).exists()


def command(out: Path, replicates: int) -> list[str]:
    options = ["--out", str(out), "--replicates", str(replicates), "--reference", "pooled", "--seed", "5"]
    return [sys.executable, "-m", "farrell", "bootstrap", "china-health", *options]


@pytest.mark.parametrize(("how", "said"), [(signal.SIGKILL, ""), (signal.SIGINT, "Stopped.")])
def test_a_killed_command_goes_on(tmp_path, how, said):
    out = tmp_path / "scores.csv"
    with subprocess.Popen(command(out, 1000), stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 120
        while not any(parts_beside(out).glob("farrell-*.part")) and process.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.01)
        process.send_signal(how)
        error = process.stderr.read()
    assert process.returncode != 0
    assert said in error
    assert not out.exists()
    kept = {path.name for path in parts_beside(out).glob("farrell-*.part")}
    assert kept
    subprocess.run(command(out, 1000), check=True, capture_output=True)
    assert not parts_beside(out).exists()
    panel = farrell.load("china-health").panel
    expected = farrell.bootstrap(panel, seed=5, replicates=1000, reference="pooled").to_frame()
    pd.testing.assert_frame_equal(pd.read_csv(out), expected, check_exact=False, rtol=1e-12, check_dtype=False)
