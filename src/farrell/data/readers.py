"""Files become raw tables: cells as they stand, with the row each came from. Nothing is converted here."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from farrell.data.bombs import DAMAGE, MOST_CELLS, refuse_bombs, refuse_large_file, refuse_many_cells
from farrell.data.encodings import decoded
from farrell.data.legacy import OLE
from farrell.data.parquet import open_parquet, parquet_cells
from farrell.errors import DataError, Finding, OptionError, Place, finding, nearest

HEADER_ROWS = 40
"""How far down a header may stand under titles and notes."""
MERGED_ROWS = 2
"""How many rows above the header a merged header cell may begin."""
PANIC = "PanicException"
"""What a reader written in Rust raises where it has met what it did not foresee; it is no Exception of Python's."""
INVISIBLE = dict.fromkeys(
    (
        *(0x00AD, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
        *(*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)),
    )
)
"""Zero-width and direction marks and control characters, which no reader sees; line breaks are seen."""
FOLDED = ("<wide>", "<narrow>", "<noBreak>", "<compat> 0020")
"""What is folded to its plain form: full-width letters and digits, odd blanks. A superscript is not a digit."""


def clean(value: object) -> str:
    """A label as a person reads it: full-width forms folded, invisible characters and outer blanks gone."""
    word = str(value)
    if not word.isascii() or not word.isprintable():
        word = "".join(
            unicodedata.normalize("NFKC", c) if unicodedata.decomposition(c).startswith(FOLDED) else c for c in word
        )
        word = unicodedata.normalize("NFC", word).translate(INVISIBLE)
    return word.strip()


@dataclass(slots=True)
class RawTable:
    """Cells of the columns of one table, in file order.

    Attributes
    ----------
    name : what messages call it
    columns : column name -> cells
    rows : the row of the file (1-based; frames: position + 1) each cell came from
    sha256 : hash of the file's bytes, or None for a frame
    findings : what was noticed while reading
    """

    name: str
    columns: dict[str, list[Any]]
    rows: list[int]
    sha256: str | None = None
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class RawFile:
    """A file as it stands, before a header is looked for.

    Attributes
    ----------
    name : what messages call it
    lines : number (from 1) and cells of every row of text or of a sheet
    columns : of a Parquet file, which has no other header; None else
    sha256 : hash of the file's bytes
    findings : what was noticed while reading
    sheets, sheet : of a workbook, and the one that was read
    encoding : of a text file
    """

    name: str
    lines: list[tuple[int, list[Any]]]
    columns: dict[str, list[Any]] | None
    sha256: str
    findings: list[Finding]
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    encoding: str | None = None


def read_table(
    path: str | Path,
    *,
    wanted: Sequence[str] = (),
    sheet: str | int | None = None,
    encoding: str | None = None,
    header_row: int | None = None,
) -> RawTable:
    """Read CSV (UTF-8, UTF-8 with BOM, UTF-16 with BOM, GB18030), XLSX/XLS/ODS or Parquet.

    Parameters
    ----------
    wanted : columns that must be there; the header is the first row that has them all
    sheet : name or number (from 1) of a workbook's sheet; the first by default
    encoding : of a text file; detected when None
    header_row : number of the header row (from 1); found when None

    Raises
    ------
    DataError
        codes ``file-missing``, ``empty-file``, ``damaged-file``, ``encoding``, ``missing-column``,
        ``duplicate-column``, ``ragged-row``, ``no-rows``, ``too-large``
    """
    return tabulate(read_file(path, wanted=wanted, sheet=sheet, encoding=encoding), wanted, header_row)


