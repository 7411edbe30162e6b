"""A Parquet file or folder that need not fit in memory, read a slice of rows at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from farrell.data.build import slice_panel
from farrell.data.panel import Panel
from farrell.data.parquet import open_parquet
from farrell.data.readers import RawTable, clean
from farrell.data.roles import Roles
from farrell.errors import DataError, nearest

ROWS = 131_072
"""Rows of a slice: four chunks of the engine, some tens of megabytes."""


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """What to read of a Parquet data set, and how it is cut: by its own row groups, and those by :data:`ROWS`.

    Attributes
    ----------
    files : of the data set, in the order of their names
    unit, period : columns that name the unit and the period
    roles : inputs and outputs
    parts : (file, row group, first row, rows) of every slice; first row within the row group
    """

    files: tuple[Path, ...]
    unit: str
    period: str | None
    roles: Roles
    parts: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def of(
        cls, source: str | Path, unit: str, period: str | None, inputs: Sequence[str], outputs: Sequence[str]
    ) -> ParquetRows:
        """Look at the files and their columns; no rows are read.

        Raises
        ------
        DataError
            ``file-missing``, ``damaged-file``, ``missing-column``, ``no-rows``
        OptionError
            roles that contradict each other; ``extra-missing`` without pyarrow
        """
        source, roles = Path(source), Roles.of(inputs=inputs, outputs=outputs)
        files = tuple(sorted(source.rglob("*.parquet"))) if source.is_dir() else (source,)
        if not files or not files[0].is_file():
            raise DataError("file-missing", file=source)
        parts = []
        for number, path in enumerate(files):
            file = open_parquet(path)
            found = [clean(name) for name in file.schema_arrow.names]
            wanted = [unit, *([period] if period else []), *roles.inputs, *roles.outputs]
            absent = [name for name in wanted if clean(name) not in found]
            if absent:
                hint = nearest(absent[0], found)
                raise DataError("missing-column", file=path.name, row="–", missing=absent, found=found, hint=hint)
            for group in range(file.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                parts += [(number, group, start, min(ROWS, rows - start)) for start in range(0, rows, ROWS)]
        if not parts:
            raise DataError("no-rows", file=source.name, row="–")
        return cls(files, unit, period, roles, tuple(parts))

    @property
    def fingerprint(self) -> str:
        """Of the files' names, sizes and footers, and of what is read of them."""
        seen: list[Any] = [self.unit, self.period, self.roles.inputs, self.roles.outputs, self.parts]
        for path in self.files:
            state = path.stat()
            seen.append((path.name, state.st_size, state.st_mtime_ns))
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()

    def slices(self, start: int = 0) -> Iterator[Panel]:
        """One small panel after another, from a slice's number on; rows are numbered as in their file.

        Raises
        ------
        DataError
            every fault of a slice's cells with its file, row, unit, period and column; ``damaged-file``
        """
        opened: tuple[int, Any] = (-1, None)
        held: tuple[tuple[int, int], Any] = ((-1, -1), None)
        for number, group, first, rows in self.parts[start:]:
            path = self.files[number]
            if opened[0] != number:
                opened = (number, open_parquet(path))
            file = opened[1]
            if held[0] != (number, group):
                held = ((number, group), self._read(path, file, group))
            above = sum(file.metadata.row_group(g).num_rows for g in range(group)) + first
            cells = {name: held[1].column(name).slice(first, rows).to_pylist() for name in held[1].column_names}
            table = RawTable(path.name, cells, list(range(above + 1, above + rows + 1)))
            yield slice_panel(table, self.unit, self.period, self.roles)

    def _read(self, path: Path, file: Any, group: int) -> Any:
        """A row group's columns that are wanted, under the names the caller used."""
        import pyarrow

        wanted = {clean(n): n for n in (self.unit, self.period, *self.roles.inputs, *self.roles.outputs) if n}
        names = [name for name in file.schema_arrow.names if clean(name) in wanted]
        try:
            table = file.read_row_group(group, columns=names)
        except (pyarrow.ArrowException, OSError) as error:
            raise DataError("damaged-file", file=path.name, reason=str(error)) from error
        return table.rename_columns([wanted[clean(name)] for name in table.column_names])
