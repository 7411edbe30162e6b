"""study.zip holds what is written beside it, reads back as results, and is the same from the same files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from farrell import render_study
from farrell.report.archive import write_archive
from farrell.study import load_results

ASKED = ["study.zip", "tables.md", "tables.xlsx", "csv", "svg"]


@pytest.fixture
def folder(run, frame):
    return run(frame(6, 2), models='[[model]]\nkind = "efficiency"\n', outputs="figures = []\ndocuments = []")


def test_it_holds_all_other_files_and_the_manifest_first(folder, tmp_path):
    steps = []
    out = tmp_path / "out"
    render_study(folder, out, formats=ASKED, progress=lambda *step: steps.append(step))
    with ZipFile(out / "study.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert all(archive.read(name) == (out / name).read_bytes() for name in names)
        archive.extractall(tmp_path / "unpacked")
    others = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()} - {"study.zip"}
    assert names == ["study.json", *sorted(others - {"study.json"})]
    assert {"tables.md", "tables.xlsx", "tables/efficiency.csv", "figures/captions.txt"} <= others
    assert steps[-1] == ("study.zip", steps[-1][2], steps[-1][2])
    assert [step for _, step, _ in steps] == list(range(1, len(steps) + 1))
    assert "study.zip" in json.loads((out / "study.json").read_text(encoding="utf-8"))["files"]
    assert load_results(tmp_path / "unpacked").tables.keys() == load_results(out).tables.keys()


def test_results_may_be_replaced_and_packed_again(folder):
    render_study(folder, formats=["study.zip"])
    first = (folder / "study.zip").read_bytes()
    render_study(folder, formats=["study.zip"])
    assert (folder / "study.zip").read_bytes() == first
    with ZipFile(folder / "study.zip") as archive:
        assert "study.zip" not in archive.namelist()


def test_equal_files_are_equal_bytes_whatever_their_times_and_order(tmp_path):
    packed = []
    for number, names in enumerate((["b.txt", "a/ü x.csv", "study.json"], ["study.json", "a/ü x.csv", "b.txt"])):
        place = tmp_path / str(number)
        for name in names:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(name, encoding="utf-8")
            os.utime(place / name, (10**9 + number, 10**9 + number))
            os.chmod(place / name, 0o600 if number else 0o644)
        write_archive(place, place / "study.zip")
        packed.append((place / "study.zip").read_bytes())
    assert packed[0] == packed[1]
    with ZipFile(Path(tmp_path / "0" / "study.zip")) as archive:
        assert archive.namelist() == ["study.json", "a/ü x.csv", "b.txt"]
