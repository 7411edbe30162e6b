"""How far the sheets of an old workbook (BIFF in an OLE compound file) reach, without laying them out.

The layouts are those of [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a compound file."""
LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on are marks: free, end of chain, table."""
ENTRY = 128
"""Bytes of an entry of the directory."""
STREAM, ROOT = 2, 5
"""Kinds of entries."""
CELLS = (0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x027E, 0x00D6, 0x00FD, 0x00BD, 0x00BE)
OLD_CELLS = (0x0001, 0x0002, 0x0003, 0x0004, 0x0005)
"""Records that begin with the row and column of a cell, from Excel 3 and of Excel 2."""
SEVERAL = (0x00BD, 0x00BE)
"""Those of several cells, which end with the last column."""
BEGIN = (0x0009, 0x0209, 0x0409, 0x0809)
"""Records with which a part begins."""


def holds_secret(data: bytes) -> bool:
    """Whether a compound file is a workbook of today locked with a password."""
    return any(name == "EncryptedPackage" for name, *_ in _Compound(data).entries)


def far_corners(data: bytes) -> Iterator[tuple[int, int]]:
    """Rows and columns that each part of a workbook reaches to; parts are sheets, and what stands before them.

    Raises
    ------
    IndexError
        a file that is cut off, or no workbook
    """
    file = _Compound(data)
    books = [entry for entry in file.entries if entry[1] == STREAM and entry[0] in ("Workbook", "Book")]
    if not books:
        raise IndexError("no workbook")
    for _, _, start, size in books:
        yield from _corners(file.stream(start, size))


def _corners(stream: bytes) -> Iterator[tuple[int, int]]:
    rows = columns = position = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        body = stream[position + 4 : position + 4 + size]
        position += 4 + size
        if kind in BEGIN:
            yield rows, columns
            rows = columns = 0
        elif kind in (*CELLS, *OLD_CELLS) and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            if kind in SEVERAL:
                column = max(column, struct.unpack_from("<H", body, len(body) - 2)[0])
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    yield rows, columns


class _Compound:
    """A compound file: its table of sectors and its directory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._sector, self._small = (1 << shift for shift in struct.unpack_from("<HH", data, 30))
        directory, self._cutoff, small_table = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
        if not 128 <= self._sector <= 1 << 16 or not 16 <= self._small <= self._sector:
            raise IndexError("sector size")
        self._next = self._table()
        self.entries = list(self._entries(self._chain(directory)))
        root = next((entry for entry in self.entries if entry[1] == ROOT), ("", ROOT, LAST_SECTOR, 0))
        self._small_stream = self._chain(root[2])
        table = self._chain(small_table)
        self._small_next = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def stream(self, start: int, size: int) -> bytes:
        """The bytes of a stream; small ones lie together in that of the root."""
        if size >= self._cutoff:
            found = self._chain(start)
        else:
            small = (sector * self._small for sector in _followed(start, self._small_next))
            found = b"".join(self._small_stream[at : at + self._small] for at in small)
        if len(found) < size:
            raise IndexError("cut off")
        return found[:size]

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        if start >= len(self._data):
            raise IndexError("cut off")
        return self._data[start : start + self._sector]

    def _table(self) -> tuple[int, ...]:
        """Which sector follows which: the header names the table's first 109 sectors, others a list of more."""
        listed = list(struct.unpack_from("<109I", self._data, 76))
        more, seen = struct.unpack_from("<I", self._data, 68)[0], set[int]()
        while more < LAST_SECTOR and more not in seen:
            seen.add(more)
            words = struct.unpack(f"<{self._sector // 4}I", self._at(more))
            listed += words[:-1]
            more = words[-1]
        table = b"".join(self._at(sector) for sector in listed if sector < LAST_SECTOR)
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def _chain(self, start: int) -> bytes:
        return b"".join(self._at(sector) for sector in _followed(start, self._next))

    def _entries(self, directory: bytes) -> Iterator[tuple[str, int, int, int]]:
        for position in range(0, len(directory) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", directory, position + 64)
            start, size = struct.unpack_from("<II", directory, position + 116)
            name = directory[position : position + max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace")
            yield name, kind, start, size


def _followed(start: int, following: tuple[int, ...]) -> Iterator[int]:
    """The sectors of a chain; one that leads back into itself ends there."""
    seen = set[int]()
    while start < len(following) and start not in seen:
        seen.add(start)
        yield start
        start = following[start]
