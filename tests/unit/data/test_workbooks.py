"""Workbooks: sheets, dates, merged headers, and files meant to exhaust the reader."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
import zipfile

import pytest

from farrell.data.readers import read_table
from farrell.errors import DataError, OptionError

ROWS = [["u", "x", "y"], ["A", 1, 2], ["B", 2, 3], ["C", 3, 4]]
WANTED = ["u", "x", "y"]
MEMORY = 4_000_000_000
"""Address space a reader may ask for, in bytes: far above what small files need, far below what a bomb asks."""


def edited(path, old, new, part="xl/worksheets/sheet1.xml"):
    """The workbook with bytes of one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == part:
                assert old in content
                content = content.replace(old, new)
            target.writestr(item.filename, content)
    path.write_bytes(out.getvalue())
    return path


def read_or_refused(path):
    """The table and no code, or no table and the code of the refusal."""
    try:
        return read_table(path, wanted=WANTED), None
    except DataError as error:
        return None, error.code


def test_a_workbook_is_read_with_its_row_numbers(workbook):
    table = read_table(workbook({"S": [[], *ROWS[:2], [], *ROWS[2:]]}), wanted=WANTED)
    assert table.columns == {"u": ["A", "B", "C"], "x": [1.0, 2.0, 3.0], "y": [2.0, 3.0, 4.0]}
    assert table.rows == [3, 5, 6]


def test_a_workbook_is_known_by_its_bytes_not_its_name(workbook):
    assert read_table(workbook({"S": ROWS}, name="t.csv"), wanted=WANTED).columns["u"] == ["A", "B", "C"]


@pytest.mark.parametrize("sheet", ["data", 2])
def test_a_sheet_is_chosen_by_name_and_by_number(workbook, sheet):
    path = workbook({"cover": [["About"]], "data": ROWS})
    assert read_table(path, wanted=WANTED, sheet=sheet).columns["u"] == ["A", "B", "C"]


@pytest.mark.parametrize("sheet", ["dato", 0, 3])
def test_a_sheet_that_is_not_there_lists_those_that_are(workbook, sheet):
    with pytest.raises(OptionError, match="cover, data"):
        read_table(workbook({"cover": [["About"]], "data": ROWS}), sheet=sheet)


def test_a_missing_column_names_the_other_sheets(workbook):
    with pytest.raises(DataError, match="data"):
        read_table(workbook({"cover": [["About"]], "data": ROWS}), wanted=WANTED)


def test_a_hidden_sheet_is_not_taken_for_the_first(workbook):
    def hide(book, sheet):
        for i, row in enumerate([["u", "x", "y"], ["A", 9, 9], ["B", 9, 8]]):
            sheet.write_row(i, 0, row)
        sheet.hide()

    def show(book, sheet):
        for i, row in enumerate(ROWS):
            sheet.write_row(i, 0, row)
        sheet.activate()
        sheet.set_first_sheet()

    assert read_table(workbook({"old": hide, "new": show}), wanted=WANTED).columns["x"] == [1.0, 2.0, 3.0]


def test_dates_stay_dates(workbook):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["u", "x", "y"])
        sheet.write("A2", "A")
        sheet.write_datetime("B2", dt.datetime(2019, 12, 31))
        sheet.write("C2", 1)

    assert read_table(workbook({"S": fill}), wanted=WANTED).columns["x"] == [dt.date(2019, 12, 31)]


def test_a_two_level_merged_header_below_a_title_is_found(workbook):
    def fill(book, sheet):
        sheet.merge_range("A1:C1", "Table 1", book.add_format())
        sheet.merge_range("A2:A3", "u", book.add_format())
        sheet.merge_range("B2:C2", "resources", book.add_format())
        sheet.write_row("B3", ["x", "y"])
        for i, row in enumerate(ROWS[1:]):
            sheet.write_row(3 + i, 0, row)

    table = read_table(workbook({"S": fill}), wanted=WANTED)
    assert table.columns["u"] == ["A", "B", "C"]
    assert [f.code for f in table.findings] == ["header-row"]


def test_merged_unit_cells_are_not_filled_by_guess(workbook, small):
    rows = [["u", "p", "x", "y"], ["A", 1, 1, 2], [None, 2, 2, 3], ["B", 1, 3, 4], [None, 2, 3, 5]]
    with pytest.raises(DataError, match="row 3") as caught:
        small(workbook({"S": rows}), period="p")
    assert caught.value.code == "unit-blank"


@pytest.mark.parametrize(("result", "code"), [("#DIV/0!", {"non-numeric", "missing"}), ("", {"missing"})])
def test_a_formula_without_a_number_is_a_fault_with_its_place(workbook, small, result, code):
    def fill(book, sheet):
        for i, row in enumerate(ROWS):
            sheet.write_row(i, 0, row)
        sheet.write_formula("B3", "=1/0", None, result)

    with pytest.raises(DataError, match="row 3, unit B, column x") as caught:
        small(workbook({"S": fill}))
    assert caught.value.code in code


