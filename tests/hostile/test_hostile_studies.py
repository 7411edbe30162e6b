"""Study files of the collection are read, or refused by code and key; paths lead to files and nothing else."""

from __future__ import annotations

import os
import time
import warnings

import pytest
from hostile_case import SECONDS
from hostile_makers import csv_of
from hostile_studies import ACCEPTED, REFUSED, RUN

import farrell
from farrell.study import read_study
from farrell.study.run import compute


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_strange_study_file_is_read(name, tmp_path):
    (tmp_path / "study.toml").write_bytes(ACCEPTED[name].encode())
    assert read_study(tmp_path / "study.toml").data["unit"] == "u"


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_study_file_is_refused_in_words(name, tmp_path):
    text, code, words = REFUSED[name]
    (tmp_path / "study.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    started = time.process_time()
    with pytest.raises(farrell.FarrellError) as caught:
        read_study(tmp_path / "study.toml")
    assert time.process_time() - started < SECONDS
    assert caught.value.code == code
    for word in ("study.toml", *words):
        assert word in str(caught.value)
    assert len(str(caught.value)) < 1000
    assert caught.value.text("zh") != caught.value.text("en")


@pytest.fixture
def folder(tmp_path):
    """A panel, and what is no file under names of files."""
    (tmp_path / "data.csv").write_text(csv_of(), encoding="utf-8")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(3_000_000_000)
    return tmp_path


@pytest.mark.parametrize("name", RUN)
def test_a_study_of_what_is_no_data_is_refused_in_words(name, folder):
    text, code, words = RUN[name]
    (folder / "study.toml").write_text(text, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.FarrellWarning)
        with pytest.raises(farrell.FarrellError) as caught:
            compute(read_study(folder / "study.toml"))
    assert caught.value.code == code, str(caught.value)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("path", ["a" * 5_000, "a\0b", "", "/dev/null", "/no/such/place"])
def test_a_path_that_is_no_study_file_is_refused_in_words(path):
    with pytest.raises(farrell.FarrellError) as caught:
        read_study(path)
    assert len(str(caught.value)) < 1000
