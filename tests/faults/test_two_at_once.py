"""Two runs into one folder at the same time: each ends well, and the folder is that of one of them, whole."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import farrell
from farrell.lp.resuming import Parts, parts_beside, resumable
from farrell.study import replace_folder, store

STUDY = 'schema = 1\n[data]\nbundled = "china-health"\nperiods = [2022, 2023]\n[[model]]\nkind = "efficiency"\n'
TABLES = '[outputs]\ntables = ["csv"]\nfigures = []\ndocuments = []\n'


def test_two_runs_of_one_study_into_one_folder(tmp_path):
    (tmp_path / "study.toml").write_text(STUDY + TABLES, encoding="utf-8")
    whole = farrell.run_study(tmp_path / "study.toml", tmp_path / "whole").folder
    out = tmp_path / "both" / "out"
    line = [sys.executable, "-m", "farrell", "run", str(tmp_path / "study.toml"), "--out", str(out)]
    runs = [subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for run in runs:
        _, said = run.communicate(timeout=300)
        assert run.returncode == 0, said
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    listed = json.loads((out / "study.json").read_text(encoding="utf-8"))["files"]
    there = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert there == {*listed, "study.json"}
    for path in sorted((whole / "tables").iterdir()):
        assert (out / "tables" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("in_one_step", [True, False])
def test_another_run_that_ends_first_is_replaced_and_not_mixed_with(tmp_path, monkeypatch, in_one_step):
    if not in_one_step:
        monkeypatch.setattr(store, "_exchange", lambda a, b: False)

    def write(folder, word):
        (folder / f"{word}.txt").write_text(word, encoding="utf-8")
        (folder / "study.json").write_text(json.dumps({"software": "farrell", "files": [f"{word}.txt"]}), "utf-8")

    with replace_folder(tmp_path / "out") as slow:
        write(slow, "slow")
        with replace_folder(tmp_path / "out") as quick:
            write(quick, "quick")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["slow.txt", "study.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_appears_while_it_is_named_is_replaced(tmp_path, monkeypatch):
    """Between the look whether it is there and the renaming, another run may put it there."""
    staging, target = tmp_path / "staging", tmp_path / "out"
    for folder, word in ((staging, "new"), (target, "old")):
        folder.mkdir()
        (folder / word).touch()
    looks, exists = iter([False]), type(target).exists
    monkeypatch.setattr(type(target), "exists", lambda self: next(looks, None) is None and exists(self))
    store.swap(staging, target)
    monkeypatch.undo()
    assert [path.name for path in target.iterdir()] == ["new"]


def test_parts_that_another_run_takes_along_are_no_fault(tmp_path, monkeypatch):
    place = parts_beside(tmp_path / "out")
    with resumable(place):
        parts = Parts.of("work")
        assert parts is not None
        parts.keep("piece", 1, 60.0)
        assert parts.found(["piece"]) == {0: 1}
        with resumable(place):
            pass
        assert parts.found(["piece"]) == {}
        parts.keep("piece", 2, 60.0)
        assert parts.found(["piece"]) == {0: 2}
