"""Parquet files: odd types, doubled names, and few bytes that stand for many rows."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hostile_case import Hostile, Refused, accepted
from hostile_makers import ROWS

U, X, Y = ([row[i] for row in ROWS[1:]] for i in range(3))


def saved(u: Any = U, x: Any = X, **others: Any) -> Callable[[Path], None]:
    return lambda path: pq.write_table(pa.table({"u": u, "x": x, "y": Y, **others}), path)


def named(*names: str) -> Callable[[Path], None]:
    """Columns of x under several names, before y."""
    arrays = [pa.array(U), *(pa.array(X) for _ in names), pa.array(Y)]
    return lambda path: pq.write_table(pa.table(arrays, names=["u", *names, "y"]), path)


def many_rows(path: Path) -> None:
    """A hundred million rows in a megabyte."""
    rows = 1_000_000
    table = pa.table({"u": pa.array(["A"] * rows), "x": [1.0] * rows, "y": [1.0] * rows})
    with pq.ParquetWriter(path, table.schema) as writer:
        for _ in range(100):
            writer.write_table(table, row_group_size=rows)


def long_words(path: Path) -> None:
    """A word of a megabyte that stands in a hundred thousand rows, which are 100 GB when each has its own."""
    rows = 100_000
    words = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["A" * 1_000_000]))
    table = pa.table({"u": words, "x": [1.0] * rows, "y": [1.0] * rows})
    pq.write_table(table.cast(table.schema), path)


def changed(change: Callable[[bytearray], Any]) -> Callable[[Path], None]:
    def put(path: Path) -> None:
        saved()(path)
        data = bytearray(path.read_bytes())
        change(data)
        path.write_bytes(data)

    return put


def cut(data: bytearray) -> None:
    del data[-12:]


def flip(data: bytearray) -> None:
    data[len(data) // 2] ^= 0xFF


NO_NUMBERS = {
    "true": [True] * 6,
    "list": [[1]] * 6,
    "struct": [{"a": 1}] * 6,
    "map": pa.array([[("a", 1)]] * 6, pa.map_(pa.string(), pa.int64())),
    "timestamp": [dt.datetime(2020, 1, 1)] * 6,
    "duration": [dt.timedelta(1)] * 6,
    "words": ["three"] * 6,
}
PARQUET_FILES = [
    Hostile("parquet-plain", saved(), accepted(), "parquet"),
    *(
        Hostile(f"parquet-{n}", saved(x=x), Refused("non-numeric", ("row 1", "unit A")), "parquet")
        for n, x in NO_NUMBERS.items()
    ),
    Hostile(
        "parquet-null", saved(x=pa.array([1, 2, None, 4, 5, 6])), Refused("missing", ("row 3", "unit C")), "parquet"
    ),
    Hostile("parquet-nan", saved(x=[1.0, 2.0, float("nan"), 4.0, 5.0, 6.0]), Refused("missing", ("row 3",)), "parquet"),
    Hostile(
        "parquet-infinite",
        saved(x=[1.0, 2.0, float("inf"), 4.0, 5.0, 6.0]),
        Refused("not-finite", ("row 3",)),
        "parquet",
    ),
    Hostile(
        "parquet-denormal", saved(x=[1.0, 2.0, 5e-324, 4.0, 5.0, 6.0]), Refused("out-of-range", ("row 3",)), "parquet"
    ),
    Hostile("parquet-decimal", saved(x=[decimal.Decimal(v) for v in X]), accepted(), "parquet"),
    Hostile("parquet-half", saved(x=pa.array(X, pa.float32()).cast(pa.float16())), accepted(), "parquet"),
    Hostile(
        "parquet-unsigned",
        saved(x=pa.array([1, 2, 2**64 - 1, 4, 5, 6], pa.uint64())),
        accepted(C=(2.0**64, 4.0)),
        "parquet",
    ),
    Hostile(
        "parquet-categories",
        saved(u=pa.array(U).dictionary_encode(), x=pa.array([*map(str, X)]).dictionary_encode()),
        accepted(),
        "parquet",
    ),
    Hostile("parquet-bytes", saved(u=[u.encode() for u in U]), accepted(), "parquet"),
    Hostile("parquet-bytes-no-text", saved(u=[b"\xff\xfe" + u.encode() for u in U]), Refused("encoding"), "parquet"),
    Hostile(
        "parquet-name-is-float",
        saved(u=[1e17 + 64 * i for i in range(6)]),
        Refused("unit-digits", ("row 1",)),
        "parquet",
    ),
    Hostile(
        "parquet-date-far",
        saved(p=pa.array([2**40] * 6, pa.timestamp("s"))),
        Refused("damaged-file", ("date",)),
        "parquet",
        {"period": "p"},
    ),
    Hostile("parquet-date-unused", saved(p=pa.array([2**40] * 6, pa.timestamp("s"))), accepted(), "parquet"),
    Hostile(
        "parquet-date-nanoseconds",
        saved(p=pa.array([1] * 6, pa.timestamp("ns"))),
        accepted(periods=(1970,)),
        "parquet",
        {"period": "p"},
    ),
    Hostile("parquet-column-twice", named("x", "x"), Refused("duplicate-column", ("x",)), "parquet"),
    Hostile("parquet-column-twice-full-width", named("x", "ｘ"), Refused("duplicate-column", ("x",)), "parquet"),
    Hostile("parquet-other-column-twice", named("x", "z", "z"), accepted(), "parquet"),
    Hostile("parquet-column-missing", named("X"), Refused("missing-column", ("'X'",)), "parquet"),
    Hostile("parquet-dotted-name", named("x", "x.z"), accepted(), "parquet"),
    Hostile(
        "parquet-no-rows",
        saved(u=pa.array([], pa.string()), x=pa.array([], pa.float64()), y=pa.array([], pa.float64())),
        Refused("no-rows"),
        "parquet",
    ),
    Hostile("parquet-wide", saved(**{f"z{i}": X for i in range(5_000)}), accepted(), "parquet"),
    Hostile("parquet-many-rows", many_rows, Refused("many-cells", ("100000000",)), "parquet"),
    Hostile("parquet-long-words", long_words, Refused("too-large", ("100000",)), "parquet"),
    Hostile("parquet-cut-off", changed(cut), Refused("damaged-file"), "parquet"),
    Hostile("parquet-flipped", changed(flip), Refused("damaged-file"), "parquet"),
    Hostile("parquet-head-only", b"PAR1", Refused("damaged-file"), "parquet"),
]
