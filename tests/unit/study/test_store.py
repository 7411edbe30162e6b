"""A folder of results is replaced whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from farrell import OptionError
from farrell.study import replace_folder, store


def write(folder: Path, word: str) -> None:
    (folder / "a.txt").write_text(word, encoding="utf-8")
    (folder / "study.json").write_text(json.dumps({"software": "farrell", "files": ["a.txt"]}), encoding="utf-8")


def test_new_results_take_the_place_of_old_ones(tmp_path: Path) -> None:
    for word in ("old", "new"):
        with replace_folder(tmp_path / "out") as folder:
            write(folder, word)
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_without_an_exchange_in_one_step_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_exchange", lambda a, b: False)
    test_new_results_take_the_place_of_old_ones(tmp_path)


def test_a_failure_keeps_the_old_results(tmp_path: Path) -> None:
    with replace_folder(tmp_path / "out") as folder:
        write(folder, "old")

    def fail() -> None:
        with replace_folder(tmp_path / "out") as folder:
            write(folder, "half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("manifest", [None, "{", "[]", '{"software": "other", "files": ["a.txt"]}'])
def test_files_of_others_are_never_replaced(tmp_path: Path, manifest: str | None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.txt").write_text("mine", encoding="utf-8")
    if manifest is not None:
        (out / "study.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(OptionError, match=r"a\.txt"), replace_folder(out):
        pass
    assert (out / "a.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(OptionError), replace_folder(tmp_path / "out"):
        pass


def test_remains_of_a_killed_run_are_swept_and_those_of_a_living_one_kept(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    stale = tmp_path / f".out.{dead.pid}.abc"
    living = tmp_path / f".out.{os.getpid()}.abc"
    for folder in (stale, living):
        folder.mkdir()
    with replace_folder(tmp_path / "out") as folder:
        write(folder, "new")
    assert not stale.exists()
    assert living.exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OptionError) as caught, replace_folder(tmp_path / "file" / "out"):
        pass
    assert caught.value.code == "out-not-writable"


def test_results_behind_a_link_are_replaced_there(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    with replace_folder(tmp_path / "link") as folder:
        write(folder, "new")
    assert (tmp_path / "link").is_symlink()
    assert (real / "a.txt").read_text(encoding="utf-8") == "new"


def test_what_appears_during_a_run_is_kept(tmp_path: Path) -> None:
    def run() -> None:
        with replace_folder(tmp_path / "out") as folder:
            write(folder, "new")
            (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")

    with replace_folder(tmp_path / "out") as folder:
        write(folder, "old")
    with pytest.raises(OptionError, match=r"notes\.txt"):
        run()
    assert (tmp_path / "out" / "notes.txt").exists()
