"""Whatever bytes a file has, a reader gives a panel of finite numbers that stand in it, or refuses it in words."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from fuzzing import SIZES, fuzz
from hostile_case import read
from hostile_makers import csv_of, ods_of, xls_of, xlsx_of
from hostile_parquet import saved
from hypothesis import strategies as st

import farrell
from farrell.data.numbers import number


@cache
def valid(kind: str) -> bytes:
    if kind == "parquet":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "valid.parquet"
            saved()(path)
            return path.read_bytes()
    made = {"csv": lambda: csv_of().encode(), "xlsx": xlsx_of, "xls": xls_of, "ods": ods_of}
    return made[kind]()


HEADS = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"\xff\xfe", b"\xef\xbb\xbf", b"u,x,y\n"]
edits = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["flip", "cut", "insert", "repeat"]), st.binary(min_size=1, max_size=4)),
    min_size=1,
    max_size=4,
)


def mutated(data: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    changed = bytearray(data)
    for where, how, new in changes:
        at = int(where * (len(changed) - 1))
        if how == "flip":
            changed[at : at + len(new)] = new
        elif how == "cut":
            del changed[at : at + 16 * new[0]]
        elif how == "insert":
            changed[at:at] = new
        else:
            changed[at:at] = changed[at : at + 16 * new[0]]
        if not changed:
            break
    return bytes(changed)


def answers(data: bytes) -> None:
    """A panel or a refusal; nothing else comes out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        path.write_bytes(data)
        got = read(path, {})
    if isinstance(got, farrell.FarrellError):
        assert len(got.text("en")) < 3000
        assert got.text("zh") != got.text("en")
    else:
        assert np.isfinite(got.X).all()
        assert np.isfinite(got.Y).all()
        assert len(set(got.units)) == len(got)


@SIZES
def test_random_bytes(size):
    def check(head, rest):
        answers(head + rest)

    fuzz(check, size, 150, head=st.sampled_from(HEADS), rest=st.binary(max_size=300))


@SIZES
@pytest.mark.parametrize("kind", ["csv", "xlsx", "xls", "ods", "parquet"])
def test_valid_files_with_a_few_bytes_changed(size, kind):
    def check(changes):
        answers(mutated(valid(kind), changes))

    fuzz(check, size, 60, changes=edits)


@SIZES
def test_random_tables(size):
    """Cells of every kind of character under a header that is right."""

    def check(rows):
        answers(("u,x,y\n" + "\n".join(",".join(row) for row in rows)).encode("utf-8", errors="replace"))

    cells = st.text(st.characters(exclude_characters=""), max_size=8)
    numbers = st.floats().map(repr) | st.integers().map(str)
    fuzz(check, size, 100, rows=st.lists(st.tuples(cells, cells | numbers, numbers), min_size=1, max_size=5))


@SIZES
def test_a_cell_is_the_number_that_it_says_or_none(size):
    """A number that is read from text is the one Python reads from the same digits, within the range that is computed
    with, and text that Python reads no number from gives none."""

    def check(word):
        value, fault = number(word)
        if fault is None:
            plain = "".join(c for c in word if c.isprintable() and c not in "\u200b\u200e").strip()
            assert value == float(plain.translate({0xFF0B: "+", 0xFF0D: "-", 0x2212: "-", 0xFF0E: "."}))
            assert value == 0 or 1e-150 <= abs(value) <= 1e150

    letters = "0123456789.,eE+-−＋－．０９٣ \u200b\u200e\x0b\x1c\xad%万一"
    fuzz(check, size, 300, word=st.text(letters, max_size=10) | st.floats().map(repr))
