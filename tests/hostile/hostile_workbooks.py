"""Workbooks of three formats: formulas, dates, merged cells, and archives made to exhaust or deceive the reader."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import xlsxwriter
from hostile_case import Hostile, Refused, accepted, made
from hostile_makers import (
    MAIN,
    PACKAGE,
    ROWS,
    SHEET,
    compound,
    flagged,
    ods_cell,
    ods_of,
    sheet_xml,
    with_unit,
    with_x,
    xls_of,
    xlsx_of,
)
from hostile_text import renamed

CELLS = {
    "formula-without-value": ('<c r="REF"><f>1+2</f></c>', "missing"),
    "formula-empty-value": ('<c r="REF"><f>1+2</f><v></v></c>', "missing"),
    "error-na": ('<c r="REF" t="e"><v>#N/A</v></c>', "missing"),
    "error-division": ('<c r="REF" t="e"><v>#DIV/0!</v></c>', "missing"),
    "true": ('<c r="REF" t="b"><v>1</v></c>', "non-numeric"),
    "date": ('<c r="REF" t="d"><v>2020-01-03</v></c>', "non-numeric"),
    "words": ('<c r="REF"><v>three</v></c>', "non-numeric"),
    "decimal-comma": ('<c r="REF"><v>3,5</v></c>', "non-numeric"),
    "nan": ('<c r="REF"><v>NaN</v></c>', "missing"),
    "infinite": ('<c r="REF"><v>INF</v></c>', "not-finite"),
    "overflow": ('<c r="REF"><v>1e999</v></c>', "not-finite"),
    "denormal": ('<c r="REF"><v>5e-324</v></c>', "out-of-range"),
    "text-thousands": ("1,234", "non-numeric"),
    "text-vertical-tab": ("3_x000B_5", "non-numeric"),
}
"""Name -> the cell of unit C's x, and the code of its fault."""
BROKEN = {
    "cell-twice": sheet_xml(with_x('<c r="REF"><v>3</v></c><c r="REF"><v>9</v></c>')),
    "values-twice": sheet_xml(with_x('<c r="REF"><v>3</v><v>9</v></c>')),
    "cell-of-another-row": sheet_xml(with_x('<c r="B2"><v>9</v></c>')),
    "cell-behind-its-place": sheet_xml(with_x('<c r="C4"><v>9</v></c>')),
    "row-twice": sheet_xml(ROWS).replace('r="4"', 'r="3"').replace('4"', '3"'),
    "rows-out-of-order": sheet_xml(ROWS).replace('<row r="7">', '<row r="2">'),
    "row-zero": sheet_xml(ROWS).replace('<row r="1">', '<row r="0">'),
    "row-negative": sheet_xml(ROWS).replace('<row r="4">', '<row r="-4">'),
    "not-closed": sheet_xml(ROWS)[:-40],
    "word-that-is-not-there": sheet_xml(with_x('<c r="REF" t="s"><v>99</v></c>')),
    "external-entity": sheet_xml(with_unit("&e;"), '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "billion-laughs": sheet_xml(
        with_unit("&a9;"),
        '<!DOCTYPE w [<!ENTITY a0 "xxxxxxxxxx">'
        + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
        + "]>",
    ),
}
"""Name -> a sheet that is damaged: its reader would take one cell for another, or stop half way."""
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def filled(fill) -> bytes:
    """A workbook of XlsxWriter, whose sheet a function fills below the plain rows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
        fill(book, sheet)
    return content.getvalue()


def merged_units(book, sheet) -> None:
    sheet.merge_range("A4:A5", "C", book.add_format())


def dated(book, sheet) -> None:
    sheet.write_number("B4", 2020, book.add_format({"num_format": "yyyy"}))


def cached(book, sheet) -> None:
    sheet.write_formula("B4", "=1+2", None, 3)


def liar() -> bytes:
    """A sheet that declares a hundred bytes, and holds sixty million more."""
    whole = sheet_xml(ROWS).encode() + b" " * 60_000_000
    data = bytearray(xlsx_of(sheet=whole))
    real = struct.pack("<I", len(whole))
    at = data.find(real)
    while at >= 0:
        data[at - 8 : at + 4] = struct.pack("<I", zlib.crc32(whole[:100])) + data[at - 4 : at] + struct.pack("<I", 100)
        at = data.find(real, at + 4)
    return bytes(data)


def zeros(count: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in PACKAGE.items():
            archive.writestr(name, part)
        with archive.open(SHEET, "w") as sheet:
            for _ in range(count // 1_000_000):
                sheet.write(bytes(1_000_000))
    return content.getvalue()


def two_sheets_of_one_name() -> bytes:
    """Two entries of one name: readers differ in which they take."""
    content = io.BytesIO(xlsx_of())
    with zipfile.ZipFile(content, "a") as archive:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            archive.writestr(SHEET, sheet_xml(with_x(9)))
    return content.getvalue()


NEW = [
    Hostile("plain", xlsx_of(), accepted(), "xlsx"),
    Hostile("formula-cached", filled(cached), accepted(), "xlsx"),
    Hostile("merged-units", filled(merged_units), Refused("unit-blank", ("row 5",)), "xlsx"),
    Hostile("number-as-date", filled(dated), Refused("non-numeric", ("row 4", "column x")), "xlsx"),
    *(
        Hostile(n, xlsx_of(with_x(c)), Refused(code, ("row 4", "unit C", "column x")), "xlsx")
        for n, (c, code) in CELLS.items()
    ),
    *(Hostile(n, xlsx_of(sheet=sheet), Refused("damaged-file"), "xlsx") for n, sheet in BROKEN.items()),
    Hostile("text-number", xlsx_of(with_x(" 3 ")), accepted(), "xlsx"),
    Hostile("code-of-18-digits", xlsx_of(with_unit(110101199003070011)), Refused("unit-digits", ("row 4",)), "xlsx"),
    Hostile("code-of-15-digits", xlsx_of(with_unit(110101199003071)), renamed("110101199003071"), "xlsx"),
    Hostile(
        "entity",
        xlsx_of(sheet=sheet_xml(with_x('<c r="REF"><v>&e;</v></c>'), '<!DOCTYPE w [<!ENTITY e "3">]>')),
        Refused("missing", ("row 4",)),
        "xlsx",
    ),
    Hostile(
        "phonetic-guide",
        xlsx_of(
            with_unit('<c r="REF" t="inlineStr"><is><r><t>院</t></r><rPh sb="0" eb="1"><t>yuan</t></rPh></is></c>')
        ),
        renamed("院"),
        "xlsx",
    ),
    Hostile("far-cell", xlsx_of(sheet=sheet_xml(ROWS, after=FAR)), Refused("far-cells", ("1048576",)), "xlsx"),
    Hostile(
        "far-cell-other-words",
        xlsx_of(
            sheet=sheet_xml(ROWS, after=FAR)
            .replace("<", "<s:")
            .replace("<s:/", "</s:")
            .replace("<s:?", "<?")
            .replace("xmlns=", "xmlns:s=")
        ),
        Refused("far-cells"),
        "xlsx",
    ),
    Hostile(
        "sheet-in-utf-16", xlsx_of(sheet=sheet_xml(ROWS, after=FAR).encode("utf-16")), Refused("empty-file"), "xlsx"
    ),
    Hostile("zip-bomb", made(lambda: zeros(600_000_000)), Refused("too-large", ("600",)), "xlsx"),
    Hostile("zip-bomb-small", made(lambda: zeros(60_000_000)), Refused("too-large", ("60",)), "xlsx"),
    Hostile("zip-that-lies", made(liar), Refused("damaged-file"), "xlsx"),
    Hostile("zip-encrypted", flagged(xlsx_of(), 1), Refused("encrypted"), "xlsx"),
    Hostile("zip-cut-off", xlsx_of()[:-300], Refused("damaged-file"), "xlsx"),
    Hostile("zip-of-nothing", b"PK\x05\x06" + bytes(18), Refused("damaged-file"), "xlsx"),
    Hostile("zip-with-path", xlsx_of(parts={"../../../../tmp/x": "x"}), accepted(), "xlsx"),
    Hostile(
        "sheet-outside",
        xlsx_of(
            parts={
                "xl/_rels/workbook.xml.rels": PACKAGE["xl/_rels/workbook.xml.rels"].replace(
                    "worksheets/sheet1.xml", "../../../../etc/passwd"
                )
            }
        ),
        Refused("damaged-file"),
        "xlsx",
    ),
    Hostile(
        "no-sheets",
        xlsx_of(parts={"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'}),
        Refused("empty-file"),
        "xlsx",
    ),
    Hostile("binary-workbook", xlsx_of(parts={"xl/workbook.bin": b"\x83\x01\x00"}), Refused("workbook-binary"), "xlsx"),
    Hostile("two-entries", two_sheets_of_one_name(), Refused("damaged-file"), "xlsx"),
    Hostile("sheet-unknown", xlsx_of(), Refused("choice", ("S",)), "xlsx", {"sheet": "T"}),
]
OLD = [
    Hostile("xls-plain", xls_of(), accepted(), "xls"),
    Hostile("xls-far-cell", xls_of(far=(65535, 65535)), Refused("far-cells", ("65536",)), "xls"),
    Hostile("xls-far-column", xls_of(far=(60000, 1000)), Refused("far-cells", ("1001",)), "xls"),
    Hostile("xls-cut-off", xls_of()[:1500], Refused("damaged-file"), "xls"),
    Hostile("xls-of-nothing", xls_of()[:512], Refused("damaged-file"), "xls"),
    Hostile("xls-zeros", xls_of()[:8] + bytes(2000), Refused("damaged-file"), "xls"),
    Hostile("locked", compound("EncryptedPackage", b""), Refused("encrypted"), "xlsx"),
    Hostile("word-document", compound("WordDocument", b""), Refused("damaged-file"), "xls"),
]
OPEN = [
    Hostile("ods-plain", ods_of(), accepted(), "ods"),
    Hostile("ods-percentage", ods_of(with_x(ods_cell(3).replace("float", "percentage"))), accepted(), "ods"),
    Hostile("ods-decimal-comma", ods_of(with_x(ods_cell("3,5").replace("string", "float"))), Refused("missing"), "ods"),
    Hostile(
        "ods-empty-tail",
        ods_of(
            after='<table:table-row table:number-rows-repeated="1048000">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        ),
        accepted(),
        "ods",
    ),
    Hostile(
        "ods-row-repeated",
        ods_of(
            after=f'<table:table-row table:number-rows-repeated="3">{ods_cell("G")}'
            f"{ods_cell(7)}{ods_cell(8)}</table:table-row>"
        ),
        Refused("duplicate", ("unit G",)),
        "ods",
    ),
    Hostile(
        "ods-bomb",
        ods_of(
            after='<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
        ),
        Refused("damaged-file"),
        "ods",
    ),
]
WORKBOOKS = [*NEW, *OLD, *OPEN]
