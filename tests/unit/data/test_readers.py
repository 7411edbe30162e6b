"""Text files become raw tables with the right cells and the right row numbers, or are refused in words."""

from __future__ import annotations

import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from farrell.data.readers import clean, read_table
from farrell.errors import DataError, OptionError

SMALL = "u,x,y\nA,1,2\nB,2,3\nC,3,4\nD,4,6\nE,5,5\n"
UNITS = ["A", "B", "C", "D", "E"]
CHINESE = "地区,床位,人次\n北京,1,2\n天津,2,3\n河北,3,4\n"
WANTED = ["地区", "床位", "人次"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_text_is_read_in_the_encodings_of_the_field(table, encoding):
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    read = table(marks.get(encoding, b"") + CHINESE.encode(encoding), wanted=WANTED)
    assert read.columns["地区"] == ["北京", "天津", "河北"]
    assert read.columns["床位"] == ["1", "2", "3"]
    assert read.rows == [2, 3, 4]


def test_gb18030_is_said_and_utf8_is_not_worth_a_word(table):
    assert [f.code for f in table(CHINESE.encode("gb18030"), wanted=WANTED).findings] == ["encoding-gb18030"]
    assert table(CHINESE, wanted=WANTED).findings == []


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_is_found(table, separator):
    read = table(SMALL.replace(",", separator))
    assert read.columns == {"u": UNITS, "x": ["1", "2", "3", "4", "5"], "y": ["2", "3", "4", "6", "5"]}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(table, newline):
    read = table(SMALL.replace("\n", newline))
    assert (read.columns["u"], read.rows) == (UNITS, [2, 3, 4, 5, 6])


def test_the_separator_is_the_one_under_which_the_columns_are_there(table):
    tabs = "u\tx\ty\n" + "".join(f"{u}\t1,234,567\t2,345,678\n" for u in UNITS)
    assert table(tabs).columns["x"] == ["1,234,567"] * 5


def test_semicolons_inside_a_note_do_not_hide_the_commas(table):
    notes = "u,x,y,note\n" + "".join(f"{u},1,2,a;b;c;d;e;f;g\n" for u in UNITS)
    assert table(notes).columns["u"] == UNITS


def test_semicolons_inside_a_title_do_not_hide_the_commas(table):
    assert table("Notes: a; b; c; d; e; f; g; h; i; j; k; l; m; n; o\n" + SMALL).columns["u"] == UNITS


def test_quoted_newlines_keep_the_row_numbers_of_the_file(table):
    read = table('u,x,y,note\nA,1,2,"one\ntwo\nthree"\nB,2,3,\nC,3,4,"a, ""b"""\n')
    assert read.columns["u"] == ["A", "B", "C"]
    assert read.columns["y"] == ["2", "3", "4"]
    assert read.rows[1:] == [5, 6]


def test_a_quote_that_never_closes_loses_no_unit(table):
    with pytest.raises(DataError) as caught:
        table('u,x,y,note\nA,1,2,\nB,2,3,"open\nC,3,4,\nD,4,6,\nE,5,5,\n')
    assert caught.value.code == "damaged-file"


def test_stray_quotes_swallow_no_rows(table):
    with pytest.raises(DataError) as caught:
        table('u,x,y,note\nA,1,2,\nB,2,3,"open\nC,3,4,\nD,4,6,\nE,5,5,"close\nF,7,8,\n')
    assert caught.value.code == "damaged-file"


def test_a_quote_inside_a_field_is_a_character(table):
    assert table('u,x,y,note\nA,1,2,5" pipe\nB,2,3,\n').columns["y"] == ["2", "3"]


def test_title_rows_are_skipped_and_said(table):
    read = table("Table 1. Health resources,,\nUnit: 10 thousand,,\n\n" + SMALL)
    assert (read.columns["u"], read.rows) == (UNITS, [5, 6, 7, 8, 9])
    (note,) = read.findings
    assert (note.code, note.severity, note.place.row) == ("header-row", "warning", 4)
    assert "2" in note.text()


def test_the_header_row_can_be_given(table):
    twice = "u,x,y\nthis,is,old\nu,x,y\nA,1,2\nB,2,3\n"
    assert table(twice, header_row=3).columns["u"] == ["A", "B"]


def test_a_header_row_that_is_not_there_is_refused(table):
    with pytest.raises(DataError, match="row 99") as caught:
        table(SMALL, header_row=99)
    assert caught.value.code == "header-missing"


def test_blank_rows_and_trailing_commas_change_nothing_but_row_numbers(table):
    read = table("u,x,y,,\n\nA,1,2,,\n,,,,\nB,2,3,,\n\n\n")
    assert (read.columns["u"], read.rows) == (["A", "B"], [3, 5])
    assert set(read.columns) == {"u", "x", "y"}


def test_a_row_with_too_many_cells_is_refused_by_its_number(table):
    with pytest.raises(DataError, match="row 3") as caught:
        table("u,x,y\nA,1,2\nB,1,234,3\n")
    assert caught.value.code == "ragged-row"


def test_a_short_row_has_gaps_not_neighbours(table):
    assert table("u,x,y\nA,1\nB,2,3\n").columns["y"] == [None, "3"]


def test_a_missing_column_lists_those_found_and_the_nearest(table):
    with pytest.raises(DataError) as caught:
        table("unit,bed,visits\nA,1,2\n", wanted=["unit", "beds"])
    assert caught.value.code == "missing-column"
    for word in ("t.csv", "row 1", "beds", "unit, bed, visits", "'bed'"):
        assert word in str(caught.value)


def test_a_missing_column_given_as_a_number_is_refused_in_words(table):
    with pytest.raises(DataError) as caught:
        table(SMALL, wanted=["u", 2020])
    assert caught.value.code == "missing-column"


def test_a_column_needed_and_doubled_is_refused(table):
    with pytest.raises(DataError, match=r"\bx\b") as caught:
        table("u,x,x,y\nA,1,2,3\n")
    assert caught.value.code == "duplicate-column"


def test_a_doubled_column_nobody_needs_is_no_matter(table):
    assert table("u,x,note,note,y\nA,1,a,b,2\n").columns["y"] == ["2"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  ", b"\xef\xbb\xbf", b",,,\n,,\n", b"\xff\xfe"])
def test_an_empty_file_is_refused(table, content):
    with pytest.raises(DataError) as caught:
        table(content)
    assert caught.value.code == "empty-file"


def test_a_header_alone_is_refused(table):
    with pytest.raises(DataError) as caught:
        table("u,x,y\n")
    assert caught.value.code == "no-rows"


def test_no_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(DataError) as caught:
            read_table(path)
        assert caught.value.code == "file-missing"


def test_the_wrong_declared_encoding_is_refused_with_its_line(table):
    with pytest.raises(DataError, match="row 2") as caught:
        table("u,x,y\n北京,1,2\n".encode("gb18030"), encoding="utf-8")
    assert caught.value.code == "encoding"


@pytest.mark.parametrize("encoding", ["klingon", "hex", "undefined", "punycode", "utf\x008"])
def test_an_encoding_that_is_none_is_refused_in_words(table, encoding):
    with pytest.raises((OptionError, DataError)) as caught:
        table(SMALL, encoding=encoding)
    assert caught.value.code in {"encoding-unknown", "encoding"}


def test_a_declared_encoding_is_used(table):
    assert table("u,x,y\nRégion,1,2\n".encode("latin-1"), encoding="latin-1").columns["u"] == ["Région"]


def test_bytes_in_no_known_encoding_are_refused(table):
    with pytest.raises(DataError) as caught:
        table(b"u,x,y\nA,1,2\n\xff\xff\xff,1,2\n")
    assert caught.value.code == "encoding"
    assert "row 3" in str(caught.value)


def test_western_names_are_not_turned_into_chinese_ones_in_silence(table):
    try:
        read = table("u,x,y\nRégion,1,2\nB,2,3\n".encode("latin-1"))
    except DataError:
        return
    assert read.columns["u"][0] == "Région" or "warning" in {f.severity for f in read.findings}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32"])
def test_nul_bytes_are_refused_in_words_that_name_the_encoding(table, encoding):
    with pytest.raises(DataError) as caught:
        table(SMALL.encode(encoding))
    assert caught.value.code in {"damaged-file", "encoding"}


def test_a_text_file_that_begins_with_pk_is_text(table):
    assert table(SMALL.replace("u,", "PK,", 1), wanted=["PK", "x", "y"]).columns["PK"] == UNITS


@pytest.mark.parametrize("name", ["export.xls", "export.xlsx"])
def test_text_named_as_a_workbook_is_read_as_text(table, name):
    assert table(SMALL.replace(",", "\t"), name=name).columns["u"] == UNITS


@pytest.mark.parametrize(
    "header", ["\u200bx\ufeff", "ｘ", " x ", "\u00a0x", "x\u200d", "\u200ex", "\u202ax\u202c", "\u00adx"]
)
def test_invisible_and_full_width_characters_do_not_hide_a_column(table, header):
    assert table(SMALL.replace("x", header, 1)).columns["x"] == ["1", "2", "3", "4", "5"]


def test_clean_folds_what_a_reader_cannot_see():
    assert clean(" （万）\u200b ") == "(万)"
    assert clean("Ｕ０１") == "U01"
    assert clean("be\x00d\x1bs\x0b\n省\x7f") == "beds\n省"


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", b'[{"u": "A"}]', b"<html><table></table></html>", b"\x1f\x8b\x08\0\0\0"],
)
def test_other_kinds_of_file_are_refused_in_words(table, content):
    with pytest.raises(DataError):
        table(content)


def test_deep_quotes_and_formulas_are_text(table):
    read = table("u,x,y\n" + '"' + '""' * 100_000 + '"' + ",1,2\n=cmd|' /C calc'!A0,2,3\n<script>,3,4\n")
    assert read.columns["u"] == ['"' * 100_000, "=cmd|' /C calc'!A0", "<script>"]


def test_a_very_wide_file_is_read_and_its_message_is_short(table):
    names = ",".join(f"c{i}" for i in range(100_000))
    cells = "," + ",".join(["1"] * 100_000) + "\n"
    content = f"u,x,y,{names}\nA,1,2{cells}B,2,3{cells}"
    assert table(content).columns["y"] == ["2", "3"]
    with pytest.raises(DataError) as caught:
        table(content, wanted=["u", "z"])
    assert len(str(caught.value)) < 500


# --- Parquet -------------------------------------------------------------------------------------------


@pytest.fixture
def parquet(tmp_path):
    def save(columns):
        path = tmp_path / "t.parquet"
        pq.write_table(pa.table(columns), path)
        return path

    return save


def test_parquet_is_read_with_its_types(parquet):
    read = read_table(parquet({"u": ["A", "B"], "x": [1, None], "y": [2.5, 3.0]}), wanted=["u", "x", "y"])
    assert read.columns == {"u": ["A", "B"], "x": [1, None], "y": [2.5, 3.0]}
    assert read.rows == [1, 2]


def test_parquet_columns_are_found_under_full_width_names(parquet, small):
    path = parquet({"u": ["A", "B", "C"], "床位（万）": [1, 2, 3], "y": [2.0, 3.0, 4.0]})
    assert small(path, inputs=["床位（万）"]).X[:, 0].tolist() == [1.0, 2.0, 3.0]


def test_parquet_lacks_a_column_in_the_same_words(parquet):
    with pytest.raises(DataError, match="beds") as caught:
        read_table(parquet({"bed": [1]}), wanted=["beds"])
    assert caught.value.code == "missing-column"


def test_damaged_parquet_is_refused(table):
    with pytest.raises(DataError) as caught:
        table(b"PAR1" + b"\0" * 40 + b"PAR1", name="t.parquet")
    assert caught.value.code == "damaged-file"


def test_parquet_without_its_library_says_what_to_install(parquet, monkeypatch):
    path = parquet({"u": ["A"], "x": [1], "y": [2]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OptionError, match=r"farrell\[parquet\]") as caught:
        read_table(path)
    assert caught.value.code == "extra-missing"


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        ("u,x,y\nÉtat,1,2\nRégion,2,3\n".encode("latin-1"), {}, "encoding-doubtful"),
        ("u,x,y\n北區醫院,1,2\n臺灣醫療,2,3\n".encode("big5"), {}, "encoding-doubtful"),
        ("u,x,y\n北京,1,2\n天津,2,3\n河北,3,4\n".encode() + "山西,1,2\n".encode("gb18030"), {}, "encoding"),
        ("u,x,y\n北京,1,2\n天津,2,3\n".encode(), {"encoding": "gb18030"}, "encoding-declared"),
        ("u,x,y\n北京,1,2\n天津,2,3\n".encode(), {"encoding": "latin-1"}, "encoding-declared"),
    ],
    ids=["latin-1", "big5", "mixed", "declared-gb18030", "declared-latin-1"],
)
def test_text_of_another_encoding_is_refused_not_garbled(tmp_path, data, options, code):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(DataError) as caught:
        read_table(path, wanted=["u", "x", "y"], **options)
    assert caught.value.code == code
