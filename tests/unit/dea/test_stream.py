"""A Parquet data set scored slice by slice has the scores of the panel in memory, and goes on where it stopped."""

import importlib
import signal
import subprocess
import sys
import time
import warnings

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import DataError, OptionError

source_module = importlib.import_module("farrell.data.stream")
module = importlib.import_module("farrell.dea.stream")
ROLES = {"unit": "unit", "period": "year", "inputs": ["beds", "staff"], "outputs": ["visits"]}


@pytest.fixture
def frame():
    rng = np.random.default_rng(71)
    n = 900
    data = pd.DataFrame({"unit": [f"h{i % 450}" for i in range(n)], "year": np.repeat([2020, 2021], n // 2)})
    data["beds"], data["staff"] = rng.lognormal(3, 0.6, n).round(1), rng.lognormal(4, 0.6, n).round(1)
    data["visits"] = (np.sqrt(data.beds * data.staff) * rng.uniform(0.4, 1, n)).round(1)
    return data.sample(frac=1, random_state=1).reset_index(drop=True)


@pytest.fixture
def source(frame, tmp_path, monkeypatch):
    monkeypatch.setattr(source_module, "ROWS", 128)
    path = tmp_path / "big.parquet"
    frame.to_parquet(path, row_group_size=300)
    return path


def in_memory(frame, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        panel = farrell.Panel.from_frame(frame, **ROLES)
        result = farrell.dea(panel, solver="kernel", **options).to_frame()
    return result.set_index(["unit", "period"]).loc[list(zip(frame.unit, frame.year, strict=True))].reset_index()


@pytest.mark.parametrize(
    "options",
    [{}, {"rts": "crs"}, {"reference": "pooled"}, {"orientation": "output", "rts": "ndrs"}, {"second_phase": False}],
)
def test_scores_are_those_in_memory_in_the_order_of_the_file(options, frame, source, tmp_path):
    out = farrell.score_dataset(source, tmp_path / "out.parquet", **ROLES, **options)
    ours, expected = pd.read_parquet(out), in_memory(frame, **options)
    assert ours[["unit", "period"]].to_numpy().tolist() == frame[["unit", "year"]].to_numpy().tolist()
    assert list(ours.columns) == list(expected.columns)
    for column in ours.columns:
        if ours[column].dtype == float:
            np.testing.assert_allclose(ours[column], expected[column], rtol=1e-8, atol=1e-8)
        else:
            assert ours[column].tolist() == expected[column].tolist()
    assert not list(tmp_path.glob("*.parts"))


def test_a_folder_of_files_is_one_data_set(frame, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    for year, part in frame.groupby("year"):
        part.to_parquet(folder / f"{year}.parquet")
    out = farrell.score_dataset(folder, tmp_path / "out.parquet", **ROLES, reference="pooled")
    expected = in_memory(frame, reference="pooled").set_index(["unit", "period"]).te
    ours = pd.read_parquet(out).set_index(["unit", "period"]).te
    np.testing.assert_allclose(ours, expected[ours.index], rtol=1e-9)


def test_a_killed_run_goes_on_and_gives_the_same_file(source, tmp_path):
    whole = farrell.score_dataset(source, tmp_path / "whole.parquet", **ROLES)
    code = (
        "import importlib, sys, time, farrell\n"
        "importlib.import_module('farrell.data.stream').ROWS = 128\n"
        "module = importlib.import_module('farrell.dea.stream')\n"
        "score = module._score\n"
        "module._score = lambda *a, **k: (time.sleep(0.3), score(*a, **k))[1]\n"
        f"farrell.score_dataset(sys.argv[1], sys.argv[2], **{ROLES!r})\n"
    )
    out = tmp_path / "out.parquet"
    parts = tmp_path / "out.parquet.parts"
    with subprocess.Popen([sys.executable, "-W", "ignore", "-c", code, str(source), str(out)]) as process:
        deadline = time.monotonic() + 120
        while len(list(parts.glob("[0-9]*.parquet"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert not out.exists()
    done = {path.name: path.stat().st_mtime_ns for path in parts.glob("[0-9]*.parquet")}
    assert 2 <= len(done) < 9
    kept = []
    score = module._join

    def look(folder, target):
        kept.extend(p.name for p in folder.glob("[0-9]*.parquet") if done.get(p.name) == p.stat().st_mtime_ns)
        score(folder, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_join", look)
        farrell.score_dataset(source, out, **ROLES)
    assert sorted(kept) == sorted(done)
    assert out.read_bytes() == whole.read_bytes()
    assert not parts.exists()


def test_slices_of_another_job_are_not_mixed_in(source, tmp_path, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    out = tmp_path / "out.parquet"
    with monkeypatch.context() as patch:
        patch.setattr(module, "_score", stop)
        with pytest.raises(KeyboardInterrupt):
            farrell.score_dataset(source, out, **ROLES)
    with pytest.raises(OptionError, match="another job"):
        farrell.score_dataset(source, out, **ROLES, rts="crs")
    assert not out.exists()
    assert farrell.score_dataset(source, out, **ROLES).exists()


def test_a_folder_of_somebody_elses_is_left_alone(source, tmp_path):
    folder = tmp_path / "out.parquet.parts"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(OptionError, match="another job"):
        farrell.score_dataset(source, tmp_path / "out.parquet", **ROLES)
    assert (folder / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("column", "value", "code"), [("beds", None, "missing"), ("visits", -3.0, "negative"), ("unit", None, "unit-blank")]
)
def test_a_fault_is_named_with_its_row_in_the_file(column, value, code, frame, tmp_path, monkeypatch):
    monkeypatch.setattr(source_module, "ROWS", 128)
    frame.loc[700, column] = value
    path = tmp_path / "big.parquet"
    frame.to_parquet(path, row_group_size=300)
    with pytest.raises(DataError) as caught:
        farrell.score_dataset(path, tmp_path / "out.parquet", **ROLES, orientation="output", rts="crs")
    assert caught.value.findings[0].code == code
    place = caught.value.findings[0].place
    assert (place.file, place.row, place.column) == ("big.parquet", 701, column)


def test_a_wrong_column_file_or_option_is_refused_before_anything_is_written(source, tmp_path):
    out = tmp_path / "out.parquet"
    with pytest.raises(DataError, match="bed"):
        farrell.score_dataset(source, out, **{**ROLES, "inputs": ["bed"]})
    with pytest.raises(DataError):
        farrell.score_dataset(tmp_path / "none.parquet", out, **ROLES)
    with pytest.raises(OptionError):
        farrell.score_dataset(source, out, **ROLES, reference="neighbours")
    (tmp_path / "no.parquet").write_bytes(b"PAR1 but not really PAR1")
    with pytest.raises(DataError):
        farrell.score_dataset(tmp_path / "no.parquet", out, **ROLES)
    assert not list(tmp_path.glob("out*"))


def test_where_nothing_can_be_written_the_output_is_named(source, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OptionError, match=r"out\.parquet: cannot write"):
        farrell.score_dataset(source, tmp_path / "file" / "out.parquet", **ROLES)


def test_a_source_that_goes_away_is_not_called_an_output(source, tmp_path, monkeypatch):
    def gone(*_, **__):
        raise FileNotFoundError(2, "gone", str(source))

    with monkeypatch.context() as patch:
        patch.setattr(module, "_score", gone)
        with pytest.raises(FileNotFoundError, match="big"):
            farrell.score_dataset(source, tmp_path / "out.parquet", **ROLES)


def test_without_pyarrow_it_says_what_to_install(source, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OptionError, match=r"farrell\[parquet\]"):
        farrell.score_dataset(source, tmp_path / "out.parquet", **ROLES)


def test_the_command_goes_from_parquet_to_parquet(frame, source, tmp_path):
    out = tmp_path / "scores.parquet"
    command = [sys.executable, "-m", "farrell", "dea", str(source), "--out", str(out)]
    roles = ["--unit", "unit", "--period", "year", "--inputs", "beds,staff", "--outputs", "visits"]
    done = subprocess.run([*command, *roles], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == str(out)
    np.testing.assert_allclose(pd.read_parquet(out).te, in_memory(frame).te, rtol=1e-9)
    refused = subprocess.run([*command, *roles, "--exclude", "h1"], check=False, capture_output=True, text=True)
    assert refused.returncode == 2
    assert "--exclude" in refused.stderr