def test_a_true_or_a_date_is_not_a_number(workbook, small):
    for cell in (True, dt.date(2019, 1, 2)):

        def fill(book, sheet, cell=cell):
            for i, row in enumerate(ROWS):
                sheet.write_row(i, 0, row)
            if cell is True:
                sheet.write_boolean("B3", True)
            else:
                sheet.write_datetime("B3", dt.datetime(2019, 1, 2))

        with pytest.raises(DataError) as caught:
            small(workbook({"S": fill}))
        assert caught.value.code == "non-numeric"


def test_an_empty_sheet_and_a_workbook_of_nothing_are_refused(workbook, table):
    with pytest.raises(DataError) as caught:
        read_table(workbook({"S": []}), wanted=WANTED)
    assert caught.value.code == "empty-file"
    with pytest.raises(DataError) as caught:
        table(b"", name="t.xlsx")
    assert caught.value.code == "empty-file"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(workbook, table, share):
    data = workbook({"S": ROWS}).read_bytes()
    with pytest.raises(DataError) as caught:
        table(data[: int(len(data) * share)], name="cut.xlsx")
    assert caught.value.code == "damaged-file"


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(DataError) as caught:
        read_table(path)
    assert caught.value.code == "damaged-file"


def test_a_zip_of_an_unknown_version_is_refused_in_words(workbook):
    path = workbook({"S": ROWS})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 6] = 238
    path.write_bytes(bytes(data))
    with pytest.raises(DataError) as caught:
        read_table(path, wanted=WANTED)
    assert caught.value.code == "damaged-file"


@pytest.mark.parametrize("byte", range(4, 46, 3))
def test_a_flipped_byte_in_the_zip_directory_never_ends_in_a_traceback(workbook, byte):
    path = workbook({"S": ROWS})
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02") + byte
    data[place] ^= 0xFF
    path.write_bytes(bytes(data))
    table, code = read_or_refused(path)
    assert code in {"damaged-file", "too-large", "empty-file"} or table.columns["x"] == [1.0, 2.0, 3.0]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 60_000_000)
    with pytest.raises(DataError, match="MB") as caught:
        read_table(path)
    assert caught.value.code == "too-large"


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "far",
    [
        FAR,
        FAR.replace(b'"', b"'"),
        FAR.replace(b"<c r=", b"<c\nr ="),
        FAR.replace(b"<c ", b'<c s=">" '),
        FAR.replace(b"XFD", b"xfd"),
        FAR.replace(b"<", b"<m-n:").replace(b"<m-n:/", b"</m-n:").replace(b"row r", b'row xmlns:m-n="m" r'),
        b'<row r="1048576">' + b"<c><v>1</v></c>" * 16_000 + b"</row>",
    ],
    ids=["plain", "quotes", "blanks", "bracket", "small letters", "prefix", "without places"],
)
@pytest.mark.parametrize("part", ["worksheets/sheet1.xml", "elsewhere.dat"])
def test_a_far_cell_is_seen_however_it_is_written_and_wherever_its_sheet_is(workbook, far, part):
    path = edited(workbook({"S": ROWS}), b"</sheetData>", far + b"</sheetData>")
    content = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    with zipfile.ZipFile(path, "a") as archive:
        if part == "elsewhere.dat":
            archive.writestr(f"xl/{part}", content)
    edited(path, b"worksheets/sheet1.xml", part.encode(), "xl/_rels/workbook.xml.rels")
    if part == "elsewhere.dat":
        edited(path, far, b"")
    assert read_or_refused(path) == (None, "far-cells")


@pytest.mark.parametrize("reference", [b'r="XFD1048576"', b'r="A999999999"', b'r="ZZZZZZ4"'])
def test_a_far_away_cell_does_not_exhaust_memory(workbook, reference):
    path = edited(workbook({"S": ROWS}), b'r="A4"', reference)
    program = (
        "import resource, sys, farrell\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))\n"
        "try:\n"
        f"    farrell.data.readers.read_table({str(path)!r}, wanted=['u', 'x', 'y'])\n"
        "except farrell.DataError as error:\n"
        "    print(error.code)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", "import farrell.data.readers\n" + program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr[:200]


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;&b;&b;">]>',
        b'<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    ],
    ids=["entities in entities", "file in entity"],
)
def test_xml_entities_are_not_expanded(workbook, doctype):
    path = edited(workbook({"S": ROWS}), b"<t>B</t>", b"<t>&e;</t>", "xl/sharedStrings.xml")
    path = edited(path, b"<sst", doctype + b"<sst", "xl/sharedStrings.xml")
    table, code = read_or_refused(path)
    shown = "" if table is None else str(table.columns["u"])
    assert code in {None, "damaged-file"}
    assert "root:" not in shown
    assert "lol" not in shown
