"""Files made byte by byte, so that they can be made wrong."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

ROWS: list[list[Any]] = [["u", "x", "y"], *([u, x, y] for u, (x, y) in zip(
    "ABCDEF", [(1, 2), (2, 3), (3, 4), (4, 6), (5, 5), (6, 7)], strict=True
))]  # fmt: skip
"""A header and six units: input x, output y."""


def csv_of(rows: Iterable[Sequence[Any]] = ROWS, mark: str = ",", end: str = "\n") -> str:
    return "".join(mark.join(map(str, row)) + end for row in rows)


def with_x(cell: Any) -> list[list[Any]]:
    """The rows with another cell as the x of unit C, which stands in row 4."""
    rows = [list(row) for row in ROWS]
    rows[3][1] = cell
    return rows


def with_unit(name: Any) -> list[list[Any]]:
    """The rows with another name of unit C."""
    rows = [list(row) for row in ROWS]
    rows[3][0] = name
    return rows


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


# --- new workbooks -------------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(rows: Iterable[Sequence[Any]], before: str = "", after: str = "") -> str:
    """A sheet; a cell that begins with ``<c`` is XML already, with REF for its place."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell("ABCDEFGH"[i] + str(number), value) for i, value in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    body = "".join(lines)
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{body}{after}</sheetData></worksheet>'


def _cell(place: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("<c"):
        return value.replace("REF", place)
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def xlsx_of(
    rows: Iterable[Sequence[Any]] = ROWS, *, sheet: str | bytes | None = None, parts: Mapping[str, str | bytes] = {}
) -> bytes:
    """A workbook of one sheet; ``parts`` are put in place of others or added."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**PACKAGE, SHEET: sheet or sheet_xml(rows), **parts}.items():
            archive.writestr(name, part)
    return content.getvalue()


def flagged(archive: bytes, flag: int) -> bytes:
    """A zip in whose entries a flag is set."""
    data = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= flag
            at = data.find(mark, at + 4)
    return bytes(data)


# --- OpenDocument --------------------------------------------------------------------------------------

OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def ods_of(rows: Iterable[Sequence[Any]] = ROWS, after: str = "") -> bytes:
    lines = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0" '
        f'xmlns:text="{OASIS}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
        f"{lines}{after}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>')
    return made.getvalue()


def ods_cell(value: Any) -> str:
    if isinstance(value, str) and value.startswith("<table"):
        return value
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


# --- old workbooks -------------------------------------------------------------------------------------


def xls_of(rows: Iterable[Sequence[Any]] = ROWS, far: tuple[int, int] | None = None) -> bytes:
    """A workbook of Excel 97: records of [MS-XLS] in a compound file of [MS-CFB]; ``far`` is one cell more."""
    cells = [_biff_cell(i, j, value) for i, row in enumerate(rows) for j, value in enumerate(row)]
    cells += [_biff_cell(*far, 1.0)] if far else []
    sheet = _begin(0x10) + b"".join(cells) + _record(0x0A)

    def front(offset: int) -> bytes:
        return _begin(5) + _record(0x85, struct.pack("<IBBBB", offset, 0, 0, 1, 0) + b"S") + _record(0x0A)

    return compound("Workbook", front(len(front(0))) + sheet)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


def _biff_cell(row: int, column: int, value: Any) -> bytes:
    if isinstance(value, str):
        return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(value), 0) + value.encode("latin-1"))
    return _record(0x203, struct.pack("<HHHd", row, column, 0, value))


FREE, END, TABLE, NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(name: str, stream: bytes) -> bytes:
    """A compound file of one stream, in sectors of 512 bytes: the table, the directory, the stream."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    following = [TABLE, END, *range(3, 2 + count), END]
    following += [FREE] * (128 - len(following))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    entries = _entry("Root Entry", 5, END, 0, 1) + _entry(name, 2, 2, len(stream)) + 2 * _entry("", 0, 0, 0)
    return head + struct.pack("<128I", *following) + entries + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = NOTHING) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0" if name else b""
    head = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, NOTHING, NOTHING, child)
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)
