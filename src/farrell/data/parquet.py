"""Parquet files, of which only what is wanted is read, and no more than fits in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from farrell.data.bombs import LARGEST_WORKBOOK, refuse_many_cells
from farrell.errors import DataError, OptionError


def open_parquet(path: Path) -> Any:
    """A :class:`pyarrow.parquet.ParquetFile`.

    Raises
    ------
    DataError
        code ``damaged-file``
    OptionError
        code ``extra-missing`` without pyarrow
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise OptionError("extra-missing", extra="parquet", what="Parquet") from error
    try:
        return parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise DataError("damaged-file", file=path.name, reason=str(error)) from error


def parquet_cells(path: Path, file: Any, positions: Sequence[int]) -> list[list[Any]]:
    """The cells of some columns of an open file, each column by its position.

    Raises
    ------
    DataError
        codes ``many-cells``, ``too-large``, ``damaged-file``, ``encoding``
    """
    import pyarrow
    from pyarrow import parquet

    rows = file.metadata.num_rows
    refuse_many_cells(path.name, rows, len(positions))
    groups = (file.metadata.row_group(g) for g in range(file.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    if unpacked > LARGEST_WORKBOOK:
        raise DataError("too-large", file=path.name, megabytes=unpacked // 1_000_000)
    names = file.schema_arrow.names
    words = [names[i] for i in positions if _is_words(file.schema_arrow.field(i).type)]
    try:
        # a word that is kept once in the file and stands in many rows is kept once in memory, too
        table = parquet.ParquetFile(path, read_dictionary=words).read(columns=[names[i] for i in positions])
        found = [i for i, name in enumerate(names) if name in {names[i] for i in positions}]
        columns = [_cells(table.column(found.index(i))) for i in positions]
    except UnicodeDecodeError as error:
        raise DataError("encoding", file=path.name, tried=["UTF-8"], line="–") from error
    except (pyarrow.ArrowException, OSError, OverflowError) as error:
        raise DataError("damaged-file", file=path.name, reason=str(error)) from error
    letters = sum(len(cell) for cells in columns for cell in cells if isinstance(cell, str))
    if letters > LARGEST_WORKBOOK:
        raise DataError("too-large", file=path.name, megabytes=letters // 1_000_000)
    return columns


def _is_words(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_binary(kind))


def _cells(column: Any) -> list[Any]:
    """Python's values; names that were written as bytes are words."""
    from pyarrow import types

    cells: list[Any] = []
    for chunk in column.chunks:
        if types.is_dictionary(chunk.type):
            known = [_word(value) for value in chunk.dictionary.to_pylist()]
            cells += [None if i is None else known[i] for i in chunk.indices.to_pylist()]
        else:
            cells += [_word(value) for value in chunk.to_pylist()]
    return cells


def _word(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
