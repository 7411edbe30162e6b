"""A run that is killed, or that the disk refuses, at any change of a file: nothing is half-written, all is resumed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

INJURED = Path(__file__).with_name("injured.py")
STUDY = """
schema = 1
[data]
bundled = "china-health"
periods = [2022, 2023]
[[model]]
kind = "efficiency"
[[model]]
kind = "malmquist"
"""
BOOTSTRAP = "[inference]\nseed = 7\nreplicates = 100\n"
PLAIN = '[outputs]\ntables = ["csv"]\nfigures = []\ndocuments = []\n'
DOCUMENTS = '[outputs]\ntables = ["csv", "xlsx", "dta"]\nfigures = ["svg"]\ndocuments = ["html", "docx"]\n'
# No PDF here: what sets it keeps threads, which a forked child does not have; test_disks.py has it.
CHANGES = 25
"""At least so many times a run without documents changes a file; a number beyond begins again at the first."""


def injured(folder: Path, outputs: str, how: str, numbers: list[int]) -> list[dict[str, Any]]:
    study = folder / "study.toml"
    study.write_text(STUDY + outputs, encoding="utf-8")
    command = [sys.executable, INJURED, study, folder / "runs", how, *numbers]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, *others = map(json.loads, done.stdout.splitlines())
    assert first["left"] == ["out"]
    assert first["changes"] >= CHANGES
    assert [told["number"] for told in others] == numbers
    return others


def check(told: dict[str, Any], how: str) -> None:
    assert told["half"] == [], told
    assert told["again"] == 0, told["said"]
    assert told["differs"] == [], told
    assert told["beside"] == [], told
    if how == "full":
        assert told["code"] == 1
        assert told["said"].splitlines()[0] == "out-not-writable", told["said"]
    else:
        assert told["code"] in ((-9,) if how == "kill" else (-9, 0))


@pytest.mark.parametrize("how", ["kill", "full", "time"])
def test_a_run_that_is_stopped_anywhere_is_resumed_bit_for_bit(tmp_path, how):
    drawn = random.Random(f"moments of {how}")
    numbers = sorted(drawn.sample(range(CHANGES), 3)) if how != "time" else [drawn.randrange(1000) for _ in range(3)]
    told = injured(tmp_path, PLAIN, how, numbers)
    for one in told:
        check(one, how)
    if how == "kill":
        assert any(one["kept"] for one in told)


@pytest.mark.long
@pytest.mark.parametrize("how", ["kill", "full", "time"])
@pytest.mark.parametrize("outputs", [BOOTSTRAP + PLAIN, DOCUMENTS], ids=["bootstrap", "documents"])
def test_a_run_is_resumed_after_a_stop_at_every_change_of_a_file(tmp_path, how, outputs):
    many = list(range(200 if outputs == DOCUMENTS else 100))
    numbers = many if how != "time" else [random.Random(n).randrange(1000) for n in many]
    for one in injured(tmp_path, outputs, how, numbers):
        check(one, how)
