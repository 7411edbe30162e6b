"""Files made to exhaust their reader are refused before they are unpacked or laid out."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from farrell.data.legacy import OLE, far_corners, holds_secret
from farrell.errors import DataError

LARGEST_FILE = 2 * 1024 * 1024 * 1024
"""Most bytes of a file; it is read into memory as a whole."""
LARGEST_WORKBOOK = 512 * 1024 * 1024
"""Most bytes a workbook may unpack to; more is taken for a zip bomb."""
LARGEST_RATIO = 200
"""Most times a large workbook may grow when unpacked."""
MOST_CELLS = 50_000_000
"""Most cells of a table, and in the rectangle that a sheet's outermost cells span."""
DIGITS = "0123456789"
ENCRYPTED = 0x1
"""Flag of a zip's entry that asks for a password."""
DAMAGE = (OSError, ValueError, zipfile.BadZipFile)
"""What readers raise on damaged files."""


def refuse_large_file(name: str, size: int) -> None:
    """Refuse a file that is too large to be read at once.

    Raises
    ------
    DataError
        code ``file-large``
    """
    if size > LARGEST_FILE:
        raise DataError("file-large", file=name, megabytes=size // 1_000_000, most=LARGEST_FILE // 1_000_000)


def refuse_many_cells(name: str, rows: int, columns: int) -> None:
    """Refuse a table of too many cells.

    Raises
    ------
    DataError
        code ``many-cells``
    """
    if rows * columns > MOST_CELLS:
        raise DataError("many-cells", file=name, rows=rows, columns=columns, most=MOST_CELLS)


def refuse_bombs(name: str, data: bytes) -> None:
    """Refuse a workbook or archive that unpacks to too much, or reaches too far, or asks for a password.

    Raises
    ------
    DataError
        codes ``too-large``, ``far-cells``, ``damaged-file``, ``encrypted``, ``workbook-binary``
    """
    if data.startswith(OLE):
        _refuse_legacy(name, data)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(item.flag_bits & ENCRYPTED for item in entries):
                raise DataError("encrypted", file=name)
            if any(item.filename.endswith("workbook.bin") for item in entries):
                raise DataError("workbook-binary", file=name)
            names = [item.filename for item in entries]
            if len(set(names)) < len(names):
                raise DataError("damaged-file", file=name, reason="two entries of one name")
            unpacked = sum(item.file_size for item in entries)
            if unpacked > LARGEST_WORKBOOK or (unpacked > 50_000_000 and unpacked > LARGEST_RATIO * len(data)):
                raise DataError("too-large", file=name, megabytes=unpacked // 1_000_000)
            for item in entries:
                _look_at(name, archive, item)
    except (*DAMAGE, NotImplementedError, EOFError, struct.error, zlib.error) as error:
        raise DataError("damaged-file", file=name, reason=str(error)) from error


def _look_at(name: str, archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> None:
    """One entry: that it holds no more than it declares, and, of a sheet, where its cells stand."""
    declared = item.file_size
    item.file_size += 1
    part = archive.read(item)
    if len(part) > declared:
        raise DataError("too-large", file=name, megabytes=LARGEST_WORKBOOK // 1_000_000)
    if b"sheetData" in part:
        _refuse_far_cells(name, part)


def _refuse_legacy(name: str, data: bytes) -> None:
    """A workbook of Excel 97 by its records; a new one that is locked with a password has the same first bytes."""
    try:
        if holds_secret(data):
            raise DataError("encrypted", file=name)
        for rows, columns in far_corners(data):
            if rows * columns > MOST_CELLS:
                raise DataError("far-cells", file=name, rows=rows, columns=columns)
    except (struct.error, IndexError) as error:
        raise DataError("damaged-file", file=name, reason=str(error)) from error


def _refuse_far_cells(name: str, sheet: bytes) -> None:
    """One stray cell far out would make the reader lay out every cell before it; one that stands twice, or out of
    its row's order, would silently take another's place."""
    grid = _Grid()
    parser = expat.ParserCreate()
    parser.StartElementHandler = grid.begin
    try:
        parser.Parse(sheet, True)
    except (expat.ExpatError, ValueError) as error:
        raise DataError("damaged-file", file=name, reason=str(error)) from error
    if grid.rows * grid.columns > MOST_CELLS:
        raise DataError("far-cells", file=name, rows=grid.rows, columns=grid.columns)


class _Grid:
    """How far a sheet reaches: the place of each row and cell as its XML has them."""

    def __init__(self) -> None:
        self.rows = self.columns = self._row = self._column = self._values = 0
        self._numbers: dict[str, int] = {}
        self._handlers: dict[str, Callable[[str], None]] = {
            "row": self._begin_row,
            "c": self._begin_cell,
            "v": self._begin_value,
        }

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        handle = self._handlers.get(element.rpartition(":")[2])
        if handle is not None:
            handle(attributes.get("r", ""))

    def _begin_row(self, place: str) -> None:
        before = self._row
        self._row, self._column = int(place) if place else before + 1, 0
        self.rows = max(self.rows, self._row)
        if self._row <= before:
            raise ValueError(f"row {self._row} after row {before}")

    def _begin_cell(self, place: str) -> None:
        before, self._values = self._column, 0
        letters = place.rstrip(DIGITS)
        if letters and len(letters) < len(place):
            row = int(place[len(letters) :])
            self._column = self._numbers.get(letters) or _number_of(letters)
            self._numbers[letters] = self._column
        else:
            row, self._column = self._row, before + 1
        self.rows, self.columns = max(self.rows, row), max(self.columns, self._column)
        if row != self._row or self._column <= before:
            raise ValueError(f"{place} in row {self._row} after column {before}")

    def _begin_value(self, _: str) -> None:
        self._values += 1
        if self._values > 1:
            raise ValueError(f"row {self._row}, column {self._column}: {self._values} values")


def _number_of(letters: str) -> int:
    """The number of a sheet's column: 27 for AA."""
    number = 0
    for letter in letters[:8].upper():
        number = 26 * number + ord(letter) - 64
    return number