def read_file(
    path: str | Path,
    *,
    wanted: Sequence[str] = (),
    sheet: str | int | None = None,
    encoding: str | None = None,
) -> RawFile:
    """The first half of :func:`read_table`: the cells, whatever they are."""
    path = Path(path)
    if not _is_file(path):
        raise DataError("file-missing", file=str(path))
    refuse_large_file(path.name, path.stat().st_size)
    data = path.read_bytes()
    if not data.strip():
        raise DataError("empty-file", file=path.name)
    raw = RawFile(path.name, [], None, hashlib.sha256(data).hexdigest(), [])
    if data[:4] == b"PAR1":
        raw.columns = _parquet(raw, path, wanted)
    elif data.startswith((ZIP, OLE)):
        _workbook(raw, data, sheet)
    else:
        _text(raw, data, encoding, wanted)
    return raw


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file system takes is of none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def tabulate(raw: RawFile, wanted: Sequence[str] = (), header_row: int | None = None) -> RawTable:
    """The second half of :func:`read_table`: a header, and the columns below it."""
    if raw.columns is not None:
        rows = list(range(1, 1 + len(next(iter(raw.columns.values()), []))))
        return RawTable(raw.name, raw.columns, rows, raw.sha256)
    try:
        return _tabulate(raw.name, raw.lines, wanted, header_row, raw.sha256, raw.findings)
    except DataError as error:
        others = next((f for f in raw.findings if f.code == "other-sheets"), None)
        if error.code != "missing-column" or others is None:
            raise
        values: dict[str, Any] = {**error.values, **dict(others.values)}
        raise DataError("missing-column-sheet", **values) from None


ZIP = b"PK\x03\x04"
"""First bytes of new workbooks; the name of a file proves nothing."""


def _text(raw: RawFile, data: bytes, encoding: str | None, wanted: Sequence[str]) -> None:
    """Physical line number and cells of every row of a delimited text file."""
    content, raw.encoding = decoded(raw.name, data, encoding, raw.findings)
    if "\x00" in content:
        raise DataError("damaged-file", file=raw.name, reason="NUL")
    delimiter = _delimiter(content[:200_000].splitlines()[:HEADER_ROWS], wanted)
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    count = 0
    try:
        for cells in reader:
            raw.lines.append((reader.line_num, cells))
            count += len(cells)
            if count > MOST_CELLS:
                refuse_many_cells(raw.name, len(raw.lines), max(len(row) for _, row in raw.lines))
    except csv.Error as error:
        raise DataError("damaged-file", file=raw.name, reason=f"{error}, {reader.line_num}") from error


def _delimiter(head: list[str], wanted: Sequence[str]) -> str:
    """The separator under which most of the wanted names stand in one line, else the most frequent one."""
    names = {clean(w) for w in wanted}

    def hits(mark: str) -> tuple[int, int]:
        cells = ({clean(c.strip().strip('"')) for c in line.split(mark)} for line in head)
        return max((len(names & row) for row in cells), default=0), sum(line.count(mark) for line in head)

    return max(",\t;|", key=hits)


