"""A disk that is full or cannot be written: one message with its code, nothing half-written, and then all goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import farrell
from farrell.cli.output import write_table
from farrell.errors import disk_fault
from farrell.lp.kernel import compiled

STUDY = 'schema = 1\n[data]\nbundled = "china-health"\nperiods = [2023]\n[[model]]\nkind = "efficiency"\n'
TABLES = '[outputs]\ntables = ["csv"]\nfigures = []\ndocuments = []\n'
ALL = '[outputs]\ntables = ["csv", "xlsx", "dta"]\nfigures = ["svg"]\ndocuments = ["html", "docx", "pdf"]\n'


def study(folder: Path, outputs: str = TABLES) -> Path:
    path = folder / "study.toml"
    path.write_text(STUDY + outputs, encoding="utf-8")
    return path


def command(*arguments: object, before: tuple[str, ...] = (), **options: object) -> subprocess.CompletedProcess[str]:
    line = [*before, sys.executable, "-m", "farrell", *map(str, arguments)]
    return subprocess.run(line, stderr=subprocess.PIPE, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def refused(work, *arguments, **options) -> str:
    with pytest.raises(farrell.OptionError) as caught:
        work(*arguments, **options)
    assert caught.value.code == "out-not-writable"
    return str(caught.value)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_full_disk_keeps_the_old_results_and_what_is_done(disk, tmp_path):
    path, whole = study(tmp_path), farrell.run_study(study(tmp_path), tmp_path / "whole").folder
    for kilobytes in (4, 16, 48):
        out = disk(kilobytes) / "out"
        assert "No space left" in refused(farrell.run_study, path, out)
        assert files(out.parent) == {}
    farrell.run_study(path, disk(2000) / "out")
    assert files(out / "tables") == files(whole / "tables")
    before = files(out)
    (out.parent / "film").write_bytes(b"0" * (os.statvfs(out.parent).f_bavail * os.statvfs(out.parent).f_frsize))
    refused(farrell.run_study, path, out)
    assert files(out) == before


@pytest.mark.parametrize(
    "kilobytes",
    [100, 1500, *(pytest.param(size, marks=pytest.mark.long) for size in range(200, 4000, 200) if size != 1500)],
)
def test_no_document_is_half_written(disk, drawn, kilobytes):
    out = disk(kilobytes) / "out"
    needed = sum(len(content) for content in files(drawn).values()) // 1024
    if kilobytes > needed + 200:  # folders and pages of the disk that are not full
        assert files(farrell.render_study(drawn, out).folder).keys() == files(drawn).keys()
    elif kilobytes < needed:
        refused(farrell.render_study, drawn, out)
        assert list(out.parent.iterdir()) == []


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    return farrell.run_study(study(folder, ALL), folder / "out").folder


@pytest.mark.parametrize("ending", ["csv", "parquet", "dta"])
def test_a_table_that_has_no_room_leaves_the_old_one(disk, ending):
    frame = farrell.load("china-health").panel.to_frame()
    path = disk(24) / f"scores.{ending}"
    path.write_text("old", encoding="utf-8")
    refused(write_table, path, frame)
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert path.read_text(encoding="utf-8") == "old"


def test_what_a_killed_command_left_beside_its_table_is_swept(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    stale, living = tmp_path / f".a[1].csv.{dead.pid}", tmp_path / f".a[1].csv.{os.getppid()}"
    for path in (stale, living, tmp_path / ".a[1].csv.notes"):
        path.write_text("half", encoding="utf-8")
    write_table(tmp_path / "a[1].csv", farrell.load("china-hospitals-2011").panel.to_frame())
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([living.name, ".a[1].csv.notes", "a[1].csv"])


def test_a_pipe_that_takes_no_more_is_said():
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = command("data", "list", stdout=full)
    assert done.returncode == 2
    assert "[out-not-writable]" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_may_not_be_written_is_said(tmp_path):
    path, closed = study(tmp_path), tmp_path / "closed"
    closed.mkdir(mode=0o555)
    caps = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override") if os.geteuid() == 0 else ()
    for arguments in (("run", path, "--out", closed / "out"), ("dea", "china-health", "--out", closed / "scores.csv")):
        done = command(*arguments, before=caps, stdout=subprocess.PIPE)
        assert done.returncode == 2, done.stderr
        assert "[out-not-writable]" in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
        assert list(closed.iterdir()) == []


def test_compiled_code_that_has_no_room_is_not_kept():
    def full(signature, made):
        raise OSError(28, "No space left on device")

    compiled._save(full, "signature", "made")
    with pytest.raises(ZeroDivisionError):
        compiled._save(lambda *_: 1 / 0, "signature", "made")


def test_only_what_the_disk_does_is_the_disks_fault():
    assert disk_fault(OSError(28, "No space left on device")) == "No space left on device"
    assert disk_fault(OSError("No space left on device (os error 28)")) == "No space left on device (os error 28)"
    assert disk_fault(FileNotFoundError(2, "No such file")) is None
    assert disk_fault(ValueError("28")) is None
    wrapped = RuntimeError("of a library")
    wrapped.__context__ = OSError(30, "Read-only file system")
    assert disk_fault(wrapped) == "Read-only file system"