def _workbook(raw: RawFile, data: bytes, sheet: str | int | None) -> None:
    """Row number and cells of every row of a sheet."""
    import python_calamine

    refuse_bombs(raw.name, data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if not names:
            raise DataError("empty-file", file=raw.name)
        if sheet is None:
            visible = [
                s.name
                for s in book.sheets_metadata
                if s.visible == python_calamine.SheetVisibleEnum.Visible
                and s.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
            chosen = (visible or names)[0]
            if len(visible) > 1:
                others = [n for n in visible if n != chosen]
                raw.findings.append(finding("other-sheets", "note", Place(file=raw.name), chosen=chosen, others=others))
        elif isinstance(sheet, int):
            if not 1 <= sheet <= len(names):
                raise OptionError.choice("sheet", sheet, names)
            chosen = names[sheet - 1]
        else:
            if sheet not in names:
                raise OptionError.choice("sheet", sheet, names)
            chosen = sheet
        rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, *DAMAGE) as error:
        raise DataError("damaged-file", file=raw.name, reason=str(error)) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise DataError("damaged-file", file=raw.name, reason=str(error)) from error
    raw.lines = [(number, list(cells)) for number, cells in enumerate(rows, start=1)]
    raw.sheets, raw.sheet = tuple(names), chosen


def _parquet(raw: RawFile, path: Path, wanted: Sequence[str]) -> dict[str, list[Any]]:
    """The wanted columns, or all; of two that have one name, and that nobody wants, the first."""
    file = open_parquet(path)
    names = [clean(name) for name in file.schema_arrow.names]
    _require(raw.name, names, wanted, 1)
    kept = {clean(w) for w in wanted} or set(names)
    positions = [i for i, name in enumerate(names) if name in kept and names.index(name) == i]
    cells = parquet_cells(path, file, positions)
    return {names[i]: column for i, column in zip(positions, cells, strict=True)}


def is_blank(cell: Any) -> bool:
    """Whether a person sees nothing in a cell."""
    return cell is None or (isinstance(cell, str) and not clean(cell))


def _tabulate(
    name: str,
    lines: list[tuple[int, list[Any]]],
    wanted: Sequence[str],
    header_row: int | None,
    digest: str,
    notes: list[Finding],
) -> RawTable:
    """Find the header, cut the rows below it into columns."""
    filled = [(number, cells) for number, cells in lines if not all(is_blank(c) for c in cells)]
    if not filled:
        raise DataError("empty-file", file=name)
    position = _header_position(name, filled, wanted, header_row)
    line, cells = filled[position]
    header = [clean(c) if not is_blank(c) else "" for c in cells]
    for _, above in reversed(filled[max(position - MERGED_ROWS, 0) : position]):
        # a cell merged over several header rows keeps its text in the uppermost
        header = [
            h or (clean(above[i]) if i < len(above) and not is_blank(above[i]) else "") for i, h in enumerate(header)
        ]
    _require(name, header, wanted, line)
    if position > 0:
        notes.append(finding("header-row", "warning", Place(file=name, row=line), skipped=position))
    body = filled[position + 1 :]
    if not body:
        raise DataError("no-rows", file=name, row=line)
    for number, row in body:
        if len(row) > len(header) and not all(is_blank(c) for c in row[len(header) :]):
            raise DataError("ragged-row", file=name, row=number, cells=len(row), columns=len(header))
    kept = {clean(w) for w in wanted} or set(header)
    columns = {
        column: [row[i] if i < len(row) else None for _, row in body]
        for i, column in enumerate(header)
        if column and column in kept
    }
    return RawTable(name, columns, [number for number, _ in body], digest, notes)


def _header_position(
    name: str, filled: list[tuple[int, list[Any]]], wanted: Sequence[str], header_row: int | None
) -> int:
    if header_row is not None:
        for position, (number, _) in enumerate(filled):
            if number == header_row:
                return position
        raise DataError("header-missing", file=name, row=header_row)
    top = filled[:HEADER_ROWS]
    if not wanted:
        # the first row in which most cells are filled with words: a header, not a title
        widest = max(sum(not is_blank(c) for c in cells) for _, cells in top)
        for position, (_, cells) in enumerate(top):
            words = [c for c in cells if not is_blank(c)]
            if len(words) >= max(2, 0.8 * widest) and not any(_is_number(c) for c in words):
                return position
        return 0
    names = {clean(w) for w in wanted}
    hits = [len(names & {clean(c) for c in cells if not is_blank(c)}) for _, cells in top]
    return hits.index(max(hits)) if max(hits) > 0 else 0


def _is_number(cell: Any) -> bool:
    return isinstance(cell, (int, float)) or re.fullmatch(r"[+-]?[\d.,]+", clean(cell)) is not None


def _require(name: str, header: list[str], wanted: Sequence[str], line: int) -> None:
    for column in wanted:
        count = header.count(clean(column))
        if count == 0:
            missing = [w for w in wanted if clean(w) not in header]
            found = [h for h in header if h]
            raise DataError(
                "missing-column", file=name, row=line, missing=missing, found=found, hint=nearest(missing[0], found)
            )
        if count > 1:
            raise DataError("duplicate-column", file=name, row=line, column=column)
